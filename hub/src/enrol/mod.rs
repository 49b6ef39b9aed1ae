//! Who a device is: invitations, certificates, and the signature on each request.

mod admission;
mod certify;
mod invite;
mod nonce;
mod request;

pub(crate) use certify::{is_due, renew, renew_if_due};
pub use invite::Invited;
pub(crate) use nonce::Nonces;
pub use request::Denied;
pub(crate) use request::{Caller, Credentials};
