//! The sources that a file already has, with their byte offsets.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{EditError, line};
use crate::config::redacted::printable;
use crate::config::spelling::unknown_name_remedy;
use crate::config::value::{self, SourceUrl};
use crate::model::WebUrl;

/// The sources of a file, its RSSHub instance and the offset for another source.
pub(super) struct ExistingSources {
    sources: Vec<ExistingSource>,
    /// The names and former names (`was`) of sources, with their offsets.
    names: Vec<(String, usize)>,
    /// The instance of `rsshub://` addresses.
    pub(super) rsshub: Option<WebUrl>,
    /// Offset after the last source: the beginning of a line, or the end of the text.
    pub(super) insert_at: usize,
}

/// A source with a valid address.
pub(super) struct ExistingSource {
    /// Its name, or `#3` for the third if it has none.
    pub(super) display_name: String,
    /// Offset of its address.
    pub(super) at: usize,
    url: WebUrl,
}

impl ExistingSources {
    pub(super) fn read(text: &str, document: &DeTable<'_>) -> Result<Self, EditError> {
        let rsshub = document
            .get("fetch")
            .and_then(|fetch| fetch.get_ref().get("rsshub"))
            .and_then(|instance| value::http_url(instance.get_ref().as_str()?).ok());
        let mut existing = Self {
            sources: Vec::new(),
            names: Vec::new(),
            rsshub,
            insert_at: text.len(),
        };
        let Some(list) = document.get("sources") else {
            return Ok(existing);
        };
        let tables = tables(text, list)?;
        for (index, table) in tables.iter().enumerate() {
            existing.add(index, table.get_ref());
        }
        if let Some(last) = tables.last() {
            existing.insert_at = after_comment(text, end(last.get_ref(), last.span()));
        }
        Ok(existing)
    }

    /// The source that has this address.
    pub(super) fn with_address(&self, url: &WebUrl) -> Option<&ExistingSource> {
        self.sources
            .iter()
            .find(|source| same_document(&source.url, url))
    }

    /// The source that has this address, perhaps in another spelling.
    pub(super) fn with_like_address(&self, url: &WebUrl) -> Option<&ExistingSource> {
        let wanted = without_spelling(url);
        self.sources
            .iter()
            .find(|source| without_spelling(&source.url) == wanted)
    }

    /// The offset of a name, if it is taken.
    pub(super) fn offset_of_name(&self, name: &str) -> Option<usize> {
        self.names
            .iter()
            .find(|(taken, _)| taken == name)
            .map(|(_, at)| *at)
    }

    fn add(&mut self, index: usize, table: &DeValue<'_>) {
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
            let display_name =
                text("name").map_or_else(|| format!("#{}", index + 1), |(name, _)| name.to_owned());
            self.sources.push(ExistingSource {
                display_name,
                at,
                url,
            });
        }
    }
}

/// The `[[sources]]` tables; an error if a source is written in another way.
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
    /// Its index among the sources.
    pub(super) index: usize,
    /// Its keys and their offsets.
    pub(super) table: &'d DeValue<'i>,
    /// The byte range of its header.
    pub(super) header: Range<usize>,
}

/// Finds the source of that name; an error if none or several have it.
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
            name: printable(name.to_owned()),
            remedy: remedy.unwrap_or_else(|| "`feedfold check` lists the sources".to_owned()),
        });
    };
    if let Some((_, second)) = bearers.next() {
        return Err(EditError::NamedTwice {
            name: printable(name.to_owned()),
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

/// Whether two addresses are equal except for the fragment, which clients do not send to servers.
fn same_document(one: &WebUrl, other: &WebUrl) -> bool {
    let [one, other] = [one, other].map(|url| {
        let mut url = url.expose().clone();
        url.set_fragment(None);
        url
    });
    one == other
}

/// An address without what may differ between two spellings of it: the scheme, `www.`, a slash at
/// the end of the path, the fragment.
fn without_spelling(url: &WebUrl) -> (String, Option<u16>, String, Option<String>) {
    let url = url.expose();
    let host = url.host_str().unwrap_or_default();
    (
        host.strip_prefix("www.").unwrap_or(host).to_owned(),
        url.port(),
        url.path().trim_end_matches('/').to_owned(),
        url.query().map(str::to_owned),
    )
}

/// The offset at which a value ends. The span of a `[[table]]` covers only its header, so this
/// takes the end of its last key.
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

/// The offset of the next line after `offset` and after the comment lines that follow directly. If
/// a header follows the comment, the comment belongs to that header and is not skipped.
pub(super) fn after_comment(text: &str, offset: usize) -> usize {
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
