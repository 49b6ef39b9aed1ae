//! Two copies of one book that both went on writing, or somebody who took an entry's place: what the hub has stands,
//! what it has not is written again under another actor, so that no entry is lost and none is there twice. What this
//! book carries for others and the hub will not have is set aside with its signatures, and own entries that build on
//! it are written again without it.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::book::Book;
use super::error::Fault;
use super::pen::fresh_actor;
use super::quarantine::signature_bytes;
use super::signing::{may_pass_later, signature_of};
use super::writing::new_change;
use crate::identity::ChangeSignature;
use crate::journal::{
    ActorId, Author, Change, Document, Genesis, Write, decode_fact, encode_fact, genesis, parse,
};
use crate::model::{ChangeHash, DocRef, Fact, FactId, Moment, RegisterKey};
use crate::store::{ChangeState, NewChange, PlacedChange, QuarantineRow, Reading, Writing};
use crate::sync::{Answer, Fate, Outcome};

/// Why a change was taken out of its document.
pub(super) const FORKED_COPY: &str = "forked_copy";
/// The hub's words for a change whose place a copy of this book, or somebody under this book's actor, has taken.
const PLACE_TAKEN: [&str; 2] = ["forked", "actor_taken"];
/// The hub's word for an entry whose id another device's has.
const FACT_TAKEN: &str = "fact_taken";

/// What an exchange has found out about copies of this book.
#[derive(Debug, Clone, Default)]
pub(super) struct Parting {
    /// The actor this book goes on with, when it had to be renewed.
    pub(super) actor: Option<ActorId>,
    /// Own changes written again.
    pub(super) rewritten: u64,
    /// Changes that stay set aside: carried ones, and corrections of entries that are gone.
    pub(super) aside: u64,
    /// The device this book was restored from, whose changes it takes over.
    pub(super) heir_of: Option<[u8; 32]>,
}

/// What stands against changes of a document that the hub does not have.
#[derive(Debug, Clone, Default)]
pub(super) struct Clash {
    /// The changes that give way.
    pub(super) changes: BTreeSet<ChangeHash>,
    /// Their facts that this very device has written elsewhere, under its signature: not written a second time.
    pub(super) coming: BTreeSet<FactId>,
    /// Own values of correctable fields that this very device has written elsewhere, like `coming`.
    pub(super) coming_values: BTreeSet<(RegisterKey, Vec<u8>)>,
    /// Own facts whose ids others have taken: written again under fresh ids.
    pub(super) taken: BTreeSet<FactId>,
    /// Carried facts whose ids others have taken: what was said of them is about nothing that is known.
    pub(super) gone: BTreeSet<FactId>,
}

/// The changes of a document, parted into those that stay and those that go.
struct Parted {
    kept: Vec<(Change, PlacedChange)>,
    out: Vec<(Change, PlacedChange)>,
}

impl Book {
    /// Own changes that the hub has refused because others took their places. All of them are written again: an
    /// answer is no proof that an entry is somewhere else. Those that are give way when they come. Carried changes
    /// that it has refused for good leave their document: own entries on top of them would never arrive either.
    pub(super) fn part_from_refused(
        &self,
        writing: &Writing<'_>,
        answer: &Answer,
        parting: &mut Parting,
        now: Moment,
    ) -> Result<(), Fault> {
        let mut by_doc: BTreeMap<DocRef, Clash> = BTreeMap::new();
        for (hash, code) in answer.fates.iter().filter_map(refused_for) {
            let Some((doc, author)) = writing.reading().document_of(&hash)? else {
                continue;
            };
            let own = author == self.me.author.key;
            if own && !PLACE_TAKEN.contains(&code) || !own && may_pass_later(code) {
                continue;
            }
            let clash = by_doc.entry(doc).or_default();
            clash.changes.insert(hash);
            if !own && code == FACT_TAKEN {
                clash.gone.extend(writing.reading().facts_of_change(&hash)?);
            }
        }
        for (doc, clash) in by_doc {
            self.part(writing, doc, &clash, parting, now)?;
        }
        Ok(())
    }

    /// Own changes that the hub has refused because other devices' entries have the ids of theirs, once all that
    /// it has for this book has come: an entry that was this book's own would have come too. They are written
    /// again under fresh ids. Gives how many.
    pub(super) fn part_from_taken(&self) -> Result<u64, Fault> {
        let own = self.me.author.key;
        let refused = self.store.read(|reading| reading.refused(&own, FACT_TAKEN))?;
        if refused.is_empty() {
            return Ok(0);
        }
        let (now, mut parting) = (self.now(), Parting::default());
        let mut open = self.documents.lock();
        self.store.write(|writing| {
            for (doc, changes) in refused {
                let facts = changes.iter().map(|hash| writing.reading().facts_of_change(hash));
                let facts = facts.collect::<Result<Vec<_>, _>>()?;
                let clash = Clash {
                    taken: facts.into_iter().flatten().collect(),
                    changes,
                    ..Clash::default()
                };
                self.part(writing, doc, &clash, &mut parting, now)?;
            }
            Ok::<_, Fault>(())
        })?;
        if self.me.author.follow(&parting) {
            open.clear();
        }
        Ok(parting.rewritten)
    }

    /// Changes of this book that contradict received ones under their authors' signatures: another change in the
    /// same place of an actor's chain, or the same fact in another change. Only what the hub does not have gives
    /// way; and only to this device's own word does it give way for good.
    pub(super) fn part_from_received(
        &self,
        writing: &Writing<'_>,
        doc: DocRef,
        received: &[(&Change, [u8; 32])],
        parting: &mut Parting,
        now: Moment,
    ) -> Result<(), Fault> {
        let mut clash = Clash::default();
        let reading = writing.reading();
        for (change, author) in received {
            if reading.change(doc, &change.hash)?.is_some() {
                continue;
            }
            let mut others = vec![reading.change_in_place(doc, &change.actor, change.seq)?];
            for (fact, bytes) in facts_of(change) {
                let known = reading.change_of_fact(doc, fact)?;
                if self.is_own_word(&reading, author, bytes, known.as_ref(), parting)? {
                    clash.coming.insert(fact);
                } else if known
                    .as_ref()
                    .is_some_and(|(change, _)| !self.is_own(change, parting.heir_of))
                {
                    clash.gone.insert(fact);
                } else {
                    clash.taken.insert(fact);
                }
                others.push(known.map(|(change, _)| change));
            }
            if *author == self.me.author.key {
                for (key, bytes) in values_of(change) {
                    others.push(reading.change_of_value(doc, key, bytes, author)?);
                    clash.coming_values.insert((key.clone(), bytes.to_vec()));
                }
            }
            let unknown_to_hub = others.into_iter().flatten().filter(|other| !other.is_at_hub());
            clash.changes.extend(unknown_to_hub.map(|other| other.hash));
        }
        if clash.changes.is_empty() {
            return Ok(());
        }
        self.part(writing, doc, &clash, parting, now)
    }

    /// Whether a received fact is what this book would write itself: under its own key, or the very same entry
    /// under the key of another device of its recorder, which was restored from a copy of this book.
    fn is_own_word(
        &self,
        reading: &Reading<'_>,
        author: &[u8; 32],
        bytes: &[u8],
        known: Option<&(PlacedChange, Vec<u8>)>,
        parting: &Parting,
    ) -> Result<bool, Fault> {
        if *author == self.me.author.key || Some(*author) == parting.heir_of {
            return Ok(true);
        }
        if known.is_none_or(|(_, own)| own != bytes) {
            return Ok(false);
        }
        let recorder = decode_fact(bytes)?.recorder;
        let certificate = self.certificate_in(reading, author)?;
        Ok(certificate.is_some_and(|certificate| {
            let mut members = certificate.memberships.iter();
            members.any(|member| member.person == recorder)
        }))
    }

    /// Takes changes, and what builds on them, out of a document into quarantine, and writes this device's own
    /// among them again.
    pub(super) fn part(
        &self,
        writing: &Writing<'_>,
        doc: DocRef,
        clash: &Clash,
        parting: &mut Parting,
        now: Moment,
    ) -> Result<(), Fault> {
        let genesis = genesis(doc);
        let heir_of = parting.heir_of;
        let own = |placed: &PlacedChange| self.is_own(placed, heir_of);
        let parted = self.parted(writing, doc, &genesis, &clash.changes, heir_of)?;
        if parted.out.iter().any(|(_, placed)| own(placed)) && !self.me.author.may_renew() {
            return Ok(());
        }
        let signatures = writing.reading().signatures(doc.id)?;
        for (change, placed) in &parted.out {
            // An author whose phone is lost has no other proof than what was carried.
            let of_author = signatures.iter().filter(|(key, _, _)| *key == placed.author);
            let of_author: Vec<ChangeSignature> = of_author.map(signature_of).collect();
            let row = QuarantineRow {
                hash: Sha256::digest(&change.bytes).into(),
                doc,
                reason: FORKED_COPY.to_owned(),
                bytes: change.bytes.clone(),
                signatures: signature_bytes(&of_author)?,
            };
            writing.quarantine(&row, now.utc_ms)?;
            parting.aside += u64::from(!own(placed));
        }
        take_out(writing, doc, &genesis, &parted)?;
        let used = parted.out.iter().filter(|(_, placed)| own(placed));
        let used: BTreeSet<ActorId> = used.map(|(change, _)| change.actor).collect();
        let author = self.author_after(writing, &used, parting)?;
        let kept: Vec<Vec<u8>> = parted
            .kept
            .iter()
            .map(|(change, _)| change.bytes.clone())
            .collect();
        let document = Document::load(doc, author, None, &kept, None)?;
        let out: Vec<(Change, bool)> = parted
            .out
            .into_iter()
            .map(|(change, placed)| (change, own(&placed)))
            .collect();
        parting.rewritten += Self::write_again(writing, doc, document, &out, clash, now)?;
        let lost_about = |change: &Change| values_of(change).any(|(key, _)| is_gone(key, clash));
        let left = out.iter().filter(|(change, own)| *own && lost_about(change));
        parting.aside += left.count() as u64;
        Ok(())
    }

    /// Takes a fresh actor when another device's changes in a document bear this book's: somebody wrote under
    /// its name, and what this book wrote after theirs would count as nobody's.
    pub(super) fn keep_own_actor(&self, doc: DocRef) -> Result<(), Fault> {
        let author = self.me.author.now();
        let newest = self.store.read(|reading| reading.newest_of(doc, &author.actor))?;
        if newest.is_none_or(|(_, _, key)| key == author.key) {
            return Ok(());
        }
        let mut parting = Parting::default();
        let used = BTreeSet::from([author.actor]);
        self.store
            .write(|writing| self.author_after(writing, &used, &mut parting))?;
        self.me.author.follow(&parting);
        Ok(())
    }

    fn is_own(&self, placed: &PlacedChange, heir_of: Option<[u8; 32]>) -> bool {
        placed.author == self.me.author.key || Some(placed.author) == heir_of
    }

    fn parted(
        &self,
        writing: &Writing<'_>,
        doc: DocRef,
        genesis: &Genesis,
        clashing: &BTreeSet<ChangeHash>,
        heir_of: Option<[u8; 32]>,
    ) -> Result<Parted, Fault> {
        let mut bytes = BTreeMap::new();
        if let Some(parts) = writing.reading().parts(doc.id)? {
            let (snapshot, heads) = (parts.snapshot.as_deref(), Some(parts.heads.as_slice()));
            let author = self.me.author.now();
            let document = Document::load(doc, author, snapshot, &parts.changes, heads)?;
            for raw in document.changes() {
                let change = parse(genesis, &raw)?;
                bytes.insert(change.hash, change);
            }
        }
        let mut parted = Parted {
            kept: Vec::new(),
            out: Vec::new(),
        };
        let clashing_actors: BTreeSet<ActorId> = clashing
            .iter()
            .filter_map(|hash| Some(bytes.get(hash)?.actor))
            .collect();
        let mut out: BTreeSet<ChangeHash> = BTreeSet::new();
        for placed in writing.reading().placed_changes(doc)? {
            let missing = || Fault::Unexpected(format!("the bytes of change {} are gone", placed.hash));
            let change = bytes.remove(&placed.hash).ok_or_else(missing)?;
            // The one signature of a carried chain stands over its newest change: without it the others prove nothing.
            let loses_signature = clashing_actors.contains(&change.actor)
                && !self.is_own(&placed, heir_of)
                && !placed.is_at_hub();
            if clashing.contains(&change.hash)
                || loses_signature
                || change.deps.iter().any(|dep| out.contains(dep))
            {
                out.insert(change.hash);
                parted.out.push((change, placed));
            } else {
                parted.kept.push((change, placed));
            }
        }
        Ok(parted)
    }

    /// The author to go on as: another actor, when the one in use is among those a copy has used too.
    pub(super) fn author_after(
        &self,
        writing: &Writing<'_>,
        used: &BTreeSet<ActorId>,
        parting: &mut Parting,
    ) -> Result<Author, Fault> {
        let mut author = self.me.author.now();
        author.actor = parting.actor.unwrap_or(author.actor);
        if used.contains(&author.actor) {
            author.actor = fresh_actor(&author.key)?;
            writing.set_meta("actor", &author.actor)?;
            parting.actor = Some(author.actor);
        }
        Ok(author)
    }

    /// Writes changes again onto a document, under its author: those marked as own; the others' devices do it
    /// themselves.
    pub(super) fn write_again(
        writing: &Writing<'_>,
        doc: DocRef,
        mut document: Document,
        out: &[(Change, bool)],
        clash: &Clash,
        now: Moment,
    ) -> Result<u64, Fault> {
        let author = document.author();
        let fresh: BTreeMap<FactId, FactId> = clash.taken.iter().map(|id| (*id, FactId::fresh())).collect();
        let genesis = genesis(doc);
        let mut newest = writing
            .reading()
            .newest_of(doc, &author.actor)?
            .map(|(hash, _, _)| hash);
        let (mut rewritten, mut moved) = (0, BTreeMap::new());
        for (change, own) in out {
            let mut heads = moved_heads(writing, doc, &change.deps, &moved, &genesis)?;
            let writes = if *own {
                still_missing(writing, (doc, &author.key), change, clash, &fresh)?
            } else {
                Vec::new()
            };
            if writes.is_empty() {
                moved.insert(change.hash, heads);
                continue;
            }
            heads.extend(newest);
            let again = document.write_again(&heads, &writes, change.time_s)?;
            let row = new_change(doc, &again, author.key, ChangeState::OnPhone)?;
            writing.add_change(&row, now.utc_ms)?;
            newest = Some(again.hash);
            moved.insert(change.hash, vec![again.hash]);
            rewritten += 1;
        }
        Ok(rewritten)
    }
}

/// What of a change is written again: no fact or value that is here or about to come, facts whose ids are taken with
/// what was said of them under fresh ones, and nothing about a fact that is gone.
fn still_missing(
    writing: &Writing<'_>,
    (doc, author): (DocRef, &[u8; 32]),
    change: &Change,
    clash: &Clash,
    fresh: &BTreeMap<FactId, FactId>,
) -> Result<Vec<Write>, Fault> {
    let mut missing = Vec::new();
    for write in &change.writes {
        match write {
            Write::Fact { id, bytes } => match fresh.get(id) {
                Some(fresh) => missing.push(fact_as(*fresh, bytes)?),
                None if clash.coming.contains(id) || writing.reading().has_fact(*id)? => {}
                None => missing.push(write.clone()),
            },
            Write::Register {
                key,
                bytes,
                op,
                replaces,
            } => {
                let reading = writing.reading();
                let here = reading.change_of_value(doc, key, bytes, author)?.is_some();
                let comes = clash.coming_values.contains(&(key.clone(), bytes.clone()));
                if !here && !comes && !is_gone(key, clash) {
                    missing.push(Write::Register {
                        key: about_fresh(key, fresh),
                        bytes: bytes.clone(),
                        op: *op,
                        replaces: replaces.clone(),
                    });
                }
            }
        }
    }
    Ok(missing)
}

/// The same fact under another id.
fn fact_as(id: FactId, bytes: &[u8]) -> Result<Write, Fault> {
    let fact = Fact {
        id,
        ..decode_fact(bytes)?
    };
    Ok(Write::Fact {
        id,
        bytes: encode_fact(&fact)?,
    })
}

/// The same field of a fact under its fresh id.
fn about_fresh(key: &RegisterKey, fresh: &BTreeMap<FactId, FactId>) -> RegisterKey {
    let moved = key
        .fact_field()
        .and_then(|(fact, field)| Some(RegisterKey::amend(*fresh.get(&fact)?, field)));
    moved.unwrap_or_else(|| key.clone())
}

/// Where a change that is written again goes: onto what it was on, with what has been written again in its new
/// place, and without what is lost.
fn moved_heads(
    writing: &Writing<'_>,
    doc: DocRef,
    deps: &[ChangeHash],
    moved: &BTreeMap<ChangeHash, Vec<ChangeHash>>,
    genesis: &Genesis,
) -> Result<Vec<ChangeHash>, Fault> {
    let mut heads = Vec::new();
    for dep in deps {
        match moved.get(dep) {
            Some(again) => heads.extend(again),
            None if writing.reading().change(doc, dep)?.is_some() => heads.push(*dep),
            None => heads.push(genesis.hash),
        }
    }
    Ok(heads)
}

fn take_out(writing: &Writing<'_>, doc: DocRef, genesis: &Genesis, parted: &Parted) -> Result<(), Fault> {
    let out: Vec<ChangeHash> = parted.out.iter().map(|(change, _)| change.hash).collect();
    let kept = parted
        .kept
        .iter()
        .map(|(change, placed)| new_change(doc, change, placed.author, placed.state))
        .collect::<Result<Vec<NewChange>, Fault>>()?;
    let mut heads: BTreeSet<ChangeHash> = kept.iter().map(|change| change.hash).collect();
    for dep in kept.iter().flat_map(|change| &change.deps) {
        heads.remove(dep);
    }
    if heads.is_empty() {
        heads.insert(genesis.hash);
    }
    let heads: Vec<ChangeHash> = heads.into_iter().collect();
    Ok(writing.take_out(doc, &out, &kept, &heads)?)
}

/// A change that the hub has refused, and why.
fn refused_for(fate: &Fate) -> Option<(ChangeHash, &str)> {
    let code = fate.code.as_deref()?;
    (fate.outcome == Outcome::Refused).then_some((fate.change, code))
}

/// Whether a field is of a fact that is gone.
fn is_gone(key: &RegisterKey, clash: &Clash) -> bool {
    key.fact_field()
        .is_some_and(|(fact, _)| clash.gone.contains(&fact))
}

fn values_of(change: &Change) -> impl Iterator<Item = (&RegisterKey, &[u8])> {
    change.writes.iter().filter_map(|write| match write {
        Write::Register { key, bytes, .. } => Some((key, bytes.as_slice())),
        Write::Fact { .. } => None,
    })
}

fn facts_of(change: &Change) -> impl Iterator<Item = (FactId, &[u8])> {
    change.writes.iter().filter_map(|write| match write {
        Write::Fact { id, bytes } => Some((*id, bytes.as_slice())),
        Write::Register { .. } => None,
    })
}
