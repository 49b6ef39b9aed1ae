use std::collections::BTreeSet;

use rusqlite::params;

use super::changes::{NewChange, NewRow};
use super::integers::{map_number, signed};
use super::operation::pack_operations;
use super::{StoreError, Writing};
use crate::model::{DocRef, Fact, FactKind, Rescan};

pub(super) fn kind_number(kind: FactKind) -> i64 {
    let index = FactKind::ALL.iter().position(|(known, _)| *known == kind);
    index.and_then(|index| i64::try_from(index).ok()).unwrap_or(-1)
}

const INSERT_FACT: &str =
    "INSERT INTO fact (id, document, change, kind, step, occurred_ms, recorded_ms, voided, body)
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
       EXISTS (SELECT 1 FROM register_write
               WHERE fact = ?1 AND document = ?2 AND voids = 1 AND replaced = 0), ?8)";

/// A fact that is as it should be is left alone: a rebuild writes only what was wrong.
fn put_fact_again() -> String {
    let columns = [
        "document",
        "change",
        "kind",
        "step",
        "occurred_ms",
        "recorded_ms",
        "voided",
        "body",
    ];
    let excluded = columns.map(|column| format!("excluded.{column}"));
    let set: Vec<String> = columns
        .iter()
        .map(|column| format!("{column} = excluded.{column}"))
        .collect();
    let (columns, excluded, set) = (columns.join(", "), excluded.join(", "), set.join(", "));
    format!("{INSERT_FACT} ON CONFLICT (id) DO UPDATE SET {set} WHERE ({columns}) IS NOT ({excluded})")
}

impl Writing<'_> {
    /// Writes one row of a change into the projections.
    pub(super) fn project(&self, document: i64, change: i64, row: &NewRow) -> Result<(), StoreError> {
        match row {
            NewRow::Fact { fact, bytes } => self.project_fact(document, change, fact, bytes),
            NewRow::Write { .. } => self.project_write(document, change, row),
        }
    }

    fn project_fact(&self, document: i64, change: i64, fact: &Fact, bytes: &[u8]) -> Result<(), StoreError> {
        self.put_fact(INSERT_FACT, document, change, fact, bytes)
    }

    fn put_fact(
        &self,
        sql: &str,
        document: i64,
        change: i64,
        fact: &Fact,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        self.connection().prepare_cached(sql)?.execute(params![
            fact.id.as_bytes(),
            document,
            change,
            kind_number(fact.kind),
            fact.step,
            fact.occurred.utc_ms,
            fact.recorded.utc_ms,
            bytes,
        ])?;
        if fact.step == Rescan::STEP {
            // A task is done.
            self.touch("claims");
        }
        if fact.kind == FactKind::Activate {
            self.project_claim(document, fact)
        } else {
            Ok(())
        }
    }

    fn project_write(&self, document: i64, change: i64, row: &NewRow) -> Result<(), StoreError> {
        let NewRow::Write {
            key,
            op,
            replaces,
            voids,
            value,
            bytes,
        } = row
        else {
            return Ok(());
        };
        let sql =
            "UPDATE register_write SET replaced = 1 WHERE document = ?1 AND counter = ?2 AND actor = ?3";
        for (counter, actor) in replaces {
            let counter = signed(*counter, "register_write")?;
            self.connection()
                .prepare_cached(sql)?
                .execute(params![document, counter, actor])?;
        }
        let fact = key.fact_field().map(|(fact, _)| *fact.as_bytes());
        let sql = "INSERT INTO register_write (document, change, map, key, fact, counter, actor, replaces, voids, value, bytes)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        self.connection().prepare_cached(sql)?.execute(params![
            document,
            change,
            map_number(key.map),
            key.key,
            fact,
            signed(op.0, "register_write")?,
            op.1,
            pack_operations(replaces),
            voids,
            value,
            bytes,
        ])?;
        fact.map_or(Ok(()), |fact| self.project_void(&fact))
    }

    /// A fact is void while any standing value of its own document says so; what another document says of it
    /// is nobody's business.
    fn project_void(&self, fact: &[u8; 16]) -> Result<(), StoreError> {
        let sql = "UPDATE fact SET voided =
                     EXISTS (SELECT 1 FROM register_write w
                             WHERE w.fact = ?1 AND w.document = fact.document AND w.voids = 1 AND w.replaced = 0)
                   WHERE id = ?1";
        self.connection().prepare_cached(sql)?.execute([fact])?;
        Ok(())
    }

    /// Makes the projections of a document say what its changes say, and nothing else.
    pub fn project_again(&self, doc: DocRef, changes: &[NewChange]) -> Result<(), StoreError> {
        let (document, _) = self.document_row(doc, 0)?;
        self.clear_registers(document)?;
        let mut rows = Vec::new();
        let mut select = self
            .connection()
            .prepare_cached("SELECT n FROM change WHERE hash = ?1 AND document = ?2")?;
        for change in changes {
            let n: i64 = select.query_row(params![change.hash.0, document], |row| row.get(0))?;
            rows.extend(change.rows.iter().map(|row| (n, row)));
        }
        // Values first: whether a fact is void is asked when its row is written.
        let put_fact = put_fact_again();
        let is_fact = |row: &NewRow| matches!(row, NewRow::Fact { .. });
        let (facts, writes): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, row)| is_fact(row));
        self.clear_strangers(document, &facts)?;
        for (change, row) in writes.iter().chain(&facts) {
            match row {
                NewRow::Fact { fact, bytes } => {
                    self.put_fact(&put_fact, document, *change, fact, bytes)?;
                }
                NewRow::Write { .. } => self.project_write(document, *change, row)?,
            }
        }
        Ok(())
    }

    fn clear_registers(&self, document: i64) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM claim_span WHERE fact IN (SELECT fact FROM claim WHERE document = ?1)",
            "DELETE FROM claim WHERE document = ?1",
            "DELETE FROM register_write WHERE document = ?1",
        ] {
            self.connection().prepare_cached(sql)?.execute([document])?;
        }
        Ok(())
    }

    /// Removes facts that no change of the document holds.
    fn clear_strangers(&self, document: i64, facts: &[(i64, &NewRow)]) -> Result<(), StoreError> {
        let known: BTreeSet<[u8; 16]> = facts
            .iter()
            .filter_map(|(_, row)| match row {
                NewRow::Fact { fact, .. } => Some(*fact.id.as_bytes()),
                NewRow::Write { .. } => None,
            })
            .collect();
        let mut select = self
            .connection()
            .prepare_cached("SELECT n, id FROM fact WHERE document = ?1")?;
        let rows = select.query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows: Vec<(i64, [u8; 16])> = rows.collect::<Result<_, _>>()?;
        let mut delete = self
            .connection()
            .prepare_cached("DELETE FROM fact WHERE n = ?1")?;
        for (n, _) in rows.iter().filter(|(_, id)| !known.contains(id)) {
            delete.execute([n])?;
        }
        Ok(())
    }
}
