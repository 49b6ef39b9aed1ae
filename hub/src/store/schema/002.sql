-- 0.2: what proof and sync under hostile conditions need.

-- Trust: why a change is held. It stays after the change was let in, so that its device can be told.
-- change.held: 0 counts, 1 waits for a person, 2 refused by one for good. entry.kind: 4 such a refusal.
ALTER TABLE change ADD COLUMN reason TEXT;
UPDATE change SET reason = 'held_before' WHERE held = 1;
