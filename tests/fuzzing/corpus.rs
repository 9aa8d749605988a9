//! The corpora in `fuzz/corpus/`, replayed.

use std::{
    collections::BTreeSet,
    fs,
    panic::catch_unwind,
    path::{Path, PathBuf},
};

use crate::targets::{TARGETS, Target};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz")
}

fn names(directory: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(directory).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn replay(name: &str, target: Target) {
    let directory = root().join("corpus").join(name);
    let inputs = names(&directory);
    assert!(inputs.len() > 10, "the corpus of {name} is missing");
    let fails = |input: &&String| {
        let data = fs::read(directory.join(input)).unwrap();
        catch_unwind(|| target(&data)).is_err()
    };
    let failed: Vec<&String> = inputs.iter().filter(fails).collect();
    assert!(failed.is_empty(), "{name}: {failed:?}");
}

#[test]
fn nothing_in_the_corpora_breaks_a_rule() {
    for (name, target) in TARGETS {
        replay(name, target);
    }
}

#[test]
fn every_target_is_fuzzed() {
    let targets: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let files = targets.iter().map(|name| format!("{name}.rs")).collect();
    assert_eq!(names(&root().join("corpus")), targets);
    assert_eq!(names(&root().join("fuzz_targets")), files);
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for name in targets {
        assert!(
            manifest.contains(&format!("name = \"{name}\"")),
            "fuzz/Cargo.toml lacks {name}"
        );
    }
}
