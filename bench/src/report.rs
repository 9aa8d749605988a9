//! What was measured, in words and tables.

use std::{fmt::Write as _, fs, thread};

use crate::{
    devices::{self, Devices},
    engine::{Measured, Row},
    load::Rate,
    passing::{self, Passing},
    plan::Plan,
    sign_ins::{AT_ONCE, SignIns},
};

/// Begin the parts that can be measured alone.
const DEVICES: &str = "## Many devices";
const PASSING: &str = "## Passing requests on";

/// All that was measured.
#[derive(Default)]
pub struct Report {
    pub engines: Vec<Measured>,
    pub devices: Vec<Devices>,
    pub passing: Option<Passing>,
}

impl Report {
    /// The tables alone, in Markdown that is readable as it is.
    pub fn tables(&self) -> String {
        let passing = self.passing.as_ref().map(Passing::tables);
        self.engine_tables() + &self.devices_tables() + &passing.unwrap_or_default()
    }

    fn engine_tables(&self) -> String {
        let mut text = String::new();
        for engine in &self.engines {
            // Writing to a string does not fail.
            let _ = write!(text, "\n## {}\n\n", engine.name);
            rows(&mut text, engine);
            let _ = writeln!(text);
            facts(&mut text, engine);
        }
        text
    }

    fn devices_tables(&self) -> String {
        let mut text = String::new();
        for Devices { name, pages, few } in &self.devices {
            let _ = write!(text, "\n### {name}\n\n");
            let mut table = Table::new([
                "one browser, one request at a time",
                "p50 ms",
                "p99 ms",
                "CPU µs",
                "times as long",
            ]);
            let mut row = |what: String, rate: &Rate, ratio: String| {
                let [p50, p99] = [rate.p50_micros, rate.p99_micros].map(millis);
                table.row([what, p50, p99, number(rate.cpu_micros), ratio]);
            };
            row(format!("{} devices", devices::FEW), few, "1".to_owned());
            for (what, rate, ratio) in pages {
                let many = usize::try_from(devices::MANY).unwrap_or_default();
                row(
                    format!("{} devices, {what}", grouped(many)),
                    rate,
                    format!("{ratio:.2}"),
                );
            }
            table.write(&mut text);
        }
        text
    }

    /// A document that is there already, with the parts that were measured now.
    pub fn parts_in(&self, document: &str, plan: &Plan) -> String {
        let mut document = document.to_owned();
        if !self.devices.is_empty() {
            document = with_part(&document, DEVICES, &self.devices_part(plan));
        }
        if self.passing.is_some() {
            document = with_part(&document, PASSING, &self.passing_part(plan));
        }
        document
    }

    fn passing_part(&self, plan: &Plan) -> String {
        let Some(passing) = &self.passing else {
            return String::new();
        };
        let how = include_str!("passing.md")
            .replace("{machine}", &machine())
            .replace("{connections}", &plan.connections.to_string())
            .replace("{seconds}", &passing::turn(plan).measured.as_secs().to_string())
            .replace("{turns}", &plan.turns.to_string())
            .replace("{held}", &grouped(plan.held))
            .replace("{holding}", &plan.holding.as_secs().to_string())
            .replace("{nginx}", &passing.nginx);
        format!("\n{PASSING}\n\n{how}{}", passing.tables())
    }

    fn devices_part(&self, plan: &Plan) -> String {
        let how = include_str!("devices.md")
            .replace(
                "{sessions}",
                &grouped(usize::try_from(plan.all_sessions).unwrap_or_default()),
            )
            .replace("{machine}", &machine());
        format!("\n{DEVICES}\n\n{how}{}", self.devices_tables())
    }

    /// The whole of docs/performance.md.
    pub fn document(&self, plan: &Plan) -> String {
        let how = include_str!("how.md")
            .replace("{machine}", &machine())
            .replace("{sessions}", &grouped(plan.sessions))
            .replace("{connections}", &plan.connections.to_string())
            .replace("{seconds}", &plan.pace.measured.as_secs().to_string())
            .replace("{repetitions}", &plan.repetitions.to_string())
            .replace("{flows}", &plan.flows.to_string())
            .replace("{starts}", &plan.starts.to_string());
        format!("{how}{}", self.engine_tables()) + &self.devices_part(plan) + &self.passing_part(plan)
    }
}

/// A document with another text in place of the part under this heading, or at its end.
fn with_part(document: &str, heading: &str, part: &str) -> String {
    let heading = format!("\n{heading}\n");
    let Some((before, old)) = document.split_once(&heading) else {
        return format!("{document}{part}");
    };
    let after = old.find("\n## ").and_then(|end| old.get(end..)).unwrap_or_default();
    format!("{before}{part}{after}")
}

fn rows(text: &mut String, engine: &Measured) {
    let mut table = Table::new(["", "per second", "p50 ms", "p99 ms", "CPU µs", "share of its limit"]);
    for row in engine.limits.iter().chain(&engine.rows) {
        let share = match row.limit {
            Some((limit, ratio)) => format!("{ratio:.2} of {limit}"),
            None => "(limit)".to_owned(),
        };
        table.row(row_cells(row, share));
    }
    let SignIns {
        rate,
        ratios: [one, all],
        argon2: [by_one, by_all],
        ..
    } = &engine.sign_ins;
    for (what, hashes) in [("argon2id on one core", by_one), ("argon2id on all cores", by_all)] {
        table.row([
            what.to_owned(),
            number(*hashes),
            String::new(),
            String::new(),
            String::new(),
            "(limit)".to_owned(),
        ]);
    }
    let sign_in = Row {
        what: "password sign-in, sixteen at once",
        rate: *rate,
        limit: None,
    };
    table.row(row_cells(
        &sign_in,
        format!("{one:.2} of argon2id on one core, {all:.2} on all"),
    ));
    table.write(text);
}

fn row_cells(row: &Row, share: String) -> [String; 6] {
    [
        row.what.to_owned(),
        number(row.rate.per_second),
        millis(row.rate.p50_micros),
        millis(row.rate.p99_micros),
        number(row.rate.cpu_micros),
        share,
    ]
}

fn facts(text: &mut String, engine: &Measured) {
    let SignIns {
        introspection_idle: idle,
        introspection_meanwhile: meanwhile,
        peak_mib,
        ..
    } = &engine.sign_ins;
    let mut table = Table::new(["", ""]);
    let mut fact = |what: &str, value: String| table.row([what.to_owned(), value]);
    fact("start to the first answer", format!("{:.0} ms", engine.start_up_ms));
    fact("resident memory then", mib(engine.resident_at_start));
    fact("most during all of the above but the sign-ins", mib(engine.peak_mib));
    fact(&format!("most during {AT_ONCE} sign-ins at once"), mib(*peak_mib));
    for (when, rate) in [("otherwise idle", idle), ("meanwhile", meanwhile)] {
        let latencies = format!("p50 {} ms, p99 {} ms", millis(rate.p50_micros), millis(rate.p99_micros));
        fact(&format!("introspection, {when}"), latencies);
    }
    table.write(text);
}

/// A table whose columns line up.
pub struct Table<const N: usize>(Vec<[String; N]>);

impl<const N: usize> Table<N> {
    pub fn new(head: [&str; N]) -> Self {
        Self(vec![head.map(str::to_owned)])
    }

    pub fn row(&mut self, cells: [String; N]) {
        self.0.push(cells);
    }

    pub fn write(&self, text: &mut String) {
        let mut widths = [3; N];
        for row in &self.0 {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        let rule = widths.map(|width| "-".repeat(width));
        let (head, body) = self.0.split_at(1);
        for row in head.iter().chain([&rule]).chain(body) {
            for (width, cell) in widths.iter().zip(row) {
                let _ = write!(text, "| {cell:width$} ");
            }
            let _ = writeln!(text, "|");
        }
    }
}

/// Three digits that matter.
pub fn number(value: f64) -> String {
    if value < 100.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    }
}

pub fn millis(micros: f64) -> String {
    let millis = micros / 1000.0;
    if millis < 10.0 {
        format!("{millis:.2}")
    } else {
        format!("{millis:.0}")
    }
}

pub fn mib(value: f64) -> String {
    format!("{value:.0} MiB")
}

pub fn grouped(count: usize) -> String {
    if count < 1000 {
        count.to_string()
    } else {
        format!("{},{:03}", grouped(count / 1000), count % 1000)
    }
}

/// What kind of machine this is.
fn machine() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let value = |file: &str, name: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name))?;
        Some(line.split_once(':')?.1.trim().to_owned())
    };
    let model = value("/proc/cpuinfo", "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let memory = value("/proc/meminfo", "MemTotal").and_then(|text| text.split(' ').next()?.parse::<u64>().ok());
    format!(
        "{cores} cores ({model}), {} GiB of memory",
        memory.unwrap_or_default() / (1024 * 1024)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_line_up() {
        let mut table = Table::new(["", "µs"]);
        table.row(["refresh".to_owned(), "12".to_owned()]);
        let mut text = String::new();
        table.write(&mut text);
        assert_eq!(text, "|         | µs  |\n| ------- | --- |\n| refresh | 12  |\n");
    }

    #[test]
    fn a_part_takes_the_place_of_the_one_before() {
        let document = "# All\n\n## One\n\n1\n\n## Two\n\n2\n";
        assert_eq!(
            with_part(document, "## One", "\n## One\n\nnew\n"),
            "# All\n\n## One\n\nnew\n\n## Two\n\n2\n"
        );
        assert_eq!(
            with_part(document, "## Two", "\n## Two\n\nnew\n"),
            "# All\n\n## One\n\n1\n\n## Two\n\nnew\n"
        );
        assert_eq!(
            with_part(document, "## Three", "\n## Three\n\nnew\n"),
            format!("{document}\n## Three\n\nnew\n")
        );
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(12.345), "12.3");
        assert_eq!(number(12345.6), "12346");
        assert_eq!(millis(1234.0), "1.23");
        assert_eq!(millis(123_456.0), "123");
        assert_eq!(grouped(100_000), "100,000");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000_000), "1,000,000");
    }
}
