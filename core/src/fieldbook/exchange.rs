use super::book::Book;
use super::error::Fault;
use super::signing::Push;
use super::sync_run::{ChangeFate, SyncReport};
use crate::identity::sign_request;
use crate::model::{BlobHash, ChangeHash, Moment};
use crate::net::{Credentials, Hub, NetError};
use crate::store::{BlobState, ChangeState, Writing};
use crate::sync::{
    Answer, Fate, Follow, Outcome, PROTOCOL, Problem, SyncRequest, SyncResponse, pack, read_answer, unpack,
};

const PATH: &str = "/v1/sync";
/// A page of 256 KiB, statements, and room to grow.
const ANSWER_MAX: usize = 8 * 1024 * 1024;
/// Bytes of changes per push and page: each acknowledgement saves what it covers on a bad link.
const PAGE: usize = 128 * 1024;

/// What an exchange left to do.
pub(super) struct Left {
    pub(super) more_to_push: bool,
    pub(super) more_to_pull: bool,
    pub(super) files: bool,
}

impl Book {
    /// One push and pull: gathers and signs a page of the outbox, posts it, and applies the answer in slices.
    /// No lock is held while the network is awaited.
    pub(super) fn exchange(&self, hub: &Hub, report: &mut SyncReport) -> Result<Left, Fault> {
        let outbox = self.store.read(|reading| reading.outbox(0, PAGE))?;
        let push = self.sign_push(&outbox)?;
        if !push.hashes.is_empty() {
            self.hand_over(&push.hashes)?;
        }
        let hashes = push.hashes.clone();
        let body = pack(&self.request(push)?)?;
        let credentials = self.credentials(PATH, &body)?;
        report.round_trips += 1;
        report.bytes_up += body.len() as u64;
        let answer = hub.post(PATH, body, Some(&credentials))?;
        report.bytes_down += answer.len() as u64;
        let response: SyncResponse = unpack(&answer, ANSWER_MAX)?;
        if response.oldest_protocol > PROTOCOL {
            return Err(Fault::NotAllowed("app_too_old"));
        }
        let fates = read_answer(&hashes, &response, &self.me.hub_key)?;
        let left = self.apply(&response, &fates, report)?;
        self.ring();
        Ok(left)
    }

    fn request(&self, push: Push) -> Result<SyncRequest, Fault> {
        let orgs = match self.certificate()? {
            Some(certificate) => certificate
                .memberships
                .iter()
                .map(|membership| membership.org)
                .collect(),
            None => vec![self.org()],
        };
        let follow = self.store.read(|reading| {
            orgs.into_iter()
                .map(|org| {
                    let (epoch, after) = reading.follow(org)?.unwrap_or_default();
                    Ok(Follow { org, epoch, after })
                })
                .collect::<Result<Vec<_>, Fault>>()
        })?;
        Ok(SyncRequest {
            protocol: PROTOCOL,
            follow,
            push: push.docs,
            page_bytes: 2 * 128 * 1024,
        })
    }

    /// Before the bytes leave, the changes are marked: an answer that never comes must not look like one
    /// that did, nor like a change that never left.
    fn hand_over(&self, hashes: &[ChangeHash]) -> Result<(), Fault> {
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
        report: &mut SyncReport,
    ) -> Result<Left, Fault> {
        let now = self.now();
        self.keep_answer(response, answer, now)?;
        tally(answer, report);
        self.notice_epoch(response)?;
        for page in &response.pages {
            let received = self.apply_page(page, &response.epoch, now)?;
            report.pulled += received.stored;
            report.quarantined += received.quarantined;
        }
        self.index_facts()?;
        self.store.read(|reading| {
            Ok(Left {
                more_to_push: reading.count_outbox()? > 0,
                more_to_pull: response.pages.iter().any(|page| page.more),
                files: !reading.blobs_to_send()?.is_empty(),
            })
        })
    }

    /// What the hub says of the push, and of itself, in one transaction.
    fn keep_answer(&self, response: &SyncResponse, answer: &Answer, now: Moment) -> Result<(), Fault> {
        self.store.write(|writing| {
            writing.set_meta("nonce", &response.nonce)?;
            writing.set_meta(
                "hub_offset_ms",
                &(response.hub_time.utc_ms - now.utc_ms).to_be_bytes(),
            )?;
            writing.set_meta("last_sync_ms", &now.utc_ms.to_be_bytes())?;
            if let Some(certificate) = &response.certificate {
                self.keep_certificate(writing, certificate)?;
            }
            record_fates(writing, answer)
        })
    }

    /// Sends one file the hub does not have; gives whether more remain. A file that is gone, or that the
    /// hub will not take, is set aside and told, and never holds up the others.
    pub(super) fn send_file(&self, hub: &Hub, report: &mut SyncReport) -> Result<bool, Fault> {
        let waiting = self.store.read(|reading| reading.blobs_to_send())?;
        let Some((hash, length)) = waiting.first().copied() else {
            return Ok(false);
        };
        let state = match self.post_file(hub, hash, report) {
            Ok(()) => BlobState::AtHub,
            Err(Fault::Net(NetError::Refused(problem))) if is_final(&problem) => BlobState::Unsendable,
            Err(fault @ Fault::Net(_)) => return Err(fault),
            Err(_) => BlobState::Unsendable,
        };
        if state == BlobState::Unsendable {
            report.unsendable_files.push(hash);
        }
        self.store
            .write(|writing| writing.set_blob(hash, length, state))?;
        Ok(waiting.len() > 1)
    }

    fn post_file(&self, hub: &Hub, hash: BlobHash, report: &mut SyncReport) -> Result<(), Fault> {
        let path = format!("/v1/blobs/{hash}");
        let body = self.read_blob(hash)?;
        let credentials = self.credentials(&path, &body)?;
        report.round_trips += 1;
        report.bytes_up += body.len() as u64;
        hub.put(&path, body, &credentials)?;
        Ok(())
    }
}

/// An answer that would be the same tomorrow: too large, or not the bytes its name says.
fn is_final(problem: &Problem) -> bool {
    matches!(problem.status, 400 | 413 | 422)
}

fn record_fates(writing: &Writing<'_>, answer: &Answer) -> Result<(), Fault> {
    if let Some((signed, receipt, changes)) = &answer.receipt {
        writing.add_receipt(receipt.at.utc_ms, &signed.to_bytes(), changes)?;
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
