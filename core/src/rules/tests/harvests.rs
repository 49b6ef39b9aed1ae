//! Harvests and what was sprayed before them.

use super::*;

/// What, sprays with their intervals, the harvest, days too early.
type Case<'a> = (&'a str, &'a [(Moment, u16)], Moment, Option<&'a str>);

#[test]
fn a_harvest_waits_for_every_interval() {
    let day = |d: u32| typed(&format!("2026-10-{d:02}"));
    let at = |text: &str| clock(&format!("2026-10-{text}+07:00"));
    let cases: &[Case] = &[
        ("no spray", &[], day(1), None),
        ("on the safe day", &[(day(1), 7)], day(8), None),
        ("a day early", &[(day(1), 7)], day(7), Some("1")),
        ("the same day, no interval", &[(day(1), 0)], day(1), None),
        (
            "the same day, one day's interval",
            &[(day(1), 1)],
            day(1),
            Some("1"),
        ),
        (
            "the latest end wins",
            &[(day(1), 21), (day(10), 3)],
            day(15),
            Some("7"),
        ),
        (
            "sprayed after the picking",
            &[(day(1), 7), (day(20), 14)],
            day(10),
            None,
        ),
        (
            "picked in the morning, sprayed in the evening",
            &[(at("08T17:00:00"), 7)],
            at("08T06:00:00"),
            None,
        ),
        (
            "typed days: nobody knows which came first",
            &[(day(8), 7)],
            at("08T06:00:00"),
            Some("7"),
        ),
        // 17:30 UTC on the 1st is half past midnight on the 2nd in Vietnam.
        (
            "midnight in Vietnam",
            &[(clock("2026-10-01T17:30:00Z"), 0), (at("02T00:30:00"), 7)],
            at("08T23:59:00"),
            Some("1"),
        ),
        (
            "just after midnight of the safe day",
            &[(at("02T00:30:00"), 7)],
            at("09T00:00:00"),
            None,
        ),
        ("no overflow", &[(day(1), u16::MAX)], day(2), Some("65534")),
    ];
    for (name, sprays, harvest, days) in cases {
        let findings = season(sprays, *harvest);
        match days {
            None => assert_eq!(codes(&findings), [""; 0], "{name}"),
            Some(days) => {
                assert_eq!(codes(&findings), ["pre_harvest_interval"], "{name}");
                assert_eq!(arg(&findings[0], "days"), *days, "{name}");
                assert_eq!(findings[0].severity, Severity::Warning);
            }
        }
    }
}

#[test]
fn the_longest_interval_of_a_mixture_counts_and_voided_facts_do_not() {
    let at = |d: u32| typed(&format!("2026-10-{d:02}"));
    let mixture = stands(spray(at(1), &[3, 14, 7]));
    let mistaken = voided(spray(at(2), &[30]));
    let early = voided(fact(FactKind::Harvest, at(5)));
    let diary = doc(DocKind::Season, vec![mixture, mistaken, early]);
    assert!(check_season(&diary, Catalog::builtin(), now()).is_empty());
    let open = |diary, on| open_interval(diary, at(on), "sticky-rice@1", Catalog::builtin());
    let waits = open(&diary, 12).unwrap();
    assert_eq!((waits.safe.to_string().as_str(), waits.days), ("2026-10-15", 3));
    assert_eq!(waits.input, &diary.facts[0].fact.inputs[1]);
    assert_eq!(open(&diary, 15), None);
    assert_eq!(open(&doc(DocKind::Season, vec![]), 12), None);
}

#[test]
fn a_spray_that_arrives_late_is_found_and_holds_the_lot() {
    let harvest = stands(with_out(FactKind::Harvest, typed("2026-10-10"), "500 kg"));
    let mut diary = doc(DocKind::Season, vec![harvest]);
    let pack = stands(with_out(FactKind::Pack, typed("2026-10-20"), "480 túi"));
    let claim = stands(stamps(FactKind::Activate, typed("2026-10-21"), &[span(1, 480)]));
    let (harvested, activated) = (diary.facts[0].fact.id, claim.fact.id);
    let mut story = trace(vec![pack, claim], vec![diary.clone()]);
    assert_eq!(codes(&check(&story)), [""; 0]);

    diary.facts.push(stands(spray(typed("2026-10-05"), &[14])));
    story.origins = vec![diary];
    let found = check(&story);
    assert_eq!(codes(&found), ["pre_harvest_interval", "pre_harvest_interval"]);
    assert_eq!(
        (found[0].fact, found[0].severity),
        (Some(harvested), Severity::Warning)
    );
    assert_eq!(
        (found[1].fact, found[1].severity),
        (Some(activated), Severity::Blocking)
    );
}

#[test]
fn goods_of_a_voided_harvest_are_told() {
    let at = typed("2026-10-10");
    let good = || stands(with_out(FactKind::Harvest, at, "300 kg"));
    let bad = || voided(with_out(FactKind::Harvest, at, "200 kg"));
    let cases = [
        ("no harvest yet", vec![], None, false),
        ("all stand", vec![good()], Some("500 kg"), false),
        ("all voided", vec![bad()], None, true),
        (
            "drawn from the one that stands",
            vec![good(), bad()],
            Some("3 tạ"),
            false,
        ),
        ("drawn from both", vec![good(), bad()], Some("301 kg"), true),
        ("how much is not known", vec![good(), bad()], None, false),
    ];
    for (name, harvests, drawn, told) in cases {
        let diary = doc(DocKind::Season, harvests);
        let mut dry = fact(FactKind::Process, typed("2026-10-11"));
        dry.origins = vec![Origin {
            doc: diary.doc.id,
            quantity: drawn.map(|text| text.parse().unwrap()),
        }];
        let pack = stands(with_out(FactKind::Pack, typed("2026-10-12"), "9 túi"));
        let claim = stands(stamps(FactKind::Activate, typed("2026-10-13"), &[span(1, 9)]));
        let story = trace(vec![stands(dry), pack, claim], vec![diary]);
        let found = check(&story);
        let expected: &[&str] = if told {
            &["voided_harvest", "voided_harvest"]
        } else {
            &[]
        };
        assert_eq!(codes(&found), expected, "{name}");
        if told {
            let levels: Vec<Severity> = found.iter().map(|finding| finding.severity).collect();
            assert_eq!(levels, [Severity::Warning, Severity::Blocking], "{name}");
        }
    }
}
