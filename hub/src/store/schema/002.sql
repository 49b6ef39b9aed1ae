-- 0.2: what proof and sync under hostile conditions need.

-- Trust: why a change is held. It stays after the change was let in, so that its device can be told.
-- change.held: 0 counts, 1 waits for a person, 2 refused by one for good. entry.kind: 4 such a refusal.
ALTER TABLE change ADD COLUMN reason TEXT;
UPDATE change SET reason = 'held_before' WHERE held = 1;
-- Files on their way in: the bytes lie in the folder `uploads`. A colleague's device may go on with one.
CREATE TABLE upload (
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    device BLOB NOT NULL REFERENCES device (id), -- who began it
    length INTEGER NOT NULL,
    got INTEGER NOT NULL, -- bytes held durably
    touched_ms INTEGER NOT NULL,
    PRIMARY KEY (hash, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_device ON upload (device);
CREATE INDEX upload_touched ON upload (touched_ms);

-- Files that arrived whole and who brought them, for the quota of a day.
CREATE TABLE file (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    bytes INTEGER NOT NULL,
    device BLOB NOT NULL REFERENCES device (id),
    at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX file_device ON file (device, at_ms);

-- Which documents name a photo: only those a public story shows are public.
CREATE TABLE photo (
    hash BLOB NOT NULL,
    doc INTEGER NOT NULL REFERENCES doc (n),
    PRIMARY KEY (hash, doc)
) STRICT, WITHOUT ROWID;
-- How many changes of a device the hub holds. A device that knows of fewer is an older copy of itself.
ALTER TABLE device ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
UPDATE device SET changes = (SELECT count(*) FROM change WHERE change.author = device.key);
-- A device that begins with an organisation gets its documents, the newest activity first.
ALTER TABLE doc ADD COLUMN last_seq INTEGER NOT NULL DEFAULT 0; -- of its newest change in the organisation's log
UPDATE doc SET last_seq = newest.seq
FROM (SELECT c.doc AS n, max(e.seq) AS seq FROM entry e JOIN change c ON c.n = e.change GROUP BY c.doc) AS newest
WHERE newest.n = doc.n;
CREATE INDEX doc_activity ON doc (org, last_seq);
CREATE INDEX doc_of_org ON doc (org, id);
CREATE INDEX entry_of_change ON entry (change) WHERE change IS NOT NULL;
CREATE INDEX entry_statement ON entry (org, seq) WHERE statement IS NOT NULL;
-- Packs: files that phones fetch by hash. The list is signed (hub value `packs`) whenever one is added.
CREATE TABLE pack (
    n INTEGER PRIMARY KEY, -- the order they were added in: the first under a name stands
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    kind TEXT NOT NULL,
    content BLOB NOT NULL,
    added_ms INTEGER NOT NULL
) STRICT;
