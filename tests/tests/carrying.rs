//! Bundles: what one phone writes reaches the hub in other people's pockets, whole or not at all, and the
//! hub's receipts come back the same way.

use fieldbook::link::Fate;
use fieldbook_core::bundle::FlawKind;
use fieldbook_core::model::*;
use fieldbook_core::store::{ChangeState, FactQuery};
use fieldbook_core::*;
use fieldbook_tests::sealed::Unsealed;
use fieldbook_tests::world::*;

fn state(phone: &Fieldbook, fact: FactId) -> ChangeState {
    phone.journal().get(fact).unwrap().state
}

fn flaw(error: FieldbookError) -> &'static str {
    match error {
        FieldbookError::InvalidInput { reasons } => reasons[0].reason,
        other => panic!("{other}"),
    }
}

fn has_receipt(phone: &Fieldbook, fact: FactId) -> bool {
    let receipts = phone.journal().receipts(fact).unwrap();
    receipts[0]
        .receipt
        .as_ref()
        .is_some_and(|receipt| receipt.verifies)
}

/// A phone of another cooperative is the last to meet the farmer's neighbour before town.
#[test]
fn facts_travel_through_two_pockets_and_receipts_come_back() {
    let mut world = World::new(20, 3);
    let elsewhere = world.add_org("HTX Sông Mã");
    world.add_phone_of(elsewhere);
    world.settle();
    let [author, neighbour, reader, stranger] = &world.phones[..] else {
        panic!("four phones")
    };
    let season = season(author, "Vụ mùa 2026");
    let id = author.journal().record(harvest(season, 250)).unwrap().view.id();
    assert_eq!(state(author, id), ChangeState::OnPhone);

    let out = author.sync().bundle_outbox().unwrap();
    assert_eq!((out.documents, out.changes), (1, 2));
    assert_eq!(state(author, id), ChangeState::HandedOver);
    assert!(!has_receipt(author, id));
    assert_eq!(
        author.sync().status().unwrap().outbox,
        2,
        "handed over is not yet received"
    );

    let taken = neighbour.sync().import_bundle(&out.bytes).unwrap();
    assert_eq!((taken.shown, taken.sealed, taken.quarantined), (2, 0, 0));
    assert_eq!(taken.flaw, None);
    // The neighbour is of the same cooperative and sees it; nobody claims that the hub has it.
    assert_eq!(state(neighbour, id), ChangeState::OnPhone);
    assert!(!has_receipt(neighbour, id));
    // And writes on top, so that one's own change builds on a carried one.
    let own = neighbour.journal().record(harvest(season, 30)).unwrap().view.id();

    let further = neighbour.sync().bundle_outbox().unwrap();
    assert_eq!(further.changes, 3);
    let taken = stranger.sync().import_bundle(&further.bytes).unwrap();
    assert_eq!((taken.shown, taken.sealed, taken.quarantined), (0, 3, 0));
    // Of another cooperative: carried sealed, never shown.
    assert!(stranger.journal().get(id).is_err());
    assert_eq!(stranger.sync().status().unwrap().freight, 3);
    assert!(
        stranger.sync().bundle_receipts().is_err(),
        "nothing to bring back yet"
    );

    let report = world.sync(3);
    assert_eq!((report.pushed, report.accepted), (3, 3), "{report:?}");
    assert_eq!(stranger.sync().status().unwrap().freight, 0);
    let back = stranger.sync().bundle_receipts().unwrap();

    assert_eq!(neighbour.sync().import_bundle(&back.bytes).unwrap().receipts, 1);
    assert_eq!(state(neighbour, own), ChangeState::Accepted);
    assert!(has_receipt(neighbour, own));
    let home = neighbour.sync().bundle_receipts().unwrap();
    assert_eq!(author.sync().import_bundle(&home.bytes).unwrap().receipts, 1);
    assert_eq!(state(author, id), ChangeState::Accepted);
    assert!(has_receipt(author, id));
    assert_eq!(author.sync().status().unwrap().outbox, 0);
    // A second time changes nothing.
    assert_eq!(author.sync().import_bundle(&home.bytes).unwrap().receipts, 0);
    // The author syncs at last: there is nothing left to send, and the neighbour's fact comes.
    let report = world.sync(0);
    assert_eq!((report.pushed, report.pulled), (0, 1), "{report:?}");
    world.sync_through(2);
    let arrived = reader.journal().get(id).unwrap();
    assert_eq!(arrived.author, author.journal().get(id).unwrap().author);
    assert!(has_receipt(reader, id));
    world.settle();
    for phone in &world.phones {
        assert_eq!(phone.check().unwrap().problems, Vec::<String>::new());
    }
}

#[test]
fn the_author_s_phone_is_lost_and_its_facts_arrive_under_its_name() {
    let world = World::new(21, 3);
    world.settle();
    let [lost, carrier, reader] = &world.phones[..] else {
        panic!("three phones")
    };
    let season = season(lost, "Vụ mùa");
    let id = lost.journal().record(harvest(season, 250)).unwrap().view.id();
    let mine = lost.people().me().unwrap();
    let key = lost.journal().get(id).unwrap().author;
    let out = lost.sync().bundle_outbox().unwrap();
    lost.shutdown().unwrap();
    carrier.sync().import_bundle(&out.bytes).unwrap();
    world.sync_through(1);
    world.sync_through(2);
    for phone in [carrier, reader] {
        let view = phone.journal().get(id).unwrap();
        assert_eq!(
            (view.author, view.fact.recorder, view.fact.device),
            (key, mine.person, mine.device)
        );
        assert_eq!(view.state, ChangeState::Accepted);
        assert!(has_receipt(phone, id));
        assert_eq!(phone.check().unwrap().problems, Vec::<String>::new());
    }
}

#[test]
fn what_a_carrier_alters_is_refused_alone() {
    let world = World::new(22, 2);
    world.settle();
    let [author, carrier] = &world.phones[..] else {
        panic!("two phones")
    };
    let season_a = season(author, "Vụ mùa");
    let season_b = season(author, "Vụ chiêm");
    let kept = author.journal().record(harvest(season_a, 1)).unwrap().view.id();
    let altered = author.journal().record(harvest(season_b, 2)).unwrap().view.id();
    let out = author.sync().bundle_outbox().unwrap().bytes;
    // One byte anywhere: the file is whole or it is nothing.
    for at in [0, 8, 20, out.len() / 2, out.len() - 1] {
        let mut bad = out.clone();
        bad[at] ^= 1;
        let reason = flaw(carrier.sync().import_bundle(&bad).unwrap_err());
        assert!(reason.starts_with("bundle_"), "{reason}");
    }
    assert!(carrier.journal().get(kept).is_err(), "nothing was taken in");
    // One who seals it again: the altered change is kept aside, the others go in, and the list is found wrong.
    let mut unsealed = Unsealed::of(&out);
    let doc = unsealed
        .content
        .docs
        .iter_mut()
        .find(|doc| doc.doc.id == season_b)
        .unwrap();
    let change = doc.changes.last_mut().unwrap();
    let at = change.len() - 5;
    change[at] ^= 1;
    let report = carrier.sync().import_bundle(&unsealed.seal()).unwrap();
    assert_eq!((report.shown, report.quarantined), (2, 2), "{report:?}");
    assert_eq!(report.flaw.unwrap().kind, FlawKind::WrongOrder);
    assert!(carrier.journal().get(kept).is_ok() && carrier.journal().get(altered).is_err());
    let aside = carrier.journal().quarantine().unwrap();
    assert_eq!(aside.len(), 2);
    assert!(aside.iter().all(|one| one.doc == season_b && one.bytes > 50));
    let exported = carrier.journal().export_quarantine().unwrap();
    let shown = verify_evidence(&exported.bytes, &world.hub.public_key()).unwrap();
    assert_eq!((shown.aside.len(), shown.facts), (2, 0));
    // The true file afterwards brings what was altered.
    let report = carrier.sync().import_bundle(&out).unwrap();
    assert_eq!((report.shown, report.known, report.quarantined), (2, 2, 0));
    assert_eq!(report.flaw, None);
    world.settle();
    world.assert_converged();
}

/// Files get lost, come twice, and come in the wrong order.
#[test]
fn bundles_work_twice_in_any_order_and_with_loss() {
    let mut world = World::new(23, 2);
    let elsewhere = world.add_org("HTX Sông Mã");
    world.add_phone_of(elsewhere);
    world.settle();
    let [author, neighbour, stranger] = &world.phones[..] else {
        panic!("three phones")
    };
    let season = season(author, "Vụ mùa");
    let mut files = Vec::new();
    for kg in 1..=3 {
        author.journal().record(harvest(season, kg)).unwrap();
        files.push(author.sync().bundle_outbox().unwrap().bytes);
    }
    // Each holds all that waits, so the first and second may be lost.
    for carrier in [neighbour, stranger] {
        for at in [2, 0, 2, 1] {
            let report = carrier.sync().import_bundle(&files[at]).unwrap();
            assert_eq!(report.quarantined, 0);
            assert_eq!(report.shown + report.sealed > 0, at == 2 && report.known == 0);
        }
    }
    // Both reach the hub with the same, and the author too.
    for phone in [2, 1, 0] {
        let report = world.sync(phone);
        let new = if phone == 2 { 4 } else { 0 };
        assert_eq!((report.pushed, report.accepted), (4, new), "{report:?}");
    }
    // Late files and receipts harm nobody.
    author.sync().import_bundle(&files[0]).unwrap();
    let back = neighbour.sync().bundle_receipts().unwrap();
    author.sync().import_bundle(&back.bytes).unwrap();
    world.settle();
    assert_eq!(shown(author), shown(neighbour));
    assert_eq!(author.sync().status().unwrap().outbox, 0);
    assert_eq!(author.check().unwrap().problems, Vec::<String>::new());
}

/// A signature is over the newest change only: a page of the outbox must not end before it.
#[test]
fn more_than_a_page_under_one_signature_is_carried_whole() {
    let world = World::new(24, 2);
    world.settle();
    let [author, carrier] = &world.phones[..] else {
        panic!("two phones")
    };
    let season = season(author, "Vụ mùa");
    for kg in 1..=60 {
        let mut entry = harvest(season, kg);
        entry.note = Some(noise(2_500, kg.into()));
        author.journal().record(entry).unwrap();
    }
    let out = author.sync().bundle_outbox().unwrap();
    assert_eq!(carrier.sync().import_bundle(&out.bytes).unwrap().shown, 61);
    let report = world.sync(1);
    assert_eq!((report.pushed, report.accepted), (61, 61), "{report:?}");
    assert_eq!(report.refused, Vec::new());
}

/// A phone put back from its copy writes where the hub has something already, and two colleagues carry that before
/// it hears of it. Its author writes it again; what the colleagues carry can never arrive, and neither sends it again
/// at every sync for that.
#[test]
fn what_a_copied_book_wrote_is_not_carried_for_ever() {
    let mut world = World::new(30, 2);
    let elsewhere = world.add_org("HTX Sông Mã");
    world.add_phone_of(elsewhere);
    world.settle();
    let season = season(&world.phones[0], "Vụ mùa");
    world.settle();
    world.copy_phone(0);
    let gone = world.phones[0].journal().record(harvest(season, 1)).unwrap();
    world.sync_through(0);
    world.sync_through(1);
    world.restore_phone(0);
    let [author, neighbour, stranger] = &world.phones[..] else {
        panic!("three phones")
    };
    let again: Vec<FactId> = (2..=4)
        .map(|kg| author.journal().record(harvest(season, kg)).unwrap().view.id())
        .collect();
    let out = author.sync().bundle_outbox().unwrap().bytes;
    // The neighbour has what stands in their place, and puts all three aside: alone the hub could do nothing with
    // the second and third.
    let taken = neighbour.sync().import_bundle(&out).unwrap();
    assert_eq!(
        (taken.shown, taken.sealed, taken.quarantined),
        (0, 0, 3),
        "{taken:?}"
    );
    assert_eq!(world.sync(1).pushed, 0);
    // The stranger cannot know.
    let taken = stranger.sync().import_bundle(&out).unwrap();
    assert_eq!(
        (taken.shown, taken.sealed, taken.quarantined),
        (0, 3, 0),
        "{taken:?}"
    );
    let report = world.sync(2);
    let codes: Vec<&str> = report.refused.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["forked", "unknown_dependency", "unknown_dependency"]);
    let report = world.sync(2);
    assert_eq!((report.pushed, report.refused), (0, Vec::new()));

    world.settle();
    for id in again.iter().chain([&gone.view.id()]) {
        assert_eq!(state(author, *id), ChangeState::Accepted);
        assert_eq!(state(neighbour, *id), ChangeState::Accepted);
    }
    assert_eq!(shown(author), shown(neighbour));
}

/// Letters that deflate badly, as honest notes of many people do.
fn noise(length: usize, seed: u64) -> String {
    use rand::{Rng, SeedableRng};
    let mut random = rand_chacha::ChaCha8Rng::seed_from_u64(seed);
    (0..length).map(|_| random.random_range('a'..='z')).collect()
}

#[test]
fn a_hundred_facts_fit_in_a_few_kilobytes() {
    let world = World::new(25, 1);
    world.settle();
    let phone = &world.phones[0];
    let season = season(phone, "Vụ mùa");
    for kg in 1..=100 {
        phone.journal().record(harvest(season, kg)).unwrap();
    }
    let bundle = phone.sync().bundle_outbox().unwrap();
    println!("a bundle of 100 facts: {} bytes", bundle.bytes.len());
    assert!(bundle.bytes.len() < 14_000, "{}", bundle.bytes.len());
}

#[test]
fn a_phone_that_never_synced_makes_no_bundle_nobody_could_check() {
    let world = World::new(26, 1);
    let phone = &world.phones[0];
    season(phone, "Vụ mùa");
    let error = phone.sync().bundle_outbox().unwrap_err();
    assert!(
        matches!(
            error,
            FieldbookError::NotAllowed {
                reason: "not_enrolled"
            }
        ),
        "{error}"
    );
    world.settle();
    let error = phone.sync().bundle_outbox().unwrap_err();
    assert!(
        matches!(
            error,
            FieldbookError::NotAllowed {
                reason: "outbox_empty"
            }
        ),
        "{error}"
    );
}

#[test]
fn the_hub_takes_a_file_and_gives_receipts_for_it() {
    let world = World::new(27, 2);
    world.settle();
    let [author, reader] = &world.phones[..] else {
        panic!("two phones")
    };
    let season = season(author, "Vụ mùa");
    let id = author.journal().record(harvest(season, 250)).unwrap().view.id();
    let out = author.sync().bundle_outbox().unwrap().bytes;
    // First with a change altered inside: it alone is refused and put aside.
    let mut unsealed = Unsealed::of(&out);
    let change = unsealed.content.docs[0].changes.last_mut().unwrap();
    let at = change.len() - 5;
    change[at] ^= 1;
    let taken = world.hub.take_bundle(&unsealed.seal()).unwrap();
    assert_eq!(
        (taken.accepted, taken.refused.values().sum::<u64>()),
        (0, 2),
        "{taken:?}"
    );
    assert_eq!(taken.flaw.unwrap().kind, FlawKind::WrongOrder);
    assert!(taken.receipts.is_none());
    let aside = world.hub.quarantined().unwrap();
    assert_eq!(aside.len(), 2);
    let exported = world.hub.export_quarantine().unwrap();
    let shown = verify_evidence(&exported, &world.hub.public_key()).unwrap();
    assert_eq!(shown.aside.len(), 2);
    // Then as it was written.
    let taken = world.hub.take_bundle(&out).unwrap();
    assert_eq!((taken.accepted, taken.duplicate, taken.refused.len()), (2, 0, 0));
    assert_eq!(taken.flaw, None);
    let receipts = taken.receipts.unwrap();
    assert_eq!(author.sync().import_bundle(&receipts).unwrap().receipts, 1);
    assert_eq!(state(author, id), ChangeState::Accepted);
    assert!(has_receipt(author, id));
    let again = world.hub.take_bundle(&out).unwrap();
    assert_eq!((again.accepted, again.duplicate), (0, 2));
    world.sync_through(1);
    assert!(reader.journal().get(id).is_ok());
    let all = reader.journal().query(&FactQuery::default()).unwrap();
    assert_eq!(all.len(), 1);
}

/// A whole lot for a colleague without signal: with receipts, so nothing of it is sent again.
#[test]
fn documents_with_their_receipts_are_shown_and_not_sent_again() {
    let world = World::new(28, 2);
    let [author, colleague] = &world.phones[..] else {
        panic!("two phones")
    };
    world.settle();
    let season = season(author, "Vụ mùa");
    let id = author.journal().record(harvest(season, 250)).unwrap().view.id();
    world.sync_through(0);
    let file = author.sync().bundle(&[season]).unwrap();
    assert_eq!((file.documents, file.changes, file.receipts), (1, 2, 1));
    let report = colleague.sync().import_bundle(&file.bytes).unwrap();
    assert_eq!((report.shown, report.receipts), (2, 1));
    assert_eq!(state(colleague, id), ChangeState::Accepted);
    assert!(has_receipt(colleague, id));
    assert_eq!(colleague.sync().status().unwrap().outbox, 0);
    world.settle();
    world.assert_converged();
}

/// Every step of a fact's way: it is never shown as received without the hub's signed word.
#[test]
fn the_state_is_honest_at_every_step() {
    let mut world = World::new(29, 2);
    world.settle();
    let season = season(&world.phones[0], "Vụ mùa");
    let id = world.phones[0]
        .journal()
        .record(harvest(season, 250))
        .unwrap()
        .view
        .id();
    let honest = |world: &World, phone: usize, expected: ChangeState| {
        let phone = &world.phones[phone];
        let views = phone.journal().receipts(id).unwrap();
        for view in &views {
            let received = matches!(
                view.state,
                ChangeState::Received | ChangeState::Accepted | ChangeState::Held
            );
            assert_eq!(received, view.receipt.is_some(), "{views:?}");
            assert!(view.receipt.iter().all(|receipt| receipt.verifies), "{views:?}");
        }
        assert_eq!(views[0].state, expected);
        views
    };
    honest(&world, 0, ChangeState::OnPhone);
    // The request arrives and the answer does not: handed over, and nothing more.
    world.link.plan([Fate::CutDown(0)]);
    world.sync(0);
    honest(&world, 0, ChangeState::HandedOver);
    world.sync_through(0);
    let views = honest(&world, 0, ChangeState::Accepted);
    let receipt = views[0].receipt.clone().unwrap();
    assert_eq!(receipt.counts, Some(true));
    assert_eq!(receipt.epoch, world.hub.epoch().unwrap());
    assert_eq!(receipt.device, world.phones[0].people().me().unwrap().device);
    world.sync_through(1);
    let views = honest(&world, 1, ChangeState::Accepted);
    let passed = views[0].receipt.clone().unwrap();
    assert_eq!(passed.device, world.phones[1].people().me().unwrap().device);
    assert!(passed.at.utc_ms >= receipt.at.utc_ms);
    // A correction has its own way to go.
    world.phones[1]
        .journal()
        .amend(id, "moisture", FieldValue::Number(21.into()), Some("đo lại"))
        .unwrap();
    let views = honest(&world, 1, ChangeState::Accepted);
    assert_eq!(
        (views[1].field.as_deref(), views[1].state),
        (Some("moisture"), ChangeState::OnPhone)
    );
    world.settle();
    let views = honest(&world, 0, ChangeState::Accepted);
    assert_eq!(views[1].state, ChangeState::Accepted);
    // A hub restored from an old copy has forgotten: everything waits again, and is received again.
    world.back_up_hub();
    let later = world.phones[0]
        .journal()
        .record(harvest(season, 5))
        .unwrap()
        .view
        .id();
    world.settle();
    world.restore_hub();
    world.settle();
    let again = world.phones[0].journal().receipts(later).unwrap();
    assert_eq!(
        again[0].receipt.as_ref().unwrap().epoch,
        world.hub.epoch().unwrap()
    );
    world.assert_converged();
}
