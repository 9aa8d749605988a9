use serde_json::{Map, Value};
use url::Url;

use crate::schema::{allows, json_schema, properties};

/// Whether secrets are written out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Secrets {
    /// As they are: the result is as secret as the configuration file.
    Shown,
    /// Replaced by `(hidden)`.
    Hidden,
}

const HIDDEN: &str = "(hidden)";

pub(crate) fn to_yaml(mut config: Value, secrets: Secrets) -> Result<String, serde_saphyr::SerializeError> {
    let schema = json_schema();
    complete(&mut config, &schema);
    if secrets == Secrets::Hidden {
        hide(&mut config, &schema);
    }
    serde_saphyr::to_string(&config)
}

/// Add the defaults of the schema.
fn complete(value: &mut Value, schema: &Value) {
    match value {
        Value::Object(entries) => {
            for (key, schema) in properties(schema).into_iter().flatten() {
                if let Some(value) = entries.get_mut(key) {
                    complete(value, schema);
                } else if let Some(default) = default(schema) {
                    entries.insert(key.clone(), default);
                }
            }
        }
        Value::Array(items) => {
            if let Some(schema) = schema.get("items") {
                for item in items {
                    complete(item, schema);
                }
            }
        }
        _ => {}
    }
}

fn default(schema: &Value) -> Option<Value> {
    match schema.get("default") {
        Some(Value::Null) => None,
        Some(default) => Some(default.clone()),
        None if allows(schema, "object") && !allows(schema, "null") => {
            let mut section = Value::Object(Map::new());
            complete(&mut section, schema);
            section
                .as_object()
                .is_some_and(|section| !section.is_empty())
                .then_some(section)
        }
        None => None,
    }
}

fn hide(value: &mut Value, schema: &Value) {
    match value {
        Value::String(text) if schema.get("writeOnly").is_some() => {
            *text = match schema.get("format").and_then(Value::as_str) {
                Some("uri") => hide_password(text),
                _ => HIDDEN.to_owned(),
            };
        }
        Value::Object(entries) => {
            for (key, schema) in properties(schema).into_iter().flatten() {
                if let Some(value) = entries.get_mut(key) {
                    hide(value, schema);
                }
            }
        }
        Value::Array(items) => {
            if let Some(schema) = schema.get("items") {
                for item in items {
                    hide(item, schema);
                }
            }
        }
        _ => {}
    }
}

/// The password may stand before the host or among the parameters.
fn hide_password(uri: &str) -> String {
    let Ok(mut url) = Url::parse(uri) else {
        return HIDDEN.to_owned();
    };
    if url.query().is_some() || (url.password().is_some() && url.set_password(Some("hidden")).is_err()) {
        return HIDDEN.to_owned();
    }
    url.into()
}
