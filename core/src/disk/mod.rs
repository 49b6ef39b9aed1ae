//! Files that outlive a power cut: whole under their name, or not there. SQLite looks after its own; this is for
//! photos, keys and copies, on the phone and on the hub.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Result, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

/// A new or emptied file that only its owner reads.
pub fn create_private(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a file and waits until its bytes are on the disk; its name is durable after [`sync_folder`]. One that
/// failed is removed: on a full disk it would take the room the next entry needs.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let written = create_private(path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    if written.is_err() {
        drop(fs::remove_file(path));
    }
    written
}

/// Writes beside the place and moves there: a crash or a full disk leaves the last file or this one.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(".draft");
    write(draft.as_ref(), bytes)?;
    put_in_place(draft.as_ref(), path)
}

/// Gives a finished file its name; the name itself is durable only once its folder is.
pub fn put_in_place(draft: &Path, path: &Path) -> Result<()> {
    fs::rename(draft, path)?;
    sync_folder(folder_of(path))
}

/// Makes durable which files a folder has.
pub fn sync_folder(folder: &Path) -> Result<()> {
    File::open(folder)?.sync_all()
}

/// A bare file name has an empty parent, which is the folder one is in.
fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// SHA-256 of what is left to read, in small pieces.
pub fn sha256(mut file: impl Read) -> Result<[u8; 32]> {
    let mut digest = Sha256::new();
    let mut space = vec![0; 64 * 1024];
    loop {
        let read = file.read(&mut space)?;
        match space.get(..read) {
            Some(bytes) if read > 0 => digest.update(bytes),
            _ => return Ok(digest.finalize().into()),
        }
    }
}

/// Whether there was no room.
pub fn is_full(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded)
}
