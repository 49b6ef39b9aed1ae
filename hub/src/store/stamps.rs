use fieldbook_core::identity::Signed;
use fieldbook_core::model::{LeaseId, OrgId, ProductId, RollId, SerialRange};
use rusqlite::{Row, params};

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

/// Serials in their space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Serials {
    pub(crate) space: String,
    pub(crate) range: SerialRange,
}

/// What makes two counters comparable: prefix, width and suffix. The unit separator cannot be printed, and
/// rolls refuse control characters.
pub(super) fn pattern(range: &SerialRange) -> String {
    format!(
        "{}\u{1f}{}\u{1f}{}",
        range.prefix(),
        range.width(),
        range.suffix()
    )
}

/// The range of a pattern and two counters.
pub(super) fn range_of(pattern: &str, first: [u8; 16], last: [u8; 16]) -> Result<SerialRange> {
    let mut parts = pattern.split('\u{1f}');
    let (prefix, width, suffix) = (parts.next(), parts.next(), parts.next());
    let width = width.and_then(|width| width.parse().ok());
    let damaged = || HubError::Damaged(format!("pattern {pattern}"));
    let (Some(prefix), Some(width), Some(suffix)) = (prefix, width, suffix) else {
        return Err(damaged());
    };
    SerialRange::new(
        prefix,
        width,
        suffix,
        u128::from_be_bytes(first),
        u128::from_be_bytes(last),
    )
    .map_err(|_| damaged())
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

impl Tables<'_> {
    /// Adds a roll.
    pub(crate) fn insert_roll(&self, roll: &RollRow) -> Result<()> {
        self.0.execute(
            "INSERT INTO roll (id, product, space, gtin, host, range) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                roll.id.as_bytes(),
                roll.product.map(|product| product.as_bytes().to_vec()),
                roll.space,
                roll.gtin,
                roll.host,
                row::to_cbor(&roll.range)?
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

    /// Every roll, or those of one space.
    pub(crate) fn rolls(&self, space: Option<&str>) -> Result<Vec<RollRow>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {ROLL_COLUMNS} FROM roll WHERE ?1 IS NULL OR space = ?1 ORDER BY id"
        ))?;
        let mut rows = statement.query([space])?;
        let mut rolls = Vec::new();
        while let Some(row) = rows.next()? {
            rolls.push(read_roll(row)?);
        }
        Ok(rolls)
    }

    /// Keeps a signed lease.
    pub(crate) fn insert_lease(
        &self,
        id: LeaseId,
        roll: RollId,
        org: OrgId,
        not_after_ms: i64,
        statement: &Signed,
    ) -> Result<()> {
        self.0.execute(
            "INSERT INTO lease (id, roll, org, not_after_ms, statement) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                id.as_bytes(),
                roll.as_bytes(),
                org.as_bytes(),
                not_after_ms,
                statement.to_bytes()
            ],
        )?;
        Ok(())
    }

    /// Signed leases of a roll.
    pub(crate) fn leases_of_roll(&self, roll: RollId) -> Result<Vec<Signed>> {
        self.leases(
            "SELECT statement FROM lease WHERE roll = ?1 ORDER BY id",
            roll.as_bytes(),
        )
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
