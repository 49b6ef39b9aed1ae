-- Stamps: ranges are found by what they share, not by walking those that begin before. `pattern` is everything of a
-- serial but its counter, `class` the power of two that holds the range's length (see `model/shelf.rs`). The two
-- functions are the program's own and there while a book is brought up to date.
DROP INDEX claim_span_pattern;
ALTER TABLE claim_span ADD COLUMN pattern TEXT NOT NULL DEFAULT '';
ALTER TABLE claim_span ADD COLUMN class INTEGER NOT NULL DEFAULT 0;
UPDATE claim_span SET pattern = serial_pattern(prefix, width, suffix, first, last), class = length_class(first, last);
ALTER TABLE claim_span DROP COLUMN prefix;
ALTER TABLE claim_span DROP COLUMN suffix;
ALTER TABLE claim_span DROP COLUMN width;
CREATE INDEX claim_span_near ON claim_span (pattern, class, first, last);
-- Codes of lists count nothing: each is kept at the number made from it, so that it is found as serials are, and with its
-- key. Who claims a lease's whole list claims its codes, which are under this one pattern.
ALTER TABLE claim_span ADD COLUMN code TEXT;
CREATE INDEX claim_span_code ON claim_span (lease) WHERE code IS NOT NULL;
-- A claim is looked up by its lot at every activation.
CREATE INDEX claim_document ON claim (document);

-- What a lease says, for seeks; written when its signature is verified. Of a book of 0.2 the first opening does it.
ALTER TABLE lease ADD COLUMN pattern TEXT;
ALTER TABLE lease ADD COLUMN class INTEGER;
ALTER TABLE lease ADD COLUMN first TEXT;
ALTER TABLE lease ADD COLUMN last TEXT;
CREATE INDEX lease_near ON lease (pattern, class, first, last);
CREATE INDEX lease_unread ON lease (id) WHERE pattern IS NULL;

-- Of a lease by a list of codes: the SHA-256 of the filter that knows them, and the filters that were fetched.
ALTER TABLE lease ADD COLUMN filter BLOB;
CREATE INDEX lease_list ON lease (id) WHERE filter IS NOT NULL;
CREATE TABLE code_filter (
    hash    BLOB PRIMARY KEY CHECK (length(hash) = 32),
    content BLOB NOT NULL
) STRICT;

-- Leases that the hub has revoked, by lease: a revocation may come before what it speaks of.
CREATE TABLE lease_revocation (
    lease  BLOB PRIMARY KEY,
    at_ms  INTEGER NOT NULL,
    signed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Stamps that were taken out of use are asked for at every activation (kind 9 is `void_stamps`).
CREATE INDEX fact_voiding ON fact (id) WHERE kind = 9;

-- Every verdict the hub has given on a claim, as far as it came here; `verdict` holds the one in force. A hub of
-- another epoch counts its own anew, and what was told before stays told.
CREATE TABLE told_verdict (
    claim  BLOB NOT NULL,
    signed BLOB NOT NULL,
    PRIMARY KEY (claim, signed)
) STRICT, WITHOUT ROWID;
INSERT INTO told_verdict SELECT claim, signed FROM verdict;

-- Sweeps under way: what the camera has seen of a sheet or roll so far, until its stamps are activated or the
-- sweep is discarded. Nothing here is evidence: the activation is.
CREATE TABLE sweep (
    id       BLOB PRIMARY KEY,
    org      BLOB NOT NULL,
    person   BLOB NOT NULL,
    begun_ms INTEGER NOT NULL,
    next_spot INTEGER NOT NULL DEFAULT 0 -- numbers before it have been given
) STRICT, WITHOUT ROWID;

-- A place where a code was seen, in units of a code's side, on the plane of its patch.
CREATE TABLE sweep_spot (
    sweep    BLOB NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
    spot     INTEGER NOT NULL,
    patch    INTEGER NOT NULL,
    x        REAL NOT NULL,
    y        REAL NOT NULL,
    across_x REAL NOT NULL,
    across_y REAL NOT NULL,
    frames   INTEGER NOT NULL, -- that read it
    unread   INTEGER NOT NULL, -- that saw it and could not read it
    PRIMARY KEY (sweep, spot)
) STRICT, WITHOUT ROWID;

CREATE TABLE sweep_read (
    sweep  BLOB NOT NULL,
    spot   INTEGER NOT NULL,
    place  INTEGER NOT NULL, -- the order in which texts were first read there
    text   TEXT NOT NULL,
    frames INTEGER NOT NULL,
    PRIMARY KEY (sweep, spot, place),
    FOREIGN KEY (sweep, spot) REFERENCES sweep_spot (sweep, spot) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What a person typed for stamps that cannot be read.
CREATE TABLE sweep_typed (
    sweep  BLOB NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
    place  INTEGER NOT NULL,
    kind   INTEGER NOT NULL, -- of the family: GTIN, issuer's address, bare form
    family TEXT NOT NULL, -- the GTIN or the issuer
    serial TEXT NOT NULL,
    PRIMARY KEY (sweep, place)
) STRICT, WITHOUT ROWID;

-- Stamps a person left out (0) or took in again (1), in that order.
CREATE TABLE sweep_choice (
    sweep   BLOB NOT NULL REFERENCES sweep (id) ON DELETE CASCADE,
    place   INTEGER NOT NULL,
    take_in INTEGER NOT NULL,
    kind    INTEGER NOT NULL, -- of the family
    family  TEXT NOT NULL,
    prefix  TEXT NOT NULL,
    suffix  TEXT NOT NULL,
    width   INTEGER NOT NULL,
    first   TEXT NOT NULL, -- 20 digits
    last    TEXT NOT NULL,
    PRIMARY KEY (sweep, place)
) STRICT, WITHOUT ROWID;
