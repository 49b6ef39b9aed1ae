//! Moments that cannot be.

use super::*;

#[test]
fn moments_to_come_are_told() {
    let now = clock("2026-10-10T08:00:00+07:00");
    let cases = [
        ("past", clock("2026-10-10T07:00:00+07:00"), now, false),
        (
            "clocks differ by ten minutes",
            clock("2026-10-10T08:10:00+07:00"),
            now,
            false,
        ),
        ("by more", clock("2026-10-10T08:10:01+07:00"), now, true),
        ("today, typed in the morning", typed("2026-10-10"), now, false),
        ("tomorrow, typed", typed("2026-10-11"), now, true),
        (
            "after it was written down",
            clock("2026-10-10T07:30:00+07:00"),
            clock("2026-10-10T07:00:00+07:00"),
            true,
        ),
        ("another offset", clock("2026-10-10T01:00:00Z"), now, false),
    ];
    for (name, occurred, recorded, told) in cases {
        let mut note = fact(FactKind::Note, occurred);
        note.recorded = recorded;
        let diary = doc(DocKind::Season, vec![stands(note)]);
        let found = check_season(&diary, Catalog::builtin(), now);
        assert_eq!(
            codes(&found),
            if told { vec!["future_moment"] } else { vec![] },
            "{name}"
        );
    }
}

#[test]
fn a_time_contradicts_the_order_beyond_what_honest_clocks_differ() {
    let later = FactId::fresh();
    let written = |minutes: i64, offset_s: Option<i64>| Fact {
        recorded: now().plus_ms(minutes * 60_000),
        hub_offset_s: offset_s,
        ..fact(FactKind::Note, now())
    };
    let after = Some((later, now().utc_ms));
    assert_eq!(
        contradicts(&written(-10, None), after),
        None,
        "ten minutes are nobody's fault"
    );
    assert_eq!(contradicts(&written(-11, None), after), Some(later));
    assert_eq!(
        contradicts(&written(-180, Some(10_800)), after),
        None,
        "known to be slow"
    );
    assert_eq!(contradicts(&written(60, Some(-10_800)), after), Some(later));
    assert_eq!(
        contradicts(&written(-9_999, None), None),
        None,
        "it follows nothing"
    );
    assert_eq!(
        contradicts(&written(0, Some(i64::MIN)), Some((later, i64::MAX))),
        Some(later)
    );
}

#[test]
fn a_known_offset_moves_what_the_clock_said_and_not_what_a_person_typed() {
    let year = 365 * 86_400;
    let mut ahead = fact(FactKind::Note, now().plus_ms(year * 1_000));
    ahead.recorded = ahead.occurred;
    let season = |fact: Fact| {
        check_season(
            &doc(DocKind::Season, vec![stands(fact)]),
            Catalog::builtin(),
            now(),
        )
    };
    let codes = |found: Vec<Finding>| found.into_iter().map(|finding| finding.code).collect::<Vec<_>>();
    assert_eq!(codes(season(ahead.clone())), [FindingCode::FutureMoment]);
    ahead.hub_offset_s = Some(-year);
    assert_eq!(codes(season(ahead.clone())), []);
    ahead.occurred.trust = ClockTrust::Typed;
    assert_eq!(codes(season(ahead)), [FindingCode::FutureMoment]);
}
