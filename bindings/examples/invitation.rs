//! Prints an invitation of a hub that does not exist, for trying the bindings on a desk.

use fieldbook_core::identity::{Invitation, InvitedProduct, SecretKey};
use fieldbook_core::model::{ClockTrust, Moment, OrgId, PersonId, ProductId, Role};

/// A day of the year 2100: long enough for a desk.
const NOT_AFTER_MS: i64 = 4_102_444_800_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let hub = SecretKey::generate()?;
    let invitation = Invitation {
        // Port 9 is `discard`: nobody answers, as in a valley without signal.
        hub_url: "http://127.0.0.1:9".into(),
        hub_key: hub.public(),
        token: *uuid::Uuid::now_v7().as_bytes(),
        org: OrgId::fresh(),
        org_name: "HTX Mường Và".into(),
        person: PersonId::fresh(),
        person_name: "Lò Thị Mai".into(),
        roles: vec![Role::Farmer, Role::Manager],
        products: vec![InvitedProduct {
            id: ProductId::fresh(),
            name: "Gạo nếp tan Mường Và".into(),
            group: "sticky-rice".into(),
            gtin: Some("08939999000017".into()),
        }],
        not_after: Moment {
            utc_ms: NOT_AFTER_MS,
            offset_min: 420,
            trust: ClockTrust::Device,
        },
    };
    println!("{}", invitation.to_text(&hub)?);
    Ok(())
}
