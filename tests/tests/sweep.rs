//! Sweeps of whole sheets and rolls: what is proposed, what is found wrong, and that nothing told is lost.
//! `FIELDBOOK_KILLS` sets how often a sweep is killed (30), `FIELDBOOK_SWEEPS` how many sheets are swept (12).

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::Duration;

use fieldbook_core::model::*;
use fieldbook_core::scan::SpotId;
use fieldbook_core::stamp::digital_link_on;
use fieldbook_core::*;
use fieldbook_hub::{Issue, NewLease, NewProduct, NewRoll};
use fieldbook_tests::keyed::in_dir;
use fieldbook_tests::offline::offline_book;
use fieldbook_tests::stamps::{feed, film, long_roll, sheet, sights};
use fieldbook_tests::world::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

fn from_env(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().unwrap())
}

/// A sheet of few gaps is one claim.
fn only(claims: Vec<ClaimView>) -> ClaimView {
    let [claim] = claims.try_into().unwrap();
    claim
}

fn ranges(texts: &[SerialRange]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

/// A report in a few lines.
fn told(report: &SweepReport) -> String {
    let mut text = String::new();
    for range in &report.ranges {
        writeln!(text, "{} of {}: {}", range.span, range.family.name(), range.count).unwrap();
        writeln!(
            text,
            "  leased {} stamps {:?}",
            range.leased,
            ranges(&range.stamps)
        )
        .unwrap();
        writeln!(
            text,
            "  typed {:?} left out {:?}",
            range.typed,
            ranges(&range.left_out)
        )
        .unwrap();
        for missing in range.gaps.iter().flat_map(|gap| &gap.missing) {
            let spot = report.spots.iter().find(|spot| Some(spot.spot) == missing.there);
            let there = spot.map(|spot| (spot.mark.name(), spot.label.clone().unwrap_or_default()));
            let placed = missing.place.is_some();
            writeln!(
                text,
                "  missing {} placed {placed} there {there:?}",
                missing.serial
            )
            .unwrap();
        }
    }
    for stranger in &report.strangers {
        let serial = stranger.serial.as_deref().unwrap_or_default();
        writeln!(text, "stranger {serial} {}", stranger.reason.name()).unwrap();
    }
    for duplicate in &report.duplicates {
        writeln!(
            text,
            "twice {} at {} places",
            duplicate.serial,
            duplicate.places.len()
        )
        .unwrap();
    }
    for unread in &report.unread {
        writeln!(text, "unread, likely {:?}", unread.likely).unwrap();
    }
    let patches: BTreeSet<u32> = report.spots.iter().map(|spot| spot.place.patch).collect();
    let (unsure, patches) = (report.unsure.len(), patches.len());
    writeln!(text, "unsure {unsure} full {} patches {patches}", report.full).unwrap();
    text
}

fn reasons(report: &SweepReport) -> BTreeSet<&'static str> {
    report
        .strangers
        .iter()
        .map(|stranger| stranger.reason.name())
        .collect()
}

/// What a sweep of a sheet of 100 says, with everything that is wrong with it, whether torn stamps are seen or not.
#[test]
fn a_sheet_of_a_hundred_is_proposed_with_its_faults() {
    let dir = tempfile::tempdir().unwrap();
    let book = offline_book(dir.path());
    for (name, unread, copy) in [
        ("three_faults", true, false),
        ("three_faults_torn_unseen", false, false),
        ("four_faults", true, true),
    ] {
        let sheet = sheet("00101", "00200", copy, 5);
        let sweep = book.stamps().sweep().unwrap();
        let sights = sights(&sheet, unread, 5);
        assert!((40..=80).contains(&sights.len()), "{} frames", sights.len());
        feed(&sweep, &sights);
        insta::assert_snapshot!(name, told(&sweep.report().unwrap()));
        sweep.discard().unwrap();
    }
}

/// Any sheet, filmed by any hand: the proposal is what is printed, and each fault is named and placed.
#[test]
fn every_planted_fault_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let book = offline_book(dir.path());
    for seed in 0..from_env("FIELDBOOK_SWEEPS", 12) {
        let sheet = sheet("00101", "00200", seed % 2 == 1, seed);
        let sweep = book.stamps().sweep().unwrap();
        feed(&sweep, &sights(&sheet, true, seed));
        let report = sweep.report().unwrap();
        sweep.discard().unwrap();
        let [range] = &report.ranges[..] else {
            panic!("seed {seed}: {}", told(&report))
        };
        assert_eq!(range.span.to_string(), "00101…00200", "seed {seed}");
        let mut absent = BTreeSet::from([&sheet.taken, &sheet.torn, &sheet.covered.0]);
        let mut out = absent.clone();
        if let Some((original, over)) = &sheet.copied {
            absent.insert(over);
            out.extend([original, over]);
            assert_eq!(&report.duplicates[0].serial, original, "seed {seed}");
        }
        assert_eq!(report.duplicates.len(), usize::from(sheet.copied.is_some()));
        let gaps: Vec<&MissingStamp> = range.gaps.iter().flat_map(|gap| &gap.missing).collect();
        assert_eq!(
            gaps.iter().map(|gap| &gap.serial).collect::<BTreeSet<_>>(),
            absent
        );
        assert_eq!(
            range.count,
            100 - u128::try_from(out.len()).unwrap(),
            "seed {seed}"
        );
        let proposed = |serial: &&String| range.stamps.iter().any(|run| run.contains(serial));
        assert!(!out.iter().any(proposed), "seed {seed}");
        // The torn one is seen, the covered one has a stranger in its place, the taken one nothing.
        let mark_at = |serial: &String| {
            let gap = gaps.iter().find(|gap| gap.serial == *serial).unwrap();
            let spot = report.spots.iter().find(|spot| Some(spot.spot) == gap.there);
            spot.map(|spot| spot.mark)
        };
        assert_eq!(mark_at(&sheet.torn), Some(SpotMark::Unread), "seed {seed}");
        assert_eq!(mark_at(&sheet.covered.0), Some(SpotMark::Stranger), "seed {seed}");
        assert_eq!(mark_at(&sheet.taken), None, "seed {seed}");
        let likely: Vec<_> = report
            .unread
            .iter()
            .map(|unread| unread.likely.as_ref())
            .collect();
        assert_eq!(likely, [Some(&sheet.torn)], "seed {seed}");
        let [stranger] = &report.strangers[..] else {
            panic!("seed {seed}: {}", told(&report))
        };
        assert_eq!(stranger.serial.as_ref(), Some(&sheet.covered.1));
        assert_eq!(stranger.reason, StrangerReason::OtherRoll);
        assert!(report.unsure.is_empty() && !report.full, "seed {seed}");
    }
}

/// What was claimed by a colleague is a stranger that names the lot; what the lease does not hold is one too; the
/// rest is activated and confirmed.
#[test]
fn a_sweep_knows_leases_and_claims() {
    let world = World::new(31, 2);
    world.settle();
    let [first, second] = &world.phones[..] else {
        panic!("two phones")
    };
    let theirs = packed_lot(first, 30);
    let claim = activate(first, theirs, "00421", "00440");
    world.settle();
    let sheet = sheet("00411", "00510", false, 3);
    let sweep = second.stamps().sweep().unwrap();
    feed(&sweep, &sights(&sheet, true, 3));
    let report = sweep.report().unwrap();
    let [range] = &report.ranges[..] else {
        panic!("{}", told(&report))
    };
    assert!(range.leased && range.roll.is_some());
    let faults = [&sheet.taken, &sheet.torn, &sheet.covered.0];
    let last = (411..=500)
        .rev()
        .map(|n| format!("{n:05}"))
        .find(|serial| !faults.contains(&serial));
    assert_eq!(range.span.serial(range.span.first()), "00411");
    assert_eq!(
        Some(range.span.serial(range.span.last())),
        last,
        "the lease ends there"
    );
    assert_eq!(
        reasons(&report),
        BTreeSet::from(["claimed", "not_leased", "other_roll"])
    );
    let outside = |serial: &String| serial.as_str() > "00500";
    for stranger in &report.strangers {
        let serial = stranger.serial.clone().unwrap();
        match stranger.reason {
            StrangerReason::Claimed {
                claim: by,
                lot,
                state,
            } => {
                assert!(("00421".."00441").contains(&serial.as_str()));
                assert_eq!((by, lot, state), (claim.fact, theirs, ClaimState::Confirmed));
            }
            StrangerReason::NotLeased => assert!(outside(&serial), "{serial}"),
            reason => assert_eq!((&serial, reason), (&sheet.covered.1, StrangerReason::OtherRoll)),
        }
    }
    let held = faults
        .iter()
        .filter(|serial| !outside(serial) && !("00421".."00441").contains(&serial.as_str()));
    let expected = 70 - u128::try_from(held.count()).unwrap();
    assert_eq!(range.count, expected);
    // Two more are left out, one of them is taken in again.
    let pair = SerialRange::parse("00442", "00443").unwrap();
    let one = SerialRange::parse("00443", "00443").unwrap();
    let before = sweep.report().unwrap().count();
    sweep.leave_out(&pair).unwrap();
    sweep.take_in(&one).unwrap();
    sweep
        .take_in(&SerialRange::parse("00421", "00440").unwrap())
        .unwrap();
    let left = before - sweep.report().unwrap().count();
    let faulty = faults.iter().any(|serial| serial.as_str() == "00442");
    assert_eq!(left, u128::from(!faulty), "stamps that are bound stay out");
    let proposed = sweep.report().unwrap().stamps();
    let lot = packed_lot(second, 100);
    let stale = sweep.activate(lot, &proposed[1..], &[]).unwrap_err();
    assert_eq!(reason_of(&stale), "sweep_changed");
    let bound = only(sweep.activate(lot, &proposed, &[]).unwrap());
    assert_eq!(bound.findings, []);
    let spans: Vec<SerialRange> = bound.spans.iter().map(|span| span.range.clone()).collect();
    assert_eq!(SerialRange::merge(spans), proposed);
    let fact = second.journal().get(bound.fact).unwrap().fact;
    assert_eq!(fact.capture, Capture::Scan);
    assert!(second.stamps().sweeps().unwrap().is_empty());
    assert!(matches!(sweep.discard(), Err(FieldbookError::NotFound { .. })));
    assert!(matches!(
        sweep.activate(lot, &proposed, &[]),
        Err(FieldbookError::NotFound { .. })
    ));
    world.settle();
    assert_eq!(claim_state(first, bound.fact), ClaimState::Confirmed);
    // Swept once more, everything is bound.
    let again = second.stamps().sweep().unwrap();
    feed(&again, &sights(&sheet, true, 4));
    assert_eq!(
        again.report().unwrap().count(),
        u128::from(!faulty),
        "only what was left out is free"
    );
}

/// The texts of stamps of a product.
fn printed(gtin: &str, serials: std::ops::RangeInclusive<u32>) -> Vec<String> {
    let text = |n| digital_link_on("https://txng.example.vn", gtin, None, Some(&format!("{n:05}"))).unwrap();
    serials.map(text).collect()
}

fn rice_lot(phone: &Fieldbook) -> DocId {
    let new = NewLot {
        product: Some(GTIN.into()),
        ..NewLot::default()
    };
    let lot = phone.documents().open_lot(&new).unwrap().doc.id;
    phone.journal().record(pack(lot, 100)).unwrap();
    lot
}

const JAM: &str = "08939999000024";

/// Two products' rolls count alike, and so do another producer's. Each stamp is bound to its own roll, and what is
/// nobody's here is not bound at all.
#[test]
fn stamps_with_the_same_serials_are_kept_apart_by_their_product() {
    let world = World::new(33, 1);
    let jam = NewProduct {
        name: "Mứt".into(),
        group: "sticky-rice".into(),
        gtin: Some(JAM.into()),
    };
    world.hub.new_product(world.org, &jam).unwrap();
    let roll = NewRoll {
        issue: Issue::Gtin(JAM.into()),
        product: None,
        range: SerialRange::parse("00001", "00090").unwrap(),
    };
    let roll = world.hub.new_roll(&roll).unwrap().id;
    let lease = NewLease {
        roll,
        range: None,
        org: world.org,
        person: None,
        days: 30,
    };
    world.hub.new_lease(&lease).unwrap();
    world.settle();
    let stamps = world.phones[0].stamps();
    let (rice, theirs) = (printed(GTIN, 1..=60), printed("08931234567897", 1..=40));
    let jam = printed(JAM, 1..=20);
    // A sheet of strangers' stamps proposes nothing, and says what they are.
    let sweep = stamps.sweep().unwrap();
    feed(
        &sweep,
        &film(&theirs, 0).chain(film(&theirs, 0)).collect::<Vec<_>>(),
    );
    let report = sweep.report().unwrap();
    assert_eq!(ranges(&report.stamps()), Vec::<String>::new());
    assert_eq!(reasons(&report), BTreeSet::from(["other_issuer"]));
    assert!(report.strangers.len() >= 35);
    let lot = rice_lot(&world.phones[0]);
    assert_eq!(reason_of(&sweep.activate(lot, &[], &[]).unwrap_err()), "required");
    let own = SerialRange::parse("00001", "00010").unwrap();
    assert_eq!(reason_of(&sweep.leave_out(&own).unwrap_err()), "sweep_outside");
    // Among one's own they are told one by one.
    for texts in [&rice, &jam] {
        feed(&sweep, &film(texts, 0).chain(film(texts, 0)).collect::<Vec<_>>());
    }
    let report = sweep.report().unwrap();
    let families: Vec<&str> = report.ranges.iter().map(|range| range.family.name()).collect();
    assert_eq!(families, [GTIN, JAM]);
    assert!(report.ranges.iter().all(|range| range.leased));
    assert_eq!(report.ranges[1].roll, Some(roll));
    // The same serials stand on both: which are meant is not guessed.
    assert_eq!(reason_of(&sweep.leave_out(&own).unwrap_err()), "sweep_which");
    let most = SerialRange::parse("00031", "00060").unwrap();
    sweep.leave_out(&most).unwrap();
    let left = sweep.report().unwrap();
    assert_eq!(
        left.ranges[0].count,
        report.ranges[0].count - left.ranges[0].left_out[0].count()
    );
    assert_eq!(left.ranges[1].count, report.ranges[1].count);
    let both = sweep.activate(lot, &left.stamps(), &[]).unwrap_err();
    assert_eq!(reason_of(&both), "sweep_other_product", "a lot is of one product");
    sweep.discard().unwrap();
    let sweep = stamps.sweep().unwrap();
    feed(&sweep, &film(&rice, 0).chain(film(&rice, 0)).collect::<Vec<_>>());
    let seen = sweep.report().unwrap().stamps();
    let claim = only(sweep.activate(lot, &seen, &[]).unwrap());
    assert!(
        claim
            .spans
            .iter()
            .all(|span| span.roll.is_some_and(|held| held != roll))
    );
    world.settle();
    assert_eq!(claim_state(&world.phones[0], claim.fact), ClaimState::Confirmed);
    // The other product's stamps of these serials are still free.
    let sweep = stamps.sweep().unwrap();
    feed(&sweep, &film(&jam, 0).chain(film(&jam, 0)).collect::<Vec<_>>());
    let report = sweep.report().unwrap();
    assert_eq!(reasons(&report), BTreeSet::new());
    assert!(report.count() >= 17, "{}", told(&report));
}

fn reason_of(error: &FieldbookError) -> &'static str {
    match error {
        FieldbookError::InvalidInput { reasons } => reasons[0].reason,
        other => panic!("{other}"),
    }
}

/// A damaged stamp is typed: by its serial or its whole text, once, and only where it belongs.
#[test]
fn a_damaged_stamp_is_typed_and_checked() {
    let dir = tempfile::tempdir().unwrap();
    let book = offline_book(dir.path());
    let sweep = book.stamps().sweep().unwrap();
    let refused = |text: &str| reason_of(&sweep.type_in(text).unwrap_err());
    assert_eq!(refused("00105"), "sweep_nothing");
    let sheet = sheet("00101", "00200", true, 5);
    feed(&sweep, &sights(&sheet, true, 5));
    let before = sweep.report().unwrap();
    let read = before.ranges[0].stamps[0].serial(before.ranges[0].stamps[0].first());
    for (text, reason) in [
        (read.as_str(), "sweep_known"),
        ("00201", "sweep_outside"),
        ("105", "sweep_outside"),
        ("A0105", "sweep_outside"),
        ("", "not_a_stamp"),
        ("WIFI:S:x;;", "not_a_stamp"),
        (
            "https://txng.example.vn/01/08939999000017",
            "stamp_without_serial",
        ),
        (
            "https://txng.example.vn/01/08939999000018/21/00105",
            "gtin_check_digit",
        ),
        (
            "https://txng.example.vn/01/08931234567897/21/00105",
            "sweep_outside",
        ),
    ] {
        assert_eq!(refused(text), reason, "{text}");
    }
    let whole = format!("https://txng.example.vn/01/{GTIN}/21/{}", sheet.torn);
    assert_eq!(sweep.type_in(&whole).unwrap(), sheet.torn);
    assert_eq!(refused(&sheet.torn), "sweep_known");
    let report = sweep.report().unwrap();
    assert_eq!(report.count(), before.count() + 1);
    assert_eq!(report.ranges[0].typed, std::slice::from_ref(&sheet.torn));
    // A copied stamp is held back until a person takes it in.
    let copied = &sheet.copied.as_ref().unwrap().0;
    let one = SerialRange::parse(copied, copied).unwrap();
    assert!(!report.stamps().iter().any(|run| run.contains(copied)));
    sweep.take_in(&one).unwrap();
    assert!(
        sweep
            .report()
            .unwrap()
            .stamps()
            .iter()
            .any(|run| run.contains(copied))
    );
    // All of it is in the book.
    let (id, told_before) = (sweep.id(), told(&sweep.report().unwrap()));
    drop(sweep);
    book.shutdown().unwrap();
    let book = Fieldbook::open(in_dir(dir.path())).unwrap();
    let open = book.stamps().sweeps().unwrap();
    assert_eq!((open.len(), open[0].id), (1, id));
    let sweep = book.stamps().sweep_again(id).unwrap();
    assert_eq!(told(&sweep.report().unwrap()), told_before);
    let other = book.stamps().sweep_again(id).unwrap();
    other.discard().unwrap();
    assert!(matches!(
        sweep.leave_out(&one),
        Err(FieldbookError::NotFound { .. })
    ));
    assert!(matches!(
        book.stamps().sweep_again(id),
        Err(FieldbookError::NotFound { .. })
    ));
    assert_eq!(book.check().unwrap().problems, Vec::<String>::new());
}

/// A frame without news writes nothing: a camera makes thirty a second.
#[test]
fn only_news_are_written() {
    let dir = tempfile::tempdir().unwrap();
    let book = offline_book(dir.path());
    let sweep = book.stamps().sweep().unwrap();
    let roll = long_roll();
    let sight = film(&roll, 0).next().unwrap();
    let log = dir.path().join("book.sqlite-wal");
    let written = || std::fs::metadata(&log).unwrap().len();
    sweep.see(&sight).unwrap();
    assert_eq!(sweep.see(&sight).unwrap().read.len(), 5);
    let before = written();
    for _ in 0..100 {
        assert!(sweep.see(&sight).unwrap().is_empty());
    }
    assert_eq!(written(), before);
    // A paused book takes in nothing, and what was seen meanwhile is there once it goes on.
    book.pause().unwrap();
    let next: Vec<_> = film(&roll, 0).skip(1).take(3).collect();
    assert!(
        next.iter()
            .any(|sight| matches!(sweep.see(sight), Err(FieldbookError::Closed)))
    );
    book.resume().unwrap();
    // The news of the frames that could not be kept are told once they are: none is lost, none comes twice.
    let again = sweep.see(next.last().unwrap()).unwrap();
    let before: BTreeSet<SpotId> = again.read.iter().map(|code| code.spot).collect();
    assert!(before.len() >= 2, "{again:?}");
    for sight in &next {
        let news = sweep.see(sight).unwrap();
        assert!(news.read.iter().all(|code| !before.contains(&code.spot)));
    }
    assert!(sweep.report().unwrap().count() >= 7);
}

fn marks(news: &SweepNews) -> Vec<(SeenMark, usize)> {
    let mut marks: Vec<SeenMark> = news.seen.iter().map(|code| code.mark).collect();
    marks.sort();
    let of = |mark: SeenMark| (mark, marks.iter().filter(|known| **known == mark).count());
    marks
        .iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|mark| of(*mark))
        .collect()
}

/// What a screen outlines, frame by frame: unsure, new, known, and what does not belong.
#[test]
fn each_code_of_a_frame_is_marked_where_it_lies() {
    let dir = tempfile::tempdir().unwrap();
    let book = offline_book(dir.path());
    let sweep = book.stamps().sweep().unwrap();
    let roll = long_roll();
    let mut sight = film(&roll, 0).next().unwrap();
    // The last code of the frame is a payment's, and where one lies nothing can be read.
    sight.codes.last_mut().unwrap().text = "00020101021138570010A000000727".to_owned();
    let torn = sight.codes[0].corners.map(|[x, y]| [x, y + 300.0]);
    sight.unread = vec![torn];
    let (codes, unread) = (sight.codes.len(), (SeenMark::Unread, 1));
    assert_eq!(codes, 5);

    let first = sweep.see(&sight).unwrap();
    assert_eq!(marks(&first), [(SeenMark::Unsure, 5), unread]);
    let second = sweep.see(&sight).unwrap();
    assert_eq!(
        marks(&second),
        [(SeenMark::New, 4), (SeenMark::Foreign, 1), unread]
    );
    let third = sweep.see(&sight).unwrap();
    assert!(third.is_empty(), "{third:?}");
    assert_eq!(
        marks(&third),
        [(SeenMark::Known, 4), (SeenMark::Foreign, 1), unread]
    );
    for (seen, code) in third.seen.iter().zip(&sight.codes) {
        assert_eq!(
            (seen.text.as_ref(), seen.corners),
            (Some(&code.text), code.corners)
        );
    }
    let last = third.seen.last().unwrap();
    assert_eq!((&last.text, last.corners), (&None, torn));

    // Bound to a lot, the stamps are strangers for the next sweep, once it has asked for the whole.
    let lot = packed_lot(&book, 10);
    let report = sweep.report().unwrap();
    sweep.activate(lot, &report.stamps(), &report.listed()).unwrap();
    let again = book.stamps().sweep().unwrap();
    again.see(&sight).unwrap();
    assert_eq!(marks(&again.see(&sight).unwrap())[0], (SeenMark::New, 4));
    again.report().unwrap();
    assert_eq!(
        marks(&again.see(&sight).unwrap()),
        [(SeenMark::Foreign, 5), unread]
    );
}

/// What a sweep has told is there after `kill -9` at any moment, and the sweep goes on.
#[test]
fn a_killed_sweep_goes_on_with_all_it_told() {
    let seed = from_env("FIELDBOOK_SEED", u64::from(std::process::id()));
    println!("FIELDBOOK_SEED={seed}");
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let dir = tempfile::tempdir().unwrap();
    offline_book(dir.path()).shutdown().unwrap();
    let mut read = BTreeSet::new();
    for kill in 0..from_env("FIELDBOOK_KILLS", 30) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sweep-forever"))
            .arg(dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut printed = String::new();
        out.read_line(&mut printed).unwrap();
        assert_eq!(printed, "ready\n");
        std::thread::sleep(Duration::from_micros(dice.random_range(0..40_000)));
        child.kill().unwrap();
        printed.clear();
        out.read_to_string(&mut printed).unwrap();
        child.wait().unwrap();
        // A line without its end was cut by the kill.
        let whole = printed
            .split_inclusive('\n')
            .filter_map(|line| line.strip_suffix('\n'));
        for text in whole.filter_map(|line| line.strip_prefix("read ")) {
            assert!(read.insert(text.to_owned()), "{text} was told twice");
        }
        let book = Fieldbook::open(in_dir(dir.path())).unwrap();
        let open = book.stamps().sweeps().unwrap();
        assert_eq!(open.len(), 1, "one sweep goes on");
        let report = book.stamps().sweep_again(open[0].id).unwrap().report().unwrap();
        let there: BTreeSet<&str> = report
            .spots
            .iter()
            .filter_map(|spot| spot.label.as_deref())
            .collect();
        for text in &read {
            assert!(
                there.contains(&text[text.len() - 5..]),
                "kill {kill}: {text} is lost"
            );
        }
        book.shutdown().unwrap();
    }
    assert!(!read.is_empty());
    println!("{} stamps told and there", read.len());
}

/// A disputed claim holds nothing and still asks for its stamps: nobody else is offered them.
#[test]
fn stamps_in_dispute_are_not_offered() {
    let world = World::new(34, 2);
    world.settle();
    let (first, second) = (&world.phones[0], &world.phones[1]);
    let unpacked = first.documents().open_lot(&NewLot::default()).unwrap().doc.id;
    let disputed = activate(first, unpacked, "00021", "00030");
    world.settle();
    assert_eq!(claim_state(second, disputed.fact), ClaimState::Disputed);
    let rice = printed(GTIN, 1..=60);
    let sweep = second.stamps().sweep().unwrap();
    feed(&sweep, &film(&rice, 0).chain(film(&rice, 0)).collect::<Vec<_>>());
    let report = sweep.report().unwrap();
    let offered = report.stamps();
    let asked = SerialRange::parse("00021", "00030").unwrap();
    assert!(
        !offered.is_empty() && offered.iter().all(|range| range.overlap(&asked).is_none()),
        "{offered:?}"
    );
    assert_eq!(reasons(&report), BTreeSet::from(["claimed"]));
    let typed = sweep.type_in("00025").unwrap_err();
    assert!(matches!(reason_of(&typed), "sweep_claimed" | "sweep_known"));
}

/// A scrap of a colleague's part of the same roll is no second roll, however far away it counts.
#[test]
fn a_colleagues_part_far_away_is_not_proposed() {
    let world = World::new(35, 2);
    world.settle();
    let (mine, theirs) = (&world.phones[0], &world.phones[1]);
    let colleague = theirs.people().profiles().unwrap()[0].person;
    let part = SerialRange::parse("00301", "00400").unwrap();
    mine.stamps().split_lease(None, &[part], colleague).unwrap();
    let sweep = mine.stamps().sweep().unwrap();
    for texts in [printed(GTIN, 1..=12), printed(GTIN, 301..=312)] {
        feed(
            &sweep,
            &film(&texts, 0).chain(film(&texts, 0)).collect::<Vec<_>>(),
        );
    }
    let report = sweep.report().unwrap();
    assert_eq!(reasons(&report), BTreeSet::from(["not_leased"]));
    assert_eq!(ranges(&report.stamps()), ["00001…00011"]);
}

/// An activation names 200 ranges at most; a sheet full of gaps is bound all the same.
#[test]
fn a_sheet_with_many_gaps_is_bound_in_several_claims() {
    let world = World::new(36, 1);
    world.settle();
    let phone = &world.phones[0];
    let odd: Vec<String> = (1..=430).step_by(2).flat_map(|n| printed(GTIN, n..=n)).collect();
    let sweep = phone.stamps().sweep().unwrap();
    feed(&sweep, &film(&odd, 0).chain(film(&odd, 0)).collect::<Vec<_>>());
    let seen = sweep.report().unwrap().stamps();
    assert!(seen.len() > 200, "{}", seen.len());
    let claims = sweep.activate(packed_lot(phone, 300), &seen, &[]).unwrap();
    assert_eq!(claims.len(), 2);
    let spans = claims.iter().flat_map(|claim| &claim.spans);
    let bound: Vec<SerialRange> = spans.map(|span| span.range.clone()).collect();
    assert_eq!(SerialRange::merge(bound), SerialRange::merge(seen));
    world.settle();
    for claim in &claims {
        assert_eq!(claim_state(&world.phones[0], claim.fact), ClaimState::Confirmed);
    }
}
