use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::legacy::{Key, Op, OpType};
use automerge::{Change as AmChange, ExpandedChange, ScalarValue};
use sha2::{Digest, Sha256};

use super::actor::ActorId;
use super::fact_cbor::FACT_BYTES_MAX;
use super::genesis::RootMap;
use super::stated::{self, Stated};
use super::{Genesis, JournalError, Refusal, decode_amendment, decode_fact};
use crate::model::{ChangeHash, FactId, RegisterKey};

/// An operation's id: what Automerge orders concurrent values by, counter first, then actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId {
    /// Lamport counter.
    pub counter: u64,
    /// Who.
    pub actor: ActorId,
}

/// One value a change writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Write {
    /// A new fact.
    Fact {
        /// Its id.
        id: FactId,
        /// Its CBOR bytes.
        bytes: Vec<u8>,
    },
    /// A value of a correctable field.
    Register {
        /// Which field.
        key: RegisterKey,
        /// The amendment's CBOR bytes.
        bytes: Vec<u8>,
        /// This operation.
        op: OpId,
        /// The operations whose values it replaces.
        replaces: Vec<OpId>,
    },
}

/// A change that has been read and found in the one form this version writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its hash.
    pub hash: ChangeHash,
    /// Its actor.
    pub actor: ActorId,
    /// Its place in the actor's chain, from 1.
    pub seq: u64,
    /// Number of its first operation.
    pub start_op: u64,
    /// Number of its last operation.
    pub max_op: u64,
    /// The changes it builds on.
    pub deps: Vec<ChangeHash>,
    /// When its device says it was made, seconds since 1970 (Automerge's unit).
    pub time_s: i64,
    /// The public key of its device; only in an actor's first change of a document.
    pub author: Option<[u8; 32]>,
    /// What it writes.
    pub writes: Vec<Write>,
    /// Its bytes, as signed and sent.
    pub bytes: Vec<u8>,
}

/// Larger than any honest change: one fact, or a season's head of a few dozen fields, and what it builds on.
const CHANGE_BYTES_MAX: usize = FACT_BYTES_MAX + DEPS_MAX * 32 + 4 * 1024;
const WRITES_MAX: usize = 64;
/// An honest change names one head, or a few after a merge; a document that hundreds of phones wrote to
/// offline must still take the next one.
pub(super) const DEPS_MAX: usize = 512;
/// Automerge stores an author as a tag, a length and the bytes.
const AUTHOR_BYTES: usize = 34;

/// Reads one uncompressed change and checks everything that can be checked without its neighbours.
///
/// Automerge must never be fed an unchecked change: `Change::from_bytes` does not verify the checksum, it
/// panics itself where a column states lengths that are not there, and mutated changes with a right checksum
/// made applying panic in up to 13 % of cases or left documents that save but do not load.
pub fn parse(genesis: &Genesis, bytes: &[u8]) -> Result<Change, Refusal> {
    if bytes.len() > CHANGE_BYTES_MAX {
        return Err(Refusal::Oversize);
    }
    check_chunk(bytes)?;
    check_stated(bytes)?;
    catch_unwind(AssertUnwindSafe(|| read(genesis, bytes))).unwrap_or(Err(Refusal::Malformed("undecodable")))
}

fn read(genesis: &Genesis, bytes: &[u8]) -> Result<Change, Refusal> {
    let change = AmChange::from_bytes(bytes.to_vec()).map_err(|_| Refusal::Malformed("unreadable"))?;
    if change.raw_bytes() != bytes {
        return Err(Refusal::Malformed("compressed"));
    }
    let expanded = expand(&change)?;
    check_numbers(&expanded)?;
    let actor = actor_of(&expanded.actor_id)?;
    // The genesis has number 1 of the document's own actor: a second one would be let in everywhere, and no
    // phone could load the document again.
    if genesis.is_by(&actor) {
        return Err(Refusal::Malformed("actor"));
    }
    let writes = expanded
        .operations
        .iter()
        .enumerate()
        .map(|(index, op)| read_op(genesis, &expanded, index as u64, op))
        .collect::<Result<Vec<_>, _>>()?;
    check_shape(&expanded, &writes)?;
    Ok(Change {
        hash: ChangeHash(change.hash().0),
        actor,
        seq: expanded.seq,
        start_op: expanded.start_op.get(),
        max_op: expanded.start_op.get() + writes.len() as u64 - 1,
        deps: expanded.deps.iter().map(|dep| ChangeHash(dep.0)).collect(),
        time_s: expanded.time,
        author: read_author(&change, &expanded)?,
        writes,
        bytes: bytes.to_vec(),
    })
}

/// The hash of a change's bytes, read or not (Automerge's storage format: SHA-256 of the chunk behind magic
/// and checksum).
pub fn hash_of(bytes: &[u8]) -> ChangeHash {
    ChangeHash(Sha256::digest(bytes.get(8..).unwrap_or(bytes)).into())
}

/// The changes that a change builds on, read from its bytes without its contents: of bytes that [`parse`] has
/// let in before.
pub fn deps_of(bytes: &[u8]) -> Option<Vec<ChangeHash>> {
    stated::deps_of(bytes.get(8..)?)
}

/// Magic, checksum, type and length of the chunk: Automerge's storage format, "chunk".
fn check_chunk(bytes: &[u8]) -> Result<(), Refusal> {
    let (magic, rest) = bytes.split_at_checked(4).ok_or(Refusal::Malformed("too short"))?;
    let (checksum, rest) = rest.split_at_checked(4).ok_or(Refusal::Malformed("too short"))?;
    if magic != [0x85, 0x6f, 0x4a, 0x83] {
        return Err(Refusal::Malformed("not an Automerge chunk"));
    }
    if rest.first() != Some(&1) {
        return Err(Refusal::Malformed("not a plain change"));
    }
    if Sha256::digest(rest).get(..4) != Some(checksum) {
        return Err(Refusal::Malformed("checksum"));
    }
    Ok(())
}

/// Automerge unrolls every run of a change before anybody can look at its length.
fn check_stated(bytes: &[u8]) -> Result<(), Refusal> {
    let chunk = bytes.get(8..).unwrap_or_default();
    let stated = Stated::of(chunk).ok_or(Refusal::Malformed("columns"))?;
    if stated.operations > WRITES_MAX as u64 || stated.replaced > (WRITES_MAX * DEPS_MAX) as u64 {
        return Err(Refusal::Malformed("more than a change may hold"));
    }
    Ok(())
}

/// Decodes, and encodes again: bytes that differ could hide what another phone would read differently.
fn expand(change: &AmChange) -> Result<ExpandedChange, Refusal> {
    let expanded = change.decode();
    let again = AmChange::from(expanded.clone());
    if again.raw_bytes() == change.raw_bytes() {
        Ok(expanded)
    } else {
        Err(Refusal::Malformed("not canonical"))
    }
}

fn actor_of(actor: &automerge::ActorId) -> Result<ActorId, Refusal> {
    actor
        .to_bytes()
        .try_into()
        .map_err(|_| Refusal::Malformed("actor"))
}

fn read_author(change: &AmChange, expanded: &ExpandedChange) -> Result<Option<[u8; 32]>, Refusal> {
    match (change.author(), expanded.seq) {
        (Some(author), 1) if expanded.extra_bytes.len() == AUTHOR_BYTES => author
            .as_bytes()
            .try_into()
            .map(Some)
            .map_err(|_| Refusal::Malformed("author")),
        (None, 2..) if expanded.extra_bytes.is_empty() => Ok(None),
        _ => Err(Refusal::Malformed("author")),
    }
}

/// Numbers no honest change reaches: beyond them additions overflow, and rows and wire could not hold them.
fn check_numbers(expanded: &ExpandedChange) -> Result<(), Refusal> {
    let small = u32::try_from(expanded.start_op.get()).is_ok() && u32::try_from(expanded.seq).is_ok();
    // The year 10,000.
    let shown = (0..253_402_300_800).contains(&expanded.time);
    if small && shown {
        Ok(())
    } else {
        Err(Refusal::Malformed("header"))
    }
}

fn check_shape(expanded: &ExpandedChange, writes: &[Write]) -> Result<(), Refusal> {
    if writes.is_empty() || writes.len() > WRITES_MAX {
        return Err(Refusal::Malformed("number of operations"));
    }
    if expanded.deps.is_empty() || expanded.deps.len() > DEPS_MAX || expanded.message.is_some() {
        return Err(Refusal::Malformed("header"));
    }
    let facts = writes
        .iter()
        .filter(|write| matches!(write, Write::Fact { .. }))
        .count();
    // A fact travels alone, so its change's hash names exactly it.
    if facts > 0 && writes.len() != 1 {
        return Err(Refusal::Malformed("a fact with company"));
    }
    let mut keys: Vec<&RegisterKey> = writes
        .iter()
        .filter_map(|write| match write {
            Write::Register { key, .. } => Some(key),
            Write::Fact { .. } => None,
        })
        .collect();
    keys.sort();
    let before = keys.len();
    keys.dedup();
    if keys.len() == before {
        Ok(())
    } else {
        Err(Refusal::Malformed("a field twice"))
    }
}

fn read_op(genesis: &Genesis, change: &ExpandedChange, index: u64, op: &Op) -> Result<Write, Refusal> {
    let Key::Map(key) = &op.key else {
        return Err(Refusal::Malformed("list operation"));
    };
    let OpType::Put(ScalarValue::Bytes(bytes)) = &op.action else {
        return Err(Refusal::Malformed("not a put of bytes"));
    };
    if op.insert {
        return Err(Refusal::Malformed("insert"));
    }
    match genesis
        .map_of(&op.obj)
        .ok_or(Refusal::Malformed("not a genesis map"))?
    {
        RootMap::Facts => read_fact_op(key, bytes, op),
        RootMap::Register(map) => {
            let key = RegisterKey {
                map,
                key: key.to_string(),
            };
            key.check().map_err(|_| Refusal::Malformed("key"))?;
            decode_amendment(bytes).map_err(|error| unread("amendment", &error))?;
            let op_id = OpId {
                counter: change.start_op.get() + index,
                actor: actor_of(&change.actor_id)?,
            };
            let replaces = op
                .pred
                .iter()
                .map(|pred| {
                    Ok(OpId {
                        counter: pred.counter(),
                        actor: actor_of(pred.actor())?,
                    })
                })
                .collect::<Result<Vec<_>, Refusal>>()?;
            Ok(Write::Register {
                key,
                bytes: bytes.clone(),
                op: op_id,
                replaces,
            })
        }
    }
}

fn unread(what: &'static str, error: &JournalError) -> Refusal {
    match error {
        JournalError::Newer(_) => Refusal::Newer,
        _ => Refusal::Malformed(what),
    }
}

fn read_fact_op(key: &str, bytes: &[u8], op: &Op) -> Result<Write, Refusal> {
    let id: FactId = key.parse().map_err(|_| Refusal::Malformed("fact id"))?;
    if !op.pred.is_empty() || id.to_string() != key {
        return Err(Refusal::Malformed("a fact written twice"));
    }
    if bytes.len() > FACT_BYTES_MAX {
        return Err(Refusal::Oversize);
    }
    let fact = decode_fact(bytes).map_err(|error| unread("fact", &error))?;
    if fact.id == id {
        Ok(Write::Fact {
            id,
            bytes: bytes.to_vec(),
        })
    } else {
        Err(Refusal::Malformed("fact id"))
    }
}
