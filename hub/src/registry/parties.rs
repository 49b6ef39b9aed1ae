use fieldbook_core::model::{
    Invalid, Org, OrgId, Person, PersonId, Plot, PlotId, Product, ProductId, Role, nfc,
};
use fieldbook_core::stamp::{check_digit_holds, gtin14};

use super::announce::{Entry, announce};
use crate::Hub;
use crate::error::{HubError, Result};
use crate::store::Tables;

/// An organisation to add.
#[derive(Debug, Clone, Default)]
pub struct NewOrg {
    /// Its name.
    pub name: String,
    /// Its public address.
    pub address: Option<String>,
    /// Its Global Location Number (GLN-13).
    pub gln: Option<String>,
}

/// A product to add.
#[derive(Debug, Clone, Default)]
pub struct NewProduct {
    /// Its name.
    pub name: String,
    /// The code of a product group of the catalogue, such as `sticky-rice`.
    pub group: String,
    /// Its GTIN of 8 to 14 digits, if it has one.
    pub gtin: Option<String>,
}

/// A person in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: Person,
    /// What they may do there.
    pub roles: Vec<Role>,
}

/// Longest name, bytes.
const NAME_MAX: usize = 200;

/// A name as it is stored: NFC, trimmed, one line.
fn tidy(field: &str, text: &str) -> Result<String> {
    let text = nfc(text.trim());
    if text.is_empty() {
        return Err(Invalid::new(field, "length").with("max", &NAME_MAX).into());
    }
    if text.len() > NAME_MAX {
        return Err(Invalid::new(field, "too_long").with("max", &NAME_MAX).into());
    }
    if text.chars().any(char::is_control) {
        return Err(Invalid::new(field, "control_character").into());
    }
    Ok(text)
}

fn tidy_option(field: &str, text: Option<&str>) -> Result<Option<String>> {
    let text = text.filter(|text| !text.trim().is_empty());
    text.map(|text| tidy(field, text)).transpose()
}

/// Tells the organisation's devices a person's name.
fn announce_person(hub: &Hub, tables: &Tables, org: OrgId, person: &Person) -> Result<()> {
    let entry = Entry {
        id: person.id.0,
        fields: vec![("kind", "person".to_owned()), ("name", person.name.clone())],
    };
    announce(hub, tables, org, &entry)
}

impl Hub {
    /// Adds an organisation.
    pub fn new_org(&self, new: &NewOrg) -> Result<Org> {
        let gln = tidy_option("gln", new.gln.as_deref())?;
        if let Some(gln) = &gln
            && (gln.len() != 13 || !check_digit_holds(gln))
        {
            return Err(Invalid::new("gln", "gtin_check_digit").with("value", gln).into());
        }
        let org = Org {
            id: OrgId::fresh(),
            name: tidy("name", &new.name)?,
            address: tidy_option("address", new.address.as_deref())?,
            gln,
        };
        let mut fields = vec![("kind", "org".to_owned()), ("name", org.name.clone())];
        fields.extend(org.address.clone().map(|address| ("address", address)));
        fields.extend(org.gln.clone().map(|gln| ("gln", gln)));
        self.store().write(|tables| {
            tables.insert_org(&org)?;
            let entry = Entry { id: org.id.0, fields };
            announce(self, tables, org.id, &entry)
        })?;
        Ok(org)
    }

    /// Every organisation, by name.
    pub fn orgs(&self) -> Result<Vec<Org>> {
        self.store().read(|tables| tables.orgs())
    }

    /// Adds a person to an organisation, with at least one role.
    pub fn new_person(&self, org: OrgId, name: &str, roles: &[Role]) -> Result<Member> {
        if roles.is_empty() {
            return Err(HubError::refused("no_role", "a person needs at least one role"));
        }
        let person = Person {
            id: PersonId::fresh(),
            name: tidy("name", name)?,
        };
        self.store().write(|tables| {
            tables.org(org)?.ok_or_else(|| HubError::not_found("org", &org))?;
            tables.put_person(&person)?;
            tables.put_member(org, person.id, roles)?;
            announce_person(self, tables, org, &person)
        })?;
        Ok(Member {
            person,
            roles: roles.to_vec(),
        })
    }

    /// Lets a person who is known to the hub work for a further organisation, with at least one role: an
    /// officer serves many.
    pub fn add_member(&self, org: OrgId, person: PersonId, roles: &[Role]) -> Result<Member> {
        if roles.is_empty() {
            return Err(HubError::refused("no_role", "a person needs at least one role"));
        }
        let person = self.store().write(|tables| {
            tables.org(org)?.ok_or_else(|| HubError::not_found("org", &org))?;
            let found = tables.person(person)?;
            let person = found.ok_or_else(|| HubError::not_found("person", &person))?;
            tables.put_member(org, person.id, roles)?;
            announce_person(self, tables, org, &person)?;
            Ok::<_, HubError>(person)
        })?;
        Ok(Member {
            person,
            roles: roles.to_vec(),
        })
    }

    /// The people of an organisation, by name.
    pub fn persons(&self, org: OrgId) -> Result<Vec<Member>> {
        let members = self.store().read(|tables| tables.members(org))?;
        Ok(members
            .into_iter()
            .map(|(person, roles)| Member { person, roles })
            .collect())
    }

    /// Adds a product. Its group must be in the catalogue and its GTIN nobody else's (`gtin_taken`).
    pub fn new_product(&self, org: OrgId, new: &NewProduct) -> Result<Product> {
        let catalog = self.catalog()?;
        let group = catalog
            .group(new.group.trim())
            .ok_or_else(|| HubError::not_found("product group", &new.group))?;
        let gtin = new.gtin.as_deref().map(gtin14).transpose()?;
        let product = Product {
            id: ProductId::fresh(),
            name: tidy("name", &new.name)?,
            group: group.code.clone(),
            gtin,
        };
        self.store().write(|tables| {
            tables.org(org)?.ok_or_else(|| HubError::not_found("org", &org))?;
            if let Some(gtin) = &product.gtin
                && tables.product_of_gtin(gtin)?.is_some()
            {
                return Err(HubError::refused("gtin_taken", gtin.as_str()));
            }
            tables.insert_product(org, &product)?;
            let mut fields = vec![
                ("kind", "product".to_owned()),
                ("name", product.name.clone()),
                ("group", product.group.clone()),
            ];
            fields.extend(product.gtin.clone().map(|gtin| ("gtin", gtin)));
            let entry = Entry {
                id: product.id.0,
                fields,
            };
            announce(self, tables, org, &entry)
        })?;
        Ok(product)
    }

    /// The products of an organisation, by name.
    pub fn products(&self, org: OrgId) -> Result<Vec<Product>> {
        self.store().read(|tables| tables.products(org))
    }

    /// Adds a plot; `growing_area_code` is opaque (mã số vùng trồng).
    pub fn new_plot(&self, org: OrgId, name: &str, growing_area_code: Option<&str>) -> Result<Plot> {
        let plot = Plot {
            id: PlotId::fresh(),
            name: tidy("name", name)?,
            growing_area_code: tidy_option("growing_area_code", growing_area_code)?,
        };
        self.store().write(|tables| {
            tables.org(org)?.ok_or_else(|| HubError::not_found("org", &org))?;
            tables.insert_plot(org, &plot)?;
            let mut fields = vec![("kind", "plot".to_owned()), ("name", plot.name.clone())];
            let code = plot.growing_area_code.clone();
            fields.extend(code.map(|code| ("growing_area_code", code)));
            let entry = Entry {
                id: plot.id.0,
                fields,
            };
            announce(self, tables, org, &entry)
        })?;
        Ok(plot)
    }

    /// The plots of an organisation, by name.
    pub fn plots(&self, org: OrgId) -> Result<Vec<Plot>> {
        self.store().read(|tables| tables.plots(org))
    }
}
