use rusqlite::{OptionalExtension, params};

use super::changes::NewChange;
use super::integers::unsigned;
use super::{Reading, StoreError, Writing};
use crate::model::{ChangeHash, DocId, DocKind, DocRef, OrgId};

/// A document as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// Which.
    pub doc: DocRef,
    /// When it first came into this book, milliseconds since 1970.
    pub opened_ms: i64,
}

/// What is needed to load a document.
#[derive(Debug, Clone)]
pub struct DocumentParts {
    /// Its last snapshot.
    pub snapshot: Option<Vec<u8>>,
    /// The changes after it, in the order they were let in.
    pub changes: Vec<Vec<u8>>,
    /// What they must add up to.
    pub heads: Vec<ChangeHash>,
}

/// The changes of a document, as they were let in.
#[derive(Debug, Clone)]
pub struct DocumentChanges {
    /// Their bytes in order; `None` when some are only in the snapshot.
    pub bytes: Option<Vec<Vec<u8>>>,
    /// What they add up to.
    pub heads: Vec<ChangeHash>,
}

/// Below this many bytes of loose changes a snapshot gains nothing.
const COMPACT_FROM: i64 = 4 * 1024;

pub(super) fn kind_number(kind: DocKind) -> i64 {
    DocKind::ALL
        .iter()
        .position(|known| *known == kind)
        .and_then(|index| i64::try_from(index).ok())
        .unwrap_or(-1)
}

pub(super) fn doc_ref(id: [u8; 16], kind: i64, org: [u8; 16]) -> Result<DocRef, StoreError> {
    let kind = usize::try_from(kind)
        .ok()
        .and_then(|index| DocKind::ALL.get(index))
        .copied();
    Ok(DocRef {
        id: DocId(uuid::Uuid::from_bytes(id)),
        kind: kind.ok_or(StoreError::Row("document"))?,
        org: OrgId(uuid::Uuid::from_bytes(org)),
    })
}

fn heads_of(bytes: &[u8]) -> Result<Vec<ChangeHash>, StoreError> {
    bytes
        .chunks(32)
        .map(|hash| ChangeHash::from_slice(hash).map_err(|_| StoreError::Row("document")))
        .collect()
}

impl Reading<'_> {
    /// The document of an id, if the book has it.
    pub fn document(&self, id: DocId) -> Result<Option<DocRef>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT id, kind, org FROM document WHERE id = ?1")?;
        let row = select
            .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        row.map(|(id, kind, org)| doc_ref(id, kind, org)).transpose()
    }

    /// When a document came into the book, milliseconds since 1970.
    pub fn opened_ms(&self, id: DocId) -> Result<Option<i64>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT opened_ms FROM document WHERE id = ?1")?;
        Ok(select.query_row([id.as_bytes()], |row| row.get(0)).optional()?)
    }

    /// Documents of a kind, or all, newest first.
    pub fn documents(&self, kind: Option<DocKind>) -> Result<Vec<DocumentRow>, StoreError> {
        let sql =
            "SELECT id, kind, org, opened_ms FROM document WHERE ?1 IS NULL OR kind = ?1 ORDER BY n DESC";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([kind.map(kind_number)], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?;
        rows.map(|row| {
            let (id, kind, org, opened_ms) = row?;
            Ok(DocumentRow {
                doc: doc_ref(id, kind, org)?,
                opened_ms,
            })
        })
        .collect()
    }

    /// What is needed to load a document; `None` when the book does not have it.
    pub fn parts(&self, id: DocId) -> Result<Option<DocumentParts>, StoreError> {
        let sql = "SELECT d.n, d.heads, s.bytes FROM document d LEFT JOIN snapshot s ON s.document = d.n WHERE d.id = ?1";
        let mut select = self.connection.prepare_cached(sql)?;
        let found: Option<(i64, Vec<u8>, Option<Vec<u8>>)> = select
            .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
            .optional()?;
        let Some((n, heads, snapshot)) = found else {
            return Ok(None);
        };
        let sql = "SELECT bytes FROM change WHERE document = ?1 AND folded = 0 ORDER BY n";
        let mut select = self.connection.prepare_cached(sql)?;
        let changes = select
            .query_map([n], |row| row.get(0))?
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Some(DocumentParts {
            snapshot,
            changes,
            heads: heads_of(&heads)?,
        }))
    }

    /// Every change of a document.
    pub fn changes_of(&self, id: DocId) -> Result<DocumentChanges, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT n, heads FROM document WHERE id = ?1")?;
        let (n, heads): (i64, Vec<u8>) =
            select.query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let sql = "SELECT bytes FROM change WHERE document = ?1 ORDER BY n";
        let mut select = self.connection.prepare_cached(sql)?;
        let bytes = select.query_map([n], |row| row.get(0))?;
        Ok(DocumentChanges {
            bytes: bytes.collect::<Result<Option<_>, _>>()?,
            heads: heads_of(&heads)?,
        })
    }

    /// Every change of a document, as it was let in: its hash, its actor with its place in the chain and the
    /// number of its last operation, and its bytes where they are not in the snapshot alone.
    pub fn walk_changes(
        &self,
        id: DocId,
        mut visit: impl FnMut(ChangeHash, ([u8; 16], u64, u64), Option<&[u8]>),
    ) -> Result<(), StoreError> {
        let sql = "SELECT c.hash, c.actor, c.seq, c.max_op, c.bytes FROM change c
                   JOIN document d ON d.n = c.document WHERE d.id = ?1 ORDER BY c.n";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query([id.as_bytes()])?;
        while let Some(row) = rows.next()? {
            let (seq, max_op) = (unsigned(row.get(2)?, "change")?, unsigned(row.get(3)?, "change")?);
            let bytes: Option<Vec<u8>> = row.get(4)?;
            visit(
                ChangeHash(row.get(0)?),
                (row.get(1)?, seq, max_op),
                bytes.as_deref(),
            );
        }
        Ok(())
    }

    /// The heads of a document.
    pub fn heads(&self, id: DocId) -> Result<Vec<ChangeHash>, StoreError> {
        let mut select = self
            .connection
            .prepare_cached("SELECT heads FROM document WHERE id = ?1")?;
        let heads: Vec<u8> = select.query_row([id.as_bytes()], |row| row.get(0))?;
        heads_of(&heads)
    }

    /// Whether the bytes of some change are only in the document's snapshot.
    pub fn has_dropped_bytes(&self, id: DocId) -> Result<bool, StoreError> {
        let sql =
            "SELECT 1 FROM change c JOIN document d ON d.n = c.document WHERE d.id = ?1 AND c.bytes IS NULL";
        Ok(self.connection.prepare_cached(sql)?.exists([id.as_bytes()])?)
    }

    /// The documents of an organisation behind an id, in the order of their ids, with the hashes of the
    /// changes that the hub has acknowledged or sent; at most `most` documents.
    pub fn acknowledged(
        &self,
        org: OrgId,
        after: DocId,
        most: usize,
    ) -> Result<Vec<(DocId, Vec<ChangeHash>)>, StoreError> {
        let sql = "SELECT d.id, c.hash FROM document d JOIN change c ON c.document = d.n
                   WHERE d.org = ?1 AND d.id > ?2 AND c.state IN (2, 3) ORDER BY d.id";
        let mut select = self.connection.prepare_cached(sql)?;
        let mut rows = select.query(params![org.as_bytes(), after.as_bytes()])?;
        let mut documents: Vec<(DocId, Vec<ChangeHash>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let (id, hash) = (
                DocId(uuid::Uuid::from_bytes(row.get(0)?)),
                ChangeHash(row.get(1)?),
            );
            let full = documents.len() == most;
            match documents.last_mut() {
                Some((last, hashes)) if *last == id => hashes.push(hash),
                _ if full => break,
                _ => documents.push((id, vec![hash])),
            }
        }
        Ok(documents)
    }

    /// The documents of an organisation with changes that the hub holds for a person.
    pub fn documents_held_of(&self, org: OrgId) -> Result<Vec<DocId>, StoreError> {
        let sql = "SELECT id FROM document WHERE org = ?1
                   AND EXISTS (SELECT 1 FROM change WHERE document = document.n AND state = 4)";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([org.as_bytes()], |row| row.get(0))?;
        rows.map(|row| Ok(DocId(uuid::Uuid::from_bytes(row?)))).collect()
    }

    /// Documents whose loose changes outweigh their snapshot. Geometric, so folding costs O(1) per change.
    pub fn due_for_compaction(&self) -> Result<Vec<DocRef>, StoreError> {
        let sql = "SELECT id, kind, org FROM document WHERE loose_len >= MAX(snapshot_len, ?1)";
        let mut select = self.connection.prepare_cached(sql)?;
        let rows = select.query_map([COMPACT_FROM], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.map(|row| {
            row.map_err(StoreError::from)
                .and_then(|(id, kind, org)| doc_ref(id, kind, org))
        })
        .collect()
    }
}

impl Writing<'_> {
    /// The row of a document with its heads, made when it is new. A known id under another kind or
    /// organisation is an error.
    pub(super) fn document_row(
        &self,
        doc: DocRef,
        opened_ms: i64,
    ) -> Result<(i64, Vec<ChangeHash>), StoreError> {
        let mut select = self
            .connection()
            .prepare_cached("SELECT n, kind, org, heads FROM document WHERE id = ?1")?;
        let found: Option<(i64, i64, [u8; 16], Vec<u8>)> = select
            .query_row([doc.id.as_bytes()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        match found {
            Some((n, kind, org, heads)) if kind == kind_number(doc.kind) && &org == doc.org.as_bytes() => {
                Ok((n, heads_of(&heads)?))
            }
            Some(_) => Err(StoreError::Row("document")),
            None => {
                let sql =
                    "INSERT INTO document (id, kind, org, heads, opened_ms) VALUES (?1, ?2, ?3, x'', ?4)";
                self.connection().prepare_cached(sql)?.execute(params![
                    doc.id.as_bytes(),
                    kind_number(doc.kind),
                    doc.org.as_bytes(),
                    opened_ms
                ])?;
                self.touch("documents");
                Ok((self.connection().last_insert_rowid(), Vec::new()))
            }
        }
    }

    /// A change takes the place of the heads it builds on.
    pub(super) fn move_heads(
        &self,
        document: i64,
        mut heads: Vec<ChangeHash>,
        change: &NewChange,
    ) -> Result<(), StoreError> {
        heads.retain(|head| !change.deps.contains(head));
        heads.push(change.hash);
        heads.sort();
        let packed: Vec<u8> = heads.iter().flat_map(|head| head.0).collect();
        let added = i64::try_from(change.bytes.len()).unwrap_or(i64::MAX);
        let sql = "UPDATE document SET heads = ?2, loose_len = loose_len + ?3 WHERE n = ?1";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![document, packed, added])?;
        Ok(())
    }

    /// Replaces a document's snapshot by a newer one, verified by the caller, that holds every change
    /// stored so far; does nothing when the document has moved on since. Bytes of changes that the hub has
    /// not acknowledged are kept.
    pub fn fold(&self, doc: DocRef, heads: &[ChangeHash], snapshot: &[u8]) -> Result<bool, StoreError> {
        let packed: Vec<u8> = heads.iter().flat_map(|head| head.0).collect();
        let mut select = self
            .connection()
            .prepare_cached("SELECT n FROM document WHERE id = ?1 AND heads = ?2")?;
        let found: Option<i64> = select
            .query_row(params![doc.id.as_bytes(), packed], |row| row.get(0))
            .optional()?;
        let Some(n) = found else { return Ok(false) };
        let sql = "INSERT INTO snapshot (document, bytes) VALUES (?1, ?2)
                   ON CONFLICT (document) DO UPDATE SET bytes = ?2";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![n, snapshot])?;
        let fold = "UPDATE change SET folded = 1 WHERE document = ?1 AND folded = 0";
        self.connection().prepare_cached(fold)?.execute([n])?;
        self.drop_folded_bytes(n)?;
        let length = i64::try_from(snapshot.len()).unwrap_or(i64::MAX);
        let sql = "UPDATE document SET snapshot_len = ?2, loose_len = 0 WHERE n = ?1";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![n, length])?;
        Ok(true)
    }

    /// Puts the bytes of a change, taken out of the snapshot, beside its row again.
    pub fn restore_bytes(&self, hash: &ChangeHash, bytes: &[u8]) -> Result<(), StoreError> {
        let sql = "UPDATE change SET bytes = ?2 WHERE hash = ?1 AND bytes IS NULL";
        self.connection()
            .prepare_cached(sql)?
            .execute(params![hash.0, bytes])?;
        Ok(())
    }

    /// Bytes that are in the snapshot and at the hub are not kept a third time.
    fn drop_folded_bytes(&self, document: i64) -> Result<(), StoreError> {
        let sql = "UPDATE change SET bytes = NULL
                   WHERE document = ?1 AND folded = 1 AND state IN (2, 3) AND bytes IS NOT NULL";
        self.connection().prepare_cached(sql)?.execute([document])?;
        Ok(())
    }
}
