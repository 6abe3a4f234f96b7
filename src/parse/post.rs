//! Converts a local file with front matter to an entry.

use super::date::Dates;
use super::front_matter::FrontMatter;
use super::relative::ExpansionBudget;
use super::{Decoded, DocumentContext, Error, ParsedPost, PostFile, clean, field, front_matter};
use crate::model::{Category, Completeness, RawEntry};

/// The keys for the time of publication, the preferred one first.
const PUBLISHED: &[&str] = &["date", "published", "pubdate"];
/// The keys for the time of the last change, the preferred one first.
const UPDATED: &[&str] = &["updated", "modified", "lastmod"];

/// Reads a decoded post.
pub(super) fn read(
    decoded: &Decoded<'_>,
    context: &DocumentContext<'_>,
    file: PostFile<'_>,
) -> Result<ParsedPost, Error> {
    let (head, body) = front_matter::split(&decoded.text).map_err(Error::NoFrontMatter)?;
    let head = front_matter::read(head);
    let mut warnings = decoded.warnings.clone();
    if let Some(why) = &head.repaired {
        warnings.push(format!(
            "the front matter is not YAML and was read line by line: {why}"
        ));
    }
    let line = |keys: &[&str]| clean::line(head.one(keys)?, field::MAX_LINE);
    let dates = dates_of(&head, decoded, context);
    let mut instant = |keys: &[&str]| {
        let text = head.one(keys)?;
        let instant = dates.read(text);
        if instant.is_none() {
            let shown = clean::line(text, 40).unwrap_or_default();
            warnings.push(format!("`{shown}` was not understood as a date"));
        }
        instant
    };
    let published = instant(PUBLISHED);
    let updated = instant(UPDATED);
    let budget = ExpansionBudget::for_document(&decoded.text);
    let address = |keys: &[&str]| field::address(head.one(keys)?, context.base, &budget);
    let entry = RawEntry {
        guid: clean::line(
            head.one(&["guid", "id"]).unwrap_or(file.path),
            field::MAX_ADDRESS,
        ),
        link: address(&["link", "url", "permalink"]),
        title: line(&["title"]),
        summary: line(&["summary", "description"]),
        content: clean::body(body.to_owned()),
        authors: head
            .all(&["author", "authors"])
            .iter()
            .take(field::MAX_LIST)
            .filter_map(|name| clean::line(name, field::MAX_LINE))
            .collect(),
        categories: categories_of(&head),
        published,
        updated,
        image: address(&["thumbnail", "headimg", "image", "cover"]),
        enclosures: Vec::new(),
        language: line(&["lang", "language"]),
        file: Some(file.name.to_owned()),
        completeness: Completeness::Whole,
    };
    Ok(ParsedPost {
        entry,
        encoding: decoded.encoding,
        warnings,
    })
}

/// Creates the parser for the dates of a post. All of its dates together show whether it writes
/// the day or the month first.
fn dates_of<'a>(
    head: &'a FrontMatter,
    decoded: &'a Decoded<'_>,
    context: &'a DocumentContext<'_>,
) -> Dates<'a> {
    let keys = PUBLISHED.iter().chain(UPDATED);
    let written: Vec<&str> = keys.filter_map(|key| head.one(&[key])).collect();
    let language = head.one(&["lang", "language"]);
    let mut dates = Dates::new(context.timezone, &decoded.text, language, None);
    dates.learn(&written);
    dates
}

/// The categories and tags of a post, each once.
fn categories_of(head: &FrontMatter) -> Vec<Category> {
    let terms = head
        .all(&["categories", "category"])
        .iter()
        .chain(head.all(&["tags"]))
        .take(field::MAX_LIST)
        .filter_map(|term| clean::line(term, field::MAX_LINE));
    let mut distinct: Vec<Category> = Vec::new();
    for term in terms {
        if distinct.iter().all(|known| known.term != term) {
            distinct.push(Category {
                term,
                scheme: None,
                label: None,
            });
        }
    }
    distinct
}
