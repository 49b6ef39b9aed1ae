use fieldbook_core::identity::{Membership, Signed, verify_request};
use fieldbook_core::model::nfc;
use fieldbook_core::sync::{EnrolRequest, EnrolResponse};
use sha2::{Digest, Sha256};

use super::certify::certify;
use crate::Hub;
use crate::error::{HubError, Result};
use crate::store::Tables;

/// The path an enrolment's proof is signed under.
const PATH: &str = "/v1/enrol";
/// Longest device name kept, in letters.
const NAME_MAX: usize = 80;

impl Hub {
    /// Enrols a device by its one-time token. The same device with the same key gets the same answer
    /// again, for the first answer may have been lost.
    ///
    /// Refusals: `bad_signature`, `unknown_token`, `expired_token`, `used_token`, `device_taken` (another
    /// key under this id, or another id with this key), `revoked`, `withdrawn`.
    pub fn enrol(&self, request: &EnrolRequest) -> Result<EnrolResponse> {
        let proven = verify_request(&request.key, &request.token, PATH, &request.token, &request.proof);
        if proven.is_err() {
            return Err(HubError::refused(
                "bad_signature",
                "the device does not hold its key",
            ));
        }
        let certificate = self.store().write(|tables| self.admit(tables, request))?;
        Ok(EnrolResponse {
            certificate,
            nonce: self.nonce(),
            hub_time: self.now(),
        })
    }

    fn admit(&self, tables: &Tables, request: &EnrolRequest) -> Result<Signed> {
        let now = self.now().utc_ms;
        let token_hash: [u8; 32] = Sha256::digest(request.token).into();
        let invitation = tables.invitation(&token_hash)?;
        let invitation = invitation
            .ok_or_else(|| HubError::refused("unknown_token", "this invitation is not of this hub"))?;
        check_device(tables, request)?;
        if let Some(used_by) = invitation.used_by {
            let known = tables
                .device(request.device)?
                .filter(|device| device.id == used_by);
            return known.map(|device| device.certificate).ok_or_else(|| {
                HubError::refused("used_token", "this invitation has enrolled another device")
            });
        }
        if invitation.not_after_ms < now {
            return Err(HubError::refused("expired_token", "this invitation has expired"));
        }
        // The roles as they are now: they may have changed since the invitation was made.
        let (org, person) = (invitation.membership.org, invitation.membership.person);
        let roles = tables.roles_of(org, person)?;
        if roles.is_empty() {
            return Err(HubError::refused(
                "withdrawn",
                "this person no longer belongs to the organisation",
            ));
        }
        tables.use_invitation(&token_hash, request.device, now)?;
        let mut memberships = tables.memberships_of(request.device)?;
        let added = &Membership { org, person, roles };
        memberships.retain(|known| (known.org, known.person) != (added.org, added.person));
        memberships.push(added.clone());
        let name = tidy_name(&request.name);
        let certificate = certify(self, tables, request.device, request.key, &name, memberships)?;
        tables.put_device_member(request.device, added)?;
        Ok(certificate)
    }
}

fn tidy_name(name: &str) -> String {
    let letters = nfc(name.trim());
    letters
        .chars()
        .filter(|c| !c.is_control())
        .take(NAME_MAX)
        .collect()
}

/// One id, one key: a device that could change its key would be able to shed its past.
fn check_device(tables: &Tables, request: &EnrolRequest) -> Result<()> {
    let by_id = tables.device(request.device)?;
    let by_key = tables.device_of_key(&request.key)?;
    let same_key = by_id.as_ref().is_none_or(|device| device.key == request.key);
    let same_id = by_key.as_ref().is_none_or(|device| device.id == request.device);
    if !same_key || !same_id {
        return Err(HubError::refused(
            "device_taken",
            "this device id or key is taken",
        ));
    }
    if by_id.is_some_and(|device| device.revoked_ms.is_some()) {
        return Err(HubError::refused("revoked", "this device was revoked"));
    }
    Ok(())
}
