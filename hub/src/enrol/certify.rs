use fieldbook_core::identity::{Certificate, Membership, PublicKey, Signed};
use fieldbook_core::model::{DeviceId, Moment};

use crate::Hub;
use crate::error::Result;
use crate::store::{DeviceRow, Tables};

/// A certificate ends after 14 days: a lost phone that is never heard of again stops counting.
const LIFE_MS: i64 = 14 * 24 * 60 * 60 * 1000;
/// A sync renews a certificate past half its life. Renewing at every sync would put a certificate into
/// everybody's pull each time anybody syncs.
const RENEW_AFTER_MS: i64 = LIFE_MS / 2;

/// Issues a certificate over what the device's people may do now, and puts it into the logs of their
/// organisations.
pub(super) fn certify(
    hub: &Hub,
    tables: &Tables,
    device: DeviceId,
    key: PublicKey,
    name: &str,
    memberships: Vec<Membership>,
) -> Result<Signed> {
    let now = hub.now();
    let mut orgs: Vec<_> = memberships.iter().map(|membership| membership.org).collect();
    orgs.sort();
    orgs.dedup();
    let certificate = Certificate {
        device,
        key,
        memberships,
        not_before: now,
        not_after: Moment {
            utc_ms: now.utc_ms.saturating_add(LIFE_MS),
            ..now
        },
        name: name.to_owned(),
    };
    let signed = Signed::new(&certificate, hub.key())?;
    tables.put_device(device, &key, name, &signed, now.utc_ms)?;
    for org in orgs {
        tables.log_certificate(org, &signed)?;
    }
    Ok(signed)
}

/// Whether a certificate of this age, in milliseconds, is to be renewed; one from the future too.
pub(crate) fn is_due(age_ms: i64) -> bool {
    !(0..RENEW_AFTER_MS).contains(&age_ms)
}

/// A new certificate over what the device's people may do now, whatever the age of the last.
pub(crate) fn renew(hub: &Hub, tables: &Tables, device: &DeviceRow) -> Result<Signed> {
    let memberships = tables.memberships_of(device.id)?;
    certify(hub, tables, device.id, device.key, &device.name, memberships)
}

/// A new certificate, when the device's is past half its life.
pub(crate) fn renew_if_due(hub: &Hub, tables: &Tables, device: &DeviceRow) -> Result<Option<Signed>> {
    if !is_due(hub.now().utc_ms.saturating_sub(device.issued_ms)) {
        return Ok(None);
    }
    renew(hub, tables, device).map(Some)
}
