use std::sync::Arc;

use super::FieldbookError;
use super::book::Book;
use super::error::Fault;
use super::register::Register;
use crate::model::{
    DeviceId, DocRef, FieldValue, Moment, OrgId, PersonId, Plot, PlotId, RegisterKey, Role, nfc,
};
use crate::rules::Deed;

/// Who I am, and the names of others.
#[derive(Clone)]
pub struct People {
    pub(super) book: Arc<Book>,
}

/// The person and device this book belongs to.
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
        let invitation = &self.book.me.invitation;
        let certificate = self.book.certificate()?;
        let register = self.book.register()?;
        Ok(Me {
            person: invitation.person,
            name: register.person_name(invitation.person).unwrap_or_default(),
            org: invitation.org,
            org_name: register.org.name,
            roles: self.book.roles_in(invitation.org)?,
            device: self.book.me.device,
            hub_url: invitation.hub_url.clone(),
            certified_until: certificate.map(|certificate| certificate.not_after),
        })
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
