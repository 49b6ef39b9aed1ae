use std::collections::BTreeMap;

use fieldbook_core::identity::PublicKey;
use fieldbook_core::journal::{OpId, RegisterWrite};
use fieldbook_core::model::{ChangeHash, DocId, FactId, FactKind, RegisterKey, RegisterMap};
use rusqlite::{Row, params};

use super::{Tables, row};
use crate::error::Result;

const WRITE_COLUMNS: &str = "w.map, w.key, w.op_counter, w.op_actor, w.replaced, w.bytes, c.hash, c.author";

fn kinds() -> [FactKind; 13] {
    FactKind::ALL.map(|(kind, _)| kind)
}

fn read_write(row: &Row) -> rusqlite::Result<RegisterWrite> {
    Ok(RegisterWrite {
        key: RegisterKey {
            map: row::of_list(&RegisterMap::ALL, row, 0)?,
            key: row.get(1)?,
        },
        op: OpId {
            counter: row.get(2)?,
            actor: row::bytes(row, 3)?,
        },
        replaced: row.get(4)?,
        bytes: row.get(5)?,
        change: ChangeHash(row::bytes(row, 6)?),
        author: row::bytes(row, 7)?,
    })
}

impl Tables<'_> {
    /// Keeps a fact's bytes under its id.
    pub(crate) fn insert_fact(
        &self,
        id: FactId,
        kind: FactKind,
        doc: i64,
        change: i64,
        bytes: &[u8],
    ) -> Result<()> {
        self.0
            .prepare_cached("INSERT INTO fact (id, doc, change, kind, bytes) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![
                id.as_bytes(),
                doc,
                change,
                row::place_in(&kinds(), &kind),
                bytes
            ])?;
        Ok(())
    }

    /// Whether any document has a fact of this id: verdicts name claims by it alone.
    pub(crate) fn has_fact(&self, id: FactId) -> Result<bool> {
        Ok(self
            .0
            .prepare_cached("SELECT 1 FROM fact WHERE id = ?1")?
            .exists([id.as_bytes()])?)
    }

    /// The document and kind of a fact that counts.
    pub(crate) fn fact(&self, id: FactId) -> Result<Option<(i64, FactKind)>> {
        row::optional(
            self.0
                .prepare_cached(
                    "SELECT f.doc, f.kind FROM fact f JOIN change c ON c.n = f.change
                     WHERE f.id = ?1 AND c.held = 0",
                )?
                .query_row([id.as_bytes()], |row| {
                    Ok((row.get(0)?, row::of_list(&kinds(), row, 1)?))
                }),
        )
    }

    /// The kind of a fact, also of one that does not count.
    pub(crate) fn kind_of_fact(&self, id: FactId) -> Result<Option<FactKind>> {
        row::optional(
            self.0
                .prepare_cached("SELECT kind FROM fact WHERE id = ?1")?
                .query_row([id.as_bytes()], |row| row::of_list(&kinds(), row, 0)),
        )
    }

    /// The key of the device that wrote each fact of a document that counts.
    pub(crate) fn fact_authors(&self, doc: i64) -> Result<BTreeMap<FactId, PublicKey>> {
        let mut statement = self.0.prepare_cached(
            "SELECT f.id, c.author FROM fact f JOIN change c ON c.n = f.change WHERE f.doc = ?1 AND c.held = 0",
        )?;
        let rows = statement.query_map([doc], |row| {
            Ok((row::id(row, 0)?, PublicKey(row::bytes(row, 1)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The key of the device that wrote a fact.
    pub(crate) fn fact_author(&self, id: FactId) -> Result<Option<PublicKey>> {
        row::optional(
            self.0
                .prepare_cached(
                    "SELECT c.author FROM fact f JOIN change c ON c.n = f.change WHERE f.id = ?1",
                )?
                .query_row([id.as_bytes()], |row| Ok(PublicKey(row::bytes(row, 0)?))),
        )
    }

    /// When the hub received a fact.
    pub(crate) fn fact_received_ms(&self, id: FactId) -> Result<Option<i64>> {
        row::optional(
            self.0
                .prepare_cached(
                    "SELECT c.received_ms FROM fact f JOIN change c ON c.n = f.change WHERE f.id = ?1",
                )?
                .query_row([id.as_bytes()], |row| row.get(0)),
        )
    }

    /// The bytes of every fact of a document that counts.
    pub(crate) fn facts_of(&self, doc: i64) -> Result<Vec<Vec<u8>>> {
        let mut statement = self.0.prepare_cached(
            "SELECT f.bytes FROM fact f JOIN change c ON c.n = f.change WHERE f.doc = ?1 AND c.held = 0",
        )?;
        let rows = statement.query_map([doc], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Keeps one written value of a correctable field.
    pub(crate) fn insert_write(
        &self,
        doc: i64,
        change: i64,
        key: &RegisterKey,
        op: &OpId,
        bytes: &[u8],
    ) -> Result<()> {
        self.0
            .prepare_cached(
                "INSERT INTO register_write (doc, op_counter, op_actor, map, key, bytes, change)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                doc,
                op.counter,
                op.actor,
                row::place_in(&RegisterMap::ALL, &key.map),
                key.key,
                bytes,
                change
            ])?;
        Ok(())
    }

    /// Marks a value as replaced by a later one.
    pub(crate) fn mark_replaced(&self, doc: i64, op: &OpId) -> Result<()> {
        self.0
            .prepare_cached(
                "UPDATE register_write SET replaced = 1 WHERE doc = ?1 AND op_counter = ?2 AND op_actor = ?3",
            )?
            .execute(params![doc, op.counter, op.actor])?;
        Ok(())
    }

    /// Whether an operation wrote this field.
    pub(crate) fn wrote(&self, doc: i64, op: &OpId, key: &RegisterKey) -> Result<bool> {
        Ok(self
            .0
            .prepare_cached(
                "SELECT 1 FROM register_write
                 WHERE doc = ?1 AND op_counter = ?2 AND op_actor = ?3 AND map = ?4 AND key = ?5",
            )?
            .exists(params![
                doc,
                op.counter,
                op.actor,
                row::place_in(&RegisterMap::ALL, &key.map),
                key.key
            ])?)
    }

    /// Every written value of a document's fields that counts.
    pub(crate) fn writes_of(&self, doc: i64) -> Result<Vec<RegisterWrite>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {WRITE_COLUMNS} FROM register_write w JOIN change c ON c.n = w.change
             WHERE w.doc = ?1 AND c.held = 0"
        ))?;
        let rows = statement.query_map([doc], read_write)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// The written values of one field that count.
    pub(crate) fn writes_to(&self, doc: i64, key: &RegisterKey) -> Result<Vec<RegisterWrite>> {
        let mut statement = self.0.prepare_cached(&format!(
            "SELECT {WRITE_COLUMNS} FROM register_write w JOIN change c ON c.n = w.change
             WHERE w.doc = ?1 AND w.map = ?2 AND w.key = ?3 AND c.held = 0"
        ))?;
        let map = row::place_in(&RegisterMap::ALL, &key.map);
        let rows = statement.query_map(params![doc, map, key.key], read_write)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Remembers a code a lot has, or has had.
    pub(crate) fn insert_lot_code(&self, code: &str, doc: i64) -> Result<()> {
        self.0
            .prepare_cached("INSERT OR IGNORE INTO lot_code (code, doc) VALUES (?1, ?2)")?
            .execute(params![code, doc])?;
        Ok(())
    }

    /// Remembers that a document draws on another.
    pub(crate) fn insert_origin(&self, parent: DocId, child: i64) -> Result<()> {
        self.0
            .prepare_cached("INSERT OR IGNORE INTO origin (parent, child) VALUES (?1, ?2)")?
            .execute(params![parent.as_bytes(), child])?;
        Ok(())
    }

    /// The documents that draw on one.
    pub(crate) fn drawing_on(&self, parent: DocId) -> Result<Vec<i64>> {
        let mut statement = self
            .0
            .prepare_cached("SELECT child FROM origin WHERE parent = ?1 ORDER BY child")?;
        let rows = statement.query_map([parent.as_bytes()], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Documents that have, or have had, this code, the oldest first.
    pub(crate) fn docs_by_lot_code(&self, code: &str) -> Result<Vec<i64>> {
        let mut statement = self
            .0
            .prepare_cached("SELECT doc FROM lot_code WHERE code = ?1 ORDER BY doc LIMIT 100")?;
        let rows = statement.query_map([code], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
