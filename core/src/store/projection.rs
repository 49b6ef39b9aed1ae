use rusqlite::params;

use super::changes::{Operation, signed};
use super::search::fold_text;
use super::{StoreError, Writing};
use crate::model::{Fact, FactKind, FieldValue, RegisterKey};

/// One thing a change writes, ready for the rows.
#[derive(Debug, Clone)]
pub enum NewRow {
    /// A fact.
    Fact {
        /// As read.
        fact: Box<Fact>,
        /// As signed.
        bytes: Vec<u8>,
    },
    /// A value of a correctable field.
    Write {
        /// The field.
        key: RegisterKey,
        /// The operation.
        op: Operation,
        /// The operations it replaces.
        replaces: Vec<Operation>,
        /// It says that its fact is void.
        voids: bool,
        /// The bare value, encoded.
        value: Vec<u8>,
        /// The amendment, encoded.
        bytes: Vec<u8>,
    },
}

pub(super) fn kind_number(kind: FactKind) -> i64 {
    let index = FactKind::ALL.iter().position(|(known, _)| *known == kind);
    index.and_then(|index| i64::try_from(index).ok()).unwrap_or(-1)
}

/// Everything of a fact that a person may look for.
fn searchable(fact: &Fact) -> String {
    let mut words = vec![fact.step.clone()];
    words.extend(fact.note.clone());
    words.extend(fact.inputs.iter().map(|input| input.material.clone()));
    words.extend(
        fact.inputs
            .iter()
            .filter_map(|input| input.active_ingredient.clone()),
    );
    words.extend(fact.fields.values().filter_map(|value| match value {
        FieldValue::Text(text) => Some(text.clone()),
        _ => None,
    }));
    fold_text(&words.join("\n"))
}

fn pack_operations(operations: &[Operation]) -> Vec<u8> {
    operations
        .iter()
        .flat_map(|(counter, actor)| counter.to_be_bytes().into_iter().chain(*actor))
        .collect()
}

pub(super) fn unpack_operations(bytes: &[u8]) -> Result<Vec<Operation>, StoreError> {
    let wrong = || StoreError::Row("register_write");
    let unpack = |packed: &[u8]| {
        let (counter, actor) = packed.split_at_checked(8).ok_or_else(wrong)?;
        let counter = u64::from_be_bytes(counter.try_into().map_err(|_| wrong())?);
        Ok((counter, actor.try_into().map_err(|_| wrong())?))
    };
    bytes.chunks(24).map(unpack).collect()
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
        let sql =
            "INSERT INTO fact (id, document, change, kind, step, occurred_ms, recorded_ms, voided, body)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
                     EXISTS (SELECT 1 FROM register_write
                             WHERE fact = ?1 AND document = ?2 AND voids = 1 AND replaced = 0), ?8)";
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
        let n = self.connection().last_insert_rowid();
        let sql = "INSERT INTO fact_search (rowid, text) VALUES (?1, ?2)";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![n, searchable(fact)])?;
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
            super::registers::map_number(key.map),
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

    /// Empties every projection, to fill them again from the changes.
    pub fn clear_projections(&self) -> Result<(), StoreError> {
        // A contentless index is emptied by its own command.
        let sql = "DELETE FROM claim_span; DELETE FROM claim; DELETE FROM register_write; DELETE FROM fact;
                   INSERT INTO fact_search (fact_search) VALUES ('delete-all');";
        self.connection().execute_batch(sql)?;
        Ok(())
    }

    /// Empties the projections of one document.
    pub(super) fn clear_projections_of(&self, document: i64) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM claim_span WHERE fact IN (SELECT fact FROM claim WHERE document = ?1)",
            "DELETE FROM claim WHERE document = ?1",
            "DELETE FROM register_write WHERE document = ?1",
            "DELETE FROM fact_search WHERE rowid IN (SELECT n FROM fact WHERE document = ?1)",
            "DELETE FROM fact WHERE document = ?1",
        ] {
            self.connection().prepare_cached(sql)?.execute([document])?;
        }
        Ok(())
    }

    /// Projects the rows of a change that is already stored.
    pub fn project_again(&self, change: &super::NewChange) -> Result<(), StoreError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT n, document FROM change WHERE hash = ?1")?;
        let (n, document): (i64, i64) =
            select.query_row([change.hash.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        change
            .rows
            .iter()
            .try_for_each(|row| self.project(document, n, row))
    }
}
