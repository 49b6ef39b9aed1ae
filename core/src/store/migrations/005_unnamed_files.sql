-- Files kept for an entry that is not written yet (blob.state 4): no sync sends them until one names them, and after so
-- many days they go. Days on which the book was synced are counted, not hours by a clock that people turn: drafts name
-- photos that nobody can take again.
ALTER TABLE blob ADD COLUMN unnamed_days INTEGER NOT NULL DEFAULT 0;
