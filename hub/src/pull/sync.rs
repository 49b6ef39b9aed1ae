use std::collections::BTreeSet;

use fieldbook_core::identity::{Membership, Signed};
use fieldbook_core::sync::{
    Exception, Follow, OrgPage, Outcome, OwnChanges, PROTOCOL, SyncRequest, SyncResponse,
};

use super::begin::{Mark, begin_page, page_bytes};
use super::gather::Reader;
use super::page::page;
use crate::Hub;
use crate::claims::{Touched, judge};
use crate::enrol::{Caller, renew_if_due};
use crate::error::{HubError, Result};
use crate::hub::epoch;
use crate::ingest::{Checked, Placed, ingest, release_renewed};
use crate::packs::packs_for;
use crate::store::{DeviceRow, Tables};

/// The oldest wire the hub still serves.
pub const OLDEST_PROTOCOL: u32 = 1;
/// The most changes in one push. A phone that was away for a season sends the rest with its next request.
pub const PUSH_CHANGES_MAX: usize = 10_000;
/// The most organisations one request may follow.
const FOLLOW_MAX: usize = 64;
const PAGE_MAX: u32 = 256 * 1024;
const PAGE_MIN: u32 = 4 * 1024;
/// A sync that changes nothing is noted at most this often, so that it costs no disk flush.
const NOTE_EVERY_MS: i64 = 10 * 60 * 1000;

/// Why a whole sync is refused before anything is read from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SyncRefused {
    /// The app speaks a wire the hub no longer serves, or does not yet know.
    Protocol,
    /// More changes or organisations than one request may carry.
    TooMany,
}

/// What taking in a push gave.
struct Taken {
    placed: Vec<Placed>,
    certificate: Option<Signed>,
    /// How many of the device's own changes the hub held before.
    own_before: u64,
}

impl Hub {
    /// One sync of an authenticated device: takes in the push in one transaction, then reads pages.
    pub(crate) fn sync(
        &self,
        caller: Caller,
        request: SyncRequest,
    ) -> Result<std::result::Result<SyncResponse, SyncRefused>> {
        if !(OLDEST_PROTOCOL..=PROTOCOL).contains(&request.protocol) {
            return Ok(Err(SyncRefused::Protocol));
        }
        let pushed: usize = request.push.iter().map(|group| group.changes.len()).sum();
        if pushed > PUSH_CHANGES_MAX
            || request.push.len() > PUSH_CHANGES_MAX
            || request.follow.len() > FOLLOW_MAX
        {
            return Ok(Err(SyncRefused::TooMany));
        }
        let checked: Vec<Checked> = request.push.into_iter().map(Checked::read).collect();
        let Taken {
            placed,
            certificate,
            own_before,
        } = self.take_in(caller, &checked, request.certificate)?;
        let reader = Reader {
            key: caller.key,
            wants_own: request.own.is_some_and(|known| known < own_before),
            pushed: placed.iter().filter_map(|placed| placed.hash).collect(),
        };
        let budget = request.page_bytes.clamp(PAGE_MIN, PAGE_MAX);
        let (epoch, held, packs, mut pages) = self.store().read(|tables| {
            let epoch = epoch(tables)?;
            let memberships = tables.memberships_of(caller.device)?;
            let pages = pages(tables, &reader, &request.follow, &memberships, &epoch, budget);
            let packs = packs_for(tables, request.packs.as_ref().map(|held| held.as_slice()))?;
            Ok((epoch, tables.changes_by(caller.device)?, packs, pages))
        })?;
        for page in &mut pages {
            page.receipt = self.receipt_for_page(caller.device, page, epoch)?;
        }
        Ok(Ok(SyncResponse {
            hub_time: self.now(),
            epoch,
            nonce: self.nonce(),
            oldest_protocol: OLDEST_PROTOCOL,
            exceptions: exceptions(&placed),
            receipt: self.receipt_for_push(caller.device, &placed, epoch)?,
            pages,
            certificate,
            packs,
            own: Some(OwnChanges {
                held,
                given: reader.wants_own,
            }),
        }))
    }

    fn take_in(&self, caller: Caller, checked: &[Checked], holds: Option<i64>) -> Result<Taken> {
        let now = self.now().utc_ms;
        let read = |tables: &Tables| -> Result<DeviceRow> {
            let device = tables.device(caller.device)?;
            device.ok_or_else(|| HubError::not_found("device", &caller.device))
        };
        let device = self.store().read(read)?;
        let noted = device
            .last_sync_ms
            .is_some_and(|last| (0..NOTE_EVERY_MS).contains(&now.saturating_sub(last)));
        let age = now.saturating_sub(device.issued_ms);
        if checked.is_empty() && noted && !crate::enrol::is_due(age) {
            return Ok(Taken {
                placed: Vec::new(),
                certificate: unknown_to(&device, holds),
                own_before: device.changes,
            });
        }
        self.store().write(|tables| {
            let device = read(tables)?;
            let mut touched = Touched::default();
            let placed = ingest(self, tables, Some(caller.device), checked, &mut touched)?;
            let renewed = renew_if_due(self, tables, &device)?;
            if renewed.is_some() {
                release_renewed(self, tables, &read(tables)?, &mut touched)?;
            }
            judge(self, tables, touched)?;
            tables.touch_device(caller.device, now)?;
            Ok(Taken {
                placed,
                certificate: renewed.or_else(|| unknown_to(&device, holds)),
                own_before: device.changes,
            })
        })
    }
}

/// A device learns of other roles, and of a membership that ended, by its certificate.
fn unknown_to(device: &DeviceRow, holds: Option<i64>) -> Option<Signed> {
    let outdated = holds.is_some_and(|issued| issued != device.issued_ms);
    outdated.then(|| device.certificate.clone())
}

fn exceptions(placed: &[Placed]) -> Vec<Exception> {
    let indexed = (0u32..).zip(placed);
    indexed
        .filter(|(_, placed)| placed.outcome != Outcome::Accepted)
        .map(|(index, placed)| Exception {
            index,
            outcome: placed.outcome,
            code: placed.code.map(str::to_owned),
        })
        .collect()
}

/// A page for each organisation the device may follow; they share the budget, and what one leaves the next
/// may use.
fn pages(
    tables: &Tables,
    reader: &Reader,
    follow: &[Follow],
    memberships: &[Membership],
    epoch: &[u8; 16],
    budget: u32,
) -> Vec<OrgPage> {
    let mut seen = BTreeSet::new();
    let allowed: Vec<&Follow> = follow
        .iter()
        .filter(|follow| {
            let mut standing = memberships.iter().filter(|membership| membership.stands());
            standing.any(|membership| membership.org == follow.org)
        })
        .filter(|follow| seen.insert(follow.org))
        .collect();
    let mut left = budget as usize;
    let mut pages: Vec<OrgPage> = Vec::new();
    for (place, follow) in allowed.iter().enumerate() {
        if left == 0 && !pages.is_empty() {
            // One that could not be cut has taken it all: the phone asks again, and the others get their turn.
            for page in &mut pages {
                page.more = true;
            }
            break;
        }
        let share = left / (allowed.len() - place);
        match org_page(tables, reader, follow, epoch, share) {
            Ok(page) => {
                left = left.saturating_sub(page_bytes(&page));
                pages.push(page);
            }
            // One organisation's damaged rows are the operator's business and nobody else's.
            Err(error) => eprintln!("fieldbook-hub: no page of {}: {error}", follow.org),
        }
    }
    pages
}

/// The next page of one organisation: of the log behind the cursor, or of a start in documents. A cursor of
/// another epoch, or from beyond the log's end, starts over: applying twice does no harm.
fn org_page(
    tables: &Tables,
    reader: &Reader,
    follow: &Follow,
    epoch: &[u8; 16],
    budget: usize,
) -> Result<OrgPage> {
    let org = follow.org;
    let last = tables.last_seq(org)?.unwrap_or_default();
    let same_epoch = follow.epoch == *epoch;
    let known = same_epoch && follow.after <= last;
    let Some(begin) = &follow.begin else {
        return page(tables, org, if known { follow.after } else { 0 }, reader, budget);
    };
    let mark = Mark::read(&begin.mark).filter(|_| same_epoch);
    match mark {
        None if known && follow.after > 0 => page(tables, org, follow.after, reader, budget),
        mark => {
            // Who was cut off in the middle of a first start has something to compare too.
            let was_here = follow.after > 0 || !(same_epoch || follow.epoch == [0; 16]);
            let mark = mark.unwrap_or_else(|| Mark::fresh(last, was_here));
            begin_page(tables, org, reader, mark, begin, budget)
        }
    }
}
