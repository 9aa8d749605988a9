//! The targets, whose bodies the tests of the main workspace share.

#[path = "../../tests/fuzzing/targets/mod.rs"]
pub mod targets;

/// Runs the target of this name.
pub fn run(name: &str, data: &[u8]) {
    let (_, target) = targets::TARGETS.iter().find(|(known, _)| *known == name).expect("a target");
    target(data);
}
