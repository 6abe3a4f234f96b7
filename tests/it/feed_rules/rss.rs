//! The rules of RSS 2.0, of the RSS Best Practices Profile and of the W3C feed validator.

use std::collections::BTreeSet;

use feedfold::model::{OutputFormat, StoryFormat};

use super::atom::{count, exactly_one, is_date, is_id, plain, value};
use super::{Element, is_uri, is_web, only, xml};

/// Checks an RSS output; returns the number of its items.
pub(crate) fn verify(bytes: &[u8]) -> Result<usize, String> {
    let format = OutputFormat::Stories(StoryFormat::Rss);
    feedfold::publish::verify(format, bytes).map_err(|error| error.to_string())?;
    let rss = xml(bytes, "")?;
    value(
        &rss,
        rss.attribute("version").unwrap_or_default(),
        rss.attribute("version") == Some("2.0"),
        "2.0",
    )?;
    exactly_one(&rss, &["channel"])?;
    let channel = rss.all("channel").next().ok_or("no channel")?;
    check(channel)?;
    exactly_one(
        channel,
        &[
            "title",
            "link",
            "description",
            "lastBuildDate",
            "generator",
            "atom:id",
        ],
    )?;
    // `MissingAtomSelfLink`, `SelfDoesntMatchLocation`.
    let own = channel
        .all("atom:link")
        .filter(|link| link.attribute("rel") == Some("self"));
    let own: Vec<&Element> = own.collect();
    let media_type = own.first().and_then(|link| link.attribute("type"));
    value(
        channel,
        media_type.unwrap_or_default(),
        own.len() == 1 && media_type == Some("application/rss+xml"),
        "one atom:link rel=self",
    )?;
    let mut ids = BTreeSet::new();
    for item in channel.all("item") {
        exactly_one(item, &["title", "guid", "pubDate", "atom:updated"])?;
        at_most_one(
            item,
            &[
                "link",
                "description",
                "content:encoded",
                "enclosure",
                "source",
            ],
        )?;
        let guid = item.all("guid").next().ok_or("no guid")?;
        value(
            guid,
            &guid.text,
            ids.insert(guid.text.clone()),
            "another guid",
        )?;
        // `NeedDescriptionBeforeContent`.
        let at = |name: &str| item.children.iter().position(|child| child.name == name);
        if let Some(content) = at("content:encoded") {
            let before = at("description").is_none_or(|description| description < content);
            value(
                item,
                "content:encoded",
                before,
                "description before content:encoded",
            )?;
        }
    }
    Ok(ids.len())
}

fn at_most_one(element: &Element, names: &[&str]) -> Result<(), String> {
    for name in names {
        let found = element.all(name).count();
        if found > 1 {
            return Err(count(element, name, found, "at most one"));
        }
    }
    Ok(())
}

/// Checks an element and its descendants.
fn check(element: &Element) -> Result<(), String> {
    only(element, allowed_in(&element.name))?;
    element.children.iter().try_for_each(check)?;
    let text = element.text.as_str();
    match element.name.as_str() {
        // `ContainsHTML`, `NotBlank`.
        "title" | "dc:creator" | "category" | "generator" => {
            value(
                element,
                text,
                !text.trim().is_empty(),
                "it may not be empty",
            )?;
            plain(element, text)?;
            let domain = element.attribute("domain");
            value(
                element,
                domain.unwrap_or_default(),
                domain.is_none_or(is_uri),
                "an absolute URI",
            )
        }
        // `InvalidFullLink`.
        "link" | "url" | "docs" => value(element, text, is_web(text), "a web address is wanted"),
        // `InvalidRFC2822Date`, `ProblematicalRFC822Date`.
        "pubDate" | "lastBuildDate" => value(element, text, is_rfc_822(text), "RFC 822"),
        "atom:updated" => value(element, text, is_date(text), "RFC 3339"),
        "atom:id" => value(element, text, is_id(text), "an absolute URI is wanted"),
        // `InvalidPermalink`.
        "guid" => {
            let said = element.attribute("isPermaLink");
            value(
                element,
                text,
                said == Some("false") && is_id(text),
                "isPermaLink=false",
            )
        }
        "enclosure" => {
            let url = element.attribute("url").unwrap_or_default();
            value(element, url, is_web(url), "a web address")?;
            let length = element.attribute("length").unwrap_or_default();
            value(element, length, length.parse::<u64>().is_ok(), "a length")?;
            let kind = element.attribute("type").unwrap_or_default();
            value(element, kind, kind.contains('/'), "a media type")
        }
        // `MissingSourceURL`.
        "source" => {
            let url = element.attribute("url").unwrap_or_default();
            value(element, url, is_web(url), "a web address")?;
            plain(element, text)
        }
        "atom:link" => {
            let href = element.attribute("href").unwrap_or_default();
            value(element, href, is_web(href), "a web address")?;
            plain(element, element.attribute("title").unwrap_or_default())
        }
        _ => Ok(()),
    }
}

/// The child elements that RSS allows in an element, and those of ours.
fn allowed_in(name: &str) -> &'static [&'static str] {
    match name {
        "channel" => &[
            "title",
            "link",
            "description",
            "language",
            "lastBuildDate",
            "generator",
            "docs",
            "image",
            "atom:id",
            "atom:link",
            "dc:creator",
            "item",
        ],
        "image" => &["url", "title", "link"],
        "item" => &[
            "title",
            "link",
            "description",
            "category",
            "enclosure",
            "guid",
            "pubDate",
            "source",
            "content:encoded",
            "atom:updated",
            "atom:link",
            "dc:creator",
        ],
        _ => &[],
    }
}

/// RFC 822 as amended by RFC 1123, with the right day of the week.
fn is_rfc_822(text: &str) -> bool {
    let strict = jiff::fmt::rfc2822::DateTimeParser::new();
    let year = text.split(' ').nth(3);
    text.len() == 29
        && year.is_some_and(|year| year.len() == 4)
        && strict.parse_timestamp(text).is_ok()
}
