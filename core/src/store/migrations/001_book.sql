-- The book of one phone. Moments are milliseconds since 1970 UTC; ids and hashes are raw bytes.

-- One row per thing the book must remember once: ids, keys' public halves, the invitation, the hub's nonce.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per document; heads are the sorted hashes, one after another.
CREATE TABLE document (
    n            INTEGER PRIMARY KEY,
    id           BLOB NOT NULL UNIQUE,
    kind         INTEGER NOT NULL,
    org          BLOB NOT NULL,
    heads        BLOB NOT NULL,
    opened_ms    INTEGER NOT NULL,
    snapshot_len INTEGER NOT NULL DEFAULT 0,
    loose_len    INTEGER NOT NULL DEFAULT 0 -- bytes of changes not yet in the snapshot
) STRICT;
CREATE INDEX document_kind ON document (kind, opened_ms);

-- Apart from the document's row, so that moving its heads rewrites one small page.
CREATE TABLE snapshot (
    document INTEGER PRIMARY KEY REFERENCES document (n),
    bytes    BLOB NOT NULL
) STRICT;

-- One row per Automerge change, kept for ever; its bytes leave once they are in a snapshot and the hub has
-- given a receipt.
CREATE TABLE change (
    n             INTEGER PRIMARY KEY,
    document      INTEGER NOT NULL REFERENCES document (n),
    hash          BLOB NOT NULL UNIQUE,
    actor         BLOB NOT NULL,
    seq           INTEGER NOT NULL,
    max_op        INTEGER NOT NULL,
    author        BLOB NOT NULL, -- the device's public key
    time_s        INTEGER NOT NULL,
    bytes         BLOB,
    folded        INTEGER NOT NULL DEFAULT 0, -- its bytes are in the snapshot too
    state         INTEGER NOT NULL, -- 0 on this phone, 1 handed over, 2 received, 3 accepted, 4 held, 5 refused
    reason        TEXT,
    receipt       INTEGER REFERENCES receipt (n),
    receipt_place INTEGER
) STRICT;
CREATE INDEX change_loose ON change (document, n) WHERE folded = 0;
CREATE INDEX change_outbox ON change (n) WHERE state < 2;
CREATE UNIQUE INDEX change_chain ON change (document, actor, seq);
CREATE INDEX change_receipt ON change (receipt, receipt_place) WHERE receipt IS NOT NULL;

-- The newest signature of each device in each document.
CREATE TABLE signature (
    document  INTEGER NOT NULL REFERENCES document (n),
    key       BLOB NOT NULL,
    change    BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (document, key)
) STRICT, WITHOUT ROWID;

-- Projection: one row per fact. The body is the evidence, exactly as signed.
CREATE TABLE fact (
    n           INTEGER PRIMARY KEY,
    id          BLOB NOT NULL UNIQUE,
    document    INTEGER NOT NULL REFERENCES document (n),
    change      INTEGER NOT NULL REFERENCES change (n),
    kind        INTEGER NOT NULL,
    step        TEXT NOT NULL,
    occurred_ms INTEGER NOT NULL,
    recorded_ms INTEGER NOT NULL,
    voided      INTEGER NOT NULL DEFAULT 0,
    body        BLOB NOT NULL
) STRICT;
CREATE INDEX fact_document ON fact (document, occurred_ms);
CREATE INDEX fact_occurred ON fact (occurred_ms, id);
CREATE INDEX fact_change ON fact (change);

-- Projection: every value ever written to a correctable field.
CREATE TABLE register_write (
    n        INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (n),
    change   INTEGER NOT NULL REFERENCES change (n),
    map      INTEGER NOT NULL,
    key      TEXT NOT NULL,
    fact     BLOB, -- the fact an amendment is for
    counter  INTEGER NOT NULL,
    actor    BLOB NOT NULL,
    replaced INTEGER NOT NULL DEFAULT 0,
    replaces BLOB NOT NULL, -- the operations it replaces: 8 bytes of counter, 16 of actor each
    voids    INTEGER NOT NULL, -- it says that the fact is void
    value    BLOB NOT NULL, -- the bare value, to tell a disagreement from the same word twice
    bytes    BLOB NOT NULL,
    UNIQUE (document, counter, actor)
) STRICT;
CREATE INDEX register_standing ON register_write (document, map, key) WHERE replaced = 0;
CREATE INDEX register_fact ON register_write (fact) WHERE fact IS NOT NULL;

-- Projection: full-text search over folded text (Vietnamese marks off, đ as d); rowid is the fact's n.
CREATE VIRTUAL TABLE fact_search USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 2"
);

-- Projection: activations and what the hub said of them.
CREATE TABLE claim (
    fact     BLOB PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document (n)
) STRICT, WITHOUT ROWID;

-- Serial counters are zero-padded to 20 digits, so text order is number order.
CREATE TABLE claim_span (
    fact   BLOB NOT NULL,
    place  INTEGER NOT NULL,
    roll   BLOB,
    lease  BLOB,
    prefix TEXT NOT NULL,
    suffix TEXT NOT NULL,
    width  INTEGER NOT NULL,
    first  TEXT NOT NULL,
    last   TEXT NOT NULL,
    PRIMARY KEY (fact, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_span_pattern ON claim_span (prefix, suffix, width, first, last);

-- What the hub signed. Not projections: they come from the hub alone.
CREATE TABLE verdict (
    claim  BLOB PRIMARY KEY,
    number INTEGER NOT NULL,
    state  INTEGER NOT NULL,
    signed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate (
    key    BLOB PRIMARY KEY,
    device BLOB NOT NULL,
    signed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lease (
    id          BLOB PRIMARY KEY,
    org         BLOB NOT NULL,
    not_after_ms INTEGER NOT NULL,
    signed      BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE receipt (
    n      INTEGER PRIMARY KEY,
    at_ms  INTEGER NOT NULL,
    signed BLOB NOT NULL
) STRICT;

-- How far each followed organisation's log has been applied.
CREATE TABLE follow (
    org   BLOB PRIMARY KEY,
    epoch BLOB NOT NULL,
    after INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Files by content hash; the bytes lie in the folder beside the book.
CREATE TABLE blob (
    hash  BLOB PRIMARY KEY,
    bytes INTEGER NOT NULL,
    state INTEGER NOT NULL -- 0 to be sent, 1 at the hub, 2 cannot be sent
) STRICT, WITHOUT ROWID;

-- Changes that were not let in, with the reason: nothing that reached the phone is thrown away.
CREATE TABLE quarantine (
    n        INTEGER PRIMARY KEY,
    hash     BLOB NOT NULL UNIQUE,
    document BLOB NOT NULL,
    reason   TEXT NOT NULL,
    at_ms    INTEGER NOT NULL,
    bytes    BLOB NOT NULL
) STRICT;

-- Versions of what screens watch.
CREATE TABLE topic (
    name    TEXT PRIMARY KEY,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
