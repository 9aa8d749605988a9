//! What an event says, as `name=value`.

use std::fmt::{self, Debug, Write};

use tracing::field::{Field, Visit};
use tracing_subscriber::{
    field::RecordFields,
    fmt::{FormatFields, format::Writer},
};

/// What the default writes of what we log, in half of the time: each request gets a line. Nothing in a value begins
/// another line, or reaches a terminal as a command.
pub struct Fields;

impl<'writer> FormatFields<'writer> for Fields {
    fn format_fields<R: RecordFields>(&self, mut writer: Writer<'writer>, fields: R) -> fmt::Result {
        // Put together here, since each piece that a writer gets goes through several.
        let mut line = Line {
            text: String::with_capacity(256),
            around_names: if writer.has_ansi_escapes() { ANSI } else { PLAIN },
            written: Ok(()),
        };
        fields.record(&mut line);
        line.written?;
        writer.write_str(&line.text)
    }
}

struct Line {
    text: String,
    around_names: [&'static str; 2],
    written: fmt::Result,
}

const MESSAGE: &str = "message";
/// What stands before and after a name: nothing much, or what makes the name italic and the sign dim.
const PLAIN: [&str; 2] = ["", "="];
const ANSI: [&str; 2] = ["\u{1b}[3m", "\u{1b}[0m\u{1b}[2m=\u{1b}[0m"];

impl Line {
    fn add(&mut self, field: &Field, value: impl FnOnce(&mut String) -> fmt::Result) {
        // Of events that came by the crate log: what has been told at the beginning of the line.
        let is_told = field.name().starts_with("log.");
        if self.written.is_err() || is_told {
            return;
        }
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        if field.name() != MESSAGE {
            let [before, equals] = self.around_names;
            self.text.extend([before, field.name(), equals]);
        }
        self.written = value(&mut self.text);
    }
}

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\');
        if field.name() == MESSAGE {
            self.record_debug(field, &format_args!("{value}"));
        } else if !value.bytes().all(is_plain) {
            self.record_debug(field, &value);
        } else {
            self.add(field, |text| {
                text.extend(["\"", value, "\""]);
                Ok(())
            });
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, |text| text.write_str(itoa::Buffer::new().format(value)));
    }

    /// As the default, but for the very large and the very small.
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, |text| text.write_str(zmij::Buffer::new().format(value)));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.add(field, |text| {
            let begin = text.len();
            write!(text, "{value:?}")?;
            escape_from(begin, text);
            Ok(())
        });
    }
}

/// Writes control characters from there on as Rust does.
fn escape_from(begin: usize, text: &mut String) {
    let is_plain = |byte: &u8| matches!(byte, b' '..=b'~');
    if text.as_bytes().iter().skip(begin).all(is_plain) {
        return;
    }
    for char in text.split_off(begin).chars() {
        if char.is_control() {
            text.extend(char.escape_default());
        } else {
            text.push(char);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use tracing_subscriber::fmt::format::{self, DefaultFields};

    use super::{super::tests::told, *};

    fn events() {
        let ip: Option<std::net::IpAddr> = "2001:db8::1".parse().ok();
        let ip = ip.map(tracing::field::display);
        tracing::info!(request = %"ab12", route = "/{*rest}", status = 200_u16, ms = 1.25, ip, "request");
        tracing::info!(reason = "a \"quoted\" one, with \\ and \u{e9}", error = ?io::ErrorKind::NotFound, "refused");
        tracing::warn!(is_late = true, of = -1, "{} and {}", "this", 2);
        tracing::error!(error = &io::Error::other("why") as &dyn std::error::Error);
        tracing::info!(none = Option::<u64>::None);
        for number in [0.0, -0.5, 1e-7, 0.000_123, 12_345.678, 1e15, f64::NAN, f64::INFINITY] {
            tracing::info!(number);
        }
        tracing::info!(log.target = "a", log.line = 1_u64, log.file = "b\n", "told");
        tracing::info!(least = 0_u64, most = u64::MAX);
    }

    #[test]
    fn they_are_those_of_the_default() {
        for ansi in [false, true] {
            let format = || format::format().without_time();
            let ours = told(Fields, format(), ansi, events);
            assert_eq!(ours, told(DefaultFields::new(), format(), ansi, events));
        }
    }

    #[test]
    fn no_value_begins_a_line_or_commands_a_terminal() {
        let hostile = "a\nINFO all is well\r\u{1b}[2J";
        let escaped = hostile.escape_default().to_string();
        let tell = || tracing::info!(shown = %hostile, said = hostile, "{hostile}");
        let plain = told(Fields, format::format().without_time(), false, tell);
        let expected = format!(
            " INFO {}: {escaped} shown={escaped} said=\"{escaped}\"\n",
            module_path!()
        );
        assert_eq!(plain, expected);
        // On a terminal, only the line's own colours are commands.
        let coloured = told(Fields, format::format().without_time(), true, tell);
        assert_eq!(coloured.matches(&escaped).count(), 3, "{coloured}");
        assert!(
            !coloured.contains("\u{1b}[2J") && coloured.lines().count() == 1,
            "{coloured}"
        );
    }
}
