use std::sync::Arc;

use super::FieldbookError;
use super::book::Book;
use super::error::Fault;
use super::profiles::Profile;
use super::register::Register;
use crate::model::{
    DeviceId, DocRef, FieldValue, Moment, OrgId, PersonId, Plot, PlotId, RegisterKey, Role, nfc,
};
use crate::rules::Deed;

/// Who works on this device, and the names of others.
#[derive(Clone)]
pub struct People {
    pub(super) book: Arc<Book>,
}

/// The person who records now, and the device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The organisation.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// What they may do there, by the certificate; before the first sync, by the invitation.
    pub roles: Vec<Role>,
    /// This device.
    pub device: DeviceId,
    /// The hub's address.
    pub hub_url: String,
    /// The last day of the certificate; `None` before the first sync.
    pub certified_until: Option<Moment>,
}

impl People {
    /// Who I am.
    pub fn me(&self) -> Result<Me, FieldbookError> {
        let (book, invitation) = (&self.book, &self.book.me.invitation);
        let (person, org) = (book.person(), book.org());
        let certificate = book.certificate()?;
        let register = book.register()?;
        Ok(Me {
            person,
            name: register.person_name(person).unwrap_or_default(),
            org,
            org_name: register.org.name,
            roles: book.roles_in(org),
            device: book.me.device,
            hub_url: invitation.hub_url.clone(),
            certified_until: certificate.map(|certificate| certificate.not_after),
        })
    }

    /// Everybody who works on this device, in the order they joined.
    pub fn profiles(&self) -> Result<Vec<Profile>, FieldbookError> {
        Ok(self.book.profiles()?)
    }

    /// Takes another invitation of the same hub: a further person on this device, or a further organisation
    /// of one who is here. Works without signal and counts at once; the next sync presents it to the hub,
    /// which puts the person into the device's certificate. For a person who is here already it also resets a
    /// forgotten PIN: the old one is gone as soon as the hub has taken the invitation, and not before, because
    /// an old invitation found in a drawer must open nobody's profile. Taking the same invitation again changes
    /// nothing.
    ///
    /// Errors: `InvalidInput` for a text that is not an invitation; `NotAllowed` for one of another hub, and
    /// for one whose time is over by the hub's clock where that was measured since the device was switched on.
    pub fn add(&self, invitation: &str) -> Result<Profile, FieldbookError> {
        Ok(self.book.join(invitation)?)
    }

    /// Makes a person of this device the one who records, also after a restart. Who has set a PIN must give
    /// it; give it also for the person who records now, to lock a shared screen.
    ///
    /// Errors: `NotFound` for somebody who has not joined; `NotAllowed` with `pin_needed`, `wrong_pin`, or
    /// after five wrong tries `pin_wait_…`: a wait of one minute to an hour that neither a restart nor a
    /// turned clock shortens; `InvalidInput` for what is no PIN.
    pub fn switch_to(&self, person: PersonId, pin: Option<&str>) -> Result<Profile, FieldbookError> {
        Ok(self.book.switch_to(person, pin)?)
    }

    /// Opens new seasons, lots and visits for another organisation of the current person, and shows its
    /// register. `NotAllowed` for one they do not work for.
    pub fn work_for(&self, org: OrgId) -> Result<Profile, FieldbookError> {
        Ok(self.book.work_for(org)?)
    }

    /// Sets or changes the current person's PIN, four to eight digits; `None` takes it away. The old one must
    /// be given where there is one. The PIN keeps people who share a device from recording in each other's
    /// names; it does not encrypt the book. A forgotten one is reset by a new invitation, see
    /// [`People::add`].
    ///
    /// Errors: as for [`People::switch_to`].
    pub fn set_pin(&self, old: Option<&str>, new: Option<&str>) -> Result<(), FieldbookError> {
        Ok(self.book.set_pin(old, new)?)
    }

    /// Keeps the current person's face, to be known and switched to by it. A small JPEG is made of the
    /// picture, upright and without position. It stays in this phone's book and in copies of that: no colleague
    /// and no hub ever gets it. It goes when its person takes it away, and when the hub has withdrawn all that
    /// they may do here. Copies made before keep it.
    ///
    /// Errors: `InvalidInput` for a file that is empty, larger than 16 MiB, or no JPEG that can be read;
    /// `StorageFull`. Slow: half a second for 12 megapixels on a laptop; keep it off the main thread.
    pub fn set_portrait(&self, picture: &[u8]) -> Result<(), FieldbookError> {
        Ok(self.book.set_portrait(picture)?)
    }

    /// Takes the current person's face away. Nothing happens where there is none.
    pub fn remove_portrait(&self) -> Result<(), FieldbookError> {
        Ok(self.book.remove_portrait()?)
    }

    /// The face of a person of this device, a JPEG with sides of up to 384 pixels; `None` where they have given
    /// none. `NotFound` for somebody who has not joined.
    pub fn portrait(&self, person: PersonId) -> Result<Option<Vec<u8>>, FieldbookError> {
        Ok(self.book.portrait(person)?)
    }

    /// The organisation's products, plots and people.
    pub fn register(&self) -> Result<Register, FieldbookError> {
        Ok(self.book.register()?)
    }

    /// Adds a plot to the register.
    pub fn add_plot(&self, name: &str, growing_area_code: Option<&str>) -> Result<Plot, FieldbookError> {
        Ok(self.book.add_plot(name, growing_area_code)?)
    }
}

impl Book {
    fn add_plot(&self, name: &str, code: Option<&str>) -> Result<Plot, Fault> {
        let doc = DocRef::register_of(self.org());
        self.must(doc.org, Deed::Document(doc.kind))?;
        let plot = Plot {
            id: PlotId::fresh(),
            name: nfc(name.trim()),
            growing_area_code: code.map(|code| nfc(code.trim())).filter(|code| !code.is_empty()),
        };
        if plot.name.is_empty() {
            return Err(crate::model::Invalid::new("name", "required").into());
        }
        let entry = |field: &str, value: &str| {
            (
                RegisterKey::entry(plot.id, field),
                self.amendment(FieldValue::text(value), None),
            )
        };
        let mut entries = vec![entry("kind", "plot"), entry("name", &plot.name)];
        entries.extend(
            plot.growing_area_code
                .iter()
                .map(|code| entry("growing_area_code", code)),
        );
        self.write(doc, |document, time_s| document.put_fields(&entries, time_s))?;
        Ok(plot)
    }

    /// The device of a key, where its certificate is known.
    pub(super) fn device_of(&self, key: &[u8; 32]) -> Result<Option<DeviceId>, Fault> {
        let certified = self.certificate_of(key)?.map(|certificate| certificate.device);
        Ok(certified.or((*key == self.me.author.key).then_some(self.me.device)))
    }

    /// The name the device of a key gave itself.
    pub(super) fn device_name(&self, key: &[u8; 32]) -> Result<Option<String>, Fault> {
        if *key == self.me.author.key {
            let name = self.store.read(|reading| reading.meta("device_name"))?;
            return Ok(name.map(|name| String::from_utf8_lossy(&name).into_owned()));
        }
        Ok(self
            .certificate_of(key)?
            .map(|certificate| certificate.name.clone()))
    }
}
