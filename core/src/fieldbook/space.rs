use std::path::Path;

use super::book::Book;
use super::error::Fault;

/// Space on the device's disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Bytes free; `None` where the system does not say.
    pub free: Option<u64>,
    /// Bytes of them kept back for entries.
    pub reserve: u64,
    /// Bytes photos may still take.
    pub for_photos: u64,
}

impl Book {
    pub(super) fn room(&self) -> Room {
        let (free, reserve) = (free_space(&self.config.dir), self.config.photos.reserve_bytes);
        Room {
            free,
            reserve,
            for_photos: free.map_or(u64::MAX, |free| free.saturating_sub(reserve)),
        }
    }

    /// Refuses a file that would reach into what is kept back for entries.
    pub(super) fn need_room(&self, bytes: u64) -> Result<(), Fault> {
        if bytes <= self.room().for_photos {
            Ok(())
        } else {
            Err(Fault::NotAllowed("no_room_for_photos"))
        }
    }
}

#[cfg(unix)]
fn free_space(dir: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(dir).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
fn free_space(_dir: &Path) -> Option<u64> {
    None
}
