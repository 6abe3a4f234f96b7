//! Every key of `feeds.toml`: what it takes, what holds without it, what it is for.
//!
//! The walker refuses what is not listed here, the JSON Schema (`schema`) is made from it, and a test
//! compares the table in `data/docs/configuration.md` with it.

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
    /// As shown to people: `[fetch]`, `when`.
    pub shown: &'static str,
    /// Name of its definition in the JSON Schema.
    pub name: &'static str,
    /// Keys of which exactly one must stand; empty if there are none such.
    pub one_of: &'static [&'static str],
    /// Keys of which at least one must stand; empty if none has to.
    pub some_of: &'static [&'static str],
    /// Keys of which at most one may stand; empty if all may.
    pub not_both: &'static [&'static str],
    /// Keys that mean nothing without another, each with that one.
    pub needs: &'static [(&'static str, &'static str)],
    /// How to write one, for remedies.
    pub example: &'static str,
    /// What it is for, one sentence.
    pub about: &'static str,
    /// Its keys, in the order they are documented in.
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
    /// As written before the `=`.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// What holds without it.
    pub without: Without,
    /// What it is for, one sentence.
    pub about: &'static str,
}

/// What a key takes.
#[derive(Debug, Clone, Copy)]
pub enum Takes {
    /// Text in quotes.
    Text,
    /// Text in quotes in which this expression (of ECMA 262, for the schema) is found. It refuses what
    /// is surely wrong; the program says more.
    Shaped(&'static str),
    /// A duration as text: `"60m"`.
    Duration,
    /// A size as text: `"16 MiB"`.
    Size,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number from the first to the second, both allowed.
    Count(u64, u64),
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Flag,
    /// `true`, or leave it out.
    True,
    /// A text or a list of texts.
    Texts,
    /// A text or a list of at least one.
    SomeTexts,
    /// One of these words or a list of at least one of them.
    Words(&'static [&'static str]),
    /// A table of texts under free keys.
    Headers,
    /// A table.
    Table(&'static TableKeys),
    /// A list of tables.
    Tables(&'static TableKeys),
}

/// What holds when a key is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Without {
    /// The configuration is refused.
    Refused,
    /// This, as it would be written.
    Default(&'static str),
    /// What this says.
    Otherwise(&'static str),
}

use Takes::{Table, Tables};
use Without::{Otherwise, Refused};

const fn key(name: &'static str, takes: Takes, without: Without, about: &'static str) -> Key {
    Key {
        name,
        takes,
        without,
        about,
    }
}

/// Words of `[fetch] retry_after_scope`.
pub(super) const SCOPES: &[&str] = &["feed", "host", "domain"];
/// An address over HTTP: its scheme is all that can be told of it simply.
const HTTP: &str = r"^\s*[hH][tT][tT][pP][sS]?:";
/// An address over HTTP, or an RSSHub route.
const HTTP_OR_RSSHUB: &str = r"^\s*([hH][tT][tT][pP][sS]?|[rR][sS][sS][hH][uU][bB]):";
/// A file that can be written.
const OUTPUT_FILE: &str = r"[^/]\.[aA][tT][oO][mM]$";

/// Words of `on`.
pub(super) const FIELDS: &[&str] = &["title", "text", "author", "category"];

/// Words of `kind`.
pub(super) const KINDS: &[&str] = &["提案", "建议", "文号", "公告", "征求意见稿", "令"];

/// The document itself.
pub const ROOT: TableKeys = TableKeys {
    shown: "the top level",
    name: "feeds",
    one_of: &[],
    some_of: &[],
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
