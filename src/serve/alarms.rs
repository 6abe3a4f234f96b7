//! `/alarms.atom`: the alarms as an Atom feed, for the person who runs feedfold.
//!
//! It is a path of `serve` and no output: it must come while outputs cannot be written, it is not
//! for the readers of the outputs, and a folder that is copied to a public server must not have
//! it.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, Response};

use super::Server;
use super::answer::set_body;
use super::failure::Failure;
use super::protection::SecurityHeaders;
use crate::model::Timestamp;
use crate::publish;

/// How many alarms the feed has.
const LISTED: usize = 100;

impl Server {
    /// Answers with the last alarms, open ones and those that ended.
    pub(super) async fn alarms(
        self: &Arc<Self>,
    ) -> Result<(Response<Body>, SecurityHeaders), Failure> {
        let server = Arc::clone(self);
        let bytes = self.off_thread(move || {
            let stored = server.readers.read(|store| {
                let alarms = store.alarms(LISTED)?;
                let last_run = store.runs(1)?.pop();
                Ok::<_, crate::store::Error>((alarms, last_run))
            });
            let (alarms, last_run) = stored.map_err(Failure::from)?;
            let plan = server.plan();
            let since = last_run.map_or(Timestamp::UNIX_EPOCH, |run| run.at);
            publish::alarms(plan.site, &plan.disclosure(), &alarms, since)
                .map_err(|_| Failure::Broken)
        });
        let mut response = Response::new(Body::empty());
        let headers = response.headers_mut();
        let media_type = HeaderValue::from_static("application/atom+xml; charset=utf-8");
        headers.insert(CONTENT_TYPE, media_type);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        set_body(&mut response, bytes.await??.into());
        Ok((response, SecurityHeaders::Page))
    }
}
