use rusqlite::{Row, params};

use super::shelf::{Shelf, padded, pattern_text, range_of};
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

const SPAN_COLUMNS: &str = "s.fact, s.roll, s.lease, s.pattern, s.first, s.last, s.code";

/// What must hold of a span `s` for its activation to stand.
const STANDS: &str = "AND EXISTS (SELECT 1 FROM fact f WHERE f.id = s.fact AND f.voided = 0)
                AND NOT EXISTS (SELECT 1 FROM verdict v WHERE v.claim = s.fact AND v.state IN (3, 4))";

/// Spans of activations that stand: neither voided nor settled against by the hub, which leaves their stamps
/// to others.
const STANDING: Shelf = Shelf {
    table: "claim_span",
    columns: SPAN_COLUMNS,
    condition: STANDS,
};

fn span_row(row: &Row<'_>) -> Result<SpanRow, StoreError> {
    let uuid = |bytes: [u8; 16]| uuid::Uuid::from_bytes(bytes);
    let (pattern, first, last): (String, String, String) = (row.get(3)?, row.get(4)?, row.get(5)?);
    Ok(SpanRow {
        fact: FactId(uuid(row.get(0)?)),
        span: StampSpan {
            roll: row.get::<_, Option<_>>(1)?.map(|roll| RollId(uuid(roll))),
            lease: row.get::<_, Option<_>>(2)?.map(|lease| LeaseId(uuid(lease))),
            range: range_of(&pattern, &first, &last, "claim_span")?,
            code: row.get(6)?,
        },
    })
}

fn claim_row(row: &Row<'_>) -> rusqlite::Result<ClaimRow> {
    Ok(ClaimRow {
        fact: FactId(uuid::Uuid::from_bytes(row.get(0)?)),
        lot: DocId(uuid::Uuid::from_bytes(row.get(1)?)),
        voided: row.get(2)?,
        verdict: row.get(3)?,
    })
}

impl Reading<'_> {
    /// Activations, of one lot or all, newest first.
    pub fn claims(&self, lot: Option<DocId>) -> Result<Vec<ClaimRow>, StoreError> {
        match lot {
            Some(lot) => self.claims_where("d.id = ?1", [lot.as_bytes()]),
            None => self.claims_where("1", []),
        }
    }

    /// One activation.
    pub fn claim(&self, fact: FactId) -> Result<Option<ClaimRow>, StoreError> {
        Ok(self.claims_where("c.fact = ?1", [fact.as_bytes()])?.pop())
    }

    fn claims_where(
        &self,
        condition: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<ClaimRow>, StoreError> {
        let sql = format!(
            "SELECT c.fact, d.id, f.voided, v.signed FROM claim c JOIN document d ON d.n = c.document
             JOIN fact f ON f.id = c.fact LEFT JOIN verdict v ON v.claim = c.fact
             WHERE {condition} ORDER BY f.recorded_ms DESC, f.n DESC"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let rows = select.query_map(values, claim_row)?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }

    /// Every verdict on an activation that came here, as signed, in no order.
    pub fn told_verdicts(&self, claim: FactId) -> Result<Vec<Vec<u8>>, StoreError> {
        let sql = "SELECT signed FROM told_verdict WHERE claim = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([claim.as_bytes()], |row| row.get(0))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }

    /// Entries that take stamps out of use and are not voided themselves.
    pub fn voidings(&self) -> Result<Vec<FactId>, StoreError> {
        let sql = "SELECT id FROM fact WHERE kind = 9 AND voided = 0";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([], |row| Ok(FactId(uuid::Uuid::from_bytes(row.get(0)?))))?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?)
    }

    /// What the rows say of an activation's stamps, in its order; nothing for a row that cannot be read.
    pub fn spans_of(&self, fact: FactId) -> Result<Vec<Option<StampSpan>>, StoreError> {
        let sql = format!("SELECT {SPAN_COLUMNS} FROM claim_span s WHERE s.fact = ?1 ORDER BY s.place");
        let mut select = self.connection.prepare_cached(&sql)?;
        let mut rows = select.query([fact.as_bytes()])?;
        let mut spans = Vec::new();
        while let Some(row) = rows.next()? {
            spans.push(span_row(row).ok().map(|row| row.span));
        }
        Ok(spans)
    }

    /// Spans of activations that stand and share a serial with a range, except those of one activation; in no
    /// order.
    pub fn spans_touching(
        &self,
        range: &SerialRange,
        except: Option<FactId>,
    ) -> Result<Vec<SpanRow>, StoreError> {
        let mut spans = Vec::new();
        STANDING.each_touching(self.connection, range, |row| {
            let found = span_row(row)?;
            if Some(found.fact) != except {
                spans.push(found);
            }
            Ok(())
        })?;
        Ok(spans)
    }
}

impl Reading<'_> {
    /// Activations that stand and name single codes of a lease's list, except one.
    pub fn claims_of_codes(&self, lease: LeaseId, except: Option<FactId>) -> Result<Vec<FactId>, StoreError> {
        let sql = format!(
            "SELECT DISTINCT s.fact FROM claim_span s WHERE s.lease = ?1 AND s.code IS NOT NULL {STANDS}"
        );
        let mut select = self.connection.prepare_cached(&sql)?;
        let rows = select.query_map([lease.as_bytes()], |row| {
            Ok(FactId(uuid::Uuid::from_bytes(row.get(0)?)))
        })?;
        let mut claims = rows.collect::<Result<Vec<_>, _>>()?;
        claims.retain(|claim| Some(*claim) != except);
        Ok(claims)
    }
}

impl Writing<'_> {
    pub(super) fn project_claim(&self, document: i64, fact: &Fact) -> Result<(), StoreError> {
        let sql = "INSERT INTO claim (fact, document) VALUES (?1, ?2)";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![fact.id.as_bytes(), document])?;
        let sql = "INSERT INTO claim_span (fact, place, roll, lease, pattern, class, first, last, code)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let mut insert = self.connection().prepare_cached(sql)?;
        for (place, span) in (0i64..).zip(&fact.stamps) {
            insert.execute(params![
                fact.id.as_bytes(),
                place,
                span.roll.map(|roll| *roll.as_bytes()),
                span.lease.map(|lease| *lease.as_bytes()),
                pattern_text(&span.range.pattern()),
                span.range.length_class(),
                padded(span.range.first()),
                padded(span.range.last()),
                span.code,
            ])?;
        }
        self.touch("claims");
        Ok(())
    }

    /// Puts every verdict on an organisation's claims out of force: a hub of another epoch counts its own anew.
    pub fn forget_verdicts(&self, org: OrgId) -> Result<(), StoreError> {
        let sql = "DELETE FROM verdict WHERE claim NOT IN
                     (SELECT c.fact FROM claim c JOIN document d ON d.n = c.document WHERE d.org <> ?1)";
        self.connection().execute(sql, [org.as_bytes()])?;
        self.touch("claims");
        Ok(())
    }

    /// Keeps the hub's verdict on a claim; the one with the highest number is in force.
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
        let sql = "INSERT OR IGNORE INTO told_verdict (claim, signed) VALUES (?1, ?2)";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![claim.as_bytes(), signed])?;
        self.touch("claims");
        Ok(())
    }
}
