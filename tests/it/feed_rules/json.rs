//! The schema of JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>), and our extension.

use std::collections::BTreeSet;

use feedfold::model::{OutputFormat, StoryFormat, Timestamp};
use serde_json::{Map, Value};

use super::is_web;

/// The kind of a member.
#[derive(Clone, Copy)]
enum Kind {
    /// A text that is not empty.
    Text,
    Web,
    Date,
    Number,
    MediaType,
    Texts,
    List(&'static [Member]),
    Object(&'static [Member]),
}

#[derive(Clone, Copy, PartialEq)]
enum Need {
    Required,
    Optional,
}

type Member = (&'static str, Kind, Need);

use Kind::{Date, List, MediaType, Number, Object, Text, Texts, Web};
use Need::{Optional, Required};

const AUTHORS: &[Member] = &[("name", Text, Required), ("url", Web, Optional)];

const FEED: &[Member] = &[
    ("version", Text, Required),
    ("title", Text, Required),
    ("home_page_url", Web, Optional),
    ("feed_url", Web, Required),
    ("icon", Web, Optional),
    ("favicon", Web, Optional),
    ("authors", List(AUTHORS), Required),
    ("language", Text, Optional),
    (
        "hubs",
        List(&[("type", Text, Required), ("url", Web, Required)]),
        Optional,
    ),
    ("items", List(ITEM), Required),
    (
        "_feedfold",
        Object(&[
            ("id", Text, Required),
            ("generator", Text, Required),
            ("version", Text, Required),
            ("updated", Date, Required),
        ]),
        Required,
    ),
];

const ITEM: &[Member] = &[
    ("id", Text, Required),
    ("url", Web, Optional),
    ("title", Text, Required),
    ("content_html", Text, Optional),
    ("content_text", Text, Optional),
    ("image", Web, Optional),
    ("date_published", Date, Required),
    ("date_modified", Date, Required),
    ("authors", List(AUTHORS), Required),
    ("tags", Texts, Required),
    (
        "attachments",
        List(&[
            ("url", Web, Required),
            ("mime_type", MediaType, Required),
            ("size_in_bytes", Number, Optional),
        ]),
        Required,
    ),
    (
        "_feedfold",
        Object(&[
            (
                "source",
                Object(&[
                    ("id", Text, Required),
                    ("title", Text, Required),
                    ("home_page_url", Web, Optional),
                    ("feed_url", Web, Optional),
                ]),
                Required,
            ),
            (
                "categories",
                List(&[
                    ("term", Text, Required),
                    ("scheme", Text, Optional),
                    ("label", Text, Required),
                ]),
                Required,
            ),
            (
                "change",
                Object(&[
                    ("story", Text, Required),
                    ("kind", Text, Required),
                    ("cut", Texts, Required),
                    ("added", Texts, Required),
                ]),
                Optional,
            ),
            ("reposts", List(REPOST), Required),
            ("more_reposts", Number, Required),
            ("related", List(RELATED), Required),
        ]),
        Required,
    ),
];

const REPOST: &[Member] = &[
    ("outlet", Text, Required),
    ("title", Text, Required),
    ("url", Web, Optional),
    ("date_published", Date, Required),
    ("relation", Text, Required),
    ("evidence", Text, Required),
];

const RELATED: &[Member] = &[
    ("outlet", Text, Required),
    ("title", Text, Required),
    ("url", Web, Optional),
    ("date_published", Date, Required),
    ("relation", Text, Required),
];

/// Checks a JSON Feed output; returns the number of its items.
pub(crate) fn verify(bytes: &[u8]) -> Result<usize, String> {
    let format = OutputFormat::Stories(StoryFormat::JsonFeed);
    feedfold::publish::verify(format, bytes).map_err(|error| error.to_string())?;
    let feed: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    check("feed", Object(FEED), &feed)?;
    if feed.get("version").and_then(Value::as_str) != Some("https://jsonfeed.org/version/1.1") {
        return Err("the version".to_owned());
    }
    let mut ids = BTreeSet::new();
    for item in feed
        .get("items")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        if !ids.insert(item["id"].to_string()) {
            return Err(format!("twice: {}", item["id"]));
        }
        let has = |name: &str| item.get(name).is_some();
        let is_change = item.pointer("/_feedfold/change").is_some();
        // An entry about a change has both.
        if has("content_html") == has("content_text") && !(is_change && has("content_html")) {
            return Err(format!("no content: {}", item["id"]));
        }
    }
    Ok(ids.len())
}

fn check(place: &str, kind: Kind, value: &Value) -> Result<(), String> {
    let text = value.as_str();
    let fits = match kind {
        Text => text.is_some_and(|text| !text.trim().is_empty()),
        Web => text.is_some_and(is_web),
        Date => text.is_some_and(|text| {
            text.len() == 20 && text.ends_with('Z') && text.parse::<Timestamp>().is_ok()
        }),
        Number => value.is_u64(),
        MediaType => text.is_some_and(|text| text.is_ascii() && text.contains('/')),
        Texts => {
            let list = value.as_array();
            list.is_some_and(|list| list.iter().all(Value::is_string))
        }
        List(members) => {
            let list = value.as_array().ok_or(format!("{place} is no list"))?;
            let mut list = list.iter();
            return list.try_for_each(|one| check(place, Object(members), one));
        }
        Object(members) => {
            let object = value.as_object().ok_or(format!("{place} is no object"))?;
            return check_object(place, members, object);
        }
    };
    if fits {
        Ok(())
    } else {
        Err(format!("{place}: {value}"))
    }
}

fn check_object(
    place: &str,
    members: &[Member],
    object: &Map<String, Value>,
) -> Result<(), String> {
    for name in object.keys() {
        if !members.iter().any(|(known, ..)| known == name) {
            return Err(format!("{place} has a member {name}"));
        }
    }
    for (name, kind, need) in members {
        match object.get(*name) {
            Some(value) => check(&format!("{place}.{name}"), *kind, value)?,
            None if *need == Optional => {}
            None => return Err(format!("{place} lacks {name}")),
        }
    }
    Ok(())
}
