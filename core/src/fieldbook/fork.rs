//! Two copies of one book that both went on writing: what the hub has stands, what it has not is written again
//! under another actor, so that no entry is lost and none is there twice.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::book::Book;
use super::error::Fault;
use super::pen::fresh_actor;
use super::writing::new_change;
use crate::journal::{ActorId, Author, Change, Document, Genesis, Write, genesis, parse};
use crate::model::{ChangeHash, DocRef, FactId, Moment};
use crate::store::{ChangeState, NewChange, PlacedChange, QuarantineRow, Writing};
use crate::sync::{Answer, DocChanges, SyncResponse};

/// Why a change was taken out of its document.
pub(super) const FORKED_COPY: &str = "forked_copy";
/// The hub's word for a change whose place another one has.
const FORKED: &str = "forked";

/// What an exchange has found out about copies of this book.
#[derive(Debug, Clone, Default)]
pub(super) struct Parting {
    /// The actor this book goes on with, when it had to be renewed.
    pub(super) actor: Option<ActorId>,
    /// Own changes written again.
    pub(super) rewritten: u64,
    /// The device this book was restored from, whose changes it takes over.
    pub(super) heir_of: Option<[u8; 32]>,
}

/// The changes of a document, parted into those that stay and those that go.
struct Parted {
    kept: Vec<(Change, PlacedChange)>,
    out: Vec<(Change, PlacedChange)>,
}

impl Book {
    /// Own changes that the hub has refused because a copy of this book took their places.
    pub(super) fn part_from_refused(
        &self,
        writing: &Writing<'_>,
        answer: &Answer,
        response: &SyncResponse,
        parting: &mut Parting,
        now: Moment,
    ) -> Result<(), Fault> {
        let forked = answer
            .fates
            .iter()
            .filter(|fate| fate.code.as_deref() == Some(FORKED));
        let mut by_doc: BTreeMap<DocRef, BTreeSet<ChangeHash>> = BTreeMap::new();
        for fate in forked {
            if let Some((doc, author)) = writing.reading().document_of(&fate.change)?
                && author == self.me.author.key
            {
                by_doc.entry(doc).or_default().insert(fate.change);
            }
        }
        for (doc, clashing) in by_doc {
            let coming = facts_coming(response, doc);
            self.part(writing, doc, &clashing, &coming, parting, now)?;
        }
        Ok(())
    }

    /// Changes of this book that contradict received, signed ones: another change in the same place of an
    /// actor's chain, or the same fact in another change. Only what the hub does not have gives way.
    pub(super) fn part_from_received(
        &self,
        writing: &Writing<'_>,
        doc: DocRef,
        received: &[&Change],
        parting: &mut Parting,
        now: Moment,
    ) -> Result<(), Fault> {
        let (mut clashing, mut coming) = (BTreeSet::new(), BTreeSet::new());
        let reading = writing.reading();
        for change in received {
            if reading.change(doc, &change.hash)?.is_some() {
                continue;
            }
            let mut others = vec![reading.change_in_place(doc, &change.actor, change.seq)?];
            for fact in facts_of(change) {
                coming.insert(fact);
                others.push(reading.change_of_fact(doc, fact)?);
            }
            let unknown_to_hub = others.into_iter().flatten().filter(|other| !other.is_at_hub());
            clashing.extend(unknown_to_hub.map(|other| other.hash));
        }
        if clashing.is_empty() {
            return Ok(());
        }
        self.part(writing, doc, &clashing, &coming, parting, now)
    }

    /// Takes changes, and what builds on them, out of a document into quarantine, and writes this device's own
    /// among them again. Facts that are about to come from the hub are not written a second time.
    pub(super) fn part(
        &self,
        writing: &Writing<'_>,
        doc: DocRef,
        clashing: &BTreeSet<ChangeHash>,
        coming: &BTreeSet<FactId>,
        parting: &mut Parting,
        now: Moment,
    ) -> Result<(), Fault> {
        let genesis = genesis(doc);
        let parted = self.parted(writing, doc, &genesis, clashing)?;
        let heir_of = parting.heir_of;
        let own = |placed: &PlacedChange| self.is_own(placed, heir_of);
        if parted.out.iter().any(|(_, placed)| own(placed)) && !self.me.author.may_renew() {
            return Ok(());
        }
        for (change, _) in &parted.out {
            let row = QuarantineRow {
                hash: Sha256::digest(&change.bytes).into(),
                doc,
                reason: FORKED_COPY.to_owned(),
                bytes: change.bytes.clone(),
                signatures: Vec::new(),
            };
            writing.quarantine(&row, now.utc_ms)?;
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
        parting.rewritten += Self::write_again(writing, doc, document, &out, coming, now)?;
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
        let mut out: BTreeSet<ChangeHash> = BTreeSet::new();
        for placed in writing.reading().placed_changes(doc)? {
            let missing = || Fault::Unexpected(format!("the bytes of change {} are gone", placed.hash));
            let change = bytes.remove(&placed.hash).ok_or_else(missing)?;
            if clashing.contains(&change.hash) || change.deps.iter().any(|dep| out.contains(dep)) {
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
            author.actor = fresh_actor()?;
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
        coming: &BTreeSet<FactId>,
        now: Moment,
    ) -> Result<u64, Fault> {
        let author = document.author();
        let genesis = genesis(doc);
        let mut newest = writing
            .reading()
            .newest_of(doc, &author.actor)?
            .map(|(hash, _, _)| hash);
        let (mut rewritten, mut moved) = (0, BTreeMap::new());
        for (change, own) in out {
            let mut heads = moved_heads(writing, doc, &change.deps, &moved, &genesis)?;
            let writes = if *own {
                still_missing(writing, change, coming)?
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

/// What of a change is written again: no fact that is here or about to come.
fn still_missing(
    writing: &Writing<'_>,
    change: &Change,
    coming: &BTreeSet<FactId>,
) -> Result<Vec<Write>, Fault> {
    let mut missing = Vec::new();
    for write in &change.writes {
        let there = match write {
            Write::Fact { id, .. } => coming.contains(id) || writing.reading().has_fact(*id)?,
            Write::Register { .. } => false,
        };
        if !there {
            missing.push(write.clone());
        }
    }
    Ok(missing)
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

fn facts_of(change: &Change) -> impl Iterator<Item = FactId> {
    change.writes.iter().filter_map(|write| match write {
        Write::Fact { id, .. } => Some(*id),
        Write::Register { .. } => None,
    })
}

/// The facts that an answer brings for a document.
fn facts_coming(response: &SyncResponse, doc: DocRef) -> BTreeSet<FactId> {
    let genesis = genesis(doc);
    let docs = response.pages.iter().flat_map(|page| &page.docs);
    let changes = docs
        .filter(|changes| changes.doc == doc)
        .flat_map(|changes: &DocChanges| &changes.changes);
    changes
        .filter_map(|bytes| parse(&genesis, bytes).ok())
        .flat_map(|change| facts_of(&change).collect::<Vec<_>>())
        .collect()
}
