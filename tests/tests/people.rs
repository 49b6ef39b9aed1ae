//! Several people on one phone: they join offline, switch with a PIN, and each entry is its recorder's.

use std::io::Cursor;
use std::sync::Arc;

use fieldbook::link::Fate;
use fieldbook_core::model::*;
use fieldbook_core::sync::Ending;
use fieldbook_core::*;
use fieldbook_hub::NewOrg;
use fieldbook_tests::clocks::*;
use fieldbook_tests::world::*;
use image::{ImageFormat, RgbImage};

fn reason<T: std::fmt::Debug>(result: Result<T, FieldbookError>) -> &'static str {
    match result {
        Err(FieldbookError::NotAllowed { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

fn memberships(world: &World, phone: usize) -> Vec<(OrgId, PersonId)> {
    let device = world.phones[phone].people().me().unwrap().device;
    let devices = world.hub.devices().unwrap();
    let view = devices.into_iter().find(|view| view.id == device).unwrap();
    view.memberships
        .iter()
        .map(|membership| (membership.org, membership.person))
        .collect()
}

#[test]
fn a_second_person_joins_offline_and_each_entry_is_its_recorders() {
    let world = World::new(50, 2);
    world.settle();
    let phone = &world.phones[0];
    let mai = phone.people().me().unwrap().person;
    let inh = world.new_person("Lò Văn Inh");
    let invitation = world.invite(inh);
    let joined = phone.people().add(&invitation).unwrap();
    assert!(joined.pending && !joined.current && !joined.has_pin);
    assert_eq!(joined.name, "Lò Văn Inh");
    assert_eq!(phone.people().add(&invitation).unwrap(), joined, "twice is once");
    assert_eq!(phone.people().profiles().unwrap().len(), 2);
    let season = season(phone, "Vụ mùa");
    let first = phone.journal().record(harvest(season, 10)).unwrap().view;
    phone.people().switch_to(inh, None).unwrap();
    let second = phone.journal().record(harvest(season, 20)).unwrap().view;
    assert_eq!((first.fact.recorder, second.fact.recorder), (mai, inh));
    let moisture = FieldValue::Number(21.into());
    phone
        .journal()
        .amend(first.id(), "moisture", moisture, None)
        .unwrap();
    assert_eq!(phone.people().me().unwrap().person, inh);
    world.settle();
    world.assert_converged();
    let profiles = world.phones[0].people().profiles().unwrap();
    assert!(
        profiles
            .iter()
            .all(|profile| !profile.pending && profile.orgs.len() == 1)
    );
    let mut certified = memberships(&world, 0);
    certified.sort_by_key(|(_, person)| *person != mai);
    assert_eq!(certified, [(world.org, mai), (world.org, inh)]);
    // The other phone tells them apart.
    let other = world.phones[1].journal();
    assert_eq!(other.get(second.id()).unwrap().fact.recorder, inh);
    let history = other.history(first.id()).unwrap();
    let by: Vec<_> = history
        .iter()
        .map(|entry| (entry.by, entry.by_name.as_deref()))
        .collect();
    assert_eq!(by, [(mai, Some("Người 0")), (inh, Some("Lò Văn Inh"))]);
}

/// The second enrolment is cut at every class of byte offset, both ways.
#[test]
fn joining_survives_a_cut_anywhere() {
    let mut world = World::new(51, 1);
    world.settle();
    let offsets = [0, 1, 40, 200, 260, 300, 400, 600, 1_000];
    let fates: Vec<Fate> = offsets
        .iter()
        .flat_map(|at| [Fate::CutUp(*at), Fate::CutDown(*at)])
        .chain([Fate::Refused])
        .collect();
    for (number, fate) in fates.into_iter().enumerate() {
        let person = world.new_person(&format!("Người mới {number}"));
        let profile = world.phones[0].people().add(&world.invite(person)).unwrap();
        assert!(profile.pending);
        world.link.plan([fate]);
        let cut = world.sync(0);
        if number % 5 == 0 {
            world.restart_hub();
        }
        world.sync_through(0);
        let profiles = world.phones[0].people().profiles().unwrap();
        assert!(
            profiles
                .iter()
                .all(|profile| !profile.pending && profile.refused.is_none()),
            "{fate:?} {cut:?}"
        );
        assert_eq!(memberships(&world, 0).len(), number + 2, "{fate:?}");
    }
}

#[test]
fn a_token_that_is_not_taken_holds_up_nothing() {
    let world = World::new(52, 2);
    world.settle();
    let inh = world.new_person("Lò Văn Inh");
    let invitation = world.invite(inh);
    // The other phone was faster.
    world.phones[1].people().add(&invitation).unwrap();
    world.phones[0].people().add(&invitation).unwrap();
    world.sync_through(1);
    let season = season(&world.phones[0], "Vụ mùa");
    world.phones[0].journal().record(harvest(season, 10)).unwrap();
    let report = world.sync(0);
    assert_eq!((report.ending, report.accepted), (Some(Ending::Complete), 2));
    let profiles = world.phones[0].people().profiles().unwrap();
    let refused = profiles.iter().find(|profile| profile.person == inh).unwrap();
    assert_eq!(refused.refused.as_deref(), Some("used_token"));
    assert_eq!(
        reason(world.phones[0].people().switch_to(inh, None)),
        "not_a_member"
    );
    // A fresh one repairs it.
    world.phones[0].people().add(&world.invite(inh)).unwrap();
    world.sync_through(0);
    let switched = world.phones[0].people().switch_to(inh, None).unwrap();
    assert_eq!((switched.refused, switched.current), (None, true));
    let foreign = World::new(53, 0);
    let stranger = foreign.invite(foreign.new_person("Người lạ"));
    assert_eq!(reason(world.phones[0].people().add(&stranger)), "foreign_hub");
}

#[test]
fn an_officer_works_for_two_organisations() {
    let mut world = World::new(54, 1);
    let officer = world.phones[0].people().me().unwrap().person;
    let other = world
        .hub
        .new_org(&NewOrg {
            name: "HTX Sốp Cộp".into(),
            ..NewOrg::default()
        })
        .unwrap()
        .id;
    world
        .hub
        .add_member(other, officer, &[Role::Officer, Role::Manager])
        .unwrap();
    let product = fieldbook_hub::NewProduct {
        name: "Cà phê Sốp Cộp".into(),
        group: "coffee".into(),
        gtin: None,
    };
    world.hub.new_product(other, &product).unwrap();
    let invited = world.hub.invite(other, officer, &world.link.url(), 7).unwrap();
    let phone = &world.phones[0];
    let profile = phone.people().add(&invited.text).unwrap();
    assert_eq!(profile.orgs.len(), 2, "{profile:?}");
    let here = season(phone, "Vụ lúa");
    let works = phone.people().work_for(other).unwrap();
    assert!(works.orgs.iter().any(|org| org.org == other && org.current));
    assert_eq!(
        phone.people().register().unwrap().products[0].name,
        "Cà phê Sốp Cộp"
    );
    let there = season(phone, "Vụ cà phê");
    assert_eq!(phone.documents().get(there).unwrap().doc.org, other);
    phone.journal().record(harvest(here, 10)).unwrap();
    world.settle();
    assert_eq!(memberships(&world, 0).len(), 2);
    // A colleague who works for the first organisation alone does not write in the other's documents.
    let mai = world.new_person("Lò Thị Mai");
    world.phones[0].people().add(&world.invite(mai)).unwrap();
    let switched = world.phones[0].people().switch_to(mai, None).unwrap();
    assert_eq!((switched.orgs.len(), switched.orgs[0].org), (1, world.org));
    let amended = world.phones[0]
        .documents()
        .amend(there, "name", FieldValue::text("Vụ 2"), None);
    assert_eq!(reason(amended), "not_a_member");
    assert!(world.phones[0].journal().record(harvest(here, 11)).is_ok());
    let colleague = world.add_phone();
    world.settle();
    assert!(world.phones[colleague].documents().get(here).is_ok());
    assert!(world.phones[colleague].documents().get(there).is_err());
    assert_eq!(world.phones[0].check().unwrap().problems, Vec::<String>::new());
}

fn reopened(world: &mut World, index: usize, clock: &Arc<PhoneClock>) {
    world.phones[index].shutdown().unwrap();
    let config = Config {
        clock: clock.clone(),
        ..Config::in_dir(world.book_dir(index))
    };
    world.phones[index] = Fieldbook::open(config).unwrap();
}

#[test]
fn a_pin_lets_only_its_owner_record_and_waits_grow() {
    let time = Time::default();
    let mut world = World::with_clock(55, 0, time.hub());
    let clock = time.phone(0);
    let given: Arc<dyn Clock> = clock.clone();
    let index = world.add_phone_with(world.org, |config| config.clock = given);
    let people = |world: &World| world.phones[index].people();
    let mai = people(&world).me().unwrap().person;
    let inh = world.new_person("Lò Văn Inh");
    people(&world).add(&world.invite(inh)).unwrap();
    assert!(matches!(
        people(&world).set_pin(None, Some("12")),
        Err(FieldbookError::InvalidInput { .. })
    ));
    people(&world).set_pin(None, Some("2580")).unwrap();
    people(&world).switch_to(inh, None).unwrap();
    // A PIN set while the invitation still waits outlives the hub's answer.
    people(&world).set_pin(None, Some("13579")).unwrap();
    world.sync_through(index);
    assert!(
        people(&world)
            .profiles()
            .unwrap()
            .iter()
            .all(|profile| profile.has_pin)
    );
    reopened(&mut world, index, &clock);
    assert_eq!(people(&world).me().unwrap().person, inh, "still who it was");
    assert_eq!(reason(people(&world).switch_to(mai, None)), "pin_needed");
    for _ in 0..4 {
        assert_eq!(reason(people(&world).switch_to(mai, Some("0000"))), "wrong_pin");
    }
    assert_eq!(reason(people(&world).switch_to(mai, Some("0001"))), "pin_wait_1");
    let locked = |world: &World| reason(people(world).switch_to(mai, Some("2580")));
    assert_eq!(locked(&world), "pin_wait_1", "the right one too");
    reopened(&mut world, index, &clock);
    assert_eq!(locked(&world), "pin_wait_1", "after a restart");
    for turn in [YEAR, -2 * YEAR, YEAR] {
        clock.turn(turn);
        assert_eq!(locked(&world), "pin_wait_1", "with the clock turned");
    }
    time.pass(59_000);
    clock.reboot();
    assert_eq!(locked(&world), "pin_wait_1", "switched off and on");
    time.pass(MINUTE);
    assert_eq!(reason(people(&world).switch_to(mai, Some("9999"))), "pin_wait_5");
    time.pass(5 * MINUTE);
    assert!(people(&world).switch_to(mai, Some("2580")).unwrap().current);
    assert_eq!(
        reason(people(&world).switch_to(inh, Some("2580"))),
        "wrong_pin",
        "each their own"
    );
    // Changing needs the old one; taking it away too.
    assert_eq!(reason(people(&world).set_pin(None, Some("1111"))), "pin_needed");
    people(&world).set_pin(Some("2580"), None).unwrap();
    assert!(people(&world).switch_to(mai, None).is_ok());
}

#[test]
fn a_new_invitation_resets_a_forgotten_pin_once_the_hub_has_taken_it() {
    let mut world = World::new(56, 0);
    let mai = world.new_person("Lò Thị Mai");
    let first = world.invite(mai);
    let config = Config::in_dir(world.book_dir(0));
    world
        .phones
        .push(Fieldbook::create(config, &first, "máy").unwrap());
    let people = world.phones[0].people();
    people.set_pin(None, Some("2580")).unwrap();
    world.sync_through(0);
    let has_pin = || people.profiles().unwrap()[0].has_pin;
    // The invitation of then opens nothing, nor does a new one before the hub has seen it.
    people.add(&first).unwrap();
    world.sync_through(0);
    assert!(has_pin());
    people.add(&world.invite(mai)).unwrap();
    assert_eq!(reason(people.switch_to(mai, None)), "pin_needed");
    world.sync_through(0);
    assert!(!has_pin());
    people.set_pin(None, Some("1470")).unwrap();
    world.sync_through(0);
    assert!(has_pin(), "a token resets once");
}

#[test]
fn on_behalf_of_is_somebody_of_the_organisation() {
    let world = World::new(57, 2);
    let farmer = world.new_person("Quàng Thị Hoa");
    let phone = &world.phones[0];
    let season = season(phone, "Vụ mùa");
    let behalf = |person| {
        phone.journal().record(NewFact {
            on_behalf_of: Some(person),
            ..harvest(season, 10)
        })
    };
    let refused = |result: Result<Recorded, FieldbookError>| match result {
        Err(FieldbookError::InvalidInput { reasons }) => (reasons[0].field.clone(), reasons[0].reason),
        other => panic!("{other:?}"),
    };
    let field = || "on_behalf_of".to_owned();
    assert_eq!(
        refused(behalf(farmer)),
        (field(), "unknown_person"),
        "not synced yet"
    );
    world.settle();
    assert_eq!(refused(behalf(PersonId::fresh())), (field(), "unknown_person"));
    let me = phone.people().me().unwrap().person;
    assert_eq!(refused(behalf(me)), (field(), "oneself"));
    let id = behalf(farmer).unwrap().view.id();
    world.settle();
    let history = world.phones[1].journal().history(id).unwrap();
    assert_eq!((history[0].by, history[0].on_behalf_of), (me, Some(farmer)));
    assert_eq!(history[0].on_behalf_of_name.as_deref(), Some("Quàng Thị Hoa"));
}

fn face() -> Vec<u8> {
    let mut jpeg = Cursor::new(Vec::new());
    let picture = RgbImage::from_pixel(900, 1200, image::Rgb([160, 110, 80]));
    picture.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    jpeg.into_inner()
}

#[test]
fn a_face_is_never_sent_and_goes_when_the_hub_has_withdrawn_its_person() {
    let world = World::new(58, 1);
    let phone = &world.phones[0];
    let mai = phone.people().me().unwrap().person;
    let inh = world.new_person("Lò Văn Inh");
    phone.people().add(&world.invite(inh)).unwrap();
    world.settle();
    let quiet = world.sync(0);
    for person in [inh, mai] {
        phone.people().switch_to(person, None).unwrap();
        phone.people().set_portrait(&face()).unwrap();
    }
    let kept = phone.people().portrait(inh).unwrap().unwrap();
    let report = world.sync(0);
    // The hour in it is a byte longer now and then; a face is a thousand.
    assert!(
        kept.len() > 1000 && report.bytes_up < quiet.bytes_up + 32,
        "{report:?} after {quiet:?}"
    );
    assert_eq!(
        phone.sync().status().unwrap().outbox,
        0,
        "nothing waits to be sent"
    );
    assert!(phone.blobs().list().unwrap().is_empty(), "nor does a file");
    world.hub.withdraw(world.org, inh).unwrap();
    world.sync_through(0);
    let people = world.phones[0].people();
    let faces: Vec<_> = people
        .profiles()
        .unwrap()
        .into_iter()
        .map(|profile| (profile.person, profile.has_portrait))
        .collect();
    assert_eq!(faces, [(mai, true), (inh, false)]);
    assert_eq!(people.portrait(inh).unwrap(), None);
    assert_eq!(
        people.portrait(mai).unwrap(),
        Some(kept),
        "both gave the same picture"
    );
}
