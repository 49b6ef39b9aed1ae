use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;

use super::book::Book;
use super::data_use::UseKind;
use super::error::Fault;
use super::{LinkKind, lock};
use crate::disk;
use crate::model::BlobHash;
use crate::net::{Hub, NetError};
use crate::sync::Ending;

/// How a file is fetched.
#[derive(Debug, Clone, Default)]
pub struct FetchOptions {
    /// Another address of the same hub; `None` uses the invitation's.
    pub hub_url: Option<String>,
    /// What carries the bytes.
    pub link: LinkKind,
    /// Also over a SIM card's data: a person was asked and said yes.
    pub anyway: bool,
}

/// One for a nonce that has grown old, one for a file that came wrong.
const TRIES: u32 = 4;

impl Book {
    pub(super) fn fetch_blob(&self, hash: BlobHash, options: &FetchOptions) -> Result<Ending, Fault> {
        // Two at once would write into one file.
        let _one_at_a_time = lock(&self.fetching);
        match self.check_blob(hash) {
            Ok(()) => return Ok(Ending::Complete),
            // Gone or changed: the hub's copy mends it.
            Err(Fault::NotFound(_) | Fault::Unexpected(_)) => {}
            Err(fault) => return Err(fault),
        }
        if options.link != LinkKind::Unmetered && !options.anyway {
            return Err(Fault::NotAllowed("metered_link"));
        }
        let hub = self.hub_at(options.hub_url.as_deref())?;
        let ending = self.fetch_from(&hub, hash);
        self.meter(&hub, UseKind::Photos, options.link)?;
        ending
    }

    fn fetch_from(&self, hub: &Hub, hash: BlobHash) -> Result<Ending, Fault> {
        for _ in 0..TRIES {
            match self.fetch_rest(hub, hash) {
                Ok(true) => return Ok(Ending::Complete),
                Ok(false) => {}
                Err(Fault::Net(NetError::Unreachable(why))) => return Ok(Ending::Offline(why)),
                Err(Fault::Net(NetError::Refused(problem))) => match problem.code() {
                    "stale_nonce" if self.keep_nonce(problem.nonce.as_deref())? => {}
                    // More is here than the file has: what is here is not it.
                    "range" => self.drop_part(hash)?,
                    _ if problem.status >= 500 => return Ok(Ending::Offline(problem.title)),
                    code => return Ok(Ending::Refused(code.to_owned())),
                },
                Err(fault) => return Err(fault),
            }
        }
        Ok(Ending::Refused("hash_mismatch".into()))
    }

    fn part_path(&self, hash: BlobHash) -> PathBuf {
        self.blob_dir().join(format!("{hash}.fetch"))
    }

    /// Appends what is missing; `false` when what came is not the file, and it has to start over.
    fn fetch_rest(&self, hub: &Hub, hash: BlobHash) -> Result<bool, Fault> {
        self.make_blob_dir()?;
        let (part, path) = (self.part_path(hash), format!("/v1/blobs/{hash}"));
        let mut file = File::options()
            .create(true)
            .append(true)
            .open(&part)
            .map_err(Fault::io(&part))?;
        let here = file.metadata().map_err(Fault::io(&part))?.len();
        let who = self.credentials(&path, &[])?;
        let mut coming = hub.download(&path, here, &who)?;
        if coming.from != here {
            file.set_len(coming.from).map_err(Fault::io(&part))?;
        }
        if let Some(length) = coming.length {
            self.need_room(length.saturating_sub(coming.from))?;
        }
        let mut space = vec![0; 16 * 1024];
        loop {
            // What has come stays: the next try goes on behind it.
            let read = coming.read(&mut space)?;
            match space.get(..read) {
                Some(bytes) if read > 0 => file.write_all(bytes).map_err(Fault::io(&part))?,
                _ => break,
            }
        }
        file.sync_all().map_err(Fault::io(&part))?;
        self.finish_fetch(hash)
    }

    fn finish_fetch(&self, hash: BlobHash) -> Result<bool, Fault> {
        let part = self.part_path(hash);
        let file = File::open(&part).map_err(Fault::io(&part))?;
        let length = file.metadata().map_err(Fault::io(&part))?.len();
        if disk::sha256(file).map_err(Fault::io(&part))? != hash.0 {
            self.drop_part(hash)?;
            return Ok(false);
        }
        disk::put_in_place(&part, &self.blob_path(hash)).map_err(Fault::io(&part))?;
        let now = self.now().utc_ms;
        self.store
            .write(|writing| writing.blob_fetched(hash, length, now))?;
        self.ring();
        Ok(true)
    }

    fn drop_part(&self, hash: BlobHash) -> Result<(), Fault> {
        let part = self.part_path(hash);
        fs::remove_file(&part).map_err(Fault::io(&part))
    }
}
