//! Reads `[site]` and `[store]`.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::defaults;
use super::keys::{SITE, STORE};
use super::value;
use super::walk::{Table, Value};
use crate::model::Site;

/// The parts of `[site]` that other tables need. They are also there if other parts are wrong.
pub(super) struct SiteDraft {
    pub(super) timezone: TimeZone,
    pub(super) site: Option<Site>,
}

pub(super) fn read_site(root: &Table<'_>) -> SiteDraft {
    let table = root
        .required(
            "site",
            "a line [site], and below it title = \"…\", url = \"https://…\" and author = \"…\"",
        )
        .and_then(|value| value.table(&SITE));
    let Some(table) = table else {
        return SiteDraft {
            timezone: TimeZone::UTC,
            site: None,
        };
    };
    let title = table
        .required("title", "title = \"Curated finance\"")
        .and_then(|value| value.parsed(value::plain_text));
    let url = table
        .required("url", "url = \"https://feeds.example.org/\"")
        .and_then(|value| value.parsed(value::site_url));
    let author = table
        .required("author", "author = \"Desk\"")
        .and_then(|value| value.parsed(value::plain_text));
    let contact = table.get("contact").map_or_else(
        || url.as_ref().map(|url| url.expose().to_string()),
        |value| value.parsed(value::contact),
    );
    let language = table
        .get("language")
        .and_then(|value| value.parsed(value::published_language));
    let timezone = table
        .get("timezone")
        .and_then(|value| value.parsed(value::timezone))
        .unwrap_or(defaults::TIMEZONE);
    let image = |key| {
        table
            .get(key)
            .and_then(|value: Value<'_>| value.parsed(value::http_url))
    };
    let (icon, logo) = (image("icon"), image("logo"));
    let site = match (title, url, author, contact) {
        (Some(title), Some(url), Some(author), Some(contact)) => Some(Site {
            title,
            url,
            author,
            contact,
            language,
            timezone: timezone.clone(),
            icon,
            logo,
        }),
        _ => None,
    };
    SiteDraft { timezone, site }
}

/// Returns the path of the database file, and the value that sets it if there is one.
pub(super) fn read_store<'a>(root: &Table<'a>, folder: &Path) -> (PathBuf, Option<Value<'a>>) {
    let written = root
        .get("store")
        .and_then(|value| value.table(&STORE))
        .and_then(|table| table.get("path"));
    let path = written
        .as_ref()
        .and_then(|value| value.parsed(value::path))
        .unwrap_or_else(|| defaults::STORE_PATH.to_owned());
    (folder.join(path), written)
}
