//! A time as people say it.

use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, Utc};
use fluent_bundle::FluentArgs;

/// A text and the number that it counts.
#[derive(Debug, PartialEq, Eq)]
pub enum Ago {
    JustNow,
    Minutes(i64),
    Hours(i64),
    Days(i64),
    /// Longer ago than anybody counts in days.
    On(DateTime<Utc>),
}

impl Ago {
    /// How long before `now`. What a fast clock puts into the future happened just now.
    pub fn since(at: DateTime<Utc>, now: DateTime<Utc>) -> Self {
        let passed = now - at;
        if passed < TimeDelta::minutes(1) {
            Self::JustNow
        } else if passed < TimeDelta::hours(1) {
            Self::Minutes(passed.num_minutes())
        } else if passed < TimeDelta::days(1) {
            Self::Hours(passed.num_hours())
        } else if passed < TimeDelta::days(14) {
            Self::Days(passed.num_days())
        } else {
            Self::On(at)
        }
    }

    /// The id of the text that says it.
    pub const fn message(&self) -> &'static str {
        match self {
            Self::JustNow => "time-just-now",
            Self::Minutes(_) => "time-minutes-ago",
            Self::Hours(_) => "time-hours-ago",
            Self::Days(_) => "time-days-ago",
            Self::On(_) => "time-date",
        }
    }

    pub fn args(&self) -> FluentArgs<'static> {
        match self {
            Self::JustNow => FluentArgs::new(),
            Self::Minutes(count) | Self::Hours(count) | Self::Days(count) => FluentArgs::from_iter([("count", *count)]),
            Self::On(at) => date_args(*at),
        }
    }
}

/// What `time-date` and `time-exact` need.
pub fn date_args(at: DateTime<Utc>) -> FluentArgs<'static> {
    let mut args = FluentArgs::new();
    args.set("day", at.day());
    args.set("month", at.month());
    // As text, so that no language groups its digits.
    args.set("year", at.year().to_string());
    args.set("clock", at.format("%H:%M").to_string());
    args
}

/// The form of the `datetime` attribute.
pub fn machine(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_in_the_largest_unit_that_fits() {
        let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let cases = [
            (-60, Ago::JustNow),
            (0, Ago::JustNow),
            (59, Ago::JustNow),
            (60, Ago::Minutes(1)),
            (3_599, Ago::Minutes(59)),
            (3_600, Ago::Hours(1)),
            (86_399, Ago::Hours(23)),
            (86_400, Ago::Days(1)),
            (14 * 86_400 - 1, Ago::Days(13)),
        ];
        for (seconds, expected) in cases {
            let at = now - TimeDelta::seconds(seconds);
            assert_eq!(Ago::since(at, now), expected, "{seconds} seconds");
        }
        let long_ago = now - TimeDelta::days(14);
        assert_eq!(Ago::since(long_ago, now), Ago::On(long_ago));
    }
}
