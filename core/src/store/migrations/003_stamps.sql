-- Stamps: ranges are found by what they share, not by walking those that begin before. `pattern` is everything of a
-- serial but its counter, `class` the power of two that holds the range's length (see `model/shelf.rs`). The two
-- functions are the program's own and there while a book is brought up to date.
DROP INDEX claim_span_pattern;
ALTER TABLE claim_span ADD COLUMN pattern TEXT NOT NULL DEFAULT '';
ALTER TABLE claim_span ADD COLUMN class INTEGER NOT NULL DEFAULT 0;
UPDATE claim_span SET pattern = serial_pattern(prefix, width, suffix), class = length_class(first, last);
ALTER TABLE claim_span DROP COLUMN prefix;
ALTER TABLE claim_span DROP COLUMN suffix;
ALTER TABLE claim_span DROP COLUMN width;
CREATE INDEX claim_span_near ON claim_span (pattern, class, first, last);
-- A claim is looked up by its lot at every activation.
CREATE INDEX claim_document ON claim (document);

-- What a lease says, for seeks; written when its signature is verified. Of a book of 0.2 the first opening does it.
ALTER TABLE lease ADD COLUMN pattern TEXT;
ALTER TABLE lease ADD COLUMN class INTEGER;
ALTER TABLE lease ADD COLUMN first TEXT;
ALTER TABLE lease ADD COLUMN last TEXT;
CREATE INDEX lease_near ON lease (pattern, class, first, last);
CREATE INDEX lease_unread ON lease (id) WHERE pattern IS NULL;

-- Stamps that were taken out of use are asked for at every activation (kind 9 is `void_stamps`).
CREATE INDEX fact_voiding ON fact (id) WHERE kind = 9;
