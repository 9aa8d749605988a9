use serde_json::Value as Schema;

use crate::problem::{Position, Problem, Report};
use crate::schema::{allows, properties};
use crate::tree::{self, Entry, Node, Value};

const PREFIX: &str = "GATEHOUSE__";

/// A part of a variable's name. Numbers sort before names, and as numbers.
#[derive(Eq, Ord, PartialEq, PartialOrd)]
enum Step {
    Index(usize),
    Key(String),
}

/// Lay the variables `GATEHOUSE__SECTION__KEY` over the files.
pub(crate) fn overlay(
    root: &mut Node,
    schema: &Schema,
    variables: impl IntoIterator<Item = (String, String)>,
    report: &mut Report,
) {
    let mut variables: Vec<(Vec<Step>, String, String)> = variables
        .into_iter()
        .filter_map(|(name, value)| Some((steps(&name)?, name, value)))
        .collect();
    variables.sort();
    let mut before: Option<Vec<Step>> = None;
    for (path, name, value) in variables {
        let position = Position::Environment(name.into());
        if before.as_ref() == Some(&path) {
            report.error(&position, "", "is set twice, in different cases");
        } else {
            set(root, schema, &path, (&value, &position), report);
        }
        before = Some(path);
    }
}

fn steps(name: &str) -> Option<Vec<Step>> {
    let (prefix, path) = name.split_at_checked(PREFIX.len())?;
    prefix.eq_ignore_ascii_case(PREFIX).then(|| {
        path.split("__")
            .map(|part| match part.parse() {
                Ok(index) => Step::Index(index),
                Err(_) => Step::Key(part.to_lowercase()),
            })
            .collect()
    })
}

fn set(node: &mut Node, schema: &Schema, path: &[Step], (text, position): (&str, &Position), report: &mut Report) {
    match path.split_first() {
        None => match value(text, schema, position) {
            Ok(value) => *node = value,
            Err(problem) => report.problems.push(problem),
        },
        Some((Step::Index(index), rest)) if allows(schema, "array") => {
            let before = std::mem::replace(&mut node.value, Value::Null);
            let mut items = if let Value::Sequence(items) = before {
                items
            } else {
                node.position = position.clone();
                Vec::new()
            };
            let count = items.len();
            if *index == count {
                items.push(Node::null(position.clone()));
            }
            match items.get_mut(*index) {
                Some(item) => {
                    let schema = schema.get("items").unwrap_or(&Schema::Null);
                    set(item, schema, rest, (text, position), report);
                }
                None => report.error(
                    position,
                    "",
                    format!("no such item: the list has {count}, counted from 0"),
                ),
            }
            node.value = Value::Sequence(items);
        }
        Some((step, rest)) => {
            let name = match step {
                Step::Index(index) => index.to_string(),
                Step::Key(name) => name.clone(),
            };
            let schema = properties(schema)
                .and_then(|known| known.get(&name))
                .unwrap_or(&Schema::Null);
            // So that one port of the default listener can be set without spelling out the rest.
            let start = match schema.get("default") {
                Some(list @ Schema::Array(_)) => Node::from_json(list, position),
                _ => Node::null(position.clone()),
            };
            let before = std::mem::replace(&mut node.value, Value::Null);
            let mut entries = if let Value::Mapping(entries) = before {
                entries
            } else {
                node.position = position.clone();
                Vec::new()
            };
            if !entries.iter().any(|entry| entry.key == name) {
                entries.push(Entry {
                    key: name.clone(),
                    key_position: position.clone(),
                    node: start,
                });
            }
            if let Some(entry) = entries.iter_mut().find(|entry| entry.key == name) {
                set(&mut entry.node, schema, rest, (text, position), report);
            }
            node.value = Value::Mapping(entries);
        }
    }
}

/// What the schema wants decides: a password of digits stays a string.
fn value(text: &str, schema: &Schema, position: &Position) -> Result<Node, Problem> {
    if text.is_empty() && allows(schema, "null") {
        return Ok(Node::null(position.clone()));
    }
    if allows(schema, "string") {
        return Ok(Node {
            position: position.clone(),
            value: Value::String(text.to_owned()),
        });
    }
    tree::parse(text, &|_| position.clone())
}
