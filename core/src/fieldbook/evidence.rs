use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use super::error::Fault;
use super::register::Register;
use super::story::Story;
use super::{Exports, FieldbookError};
use crate::bundle::{Content, Flaw, FlawKind, Purpose, SetAside, Verified, VerifiedReceipt, Writer, open};
use crate::catalog::Catalog;
use crate::identity::{ClaimVerdict, PublicKey, Signed};
use crate::journal::{FactState, Write, fold_head};
use crate::model::{
    ChangeHash, DeviceId, DocId, DocKind, DocRef, FactId, Finding, LeaseId, Moment, PersonId, RegisterMap,
    StampLease, Trace, TraceDoc,
};
use crate::rules;

/// What a file proves, after everything in it was checked against nothing but the hub's public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What the file is for.
    pub purpose: Purpose,
    /// Its documents; in evidence the lot first.
    pub documents: Vec<DocRef>,
    /// The device that made it.
    pub exporter: EvidenceDevice,
    /// When, by that device's clock.
    pub made: Moment,
    /// Changes, each signed by its author.
    pub changes: u64,
    /// Facts among them.
    pub facts: u64,
    /// Facts that were voided; they are still told.
    pub voided: u64,
    /// Corrections, and fields of heads.
    pub corrections: u64,
    /// Who recorded, by their own account.
    pub people: Vec<EvidencePerson>,
    /// Whose keys signed.
    pub devices: Vec<EvidenceDevice>,
    /// Receipts of the hub that cover some of the changes.
    pub receipts: u64,
    /// When the hub signed the first of them, by its clock.
    pub first_receipt: Option<Moment>,
    /// And the last.
    pub last_receipt: Option<Moment>,
    /// Changes that no receipt of the hub covers: only their authors' devices vouch for when they were there.
    pub unreceipted: Vec<Unreceipted>,
    /// Changes the hub keeps without letting them count.
    pub held: Vec<ChangeHash>,
    /// Origins the facts name that are not in the file.
    pub missing_origins: Vec<DocId>,
    /// Whether the file tells a lot's story, so that the rules were run: always for evidence.
    pub judged: bool,
    /// What the rules find in the story.
    pub findings: Vec<Finding>,
    /// Changes that were not let in somewhere: not evidence, only shown.
    pub aside: Vec<SetAside>,
}

/// A device whose key signed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceDevice {
    /// Its key.
    pub key: PublicKey,
    /// Its id; `None` for the hub.
    pub device: Option<DeviceId>,
    /// The name it gave itself; `None` for the hub.
    pub name: Option<String>,
    /// The end of its certificate.
    pub certified_until: Option<Moment>,
    /// Changes it signed.
    pub changes: u64,
}

/// A person who recorded facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidencePerson {
    /// Who.
    pub person: PersonId,
    /// Their name, when the register is in the file.
    pub name: Option<String>,
    /// Facts they recorded.
    pub facts: u64,
}

/// A change without a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreceipted {
    /// Its document.
    pub doc: DocId,
    /// Its place in the document, from 1.
    pub number: u64,
    /// The change.
    pub change: ChangeHash,
    /// The fact it records, if it is one.
    pub fact: Option<FactId>,
}

impl Exports {
    /// A lot's whole story as a file that proves itself: the lot and everything its goods came from, with
    /// every author's signature and certificate, and the hub's receipts and verdicts. With `names` the
    /// register goes along: people's and plots' names, of the whole organisation.
    ///
    /// Errors: `NotFound` for what is no lot of this book, `NotAllowed` before the first sync.
    pub fn evidence(&self, lot: DocId, names: bool) -> Result<Vec<u8>, FieldbookError> {
        Ok(self.book.evidence(lot, names)?)
    }
}

/// Checks a file with nothing but the hub's public key: no book is needed. Gives what it proves; what it does
/// not prove is in [`Evidence::unreceipted`] and [`Evidence::missing_origins`].
///
/// Errors: `InvalidInput` that names the first thing wrong: which document, which change, whose.
pub fn verify_evidence(bytes: &[u8], hub: &PublicKey) -> Result<Evidence, FieldbookError> {
    Ok(evidence_of(bytes, hub)?)
}

fn evidence_of(bytes: &[u8], hub: &PublicKey) -> Result<Evidence, Fault> {
    let verified = open(bytes)?.verify(*hub)?;
    let stories: Vec<Story> = verified.docs.iter().map(Story::of).collect::<Result<_, _>>()?;
    if verified.purpose == Purpose::Evidence {
        one_story(&stories)?;
    }
    summary(&verified, &stories)
}

/// Evidence begins with its lot, and everything else in it is drawn on: the rules judge the lot in first place,
/// so an exporter who put something else there would choose what they are run over.
fn one_story(stories: &[Story]) -> Result<(), Flaw> {
    let not_one = |doc| Flaw::in_doc(FlawKind::NotOneStory, doc);
    let first = stories.first().map(|story| story.doc);
    let lot = first.filter(|doc| doc.kind == DocKind::Lot);
    let lot = lot.ok_or_else(|| not_one(first.map_or(DocId(uuid::Uuid::nil()), |doc| doc.id)))?;
    let (mut told, mut waiting) = (BTreeSet::from([lot.id]), vec![lot.id]);
    while let Some(next) = waiting.pop() {
        let facts = stories.iter().filter(|story| story.doc.id == next);
        let origins = facts
            .flat_map(|story| &story.facts)
            .flat_map(|state| &state.fact.origins);
        waiting.extend(origins.map(|origin| origin.doc).filter(|doc| told.insert(*doc)));
    }
    let stray = stories
        .iter()
        .find(|story| story.doc.kind != DocKind::Register && !told.contains(&story.doc.id));
    stray.map_or(Ok(()), |story| Err(not_one(story.doc.id)))
}

impl Book {
    fn evidence(&self, lot: DocId, names: bool) -> Result<Vec<u8>, Fault> {
        let trace = self.trace(lot)?;
        let mut content = Content::new(Purpose::Evidence);
        for part in std::iter::once(&trace.lot).chain(&trace.origins) {
            self.add_document(&mut content, part.doc)?;
            self.add_stamp_statements(&mut content, part)?;
        }
        if names {
            self.add_document(&mut content, DocRef::register_of(trace.lot.doc.org))?;
        }
        self.add_certificates(&mut content)?;
        let file = self.seal(&content)?;
        // What this phone could not prove to itself is not handed to an auditor.
        open(&file)?.verify(self.me.hub_key)?;
        Ok(file)
    }

    /// The hub's verdicts on the claims of a document, and the leases they rest on.
    fn add_stamp_statements(&self, content: &mut Content, part: &TraceDoc) -> Result<(), Fault> {
        for row in self.store.read(|reading| reading.claims(Some(part.doc.id)))? {
            if let Some(bytes) = row.verdict {
                content.verdicts.push(Signed::from_bytes(&bytes)?);
            }
        }
        let spans = part.facts.iter().flat_map(|fact| &fact.fact.stamps);
        let wanted: BTreeSet<LeaseId> = spans.filter_map(|span| span.lease).collect();
        for id in wanted {
            let Some(bytes) = self.store.read(|reading| reading.lease(id))? else {
                continue;
            };
            let signed = Signed::from_bytes(&bytes)?;
            // A lease by a list of codes stays out: who verifies has no filter of it, and 0.2 reads no such lease.
            if signed.read::<StampLease>().is_ok() && !content.leases.contains(&signed) {
                content.leases.push(signed);
            }
        }
        Ok(())
    }
}

fn summary(verified: &Verified, stories: &[Story]) -> Result<Evidence, Fault> {
    let facts = || stories.iter().flat_map(|story| &story.facts);
    let covered = Covered::of(verified);
    let register = register(stories)?;
    let findings = findings(verified, stories, register.clone())?;
    Ok(Evidence {
        purpose: verified.purpose,
        documents: verified.docs.iter().map(|doc| doc.doc).collect(),
        exporter: device(&verified.exporter, 0),
        made: verified.manifest.at,
        changes: verified.docs.iter().map(|doc| doc.changes.len() as u64).sum(),
        facts: facts().count() as u64,
        voided: facts().filter(|fact| fact.voided.is_some()).count() as u64,
        corrections: stories.iter().map(|story| story.writes.len() as u64).sum(),
        people: people(facts(), register.as_ref()),
        devices: devices(verified),
        receipts: covered.receipts,
        first_receipt: covered.first,
        last_receipt: covered.last,
        unreceipted: unreceipted(verified, &covered.changes),
        held: covered.held.into_iter().collect(),
        missing_origins: missing_origins(stories),
        judged: findings.is_some(),
        findings: findings.unwrap_or_default(),
        aside: verified.aside.clone(),
    })
}

/// What the receipts of a file say of its changes.
#[derive(Default)]
struct Covered {
    receipts: u64,
    first: Option<Moment>,
    last: Option<Moment>,
    changes: BTreeSet<ChangeHash>,
    held: BTreeSet<ChangeHash>,
}

impl Covered {
    fn of(verified: &Verified) -> Self {
        let docs = verified.docs.iter().flat_map(|doc| &doc.changes);
        let here: BTreeSet<ChangeHash> = docs.map(|verified| verified.change.hash).collect();
        let mut covered = Self::default();
        // In the hub's order and not in the file's, which its exporter chooses: what was held may count later.
        let mut in_order: Vec<&VerifiedReceipt> = verified.receipts.iter().collect();
        in_order.sort_by_key(|one| one.receipt.at);
        for one in in_order {
            let listed = one.changes.iter().copied();
            let ours: BTreeSet<ChangeHash> = listed.filter(|change| here.contains(change)).collect();
            if ours.is_empty() {
                continue;
            }
            covered.receipts += 1;
            let at = one.receipt.at;
            covered.first = Some(covered.first.map_or(at, |first| first.min(at)));
            covered.last = Some(covered.last.map_or(at, |last| last.max(at)));
            if let Some(held) = one.receipt.held_among(&one.changes) {
                covered.held.retain(|change| !ours.contains(change));
                covered.held.extend(ours.intersection(&held));
            }
            covered.changes.extend(ours);
        }
        covered
    }
}

fn device(writer: &Writer, changes: u64) -> EvidenceDevice {
    let certificate = writer.certificate.as_ref();
    EvidenceDevice {
        key: writer.key,
        device: certificate.map(|certificate| certificate.device),
        name: certificate.map(|certificate| certificate.name.clone()),
        certified_until: certificate.map(|certificate| certificate.not_after),
        changes,
    }
}

fn devices(verified: &Verified) -> Vec<EvidenceDevice> {
    let mut counts: BTreeMap<PublicKey, u64> = BTreeMap::new();
    for change in verified.docs.iter().flat_map(|doc| &doc.changes) {
        *counts.entry(change.author).or_default() += 1;
    }
    counts
        .into_iter()
        .filter_map(|(key, changes)| Some(device(&verified.writers.of(&key)?, changes)))
        .collect()
}

fn people<'a>(
    facts: impl Iterator<Item = &'a FactState>,
    register: Option<&Register>,
) -> Vec<EvidencePerson> {
    let mut counts: BTreeMap<PersonId, u64> = BTreeMap::new();
    for state in facts {
        *counts.entry(state.fact.recorder).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(person, facts)| EvidencePerson {
            person,
            name: register.and_then(|register| register.person_name(person)),
            facts,
        })
        .collect()
}

fn unreceipted(verified: &Verified, covered: &BTreeSet<ChangeHash>) -> Vec<Unreceipted> {
    let mut bare = Vec::new();
    for doc in &verified.docs {
        for (number, one) in (1u64..).zip(&doc.changes) {
            if covered.contains(&one.change.hash) {
                continue;
            }
            let fact = one.change.writes.iter().find_map(|write| match write {
                Write::Fact { id, .. } => Some(*id),
                Write::Register { .. } => None,
            });
            bare.push(Unreceipted {
                doc: doc.doc.id,
                number,
                change: one.change.hash,
                fact,
            });
        }
    }
    bare
}

fn missing_origins(stories: &[Story]) -> Vec<DocId> {
    let here: BTreeSet<DocId> = stories.iter().map(|story| story.doc.id).collect();
    let standing = stories
        .iter()
        .flat_map(|story| &story.facts)
        .filter(|state| state.voided.is_none());
    let named: BTreeSet<DocId> = standing
        .flat_map(|state| &state.fact.origins)
        .map(|origin| origin.doc)
        .collect();
    named.difference(&here).copied().collect()
}

fn register(stories: &[Story]) -> Result<Option<Register>, Fault> {
    let Some(story) = stories.iter().find(|story| story.doc.kind == DocKind::Register) else {
        return Ok(None);
    };
    let entries = fold_head(RegisterMap::Entries, &story.writes)?;
    Ok(Some(Register::from_entries(story.doc.org, &entries.values)))
}

/// What the rules find, when the file tells a lot's whole story.
fn findings(
    verified: &Verified,
    stories: &[Story],
    register: Option<Register>,
) -> Result<Option<Vec<Finding>>, Fault> {
    let mut verdicts: BTreeMap<FactId, &ClaimVerdict> = BTreeMap::new();
    for verdict in &verified.verdicts {
        let known = verdicts.entry(verdict.claim).or_insert(verdict);
        if known.number < verdict.number {
            *known = verdict;
        }
    }
    let told = stories.iter().filter(|story| story.doc.kind != DocKind::Register);
    let mut docs = told
        .map(|story| story.trace(&verdicts, &verified.writers))
        .collect::<Result<Vec<_>, _>>()?
        .into_iter();
    let Some(lot) = docs.next().filter(|lot| lot.doc.kind == DocKind::Lot) else {
        return Ok(None);
    };
    let register = register.unwrap_or_else(|| Register::from_entries(lot.doc.org, &BTreeMap::new()));
    let product = lot
        .head_text("product")
        .and_then(|product| register.product(&product).cloned());
    let trace = Trace {
        lot,
        origins: docs.collect(),
        product,
        org: register.org,
        people: register.people,
    };
    Ok(Some(rules::check_trace(
        &trace,
        Catalog::builtin(),
        now_of(verified),
    )))
}

/// When the story is judged: the exporter's own word, but not before the hub signed anything in the file.
fn now_of(verified: &Verified) -> Moment {
    let receipts = verified.receipts.iter().map(|one| one.receipt.at);
    receipts.fold(verified.manifest.at, Moment::max)
}
