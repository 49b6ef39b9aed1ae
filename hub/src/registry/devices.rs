use std::collections::BTreeMap;

use fieldbook_core::identity::{Membership, PublicKey};
use fieldbook_core::model::DeviceId;

use crate::Hub;
use crate::error::{HubError, Result};

/// An enrolled device.
#[derive(Debug, Clone)]
pub struct DeviceView {
    /// Its id.
    pub id: DeviceId,
    /// Its key.
    pub key: PublicKey,
    /// The name it gave itself.
    pub name: String,
    /// Who works on it, for whom, as what.
    pub memberships: Vec<Membership>,
    /// When it was revoked, milliseconds since 1970.
    pub revoked_ms: Option<i64>,
    /// When it last synced, milliseconds since 1970; to within ten minutes.
    pub last_sync_ms: Option<i64>,
}

impl Hub {
    /// Every device, by name.
    pub fn devices(&self) -> Result<Vec<DeviceView>> {
        self.store().read(|tables| {
            let devices = tables.devices()?.into_iter();
            devices
                .map(|device| {
                    Ok(DeviceView {
                        memberships: tables.memberships_of(device.id)?,
                        id: device.id,
                        key: device.key,
                        name: device.name,
                        revoked_ms: device.revoked_ms,
                        last_sync_ms: device.last_sync_ms,
                    })
                })
                .collect()
        })
    }

    /// Revokes a device: it can no longer sync, and its changes that others still carry are held.
    pub fn revoke_device(&self, id: DeviceId) -> Result<()> {
        self.store().write(|tables| {
            tables
                .device(id)?
                .ok_or_else(|| HubError::not_found("device", &id))?;
            if tables.revoke_device(id, self.now().utc_ms)? {
                Ok(())
            } else {
                Err(HubError::refused("revoked", "this device was revoked before"))
            }
        })
    }

    /// How many refused changes are kept in quarantine, by reason.
    pub fn quarantine(&self) -> Result<BTreeMap<String, u64>> {
        self.store()
            .read(|tables| Ok(tables.quarantine_reasons()?.into_iter().collect()))
    }
}
