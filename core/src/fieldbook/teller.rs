use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{JoinHandle, ThreadId};

use super::lock;
use super::sync_run::{Progress, SyncListener};

/// Tells a listener on a thread of its own, so that one that waits for another sync, or for this one's
/// screen, never holds the sync up. A slow listener hears the newest, not each.
pub(super) struct Teller {
    news: Arc<News>,
    thread: JoinHandle<()>,
}

#[derive(Default)]
struct News {
    latest: Mutex<(Option<Progress>, bool)>,
    bell: Condvar,
}

impl Teller {
    pub(super) fn start(listener: Arc<dyn SyncListener>) -> std::io::Result<Self> {
        let news = Arc::new(News::default());
        let theirs = Arc::clone(&news);
        let thread = std::thread::Builder::new()
            .name("fieldbook-progress".into())
            .spawn(move || theirs.read_to(listener.as_ref()))?;
        Ok(Self { news, thread })
    }

    /// The thread the listener is called on.
    pub(super) fn thread(&self) -> ThreadId {
        self.thread.thread().id()
    }

    pub(super) fn tell(&self, progress: Progress) {
        lock(&self.news.latest).0 = Some(progress);
        self.news.bell.notify_one();
    }

    /// Waits until the listener has heard the last.
    pub(super) fn finish(self) {
        lock(&self.news.latest).1 = true;
        self.news.bell.notify_one();
        // A listener's panic was caught; the thread itself ends cleanly.
        drop(self.thread.join());
    }
}

impl News {
    fn read_to(&self, listener: &dyn SyncListener) {
        while let Some(progress) = self.next() {
            // A listener that panics must not end the sync.
            let _ = catch_unwind(AssertUnwindSafe(|| listener.progress(progress)));
        }
    }

    fn next(&self) -> Option<Progress> {
        let latest = lock(&self.latest);
        let mut latest = self
            .bell
            .wait_while(latest, |(news, over)| news.is_none() && !*over)
            .unwrap_or_else(PoisonError::into_inner);
        latest.0.take()
    }
}
