//! `[site]` and `[store]`: in whose name feedfold publishes, and where it keeps what it read.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use super::keys::{HTTP, RootKeys};
use super::readers::{Text, shaped, text};
use super::typed::keys;
use super::value;
use super::walk::{Table, Value};
use crate::model::{Site, WebUrl};

keys! {
    /// Identity of what is published.
    SiteKeys("site", "[site]") {
        example: "write a line [site] and below it title, url and author",
    }

    /// Title of outputs that have none of their own.
    TITLE: Text<String> = "title", text(value::plain_text),
        required "title = \"Curated finance\"";
    /// Public base URL of the outputs.
    URL: Text<WebUrl> = "url", shaped(HTTP, value::site_url),
        required "url = \"https://feeds.example.org/\"";
    /// Author of the published feeds.
    AUTHOR: Text<String> = "author", text(value::plain_text), required "author = \"Desk\"";
    /// Address for publishers who have a complaint; goes into the User-Agent.
    CONTACT: Text<String> = "contact", text(value::contact), without "url";
    /// Language tag of the published feeds.
    LANGUAGE: Text<String> = "language", text(value::published_language), without "not said";
    /// Zone in which dates are shown, and of sources that name none.
    TIMEZONE: Text<TimeZone> = "timezone", text(value::timezone), default TimeZone::UTC;
    /// Address of a small square image.
    ICON: Text<WebUrl> = "icon", shaped(HTTP, value::http_url), without "none";
    /// Address of a larger, wide image.
    LOGO: Text<WebUrl> = "logo", shaped(HTTP, value::http_url), without "none";
    /// WebSub hub that feedfold tells of every changed feed; the feeds name it.
    HUB: Text<WebUrl> = "hub", shaped(HTTP, value::http_url), without "none";
}

keys! {
    /// Where everything read is kept.
    StoreKeys("store", "[store]") {
        example: "write a line [store] and below it path = \"data/feedfold.db\"",
    }

    /// The database file.
    PATH: Text<String> = "path", text(value::path), default "data/feedfold.db".to_owned();
}

keys! {
    /// Numbers for Prometheus without `serve`.
    MetricsKeys("metrics", "[metrics]") {
        example: "write a line [metrics] and below it file = \"/var/lib/prometheus/node-exporter/feedfold.prom\"",
    }

    /// A file that each run and watch writes for the text file collector of the node exporter.
    FILE: Text<String> = "file", text(value::path), without "none";
}

/// Returns the path of the file for the node exporter.
pub(super) fn read_metrics(root: &Table<'_>, folder: &Path) -> Option<PathBuf> {
    let table = RootKeys::METRICS.table_or_empty(root);
    MetricsKeys::FILE.read(&table).map(|path| folder.join(path))
}

/// The parts of `[site]` that other tables need. They are also there if other parts are wrong.
pub(super) struct SiteDraft {
    pub(super) timezone: TimeZone,
    pub(super) site: Option<Site>,
}

pub(super) fn read_site(root: &Table<'_>) -> SiteDraft {
    let Some(table) = RootKeys::SITE.table(root) else {
        return SiteDraft {
            timezone: TimeZone::UTC,
            site: None,
        };
    };
    let title = SiteKeys::TITLE.read(&table);
    let url = SiteKeys::URL.read(&table);
    let author = SiteKeys::AUTHOR.read(&table);
    let contact = match SiteKeys::CONTACT.find(&table) {
        None => url.as_ref().map(|url| url.expose().to_string()),
        Some(_) => SiteKeys::CONTACT.read(&table),
    };
    let language = SiteKeys::LANGUAGE.read(&table);
    let timezone = SiteKeys::TIMEZONE.read_or_default(&table);
    let (icon, logo) = (SiteKeys::ICON.read(&table), SiteKeys::LOGO.read(&table));
    let hub = SiteKeys::HUB.read(&table);
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
            hub,
        }),
        _ => None,
    };
    SiteDraft { timezone, site }
}

/// Returns the path of the database file, and the value that sets it if there is one.
pub(super) fn read_store<'a>(root: &Table<'a>, folder: &Path) -> (PathBuf, Option<Value<'a>>) {
    let table = RootKeys::STORE.table_or_empty(root);
    let path = folder.join(StoreKeys::PATH.read_or_default(&table));
    (path, StoreKeys::PATH.find(&table))
}
