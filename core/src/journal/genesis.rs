use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::legacy::{Key, ObjectId, Op, OpId as AmOpId, OpType, SortedVec};
use automerge::{ActorId as AmActorId, ExpandedChange, ObjType};

use crate::model::{ChangeHash, DocId, DocKind, DocRef, RegisterMap};

/// The first change of a document, the same on every phone that opens it.
///
/// Two phones that create the same lot offline must make the same maps: without a shared first change
/// each would make its own, and Automerge would show one phone's facts and hide the other's. Actor =
/// document id, time 0; the message names the kind and the organisation, so a change that builds on it
/// can never be passed off as part of another document, kind or organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis {
    /// Its hash: what every first change depends on.
    pub hash: ChangeHash,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The number of its last operation.
    pub max_op: u64,
    actor: [u8; 16],
    maps: &'static [&'static str],
}

/// A root map of a document.
pub(super) enum RootMap {
    /// The map of facts.
    Facts,
    /// A map of correctable fields.
    Register(RegisterMap),
}

/// The map of facts.
const FACTS: &str = "facts";

fn maps_of(kind: DocKind) -> &'static [&'static str] {
    match kind {
        DocKind::Register => &["entries"],
        DocKind::Season | DocKind::Lot => &["amend", FACTS, "head"],
        DocKind::Visit => &["amend", "answers", FACTS, "head"],
    }
}

/// The genesis change of a document.
pub fn genesis(doc: DocRef) -> Genesis {
    let maps = maps_of(doc.kind);
    let make = |name: &&'static str| Op {
        action: OpType::Make(ObjType::Map),
        obj: ObjectId::Root,
        key: Key::Map((*name).into()),
        pred: SortedVec::new(),
        insert: false,
    };
    let change = automerge::Change::from(ExpandedChange {
        operations: maps.iter().map(make).collect(),
        actor_id: AmActorId::from(*doc.id.as_bytes()),
        hash: None,
        seq: 1,
        start_op: NonZeroU64::MIN,
        time: 0,
        message: Some(format!("fieldbook {} {}", doc.kind.name(), doc.org)),
        deps: Vec::new(),
        author: None,
        extra_bytes: Vec::new(),
    });
    Genesis {
        hash: ChangeHash(change.hash().0),
        bytes: change.raw_bytes().to_vec(),
        max_op: maps.len() as u64,
        actor: *doc.id.as_bytes(),
        maps,
    }
}

/// The document a snapshot is of, from its genesis, and its other changes, each after those it builds on:
/// what can be had from a snapshot whose row is lost. Nothing of it has been checked.
pub fn changes_of_snapshot(snapshot: &[u8]) -> Option<(DocRef, Vec<Vec<u8>>)> {
    let read = AssertUnwindSafe(|| read_snapshot(snapshot));
    catch_unwind(read).ok().flatten()
}

fn read_snapshot(snapshot: &[u8]) -> Option<(DocRef, Vec<Vec<u8>>)> {
    let document = automerge::Automerge::load(snapshot).ok()?;
    let changes = document.get_changes(&[]);
    let first = changes.iter().find(|change| change.deps().is_empty())?;
    let doc = doc_of(first)?;
    let own = genesis(doc).hash.0;
    let others = changes.iter().filter(|change| change.hash().0 != own);
    Some((doc, others.map(|change| change.raw_bytes().to_vec()).collect()))
}

/// The document whose genesis a change is.
fn doc_of(change: &automerge::Change) -> Option<DocRef> {
    let message = change.message()?;
    let (kind, org) = message.strip_prefix("fieldbook ")?.split_once(' ')?;
    let kind = DocKind::ALL.into_iter().find(|known| known.name() == kind)?;
    let id = uuid::Uuid::from_slice(change.actor_id().to_bytes()).ok()?;
    let doc = DocRef {
        id: DocId(id),
        kind,
        org: org.parse().ok()?,
    };
    (genesis(doc).hash.0 == change.hash().0).then_some(doc)
}

impl Genesis {
    /// The operation that made a map, which is also the map's object id.
    fn map_id(&self, name: &str) -> Option<AmOpId> {
        let counter = self.maps.iter().position(|known| *known == name)? as u64 + 1;
        Some(AmOpId::new(counter, &AmActorId::from(self.actor)))
    }

    /// The root map that an object id of a change stands for, if it is one.
    pub(super) fn map_of(&self, object: &ObjectId) -> Option<RootMap> {
        let ObjectId::Id(id) = object else { return None };
        let name = self
            .maps
            .iter()
            .find(|name| self.map_id(name).as_ref() == Some(id))?;
        if *name == FACTS {
            Some(RootMap::Facts)
        } else {
            RegisterMap::from_name(name).map(RootMap::Register)
        }
    }

    /// Whether an actor is the document's own, which writes the genesis and nothing else.
    pub(super) fn is_by(&self, actor: &[u8; 16]) -> bool {
        self.actor == *actor
    }

    /// The names of the root maps.
    pub fn maps(&self) -> &'static [&'static str] {
        self.maps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::OrgId;
    use uuid::Uuid;

    /// These hashes are in every book and on every hub: a change here splits every open document in two.
    #[test]
    fn genesis_hashes_never_change() {
        let hash = |kind| {
            genesis(DocRef {
                id: DocId(Uuid::from_u128(1)),
                kind,
                org: OrgId(Uuid::from_u128(2)),
            })
            .hash
            .to_string()
        };
        insta::assert_snapshot!(DocKind::ALL.map(hash).join("\n"));
    }

    #[test]
    fn kind_and_organisation_are_bound_in() {
        let doc = DocRef {
            id: DocId(Uuid::from_u128(1)),
            kind: DocKind::Season,
            org: OrgId(Uuid::from_u128(2)),
        };
        let other_kind = genesis(DocRef {
            kind: DocKind::Lot,
            ..doc
        });
        let other_org = genesis(DocRef {
            org: OrgId(Uuid::from_u128(3)),
            ..doc
        });
        assert_ne!(genesis(doc).hash, other_kind.hash);
        assert_ne!(genesis(doc).hash, other_org.hash);
    }
}
