use fieldbook_core::identity::{Invitation, InvitedProduct};
use fieldbook_core::model::{Invalid, Moment, OrgId, PersonId};
use sha2::{Digest, Sha256};

use crate::Hub;
use crate::error::{HubError, Result};
use crate::hub::random;

/// An invitation and the text of its QR.
#[derive(Clone)]
pub struct Invited {
    /// What it says.
    pub invitation: Invitation,
    /// The text to scan or paste.
    pub text: String,
}

/// Without the text, for the token is in it.
impl std::fmt::Debug for Invited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invited")
            .field("invitation", &self.invitation)
            .finish_non_exhaustive()
    }
}

/// Longest life of an invitation, days.
const DAYS_MAX: u16 = 365;
/// A QR of version 40 holds 2,953 bytes; printed on a hand's breadth, half of that still scans. More
/// products reach the phone with its first sync.
const PRODUCTS_MAX: usize = 8;

impl Hub {
    /// Invites a person of an organisation to enrol one device, within `days` (1 to 365). `url` is where
    /// the device will sync, such as `https://txng.sonla.gov.vn`.
    pub fn invite(&self, org: OrgId, person: PersonId, url: &str, days: u16) -> Result<Invited> {
        if days == 0 || days > DAYS_MAX {
            return Err(HubError::refused("days", format!("1–{DAYS_MAX}")));
        }
        if !(url.starts_with("https://") || url.starts_with("http://")) || url.len() > 200 {
            return Err(Invalid::new("url", "not_an_address").with("value", url).into());
        }
        let token: [u8; 16] = random()?;
        let now = self.now();
        let not_after = Moment {
            utc_ms: now.utc_ms.saturating_add(i64::from(days) * 86_400_000),
            ..now
        };
        self.store().write(|tables| {
            let org = tables.org(org)?.ok_or_else(|| HubError::not_found("org", &org))?;
            let members = tables.members(org.id)?;
            let member = members.into_iter().find(|(member, _)| member.id == person);
            let (person, roles) = member.ok_or_else(|| HubError::not_found("person", &person))?;
            if roles.is_empty() {
                return Err(HubError::refused(
                    "no_role",
                    "this person no longer has a role there",
                ));
            }
            let token_hash = Sha256::digest(token).into();
            tables.insert_invitation(&token_hash, org.id, person.id, &roles, not_after.utc_ms)?;
            let products = tables.products(org.id)?.into_iter().take(PRODUCTS_MAX);
            let invitation = Invitation {
                hub_url: url.trim_end_matches('/').to_owned(),
                hub_key: self.public_key(),
                token,
                org: org.id,
                org_name: org.name,
                person: person.id,
                person_name: person.name,
                roles,
                products: products
                    .map(|product| InvitedProduct {
                        id: product.id,
                        name: product.name,
                        group: product.group,
                        gtin: product.gtin,
                    })
                    .collect(),
                not_after,
            };
            let text = invitation.to_text(self.key())?;
            Ok(Invited { invitation, text })
        })
    }
}
