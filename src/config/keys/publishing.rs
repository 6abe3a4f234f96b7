//! Keys of `[site]` and `[[outputs]]`: what feedfold publishes, and in whose name.

use super::IfAbsent::{Default, Otherwise, Refused};
use super::ValueType::{Count, Duration, NonEmptyTexts, Shaped, Table, Text};
use super::{HTTP, OUTPUT_FILE, TableKeys, WHEN, key};
use crate::config::defaults::MOST;

/// `[site]`.
pub const SITE: TableKeys = TableKeys {
    display_name: "[site]",
    name: "site",
    one_of: &[],
    any_of: &[],
    not_both: &[],
    needs: &[],
    example: "write a line [site] and below it title, url and author",
    about: "Identity of what is published.",
    keys: &[
        key(
            "title",
            Text,
            Refused,
            "Title of outputs that have none of their own.",
        ),
        key(
            "url",
            Shaped(HTTP),
            Refused,
            "Public base URL of the outputs.",
        ),
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
            Shaped(HTTP),
            Otherwise("none"),
            "Address of a small square image.",
        ),
        key(
            "logo",
            Shaped(HTTP),
            Otherwise("none"),
            "Address of a larger, wide image.",
        ),
    ],
};

/// `[[outputs]]`.
pub const OUTPUT: TableKeys = TableKeys {
    display_name: "[[outputs]]",
    name: "output",
    one_of: &[],
    any_of: &[],
    not_both: &[],
    needs: &[],
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
            Shaped(OUTPUT_FILE),
            Refused,
            "The file to write; its extension gives the format.",
        ),
        key(
            "url",
            Shaped(HTTP),
            Otherwise("[site] url + file name"),
            "Where readers fetch the file.",
        ),
        key(
            "title",
            Text,
            Otherwise("that of [site]; a second output without one adds its name"),
            "Title of the published feed.",
        ),
        key(
            "labels",
            NonEmptyTexts,
            Otherwise("any story"),
            "Only stories with one of these labels.",
        ),
        key(
            "sources",
            NonEmptyTexts,
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
