//! Finds the feed at an address, or the feeds that the web page there offers.

use serde::Serialize;

use crate::config::Config;
use crate::fetch::Fetcher;
use crate::model::{Failure, Fetched, WebUrl};
use crate::parse::{self, DocumentContext, FoundBy, FoundFeed};

/// How many links of a page, and how many common paths, we request before giving up.
const MAX_NAMED: usize = 6;
const MAX_GUESSED: usize = 6;

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
    let offered = parse::discover(&fetched.body, &fetched.links, &reading(config, &fetched));
    drop(fetched);
    let mut search = Search::default();
    let first = search.through(config, fetcher, &offered).await;
    let Some(first) = first else {
        let unreadable = search.unreadable;
        return Err(unreadable.unwrap_or_else(|| none_found(&error, &offered)));
    };
    let is_other = |feed: &&FoundFeed| {
        matches!(feed.found, FoundBy::LinkElement | FoundBy::BodyLink)
            && first.url != feed.url.as_str()
    };
    let others = offered.iter().chain(&search.within).filter(is_other);
    let mut found = vec![first.clone()];
    for feed in others {
        if found.iter().all(|known| known.url != feed.url.as_str()) {
            found.push(FeedLink {
                url: feed.url.to_string(),
                title: feed.title.clone(),
            });
        }
    }
    Ok(found)
}

/// The search for the first feed that can be read.
#[derive(Default)]
struct Search {
    named: usize,
    guessed: usize,
    /// Why the first feed that a page named could not be read.
    unreadable: Option<Failure>,
    /// The feeds that the frames of the page offer, and the page to which it sends browsers.
    within: Vec<FoundFeed>,
}

impl Search {
    /// Tries the feeds that a page offers in order, with one request each. The feeds of its frames
    /// come before the common paths, which are guesses.
    async fn through(
        &mut self,
        config: &Config,
        fetcher: &Fetcher,
        offered: &[FoundFeed],
    ) -> Option<FeedLink> {
        let is_guess = |feed: &&FoundFeed| feed.found == FoundBy::CommonPath;
        for feed in offered.iter().filter(|feed| !is_guess(feed)) {
            if let Some(found) = self.attempt(config, fetcher, feed).await {
                return Some(found);
            }
        }
        let within = self.within.clone();
        for feed in within.iter().filter(|feed| !is_guess(feed)) {
            // We do not follow frames within frames.
            if feed.found != FoundBy::Page
                && let Some(found) = self.attempt(config, fetcher, feed).await
            {
                return Some(found);
            }
        }
        for feed in offered.iter().chain(&within).filter(is_guess) {
            if let Some(found) = self.attempt(config, fetcher, feed).await {
                return Some(found);
            }
        }
        None
    }

    /// Reads one offered feed, unless the limit of requests is reached.
    async fn attempt(
        &mut self,
        config: &Config,
        fetcher: &Fetcher,
        feed: &FoundFeed,
    ) -> Option<FeedLink> {
        let (count, most) = match feed.found {
            FoundBy::CommonPath => (&mut self.guessed, MAX_GUESSED),
            _ => (&mut self.named, MAX_NAMED),
        };
        if *count == most {
            return None;
        }
        let url = WebUrl::from_url(feed.url.clone()).ok()?;
        *count += 1;
        let failure = match fetcher.page(&url).await {
            Ok(fetched) => match read(config, &fetched) {
                Ok(title) => {
                    return Some(FeedLink {
                        url: feed.url.to_string(),
                        title: title.or(feed.title.clone()),
                    });
                }
                Err(_) if feed.found == FoundBy::Page => {
                    let reading = reading(config, &fetched);
                    let within = parse::discover(&fetched.body, &fetched.links, &reading);
                    self.within.extend(within);
                    return None;
                }
                Err(error) => error.failure(),
            },
            Err(failure) => failure,
        };
        let is_named = matches!(feed.found, FoundBy::LinkElement | FoundBy::BodyLink);
        if is_named && self.unreadable.is_none() {
            self.unreadable = Some(Failure {
                what: format!("the page offers {url}, but {}", failure.what),
                ..failure
            });
        }
        None
    }
}

/// The failure after the offered feeds and the common paths have been tried.
fn none_found(error: &parse::Error, offered: &[FoundFeed]) -> Failure {
    let failure = error.failure();
    if !matches!(error, parse::Error::WebPage { .. }) {
        return failure;
    }
    let tried: Vec<&str> = offered
        .iter()
        .filter(|feed| feed.found == FoundBy::CommonPath)
        .take(MAX_GUESSED)
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

fn reading<'a>(config: &'a Config, fetched: &'a Fetched) -> DocumentContext<'a> {
    DocumentContext {
        content_type: fetched.content_type.as_deref(),
        charset: None,
        timezone: &config.site.timezone,
        base: Some(fetched.final_url.expose()),
    }
}
