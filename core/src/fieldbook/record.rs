use std::collections::{BTreeMap, BTreeSet};

use super::amend::nfc_value;
use super::book::Book;
use super::error::Fault;
use super::views::FactView;
use crate::journal::Document;
use crate::model::{
    BlobHash, Capture, ChangeHash, ClaimState, DocId, DocKind, DocRef, Fact, FactId, FactKind, FieldValue,
    Finding, Input, Invalid, Moment, OrgId, Origin, PersonId, Place, RoledQuantity, StampSpan, TraceFact,
    nfc,
};
use crate::rules;

/// What a person enters. Kind, group, recorder, device and the moment of recording are filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFact {
    /// The season, lot or visit.
    pub doc: DocId,
    /// The step's code in the document's product group.
    pub step: String,
    /// When it happened; `None` means now.
    pub occurred: Option<Moment>,
    /// Where.
    pub place: Option<Place>,
    /// Amounts.
    pub quantities: Vec<RoledQuantity>,
    /// Farm inputs used.
    pub inputs: Vec<Input>,
    /// Photos, kept before with [`super::Blobs`].
    pub photos: Vec<BlobHash>,
    /// Recordings of what was said, kept before with [`super::Blobs::keep_voice`]; at most 5, the same one once.
    pub voice: Vec<BlobHash>,
    /// The step's fields.
    pub fields: BTreeMap<String, FieldValue>,
    /// Where the goods came from.
    pub origins: Vec<Origin>,
    /// The stamps it speaks of.
    pub stamps: Vec<StampSpan>,
    /// Free text.
    pub note: Option<String>,
    /// How it was captured.
    pub capture: Capture,
    /// The person it is written down for (ghi hộ): one of the organisation, and not the recorder.
    pub on_behalf_of: Option<PersonId>,
}

impl NewFact {
    /// A bare entry of a step.
    pub fn of(doc: DocId, step: &str) -> Self {
        Self {
            doc,
            step: step.to_owned(),
            occurred: None,
            place: None,
            quantities: Vec::new(),
            inputs: Vec::new(),
            photos: Vec::new(),
            voice: Vec::new(),
            fields: BTreeMap::new(),
            origins: Vec::new(),
            stamps: Vec::new(),
            note: None,
            capture: Capture::Manual,
            on_behalf_of: None,
        }
    }
}

/// A fact that is durable, and what the rules and the catalogue have to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The fact.
    pub view: FactView,
    /// What the rules found; never a reason to lose it.
    pub findings: Vec<Finding>,
    /// Values that are unusual, though they may be right.
    pub advice: Vec<Invalid>,
}

/// What recording an entry would say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What the rules would find. They are about no fact, for there is none yet.
    pub findings: Vec<Finding>,
    /// Values that are unusual, though they may be right.
    pub advice: Vec<Invalid>,
}

impl Book {
    /// Everything that [`Book::record`] does, short of writing.
    pub(super) fn check_new(&self, new: NewFact) -> Result<Checked, Fault> {
        let (doc, group) = self.doc_and_group(new.doc)?;
        let fact = self.admitted(doc, group, new)?;
        let draft = TraceFact {
            doc: doc.id,
            voided: false,
            amended: Vec::new(),
            conflicts: Vec::new(),
            contradicts: None,
            claim: (fact.kind == FactKind::Activate).then(|| (ClaimState::Pending, fact.stamps.clone())),
            signer: self.certified(&self.me.author.key, doc)?,
            corrections: Vec::new(),
            fact,
        };
        let mut findings = self.found_at_entry(doc, &draft.fact, Some(&draft))?;
        for finding in &mut findings {
            finding.fact = None;
        }
        Ok(Checked {
            findings,
            advice: self.catalog().advise(&draft.fact),
        })
    }

    /// Writes several entries down at once, or none of them.
    pub(super) fn record_all(&self, news: Vec<NewFact>) -> Result<Vec<Recorded>, Fault> {
        let mut facts = Vec::with_capacity(news.len());
        for new in news {
            let (doc, group) = self.doc_and_group(new.doc)?;
            facts.push((doc, self.admitted(doc, group, new)?));
        }
        let puts = facts.iter().map(|(doc, fact)| {
            let put = |document: &mut Document, time_s| document.put_fact(fact, time_s);
            (*doc, put)
        });
        let changes = self.write_all(puts.collect())?;
        let written = facts.into_iter().zip(changes);
        Ok(written
            .map(|((doc, fact), change)| self.recorded(doc, fact, change))
            .collect())
    }

    pub(super) fn record(&self, new: NewFact) -> Result<Recorded, Fault> {
        let (doc, group) = self.doc_and_group(new.doc)?;
        self.record_by(doc, group, new)
    }

    /// Writes down a step of a group, which is its document's or a later version of it.
    pub(super) fn record_by(&self, doc: DocRef, group: String, new: NewFact) -> Result<Recorded, Fault> {
        let fact = self.admitted(doc, group, new)?;
        let change = self.write(doc, |document, time_s| document.put_fact(&fact, time_s))?;
        Ok(self.recorded(doc, fact, change))
    }

    /// What is told of an entry that is on the disk. An error here would say that it is not, and people would write it
    /// down again; what cannot be found out now is found when the entry is looked at.
    fn recorded(&self, doc: DocRef, fact: Fact, change: ChangeHash) -> Recorded {
        Recorded {
            findings: self.found_at_entry(doc, &fact, None).unwrap_or_default(),
            advice: self.catalog().advise(&fact),
            view: FactView::just_recorded(fact, doc, change, self.me.author.key),
        }
    }

    /// The fact that an entry becomes, if it may be recorded.
    pub(super) fn admitted(&self, doc: DocRef, group: String, new: NewFact) -> Result<Fact, Fault> {
        let fact = self.build(doc, group, new)?;
        self.must(doc.org, rules::Deed::recording(&fact))?;
        fact.check()?;
        self.catalog()
            .validate(&fact, doc.kind)
            .map_err(Fault::AllInvalid)?;
        Ok(fact)
    }

    /// What is said of an entry when it is made; `draft` is the entry where it is not written yet.
    fn found_at_entry(
        &self,
        doc: DocRef,
        fact: &Fact,
        draft: Option<&TraceFact>,
    ) -> Result<Vec<Finding>, Fault> {
        let mut findings = self.findings_about(doc, fact, draft)?;
        if fact.kind == FactKind::VoidStamps {
            findings.extend(self.voiding_findings(fact, doc.org)?);
        }
        findings.extend(self.notice_of_end(fact.id)?);
        findings.extend(self.rescan_finding(fact, doc)?);
        Ok(findings)
    }

    fn build(&self, doc: DocRef, group: String, new: NewFact) -> Result<Fact, Fault> {
        let catalog = self.catalog();
        let kind = catalog.find_step(&group, &new.step)?.kind;
        for origin in &new.origins {
            if origin.doc == doc.id || self.store.read(|reading| reading.document(origin.doc))?.is_none() {
                return Err(Fault::NotFound(origin.doc.to_string()));
            }
        }
        self.check_behalf(doc.org, new.on_behalf_of)?;
        let (now, hub_offset_s) = self.now_and_offset();
        Ok(Fact {
            id: FactId::fresh(),
            kind,
            step: new.step,
            group,
            occurred: new.occurred.unwrap_or(now),
            recorded: now,
            recorder: self.person(),
            device: self.me.device,
            on_behalf_of: new.on_behalf_of,
            place: new.place,
            quantities: new.quantities,
            inputs: new.inputs.into_iter().map(nfc_input).collect(),
            photos: new.photos,
            voice: once_each(new.voice),
            fields: new
                .fields
                .into_iter()
                .map(|(name, value)| (name, nfc_value(value)))
                .collect(),
            origins: new.origins,
            stamps: in_order(new.stamps),
            note: new
                .note
                .map(|note| nfc(note.trim()))
                .filter(|note| !note.is_empty()),
            capture: new.capture,
            hub_offset_s,
            unknown: BTreeMap::new(),
        })
    }

    /// Somebody is recorded for only under a name that others in the organisation know, and nobody for
    /// themselves.
    fn check_behalf(&self, org: OrgId, other: Option<PersonId>) -> Result<(), Fault> {
        let Some(other) = other else { return Ok(()) };
        if other == self.person() {
            return Err(Invalid::new("on_behalf_of", "oneself").into());
        }
        let known = self.register_of(org)?.person_name(other).is_some();
        let unknown = || Invalid::new("on_behalf_of", "unknown_person").with("value", &other);
        known.then_some(()).ok_or_else(|| unknown().into())
    }

    /// What the rules say about one fact, seen in its lot or season. Most facts say it all themselves, so
    /// that the hundredth entry of a day costs what the first did.
    fn findings_about(
        &self,
        doc: DocRef,
        fact: &Fact,
        draft: Option<&TraceFact>,
    ) -> Result<Vec<Finding>, Fault> {
        let signer = self.certified(&self.me.author.key, doc)?;
        if let Some(findings) = rules::check_alone(fact, doc.kind, signer.as_ref(), self.hub_now()) {
            return Ok(findings);
        }
        let mut findings = self.findings(doc, draft)?;
        findings.retain(|finding| finding.fact == Some(fact.id));
        Ok(findings)
    }

    /// What the rules say about a document and, for a lot, everything its goods came from; without the proven
    /// order, which takes loading the document and is not waited for at an entry.
    fn findings(&self, doc: DocRef, draft: Option<&TraceFact>) -> Result<Vec<Finding>, Fault> {
        let (now, catalog) = (self.hub_now(), self.catalog());
        if doc.kind == DocKind::Lot {
            return Ok(rules::check_trace(
                &self.trace_with(doc.id, draft)?,
                &catalog,
                now,
            ));
        }
        let told = || self.trace_doc_with(doc, draft);
        match doc.kind {
            DocKind::Season => Ok(rules::check_season(&told()?, &catalog, now)),
            DocKind::Visit => Ok(rules::check_document(&told()?, now)),
            DocKind::Lot | DocKind::Register => Ok(Vec::new()),
        }
    }
}

/// As a fact is written: codes of lists behind serials, those of one lease together.
fn in_order(mut stamps: Vec<StampSpan>) -> Vec<StampSpan> {
    let (mut codes, serials): (Vec<_>, Vec<_>) = stamps.drain(..).partition(|span| span.code.is_some());
    codes.sort_by_key(|span| (span.lease, span.roll));
    serials.into_iter().chain(codes).collect()
}

/// In the order of their recording.
fn once_each(voice: Vec<BlobHash>) -> Vec<BlobHash> {
    let mut heard = BTreeSet::new();
    voice.into_iter().filter(|hash| heard.insert(*hash)).collect()
}

fn nfc_input(input: Input) -> Input {
    let clean = |text: Option<String>| text.map(|text| nfc(text.trim())).filter(|text| !text.is_empty());
    Input {
        material: nfc(input.material.trim()),
        active_ingredient: clean(input.active_ingredient),
        maker_lot: clean(input.maker_lot),
        dose: clean(input.dose),
        ..input
    }
}
