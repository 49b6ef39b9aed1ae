use std::collections::{HashMap, HashSet};

use fieldbook_core::identity::{Certificate, Membership, PublicKey};
use fieldbook_core::journal::{ActorId, Change, Write, binding, decode_amendment, decode_fact};
use fieldbook_core::model::{DeviceId, DocKind, FactId, FactKind, OrgId, PersonId, Role};
use fieldbook_core::rules::{Deed, may};

use super::hold::Hold;
use crate::Hub;
use crate::error::Result;
use crate::store::Tables;

/// What a key may do in an organisation's documents.
#[derive(Debug, Clone)]
pub(super) enum Standing {
    /// The hub itself.
    Hub,
    /// A device that the hub has let in for the organisation, now or once.
    Device(Signatory),
    /// Nobody of the organisation: its changes are refused.
    Stranger,
}

/// What one push asks again and again.
#[derive(Debug, Default)]
pub(super) struct Standings {
    known: HashMap<(PublicKey, OrgId), Standing>,
    /// What the actors of every device begin with; read when the first actor comes that is not its writer's.
    bindings: Option<HashSet<[u8; 8]>>,
    received_ms: Option<i64>,
}

impl Standings {
    /// When the push came, milliseconds since 1970: one moment for all of it, since a phone's documents come in no
    /// order, and what was written on it together counts together.
    pub(super) fn received_ms(&mut self, hub: &Hub) -> i64 {
        *self.received_ms.get_or_insert_with(|| hub.now().utc_ms)
    }

    /// What a key may do in an organisation's documents.
    pub(super) fn of(&mut self, hub: &Hub, tables: &Tables, key: PublicKey, org: OrgId) -> Result<Standing> {
        if let Some(standing) = self.known.get(&(key, org)) {
            return Ok(standing.clone());
        }
        let standing = Standing::of(hub, tables, &key, org)?;
        self.known.insert((key, org), standing.clone());
        Ok(standing)
    }

    /// Whether an actor was made for the key of any device.
    pub(super) fn is_bound_to_anybody(&mut self, tables: &Tables, actor: &ActorId) -> Result<bool> {
        if self.bindings.is_none() {
            let devices = tables.devices()?;
            self.bindings = Some(devices.iter().map(|device| binding(&device.key.0)).collect());
        }
        let begins = actor.first_chunk::<8>();
        Ok(begins.is_some_and(|begins| self.bindings.as_ref().is_some_and(|all| all.contains(begins))))
    }
}

/// A device, and its people in one organisation.
#[derive(Debug, Clone)]
pub(super) struct Signatory {
    device: DeviceId,
    members: Vec<Membership>,
    revoked: bool,
    ended: bool,
}

impl Standing {
    /// Looks a key up as it stands now.
    pub(super) fn of(hub: &Hub, tables: &Tables, key: &PublicKey, org: OrgId) -> Result<Self> {
        if *key == hub.public_key() {
            return Ok(Self::Hub);
        }
        let Some(device) = tables.device_of_key(key)? else {
            return Ok(Self::Stranger);
        };
        let mut members = tables.memberships_of(device.id)?;
        members.retain(|membership| membership.org == org);
        if members.is_empty() {
            return Ok(Self::Stranger);
        }
        let certificate: Certificate = device.certificate.read()?;
        Ok(Self::Device(Signatory {
            device: device.id,
            members,
            revoked: device.revoked_ms.is_some(),
            ended: certificate.has_ended(hub.now()),
        }))
    }
}

impl Signatory {
    /// Why a change is held that this device wrote and `carrier` handed in. What waits for the device's own
    /// sync alone comes last, so that such a sync lets nothing through that a person must see.
    pub(super) fn objection(
        &self,
        carrier: Option<DeviceId>,
        doc: DocKind,
        change: &Change,
        kind_of: impl Fn(FactId) -> Result<Option<FactKind>>,
    ) -> Result<Option<Hold>> {
        if self.revoked {
            return Ok(Some(Hold::Revoked));
        }
        if !self.members.iter().any(Membership::stands) {
            return Ok(Some(Hold::Withdrawn));
        }
        if !self.may_do_everything() {
            for write in &change.writes {
                let held = self.objection_to(doc, write, &kind_of)?;
                if held.is_some() {
                    return Ok(held);
                }
            }
        }
        let by_another = carrier != Some(self.device);
        Ok((by_another && self.ended).then_some(Hold::CertificateEnded))
    }

    /// A manager may write everything, so what the change says need not be read.
    fn may_do_everything(&self) -> bool {
        self.members
            .iter()
            .all(|member| member.roles.contains(&Role::Manager))
    }

    fn objection_to(
        &self,
        doc: DocKind,
        write: &Write,
        kind_of: &impl Fn(FactId) -> Result<Option<FactKind>>,
    ) -> Result<Option<Hold>> {
        let (person, deed) = match write {
            Write::Fact { bytes, .. } => {
                let fact = decode_fact(bytes)?;
                (fact.recorder, Deed::recording(&fact))
            }
            Write::Register { key, bytes, .. } => {
                (decode_amendment(bytes)?.by, Deed::writing(doc, key, kind_of)?)
            }
        };
        Ok(self.refuses(person, deed))
    }

    /// A person of the device is held to their own roles. Whoever names somebody else is held to what
    /// everybody on the device may, or a farmer could write as the manager by writing a stranger's name.
    fn refuses(&self, person: PersonId, deed: Deed) -> Option<Hold> {
        let allows = |member: &Membership| may(&member.roles, deed).is_ok();
        if let Some(member) = self.members.iter().find(|member| member.person == person) {
            let hold = if member.stands() {
                Hold::Role
            } else {
                Hold::Withdrawn
            };
            return (!allows(member)).then_some(hold);
        }
        let mut standing = self.members.iter().filter(|member| member.stands());
        (!standing.all(allows)).then_some(Hold::Role)
    }
}
