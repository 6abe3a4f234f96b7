//! Answers one request: checks it, finds the resource, and adds the headers.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::body::{Body, Bytes};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, LAST_MODIFIED, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use tokio::time::timeout;

use super::Server;
use super::accepted::Coding;
use super::conditions::{is_unchanged, whole_seconds};
use super::content::{Resource, Version};
use super::failure::Failure;
use super::outputs::shown_type;
use super::protection::Policy;
use super::routes::Route;
use crate::clock::Clock as _;
use crate::model::{OutputFormat, StoryFormat};

/// Time for one answer, from the head of the request to the head of the answer.
const ANSWER_TIME: Duration = Duration::from_secs(5);

/// Fewer bytes go into one packet, packed or not.
const LEAST_PACKED: usize = 1_000;

const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// How a resource appears to one client.
struct Appearance {
    media_type: &'static str,
    /// What distinguishes its tag from that of the same bytes with another media type.
    tag_ending: &'static str,
    cache_control: String,
    vary: &'static str,
    policy: Policy,
}

impl Server {
    /// Answers a request that arrived at this address of the machine.
    pub(super) async fn answer<B>(
        self: Arc<Self>,
        request: Request<B>,
        arrived_at: IpAddr,
    ) -> Response<Body> {
        let (request, _body) = request.into_parts();
        let (method, uri, headers) = (&request.method, &request.uri, &request.headers);
        let answered = async {
            if !self.hosts.know(uri, headers, arrived_at) {
                return Err(Failure::OtherHost);
            }
            if !matches!(*method, Method::GET | Method::HEAD) {
                return Err(Failure::Method);
            }
            match self.route(uri).ok_or(Failure::NotFound)? {
                Route::Resource(resource) => self.represent(&resource, headers).await,
                Route::Health => self.health().await,
                Route::Metrics => self.metrics().await,
            }
        };
        let answered = timeout(ANSWER_TIME, answered).await;
        let answered = answered.unwrap_or(Err(Failure::Busy));
        let (mut response, policy) = match answered {
            Ok(answered) => answered,
            Err(failure) => (failure.answer(uri.path()), Policy::Page),
        };
        policy.protect(response.headers_mut());
        self.counters.count(response.status());
        if *method == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
        response
    }

    /// Takes away the date of a version that was written within the present second: a later
    /// version may get the same date (RFC 9110 8.8.2.2), and newsboat takes equal dates for equal
    /// bytes.
    fn dated(&self, version: Version) -> Version {
        let now = whole_seconds(self.clock.now().into());
        let is_past = |modified: &SystemTime| whole_seconds(*modified) < now;
        Version {
            modified: version.modified.filter(is_past),
            ..version
        }
    }

    /// Answers with the present version of a resource, or 304 if the client has it.
    async fn represent(
        self: &Arc<Self>,
        resource: &Resource,
        headers: &HeaderMap,
    ) -> Result<(Response<Body>, Policy), Failure> {
        let appearance = self.appearance(resource, headers);
        let accepted = Coding::choose(headers).ok_or(Failure::Coding)?;
        let version = self.dated(self.version(resource).await?);
        let (coding, tag) = tagged(version, &appearance, accepted);
        if is_unchanged(headers, &tag, version.modified) {
            let mut response = head(&appearance, version, &tag)?;
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return Ok((response, appearance.policy));
        }
        let (now, body) = self.body(resource, version).await?;
        let now = self.dated(now);
        let (coding, tag) = if now.digest == version.digest {
            (coding, tag)
        } else {
            tagged(now, &appearance, accepted)
        };
        let body = self
            .contents
            .bodies
            .packed(now.digest, coding, body)
            .await?;
        let mut response = head(&appearance, now, &tag)?;
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static(appearance.media_type),
        );
        if let Some(name) = coding.name() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        set_body(&mut response, body);
        Ok((response, appearance.policy))
    }

    fn appearance(&self, resource: &Resource, headers: &HeaderMap) -> Appearance {
        const BY_CODING: &str = "Accept-Encoding";
        let page = |media_type, cache_control: &str| Appearance {
            media_type,
            tag_ending: "",
            cache_control: cache_control.to_owned(),
            vary: BY_CODING,
            policy: Policy::Page,
        };
        match (resource, self.format(resource)) {
            (Resource::Page(_, form), _) => page(form.media_type(), "no-cache"),
            (Resource::Style, _) => page(
                "text/css; charset=utf-8",
                "public, max-age=31536000, immutable",
            ),
            (Resource::Output(_), None) => page("application/octet-stream", "no-store"),
            (Resource::Output(_), Some(format)) => {
                // A browser that opens a feed shows it as XML with its style sheet. By the feed's
                // own type it would show raw text, or save the file.
                let destination = headers.get(SEC_FETCH_DEST).map(HeaderValue::as_bytes);
                let (media_type, tag_ending) = if destination == Some(b"document") {
                    (shown_type(format), "-shown")
                } else {
                    (format.content_type(), "")
                };
                Appearance {
                    media_type,
                    tag_ending,
                    cache_control: format!("max-age={}", self.pace().as_secs()),
                    vary: "Accept-Encoding, Sec-Fetch-Dest",
                    policy: match format {
                        OutputFormat::Stories(StoryFormat::Html) => Policy::PageWithStyle,
                        _ => Policy::Feed,
                    },
                }
            }
        }
    }
}

/// The coding of a version for a client, and its entity tag with the quotes.
fn tagged(version: Version, appearance: &Appearance, accepted: Coding) -> (Coding, String) {
    let coding = if version.length < LEAST_PACKED {
        Coding::Identity
    } else {
        accepted
    };
    let (digest, shown) = (version.digest, appearance.tag_ending);
    (
        coding,
        format!("\"{digest}{shown}{}\"", coding.tag_ending()),
    )
}

/// The headers that a 304 has, too.
fn head(appearance: &Appearance, version: Version, tag: &str) -> Result<Response<Body>, Failure> {
    let mut response = Response::new(Body::empty());
    let headers = response.headers_mut();
    let value = |text: &str| HeaderValue::from_str(text).map_err(|_| Failure::Broken);
    headers.insert(ETAG, value(tag)?);
    headers.insert(CACHE_CONTROL, value(&appearance.cache_control)?);
    headers.insert(VARY, HeaderValue::from_static(appearance.vary));
    if let Some(modified) = version.modified {
        let date = httpdate::fmt_http_date(whole_seconds(modified));
        headers.insert(LAST_MODIFIED, value(&date)?);
    }
    Ok(response)
}

/// Gives an answer its body and the length of it, which an answer to HEAD keeps.
pub(super) fn set_body(response: &mut Response<Body>, body: Bytes) {
    let length = HeaderValue::from(body.len());
    response.headers_mut().insert(CONTENT_LENGTH, length);
    *response.body_mut() = Body::from(body);
}
