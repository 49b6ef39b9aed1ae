-- People's faces, to switch by. They stay on this phone: no document has them, and no sync sends them.
-- A face taken away leaves its row, so that a rescue which finds an older copy knows that it was meant to go.
CREATE TABLE portrait (
    person BLOB PRIMARY KEY,
    n      INTEGER NOT NULL, -- counts up with every change of any: the greatest of a person's is the last
    jpeg   BLOB
) STRICT, WITHOUT ROWID;
