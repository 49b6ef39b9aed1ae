use fieldbook_core::identity::{Signed, read_lease};
use fieldbook_core::model::{
    FactId, LeaseId, OrgId, ProductId, RollId, SerialPattern, SerialRange, StampLease,
};
use rusqlite::{Connection, Row, params};

use super::shelf::Shelf;
use super::{Tables, row};
use crate::error::{HubError, Result};

/// A roll and the space its serials live in.
#[derive(Debug, Clone)]
pub(crate) struct RollRow {
    pub(crate) id: RollId,
    pub(crate) product: Option<ProductId>,
    pub(crate) space: String,
    pub(crate) gtin: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) range: SerialRange,
}

impl RollRow {
    /// Whether it was printed by a list of codes: its serials are places on the list.
    pub(crate) fn is_list(&self) -> bool {
        self.range.is_places()
    }
}

/// Serials in their space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Serials {
    pub(crate) space: String,
    pub(crate) range: SerialRange,
}

/// The text of a pattern: prefix, width and suffix. The unit separator cannot be printed, and rolls refuse
/// control characters.
pub(super) fn pattern_of(pattern: &SerialPattern) -> String {
    format!(
        "{}\u{1f}{}\u{1f}{}",
        pattern.prefix, pattern.width, pattern.suffix
    )
}

/// The text of a range's pattern.
pub(super) fn pattern(range: &SerialRange) -> String {
    pattern_of(&range.pattern())
}

/// A pattern from its text.
pub(super) fn read_pattern(text: &str) -> Result<SerialPattern> {
    let mut parts = text.split('\u{1f}');
    let (prefix, width, suffix) = (parts.next(), parts.next(), parts.next());
    let width = width.and_then(|width| width.parse().ok());
    let (Some(prefix), Some(width), Some(suffix)) = (prefix, width, suffix) else {
        return Err(HubError::Damaged(format!("pattern {text}")));
    };
    Ok(SerialPattern {
        prefix: prefix.to_owned(),
        width,
        suffix: suffix.to_owned(),
    })
}

/// The range of a pattern and two counters.
pub(super) fn range_of(pattern: &str, first: [u8; 16], last: [u8; 16]) -> Result<SerialRange> {
    read_pattern(pattern)?
        .range(u128::from_be_bytes(first), u128::from_be_bytes(last))
        .ok_or_else(|| HubError::Damaged(format!("pattern {pattern}")))
}

fn read_roll(row: &Row) -> Result<RollRow> {
    Ok(RollRow {
        id: row::id(row, 0)?,
        product: row::id_or_null(row, 1)?,
        space: row.get(2)?,
        gtin: row.get(3)?,
        host: row.get(4)?,
        range: row::cbor(row.get_ref(5)?.as_blob().map_err(rusqlite::Error::from)?)?,
    })
}

const ROLL_COLUMNS: &str = "id, product, space, gtin, host, range";

const ROLLS: Shelf = Shelf {
    table: "roll",
    owner: "space",
    columns: ROLL_COLUMNS,
};

const LEASE_COLUMNS: &str = "statement, given_ms, revoked_ms";

const LEASES_OF_ROLL: Shelf = Shelf {
    table: "lease",
    owner: "roll",
    columns: LEASE_COLUMNS,
};

const LEASES_OF_ORG: Shelf = Shelf {
    owner: "org",
    ..LEASES_OF_ROLL
};

/// A lease, and when it was given and revoked by the hub's clock.
#[derive(Debug, Clone)]
pub(crate) struct LeaseRow {
    pub(crate) lease: StampLease,
    pub(crate) given_ms: i64,
    pub(crate) revoked_ms: Option<i64>,
}

impl LeaseRow {
    /// Whether it was revoked before this moment. What the hub had by then stands.
    pub(crate) fn revoked_before(&self, received_ms: i64) -> bool {
        self.revoked_ms.is_some_and(|revoked_ms| revoked_ms < received_ms)
    }

    /// Whether it can be used at this moment.
    pub(crate) fn stands(&self, now_ms: i64) -> bool {
        self.revoked_ms.is_none() && self.lease.not_after.utc_ms >= now_ms
    }
}

fn lease_row(row: &Row) -> Result<LeaseRow> {
    let statement = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
    Ok(LeaseRow {
        lease: read_lease(&Signed::from_bytes(statement)?)?,
        given_ms: row.get(1)?,
        revoked_ms: row.get(2)?,
    })
}

/// Stands before the pattern of a row that cannot be read. Rolls refuse control characters and patterns are sorted by
/// their text, so no seek comes upon it: one spoilt row stops no claim.
const UNREADABLE: char = '\u{1}';

/// The range of a row of `claimed` or `voided`, whatever stands in it.
pub(super) fn range_in(row: &Row, at: usize) -> Option<SerialRange> {
    let pattern: String = row.get(at).ok()?;
    let (first, last) = (row::bytes(row, at + 1).ok()?, row::bytes(row, at + 2).ok()?);
    range_of(&pattern, first, last).ok()
}

/// Reads once what rows of 0.2 say of their serials: SQL has no numbers over 2⁶³ and no CBOR.
pub(super) fn fill_from_0_2(connection: &Connection) -> Result<()> {
    for table in ["claimed", "voided"] {
        let sql = format!("SELECT rowid, pattern, first, last FROM {table}");
        let mut select = connection.prepare(&sql)?;
        let mut update = connection.prepare(&format!("UPDATE {table} SET class = ?2 WHERE rowid = ?1"))?;
        let set_aside = format!("UPDATE {table} SET pattern = ?2 || pattern WHERE rowid = ?1");
        let mut set_aside = connection.prepare(&set_aside)?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let n: i64 = row.get(0)?;
            match range_in(row, 1) {
                Some(range) => update.execute(params![n, range.length_class()])?,
                None => set_aside.execute(params![n, UNREADABLE.to_string()])?,
            };
        }
    }
    let tables = Tables(connection);
    for roll in tables.rolls()? {
        put_range(connection, "roll", roll.id.as_bytes(), &roll.range)?;
    }
    for signed in tables.leases("SELECT statement FROM lease WHERE ?1 = ?1", &[0; 16])? {
        let lease: StampLease = signed.read()?;
        put_range(connection, "lease", lease.id.as_bytes(), &lease.range)?;
        // Its id tells when it was made (UUIDv7); a hub of 0.2 kept nothing else.
        let given_ms = lease.id.0.get_timestamp().map_or(0, |made| {
            let (seconds, nanos) = made.to_unix();
            let seconds = i64::try_from(seconds).unwrap_or_default();
            seconds
                .saturating_mul(1_000)
                .saturating_add(i64::from(nanos / 1_000_000))
        });
        connection.execute(
            "UPDATE lease SET given_ms = ?2 WHERE id = ?1",
            params![lease.id.as_bytes(), given_ms],
        )?;
    }
    Ok(())
}

fn put_range(connection: &Connection, table: &str, id: &[u8; 16], range: &SerialRange) -> Result<()> {
    let sql = format!("UPDATE {table} SET pattern = ?2, class = ?3, first = ?4, last = ?5 WHERE id = ?1");
    connection.prepare_cached(&sql)?.execute(params![
        id,
        pattern(range),
        range.length_class(),
        range.first().to_be_bytes(),
        range.last().to_be_bytes()
    ])?;
    Ok(())
}

impl Tables<'_> {
    /// Rows of claimed and voided stamps that cannot be read: the table, the row's number, and the activation or
    /// voiding it belongs to.
    pub(crate) fn unreadable_serials(&self) -> Result<Vec<(&'static str, i64, FactId)>> {
        let queries = [
            (
                "claimed",
                "SELECT s.rowid, s.pattern, s.first, s.last, c.fact FROM claimed s JOIN claim c ON c.n = s.claim",
            ),
            ("voided", "SELECT rowid, pattern, first, last, fact FROM voided"),
        ];
        let mut found = Vec::new();
        for (table, sql) in queries {
            let mut select = self.0.prepare_cached(sql)?;
            let mut rows = select.query([])?;
            while let Some(row) = rows.next()? {
                if range_in(row, 1).is_none() {
                    found.push((table, row.get(0)?, row::id(row, 4)?));
                }
            }
        }
        Ok(found)
    }

    /// Adds a roll.
    pub(crate) fn insert_roll(&self, roll: &RollRow) -> Result<()> {
        self.0.execute(
            "INSERT INTO roll (id, product, space, gtin, host, range, pattern, class, first, last)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                roll.id.as_bytes(),
                roll.product.map(|product| product.as_bytes().to_vec()),
                roll.space,
                roll.gtin,
                roll.host,
                row::to_cbor(&roll.range)?,
                pattern(&roll.range),
                roll.range.length_class(),
                roll.range.first().to_be_bytes(),
                roll.range.last().to_be_bytes(),
            ],
        )?;
        Ok(())
    }

    /// A roll.
    pub(crate) fn roll(&self, id: RollId) -> Result<Option<RollRow>> {
        let mut statement = self
            .0
            .prepare_cached(&format!("SELECT {ROLL_COLUMNS} FROM roll WHERE id = ?1"))?;
        let mut rows = statement.query([id.as_bytes()])?;
        rows.next()?.map(read_roll).transpose()
    }

    /// Every roll.
    pub(crate) fn rolls(&self) -> Result<Vec<RollRow>> {
        let mut statement = self
            .0
            .prepare_cached(&format!("SELECT {ROLL_COLUMNS} FROM roll ORDER BY id"))?;
        let mut rows = statement.query([])?;
        let mut rolls = Vec::new();
        while let Some(row) = rows.next()? {
            rolls.push(read_roll(row)?);
        }
        Ok(rolls)
    }

    /// The rolls of a space that share a serial with a range.
    pub(crate) fn rolls_over(&self, serials: &Serials) -> Result<Vec<RollRow>> {
        let mut rolls = Vec::new();
        ROLLS.each_touching(self.0, &serials.space, &serials.range, |row| {
            rolls.push(read_roll(row)?);
            Ok(())
        })?;
        Ok(rolls)
    }

    /// Keeps a signed lease, given at a moment by the hub's clock.
    pub(crate) fn insert_lease(&self, lease: &StampLease, given_ms: i64, statement: &Signed) -> Result<()> {
        self.0.execute(
            "INSERT INTO lease (id, roll, org, not_after_ms, statement, pattern, class, first, last, given_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                lease.id.as_bytes(),
                lease.roll.as_bytes(),
                lease.org.as_bytes(),
                lease.not_after.utc_ms,
                statement.to_bytes(),
                pattern(&lease.range),
                lease.range.length_class(),
                lease.range.first().to_be_bytes(),
                lease.range.last().to_be_bytes(),
                given_ms,
            ],
        )?;
        Ok(())
    }

    /// Leases of a roll that share a serial with a range, in the order they were given.
    pub(crate) fn leases_of_roll_over(&self, roll: RollId, range: &SerialRange) -> Result<Vec<LeaseRow>> {
        self.leases_over(LEASES_OF_ROLL, roll.as_bytes(), range)
    }

    /// Leases of an organisation that share a serial with a range, in the order they were given.
    pub(crate) fn leases_of_org_over(&self, org: OrgId, range: &SerialRange) -> Result<Vec<LeaseRow>> {
        self.leases_over(LEASES_OF_ORG, org.as_bytes(), range)
    }

    fn leases_over(&self, kept: Shelf, owner: &[u8; 16], range: &SerialRange) -> Result<Vec<LeaseRow>> {
        let mut leases = Vec::new();
        kept.each_touching(self.0, &owner.to_vec(), range, |row| {
            leases.push(lease_row(row)?);
            Ok(())
        })?;
        leases.sort_by_key(|row| row.lease.id);
        Ok(leases)
    }

    /// A lease.
    pub(crate) fn lease(&self, id: LeaseId) -> Result<Option<LeaseRow>> {
        let sql = format!("SELECT {LEASE_COLUMNS} FROM lease WHERE id = ?1");
        let mut select = self.0.prepare_cached(&sql)?;
        let mut rows = select.query([id.as_bytes()])?;
        rows.next()?.map(lease_row).transpose()
    }

    /// Ends a lease before its time, at a moment by the hub's clock.
    pub(crate) fn revoke_lease(&self, id: LeaseId, revoked_ms: i64) -> Result<()> {
        self.0.execute(
            "UPDATE lease SET revoked_ms = ?2 WHERE id = ?1",
            params![id.as_bytes(), revoked_ms],
        )?;
        Ok(())
    }

    /// The leases of an organisation, in the order they were given.
    pub(crate) fn lease_rows_of_org(&self, org: OrgId) -> Result<Vec<LeaseRow>> {
        let sql = format!("SELECT {LEASE_COLUMNS} FROM lease WHERE org = ?1 ORDER BY id");
        let mut select = self.0.prepare_cached(&sql)?;
        let mut rows = select.query([org.as_bytes()])?;
        let mut leases = Vec::new();
        while let Some(row) = rows.next()? {
            leases.push(lease_row(row)?);
        }
        Ok(leases)
    }

    /// Signed leases of an organisation.
    pub(crate) fn leases_of_org(&self, org: OrgId) -> Result<Vec<Signed>> {
        self.leases(
            "SELECT statement FROM lease WHERE org = ?1 ORDER BY id",
            org.as_bytes(),
        )
    }

    fn leases(&self, sql: &str, id: &[u8; 16]) -> Result<Vec<Signed>> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query([id])?;
        let mut leases = Vec::new();
        while let Some(row) = rows.next()? {
            leases.push(Signed::from_bytes(
                row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?,
            )?);
        }
        Ok(leases)
    }
}
