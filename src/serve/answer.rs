//! Answers one request: checks it, finds the resource, and adds the headers.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use axum::body::{Body, Bytes};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, LAST_MODIFIED, LOCATION,
    VARY,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri};
use tokio::time::timeout;

use super::accepted::Coding;
use super::access::{Access, Endpoints, Rights};
use super::conditions::{is_unchanged, whole_seconds};
use super::content::{Resource, Version};
use super::failure::Failure;
use super::outputs::shown_type;
use super::pages::{Page, Representation};
use super::protection::SecurityHeaders;
use super::routes::Route;
use super::{Server, websub};
use crate::clock::Clock as _;
use crate::model::{OutputFormat, StoryFormat};

/// Time for one answer, from the head of the request to the head of the answer.
const ANSWER_TIME: Duration = Duration::from_secs(5);

/// Fewest bytes of a body worth compressing: fewer fit into one IP packet anyway.
const MIN_COMPRESSED: usize = 1_000;

const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// How a resource appears to one client.
struct Appearance {
    media_type: &'static str,
    /// What distinguishes its tag from that of the same bytes with another media type.
    tag_ending: &'static str,
    cache_control: String,
    vary: &'static str,
    headers: SecurityHeaders,
}

impl Server {
    /// Answers a request that came over a connection with these ends.
    pub(super) async fn answer(
        self: Arc<Self>,
        request: Request<Body>,
        ends: Endpoints,
    ) -> Response<Body> {
        let (request, body) = request.into_parts();
        let (method, uri) = (&request.method, &request.uri);
        if let Some(token) = websub::token(uri) {
            let mut response = match self.known(&request, ends) {
                Ok(()) => self.hub_call(&request, token, body).await,
                Err(failure) => failure.answer(uri),
            };
            SecurityHeaders::Page.protect(response.headers_mut());
            self.counters.count(response.status());
            return response;
        }
        let answered = match *method {
            Method::GET | Method::HEAD => timeout(ANSWER_TIME, self.read(&request, ends))
                .await
                .unwrap_or(Err(Failure::Busy)),
            Method::POST => self.change(&request, ends, body).await,
            _ => self
                .known(&request, ends)
                .and(Err(Failure::Method(self.methods(uri)))),
        };
        let (mut response, headers) = match answered {
            Ok(answered) => answered,
            Err(failure) => (failure.answer(uri), SecurityHeaders::Page),
        };
        headers.protect(response.headers_mut());
        self.counters.count(response.status());
        if *method == Method::HEAD {
            *response.body_mut() = Body::empty();
        }
        response
    }

    /// Refuses a request that calls this server by a name that is none of ours.
    fn known(&self, request: &Parts, ends: Endpoints) -> Result<(), Failure> {
        let knows = self.hosts.know(&request.uri, &request.headers, ends.own);
        knows.then_some(()).ok_or(Failure::OtherHost)
    }

    /// What the sender of a request may do.
    fn rights(&self, request: &Parts, ends: Endpoints) -> Result<Rights, Failure> {
        let head = (&request.uri, &request.headers, request.version);
        self.access.rights(head, ends, Instant::now())
    }

    /// Answers GET and HEAD.
    async fn read(
        self: &Arc<Self>,
        request: &Parts,
        ends: Endpoints,
    ) -> Result<(Response<Body>, SecurityHeaders), Failure> {
        self.known(request, ends)?;
        let (uri, headers) = (&request.uri, &request.headers);
        match self.route(uri).ok_or(Failure::NotFound)? {
            Route::Resource(Resource::Page(Page::Story(id, with), Representation::Html)) => {
                let representation = match self.rights(request, ends) {
                    Ok(Rights::Edit) if self.readers.may_write() => Representation::Editable,
                    // Reading needs no password, also while none is looked at.
                    Ok(_) | Err(Failure::TooManyGuesses) => Representation::Html,
                    Err(failure) => return Err(failure),
                };
                let resource = Resource::Page(Page::Story(id, with), representation);
                self.represent(&resource, headers).await
            }
            Route::Resource(resource) => self.represent(&resource, headers).await,
            Route::Health => self.health().await,
            Route::Metrics => self.metrics().await,
            Route::Alarms => self.alarms().await,
            Route::Login => match (self.rights(request, ends)?, &self.access) {
                (_, Access::Nobody) => Err(Failure::NotFound),
                (Rights::Edit, _) => Ok((see_front_page(), SecurityHeaders::Page)),
                (Rights::Read, Access::Password(_)) => Err(Failure::Password),
                (Rights::Read, Access::ThisMachine) => Err(Failure::OtherMachine),
            },
        }
    }

    /// Answers POST.
    async fn change(
        self: &Arc<Self>,
        request: &Parts,
        ends: Endpoints,
        body: Body,
    ) -> Result<(Response<Body>, SecurityHeaders), Failure> {
        self.known(request, ends)?;
        let rights = self.rights(request, ends)?;
        self.overrule(&request.uri, &request.headers, rights, body)
            .await
    }

    /// The methods of what a path leads to.
    fn methods(&self, uri: &Uri) -> &'static str {
        let is_story = matches!(
            self.route(uri),
            Some(Route::Resource(Resource::Page(
                Page::Story(..),
                Representation::Html
            )))
        );
        match &self.access {
            Access::ThisMachine | Access::Password(_) if is_story => "GET, HEAD, POST",
            _ => "GET, HEAD",
        }
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
    ) -> Result<(Response<Body>, SecurityHeaders), Failure> {
        let appearance = self.appearance(resource, headers);
        let accepted = Coding::choose(headers).ok_or(Failure::Coding)?;
        let version = self.dated(self.version(resource).await?);
        let (coding, tag) = tagged(version, &appearance, accepted);
        if is_unchanged(headers, &tag, version.modified) {
            let mut response = head(&appearance, version, &tag)?;
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            return Ok((response, appearance.headers));
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
        Ok((response, appearance.headers))
    }

    fn appearance(&self, resource: &Resource, headers: &HeaderMap) -> Appearance {
        const BY_CODING: &str = "Accept-Encoding";
        let page = |media_type, cache_control: &str| Appearance {
            media_type,
            tag_ending: "",
            cache_control: cache_control.to_owned(),
            vary: BY_CODING,
            headers: SecurityHeaders::Page,
        };
        let vary = match &self.access {
            Access::Password(_) => "Accept-Encoding, Authorization",
            Access::ThisMachine | Access::Nobody => BY_CODING,
        };
        match (resource, self.format(resource)) {
            (Resource::Page(_, representation @ Representation::Editable), _) => Appearance {
                vary,
                headers: SecurityHeaders::EditablePage,
                ..page(representation.media_type(), "private, no-cache")
            },
            (Resource::Page(Page::Story(..), representation @ Representation::Html), _) => {
                Appearance {
                    vary,
                    ..page(representation.media_type(), "no-cache")
                }
            }
            (Resource::Page(_, representation), _) => page(representation.media_type(), "no-cache"),
            (Resource::Style, _) => page(
                "text/css; charset=utf-8",
                "public, max-age=31536000, immutable",
            ),
            (Resource::Output(_) | Resource::Archive(..), None) => {
                page("application/octet-stream", "no-store")
            }
            (Resource::Output(_) | Resource::Archive(..), Some(format)) => {
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
                    headers: match format {
                        OutputFormat::Stories(StoryFormat::Html) => SecurityHeaders::PageWithStyle,
                        OutputFormat::Opml
                        | OutputFormat::Stories(
                            StoryFormat::Atom | StoryFormat::Rss | StoryFormat::JsonFeed,
                        ) => SecurityHeaders::Feed,
                    },
                }
            }
        }
    }
}

/// The coding of a version for a client, and its entity tag with the quotes.
fn tagged(version: Version, appearance: &Appearance, accepted: Coding) -> (Coding, String) {
    let coding = if version.length < MIN_COMPRESSED {
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

/// Sends a browser that knows the password now to the front page.
fn see_front_page() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    headers.insert(LOCATION, HeaderValue::from_static("./"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Gives an answer its body and the length of it, which an answer to HEAD keeps.
pub(super) fn set_body(response: &mut Response<Body>, body: Bytes) {
    let length = HeaderValue::from(body.len());
    response.headers_mut().insert(CONTENT_LENGTH, length);
    *response.body_mut() = Body::from(body);
}
