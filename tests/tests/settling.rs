//! A dispute of stamps from its beginning to its end: two managers offline, tasks, re-scans with photos, staff, signed
//! verdicts, and what everybody can see of it afterwards.

use std::io::Cursor;

use fieldbook_core::catalog::Lang;
use fieldbook_core::identity::Ruling;
use fieldbook_core::model::*;
use fieldbook_core::*;
use fieldbook_hub::{ClaimSide, HubError, NewRuling, Settlement};
use fieldbook_tests::world::*;
use image::{ImageFormat, RgbImage};

fn range(first: u128, last: u128) -> SerialRange {
    SerialRange::new("", 5, "", first, last).unwrap()
}

fn photo(phone: &Fieldbook, shade: u8) -> BlobHash {
    let mut jpeg = Cursor::new(Vec::new());
    let picture = RgbImage::from_pixel(300, 200, image::Rgb([shade, 90, 40]));
    picture.write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
    phone.blobs().keep_photo(jpeg.get_ref()).unwrap()
}

fn ranges(spans: Vec<StampSpan>) -> Vec<SerialRange> {
    spans.into_iter().map(|span| span.range).collect()
}

/// Two managers who activated overlapping stamps offline; the first one's came first.
struct Dispute {
    world: World,
    first: FactId,
    second: FactId,
}

impl Dispute {
    fn begun(seed: u64) -> Self {
        let world = World::new(seed, 2);
        world.settle();
        let claim = |phone: usize, from, to| {
            let phone = &world.phones[phone];
            activate(phone, packed_lot(phone, 1_000), from, to).fact
        };
        let (first, second) = (claim(0, "00001", "00100"), claim(1, "00051", "00150"));
        world.settle();
        Self { world, first, second }
    }

    fn rescan(&self, phone: usize, claim: FactId, read: &[SerialRange], typed: &[SerialRange]) -> Recorded {
        let phone = &self.world.phones[phone];
        let new = NewRescan {
            read: read.to_vec(),
            typed: typed.to_vec(),
            photos: vec![photo(phone, 70)],
            ..NewRescan::of(claim)
        };
        phone.stamps().rescan(new).unwrap()
    }

    fn settle(&self, claim: FactId, ruling: NewRuling) {
        self.world.hub.settle(claim, ruling).unwrap();
        self.world.settle();
    }

    fn tasks(&self, phone: usize) -> Vec<(TaskKind, FactId, Vec<SerialRange>)> {
        let tasks = self.world.phones[phone].tasks().list().unwrap();
        let mut told: Vec<_> = tasks
            .into_iter()
            .map(|it| (it.kind, it.claim, ranges(it.stamps)))
            .collect();
        told.sort_by_key(|(_, claim, _)| *claim);
        told
    }

    fn claim(&self, phone: usize, claim: FactId) -> ClaimView {
        let claims = self.world.phones[phone].stamps().claims(None).unwrap();
        claims.into_iter().find(|known| known.fact == claim).unwrap()
    }

    fn history(&self, phone: usize, claim: FactId) -> Vec<ClaimEvent> {
        self.world.phones[phone].stamps().claim_history(claim).unwrap()
    }

    /// What a phone can tell of both claims.
    fn told(&self, phone: usize) -> impl PartialEq + std::fmt::Debug {
        let claims = [self.first, self.second];
        let views = claims.map(|claim| self.claim(phone, claim));
        (
            views,
            claims.map(|claim| self.history(phone, claim)),
            self.tasks(phone),
        )
    }

    fn sides(&self, claim: FactId) -> Vec<ClaimSide> {
        self.world.hub.claim_file(claim).unwrap().sides
    }
}

/// The states of a claim one after the other, a re-scan as none.
fn life(events: &[ClaimEvent]) -> Vec<Option<ClaimState>> {
    events.iter().map(|event| event.what.state()).collect()
}

fn ruling_of(event: &ClaimEvent) -> Ruling {
    match &event.what {
        ClaimDeed::Judged(verdict) => verdict.ruling.clone().unwrap(),
        other => panic!("{other:?}"),
    }
}

fn kept(evidence: FactId) -> NewRuling {
    NewRuling {
        evidence: vec![evidence],
        note: Some("Ảnh cho thấy tem trên hàng của lô sau.".into()),
        ..Settlement::Keep.into()
    }
}

#[test]
fn a_dispute_is_settled_by_a_re_scan_and_everybody_sees_how() {
    let dispute = Dispute::begun(41);
    let (first, second) = (dispute.first, dispute.second);
    let disputed = vec![range(51, 100)];
    // Both see both tasks: each may be the one who stands beside the goods.
    let open = vec![
        (TaskKind::Rescan, first, disputed.clone()),
        (TaskKind::Rescan, second, disputed.clone()),
    ];
    for phone in [0, 1] {
        assert_eq!(dispute.tasks(phone), open);
    }
    let task = &dispute.world.phones[1].tasks().list().unwrap()[0];
    assert_eq!(task.hindrance, None);
    for lang in Lang::ALL {
        let (text, remedy) = task.say(lang);
        assert!(
            text.contains("00051…00100") && !remedy.contains('{'),
            "{text} {remedy}"
        );
    }

    // What the camera read, what was typed, and a photo: nobody's stamps move by it.
    let stands = dispute.claim(0, first).spans;
    let seen = dispute.rescan(1, second, &[range(51, 80)], &[range(81, 100), range(70, 72)]);
    assert_eq!(seen.findings, []);
    let evidence = seen.view.id();
    let waiting = (TaskKind::Wait, second, disputed.clone());
    assert_eq!(dispute.tasks(1)[1], waiting, "also before it is sent");
    assert!(dispute.world.hub.claims_waiting().unwrap().is_empty());
    dispute.world.settle();
    assert_eq!(dispute.tasks(0)[1], waiting);
    assert_eq!(
        (dispute.claim(0, first).spans, dispute.claim(1, second).state),
        (stands, ClaimState::Disputed)
    );

    // What staff see.
    let waiting = dispute.world.hub.claims_waiting().unwrap();
    assert_eq!(
        waiting.iter().map(|claim| claim.fact).collect::<Vec<_>>(),
        [second]
    );
    let sides = dispute.sides(second);
    assert_eq!(
        sides.iter().map(|side| side.claim.fact).collect::<Vec<_>>(),
        [second, first]
    );
    assert_eq!(ranges(sides[0].shared.clone()), disputed);
    assert!(sides[1].evidence.is_empty());
    let told = &sides[0].evidence[0];
    assert_eq!((told.fact, told.by.name.as_str()), (evidence, "Người 1"));
    assert_eq!(
        (ranges(told.typed.clone()), ranges(told.shared.clone())),
        (vec![range(81, 100)], vec![range(51, 100)])
    );
    assert_eq!(
        told.photos,
        [(seen.view.fact.photos[0], true)],
        "the hub has the photo"
    );

    dispute.settle(second, kept(evidence));
    assert!(dispute.world.hub.claims_waiting().unwrap().is_empty());
    for phone in [0, 1] {
        let (won, lost) = (dispute.claim(phone, second), dispute.claim(phone, first));
        assert_eq!(
            (won.state, lost.state),
            (ClaimState::Confirmed, ClaimState::Refused)
        );
        assert_eq!(SerialRange::merge(ranges(won.spans)), [range(51, 150)]);
        let (won, lost) = (won.ruling.unwrap(), lost.ruling.unwrap());
        assert_eq!(
            (won.keeps, &won.evidence, won.in_favour_of),
            (true, &vec![evidence], None)
        );
        assert_eq!(
            (lost.keeps, &lost.evidence, lost.in_favour_of),
            (false, &vec![evidence], Some(second))
        );
        assert_eq!(lost.note, kept(evidence).note);
        assert_eq!(
            dispute.tasks(phone),
            [(TaskKind::TakeOff, first, vec![range(1, 100)])]
        );
        let told = dispute.history(phone, second);
        let states = [
            Some(ClaimState::Pending),
            Some(ClaimState::Disputed),
            None,
            Some(ClaimState::Confirmed),
        ];
        assert_eq!(life(&told), states);
        assert_eq!(ruling_of(&told[3]), won);
        // Refused, and once more when what it had is another's.
        let mut told = life(&dispute.history(phone, first));
        told.dedup();
        let states = [ClaimState::Pending, ClaimState::Confirmed, ClaimState::Refused];
        assert_eq!(told, states.map(Some));
    }
    let told = dispute.history(0, first).len();
    assert_eq!(
        dispute.sides(first)[0].history.len(),
        told - 1,
        "all but the recording are the hub's"
    );
}

#[test]
fn how_a_dispute_went_outlives_restarts_and_reaches_who_comes_later() {
    let mut dispute = Dispute::begun(47);
    let (first, second) = (dispute.first, dispute.second);
    let evidence = dispute.rescan(1, second, &[range(51, 100)], &[]).view.id();
    dispute.world.settle();
    dispute.settle(second, kept(evidence));
    let before = [0, 1].map(|phone| format!("{:?}", dispute.told(phone)));
    dispute.world.restart_hub();
    for phone in [0, 1] {
        dispute.world.with_phone_closed(phone, |_| ());
        dispute.world.phones[phone].rebuild().unwrap();
        dispute.world.sync_through(phone);
        assert_eq!(
            dispute.world.phones[phone].check().unwrap().problems,
            Vec::<String>::new()
        );
    }
    assert_eq!([0, 1].map(|phone| format!("{:?}", dispute.told(phone))), before);
    let newcomer = dispute.world.add_phone();
    dispute.world.settle();
    for claim in [first, second] {
        assert_eq!(dispute.history(newcomer, claim), dispute.history(0, claim));
    }
}

#[test]
fn evidence_that_comes_later_is_shown_and_settles_nothing() {
    let dispute = Dispute::begun(48);
    let (first, second) = (dispute.first, dispute.second);
    let evidence = dispute.rescan(1, second, &[range(51, 100)], &[]).view.id();
    dispute.world.settle();
    dispute.settle(second, kept(evidence));
    // Who lost has the stamps all the same: their word reaches staff, and staff alone settle anew.
    let late = dispute.rescan(0, first, &[range(60, 90)], &[]);
    let codes: Vec<FindingCode> = late.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [FindingCode::ClaimNotDisputed]);
    assert_eq!(dispute.tasks(0), [(TaskKind::Wait, first, vec![range(1, 100)])]);
    dispute.world.settle();
    assert_eq!(dispute.claim(1, first).state, ClaimState::Refused);
    let waiting = dispute.world.hub.claims_waiting().unwrap();
    assert_eq!(
        waiting.iter().map(|claim| claim.fact).collect::<Vec<_>>(),
        [first]
    );
    let of_first = &dispute.sides(first)[0].evidence;
    assert_eq!(of_first.iter().map(|it| it.late).collect::<Vec<_>>(), [true]);
    dispute.settle(first, kept(late.view.id()));
    assert_eq!(dispute.claim(1, first).state, ClaimState::Confirmed);
    assert_eq!(
        dispute.tasks(1),
        [(TaskKind::TakeOff, second, vec![range(51, 150)])]
    );
    let life_of_second = life(&dispute.history(0, second));
    assert_eq!(life_of_second.last(), Some(&Some(ClaimState::Refused)));
    assert!(
        life_of_second.contains(&Some(ClaimState::Confirmed)),
        "what was settled before stays told"
    );
    // Taken off and voided: nothing is left to do.
    dispute.world.phones[1]
        .journal()
        .void(second, "đã gỡ tem")
        .unwrap();
    assert_eq!(dispute.tasks(1), []);
    dispute.world.settle();
    dispute.world.assert_converged();
}

/// Each has half of the roll in hand.
#[test]
fn stamps_are_shared_out_range_by_range() {
    let dispute = Dispute::begun(42);
    let (first, second) = (dispute.first, dispute.second);
    let theirs = dispute.rescan(1, second, &[range(76, 150)], &[]).view.id();
    let ours = dispute.rescan(0, first, &[range(1, 75)], &[]).view.id();
    dispute.world.settle();
    let half = |ranges: Vec<SerialRange>| NewRuling {
        ranges,
        evidence: vec![theirs, ours],
        ..Settlement::Keep.into()
    };
    let refusal = |ruling: NewRuling| match dispute.world.hub.settle(second, ruling) {
        Err(HubError::Refused { code, .. }) => code,
        other => panic!("{other:?}"),
    };
    assert_eq!(refusal(half(vec![range(76, 101)])), "range_not_disputed");
    let refused = NewRuling {
        settlement: Settlement::Refuse,
        ..half(vec![range(76, 100)])
    };
    assert_eq!(refusal(refused), "range_with_refuse");
    assert_eq!(refusal(kept(first)), "not_evidence");
    assert_eq!(
        dispute.world.hub.claim(second).unwrap().unwrap().state,
        ClaimState::Disputed
    );

    dispute.settle(second, half(vec![range(76, 100)]));
    let stands = |phone: usize, claim| {
        let spans = dispute.claim(phone, claim).spans;
        SerialRange::merge(ranges(spans))
    };
    for phone in [0, 1] {
        assert_eq!(stands(phone, first), [range(1, 75)]);
        assert_eq!(stands(phone, second), [range(76, 150)]);
        for claim in [first, second] {
            assert_eq!(dispute.claim(phone, claim).state, ClaimState::Confirmed);
        }
        let off = [
            (TaskKind::TakeOff, first, vec![range(76, 100)]),
            (TaskKind::TakeOff, second, vec![range(51, 75)]),
        ];
        assert_eq!(dispute.tasks(phone), off);
    }
    // What is on the goods now shows that the others are off.
    dispute.rescan(0, first, &[range(1, 75)], &[]);
    dispute.rescan(1, second, &[range(70, 150)], &[]);
    dispute.world.settle();
    for phone in [0, 1] {
        assert_eq!(
            dispute.tasks(phone),
            [(TaskKind::Wait, second, vec![range(51, 75)])]
        );
    }
    // Nothing of it is forgotten when the lot is judged again, and staff may settle anew.
    let lot = dispute.claim(0, first).lot;
    let phone = &dispute.world.phones[0];
    phone.journal().record(pack(lot, 5)).unwrap();
    dispute.world.settle();
    assert_eq!(stands(1, first), [range(1, 75)]);
    dispute.settle(first, Settlement::Keep.into());
    assert_eq!(stands(1, first), [range(1, 100)]);
    assert_eq!(dispute.claim(0, second).state, ClaimState::Refused);
}

/// A re-scan is never refused for what is wrong with it; it says so at once.
#[test]
fn what_is_wrong_with_a_re_scan_is_told_at_once() {
    let dispute = Dispute::begun(43);
    let phone = &dispute.world.phones[1];
    let codes = |new: NewRescan| -> Vec<FindingCode> {
        let recorded = phone.stamps().rescan(new).unwrap();
        for finding in &recorded.findings {
            assert_ne!(finding.severity, Severity::Blocking);
        }
        recorded.findings.iter().map(|finding| finding.code).collect()
    };
    let bare = NewRescan {
        read: vec![range(140, 160)],
        ..NewRescan::of(dispute.second)
    };
    let found = [FindingCode::RescanOutsideClaim, FindingCode::RescanWithoutPhoto];
    assert_eq!(codes(bare.clone()), found);
    let lot = dispute.claim(1, dispute.second).lot;
    let alone = activate(phone, lot, "00300", "00310").fact;
    let undisputed = NewRescan {
        claim: alone,
        photos: vec![photo(phone, 9)],
        read: vec![range(300, 301)],
        ..bare.clone()
    };
    assert_eq!(codes(undisputed), [FindingCode::ClaimNotDisputed]);
    // Without stamps there is nothing to look at, and what is no activation is not disputed.
    let nothing = phone.stamps().rescan(NewRescan::of(dispute.second)).unwrap_err();
    assert!(
        matches!(nothing, FieldbookError::InvalidInput { .. }),
        "{nothing}"
    );
    let note = NewFact {
        note: Some("x".into()),
        ..NewFact::of(lot, "note")
    };
    let note = phone.journal().record(note).unwrap().view.id();
    let no_claim = NewRescan { claim: note, ..bare };
    assert!(matches!(
        phone.stamps().rescan(no_claim),
        Err(FieldbookError::NotFound { .. })
    ));
    // It binds nothing, whatever it says, and goes out as something seen.
    assert_eq!(dispute.claim(1, dispute.second).spans, []);
    let epcis: serde_json::Value = serde_json::from_str(&phone.exports().epcis(lot, None).unwrap()).unwrap();
    let events = epcis["epcisBody"]["eventList"].as_array().unwrap();
    let seen = events
        .iter()
        .find(|event| event["fb:step"] == "rescan_stamps")
        .unwrap();
    assert_eq!(
        (&seen["action"], &seen["bizStep"]),
        (&"OBSERVE".into(), &"inspecting".into())
    );
    assert_eq!(seen["epcList"].as_array().unwrap().len(), 21);
    assert_eq!(
        seen["fb:fields"],
        serde_json::Value::Null,
        "whose claim it is stays inside"
    );
}

/// Farmers cannot activate, so their tasks would be others': they see none.
#[test]
fn tasks_are_for_those_who_may_see_them() {
    let mut dispute = Dispute::begun(44);
    let (farmer, officer) = (
        dispute.world.add_phone_as(&[Role::Farmer]),
        dispute.world.add_phone_as(&[Role::Officer]),
    );
    let other = dispute.world.add_org("HTX Sốp Cộp");
    let stranger = dispute.world.add_phone_of(other);
    dispute.world.settle();
    assert_eq!((dispute.tasks(farmer), dispute.tasks(stranger)), (vec![], vec![]));
    let tasks = dispute.world.phones[officer].tasks().list().unwrap();
    assert_eq!(
        tasks.iter().map(|task| task.hindrance).collect::<Vec<_>>(),
        [None, None]
    );
    // An officer may look at goods and correct no activation.
    dispute.settle(dispute.second, Settlement::Refuse.into());
    let tasks = dispute.world.phones[officer].tasks().list().unwrap();
    let told: Vec<_> = tasks.iter().map(|task| (task.kind, task.hindrance)).collect();
    assert_eq!(told, [(TaskKind::TakeOff, Some("only_manager"))]);
}

/// Something is missing and nobody is in the way: the findings say what.
#[test]
fn a_lot_that_is_not_packed_is_a_task_until_it_is() {
    let world = World::new(45, 1);
    world.settle();
    let phone = &world.phones[0];
    let lot = phone.documents().open_lot(&NewLot::default()).unwrap().doc.id;
    let claim = activate(phone, lot, "00001", "00010").fact;
    assert_eq!(phone.tasks().list().unwrap(), [], "the hub has not spoken");
    world.settle();
    let tasks = phone.tasks().list().unwrap();
    assert_eq!((tasks[0].kind, tasks[0].claim), (TaskKind::Mend, claim));
    let code = tasks[0].findings[0].code;
    assert_eq!(code, FindingCode::ActivatedBeforePacking);
    let made = tasks[0].since.unwrap();
    let early = NewFact {
        occurred: Some(made.plus_ms(-86_400_000)),
        ..pack(lot, 10)
    };
    phone.journal().record(early).unwrap();
    world.settle();
    assert_eq!(phone.tasks().list().unwrap(), []);
    assert_eq!(claim_state(phone, claim), ClaimState::Confirmed);
}

/// Staff may speak of either side.
#[test]
fn keeping_who_is_confirmed_refuses_who_disputes_it() {
    let dispute = Dispute::begun(46);
    let evidence = dispute.rescan(0, dispute.first, &[range(51, 100)], &[]).view.id();
    dispute.world.settle();
    dispute.settle(dispute.first, kept(evidence));
    for phone in [0, 1] {
        let (won, lost) = (
            dispute.claim(phone, dispute.first),
            dispute.claim(phone, dispute.second),
        );
        assert_eq!(
            (won.state, lost.state),
            (ClaimState::Confirmed, ClaimState::Refused)
        );
        assert_eq!(lost.ruling.unwrap().in_favour_of, Some(dispute.first));
        let told = lost.findings.iter().map(|finding| finding.code);
        assert!(told.into_iter().any(|code| code == FindingCode::SettledAgainst));
        assert_eq!(
            dispute.tasks(phone),
            [(TaskKind::TakeOff, dispute.second, vec![range(51, 150)])]
        );
    }
}

/// Whom the rules alone have refused is asked for a re-scan too, so staff must see it.
#[test]
fn a_re_scan_of_who_was_refused_by_the_rules_reaches_staff() {
    let world = World::new(61, 1);
    world.settle();
    let phone = &world.phones[0];
    let stray = activate(phone, packed_lot(phone, 100), "00501", "00510").fact;
    world.settle();
    assert_eq!(claim_state(phone, stray), ClaimState::Refused);
    assert!(world.hub.claims_waiting().unwrap().is_empty());
    let new = NewRescan {
        read: vec![range(501, 510)],
        ..NewRescan::of(stray)
    };
    phone.stamps().rescan(new).unwrap();
    world.settle();
    let waiting = world.hub.claims_waiting().unwrap();
    assert_eq!(
        waiting.iter().map(|claim| claim.fact).collect::<Vec<_>>(),
        [stray]
    );
}

/// What was scanned in an earlier dispute says nothing of the next one.
#[test]
fn a_second_dispute_asks_for_its_own_re_scan() {
    let dispute = Dispute::begun(62);
    let (first, second) = (dispute.first, dispute.second);
    dispute.rescan(0, first, &[range(1, 100)], &[]);
    let waits = (TaskKind::Wait, first, vec![range(51, 100)]);
    assert!(dispute.tasks(0).contains(&waits));
    dispute.world.phones[1]
        .journal()
        .void(second, "nhầm cuộn")
        .unwrap();
    dispute.world.settle();
    assert_eq!(dispute.tasks(0), []);
    let other = &dispute.world.phones[1];
    let third = activate(other, packed_lot(other, 100), "00020", "00030").fact;
    dispute.world.settle();
    let mut asked = vec![
        (TaskKind::Rescan, first, vec![range(20, 30)]),
        (TaskKind::Rescan, third, vec![range(20, 30)]),
    ];
    asked.sort_by_key(|(_, claim, _)| *claim);
    assert_eq!(dispute.tasks(0), asked);
}

/// An activation that names a stamp twice is in its own way; staff may keep it all the same, and it holds each stamp once.
#[test]
fn an_activation_that_names_a_stamp_twice_can_be_kept() {
    let world = World::new(63, 1);
    world.settle();
    let phone = &world.phones[0];
    let lot = packed_lot(phone, 100);
    let twice = [range(1, 10), range(5, 15)];
    let claim = phone
        .stamps()
        .activate(lot, &twice, Capture::Manual)
        .unwrap()
        .fact;
    world.settle();
    assert_eq!(claim_state(phone, claim), ClaimState::Disputed);
    world.hub.settle(claim, Settlement::Keep).unwrap();
    world.settle();
    let kept = phone.stamps().claims(Some(lot)).unwrap().remove(0);
    assert_eq!(kept.state, ClaimState::Confirmed);
    assert_eq!(ranges(kept.spans), [range(1, 10), range(11, 15)]);
}

/// Who loses every stamp to a ruling by range was not kept, and is told so; who keeps a part is not told to void it.
#[test]
fn a_ruling_by_range_says_what_it_did() {
    let dispute = Dispute::begun(64);
    let (first, second) = (dispute.first, dispute.second);
    let by_range = |ranges| NewRuling {
        ranges,
        ..Settlement::Keep.into()
    };
    let refusal = |claim, ruling| match dispute.world.hub.settle(claim, ruling) {
        Err(HubError::Refused { code, .. }) => code,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        refusal(first, by_range(vec![range(51, 75)])),
        "range_of_confirmed"
    );
    dispute.settle(second, by_range(vec![range(76, 100)]));
    let tasks = dispute.world.phones[0].tasks().list().unwrap();
    let part = tasks.iter().find(|task| task.claim == first).unwrap();
    assert_eq!(
        (part.kind, part.state),
        (TaskKind::TakeOff, ClaimState::Confirmed)
    );
    let (text, remedy) = part.say(catalog::Lang::En);
    assert!(text.contains("00076…00100"), "{text}");
    assert!(remedy.contains("Do not void"), "{remedy}");

    // All that a third one has goes to the first.
    let phone = &dispute.world.phones[1];
    let lot = packed_lot(phone, 100);
    let small = activate(phone, lot, "00201", "00210").fact;
    dispute.world.settle();
    let large = activate(
        &dispute.world.phones[0],
        packed_lot(&dispute.world.phones[0], 100),
        "00195",
        "00215",
    )
    .fact;
    dispute.world.settle();
    dispute.settle(large, by_range(vec![range(201, 210)]));
    let lost = dispute.claim(0, small);
    assert_eq!(lost.state, ClaimState::Refused);
    assert!(!lost.ruling.unwrap().keeps);
}

/// A look at other goods leaves the question open.
#[test]
fn a_re_scan_of_other_stamps_answers_nothing() {
    let dispute = Dispute::begun(65);
    let asked = (TaskKind::Rescan, dispute.second, vec![range(51, 100)]);
    assert!(dispute.tasks(1).contains(&asked));
    dispute.rescan(1, dispute.second, &[range(110, 120)], &[]);
    assert!(dispute.tasks(1).contains(&asked));
    dispute.rescan(1, dispute.second, &[range(60, 70)], &[]);
    assert!(!dispute.tasks(1).contains(&asked));
}
