//! Rolls that an issuer printed by a list of codes, which count nothing: from the issuer's file to the public page.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use fieldbook_core::model::*;
use fieldbook_core::scan::{Code, Sight};
use fieldbook_core::*;
use fieldbook_hub::{NewLease, NewList, RollView, Settlement, StampStanding};
use fieldbook_tests::world::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const HOST: &str = "tem.example.vn/x";

/// Codes as issuers print them, different for each seed.
fn codes(seed: u64, count: usize) -> Vec<String> {
    let letters = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let code = |_| {
        let letter = |_| char::from(letters[dice.random_range(0..letters.len())]);
        (0..8).map(letter).collect()
    };
    (0..count).map(code).collect()
}

fn printed(code: &str) -> String {
    format!("https://{HOST}/{code}")
}

fn all(codes: &[String]) -> Vec<String> {
    codes.iter().map(|code| printed(code)).collect()
}

/// The issuer's list as a file, imported.
fn import(world: &World, codes: &[String]) -> RollView {
    let file = world.hub_dir().join("list.csv");
    fs::write(&file, format!("Mã tem\n{}\n", all(codes).join("\n"))).unwrap();
    world.hub.import_list(&file, &NewList::default()).unwrap()
}

fn lease(world: &World, roll: RollId, range: Option<SerialRange>) -> StampLease {
    let new = NewLease {
        roll,
        range,
        org: world.org,
        person: None,
        days: 30,
    };
    world.hub.new_lease(&new).unwrap()
}

fn names(claim: &ClaimView) -> Vec<&'static str> {
    claim.findings.iter().map(|finding| finding.code.name()).collect()
}

fn claim(phone: &Fieldbook, id: FactId) -> ClaimView {
    let claims = phone.stamps().claims(None).unwrap();
    claims.into_iter().find(|claim| claim.fact == id).unwrap()
}

fn standing(world: &World, code: &str) -> StampStanding {
    world.hub.trace_of_code(&printed(code)).unwrap().standing
}

/// The whole way: an issuer's file, a lease, two phones that go offline, a code claimed twice and a stranger.
#[test]
fn codes_of_a_list_are_activated_offline_and_the_first_claim_stands() {
    let mut world = World::new(31, 2);
    let codes = codes(1, 2_000);
    let roll = import(&world, &codes);
    assert_eq!(roll.range.count(), 2_000);
    let given = lease(&world, roll.id, Some(SerialRange::places(1, 1_000).unwrap()));
    world.settle();
    for phone in &world.phones {
        let known = phone.stamps().leases().unwrap();
        let known = known.iter().find(|view| view.lease.id == given.id).unwrap();
        assert_eq!(
            (known.lease.range.to_string().as_str(), known.codes_here),
            ("#0000001…#0001000", Some(true))
        );
    }

    // Offline from here. A stranger is one that no list of this phone holds.
    let (mine, theirs) = (&world.phones[0], &world.phones[1]);
    let lots = [mine, theirs].map(|phone| packed_lot(phone, 500));
    let stranger = codes[1_000..]
        .iter()
        .find(|code| mine.stamps().listed(&[printed(code)]).unwrap().is_empty());
    let stranger = stranger.unwrap().clone();
    assert_eq!(mine.stamps().listed(&all(&codes[..1_000])).unwrap().len(), 1_000);
    let first = mine
        .stamps()
        .activate_codes(
            lots[0],
            &[all(&codes[..20]), vec![codes[0].clone()]].concat(),
            Capture::Scan,
        )
        .unwrap();
    assert_eq!(
        (first.state, names(&first), first.spans.len()),
        (ClaimState::Pending, vec![], 20)
    );
    assert!(
        first
            .spans
            .iter()
            .all(|span| span.lease == Some(given.id) && span.roll == Some(roll.id))
    );

    // Known at once: the same code again, a stranger, and where no list is concerned.
    let again = mine
        .stamps()
        .activate_codes(lots[0], &[codes[3].clone(), printed(&stranger)], Capture::Manual)
        .unwrap();
    let mut found = names(&again);
    found.sort_unstable();
    assert_eq!(found, ["outside_lease", "range_overlap"]);
    for finding in &again.findings {
        let (text, remedy) = catalog::say_finding(catalog::Lang::Vi, finding);
        let named = if finding.code == FindingCode::RangeOverlap {
            &codes[3]
        } else {
            &stranger
        };
        assert!(
            text.contains(&format!("{HOST}/{named}")) && !text.contains('@'),
            "{text}"
        );
        assert!(!remedy.is_empty());
    }
    mine.journal().void(again.fact, "nhầm").unwrap();
    let refused = mine
        .stamps()
        .activate(lots[0], std::slice::from_ref(&given.range), Capture::Manual)
        .unwrap_err();
    assert!(refused.say(catalog::Lang::Vi).contains("--lease"), "{refused}");

    // The other phone claims two of the same, one of its own, and the stranger.
    let second = [&codes[18], &codes[19], &codes[20], &stranger].map(|code| printed(code));
    let second = theirs
        .stamps()
        .activate_codes(lots[1], &second, Capture::Scan)
        .unwrap();
    assert_eq!(names(&second), ["outside_lease"]);

    world.sync(0);
    assert_eq!(standing(&world, &codes[0]), StampStanding::Active);
    world.settle();
    for phone in &world.phones {
        let won = claim(phone, first.fact);
        assert_eq!(
            (won.state, names(&won), won.spans.len()),
            (ClaimState::Confirmed, vec![], 20)
        );
        let keys: Vec<_> = won.spans.iter().filter_map(|span| span.code.clone()).collect();
        assert!(keys.contains(&format!("{HOST}/{}", codes[0])));
        let lost = claim(phone, second.fact);
        assert_eq!(lost.state, ClaimState::Refused);
        assert_eq!(lost.hub_findings, ["outside_lease", "range_overlap"]);
        let told: Vec<String> = lost
            .findings
            .iter()
            .map(|finding| catalog::say_finding(catalog::Lang::En, finding).0)
            .collect();
        let told = told.join("\n");
        for code in [&codes[18], &codes[19], &stranger] {
            assert!(told.contains(code.as_str()), "{code}: {told}");
        }
        assert!(!told.contains('@') && !told.contains('#'), "{told}");
        assert_eq!(phone.check().unwrap().problems, Vec::<String>::new());
    }
    let states = [&codes[0], &codes[18], &codes[20], &codes[1_500]].map(|code| standing(&world, code));
    assert_eq!(
        states,
        [
            StampStanding::Active,
            StampStanding::Active,
            StampStanding::NotActivated,
            StampStanding::NotActivated
        ]
    );
    assert_eq!(standing(&world, "neverIssued"), StampStanding::Unknown);
    let small = codes[0].to_lowercase();
    assert_eq!(standing(&world, &small), StampStanding::Unknown, "case counts");
    page_says(&world, &codes[0], 200);
    page_says(&world, "neverIssued", 404);

    // A torn one, from any phone; a phone that begins now has the list too.
    let torn = NewFact {
        stamps: world.phones[0]
            .stamps()
            .code_spans(&[printed(&codes[0])])
            .unwrap(),
        fields: [("reason".to_owned(), FieldValue::text("torn"))].into(),
        ..NewFact::of(lots[0], "void_stamps")
    };
    world.phones[0].journal().record(torn).unwrap();
    let late = world.add_phone();
    world.settle();
    assert!(matches!(standing(&world, &codes[0]), StampStanding::Voided(_)));
    assert_eq!(claim(&world.phones[late], first.fact).spans.len(), 19);
    let again = world.phones[late].stamps();
    let lot = packed_lot(&world.phones[late], 5);
    let gone = again
        .activate_codes(lot, &[codes[0].clone()], Capture::Manual)
        .unwrap();
    assert_eq!(names(&gone), ["range_overlap", "stamps_voided"]);
    let next = again
        .activate_codes(lot, &[codes[21].clone()], Capture::Manual)
        .unwrap();
    world.settle();
    assert_eq!(claim_state(&world.phones[0], next.fact), ClaimState::Confirmed);
    world.assert_converged();
}

/// The public page of a code, as a browser gets it.
fn page_says(world: &World, code: &str, status: u16) {
    let mut hub = TcpStream::connect(world.hub_addr()).unwrap();
    let path = format!("/c/{HOST}/{code}?lang=en");
    write!(
        hub,
        "GET {path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut page = String::new();
    hub.read_to_string(&mut page).unwrap();
    assert!(page.starts_with(&format!("HTTP/1.1 {status} ")), "{page}");
    assert!(page.contains(code) && !page.contains("#000"), "{page}");
}

/// A whole lease is one range of places; a code of it is found to be taken, both ways; the list survives a restart and
/// a lease that was revoked holds nobody's codes.
#[test]
fn a_whole_lease_is_one_claim_and_its_codes_are_taken() {
    let mut world = World::new(32, 2);
    let codes = codes(2, 300);
    let roll = import(&world, &codes);
    let parts = [(1, 100), (101, 200), (201, 300)]
        .map(|(first, last)| lease(&world, roll.id, SerialRange::places(first, last)));
    world.settle();
    let lots = [0, 1].map(|who| packed_lot(&world.phones[who], 1_000));
    let mine = world.phones[0].stamps();
    let whole = mine
        .activate_lease(lots[0], parts[0].id, Capture::Manual)
        .unwrap();
    assert_eq!((names(&whole), whole.spans[0].range.count()), (vec![], 100));
    let code = mine
        .activate_codes(lots[0], &[codes[50].clone()], Capture::Manual)
        .unwrap();
    assert_eq!(names(&code), ["range_overlap"]);
    let other = mine
        .activate_codes(lots[0], &[codes[150].clone()], Capture::Manual)
        .unwrap();
    assert_eq!(names(&other), Vec::<&str>::new());
    let whole_after = mine
        .activate_lease(lots[0], parts[1].id, Capture::Manual)
        .unwrap();
    assert_eq!(names(&whole_after), ["range_overlap"]);
    assert!(
        mine.activate_lease(lots[0], LeaseId::fresh(), Capture::Manual)
            .is_err()
    );

    // The app is killed and opened again without signal.
    world.with_phone_closed(1, |_| {});
    assert_eq!(world.phones[1].stamps().listed(&all(&codes)).unwrap().len(), 300);
    world.settle();
    let states = [&whole, &code, &other, &whole_after].map(|claim| claim_state(&world.phones[1], claim.fact));
    assert_eq!(
        states,
        [
            ClaimState::Confirmed,
            ClaimState::Disputed,
            ClaimState::Confirmed,
            ClaimState::Disputed
        ]
    );
    let lost = claim(&world.phones[0], whole_after.fact);
    assert_eq!(lost.rivals[0].range.to_string(), "#0000151", "in its own terms");
    world.hub.settle(whole_after.fact, Settlement::Keep).unwrap();
    world.settle();
    assert_eq!(claim_state(&world.phones[0], other.fact), ClaimState::Refused);
    assert_eq!(standing(&world, &codes[150]), StampStanding::Active);

    let before = world.phones[1]
        .stamps()
        .activate_codes(lots[1], &[codes[250].clone()], Capture::Manual)
        .unwrap();
    world.settle();
    world.hub.revoke_lease(parts[2].id).unwrap();
    let late = world.phones[1]
        .stamps()
        .activate_codes(lots[1], &[codes[251].clone()], Capture::Manual)
        .unwrap();
    world.settle();
    assert_eq!(claim_state(&world.phones[0], before.fact), ClaimState::Confirmed);
    let told = claim(&world.phones[1], late.fact);
    assert_eq!(
        (told.state, names(&told)),
        (ClaimState::Refused, vec!["lease_revoked", "outside_lease"])
    );
    let refused = world.phones[1]
        .stamps()
        .activate_codes(lots[1], &[codes[252].clone()], Capture::Manual);
    assert!(matches!(refused.unwrap_err(), FieldbookError::NotAllowed { .. }));
    world.assert_converged();
}

/// Every list counts its places from 1: what is said of one says nothing of another.
#[test]
fn two_lists_count_alike_and_share_nothing() {
    let world = World::new(36, 1);
    let (one, two) = (codes(7, 10), codes(8, 10));
    let rolls = [&one, &two].map(|codes| import(&world, codes).id);
    let leases = rolls.map(|roll| lease(&world, roll, None));
    world.settle();
    let phone = &world.phones[0];
    let stamps = phone.stamps();
    let lot = packed_lot(phone, 100);
    let whole = stamps.activate_lease(lot, leases[0].id, Capture::Manual).unwrap();
    let both = [two[3].clone(), two[4].clone(), two[5].clone()];
    let codes = stamps.activate_codes(lot, &both, Capture::Manual).unwrap();
    assert_eq!((names(&whole), names(&codes)), (vec![], vec![]));
    let torn = NewFact {
        stamps: stamps.code_spans(&[one[3].clone(), two[4].clone()]).unwrap(),
        fields: [("reason".to_owned(), FieldValue::text("torn"))].into(),
        ..NewFact::of(lot, "void_stamps")
    };
    world.settle();
    let torn = phone.journal().record(torn).unwrap();
    assert_eq!(torn.findings, []);
    world.settle();
    for claim in [whole.fact, codes.fact] {
        assert_eq!(claim_state(phone, claim), ClaimState::Confirmed);
    }
    assert_eq!(claim(phone, whole.fact).spans.len(), 2, "around the torn one");
    let active = |codes: &[String]| {
        let standing = codes.iter().map(|code| standing(&world, code));
        let active = standing
            .zip(0..)
            .filter(|(standing, _)| *standing == StampStanding::Active);
        active.map(|(_, n)| n).collect::<Vec<u32>>()
    };
    assert_eq!(active(&one), [0, 1, 2, 4, 5, 6, 7, 8, 9]);
    assert_eq!(active(&two), [3, 5]);
    world.assert_converged();
}

/// What a sweep proposes of codes is a list of them, never a range with gaps; what is leased to nobody is a stranger.
#[test]
fn a_sweep_takes_codes_of_a_list_one_by_one() {
    let world = World::new(33, 1);
    let codes = codes(3, 60);
    let roll = import(&world, &codes);
    let given = lease(&world, roll.id, Some(SerialRange::places(1, 40).unwrap()));
    world.settle();
    let phone = &world.phones[0];
    let lot = packed_lot(phone, 100);
    phone
        .stamps()
        .activate_codes(lot, &[codes[4].clone()], Capture::Manual)
        .unwrap();
    let sweep = phone.stamps().sweep().unwrap();
    let stranger = codes[40..]
        .iter()
        .find(|code| phone.stamps().listed(&[printed(code)]).unwrap().is_empty());
    let seen: Vec<&String> = codes[..6].iter().chain(stranger).collect();
    let sight = Sight {
        codes: seen
            .iter()
            .zip(0u8..)
            .map(|(text, n)| at(&printed(text), f32::from(n)))
            .collect(),
        unread: Vec::new(),
    };
    for _ in 0..3 {
        sweep.see(&sight).unwrap();
    }
    assert_eq!(sweep.type_in(&codes[6]).unwrap(), format!("{HOST}/{}", codes[6]));
    assert!(sweep.type_in(&codes[6]).is_err(), "typed already");
    let report = sweep.report().unwrap();
    assert_eq!(
        (report.ranges.len(), report.codes.len(), report.count()),
        (0, 1, 6)
    );
    assert_eq!(report.codes[0].lease, given.id);
    let mut expected: Vec<String> = [0, 1, 2, 3, 5, 6]
        .map(|n| format!("{HOST}/{}", codes[n]))
        .to_vec();
    expected.sort();
    assert_eq!(report.listed(), expected);
    let strangers: Vec<&str> = report
        .strangers
        .iter()
        .map(|stranger| stranger.reason.name())
        .collect();
    assert_eq!(strangers, ["unknown", "claimed"]);
    assert!(
        sweep.activate(lot, &[], &expected[1..]).is_err(),
        "not what was shown"
    );
    let claims = sweep.activate(lot, &[], &expected).unwrap();
    let claim = &claims[0];
    assert_eq!(claims.len(), 1);
    assert_eq!((names(claim), claim.spans.len()), (vec![], 6));
    world.settle();
    assert_eq!(claim_state(phone, claim.fact), ClaimState::Confirmed);
    world.assert_converged();
}

fn at(text: &str, n: f32) -> Code {
    let (left, top) = (100.0 + 200.0 * n, 200.0);
    Code {
        text: text.to_owned(),
        corners: [
            [left, top],
            [left + 120.0, top],
            [left + 120.0, top + 120.0],
            [left, top + 120.0],
        ],
        part: None,
    }
}

/// A list is imported whole or not at all, and shares no code with another roll.
#[test]
fn a_list_that_shares_a_code_is_not_imported() {
    let world = World::new(34, 0);
    let codes = codes(4, 50);
    let roll = import(&world, &codes);
    let rolls = world.hub.rolls().unwrap();
    let file = world.hub_dir().join("again.csv");
    let mut more = self::codes(5, 10);
    more[7].clone_from(&codes[30]);
    fs::write(&file, all(&more).join("\n")).unwrap();
    let refused = world.hub.import_list(&file, &NewList::default()).unwrap_err();
    let fieldbook_hub::HubError::Invalid(told) = refused else {
        panic!("{refused}")
    };
    assert_eq!(told.reason, "list_taken");
    let args: Vec<String> = told.args.iter().map(|(_, value)| value.clone()).collect();
    assert_eq!(args, ["8".to_owned(), printed(&codes[30]), roll.id.to_string()]);
    assert_eq!(world.hub.rolls().unwrap(), rolls, "nothing of it");

    let serials = |first| fieldbook_hub::NewRoll {
        issue: fieldbook_hub::Issue::Host(HOST.into()),
        product: None,
        range: SerialRange::new("HX", 4, "", first, first + 9).unwrap(),
    };
    let counted = world.hub.new_roll(&serials(1)).unwrap();
    fs::write(&file, "HX0005\nHX9999\n").unwrap();
    let new = NewList {
        issue: Some(fieldbook_hub::Issue::Host(HOST.into())),
        ..NewList::default()
    };
    let refused = world.hub.import_list(&file, &new).unwrap_err();
    assert!(refused.to_string().contains("list_taken"), "{refused}");
    fs::write(&file, "HX0015\nHX9999\n").unwrap();
    let list = world.hub.import_list(&file, &new).unwrap();
    assert!(world.hub.new_roll(&serials(11)).is_err(), "HX0015 is on the list");
    assert!(world.hub.new_roll(&serials(21)).is_ok());
    assert_eq!(
        world.hub.places(list.id, "HX0015", "2").unwrap(),
        SerialRange::places(1, 2).unwrap()
    );
    assert!(world.hub.places(list.id, "HX0001", "HX9999").is_err());
    assert!(world.hub.places(counted.id, "1", "2").is_err());
    assert_eq!(world.hub.check().unwrap(), Vec::<String>::new());
}

/// Bytes with another hash are not kept; the lease is known, the codes are not, and the next sync asks again.
#[test]
fn a_list_that_comes_wrong_is_not_kept() {
    let world = World::new(35, 1);
    let codes = codes(6, 100);
    let roll = import(&world, &codes);
    lease(&world, roll.id, None);
    let gate = world.gate();
    gate.hook(|path, answer| {
        answer?;
        path.starts_with("/v1/lists/").then(|| vec![0x5a; 4 << 20])
    });
    let report = world.sync_past(0, &gate);
    let faults: Vec<&str> = report.unreadable_lists.iter().map(|fault| fault.code).collect();
    assert_eq!((report.lists, faults), (0, vec!["wrong_bytes"]));
    let phone = &world.phones[0];
    let known = phone.stamps().leases().unwrap();
    assert!(known.iter().any(|view| view.codes_here == Some(false)));
    assert_eq!(phone.stamps().listed(&all(&codes)).unwrap(), Vec::<String>::new());
    let report = world.sync(0);
    assert_eq!(report.lists, 1);
    assert_eq!(phone.stamps().listed(&all(&codes)).unwrap().len(), 100);
}

/// A dispute over codes: both sides are asked to scan again, staff see which codes each has in hand, and nobody is told
/// a number that is printed nowhere.
#[test]
fn a_dispute_over_codes_is_settled_by_scanning_them_again() {
    let world = World::new(37, 2);
    let codes = codes(7, 100);
    let roll = import(&world, &codes);
    let given = lease(&world, roll.id, None);
    world.settle();
    let lots = [0, 1].map(|who| packed_lot(&world.phones[who], 500));
    let activate = |who: usize, codes: &[String]| {
        let stamps = world.phones[who].stamps();
        stamps
            .activate_codes(lots[who], &all(codes), Capture::Scan)
            .unwrap()
            .fact
    };
    let (first, second) = (activate(0, &codes[..3]), activate(1, &codes[2..5]));
    world.settle();
    let contested = format!("{HOST}/{}", codes[2]);
    for phone in &world.phones {
        let tasks = phone.tasks().list().unwrap();
        let asked: Vec<FactId> = tasks.iter().map(|task| task.claim).collect();
        assert!(asked.contains(&first) && asked.contains(&second), "{asked:?}");
        for task in &tasks {
            assert_eq!(task.kind, TaskKind::Rescan);
            let (text, _) = task.say(catalog::Lang::Vi);
            assert!(text.contains(&contested) && !text.contains('@'), "{text}");
        }
    }
    // One was read, one was torn and typed, and one is a stranger's.
    let theirs = world.phones[1].stamps();
    let rescan = NewRescan {
        codes: all(&codes[2..4]),
        typed_codes: vec![codes[4].clone(), codes[3].clone(), codes[50].clone()],
        ..NewRescan::of(second)
    };
    let seen = theirs.rescan(rescan).unwrap();
    let mut found: Vec<_> = seen.findings.iter().map(|finding| finding.code.name()).collect();
    found.sort_unstable();
    assert_eq!(found, ["rescan_outside_claim", "rescan_without_photo"]);
    let outside = seen
        .findings
        .iter()
        .find(|finding| finding.code == FindingCode::RescanOutsideClaim);
    let (text, _) = catalog::say_finding(catalog::Lang::En, outside.unwrap());
    assert!(text.contains(&codes[50]), "{text}");
    world.settle();

    let file = world.hub.claim_file(second).unwrap();
    let named = |spans: &[StampSpan]| StampSpan::listed(spans);
    assert_eq!(named(&file.sides[0].shared), contested);
    let evidence = &file.sides[0].evidence[0];
    assert_eq!((evidence.stamps.len(), evidence.typed.len()), (4, 2));
    assert_eq!(named(&evidence.shared), contested);
    let by_range = fieldbook_hub::NewRuling {
        ranges: vec![SerialRange::places(3, 3).unwrap()],
        ..Settlement::Keep.into()
    };
    assert!(
        world
            .hub
            .settle(second, by_range)
            .unwrap_err()
            .to_string()
            .contains("range_of_list")
    );
    let ruling = fieldbook_hub::NewRuling {
        evidence: vec![seen.view.id()],
        ..Settlement::Keep.into()
    };
    world.hub.settle(second, ruling).unwrap();
    world.settle();
    for phone in &world.phones {
        assert_eq!(claim(phone, second).state, ClaimState::Confirmed);
        assert_eq!(claim(phone, second).spans.len(), 3);
        assert_eq!(claim(phone, first).state, ClaimState::Refused);
        let asked = phone.tasks().list().unwrap();
        assert_eq!(asked.len(), 1);
        assert_eq!((asked[0].kind, asked[0].claim), (TaskKind::TakeOff, first));
        assert!(!asked[0].say(catalog::Lang::En).0.contains('@'));
    }
    // Against the whole lease a code is one of its places.
    let whole = world.phones[0]
        .stamps()
        .activate_lease(lots[0], given.id, Capture::Manual)
        .unwrap();
    world.settle();
    assert_eq!(claim(&world.phones[0], whole.fact).state, ClaimState::Disputed);
    let sides = world.hub.claim_file(whole.fact).unwrap().sides;
    assert!(
        named(&sides[0].shared).contains(&contested),
        "{}",
        named(&sides[0].shared)
    );
}

/// The filter takes one stranger in 256 for one of its own. It is not asked about what counts, nor about another
/// issuer's: a thousand serial stamps and a thousand of another list are none of its codes.
#[test]
fn a_filter_is_asked_about_its_own_issuers_codes_only() {
    let world = World::new(38, 1);
    let codes = codes(8, 1_000);
    let roll = import(&world, &codes);
    lease(&world, roll.id, None);
    world.settle();
    let stamps = world.phones[0].stamps();
    let serial = |n: u32| {
        fieldbook_core::stamp::digital_link_on(
            "https://txng.example.vn",
            GTIN,
            None,
            Some(&format!("{n:05}")),
        )
        .unwrap()
    };
    let serials: Vec<String> = (1..=1_000).map(serial).collect();
    let foreign: Vec<String> = (1..=1_000)
        .map(|n| format!("https://khac.example.vn/x/Z{n:06}"))
        .collect();
    assert_eq!(
        stamps.listed(&[serials.clone(), foreign].concat()).unwrap(),
        Vec::<String>::new()
    );
    // Printed serials, and words: no address, no stem they fit.
    let bare: Vec<String> = (1..=500).map(|n| format!("{n:05}")).collect();
    assert!(
        stamps.listed(&bare).unwrap().len() < 10,
        "one in 256 may look like a code"
    );
    let (ranges, strangers) = stamps.propose(&serials[..500]);
    assert_eq!((ranges.len(), strangers.len()), (1, 0));
}

/// Of two leases of one list a stamp may pass both filters; those of a sheet are of one lease.
#[test]
fn stamps_of_a_sheet_are_of_one_lease() {
    let world = World::new(39, 2);
    let codes = codes(9, 4_000);
    let roll = import(&world, &codes);
    let part = |from, to| lease(&world, roll.id, Some(SerialRange::places(from, to).unwrap()));
    let mine = part(1, 1_000);
    for first in [1_001, 2_001, 3_001] {
        part(first, first + 999);
    }
    world.settle();
    let phone = &world.phones[0];
    let lot = packed_lot(phone, 2_000);
    let spans = phone.stamps().code_spans(&all(&codes[..600])).unwrap();
    assert!(spans.iter().all(|span| span.lease == Some(mine.id)));
    let claim = phone
        .stamps()
        .activate_codes(lot, &all(&codes[..600]), Capture::Scan)
        .unwrap();
    assert_eq!(names(&claim), Vec::<&str>::new());
}

/// A stranger that the filter lets pass refuses the activation, and is named: the rest is activated without it.
#[test]
fn the_one_code_of_no_lease_is_named() {
    let world = World::new(40, 1);
    let codes = codes(10, 3_000);
    let roll = import(&world, &codes);
    lease(&world, roll.id, Some(SerialRange::places(1, 100).unwrap()));
    world.settle();
    let phone = &world.phones[0];
    let passes = |code: &&String| !phone.stamps().listed(&[printed(code)]).unwrap().is_empty();
    let stranger = codes[100..].iter().find(passes).unwrap();
    let lot = packed_lot(phone, 500);
    let texts = [all(&codes[..30]), vec![printed(stranger)]].concat();
    let refused = phone.stamps().activate_codes(lot, &texts, Capture::Scan).unwrap();
    assert_eq!(names(&refused), Vec::<&str>::new(), "the phone cannot know");
    world.settle();
    let told = claim(phone, refused.fact);
    assert_eq!(told.state, ClaimState::Refused);
    assert_eq!(told.strange, [format!("{HOST}/{stranger}")]);
    let (text, _) = catalog::say_finding(catalog::Lang::Vi, &told.findings[0]);
    assert!(
        text.contains(stranger.as_str()) && !text.contains(codes[0].as_str()),
        "{text}"
    );
}

/// Long codes take more room than an entry has: a sheet of them becomes several.
#[test]
fn long_codes_are_activated_in_as_many_entries_as_they_need() {
    let world = World::new(41, 1);
    let long: Vec<String> = codes(11, 1_200)
        .iter()
        .map(|code| format!("0b5a1c9e-77aa-4d11-9d7c-{code}{code}"))
        .collect();
    let roll = import(&world, &long);
    lease(&world, roll.id, None);
    world.settle();
    let phone = &world.phones[0];
    let lot = packed_lot(phone, 2_000);
    let too_many = phone
        .stamps()
        .activate_codes(lot, &all(&long[..1_000]), Capture::Scan)
        .unwrap_err();
    assert!(
        matches!(&too_many, FieldbookError::InvalidInput { reasons } if reasons[0].reason == "too_many"),
        "{too_many}"
    );
    let sweep = phone.stamps().sweep().unwrap();
    for _ in 0..2 {
        for codes in long.chunks(20) {
            let code = |(at, code): (usize, &String)| {
                let left = 60.0 * at as f32;
                Code {
                    text: printed(code),
                    corners: [[left, 0.0], [left + 40.0, 0.0], [left + 40.0, 40.0], [left, 40.0]],
                    part: None,
                }
            };
            sweep
                .see(&Sight {
                    codes: codes.iter().enumerate().map(code).collect(),
                    unread: Vec::new(),
                })
                .unwrap();
        }
    }
    let seen = sweep.report().unwrap();
    assert_eq!(seen.listed().len(), 1_200);
    let claims = sweep.activate(lot, &[], &seen.listed()).unwrap();
    assert!(claims.len() > 1);
    world.settle();
    assert!(
        claims
            .iter()
            .all(|it| claim(phone, it.fact).state == ClaimState::Confirmed)
    );
}
