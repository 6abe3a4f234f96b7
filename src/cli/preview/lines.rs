//! `preview`: what a source would give, as JSON lines or for people; nothing is stored.

use std::io::{self, Write};

use serde::Serialize;

use super::super::terminal::safe;
use crate::model::{Completeness, DocumentEnd, FeedHead, FeedKind, ParsedFeed, RawEntry, counted};
use crate::parse::{self, PostFile, Reading};

/// How much of a body is shown to people, in characters.
const SHOWN_CHARS: usize = 160;

/// What to show, and how.
pub struct Preview<'a> {
    /// What is known about the document besides its bytes.
    pub reading: Reading<'a>,
    /// The file, when the document is a post.
    pub post: Option<PostFile<'a>>,
    /// JSON lines instead of text for people.
    pub json: bool,
    /// Makes HTML safe.
    pub sanitise: &'a dyn Fn(&str) -> String,
    /// Takes the text out of HTML.
    pub body_text: &'a dyn Fn(&str) -> String,
}

/// Why nothing, or not all, was shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The document gives no entries; the command ends with exit code 1.
    #[error(transparent)]
    Parse(#[from] parse::Error),
    /// Whoever reads the output is gone or the disk is full.
    #[error("the preview cannot be written: {0}")]
    Write(#[from] io::Error),
}

impl Preview<'_> {
    /// Reads `document` and writes what a source with these bytes would give.
    pub fn write(&self, document: &[u8], out: &mut dyn Write) -> Result<(), Error> {
        let feed = self.read(document)?;
        if self.json {
            self.write_json(&feed, out)?;
        } else {
            self.write_text(&feed, out)?;
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
        line(
            out,
            &FeedLine {
                feed: FeedFields {
                    title: head.title.as_deref(),
                    link: head.link.as_deref(),
                    kind: head.kind,
                    encoding: &head.encoding,
                    warnings: &feed.warnings,
                },
            },
        )?;
        for entry in feed.entries.iter().chain(&feed.truncated_entry) {
            let body = body(entry);
            line(
                out,
                &EntryLine {
                    entry: EntryFields {
                        guid: entry.guid.as_deref(),
                        link: entry.link.as_deref(),
                        title: entry.title.as_deref(),
                        published: entry.published.map(|date| date.to_string()),
                        updated: entry.updated.map(|date| date.to_string()),
                        author: joined(&entry.authors),
                        categories: entry.categories.iter().map(|c| c.term.as_str()).collect(),
                        body_html: body.map(self.sanitise),
                        body_text: body.map(self.body_text),
                        incomplete: entry.completeness != Completeness::Whole,
                    },
                },
            )?;
        }
        Ok(())
    }

    fn write_text(&self, feed: &ParsedFeed, out: &mut dyn Write) -> io::Result<()> {
        let head = &feed.head;
        let title = head.title.as_deref().unwrap_or("(no title)");
        writeln!(out, "{}", shown(title))?;
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
            let title = entry.title.as_deref().unwrap_or("(no title)");
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
            if let Some(html) = body(entry) {
                let text = (self.body_text)(html);
                let mut start: String = shown(&text).chars().take(SHOWN_CHARS).collect();
                if start.len() < text.len() {
                    start.push('…');
                }
                writeln!(out, "  {start}")?;
            }
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct FeedLine<'a> {
    feed: FeedFields<'a>,
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
struct EntryLine<'a> {
    entry: EntryFields<'a>,
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
    /// Written only for an entry in which the document breaks off.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

fn body(entry: &RawEntry) -> Option<&str> {
    entry.content.as_deref().or(entry.summary.as_deref())
}

fn joined(names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| names.join(", "))
}

/// One line for a terminal: white space made single spaces, the rest [`safe`].
fn shown(text: &str) -> String {
    safe(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}
