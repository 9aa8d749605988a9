//! Which requirements are shown by a test: writes `docs/conformance.md`.

#![expect(clippy::unwrap_used, reason = "what goes wrong in a test fails the test")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

mod tree;

use tree::{File, assert_none, files, root};

const REQUIREMENTS: &str = include_str!("conformance/requirements.tsv");
const DOCUMENT: &str = "docs/conformance.md";
/// This program and the tree's own tests name ids without showing anything.
const NO_EVIDENCE: [&str; 3] = ["tests/conformance", "tests/tidy.rs", "tests/tree.rs"];

const INTRODUCTION: &str = "# What is asked, and which test shows it

Written by `tests/conformance.rs`, not by hand. A requirement counts as shown when a test names its id.

*Level*: MUST, SHOULD and MAY are those of the Matrix specification, its proposals and the RFCs; *interop* is in no
specification, but Synapse or apps in use rely on it; *advice* is good practice. What a homeserver or an app has to do
is listed so that the numbering has no holes.
";

/// One row of `requirements.tsv`.
struct Requirement {
    id: &'static str,
    level: &'static str,
    who: &'static str,
    /// Why it is not there yet; empty when it is.
    missing: &'static str,
    summary: &'static str,
}

impl Requirement {
    fn is_ours(&self) -> bool {
        self.who.starts_with("us")
    }

    /// Whether no test may be lacking.
    fn is_required(&self) -> bool {
        self.is_ours() && self.missing.is_empty() && (self.level.starts_with("MUST") || self.level == "interop")
    }

    fn shown_by(&self, evidence: &Evidence) -> String {
        let tests = evidence.get(self.id);
        match tests {
            _ if !self.missing.is_empty() => format!("not yet: {}", self.missing),
            _ if !self.is_ours() => format!("for the {}", self.who),
            Some(tests) => tests
                .iter()
                .map(|test| format!("`{test}`"))
                .collect::<Vec<_>>()
                .join(", "),
            None => "no test".to_owned(),
        }
    }
}

struct Table {
    title: &'static str,
    rows: Vec<Requirement>,
}

/// Test files by the id they name.
type Evidence = BTreeMap<String, BTreeSet<String>>;

fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for line in REQUIREMENTS.lines().filter(|line| !line.starts_with(';')) {
        if let Some(title) = line.strip_prefix("# ") {
            tables.push(Table {
                title,
                rows: Vec::new(),
            });
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, level, who, missing, summary] = cells.try_into().unwrap();
        let row = Requirement {
            id,
            level,
            who,
            missing,
            summary,
        };
        tables.last_mut().unwrap().rows.push(row);
    }
    tables
}

/// The part of a file that tests something.
fn tests_of(file: &File) -> &str {
    if NO_EVIDENCE.iter().any(|path| file.path.starts_with(path)) || !file.has_extension(&["rs", "mjs"]) {
        ""
    } else if file.is_test() {
        &file.text
    } else {
        file.text.split_once("#[cfg(test)]").map_or("", |(_, tests)| tests)
    }
}

/// What has the shape of an id: capitals and digits, a hyphen, two or three digits.
fn ids(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-');
    words.filter(|word| {
        word.split_once('-').is_some_and(|(family, number)| {
            family.starts_with(|letter: char| letter.is_ascii_uppercase())
                && family
                    .bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
                && (2..=3).contains(&number.len())
                && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    })
}

fn evidence() -> Evidence {
    let mut found = Evidence::new();
    for file in files() {
        for id in ids(tests_of(&file)) {
            found.entry(id.to_owned()).or_default().insert(file.path.clone());
        }
    }
    found
}

fn document(tables: &[Table], evidence: &Evidence) -> String {
    let mut text = INTRODUCTION.to_owned();
    for Table { title, rows } in tables {
        let ours = || rows.iter().filter(|row| row.is_ours());
        let shown = ours()
            .filter(|row| row.missing.is_empty() && evidence.contains_key(row.id))
            .count();
        write!(
            text,
            "\n## {title}\n\n{shown} of {} rows that are ours are shown by a test.\n\n",
            ours().count()
        )
        .unwrap();
        text.push_str("| id | level | what | shown by |\n|---|---|---|---|\n");
        for row in rows {
            let Requirement { id, level, summary, .. } = row;
            writeln!(text, "| {id} | {level} | {summary} | {} |", row.shown_by(evidence)).unwrap();
        }
    }
    text
}

#[test]
fn the_table_of_requirements_is_current() {
    let generated = document(&tables(), &evidence());
    let path = root().join(DOCUMENT);
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == generated,
        "{DOCUMENT} is not current: run this test with UPDATE_GENERATED=1"
    );
}

#[test]
fn every_duty_of_ours_is_shown_by_a_test() {
    let evidence = evidence();
    let tables = tables();
    let rows = tables.iter().flat_map(|table| &table.rows);
    let bare = rows.filter(|row| row.is_required() && !evidence.contains_key(row.id));
    assert_none(
        &bare
            .map(|row| format!("{} ({}): {}", row.id, row.level, row.summary))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn an_excuse_goes_when_its_test_comes() {
    let evidence = evidence();
    let tables = tables();
    let rows = tables.iter().flat_map(|table| &table.rows);
    let stale = rows.filter(|row| !row.missing.is_empty() && evidence.contains_key(row.id));
    assert_none(
        &stale
            .map(|row| format!("{}: no longer \"{}\"", row.id, row.missing))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn tests_name_no_requirement_that_is_not_listed() {
    let tables = tables();
    let listed: BTreeSet<&str> = tables.iter().flat_map(|table| &table.rows).map(|row| row.id).collect();
    let families: BTreeSet<&str> = listed.iter().map(|id| id.split('-').next().unwrap()).collect();
    let is_unknown = |id: &&String| families.contains(id.split('-').next().unwrap()) && !listed.contains(id.as_str());
    assert_none(&evidence().keys().filter(is_unknown).cloned().collect::<Vec<_>>());
}

#[test]
fn ids_are_told_from_other_words() {
    let text = "// M2964-52, HS-18: RFC-6749, SHA-256 AES-1 x-HS-18 rfc7523-09 R7523-09";
    assert_eq!(
        ids(text).collect::<Vec<_>>(),
        ["M2964-52", "HS-18", "SHA-256", "R7523-09"]
    );
}
