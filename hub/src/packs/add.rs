use fieldbook_core::catalog::{Catalog, ProductGroup};
use fieldbook_core::identity::{Pack, PackList, Signed};
use fieldbook_core::model::{BlobHash, Invalid, Moment};
use sha2::{Digest, Sha256};

use super::known::LIST;
use crate::Hub;
use crate::error::{HubError, Result};
use crate::store::{PackRow, Tables};

/// A pack as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackView {
    /// The file's SHA-256.
    pub hash: BlobHash,
    /// What is in it.
    pub kind: String,
    /// The group and version, such as `durian@1`; `None` where this program cannot read it.
    pub group: Option<String>,
    /// Its length, bytes.
    pub bytes: u64,
    /// When it was added, milliseconds since 1970.
    pub added_ms: i64,
    /// Why this hub itself does not use it: it cannot read the file, or knows another group under its name.
    pub fault: Option<Invalid>,
}

impl Hub {
    /// Adds a product group from its file. Phones learn of it at their next sync and fetch it once. The same
    /// file again changes nothing.
    ///
    /// A file that is no group, or that says something else under a known name and version, is refused
    /// ([`HubError::Invalid`]): facts already name that version. So are a file larger than [`Pack::BYTES_MAX`]
    /// (`pack_too_large`) and more packs than [`PackList::PACKS_MAX`] (`too_many_packs`).
    pub fn add_pack(&self, file: &[u8]) -> Result<PackView> {
        let most = Pack::BYTES_MAX as usize;
        if file.len() > most {
            return Err(HubError::refused("pack_too_large", (most / 1024).to_string()));
        }
        let row = PackRow {
            hash: BlobHash(Sha256::digest(file).into()),
            kind: Pack::GROUP.to_owned(),
            content: file.to_vec(),
            added_ms: self.now().utc_ms,
        };
        self.store().write(|tables| {
            let (known, catalog) = (tables.packs()?, self.catalog_in(tables)?);
            if let Some(known) = known.iter().find(|known| known.hash == row.hash) {
                return Ok(view(known, &catalog));
            }
            let catalog = catalog.with_group(file)?;
            if known.len() >= PackList::PACKS_MAX {
                let most = PackList::PACKS_MAX.to_string();
                return Err(HubError::refused("too_many_packs", most));
            }
            tables.insert_pack(&row)?;
            self.sign_packs(tables)?;
            Ok(view(&row, &catalog))
        })
    }

    /// Every pack, in the order they were added.
    pub fn packs(&self) -> Result<Vec<PackView>> {
        self.store().read(|tables| {
            let catalog = self.catalog_in(tables)?;
            Ok(tables.packs()?.iter().map(|pack| view(pack, &catalog)).collect())
        })
    }

    /// Signs the list anew, if there is one. It is always newer than the one before, also by a clock that was
    /// set back.
    pub(crate) fn sign_packs(&self, tables: &Tables) -> Result<()> {
        let packs = tables.packs()?;
        if packs.is_empty() {
            return Ok(());
        }
        let before = match tables.hub_value(LIST)? {
            Some(bytes) => Signed::from_bytes(&bytes)?.read::<PackList>()?.at.utc_ms,
            None => i64::MIN,
        };
        let now = self.now();
        let listed = |pack: &PackRow| Pack {
            kind: pack.kind.clone(),
            hash: pack.hash.0,
            bytes: u32::try_from(pack.content.len()).unwrap_or(u32::MAX),
        };
        let list = PackList {
            packs: packs.iter().map(listed).collect(),
            at: Moment {
                utc_ms: now.utc_ms.max(before.saturating_add(1)),
                ..now
            },
        };
        tables.set_hub_value(LIST, &Signed::new(&list, self.key())?.to_bytes())
    }
}

fn view(pack: &PackRow, catalog: &Catalog) -> PackView {
    let group = ProductGroup::read(&pack.content);
    PackView {
        hash: pack.hash,
        kind: pack.kind.clone(),
        group: group.ok().map(|group| group.id()),
        bytes: pack.content.len() as u64,
        added_ms: pack.added_ms,
        fault: catalog.with_group(&pack.content).err(),
    }
}
