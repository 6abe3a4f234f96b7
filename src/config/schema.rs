//! Builds the JSON Schema of `feeds.toml` from the table of keys. Editors complete and check with
//! it.

use serde_json::{Map, Value, json};

use super::keys::{Key, ROOT, TABLES, TableKeys, Takes, Without};

/// The schema (JSON Schema draft 2020-12), for `check --schema`.
///
/// The schema accepts everything that the program accepts. Only the program checks what the schema
/// cannot express: time zones, regular expressions, and rules about several tables.
pub fn schema() -> Value {
    let definitions: Map<String, Value> = TABLES
        .iter()
        .filter(|keys| keys.name != ROOT.name)
        .map(|keys| (keys.name.to_owned(), Value::Object(table(keys))))
        .collect();
    let mut schema = table(&ROOT);
    schema.insert(
        "$schema".to_owned(),
        json!("https://json-schema.org/draft/2020-12/schema"),
    );
    schema.insert("title".to_owned(), json!("feeds.toml of feedfold"));
    schema.insert("$defs".to_owned(), Value::Object(definitions));
    Value::Object(schema)
}

fn table(keys: &TableKeys) -> Map<String, Value> {
    let properties: Map<String, Value> = keys
        .keys
        .iter()
        .map(|key| (key.name.to_owned(), Value::Object(property(key))))
        .collect();
    let mut table = object(json!({
        "type": "object",
        "description": keys.about,
        "properties": properties,
        "additionalProperties": false,
    }));
    let required: Vec<&str> = keys
        .keys
        .iter()
        .filter(|key| key.without == Without::Refused)
        .map(|key| key.name)
        .collect();
    if !required.is_empty() {
        table.insert("required".to_owned(), json!(required));
    }
    if !keys.one_of.is_empty() {
        let one_of: Vec<Value> = keys
            .one_of
            .iter()
            .map(|key| json!({ "required": [key] }))
            .collect();
        table.insert("oneOf".to_owned(), json!(one_of));
    }
    if !keys.some_of.is_empty() {
        let some_of: Vec<Value> = keys
            .some_of
            .iter()
            .map(|key| json!({ "required": [key] }))
            .collect();
        table.insert("anyOf".to_owned(), json!(some_of));
    }
    if !keys.not_both.is_empty() {
        table.insert("not".to_owned(), json!({ "required": keys.not_both }));
    }
    if !keys.needs.is_empty() {
        let needs: Map<String, Value> = keys
            .needs
            .iter()
            .map(|(key, needed)| ((*key).to_owned(), json!([needed])))
            .collect();
        table.insert("dependentRequired".to_owned(), json!(needs));
    }
    table
}

fn property(key: &Key) -> Map<String, Value> {
    let mut property = object(taken(key.takes));
    let description = match key.without {
        Without::Otherwise(said) => format!("{} Without it: {said}.", key.about),
        Without::Refused | Without::Default(_) => key.about.to_owned(),
    };
    property.insert("description".to_owned(), json!(description));
    if let Without::Default(written) = key.without {
        property.insert("default".to_owned(), default(key.takes, written));
    }
    property
}

fn taken(takes: Takes) -> Value {
    let text = || json!({ "type": "string", "minLength": 1 });
    match takes {
        Takes::Text => text(),
        Takes::Duration => {
            // A duration has a unit: it is not a number alone.
            json!({ "type": "string", "pattern": r"[^0-9\s]", "examples": ["60m", "1h30m", "2 days"] })
        }
        Takes::Size => {
            json!({ "type": "string", "pattern": r"[bB]\s*$", "examples": ["16 MiB", "500 kB"] })
        }
        Takes::Word(words) => json!({ "type": "string", "enum": words }),
        Takes::Count(least, most) => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Takes::Integer => json!({ "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX }),
        Takes::Flag => json!({ "type": "boolean" }),
        Takes::True => json!({ "const": true }),
        Takes::Shaped(pattern) => json!({ "type": "string", "pattern": pattern }),
        Takes::Texts => one_or_list(&text(), 0),
        Takes::SomeTexts => one_or_list(&text(), 1),
        Takes::Words(words) => one_or_list(&json!({ "type": "string", "enum": words }), 1),
        Takes::Headers => json!({ "type": "object", "additionalProperties": text() }),
        Takes::Table(keys) => reference(keys),
        Takes::Tables(keys) => json!({ "type": "array", "items": reference(keys) }),
    }
}

fn one_or_list(item: &Value, least: usize) -> Value {
    let mut list = object(json!({ "type": "array", "items": item }));
    if least > 0 {
        list.insert("minItems".to_owned(), json!(least));
    }
    json!({ "anyOf": [item, list] })
}

fn reference(keys: &TableKeys) -> Value {
    json!({ "$ref": format!("#/$defs/{}", keys.name) })
}

/// Converts a default from text into the JSON type of its key.
fn default(takes: Takes, written: &str) -> Value {
    match takes {
        Takes::Count(..) | Takes::Integer | Takes::Flag | Takes::True => {
            serde_json::from_str(written).unwrap_or_else(|_| json!(written))
        }
        _ => json!(written),
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        _ => Map::new(),
    }
}
