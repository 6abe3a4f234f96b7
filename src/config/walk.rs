//! Reads a parsed TOML document key by key, and reports every error instead of only the first.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::findings::{Findings, shortened};
use super::keys::TableKeys;
use super::problem::{Check, Refusal, Severity};
use super::spelling::{similar_keys, unknown_key_remedy};

/// A place in the file, for messages.
#[derive(Clone)]
struct Place<'a> {
    /// The key with its table; empty for the whole file.
    key: String,
    span: Range<usize>,
    findings: &'a Findings,
}

impl Place<'_> {
    fn refuse(&self, check: Check, refusal: Refusal) {
        self.report(Severity::Error, check, refusal);
    }

    fn report(&self, severity: Severity, check: Check, refusal: Refusal) {
        let (key, span) = (Some(self.key.clone()), self.span.clone());
        self.findings.report(severity, check, key, span, refusal);
    }
}

/// A value with its key.
#[derive(Clone)]
pub(super) struct Value<'a> {
    place: Place<'a>,
    raw: &'a DeValue<'a>,
}

/// A table. The walker has reported its unknown keys.
pub(super) struct Table<'a> {
    place: Place<'a>,
    /// `None` if the file leaves the table out.
    entries: Option<&'a DeTable<'a>>,
    /// The known keys; `None` if the keys are free.
    keys: Option<&'static TableKeys>,
}

impl<'a> Table<'a> {
    /// The top level of the document. Reports unknown keys in it; [`Value::table`] does so in the
    /// tables below.
    pub(super) fn root(
        document: &'a Spanned<DeTable<'a>>,
        keys: &'static TableKeys,
        findings: &'a Findings,
    ) -> Self {
        let root = Self {
            entries: Some(document.get_ref()),
            keys: Some(keys),
            ..Self::empty(findings)
        };
        root.report_unknown_keys(keys);
        root
    }

    /// A table that the file leaves out. Messages about it point at the beginning of the file.
    pub(super) fn empty(findings: &'a Findings) -> Self {
        let place = Place {
            key: String::new(),
            span: 0..0,
            findings,
        };
        Self {
            place,
            entries: None,
            keys: None,
        }
    }

    /// A table in the same file that the file leaves out.
    pub(super) fn without_keys(&self) -> Self {
        Self::empty(self.place.findings)
    }

    pub(super) fn get(&self, key: &str) -> Option<Value<'a>> {
        let value = self.entries?.get(key)?;
        Some(self.value(key, value))
    }

    fn value(&self, key: &str, value: &'a Spanned<DeValue<'a>>) -> Value<'a> {
        Value {
            place: self.place_of(key, value.span()),
            raw: value.get_ref(),
        }
    }

    /// The place of a key of this table.
    fn place_of(&self, key: &str, span: Range<usize>) -> Place<'a> {
        Place {
            key: self.path(key),
            span,
            findings: self.place.findings,
        }
    }

    /// Like [`Table::get`], but refuses a table without the key; the remedy shows `example`.
    pub(super) fn required(&self, key: &str, example: &str) -> Option<Value<'a>> {
        let value = self.get(key);
        if value.is_none() && !self.has_misspelling_of(key) {
            self.refuse_missing(
                key,
                Refusal::new(format!("the key `{key}`"), format!("add: {example}")).found("none"),
            );
        }
        value
    }

    /// Whether the table has an unknown key that is probably a misspelling of this one.
    pub(super) fn has_misspelling_of(&self, key: &str) -> bool {
        self.keys.is_some_and(|keys| {
            let mut written = self.entries.into_iter().flat_map(DeTable::keys);
            written.any(|written| {
                similar_keys(written.get_ref(), keys)
                    .iter()
                    .any(|similar| similar.name == key)
            })
        })
    }

    /// Refuses the table as a whole.
    pub(super) fn refuse(&self, refusal: Refusal) {
        self.place.refuse(Check::Value, refusal);
    }

    /// Refuses the table because it lacks a key.
    pub(super) fn refuse_missing(&self, key: &str, refusal: Refusal) {
        self.place_of(key, self.span()).refuse(Check::File, refusal);
    }

    /// Warns that the table lacks a key.
    pub(super) fn warn_missing(&self, key: &str, refusal: Refusal) {
        let place = self.place_of(key, self.span());
        place.report(Severity::Warning, Check::File, refusal);
    }

    /// Whether the table has one of these keys, or a misspelling of one.
    pub(super) fn has_one_of<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> bool {
        keys.into_iter()
            .any(|key| self.get(key).is_some() || self.has_misspelling_of(key))
    }

    /// Every key with its value. Meant for tables whose keys are free.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&'a str, Value<'a>)> {
        let entries = self.entries.into_iter().flatten();
        entries.map(|(key, value)| (key.get_ref().as_ref(), self.value(key.get_ref(), value)))
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.place.span.clone()
    }

    /// The key with its table, as messages show it.
    pub(super) fn path(&self, key: &str) -> String {
        if self.place.key.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.place.key)
        }
    }

    fn report_unknown_keys(&self, keys: &'static TableKeys) {
        for key in self.entries.into_iter().flat_map(DeTable::keys) {
            let name: &str = key.get_ref();
            if keys.key(name).is_some() {
                continue;
            }
            let refusal = Refusal::new(
                format!("a key of {}", keys.display_name),
                unknown_key_remedy(name, keys),
            );
            self.place_of(name, key.span())
                .refuse(Check::Value, refusal.found(format!("`{name}`")));
        }
    }
}

impl<'a> Value<'a> {
    pub(super) fn key(&self) -> &str {
        &self.place.key
    }

    pub(super) fn span(&self) -> Range<usize> {
        self.place.span.clone()
    }

    pub(super) fn refuse(&self, refusal: Refusal) {
        self.place.refuse(Check::Value, refusal);
    }

    /// Refuses the value because of another place in the file.
    pub(super) fn refuse_in_file(&self, refusal: Refusal) {
        self.place.refuse(Check::File, refusal);
    }

    pub(super) fn warn(&self, refusal: Refusal) {
        self.place.report(Severity::Warning, Check::Value, refusal);
    }

    /// The value as a table. Reports keys that are not in `keys`.
    pub(super) fn table(&self, keys: &'static TableKeys) -> Option<Table<'a>> {
        let table = Table {
            keys: Some(keys),
            ..self.free_table(keys.example)?
        };
        table.report_unknown_keys(keys);
        Some(table)
    }

    /// The value as a table whose keys are free.
    pub(super) fn free_table(&self, example: &str) -> Option<Table<'a>> {
        let Some(entries) = self.raw.as_table() else {
            self.refuse(self.mistyped("a table", example));
            return None;
        };
        Some(Table {
            place: self.place.clone(),
            entries: Some(entries),
            keys: None,
        })
    }

    /// The value as a list of tables. Messages identify each table by its `name`.
    pub(super) fn tables(&self, keys: &'static TableKeys) -> Vec<Table<'a>> {
        let Some(array) = self.raw.as_array() else {
            self.refuse(self.mistyped("a list of tables", keys.example));
            return Vec::new();
        };
        array
            .iter()
            .enumerate()
            .filter_map(|(index, item)| {
                let name = item
                    .get_ref()
                    .get("name")
                    .and_then(|name| name.get_ref().as_str())
                    .map_or_else(|| format!("#{}", index + 1), shortened);
                self.item(format!("{}[{name}]", self.key()), item)
                    .table(keys)
            })
            .collect()
    }

    /// The elements of a list. Any other value is treated as a list of one element.
    pub(super) fn list(&self) -> Vec<Self> {
        let Some(array) = self.raw.as_array() else {
            return vec![self.clone()];
        };
        array
            .iter()
            .map(|item| self.item(self.key().to_owned(), item))
            .collect()
    }

    /// An element of the list.
    fn item(&self, key: String, item: &'a Spanned<DeValue<'a>>) -> Self {
        let place = Place {
            key,
            span: item.span(),
            findings: self.place.findings,
        };
        Self {
            place,
            raw: item.get_ref(),
        }
    }

    /// Like [`Value::list`], but refuses an empty list.
    pub(super) fn non_empty_list(&self) -> Vec<Self> {
        let list = self.list();
        if list.is_empty() {
            self.refuse(
                Refusal::new("at least one in the list", "add one, or remove the key")
                    .found("none"),
            );
        }
        list
    }

    /// The value as text, which `read` converts. A value of another type is refused with the
    /// message of `read`.
    pub(super) fn parsed<T>(&self, read: impl FnOnce(&str) -> Result<T, Refusal>) -> Option<T> {
        // A number is read as if it had quotes, so that the message says what else it lacks.
        let text = match self.raw {
            DeValue::String(text) => text.as_ref(),
            DeValue::Integer(number) => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => "",
        };
        let is_text = self.raw.is_str();
        match read(text) {
            Ok(value) if is_text => return Some(value),
            Ok(_) => self.refuse(self.mistyped("a text", "put it in quotes")),
            Err(refusal) if is_text => self.refuse(refusal),
            Err(refusal) => self.refuse(refusal.found(self.described())),
        }
        None
    }

    /// The value as a whole number between two bounds, both included.
    pub(super) fn count(&self, least: u64, most: u64) -> Option<u64> {
        let number = self
            .raw
            .as_integer()
            .and_then(|number| u64::from_str_radix(number.as_str(), number.radix()).ok())
            .filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.refuse(self.mistyped(
                &format!("a whole number from {least} to {most}"),
                if self.raw.is_integer() {
                    "write one within these bounds"
                } else {
                    "write a number, without quotes"
                },
            ));
        }
        number
    }

    /// The value as a whole number, which may be negative.
    pub(super) fn integer(&self) -> Option<i32> {
        let number = self
            .raw
            .as_integer()
            .and_then(|number| i32::from_str_radix(number.as_str(), number.radix()).ok());
        if number.is_none() {
            self.refuse(self.mistyped(
                "a whole number, which may be negative",
                "write a number such as 10 or -5, without quotes",
            ));
        }
        number
    }

    pub(super) fn flag(&self) -> Option<bool> {
        let flag = self.raw.as_bool();
        if flag.is_none() {
            self.refuse(self.mistyped("true or false", "write true or false, without quotes"));
        }
        flag
    }

    /// The value `true`.
    pub(super) fn only_true(&self) -> Option<()> {
        if self.flag()? {
            return Some(());
        }
        self.refuse(Refusal::new("true", "write true, or remove the key"));
        None
    }

    /// The type of the value and an excerpt, for messages.
    fn described(&self) -> String {
        match self.raw {
            DeValue::Table(_) => "a table".to_owned(),
            DeValue::Array(_) => "a list".to_owned(),
            DeValue::Integer(_) | DeValue::Float(_) => {
                format!("the number {}", self.excerpt())
            }
            DeValue::Datetime(_) => format!("the date {}", self.excerpt()),
            DeValue::String(_) | DeValue::Boolean(_) => self.excerpt(),
        }
    }

    fn mistyped(&self, expected: &str, remedy: &str) -> Refusal {
        Refusal::new(expected, remedy).found(self.described())
    }

    fn excerpt(&self) -> String {
        self.place.findings.excerpt(&self.place.span)
    }
}
