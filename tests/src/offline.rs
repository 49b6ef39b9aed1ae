//! A book that has never been online.

use std::path::Path;

use fieldbook_core::identity::{Invitation, InvitedProduct, SecretKey};
use fieldbook_core::model::*;
use fieldbook_core::*;
use uuid::Uuid;

use crate::keyed::in_dir;
use crate::world::GTIN;

/// Makes a book from an invitation of a hub that is nowhere.
pub fn offline_book(dir: &Path) -> Fieldbook {
    let hub = SecretKey::from_seed(&[1; 32]);
    let invitation = Invitation {
        hub_url: "http://127.0.0.1:9".into(),
        hub_key: hub.public(),
        token: [7; 16],
        org: OrgId(Uuid::from_u128(1)),
        org_name: "HTX Mường Và".into(),
        person: PersonId(Uuid::from_u128(2)),
        person_name: "Lò Thị Mai".into(),
        roles: vec![Role::Manager],
        products: vec![InvitedProduct {
            id: ProductId(Uuid::from_u128(3)),
            name: "Gạo nếp tan Mường Và".into(),
            group: "sticky-rice".into(),
            gtin: Some(GTIN.into()),
        }],
        not_after: Moment {
            utc_ms: 4_000_000_000_000,
            offset_min: 420,
            trust: ClockTrust::Device,
        },
    };
    Fieldbook::create(in_dir(dir), &invitation.to_text(&hub).unwrap(), "máy").unwrap()
}
