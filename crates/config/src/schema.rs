use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::Config;

/// The JSON schema of the configuration file, for editors and for `docs/config.schema.json`.
pub fn json_schema() -> Value {
    // Without references, so that whoever walks it needs to look nowhere else.
    let mut schema = SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .into_generator()
        .into_root_schema_for::<Config>()
        .to_value();
    // Whether a map keeps its order is for whoever else is built with us to say.
    schema.sort_all_objects();
    schema
}

/// Whether a value of this type ("string", "null", …) is allowed.
pub(crate) fn allows(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(many)) => many.iter().any(|one| one == name),
        // Alternatives, of which `null` may be one, or anything at all.
        _ => match schema.get("anyOf").and_then(Value::as_array) {
            Some(schemas) => schemas.iter().any(|schema| allows(schema, name)),
            None => match schema.get("oneOf") {
                Some(_) => name == "string",
                None => true,
            },
        },
    }
}

/// The only strings allowed, if the schema lists them.
pub(crate) fn choices(schema: &Value) -> Option<Vec<&str>> {
    if let Some(choices) = schema.get("enum").and_then(Value::as_array) {
        return Some(choices.iter().filter_map(Value::as_str).collect());
    }
    if let Some(schemas) = schema.get("oneOf").and_then(Value::as_array) {
        return Some(
            schemas
                .iter()
                .filter_map(|schema| schema.get("const").and_then(Value::as_str))
                .collect(),
        );
    }
    schema.get("anyOf").and_then(Value::as_array)?.iter().find_map(choices)
}

/// The keys of a mapping, or nothing where any key is allowed.
pub(crate) fn properties(schema: &Value) -> Option<&serde_json::Map<String, Value>> {
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        return Some(properties);
    }
    schema
        .get("anyOf")
        .and_then(Value::as_array)?
        .iter()
        .find_map(properties)
}
