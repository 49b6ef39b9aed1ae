//! What an invitation says, before there is a book.

use fieldbook_core as core;
use fieldbook_core::identity;
use fieldbook_core::model::{Moment, Role};

use crate::FieldbookError;

/// What an invitation says, for the question "is that you?" before a book is made from it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Invitation {
    /// The person invited.
    pub person_name: String,
    /// The organisation.
    pub org_name: String,
    /// What they may do there.
    pub roles: Vec<Role>,
    /// The hub's address.
    pub hub_url: String,
    /// The last moment the hub takes it.
    pub not_after: Moment,
}

impl From<identity::Invitation> for Invitation {
    fn from(invitation: identity::Invitation) -> Self {
        Self {
            person_name: invitation.person_name,
            org_name: invitation.org_name,
            roles: invitation.roles,
            hub_url: invitation.hub_url,
            not_after: invitation.not_after,
        }
    }
}

/// Reads an invitation as it was scanned, without making anything of it. Its signature is checked against the hub's key
/// inside it; who that hub is, nobody can say without asking. Throws `InvalidInput` for a text that is none.
#[uniffi::export]
pub fn read_invitation(text: &str) -> Result<Invitation, FieldbookError> {
    let invitation = identity::Invitation::from_text(text);
    Ok(invitation.map_err(core::FieldbookError::from)?.into())
}
