//! `config.example.yaml` shows every option, with its default.

use std::path::{Path, PathBuf};

use gatehouse_config::{Secrets, json_schema, load};
use serde_json::Value;

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config.example.yaml")
}

/// `#key` becomes `key`; `# prose` stays.
fn uncommented() -> Value {
    let text = std::fs::read_to_string(example()).unwrap();
    let lines: Vec<String> = text
        .lines()
        .map(|line| match line.trim_start().strip_prefix('#') {
            Some(option) if !option.is_empty() && !option.starts_with(' ') => line.replacen('#', "", 1),
            _ => line.replace("clients: []", "clients:"),
        })
        .collect();
    serde_saphyr::from_str(&lines.join("\n")).unwrap()
}

#[test]
fn the_example_is_the_default() {
    let example = load(&[example()], []).unwrap();
    assert_eq!(example.warnings, []);
    let mut shown: Value = serde_saphyr::from_str(&example.to_yaml(Secrets::Shown).unwrap()).unwrap();
    let default: Value = serde_saphyr::from_str(&load(&[], []).unwrap().to_yaml(Secrets::Shown).unwrap()).unwrap();
    // The example spells out what goes without saying.
    shown["matrix"] = serde_json::json!({"kind": shown["matrix"]["kind"]});
    shown.as_object_mut().unwrap().remove("clients");
    shown["passwords"]["schemes"][0]
        .as_object_mut()
        .unwrap()
        .remove("unicode_normalization");
    assert_eq!(shown, default);
}

#[test]
fn the_example_shows_every_option_and_no_other() {
    let mut missing = Vec::new();
    let mut unknown = Vec::new();
    compare(&uncommented(), &json_schema(), "", &mut missing, &mut unknown);
    assert_eq!(missing, [""; 0], "options that the example lacks");
    assert_eq!(unknown, [""; 0], "options that do not exist");
}

fn compare(value: &Value, schema: &Value, path: &str, missing: &mut Vec<String>, unknown: &mut Vec<String>) {
    if let Some(items) = value.as_array() {
        // Sockets are shown one form at a time: together they have every key.
        let mut all = serde_json::Map::new();
        for item in items.iter().filter_map(Value::as_object) {
            all.extend(item.clone());
        }
        if !all.is_empty() {
            compare(&all.into(), &schema["items"], &format!("{path}.*"), missing, unknown);
        }
    }
    let Some(known) = schema["properties"].as_object() else {
        return;
    };
    let given = value.as_object().unwrap();
    for (key, schema) in known {
        match given.get(key) {
            Some(value) => compare(value, schema, &format!("{path}.{key}"), missing, unknown),
            None => missing.push(format!("{path}.{key}")),
        }
    }
    unknown.extend(
        given
            .keys()
            .filter(|key| !known.contains_key(*key))
            .map(|key| format!("{path}.{key}")),
    );
}
