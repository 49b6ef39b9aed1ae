//! What a hub says must agree with what it signs, and no word of it is for ever.

use std::sync::Arc;

use fieldbook_core::bundle::{Exporter, ListedReceipt, Purpose, seal};
use fieldbook_core::identity::{Receipt, Signed};
use fieldbook_core::model::*;
use fieldbook_core::store::ChangeState;
use fieldbook_core::sync::{DocChanges, Ending, Exception, OrgPage, Outcome};
use fieldbook_core::{Clock, Fieldbook, NewFact, NewLot};
use fieldbook_tests::clocks::{DAY, HOUR, Time};
use fieldbook_tests::sealed::Unsealed;
use fieldbook_tests::world::*;

fn state(phone: &Fieldbook, fact: FactId) -> ChangeState {
    phone.journal().get(fact).unwrap().state
}

fn recorded(phone: &Fieldbook) -> FactId {
    let season = season(phone, "Vụ mùa");
    phone.journal().record(harvest(season, 22)).unwrap().view.id()
}

/// The outbox of a phone as a page would bring it, without the hub's receipt.
fn as_page(phone: &Fieldbook, org: OrgId, next: u64) -> OrgPage {
    let bundle = phone.sync().bundle_outbox().unwrap();
    let content = Unsealed::of(&bundle.bytes).content;
    let docs = content.docs.into_iter().map(|group| DocChanges {
        doc: group.doc,
        changes: group.changes,
        signatures: group.signatures,
    });
    OrgPage {
        org,
        next,
        more: false,
        certificates: vec![],
        leases: vec![],
        verdicts: vec![],
        docs: docs.collect(),
        begin: None,
        receipt: None,
        released: vec![],
        refused: vec![],
        revocations: vec![],
        lists: vec![],
    }
}

/// More waits than the first exchange carries, and its answer shows all of it.
#[test]
fn own_entries_in_a_page_have_arrived_only_under_a_receipt() {
    let world = World::new(91, 1);
    world.settle();
    let phone = &world.phones[0];
    let season = season(phone, "Vụ mùa");
    let facts: Vec<FactId> = (1..=150)
        .map(|kg| {
            let note = Some(format!("{kg} ").repeat(100));
            let new = NewFact {
                note,
                ..harvest(season, kg)
            };
            phone.journal().record(new).unwrap().view.id()
        })
        .collect();
    let page = as_page(phone, world.org, 1);
    let gate = world.gate();
    let first = std::sync::atomic::AtomicBool::new(true);
    gate.change_answers(move |response| {
        if first.swap(false, std::sync::atomic::Ordering::SeqCst) {
            response.pages = vec![page.clone()];
        }
    });
    let report = world.sync_past(0, &gate);
    assert!(report.round_trips > 1, "{report:?}");
    for fact in facts {
        let receipts = phone.journal().receipts(fact).unwrap();
        assert_eq!(receipts[0].state, ChangeState::Accepted);
        assert!(
            receipts[0]
                .receipt
                .as_ref()
                .is_some_and(|receipt| receipt.verifies)
        );
    }
}

fn refused(index: u32) -> Exception {
    Exception {
        index,
        outcome: Outcome::Refused,
        code: Some("not_allowed".into()),
    }
}

#[test]
fn an_answer_that_contradicts_its_receipt_counts_as_none() {
    let mut world = World::new(92, 1);
    let demoted = world.add_phone();
    world.settle();
    let person = world.phones[demoted].people().me().unwrap().person;
    let lot = world.phones[demoted].documents().open_lot(&NewLot::default());
    let fact = world.phones[demoted]
        .journal()
        .record(pack(lot.unwrap().doc.id, 4));
    let fact = fact.unwrap().view.id();
    world.hub.set_roles(world.org, person, &[Role::Farmer]).unwrap();
    let gate = world.gate();
    gate.change_answers(|response| response.exceptions.clear());
    let report = world.sync_past(demoted, &gate);
    assert_ne!(report.ending, Some(Ending::Complete), "{report:?}");
    assert_eq!(state(&world.phones[demoted], fact), ChangeState::HandedOver);
    world.sync(demoted);
    assert_eq!(state(&world.phones[demoted], fact), ChangeState::Held);
}

#[test]
fn a_refusal_is_offered_again_after_a_day() {
    let time = Time::default();
    let mut world = World::with_clock(93, 0, time.hub());
    let clock: Arc<dyn Clock> = time.phone(0);
    let phone = world.add_phone_with(world.org, |config| config.clock = clock);
    world.settle();
    let fact = recorded(&world.phones[phone]);
    let gate = world.gate();
    gate.change_answers(|response| {
        response.exceptions = (0..2)
            .map(|index| Exception {
                code: Some("malformed".into()),
                ..refused(index)
            })
            .collect();
        response.receipt = None;
    });
    world.sync_past(phone, &gate);
    time.pass(HOUR);
    world.sync(phone);
    assert_eq!(state(&world.phones[phone], fact), ChangeState::Refused);
    time.pass(DAY);
    world.settle();
    assert_eq!(state(&world.phones[phone], fact), ChangeState::Accepted);
}

/// A hub put back to an old copy may have forgotten what its old receipts are for.
#[test]
fn a_receipt_of_an_earlier_epoch_moves_nothing() {
    let mut world = World::new(94, 1);
    let carrier = world.add_phone();
    world.settle();
    let fact = recorded(&world.phones[0]);
    let change = world.phones[0].journal().get(fact).unwrap().change;
    recorded(&world.phones[carrier]);
    let mut content = Unsealed::of(&world.phones[carrier].sync().bundle_outbox().unwrap().bytes).content;
    (content.purpose, content.docs) = (Purpose::Receipts, vec![]);
    let (hub_key, key) = (world.hub_key(), world.key_of(carrier));
    let now_epoch = world.hub.epoch().unwrap();
    for (epoch, arrived) in [
        ([9; 16], ChangeState::HandedOver),
        (now_epoch, ChangeState::Accepted),
    ] {
        let at = Moment {
            utc_ms: 2_000_000_000_000,
            offset_min: 420,
            trust: ClockTrust::Device,
        };
        let receipt = Receipt {
            device: DeviceId::fresh(),
            count: 1,
            digest: Receipt::digest_of(&[change]),
            at,
            epoch,
            held: Some(vec![]),
        };
        content.receipts = vec![ListedReceipt::new(
            Signed::new(&receipt, &hub_key).unwrap(),
            &[change],
        )];
        let exporter = Exporter {
            device: world.phones[carrier].people().me().unwrap().device,
            key: &key,
            at,
        };
        let sealed = seal(&content, &exporter).unwrap();
        world.phones[0].sync().bundle_outbox().unwrap();
        world.phones[0].sync().import_bundle(&sealed).unwrap();
        assert_eq!(state(&world.phones[0], fact), arrived);
    }
}
