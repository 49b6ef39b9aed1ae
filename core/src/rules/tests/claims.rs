//! Activations beside packings, leases and rivals.

use super::*;

#[test]
fn activations_follow_packing_and_its_count() {
    let at = |d: u32| typed(&format!("2026-10-{d:02}"));
    let pack = |d: u32, out: &str| stands(with_out(FactKind::Pack, at(d), out));
    let claim = |d: u32, first, last| stands(stamps(FactKind::Activate, at(d), &[span(first, last)]));
    let tear = |first, last| stands(stamps(FactKind::VoidStamps, at(25), &[span(first, last)]));
    let cases: Vec<(&str, Vec<TraceFact>, &[&str])> = vec![
        (
            "as many as packed",
            vec![pack(20, "480 túi"), claim(20, 1, 480)],
            &[],
        ),
        (
            "one too many",
            vec![pack(20, "480 túi"), claim(20, 1, 481)],
            &["more_stamps_than_units"],
        ),
        (
            "two packings",
            vec![pack(20, "200 túi"), pack(21, "280 túi"), claim(21, 1, 480)],
            &[],
        ),
        (
            "never packed",
            vec![claim(20, 1, 5)],
            &["activated_before_packing"],
        ),
        (
            "packed the day after",
            vec![claim(20, 1, 5), pack(21, "5 túi")],
            &["activated_before_packing"],
        ),
        (
            "packing voided",
            vec![voided(with_out(FactKind::Pack, at(19), "9 túi")), claim(20, 1, 5)],
            &["activated_before_packing"],
        ),
        (
            "packed by weight only",
            vec![pack(19, "50 kg"), claim(20, 1, 5)],
            &["more_stamps_than_units"],
        ),
        (
            "torn ones replaced",
            vec![
                pack(19, "480 túi"),
                claim(20, 1, 480),
                tear(7, 11),
                claim(26, 481, 485),
            ],
            &[],
        ),
        (
            "only the newest is told",
            vec![pack(19, "9 túi"), claim(20, 1, 9), claim(21, 10, 12)],
            &["more_stamps_than_units"],
        ),
        (
            "the same stamps twice",
            vec![pack(19, "20 túi"), claim(20, 1, 10), claim(21, 8, 12)],
            &["range_overlap"],
        ),
        (
            "a voided activation",
            vec![
                pack(19, "10 túi"),
                voided(stamps(FactKind::Activate, at(20), &[span(1, 10)])),
                claim(21, 1, 10),
            ],
            &[],
        ),
    ];
    for (name, facts, expected) in cases {
        assert_eq!(codes(&check(&trace(facts, vec![]))), expected, "{name}");
    }
}

#[test]
fn a_settled_claim_counts_what_was_left_to_it() {
    let pack = stands(with_out(FactKind::Pack, typed("2026-10-20"), "10 túi"));
    let mut refused = stands(stamps(FactKind::Activate, typed("2026-10-20"), &[span(1, 100)]));
    refused.claim = Some((ClaimState::Refused, vec![]));
    let mut cut = stands(stamps(FactKind::Activate, typed("2026-10-20"), &[span(1, 100)]));
    cut.claim = Some((ClaimState::Confirmed, vec![span(1, 10)]));
    let story = trace(vec![pack, refused, cut], vec![]);
    assert_eq!(live_stamps(&story.lot), 10);
    assert_eq!(codes(&check(&story)), [""; 0]);
}

#[test]
fn rolls_keep_their_stamps_apart() {
    let roll = |roll| StampSpan {
        roll: Some(roll),
        ..span(1, 10)
    };
    let (one, two) = (RollId::fresh(), RollId::fresh());
    let at = typed("2026-10-20");
    let pack = stands(with_out(FactKind::Pack, at, "20 túi"));
    let both = stands(stamps(FactKind::Activate, at, &[roll(one), roll(two)]));
    let story = trace(vec![pack, both], vec![]);
    assert_eq!(live_stamps(&story.lot), 20);
    assert_eq!(codes(&check(&story)), [""; 0]);
}

#[test]
fn a_recall_blocks_what_was_not_confirmed_before_it() {
    let pack = || stands(with_out(FactKind::Pack, typed("2026-10-01"), "10 túi"));
    let recall = || stands(fact(FactKind::Recall, typed("2026-10-10")));
    let claim = |day: &str, state| {
        let mut claim = stands(stamps(FactKind::Activate, typed(day), &[span(1, 10)]));
        claim.claim = Some((state, vec![span(1, 10)]));
        claim
    };
    let before = trace(
        vec![pack(), claim("2026-10-02", ClaimState::Confirmed), recall()],
        vec![],
    );
    assert_eq!(codes(&check(&before)), [""; 0]);
    let pending = trace(
        vec![pack(), claim("2026-10-02", ClaimState::Pending), recall()],
        vec![],
    );
    assert_eq!(codes(&check(&pending)), ["lot_recalled"]);
    let after = trace(
        vec![pack(), recall(), claim("2026-10-11", ClaimState::Confirmed)],
        vec![],
    );
    assert_eq!(codes(&check(&after)), ["lot_recalled"]);
    let behind = trace(
        vec![pack(), claim("2026-10-12", ClaimState::Pending)],
        vec![doc(DocKind::Lot, vec![recall()])],
    );
    assert_eq!(codes(&check(&behind)), ["lot_recalled"]);
    let lifted = trace(
        vec![
            pack(),
            claim("2026-10-12", ClaimState::Pending),
            voided(recall().fact),
        ],
        vec![],
    );
    assert_eq!(codes(&check(&lifted)), [""; 0]);
}

type ClaimCase<'c> = (&'c str, fn(&mut Desk), &'c [&'c str]);

fn check_cases(cases: &[ClaimCase]) {
    for (name, change, expected) in cases {
        let mut desk = desk();
        change(&mut desk);
        let found = ask(&desk);
        assert_eq!(codes(&found), *expected, "{name}");
        for finding in found {
            assert_eq!(finding.severity, Severity::Blocking, "{name}");
            assert_eq!(finding.fact, Some(desk.claim.id), "{name}");
        }
    }
}

#[test]
fn a_claim_is_checked_against_leases_rivals_and_its_lot() {
    let cases: [ClaimCase; 15] = [
        ("nothing wrong", |_| {}, &[]),
        (
            "over torn stamps",
            |desk| {
                desk.voided = vec![range(400, 470), range(460, 600)];
                desk.claim.stamps = vec![span(450, 480)];
            },
            &["stamps_voided"],
        ),
        (
            "beyond the lease",
            |desk| {
                desk.claim.stamps = vec![span(481, 510)];
            },
            &["outside_lease"],
        ),
        (
            "another organisation's lease",
            |desk| desk.org = OrgId::fresh(),
            &["outside_lease"],
        ),
        (
            "another person's lease",
            |desk| desk.lease.person = Some(PersonId::fresh()),
            &["outside_lease"],
        ),
        ("my own lease", |desk| desk.lease.person = Some(desk.person), &[]),
        (
            "another roll",
            |desk| desk.claim.stamps[0].roll = Some(RollId::fresh()),
            &["outside_lease"],
        ),
        (
            "written down after the lease ended",
            |desk| desk.claim.recorded = clock("2026-10-31T00:00:01+07:00"),
            &["outside_lease"],
        ),
        (
            "a rival",
            |desk| desk.rivals = vec![(FactId::fresh(), range(480, 600))],
            &["range_overlap"],
        ),
        (
            "a retry of the same claim",
            |desk| desk.rivals = vec![(desk.claim.id, range(1, 480))],
            &[],
        ),
        (
            "named twice",
            |desk| desk.claim.stamps.push(span(480, 480)),
            &["range_overlap"],
        ),
        (
            "stamps already on the lot",
            |desk| desk.lot.stamps = 1,
            &["more_stamps_than_units"],
        ),
        (
            "not packed",
            |desk| desk.lot.packed_at = None,
            &["activated_before_packing"],
        ),
        ("recalled", |desk| desk.lot.recalled = true, &["lot_recalled"]),
        (
            "an early harvest behind the lot",
            |desk| {
                let early = FindingCode::PreHarvestInterval;
                desk.lot.harvest_findings =
                    vec![Finding::new(early, Severity::Warning, FactId::fresh()).with("days", "3")];
            },
            &["pre_harvest_interval"],
        ),
    ];
    check_cases(&cases);
}

#[test]
fn a_claim_is_checked_against_what_was_revoked_and_given_away() {
    let cases: [ClaimCase; 3] = [
        (
            "given to a colleague",
            |desk| desk.sub_leases = vec![sub_lease(desk, PersonId::fresh())],
            &["sub_leased"],
        ),
        (
            "given to me",
            |desk| desk.sub_leases = vec![sub_lease(desk, desk.person)],
            &[],
        ),
        (
            "the lease was revoked, and one stamp was in none",
            |desk| {
                desk.revoked = vec![StampLease {
                    range: range(1, 479),
                    ..desk.lease.clone()
                }];
                desk.lease.range = range(900, 900);
            },
            &["lease_revoked", "outside_lease"],
        ),
    ];
    check_cases(&cases);
}

#[test]
fn findings_name_the_stamps() {
    let mut desk = desk();
    let rival = FactId::fresh();
    desk.claim.stamps = vec![span(400, 520)];
    desk.rivals = vec![(rival, range(1, 402))];
    let found = ask(&desk);
    assert_eq!(codes(&found), ["range_overlap", "outside_lease"]);
    assert_eq!(arg(&found[0], "range"), "HX00000400…HX00000402");
    assert_eq!(arg(&found[0], "rival"), rival.to_string());
    assert_eq!(arg(&found[1], "range"), "HX00000501…HX00000520");
}

#[test]
fn a_claim_as_large_as_can_be_does_not_overflow() {
    let mut desk = desk();
    let all = SerialRange::new("", 20, "", 0, 99_999_999_999_999_999_999).unwrap();
    desk.claim.stamps[0].range = all;
    desk.lot.stamps = u128::MAX;
    assert_eq!(codes(&ask(&desk)), ["outside_lease", "more_stamps_than_units"]);
}

#[test]
fn the_standing_of_a_lot_leaves_the_claim_out() {
    let at = typed("2026-10-20");
    let claim = stamps(FactKind::Activate, at, &[span(1, 9)]);
    let id = claim.id;
    let facts = vec![
        stands(with_out(FactKind::Pack, at, "12 hộp")),
        stands(claim),
        stands(stamps(FactKind::Activate, at, &[span(10, 12)])),
    ];
    let mut story = trace(facts, vec![]);
    let lot = LotStanding::of(&story, Catalog::builtin(), Some(id), now());
    assert_eq!((lot.stamps, lot.packed_units), (3, Decimal::from(12)));
    assert_eq!(lot.packed_at, Some(at));
    assert!(lot.packing_required && !lot.recalled);
    story.lot.head.clear();
    assert!(LotStanding::of(&story, Catalog::builtin(), None, now()).packing_required);
}
