use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::book::Book;
use super::error::Fault;
use super::{Fieldbook, FieldbookError, lock};
use crate::store::StoreError;
use crate::watch::Topic;

/// Who wants the file open. What it says and what the file is change together, under its lock.
#[derive(Debug, Default)]
pub(super) struct Wake {
    /// The app has gone to the background.
    paused: bool,
    /// Background work that needs the file all the same.
    holds: u64,
}

/// Keeps the book's file open while work goes on in the background. Dropping it lets go.
pub struct Awake {
    book: Arc<Book>,
    let_go: AtomicBool,
}

impl Fieldbook {
    /// Keeps the file open for work in the background, such as a sync that the system has started: while anybody
    /// holds it so, [`Fieldbook::pause`] is only noted, and the last to let go closes the file if the app is still
    /// in the background. A paused book is opened for the time. Any number may hold it, on any thread.
    ///
    /// Hold it for no longer than the system lets the work run: iOS kills an app that sleeps on a locked file.
    ///
    /// Errors: `Closed` after [`Fieldbook::shutdown`].
    pub fn awake(&self) -> Result<Awake, FieldbookError> {
        self.book.hold_awake()?;
        Ok(Awake {
            book: Arc::clone(&self.book),
            let_go: AtomicBool::new(false),
        })
    }
}

impl Awake {
    /// Lets go; the last one of a paused book cancels syncs, closes the file and says whether that went well.
    /// Idempotent.
    pub fn let_go(&self) -> Result<(), FieldbookError> {
        if self.let_go.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        Ok(self.book.let_sleep()?)
    }
}

impl Drop for Awake {
    fn drop(&mut self) {
        // The file is closed also when folding fails, and nobody is here to be told.
        drop(self.let_go());
    }
}

impl Book {
    fn hold_awake(&self) -> Result<(), Fault> {
        let mut wake = lock(&self.wake);
        self.open_file()?;
        wake.holds += 1;
        Ok(())
    }

    fn let_sleep(&self) -> Result<(), Fault> {
        let mut wake = lock(&self.wake);
        wake.holds = wake.holds.saturating_sub(1);
        // After a shutdown the folder may be somebody else's, and its copies too.
        if wake.paused && wake.holds == 0 && lock(&self.held).is_some() {
            self.close_file()
        } else {
            Ok(())
        }
    }

    /// Closes the file as soon as no background work needs it.
    pub(super) fn pause(&self) -> Result<(), Fault> {
        let mut wake = lock(&self.wake);
        wake.paused = true;
        if wake.holds == 0 && lock(&self.held).is_some() {
            self.close_file()
        } else {
            Ok(())
        }
    }

    /// Opens the file again, unless the book was shut down. Whoever was rung just before the pause could not ask, so
    /// that everybody is rung again.
    pub(super) fn resume(&self) -> Result<(), Fault> {
        let mut wake = lock(&self.wake);
        self.open_file()?;
        wake.paused = false;
        drop(wake);
        self.notifier.ring(&Topic::ALL);
        Ok(())
    }

    /// Closes the file, whoever needs it, and gives the folder free for whoever opens it next.
    pub(super) fn shutdown(&self) -> Result<(), Fault> {
        self.notifier.stop();
        let mut wake = lock(&self.wake);
        wake.paused = true;
        let mut held = lock(&self.held);
        let closed = self.close_file();
        drop(held.take());
        closed
    }

    fn open_file(&self) -> Result<(), Fault> {
        // Held until the file is open: it must not be opened without the folder's lock.
        let held = lock(&self.held);
        if held.is_none() {
            return Err(StoreError::Closed.into());
        }
        Ok(self.store.reopen()?)
    }

    /// Cancels syncs, folds and closes. No answer is awaited: no transaction is open while one is under way,
    /// and what it would have said is told again. The file is closed also when folding fails: a phone may be about
    /// to be suspended.
    fn close_file(&self) -> Result<(), Fault> {
        self.line.send_home();
        let folded = self.compact().and_then(|()| self.index_facts());
        self.roll_backup(true);
        self.documents.lock().clear();
        self.store.close()?;
        match folded {
            // Closed before.
            Err(Fault::Store(StoreError::Closed)) => Ok(()),
            folded => folded,
        }
    }
}
