use rusqlite::{Row, params};

use super::{Reading, StoreError, Writing};
use crate::model::{DocId, Fact, FactId, LeaseId, OrgId, RollId, SerialRange, StampSpan};

/// An activation in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRow {
    /// The activation.
    pub fact: FactId,
    /// The lot.
    pub lot: DocId,
    /// It was voided.
    pub voided: bool,
    /// The hub's latest verdict, as signed.
    pub verdict: Option<Vec<u8>>,
}

/// A span of stamps and the activation that claims it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanRow {
    /// The activation.
    pub fact: FactId,
    /// The stamps.
    pub span: StampSpan,
}

/// 20 digits: text order is number order.
fn padded(counter: u128) -> String {
    format!("{counter:020}")
}

fn span_row(row: &Row<'_>) -> Result<SpanRow, StoreError> {
    let uuid = |bytes: [u8; 16]| uuid::Uuid::from_bytes(bytes);
    let counter = |text: String| text.parse::<u128>().map_err(|_| StoreError::Row("claim_span"));
    let (prefix, suffix): (String, String) = (row.get(3)?, row.get(4)?);
    let range = SerialRange::new(
        &prefix,
        row.get(5)?,
        &suffix,
        counter(row.get(6)?)?,
        counter(row.get(7)?)?,
    );
    Ok(SpanRow {
        fact: FactId(uuid(row.get(0)?)),
        span: StampSpan {
            roll: row.get::<_, Option<_>>(1)?.map(|roll| RollId(uuid(roll))),
            lease: row.get::<_, Option<_>>(2)?.map(|lease| LeaseId(uuid(lease))),
            range: range.map_err(|_| StoreError::Row("claim_span"))?,
        },
    })
}

impl Reading<'_> {
    /// Activations, of one lot or all, newest first.
    pub fn claims(&self, lot: Option<DocId>) -> Result<Vec<ClaimRow>, StoreError> {
        let sql = "SELECT c.fact, d.id, f.voided, v.signed FROM claim c JOIN document d ON d.n = c.document
                   JOIN fact f ON f.id = c.fact LEFT JOIN verdict v ON v.claim = c.fact
                   WHERE ?1 IS NULL OR d.id = ?1 ORDER BY f.recorded_ms DESC, f.n DESC";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([lot.map(|lot| *lot.as_bytes())], |row| {
            Ok(ClaimRow {
                fact: FactId(uuid::Uuid::from_bytes(row.get(0)?)),
                lot: DocId(uuid::Uuid::from_bytes(row.get(1)?)),
                voided: row.get(2)?,
                verdict: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }

    /// Spans of activations that stand and touch a range, except those of one activation.
    pub fn spans_touching(
        &self,
        range: &SerialRange,
        except: Option<FactId>,
    ) -> Result<Vec<SpanRow>, StoreError> {
        let sql = "SELECT s.fact, s.roll, s.lease, s.prefix, s.suffix, s.width, s.first, s.last
                   FROM claim_span s JOIN fact f ON f.id = s.fact
                   WHERE s.prefix = ?1 AND s.suffix = ?2 AND s.width = ?3 AND s.first <= ?5 AND s.last >= ?4
                     AND f.voided = 0 AND (?6 IS NULL OR s.fact <> ?6) ORDER BY s.first";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query(params![
            range.prefix(),
            range.suffix(),
            range.width(),
            padded(range.first()),
            padded(range.last()),
            except.map(|fact| *fact.as_bytes()),
        ])?;
        let mut spans = Vec::new();
        while let Some(row) = rows.next()? {
            spans.push(span_row(row)?);
        }
        Ok(spans)
    }
}

impl Writing<'_> {
    pub(super) fn project_claim(&self, document: i64, fact: &Fact) -> Result<(), StoreError> {
        let sql = "INSERT INTO claim (fact, document) VALUES (?1, ?2)";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![fact.id.as_bytes(), document])?;
        let sql = "INSERT INTO claim_span (fact, place, roll, lease, prefix, suffix, width, first, last)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let mut insert = self.connection().prepare_cached(sql)?;
        for (place, span) in (0i64..).zip(&fact.stamps) {
            insert.execute(params![
                fact.id.as_bytes(),
                place,
                span.roll.map(|roll| *roll.as_bytes()),
                span.lease.map(|lease| *lease.as_bytes()),
                span.range.prefix(),
                span.range.suffix(),
                span.range.width(),
                padded(span.range.first()),
                padded(span.range.last()),
            ])?;
        }
        self.touch("claims");
        Ok(())
    }

    /// Forgets every verdict on an organisation's claims: a hub of another epoch counts its own anew.
    pub fn forget_verdicts(&self, org: OrgId) -> Result<(), StoreError> {
        let sql = "DELETE FROM verdict WHERE claim NOT IN
                     (SELECT c.fact FROM claim c JOIN document d ON d.n = c.document WHERE d.org <> ?1)";
        self.connection().execute(sql, [org.as_bytes()])?;
        self.touch("claims");
        Ok(())
    }

    /// Keeps the hub's verdict on a claim, unless a later one is there.
    pub fn set_verdict(
        &self,
        claim: FactId,
        number: u32,
        state: i64,
        signed: &[u8],
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO verdict (claim, number, state, signed) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (claim) DO UPDATE SET number = ?2, state = ?3, signed = ?4 WHERE number < ?2";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![claim.as_bytes(), number, state, signed])?;
        self.touch("claims");
        Ok(())
    }
}
