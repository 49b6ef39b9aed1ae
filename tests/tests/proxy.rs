//! What stands between phone and hub, such as a proxy on plain HTTP, holds no key: it can lose answers and
//! nothing else.

use fieldbook_core::model::ChangeHash;
use fieldbook_core::store::{ChangeState, FactQuery};
use fieldbook_core::sync::{Ending, Exception, Outcome, SyncResponse};
use fieldbook_tests::world::*;

fn states(world: &World, phone: usize) -> Vec<ChangeState> {
    let facts = world.phones[phone].journal().query(&FactQuery::default());
    facts.unwrap().into_iter().map(|fact| fact.state).collect()
}

/// A world where a phone waits with two entries, and another one's entries wait for it at the hub.
fn waiting() -> World {
    let mut world = World::new(71, 1);
    let other = world.add_phone();
    world.settle();
    let shared = season(&world.phones[0], "Vụ mùa");
    world.phones[0].journal().record(harvest(shared, 5)).unwrap();
    world.sync_through(0);
    let own = season(&world.phones[other], "Vụ xuân");
    for kg in [80, 90] {
        world.phones[other].journal().record(harvest(own, kg)).unwrap();
    }
    world
}

/// Each of these took entries away, or made them look sent, while only parts of an answer were signed.
#[test]
fn an_altered_answer_counts_as_none() {
    fn refuse_all(response: &mut SyncResponse) {
        let refused = |index| Exception {
            index,
            outcome: Outcome::Refused,
            code: Some("forked".into()),
        };
        response.exceptions = (0..3).map(refused).collect();
        response.receipt = None;
    }
    fn hide_pages(response: &mut SyncResponse) {
        response.pages.iter_mut().for_each(|page| page.docs.clear());
    }
    fn hide_exceptions(response: &mut SyncResponse) {
        response.exceptions.clear();
        response.nonce[0] ^= 1;
    }
    fn release(response: &mut SyncResponse) {
        response
            .pages
            .iter_mut()
            .for_each(|page| page.refused = vec![ChangeHash([7; 32])]);
    }
    fn move_the_clock(response: &mut SyncResponse) {
        response.hub_time.utc_ms += 86_400_000 * 400;
    }
    let world = waiting();
    for alter in [refuse_all, hide_pages, hide_exceptions, release, move_the_clock] {
        let gate = world.proxy();
        gate.change_answers(alter);
        let report = world.sync_past(1, &gate);
        assert!(matches!(report.ending, Some(Ending::Offline(_))), "{report:?}");
        assert_eq!(states(&world, 1), [ChangeState::HandedOver; 2]);
    }
    world.settle();
    assert_eq!(states(&world, 1), [ChangeState::Accepted; 3]);
    assert_eq!(states(&world, 0), [ChangeState::Accepted; 3]);
}

/// An answer that was genuine once says nothing about another request.
#[test]
fn an_earlier_answer_counts_as_none() {
    let world = waiting();
    let gate = world.proxy();
    let (told, mut first) = (std::sync::mpsc::channel(), None);
    let (sender, heard) = told;
    gate.hook(move |path, answer| {
        let answer = answer.filter(|_| path == "/v1/sync")?;
        let kept = first.get_or_insert_with(|| answer.clone()).clone();
        sender.send(kept == answer).unwrap();
        Some(kept)
    });
    let report = world.sync_past(1, &gate);
    assert_eq!(report.ending, Some(Ending::Complete), "{report:?}");
    world.phones[1]
        .journal()
        .record(harvest(season(&world.phones[1], "Vụ chiêm"), 7))
        .unwrap();
    let report = world.sync_past(1, &gate);
    assert!(matches!(report.ending, Some(Ending::Offline(_))), "{report:?}");
    assert!(heard.try_iter().any(|same| !same));
    assert!(states(&world, 1).contains(&ChangeState::HandedOver));
}

/// Who stands in between may give an old nonce back, and the phone signs over it again: only what no request repeats
/// keeps the old answer from fitting.
#[test]
fn no_two_requests_are_alike() {
    let world = waiting();
    let gate = world.proxy();
    for _ in 0..3 {
        let report = world.sync_past(1, &gate);
        assert_eq!(report.ending, Some(Ending::Complete), "{report:?}");
    }
    let bodies = gate.bodies();
    let different: std::collections::BTreeSet<_> = bodies.iter().collect();
    assert!(bodies.len() >= 3);
    assert_eq!(different.len(), bodies.len());
}
