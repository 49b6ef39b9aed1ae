//! A hub put back to an old copy: phones bring back what it lost, also what others wrote, and only that.

use fieldbook_core::model::*;
use fieldbook_tests::world::*;

/// The author's phone is lost for good; a colleague's holds what it had handed over.
#[test]
fn another_phone_brings_back_what_a_lost_phone_wrote() {
    let mut world = World::new(50, 2);
    let author = &world.phones[1];
    let shared = season(author, "Vụ mùa");
    author.journal().record(harvest(shared, 1)).unwrap();
    world.settle();
    world.back_up_hub();
    // After the copy: the author writes into the shared season, opens a lot, and corrects.
    let author = &world.phones[1];
    let after: Vec<FactId> = (2..30)
        .map(|kg| author.journal().record(harvest(shared, kg)).unwrap().view.id())
        .collect();
    let lot = packed_lot(author, 40);
    author
        .journal()
        .amend(
            after[0],
            "moisture",
            FieldValue::Number(14.into()),
            Some("đo lại"),
        )
        .unwrap();
    world.settle();
    let before = shown(&world.phones[1]);
    drop(world.phones.pop());
    std::fs::remove_dir_all(world.book_dir(1)).unwrap();
    // What the colleague holds is folded and acknowledged: the bytes must come out of the snapshot again.
    world.phones[0].pause().unwrap();
    world.phones[0].resume().unwrap();
    world.restore_hub();
    world.settle();
    let late = world.add_phone();
    world.settle();
    world.assert_converged();
    assert_eq!(
        shown(&world.phones[late]),
        before,
        "nothing of the lost phone's is missing"
    );
    assert!(world.phones[late].documents().get(lot).is_ok());
    for fact in after {
        let history = world.phones[late].journal().history(fact).unwrap();
        assert_eq!(
            history[0].device_name.as_deref(),
            Some("máy 1"),
            "and it is still the author's"
        );
    }
}

/// What the hub still has does not travel again.
#[test]
fn only_what_differs_travels_after_a_new_epoch() {
    let mut world = World::new(51, 2);
    for n in 1..=40 {
        let lot = packed_lot(&world.phones[0], n);
        for bags in 1..10 {
            world.phones[0].journal().record(pack(lot, bags)).unwrap();
        }
    }
    world.settle();
    world.back_up_hub();
    let lost = packed_lot(&world.phones[0], 7);
    world.settle();
    world.restore_hub();
    let first = world.sync(1);
    println!("{first:?}");
    assert_eq!(first.pushed, 2, "one lot: its head and its packing");
    assert_eq!(first.quarantined, 0);
    assert!(first.bytes_up + first.bytes_down < 12_000, "{first:?}");
    world.settle();
    world.assert_converged();
    assert!(world.phones[0].documents().get(lost).is_ok());
}

/// The hub itself had written after the copy; it goes on under another actor, and its own lost register
/// changes come back to it.
#[test]
fn the_hubs_own_changes_come_back_and_it_writes_on() {
    let mut world = World::new(52, 2);
    world.settle();
    world.back_up_hub();
    world
        .hub
        .new_person(world.org, "Người sau bản sao", &[Role::Farmer])
        .unwrap();
    world.settle();
    world.restore_hub();
    world
        .hub
        .new_person(world.org, "Người mới nhất", &[Role::Farmer])
        .unwrap();
    world.settle();
    world.assert_converged();
    for phone in &world.phones {
        let people = phone.people().register().unwrap().people;
        for name in ["Người sau bản sao", "Người mới nhất"] {
            assert!(people.iter().any(|person| person.name == name), "{name}");
        }
    }
}

/// A phone enrolled after the copy is unknown to the hub and its token is unused again.
#[test]
fn a_phone_the_restored_hub_has_forgotten_enrols_again() {
    let mut world = World::new(53, 1);
    let person = world
        .hub
        .new_person(world.org, "Người 1", &[Role::Manager])
        .unwrap();
    let invited = world
        .hub
        .invite(world.org, person.person.id, &world.link.url(), 7)
        .unwrap();
    world.settle();
    world.back_up_hub();
    let config = fieldbook_core::Config::in_dir(world.book_dir(1));
    world
        .phones
        .push(fieldbook_core::Fieldbook::create(config, &invited.text, "máy 1").unwrap());
    let shared = season(&world.phones[1], "Vụ chiêm");
    world.phones[1].journal().record(harvest(shared, 5)).unwrap();
    world.settle();
    world.restore_hub();
    world.sync_through(1);
    world.settle();
    world.assert_converged();
}

/// A second person joined the phone after the copy was made. The hub has forgotten it, and what they wrote must
/// not wait for staff.
#[test]
fn who_joined_after_the_copy_is_known_again() {
    let mut world = World::new(54, 2);
    let lan = world.new_person("Lan");
    let invitation = world.invite(lan);
    world.settle();
    world.back_up_hub();
    world.phones[0].people().add(&invitation).unwrap();
    world.settle();
    world.phones[0].people().switch_to(lan, None).unwrap();
    let shared = season(&world.phones[0], "Vụ mùa");
    world.phones[0].journal().record(harvest(shared, 1)).unwrap();
    world.settle();
    world.restore_hub();
    world.phones[0].journal().record(harvest(shared, 2)).unwrap();
    world.settle();
    let held = world.hub.held().unwrap();
    assert!(held.is_empty(), "{held:?}");
    let late = world.add_phone();
    world.settle();
    let mut findings = world.phones[late].documents().findings(shared).unwrap();
    findings.retain(|finding| finding.code == FindingCode::ForeignRecorder);
    assert!(findings.is_empty(), "the hub vouches for her again: {findings:?}");
    world.assert_converged();
}
