//! Leases of stamps that an issuer printed by a list of codes: which codes they hold is fetched once by its hash.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::book::Book;
use super::error::Fault;
use super::link::Link;
use super::packs::{PackFault, fetch_by_hash};
use super::sync_run::SyncReport;
use crate::identity::{ListLease, Signed};
use crate::model::{BlobHash, Invalid, LeaseId, OrgId, StampLease, StampSpan};
use crate::stamp::{self, CodeFilter};

/// A lease by a list of codes.
pub(super) struct List {
    /// With the places on the list.
    pub(super) lease: StampLease,
    stem: String,
    /// What every key of the list begins with.
    prefix: String,
    /// The organisation's leases of stamps that count.
    beside: Vec<StampLease>,
    /// Nothing until it is fetched: then no code is known to be of it.
    filter: Option<CodeFilter>,
}

impl List {
    pub(super) fn is_here(&self) -> bool {
        self.filter.is_some()
    }

    /// Whether it may hold a key. The filter takes one stranger in 256 for one of its own, so it is asked about what
    /// looks like its codes only: never about one's own serials or another issuer's stamps.
    pub(super) fn holds(&self, key: &str) -> bool {
        let code = key.strip_prefix(&self.prefix).filter(|code| !code.is_empty());
        let alike = |lease: &&StampLease| lease.gtin.is_some() && lease.gtin == self.lease.gtin;
        let counted = |code: &str| {
            let mut alike = self.beside.iter().filter(alike);
            alike.any(|lease| lease.range.contains(code))
        };
        code.is_some_and(|code| !counted(code))
            && self.filter.as_ref().is_some_and(|filter| filter.may_hold(key))
    }

    /// The lease as it bears on one code that it holds.
    pub(super) fn over(&self, code: &StampSpan) -> StampLease {
        StampLease {
            range: code.range.clone(),
            ..self.lease.clone()
        }
    }

    /// The key of a code that was typed as printed, without the address before it.
    fn key_of_typed(&self, text: &str) -> Option<String> {
        // What is typed may as well be a serial.
        if self.beside.iter().any(|lease| lease.range.contains(text)) {
            return None;
        }
        let typed = stamp::read(&format!("{}{text}", self.stem));
        (!self.stem.is_empty() && self.holds(&typed.key)).then_some(typed.key)
    }
}

/// Whether some list holds a key.
pub(super) fn is_held(lists: &[List], key: &str) -> bool {
    lists.iter().any(|list| list.holds(key))
}

/// The key of a stamp, read whole or typed as its bare code: what lists know it by.
///
/// Error: `InvalidInput` for `code`: `sweep_which` for a bare code that two issuers may have.
pub(super) fn key_of(lists: &[List], text: &str) -> Result<String, Invalid> {
    let read = stamp::read(text);
    let text = text.trim();
    if text.contains('/') {
        return Ok(read.key);
    }
    let typed: BTreeSet<String> = lists.iter().filter_map(|list| list.key_of_typed(text)).collect();
    let mut typed = typed.into_iter();
    match (typed.next(), typed.next()) {
        (Some(_), Some(_)) => Err(Invalid::new("code", "sweep_which").with("value", &text)),
        (Some(key), None) => Ok(key),
        (None, _) => Ok(read.key),
    }
}

impl Book {
    /// Every lease of an organisation by a list of codes, in the order of their ids.
    pub(super) fn lists(&self, org: OrgId) -> Result<Vec<List>, Fault> {
        let mut lists = self.store.read(|reading| {
            let mut lists = Vec::new();
            for signed in reading.list_leases()? {
                let ListLease {
                    lease, stem, filter, ..
                } = Signed::from_bytes(&signed)?.read()?;
                if lease.org != org {
                    continue;
                }
                let content = reading.code_filter(filter)?;
                // One that this app cannot read waits for one that can.
                let filter = content.and_then(|bytes| CodeFilter::from_bytes(&bytes).ok());
                let probe = stamp::read(&format!("{stem}0")).key;
                lists.push(List {
                    prefix: probe.strip_suffix('0').unwrap_or_default().to_owned(),
                    beside: Vec::new(),
                    lease,
                    stem,
                    filter,
                });
            }
            Ok::<_, Fault>(lists)
        })?;
        if !lists.is_empty() {
            let counted = self.serial_leases(org)?;
            for list in &mut lists {
                list.beside.clone_from(&counted);
            }
        }
        Ok(lists)
    }

    /// Spans for stamps of lists, each once and tied to the lease that holds it: of two the one that stands, and the
    /// newer. Stamps of no list known here are spans without a lease.
    pub(super) fn code_spans(&self, texts: &[String]) -> Result<Vec<StampSpan>, Fault> {
        let lists = self.lists(self.org())?;
        let keys: Vec<String> = texts
            .iter()
            .map(|text| key_of(&lists, text))
            .collect::<Result<_, _>>()?;
        self.spans_of_keys(&lists, keys.iter())
    }

    /// The same for keys.
    pub(super) fn spans_of_keys<'k>(
        &self,
        lists: &[List],
        keys: impl Iterator<Item = &'k String>,
    ) -> Result<Vec<StampSpan>, Fault> {
        let now_ms = self.hub_now().utc_ms;
        let mut ranks = Vec::new();
        for list in lists {
            let revoked = self.revoked_ms(list.lease.id)?.is_some();
            let ended = list.lease.not_after.utc_ms < now_ms;
            let theirs = list.lease.person.is_some_and(|person| person != self.person());
            ranks.push((revoked, ended, theirs));
        }
        // A stamp of one lease passes the filter of another once in 256. Those of a sheet are mostly of one lease.
        let mut likely = vec![0usize; lists.len()];
        let mut passing = Vec::new();
        for key in keys {
            let held = lists.iter().zip(&ranks).enumerate();
            let held: Vec<_> = held.filter(|(_, (list, _))| list.holds(key)).collect();
            let best = held.iter().map(|(_, (_, rank))| *rank).min();
            let held: Vec<usize> = held
                .into_iter()
                .filter(|(_, (_, rank))| Some(*rank) == best)
                .map(|(at, _)| at)
                .collect();
            for at in &held {
                likely.get_mut(*at).into_iter().for_each(|count| *count += 1);
            }
            passing.push((key, held));
        }
        let mut spans = Vec::new();
        for (key, held) in passing {
            // Of two as likely the newer: lists are in the order of their ids.
            let lease = held.into_iter().max_by_key(|at| (likely.get(*at).copied(), *at));
            let lease = lease.and_then(|at| lists.get(at)).map(|list| &list.lease);
            let (roll, lease) = (lease.map(|lease| lease.roll), lease.map(|lease| lease.id));
            spans.push(StampSpan::of_code(roll, lease, key)?);
        }
        spans.sort_by(|one, other| (one.lease, &one.code).cmp(&(other.lease, &other.code)));
        spans.dedup_by(|one, other| one.code == other.code);
        Ok(spans)
    }

    /// Of texts read from stamps, those that are of a list.
    pub(super) fn listed(&self, texts: &[String]) -> Result<Vec<String>, Fault> {
        let lists = self.lists(self.org())?;
        let of_list = |text: &&String| key_of(&lists, text).map_or(true, |key| is_held(&lists, &key));
        Ok(texts.iter().filter(of_list).cloned().collect())
    }

    /// All stamps of a lease as one span.
    pub(super) fn whole_lease(&self, id: LeaseId) -> Result<StampSpan, Fault> {
        let lease = self.lease(id)?.ok_or_else(|| Fault::NotFound(id.to_string()))?;
        Ok(StampSpan {
            roll: Some(lease.roll),
            lease: Some(lease.id),
            range: lease.range,
            code: None,
        })
    }

    /// The next filter of a list that is not here and has not failed in this sync.
    pub(super) fn next_list(&self, report: &SyncReport) -> Result<Option<ListLease>, Fault> {
        let unfetched = self.store.read(|reading| reading.lists_unfetched())?;
        let failed = |hash: BlobHash| {
            let faults = report.unreadable_lists.iter();
            faults.filter_map(|fault| fault.pack).any(|known| known == hash)
        };
        for signed in unfetched {
            let list: ListLease = Signed::from_bytes(&signed)?.read()?;
            if !failed(list.filter) {
                return Ok(Some(list));
            }
        }
        Ok(None)
    }

    /// Fetches the next filter. One that was cut off is asked for whole again.
    pub(super) fn fetch_list(&self, link: &Link, report: &mut SyncReport) -> Result<(), Fault> {
        let Some(list) = self.next_list(report)? else {
            return Ok(());
        };
        let path = format!("/v1/lists/{}", list.filter);
        let most = CodeFilter::BYTES_MAX;
        match fetch_by_hash(link, path, list.filter, (list.bytes, most), report)? {
            Ok(content) => {
                self.store
                    .write(|writing| writing.keep_code_filter(list.filter, &content))?;
                report.lists += 1;
                self.ring();
            }
            Err(code) => report.unreadable_lists.push(PackFault {
                pack: Some(list.filter),
                code,
            }),
        }
        Ok(())
    }

    /// Whether every filter that was fetched is what the hub has signed for, each fault in a line for engineers.
    pub(super) fn check_lists(&self) -> Result<Vec<String>, Fault> {
        let mut problems = Vec::new();
        for signed in self.store.read(|reading| reading.list_leases())? {
            let list: ListLease = Signed::from_bytes(&signed)?.read()?;
            let content = self.store.read(|reading| reading.code_filter(list.filter))?;
            if content.is_some_and(|bytes| Sha256::digest(&bytes).as_slice() != list.filter.0) {
                problems.push(format!("the list of codes of lease {} is damaged", list.lease.id));
            }
        }
        Ok(problems)
    }
}
