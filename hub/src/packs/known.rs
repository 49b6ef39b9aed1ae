use std::sync::{Arc, Mutex, PoisonError};

use fieldbook_core::catalog::Catalog;
use fieldbook_core::identity::Signed;
use fieldbook_core::model::BlobHash;

use crate::Hub;
use crate::error::Result;
use crate::store::Tables;

/// Where the list of packs is kept, as the hub signed it.
pub(super) const LIST: &str = "packs";

/// The catalogue as it was read last, and the list it was read under: a command may add a pack while the hub
/// serves in another process.
#[derive(Default)]
pub(crate) struct Groups(Mutex<Option<(Vec<u8>, Arc<Catalog>)>>);

impl Hub {
    /// The product groups: this program's own and those that were added.
    pub fn catalog(&self) -> Result<Arc<Catalog>> {
        self.store().read(|tables| self.catalog_in(tables))
    }

    /// The same inside a transaction.
    pub(crate) fn catalog_in(&self, tables: &Tables) -> Result<Arc<Catalog>> {
        let list = tables.hub_value(LIST)?.unwrap_or_default();
        let mut known = self.groups().0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((under, catalog)) = known.as_ref()
            && *under == list
        {
            return Ok(Arc::clone(catalog));
        }
        let catalog = Arc::new(read_catalog(tables)?);
        *known = Some((list, Arc::clone(&catalog)));
        Ok(catalog)
    }

    /// The bytes of a pack.
    pub(crate) fn pack_content(&self, hash: BlobHash) -> Result<Option<Vec<u8>>> {
        self.store().read(|tables| tables.pack_content(hash))
    }
}

/// The list for a device that holds another one. One that says nothing of packs is of 0.1 and has no use for it.
pub(crate) fn packs_for(tables: &Tables, held: Option<&[u8]>) -> Result<Option<Signed>> {
    let (Some(held), Some(bytes)) = (held, tables.hub_value(LIST)?) else {
        return Ok(None);
    };
    let list = Signed::from_bytes(&bytes)?;
    Ok((list.digest() != held).then_some(list))
}

/// A pack that this program cannot read, or whose name it has taken itself since, is left out; the list of
/// packs tells the operator.
fn read_catalog(tables: &Tables) -> Result<Catalog> {
    let own = Catalog::builtin().clone();
    let packs = tables.packs()?;
    Ok(packs.iter().fold(own, |catalog, pack| {
        catalog.with_group(&pack.content).unwrap_or(catalog)
    }))
}
