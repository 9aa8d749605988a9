//! The tree itself: which crate may know which, and how files look.

#![expect(clippy::unwrap_used, reason = "what goes wrong in a test fails the test")]

use std::{collections::BTreeSet, fs, process::Command};

use serde_json::Value;

mod tree;

use tree::{File, assert_none, files, root};

/// The crates of the house and those of them that each may know, as ARCHITECTURE.md draws it.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("config", &[]),
    ("storage", &["domain"]),
    ("tokens", &["domain"]),
    ("homeserver", &["domain"]),
    ("mail", &["domain"]),
    ("auth", &["domain", "homeserver", "mail", "storage", "tokens"]),
    ("web", &["auth", "domain", "mail", "tokens"]),
    ("oauth", &["auth", "domain", "tokens", "web"]),
    ("account", &["auth", "domain", "tokens", "web"]),
    ("compat", &["auth", "domain", "web"]),
    ("proxy", &["web"]),
    ("server", ROOMS),
    ("testkit", EVERYTHING),
    ("testkit-macros", &[]),
];

const ROOMS: &[&str] = &[
    "account",
    "auth",
    "compat",
    "config",
    "domain",
    "homeserver",
    "mail",
    "oauth",
    "proxy",
    "storage",
    "tokens",
    "web",
];
const EVERYTHING: &[&str] = &[
    "account",
    "auth",
    "compat",
    "config",
    "domain",
    "homeserver",
    "mail",
    "oauth",
    "proxy",
    "server",
    "storage",
    "testkit-macros",
    "tokens",
    "web",
];

/// Crates of others that only some of ours may know.
const RESERVED: &[(&str, &[&str])] = &[
    (
        "axum",
        &["oauth", "account", "compat", "proxy", "web", "server", "testkit"],
    ),
    ("lettre", &["mail", "config"]),
    ("sqlx", &["storage"]),
];

/// What would let the domain wait, read a clock, draw randomness, log, or reach out.
const NOT_IN_DOMAIN: &[&str] = &[
    "async-trait",
    "futures",
    "getrandom",
    "log",
    "rand",
    "reqwest",
    "tokio",
    "tokio-util",
    "tracing",
];

/// The crates whose files parse, call and render, and hold no rules.
const FACES: &[&str] = &["crates/oauth/src/", "crates/account/src/", "crates/compat/src/"];
/// Files of a face over 200 lines, and why.
const LONG_IN_A_FACE: &[(&str, &str)] = &[];

const LONGEST: usize = 600;

/// A member of the workspace: its name without `gatehouse-`, and what it depends on.
struct Member {
    name: String,
    normal: Vec<String>,
    all: BTreeSet<String>,
}

impl Member {
    /// Those of our own crates that it knows, tests aside.
    fn arrows(&self) -> impl Iterator<Item = &str> {
        self.normal.iter().filter_map(|name| name.strip_prefix("gatehouse-"))
    }

    fn is_a_room(&self) -> bool {
        ARROWS.iter().any(|(name, _)| *name == self.name)
    }
}

fn members() -> Vec<Member> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata
        .get("packages")
        .and_then(Value::as_array)
        .unwrap()
        .iter()
        .map(member)
        .collect()
}

fn member(package: &Value) -> Member {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let dependencies = package["dependencies"].as_array().unwrap();
    let is_normal = |dependency: &&Value| dependency["kind"].is_null();
    Member {
        name: text(&package["name"]).trim_start_matches("gatehouse-").to_owned(),
        normal: dependencies
            .iter()
            .filter(is_normal)
            .map(|one| text(&one["name"]))
            .collect(),
        all: dependencies.iter().map(|one| text(&one["name"])).collect(),
    }
}

fn rust_files() -> impl Iterator<Item = File> {
    files().into_iter().filter(|file| file.has_extension(&["rs"]))
}

/// The names in a directory, sorted.
fn names(directory: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(directory)).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn arrows_between_crates_run_as_drawn() {
    let mut complaints = Vec::new();
    for member in members() {
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == member.name) else {
            if !["tests", "bench"].contains(&member.name.as_str()) {
                complaints.push(format!(
                    "{}: draw its arrows in ARROWS and in ARCHITECTURE.md",
                    member.name
                ));
            }
            continue;
        };
        for target in member.arrows().filter(|target| !allowed.contains(target)) {
            complaints.push(format!("{} must not know {target}", member.name));
        }
    }
    assert_none(&complaints);
}

#[test]
fn drivers_and_frameworks_stay_in_their_rooms() {
    let mut complaints = Vec::new();
    for member in members().iter().filter(|member| member.is_a_room()) {
        for (foreign, allowed) in RESERVED {
            if member.normal.iter().any(|name| name == foreign) && !allowed.contains(&member.name.as_str()) {
                complaints.push(format!("{} must not know {foreign}", member.name));
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn the_domain_neither_waits_nor_draws_nor_logs() {
    let members = members();
    let domain = members.iter().find(|member| member.name == "domain").unwrap();
    let found = domain
        .normal
        .iter()
        .filter(|name| NOT_IN_DOMAIN.contains(&name.as_str()));
    assert_none(
        &found
            .map(|name| format!("domain must not know {name}"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn only_tests_know_the_test_kit() {
    let mut complaints = Vec::new();
    for member in members().iter().filter(|member| member.name != "testkit") {
        if member.arrows().any(|target| target == "testkit") {
            complaints.push(format!("{} depends on testkit outside of its tests", member.name));
        }
    }
    assert_none(&complaints);
}

#[test]
fn every_workspace_dependency_is_used() {
    let used: BTreeSet<String> = members().into_iter().flat_map(|member| member.all).collect();
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let declared = manifest
        .lines()
        .skip_while(|line| *line != "[workspace.dependencies]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name));
    let unused = declared.filter(|name| !used.contains(*name));
    assert_none(
        &unused
            .map(|name| format!("nobody uses {name}: remove it from Cargo.toml"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn both_databases_have_the_same_migrations() {
    assert_eq!(names("migrations/sqlite"), names("migrations/postgres"));
}

#[test]
fn lints_are_never_silenced_without_a_reason() {
    let allow = concat!("allow", "(");
    let expect = concat!("expect", "(");
    let mut complaints = Vec::new();
    for file in rust_files() {
        for opening in ["#[", "#!["] {
            if file.text.contains(&format!("{opening}{allow}")) {
                complaints.push(format!(
                    "{}: say `{expect}…, reason = \"…\")` instead of `{allow}…)`",
                    file.path
                ));
            }
            for attribute in file.text.split(&format!("{opening}{expect}")).skip(1) {
                if !attribute.split(")]").next().unwrap().contains("reason =") {
                    complaints.push(format!("{}: `{expect}…)` without a reason", file.path));
                }
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn nothing_is_left_unfinished() {
    let marks = [
        concat!("todo", "!"),
        concat!("unimplemented", "!"),
        concat!("FIX", "ME"),
        concat!("TO", "DO"),
    ];
    let mut complaints = Vec::new();
    for file in files() {
        for mark in marks {
            if file.text.contains(mark) {
                complaints.push(format!("{}: {mark}", file.path));
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn no_file_names_a_place_outside_of_the_clone() {
    let places = [
        concat!("..", "/shared"),
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
    ];
    let mut complaints = Vec::new();
    for file in files() {
        for place in places {
            if file.text.contains(place) {
                complaints.push(format!("{}: {place}", file.path));
            }
        }
    }
    assert_none(&complaints);
}

#[test]
fn files_are_short() {
    let sources = ["rs", "mjs", "js", "css", "html"];
    let long = files()
        .into_iter()
        .filter(|file| file.has_extension(&sources) && file.text.lines().count() > LONGEST);
    assert_none(
        &long
            .map(|file| format!("{}: {} lines", file.path, file.text.lines().count()))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn long_files_in_a_face_have_a_reason() {
    let is_long = |file: &File| {
        FACES.iter().any(|face| file.path.starts_with(face)) && !file.is_test() && file.text.lines().count() > 200
    };
    let long: Vec<String> = rust_files().filter(is_long).map(|file| file.path).collect();
    let listed: Vec<&str> = LONG_IN_A_FACE.iter().map(|(path, _)| *path).collect();
    assert_eq!(
        long, listed,
        "rules belong in the domain, stories in auth; else list the file with a reason"
    );
}

#[test]
fn the_architecture_names_every_room() {
    let architecture = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let unnamed = names("crates")
        .into_iter()
        .filter(|name| !architecture.contains(&format!("`crates/{name}`")));
    assert_none(
        &unnamed
            .map(|name| format!("ARCHITECTURE.md does not name `crates/{name}`"))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn decisions_are_numbered_without_a_gap() {
    let numbers: Vec<String> = names("docs/decisions")
        .iter()
        .map(|name| name.split('-').next().unwrap().to_owned())
        .collect();
    let expected: Vec<String> = (1..=numbers.len()).map(|number| format!("{number:04}")).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn links_between_documents_lead_somewhere() {
    let mut complaints = Vec::new();
    for file in files().into_iter().filter(|file| file.has_extension(&["md"])) {
        let directory = root().join(&file.path).parent().unwrap().to_owned();
        for link in file.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") || link.contains(char::is_whitespace) {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = directory.join(path);
            let leads_somewhere = match anchor {
                "" => target.exists(),
                _ if path.is_empty() => has_anchor(&file.text, anchor),
                _ => fs::read_to_string(target).is_ok_and(|text| has_anchor(&text, anchor)),
            };
            if !leads_somewhere {
                complaints.push(format!("{}: {link}", file.path));
            }
        }
    }
    assert_none(&complaints);
}

/// Whether a heading of the document has this anchor: its letters and digits in lower case, a dash for each space.
fn has_anchor(document: &str, anchor: &str) -> bool {
    let headings = document.lines().filter(|line| line.starts_with('#'));
    let mut anchors = headings.filter_map(|line| {
        let heading = line
            .trim_start_matches('#')
            .strip_prefix(' ')?
            .to_lowercase()
            .replace(' ', "-");
        Some(heading.replace(
            |letter: char| !letter.is_alphanumeric() && !matches!(letter, '-' | '_'),
            "",
        ))
    });
    anchors.any(|found| found == anchor)
}

#[test]
fn what_a_newcomer_looks_for_is_there() {
    let expected = [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "LICENSE",
        "config.example.yaml",
        "dev",
        ".ci/run",
    ];
    let missing = expected.into_iter().filter(|name| !root().join(name).exists());
    assert_none(&missing.map(ToOwned::to_owned).collect::<Vec<_>>());
}
