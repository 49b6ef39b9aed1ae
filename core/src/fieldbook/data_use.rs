use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::book::Book;
use super::error::Fault;
use super::{FieldbookError, LinkKind, Sync};
use crate::model::Moment;
use crate::net::Hub;
use crate::store::DataUseRow;

/// What mobile data costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tariff {
    /// Đồng per megabyte (1,048,576 bytes).
    pub vnd_per_mb: u32,
}

impl Default for Tariff {
    /// 15 ₫: VinaPhone's published packs cost 5 (10,000 ₫ for 2 GB in a day), 13 (90,000 ₫ for 7 GB in 30
    /// days) and 20 ₫ (20,000 ₫ for 1 GB in 7 days) per megabyte.
    fn default() -> Self {
        Self { vnd_per_mb: 15 }
    }
}

/// Bytes up and down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traffic {
    /// Sent.
    pub up: u64,
    /// Received.
    pub down: u64,
}

impl Traffic {
    /// Both ways together.
    pub fn total(self) -> u64 {
        self.up.saturating_add(self.down)
    }

    fn add(&mut self, up: u64, down: u64) {
        self.up = self.up.saturating_add(up);
        self.down = self.down.saturating_add(down);
    }
}

/// What syncing used on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayUse {
    /// The civil day on this device.
    pub day: NaiveDate,
    /// Entries, receipts, certificates and product groups.
    pub facts: Traffic,
    /// Photos and other files.
    pub photos: Traffic,
    /// Of all that, what went over a SIM card: the rest costs nothing.
    pub metered: u64,
    /// What that cost by the tariff, đồng: an estimate, rounded up. Packs, free hours and what the network
    /// itself adds are not known here.
    pub vnd: u64,
}

/// What the bytes are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UseKind {
    Facts = 0,
    Photos = 1,
}

impl Sync {
    /// What was used on each of the last so many days, today included, the newest first; days without use
    /// are left out. Counted are heads and bodies of requests and answers; a request that broke is counted
    /// whole.
    pub fn usage(&self, days: u16) -> Result<Vec<DayUse>, FieldbookError> {
        Ok(self.book.usage(days)?)
    }
}

impl Book {
    /// Adds what the hub's connection has used to today's meter.
    pub(super) fn meter(&self, hub: &Hub, kind: UseKind, link: LinkKind) -> Result<(), Fault> {
        let (up, down) = hub.take_used();
        if up + down == 0 {
            return Ok(());
        }
        let used = DataUseRow {
            day: day_of(self.now()),
            kind: kind as u8,
            link: link as u8,
            up,
            down,
        };
        Ok(self.store.write(|writing| writing.add_data_use(&used))?)
    }

    fn usage(&self, days: u16) -> Result<Vec<DayUse>, Fault> {
        let from = day_of(self.now()) - i64::from(days) + 1;
        let rows = self.store.read(|reading| reading.data_use(from))?;
        let mut by_day: BTreeMap<i64, DayUse> = BTreeMap::new();
        for row in rows {
            let Some(day) = date_of(row.day) else { continue };
            let used = by_day.entry(row.day).or_insert(DayUse {
                day,
                facts: Traffic::default(),
                photos: Traffic::default(),
                metered: 0,
                vnd: 0,
            });
            let bytes = match row.kind {
                0 => &mut used.facts,
                _ => &mut used.photos,
            };
            bytes.add(row.up, row.down);
            if row.link != LinkKind::Unmetered as u8 {
                used.metered = used.metered.saturating_add(row.up).saturating_add(row.down);
            }
        }
        let tariff = u64::from(self.config.tariff.vnd_per_mb);
        let priced = by_day.into_values().rev().map(|used| DayUse {
            vnd: used.metered.saturating_mul(tariff).div_ceil(1024 * 1024),
            ..used
        });
        Ok(priced.collect())
    }
}

const DAY_MS: i64 = 86_400_000;

/// Days since 1970 where the device is: a day begins at its own midnight.
fn day_of(at: Moment) -> i64 {
    at.utc_ms
        .saturating_add(i64::from(at.offset_min) * 60_000)
        .div_euclid(DAY_MS)
}

fn date_of(day: i64) -> Option<NaiveDate> {
    let date = chrono::DateTime::from_timestamp_millis(day.checked_mul(DAY_MS)?);
    date.map(|date| date.date_naive())
}
