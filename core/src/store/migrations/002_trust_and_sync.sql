-- 0.2: what proof, sync under hostile conditions, and several people on one phone need.

-- A device that has renewed its actor has two chains in a document, and each needs a signature of its own.
CREATE TABLE signature_of_chain (
    document  INTEGER NOT NULL REFERENCES document (n),
    actor     BLOB NOT NULL,
    key       BLOB NOT NULL,
    change    BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (document, actor)
) STRICT, WITHOUT ROWID;
INSERT INTO signature_of_chain (document, actor, key, change, signature)
    SELECT s.document, c.actor, s.key, s.change, s.signature FROM signature s JOIN change c ON c.hash = s.change;
DROP TABLE signature;
ALTER TABLE signature_of_chain RENAME TO signature;
