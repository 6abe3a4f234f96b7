//! The table of keys, the walker and the JSON Schema agree.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "what fails here fails the test"
)]

use std::fs;
use std::path::Path;

use feedfold::config::keys::{IfAbsent, ROOT, TABLES, TableKeys, ValueType};
use feedfold::config::{Config, schema};
use regex::Regex;
use serde_json::{Value, json};

/// The fixture in which every key stands.
fn full() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/config/full.toml");
    let text = fs::read_to_string(path).unwrap();
    toml::from_str(&text).unwrap()
}

/// What the program says of a document: nothing, or its problems.
fn walker_refuses(document: &Value) -> Option<String> {
    let text = toml::to_string(document).unwrap();
    let environment = |name: &str| (name == "TOKEN").then(|| "t".to_owned());
    Config::from_bytes(text.as_bytes(), "f", Path::new("/f"), &environment)
        .err()
        .map(|problems| problems.to_string())
}

fn schema_accepts(document: &Value) -> bool {
    let schema = schema();
    accepts(&schema, &schema, document)
}

/// JSON Schema as far as ours goes; a word that is not known here fails the test.
fn accepts(root: &Value, schema: &Value, value: &Value) -> bool {
    let any = |schemas: &Value| {
        let schemas = schemas.as_array().unwrap();
        schemas
            .iter()
            .filter(|schema| accepts(root, schema, value))
            .count()
    };
    schema
        .as_object()
        .unwrap()
        .iter()
        .all(|(word, says)| match word.as_str() {
            "$schema" | "$defs" | "title" | "description" | "default" | "examples"
            | "properties" => true,
            "$ref" => {
                let place = says.as_str().unwrap().trim_start_matches('#');
                accepts(root, root.pointer(place).unwrap(), value)
            }
            "type" => match says.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "integer" => value.is_i64(),
                "boolean" => value.is_boolean(),
                other => panic!("type {other}"),
            },
            "enum" => says.as_array().unwrap().contains(value),
            "const" => says == value,
            "anyOf" => any(says) > 0,
            "oneOf" => any(says) == 1,
            "minimum" => value
                .as_i64()
                .is_none_or(|number| number >= says.as_i64().unwrap()),
            "maximum" => value
                .as_i64()
                .is_none_or(|number| number <= says.as_i64().unwrap()),
            "pattern" => value
                .as_str()
                .is_none_or(|text| Regex::new(says.as_str().unwrap()).unwrap().is_match(text)),
            "not" => !accepts(root, says, value),
            "minItems" => value
                .as_array()
                .is_none_or(|items| items.len() as u64 >= says.as_u64().unwrap()),
            "minLength" => value.as_str().is_none_or(|text| !text.is_empty()),
            "items" => value
                .as_array()
                .is_none_or(|items| items.iter().all(|item| accepts(root, says, item))),
            "required" => value.as_object().is_none_or(|table| {
                let required = says.as_array().unwrap();
                required
                    .iter()
                    .all(|key| table.contains_key(key.as_str().unwrap()))
            }),
            "dependentRequired" => value.as_object().is_none_or(|table| {
                says.as_object().unwrap().iter().all(|(key, needed)| {
                    let mut needed = needed.as_array().unwrap().iter();
                    !table.contains_key(key)
                        || needed.all(|needed| table.contains_key(needed.as_str().unwrap()))
                })
            }),
            "additionalProperties" => value.as_object().is_none_or(|table| {
                table.iter().all(|(key, value)| {
                    match schema.pointer(&format!("/properties/{key}")) {
                        Some(property) => accepts(root, property, value),
                        None if says.is_object() => accepts(root, says, value),
                        None => says != &json!(false),
                    }
                })
            }),
            other => panic!("the schema uses `{other}`"),
        })
}

/// Every table of a document as a JSON pointer, with its keys.
fn tables(
    document: &Value,
    keys: &'static TableKeys,
    at: &str,
) -> Vec<(String, &'static TableKeys)> {
    let mut found = vec![(at.to_owned(), keys)];
    for key in keys.keys {
        let place = format!("{at}/{}", key.name);
        match (key.value_type, document.pointer(&place)) {
            (ValueType::Table(keys), Some(_)) => found.extend(tables(document, keys, &place)),
            (ValueType::Tables(keys), Some(list)) => {
                for index in 0..list.as_array().unwrap().len() {
                    found.extend(tables(document, keys, &format!("{place}/{index}")));
                }
            }
            _ => {}
        }
    }
    found
}

/// The document with one key set, or taken out.
fn with(document: &Value, table: &str, key: &str, value: Option<Value>) -> Value {
    let mut changed = document.clone();
    let table = changed.pointer_mut(table).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => table.insert(key.to_owned(), value),
        None => table.remove(key),
    };
    changed
}

fn both_accept(document: &Value, why: &str) {
    assert_eq!(walker_refuses(document), None, "{why}");
    assert!(schema_accepts(document), "{why}");
}

fn both_refuse(document: &Value, why: &str) {
    assert!(walker_refuses(document).is_some(), "the walker: {why}");
    assert!(!schema_accepts(document), "the schema: {why}");
}

#[test]
fn every_key_of_the_table_is_in_the_schema_and_accepted() {
    let (document, schema) = (full(), schema());
    let places = tables(&document, &ROOT, "");
    for table in TABLES {
        let definition = if table.name == ROOT.name {
            &schema
        } else {
            schema.pointer(&format!("/$defs/{}", table.name)).unwrap()
        };
        let properties = definition["properties"].as_object().unwrap();
        assert_eq!(properties.len(), table.keys.len(), "{}", table.display_name);
        for key in table.keys {
            assert!(properties.contains_key(key.name), "{}", key.name);
            let stands = places.iter().any(|(place, keys)| {
                keys.name == table.name
                    && document.pointer(&format!("{place}/{}", key.name)).is_some()
            });
            assert!(
                stands,
                "full.toml lacks {} of {}",
                key.name, table.display_name
            );
        }
    }
    both_accept(&document, "the whole fixture");
}

#[test]
fn a_key_that_is_unknown_is_refused_in_every_table() {
    let document = full();
    for (place, keys) in tables(&document, &ROOT, "") {
        let changed = with(&document, &place, "zzzzzz", Some(json!("x")));
        both_refuse(&changed, keys.display_name);
        assert!(
            walker_refuses(&changed).unwrap().contains("zzzzzz"),
            "{place}"
        );
    }
}

#[test]
fn a_key_that_must_stand_is_missed() {
    let document = full();
    for (place, keys) in tables(&document, &ROOT, "") {
        for key in keys
            .keys
            .iter()
            .filter(|key| matches!(key.if_absent, IfAbsent::Refused))
        {
            let why = format!("{place}/{} taken out", key.name);
            both_refuse(&with(&document, &place, key.name, None), &why);
        }
    }
    let url = full().pointer("/sources/0/url").cloned();
    both_refuse(
        &with(&document, "/sources/0", "url", None),
        "neither url nor path",
    );
    both_refuse(&with(&document, "/sources/1", "url", url), "url and path");
}

#[test]
fn a_value_of_another_type_is_refused_under_every_key() {
    let document = full();
    for (place, keys) in tables(&document, &ROOT, "") {
        for key in keys.keys {
            for wrong in [json!(1.5), json!([[1]]), json!("")] {
                let why = format!("{place}/{} = {wrong}", key.name);
                both_refuse(&with(&document, &place, key.name, Some(wrong)), &why);
            }
        }
    }
}

#[test]
fn numbers_have_the_same_bounds() {
    let document = full();
    for (place, keys) in tables(&document, &ROOT, "") {
        for key in keys.keys {
            let (least, most) = match key.value_type {
                ValueType::Count(least, most) => {
                    (i64::try_from(least).unwrap(), i64::try_from(most).unwrap())
                }
                ValueType::Integer => (i64::from(i32::MIN), i64::from(i32::MAX)),
                _ => continue,
            };
            let set = |number: i64| with(&document, &place, key.name, Some(json!(number)));
            let why = |number: i64| format!("{place}/{} = {number}", key.name);
            both_accept(&set(least), &why(least));
            both_accept(&set(most), &why(most));
            both_refuse(&set(least - 1), &why(least - 1));
            both_refuse(&set(most + 1), &why(most + 1));
        }
    }
}

#[test]
fn what_a_rule_or_an_output_must_say_is_asked_by_both() {
    let document = full();
    for (place, key, wrong) in [
        ("/rules/0", "do", json!({})),
        ("/rules/0", "do", json!({ "keep": true, "drop": true })),
        ("/rules/0", "do", json!({ "keep": false })),
        ("/rules/0", "do", json!({ "label": [] })),
        ("/rules/0", "when", json!({})),
        ("/rules/0", "when", json!({ "on": "title" })),
        ("/rules/0", "when", json!({ "any": [] })),
        ("/rules/0", "when", json!({ "any": "a", "on": [] })),
        ("/rules/0", "when", json!({ "label": [] })),
        ("/rules/0", "when", json!({ "kind": "通稿" })),
        ("/outputs/0", "sources", json!([])),
        ("/outputs/0", "path", json!("a.txt")),
        ("/outputs/0", "path", json!("a.atom/")),
        ("/outputs/0", "path", json!(".atom")),
        ("/outputs/0", "since", json!("60")),
        ("/sources/0", "url", json!("ftp://e.org/")),
        ("/sources/0", "url", json!("e.org")),
        ("/site", "icon", json!("rsshub://icon")),
        ("/fetch", "max_body", json!("16")),
    ] {
        let changed = with(&document, place, key, Some(wrong.clone()));
        both_refuse(&changed, &format!("{key} = {wrong}"));
    }
    let alone = with(&document, "/sources/0", "full_text", None);
    both_refuse(&alone, "a selector alone");
    for (place, key, right) in [
        ("/rules/0", "do", json!({ "priority": 1 })),
        ("/rules/0", "when", json!({ "max_age": "01:30:00" })),
        ("/outputs/0", "path", json!("a/b.ATOM")),
        ("/site", "logo", json!(" HTTPS://e.org/i.png ")),
        ("/sources/0", "url", json!("RSSHub://sina")),
        ("/fetch", "max_body", json!("16 mib ")),
        ("/sources/1", "labels", json!([])),
    ] {
        let changed = with(&document, place, key, Some(right.clone()));
        both_accept(&changed, &format!("{key} = {right}"));
    }
}

#[test]
fn a_table_of_the_schema_reads_as_expected() {
    insta::assert_snapshot!(
        "config_schema",
        serde_json::to_string_pretty(&schema()["$defs"]["when"]).unwrap()
    );
}
