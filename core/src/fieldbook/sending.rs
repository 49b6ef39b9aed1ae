use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};

use super::LinkKind;
use super::book::Book;
use super::error::Fault;
use super::link::Link;
use super::sync_run::SyncReport;
use crate::identity::{FileReceipt, Signed};
use crate::model::BlobHash;
use crate::net::{NetError, Upload};
use crate::photo::PhotoRule;
use crate::store::BlobRow;
use crate::sync::Problem;

const PATH: &str = "/v1/uploads";
/// The most a cut connection may lose.
const CHUNK: u64 = 64 * 1024;
/// A link so bad that less than this passes between two cuts carries nothing.
const CHUNK_MIN: u64 = 8 * 1024;
/// A hub that answers with another place again and again would keep a phone busy for ever.
const STUMBLES_MAX: u32 = 5;

/// The hub's code for a day's bytes used up, and where it is remembered when it last said so.
const QUOTA: &str = "quota";
const QUOTA_TOLD: &str = "quota_told_ms";
/// The hub counts the bytes of 24 hours.
const QUOTA_MS: i64 = 24 * 3600 * 1000;

/// The sending of files in one sync.
#[derive(Debug)]
pub(super) struct Sending {
    pub(super) link: LinkKind,
    /// How far the hub is with the file under way.
    under_way: Option<(BlobHash, u64)>,
    chunk: u64,
    stumbles: u32,
    /// The hub takes no more files of this device today.
    over_quota: bool,
}

impl Sending {
    pub(super) fn over(link: LinkKind) -> Self {
        Self {
            link,
            under_way: None,
            chunk: CHUNK,
            stumbles: 0,
            over_quota: false,
        }
    }
}

/// Whether a file goes over this link, or waits for Wi-Fi.
pub(super) fn may_go(row: &BlobRow, link: LinkKind, rule: &PhotoRule, now_ms: i64) -> bool {
    let fresh_ms = i64::from(rule.metered_minutes) * 60_000;
    let is_fresh = now_ms.saturating_sub(row.kept_ms) < fresh_ms;
    match link {
        LinkKind::Unmetered => true,
        LinkKind::Metered => row.at_once || row.bytes <= rule.metered_bytes || is_fresh,
        LinkKind::Roaming => row.at_once,
    }
}

impl Book {
    /// The next file for this link, the oldest evidence first.
    pub(super) fn next_file(&self, sending: &Sending) -> Result<Option<BlobRow>, Fault> {
        if sending.over_quota {
            return Ok(None);
        }
        let (rule, now) = (&self.config.photos, self.now().utc_ms);
        let waiting = self.store.read(|reading| reading.blobs_to_send())?;
        Ok(waiting
            .into_iter()
            .find(|row| may_go(row, sending.link, rule, now)))
    }

    /// Sends the next part of the next file; gives whether more remains. A file that is gone, or that the hub
    /// will not take, is set aside and told, and never holds up the others.
    pub(super) fn send_file(
        &self,
        link: &Link,
        sending: &mut Sending,
        report: &mut SyncReport,
    ) -> Result<bool, Fault> {
        let Some(row) = self.next_file(sending)? else {
            return Ok(false);
        };
        match self.send_part(link, &row, sending, report) {
            Ok(upload) => self.arrived(&row, &upload, sending)?,
            Err(Fault::Net(NetError::Refused(problem))) => self.stopped(&row, problem, sending, report)?,
            Err(fault @ Fault::Net(NetError::Unreachable(_))) => {
                // The hub may have got more than it could say.
                sending.under_way = None;
                sending.chunk = (sending.chunk / 2).max(CHUNK_MIN);
                return Err(fault);
            }
            Err(Fault::NotFound(_) | Fault::Io { .. }) => self.set_aside(&row, "file_missing", report)?,
            Err(Fault::Unexpected(_)) => self.set_aside(&row, "file_changed", report)?,
            Err(fault) => return Err(fault),
        }
        Ok(self.next_file(sending)?.is_some())
    }

    fn send_part(
        &self,
        link: &Link,
        row: &BlobRow,
        sending: &Sending,
        report: &mut SyncReport,
    ) -> Result<Upload, Fault> {
        report.round_trips += 1;
        match sending.under_way {
            Some((hash, offset)) if hash == row.hash => {
                let bytes = self.part_of(row, offset, sending.chunk)?;
                let path = format!("{PATH}/{hash}");
                let who = self.credentials(&path, &bytes)?;
                report.bytes_up += bytes.len() as u64;
                link.ask(move |hub| hub.append(&path, offset, bytes, &who))
            }
            _ => {
                self.check_blob(row.hash)?;
                // What the hub may already have is not sent again: it says first how far it is.
                let first = match row.sent {
                    0 => self.part_of(row, 0, sending.chunk)?,
                    _ => Vec::new(),
                };
                let who = self.credentials(PATH, &first)?;
                report.bytes_up += first.len() as u64;
                let (hash, length) = (row.hash.0, row.bytes);
                link.ask(move |hub| hub.begin_upload(PATH, &hash, length, first, &who))
            }
        }
    }

    fn part_of(&self, row: &BlobRow, offset: u64, chunk: u64) -> Result<Vec<u8>, Fault> {
        let path = self.blob_path(row.hash);
        let wanted = chunk.min(row.bytes.saturating_sub(offset));
        let mut part = Vec::new();
        let mut file = File::open(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound => Fault::NotFound(row.hash.to_string()),
            _ => Fault::io(&path)(error),
        })?;
        file.seek(SeekFrom::Start(offset)).map_err(Fault::io(&path))?;
        file.take(wanted)
            .read_to_end(&mut part)
            .map_err(Fault::io(&path))?;
        Ok(part)
    }

    /// The hub says how far it is; at the end only its signature counts.
    fn arrived(&self, row: &BlobRow, upload: &Upload, sending: &mut Sending) -> Result<(), Fault> {
        sending.chunk = (sending.chunk * 2).min(CHUNK);
        if let Some(receipt) = &upload.receipt {
            self.check_file_receipt(row, receipt)?;
            sending.under_way = None;
            sending.stumbles = 0;
            return Ok(self
                .store
                .write(|writing| writing.blob_at_hub(row.hash, receipt))?);
        }
        if upload.offset >= row.bytes {
            return Err(NetError::Unreachable("the hub signs no receipt for a file".into()).into());
        }
        // An upload may start over, when the hub was restored or tidied up, but not for ever.
        if upload.offset > row.sent {
            sending.stumbles = 0;
        } else {
            stumble(sending)?;
        }
        sending.under_way = Some((row.hash, upload.offset));
        Ok(self
            .store
            .write(|writing| writing.blob_sent(row.hash, upload.offset))?)
    }

    /// The hub's word over a file, as it is kept.
    pub(super) fn read_file_receipt(&self, receipt: &[u8]) -> Result<FileReceipt, Fault> {
        Ok(Signed::from_bytes(receipt)?.open(&self.me.hub_key)?)
    }

    fn check_file_receipt(&self, row: &BlobRow, receipt: &[u8]) -> Result<(), Fault> {
        let receipt = self.read_file_receipt(receipt)?;
        if receipt.hash == row.hash.0 && receipt.bytes == row.bytes {
            Ok(())
        } else {
            Err(NetError::Unreachable("the hub's receipt is for another file".into()).into())
        }
    }

    fn stopped(
        &self,
        row: &BlobRow,
        problem: Problem,
        sending: &mut Sending,
        report: &mut SyncReport,
    ) -> Result<(), Fault> {
        match problem.code() {
            "hash_mismatch" if row.restarts == 0 => {
                sending.under_way = None;
                Ok(self.store.write(|writing| writing.blob_restarted(row.hash))?)
            }
            code @ ("hash_mismatch" | "blob_too_large") => self.set_aside(row, code, report),
            // Another device got ahead, or the hub has tidied up: it will say where to go on.
            "upload_offset" | "upload_unknown" => {
                sending.under_way = None;
                stumble(sending)
            }
            QUOTA => {
                sending.over_quota = true;
                let now_ms = self.now().utc_ms;
                Ok(self.store.write(|writing| {
                    writing.set_meta(QUOTA_TOLD, &now_ms.to_be_bytes())?;
                    writing.blob_waits(row.hash, QUOTA)
                })?)
            }
            _ => Err(NetError::Refused(problem).into()),
        }
    }

    /// What a file waits for. A quota is one of a day, and no word of tomorrow's.
    pub(super) fn waits_for(&self, row: &BlobRow) -> Result<Option<String>, Fault> {
        if row.reason.as_deref() != Some(QUOTA) {
            return Ok(row.reason.clone());
        }
        let told = self.store.read(|reading| reading.meta(QUOTA_TOLD))?;
        let told = told
            .and_then(|bytes| bytes.try_into().ok())
            .map(i64::from_be_bytes);
        let age_ms = told.map(|told| self.now().utc_ms.saturating_sub(told));
        // A word from the future was heard under another clock.
        let counts = age_ms.is_some_and(|age_ms| (0..QUOTA_MS).contains(&age_ms));
        Ok(row.reason.clone().filter(|_| counts))
    }

    fn set_aside(&self, row: &BlobRow, reason: &str, report: &mut SyncReport) -> Result<(), Fault> {
        report.unsendable_files.push(row.hash);
        Ok(self
            .store
            .write(|writing| writing.blob_set_aside(row.hash, reason))?)
    }
}

fn stumble(sending: &mut Sending) -> Result<(), Fault> {
    sending.stumbles += 1;
    if sending.stumbles > STUMBLES_MAX {
        return Err(NetError::Unreachable("the hub keeps losing its place in a file".into()).into());
    }
    Ok(())
}
