//! Writes the list of sources as OPML 2.0.

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};
use url::Url;

use super::Publication;
use super::address::{self, Uri};
use super::line::CleanLine;
use super::rss::ATOM;
use crate::model::{Disclosure, Label, Location, Site, Source, SourceName};

/// A source as the list shows it.
#[derive(Debug, Clone)]
pub struct ListedSource<'a> {
    /// Texts to call it by, the preferred one first: the first with a visible character is shown.
    pub names: Vec<Cow<'a, str>>,
    /// Where its feed is.
    pub address: ListedAddress,
    /// Its web page.
    pub page: Option<Uri>,
    /// Its group in the configuration.
    pub category: Option<&'a str>,
    /// Its labels.
    pub labels: &'a [Label],
}

/// Where the feed of a listed source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListedAddress {
    /// Readers can subscribe to it.
    Feed(Uri),
    /// Readers may not see its address: the list has the address of the site instead.
    Hidden,
    /// On the disk of this machine: it has no address.
    LocalFiles,
}

impl ListedAddress {
    /// The address of the feed of a source, if readers may see it.
    pub fn new(disclosure: &Disclosure, source: &Source) -> Self {
        match &source.location {
            Location::Files(_) => Self::LocalFiles,
            Location::Web(url) => {
                let is_shown = disclosure.shows(&source.name, url.expose());
                let address = is_shown.then(|| address::from_url(url.expose().clone()));
                address.flatten().map_or(Self::Hidden, Self::Feed)
            }
        }
    }
}

/// The web page of a source, if readers may see it.
pub fn listed_page(disclosure: &Disclosure, source: &SourceName, page: &str) -> Option<Uri> {
    let url = Url::parse(page).ok()?;
    let is_shown = disclosure.shows(source, &url);
    is_shown.then(|| address::from_url(url))?
}

/// A list of sources, and who publishes it.
#[derive(Debug, Clone, Copy)]
pub struct SourceList<'a> {
    /// The site, which owns the list.
    pub site: &'a Site,
    /// Texts to call it by, as for [`ListedSource::names`].
    pub titles: [&'a str; 2],
    /// The id of the output that this list is; `None` for a list that is no output.
    pub id: Option<&'a Uri>,
    /// The sources, in the order of the list. A folder stands where its first source is.
    pub sources: &'a [ListedSource<'a>],
}

impl<'a> SourceList<'a> {
    /// The list that an output is.
    pub(super) fn of_output(
        publication: &'a Publication<'_>,
        sources: &'a [ListedSource<'a>],
    ) -> Self {
        let Publication { site, output, .. } = publication;
        let title = output.title.as_deref().unwrap_or(&site.title);
        Self {
            site,
            titles: [title, output.name.as_str()],
            id: Some(&publication.id),
            sources,
        }
    }
}

/// Serialises the document as UTF-8, one element per line, so that diffs are readable.
pub(super) fn to_bytes(list: SourceList<'_>) -> Vec<u8> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    // Writing to a vector cannot fail.
    let _ignored = document(&mut writer, list);
    let mut bytes = writer.into_inner();
    bytes.push(b'\n');
    bytes
}

fn document(writer: &mut Writer<Vec<u8>>, list: SourceList<'_>) -> io::Result<()> {
    let site = list.site;
    let title = CleanLine::first(list.titles).or_else(|| list.id.map(CleanLine::from));
    let site_address = address::from_url(site.url.expose().clone());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let opml = writer
        .create_element("opml")
        .with_attributes([("version", "2.0"), ("xmlns:atom", ATOM)]);
    opml.write_inner_content(|writer| {
        writer
            .create_element("head")
            .write_inner_content(|writer| {
                if let Some(title) = &title {
                    text(writer, "title", title.as_str())?;
                }
                // OPML has no ids: these two say which program and which output this file is of.
                if let Some(id) = list.id {
                    text(writer, "atom:generator", env!("CARGO_PKG_NAME"))?;
                    text(writer, "atom:id", id.as_str())?;
                }
                if let Some(address) = &site_address {
                    text(writer, "ownerId", address.as_str())?;
                }
                let owner = CleanLine::parse(&site.author);
                owner.map_or(Ok(()), |owner| text(writer, "ownerName", owner.as_str()))
            })?;
        writer
            .create_element("body")
            .write_inner_content(|writer| {
                let places: Vec<FiledSource<'_>> = list
                    .sources
                    .iter()
                    .map(|source| FiledSource {
                        folders: folders(source),
                        source,
                    })
                    .collect();
                level(
                    writer,
                    &places.iter().collect::<Vec<_>>(),
                    0,
                    site_address.as_ref(),
                )
            })?;
        Ok(())
    })?;
    Ok(())
}

fn text(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    let element = writer.create_element(name);
    element.write_text_content(BytesText::new(text))?;
    Ok(())
}

/// A source and the folders that it is in, the outermost first.
struct FiledSource<'a> {
    folders: Vec<CleanLine>,
    source: &'a ListedSource<'a>,
}

/// Writes what is `depth` folders deep. Readers know folders only as outlines that hold others:
/// few of them read the attribute `category`.
fn level(
    writer: &mut Writer<Vec<u8>>,
    places: &[&FiledSource<'_>],
    depth: usize,
    site_address: Option<&Uri>,
) -> io::Result<()> {
    let mut written: Vec<&CleanLine> = Vec::new();
    for place in places {
        let Some(name) = place.folders.get(depth) else {
            outline(writer, place.source, site_address)?;
            continue;
        };
        if written.contains(&name) {
            continue;
        }
        written.push(name);
        let inside: Vec<&FiledSource<'_>> = places
            .iter()
            .copied()
            .filter(|other| other.folders.get(depth) == Some(name))
            .collect();
        let name = name.without_markup();
        let folder = writer
            .create_element("outline")
            .with_attributes([("text", name.as_str()), ("title", &name)]);
        folder.write_inner_content(|writer| level(writer, &inside, depth + 1, site_address))?;
    }
    Ok(())
}

fn outline(
    writer: &mut Writer<Vec<u8>>,
    source: &ListedSource<'_>,
    site_address: Option<&Uri>,
) -> io::Result<()> {
    let Some(title) = CleanLine::first(source.names.iter().map(AsRef::as_ref)) else {
        return Ok(());
    };
    let title = title.without_markup();
    let categories = categories(source);
    let mut attributes = vec![("text", title.as_str())];
    match (&source.address, site_address) {
        (ListedAddress::Feed(address), _) => {
            attributes.extend([
                ("type", "rss"),
                ("title", &title),
                ("xmlUrl", address.as_str()),
            ]);
            attributes.extend(source.page.as_ref().map(|page| ("htmlUrl", page.as_str())));
        }
        (ListedAddress::Hidden, Some(address)) => {
            attributes.extend([("type", "link"), ("url", address.as_str())]);
        }
        (ListedAddress::Hidden, None) | (ListedAddress::LocalFiles, _) => {}
    }
    if !categories.is_empty() {
        attributes.push(("category", &categories));
    }
    let element = writer.create_element("outline");
    element.with_attributes(attributes).write_empty()?;
    Ok(())
}

/// The folders of a source: `a/b` in the configuration is `b` within `a`.
fn folders(source: &ListedSource<'_>) -> Vec<CleanLine> {
    let path = source.category.unwrap_or_default().split('/');
    path.filter_map(CleanLine::parse).collect()
}

/// The group as a path and the labels as words, with commas between them (OPML 2.0, `category`).
fn categories(source: &ListedSource<'_>) -> String {
    let group = source.category.and_then(CleanLine::parse);
    let group = group.map(|group| format!("/{}", group.as_str()));
    let labels = source.labels.iter();
    let labels =
        labels.filter_map(|label| Some(CleanLine::parse(label.as_str())?.without_markup()));
    let all = group.into_iter().chain(labels);
    let all: Vec<String> = all.map(|word| word.replace(',', " ")).collect();
    all.join(",")
}
