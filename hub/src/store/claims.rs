use std::collections::BTreeSet;

use fieldbook_core::identity::{Ruling, Signed};
use fieldbook_core::model::{ClaimState, FactId, FactKind, OrgId, SerialRange, VoidKind};
use rusqlite::{Row, params};

use super::shelf::Shelf;
use super::stamps::{pattern, range_in, range_of};
use super::{Serials, Tables, row};
use crate::error::Result;

/// A claim and the verdict in force.
#[derive(Debug, Clone)]
pub(crate) struct ClaimRow {
    pub(crate) n: i64,
    pub(crate) fact: FactId,
    pub(crate) doc: i64,
    pub(crate) org: OrgId,
    pub(crate) state: ClaimState,
    pub(crate) number: u32,
    pub(crate) ruling: Option<String>,
    /// How staff settled it; nothing for what 0.2 settled.
    pub(crate) settled: Option<Ruling>,
    pub(crate) verdict: Option<Signed>,
}

const COLUMNS: &str = "n, fact, doc, org, state, number, ruling, verdict, settled";

const CLAIMED: Shelf = Shelf {
    table: "claimed",
    owner: "space",
    columns: "claim",
};

const VOIDED: Shelf = Shelf {
    table: "voided",
    owner: "space",
    columns: VOIDED_COLUMNS,
};

const VOIDED_COLUMNS: &str = "space, pattern, first, last, kind, at_ms";

/// Stamps taken out of use.
#[derive(Debug, Clone)]
pub(crate) struct Voided {
    pub(crate) serials: Serials,
    pub(crate) kind: VoidKind,
    /// When the hub was told, milliseconds since 1970.
    pub(crate) at_ms: i64,
}

impl Voided {
    /// Whether it keeps stamps from a lease that was given at this moment: what was handed back unused may be
    /// leased anew, and nothing else ever.
    pub(crate) fn bars(&self, given_ms: i64) -> bool {
        self.kind != VoidKind::Returned || given_ms <= self.at_ms
    }
}

fn void_kinds() -> [VoidKind; 4] {
    VoidKind::ALL.map(|(kind, _)| kind)
}

fn states() -> [ClaimState; 5] {
    ClaimState::ALL.map(|(state, _)| state)
}

fn read_claim(row: &Row) -> Result<ClaimRow> {
    let verdict: Option<Vec<u8>> = row.get(7)?;
    let settled: Option<Vec<u8>> = row.get(8)?;
    Ok(ClaimRow {
        n: row.get(0)?,
        fact: row::id(row, 1)?,
        doc: row.get(2)?,
        org: row::id(row, 3)?,
        state: row::of_list(&states(), row, 4)?,
        number: row.get(5)?,
        ruling: row.get(6)?,
        settled: settled.map(|bytes| row::cbor(&bytes)).transpose()?,
        verdict: verdict.as_deref().map(Signed::from_bytes).transpose()?,
    })
}

impl Tables<'_> {
    fn claims_where(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<ClaimRow>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM claim WHERE {condition} ORDER BY n"
        ))?;
        let mut rows = statement.query(values)?;
        let mut claims = Vec::new();
        while let Some(row) = rows.next()? {
            claims.push(read_claim(row)?);
        }
        Ok(claims)
    }

    /// Adds a claim behind all others.
    pub(crate) fn insert_claim(&self, fact: FactId, doc: i64, org: OrgId) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT OR IGNORE INTO claim (fact, doc, org, state, number) VALUES (?1, ?2, ?3, ?4, 0)",
            )?
            .execute(params![
                fact.as_bytes(),
                doc,
                org.as_bytes(),
                row::place_in(&states(), &ClaimState::Pending)
            ])?;
        Ok(())
    }

    /// A claim by its activation.
    pub(crate) fn claim(&self, fact: FactId) -> Result<Option<ClaimRow>> {
        Ok(self.claims_where("fact = ?1", [fact.as_bytes()])?.pop())
    }

    /// A claim by its row number.
    pub(crate) fn claim_at(&self, n: i64) -> Result<Option<ClaimRow>> {
        Ok(self.claims_where("n = ?1", [n])?.pop())
    }

    /// The claims of a lot, in the order they came.
    pub(crate) fn claims_of(&self, doc: i64) -> Result<Vec<ClaimRow>> {
        self.claims_where("doc = ?1", [doc])
    }

    /// The claims of an organisation in a state, in the order they came.
    pub(crate) fn claims_in(&self, org: OrgId, state: ClaimState) -> Result<Vec<ClaimRow>> {
        let state = row::place_in(&states(), &state);
        self.claims_where("org = ?1 AND state = ?2", params![org.as_bytes(), state])
    }

    /// Every claim, in the order they came.
    pub(crate) fn claims(&self) -> Result<Vec<ClaimRow>> {
        self.claims_where("1", [])
    }

    /// Puts a new verdict in force.
    pub(crate) fn set_verdict(&self, n: i64, state: ClaimState, number: u32, verdict: &Signed) -> Result<()> {
        self.0
            .prepare_cached("UPDATE claim SET state = ?2, number = ?3, verdict = ?4 WHERE n = ?1")?
            .execute(params![
                n,
                row::place_in(&states(), &state),
                number,
                verdict.to_bytes()
            ])?;
        Ok(())
    }

    /// Notes how staff settled a claim.
    pub(crate) fn set_ruling(&self, n: i64, ruling: &Ruling) -> Result<()> {
        let word = if ruling.keeps { "keep" } else { "refuse" };
        self.0.execute(
            "UPDATE claim SET ruling = ?2, settled = ?3 WHERE n = ?1",
            params![n, word, row::to_cbor(ruling)?],
        )?;
        Ok(())
    }

    /// Claims in whose lots something was inspected since they came, a re-scan of their stamps perhaps; in the order
    /// they came.
    pub(crate) fn inspected_claims(&self) -> Result<Vec<ClaimRow>> {
        let kind = FactKind::ALL
            .iter()
            .position(|(kind, _)| *kind == FactKind::Inspect);
        let kind = kind.and_then(|kind| i64::try_from(kind).ok());
        self.claims_where("doc IN (SELECT doc FROM fact WHERE kind = ?1)", [kind])
    }

    /// Sets what a claim asks for.
    pub(crate) fn set_claimed(&self, claim: i64, all: &[Serials]) -> Result<()> {
        self.0
            .prepare_cached("DELETE FROM claimed WHERE claim = ?1")?
            .execute([claim])?;
        let mut insert = self.0.prepare_cached(
            "INSERT INTO claimed (claim, space, pattern, first, last, class) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for Serials { space, range } in all {
            let (first, last) = (range.first().to_be_bytes(), range.last().to_be_bytes());
            insert.execute(params![
                claim,
                space,
                pattern(range),
                first,
                last,
                range.length_class()
            ])?;
        }
        Ok(())
    }

    /// What a claim asks for.
    pub(crate) fn claimed_by(&self, claim: i64) -> Result<Vec<Serials>> {
        let mut statement = self
            .0
            .prepare_cached("SELECT space, pattern, first, last FROM claimed WHERE claim = ?1")?;
        let mut rows = statement.query([claim])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            // One that cannot be read goes when the claim is judged again; until then `check` tells it.
            let range = range_in(row, 1);
            let space = row.get(0)?;
            all.extend(range.map(|range| Serials { space, range }));
        }
        Ok(all)
    }

    /// Sets what a confirmed claim holds. The file itself refuses stamps another one holds.
    pub(crate) fn set_confirmed(&self, claim: i64, all: &[Serials]) -> Result<()> {
        self.0
            .prepare_cached("DELETE FROM confirmed WHERE claim = ?1")?
            .execute([claim])?;
        let sql = "INSERT INTO confirmed (claim, space, pattern, first, last) VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut insert = self.0.prepare_cached(sql)?;
        for Serials { space, range } in all {
            let (first, last) = (range.first().to_be_bytes(), range.last().to_be_bytes());
            insert.execute(params![claim, space, pattern(range), first, last])?;
        }
        Ok(())
    }

    /// Sets what a voiding of stamps takes away, and when the hub was told.
    pub(crate) fn set_voided(&self, fact: FactId, at_ms: i64, all: &[Voided]) -> Result<()> {
        self.0
            .prepare_cached("DELETE FROM voided WHERE fact = ?1")?
            .execute([fact.as_bytes()])?;
        let mut insert = self.0.prepare_cached(
            "INSERT INTO voided (fact, at_ms, kind, space, pattern, first, last, class)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        for Voided { serials, kind, .. } in all {
            let Serials { space, range } = serials;
            let (first, last) = (range.first().to_be_bytes(), range.last().to_be_bytes());
            let kind = row::place_in(&void_kinds(), kind);
            let text = pattern(range);
            insert.execute(params![
                fact.as_bytes(),
                at_ms,
                kind,
                space,
                text,
                first,
                last,
                range.length_class()
            ])?;
        }
        Ok(())
    }

    /// Confirmed claims that hold some of the serials, with what they hold of them. Confirmed rows never
    /// overlap, so the walk goes down from the end and stops at the first row that lies before: its cost
    /// is that of the answer, however many are confirmed.
    pub(crate) fn confirmed_over(&self, serials: &Serials) -> Result<Vec<(i64, SerialRange)>> {
        let mut statement = self.0.prepare_cached(
            "SELECT claim, first, last FROM confirmed
             WHERE space = ?1 AND pattern = ?2 AND first <= ?3 ORDER BY first DESC",
        )?;
        let text = pattern(&serials.range);
        let last = serials.range.last().to_be_bytes();
        let mut rows = statement.query(params![serials.space, text, last])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let (first, last): ([u8; 16], [u8; 16]) = (row::bytes(row, 1)?, row::bytes(row, 2)?);
            if u128::from_be_bytes(last) < serials.range.first() {
                break;
            }
            found.push((row.get(0)?, range_of(&text, first, last)?));
        }
        found.reverse();
        Ok(found)
    }

    /// Claims that ask for some of the serials, in the order they came.
    pub(crate) fn claiming(&self, serials: &Serials) -> Result<BTreeSet<i64>> {
        let mut claims = BTreeSet::new();
        CLAIMED.each_touching(self.0, &serials.space, &serials.range, |row| {
            claims.insert(row.get(0)?);
            Ok(())
        })?;
        Ok(claims)
    }

    /// Voided ranges that share a serial with these.
    pub(crate) fn voided_over(&self, serials: &Serials) -> Result<Vec<Voided>> {
        let mut found = Vec::new();
        VOIDED.each_touching(self.0, &serials.space, &serials.range, |row| {
            found.push(read_voided(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// What a voiding took away.
    pub(crate) fn voided_by(&self, fact: FactId) -> Result<Vec<Voided>> {
        let mut statement = self
            .0
            .prepare_cached(&format!("SELECT {VOIDED_COLUMNS} FROM voided WHERE fact = ?1"))?;
        let mut rows = statement.query([fact.as_bytes()])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            // One that cannot be read goes when the voiding is worked out anew; until then `check` tells it.
            all.extend(read_voided(row).ok());
        }
        Ok(all)
    }
}

fn read_voided(row: &Row) -> Result<Voided> {
    let text: String = row.get(1)?;
    Ok(Voided {
        serials: Serials {
            space: row.get(0)?,
            range: range_of(&text, row::bytes(row, 2)?, row::bytes(row, 3)?)?,
        },
        kind: row::of_list(&void_kinds(), row, 4)?,
        at_ms: row.get(5)?,
    })
}
