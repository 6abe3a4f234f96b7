//! The sources that a file already holds, and where they stand in its text.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{EditError, line};
use crate::config::page::harmless;
use crate::config::spelling::unknown_name_remedy;
use crate::config::value::{self, SourceUrl};
use crate::model::WebUrl;

/// The sources of a file, its RSSHub instance and the place for one source more.
pub(super) struct Standing {
    sources: Vec<StandingSource>,
    /// Names in use and former ones, with their offsets.
    names: Vec<(String, usize)>,
    /// The instance `rsshub://` addresses are read on.
    pub(super) rsshub: Option<WebUrl>,
    /// Offset behind the last source, at the beginning of a line or the end of the text.
    pub(super) end: usize,
}

/// A source whose address can be compared.
pub(super) struct StandingSource {
    /// Its name, or its number.
    pub(super) shown: String,
    /// Offset of its address.
    pub(super) at: usize,
    url: WebUrl,
}

impl Standing {
    pub(super) fn read(text: &str, document: &DeTable<'_>) -> Result<Self, EditError> {
        let rsshub = document
            .get("fetch")
            .and_then(|fetch| fetch.get_ref().get("rsshub"))
            .and_then(|instance| value::http_url(instance.get_ref().as_str()?).ok());
        let mut standing = Self {
            sources: Vec::new(),
            names: Vec::new(),
            rsshub,
            end: text.len(),
        };
        let Some(list) = document.get("sources") else {
            return Ok(standing);
        };
        let tables = tables(text, list)?;
        for (index, table) in tables.iter().enumerate() {
            standing.note(index, table.get_ref());
        }
        if let Some(last) = tables.last() {
            standing.end = below(text, end(last.get_ref(), last.span()));
        }
        Ok(standing)
    }

    /// The source that reads an address.
    pub(super) fn reads(&self, url: &WebUrl) -> Option<&StandingSource> {
        self.sources
            .iter()
            .find(|source| same_document(&source.url, url))
    }

    /// Offset of a name that is taken.
    pub(super) fn name(&self, name: &str) -> Option<usize> {
        self.names
            .iter()
            .find(|(taken, _)| taken == name)
            .map(|(_, at)| *at)
    }

    fn note(&mut self, index: usize, table: &DeValue<'_>) {
        let text = |key| {
            let value = table.get(key)?;
            Some((value.get_ref().as_str()?.trim(), value.span().start))
        };
        let names = ["name", "was"].into_iter().filter_map(text);
        self.names
            .extend(names.map(|(name, at)| (name.to_owned(), at)));
        if let Some((written, at)) = text("url")
            && let Ok(SourceUrl::Web(url)) = value::source_url(written, self.rsshub.as_ref())
        {
            let shown =
                text("name").map_or_else(|| format!("#{}", index + 1), |(name, _)| name.to_owned());
            self.sources.push(StandingSource { shown, at, url });
        }
    }
}

/// The `[[sources]]` tables, if all sources are written so.
fn tables<'d, 'i>(
    text: &str,
    list: &'d Spanned<DeValue<'i>>,
) -> Result<&'d [Spanned<DeValue<'i>>], EditError> {
    let is_header = |table: &Spanned<DeValue<'_>>| {
        text.get(table.span())
            .is_some_and(|header| header.starts_with("[["))
    };
    list.get_ref()
        .as_array()
        .map(|tables| &**tables)
        .filter(|tables| !tables.is_empty() && tables.iter().all(is_header))
        .ok_or_else(|| EditError::NotTables {
            line: line(text, list.span().start),
        })
}

/// One `[[sources]]` table that has a name.
pub(super) struct NamedSource<'d, 'i> {
    /// Its place among the sources.
    pub(super) index: usize,
    /// Its keys and their offsets.
    pub(super) table: &'d DeValue<'i>,
    /// Where its header stands.
    pub(super) header: Range<usize>,
}

/// The source of that name, if exactly one has it.
pub(super) fn named<'d, 'i>(
    text: &str,
    document: &'d DeTable<'i>,
    name: &str,
) -> Result<NamedSource<'d, 'i>, EditError> {
    let name = name.trim();
    let tables = match document.get("sources") {
        Some(list) => tables(text, list)?,
        None => &[],
    };
    let own_name = |table: &'d Spanned<DeValue<'i>>| {
        Some(table.get_ref().get("name")?.get_ref().as_str()?.trim())
    };
    let mut bearers = tables
        .iter()
        .enumerate()
        .filter(|(_, table)| own_name(table) == Some(name));
    let Some((index, table)) = bearers.next() else {
        let remedy = unknown_name_remedy(name, tables.iter().filter_map(own_name));
        return Err(EditError::NoSource {
            name: harmless(name.to_owned()),
            remedy: remedy.unwrap_or_else(|| "`feedfold check` lists the sources".to_owned()),
        });
    };
    if let Some((_, second)) = bearers.next() {
        return Err(EditError::NamedTwice {
            name: harmless(name.to_owned()),
            first: line(text, table.span().start),
            second: line(text, second.span().start),
        });
    }
    Ok(NamedSource {
        index,
        table: table.get_ref(),
        header: table.span(),
    })
}

/// Whether two addresses differ in their fragment at most, which no server gets to see.
fn same_document(one: &WebUrl, other: &WebUrl) -> bool {
    let [one, other] = [one, other].map(|url| {
        let mut url = url.expose().clone();
        url.set_fragment(None);
        url
    });
    one == other
}

/// Where the last part of a value ends: the span of a `[[table]]` is that of its header alone.
pub(super) fn end(value: &DeValue<'_>, span: Range<usize>) -> usize {
    let parts: Vec<usize> = match value {
        DeValue::Table(table) => table
            .values()
            .map(|value| end(value.get_ref(), value.span()))
            .collect(),
        DeValue::Array(items) => items
            .iter()
            .map(|item| end(item.get_ref(), item.span()))
            .collect(),
        _ => Vec::new(),
    };
    parts.into_iter().fold(span.end, usize::max)
}

/// The beginning of the line below an offset and the comment that follows directly, unless a header
/// follows that: then the comment is about what the header begins.
pub(super) fn below(text: &str, offset: usize) -> usize {
    let rest = text.get(offset..).unwrap_or_default();
    let mut lines = rest.split_inclusive('\n');
    let own = offset + lines.next().map_or(0, str::len);
    let mut commented = own;
    for line in lines {
        if line.trim_start().starts_with('#') {
            commented += line.len();
        } else if line.trim().is_empty() {
            return commented;
        } else {
            return own;
        }
    }
    commented
}
