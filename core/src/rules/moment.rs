use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::model::{ClockTrust, Fact, Finding, FindingCode, Moment, Severity};

/// How far two honest clocks may differ: phones without a network drift by minutes, not more.
pub(super) const SKEW_MS: i64 = 10 * 60 * 1_000;

/// A person typed a bare day, which [`Moment::parse`] keeps as noon: nobody knows the hour.
fn is_whole_day(moment: Moment) -> bool {
    let noon = NaiveTime::from_hms_opt(12, 0, 0);
    moment.trust == ClockTrust::Typed && Some(moment.local().time()) == noon
}

/// Whether one moment certainly came before another; two entries of one day, one of them without an hour,
/// are never certain.
pub(super) fn surely_before(one: Moment, other: Moment) -> bool {
    if is_whole_day(one) || is_whole_day(other) {
        return one.local_date() < other.local_date();
    }
    one.utc_ms < other.utc_ms
}

/// The civil day of an instant in the offset of a moment.
fn day_of(utc_ms: i64, like: Moment) -> Option<NaiveDate> {
    let offset = like.local().timezone();
    Some(
        DateTime::<Utc>::from_timestamp_millis(utc_ms)?
            .with_timezone(&offset)
            .date_naive(),
    )
}

fn is_after(occurred: Moment, limit: Moment) -> bool {
    let limit_ms = limit.utc_ms.saturating_add(SKEW_MS);
    if is_whole_day(occurred) {
        return day_of(limit_ms, occurred).is_some_and(|limit| occurred.local_date() > limit);
    }
    occurred.utc_ms > limit_ms
}

/// A fact that says it happened after it was written down, or after now, both by the hub's clock as far as
/// it is known. A warning, for the phone's clock may be wrong and the work still real.
pub(super) fn future(fact: &Fact, now: Moment) -> Option<Finding> {
    let occurred = fact.occurred_at_hub();
    if !is_after(occurred, now) && !is_after(occurred, fact.recorded_at_hub()) {
        return None;
    }
    let clock = fact.occurred.local().format("%H:%M").to_string();
    Some(
        Finding::new(FindingCode::FutureMoment, Severity::Warning, fact.id)
            .with("clock", &clock)
            .with("date", &fact.occurred.local_date()),
    )
}
