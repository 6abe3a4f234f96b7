//! One exchange: the request, its redirects, the body.

use std::error::Error;
use std::io;
use std::time::Duration;

use reqwest::header::{COOKIE, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Response, StatusCode};

use super::body::{self, Body, Clock, Rooms};
use super::client::{Clients, Connection};
use super::cookies::Cookies;
use super::host::Holds;
use super::kept::Kept;
use super::outgoing::{Outgoing, bare};
use super::slots::{Company, Flight, Slot, Slots};
use super::trouble::{Trouble, Untold};
use super::{challenge, gate, is_success};
use crate::model::{WebUrl, WebUrlError};

/// Redirects followed.
const MAX_REDIRECTS: usize = 10;

/// Largest header section of an answer, in bytes.
const MAX_HEADERS: usize = 64 * 1024;

/// Largest body of an error that is read to see whether it checks for a browser, in bytes.
const MAX_CHALLENGE: u64 = 256 * 1024;

/// What answered in the end.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// The address that answered, without credentials.
    pub(super) url: WebUrl,
    /// End of the leading permanent part of the redirects, without credentials.
    pub(super) moved_to: Option<WebUrl>,
    /// Whether it speaks for the address that was asked: no redirect was temporary.
    pub(super) is_for_good: bool,
    /// Where it leads, for a redirect that was not to be followed.
    pub(super) elsewhere: Option<WebUrl>,
    /// Whether it is a page that checks for a browser.
    pub(super) is_challenge: bool,
    /// Only with 200 and 203.
    pub(super) body: Option<Body>,
    /// To be kept as long as the body.
    pub(super) flight: Flight,
}

/// Whether a request may be sent once more because no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Retry {
    Left,
    Used,
}

/// Why an exchange has no answer.
pub(super) enum Stop {
    /// It went wrong.
    Failed(Untold),
    /// The host was not asked: it wants to be left alone for this long.
    Held(Duration),
}

/// What is done with a redirect to another scheme, host or port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leaving {
    Followed,
    Told,
}

impl From<Untold> for Stop {
    fn from(untold: Untold) -> Self {
        Self::Failed(untold)
    }
}

/// The means of an exchange.
pub(super) struct Exchange<'a> {
    pub(super) clients: &'a Clients,
    pub(super) slots: &'a Slots,
    pub(super) rooms: &'a Rooms,
    pub(super) holds: &'a Holds,
    pub(super) kept: &'a Kept,
    pub(super) max_body: u64,
    pub(super) clock: Clock,
    pub(super) leaving: Leaving,
}

impl Exchange<'_> {
    /// Asks `start` and follows its redirects.
    pub(super) async fn run(self, start: &WebUrl, outgoing: Outgoing<'_>) -> Result<Answer, Stop> {
        let slot = self
            .turn(start)
            .await
            .map_err(|trouble| trouble.of(start))?;
        // Boxed: of thousands of sources that wait for their turn, none holds the room of a
        // request yet.
        Box::pin(self.at_its_turn(start, outgoing, slot)).await
    }

    async fn at_its_turn(
        mut self,
        start: &WebUrl,
        outgoing: Outgoing<'_>,
        mut slot: Slot,
    ) -> Result<Answer, Stop> {
        let mut path = Path::new(outgoing.with_credentials(start));
        let mut retry = Retry::Left;
        loop {
            // Looked at only now: many may have waited for their turn when the host said no.
            if let Some(wait) = self.holds.of(&path.at) {
                return Err(Stop::Held(wait));
            }
            let response = self
                .ask(&path, outgoing, slot.company, &mut retry)
                .await
                .map_err(|trouble| trouble.of(&path.at))?;
            if !is_redirect(response.status()) {
                let answer = self.finish(response, slot, &path).await;
                return Ok(answer.map_err(|trouble| trouble.of(&path.at))?);
            }
            path.cookies.take(&path.at, response.headers());
            let (next, permanent) =
                target(&path.at, &response).map_err(|trouble| trouble.of(&path.at))?;
            let leaves = next.expose().origin() != path.at.expose().origin();
            if leaves && self.leaving == Leaving::Told {
                let answer = self.finish(response, slot, &path).await;
                let answer = answer.map_err(|trouble| trouble.of(&path.at))?;
                return Ok(Answer {
                    elsewhere: Some(next),
                    ..answer
                });
            }
            // Given back before the next is taken: two hosts that redirect to each other must
            // not wait for each other.
            drop((response, slot));
            path.follow(outgoing.with_credentials(&next), permanent)
                .map_err(|trouble| trouble.of(&path.at))?;
            slot = self
                .turn(&path.at)
                .await
                .map_err(|trouble| trouble.of(&path.at))?;
        }
    }

    /// Waits until the limits let a request to `url` through, if it may be connected to at all.
    async fn turn(&self, url: &WebUrl) -> Result<Slot, Trouble> {
        gate::check_literal(self.clients.allowed(), url).map_err(Trouble::Refused)?;
        if url.expose().scheme() == "https" && !self.clients.has_roots() {
            return Err(Trouble::NoRoots);
        }
        Ok(self.slots.take(url).await)
    }

    async fn ask(
        &mut self,
        path: &Path,
        outgoing: Outgoing<'_>,
        company: Company,
        retry: &mut Retry,
    ) -> Result<Response, Trouble> {
        let url = &path.at;
        let may_be_kept = outgoing.is_conditional() && self.kept.admits(url, company);
        let connection = if may_be_kept {
            Connection::Kept
        } else {
            Connection::Own
        };
        let mut answer = self.send(path, outgoing, connection).await?;
        if connection == Connection::Kept && self.kept.doubts(url, &answer, outgoing.etag()) {
            *retry = Retry::Used;
            answer = self.send(path, outgoing, Connection::Own).await?;
        }
        if *retry == Retry::Left && answer.as_ref().is_err_and(was_closed_without_answer) {
            *retry = Retry::Used;
            answer = self.send(path, outgoing, Connection::Own).await?;
        }
        let response = answer.map_err(Trouble::Http)?;
        let size: usize = response
            .headers()
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        if size > MAX_HEADERS {
            return Err(Trouble::Headers);
        }
        Ok(response)
    }

    async fn send(
        &mut self,
        path: &Path,
        outgoing: Outgoing<'_>,
        connection: Connection,
    ) -> Result<Result<Response, reqwest::Error>, Trouble> {
        let url = &path.at;
        let mut headers = outgoing.headers_for(url)?;
        if let Some(cookies) = path.cookies.header(url) {
            headers.entry(COOKIE).or_insert(cookies);
        }
        // The builder makes an Authorization header of the address's credentials.
        let request = self
            .clients
            .for_url(url, connection)
            .get(url.expose().clone())
            .headers(headers);
        self.clock.run(request.send()).await
    }

    async fn finish(
        &mut self,
        response: Response,
        slot: Slot,
        path: &Path,
    ) -> Result<Answer, Trouble> {
        let status = response.status();
        let headers = response.headers().clone();
        let mut body = None;
        if is_success(status) {
            body = Some(body::read(response, self.max_body, self.rooms, &mut self.clock).await?);
        } else if challenge::is_worth_reading(status, &headers) {
            let most = self.max_body.min(MAX_CHALLENGE);
            // The status says the rest, so a body that cannot be read costs nothing.
            body = body::read(response, most, self.rooms, &mut self.clock)
                .await
                .ok();
        }
        let start = body.as_ref().map(|body| body.bytes.as_slice());
        let is_challenge = (is_success(status) || challenge::may_be(status))
            && challenge::is_one(&headers, start.unwrap_or_default());
        let body = body.filter(|_| is_success(status));
        Ok(Answer {
            status,
            headers,
            url: bare(&path.at),
            moved_to: path.moved_to.clone(),
            is_for_good: path.permanent,
            elsewhere: None,
            is_challenge,
            body,
            flight: slot.heard_out(),
        })
    }
}

/// The redirects followed so far.
struct Path {
    at: WebUrl,
    /// The addresses asked so far, the present one included, each with the cookies it was asked
    /// with.
    seen: Vec<(WebUrl, Option<HeaderValue>)>,
    cookies: Cookies,
    moved_to: Option<WebUrl>,
    /// Whether every redirect so far was permanent.
    permanent: bool,
}

impl Path {
    fn new(at: WebUrl) -> Self {
        Self {
            seen: vec![(at.clone(), None)],
            at,
            cookies: Cookies::default(),
            moved_to: None,
            permanent: true,
        }
    }

    fn follow(&mut self, next: WebUrl, permanent: bool) -> Result<(), Trouble> {
        // A server that set a cookie may send back to an address: the request is another one then.
        let asked = (next.clone(), self.cookies.header(&next));
        if self.seen.contains(&asked) {
            return Err(Trouble::Circle);
        }
        if self.seen.len() > MAX_REDIRECTS {
            return Err(Trouble::Redirects(MAX_REDIRECTS));
        }
        // A way from https back to http is followed today but not for ever: anyone on the line can
        // answer for it.
        let downgrade = self.at.expose().scheme() == "https" && next.expose().scheme() == "http";
        self.permanent = self.permanent && permanent && !downgrade;
        if self.permanent {
            self.moved_to = Some(bare(&next));
        }
        self.seen.push(asked);
        self.at = next;
        Ok(())
    }
}

/// Whether a request failed because the server closed the connection before it answered anything.
fn was_closed_without_answer(error: &reqwest::Error) -> bool {
    if error.is_connect() || error.is_timeout() {
        return false;
    }
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<hyper::Error>() {
            return error.is_incomplete_message() || error.source().is_some_and(is_reset);
        }
        cause = error.source();
    }
    false
}

fn is_reset(error: &(dyn Error + 'static)) -> bool {
    let error = error.downcast_ref::<io::Error>();
    error.is_some_and(|error| {
        matches!(
            error.kind(),
            io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe
        )
    })
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Where a redirect leads and whether for good.
fn target(at: &WebUrl, response: &Response) -> Result<(WebUrl, bool), Trouble> {
    let location = response
        .headers()
        .get(LOCATION)
        .ok_or(Trouble::NoLocation)?;
    let location = std::str::from_utf8(location.as_bytes()).map_err(|_| Trouble::NoLocation)?;
    let next = at
        .expose()
        .join(location.trim())
        .map_err(|error| Trouble::Location(WebUrlError::Syntax(error)))?;
    let next = WebUrl::from_url(next).map_err(Trouble::Location)?;
    Ok((next, matches!(response.status().as_u16(), 301 | 308)))
}

#[cfg(test)]
mod tests {
    use super::Path;
    use crate::model::WebUrl;

    fn url(text: &str) -> WebUrl {
        WebUrl::parse(text).unwrap()
    }

    #[test]
    fn a_way_from_https_back_to_http_is_followed_but_not_remembered() {
        let mut path = Path::new(url("https://a.example/feed"));
        path.follow(url("https://b.example/feed"), true).unwrap();
        path.follow(url("http://c.example/feed"), true).unwrap();
        path.follow(url("https://d.example/feed"), true).unwrap();
        assert_eq!(path.at, url("https://d.example/feed"));
        assert_eq!(path.moved_to, Some(url("https://b.example/feed")));
    }

    #[test]
    fn a_way_from_http_to_https_is_remembered() {
        let mut path = Path::new(url("http://a.example/feed"));
        path.follow(url("https://a.example/feed"), true).unwrap();
        assert_eq!(path.moved_to, Some(url("https://a.example/feed")));
    }
}
