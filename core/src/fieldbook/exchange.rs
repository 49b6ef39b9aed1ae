use super::book::Book;
use super::epoch::held_after;
use super::error::Fault;
use super::fork::Parting;
use super::link::Link;
use super::packs::list_in;
use super::signing::{Push, fresh};
use super::sync_run::{ChangeFate, SyncReport};
use crate::identity::sign_request;
use crate::model::{ChangeHash, HubClock, Moment, OrgId};
use crate::net::Credentials;
use crate::store::{ChangeState, ProofOf, Writing};
use crate::sync::{
    ANSWER_BYTES_MAX, Answer, Begin, Fate, Follow, OrgPage, Outcome, PROTOCOL, SyncRequest, SyncResponse,
    pack, read_answer, unpack,
};

const PATH: &str = "/v1/sync";
/// What the book remembers about the hub's count of this device's changes.
const OWN_HELD: &str = "own_held";
const OWN_WANTED: &str = "own_wanted";

/// What an exchange left to do.
pub(super) struct Left {
    pub(super) more_to_push: bool,
    pub(super) more_to_pull: bool,
    /// Bytes carried both ways, before deflating.
    pub(super) bytes: u64,
    /// Milliseconds it took.
    pub(super) ms: u64,
}

impl Book {
    /// One push and pull of about so many bytes each way: gathers and signs a page of the outbox, posts it,
    /// and applies the answer in one transaction. No lock is held while the network is awaited.
    pub(super) fn exchange(&self, link: &Link, bytes: u32, report: &mut SyncReport) -> Result<Left, Fault> {
        let most = usize::try_from(bytes).unwrap_or(usize::MAX);
        let own = self.me.author.key;
        let outbox = self.store.read(|reading| reading.outbox(&own, most))?;
        let push = self.with_freight(self.sign_push(&outbox)?, most)?;
        if !push.hashes.is_empty() {
            self.hand_over(&push.hashes)?;
            // So that a screen shows what is being sent while the answer is awaited.
            self.ring();
        }
        let hashes = push.hashes.clone();
        let sent = push.bytes();
        let body = pack(&self.request(push, most, most.saturating_sub(sent), report)?)?;
        let credentials = self.credentials(PATH, &body)?;
        report.round_trips += 1;
        report.bytes_up += body.len() as u64;
        let left_at = self.reading();
        let answer = link.post(PATH, body, Some(credentials))?;
        let answered_at = self.reading();
        report.bytes_down += answer.body.len() as u64;
        let response: SyncResponse = unpack(&answer.body, ANSWER_BYTES_MAX)?;
        if response.oldest_protocol > PROTOCOL {
            return Err(Fault::NotAllowed("app_too_old"));
        }
        let fates = read_answer(&hashes, &response, &self.me.hub_key)?;
        let clock = HubClock::between(left_at, answered_at, response.hub_time.utc_ms);
        let mut left = self.apply(&response, &fates, clock, report)?;
        left.bytes = (sent + weight(&response)) as u64;
        left.ms = answer.ms;
        self.ring();
        Ok(left)
    }

    /// The organisations to pull: where this device is certified, without those a person has dropped and
    /// those whose last page could not be read.
    fn followed(&self, report: &SyncReport) -> Result<Vec<OrgId>, Fault> {
        let mut orgs = self.member_orgs()?;
        let unfollowed = self.store.read(|reading| reading.unfollowed())?;
        orgs.retain(|org| !unfollowed.contains(org) && !report.unreadable_orgs.contains(org));
        Ok(orgs)
    }

    fn request(
        &self,
        push: Push,
        most: usize,
        room: usize,
        report: &SyncReport,
    ) -> Result<SyncRequest, Fault> {
        let orgs = self.followed(report)?;
        let certificate = self.certificate()?;
        let follow = self.store.read(|reading| {
            orgs.into_iter()
                .map(|org| {
                    let row = reading.follow(org)?.unwrap_or_default();
                    let held = row.tell_after.map(|after| held_after(reading, org, after, most));
                    Ok(Follow {
                        org,
                        epoch: row.epoch,
                        after: row.after,
                        begin: Some(Begin {
                            mark: row.mark,
                            held: held.transpose()?,
                            own: row.own.then_some(true),
                        }),
                    })
                })
                .collect::<Result<Vec<_>, Fault>>()
        })?;
        let list = self.store.read(list_in)?;
        let packs = list.map(|list| list.digest().to_vec()).unwrap_or_default();
        Ok(SyncRequest {
            protocol: PROTOCOL,
            follow,
            push: push.docs,
            // What the push leaves, but at least half: a full outbox must not starve the pull.
            page_bytes: u32::try_from(room.max(most / 2)).unwrap_or(u32::MAX),
            certificate: certificate.map(|certificate| certificate.not_before.utc_ms),
            own: Some(self.own_known()?),
            packs: Some(packs.into()),
            fresh: Some(fresh()?),
        })
    }

    /// How many of this device's changes the hub has said it holds; 0 asks for all behind the cursor. When the
    /// hub holds more, this book is a copy that has fallen behind, or an answer was lost.
    fn own_known(&self) -> Result<u64, Fault> {
        let author = self.me.author.key;
        self.store.read(|reading| {
            if reading.meta(OWN_WANTED)?.is_some_and(|wanted| wanted == [1]) {
                return Ok(0);
            }
            let held = reading.meta(OWN_HELD)?.and_then(|held| held.try_into().ok());
            match held {
                Some(held) => Ok(u64::from_be_bytes(held)),
                None => Ok(reading.count_at_hub(&author)?),
            }
        })
    }

    /// Before the bytes leave, the changes are marked: an answer that never comes must not look like one
    /// that did, nor like a change that never left.
    pub(super) fn hand_over(&self, hashes: &[ChangeHash]) -> Result<(), Fault> {
        self.store.write(|writing| {
            hashes
                .iter()
                .try_for_each(|hash| writing.set_state(hash, ChangeState::HandedOver, None))
        })?;
        Ok(())
    }

    /// Signs a request over the hub's last nonce.
    pub(super) fn credentials(&self, path: &str, body: &[u8]) -> Result<Credentials, Fault> {
        let nonce = self
            .store
            .read(|reading| reading.meta("nonce"))?
            .unwrap_or_default();
        let signature = sign_request(&self.me.key, &nonce, path, body).0;
        Ok(Credentials {
            device: self.me.device.to_string(),
            nonce,
            signature,
        })
    }

    fn apply(
        &self,
        response: &SyncResponse,
        answer: &Answer,
        clock: HubClock,
        report: &mut SyncReport,
    ) -> Result<Left, Fault> {
        let now = self.now();
        let parted = self.take_answer(response, answer, clock, now)?;
        report.rewritten += parted.rewritten;
        report.quarantined += parted.aside;
        let mut made_room = parted.aside > 0;
        tally(answer, report);
        self.keep_pack_list(response, report)?;
        let (asked_all, mut lacks_own) = (self.own_known()? == 0, false);
        for page in &response.pages {
            match self.apply_page(page, &response.epoch, asked_all, now) {
                Ok(came) => {
                    lacks_own |= came.lacks_own;
                    report.pulled += came.stored;
                    report.quarantined += came.quarantined;
                    report.rewritten += came.rewritten;
                }
                Err(Fault::Store(error)) => return Err(error.into()),
                // A page that cannot be read or trusted never holds up another organisation's.
                Err(_) => report.unreadable_orgs.push(page.org),
            }
        }
        if brings_certificates(response) {
            self.reload_people()?;
        }
        self.index_facts()?;
        let more_to_pull = lacks_own
            || response
                .pages
                .iter()
                .any(|page| page.more && !report.unreadable_orgs.contains(&page.org));
        if !more_to_pull && report.unreadable_orgs.is_empty() {
            let rewritten = self.part_from_taken()?;
            report.rewritten += rewritten;
            made_room |= rewritten > 0;
        }
        if made_room {
            // What an entry's id kept out, also in another document, has its place now.
            let waiting = self.store.read(|reading| reading.quarantined_documents(None))?;
            report.pulled += self.try_again(&waiting, now)?.stored;
        }
        // Last, so that what was cut off is asked for again.
        self.store
            .write(|writing| note_own(writing, response, lacks_own))?;
        let waiting = self
            .store
            .read(|reading| Ok::<_, Fault>(reading.count_outbox()? + reading.count_freight()?))?;
        Ok(Left {
            more_to_push: waiting > 0,
            more_to_pull,
            bytes: 0,
            ms: 0,
        })
    }

    /// What the hub says of the push, and of itself, in one transaction. Gives what had to give way.
    fn take_answer(
        &self,
        response: &SyncResponse,
        answer: &Answer,
        clock: HubClock,
        now: Moment,
    ) -> Result<Parting, Fault> {
        let mut parting = Parting::default();
        let mut open = self.documents.lock();
        self.store.write(|writing| {
            self.note_run(writing)?;
            writing.set_meta("nonce", &response.nonce)?;
            writing.set_hub_clock(&clock)?;
            writing.note_sync(now.utc_ms)?;
            if let Some(certificate) = &response.certificate {
                self.keep_certificate(writing, certificate)?;
            }
            record_fates(writing, answer)?;
            self.part_from_refused(writing, answer, &mut parting, now)
        })?;
        if self.me.author.follow(&parting) {
            open.clear();
        }
        drop(open);
        self.set_hub_clock(clock);
        Ok(parting)
    }
}

/// Bytes of changes and statements in an answer, before deflating.
fn weight(response: &SyncResponse) -> usize {
    let of_page = |page: &OrgPage| {
        let changes = page.docs.iter().flat_map(|doc| &doc.changes);
        let changes: usize = changes.map(|change| change.len()).sum();
        let statements = [
            &page.certificates,
            &page.leases,
            &page.verdicts,
            &page.revocations,
            &page.lists,
        ];
        let statements: usize = statements.into_iter().flatten().map(|one| one.body.len()).sum();
        changes + statements
    };
    response.pages.iter().map(of_page).sum()
}

/// Remembers how many of this device's changes the hub holds, and goes on asking for them until the last page, or
/// because one is lacking.
fn note_own(writing: &Writing<'_>, response: &SyncResponse, lacking: bool) -> Result<(), Fault> {
    let Some(own) = &response.own else { return Ok(()) };
    let more = own.given && response.pages.iter().any(|page| page.more);
    writing.set_meta(OWN_WANTED, &[u8::from(more || lacking)])?;
    Ok(writing.set_meta(OWN_HELD, &own.held.to_be_bytes())?)
}

fn brings_certificates(response: &SyncResponse) -> bool {
    response.certificate.is_some() || response.pages.iter().any(|page| !page.certificates.is_empty())
}

fn record_fates(writing: &Writing<'_>, answer: &Answer) -> Result<(), Fault> {
    if let Some((signed, receipt, changes)) = &answer.receipt {
        writing.add_receipt(receipt.at.utc_ms, &signed.to_bytes(), changes, ProofOf::Every)?;
    }
    for fate in &answer.fates {
        let state = match fate.outcome {
            Outcome::Accepted | Outcome::Duplicate => ChangeState::Accepted,
            Outcome::Held => ChangeState::Held,
            Outcome::Refused => ChangeState::Refused,
        };
        writing.set_state(&fate.change, state, fate.code.as_deref())?;
    }
    Ok(())
}

fn tally(answer: &Answer, report: &mut SyncReport) {
    report.pushed += answer.fates.len() as u64;
    report.receipts += u64::from(answer.receipt.is_some());
    for fate in &answer.fates {
        match fate.outcome {
            Outcome::Accepted => report.accepted += 1,
            Outcome::Duplicate => report.duplicate += 1,
            Outcome::Held => report.held.push(change_fate(fate)),
            Outcome::Refused => report.refused.push(change_fate(fate)),
        }
    }
}

fn change_fate(fate: &Fate) -> ChangeFate {
    ChangeFate {
        change: fate.change,
        code: fate.code.clone().unwrap_or_default(),
    }
}
