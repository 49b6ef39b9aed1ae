//! Books for tests, of a hub that nobody reaches.

use fieldbook_core::identity::{Invitation, InvitedProduct, SecretKey};
use fieldbook_core::model::*;
use fieldbook_core::*;

/// A manager's invitation to a cooperative with one product.
pub fn invitation() -> String {
    let hub = SecretKey::from_seed(&[1; 32]);
    let invitation = Invitation {
        hub_url: "http://127.0.0.1:9".into(),
        hub_key: hub.public(),
        token: [7; 16],
        org: OrgId(uuid::Uuid::from_u128(1)),
        org_name: "HTX Mường Và".into(),
        person: PersonId(uuid::Uuid::from_u128(2)),
        person_name: "Lò Thị Mai".into(),
        roles: vec![Role::Manager],
        products: vec![InvitedProduct {
            id: ProductId(uuid::Uuid::from_u128(3)),
            name: "Gạo nếp tan Mường Và".into(),
            group: "sticky-rice".into(),
            gtin: Some("08939999000017".into()),
        }],
        not_after: Moment {
            utc_ms: 4_000_000_000_000,
            offset_min: 420,
            trust: ClockTrust::Device,
        },
    };
    invitation.to_text(&hub).unwrap()
}

/// Their book.
pub fn new_book(dir: &std::path::Path) -> Fieldbook {
    Fieldbook::create(Config::in_dir(dir), &invitation(), "máy").unwrap()
}
