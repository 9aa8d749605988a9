//! What an event says, as `name=value`.

use std::{
    fmt::{self, Debug, Write},
    mem,
};

use tracing::field::{Field, Visit};
use tracing_subscriber::{
    field::RecordFields,
    fmt::{FormatFields, format::Writer},
};

/// What the default writes, in half of the time: each request gets a line. Nothing in a value begins another line, or
/// reaches a terminal as a command.
pub struct Fields;

impl<'writer> FormatFields<'writer> for Fields {
    fn format_fields<R: RecordFields>(&self, writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut line = Line {
            out: Escaped(writer),
            is_first: true,
            written: Ok(()),
        };
        fields.record(&mut line);
        line.written
    }
}

struct Line<'writer> {
    out: Escaped<'writer>,
    is_first: bool,
    written: fmt::Result,
}

impl Line<'_> {
    fn add(&mut self, name: &str, value: impl FnOnce(&mut Escaped<'_>) -> fmt::Result) -> fmt::Result {
        if !mem::take(&mut self.is_first) {
            self.out.0.write_char(' ')?;
        }
        if name != MESSAGE {
            let [before, equals] = if self.out.0.has_ansi_escapes() { ANSI } else { PLAIN };
            for part in [before, name, equals] {
                self.out.0.write_str(part)?;
            }
        }
        value(&mut self.out)
    }
}

const MESSAGE: &str = "message";
/// What stands before and after a name: nothing much, or what makes the name italic and the sign dim.
const PLAIN: [&str; 2] = ["", "="];
const ANSI: [&str; 2] = ["\u{1b}[3m", "\u{1b}[0m\u{1b}[2m=\u{1b}[0m"];

impl Visit for Line<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        if field.name() == MESSAGE {
            self.record_debug(field, &format_args!("{value}"));
        } else if !value.bytes().all(is_plain) {
            self.record_debug(field, &value);
        } else if self.written.is_ok() {
            self.written = self.add(field.name(), |out| {
                out.0.write_char('"')?;
                out.0.write_str(value)?;
                out.0.write_char('"')
            });
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if self.written.is_ok() {
            let mut digits = itoa::Buffer::new();
            self.written = self.add(field.name(), |out| out.0.write_str(digits.format(value)));
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Of events that came by the crate log: what has been told at the beginning of the line.
        if self.written.is_ok() && !field.name().starts_with("log.") {
            self.written = self.add(field.name(), |out| write!(out, "{value:?}"));
        }
    }
}

/// Writes control characters as Rust does.
struct Escaped<'writer>(Writer<'writer>);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return self.0.write_str(text);
        }
        text.chars().try_for_each(|char| {
            if char.is_control() {
                write!(self.0, "{}", char.escape_default())
            } else {
                self.0.write_char(char)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use tracing_subscriber::{fmt, fmt::format::DefaultFields};

    use super::*;

    #[derive(Clone, Default)]
    struct Out(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Out {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// The lines of some events.
    fn told<F>(fields: F, ansi: bool, tell: impl FnOnce()) -> String
    where
        F: for<'writer> FormatFields<'writer> + Send + Sync + 'static,
    {
        let out = Out::default();
        let theirs = out.clone();
        let format = fmt().fmt_fields(fields).with_ansi(ansi).without_time();
        let logging = format.with_writer(move || theirs.clone()).finish();
        tracing::subscriber::with_default(logging, tell);
        String::from_utf8(out.0.lock().unwrap().clone()).unwrap()
    }

    fn events() {
        let ip: Option<std::net::IpAddr> = "2001:db8::1".parse().ok();
        let ip = ip.map(tracing::field::display);
        tracing::info!(request = %"ab12", route = "/{*rest}", status = 200_u16, ms = 1.25, ip, "request");
        tracing::info!(reason = "a \"quoted\" one, with \\ and \u{e9}", error = ?io::ErrorKind::NotFound, "refused");
        tracing::warn!(is_late = true, of = -1, "{} and {}", "this", 2);
        tracing::error!(error = &io::Error::other("why") as &dyn std::error::Error);
        tracing::info!(none = Option::<u64>::None);
    }

    #[test]
    fn they_are_those_of_the_default() {
        for ansi in [false, true] {
            assert_eq!(told(Fields, ansi, events), told(DefaultFields::new(), ansi, events));
        }
    }

    #[test]
    fn no_value_begins_a_line_or_commands_a_terminal() {
        let hostile = "a\nINFO all is well\r\u{1b}[2J";
        let told = told(Fields, false, || {
            tracing::info!(shown = %hostile, said = hostile, "{hostile}");
        });
        let escaped = hostile.escape_default();
        let expected = format!(
            " INFO {}: {escaped} shown={escaped} said=\"{escaped}\"\n",
            module_path!()
        );
        assert_eq!(told, expected);
        // On a terminal, only the line's own colours are commands.
        let coloured = self::told(
            Fields,
            true,
            || tracing::info!(shown = %hostile, said = hostile, "{hostile}"),
        );
        assert_eq!(coloured.matches(&escaped.to_string()).count(), 3, "{coloured}");
        assert!(
            !coloured.contains("\u{1b}[2J") && coloured.lines().count() == 1,
            "{coloured}"
        );
    }
}
