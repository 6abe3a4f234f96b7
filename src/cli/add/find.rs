//! Finds the feed at an address, or the feeds that the web page there offers.

use serde::Serialize;

use crate::config::Config;
use crate::fetch::Fetcher;
use crate::model::{Failure, Fetched, WebUrl};
use crate::parse::{self, FoundBy, FoundFeed, Reading};

/// How many of the feeds that a page offers we request before giving up.
const MOST_TRIED: usize = 5;

/// A feed that was found for the address.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FeedLink {
    pub(super) url: String,
    pub(super) title: Option<String>,
}

/// Returns the feed at the address, or the feeds that the page there offers. The first one was
/// read successfully; the others were not tried.
///
/// `written` is the address as the user typed it, `url` the address of requests.
pub(super) async fn find(
    config: &Config,
    fetcher: &Fetcher,
    written: &str,
    url: &WebUrl,
) -> Result<Vec<FeedLink>, Failure> {
    let fetched = fetcher.page(url).await?;
    let error = match read(config, &fetched) {
        Ok(title) => {
            return Ok(vec![FeedLink {
                url: written.to_owned(),
                title,
            }]);
        }
        Err(error) => error,
    };
    let offered = parse::discover(&fetched.body, &reading(config, &fetched));
    drop(fetched);
    let mut found = Vec::new();
    let mut unreadable = None;
    for feed in offered.iter().take(MOST_TRIED) {
        let Ok(url) = WebUrl::from_url(feed.url.clone()) else {
            continue;
        };
        let tried = match fetcher.page(&url).await {
            Ok(fetched) => read(config, &fetched).map_err(|error| error.failure()),
            Err(failure) => Err(failure),
        };
        match tried {
            Ok(title) => {
                found.push(FeedLink {
                    url: feed.url.to_string(),
                    title: title.or(feed.title.clone()),
                });
                break;
            }
            Err(failure) if feed.found != FoundBy::CommonPath && unreadable.is_none() => {
                unreadable = Some(Failure {
                    what: format!("the page offers {url}, but {}", failure.what),
                    ..failure
                });
            }
            Err(_) => {}
        }
    }
    if found.is_empty() {
        return Err(unreadable.unwrap_or_else(|| none_found(&error, &offered)));
    }
    let is_other = |feed: &&FoundFeed| {
        feed.found != FoundBy::CommonPath
            && found.iter().all(|first| first.url != feed.url.as_str())
    };
    let others: Vec<FeedLink> = offered
        .iter()
        .filter(is_other)
        .map(|feed| FeedLink {
            url: feed.url.to_string(),
            title: feed.title.clone(),
        })
        .collect();
    found.extend(others);
    Ok(found)
}

/// The failure after the offered feeds and the usual paths have been tried.
fn none_found(error: &parse::Error, offered: &[FoundFeed]) -> Failure {
    let failure = error.failure();
    if !matches!(error, parse::Error::WebPage { .. }) {
        return failure;
    }
    let tried: Vec<&str> = offered
        .iter()
        .take(MOST_TRIED)
        .map(|feed| feed.url.path())
        .collect();
    Failure {
        remedy: format!(
            "it names no feed, and there is none at {}: look for the address of a feed on the site \
             and add that, or a route of RSSHub (docs.rsshub.app)",
            tried.join(", ")
        ),
        ..failure
    }
}

/// Parses a feed and returns its title.
fn read(config: &Config, fetched: &Fetched) -> Result<Option<String>, parse::Error> {
    Ok(parse::parse(&fetched.body, &reading(config, fetched))?
        .head
        .title)
}

fn reading<'a>(config: &'a Config, fetched: &'a Fetched) -> Reading<'a> {
    Reading {
        content_type: fetched.content_type.as_deref(),
        charset: None,
        timezone: &config.site.timezone,
        base: Some(fetched.final_url.expose()),
    }
}
