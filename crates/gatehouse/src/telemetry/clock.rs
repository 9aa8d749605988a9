//! What stands at the beginning of each line.

use std::{cell::RefCell, fmt};

use chrono::{DateTime, Utc};
use tracing_subscriber::fmt::{format::Writer, time::FormatTime};

/// The time as the default writes it, in a quarter of the time: what holds for a whole second is written out once.
pub struct Clock;

thread_local! {
    static SECOND: RefCell<(i64, String)> = const { RefCell::new((i64::MIN, String::new())) };
}

impl FormatTime for Clock {
    #[expect(clippy::disallowed_methods, reason = "a log tells when something really happened")]
    fn format_time(&self, line: &mut Writer<'_>) -> fmt::Result {
        write(Utc::now(), line)
    }
}

fn write(now: DateTime<Utc>, line: &mut impl fmt::Write) -> fmt::Result {
    SECOND.with_borrow_mut(|(second, text)| {
        if *second != now.timestamp() {
            (*second, *text) = (now.timestamp(), now.format("%Y-%m-%dT%H:%M:%S").to_string());
        }
        line.write_str(text)
    })?;
    write!(line, ".{:06}Z", now.timestamp_subsec_micros() % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_moment_is_written_in_full() {
        let written = |micros| {
            let mut text = String::new();
            write(DateTime::from_timestamp_micros(micros).unwrap(), &mut text).unwrap();
            text
        };
        assert_eq!(written(1_764_232_759_000_042), "2025-11-27T08:39:19.000042Z");
        assert_eq!(written(1_764_232_759_999_999), "2025-11-27T08:39:19.999999Z");
        assert_eq!(written(1_764_232_760_000_000), "2025-11-27T08:39:20.000000Z");
        assert_eq!(written(1_764_232_759_000_001), "2025-11-27T08:39:19.000001Z");
    }
}
