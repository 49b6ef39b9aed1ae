-- 0.2: what proof and sync under hostile conditions need.

-- Trust: why a change is held. It stays after the change was let in, so that its device can be told.
-- change.held: 0 counts, 1 waits for a person, 2 refused by one for good. entry.kind: 4 such a refusal.
ALTER TABLE change ADD COLUMN reason TEXT;
UPDATE change SET reason = 'held_before' WHERE held = 1;
-- A device that begins with an organisation gets its documents, the newest activity first.
ALTER TABLE doc ADD COLUMN last_seq INTEGER NOT NULL DEFAULT 0; -- of its newest change in the organisation's log
UPDATE doc SET last_seq = newest.seq
FROM (SELECT c.doc AS n, max(e.seq) AS seq FROM entry e JOIN change c ON c.n = e.change GROUP BY c.doc) AS newest
WHERE newest.n = doc.n;
CREATE INDEX doc_activity ON doc (org, last_seq);
CREATE INDEX doc_of_org ON doc (org, id);
CREATE INDEX entry_of_change ON entry (change) WHERE change IS NOT NULL;
CREATE INDEX entry_statement ON entry (org, seq) WHERE statement IS NOT NULL;
