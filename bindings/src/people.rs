//! Who I am, and the names of others.

use fieldbook_core as core;
use fieldbook_core::model::{
    DeviceId, Moment, Org, OrgId, Person, PersonId, Plot, PlotId, Product, ProductId, Role,
};

use crate::FieldbookError;

/// Who I am, and the names of others.
#[derive(uniffi::Object)]
pub struct People {
    pub(crate) core: core::People,
}

#[uniffi::export]
impl People {
    /// Who I am.
    pub fn me(&self) -> Result<Me, FieldbookError> {
        Ok(self.core.me()?.into())
    }

    /// The organisation's products, plots and people.
    pub fn register(&self) -> Result<Register, FieldbookError> {
        Ok(self.core.register()?.into())
    }

    /// Adds a plot to the register.
    #[uniffi::method(default(growing_area_code = None))]
    pub fn add_plot(&self, name: &str, growing_area_code: Option<String>) -> Result<Plot, FieldbookError> {
        Ok(self.core.add_plot(name, growing_area_code.as_deref())?)
    }
}

/// What a person may do in an organisation.
#[uniffi::remote(Enum)]
pub enum Role {
    /// Nông dân: records on seasons.
    Farmer,
    /// Cán bộ khuyến nông: visits and records on behalf of farmers.
    Officer,
    /// Quản lý HTX: makes lots and activates stamps.
    Manager,
    /// Thanh tra: inspects.
    Inspector,
}

/// The person and device this book belongs to.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Me {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// The organisation.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// What they may do there.
    pub roles: Vec<Role>,
    /// This device.
    pub device: DeviceId,
    /// The hub's address.
    pub hub_url: String,
    /// The last day of the certificate; absent before the first sync.
    pub certified_until: Option<Moment>,
}

impl From<core::Me> for Me {
    fn from(me: core::Me) -> Self {
        Self {
            person: me.person,
            name: me.name,
            org: me.org,
            org_name: me.org_name,
            roles: me.roles,
            device: me.device,
            hub_url: me.hub_url,
            certified_until: me.certified_until,
        }
    }
}

/// A producer organisation (chủ thể): cooperative, company or household.
#[uniffi::remote(Record)]
pub struct Org {
    /// Its id.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// Its public address.
    pub address: Option<String>,
    /// Its Global Location Number (GS1 GLN-13), if it has one.
    pub gln: Option<String>,
}

/// A person, as others in the organisation see them.
#[uniffi::remote(Record)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// The name shown.
    pub name: String,
}

/// A plot of land (thửa).
#[uniffi::remote(Record)]
pub struct Plot {
    /// Its id.
    pub id: PlotId,
    /// The name people use.
    pub name: String,
    /// Growing-area code (mã số vùng trồng).
    pub growing_area_code: Option<String>,
}

/// A product, as it is sold.
#[uniffi::remote(Record)]
pub struct Product {
    /// Its id.
    pub id: ProductId,
    /// Its name.
    pub name: String,
    /// The product group's code, such as `sticky-rice`.
    pub group: String,
    /// Its GTIN-14, if it has one.
    pub gtin: Option<String>,
}

/// An organisation's register as it stands.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
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

impl From<core::Register> for Register {
    fn from(register: core::Register) -> Self {
        Self {
            org: register.org,
            products: register.products,
            plots: register.plots,
            people: register.people,
        }
    }
}
