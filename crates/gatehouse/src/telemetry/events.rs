//! What a line says of an event, and when it was.

use std::{cell::RefCell, fmt};

use chrono::{DateTime, Utc};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{
    fmt::{
        FmtContext, FormatEvent, FormatFields,
        format::{self, Format, Full, Writer},
        time::FormatTime,
    },
    registry::LookupSpan,
};

/// What the default writes, in two thirds of the time for what most events are: each request is one.
pub struct Events {
    default: Format<Full, Clock>,
}

impl Default for Events {
    fn default() -> Self {
        Self {
            default: format::format().with_timer(Clock),
        }
    }
}

impl<S, N> FormatEvent<S, N> for Events
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(&self, cx: &FmtContext<'_, S, N>, mut line: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let about = event.metadata();
        // What came by the crate log carries its level and target as fields.
        let is_foreign = about.target() == "log";
        if line.has_ansi_escapes() || is_foreign || cx.event_scope().is_some() {
            return self.default.format_event(cx, line, event);
        }
        Clock.format_time(&mut line)?;
        line.write_str(match *about.level() {
            Level::ERROR => " ERROR ",
            Level::WARN => "  WARN ",
            Level::INFO => "  INFO ",
            Level::DEBUG => " DEBUG ",
            Level::TRACE => " TRACE ",
        })?;
        line.write_str(about.target())?;
        line.write_str(": ")?;
        cx.format_fields(line.by_ref(), event)?;
        line.write_char('\n')
    }
}

/// The time as the default writes it; what holds for a whole second is written out once.
struct Clock;

thread_local! {
    static SECOND: RefCell<(i64, String)> = const { RefCell::new((i64::MIN, String::new())) };
}

impl FormatTime for Clock {
    #[expect(clippy::disallowed_methods, reason = "a log tells when something really happened")]
    fn format_time(&self, line: &mut Writer<'_>) -> fmt::Result {
        write_time(Utc::now(), line)
    }
}

fn write_time(now: DateTime<Utc>, line: &mut impl fmt::Write) -> fmt::Result {
    SECOND.with_borrow_mut(|(second, text)| {
        if *second != now.timestamp() {
            (*second, *text) = (now.timestamp(), now.format("%Y-%m-%dT%H:%M:%S").to_string());
        }
        line.write_str(text)
    })?;
    // The digit before them keeps their zeros.
    let micros = 1_000_000 + now.timestamp_subsec_micros() % 1_000_000;
    let mut digits = itoa::Buffer::new();
    let micros = digits.format(micros).get(1..).unwrap_or_default();
    [".", micros, "Z"].into_iter().try_for_each(|part| line.write_str(part))
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::fmt::format::DefaultFields;

    use super::{super::tests::told, *};

    fn events() {
        tracing::error!(reason = "none", "an error");
        tracing::warn!("a warning");
        tracing::info!(target: "elsewhere", "told");
        tracing::debug!(number = 1);
        tracing::trace!("a trace");
        tracing::info_span!("within", of = 1).in_scope(|| tracing::info!("told"));
    }

    #[test]
    fn they_are_those_of_the_default() {
        for ansi in [false, true] {
            let ours = told(DefaultFields::new(), Events::default(), ansi, events);
            let theirs = told(DefaultFields::new(), format::format(), ansi, events);
            assert_eq!(without_digits(&ours), without_digits(&theirs));
        }
    }

    /// The time is not the same in both.
    fn without_digits(lines: &str) -> String {
        let zero = |char: char| if char.is_ascii_digit() { '0' } else { char };
        lines.chars().map(zero).collect()
    }

    #[test]
    fn each_moment_is_written_in_full() {
        let written = |micros| {
            let mut text = String::new();
            write_time(DateTime::from_timestamp_micros(micros).unwrap(), &mut text).unwrap();
            text
        };
        assert_eq!(written(1_764_232_759_000_042), "2025-11-27T08:39:19.000042Z");
        assert_eq!(written(1_764_232_759_999_999), "2025-11-27T08:39:19.999999Z");
        assert_eq!(written(1_764_232_760_000_000), "2025-11-27T08:39:20.000000Z");
        assert_eq!(written(1_764_232_759_000_001), "2025-11-27T08:39:19.000001Z");
    }
}
