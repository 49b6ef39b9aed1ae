-- 0.2: what proof, sync under hostile conditions, and several people on one phone need.

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
