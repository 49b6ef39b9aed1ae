use super::{OrgId, PersonId, PlotId, ProductId};

/// What a person may do in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

impl Role {
    /// Every role with its name; the index is its number in CBOR.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Farmer, "farmer"),
        (Self::Officer, "officer"),
        (Self::Manager, "manager"),
        (Self::Inspector, "inspector"),
    ];

    /// The name in files and output.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(role, _)| *role == self)
            .map_or("farmer", |(_, name)| name)
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(role, _)| *role)
    }
}

/// A producer organisation (chủ thể): cooperative, company or household.
#[derive(Debug, Clone, PartialEq, Eq)]
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

/// A person, as others in the organisation see them. Phone numbers are not kept here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their id.
    pub id: PersonId,
    /// The name shown.
    pub name: String,
}

/// A plot of land (thửa).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plot {
    /// Its id.
    pub id: PlotId,
    /// The name people use.
    pub name: String,
    /// Growing-area code (mã số vùng trồng): opaque text.
    pub growing_area_code: Option<String>,
}

/// A product, as it is sold.
#[derive(Debug, Clone, PartialEq, Eq)]
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
