use std::path::Path;
use std::time::Duration;

use rusqlite::OpenFlags;
use rusqlite::backup::{Backup, StepResult};

use super::connection::open_reader;
use super::file_key::connect;
use super::{FileKey, Store, StoreError};

/// Pages copied at once: 1 MiB, a few milliseconds.
const STEP: i32 = 256;

impl Store {
    /// Has SQLite look at every page; damage is an error.
    pub fn check_pages(&self) -> Result<(), StoreError> {
        let told = self.read(|reading| {
            let check = "PRAGMA quick_check(1)";
            Ok::<_, StoreError>(
                reading
                    .connection
                    .query_row(check, [], |row| row.get::<_, String>(0))?,
            )
        })?;
        if told == "ok" {
            Ok(())
        } else {
            Err(self.damaged(&told))
        }
    }

    /// Copies the book as it is now into a new file, under the same key or another: a book in clear only without one, and
    /// an encrypted one only with one. The copy reads one moment of the book beside the writer,
    /// which never waits for it. `go_on` is asked between steps; `false` ends the copy and gives `false`.
    pub fn copy_to(
        &self,
        target: &Path,
        key: Option<&FileKey>,
        go_on: &dyn Fn() -> bool,
    ) -> Result<bool, StoreError> {
        let source = open_reader(self.path(), self.key()).map_err(|error| error.at(self.path()))?;
        let moment = source.unchecked_transaction()?;
        // Pins the moment; without it the copy would start over with every entry.
        let _: i64 = moment.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let mut copy = connect(target, OpenFlags::default(), key)?;
        // Durable once, at the end, by whoever gives the file its name.
        copy.execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;")?;
        let backup = Backup::new(&moment, &mut copy)?;
        loop {
            if !go_on() {
                return Ok(false);
            }
            match backup.step(STEP)? {
                StepResult::Done => return Ok(true),
                StepResult::Busy | StepResult::Locked => std::thread::sleep(Duration::from_millis(5)),
                _ => {}
            }
        }
    }
}
