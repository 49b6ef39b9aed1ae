//! What staff keep: organisations, people, products, plots, rolls, leases, devices. Names also go into the
//! organisation's register document, so that phones have them offline.

mod announce;
mod devices;
mod parties;
mod roles;
mod stamps;

pub use devices::DeviceView;
pub use parties::{Member, NewOrg, NewProduct};
pub use stamps::{Issue, LeaseView, NewLease, NewRoll, RollView};
pub(crate) use stamps::{product_of, said};
