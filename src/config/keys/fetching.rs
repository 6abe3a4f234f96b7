//! Keys of `[store]`, `[fetch]` and `[[sources]]`: what is read, how, and where it is kept.

use super::IfAbsent::{Default, Otherwise, Refused};
use super::ValueType::{Count, Duration, Flag, Headers, Integer, Shaped, Size, Text, Texts, Word};
use super::{HTTP, HTTP_OR_RSSHUB, SCOPES, TableKeys, key};
use crate::config::defaults::{MOST, MOST_AT_ONCE};

/// `[store]`.
pub const STORE: TableKeys = TableKeys {
    display_name: "[store]",
    name: "store",
    one_of: &[],
    any_of: &[],
    not_both: &[],
    needs: &[],
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
    display_name: "[fetch]",
    name: "fetch",
    one_of: &[],
    any_of: &[],
    not_both: &[],
    needs: &[],
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
        key(
            "proxy",
            Shaped(HTTP),
            Otherwise("none"),
            "Proxy for every request.",
        ),
        key(
            "rsshub",
            Shaped(HTTP),
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
    display_name: "[[sources]]",
    name: "source",
    one_of: &["url", "path"],
    any_of: &[],
    not_both: &[],
    needs: &[("selector", "full_text")],
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
            Shaped(HTTP_OR_RSSHUB),
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
        key(
            "full_text",
            Flag,
            Default("false"),
            "true: the feed carries summaries, the texts are read from the entries' pages.",
        ),
        key(
            "selector",
            Text,
            Otherwise("detected"),
            "CSS selector of the text on those pages; needs full_text.",
        ),
    ],
};
