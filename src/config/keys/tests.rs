use std::collections::BTreeMap;

use super::{IfAbsent, TABLES, ValueType};
use crate::config::{defaults, value};
use crate::model::{Field, RetryAfterScope};

#[test]
fn each_documented_default_is_the_one_that_holds() {
    let mut documented: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for table in TABLES {
        for key in table.keys {
            if let IfAbsent::Default(written) = key.if_absent {
                documented.insert((table.name, key.name), written);
            }
        }
    }
    let mut take = |table, key| {
        documented
            .remove(&(table, key))
            .unwrap_or_else(|| panic!("{table}.{key} has no default"))
    };
    let number = |written: &str| written.parse::<usize>().unwrap();

    assert_eq!(
        value::timezone(take("site", "timezone")),
        Ok(defaults::TIMEZONE)
    );
    assert_eq!(take("store", "path"), defaults::STORE_PATH);
    assert_eq!(
        number(take("fetch", "concurrency")),
        defaults::CONCURRENCY.get()
    );
    assert_eq!(number(take("fetch", "per_host")), defaults::PER_HOST.get());
    assert_eq!(
        number(take("fetch", "per_domain")),
        defaults::PER_DOMAIN.get()
    );
    assert_eq!(take("fetch", "retry_after_scope"), "host");
    assert_eq!(defaults::RETRY_AFTER_SCOPE, RetryAfterScope::Host);
    assert_eq!(
        value::duration(take("fetch", "timeout")),
        Ok(defaults::TIMEOUT)
    );
    assert_eq!(
        value::size(take("fetch", "max_body"), defaults::MAX_BODY_RANGE),
        Ok(defaults::MAX_BODY)
    );
    assert_eq!(number(take("source", "priority")), 0);
    assert_eq!(take("source", "enabled"), "true");
    assert_eq!(number(take("source", "backlog")), defaults::BACKLOG);
    assert_eq!(take("source", "full_text"), "false");
    assert_eq!(take("when", "on"), "title");
    assert_eq!(defaults::ON, Field::Title);
    assert_eq!(number(take("output", "max_entries")), defaults::MAX_ENTRIES);

    // This fails if a key has a documented default that the lines above do not compare.
    assert_eq!(documented, BTreeMap::new());
}

#[test]
fn the_pace_that_holds_without_an_interval_is_the_documented_one() {
    let key = super::FETCH.key("interval").unwrap();
    let IfAbsent::Otherwise(said) = key.if_absent else {
        unreachable!("the pace depends on the feed")
    };
    let (with, without) = said.split_once("; ").unwrap();
    let without = without
        .split_once(' ')
        .map(|(duration, _)| value::duration(duration));
    assert_eq!(
        value::duration(with),
        Ok(crate::model::FetchPolicy::INTERVAL)
    );
    assert_eq!(
        without,
        Some(Ok(crate::model::FetchPolicy::INTERVAL_WITHOUT_VALIDATORS))
    );
}

#[test]
fn every_table_a_key_leads_to_is_listed_under_a_name_of_its_own() {
    let mut names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    for key in TABLES.iter().flat_map(|table| table.keys) {
        if let ValueType::Table(table) | ValueType::Tables(table) = key.value_type {
            assert!(names.contains(&table.name), "{}", key.name);
        }
    }
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}
