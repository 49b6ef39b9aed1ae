use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Once};

use fieldbook_core::model::*;
use fieldbook_hub::{Clock, Hub, Issue, NewLease, NewOrg, NewProduct, NewRoll, RunningHub};
use tempfile::TempDir;

use crate::phone::Phone;

pub const GTIN: &str = "08936012340017";
pub const START_MS: i64 = 1_790_000_000_000;

/// A hub on a loopback socket with one organisation, one product, and a clock that is set by hand.
pub struct World {
    pub hub: Hub,
    pub running: RunningHub,
    pub org: OrgId,
    pub product: ProductId,
    pub clock: Arc<AtomicI64>,
    pub folder: TempDir,
    pub client: reqwest::blocking::Client,
}

pub fn gtin() -> String {
    let body = &GTIN[..13];
    let digit = (0..10).find(|digit| fieldbook_core::stamp::check_digit_holds(&format!("{body}{digit}")));
    format!("{body}{}", digit.unwrap())
}

pub fn client() -> reqwest::blocking::Client {
    static RING: Once = Once::new();
    RING.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::blocking::Client::builder().no_proxy().build().unwrap()
}

impl World {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(START_MS));
        let ticking = clock.clone();
        let hub = Hub::open(folder.path())
            .unwrap()
            .with_clock(Clock::from_fn(move || Moment {
                utc_ms: ticking.load(Ordering::SeqCst),
                offset_min: 420,
                trust: ClockTrust::HubChecked,
            }));
        let org = hub
            .new_org(&NewOrg {
                name: "HTX Mường Và".into(),
                ..NewOrg::default()
            })
            .unwrap()
            .id;
        let product = hub
            .new_product(
                org,
                &NewProduct {
                    name: "Gạo nếp tan".into(),
                    group: "sticky-rice".into(),
                    gtin: Some(gtin()),
                },
            )
            .unwrap()
            .id;
        let running = RunningHub::start(hub.clone(), "127.0.0.1:0").unwrap();
        Self {
            hub,
            running,
            org,
            product,
            clock,
            folder,
            client: client(),
        }
    }

    pub fn wait_days(&self, days: i64) {
        self.clock.fetch_add(days * 86_400_000, Ordering::SeqCst);
    }

    /// A person of the organisation with a newly enrolled phone.
    pub fn phone(&self, name: &str) -> Phone {
        self.phone_of(self.org, name)
    }

    pub fn phone_of(&self, org: OrgId, name: &str) -> Phone {
        self.phone_as(org, name, &[Role::Manager])
    }

    pub fn phone_as(&self, org: OrgId, name: &str, roles: &[Role]) -> Phone {
        let member = self.hub.new_person(org, name, roles).unwrap();
        let invited = self
            .hub
            .invite(org, member.person.id, &self.running.url(), 3)
            .unwrap();
        let mut phone = Phone::new(org, member.person.id);
        phone.enrol(self, invited.invitation.token).unwrap();
        phone
    }

    /// A roll `T0001` to `T0500`, leased as a whole.
    pub fn lease(&self, days: u16) -> StampLease {
        let roll = self
            .hub
            .new_roll(&NewRoll {
                issue: Issue::Gtin(gtin()),
                product: None,
                range: serials(1, 500),
            })
            .unwrap();
        self.hub
            .new_lease(&NewLease {
                roll: roll.id,
                range: None,
                org: self.org,
                person: None,
                days,
            })
            .unwrap()
    }
}

pub fn serials(first: u128, last: u128) -> SerialRange {
    SerialRange::new("T", 4, "", first, last).unwrap()
}

pub fn lot(world: &World) -> DocRef {
    DocRef::fresh(DocKind::Lot, world.org)
}

pub fn farmer(world: &World) -> Phone {
    world.phone_as(world.org, "Inh", &[Role::Farmer])
}
