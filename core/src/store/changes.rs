use rusqlite::{OptionalExtension, params};

use super::integers::{map_number, signed, unsigned};
use super::operation::Operation;
use super::{Reading, StoreError, Writing};
use crate::model::{ChangeHash, DocRef, Fact, FactId, RegisterKey};

/// How far a change has come. The number is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeState {
    /// On this phone.
    OnPhone = 0,
    /// Sent, and not yet answered.
    HandedOver = 1,
    /// The hub's receipt is held.
    Received = 2,
    /// And the hub lets it count.
    Accepted = 3,
    /// The hub keeps it, but a person must accept it before it counts.
    Held = 4,
    /// The hub did not take it; the reason is beside it.
    Refused = 5,
}

impl ChangeState {
    /// Every state with its name; the index is its number.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::OnPhone, "on_phone"),
        (Self::HandedOver, "handed_over"),
        (Self::Received, "received"),
        (Self::Accepted, "accepted"),
        (Self::Held, "held"),
        (Self::Refused, "refused"),
    ];

    /// The name in output and texts.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(state, _)| *state == self)
            .map_or("", |(_, name)| name)
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(state, _)| *state)
    }

    pub(super) fn from_number(number: i64) -> Result<Self, StoreError> {
        let row = usize::try_from(number)
            .ok()
            .and_then(|index| Self::ALL.get(index));
        row.map(|(state, _)| *state).ok_or(StoreError::Row("change"))
    }
}

/// A change to be stored, with what it writes already read.
#[derive(Debug, Clone)]
pub struct NewChange {
    /// Its document.
    pub doc: DocRef,
    /// Its hash.
    pub hash: ChangeHash,
    /// Automerge's actor.
    pub actor: [u8; 16],
    /// Its place in the actor's chain.
    pub seq: u64,
    /// The number of its last operation.
    pub max_op: u64,
    /// What it builds on.
    pub deps: Vec<ChangeHash>,
    /// The device's public key.
    pub author: [u8; 32],
    /// When it was made, seconds since 1970.
    pub time_s: i64,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// How far it has come.
    pub state: ChangeState,
    /// What it writes.
    pub rows: Vec<NewRow>,
}

/// What the store remembers of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeMeta {
    /// Its row.
    pub n: i64,
    /// Its actor.
    pub actor: [u8; 16],
    /// Its place in the actor's chain.
    pub seq: u64,
    /// The number of its last operation.
    pub max_op: u64,
    /// The device's public key.
    pub author: [u8; 32],
    /// How far it has come.
    pub state: ChangeState,
}

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

impl Reading<'_> {
    /// A stored change of a document.
    pub fn change(&self, doc: DocRef, hash: &ChangeHash) -> Result<Option<ChangeMeta>, StoreError> {
        let sql = "SELECT c.n, c.actor, c.seq, c.max_op, c.author, c.state FROM change c
                   JOIN document d ON d.n = c.document WHERE c.hash = ?1 AND d.id = ?2";
        let mut select = self.connection.prepare_cached(sql)?;
        let row = select
            .query_row(params![hash.0, doc.id.as_bytes()], |row| {
                Ok((
                    row.get(0)?,
                    row.get(1)?,
                    row.get::<_, i64>(2)?,
                    row.get::<_, i64>(3)?,
                    row.get(4)?,
                    row.get(5)?,
                ))
            })
            .optional()?;
        row.map(|(n, actor, seq, max_op, author, state)| {
            Ok(ChangeMeta {
                n,
                actor,
                seq: unsigned(seq, "change")?,
                max_op: unsigned(max_op, "change")?,
                author,
                state: ChangeState::from_number(state)?,
            })
        })
        .transpose()
    }

    /// An actor's newest change of a document: hash, place, and the device's key.
    pub fn newest_of(
        &self,
        doc: DocRef,
        actor: &[u8; 16],
    ) -> Result<Option<(ChangeHash, u64, [u8; 32])>, StoreError> {
        let sql = "SELECT c.hash, c.seq, c.author FROM change c JOIN document d ON d.n = c.document
                   WHERE d.id = ?1 AND c.actor = ?2 ORDER BY c.seq DESC LIMIT 1";
        let mut select = self.connection.prepare_cached(sql)?;
        let row = select
            .query_row(params![doc.id.as_bytes(), actor], |row| {
                Ok((row.get(0)?, row.get::<_, i64>(1)?, row.get(2)?))
            })
            .optional()?;
        row.map(|(hash, seq, author)| Ok((ChangeHash(hash), unsigned(seq, "change")?, author)))
            .transpose()
    }

    /// Whether a fact is anywhere in the book.
    pub fn has_fact(&self, id: FactId) -> Result<bool, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT 1 FROM fact WHERE id = ?1")?;
        Ok(select.exists([id.as_bytes()])?)
    }

    /// Whether an operation wrote this field.
    pub fn wrote(&self, doc: DocRef, op: Operation, key: &RegisterKey) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM register_write w JOIN document d ON d.n = w.document
                   WHERE d.id = ?1 AND w.counter = ?2 AND w.actor = ?3 AND w.map = ?4 AND w.key = ?5";
        let mut select = self.connection.prepare_cached(sql)?;
        let counter = signed(op.0, "register_write")?;
        Ok(select.exists(params![
            doc.id.as_bytes(),
            counter,
            op.1,
            map_number(key.map),
            key.key
        ])?)
    }
}

impl Writing<'_> {
    /// Stores a change with everything it writes; the document's row is made when this is its first.
    pub fn add_change(&self, change: &NewChange, opened_ms: i64) -> Result<(), StoreError> {
        let (document, heads) = self.document_row(change.doc, opened_ms)?;
        let sql = "INSERT INTO change (document, hash, actor, seq, max_op, author, time_s, bytes, state)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        self.connection().prepare_cached(sql)?.execute(params![
            document,
            change.hash.0,
            change.actor,
            signed(change.seq, "change")?,
            signed(change.max_op, "change")?,
            change.author,
            change.time_s,
            change.bytes,
            change.state as i64,
        ])?;
        let n = self.connection().last_insert_rowid();
        self.move_heads(document, heads, change)?;
        for row in &change.rows {
            self.project(document, n, row)?;
            // A value may be a document's name, or take a claim back.
            if let NewRow::Write { voids, .. } = row {
                self.touch("documents");
                if *voids {
                    self.touch("claims");
                }
            }
        }
        self.touch("facts");
        self.touch("outbox");
        Ok(())
    }
}
