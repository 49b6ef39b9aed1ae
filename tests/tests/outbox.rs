//! What waits on a phone, item by item, counted and in words, as it goes to a real hub.

use fieldbook_core::catalog::Lang;
use fieldbook_core::model::*;
use fieldbook_core::store::ChangeState;
use fieldbook_core::sync::{Exception, Outcome};
use fieldbook_core::*;
use fieldbook_tests::world::*;

fn items(phone: &Fieldbook) -> Vec<OutboxItem> {
    let all = phone.sync().outbox(0, 0).unwrap();
    let singly = (0..).map(|at| phone.sync().outbox(1, at).unwrap());
    let singly: Vec<OutboxItem> = singly.take_while(|page| !page.is_empty()).flatten().collect();
    assert_eq!(all, singly, "paged");
    let stuck = |item: &OutboxItem| matches!(item.state, ChangeState::Held | ChangeState::Refused);
    assert!(
        all.is_sorted_by_key(|item| !stuck(item)),
        "what needs a person comes first"
    );
    for item in &all {
        assert_eq!(item.why.is_some(), item.remedy.is_some());
        assert!(!stuck(item) || item.why.is_some(), "{item:?}");
    }
    let counts = phone.sync().outbox_counts().unwrap();
    let counted = counts.on_phone + counts.handed_over + counts.held + counts.refused;
    assert_eq!(counted, all.len() as u64, "{counts:?}");
    all
}

fn said(items: &[OutboxItem]) -> Vec<(&str, &str)> {
    items
        .iter()
        .map(|item| (item.said.vi.as_str(), item.said.en.as_str()))
        .collect()
}

#[test]
fn everything_that_waits_is_told_in_words_until_the_hub_lets_it_count() {
    let mut world = World::new(201, 1);
    let demoted = world.add_phone();
    world.settle();
    let person = world.phones[demoted].people().me().unwrap().person;
    let phone = &world.phones[demoted];
    let received = phone.sync().outbox_counts().unwrap().received;
    assert_eq!(items(phone), []);

    let season = season(phone, "Vụ mùa");
    let new = NewLot {
        name: Some("Lô gạo".into()),
        ..NewLot::default()
    };
    let lot = phone.documents().open_lot(&new).unwrap().doc.id;
    let packed = phone.journal().record(pack(lot, 4)).unwrap().view.id();
    let amount = FieldValue::Number(5.into());
    phone
        .journal()
        .amend(packed, "qty.out", amount, Some("đếm lại"))
        .unwrap();
    let twice = phone.journal().record(pack(lot, 4)).unwrap().view.id();
    phone.journal().void(twice, "ghi hai lần").unwrap();
    let photo = phone.blobs().keep(&[7; 3_000]).unwrap();

    let waiting = items(phone);
    let (files, changes): (Vec<OutboxItem>, Vec<OutboxItem>) =
        waiting.into_iter().partition(|item| item.doc.is_none());
    assert_eq!(
        said(&changes),
        [
            ("Huỷ Đóng gói · Lô gạo", "Voiding of Pack · Lô gạo"),
            ("Đóng gói · Lô gạo", "Pack · Lô gạo"),
            (
                "Đính chính Lượng ra · Đóng gói · Lô gạo",
                "Correction of Amount out · Pack · Lô gạo"
            ),
            ("Đóng gói · Lô gạo", "Pack · Lô gạo"),
            ("Lô · Lô gạo", "Lot · Lô gạo"),
            ("Vụ · Vụ mùa", "Season · Vụ mùa"),
        ]
    );
    assert_eq!(said(&files), [("Ảnh, tệp · 3 KB", "Photo or file · 3 KB")]);
    assert_eq!(files[0].what, OutboxWhat::File { blob: photo });
    assert_eq!(files[0].standing, Some(BlobStanding::Waiting));
    assert_eq!(changes[0].what, OutboxWhat::Voiding { fact: twice });
    assert_eq!(changes[3].what, OutboxWhat::Fact { fact: packed });
    assert_eq!(
        changes[3].change,
        Some(phone.journal().get(packed).unwrap().change)
    );
    let field = "qty.out".to_owned();
    assert_eq!(changes[2].what, OutboxWhat::Correction { fact: packed, field });
    assert!(
        changes
            .iter()
            .all(|item| item.state == ChangeState::OnPhone && !item.carried)
    );

    // Sent to where nobody answers: on its way, and not received.
    let nowhere = one_try("http://127.0.0.1:9".into());
    phone.sync().run(&nowhere, None).unwrap().wait().unwrap();
    let counts = phone.sync().outbox_counts().unwrap();
    assert_eq!((counts.on_phone, counts.handed_over), (1, 6));

    world.hub.set_roles(world.org, person, &[Role::Farmer]).unwrap();
    world.sync_through(demoted);
    let harvested = phone.journal().record(harvest(season, 22)).unwrap().view.id();
    let stuck = items(phone);
    assert_eq!(stuck.len(), 6, "{:?}", said(&stuck));
    let last = stuck.last().unwrap();
    assert_eq!(
        (&last.what, last.state),
        (&OutboxWhat::Fact { fact: harvested }, ChangeState::OnPhone)
    );
    assert_eq!((&last.why, &last.remedy), (&None, &None));
    let lot_itself = stuck
        .iter()
        .find(|item| item.what == OutboxWhat::Document)
        .unwrap();
    assert_eq!(
        (lot_itself.state, lot_itself.reason.as_deref()),
        (ChangeState::Held, Some("role"))
    );
    let why = lot_itself.why.as_ref().unwrap();
    assert!(why.get(Lang::Vi).contains("vai trò"), "{why:?}");

    world.hub.accept_held(lot, None).unwrap();
    world.settle();
    assert_eq!(items(&world.phones[demoted]), []);
    let counts = world.phones[demoted].sync().outbox_counts().unwrap();
    let all_came = OutboxCounts {
        received: received + 8,
        ..OutboxCounts::default()
    };
    assert_eq!(counts, all_came);
}

#[test]
fn a_refusal_is_told_with_what_to_do_also_one_of_a_newer_hub() {
    let world = World::new(202, 1);
    world.settle();
    let phone = &world.phones[0];
    season(phone, "Vụ mùa");
    season(phone, "Vụ chiêm");
    let gate = world.gate();
    gate.change_answers(|response| {
        let codes = ["malformed", "moon_is_full"];
        let told = (0..).zip(codes).map(|(index, code)| Exception {
            index,
            outcome: Outcome::Refused,
            code: Some(code.into()),
        });
        response.exceptions = told.collect();
        response.receipt = None;
    });
    world.sync_past(0, &gate);
    let refused = items(phone);
    let reasons: Vec<_> = refused.iter().map(|item| item.reason.as_deref()).collect();
    assert_eq!(reasons, [Some("moon_is_full"), Some("malformed")]);
    for item in &refused {
        assert_eq!(item.state, ChangeState::Refused);
        let (why, remedy) = (item.why.as_ref().unwrap(), item.remedy.as_ref().unwrap());
        for text in [why, remedy] {
            assert!(
                !text.vi.contains('_') && !text.en.contains('_'),
                "a key: {text:?}"
            );
        }
        assert_ne!(why, remedy);
    }
}

#[test]
fn what_is_carried_for_others_is_told_apart() {
    let mut world = World::new(203, 1);
    let carrier = world.add_phone();
    world.settle();
    season(&world.phones[0], "Vụ mùa");
    let bundle = world.phones[0].sync().bundle_outbox().unwrap();
    world.phones[carrier].sync().import_bundle(&bundle.bytes).unwrap();
    let [item] = &items(&world.phones[carrier])[..] else {
        panic!("one season")
    };
    assert!(item.carried, "{item:?}");
    assert_eq!(item.said.vi, "Vụ · Vụ mùa");
    let [own] = &items(&world.phones[0])[..] else {
        panic!("one season")
    };
    assert_eq!((own.carried, own.state), (false, ChangeState::HandedOver));
}
