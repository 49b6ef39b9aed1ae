-- What the hub is: its epoch, its nonce secret, its public key, its actor.
CREATE TABLE hub (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE org (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    address TEXT,
    gln TEXT,
    last_seq INTEGER NOT NULL DEFAULT 0 -- of its log; moved in the transaction that appends
) STRICT, WITHOUT ROWID;

CREATE TABLE person (id BLOB PRIMARY KEY CHECK (length(id) = 16), name TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE member (
    org BLOB NOT NULL REFERENCES org (id),
    person BLOB NOT NULL REFERENCES person (id),
    roles INTEGER NOT NULL, -- one bit per role
    PRIMARY KEY (org, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE product (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    org BLOB NOT NULL REFERENCES org (id),
    name TEXT NOT NULL,
    grp TEXT NOT NULL,
    gtin TEXT UNIQUE
) STRICT, WITHOUT ROWID;
CREATE INDEX product_org ON product (org);

CREATE TABLE plot (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    org BLOB NOT NULL REFERENCES org (id),
    name TEXT NOT NULL,
    growing_area_code TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX plot_org ON plot (org);

CREATE TABLE invitation (
    token_hash BLOB PRIMARY KEY CHECK (length(token_hash) = 32), -- a copy of the file enrols nobody
    org BLOB NOT NULL REFERENCES org (id),
    person BLOB NOT NULL REFERENCES person (id),
    roles INTEGER NOT NULL,
    not_after_ms INTEGER NOT NULL,
    used_by BLOB,
    used_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    key BLOB NOT NULL UNIQUE CHECK (length(key) = 32),
    name TEXT NOT NULL,
    certificate BLOB NOT NULL,
    issued_ms INTEGER NOT NULL,
    revoked_ms INTEGER,
    last_sync_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE device_member (
    device BLOB NOT NULL REFERENCES device (id),
    org BLOB NOT NULL REFERENCES org (id),
    person BLOB NOT NULL REFERENCES person (id),
    roles INTEGER NOT NULL,
    PRIMARY KEY (device, org, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE doc (
    n INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    kind INTEGER NOT NULL,
    org BLOB NOT NULL REFERENCES org (id)
) STRICT;

-- The newest change of an actor in a document, and the key its first change named.
CREATE TABLE chain (
    doc INTEGER NOT NULL REFERENCES doc (n),
    actor BLOB NOT NULL,
    author BLOB NOT NULL,
    newest BLOB NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (doc, actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
    n INTEGER PRIMARY KEY, -- order of receipt, so causal
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    doc INTEGER NOT NULL REFERENCES doc (n),
    actor BLOB NOT NULL,
    author BLOB NOT NULL,
    seq INTEGER NOT NULL,
    max_op INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    signature BLOB, -- of its author, where this change was the signed one
    held INTEGER NOT NULL,
    received_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX change_doc ON change (doc, n);
CREATE INDEX change_held ON change (n) WHERE held = 1;

-- The log each organisation's devices pull. A page may end where group_end is set: every change up to
-- there is covered by a signature up to there.
CREATE TABLE entry (
    org BLOB NOT NULL REFERENCES org (id),
    seq INTEGER NOT NULL,
    kind INTEGER NOT NULL, -- 0 change, 1 certificate, 2 lease, 3 verdict
    change INTEGER REFERENCES change (n),
    statement BLOB,
    group_end INTEGER NOT NULL,
    PRIMARY KEY (org, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    doc INTEGER NOT NULL REFERENCES doc (n),
    change INTEGER NOT NULL REFERENCES change (n),
    kind INTEGER NOT NULL,
    bytes BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX fact_doc ON fact (doc);

CREATE TABLE register_write (
    doc INTEGER NOT NULL REFERENCES doc (n),
    op_counter INTEGER NOT NULL,
    op_actor BLOB NOT NULL,
    map INTEGER NOT NULL,
    key TEXT NOT NULL,
    replaced INTEGER NOT NULL DEFAULT 0,
    bytes BLOB NOT NULL,
    change INTEGER NOT NULL REFERENCES change (n),
    PRIMARY KEY (doc, op_counter, op_actor)
) STRICT, WITHOUT ROWID;
CREATE INDEX register_write_key ON register_write (doc, map, key);

-- Lots by their printed code (GS1 AI 10).
CREATE TABLE lot_code (
    code TEXT NOT NULL,
    doc INTEGER NOT NULL REFERENCES doc (n),
    PRIMARY KEY (code, doc)
) STRICT, WITHOUT ROWID;

-- Which documents draw on a season or lot: what comes in there can change what the rules say of them.
CREATE TABLE origin (
    parent BLOB NOT NULL, -- by id: it may not have come yet
    child INTEGER NOT NULL REFERENCES doc (n),
    PRIMARY KEY (parent, child)
) STRICT, WITHOUT ROWID;

-- What was refused, so that nothing is lost; bounded per device.
CREATE TABLE quarantine (
    n INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    doc BLOB NOT NULL,
    org BLOB NOT NULL,
    device BLOB NOT NULL,
    reason TEXT NOT NULL,
    bytes BLOB,
    length INTEGER NOT NULL,
    at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX quarantine_device ON quarantine (device, n);

-- Serials live in a space: a GTIN-14 or `host:<host>`. Counters are 16 bytes, big end first, so that they
-- compare as numbers.
CREATE TABLE roll (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    product BLOB REFERENCES product (id),
    space TEXT NOT NULL,
    gtin TEXT,
    host TEXT,
    range BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX roll_space ON roll (space);

CREATE TABLE lease (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    roll BLOB NOT NULL REFERENCES roll (id),
    org BLOB NOT NULL REFERENCES org (id),
    not_after_ms INTEGER NOT NULL,
    statement BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX lease_org ON lease (org);
CREATE INDEX lease_roll ON lease (roll);

CREATE TABLE claim (
    n INTEGER PRIMARY KEY, -- order of receipt: the first valid one stands
    fact BLOB NOT NULL UNIQUE REFERENCES fact (id),
    doc INTEGER NOT NULL REFERENCES doc (n),
    org BLOB NOT NULL REFERENCES org (id),
    state INTEGER NOT NULL,
    number INTEGER NOT NULL, -- verdicts given so far
    ruling TEXT CHECK (ruling IN ('keep', 'refuse')), -- a person settled it
    verdict BLOB
) STRICT;
CREATE INDEX claim_doc ON claim (doc);
CREATE INDEX claim_org ON claim (org, state);

-- What every claim asks for, and what confirmed claims hold.
CREATE TABLE claimed (
    claim INTEGER NOT NULL REFERENCES claim (n),
    space TEXT NOT NULL,
    pattern TEXT NOT NULL,
    first BLOB NOT NULL,
    last BLOB NOT NULL
) STRICT;
CREATE INDEX claimed_space ON claimed (space, pattern, first);
CREATE INDEX claimed_claim ON claimed (claim);

CREATE TABLE confirmed (
    space TEXT NOT NULL,
    pattern TEXT NOT NULL,
    first BLOB NOT NULL,
    last BLOB NOT NULL,
    claim INTEGER NOT NULL REFERENCES claim (n),
    PRIMARY KEY (space, pattern, first)
) STRICT, WITHOUT ROWID;
CREATE INDEX confirmed_claim ON confirmed (claim);
-- The last guard of the rule that two confirmed activations never cover one stamp. Rows never overlap, so
-- the one before the new row's end is the only one that could.
CREATE TRIGGER confirmed_once BEFORE INSERT ON confirmed
WHEN (
    SELECT last FROM confirmed
    WHERE space = NEW.space AND pattern = NEW.pattern AND first <= NEW.last
    ORDER BY first DESC LIMIT 1
) >= NEW.first
BEGIN
    SELECT RAISE (ABORT, 'two confirmed claims on one stamp');
END;

CREATE TABLE voided (
    fact BLOB NOT NULL REFERENCES fact (id),
    space TEXT NOT NULL,
    pattern TEXT NOT NULL,
    first BLOB NOT NULL,
    last BLOB NOT NULL
) STRICT;
CREATE INDEX voided_space ON voided (space, pattern, first);
CREATE INDEX voided_fact ON voided (fact);
