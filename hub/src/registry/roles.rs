use fieldbook_core::model::{OrgId, PersonId, Role};

use super::Member;
use crate::Hub;
use crate::enrol::renew;
use crate::error::{HubError, Result};

impl Hub {
    /// Gives a person of an organisation other roles. Their devices get new certificates at their next sync;
    /// what the new roles do not allow is held from now on.
    pub fn set_roles(&self, org: OrgId, person: PersonId, roles: &[Role]) -> Result<Member> {
        if roles.is_empty() {
            return Err(HubError::refused("no_role", "a person needs at least one role"));
        }
        self.change_roles(org, person, roles)
    }

    /// Ends a person's membership of an organisation: their devices no longer get what is new there, and
    /// what they write is held. What they wrote before stays. [`Hub::set_roles`] takes them in again.
    pub fn withdraw(&self, org: OrgId, person: PersonId) -> Result<Member> {
        self.change_roles(org, person, &[])
    }

    fn change_roles(&self, org: OrgId, person: PersonId, roles: &[Role]) -> Result<Member> {
        self.store().write(|tables| {
            let members = tables.members(org)?;
            let known = members.into_iter().find(|(known, _)| known.id == person);
            let (known, _) = known.ok_or_else(|| HubError::not_found("person", &person))?;
            tables.put_member(org, person, roles)?;
            for id in tables.set_device_roles(org, person, roles)? {
                if let Some(device) = tables.device(id)?.filter(|device| device.revoked_ms.is_none()) {
                    renew(self, tables, &device)?;
                }
            }
            Ok(Member {
                person: known,
                roles: roles.to_vec(),
            })
        })
    }
}
