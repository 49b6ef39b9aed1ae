use std::fs;
use std::io::Write;
use std::path::Path;

use minicbor::{Decode, Encode};

use super::error::Fault;
use super::locks::{self, Locks};
use crate::disk;
use crate::model::DeviceId;

pub(super) const FILE: &str = "book.card";

/// What lies beside the book and outlives it: whose it is, so that a damaged one can be made anew, and which
/// run of the app wrote to it last, so that a copy that was put back alone is noticed. Sealed under the book's key
/// where there is one: the invitation names people.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Card {
    /// Counts the runs of the app in which the book was written to; the book holds the same number.
    #[n(1)]
    pub(super) generation: u64,
    /// The device's id.
    #[n(2)]
    pub(super) device: DeviceId,
    /// Its name.
    #[n(3)]
    pub(super) name: String,
    /// The invitation the book was made from.
    #[n(4)]
    pub(super) invitation: String,
}

impl Card {
    /// The card of a folder; one that cannot be read counts as none.
    pub(super) fn read(dir: &Path, locks: Option<&Locks>) -> Option<Self> {
        let bytes = fs::read(dir.join(FILE)).ok()?;
        let bytes = locks::opened(locks, FILE, bytes.into()).ok()?;
        minicbor::decode(&bytes).ok()
    }

    /// Puts the card in place of the last one. It is not forced to the disk: after a power cut an older number
    /// only makes the book take a fresh actor it did not need.
    pub(super) fn write(&self, dir: &Path, locks: Option<&Locks>) -> Result<(), Fault> {
        let bytes = minicbor::to_vec(self).map_err(|error| Fault::Unexpected(error.to_string()))?;
        let (path, draft) = (dir.join(FILE), dir.join("book.card.part"));
        let mut file = disk::create_private(&draft).map_err(Fault::io(&draft))?;
        file.write_all(&locks::sealed(locks, FILE, &bytes)?)
            .map_err(Fault::io(&draft))?;
        fs::rename(&draft, &path).map_err(Fault::io(&path))
    }
}
