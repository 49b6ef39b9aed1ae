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
-- A receipt keeps its whole list: it may be for changes this book carries for others, or does not hold. The
-- list of a receipt of 0.1 was spread over the changes.
ALTER TABLE receipt ADD COLUMN hashes BLOB NOT NULL DEFAULT x'';
UPDATE receipt SET hashes = coalesce(
    (SELECT unhex(group_concat(hex(c.hash), '' ORDER BY c.receipt_place)) FROM change c WHERE c.receipt = receipt.n),
    x''
);
DROP INDEX change_receipt;
ALTER TABLE change DROP COLUMN receipt_place;

-- What the hub has refused is asked for at every exchange.
CREATE INDEX change_refused ON change (reason) WHERE state = 5;

-- Changes of others that came in a bundle and are shown: their receipts are brought back to their authors.
CREATE TABLE carried (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;

-- Changes carried sealed, not shown: of organisations this book does not follow, or built on what it lacks.
CREATE TABLE freight (
    n        INTEGER PRIMARY KEY, -- the order they came in, so each after those it builds on
    hash     BLOB NOT NULL UNIQUE,
    document BLOB NOT NULL,
    kind     INTEGER NOT NULL,
    org      BLOB NOT NULL,
    state    INTEGER NOT NULL, -- as of changes
    reason   TEXT,
    receipt  INTEGER REFERENCES receipt (n),
    bytes    BLOB NOT NULL
) STRICT;
CREATE INDEX freight_waiting ON freight (document, n) WHERE state < 2;

CREATE TABLE freight_signature (
    document  BLOB NOT NULL,
    change    BLOB NOT NULL,
    key       BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (document, change, key)
) STRICT, WITHOUT ROWID;

-- An entry's path is kept short: nothing looks a fact up by its change, and words are indexed by the first
-- search or sync after an entry, not while the person waits. Facts up to this row are in `fact_search`.
DROP INDEX fact_change;
CREATE TABLE search_mark (fact INTEGER NOT NULL) STRICT;
INSERT INTO search_mark (fact) SELECT COALESCE(MAX(n), 0) FROM fact;
-- A fact taken out takes its words along, and a later one in its row is indexed anew.
CREATE TRIGGER fact_gone AFTER DELETE ON fact BEGIN
    DELETE FROM fact_search WHERE rowid = old.n;
    UPDATE search_mark SET fact = old.n - 1 WHERE fact >= old.n;
END;
-- Photos: how far each has come on its way to the hub, and what left this phone to make room.
-- blob.state: 0 to be sent, 1 at the hub, 2 set aside, 3 fetched from the hub.
ALTER TABLE blob ADD COLUMN kept_ms INTEGER NOT NULL DEFAULT 0; -- 0 in books of 0.1: the oldest go first
ALTER TABLE blob ADD COLUMN sent INTEGER NOT NULL DEFAULT 0; -- bytes the hub said it holds
ALTER TABLE blob ADD COLUMN restarts INTEGER NOT NULL DEFAULT 0; -- times its hash did not fit at the hub
ALTER TABLE blob ADD COLUMN at_once INTEGER NOT NULL DEFAULT 0; -- a person wants it sent on any link
ALTER TABLE blob ADD COLUMN reason TEXT; -- why it was set aside, or what it waits for
ALTER TABLE blob ADD COLUMN receipt BLOB; -- the hub's signed word that it holds the file
ALTER TABLE blob ADD COLUMN here INTEGER NOT NULL DEFAULT 1; -- 0: cleared to its thumbnail
CREATE INDEX blob_queue ON blob (kept_ms, hash) WHERE state = 0;

-- The data meter: bytes per civil day of the device, kind (0 entries, 1 photos) and link (0 unmetered,
-- 1 metered, 2 roaming).
CREATE TABLE data_use (
    day  INTEGER NOT NULL, -- days since 1970-01-01
    kind INTEGER NOT NULL,
    link INTEGER NOT NULL,
    up   INTEGER NOT NULL,
    down INTEGER NOT NULL,
    PRIMARY KEY (day, kind, link)
) STRICT, WITHOUT ROWID;
-- Following. A start in documents has the hub's mark and, while documents are compared, the id the hub asked
-- to be told from; own says that this device dropped its own changes and wants them back.
ALTER TABLE follow ADD COLUMN mark BLOB NOT NULL DEFAULT x'';
ALTER TABLE follow ADD COLUMN tell_after BLOB;
ALTER TABLE follow ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
CREATE INDEX document_org ON document (org, id);
CREATE TABLE unfollowed (org BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
-- The receipts of changes that were taken out with their organisation.
CREATE TABLE receipt_pruned (
    hash    BLOB PRIMARY KEY,
    receipt INTEGER NOT NULL REFERENCES receipt (n)
) STRICT, WITHOUT ROWID;

-- A change set aside keeps what is needed to try it again: its document's kind and organisation, and the
-- signatures that came with it.
ALTER TABLE quarantine ADD COLUMN kind INTEGER;
ALTER TABLE quarantine ADD COLUMN org BLOB;
ALTER TABLE quarantine ADD COLUMN signatures BLOB;
CREATE INDEX quarantine_document ON quarantine (document, n);

-- Who is rung is told in memory, in the transaction's own process; nobody read the versions.
DROP TABLE topic;

-- One signature per actor, not per key: a device restored from a copy writes on under another actor, and
-- whoever carries its changes needs both.
ALTER TABLE signature RENAME TO signature_of_key;
CREATE TABLE signature (
    document  INTEGER NOT NULL REFERENCES document (n),
    actor     BLOB NOT NULL,
    key       BLOB NOT NULL,
    change    BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (document, actor)
) STRICT, WITHOUT ROWID;
INSERT INTO signature (document, actor, key, change, signature)
SELECT s.document, c.actor, s.key, s.change, s.signature
FROM signature_of_key s JOIN change c ON c.document = s.document AND c.hash = s.change;
DROP TABLE signature_of_key;

-- Catalogue packs: files of the hub's signed list (meta `packs`), as they came.
CREATE TABLE pack (
    n       INTEGER PRIMARY KEY, -- the order they came in: the first under a name stands
    hash    BLOB NOT NULL UNIQUE,
    kind    TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT;
