use fieldbook_core::model::*;
use fieldbook_hub::*;

use crate::world::{World, gtin, serials};

fn code(error: HubError) -> String {
    match error {
        HubError::Refused { code, .. } => code.to_owned(),
        HubError::Invalid(invalid) => invalid.reason.to_owned(),
        HubError::NotFound { what, .. } => format!("no {what}"),
        other => other.to_string(),
    }
}

#[test]
fn a_newer_file_is_refused_untouched() {
    let world = World::new();
    let folder = world.folder.path().to_owned();
    let World {
        hub,
        running,
        folder: kept,
        ..
    } = world;
    running.stop();
    drop(hub);
    let path = folder.join("hub.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.pragma_update(None, "user_version", 99).unwrap();
    database.close().unwrap();
    let before = std::fs::read(&path).unwrap();
    match Hub::open(&folder) {
        Err(HubError::TooNew { found: 99, known: 3 }) => {}
        other => panic!("{:?}", other.err()),
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
    drop(kept);
}

#[test]
fn a_hub_keeps_its_key_and_does_without_neither() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (key, epoch) = {
        let hub = Hub::open(folder.path()).unwrap();
        (hub.public_key(), hub.epoch().unwrap())
    };
    let again = Hub::open(folder.path()).unwrap();
    assert_eq!((again.public_key(), again.epoch().unwrap()), (key, epoch));
    let path = folder.path().join("hub.key");
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    std::fs::write(&path, [7; 32]).unwrap();
    assert!(matches!(Hub::open(folder.path()), Err(HubError::WrongKey(_))));
    std::fs::write(&path, [7; 31]).unwrap();
    assert!(matches!(Hub::open(folder.path()), Err(HubError::WrongKey(_))));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(Hub::open(folder.path()), Err(HubError::WrongKey(_))));
}

#[test]
fn rolls_and_leases_never_overlap() {
    let world = World::new();
    let lease = world.lease(30);
    let roll = |prefix: &str, width, first, last| {
        world.hub.new_roll(&NewRoll {
            issue: Issue::Gtin(gtin()),
            product: None,
            range: SerialRange::new(prefix, width, "", first, last).unwrap(),
        })
    };
    assert_eq!(code(roll("T", 4, 500, 600).unwrap_err()), "roll_overlap");
    // The same serials written with another split.
    assert_eq!(code(roll("T0", 3, 500, 500).unwrap_err()), "roll_overlap");
    let next = roll("T", 4, 501, 600).unwrap();
    let give = |range, days| {
        world.hub.new_lease(&NewLease {
            roll: next.id,
            range: Some(range),
            org: world.org,
            person: None,
            days,
        })
    };
    assert_eq!(code(give(serials(490, 510), 5).unwrap_err()), "outside_roll");
    give(serials(501, 550), 5).unwrap();
    assert_eq!(code(give(serials(550, 560), 5).unwrap_err()), "lease_overlap");
    assert_eq!(code(give(serials(560, 561), 0).unwrap_err()), "days");
    // Once it has ended it is in nobody's way.
    world.wait_days(6);
    give(serials(550, 560), 5).unwrap();
    let leases = world.hub.leases(world.org).unwrap();
    let standing: Vec<bool> = leases.iter().map(|row| row.standing).collect();
    assert_eq!(standing, vec![true, false, true]);
    assert_eq!(leases[0].lease, lease);
}

#[test]
fn staff_input_is_checked() {
    let world = World::new();
    let hub = &world.hub;
    let org = |name: &str, gln: Option<&str>| {
        hub.new_org(&NewOrg {
            name: name.into(),
            address: None,
            gln: gln.map(Into::into),
        })
    };
    assert_eq!(code(org("  ", None).unwrap_err()), "length");
    assert_eq!(code(org(&"x".repeat(300), None).unwrap_err()), "too_long");
    assert_eq!(code(org("a\u{0}b", None).unwrap_err()), "control_character");
    assert_eq!(
        code(org("a", Some("1234567890123")).unwrap_err()),
        "gtin_check_digit"
    );
    // NFD in, NFC kept.
    assert_eq!(org("Mu\u{31b}o\u{31b}\u{300}ng", None).unwrap().name, "Mường");
    let nobody = OrgId::fresh();
    assert_eq!(
        code(hub.new_person(nobody, "Lan", &[Role::Farmer]).unwrap_err()),
        "no org"
    );
    assert_eq!(
        code(hub.new_person(world.org, "Lan", &[]).unwrap_err()),
        "no_role"
    );
    let product = |group: &str, gtin: Option<String>| {
        hub.new_product(
            world.org,
            &NewProduct {
                name: "x".into(),
                group: group.into(),
                gtin,
            },
        )
    };
    assert_eq!(code(product("stones", None).unwrap_err()), "no product group");
    assert_eq!(code(product("coffee", Some(gtin())).unwrap_err()), "gtin_taken");
    assert_eq!(
        code(product("coffee", Some("123".into())).unwrap_err()),
        "gtin_length"
    );
    let lan = hub.new_person(world.org, "Lan", &[Role::Farmer]).unwrap();
    assert_eq!(
        code(hub.invite(world.org, lan.person.id, "ftp://x", 3).unwrap_err()),
        "not_an_address"
    );
    assert_eq!(
        code(
            hub.invite(world.org, PersonId::fresh(), "https://x", 3)
                .unwrap_err()
        ),
        "no person"
    );
    let plot = hub.new_plot(world.org, "Nà Lốc", Some("VN-SL-0001")).unwrap();
    assert_eq!(hub.plots(world.org).unwrap(), vec![plot]);
    assert_eq!(
        code(hub.accept_held(DocId::fresh(), None).unwrap_err()),
        "no held document"
    );
    assert_eq!(
        code(hub.revoke_device(DeviceId::fresh()).unwrap_err()),
        "no device"
    );
    assert_eq!(
        code(hub.settle(FactId::fresh(), Settlement::Keep).unwrap_err()),
        "no claim"
    );
}
