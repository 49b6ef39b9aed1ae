use std::collections::BTreeMap;

use fieldbook_core::identity::PublicKey;
use fieldbook_core::journal::{RegisterWrite, decode_amendment};
use fieldbook_core::model::{Certified, Correction, OrgId};

use crate::error::Result;
use crate::store::Tables;

/// Whose keys signed what of one organisation; each key is looked up once.
pub(super) struct Signers<'t> {
    tables: &'t Tables<'t>,
    org: OrgId,
    known: BTreeMap<[u8; 32], Option<Certified>>,
}

impl<'t> Signers<'t> {
    pub(super) fn new(tables: &'t Tables<'t>, org: OrgId) -> Self {
        Self {
            tables,
            org,
            known: BTreeMap::new(),
        }
    }

    /// What the key's certificate says; nothing for the hub's own key.
    pub(super) fn of(&mut self, key: &PublicKey) -> Result<Option<Certified>> {
        if let Some(known) = self.known.get(&key.0) {
            return Ok(known.clone());
        }
        let found = self.look_up(key)?;
        self.known.insert(key.0, found.clone());
        Ok(found)
    }

    fn look_up(&self, key: &PublicKey) -> Result<Option<Certified>> {
        let Some(device) = self.tables.device_of_key(key)? else {
            return Ok(None);
        };
        let memberships = self.tables.memberships_of(device.id)?.into_iter();
        let of_org = memberships.filter(|membership| membership.org == self.org);
        Ok(Some(Certified {
            key: key.0,
            device: device.id,
            people: of_org.map(|membership| membership.person).collect(),
        }))
    }

    /// Who wrote these values.
    pub(super) fn corrections<'w>(
        &mut self,
        writes: impl Iterator<Item = &'w &'w RegisterWrite>,
    ) -> Result<Vec<Correction>> {
        writes
            .map(|write| {
                let field = write.key.fact_field().map(|(_, field)| field);
                Ok(Correction {
                    field: field.unwrap_or(&write.key.key).to_owned(),
                    by: decode_amendment(&write.bytes)?.by,
                    signer: self.of(&PublicKey(write.author))?,
                })
            })
            .collect()
    }
}
