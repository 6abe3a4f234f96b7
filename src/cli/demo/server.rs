//! Serves the bundled feeds on a loopback port, with validators, in a fixed order.

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::Router;
use axum::http::header::{
    CONTENT_TYPE, ETAG, HeaderMap, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::bundle::{BundledFeed, FEEDS};
use crate::fetch;
use crate::model::{SourceName, SourceReport};
use crate::pipeline::Progress;

/// How many sources come before the first feed: the posts.
const READ_BEFORE: usize = 1;

/// The server of the demo. It stops with the runtime that started it.
pub(super) struct Server {
    port: u16,
    turns: Arc<Turns>,
}

/// Counts the stored sources. The server answers for a feed when every source before it is stored.
///
/// A pass reads sources concurrently, and the first entry of a text gives the story its id. The
/// fixed order makes the output of the demo the same every time.
pub(super) struct Turns(watch::Sender<usize>);

impl Progress for Turns {
    fn begin(&self, _sources: &[SourceName]) {}

    fn done(&self, _report: &SourceReport) {
        self.0.send_modify(|done| *done += 1);
    }
}

impl Server {
    /// Listens on a free port of this machine.
    pub(super) async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(|error| {
                anyhow::anyhow!(
                    "127.0.0.1 cannot be listened on: {error}; bring the loopback device up"
                )
            })?;
        let port = listener.local_addr()?.port();
        let turns = Turns(watch::Sender::new(0));
        let mut router = Router::new();
        for (index, feed) in FEEDS.iter().enumerate() {
            let turn = turns.0.subscribe();
            let place = READ_BEFORE + index;
            let answer = move |request: HeaderMap| answer_in_turn(feed, request, turn, place);
            router = router.route(feed.path, get(answer));
        }
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self {
            port,
            turns: Arc::new(turns),
        })
    }

    /// The port of the server.
    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// The progress listener that the passes must call.
    pub(super) fn turns(&self) -> &Arc<Turns> {
        &self.turns
    }
}

async fn answer_in_turn(
    feed: &'static BundledFeed,
    request: HeaderMap,
    mut turn: watch::Receiver<usize>,
    place: usize,
) -> Response {
    // An error means that the passes have ended. Then answer at once.
    let _ignored = turn.wait_for(|done| *done >= place).await;
    answer(feed, &request)
}

/// Answers with the document, or with 304 if the client has it (RFC 9110 13.1).
pub(super) fn answer(feed: &BundledFeed, request: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", fetch::body_hash(feed.body));
    let says = |name: HeaderName, value: &str| {
        request
            .get(name)
            .map(|sent| sent.as_bytes() == value.as_bytes())
    };
    let known = says(IF_NONE_MATCH, &etag)
        .or_else(|| says(IF_MODIFIED_SINCE, feed.last_modified))
        .unwrap_or_default();
    let validators = [(ETAG, etag), (LAST_MODIFIED, feed.last_modified.to_owned())];
    if known {
        return (StatusCode::NOT_MODIFIED, validators).into_response();
    }
    let content_type = [(CONTENT_TYPE, feed.content_type)];
    (validators, content_type, feed.body).into_response()
}
