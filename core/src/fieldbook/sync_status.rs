use std::sync::Arc;
use std::time::{Duration, Instant};

use super::book::Book;
use super::error::Fault;
use super::rights::Paper;
use super::{FieldbookError, Sync, lock};
use crate::sync::Ending;
use crate::watch::Topic;

/// What a person is told about sync at any time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncStatus {
    /// Changes the hub has not acknowledged.
    pub outbox: u64,
    /// Changes carried sealed for others, also not acknowledged.
    pub freight: u64,
    /// Files the hub does not have and that still wait; see [`super::Blobs::list`].
    pub files: u64,
    /// The last sync that got an answer, milliseconds since 1970.
    pub last_sync_ms: Option<i64>,
    /// Hub time minus device time at that moment, milliseconds.
    pub hub_offset_ms: Option<i64>,
    /// The device holds a certificate.
    pub enrolled: bool,
    /// The certificate's last moment, milliseconds since 1970.
    pub certified_until_ms: Option<i64>,
    /// The certificate has ended: entries are kept here, others no longer pass them on, and no stamps can be
    /// activated until a sync renews it.
    pub certificate_ended: bool,
    /// Receipts held.
    pub receipts: u64,
    /// A sync runs now, whoever started it.
    pub running: bool,
    /// Milliseconds until its next try, while the hub cannot be reached.
    pub waiting_ms: Option<u64>,
    /// How the last one ended since the book was opened; `None` before, and when it ended in an error. One that was cut
    /// off because the app went to the background was nobody's decision and does not count.
    pub last_ending: Option<Ending>,
}

impl Sync {
    /// What to tell a person now; [`crate::watch::Topic::Outbox`] rings when it changes.
    pub fn status(&self) -> Result<SyncStatus, FieldbookError> {
        let state = lock(&self.book.syncing).clone();
        let certificate = self.book.certificate()?;
        let certificate_ended = self.book.paper()? == Paper::Ended;
        Ok(self.book.store.read(|reading| {
            let moment = |bytes: Option<Vec<u8>>| {
                bytes
                    .and_then(|bytes| bytes.try_into().ok())
                    .map(i64::from_be_bytes)
            };
            Ok::<_, Fault>(SyncStatus {
                outbox: reading.count_outbox()?,
                freight: reading.count_freight()?,
                files: reading.blobs_to_send()?.len() as u64,
                last_sync_ms: moment(reading.meta("last_sync_ms")?),
                hub_offset_ms: self
                    .book
                    .hub_clock()
                    .map(|clock| clock.hub_ms.saturating_sub(clock.device_ms)),
                enrolled: certificate.is_some(),
                certified_until_ms: certificate.map(|certificate| certificate.not_after.utc_ms),
                certificate_ended,
                receipts: reading.count_receipts()?,
                running: state.running,
                waiting_ms: state.waits_until.map(ms_until),
                last_ending: state.ended,
            })
        })?)
    }
}

/// What syncs are doing, for whoever did not start them. In memory: it is about this run of the app.
#[derive(Debug, Clone, Default)]
pub(super) struct Syncing {
    running: bool,
    waits_until: Option<Instant>,
    ended: Option<Ending>,
}

/// The sync that shows: it runs until this is dropped.
pub(super) struct Shown {
    book: Arc<Book>,
    /// How the one before ended.
    before: Option<Ending>,
}

impl Shown {
    pub(super) fn begin(book: &Arc<Book>) -> Self {
        let mut shown = Self {
            book: Arc::clone(book),
            before: None,
        };
        let running = Syncing {
            running: true,
            ..Syncing::default()
        };
        shown.before = std::mem::replace(&mut *lock(&book.syncing), running).ended;
        book.notifier.ring(&[Topic::Outbox]);
        shown
    }

    /// It waits so long for its next try, or no more.
    pub(super) fn wait(&self, ms: Option<u64>) {
        let until = ms.and_then(|ms| Instant::now().checked_add(Duration::from_millis(ms)));
        self.change(|syncing| syncing.waits_until = until);
    }

    pub(super) fn end(self, ending: Option<Ending>) {
        self.change(|syncing| syncing.ended = ending);
    }

    /// It was cut off by a pause: what was told before stands.
    pub(super) fn cut_off(mut self) {
        let before = self.before.take();
        self.end(before);
    }

    fn change(&self, change: impl FnOnce(&mut Syncing)) {
        change(&mut lock(&self.book.syncing));
        self.book.notifier.ring(&[Topic::Outbox]);
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.change(|syncing| {
            syncing.running = false;
            syncing.waits_until = None;
        });
    }
}

fn ms_until(then: Instant) -> u64 {
    let left = then.saturating_duration_since(Instant::now());
    u64::try_from(left.as_millis()).unwrap_or(u64::MAX)
}
