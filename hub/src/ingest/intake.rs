use std::collections::{BTreeMap, BTreeSet, HashMap};

use fieldbook_core::identity::{PublicKey, Signature};
use fieldbook_core::journal::{
    ActorId, Change, Refusal, Write, authors, check_links, covered, decode_fact, is_bound,
};
use fieldbook_core::model::{ChangeHash, DeviceId, DocKind, DocRef, FactId, FactKind};

use super::checked::{Candidate, Checked};
use super::fates::{Fate, Fitting, settle};
use super::hold::Hold;
use super::ledger::DocLedger;
use super::standing::{Standing, Standings};
use crate::Hub;
use crate::error::Result;
use crate::store::Tables;

/// The most actors under which one key writes to a document. A device takes another only when its book was
/// copied or put back; each costs everybody who loads the document.
const ACTORS_MAX: usize = 32;

/// The changes of one document on their way in.
pub(super) struct Intake<'a> {
    pub(super) hub: &'a Hub,
    pub(super) tables: &'a Tables<'a>,
    pub(super) group: &'a Checked,
    /// The device that handed the push in; nobody for the hub's own.
    carrier: Option<DeviceId>,
    /// When the push came.
    pub(super) received_ms: i64,
    standings: &'a mut Standings,
    authors: BTreeMap<ActorId, [u8; 32]>,
    /// Actors of one device that another has signed changes under.
    contested: BTreeSet<ActorId>,
}

impl<'a> Intake<'a> {
    pub(super) fn new(
        hub: &'a Hub,
        tables: &'a Tables<'a>,
        group: &'a Checked,
        carrier: Option<DeviceId>,
        standings: &'a mut Standings,
    ) -> Self {
        Self {
            received_ms: standings.received_ms(hub),
            hub,
            tables,
            group,
            carrier,
            standings,
            authors: BTreeMap::new(),
            contested: BTreeSet::new(),
        }
    }

    /// The key of a change's device.
    pub(super) fn author(&self, change: &Change) -> Option<PublicKey> {
        self.authors.get(&change.actor).copied().map(PublicKey)
    }

    /// The author's own signature on a change, if this is the one they signed.
    pub(super) fn signature_on(&self, candidate: &Candidate, change: &Change) -> Option<Signature> {
        let author = self.author(change)?;
        let own = candidate.signatures.iter().find(|(key, _)| *key == author);
        own.map(|(_, signature)| *signature)
    }

    /// The fate of each change, in push order.
    pub(super) fn fates(&mut self) -> Result<Vec<Fate>> {
        let doc = self.group.doc;
        let known = self.tables.doc(doc.id)?;
        let elsewhere = known.is_some_and(|(_, known)| known != doc);
        let stolen = known.is_none() && self.is_of_another_org(doc)?;
        if elsewhere || stolen || self.tables.org(doc.org)?.is_none() {
            return Ok(vec![
                Fate::Refused(Refusal::NotAllowed);
                self.group.candidates.len()
            ]);
        }
        let mut ledger = DocLedger::new(self.tables, &self.group.genesis, known.map(|(n, _)| n));
        let covered = self.find_authors(&ledger)?;
        let mut fates = Vec::with_capacity(self.group.candidates.len());
        let mut fitting: Vec<Fitting> = Vec::new();
        let mut seen: HashMap<ChangeHash, usize> = HashMap::new();
        let group = self.group;
        for (place, candidate) in group.candidates.iter().enumerate() {
            let fate = match &candidate.read {
                Err(refusal) => Fate::Refused(refusal.clone()),
                Ok(change) => self.fate_of(&mut ledger, change, covered.contains(&change.hash), &seen)?,
            };
            if let (Ok(change), true) = (&candidate.read, fate.stays()) {
                let deps = change.deps.iter().copied().chain(corrected(&ledger, change));
                let deps = deps.filter_map(|dep| seen.get(&dep).copied());
                fitting.push(Fitting {
                    place,
                    hash: change.hash,
                    actor: change.actor,
                    signed: self.signature_on(candidate, change).is_some(),
                    bytes: change.bytes.len(),
                    deps: deps.collect(),
                    fate: fate.clone(),
                });
                seen.insert(change.hash, fitting.len() - 1);
            }
            fates.push(fate);
        }
        settle(&mut fitting);
        self.write_back(&mut fates, &fitting);
        Ok(fates)
    }

    /// Whether the id of a new document was made for another organisation or kind: somebody who carried it
    /// would hand it in as their own, and its author's entries would find no place.
    fn is_of_another_org(&self, doc: DocRef) -> Result<bool> {
        if doc.kind == DocKind::Register || doc.is_bound() {
            return Ok(false);
        }
        let orgs = self.tables.orgs()?;
        let others = orgs.iter().flat_map(|org| {
            DocKind::ALL.map(|kind| DocRef {
                org: org.id,
                kind,
                ..doc
            })
        });
        Ok(others.into_iter().any(|other| other.is_bound()))
    }

    /// Writes the settled fates back. A later copy of a change says what became of the first, or whoever
    /// pushes a held change twice would be told that it counts.
    fn write_back(&self, fates: &mut [Fate], fitting: &[Fitting]) {
        let settled: HashMap<ChangeHash, &Fitting> =
            fitting.iter().map(|change| (change.hash, change)).collect();
        for (place, (fate, candidate)) in fates.iter_mut().zip(&self.group.candidates).enumerate() {
            let hash = candidate.read.as_ref().ok().map(|change| change.hash);
            let Some(change) = hash.and_then(|hash| settled.get(&hash)) else {
                continue;
            };
            *fate = match &change.fate {
                settled if change.place == place => settled.clone(),
                Fate::Held(hold) if fate.is_duplicate() => Fate::Duplicate(Some(*hold)),
                Fate::Refused(refusal) => Fate::Refused(refusal.clone()),
                _ => continue,
            };
        }
    }

    /// The changes that could be read, in push order.
    fn read(&self) -> impl Iterator<Item = &'a Change> + Clone + use<'a> {
        self.group
            .candidates
            .iter()
            .filter_map(|it| it.read.as_ref().ok())
    }

    /// The key each actor named in its first change, and the changes that a signature of it stands over.
    fn find_authors(&mut self, ledger: &DocLedger) -> Result<BTreeSet<ChangeHash>> {
        let mut known = BTreeMap::new();
        for change in self.read() {
            if let Some(chain) = ledger.chain(&change.actor)? {
                known.insert(change.actor, chain.author.0);
            }
        }
        self.authors = authors(self.read(), |actor| known.get(actor).copied());
        let signed: Vec<([u8; 32], &Change)> = self
            .group
            .candidates
            .iter()
            .filter_map(|candidate| Some((candidate, candidate.read.as_ref().ok()?)))
            .flat_map(|(candidate, change)| candidate.signatures.iter().map(move |(key, _)| (key.0, change)))
            .collect();
        let by_another = signed
            .iter()
            .filter(|(key, change)| known.get(&change.actor).is_some_and(|author| author != key));
        self.contested = by_another.map(|(_, change)| change.actor).collect();
        let signed: Vec<([u8; 32], ChangeHash)> =
            signed.iter().map(|(key, change)| (*key, change.hash)).collect();
        Ok(covered(self.read(), &signed, &self.authors))
    }

    /// The fate of one change by itself; one that stays is put on top of the ledger.
    fn fate_of(
        &mut self,
        ledger: &mut DocLedger<'a>,
        change: &'a Change,
        covered: bool,
        seen: &HashMap<ChangeHash, usize>,
    ) -> Result<Fate> {
        if seen.contains_key(&change.hash) {
            return Ok(Fate::Duplicate(None));
        }
        if let Some((_, hold)) = ledger.find(&change.hash)? {
            return Ok(Fate::Duplicate(hold));
        }
        let links = check_links(&self.group.genesis, ledger, change)?;
        let Some(author) = self.author(change) else {
            // Its actor's first change is neither here nor known: say which dependency is missing.
            return Ok(Fate::Refused(links.err().unwrap_or(Refusal::Unsigned)));
        };
        let standing = self.standing(author)?;
        let refusal = match (covered, &standing, links) {
            (false, _, _) if self.contested.contains(&change.actor) => Some(Refusal::ActorTaken),
            (false, _, _) => Some(Refusal::Unsigned),
            (_, Standing::Stranger, _) => Some(Refusal::NotAllowed),
            (_, _, links) => links.err(),
        };
        if let Some(refusal) = refusal {
            return Ok(Fate::Refused(refusal));
        }
        if change.author.is_some() && self.is_of_another_key(&change.actor, &author)? {
            return Ok(Fate::Refused(Refusal::ActorTaken));
        }
        let begins = change.seq == 1 && !matches!(standing, Standing::Hub);
        if begins && ledger.actors_of(&author)? >= ACTORS_MAX {
            return Ok(Fate::Refused(Refusal::TooManyActors));
        }
        let hold = self.hold(ledger, change, &standing)?;
        ledger.place(change, author);
        Ok(hold.map_or(Fate::Accepted, Fate::Held))
    }

    /// Whether an actor was made for another device's key, who may not have written here yet.
    fn is_of_another_key(&mut self, actor: &ActorId, author: &PublicKey) -> Result<bool> {
        if is_bound(actor, &author.0) {
            return Ok(false);
        }
        self.standings.is_bound_to_anybody(self.tables, actor)
    }

    /// Why a change that fits does not count.
    fn hold(&self, ledger: &DocLedger, change: &Change, standing: &Standing) -> Result<Option<Hold>> {
        if let Standing::Device(device) = standing {
            let kind_of = |fact| self.kind_of(ledger, fact);
            let objection = device.objection(self.carrier, self.group.doc.kind, change, kind_of)?;
            if objection.is_some() {
                return Ok(objection);
            }
        }
        for dep in &change.deps {
            if ledger.find(dep)?.is_some_and(|(_, hold)| hold.is_some()) {
                return Ok(Some(Hold::DependsOnHeld));
            }
        }
        Ok(None)
    }

    /// The kind of a fact in the rows, or in this very push once its change has found its place: what is only
    /// claimed says nothing, or whoever pushes a false note beside a correction would choose who may correct.
    fn kind_of(&self, ledger: &DocLedger, fact: FactId) -> Result<Option<FactKind>> {
        if let Some(kind) = self.tables.kind_of_fact(fact)? {
            return Ok(Some(kind));
        }
        let placed = ledger.placed_fact(fact);
        let kind = placed.map(|placed| Ok(decode_fact(placed.bytes)?.kind));
        kind.transpose()
    }

    fn standing(&mut self, key: PublicKey) -> Result<Standing> {
        self.standings.of(self.hub, self.tables, key, self.group.doc.org)
    }
}

/// The changes of this push whose facts a change corrects: it stands and falls with them, whether it names
/// them among its dependencies or not.
fn corrected(ledger: &DocLedger, change: &Change) -> Vec<ChangeHash> {
    let corrected = change.writes.iter().filter_map(|write| match write {
        Write::Register { key, .. } => ledger.placed_fact(key.fact_field()?.0),
        Write::Fact { .. } => None,
    });
    corrected.map(|fact| fact.change).collect()
}
