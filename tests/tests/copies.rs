//! Books that were copied, put back from old copies, or used on two phones at once: everything that was
//! written on any of them ends on all of them, once.

use fieldbook_core::model::*;
use fieldbook_core::*;
use fieldbook_tests::keyed::in_dir;
use fieldbook_tests::world::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn record(phone: &Fieldbook, season: DocId, kg: u32) -> FactId {
    phone.journal().record(harvest(season, kg)).unwrap().view.id()
}

fn assert_everywhere(world: &World, facts: &[FactId]) {
    for (index, phone) in world.phones.iter().enumerate() {
        for fact in facts {
            assert!(
                phone.journal().get(*fact).is_ok(),
                "{fact} is not on phone {index}"
            );
        }
        assert_eq!(shown(phone).len(), facts.len(), "phone {index}");
    }
}

/// A and B are in the copy, C is at the hub only, D is recorded in the place of C.
#[test]
fn a_phone_put_back_from_an_old_copy_loses_nothing() {
    let mut world = World::new(40, 2);
    world.settle();
    let season = season(&world.phones[0], "Vụ mùa");
    let a = record(&world.phones[0], season, 1);
    world.settle();
    let b = record(&world.phones[0], season, 2);
    world.copy_phone(0);
    let c = record(&world.phones[0], season, 3);
    world.settle();
    let by_other = record(&world.phones[1], season, 30);
    world.settle();
    world.restore_phone(0);
    assert!(world.phones[0].journal().get(c).is_err());
    let d = record(&world.phones[0], season, 4);
    world.phones[0]
        .journal()
        .amend(d, "moisture", FieldValue::Number(19.into()), Some("đo lại"))
        .unwrap();
    world.phones[0].journal().void(b, "nhầm").unwrap();
    let report = world.sync(0);
    assert_eq!((report.rewritten, report.quarantined), (3, 0), "{report:?}");
    assert_eq!(report.ending, Some(sync::Ending::Complete));
    world.settle();
    world.assert_converged();
    assert_everywhere(&world, &[a, b, c, d, by_other]);
    for phone in &world.phones {
        let view = phone.journal().get(d).unwrap();
        assert_eq!(view.fact.fields["moisture"], FieldValue::Number(19.into()));
        assert!(phone.journal().get(b).unwrap().voided.is_some());
    }
    // And it goes on as one phone.
    let e = record(&world.phones[0], season, 5);
    world.settle();
    world.assert_converged();
    assert_everywhere(&world, &[a, b, c, d, by_other, e]);
}

/// What is written into another document clashes with nothing; the hub's count tells that something is missing.
#[test]
fn a_phone_put_back_gets_its_own_changes_again_without_any_clash() {
    let mut world = World::new(41, 2);
    let first = season(&world.phones[0], "Vụ mùa");
    let a = record(&world.phones[0], first, 1);
    world.settle();
    world.copy_phone(0);
    let c = record(&world.phones[0], first, 3);
    world.settle();
    // The other phone builds on what the copy does not know.
    world.phones[1]
        .journal()
        .amend(c, "moisture", FieldValue::Number(22.into()), None)
        .unwrap();
    world.settle();
    world.restore_phone(0);
    let second = season(&world.phones[0], "Vụ chiêm");
    let d = record(&world.phones[0], second, 4);
    let report = world.sync(0);
    assert_eq!((report.quarantined, report.rewritten), (0, 0), "{report:?}");
    world.settle();
    world.assert_converged();
    assert_everywhere(&world, &[a, c, d]);
}

#[test]
fn a_copy_used_on_two_phones_at_once_makes_one_farm() {
    let mut world = World::new(42, 2);
    let season = season(&world.phones[0], "Vụ mùa");
    let mut facts = vec![record(&world.phones[0], season, 1)];
    world.settle();
    facts.push(record(&world.phones[0], season, 2));
    world.copy_phone(0);
    let twin = world.open_copy(0);
    for day in 0..4 {
        for phone in [0, twin] {
            facts.push(record(&world.phones[phone], season, 10 + day));
            let fact = facts[usize::try_from(day).unwrap()];
            let moisture = FieldValue::Number((15 + day).into());
            if world.phones[phone].journal().get(fact).is_ok() {
                world.phones[phone]
                    .journal()
                    .amend(fact, "moisture", moisture, None)
                    .unwrap();
            }
        }
        world.sync_through(usize::from(day % 2 == 0) * twin);
    }
    world.settle();
    world.assert_converged();
    assert_everywhere(&world, &facts);
    assert!(world.phones[1].journal().conflicts().unwrap().is_empty());
}

/// The book's file put back alone has an older number than the card beside it: it takes another actor before
/// anything can clash.
#[test]
fn a_file_put_back_alone_is_noticed_before_it_clashes() {
    let mut world = World::new(44, 2);
    let season = season(&world.phones[0], "Vụ mùa");
    let a = record(&world.phones[0], season, 1);
    world.settle();
    world.copy_phone(0);
    let c = record(&world.phones[0], season, 3);
    world.settle();
    world.with_phone_closed(0, |dir| {
        std::fs::copy(
            dir.with_extension("copy").join("book.sqlite"),
            dir.join("book.sqlite"),
        )
        .unwrap();
    });
    let d = record(&world.phones[0], season, 4);
    let report = world.sync(0);
    assert_eq!((report.rewritten, report.accepted), (0, 1), "{report:?}");
    world.settle();
    world.assert_converged();
    assert_everywhere(&world, &[a, c, d]);
}

/// A backup restored on another phone: the old phone is lost with what it had recorded since, but not with what
/// it had synced; what the copy had not handed over is signed by the new phone.
#[test]
fn a_backup_is_restored_on_another_phone() {
    let mut world = World::new(45, 2);
    let season = season(&world.phones[0], "Vụ mùa");
    let a = record(&world.phones[0], season, 1);
    world.settle();
    let unsent = record(&world.phones[0], season, 2);
    let file = world.book_dir(0).with_extension("backup");
    world.phones[0].backup_to(&file).unwrap();
    let again = world.phones[0].backup_to(&file).err();
    assert!(matches!(
        again,
        Some(FieldbookError::NotAllowed {
            reason: "file_exists"
        })
    ));
    let c = record(&world.phones[0], season, 3);
    let person = world.phones[0].people().me().unwrap().person;
    let restore = |name: &str, invitation: Option<&str>| {
        let config = in_dir(world.book_dir(0).with_extension(name));
        Fieldbook::restore(config, &file, invitation, "máy mới")
    };
    let refused = restore("no-invitation", None).err();
    assert!(matches!(
        refused,
        Some(FieldbookError::NotAllowed {
            reason: "invitation_needed"
        })
    ));
    let other = world.hub.new_org(&fieldbook_hub::NewOrg {
        name: "HTX khác".into(),
        address: None,
        gln: None,
    });
    let other = other.unwrap().id;
    let stranger = world
        .hub
        .new_person(other, "Người khác", &[Role::Manager])
        .unwrap();
    let foreign = world
        .hub
        .invite(other, stranger.person.id, &world.link.url(), 7)
        .unwrap();
    let refused = restore("foreign", Some(&foreign.text)).err();
    assert!(matches!(
        refused,
        Some(FieldbookError::NotAllowed {
            reason: "foreign_invitation"
        })
    ));
    let colleague = world.phones[1].people().me().unwrap().person;
    let of_another = world.hub.invite(world.org, colleague, &world.link.url(), 7);
    let refused = restore("of-another", Some(&of_another.unwrap().text)).err();
    assert!(matches!(
        refused,
        Some(FieldbookError::NotAllowed {
            reason: "invitation_of_another"
        })
    ));
    let invited = world.hub.invite(world.org, person, &world.link.url(), 7).unwrap();
    let restored = restore("restored", Some(&invited.text)).unwrap();
    assert!(restored.journal().get(c).is_err());
    let d = record(&restored, season, 4);
    // The old phone turns up again after all and syncs what it had.
    world.phones.push(restored);
    world.sync_through(2);
    world.settle();
    world.assert_converged();
    assert_everywhere(&world, &[a, unsent, c, d]);
}

/// Restored on the same phone, key and all, without any invitation.
#[test]
fn a_backup_is_restored_on_the_same_phone() {
    let mut world = World::new(46, 2);
    let season = season(&world.phones[0], "Vụ mùa");
    let mut facts = vec![record(&world.phones[0], season, 1)];
    world.settle();
    facts.push(record(&world.phones[0], season, 2));
    let file = world.book_dir(0).with_extension("backup");
    world.phones[0].backup_to(&file).unwrap();
    facts.push(record(&world.phones[0], season, 3));
    world.settle();
    world.phones[0].shutdown().unwrap();
    let dir = world.book_dir(0);
    std::fs::remove_file(dir.join("book.sqlite")).unwrap();
    world.phones[0] = Fieldbook::restore(in_dir(dir), &file, None, "").unwrap();
    facts.push(record(&world.phones[0], season, 4));
    let report = world.sync(0);
    assert_eq!(report.rewritten, 0, "{report:?}");
    world.settle();
    world.assert_converged();
    assert_everywhere(&world, &facts);
}

/// A copy of a copy: the entries that were written again come back and are not written a third time.
#[test]
fn an_old_copy_put_back_twice_writes_nothing_twice() {
    let mut world = World::new(43, 2);
    let season = season(&world.phones[0], "Vụ mùa");
    let a = record(&world.phones[0], season, 1);
    world.settle();
    let waiting = record(&world.phones[0], season, 2);
    world.copy_phone(0);
    let mut facts = vec![a, waiting];
    for kg in 3..6 {
        world.restore_phone(0);
        facts.push(record(&world.phones[0], season, kg));
        world.settle();
        world.assert_converged();
    }
    assert_everywhere(&world, &facts);
}

/// Random copying, putting back and doubling; seeds printed.
#[test]
fn random_copies_converge() {
    let seeds = std::env::var("FIELDBOOK_COPY_SEEDS").map_or(3, |seeds| seeds.parse().unwrap());
    for seed in 500..500 + seeds {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut world = World::new(seed, 2);
        let seasons = [
            season(&world.phones[0], "Vụ mùa"),
            season(&world.phones[0], "Vụ chiêm"),
        ];
        world.settle();
        world.copy_phone(0);
        let twin = world.open_copy(0);
        let mut facts = Vec::new();
        for step in 0..40 {
            let who = [0, 1, twin][dice.random_range(0..3)];
            match dice.random_range(0..10) {
                0 => world.copy_phone(0),
                // What was recorded after the copy and not handed over is gone with the phone.
                1 if world.sync(0).ending == Some(sync::Ending::Complete) => world.restore_phone(0),
                2 | 3 => drop(world.sync(who)),
                4 if !facts.is_empty() => {
                    let fact = facts[dice.random_range(0..facts.len())];
                    let phone = &world.phones[who];
                    if phone.journal().get(fact).is_ok() {
                        let moisture = FieldValue::Number(dice.random_range(10..30).into());
                        phone.journal().amend(fact, "moisture", moisture, None).unwrap();
                    }
                }
                _ => facts.push(record(
                    &world.phones[who],
                    seasons[dice.random_range(0..2)],
                    step + 1,
                )),
            }
        }
        world.settle();
        world.assert_converged();
        assert_everywhere(&world, &facts);
    }
}
