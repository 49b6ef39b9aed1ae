//! Moments as people type them.

use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, NaiveTime};
use fieldbook_core::model::{ClockTrust, Invalid, Moment};

/// When something happened: RFC 3339, `2026-10-02`, `02/10/2026`, or a date with a time of this laptop's
/// zone. `None` means now: today's date alone says no more than that, and noon may not have come yet.
pub fn happened(text: &str, now: DateTime<Local>) -> Result<Option<Moment>, Invalid> {
    let text = text.trim();
    if let Some(day) = date(text) {
        let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
        return if day == now.date_naive() {
            Ok(None)
        } else {
            local(day.and_time(noon), text).map(Some)
        };
    }
    match date_and_time(text) {
        Some(at) => local(at, text).map(Some),
        None => Moment::parse("occurred", text).map(Some),
    }
}

/// The beginning of a span: a day alone means its midnight here. Milliseconds since 1970.
pub fn begins(text: &str) -> Result<i64, Invalid> {
    let text = text.trim();
    let at = match (date(text), date_and_time(text)) {
        (Some(day), _) => local(day.and_time(NaiveTime::MIN), text)?,
        (None, Some(at)) => local(at, text)?,
        (None, None) => Moment::parse("since", text)?,
    };
    Ok(at.utc_ms)
}

/// Midnight of today, here. Milliseconds since 1970.
pub fn today(now: DateTime<Local>) -> Result<i64, Invalid> {
    let day = now.date_naive();
    Ok(local(day.and_time(NaiveTime::MIN), &day.to_string())?.utc_ms)
}

fn date(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d/%m/%Y"]
        .into_iter()
        .find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

fn date_and_time(text: &str) -> Option<NaiveDateTime> {
    ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%d/%m/%Y %H:%M"]
        .into_iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}

fn local(at: NaiveDateTime, text: &str) -> Result<Moment, Invalid> {
    let impossible = || Invalid::new("occurred", "not_a_time").with("value", text);
    // An hour that a change of clocks skips or repeats is taken at its first meaning.
    let at = at.and_local_timezone(Local).earliest().ok_or_else(impossible)?;
    Ok(Moment {
        utc_ms: at.timestamp_millis(),
        offset_min: i16::try_from(at.offset().local_minus_utc() / 60).unwrap_or_default(),
        trust: ClockTrust::Typed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        let now = Local::now();
        let at = |text: &str| happened(text, now).unwrap().unwrap();
        assert_eq!(at("2020-10-02"), at("02/10/2020"));
        assert_eq!(at("2020-10-02 06:30"), at("02/10/2020 06:30"));
        assert_eq!(at("2020-10-02T06:30:00+07:00").offset_min, 420);
        assert_eq!(happened(&now.date_naive().to_string(), now).unwrap(), None);
        for text in ["", "hôm qua", "31/02/2020", "2020-13-01", "99999999-01-01"] {
            assert_eq!(happened(text, now).unwrap_err().reason, "not_a_time", "{text}");
        }
        assert!(begins("2020-10-02").unwrap() < at("2020-10-02").utc_ms);
    }
}
