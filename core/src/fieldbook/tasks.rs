use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::FieldbookError;
use super::book::Book;
use super::claims::ClaimView;
use super::error::Fault;
use super::views::FactView;
use crate::catalog::{Lang, say};
use crate::identity::{ClaimVerdict, Ruling, Signed};
use crate::model::{
    ClaimState, DocId, FactId, FactKind, Finding, Moment, Rescan, Role, SerialRange, StampSpan,
};
use crate::rules::{Deed, may};
use crate::store::ClaimRow;

/// What waits for a person.
#[derive(Clone)]
pub struct Tasks {
    pub(super) book: Arc<Book>,
}

/// What is to be done about an activation of stamps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaskKind {
    /// Another activation wants the same stamps: scan those in hand again, with a photo
    /// ([`super::Stamps::rescan`]).
    Rescan,
    /// Something about its lot is wrong or missing: [`Task::findings`] say what to do.
    Mend,
    /// Its stamps do not stand: take them off the goods and void the activation, or re-scan what is left on them.
    TakeOff,
    /// Nothing, for the re-scan is written down: staff at the hub settle it.
    Wait,
}

impl TaskKind {
    /// Every kind with its name.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Rescan, "rescan"),
        (Self::Mend, "mend"),
        (Self::TakeOff, "take_off"),
        (Self::Wait, "wait"),
    ];

    /// The name in output and texts.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }
}

/// Something that waits for a person, about one activation of stamps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What is to be done.
    pub kind: TaskKind,
    /// The activation.
    pub claim: FactId,
    /// Its lot.
    pub lot: DocId,
    /// How the activation stands.
    pub state: ClaimState,
    /// The stamps it is about.
    pub stamps: Vec<StampSpan>,
    /// Since when: the hub's word, or for [`TaskKind::Wait`] the newest re-scan.
    pub since: Option<Moment>,
    /// Why the activation does not stand.
    pub findings: Vec<Finding>,
    /// Its re-scans since then, the newest first.
    pub evidence: Vec<FactId>,
    /// Why the person of this profile may not do it: the text is `not_allowed.<reason>`. They tell somebody who may.
    pub hindrance: Option<&'static str>,
}

impl Task {
    /// What is to be done and how, as two sentences.
    pub fn say(&self, lang: Lang) -> (String, String) {
        let args = [("range", StampSpan::listed(&self.stamps))];
        let part = self.kind == TaskKind::TakeOff && self.state == ClaimState::Confirmed;
        let key = format!("task.{}{}", self.kind.name(), if part { "_part" } else { "" });
        (say(lang, &key, &args), say(lang, &format!("{key}.remedy"), &args))
    }
}

impl Tasks {
    /// What waits for a person in this organisation, the newest first: managers, officers and inspectors see
    /// all of it, others what concerns their own activations. A task goes when what it asks for is done; watch
    /// [`crate::watch::Topic::Claims`].
    pub fn list(&self) -> Result<Vec<Task>, FieldbookError> {
        Ok(self.book.tasks()?)
    }
}

/// Claims of the organisation on which a person may have something to do, and what others dispute of confirmed ones.
#[derive(Default)]
struct Open {
    claims: BTreeSet<FactId>,
    disputed: BTreeMap<FactId, Disputed>,
}

/// What others dispute of a claim's stamps, by the hub's word, and since when.
#[derive(Default)]
struct Disputed {
    stamps: Vec<StampSpan>,
    since: Option<Moment>,
}

impl Book {
    /// Only what needs a look: of ten thousand claims nearly all are confirmed and nobody's task. The signatures were
    /// checked when the verdicts came, and are again for those that are shown.
    fn open_claims(&self, rows: &[ClaimRow]) -> Result<Open, Fault> {
        let mut open = Open::default();
        for row in rows.iter().filter(|row| !row.voided) {
            let Some(bytes) = &row.verdict else { continue };
            let verdict: ClaimVerdict = Signed::from_bytes(bytes)?.read()?;
            if verdict.state == ClaimState::Disputed {
                // In the words of who was told: a code is kept as a number made from it.
                let theirs = self.fact(row.fact)?.fact.stamps;
                for rival in verdict.rivals {
                    open.claims.insert(rival.claim);
                    let disputed = open.disputed.entry(rival.claim).or_default();
                    disputed.stamps.push(StampSpan::meant(&rival.range, &theirs));
                    let first = disputed.since.filter(|since| since.utc_ms <= verdict.at.utc_ms);
                    disputed.since = first.or(Some(verdict.at));
                }
            }
            let lost = verdict.ruling.is_some_and(|ruling| !ruling.lost.is_empty());
            if lost || matches!(verdict.state, ClaimState::Disputed | ClaimState::Refused) {
                open.claims.insert(row.fact);
            }
        }
        Ok(open)
    }

    fn tasks(&self) -> Result<Vec<Task>, Fault> {
        let rows = self.store.read(|reading| reading.claims(None))?;
        let mut open = self.open_claims(&rows)?;
        let here: BTreeSet<FactId> = rows.iter().map(|row| row.fact).collect();
        let roles = self.roles_in(self.org());
        let sees_all = roles.iter().any(|role| *role != Role::Farmer);
        let mut tasks = Vec::new();
        for claim in open.claims.iter().filter(|claim| here.contains(claim)) {
            let view = self.fact(*claim)?;
            let own = view.fact.recorder == self.person();
            if view.doc.org == self.org() && (own || sees_all) {
                let disputed = open.disputed.remove(claim).unwrap_or_default();
                tasks.extend(self.task(&view, &disputed, &roles)?);
            }
        }
        tasks.sort_by_key(|task| std::cmp::Reverse((task.since.map(|since| since.utc_ms), task.claim)));
        Ok(tasks)
    }

    fn task(&self, view: &FactView, disputed: &Disputed, roles: &[Role]) -> Result<Option<Task>, Fault> {
        let claim = self.claim_with_findings(view)?;
        let Some((kind, stamps)) = wanted(&claim, view, &disputed.stamps) else {
            return Ok(None);
        };
        let from = match claim.state {
            ClaimState::Confirmed if kind == TaskKind::Rescan => disputed.since,
            _ => self.claim_open_since(&claim)?,
        };
        let from_ms = from.map(|from| from.utc_ms);
        let rescans = self.rescans(view.doc.id)?.into_iter();
        // What was seen before tells nothing of this dispute, and staff knew it when they ruled.
        let since = rescans.filter(|(view, rescan)| {
            let unseen = from_ms.is_none_or(|from_ms| view.fact.recorded_at_hub().utc_ms >= from_ms);
            // A look at other goods leaves the question open.
            let looked = kind != TaskKind::Rescan || share(&rescan.stamps, &stamps);
            rescan.claim == claim.fact && unseen && looked
        });
        let mut evidence: Vec<(FactView, Rescan)> = since.collect();
        evidence.sort_by_key(|(view, _)| std::cmp::Reverse((view.fact.recorded_at_hub().utc_ms, view.id())));
        let kind = match (kind, evidence.first()) {
            // What was on the goods by mistake is off.
            (TaskKind::TakeOff, Some((_, newest))) if !share(&newest.stamps, &stamps) => return Ok(None),
            (TaskKind::Rescan | TaskKind::TakeOff, Some(_)) => TaskKind::Wait,
            (kind, _) => kind,
        };
        let deed = match kind {
            TaskKind::Rescan | TaskKind::Wait => Deed::Record {
                kind: FactKind::Inspect,
                on_behalf: false,
            },
            TaskKind::Mend | TaskKind::TakeOff => Deed::Correct(Some(FactKind::Activate)),
        };
        let newest = evidence.first().map(|(view, _)| view.fact.recorded);
        Ok(Some(Task {
            kind,
            claim: claim.fact,
            lot: claim.lot,
            state: claim.state,
            stamps,
            since: newest.filter(|_| kind == TaskKind::Wait).or(from),
            findings: claim.findings,
            evidence: evidence.into_iter().map(|(view, _)| view.id()).collect(),
            hindrance: may(roles, deed).err(),
        }))
    }

    /// What other activations here dispute of a claim's stamps, by the hub's word.
    pub(super) fn challenges(&self, claim: FactId) -> Result<Vec<SerialRange>, Fault> {
        let spans = self.store.read(|reading| reading.spans_of(claim))?;
        let mut others = BTreeSet::new();
        for span in spans.iter().flatten() {
            let near = self
                .store
                .read(|reading| reading.spans_touching(&span.range, Some(claim)))?;
            others.extend(near.into_iter().map(|row| row.fact));
        }
        let beside = self.claims_beside(&self.fact(claim)?.fact.stamps, claim)?;
        others.extend(beside.into_values().flatten());
        let mut disputed = Vec::new();
        for other in others {
            let other = self.claim_of(&self.fact(other)?)?;
            let rivals = other.rivals.into_iter().filter(|rival| rival.claim == claim);
            disputed.extend(
                rivals
                    .map(|rival| rival.range)
                    .filter(|_| other.state == ClaimState::Disputed),
            );
        }
        Ok(disputed)
    }

    /// Since when a claim stands as it does: staff's last ruling, else the first verdict of those that say the same.
    fn claim_open_since(&self, claim: &ClaimView) -> Result<Option<Moment>, Fault> {
        if let Some(Ruling { at, .. }) = &claim.ruling {
            return Ok(Some(*at));
        }
        let told = self.told_verdicts(claim.fact)?;
        let first = told
            .iter()
            .rev()
            .take_while(|verdict| verdict.state == claim.state)
            .last();
        Ok(first.map(|verdict| verdict.at).or(claim.settled_at))
    }
}

/// What a claim asks of a person, and about which stamps.
fn wanted(claim: &ClaimView, view: &FactView, disputed: &[StampSpan]) -> Option<(TaskKind, Vec<StampSpan>)> {
    let own = &view.fact.stamps;
    let meant = |ranges: &mut dyn Iterator<Item = &SerialRange>| {
        StampSpan::merged(ranges.map(|range| StampSpan::meant(range, own)).collect())
    };
    let lost = claim.ruling.as_ref().map_or(&[][..], |ruling| &ruling.lost);
    match claim.state {
        ClaimState::Disputed if claim.rivals.is_empty() => Some((TaskKind::Mend, own.clone())),
        ClaimState::Disputed => {
            let mut rivals = claim.rivals.iter().map(|rival| &rival.range);
            Some((TaskKind::Rescan, meant(&mut rivals)))
        }
        ClaimState::Refused => Some((TaskKind::TakeOff, own.clone())),
        ClaimState::Confirmed if !disputed.is_empty() => {
            Some((TaskKind::Rescan, StampSpan::merged(in_own_words(disputed, own))))
        }
        ClaimState::Confirmed if !lost.is_empty() => Some((TaskKind::TakeOff, lost.to_vec())),
        ClaimState::Confirmed | ClaimState::Pending | ClaimState::Withdrawn => None,
    }
}

fn share(some: &[StampSpan], others: &[StampSpan]) -> bool {
    some.iter()
        .any(|span| others.iter().any(|other| span.shares_with(other)))
}

/// Places on a list say nothing to who named its codes: any of theirs may be meant.
fn in_own_words(disputed: &[StampSpan], own: &[StampSpan]) -> Vec<StampSpan> {
    let mut told = Vec::new();
    for span in disputed {
        let mut codes = own.iter().filter(|own| own.code.is_some()).peekable();
        if span.range.is_places() && codes.peek().is_some() {
            told.extend(codes.cloned());
        } else {
            told.push(span.clone());
        }
    }
    told
}
