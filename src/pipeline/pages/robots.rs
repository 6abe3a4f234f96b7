//! Caches the `robots.txt` of each origin: in memory for a pass, in the store for a day.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::fetch::{self, Robots};
use crate::model::{RobotsAnswer, WebUrl};
use crate::pipeline::context::PassContext;

/// Whether a page may be requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    Allowed,
    /// The rules disallow it.
    Denied,
    /// `robots.txt` could not be fetched, which counts as disallowed for now (RFC 9309 2.3.1.4).
    Unreachable,
    /// The host asked for a delay.
    Held,
}

/// The rules of every origin that a pass requested pages from.
#[derive(Default)]
pub(super) struct RobotsCache(Mutex<HashMap<String, CachedRobots>>);

/// The entry of one origin. The first task loads it; others wait for the result.
type CachedRobots = Arc<OnceCell<OriginRobots>>;

/// The rules of one origin.
struct OriginRobots {
    robots: Robots,
    was_unreachable: bool,
}

/// The origin was not requested because of a delay, or the store failed.
struct RobotsUnavailable;

impl RobotsCache {
    /// Whether the page at `url` may be requested.
    pub(super) async fn admission(&self, context: &PassContext, url: &WebUrl) -> Admission {
        let origin = fetch::origin(url);
        let cached = {
            let mut origins = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(origins.entry(origin.clone()).or_default())
        };
        let loaded = cached
            .get_or_try_init(|| load_robots(context, url, origin))
            .await;
        match loaded {
            Err(RobotsUnavailable) => Admission::Held,
            Ok(loaded) if loaded.was_unreachable => Admission::Unreachable,
            Ok(loaded) if loaded.robots.allows(url) => Admission::Allowed,
            Ok(_) => Admission::Denied,
        }
    }
}

/// Loads the rules of an origin from the store, or else requests and stores them.
async fn load_robots(
    context: &PassContext,
    url: &WebUrl,
    origin: String,
) -> Result<OriginRobots, RobotsUnavailable> {
    let now = context.now;
    let asked = origin.clone();
    let kept = context
        .writer
        .with_store(move |store| store.robots(&asked, now))
        .await
        .ok_or(RobotsUnavailable)?;
    let file = if let Some(file) = kept {
        file
    } else {
        let file = context
            .fetcher
            .robots(url, now)
            .await
            .ok_or(RobotsUnavailable)?;
        let keep = file.clone();
        context
            .writer
            .with_store(move |store| store.keep_robots(&origin, &keep, now))
            .await
            .ok_or(RobotsUnavailable)?;
        file
    };
    let robots = Robots::read(&file.answer);
    context.fetcher.slow_down(url, &robots);
    Ok(OriginRobots {
        robots,
        was_unreachable: file.answer == RobotsAnswer::Unreachable,
    })
}
