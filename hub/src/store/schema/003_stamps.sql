-- 0.3: stamps. Entries of kind 4 are refusals of held changes, of kind 5 revocations of leases, of kind 8 leases by a list
-- of codes.

-- Ranges of serials are found by what they share, not by walking those that begin before (core/src/model/shelf.rs):
-- `class` is the power of two that holds a range's length. The program fills what rows of 0.2 lack, in the same
-- transaction.
DROP INDEX claimed_space;
ALTER TABLE claimed ADD COLUMN class INTEGER NOT NULL DEFAULT 67;
CREATE INDEX claimed_near ON claimed (space, pattern, class, first, last, claim);
DROP INDEX voided_space;
ALTER TABLE voided ADD COLUMN class INTEGER NOT NULL DEFAULT 67;
CREATE INDEX voided_near ON voided (space, pattern, class, first, last);
ALTER TABLE roll ADD COLUMN pattern TEXT NOT NULL DEFAULT '';
ALTER TABLE roll ADD COLUMN class INTEGER NOT NULL DEFAULT 67;
ALTER TABLE roll ADD COLUMN first BLOB NOT NULL DEFAULT x'';
ALTER TABLE roll ADD COLUMN last BLOB NOT NULL DEFAULT x'';
CREATE INDEX roll_near ON roll (space, pattern, class, first, last);
ALTER TABLE lease ADD COLUMN pattern TEXT NOT NULL DEFAULT '';
ALTER TABLE lease ADD COLUMN class INTEGER NOT NULL DEFAULT 67;
ALTER TABLE lease ADD COLUMN first BLOB NOT NULL DEFAULT x'';
ALTER TABLE lease ADD COLUMN last BLOB NOT NULL DEFAULT x'';
ALTER TABLE lease ADD COLUMN given_ms INTEGER NOT NULL DEFAULT 0; -- by the hub's clock
ALTER TABLE lease ADD COLUMN revoked_ms INTEGER; -- by the hub's clock; the signed statement is in the log
-- By whom they are leased, and on which roll they lie.
CREATE INDEX lease_of_org_near ON lease (org, pattern, class, first, last);
CREATE INDEX lease_of_roll_near ON lease (roll, pattern, class, first, last);

-- Parts of leases that managers gave to single persons, as their entries in the register say.
CREATE TABLE sub_lease (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    lease BLOB NOT NULL REFERENCES lease (id),
    person BLOB NOT NULL,
    pattern TEXT NOT NULL,
    class INTEGER NOT NULL,
    first BLOB NOT NULL,
    last BLOB NOT NULL,
    given_ms INTEGER NOT NULL, -- when the hub was told, and that it was taken back
    taken_back_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sub_lease_near ON sub_lease (lease, pattern, class, first, last);

-- What became of voided stamps (model VoidKind) and when the hub was told: returned ones may be leased anew. What 0.2
-- was told is void for good.
ALTER TABLE voided ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;
ALTER TABLE voided ADD COLUMN at_ms INTEGER NOT NULL DEFAULT 0;

-- How staff settled a claim, as its verdicts say it; nothing for what 0.2 settled. `ruling` says whether it was kept.
ALTER TABLE claim ADD COLUMN settled BLOB;
-- Every verdict on an organisation's claims ever given.
CREATE INDEX entry_verdict ON entry (org, seq) WHERE kind = 3;

-- Rolls that an issuer printed by a list of codes. Their serials are places on the list, in a space of their own
-- (`list:<roll>`), so that leases, claims and voidings stay ranges; what a phone says in codes is looked up here.
CREATE TABLE code_list (
    n INTEGER PRIMARY KEY,
    roll BLOB NOT NULL UNIQUE REFERENCES roll (id),
    stem TEXT NOT NULL -- what stands before a code in a stamp's text
) STRICT;
CREATE TABLE listed_code (
    list INTEGER NOT NULL REFERENCES code_list (n),
    place INTEGER NOT NULL, -- from 1, in printed order
    key TEXT NOT NULL UNIQUE, -- as the core's stamp room reads the stamp
    PRIMARY KEY (list, place)
) STRICT, WITHOUT ROWID;

-- Which codes a lease holds, for phones: fetched by hash.
CREATE TABLE code_filter (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    content BLOB NOT NULL
) STRICT;
