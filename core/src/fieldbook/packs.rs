//! What the hub adds to the catalogue while it runs: a signed list, and files fetched once by their hash.

use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError, RwLock};

use sha2::{Digest, Sha256};

use super::book::Book;
use super::error::Fault;
use super::link::Link;
use super::sync_run::SyncReport;
use crate::catalog::Catalog;
use crate::identity::{Pack, PackList, Signed};
use crate::model::BlobHash;
use crate::net::NetError;
use crate::store::{PackRow, Reading};
use crate::sync::{SyncResponse, inflate};

/// Where the list is remembered, as the hub signed it.
const LIST: &str = "packs";
/// Deflated bytes are never more than this longer than what is in them (zlib: 5 in 16 KB, and 6).
const DEFLATED_MORE: u32 = 1024;

/// A pack that is not in use, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFault {
    /// The file; `None` for the list of packs itself.
    pub pack: Option<BlobHash>,
    /// The text is `pack.<code>`: `unreadable` (kept, and read once an update of the app can), `version_taken`
    /// (kept; this device knows another group under its name), and for what is asked for again at the next sync
    /// `wrong_bytes`, `not_given`, `too_large` and `list_unsigned`.
    pub code: &'static str,
}

impl PackFault {
    fn of(hash: BlobHash, code: &'static str) -> Self {
        Self {
            pack: Some(hash),
            code,
        }
    }
}

/// The packs of a book, and the catalogue they make together with the app's own groups.
#[derive(Default)]
pub(super) struct Packs(RwLock<Known>);

#[derive(Default, Clone)]
struct Known {
    catalog: Arc<Catalog>,
    held: BTreeSet<BlobHash>,
    faults: Vec<PackFault>,
}

impl Packs {
    fn known(&self) -> Known {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, known: Known) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = known;
    }
}

impl Known {
    /// What one cannot read waits in the book for an app that can; it never keeps the others out.
    fn of(own: &Arc<Catalog>, rows: Vec<PackRow>) -> Self {
        let mut known = Self {
            catalog: Arc::clone(own),
            ..Self::default()
        };
        for row in rows {
            if Sha256::digest(&row.content).as_slice() != row.hash.0 {
                known.faults.push(PackFault::of(row.hash, "wrong_bytes"));
                continue;
            }
            known.held.insert(row.hash);
            if row.kind != Pack::GROUP {
                continue;
            }
            match known.catalog.with_group(&row.content) {
                Ok(catalog) => known.catalog = Arc::new(catalog),
                Err(invalid) if invalid.reason == "group_version_taken" => {
                    known.faults.push(PackFault::of(row.hash, "version_taken"));
                }
                Err(_) => known.faults.push(PackFault::of(row.hash, "unreadable")),
            }
        }
        known
    }
}

impl Book {
    /// The app's product groups and those of the hub.
    pub(super) fn catalog(&self) -> Arc<Catalog> {
        let known = self.packs.0.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&known.catalog)
    }

    /// Reads the packs of the book.
    pub(super) fn load_packs(&self) -> Result<(), Fault> {
        let rows = self.store.glance(|reading| reading.packs())?;
        self.packs.set(Known::of(&self.config.catalog, rows));
        Ok(())
    }

    /// Why some of the packs in the book are not in use.
    pub(super) fn pack_faults(&self) -> Vec<PackFault> {
        self.packs.known().faults
    }

    /// Keeps the list of an answer. It is nobody's entry, so one that cannot be trusted holds up nothing.
    pub(super) fn keep_pack_list(
        &self,
        response: &SyncResponse,
        report: &mut SyncReport,
    ) -> Result<(), Fault> {
        let Some(signed) = &response.packs else {
            return Ok(());
        };
        let Ok(list) = signed.open::<PackList>(&self.me.hub_key) else {
            report.unreadable_packs.push(PackFault {
                pack: None,
                code: "list_unsigned",
            });
            return Ok(());
        };
        self.store.write(|writing| {
            let held = list_in(&writing.reading())?.and_then(|held| held.read::<PackList>().ok());
            if held.is_some_and(|held| held.at.utc_ms >= list.at.utc_ms) {
                return Ok(());
            }
            Ok(writing.set_meta(LIST, &signed.to_bytes())?)
        })
    }

    /// The next pack of the list that is not here and has not failed in this sync.
    pub(super) fn next_pack(&self, report: &SyncReport) -> Result<Option<Pack>, Fault> {
        let Some(signed) = self.store.read(list_in)? else {
            return Ok(None);
        };
        let listed = signed
            .read::<PackList>()
            .map(|list| list.packs)
            .unwrap_or_default();
        let held = self.packs.known().held;
        let failed: Vec<_> = report
            .unreadable_packs
            .iter()
            .filter_map(|fault| fault.pack)
            .collect();
        let mut groups = listed.into_iter().take(PackList::PACKS_MAX);
        Ok(groups.find(|pack| {
            let hash = BlobHash(pack.hash);
            pack.kind == Pack::GROUP && !held.contains(&hash) && !failed.contains(&hash)
        }))
    }

    /// Fetches the next pack. It is a few kilobytes, so one that was cut off is asked for whole again.
    pub(super) fn fetch_pack(&self, link: &Link, report: &mut SyncReport) -> Result<(), Fault> {
        let Some(pack) = self.next_pack(report)? else {
            return Ok(());
        };
        let hash = BlobHash(pack.hash);
        let path = format!("/v1/packs/{hash}");
        match fetch_by_hash(link, path, hash, (pack.bytes, Pack::BYTES_MAX), report)? {
            Ok(content) => {
                let row = PackRow {
                    hash,
                    kind: pack.kind,
                    content,
                };
                self.store.write(|writing| writing.keep_pack(&row))?;
                self.load_packs()?;
                report.packs += 1;
                self.ring();
            }
            Err(code) => report.unreadable_packs.push(PackFault::of(hash, code)),
        }
        Ok(())
    }
}

/// A file that the hub gives to whoever knows its hash, or why this one will not come now: `bytes` is the length
/// it is said to have, and the most that is taken. A link that breaks is a fault, as anywhere.
pub(super) fn fetch_by_hash(
    link: &Link,
    path: String,
    hash: BlobHash,
    (bytes, bytes_max): (u32, u32),
    report: &mut SyncReport,
) -> Result<Result<Vec<u8>, &'static str>, Fault> {
    if bytes > bytes_max {
        return Ok(Err("too_large"));
    }
    let most = u64::from(bytes + DEFLATED_MORE);
    report.round_trips += 1;
    let body = match link.ask(move |hub| hub.get(&path, most)) {
        Err(Fault::Net(NetError::Refused(_))) => return Ok(Err("not_given")),
        body => body?,
    };
    report.bytes_down += body.len() as u64;
    let content = inflate(&body, usize::try_from(bytes).unwrap_or_default());
    let fits = |content: &Vec<u8>| Sha256::digest(content).as_slice() == hash.0;
    Ok(content.ok().filter(fits).ok_or("wrong_bytes"))
}

/// The list that the book holds.
pub(super) fn list_in(reading: &Reading<'_>) -> Result<Option<Signed>, Fault> {
    let bytes = reading.meta(LIST)?;
    Ok(bytes.and_then(|bytes| Signed::from_bytes(&bytes).ok()))
}
