use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minicbor::{Decode, Encode};

use super::{IdentityError, PublicKey, SecretKey, Signed, Statement};
use crate::model::{Moment, OrgId, PersonId, Product, ProductId, Role};

/// A product named in an invitation, so that a new phone can start a season before it has ever been online.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct InvitedProduct {
    /// Its id.
    #[n(1)]
    pub id: ProductId,
    /// Its name.
    #[n(2)]
    pub name: String,
    /// Its product group's code.
    #[n(3)]
    pub group: String,
    /// Its GTIN-14.
    #[n(4)]
    pub gtin: Option<String>,
}

impl From<InvitedProduct> for Product {
    fn from(invited: InvitedProduct) -> Self {
        Self {
            id: invited.id,
            name: invited.name,
            group: invited.group,
            gtin: invited.gtin,
        }
    }
}

/// What the QR on the hub's screen says: who you are, for whom, and where to sync. Signed by the hub.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Invitation {
    /// The hub's address, such as `https://txng.sonla.gov.vn`.
    #[n(1)]
    pub hub_url: String,
    /// The hub's public key: everything it signs later is checked against it.
    #[n(2)]
    pub hub_key: PublicKey,
    /// The one-time token that enrols one device.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub token: [u8; 16],
    /// The organisation.
    #[n(4)]
    pub org: OrgId,
    /// Its name.
    #[n(5)]
    pub org_name: String,
    /// The person.
    #[n(6)]
    pub person: PersonId,
    /// Their name.
    #[n(7)]
    pub person_name: String,
    /// Their roles.
    #[n(8)]
    pub roles: Vec<Role>,
    /// Products of the organisation.
    #[n(9)]
    pub products: Vec<InvitedProduct>,
    /// The last moment the token can be used.
    #[n(10)]
    pub not_after: Moment,
}

/// Without the token: whoever reads a log could enrol with it.
impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Invitation")
            .field("hub_url", &self.hub_url)
            .field("hub_key", &self.hub_key)
            .field("org", &self.org)
            .field("person", &self.person)
            .field("roles", &self.roles)
            .field("not_after", &self.not_after)
            .finish_non_exhaustive()
    }
}

impl Statement for Invitation {
    const CONTEXT: &'static str = "fieldbook invitation 1";
}

/// What an invitation's text starts with.
const PREFIX: &str = "FIELDBOOK1:";

impl Invitation {
    /// The text of the QR: a prefix and base64url of signature and CBOR.
    pub fn to_text(&self, hub: &SecretKey) -> Result<String, IdentityError> {
        Ok(format!(
            "{PREFIX}{}",
            URL_SAFE_NO_PAD.encode(Signed::new(self, hub)?.to_bytes())
        ))
    }

    /// Reads an invitation and checks that the hub it names signed it. Blanks and line breaks, as chat
    /// apps insert them, are ignored.
    pub fn from_text(text: &str) -> Result<Self, IdentityError> {
        let unreadable = |what: &str| IdentityError::Unreadable(what.to_owned());
        let packed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let encoded = packed
            .strip_prefix(PREFIX)
            .ok_or_else(|| unreadable("not an invitation"))?;
        let bytes = URL_SAFE_NO_PAD
            .decode(encoded)
            .map_err(|_| unreadable("cut short or mistyped"))?;
        let signed = Signed::from_bytes(&bytes)?;
        let claimed: Self = signed.read()?;
        signed.open(&claimed.hub_key)
    }
}
