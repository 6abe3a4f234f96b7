//! Adds sources to the text of a `feeds.toml`; everything that stands there stays, to the byte.
//!
//! The new table is put between the bytes of the old text, at a place the parser names. `toml_edit`
//! would write the whole document anew, and turns the line ends of Windows into others on the way.

mod name;
mod standing;
mod turn;
mod write;

#[cfg(test)]
mod tests;

use toml::Spanned;
use toml::de::DeTable;

use super::page::reorders_or_hides;
use super::value::{self, SourceUrl};
use crate::model::{NameError, SourceName, WebUrl};

use standing::Standing;
pub use turn::{Turn, turn};
pub use write::{WriteError, write};

/// A source to add.
#[derive(Debug, Clone)]
pub struct NewSource {
    /// `None` makes one of the address and the title.
    pub name: Option<SourceName>,
    /// An http(s) address, or `rsshub://route`.
    pub url: String,
    /// As the feed gives it: white space and control characters are tidied here. `None` leaves the
    /// key out, and the feed's own title holds.
    pub title: Option<String>,
}

/// The text with the source in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// To be written over the file; loads if the old text did.
    pub text: String,
    /// The name the source got.
    pub name: SourceName,
}

/// Why nothing was added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text does not parse.
    #[error(
        "the configuration is not TOML in line {line}: {cause}; correct it first (`feedfold check` shows the place)"
    )]
    NotToml {
        /// Counted from 1.
        line: usize,
        /// In the parser's words.
        cause: String,
    },
    /// `sources` is something else than `[[sources]]` tables.
    #[error(
        "`sources` in line {line} is not written as [[sources]] tables; write each source as a [[sources]] table with its keys below it, then add this one"
    )]
    NotTables {
        /// Counted from 1.
        line: usize,
    },
    /// A source reads this address.
    #[error(
        "{url} is there already, as the source `{name}` in line {line}; change that one, or add another address"
    )]
    AlreadyThere {
        /// The address, secrets masked.
        url: String,
        /// The source; `#3` for the third if it has no name.
        name: String,
        /// Of its address, counted from 1.
        line: usize,
    },
    /// The wanted name belongs to a source, or did.
    #[error("a source of the name `{name}` stands in line {line}; choose another name")]
    NameTaken {
        /// The name.
        name: SourceName,
        /// Counted from 1.
        line: usize,
    },
    /// No name was given, and none can be made.
    #[error("no name can be made of the address and the title: it {0}; give the source a name")]
    NoName(#[from] NameError),
    /// Not an address a source can have.
    #[error("this is not {expected}; {remedy}")]
    Address {
        /// What it should be.
        expected: String,
        /// What to do.
        remedy: String,
    },
    /// An RSSHub route, while `[fetch] rsshub` names no instance.
    #[error(
        "{url} needs an RSSHub instance; name one below [fetch]: rsshub = \"https://rsshub.app\", or your own"
    )]
    NoInstance {
        /// The route.
        url: String,
    },
}

/// Adds a `[[sources]]` table after the last one, or at the end if there is none.
///
/// Of the rest of the file only its syntax, its names and its addresses are looked at.
pub fn append_source(text: &str, source: &NewSource) -> Result<Appended, EditError> {
    // The mark some Windows editors begin files with.
    let (mark, body) = text
        .strip_prefix('\u{feff}')
        .map_or(("", text), |body| ("\u{feff}", body));
    let document = parsed(body)?;
    let standing = Standing::read(body, document.get_ref())?;
    let written = source.url.trim();
    let url = address(written, &standing)?;
    if let Some(other) = standing.reads(&url) {
        return Err(EditError::AlreadyThere {
            url: url.to_string(),
            name: other.shown.clone(),
            line: line(body, other.at),
        });
    }
    let title = source.title.as_deref().and_then(tidied);
    let name = match &source.name {
        Some(name) => name.clone(),
        None => name::made_of(written, title.as_deref(), |name| {
            standing.name(name).is_some()
        })?,
    };
    if let Some(at) = standing.name(name.as_str()) {
        return Err(EditError::NameTaken {
            name,
            line: line(body, at),
        });
    }
    let keys = [
        ("name", Some(name.as_str())),
        ("url", Some(written)),
        ("title", title.as_deref()),
    ];
    let lines: Vec<String> = std::iter::once("[[sources]]".to_owned())
        .chain(keys.iter().filter_map(|(key, value)| {
            let value = toml::Value::from((*value)?);
            Some(format!("{key} = {value}"))
        }))
        .collect();
    Ok(Appended {
        text: format!("{mark}{}", inserted(body, standing.end, &lines)),
        name,
    })
}

/// The address that `written` stands for in the configuration `text`: an http(s) address is itself, an
/// `rsshub://route` is looked for on the configured instance.
pub fn resolve(text: &str, written: &str) -> Result<WebUrl, EditError> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = parsed(body)?;
    address(written, &Standing::read(body, document.get_ref())?)
}

fn parsed(body: &str) -> Result<Spanned<DeTable<'_>>, EditError> {
    DeTable::parse(body).map_err(|error| EditError::NotToml {
        line: error.span().map_or(1, |span| line(body, span.start)),
        cause: error.message().to_owned(),
    })
}

fn address(written: &str, standing: &Standing) -> Result<WebUrl, EditError> {
    if written.chars().any(char::is_control) {
        return Err(EditError::Address {
            expected: "an address on one line".to_owned(),
            remedy: "copy it again, without line breaks".to_owned(),
        });
    }
    match value::source_url(written, standing.rsshub.as_ref()) {
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

/// Text with a table put in at an offset that begins a line or ends the text, in the line ends the
/// text has, with an empty line on both sides.
fn inserted(text: &str, at: usize, lines: &[String]) -> String {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let has_windows_ends = text
        .split_once('\n')
        .is_some_and(|(first, _)| first.ends_with('\r'));
    let end = if has_windows_ends { "\r\n" } else { "\n" };
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

/// A feed's title as one line of the length a title may have.
fn tidied(title: &str) -> Option<String> {
    let words: Vec<&str> = title
        .split(|char: char| char.is_whitespace() || char.is_control() || reorders_or_hides(char))
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

/// Line of an offset, counted from 1.
fn line(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or_default();
    1 + before.matches('\n').count()
}
