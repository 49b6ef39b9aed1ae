-- 0.2: what proof and sync under hostile conditions need.

-- How many changes of a device the hub holds. A device that knows of fewer is an older copy of itself.
ALTER TABLE device ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
UPDATE device SET changes = (SELECT count(*) FROM change WHERE change.author = device.key);
