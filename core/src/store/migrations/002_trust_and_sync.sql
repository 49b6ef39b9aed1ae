-- 0.2: what proof, sync under hostile conditions, and several people on one phone need.

-- A receipt keeps its whole list: it may be for changes this book carries for others, or does not hold. The
-- list of a receipt of 0.1 was spread over the changes.
ALTER TABLE receipt ADD COLUMN hashes BLOB NOT NULL DEFAULT x'';
UPDATE receipt SET hashes = coalesce(
    (SELECT unhex(group_concat(hex(c.hash), '' ORDER BY c.receipt_place)) FROM change c WHERE c.receipt = receipt.n),
    x''
);
DROP INDEX change_receipt;
ALTER TABLE change DROP COLUMN receipt_place;

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
