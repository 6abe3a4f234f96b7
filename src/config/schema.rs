//! Builds the JSON Schema of `feeds.toml` from the table of keys. Editors complete and check with
//! it.

use serde_json::{Map, Value, json};

use super::keys::{Demand, IfAbsent, Key, ROOT, TABLES, TableKeys, ValueType};

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
        .filter(|key| matches!(key.if_absent, IfAbsent::Refused))
        .map(|key| key.name)
        .collect();
    if !required.is_empty() {
        table.insert("required".to_owned(), json!(required));
    }
    let any = |keys: &mut dyn Iterator<Item = &str>| -> Value {
        keys.map(|key| json!({ "required": [key] })).collect()
    };
    match keys.demand {
        Demand::Nothing => {}
        Demand::OneOf(names) => {
            table.insert("oneOf".to_owned(), any(&mut names.iter().copied()));
        }
        Demand::AnyWithoutDefault => {
            table.insert("anyOf".to_owned(), any(&mut keys.without_default()));
        }
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
    let mut property = object(taken(key.value_type));
    let description = match key.if_absent {
        IfAbsent::Otherwise(said) => format!("{} Without it: {said}.", key.about),
        IfAbsent::Refused | IfAbsent::Default(_) => key.about.to_owned(),
    };
    property.insert("description".to_owned(), json!(description));
    if let IfAbsent::Default(written) = key.if_absent {
        property.insert("default".to_owned(), default(key.value_type, &written()));
    }
    property
}

fn taken(value_type: ValueType) -> Value {
    let text = || json!({ "type": "string", "minLength": 1 });
    match value_type {
        ValueType::Text => text(),
        ValueType::Duration => {
            // A duration has a unit: it is not a number alone.
            json!({ "type": "string", "pattern": r"[^0-9\s]", "examples": ["60m", "1h30m", "2 days"] })
        }
        ValueType::Size => {
            json!({ "type": "string", "pattern": r"[bB]\s*$", "examples": ["16 MiB", "500 kB"] })
        }
        ValueType::Word(words) => json!({ "type": "string", "enum": words() }),
        ValueType::Count(least, most) => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        ValueType::Integer => {
            json!({ "type": "integer", "minimum": i32::MIN, "maximum": i32::MAX })
        }
        ValueType::Flag => json!({ "type": "boolean" }),
        ValueType::True => json!({ "const": true }),
        ValueType::Shaped(pattern) => json!({ "type": "string", "pattern": pattern }),
        ValueType::Texts => one_or_list(&text(), 0),
        ValueType::NonEmptyTexts => one_or_list(&text(), 1),
        ValueType::Words(words) => one_or_list(&json!({ "type": "string", "enum": words() }), 1),
        ValueType::Headers => json!({ "type": "object", "additionalProperties": text() }),
        ValueType::Table(keys) => reference(keys),
        ValueType::Tables(keys) => json!({ "type": "array", "items": reference(keys) }),
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
fn default(value_type: ValueType, written: &str) -> Value {
    match value_type {
        ValueType::Count(..) | ValueType::Integer | ValueType::Flag | ValueType::True => {
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
