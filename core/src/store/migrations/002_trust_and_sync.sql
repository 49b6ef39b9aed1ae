-- 0.2: what proof, sync under hostile conditions, and several people on one phone need.

-- An entry's path is kept short. Topics are rung from memory, for one process has the book; nothing looks
-- a fact up by its change; and words are indexed by the first search or sync after an entry, not while the
-- person waits: facts up to this row are in `fact_search`.
DROP TABLE topic;
DROP INDEX fact_change;
CREATE TABLE search_mark (fact INTEGER NOT NULL) STRICT;
INSERT INTO search_mark (fact) SELECT COALESCE(MAX(n), 0) FROM fact;
-- A fact taken out takes its words along, and a later one in its row is indexed anew.
CREATE TRIGGER fact_gone AFTER DELETE ON fact BEGIN
    DELETE FROM fact_search WHERE rowid = old.n;
    UPDATE search_mark SET fact = old.n - 1 WHERE fact >= old.n;
END;
