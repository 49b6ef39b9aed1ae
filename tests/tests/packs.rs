//! Product groups that the hub adds while it runs: announced by hash, fetched once, recorded with offline.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use fieldbook_core::catalog::{Catalog, Lang};
use fieldbook_core::identity::{Pack, PackList, SecretKey, Signed};
use fieldbook_core::sync::{Ending, SyncRequest, SyncResponse, deflate, pack as packed, unpack};
use fieldbook_core::watch::{Listener, Topic};
use fieldbook_core::*;
use fieldbook_hub::{HubError, NewProduct};
use fieldbook_tests::gate::{Fate, Gate};
use fieldbook_tests::world::*;
use sha2::{Digest, Sha256};

const UNPACKED_MAX: usize = 1 << 24;

fn has_durian(phone: &Fieldbook) -> bool {
    phone.catalog().step("durian", "pollinate").is_some()
}

fn add_durian_product(world: &World) {
    let product = NewProduct {
        name: "Sầu riêng".into(),
        group: "durian".into(),
        gtin: None,
    };
    world.hub.new_product(world.org, &product).unwrap();
}

fn sync_at(phone: &Fieldbook, gate: &Gate) -> SyncReport {
    phone
        .sync()
        .run(&one_try(gate.url()), None)
        .unwrap()
        .wait()
        .unwrap()
}

fn codes(report: &SyncReport) -> Vec<&'static str> {
    report.unreadable_packs.iter().map(|fault| fault.code).collect()
}

fn fetches(gate: &Gate) -> usize {
    let seen = gate.seen();
    seen.iter().filter(|path| path.starts_with("/v1/packs/")).count()
}

struct Bell(AtomicUsize);

impl Listener for Bell {
    fn ring(&self, _: Topic) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn a_group_added_at_the_hub_is_recorded_with_offline_and_shown_to_others() {
    let mut world = World::new(90, 2);
    world.settle();
    let bell = Arc::new(Bell(AtomicUsize::new(0)));
    let watching = world.phones[0].watch(Topic::Catalog, Arc::clone(&bell) as Arc<dyn Listener>);
    world.hub.add_pack(&durian(1)).unwrap();
    add_durian_product(&world);
    let before = world.phones[0].catalog();
    let report = world.sync(0);
    assert_eq!((report.packs, codes(&report)), (1, vec![]), "{report:?}");
    assert!(has_durian(&world.phones[0]) && before.group("durian").is_none());
    while bell.0.load(Ordering::SeqCst) < 2 {
        std::thread::yield_now();
    }
    drop(watching);
    let used = world.phones[0].sync().usage(1).unwrap();
    assert!(
        used[0].facts.down > report.bytes_down,
        "the meter counts the pack"
    );
    // Offline, and after the app was closed.
    world.with_phone_closed(0, |_| ());
    let mai = &world.phones[0];
    let orchard = NewSeason {
        name: "Vườn sầu riêng".into(),
        product: Some("Sầu riêng".into()),
        plot: None,
    };
    let orchard = mai.documents().open_season(&orchard).unwrap().doc.id;
    let fact = mai.journal().record(NewFact::of(orchard, "pollinate")).unwrap();
    assert_eq!(fact.view.fact.group, "durian@1");
    world.sync_through(0);
    // Another phone, whose list is older, gets the pack with the entry.
    assert!(!has_durian(&world.phones[1]));
    let report = world.sync(1);
    assert_eq!((report.packs, report.ending), (1, Some(Ending::Complete)));
    let seen = world.phones[1].journal().get(fact.view.id()).unwrap().fact;
    let catalog = world.phones[1].catalog();
    let step = catalog.step(&seen.group, &seen.step).unwrap();
    assert_eq!(step.name.get(Lang::Vi), "Thụ phấn bổ sung");
    let found = world.phones[1].journal().search("thu phan", 5).unwrap();
    assert_eq!(found.len(), 1, "found by the step's name");
    world.settle();
    world.assert_converged();
    // With nothing new a sync costs what it always did.
    let report = world.sync(0);
    assert_eq!((report.round_trips, report.packs), (1, 0));
    assert!(report.bytes_up <= 250 && report.bytes_down <= 250, "{report:?}");
}

#[test]
fn what_is_not_what_the_hub_announced_is_not_kept() {
    let world = World::new(91, 1);
    let gate = world.gate();
    let phone = &world.phones[0];
    sync_at(phone, &gate);
    world.hub.add_pack(&durian(1)).unwrap();
    let honest = deflate(&durian(1)).unwrap();
    let season = season(phone, "Vụ mùa");
    for (kg, forged) in [
        (1, deflate(&durian(2)).unwrap()),
        (2, honest[..honest.len() / 2].to_vec()),
        (3, deflate(&vec![0; 50 << 20]).unwrap()),
        (4, vec![0x5a; 4 << 20]),
        (5, Vec::new()),
        (6, durian(1)),
    ] {
        gate.hook(move |path, answer| {
            answer?;
            path.starts_with("/v1/packs/").then(|| forged.clone())
        });
        phone.journal().record(harvest(season, kg)).unwrap();
        let report = sync_at(phone, &gate);
        assert_eq!(report.ending, Some(Ending::Complete), "{kg}");
        assert_eq!((codes(&report), report.packs), (vec!["wrong_bytes"], 0), "{kg}");
        assert!(
            report.bytes_down < 500_000,
            "read no further than announced: {report:?}"
        );
        assert!(
            !has_durian(phone) && report.accepted > 0,
            "{kg}: entries went through"
        );
    }
    gate.clear();
    assert_eq!(sync_at(phone, &gate).packs, 1);
    assert!(has_durian(phone));
}

#[test]
fn only_the_hub_s_newest_list_counts() {
    let world = World::new(92, 1);
    let gate = world.gate();
    let phone = &world.phones[0];
    sync_at(phone, &gate);
    let lists: Arc<Mutex<Vec<Signed>>> = Arc::default();
    let heard = Arc::clone(&lists);
    gate.hook(move |path, answer| {
        if path == "/v1/sync" {
            let answer: SyncResponse = unpack(&answer?, UNPACKED_MAX).unwrap();
            heard.lock().unwrap().extend(answer.packs);
        }
        None
    });
    world.hub.add_pack(&durian(1)).unwrap();
    assert_eq!(sync_at(phone, &gate).packs, 1);
    world.hub.add_pack(&durian(2)).unwrap();
    assert_eq!(sync_at(phone, &gate).packs, 1);
    assert!(phone.catalog().group("durian@2").is_some());
    let old = lists.lock().unwrap().first().cloned().unwrap();
    // The same words under another key, and an old list once more.
    let list: PackList = old.read().unwrap();
    let forged = Signed::new(&list, &SecretKey::generate().unwrap()).unwrap();
    for (list, told) in [(forged, vec!["list_unsigned"]), (old, vec![])] {
        gate.hook(move |path, answer| {
            if path != "/v1/sync" {
                return None;
            }
            let mut answer: SyncResponse = unpack(&answer?, UNPACKED_MAX).unwrap();
            answer.packs = Some(list.clone());
            Some(packed(&answer).unwrap())
        });
        let report = sync_at(phone, &gate);
        assert_eq!((codes(&report), report.ending), (told, Some(Ending::Complete)));
    }
    gate.clear();
    let held = |gate: &Gate| {
        sync_at(phone, gate);
        let bodies = gate.bodies();
        let (_, last) = bodies.iter().rfind(|(path, _)| path == "/v1/sync").unwrap();
        unpack::<SyncRequest>(last, UNPACKED_MAX)
            .unwrap()
            .packs
            .unwrap()
            .to_vec()
    };
    assert_eq!(held(&gate), lists.lock().unwrap().last().unwrap().digest());
}

/// Puts files into the hub as one of a newer version would have.
fn add_as_a_newer_hub(world: &World, files: &[(&str, Vec<u8>)]) {
    let seed = std::fs::read(world.hub_dir().join("hub.key")).unwrap();
    let key = SecretKey::from_seed(seed.as_slice().try_into().unwrap());
    let database = rusqlite::Connection::open(world.hub_dir().join("hub.db")).unwrap();
    let mut packs = Vec::new();
    for (kind, content) in files {
        let hash: [u8; 32] = Sha256::digest(content).into();
        let sql = "INSERT INTO pack (hash, kind, content, added_ms) VALUES (?1, ?2, ?3, 0)";
        database
            .execute(sql, rusqlite::params![hash, kind, content])
            .unwrap();
        packs.push(Pack {
            kind: (*kind).into(),
            hash,
            bytes: u32::try_from(content.len()).unwrap(),
        });
    }
    let list = PackList {
        packs,
        at: world.hub.now(),
    };
    let list = Signed::new(&list, &key).unwrap().to_bytes();
    let sql = "INSERT INTO hub (name, value) VALUES ('packs', ?1)";
    database.execute(sql, [list]).unwrap();
}

#[test]
fn what_this_version_cannot_read_waits_for_an_update_and_breaks_nothing() {
    let mut world = World::new(93, 1);
    world.settle();
    let newer = String::from_utf8(durian(1)).unwrap();
    let newer = newer.replacen('{', "{\"harvest_months\": [5, 6],", 1);
    add_as_a_newer_hub(
        &world,
        &[
            ("group", newer.into_bytes()),
            ("materials", b"another kind".to_vec()),
            ("group", durian(2)),
        ],
    );
    let gate = world.gate();
    let report = sync_at(&world.phones[0], &gate);
    assert_eq!(
        (codes(&report), report.ending),
        (vec!["unreadable"], Some(Ending::Complete))
    );
    assert_eq!(fetches(&gate), 2, "kinds nobody knows are left where they are");
    // It is in the book: the next app reads it there, and it is not fetched again.
    for _ in 0..2 {
        world.with_phone_closed(0, |_| ());
        let phone = &world.phones[0];
        let report = sync_at(phone, &gate);
        assert_eq!((codes(&report), fetches(&gate)), (vec!["unreadable"], 2));
        assert!(phone.catalog().group("durian@2").is_some());
        assert!(phone.catalog().group("durian@1").is_none());
        assert_eq!(phone.check().unwrap().problems, Vec::<String>::new());
    }
    let season = season(&world.phones[0], "Vụ mùa");
    world.phones[0].journal().record(harvest(season, 5)).unwrap();
    world.settle();
    // The hub itself serves on and says what it cannot use.
    let packs = world.hub.packs().unwrap();
    let faults: Vec<bool> = packs.iter().map(|pack| pack.fault.is_some()).collect();
    assert_eq!(faults, [true, true, false]);
    assert!(world.hub.catalog().unwrap().group("durian").is_some());
    assert!(world.hub.findings(season).is_ok());
}

#[test]
fn a_name_that_is_taken_stays_with_what_has_it() {
    let mut world = World::new(94, 1);
    let pack = world.hub.add_pack(&durian(1)).unwrap();
    let again = world.hub.add_pack(&durian(1)).unwrap();
    assert_eq!(
        (again, world.hub.packs().unwrap().len()),
        (pack, 1),
        "once is enough"
    );
    let other = String::from_utf8(durian(1))
        .unwrap()
        .replace("Thụ phấn bổ sung", "Thụ phấn");
    let refusal = |file: &[u8]| match world.hub.add_pack(file) {
        Err(HubError::Invalid(invalid)) => invalid.reason,
        Err(HubError::Refused { code, .. }) => code,
        other => panic!("{other:?}"),
    };
    assert_eq!(refusal(other.as_bytes()), "group_version_taken");
    assert_eq!(refusal(b"{}"), "group_unreadable");
    assert_eq!(refusal(&vec![b' '; 257 * 1024]), "pack_too_large");
    // An app that brings another group of that name: its own stays, and the pack waits.
    let own = Catalog::builtin().with_group(other.as_bytes()).unwrap();
    let index = world.add_phone_with(world.org, |config| config.catalog = Arc::new(own));
    let report = world.sync(index);
    assert_eq!(codes(&report), ["version_taken"]);
    let name = |phone: &Fieldbook| {
        let catalog = phone.catalog();
        catalog.step("durian", "pollinate").unwrap().name.vi.clone()
    };
    assert_eq!(name(&world.phones[index]), "Thụ phấn");
    // An app without it finds the pack in the book.
    world.phones[index].shutdown().unwrap();
    world.phones[index] = Fieldbook::open(Config::in_dir(world.book_dir(index))).unwrap();
    assert_eq!(name(&world.phones[index]), "Thụ phấn bổ sung");
}

#[test]
fn a_fetch_that_is_cut_is_made_again_and_holds_up_no_entry() {
    let world = World::new(95, 1);
    let gate = world.gate();
    let phone = &world.phones[0];
    sync_at(phone, &gate);
    let season = season(phone, "Vụ mùa");
    for (version, fate) in [(1, Fate::Lost), (2, Fate::AnswerLost)] {
        world.hub.add_pack(&durian(version)).unwrap();
        phone.journal().record(harvest(season, version)).unwrap();
        gate.plan([Fate::Passes, fate]);
        let report = sync_at(phone, &gate);
        assert!(matches!(report.ending, Some(Ending::Offline(_))), "{report:?}");
        assert!(report.accepted > 0 && report.packs == 0);
        let report = sync_at(phone, &gate);
        assert_eq!((report.packs, report.ending), (1, Some(Ending::Complete)));
    }
    // A link that breaks after any number of bytes.
    world.hub.add_pack(&durian(3)).unwrap();
    world.link.set_weather(fieldbook::link::Weather::STORM);
    world.sync_through(0);
    assert!(phone.catalog().group("durian@3").is_some());
}

#[test]
fn a_hub_put_back_to_an_old_copy_takes_nothing_from_phones() {
    let mut world = World::new(96, 1);
    world.hub.add_pack(&durian(1)).unwrap();
    world.back_up_hub();
    world.hub.add_pack(&durian(2)).unwrap();
    world.settle();
    world.restore_hub();
    world.settle();
    assert!(world.phones[0].catalog().group("durian@2").is_some());
    let report = world.sync(0);
    assert!(
        report.bytes_down <= 250,
        "the list is not sent each time: {report:?}"
    );
    // Added once more, it is what the phone has already.
    world.hub.add_pack(&durian(2)).unwrap();
    let report = world.sync(0);
    assert_eq!((report.packs, report.round_trips), (0, 1), "{report:?}");
}
