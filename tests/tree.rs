//! The files of the clone.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// What others made: builds, installed packages, running servers, fuzzers.
const NOT_OURS: [&str; 7] = [
    ".git",
    "target",
    "data",
    "node_modules",
    "corpus",
    "artifacts",
    "LICENSE",
];
/// Written by tools, as long as they like.
const LOCK_FILES: [&str; 2] = ["Cargo.lock", "package-lock.json"];

/// A text file, with its path from the root.
pub struct File {
    pub path: String,
    pub text: String,
}

impl File {
    pub fn has_extension(&self, extensions: &[&str]) -> bool {
        let extension = Path::new(&self.path)
            .extension()
            .and_then(|extension| extension.to_str());
        extension.is_some_and(|extension| extensions.contains(&extension))
    }

    /// Whether the whole file is there for tests.
    pub fn is_test(&self) -> bool {
        let parts = || self.path.split('/');
        parts().any(|part| part == "tests" || part == "testkit") || parts().next_back() == Some("tests.rs")
    }
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every text file of the clone, sorted by path.
pub fn files() -> Vec<File> {
    let mut found = Vec::new();
    walk(&root(), "", &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn walk(directory: &Path, prefix: &str, found: &mut Vec<File>) {
    for entry in fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let kind = entry.file_type().unwrap();
        let path = format!("{prefix}{name}");
        if kind.is_dir() && (name == ".ci" || !name.starts_with('.')) && !NOT_OURS.contains(&name.as_str()) {
            walk(&entry.path(), &format!("{path}/"), found);
        } else if kind.is_file() && !LOCK_FILES.contains(&name.as_str()) && !NOT_OURS.contains(&name.as_str()) {
            // Images and fonts are no text.
            if let Ok(text) = fs::read_to_string(entry.path()) {
                found.push(File { path, text });
            }
        }
    }
}

/// Fails with one line for each complaint.
pub fn assert_none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}
