use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::ancestry::Ancestry;
use super::book::Book;
use super::bundles::BRING_BACK_MS;
use super::error::Fault;
use super::fork::{Clash, Parting};
use super::incoming::{known_author, place};
use super::receipts::keep_brought_receipt;
use super::{FieldbookError, Sync};
use crate::bundle::{Content, Flaw, Sifted, Writers, open};
use crate::identity::Certificate;
use crate::journal::{ActorId, Change, Refusal, genesis, is_bound, parse};
use crate::model::{DocRef, Moment, OrgId};
use crate::store::{ChangeState, Writing};
use crate::sync::{DocChanges, UNCUT_BYTES_MAX};

/// What a carried change weighs at least: a push holds 10,000 changes, and with this no document has more than half
/// of them to carry.
const WEIGHT_LEAST: usize = UNCUT_BYTES_MAX / 5_000;

/// What came of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// Changes let in and shown; they wait to be sent unless a receipt came with them.
    pub shown: u64,
    /// Changes carried sealed: of organisations this book does not follow, or built on what it lacks.
    pub sealed: u64,
    /// Changes that were here already.
    pub known: u64,
    /// Changes that did not prove themselves; they are kept aside.
    pub quarantined: u64,
    /// Receipts that were new to this book.
    pub receipts: u64,
    /// What is wrong with the exporter's own list, if anything: changes may have been taken out of the file on
    /// the way. What is there proved itself all the same.
    pub flaw: Option<Flaw>,
}

/// What a bundle brings of one actor in one document.
#[derive(Debug, Default)]
struct Chain {
    weight: usize,
    author: Option<[u8; 32]>,
}

impl Sync {
    /// Takes in a bundle of another phone: checks everything before anything is kept, changes nothing of it,
    /// and carries it to the hub at the next sync with its authors' own signatures. What does not prove itself
    /// is kept aside, one change at a time. Receipts in it move this phone's changes on. Doing it twice does
    /// no harm.
    ///
    /// Errors: `InvalidInput` for a file that is none, damaged, or too large; then nothing was taken in.
    pub fn import_bundle(&self, bytes: &[u8]) -> Result<ImportReport, FieldbookError> {
        Ok(self.book.import_bundle(bytes)?)
    }
}

impl Book {
    fn import_bundle(&self, bytes: &[u8]) -> Result<ImportReport, Fault> {
        let opened = open(bytes)?;
        let now = self.now();
        let followed = self.shown_orgs()?;
        // Loaded documents would miss what is about to arrive; they load again when someone writes.
        let mut documents = self.documents.lock();
        let coming: BTreeSet<DocRef> = opened.content.docs.iter().map(|group| group.doc).collect();
        for doc in &coming {
            documents.forget(*doc);
        }
        let (report, parting) = self.store.write(|writing| {
            let mut parting = Parting::default();
            let writers = self.take_certificates(writing, &opened.content)?;
            let mut report = ImportReport {
                flaw: opened.check_manifest(&writers).err(),
                ..ImportReport::default()
            };
            for group in &opened.content.docs {
                self.part_from_impostors(writing, group, &mut parting, now)?;
                self.take_document(writing, group, &writers, &followed, now, &mut report)?;
            }
            report.quarantined += parting.aside;
            report.receipts = self.take_receipts(writing, &opened.content)?;
            writing.forget_freight(now.utc_ms.saturating_sub(BRING_BACK_MS))?;
            Ok::<_, Fault>((report, parting))
        })?;
        if self.me.author.follow(&parting) {
            documents.clear();
        }
        drop(documents);
        self.ring();
        Ok(report)
    }

    /// Takes out what an earlier file brought under the actors of those who wrote this one, now that they are known:
    /// it would make theirs count as nobody's.
    fn part_from_impostors(
        &self,
        writing: &Writing<'_>,
        group: &DocChanges,
        parting: &mut Parting,
        now: Moment,
    ) -> Result<(), Fault> {
        let doc = group.doc;
        if writing.reading().document(doc.id)?.is_none() {
            return Ok(());
        }
        let (genesis, mut clash) = (genesis(doc), Clash::default());
        for bytes in &group.changes {
            let Ok(change) = parse(&genesis, bytes) else {
                continue;
            };
            let Some(owner) = change.author.filter(|key| is_bound(&change.actor, key)) else {
                continue;
            };
            let first = writing.reading().change_in_place(doc, &change.actor, 1)?;
            let impostor = first.filter(|first| first.author != owner && !first.is_at_hub());
            clash.changes.extend(impostor.map(|first| first.hash));
        }
        if clash.changes.is_empty() {
            return Ok(());
        }
        self.part(writing, doc, &clash, parting, now)
    }

    /// The organisations whose documents this book shows.
    fn shown_orgs(&self) -> Result<BTreeSet<OrgId>, Fault> {
        let unfollowed = self.store.read(|reading| reading.unfollowed())?;
        let mut orgs: BTreeSet<OrgId> = self.member_orgs()?.into_iter().collect();
        orgs.retain(|org| !unfollowed.contains(org));
        Ok(orgs)
    }

    /// The certificates this hub signed, those of the book among them; newer ones are kept.
    fn take_certificates(&self, writing: &Writing<'_>, content: &Content) -> Result<Writers, Fault> {
        let mut writers = Writers::new(self.me.hub_key);
        for signed in &content.certificates {
            match self.keep_certificate(writing, signed) {
                Ok(brought) => writers.add(brought),
                // Of another hub: it proves nothing here, and hinders nothing.
                Err(Fault::Identity(_)) => {}
                Err(fault) => return Err(fault),
            }
        }
        let signers = content.docs.iter().flat_map(|doc| &doc.signatures);
        for key in signers.map(|by| by.key.0).collect::<BTreeSet<_>>() {
            if let Some(known) = self.certificate_in(&writing.reading(), &key)? {
                writers.add(Certificate::clone(&known));
            }
        }
        Ok(writers)
    }

    fn take_document(
        &self,
        writing: &Writing<'_>,
        group: &DocChanges,
        writers: &Writers,
        followed: &BTreeSet<OrgId>,
        now: Moment,
        report: &mut ImportReport,
    ) -> Result<(), Fault> {
        let doc = group.doc;
        let known = writing.reading().document(doc.id)?;
        let elsewhere =
            known.is_some_and(|known| known != doc) || known.is_none() && doc.is_of_another_kind();
        let author_of = |actor: &ActorId| known_author(writing, doc, actor).ok().flatten();
        let mut sifted = Sifted::read(group, writers, author_of);
        if elsewhere {
            let strangers = std::mem::take(&mut sifted.good).into_iter();
            sifted
                .bad
                .extend(strangers.map(|change| (change.bytes, Refusal::NotAllowed)));
        }
        self.carry_no_more_than_fits(writing, doc, &mut sifted)?;
        let sealed = if followed.contains(&doc.org) {
            self.show(writing, doc, &mut sifted, now, report)?
        } else {
            std::mem::take(&mut sifted.good)
        };
        for change in &sealed {
            seal_one(writing, doc, change, report)?;
        }
        for by in &sifted.signatures {
            let row = (by.key.0, by.change.0, by.signature.0);
            if sealed.iter().any(|change| change.hash == by.change) {
                writing.add_freight_signature(doc, &row)?;
            }
            if writing.reading().change(doc, &by.change)?.is_some() {
                writing.set_signature(doc, &row)?;
            }
        }
        for (bytes, refusal) in &sifted.bad {
            writing.set_aside(doc, sha(bytes), refusal.code(), now.utc_ms, bytes)?;
            report.quarantined += 1;
        }
        Ok(())
    }

    /// Sets aside what would make a document too long for one push, which it must be, for its authors signed
    /// their newest only: this phone would never get through to the hub again. Nobody takes more than half of the
    /// room, so that whoever fills it keeps no other's entries out.
    fn carry_no_more_than_fits(
        &self,
        writing: &Writing<'_>,
        doc: DocRef,
        sifted: &mut Sifted,
    ) -> Result<(), Fault> {
        let mut new = BTreeSet::new();
        let mut chains: BTreeMap<ActorId, Chain> = BTreeMap::new();
        for change in &sifted.good {
            if writing.reading().change(doc, &change.hash)?.is_none() {
                new.insert(change.hash);
                let chain = chains.entry(change.actor).or_default();
                chain.weight += change.bytes.len().max(WEIGHT_LEAST);
                chain.author = chain.author.or(change.author);
            }
        }
        let own = self.me.author.key;
        let mut weights = writing.reading().carried_weights(doc.id, &own, WEIGHT_LEAST)?;
        let mut total: usize = weights.values().sum();
        let mut too_much = BTreeSet::new();
        for (actor, chain) in chains {
            let author = match chain.author {
                Some(author) => Some(author),
                None => known_author(writing, doc, &actor)?,
            };
            let of_author = weights.entry(author).or_default();
            if *of_author + chain.weight > UNCUT_BYTES_MAX / 2 || total + chain.weight > UNCUT_BYTES_MAX {
                too_much.insert(actor);
            } else {
                *of_author += chain.weight;
                total += chain.weight;
            }
        }
        for change in std::mem::take(&mut sifted.good) {
            if too_much.contains(&change.actor) && new.contains(&change.hash) {
                sifted.bad.push((change.bytes, Refusal::Oversize));
            } else {
                sifted.good.push(change);
            }
        }
        Ok(())
    }

    /// Lets in what fits behind what the book has; gives what builds on changes it lacks. What does not fit
    /// for another reason joins the bad, and with it what builds on that: alone the hub could do nothing with it.
    fn show(
        &self,
        writing: &Writing<'_>,
        doc: DocRef,
        sifted: &mut Sifted,
        now: Moment,
        report: &mut ImportReport,
    ) -> Result<Vec<Change>, Fault> {
        writing.savepoint()?;
        let genesis = genesis(doc);
        let (mut sealed, mut refused, mut out) = (Vec::new(), Vec::new(), BTreeSet::new());
        let (mut shown, mut known) = (0, 0);
        let ancestry = Ancestry::default();
        for change in &sifted.good {
            if writing.reading().change(doc, &change.hash)?.is_some() {
                known += 1;
                continue;
            }
            match place(
                writing,
                &genesis,
                (doc, &ancestry),
                change,
                ChangeState::OnPhone,
                now,
            )? {
                Ok(()) => {
                    writing.set_carried(&change.hash)?;
                    writing.leave_quarantine(&sha(&change.bytes))?;
                    shown += 1;
                }
                Err(Refusal::UnknownDependency(_)) if !change.deps.iter().any(|dep| out.contains(dep)) => {
                    sealed.push(change.clone());
                }
                Err(refusal) => {
                    out.insert(change.hash);
                    refused.push((change.bytes.clone(), refusal));
                }
            }
        }
        if !self.still_loads(writing, doc)? {
            // Nothing that Automerge cannot load again may ever count; the hub may judge it.
            writing.rollback()?;
            return Ok(std::mem::take(&mut sifted.good));
        }
        writing.release()?;
        sifted.bad.extend(refused);
        report.shown += shown;
        report.known += known;
        Ok(sealed)
    }

    /// Keeps the receipts this hub signed; gives how many were new.
    fn take_receipts(&self, writing: &Writing<'_>, content: &Content) -> Result<u64, Fault> {
        let mut new = 0;
        for listed in &content.receipts {
            if let Some((receipt, changes)) = listed.open(&self.me.hub_key) {
                new += u64::from(keep_brought_receipt(
                    writing,
                    &listed.receipt,
                    &receipt,
                    &changes,
                )?);
            }
        }
        Ok(new)
    }
}

/// The name of bytes set aside.
fn sha(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn seal_one(
    writing: &Writing<'_>,
    doc: DocRef,
    change: &Change,
    report: &mut ImportReport,
) -> Result<(), Fault> {
    let here = writing.reading().change(doc, &change.hash)?.is_some();
    if !here && writing.add_freight(doc, &change.hash, &change.bytes)? {
        report.sealed += 1;
    } else {
        report.known += 1;
    }
    Ok(())
}
