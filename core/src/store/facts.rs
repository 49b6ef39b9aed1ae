use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::changes::ChangeState;
use super::documents::doc_ref;
use super::search::{fold_text, match_expression};
use super::{Reading, StoreError};
use crate::model::{ChangeHash, DocId, DocKind, DocRef, FactId, FactKind};

/// Which facts to list. All conditions must hold; the newest come first.
#[derive(Debug, Clone, Default)]
pub struct FactQuery {
    /// Only this document's.
    pub doc: Option<DocId>,
    /// Only this fact.
    pub id: Option<FactId>,
    /// Only those whose id holds these hexadecimal digits, without dashes: what a person copies of an id.
    pub id_part: Option<String>,
    /// Only this kind.
    pub kind: Option<FactKind>,
    /// Only those of these steps; any step when empty.
    pub steps: Vec<String>,
    /// Only those that occurred at or after this, milliseconds since 1970.
    pub since_ms: Option<i64>,
    /// Only those that occurred before this.
    pub until_ms: Option<i64>,
    /// Only those that have come this far.
    pub state: Option<ChangeState>,
    /// Only those that nobody has voided.
    pub standing: bool,
    /// Only those with these words, marks or no marks.
    pub text: Option<String>,
    /// At most so many; 0 means 50.
    pub limit: u32,
    /// Skips so many.
    pub offset: u32,
}

/// A fact as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactRow {
    /// Its id.
    pub id: FactId,
    /// Its document.
    pub doc: DocRef,
    /// As signed.
    pub body: Vec<u8>,
    /// The change it came in.
    pub change: ChangeHash,
    /// The device's public key.
    pub author: [u8; 32],
    /// How far it has come.
    pub state: ChangeState,
    /// Why it is held or refused.
    pub reason: Option<String>,
    /// Something was written to its fields later: without it a list need not ask for amendments.
    pub amended: bool,
}

const COLUMNS: &str = "f.id, d.id, d.kind, d.org, f.body, c.hash, c.author, c.state, c.reason,
     EXISTS (SELECT 1 FROM register_write w WHERE w.fact = f.id)";
const TABLES: &str = "fact f JOIN document d ON d.n = f.document JOIN change c ON c.n = f.change";

type RawRow = (
    [u8; 16],
    [u8; 16],
    i64,
    [u8; 16],
    Vec<u8>,
    [u8; 32],
    [u8; 32],
    i64,
    Option<String>,
    bool,
);

fn raw(row: &Row<'_>) -> Result<RawRow, rusqlite::Error> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
        row.get(7)?,
        row.get(8)?,
        row.get(9)?,
    ))
}

fn fact_row(row: RawRow) -> Result<FactRow, StoreError> {
    let (id, doc, kind, org, body, hash, author, state, reason, amended) = row;
    Ok(FactRow {
        id: FactId(uuid::Uuid::from_bytes(id)),
        doc: doc_ref(doc, kind, org)?,
        body,
        change: ChangeHash(hash),
        author,
        state: ChangeState::from_number(state)?,
        reason,
        amended,
    })
}

/// Collects the conditions of a query with their values.
#[derive(Default)]
struct Conditions {
    sql: Vec<&'static str>,
    values: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, sql: &'static str, value: Option<Value>) {
        if let Some(value) = value {
            self.sql.push(sql);
            self.values.push(value);
        }
    }
}

impl FactQuery {
    fn conditions(&self) -> Conditions {
        let mut conditions = Conditions::default();
        conditions.add(
            "d.id = ?",
            self.doc.map(|doc| Value::Blob(doc.as_bytes().to_vec())),
        );
        conditions.add("f.id = ?", self.id.map(|id| Value::Blob(id.as_bytes().to_vec())));
        conditions.add(
            "instr(lower(hex(f.id)), ?) > 0",
            self.id_part
                .as_ref()
                .map(|part| Value::Text(part.replace('-', "").to_lowercase())),
        );
        conditions.add(
            "f.kind = ?",
            self.kind
                .map(|kind| Value::Integer(super::projection::kind_number(kind))),
        );
        conditions.add(
            // One text for however many, so that the statement stays the same; SQLite is built without JSON.
            "instr(?, char(31) || f.step || char(31)) > 0",
            (!self.steps.is_empty())
                .then(|| Value::Text(format!("\u{1f}{}\u{1f}", self.steps.join("\u{1f}")))),
        );
        conditions.add("f.occurred_ms >= ?", self.since_ms.map(Value::Integer));
        conditions.add("f.occurred_ms < ?", self.until_ms.map(Value::Integer));
        conditions.add(
            "c.state = ?",
            self.state.map(|state| Value::Integer(state as i64)),
        );
        if self.standing {
            conditions.sql.push("f.voided = 0");
        }
        let words = self
            .text
            .as_deref()
            .map(|text| match_expression(&fold_text(text)));
        conditions.add(
            "f.n IN (SELECT rowid FROM fact_search WHERE fact_search MATCH ?)",
            words.map(Value::Text),
        );
        conditions
    }
}

impl Reading<'_> {
    /// Facts as stored, the newest first.
    pub fn facts(&self, query: &FactQuery) -> Result<Vec<FactRow>, StoreError> {
        let mut conditions = query.conditions();
        let filter = if conditions.sql.is_empty() {
            "1".into()
        } else {
            conditions.sql.join(" AND ")
        };
        let sql = format!(
            "SELECT {COLUMNS} FROM {TABLES} WHERE {filter} ORDER BY f.occurred_ms DESC, f.id DESC LIMIT ? OFFSET ?"
        );
        let limit = if query.limit == 0 { 50 } else { query.limit };
        conditions.values.push(Value::Integer(i64::from(limit)));
        conditions.values.push(Value::Integer(i64::from(query.offset)));
        let mut select = self.connection.prepare_cached(&sql)?;
        let rows = select.query_map(params_from_iter(conditions.values), raw)?;
        rows.map(|row| row.map_err(StoreError::from).and_then(fact_row))
            .collect()
    }

    /// The other lots in which something names a document where goods come from, voided or not: what was voided stands
    /// where the hub refused that.
    pub fn lots_naming(&self, origin: DocId) -> Result<Vec<DocRef>, StoreError> {
        // An origin's 16 bytes stand in the fact as they are; 122 of their bits are chance or the clock.
        let sql = "SELECT DISTINCT d.id, d.kind, d.org FROM fact f JOIN document d ON d.n = f.document
                   WHERE f.kind IN (?2, ?3, ?4) AND d.kind = ?5 AND d.id <> ?1
                     AND instr(f.body, ?1) > 0 ORDER BY d.id";
        let [receive, process, pack] =
            [FactKind::Receive, FactKind::Process, FactKind::Pack].map(super::projection::kind_number);
        let mut select = self.connection.prepare_cached(sql)?;
        let lot = super::documents::kind_number(DocKind::Lot);
        let rows = select.query_map(
            rusqlite::params![origin.as_bytes(), receive, process, pack, lot],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        rows.map(|row| {
            row.map_err(StoreError::from)
                .and_then(|(id, kind, org)| doc_ref(id, kind, org))
        })
        .collect()
    }

    /// How many facts the book holds.
    pub fn count_facts(&self) -> Result<u64, StoreError> {
        let count: i64 = self
            .connection
            .query_row("SELECT COUNT(*) FROM fact", [], |row| row.get(0))?;
        super::integers::unsigned(count, "fact")
    }
}
