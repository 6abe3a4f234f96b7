//! Keys of `[[rules]]`, their `when` and `do`.

use super::IfAbsent::{Default, Otherwise, Refused};
use super::ValueType::{Count, Duration, Integer, NonEmptyTexts, Table, Text, True, Words};
use super::{FIELDS, KINDS, TableKeys, key};
use crate::config::defaults::MOST;

/// `[[rules]]`.
pub const RULE: TableKeys = TableKeys {
    display_name: "[[rules]]",
    name: "rule",
    one_of: &[],
    any_of: &[],
    not_both: &[],
    needs: &[],
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
    display_name: "when",
    name: "when",
    one_of: &[],
    any_of: &[
        "any",
        "all",
        "none",
        "source",
        "label",
        "language",
        "issuer",
        "kind",
        "min_chars",
        "min_outlets",
        "max_age",
    ],
    not_both: &[],
    needs: &[],
    example: "write when = { any = [\"text\", \"/regular expression/\"] }",
    about: "Conditions, all of which must hold.",
    keys: &[
        key(
            "any",
            NonEmptyTexts,
            Otherwise("not asked"),
            "One of these texts or /expressions/ is found.",
        ),
        key(
            "all",
            NonEmptyTexts,
            Otherwise("not asked"),
            "Each of these is found.",
        ),
        key(
            "none",
            NonEmptyTexts,
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
            NonEmptyTexts,
            Otherwise("not asked"),
            "It came by one of these sources.",
        ),
        key(
            "label",
            NonEmptyTexts,
            Otherwise("not asked"),
            "It has one of these labels.",
        ),
        key(
            "language",
            NonEmptyTexts,
            Otherwise("not asked"),
            "It is in one of these languages.",
        ),
        key(
            "issuer",
            NonEmptyTexts,
            Otherwise("not asked"),
            "Its official document was issued by one of these, by any name of theirs.",
        ),
        key(
            "kind",
            Words(KINDS),
            Otherwise("not asked"),
            "Its official document bears a number of one of these kinds.",
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
    display_name: "do",
    name: "do",
    one_of: &[],
    any_of: &["label", "drop", "keep", "priority"],
    not_both: &["keep", "drop"],
    needs: &[],
    example: "write do = { label = [\"word\"] }",
    about: "What a rule does with a story.",
    keys: &[
        key(
            "label",
            NonEmptyTexts,
            Otherwise("nothing"),
            "Gives these labels.",
        ),
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
