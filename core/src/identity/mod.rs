//! Who says so: device keys, signatures over changes, and the hub's signed statements (invitations,
//! certificates, leases, receipts, verdicts on claims, lists of packs), the PINs of people who share a device, and
//! the book's key, and the passphrase of a backup.

mod backup_seal;
mod book_key;
mod certificate;
mod change_signature;
mod error;
mod file_receipt;
mod invitation;
mod keys;
mod lease;
mod pack_list;
mod passphrase;
mod pin;
mod receipt;
mod request;
mod seal_key;
mod statement;
mod verdict;

pub use backup_seal::{BackupFlaw, BackupSeal};
pub use book_key::BookKey;
pub use certificate::{Certificate, Membership};
pub use change_signature::{ChangeSignature, sign_change, verify_change};
pub use error::IdentityError;
pub use file_receipt::FileReceipt;
pub use invitation::{Invitation, InvitedProduct};
pub use keys::{PublicKey, SecretKey, Signature};
pub use lease::{LeaseRevocation, ListLease, open_lease, read_lease, sign_lease};
pub use pack_list::{Pack, PackList};
pub use passphrase::Passphrase;
pub use pin::{Pin, SealedPin};
pub use receipt::Receipt;
pub use request::{sign_answer, sign_request, verify_answer, verify_request, verify_upload};
pub use seal_key::SealKey;
pub(crate) use seal_key::is_sealed;
pub use statement::{Signed, Statement};
pub use verdict::{ClaimVerdict, Rival, Ruling};
