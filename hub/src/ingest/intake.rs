use std::collections::{HashMap, HashSet};

use fieldbook_core::identity::{PublicKey, Signature};
use fieldbook_core::journal::{ActorId, Change, Refusal, check_links};
use fieldbook_core::model::{ChangeHash, DeviceId, OrgId};

use super::checked::{Candidate, Checked};
use super::fates::{DEPENDS_ON_HELD, Fate, Fitting, settle};
use super::ledger::DocLedger;
use crate::Hub;
use crate::error::Result;
use crate::store::Tables;

/// Whether a key's changes are let into an organisation's documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Member,
    Revoked,
    Stranger,
}

/// Standings looked up once per push.
pub(super) type Standings = HashMap<(PublicKey, OrgId), Standing>;

/// The changes of one document on their way in.
pub(super) struct Intake<'a> {
    pub(super) hub: &'a Hub,
    pub(super) tables: &'a Tables<'a>,
    pub(super) group: &'a Checked,
    standings: &'a mut Standings,
    authors: HashMap<ActorId, PublicKey>,
}

impl<'a> Intake<'a> {
    pub(super) fn new(
        hub: &'a Hub,
        tables: &'a Tables<'a>,
        group: &'a Checked,
        standings: &'a mut Standings,
    ) -> Self {
        Self {
            hub,
            tables,
            group,
            standings,
            authors: HashMap::new(),
        }
    }

    /// The key of a change's device.
    pub(super) fn author(&self, change: &Change) -> Option<PublicKey> {
        self.authors.get(&change.actor).copied()
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
        if elsewhere || self.tables.org(doc.org)?.is_none() {
            return Ok(vec![
                Fate::Refused(Refusal::NotAllowed);
                self.group.candidates.len()
            ]);
        }
        let mut ledger = DocLedger::new(self.tables, known.map(|(n, _)| n));
        self.find_authors(&ledger)?;
        let covered = self.covered();
        let mut fates = Vec::with_capacity(self.group.candidates.len());
        let mut fitting: Vec<Fitting> = Vec::new();
        let mut seen: HashMap<ChangeHash, usize> = HashMap::new();
        for (place, candidate) in self.group.candidates.iter().enumerate() {
            let fate = match &candidate.read {
                Err(refusal) => Fate::Refused(refusal.clone()),
                Ok(change) => self.fate_of(&mut ledger, change, covered.contains(&change.hash), &seen)?,
            };
            if let (Ok(change), true) = (&candidate.read, fate.stays()) {
                let deps = change.deps.iter().filter_map(|dep| seen.get(dep).copied());
                fitting.push(Fitting {
                    place,
                    hash: change.hash,
                    actor: change.actor,
                    signed: self.signature_on(candidate, change).is_some(),
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

    /// Writes the settled fates back; a second copy of a refused change shares its refusal.
    fn write_back(&self, fates: &mut [Fate], fitting: &[Fitting]) {
        let settled: HashMap<ChangeHash, &Fitting> =
            fitting.iter().map(|change| (change.hash, change)).collect();
        for (place, (fate, candidate)) in fates.iter_mut().zip(&self.group.candidates).enumerate() {
            let hash = candidate.read.as_ref().ok().map(|change| change.hash);
            if let Some(change) = hash.and_then(|hash| settled.get(&hash))
                && (change.place == place || !change.fate.stays())
            {
                *fate = change.fate.clone();
            }
        }
    }

    /// The key each actor named in its first change: from the rows, else from the push.
    fn find_authors(&mut self, ledger: &DocLedger) -> Result<()> {
        for candidate in &self.group.candidates {
            let Ok(change) = &candidate.read else { continue };
            if let Some(chain) = ledger.chain(&change.actor)? {
                self.authors.insert(change.actor, chain.author);
            } else if let Some(key) = change.author {
                self.authors.entry(change.actor).or_insert(PublicKey(key));
            }
        }
        Ok(())
    }

    /// The changes that a signature of their author stands over: signed themselves, or reached from a
    /// signed change by going back along its actor's chain.
    fn covered(&self) -> HashSet<ChangeHash> {
        let candidates = &self.group.candidates;
        let read: HashMap<ChangeHash, &Change> = candidates
            .iter()
            .filter_map(|candidate| candidate.read.as_ref().ok())
            .map(|change| (change.hash, change))
            .collect();
        let own_last = |change: &Change| {
            let mut deps = change.deps.iter().filter_map(|dep| read.get(dep).copied());
            deps.find(|dep| dep.actor == change.actor && dep.seq + 1 == change.seq)
        };
        let mut covered = HashSet::new();
        for candidate in candidates {
            let signed = candidate.read.as_ref().ok();
            let mut next = signed.filter(|change| self.signature_on(candidate, change).is_some());
            while let Some(change) = next.take_if(|change| covered.insert(change.hash)) {
                next = own_last(change);
            }
        }
        covered
    }

    /// The fate of one change by itself; one that stays is put on top of the ledger.
    fn fate_of(
        &mut self,
        ledger: &mut DocLedger,
        change: &Change,
        covered: bool,
        seen: &HashMap<ChangeHash, usize>,
    ) -> Result<Fate> {
        if seen.contains_key(&change.hash) {
            return Ok(Fate::Duplicate { held: false });
        }
        if let Some((_, held)) = ledger.find(&change.hash)? {
            return Ok(Fate::Duplicate { held });
        }
        let links = check_links(&self.group.genesis, ledger, change)?;
        let Some(author) = self.author(change) else {
            // Its actor's first change is neither here nor known: say which dependency is missing.
            return Ok(Fate::Refused(links.err().unwrap_or(Refusal::Unsigned)));
        };
        let standing = self.standing(author)?;
        let refusal = match (covered, standing, links) {
            (false, _, _) => Some(Refusal::Unsigned),
            (_, Standing::Stranger, _) => Some(Refusal::NotAllowed),
            (_, _, links) => links.err(),
        };
        if let Some(refusal) = refusal {
            return Ok(Fate::Refused(refusal));
        }
        let mut fate = Fate::Accepted;
        for dep in &change.deps {
            if ledger.find(dep)?.is_some_and(|(_, held)| held) {
                fate = Fate::Held(DEPENDS_ON_HELD);
            }
        }
        if standing == Standing::Revoked {
            fate = Fate::Held("revoked");
        }
        ledger.place(change, author);
        Ok(fate)
    }

    fn standing(&mut self, key: PublicKey) -> Result<Standing> {
        let org = self.group.doc.org;
        if let Some(standing) = self.standings.get(&(key, org)) {
            return Ok(*standing);
        }
        let device = self.tables.device_of_key(&key)?;
        let standing = match device {
            _ if key == self.hub.public_key() => Standing::Member,
            Some(device) if self.is_member(device.id, org)? => match device.revoked_ms {
                Some(_) => Standing::Revoked,
                None => Standing::Member,
            },
            _ => Standing::Stranger,
        };
        self.standings.insert((key, org), standing);
        Ok(standing)
    }

    fn is_member(&self, device: DeviceId, org: OrgId) -> Result<bool> {
        let memberships = self.tables.memberships_of(device)?;
        Ok(memberships.iter().any(|membership| membership.org == org))
    }
}
