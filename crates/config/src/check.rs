use ipnet::IpNet;
use serde_json::Value as Schema;
use url::Url;

use crate::mas::{self, Verdict};
use crate::problem::{Position, Report};
use crate::schema::{allows, choices, properties};
use crate::tree::{Entry, Node, Value, joined};

/// Compare a value with its schema, report what differs, and drop what is to be ignored.
pub(crate) fn check(node: &mut Node, schema: &Schema, path: &str, report: &mut Report) {
    let kind = match &node.value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Sequence(_) => "array",
        Value::Mapping(_) => "object",
    };
    let fits = allows(schema, kind) || (kind == "integer" && allows(schema, "number"));
    if !fits {
        let mut message = format!("expected {}, found {}", expected(schema), node.value.describe());
        if allows(schema, "string") && matches!(node.value, Value::Bool(_) | Value::Number(_)) {
            message.push_str("; put it in quotes");
        }
        report.error(&node.position, path, message);
        return;
    }
    match &mut node.value {
        Value::Null | Value::Bool(_) => {}
        Value::Number(number) => check_range(number.as_f64(), schema, &mut |message| {
            report.error(&node.position, path, message);
        }),
        Value::String(text) => {
            if let Some(message) = wrong_text(text, schema, path) {
                report.error(&node.position, path, message);
            }
        }
        Value::Sequence(items) => {
            if items.is_empty() && schema.get("minItems").is_some() {
                report.error(&node.position, path, "must not be empty");
            }
            if let Some(schema) = schema.get("items") {
                for (index, item) in items.iter_mut().enumerate() {
                    check(item, schema, &joined(path, &index.to_string()), report);
                }
            }
        }
        Value::Mapping(entries) => {
            check_entries(entries, schema, path, report);
            for key in required(schema) {
                if !entries.iter().any(|entry| entry.key == key) {
                    report.error(&node.position, path, format!("needs the key `{key}`"));
                }
            }
        }
    }
}

fn check_entries(entries: &mut Vec<Entry>, schema: &Schema, path: &str, report: &mut Report) {
    let Some(known) = properties(schema) else {
        return;
    };
    entries.retain_mut(|entry| {
        let path = joined(path, &entry.key);
        let Some(schema) = known.get(&entry.key) else {
            unknown_key(&entry.key, &entry.key_position, &path, known, report);
            return false;
        };
        // A heading whose keys are all commented out says nothing.
        if matches!(entry.node.value, Value::Null)
            && !allows(schema, "null")
            && (allows(schema, "object") || allows(schema, "array"))
        {
            return false;
        }
        check(&mut entry.node, schema, &path, report);
        true
    });
}

fn unknown_key(
    key: &str,
    position: &Position,
    path: &str,
    known: &serde_json::Map<String, Schema>,
    report: &mut Report,
) {
    match mas::verdict(path) {
        Some(Verdict::Ignored(why)) => report.warning(position, path, format!("is ignored: {why}")),
        Some(Verdict::Unsupported(why)) => report.error(position, path, why),
        None => {
            let known: Vec<&str> = known.keys().map(String::as_str).collect();
            let hint = match nearest(key, &known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known here are {}", listed(&known)),
            };
            report.error(position, path, format!("unknown key; {hint}"));
        }
    }
}

fn check_range(number: Option<f64>, schema: &Schema, error: &mut dyn FnMut(String)) {
    let limit = |name| schema.get(name).and_then(Schema::as_f64);
    let (least, most) = (limit("minimum"), limit("maximum"));
    if number < least || most.is_some_and(|most| number > Some(most)) {
        error(match (least, most) {
            (Some(least), Some(most)) => format!("must be from {least} to {most}"),
            (Some(least), None) => format!("must be at least {least}"),
            _ => format!("must be at most {}", most.unwrap_or_default()),
        });
    }
}

/// The value itself is shown only where it is one of a few known words: others may be secret.
fn wrong_text(text: &str, schema: &Schema, path: &str) -> Option<String> {
    if let Some(choices) = choices(schema)
        && !choices.contains(&text)
    {
        if let Some(why) = mas::value_verdict(path, text) {
            return Some(why.to_owned());
        }
        return Some(match nearest(text, &choices) {
            Some(near) => format!("`{text}` is not known; did you mean `{near}`?"),
            None => format!("`{text}` is not known; it is one of {}", listed(&choices)),
        });
    }
    match schema.get("format").and_then(Schema::as_str) {
        Some("uri") => Url::parse(text).err().map(|error| format!("must be a URL: {error}")),
        Some("cidr") => text
            .parse::<IpNet>()
            .is_err()
            .then(|| "must be a network, such as `192.0.2.0/24`".to_owned()),
        _ => None,
    }
}

fn required(schema: &Schema) -> impl Iterator<Item = &str> {
    let list = schema.get("required").and_then(Schema::as_array);
    list.into_iter().flatten().filter_map(Schema::as_str)
}

fn expected(schema: &Schema) -> String {
    let names = [
        ("object", "a mapping"),
        ("array", "a list"),
        ("string", "a string"),
        ("integer", "a whole number"),
        ("number", "a number"),
        ("boolean", "true or false"),
    ];
    names
        .iter()
        .filter(|(kind, _)| allows(schema, kind))
        .map(|(_, name)| *name)
        .collect::<Vec<_>>()
        .join(" or ")
}

/// The known word that was probably meant.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase().replace('-', "_");
    known
        .iter()
        .map(|known| {
            let plain = known.replace('-', "_");
            (strsim::damerau_levenshtein(&word, &plain), *known)
        })
        .filter(|(distance, known)| *distance <= (known.len() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    quoted.join(", ")
}
