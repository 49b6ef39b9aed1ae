-- 0.2: what proof, sync under hostile conditions, and several people on one phone need.

-- Several people on one phone: every invitation taken in this book, as the hub signed it.
CREATE TABLE invitation (
    n          INTEGER PRIMARY KEY, -- the order they were taken in
    token      BLOB NOT NULL UNIQUE,
    signed     TEXT NOT NULL,
    state      INTEGER NOT NULL, -- 0 to be presented to the hub, 1 taken by it, 2 refused
    reason     TEXT,
    resets_pin INTEGER NOT NULL -- its person had a profile already
) STRICT;

-- People who have set a PIN. The last wrong try is kept by both clocks of the device.
CREATE TABLE profile (
    person           BLOB PRIMARY KEY,
    pin_salt         BLOB NOT NULL,
    pin_hash         BLOB NOT NULL,
    tries            INTEGER NOT NULL,
    tried_ms         INTEGER NOT NULL,
    tried_boot       BLOB,
    tried_elapsed_ms INTEGER
) STRICT, WITHOUT ROWID;

-- The hub's time as its last answer told it, beside the device's clocks at that moment.
CREATE TABLE hub_clock (
    one            INTEGER PRIMARY KEY CHECK (one = 1),
    hub_ms         INTEGER NOT NULL,
    uncertainty_ms INTEGER NOT NULL,
    device_ms      INTEGER NOT NULL,
    boot           BLOB,
    elapsed_ms     INTEGER
) STRICT;
