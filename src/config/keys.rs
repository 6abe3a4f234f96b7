//! Every key of `feeds.toml`: the type of its value, its default and its purpose.
//!
//! The walker refuses keys that are not listed here, `schema` builds the JSON Schema from the
//! list, and a test compares the table in `data/docs/configuration.md` with it.

mod curation;
mod fetching;
mod publishing;
#[cfg(test)]
mod tests;

pub use curation::{DO, RULE, WHEN};
pub use fetching::{FETCH, SOURCE, STORE};
pub use publishing::{OUTPUT, SITE};

/// One kind of table and its keys.
#[derive(Debug)]
pub struct TableKeys {
    /// Name in messages: `[fetch]`, `when`.
    pub display_name: &'static str,
    /// Name of the definition in the JSON Schema.
    pub name: &'static str,
    /// The table must have exactly one of these keys; empty if there is no such rule.
    pub one_of: &'static [&'static str],
    /// The table must have at least one of these keys; empty if there is no such rule.
    pub any_of: &'static [&'static str],
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

impl TableKeys {
    /// The key of that name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|key| key.name == name)
    }
}

/// One key.
#[derive(Debug)]
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
    /// One of these words.
    Word(&'static [&'static str]),
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
    /// One of these words or a list of at least one of them.
    Words(&'static [&'static str]),
    /// A table of texts whose keys are free.
    Headers,
    /// A table.
    Table(&'static TableKeys),
    /// A list of tables.
    Tables(&'static TableKeys),
}

/// What happens if a key is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfAbsent {
    /// The configuration is refused.
    Refused,
    /// This value holds, as the file would write it.
    Default(&'static str),
    /// What this text says.
    Otherwise(&'static str),
}

use IfAbsent::{Otherwise, Refused};
use ValueType::{Table, Tables};

const fn key(
    name: &'static str,
    value_type: ValueType,
    if_absent: IfAbsent,
    about: &'static str,
) -> Key {
    Key {
        name,
        value_type,
        if_absent,
        about,
    }
}

/// Words of `[fetch] retry_after_scope`.
pub(super) const SCOPES: &[&str] = &["feed", "host", "domain"];
/// An http(s) address. A simple expression can check only its scheme.
const HTTP: &str = r"^\s*[hH][tT][tT][pP][sS]?:";
/// An http(s) address or an RSSHub route.
const HTTP_OR_RSSHUB: &str = r"^\s*([hH][tT][tT][pP][sS]?|[rR][sS][sS][hH][uU][bB]):";
/// A file name of an output.
const OUTPUT_FILE: &str = r"[^/]\.[aA][tT][oO][mM]$";

/// Words of `on`.
pub(super) const FIELDS: &[&str] = &["title", "text", "author", "category"];

/// Words of `kind`.
pub(super) const KINDS: &[&str] = &["提案", "建议", "文号", "公告", "征求意见稿", "令"];

/// The document itself.
pub const ROOT: TableKeys = TableKeys {
    display_name: "the top level",
    name: "feeds",
    one_of: &[],
    any_of: &[],
    not_both: &[],
    needs: &[],
    example: "",
    about: "Configuration of feedfold.",
    keys: &[
        key("site", Table(&SITE), Refused, SITE.about),
        key("store", Table(&STORE), Otherwise("defaults"), STORE.about),
        key("fetch", Table(&FETCH), Otherwise("defaults"), FETCH.about),
        key("sources", Tables(&SOURCE), Otherwise("none"), SOURCE.about),
        key("rules", Tables(&RULE), Otherwise("none"), RULE.about),
        key("outputs", Tables(&OUTPUT), Otherwise("none"), OUTPUT.about),
    ],
};

/// Every table, in the order of the documentation.
pub const TABLES: &[&TableKeys] = &[
    &ROOT, &SITE, &STORE, &FETCH, &SOURCE, &RULE, &WHEN, &DO, &OUTPUT,
];
