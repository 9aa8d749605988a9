use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use serde_saphyr::options::AliasLimits;
use serde_saphyr::{Location, MessageFormatter, Spanned, UserMessageFormatter};

use crate::problem::{Position, Problem};

/// A value of a configuration file that knows where it stands.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) position: Position,
    pub(crate) value: Value,
}

#[derive(Clone)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    Sequence(Vec<Node>),
    Mapping(Vec<Entry>),
}

#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_position: Position,
    pub(crate) node: Node,
}

impl Node {
    pub(crate) fn null(position: Position) -> Self {
        Self {
            position,
            value: Value::Null,
        }
    }

    pub(crate) fn key(&self, key: &str) -> Option<&Self> {
        match &self.value {
            Value::Mapping(entries) => entries.iter().find(|e| e.key == key).map(|e| &e.node),
            _ => None,
        }
    }

    pub(crate) fn item(&self, index: usize) -> Option<&Self> {
        match &self.value {
            Value::Sequence(items) => items.get(index),
            _ => None,
        }
    }

    /// Lay another file over this one: mappings merge, lists are joined, other values replaced.
    /// A key without a value says nothing where there is already a mapping or a list.
    pub(crate) fn merge(&mut self, over: Self) {
        match (&mut self.value, over.value) {
            (Value::Mapping(_) | Value::Sequence(_), Value::Null) => {}
            (Value::Mapping(below), Value::Mapping(above)) => {
                for entry in above {
                    match below.iter_mut().find(|e| e.key == entry.key) {
                        Some(known) => known.node.merge(entry.node),
                        None => below.push(entry),
                    }
                }
            }
            (Value::Sequence(below), Value::Sequence(above)) => below.extend(above),
            (value, above) => {
                *value = above;
                self.position = over.position;
            }
        }
    }

    pub(crate) fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(value) => value.clone().into(),
            Value::String(value) => value.as_str().into(),
            Value::Sequence(items) => items.iter().map(Self::to_json).collect(),
            Value::Mapping(entries) => entries
                .iter()
                .map(|entry| (entry.key.clone(), entry.node.to_json()))
                .collect(),
        }
    }

    pub(crate) fn from_json(json: &serde_json::Value, position: &Position) -> Self {
        let value = match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(*value),
            serde_json::Value::Number(value) => Value::Number(value.clone()),
            serde_json::Value::String(value) => Value::String(value.clone()),
            serde_json::Value::Array(items) => {
                Value::Sequence(items.iter().map(|item| Self::from_json(item, position)).collect())
            }
            serde_json::Value::Object(entries) => Value::Mapping(
                entries
                    .iter()
                    .map(|(key, value)| Entry {
                        key: key.clone(),
                        key_position: position.clone(),
                        node: Self::from_json(value, position),
                    })
                    .collect(),
            ),
        };
        Self {
            position: position.clone(),
            value,
        }
    }
}

impl Value {
    /// What it is, for people who write configuration files.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Sequence(_) => "a list",
            Self::Mapping(_) => "a mapping",
        }
    }
}

/// The path of a key below another.
pub(crate) fn joined(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// Read a configuration file.
pub(crate) fn read_file(path: &Path) -> Result<Node, Problem> {
    let path: Arc<Path> = path.into();
    let text = std::fs::read_to_string(&path).map_err(|error| Problem {
        position: Position::Unreadable(path.clone()),
        key: String::new(),
        message: format!("cannot be read: {error}"),
    })?;
    parse(&text, &|location| Position::File {
        path: path.clone(),
        line: location.line().max(1),
        column: location.column().max(1),
    })
}

/// Parse YAML; `position` says where a place in the text is.
pub(crate) fn parse(text: &str, position: &dyn Fn(Location) -> Position) -> Result<Node, Problem> {
    let mut alias_limits = AliasLimits::default();
    alias_limits.max_total_replayed_events = 10_000;
    // YAML 1.2 as far as types go: `yes` and `0660` are strings.
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            // Twice what any option needs; each level takes a good piece of the stack.
            max_depth: 16,
            max_nodes: 100_000,
        },
        alias_limits: alias_limits,
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
        emit_comments: false,
    };
    serde_saphyr::from_str_with_options::<Option<Spanned<Plain>>>(text, options)
        .map(|node| match node {
            Some(node) => located(node, position),
            None => Node::null(position(Location::UNKNOWN)),
        })
        .map_err(|error| Problem {
            position: position(error.location().unwrap_or(Location::UNKNOWN)),
            key: String::new(),
            message: format!(
                "not valid YAML: {}",
                UserMessageFormatter.format_message(error.without_snippet())
            ),
        })
}

/// A value as the parser hands it over, before it knows its file.
enum Plain {
    Scalar(Value),
    Sequence(Vec<Spanned<Plain>>),
    Mapping(Vec<(Spanned<String>, Spanned<Plain>)>),
}

fn located(node: Spanned<Plain>, position: &dyn Fn(Location) -> Position) -> Node {
    let value = match node.value {
        Plain::Scalar(value) => value,
        Plain::Sequence(items) => Value::Sequence(items.into_iter().map(|i| located(i, position)).collect()),
        Plain::Mapping(entries) => Value::Mapping(
            entries
                .into_iter()
                .map(|(key, node)| Entry {
                    key_position: position(key.defined),
                    key: key.value,
                    node: located(node, position),
                })
                .collect(),
        ),
    };
    Node {
        position: position(node.defined),
        value,
    }
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlainVisitor)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Plain, E> {
        Ok(Plain::Scalar(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Plain, E> {
        Ok(Plain::Scalar(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Plain, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Plain, E> {
        Ok(Plain::Scalar(Value::Bool(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Plain, E> {
        Ok(Plain::Scalar(Value::Number(value.into())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Plain, E> {
        Ok(Plain::Scalar(Value::Number(value.into())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Plain, E> {
        Ok(Plain::Scalar(match Number::from_f64(value) {
            Some(number) => Value::Number(number),
            None => Value::String(value.to_string()),
        }))
    }

    fn visit_str<E>(self, value: &str) -> Result<Plain, E> {
        Ok(Plain::Scalar(Value::String(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Plain, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Plain::Sequence(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Plain, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = access.next_entry()? {
            entries.push(entry);
        }
        Ok(Plain::Mapping(entries))
    }
}
