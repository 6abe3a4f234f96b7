//! Adds, removes and disables sources in the text of a `feeds.toml`, and keeps every other byte.
//!
//! Each edit cuts the old text at byte offsets that the TOML parser reports. Before an edit
//! returns, `checked` parses the new text and compares all of it with the wanted content. If the
//! file is written in an unusual way, the edit is refused, and the message says what to edit by
//! hand.
//!
//! We do not use `toml_edit`. It could replace the cutting, which is 140 of 1,100 lines. The
//! checks of names and addresses, the line numbers in messages, the comparison of the result and
//! the file handling would stay. Code of ours would still decide which comments belong to which
//! source, and would restore CRLF, which `toml_edit` turns into LF.

mod checked;
mod enabled;
mod existing;
mod lock;
mod name;
mod remove;
mod write;

#[cfg(test)]
mod tests;

use toml::de::DeTable;
use toml::{Spanned, Value};

use super::value::{self, SourceUrl};
use crate::model::{NameError, SourceName, WebUrl};
use crate::text::is_unsafe;

use checked::ConfigEdit;
pub use enabled::{Edited, disable_source, enable_source};
use existing::ExistingSources;
pub use lock::{ConfigLock, lock};
pub use remove::remove_source;
pub use write::{WriteError, create, write};

/// A source to add.
#[derive(Debug, Clone, Default)]
pub struct NewSource {
    /// If `None`, [`append_source`] makes a name from the title or the address.
    pub name: Option<SourceName>,
    /// An http(s) address, or `rsshub://route`.
    pub url: String,
    /// The title of the feed. [`append_source`] removes control characters and repeated white
    /// space. `None` leaves the key out; messages then show the title that the feed sends.
    pub title: Option<String>,
    /// Keys that the user asked for.
    pub options: NewOptions,
}

/// Optional keys of a source to add, as the user typed them. `Config` checks their values.
#[derive(Debug, Clone, Default)]
pub struct NewOptions {
    /// `category`.
    pub category: Option<String>,
    /// `labels`; an empty list leaves the key out.
    pub labels: Vec<String>,
    /// `interval`, as `"2h"`.
    pub interval: Option<String>,
    /// `full_text`; `false` leaves the key out.
    pub full_text: bool,
}

/// The text with the source in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// The new text of the file. It is a valid configuration if the old text was and the options
    /// are.
    pub text: String,
    /// The name of the new source.
    pub name: SourceName,
}

/// Why an edit was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text is not TOML.
    #[error(
        "the configuration is not TOML in line {line}: {cause}; correct it first (`feedfold check` shows the place)"
    )]
    NotToml {
        /// Counted from 1.
        line: usize,
        /// The message of the parser.
        cause: String,
    },
    /// `sources` is not a list of `[[sources]]` tables.
    #[error(
        "`sources` in line {line} is not written as [[sources]] tables, and this command edits nothing else; edit the sources by hand, or write each as a [[sources]] table with its keys below it"
    )]
    NotTables {
        /// Counted from 1.
        line: usize,
    },
    /// A source with this address exists.
    #[error(
        "{url} is there already, as the source `{name}` in line {line}; change that one, or add another address"
    )]
    AlreadyThere {
        /// The address, secrets masked.
        url: String,
        /// The name of the source, or `#3` for the third if it has none.
        name: String,
        /// Line of its address, counted from 1.
        line: usize,
    },
    /// A source has the wanted name, or had it (`was`).
    #[error("line {line} has a source of the name `{name}`; choose another name")]
    NameTaken {
        /// The name.
        name: SourceName,
        /// Counted from 1.
        line: usize,
    },
    /// The user gave no name, and the title and the address yield none.
    #[error("the address and the title give no name: it {0}; give the source a name")]
    NoName(#[from] NameError),
    /// The address cannot be the address of a source.
    #[error("this is not {expected}; {remedy}")]
    Address {
        /// The expected kind of address.
        expected: String,
        /// What to do.
        remedy: String,
    },
    /// No source has this name.
    #[error("no source is named `{name}`; {remedy}")]
    NoSource {
        /// The name.
        name: String,
        /// What to do; suggests similar names.
        remedy: String,
    },
    /// More than one source has this name.
    #[error(
        "the sources in lines {first} and {second} are both named `{name}`; rename one of them"
    )]
    NamedTwice {
        /// The name.
        name: String,
        /// Line of the first, counted from 1.
        first: usize,
        /// Line of the second, counted from 1.
        second: usize,
    },
    /// A rule or an output names the source.
    #[error(
        "the source `{name}` is named in {where_named}; take the name out there, then remove the source"
    )]
    InUse {
        /// The source.
        name: String,
        /// The places: `line 12`, or `line 12 and line 30`.
        where_named: String,
    },
    /// The edited text would not have the wanted content.
    #[error(
        "the source in line {line} is written in a way that this command does not edit; {remedy}"
    )]
    ByHand {
        /// Line of the source, counted from 1.
        line: usize,
        /// What to edit by hand.
        remedy: String,
    },
    /// The address is an RSSHub route, and `[fetch] rsshub` names no instance.
    #[error(
        "{url} needs an RSSHub instance; name one below [fetch]: rsshub = \"https://rsshub.app\", or your own"
    )]
    NoInstance {
        /// The route.
        url: String,
    },
}

/// Adds a `[[sources]]` table after the last one, or at the end of the file if there is none.
///
/// Checks the syntax of the file and the names and addresses of its sources, and nothing else.
/// Fails if the text is not TOML, or has a source with this address or name.
pub fn append_source(text: &str, source: &NewSource) -> Result<Appended, EditError> {
    let (mark, body) = split_byte_order_mark(text);
    let document = parsed(body)?;
    let existing = ExistingSources::read(body, document.get_ref())?;
    let written = source.url.trim();
    let url = address(written, &existing)?;
    if let Some(other) = existing.with_address(&url) {
        return Err(EditError::AlreadyThere {
            url: url.to_string(),
            name: other.display_name.clone(),
            line: line(body, other.at),
        });
    }
    let title = source.title.as_deref().and_then(clean_title);
    let name = match &source.name {
        Some(name) => name.clone(),
        None => name::make_name(written, title.as_deref(), |name| {
            existing.offset_of_name(name).is_some()
        })?,
    };
    if let Some(at) = existing.offset_of_name(name.as_str()) {
        return Err(EditError::NameTaken {
            name,
            line: line(body, at),
        });
    }
    let table = new_table(&name, written, title.as_deref(), &source.options);
    let lines: Vec<String> = std::iter::once("[[sources]]".to_owned())
        .chain(table.iter().map(|(key, value)| format!("{key} = {value}")))
        .collect();
    let text = format!("{mark}{}", insert_lines(body, existing.insert_at, &lines));
    let (at, remedy) = (
        existing.insert_at,
        "write the new [[sources]] table with its name and url by hand",
    );
    checked::require(body, &text, &ConfigEdit::Append(&table), at, remedy)?;
    Ok(Appended { text, name })
}

/// The name of the source whose address is `written`, perhaps in another spelling; `None` if there
/// is none, or if the text cannot be read.
pub fn source_with_like_address(text: &str, written: &str) -> Option<String> {
    let (_, body) = split_byte_order_mark(text);
    let document = parsed(body).ok()?;
    let existing = ExistingSources::read(body, document.get_ref()).ok()?;
    let url = address(written.trim(), &existing).ok()?;
    Some(existing.with_like_address(&url)?.display_name.clone())
}

/// The keys of a new source, in the order of the file.
fn new_table(
    name: &SourceName,
    url: &str,
    title: Option<&str>,
    options: &NewOptions,
) -> Vec<(&'static str, Value)> {
    let NewOptions {
        category,
        labels,
        interval,
        full_text,
    } = options;
    let text = |text: Option<&str>| text.map(Value::from);
    let labels = (!labels.is_empty()).then(|| Value::from(labels.clone()));
    let keys = [
        ("name", text(Some(name.as_str()))),
        ("url", text(Some(url))),
        ("title", text(title)),
        ("category", text(category.as_deref())),
        ("labels", labels),
        ("interval", text(interval.as_deref())),
        ("full_text", full_text.then_some(Value::from(true))),
    ];
    keys.into_iter()
        .filter_map(|(key, value)| Some((key, value?)))
        .collect()
}

/// Splits a text into its byte order mark, which some Windows editors write, and the rest.
fn split_byte_order_mark(text: &str) -> (&str, &str) {
    text.strip_prefix('\u{feff}')
        .map_or(("", text), |body| ("\u{feff}", body))
}

/// The address of requests for `written` in the configuration `text`. An http(s) address stays as
/// it is; an `rsshub://route` becomes an address of the configured instance.
///
/// Fails if the address is none, or if it needs an instance that the text does not name.
pub fn resolve(text: &str, written: &str) -> Result<WebUrl, EditError> {
    let (_, body) = split_byte_order_mark(text);
    let document = parsed(body)?;
    address(written, &ExistingSources::read(body, document.get_ref())?)
}

fn parsed(body: &str) -> Result<Spanned<DeTable<'_>>, EditError> {
    DeTable::parse(body).map_err(|error| EditError::NotToml {
        line: error.span().map_or(1, |span| line(body, span.start)),
        cause: error.message().to_owned(),
    })
}

fn address(written: &str, existing: &ExistingSources) -> Result<WebUrl, EditError> {
    if written.chars().any(char::is_control) {
        return Err(EditError::Address {
            expected: "an address on one line".to_owned(),
            remedy: "copy it again, without line breaks".to_owned(),
        });
    }
    match value::source_url(written, existing.rsshub.as_ref()) {
        Ok(SourceUrl::Web(url)) => Ok(url),
        Ok(SourceUrl::NoInstance) => Err(EditError::NoInstance {
            url: written.to_owned(),
        }),
        Err(refusal) => Err(EditError::Address {
            expected: refusal.expected,
            remedy: refusal.remedy,
        }),
    }
}

/// Inserts lines at an offset, which is the beginning of a line or the end of the text. Uses the
/// line breaks of the text, and puts an empty line on both sides.
fn insert_lines(text: &str, at: usize, lines: &[String]) -> String {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let end = line_end(text);
    let mut whole = before.to_owned();
    if !before.is_empty() && !before.ends_with('\n') {
        whole.push_str(end);
    }
    let is_blank = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
    if !is_blank(before.lines().next_back()) {
        whole.push_str(end);
    }
    for line in lines {
        whole.push_str(line);
        whole.push_str(end);
    }
    if !is_blank(after.lines().next()) {
        whole.push_str(end);
    }
    whole.push_str(after);
    whole
}

/// The line break of the first line, which new lines get too.
fn line_end(text: &str) -> &'static str {
    match text.split_once('\n') {
        Some((first, _)) if first.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// The title of a feed as one line, cut to the length of a title. `None` if nothing is left.
fn clean_title(title: &str) -> Option<String> {
    let words: Vec<&str> = title
        .split(|char: char| char.is_whitespace() || is_unsafe(char))
        .filter(|word| !word.is_empty())
        .collect();
    let line: String = words
        .join(" ")
        .chars()
        .take(value::MAX_TEXT_CHARS)
        .collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}

/// The line of a byte offset, counted from 1.
fn line(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or_default();
    1 + before.matches('\n').count()
}
