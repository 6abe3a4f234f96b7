//! Prints the entries of a document, as JSON lines or as text for people.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::super::display::titled;
use super::super::terminal::safe;
use crate::html;
use crate::model::{
    Completeness, DocumentEnd, Enclosure, FeedHead, FeedKind, ParsedFeed, RawEntry, counted,
};
use crate::parse::{self, DocumentContext, PostFile};
use crate::{normalize, publish};

/// How many characters of a body to show to people.
const SHOWN_CHARS: usize = 160;

/// How to read a document and how to print it.
pub struct Preview<'a> {
    /// What the parser needs besides the bytes.
    pub reading: DocumentContext<'a>,
    /// The file, if the document is a post.
    pub post: Option<PostFile<'a>>,
    /// Whether to print JSON lines instead of text for people.
    pub json: bool,
}

/// Why the preview failed or is incomplete.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The document cannot be parsed. The command ends with exit code 1.
    #[error(transparent)]
    Parse(#[from] parse::Error),
    /// The reader of the output has closed it, or the disk is full.
    #[error("the preview cannot be written: {0}")]
    Write(#[from] io::Error),
}

impl Preview<'_> {
    /// Parses `document` and writes its entries to `out`. Fails if `document` is no feed, or if
    /// `out` takes nothing.
    pub fn write(&self, document: &[u8], out: &mut dyn Write) -> Result<(), Error> {
        let feed = self.read(document)?;
        if self.json {
            self.write_json(&feed, out)?;
        } else {
            write_text(&feed, out)?;
        }
        Ok(out.flush()?)
    }

    fn read(&self, document: &[u8]) -> Result<ParsedFeed, parse::Error> {
        let Some(file) = self.post else {
            return parse::parse(document, &self.reading);
        };
        let post = parse::parse_post(document, &self.reading, file)?;
        Ok(ParsedFeed {
            head: FeedHead {
                kind: FeedKind::Post,
                encoding: post.encoding.to_owned(),
                ..FeedHead::default()
            },
            entries: vec![post.entry],
            truncated_entry: None,
            end: DocumentEnd::Reached,
            warnings: post.warnings,
        })
    }

    fn write_json(&self, feed: &ParsedFeed, out: &mut dyn Write) -> io::Result<()> {
        let head = &feed.head;
        let fields = FeedFields {
            title: head.title.as_deref(),
            link: head.link.as_deref(),
            kind: head.kind,
            encoding: &head.encoding,
            warnings: &feed.warnings,
        };
        line(out, "feed", &fields)?;
        for entry in feed.entries.iter().chain(&feed.truncated_entry) {
            let body = body(entry);
            let fields = EntryFields {
                guid: entry.guid.as_deref(),
                link: entry.link.as_deref(),
                title: entry.title.as_deref(),
                published: entry.published.map(|date| date.to_string()),
                updated: entry.updated.map(|date| date.to_string()),
                author: joined(&entry.authors),
                categories: entry.categories.iter().map(|c| c.term.as_str()).collect(),
                body_html: body.map(|html| publish::sanitize(html, self.reading.base)),
                body_text: body.map(normalize::body_text),
                incomplete: entry.completeness != Completeness::Whole,
                image: picture(entry),
                enclosures: &entry.enclosures,
            };
            line(out, "entry", &fields)?;
        }
        Ok(())
    }
}

fn write_text(feed: &ParsedFeed, out: &mut dyn Write) -> io::Result<()> {
    let head = &feed.head;
    // A post is an entry alone: there is no feed that could have a title.
    if head.kind != FeedKind::Post {
        let title = titled(head.title.as_deref().unwrap_or_default());
        writeln!(out, "{}", shown(title))?;
    }
    if let Some(link) = &head.link {
        writeln!(out, "{}", shown(link))?;
    }
    writeln!(
        out,
        "{}, {}, {}",
        head.kind.as_str(),
        head.encoding,
        counted(feed.entries.len(), "entry")
    )?;
    for warning in &feed.warnings {
        writeln!(out, "warning: {}", shown(warning))?;
    }
    for entry in feed.entries.iter().chain(&feed.truncated_entry) {
        let title = titled(entry.title.as_deref().unwrap_or_default());
        writeln!(out, "\n{}", shown(title))?;
        if entry.completeness != Completeness::Whole {
            writeln!(out, "  incomplete: the document breaks off in this entry")?;
        }
        let author = joined(&entry.authors);
        let date = entry
            .published
            .or(entry.updated)
            .map(|date| date.to_string());
        let under: Vec<String> = date.into_iter().chain(author).collect();
        if !under.is_empty() {
            writeln!(out, "  {}", shown(&under.join("  ")))?;
        }
        for address in entry.link.iter().chain(&entry.guid).take(1) {
            writeln!(out, "  {}", shown(address))?;
        }
        if let Some(address) = picture(entry) {
            writeln!(out, "  picture: {}", shown(&address))?;
        }
        for file in &entry.enclosures {
            let kind = file.media_type.as_deref().unwrap_or("file");
            writeln!(out, "  {}: {}", shown(kind), shown(&file.url))?;
        }
        if let Some(html) = body(entry) {
            let text = normalize::body_text(html);
            let mut start: String = shown(&text).chars().take(SHOWN_CHARS).collect();
            if start.len() < text.len() {
                start.push('…');
            }
            writeln!(out, "  {start}")?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct FeedFields<'a> {
    title: Option<&'a str>,
    link: Option<&'a str>,
    kind: FeedKind,
    encoding: &'a str,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct EntryFields<'a> {
    guid: Option<&'a str>,
    link: Option<&'a str>,
    title: Option<&'a str>,
    published: Option<String>,
    updated: Option<String>,
    author: Option<String>,
    categories: Vec<&'a str>,
    body_html: Option<String>,
    body_text: Option<String>,
    /// Written only if the document ended within this entry.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
    image: Option<String>,
    enclosures: &'a [Enclosure],
}

/// Writes one JSON object with one key.
fn line(out: &mut dyn Write, key: &str, fields: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &BTreeMap::from([(key, fields)]))?;
    out.write_all(b"\n")
}

fn body(entry: &RawEntry) -> Option<&str> {
    entry.content.as_deref().or(entry.summary.as_deref())
}

/// The publisher's picture, else the first of the body, as it is stored.
fn picture(entry: &RawEntry) -> Option<String> {
    let of_body = || html::first_picture_on_web(body(entry)?, entry.link.as_deref());
    entry.image.clone().or_else(of_body)
}

fn joined(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join(", "))
}

/// Makes one line for a terminal: joins white space into single spaces and applies [`safe`].
fn shown(text: &str) -> String {
    safe(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
