use std::collections::{BTreeMap, BTreeSet};

use super::flaw::{Flaw, FlawKind};
use super::writers::Writers;
use crate::identity::{ChangeSignature, PublicKey, verify_change};
use crate::journal::{
    ActorId, Change, Genesis, Ledger, Placed, Refusal, authors, check_links, covered, genesis, hash_of, parse,
};
use crate::model::{ChangeHash, DocId, DocKind, DocRef};
use crate::sync::DocChanges;

/// A change that was found whole, in its place, and signed by its author.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedChange {
    /// The change.
    pub change: Change,
    /// The key of its device.
    pub author: PublicKey,
}

/// A document whose every change was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedDocument {
    /// Which.
    pub doc: DocRef,
    /// Its changes, each after those it builds on.
    pub changes: Vec<VerifiedChange>,
    /// Some build on changes that are not in the file.
    pub partial: bool,
}

/// A document's changes on the way through the checks.
struct Reading<'a> {
    group: &'a DocChanges,
    writers: &'a Writers,
    genesis: Genesis,
    hashes: BTreeSet<ChangeHash>,
    placed: Placed,
    /// Some build on changes that are not in the file.
    partial: bool,
}

impl CheckedDocument {
    /// Checks every change of a document, in order: its hash and canonical form, its place behind those it
    /// builds on, its author's signature and certificate. Gives the first thing wrong. Where `whole`, nothing
    /// it builds on may be missing.
    pub fn read(group: &DocChanges, writers: &Writers, whole: bool) -> Result<Self, Flaw> {
        let doc = group.doc;
        // The register of an organisation has one id; any other document of that kind is an invention.
        if (doc.kind == DocKind::Register) != (doc.id == DocId::register_of(doc.org)) {
            return Err(Flaw::in_doc(FlawKind::ForeignDocument, doc.id));
        }
        let genesis = genesis(doc);
        let mut reading = Reading {
            group,
            writers,
            placed: Placed::of(&genesis),
            genesis,
            hashes: group.changes.iter().map(|bytes| hash_of(bytes)).collect(),
            partial: false,
        };
        let changes = reading.parse_all()?;
        let signed = reading.signatures()?;
        let authors = authors_of(&changes, &signed);
        let covered = covered(changes.iter(), &signed, &authors);
        let mut checked = Vec::new();
        for (place, change) in changes.into_iter().enumerate() {
            let author = authors.get(&change.actor).copied().map(PublicKey);
            let name = author.map_or_else(|| reading.everybody(), |key| writers.name(&key));
            let flaw = |kind| Flaw::in_doc(kind, doc.id).number(place).whose(name.clone());
            reading
                .place(&change, whole)
                .map_err(|(kind, why)| flaw(kind).details(&why))?;
            let author = author.ok_or_else(|| flaw(FlawKind::Unsigned))?;
            if !covered.contains(&change.hash) {
                return Err(flaw(FlawKind::Unsigned));
            }
            checked.push(VerifiedChange { change, author });
        }
        reading.all_signed_are_here()?;
        Ok(Self {
            doc,
            changes: checked,
            partial: reading.partial,
        })
    }
}

/// The changes of a document one by one, of which each proves itself or does not: what a phone or hub does
/// with a bundle, where one bad change must never hold up the rest.
#[derive(Debug, Clone, Default)]
pub struct Sifted {
    /// Whole and signed by a device of the organisation, in the order of the file.
    pub good: Vec<Change>,
    /// The bytes of the others, and why.
    pub bad: Vec<(Vec<u8>, Refusal)>,
    /// The signatures that fit, by devices of the organisation.
    pub signatures: Vec<ChangeSignature>,
}

impl Sifted {
    /// Parts the good from the bad. `author_of` knows the key of an actor that wrote to the document before;
    /// of one that is not known, whoever signs must be certified, and who takes the change in checks the rest.
    pub fn read(
        group: &DocChanges,
        writers: &Writers,
        author_of: impl Fn(&ActorId) -> Option<[u8; 32]>,
    ) -> Self {
        let doc = group.doc;
        let mut sifted = Self::default();
        let genesis = genesis(doc);
        let mut parsed = Vec::new();
        for bytes in &group.changes {
            match parse(&genesis, bytes) {
                Ok(change) => parsed.push(change),
                Err(refusal) => sifted.bad.push((bytes.to_vec(), refusal)),
            }
        }
        let affordable = group.changes.len() + 16;
        let fits =
            |by: &&ChangeSignature| writers.may_write(&by.key, doc) && verify_change(doc.id, by).is_ok();
        sifted.signatures = group
            .signatures
            .iter()
            .take(affordable)
            .filter(fits)
            .cloned()
            .collect();
        let signed: Vec<([u8; 32], ChangeHash)> =
            sifted.signatures.iter().map(|by| (by.key.0, by.change)).collect();
        let named = authors_of(&parsed, &signed);
        let author = |actor: &ActorId| author_of(actor).or_else(|| named.get(actor).copied());
        let covered = covered(parsed.iter(), &signed, &authors(parsed.iter(), author));
        for change in parsed {
            if covered.contains(&change.hash) {
                sifted.good.push(change);
            } else {
                sifted.bad.push((change.bytes, Refusal::Unsigned));
            }
        }
        sifted
    }
}

/// The key of each actor: named by its first change, or where that is elsewhere, by who signed for it.
fn authors_of(changes: &[Change], signed: &[([u8; 32], ChangeHash)]) -> BTreeMap<ActorId, [u8; 32]> {
    let by_hash: BTreeMap<ChangeHash, &Change> = changes.iter().map(|change| (change.hash, change)).collect();
    let signers = signed
        .iter()
        .filter_map(|(key, hash)| Some((by_hash.get(hash)?.actor, *key)));
    let named = changes
        .iter()
        .filter_map(|change| Some((change.actor, change.author?)));
    signers.chain(named).collect()
}

impl Reading<'_> {
    fn everybody(&self) -> String {
        let names = self.group.signatures.iter().map(|by| self.writers.name(&by.key));
        let names: BTreeSet<String> = names.collect();
        names.into_iter().collect::<Vec<_>>().join(", ")
    }

    fn parse_all(&self) -> Result<Vec<Change>, Flaw> {
        let flaw = |kind, place| {
            Flaw::in_doc(kind, self.group.doc.id)
                .number(place)
                .whose(self.everybody())
        };
        let mut seen = BTreeSet::new();
        let mut changes = Vec::new();
        for (place, bytes) in self.group.changes.iter().enumerate() {
            let change = parse(&self.genesis, bytes)
                .map_err(|refusal| flaw(FlawKind::Altered, place).details(&refusal))?;
            if !seen.insert(change.hash) {
                return Err(flaw(FlawKind::Duplicate, place));
            }
            changes.push(change);
        }
        Ok(changes)
    }

    /// Every signature must fit and be of someone the hub vouches for in this organisation.
    fn signatures(&self) -> Result<Vec<([u8; 32], ChangeHash)>, Flaw> {
        let doc = self.group.doc;
        let flaw = |kind, key: &PublicKey| Flaw::in_doc(kind, doc.id).whose(self.writers.name(key));
        // One per author is honest; verifying is the dearest step, so a flood of them is not worked through.
        if self.group.signatures.len() > self.group.changes.len() + 16 {
            return Err(Flaw::in_doc(FlawKind::BadSignature, doc.id).whose(self.everybody()));
        }
        let check = |by: &ChangeSignature| {
            verify_change(doc.id, by).map_err(|_| flaw(FlawKind::BadSignature, &by.key))?;
            if self.writers.may_write(&by.key, doc) {
                Ok((by.key.0, by.change))
            } else {
                Err(flaw(FlawKind::NoCertificate, &by.key))
            }
        };
        self.group.signatures.iter().map(check).collect()
    }

    /// Puts a change behind those before it.
    fn place(&mut self, change: &Change, whole: bool) -> Result<(), (FlawKind, String)> {
        let absent = |dep: &&ChangeHash| **dep != self.genesis.hash && !self.placed.has(dep);
        let missing: Vec<ChangeHash> = change.deps.iter().filter(absent).copied().collect();
        if let Some(later) = missing.iter().find(|dep| self.hashes.contains(dep)) {
            return Err((FlawKind::OutOfOrder, format!("builds on {later}")));
        }
        if whole || missing.is_empty() {
            let Ok(links) = check_links(&self.genesis, &self.placed, change);
            links.or_else(|refusal| match refusal {
                Refusal::UnknownDependency(_) => Err((FlawKind::MissingBefore, refusal.to_string())),
                // What it replaces, or its own last change, may be elsewhere.
                _ if self.partial => follows(&self.placed, change),
                Refusal::OutOfSequence => Err((FlawKind::OutOfOrder, refusal.to_string())),
                _ => Err((FlawKind::Altered, refusal.to_string())),
            })?;
        } else {
            self.partial = true;
            follows(&self.placed, change)?;
        }
        self.placed.add(change);
        Ok(())
    }

    fn all_signed_are_here(&self) -> Result<(), Flaw> {
        let absent = self
            .group
            .signatures
            .iter()
            .find(|by| !self.hashes.contains(&by.change));
        absent.map_or(Ok(()), |by| {
            Err(Flaw::in_doc(FlawKind::SignedAbsent, self.group.doc.id).whose(self.writers.name(&by.key)))
        })
    }
}

/// Where what a change builds on is elsewhere, its own chain in the file must still be without gaps.
fn follows(placed: &Placed, change: &Change) -> Result<(), (FlawKind, String)> {
    let Ok(newest) = placed.newest_of(&change.actor);
    match newest {
        Some((hash, seq)) if change.seq != seq + 1 || !change.deps.contains(&hash) => {
            Err((FlawKind::MissingBefore, format!("{} follows {seq}", change.seq)))
        }
        _ => Ok(()),
    }
}
