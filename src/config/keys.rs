//! Every key of `feeds.toml`: what it takes, what holds without it, what it is for.
//!
//! The walker refuses what is not listed here, the JSON Schema (`schema`) is made from it, and a test
//! holds the README's table against it.

use super::defaults::{MOST, MOST_AT_ONCE};

/// One kind of table and its keys.
#[derive(Debug)]
pub struct TableKeys {
    /// As shown to people: `[fetch]`, `when`.
    pub shown: &'static str,
    /// Name of its definition in the JSON Schema.
    pub name: &'static str,
    /// Keys of which exactly one must stand; empty if there are none such.
    pub one_of: &'static [&'static str],
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
    /// One of these words or a list of them.
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

use Takes::{
    Count, Duration, Flag, Headers, Integer, Size, Table, Tables, Text, Texts, True, Word, Words,
};
use Without::{Default, Otherwise, Refused};

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
/// Words of `on`.
pub(super) const FIELDS: &[&str] = &["title", "text", "author", "category"];

/// The document itself.
pub const ROOT: TableKeys = TableKeys {
    shown: "the top level",
    name: "feeds",
    one_of: &[],
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

/// `[site]`.
pub const SITE: TableKeys = TableKeys {
    shown: "[site]",
    name: "site",
    one_of: &[],
    example: "write a line [site] and below it title, url and author",
    about: "Identity of what is published.",
    keys: &[
        key(
            "title",
            Text,
            Refused,
            "Title of outputs that have none of their own.",
        ),
        key("url", Text, Refused, "Public base URL of the outputs."),
        key("author", Text, Refused, "Author of the published feeds."),
        key(
            "contact",
            Text,
            Otherwise("url"),
            "Address for publishers who have a complaint; goes into the User-Agent.",
        ),
        key(
            "language",
            Text,
            Otherwise("not said"),
            "Language tag of the published feeds.",
        ),
        key(
            "timezone",
            Text,
            Default("UTC"),
            "Zone in which dates are shown, and of sources that name none.",
        ),
        key(
            "icon",
            Text,
            Otherwise("none"),
            "Address of a small square image.",
        ),
        key(
            "logo",
            Text,
            Otherwise("none"),
            "Address of a larger, wide image.",
        ),
    ],
};

/// `[store]`.
pub const STORE: TableKeys = TableKeys {
    shown: "[store]",
    name: "store",
    one_of: &[],
    example: "write a line [store] and below it path = \"data/feedfold.db\"",
    about: "Where everything read is kept.",
    keys: &[key(
        "path",
        Text,
        Default("data/feedfold.db"),
        "The database file.",
    )],
};

/// `[fetch]`.
pub const FETCH: TableKeys = TableKeys {
    shown: "[fetch]",
    name: "fetch",
    one_of: &[],
    example: "write a line [fetch] and the keys below it",
    about: "How feeds are fetched.",
    keys: &[
        key(
            "concurrency",
            Count(1, MOST_AT_ONCE),
            Default("32"),
            "Sources read at the same time.",
        ),
        key(
            "per_host",
            Count(1, MOST_AT_ONCE),
            Default("2"),
            "Requests at once to one host.",
        ),
        key(
            "per_domain",
            Count(1, MOST_AT_ONCE),
            Default("16"),
            "Requests at once to one registrable domain.",
        ),
        key(
            "retry_after_scope",
            Word(SCOPES),
            Default("host"),
            "What a Retry-After of one feed holds back.",
        ),
        key(
            "interval",
            Duration,
            Otherwise("60m; 24h for a feed without ETag and Last-Modified"),
            "Pace of sources without an interval of their own.",
        ),
        key(
            "timeout",
            Duration,
            Default("20s"),
            "One deadline over the whole exchange.",
        ),
        key(
            "max_body",
            Size,
            Default("16 MiB"),
            "Largest document accepted, unpacked.",
        ),
        key(
            "allow_private",
            Texts,
            Otherwise("none"),
            "Hosts, host:port or networks that may be private addresses.",
        ),
        key("proxy", Text, Otherwise("none"), "Proxy for every request."),
        key(
            "rsshub",
            Text,
            Otherwise("none"),
            "Instance on which rsshub:// addresses are read.",
        ),
        key(
            "headers",
            Headers,
            Otherwise("none"),
            "Headers sent to every source; ${NAME} is taken from the environment.",
        ),
    ],
};

/// `[[sources]]`.
pub const SOURCE: TableKeys = TableKeys {
    shown: "[[sources]]",
    name: "source",
    one_of: &["url", "path"],
    example: "write a line [[sources]] before each source, and name and url below it",
    about: "A feed or a set of local files to read.",
    keys: &[
        key(
            "name",
            Text,
            Refused,
            "Unique and stable: part of the identity of the entries.",
        ),
        key(
            "was",
            Text,
            Otherwise("none"),
            "The name this source had before.",
        ),
        key(
            "url",
            Text,
            Otherwise("path"),
            "Feed over http(s), or rsshub://route.",
        ),
        key(
            "path",
            Text,
            Otherwise("url"),
            "Local files: .md posts, or .xml .rss .atom .json feeds.",
        ),
        key(
            "title",
            Text,
            Otherwise("the feed's own"),
            "Shown instead of the feed's title.",
        ),
        key(
            "category",
            Text,
            Otherwise("none"),
            "Free grouping for reports.",
        ),
        key(
            "labels",
            Texts,
            Otherwise("none"),
            "Attached to every entry of the source.",
        ),
        key(
            "priority",
            Integer,
            Default("0"),
            "The member of a story with the highest priority represents it.",
        ),
        key(
            "interval",
            Duration,
            Otherwise("that of [fetch]"),
            "How long to wait between two requests; 5m or more, 30s on an allow_private host.",
        ),
        key(
            "charset",
            Text,
            Otherwise("detected"),
            "Encoding of documents that do not say theirs.",
        ),
        key(
            "timezone",
            Text,
            Otherwise("that of [site]"),
            "Zone of dates written without one.",
        ),
        key(
            "headers",
            Headers,
            Otherwise("none"),
            "Extra request headers; ${NAME} is taken from the environment.",
        ),
        key(
            "enabled",
            Flag,
            Default("true"),
            "false: neither read nor published anew.",
        ),
        key(
            "backlog",
            Count(0, MOST),
            Default("50"),
            "How many of the newest entries are published when the source is new.",
        ),
    ],
};

/// `[[rules]]`.
pub const RULE: TableKeys = TableKeys {
    shown: "[[rules]]",
    name: "rule",
    one_of: &[],
    example: "write a line [[rules]] before each rule, and name, when and do below it",
    about: "Curation, in order: when all given conditions hold on one member of a story.",
    keys: &[
        key(
            "name",
            Text,
            Refused,
            "Unique; shown wherever the rule decided something.",
        ),
        key("when", Table(&WHEN), Refused, WHEN.about),
        key("do", Table(&DO), Refused, DO.about),
    ],
};

/// `when`, of a rule or an output.
pub const WHEN: TableKeys = TableKeys {
    shown: "when",
    name: "when",
    one_of: &[],
    example: "write when = { any = [\"text\", \"/regular expression/\"] }",
    about: "Conditions, all of which must hold.",
    keys: &[
        key(
            "any",
            Texts,
            Otherwise("not asked"),
            "One of these texts or /expressions/ is found.",
        ),
        key(
            "all",
            Texts,
            Otherwise("not asked"),
            "Each of these is found.",
        ),
        key(
            "none",
            Texts,
            Otherwise("not asked"),
            "None of these is found.",
        ),
        key(
            "on",
            Words(FIELDS),
            Default("title"),
            "Where any, all and none look.",
        ),
        key(
            "source",
            Texts,
            Otherwise("not asked"),
            "It came by one of these sources.",
        ),
        key(
            "label",
            Texts,
            Otherwise("not asked"),
            "It has one of these labels.",
        ),
        key(
            "language",
            Texts,
            Otherwise("not asked"),
            "It is in one of these languages.",
        ),
        key(
            "min_chars",
            Count(1, MOST),
            Otherwise("not asked"),
            "Fewest characters of text.",
        ),
        key(
            "min_outlets",
            Count(1, MOST),
            Otherwise("not asked"),
            "Fewest outlets that carry the story.",
        ),
        key(
            "max_age",
            Duration,
            Otherwise("not asked"),
            "Greatest age of the story.",
        ),
    ],
};

/// `do`, of a rule.
pub const DO: TableKeys = TableKeys {
    shown: "do",
    name: "do",
    one_of: &[],
    example: "write do = { label = [\"word\"] }",
    about: "What a rule does with a story.",
    keys: &[
        key("label", Texts, Otherwise("nothing"), "Gives these labels."),
        key(
            "drop",
            True,
            Otherwise("nothing"),
            "Does not publish it, unless a rule keeps it.",
        ),
        key(
            "keep",
            True,
            Otherwise("nothing"),
            "Publishes it, whatever other rules say.",
        ),
        key(
            "priority",
            Integer,
            Otherwise("nothing"),
            "Sets the priority of the story.",
        ),
    ],
};

/// `[[outputs]]`.
pub const OUTPUT: TableKeys = TableKeys {
    shown: "[[outputs]]",
    name: "output",
    one_of: &[],
    example: "write a line [[outputs]] before each output, and name and path below it",
    about: "A file to publish.",
    keys: &[
        key(
            "name",
            Text,
            Refused,
            "Unique and stable: part of the identity of the feed.",
        ),
        key(
            "path",
            Text,
            Refused,
            "The file to write; its extension gives the format.",
        ),
        key(
            "url",
            Text,
            Otherwise("[site] url + file name"),
            "Where readers fetch the file.",
        ),
        key(
            "title",
            Text,
            Otherwise("that of [site]"),
            "Title of the published feed.",
        ),
        key(
            "labels",
            Texts,
            Otherwise("any story"),
            "Only stories with one of these labels.",
        ),
        key(
            "sources",
            Texts,
            Otherwise("any story"),
            "Only stories that came by one of these.",
        ),
        key("when", Table(&WHEN), Otherwise("any story"), WHEN.about),
        key(
            "max_entries",
            Count(1, MOST),
            Default("100"),
            "Most stories, newest first.",
        ),
        key(
            "max_per_source",
            Count(1, MOST),
            Otherwise("no limit"),
            "Most stories represented by one source.",
        ),
        key(
            "since",
            Duration,
            Otherwise("no limit"),
            "No stories older than this.",
        ),
    ],
};

/// Every table, in the order of the documentation.
pub const TABLES: &[&TableKeys] = &[
    &ROOT, &SITE, &STORE, &FETCH, &SOURCE, &RULE, &WHEN, &DO, &OUTPUT,
];

#[cfg(test)]
mod tests;
