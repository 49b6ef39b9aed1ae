use std::collections::BTreeMap;

use super::book::Book;
use super::error::Fault;
use super::facts::register_write;
use super::lock;
use crate::identity::Invitation;
use crate::journal::{RegisterWrite, fold_head};
use crate::model::{
    DocRef, FieldValue, Org, OrgId, Person, PersonId, Plot, PlotId, Product, ProductId, RegisterMap,
};

/// An organisation's register as it stands: its products, plots and people's names. What the invitation
/// says fills in what has not arrived yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Register {
    /// The organisation.
    pub org: Org,
    /// Its products.
    pub products: Vec<Product>,
    /// Its plots.
    pub plots: Vec<Plot>,
    /// Its people.
    pub people: Vec<Person>,
}

/// The fields of each entry: `<id>/<field>` → value, grouped by id.
type Entries = BTreeMap<String, BTreeMap<String, FieldValue>>;

impl Register {
    /// Reads the entries of a register document, folded.
    pub fn from_entries(org: OrgId, values: &BTreeMap<String, FieldValue>) -> Self {
        let mut entries = Entries::new();
        for (key, value) in values {
            if let Some((id, field)) = key.split_once('/') {
                entries
                    .entry(id.to_owned())
                    .or_default()
                    .insert(field.to_owned(), value.clone());
            }
        }
        let mut register = Self {
            org: Org {
                id: org,
                name: String::new(),
                address: None,
                gln: None,
            },
            products: Vec::new(),
            plots: Vec::new(),
            people: Vec::new(),
        };
        for (id, fields) in &entries {
            register.add(id, fields);
        }
        register
    }

    fn add(&mut self, id: &str, fields: &BTreeMap<String, FieldValue>) {
        let text = |field: &str| fields.get(field).map(ToString::to_string);
        let name = text("name").unwrap_or_default();
        match text("kind").as_deref() {
            Some("org") if id == self.org.id.to_string() => {
                self.org = Org {
                    id: self.org.id,
                    name,
                    address: text("address"),
                    gln: text("gln"),
                };
            }
            Some("product") => self.products.extend(id.parse().ok().map(|id: ProductId| Product {
                id,
                name,
                group: text("group").unwrap_or_default(),
                gtin: text("gtin"),
            })),
            Some("plot") => self.plots.extend(id.parse().ok().map(|id: PlotId| Plot {
                id,
                name,
                growing_area_code: text("growing_area_code"),
            })),
            Some("person") => self
                .people
                .extend(id.parse().ok().map(|id: PersonId| Person { id, name })),
            _ => {}
        }
    }

    /// Adds what an invitation says and the register has not told yet.
    fn fill_in(&mut self, invitation: &Invitation) {
        if self.org.name.is_empty() {
            self.org.name.clone_from(&invitation.org_name);
        }
        if self.person_name(invitation.person).is_none() {
            self.people.push(Person {
                id: invitation.person,
                name: invitation.person_name.clone(),
            });
        }
        for invited in &invitation.products {
            if !self.products.iter().any(|product| product.id == invited.id) {
                self.products.push(invited.clone().into());
            }
        }
    }

    /// A person's name.
    pub fn person_name(&self, id: PersonId) -> Option<String> {
        self.people
            .iter()
            .find(|person| person.id == id)
            .map(|person| person.name.clone())
    }

    /// A product by id, GTIN or name.
    pub fn product(&self, wanted: &str) -> Option<&Product> {
        let wanted = crate::model::nfc(wanted.trim());
        self.products.iter().find(|product| {
            product.id.to_string() == wanted
                || product.gtin.as_deref() == Some(wanted.as_str())
                || product.name.to_lowercase() == wanted.to_lowercase()
        })
    }
}

impl Book {
    /// The register of the organisation that is worked for now.
    pub(super) fn register(&self) -> Result<Register, Fault> {
        self.register_of(self.org())
    }

    /// Every entry of an organisation's register: `<id>/<field>` and the value that stands.
    pub(super) fn register_entries(&self, org: OrgId) -> Result<BTreeMap<String, FieldValue>, Fault> {
        let doc = DocRef::register_of(org);
        let writes: Vec<RegisterWrite> = self.store.read(|reading| {
            let rows = reading.writes_of_document(doc.id, Some(RegisterMap::Entries))?;
            Ok::<_, Fault>(rows.into_iter().map(register_write).collect())
        })?;
        Ok(fold_head(RegisterMap::Entries, &writes)?.values)
    }

    /// The register of an organisation as far as it has come, and what its invitations said.
    pub(super) fn register_of(&self, org: OrgId) -> Result<Register, Fault> {
        let mut register = Register::from_entries(org, &self.register_entries(org)?);
        for taken in &lock(&self.joined).invitations {
            if taken.invitation.org == org {
                register.fill_in(&taken.invitation);
            }
        }
        Ok(register)
    }
}
