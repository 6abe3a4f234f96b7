//! Which resource a path names.

use axum::http::Uri;

use super::Server;
use super::content::Resource;
use super::pages::{Page, Representation};
use crate::publish::page;

/// The folder of files whose names are hashes of their bytes.
const HASHED: &str = "-";

/// Longest path of a resource, in bytes: longer ones would fill the memory of what is known.
const LONGEST_PATH: usize = 2_000;

/// What a path leads to.
#[derive(Debug)]
pub(super) enum Route {
    /// Bytes with an entity tag.
    Resource(Resource),
    /// Whether the passes come and succeed.
    Health,
    /// Numbers for Prometheus.
    Metrics,
    /// The Atom feed of alarms.
    Alarms,
    /// Asks the browser for the password, which it then sends with every page.
    Login,
}

impl Server {
    /// Finds the resource of a path. An output comes before a page of the same name.
    pub(super) fn route(&self, uri: &Uri) -> Option<Route> {
        let path = uri.path().strip_prefix('/')?;
        if path.len() > LONGEST_PATH {
            return None;
        }
        let segments: Vec<String> = path.split('/').map(decoded).collect::<Option<_>>()?;
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        if let [name] = segments.as_slice()
            && let Some(place) = self.outputs.place(name)
        {
            return Some(Route::Resource(Resource::Output(place)));
        }
        if let [name] = segments.as_slice()
            && let Some((place, month)) = self.outputs.archive(name)
        {
            return Some(Route::Resource(Resource::Archive(place, month)));
        }
        let resource = match segments.as_slice() {
            ["healthz"] => return Some(Route::Health),
            ["metrics"] => return Some(Route::Metrics),
            ["alarms.atom"] => return Some(Route::Alarms),
            ["login"] => return Some(Route::Login),
            [HASHED, name] => (*name == page::style_name()).then_some(Resource::Style),
            segments => page_at(segments, uri.query()),
        };
        resource.map(Route::Resource)
    }
}

/// Finds the page of a path. With `.json` behind its path, a page is in the representation for
/// programs; the front page is then `index.json`.
fn page_at(segments: &[&str], query: Option<&str>) -> Option<Resource> {
    let (last, folders) = segments.split_last()?;
    let (last, representation) = match last.strip_suffix(".json") {
        Some("index") if folders.is_empty() => ("", Representation::Json),
        Some(name) if !name.is_empty() => (name, Representation::Json),
        _ => (*last, Representation::Html),
    };
    let segments = [folders, &[last]].concat();
    Some(Resource::Page(
        Page::find(&segments, query)?,
        representation,
    ))
}

/// Undoes the percent-encoding of a segment; `None` if it is no text.
fn decoded(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// The relative way from a page to the folder of all pages: links are relative, so that a proxy
/// may serve the pages below any path.
pub(super) fn root_of(path: &str) -> String {
    match path.matches('/').count() {
        0 | 1 => "./".to_owned(),
        depth => "../".repeat(depth - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{decoded, root_of};

    #[test]
    fn a_segment_is_decoded_once_and_refused_if_it_is_no_text() {
        for (segment, text) in [
            ("all.atom", Some("all.atom")),
            ("a%20b%2Fc", Some("a b/c")),
            ("%E6%94%BF", Some("政")),
            ("%2541", Some("%41")),
            ("%", None),
            ("%4", None),
            ("%zz", None),
            ("%ff", None),
        ] {
            assert_eq!(decoded(segment).as_deref(), text, "{segment}");
        }
    }

    #[test]
    fn the_way_to_the_folder_of_all_pages_is_relative() {
        for (path, root) in [
            ("/", "./"),
            ("/feeds", "./"),
            ("/s/1", "../"),
            ("/a/b/c", "../../"),
            ("*", "./"),
        ] {
            assert_eq!(root_of(path), root);
        }
    }
}
