-- 0.2: what proof, sync under hostile conditions, and several people on one phone need.

-- Following. A start in documents has the hub's mark and, while documents are compared, the id the hub asked
-- to be told from; own says that this device dropped its own changes and wants them back.
ALTER TABLE follow ADD COLUMN mark BLOB NOT NULL DEFAULT x'';
ALTER TABLE follow ADD COLUMN tell_after BLOB;
ALTER TABLE follow ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
CREATE INDEX document_org ON document (org, id);
CREATE TABLE unfollowed (org BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
-- What receipts cover of changes that were taken out with their organisation.
CREATE TABLE receipt_pruned (
    receipt INTEGER NOT NULL REFERENCES receipt (n),
    place   INTEGER NOT NULL,
    hash    BLOB NOT NULL,
    PRIMARY KEY (receipt, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX receipt_pruned_hash ON receipt_pruned (hash);

-- A change set aside keeps what is needed to try it again: its document's kind and organisation, and the
-- signatures that came with it.
ALTER TABLE quarantine ADD COLUMN kind INTEGER;
ALTER TABLE quarantine ADD COLUMN org BLOB;
ALTER TABLE quarantine ADD COLUMN signatures BLOB;
CREATE INDEX quarantine_document ON quarantine (document, n);

-- Who is rung is told in memory, in the transaction's own process; nobody read the versions.
DROP TABLE topic;
