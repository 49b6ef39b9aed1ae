//! Who works on this device, and the names of others.

use fieldbook_core as core;
use fieldbook_core::model::{
    DeviceId, Moment, Org, OrgId, Person, PersonId, Plot, PlotId, Product, ProductId, Role,
};
use fieldbook_core::{Profile, ProfileOrg};
use zeroize::Zeroizing;

use crate::FieldbookError;

/// Who works on this device, and the names of others.
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

    /// Everybody who works on this device, in the order they joined.
    pub fn profiles(&self) -> Result<Vec<Profile>, FieldbookError> {
        Ok(self.core.profiles()?)
    }

    /// Takes another invitation of the same hub: a further person on this device, or a further organisation
    /// of one who is here. Works without signal and counts at once; the next sync presents it to the hub. For
    /// a person who is here already it also resets a forgotten PIN, as soon as the hub has taken it. Taking
    /// the same invitation again changes nothing.
    ///
    /// Throws `InvalidInput` for a text that is not an invitation; `NotAllowed` for one of another hub, and
    /// for one whose time is over by the hub's clock where that is known.
    pub fn add(&self, invitation: &str) -> Result<Profile, FieldbookError> {
        Ok(self.core.add(invitation)?)
    }

    /// Makes a person of this device the one who records, also after a restart. Who has set a PIN must give
    /// it; give it also for the person who records now, to unlock a shared screen.
    ///
    /// Throws `NotFound` for somebody who has not joined; `NotAllowed` with `pin_needed`, `wrong_pin`, or
    /// after five wrong tries `pin_wait_…`: a wait of one minute to an hour that neither a restart nor a
    /// turned clock shortens; `InvalidInput` for what is no PIN.
    #[uniffi::method(default(pin = None))]
    pub fn switch_to(&self, person: PersonId, pin: Option<String>) -> Result<Profile, FieldbookError> {
        let pin = pin.map(Zeroizing::new);
        let typed = pin.as_ref().map(|pin| pin.as_str());
        Ok(self.core.switch_to(person, typed)?)
    }

    /// Opens new seasons, lots and visits for another organisation of the current person, and shows its
    /// register. Throws `NotAllowed` for one they do not work for.
    pub fn work_for(&self, org: OrgId) -> Result<Profile, FieldbookError> {
        Ok(self.core.work_for(org)?)
    }

    /// Sets or changes the current person's PIN, four to eight digits; without a new one it is taken away.
    /// The old one must be given where there is one. The PIN keeps people who share a device from recording in
    /// each other's names; it does not encrypt the book. Throws as `switch_to` does.
    #[uniffi::method(default(old = None, new = None))]
    pub fn set_pin(&self, old: Option<String>, new: Option<String>) -> Result<(), FieldbookError> {
        let pins = [old, new].map(|pin| pin.map(Zeroizing::new));
        let [old, new] = pins.each_ref().map(|pin| pin.as_ref().map(|pin| pin.as_str()));
        Ok(self.core.set_pin(old, new)?)
    }

    /// Keeps the current person's face, to be known and switched to by it. A small JPEG is made of the
    /// picture, upright and without position. It stays in this phone's book and in copies of that: no colleague
    /// and no hub ever gets it. It goes when its person takes it away, and when the hub has withdrawn all that
    /// they may do here. Copies made before keep it.
    ///
    /// Throws `InvalidInput` for a file that is empty, larger than 16 MiB, or no JPEG that can be read;
    /// `StorageFull`. Slow: half a second for 12 megapixels on a laptop.
    pub fn set_portrait(&self, picture: Vec<u8>) -> Result<(), FieldbookError> {
        Ok(self.core.set_portrait(&picture)?)
    }

    /// Takes the current person's face away. Nothing happens where there is none.
    pub fn remove_portrait(&self) -> Result<(), FieldbookError> {
        Ok(self.core.remove_portrait()?)
    }

    /// The face of a person of this device, a JPEG with sides of up to 384 pixels; nothing where they have given
    /// none. Throws `NotFound` for somebody who has not joined.
    pub fn portrait(&self, person: PersonId) -> Result<Option<Vec<u8>>, FieldbookError> {
        Ok(self.core.portrait(person)?)
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

/// Somebody who works on this device.
#[uniffi::remote(Record)]
pub struct Profile {
    /// The person.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// For whom they work here.
    pub orgs: Vec<ProfileOrg>,
    /// They have set a PIN.
    pub has_pin: bool,
    /// Their face is kept on this phone: ask `People.portrait` for it.
    pub has_portrait: bool,
    /// What is recorded now is recorded by them.
    pub current: bool,
    /// An invitation of theirs has yet to be presented to the hub: the next sync does.
    pub pending: bool,
    /// Why the hub did not take their last invitation: a code whose text is `refusal.<code>`.
    pub refused: Option<String>,
}

/// An organisation a person works for.
#[uniffi::remote(Record)]
pub struct ProfileOrg {
    /// The organisation.
    pub org: OrgId,
    /// Its name.
    pub name: String,
    /// What they may do there.
    pub roles: Vec<Role>,
    /// New seasons, lots and visits are opened for it now.
    pub current: bool,
    /// The hub has not confirmed it yet.
    pub pending: bool,
}

/// The person who records now, and the device.
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
