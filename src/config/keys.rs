//! Describes every key of `feeds.toml`: the type of its value, its default and its purpose.
//!
//! Each table lists its keys with `keys!` beside the function that reads them. From these lists
//! the walker knows which keys it refuses, `schema` builds the JSON Schema, and a test builds the
//! table of `data/docs/configuration.md`.

use super::fetch::FetchKeys;
use super::output::OutputKeys;
use super::readers::{SubTable, TableList, table, tables};
use super::rule::{DoKeys, RuleKeys, WhenKeys};
use super::serve::ServeKeys;
use super::site::{MetricsKeys, SiteKeys, StoreKeys};
use super::source::SourceKeys;
use super::typed::keys;

/// An http(s) address. A simple expression can check only its scheme.
pub(super) const HTTP: &str = r"^\s*[hH][tT][tT][pP][sS]?:";
/// Largest accepted number of entries or characters.
pub(super) const MOST: u64 = 1_000_000;

/// One kind of table and its keys.
#[derive(Debug)]
pub struct TableKeys {
    /// Name in messages: `[fetch]`, `when`.
    pub display_name: &'static str,
    /// Name of the definition in the JSON Schema.
    pub name: &'static str,
    /// Which keys the table must have, beyond those that are required by themselves.
    pub demand: Demand,
    /// The table may have at most one of these keys; empty if there is no such rule.
    pub not_both: &'static [&'static str],
    /// Pairs of keys: a table that has the first must also have the second.
    pub needs: &'static [(&'static str, &'static str)],
    /// How to write such a table; used in remedies.
    pub example: &'static str,
    /// Its purpose, in one sentence.
    pub about: &'static str,
    /// Its keys, in the order of the documentation.
    pub keys: &'static [Key],
}

/// Which keys a table must have.
#[derive(Debug, Clone, Copy)]
pub enum Demand {
    /// None.
    Nothing,
    /// Exactly one of these.
    OneOf(&'static [&'static str]),
    /// At least one of the keys that have no default.
    AnyWithoutDefault,
}

impl TableKeys {
    /// A table without keys and without rules about them.
    pub(super) const EMPTY: Self = Self {
        display_name: "",
        name: "",
        demand: Demand::Nothing,
        not_both: &[],
        needs: &[],
        example: "",
        about: "",
        keys: &[],
    };

    /// The key of that name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The names of the keys that have no default.
    pub fn without_default(&self) -> impl Iterator<Item = &'static str> {
        let keys = self.keys.iter();
        keys.filter(|key| !matches!(key.if_absent, IfAbsent::Default(_)))
            .map(|key| key.name)
    }
}

/// One key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The name before the `=`.
    pub name: &'static str,
    /// The type of its value.
    pub value_type: ValueType,
    /// What happens if the file leaves it out.
    pub if_absent: IfAbsent,
    /// Its purpose, in one sentence.
    pub about: &'static str,
}

/// The type of a value.
#[derive(Debug, Clone, Copy)]
pub enum ValueType {
    /// Text in quotes.
    Text,
    /// Text that matches this regular expression (ECMA 262, for the schema). It rejects only text
    /// that is surely wrong; the program checks more.
    Shaped(&'static str),
    /// A duration as text: `"60m"`.
    Duration,
    /// A size as text: `"16 MiB"`.
    Size,
    /// One of the words that the function lists.
    Word(fn() -> Vec<&'static str>),
    /// A whole number between two bounds, both included.
    Count(u64, u64),
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Flag,
    /// `true`; the key has no other value.
    True,
    /// A text or a list of texts.
    Texts,
    /// A text or a list of at least one.
    NonEmptyTexts,
    /// One of the words that the function lists, or a list of at least one of them.
    Words(fn() -> Vec<&'static str>),
    /// A table of texts whose keys are free.
    Headers,
    /// A table.
    Table(&'static TableKeys),
    /// A list of tables.
    Tables(&'static TableKeys),
}

impl ValueType {
    /// The purpose of a key that holds tables of one kind; empty for other keys.
    pub(super) const fn about(&self) -> &'static str {
        match self {
            Self::Table(keys) | Self::Tables(keys) => keys.about,
            _ => "",
        }
    }
}

/// What happens if a key is left out.
#[derive(Debug, Clone, Copy)]
pub enum IfAbsent {
    /// The configuration is refused.
    Refused,
    /// The value that the function returns holds, as the file would write it.
    Default(fn() -> String),
    /// What this text says.
    Otherwise(&'static str),
}

keys! {
    /// Configuration of feedfold.
    RootKeys("feeds", "the top level") {}

    SITE: SubTable = "site", table(&SiteKeys::TABLE),
        required "a line [site], and below it title = \"…\", url = \"https://…\" and author = \"…\"";
    STORE: SubTable = "store", table(&StoreKeys::TABLE), without "defaults";
    FETCH: SubTable = "fetch", table(&FetchKeys::TABLE), without "defaults";
    SERVE: SubTable = "serve", table(&ServeKeys::TABLE), without "defaults";
    METRICS: SubTable = "metrics", table(&MetricsKeys::TABLE), without "none";
    SOURCES: TableList = "sources", tables(&SourceKeys::TABLE), without "none";
    RULES: TableList = "rules", tables(&RuleKeys::TABLE), without "none";
    OUTPUTS: TableList = "outputs", tables(&OutputKeys::TABLE), without "none";
}

/// The document itself.
pub const ROOT: TableKeys = RootKeys::TABLE;

/// Every table, in the order of the documentation.
pub const TABLES: &[&TableKeys] = &[
    &ROOT,
    &SiteKeys::TABLE,
    &StoreKeys::TABLE,
    &FetchKeys::TABLE,
    &ServeKeys::TABLE,
    &MetricsKeys::TABLE,
    &SourceKeys::TABLE,
    &RuleKeys::TABLE,
    &WhenKeys::TABLE,
    &DoKeys::TABLE,
    &OutputKeys::TABLE,
];

#[cfg(test)]
mod tests {
    use super::{FetchKeys, IfAbsent, TABLES, ValueType};
    use crate::config::value;
    use crate::model::FetchPolicy;

    #[test]
    fn the_pace_that_holds_without_an_interval_is_the_documented_one() {
        let key = FetchKeys::TABLE.key("interval").unwrap();
        let IfAbsent::Otherwise(said) = key.if_absent else {
            unreachable!("the pace depends on the feed")
        };
        let (with, without) = said.split_once("; ").unwrap();
        let (without, _) = without.split_once(' ').unwrap();
        let wanted = [
            FetchPolicy::INTERVAL,
            FetchPolicy::INTERVAL_WITHOUT_VALIDATORS,
        ];
        assert_eq!([with, without].map(value::duration), wanted.map(Ok));
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
}
