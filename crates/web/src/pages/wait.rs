//! When somebody who tried too often may try again.

use std::time::Duration;

use serde::Serialize;

/// A time to wait, as the component `ui.wait` says it: never shorter than it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Wait {
    unit: Unit,
    count: u64,
    /// For programs.
    #[serde(skip)]
    seconds: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Unit {
    Minutes,
    Hours,
}

impl From<Duration> for Wait {
    fn from(time: Duration) -> Self {
        let begun = u64::from(time.subsec_nanos() > 0);
        let seconds = time.as_secs().saturating_add(begun).max(1);
        let (unit, count) = match seconds.div_ceil(60) {
            minutes @ 0..60 => (Unit::Minutes, minutes),
            minutes => (Unit::Hours, minutes.div_ceil(60)),
        };
        Self { unit, count, seconds }
    }
}

impl Wait {
    /// The value of `Retry-After`.
    pub(crate) const fn seconds(self) -> u64 {
        self.seconds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_to_come_back_too_early() {
        for (millis, seconds, unit, count) in [
            (0, 1, Unit::Minutes, 1),
            (1, 1, Unit::Minutes, 1),
            (1_001, 2, Unit::Minutes, 1),
            (60_000, 60, Unit::Minutes, 1),
            (60_001, 61, Unit::Minutes, 2),
            (59 * 60_000, 3_540, Unit::Minutes, 59),
            (60 * 60_000, 3_600, Unit::Hours, 1),
            (61 * 60_000, 3_660, Unit::Hours, 2),
        ] {
            let time = Duration::from_millis(millis);
            assert_eq!(Wait::from(time), Wait { unit, count, seconds }, "{millis}");
        }
    }
}
