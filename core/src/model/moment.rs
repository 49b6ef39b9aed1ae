use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeZone, Utc};

use super::Invalid;

/// How far the clock behind a moment can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClockTrust {
    /// The phone's own clock; nothing has confirmed it since it was switched on.
    Device,
    /// The phone's clock, compared with the hub's since it was switched on, and not turned since.
    HubChecked,
    /// A person typed the time.
    Typed,
}

/// An instant with the civil offset it was seen in: what EPCIS calls `eventTime` and
/// `eventTimeZoneOffset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00Z.
    pub utc_ms: i64,
    /// Minutes east of UTC; Vietnam is 420.
    pub offset_min: i16,
    /// How far the clock is trusted.
    pub trust: ClockTrust,
}

impl ClockTrust {
    /// The name in output and texts: `clock_trust.<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::HubChecked => "hub_checked",
            Self::Typed => "typed",
        }
    }
}

/// Years that a person can mean.
pub(crate) const YEARS_TYPED: RangeInclusive<i32> = 1900..=2999;
/// Years that calendars of all languages have.
pub(super) const YEARS_SHOWN: RangeInclusive<i32> = 1..=9999;
const OFFSET_MAX_MIN: i16 = 18 * 60;

impl Moment {
    /// Parses RFC 3339, such as `2026-10-02T06:30:00+07:00`, or a bare date, which means noon in Vietnam.
    /// A year before 1900 or after 2999, and an offset beyond 18 hours, is a slip of the finger.
    pub fn parse(field: &str, text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        Self::read(field, text).and_then(|moment| {
            if YEARS_TYPED.contains(&moment.local().year()) && moment.has_shown_offset() {
                Ok(moment)
            } else {
                Err(Invalid::new(field, "not_a_time").with("value", text))
            }
        })
    }

    /// Whether every language that shows it can: years of four digits, and the offsets that `java.time` knows. One
    /// moment beyond that would keep an app from reading everything that is in a list with it.
    pub(super) fn is_shown(&self) -> bool {
        let utc = DateTime::<Utc>::from_timestamp_millis(self.utc_ms);
        self.has_shown_offset() && utc.is_some() && YEARS_SHOWN.contains(&self.local().year())
    }

    fn has_shown_offset(&self) -> bool {
        self.offset_min.abs() <= OFFSET_MAX_MIN
    }

    fn read(field: &str, text: &str) -> Result<Self, Invalid> {
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            let offset_min = i16::try_from(at.offset().local_minus_utc() / 60)
                .map_err(|_| Invalid::new(field, "not_a_time"))?;
            return Ok(Self {
                utc_ms: at.timestamp_millis(),
                offset_min,
                trust: ClockTrust::Typed,
            });
        }
        let noon = NaiveDate::parse_from_str(text, "%Y-%m-%d")
            .ok()
            .and_then(|day| day.and_hms_opt(5, 0, 0));
        match noon {
            Some(at) => Ok(Self {
                utc_ms: at.and_utc().timestamp_millis(),
                offset_min: 420,
                trust: ClockTrust::Typed,
            }),
            None => Err(Invalid::new(field, "not_a_time").with("value", text)),
        }
    }

    /// The civil date and time where it happened.
    pub fn local(&self) -> DateTime<FixedOffset> {
        let offset = FixedOffset::east_opt(i32::from(self.offset_min) * 60);
        let utc = DateTime::<Utc>::from_timestamp_millis(self.utc_ms).unwrap_or(DateTime::UNIX_EPOCH);
        match offset {
            Some(offset) => offset.from_utc_datetime(&utc.naive_utc()),
            None => utc.fixed_offset(),
        }
    }

    /// The civil day where it happened: what a pre-harvest interval counts.
    pub fn local_date(&self) -> NaiveDate {
        self.local().date_naive()
    }

    /// RFC 3339 with milliseconds, in the civil offset.
    pub fn to_rfc3339(&self) -> String {
        self.local().to_rfc3339_opts(chrono::SecondsFormat::Millis, false)
    }

    /// The same moment so many milliseconds later.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self {
            utc_ms: self.utc_ms.saturating_add(ms),
            ..self
        }
    }

    /// The offset as EPCIS writes it, such as `+07:00`.
    pub fn offset_text(&self) -> String {
        self.local().format("%:z").to_string()
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.utc_ms
            .cmp(&other.utc_ms)
            .then(self.offset_min.cmp(&other.offset_min))
            .then((self.trust as u8).cmp(&(other.trust as u8)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FieldValue;

    fn at(text: &str) -> Moment {
        let at = DateTime::parse_from_rfc3339(text).unwrap();
        Moment {
            utc_ms: at.timestamp_millis(),
            offset_min: i16::try_from(at.offset().local_minus_utc() / 60).unwrap(),
            trust: ClockTrust::Typed,
        }
    }

    #[test]
    fn a_slip_of_the_finger_is_no_moment() {
        for typed in [
            "0-10-02",
            "1899-12-31",
            "3000-01-01",
            "+20266-10-02",
            "2026-10-02T06:30:00+19:00",
        ] {
            let refused = Moment::parse("occurred", typed).unwrap_err();
            assert_eq!(refused.reason, "not_a_time", "{typed}");
        }
        for typed in ["1900-01-01", "2999-12-31", "2026-10-02T06:30:00+18:00"] {
            assert!(Moment::parse("occurred", typed).is_ok(), "{typed}");
        }
    }

    /// Others may send what nobody here can type: what no language can show is not let in, the rest is.
    #[test]
    fn what_no_language_can_show_is_not_read() {
        for shown in [
            "0001-01-02T00:00:00Z",
            "9999-12-31T00:00:00Z",
            "2026-10-02T06:30:00-18:00",
        ] {
            let bytes = minicbor::to_vec(at(shown)).unwrap();
            assert_eq!(minicbor::decode::<Moment>(&bytes).unwrap(), at(shown));
        }
        let beyond = Moment {
            utc_ms: 253_402_300_800_000, // the year 10000
            ..at("2026-10-02T06:30:00Z")
        };
        for hidden in [
            beyond,
            at("0000-06-01T00:00:00Z"),
            at("2026-10-02T06:30:00+18:01"),
        ] {
            let bytes = minicbor::to_vec(hidden).unwrap();
            assert!(minicbor::decode::<Moment>(&bytes).is_err(), "{hidden:?}");
        }
        for (date, read) in [
            ("0001-01-01", true),
            ("9999-12-31", true),
            ("-0005-01-01", false),
            ("0000-01-01", false),
        ] {
            let bytes = minicbor::to_vec(FieldValue::Date(date.parse().unwrap())).unwrap();
            assert_eq!(minicbor::decode::<FieldValue>(&bytes).is_ok(), read, "{date}");
        }
    }
}
