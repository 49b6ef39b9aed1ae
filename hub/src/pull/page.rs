use fieldbook_core::model::OrgId;
use fieldbook_core::sync::OrgPage;

use super::gather::{Gathered, Reader, SIGNATURE_BYTES};
use crate::error::Result;
use crate::store::{EntryRow, Logged, Tables};

/// A page being filled. Entries wait until their group ends: a page may only end where every change in it
/// is covered by a signature in it.
struct Filling<'r> {
    gathered: Gathered<'r>,
    budget: usize,
    used: usize,
    waiting: Vec<EntryRow>,
    waiting_bytes: usize,
}

/// A page of an organisation's log behind `after`, for a device: about `budget` bytes, or one group if that
/// is larger. The cursor passes over what the device has.
pub(super) fn page(
    tables: &Tables,
    org: OrgId,
    after: u64,
    reader: &Reader,
    budget: usize,
) -> Result<OrgPage> {
    let mut filling = Filling {
        gathered: Gathered::new(org, after, reader),
        budget,
        used: 0,
        waiting: Vec::new(),
        waiting_bytes: 0,
    };
    tables.walk_log(org, after, |entry| Ok(filling.take(entry)))?;
    filling.gathered.finish(tables)
}

impl Filling<'_> {
    /// Takes one entry; `false` when the page is full.
    fn take(&mut self, entry: EntryRow) -> bool {
        let ends = entry.group_end;
        self.waiting_bytes += self.cost(&entry.logged);
        self.waiting.push(entry);
        if !ends {
            return true;
        }
        if self.used > 0 && self.used + self.waiting_bytes > self.budget {
            self.gathered.page.more = true;
            return false;
        }
        self.used += std::mem::take(&mut self.waiting_bytes);
        for entry in std::mem::take(&mut self.waiting) {
            self.gathered.page.next = entry.seq;
            self.gathered.keep(entry.logged);
        }
        true
    }

    fn cost(&self, logged: &Logged) -> usize {
        let signature = match logged {
            Logged::Change {
                signature: Some(_), ..
            } => SIGNATURE_BYTES,
            _ => 0,
        };
        match self.gathered.cost(logged) {
            0 => 0,
            bytes => bytes + signature,
        }
    }
}
