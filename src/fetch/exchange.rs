//! One exchange: the request, its redirects, the body.

use std::error::Error;
use std::io;
use std::time::Duration;

use reqwest::header::{COOKIE, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Response, StatusCode};

use super::body::{self, Body, Deadline, LargeBodyPermits};
use super::client::{Clients, Connection};
use super::connection_reuse::ConnectionReuse;
use super::cookies::Cookies;
use super::error::{FailedRequest, FetchError};
use super::host::Holds;
use super::limits::{Contention, DocumentPermit, RequestLimits, RequestPermit};
use super::outgoing::{Outgoing, bare};
use super::{challenge, gate, is_success};
use crate::model::{WebUrl, WebUrlError};

/// Redirects followed.
const MAX_REDIRECTS: usize = 10;

/// Largest header section of an answer, in bytes.
const MAX_HEADERS: usize = 64 * 1024;

/// Largest body of an error that is read to see whether it checks for a browser, in bytes.
const MAX_CHALLENGE: u64 = 256 * 1024;

/// The last answer of an exchange.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// The address that answered, without credentials.
    pub(super) url: WebUrl,
    /// The last address that permanent redirects alone lead to, without credentials.
    pub(super) moved_to: Option<WebUrl>,
    /// Whether every redirect on the way was permanent, so that the answer holds for the first
    /// address too.
    pub(super) is_for_good: bool,
    /// The target of a redirect that the exchange only reports.
    pub(super) elsewhere: Option<WebUrl>,
    /// Whether it is a page that checks for a browser.
    pub(super) is_challenge: bool,
    /// Only with 200 and 203.
    pub(super) body: Option<Body>,
    /// The caller keeps it as long as the body.
    pub(super) document: DocumentPermit,
}

/// Whether a request may be sent once more after the server closed the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Retry {
    Left,
    Used,
}

/// Why an exchange gave no answer.
pub(super) enum ExchangeError {
    /// A request failed.
    Failed(FailedRequest),
    /// No request was sent: the host asked for a pause, of which this much is left.
    Held(Duration),
}

/// What an exchange does with a redirect to another origin (scheme, host or port).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CrossOriginRedirect {
    /// It follows the redirect.
    Follow,
    /// It reports the address and sends no request there.
    Report,
}

impl From<FailedRequest> for ExchangeError {
    fn from(failed: FailedRequest) -> Self {
        Self::Failed(failed)
    }
}

/// The clients and limits that an exchange uses.
pub(super) struct Exchange<'a> {
    pub(super) clients: &'a Clients,
    pub(super) limits: &'a RequestLimits,
    pub(super) large_bodies: &'a LargeBodyPermits,
    pub(super) holds: &'a Holds,
    pub(super) connection_reuse: &'a ConnectionReuse,
    pub(super) max_body: u64,
    pub(super) deadline: Deadline,
    pub(super) cross_origin: CrossOriginRedirect,
}

impl Exchange<'_> {
    /// Asks `start` and follows its redirects.
    pub(super) async fn run(
        self,
        start: &WebUrl,
        outgoing: Outgoing<'_>,
    ) -> Result<Answer, ExchangeError> {
        let permit = self.permit(start).await.map_err(|error| error.at(start))?;
        // Boxed, so that thousands of sources that wait for a permit do not each hold the memory
        // of a request.
        Box::pin(self.follow_redirects(start, outgoing, permit)).await
    }

    async fn follow_redirects(
        mut self,
        start: &WebUrl,
        outgoing: Outgoing<'_>,
        mut permit: RequestPermit,
    ) -> Result<Answer, ExchangeError> {
        let mut path = Path::new(outgoing.with_credentials(start));
        let mut retry = Retry::Left;
        loop {
            // Checked after the wait for a permit: meanwhile the host may have asked for a pause.
            if let Some(wait) = self.holds.wait_for(&path.at) {
                return Err(ExchangeError::Held(wait));
            }
            let response = self
                .ask(&path, outgoing, permit.contention, &mut retry)
                .await
                .map_err(|error| error.at(&path.at))?;
            if !is_redirect(response.status()) {
                let answer = self.finish(response, permit, &path).await;
                return Ok(answer.map_err(|error| error.at(&path.at))?);
            }
            path.cookies.take(&path.at, response.headers());
            let (next, permanent) =
                target(&path.at, &response).map_err(|error| error.at(&path.at))?;
            let leaves = next.expose().origin() != path.at.expose().origin();
            if leaves && self.cross_origin == CrossOriginRedirect::Report {
                let answer = self.finish(response, permit, &path).await;
                let answer = answer.map_err(|error| error.at(&path.at))?;
                return Ok(Answer {
                    elsewhere: Some(next),
                    ..answer
                });
            }
            // Released before the next permit is acquired: two hosts that redirect to each other
            // must not wait for each other.
            drop((response, permit));
            path.follow(outgoing.with_credentials(&next), permanent)
                .map_err(|error| error.at(&path.at))?;
            permit = self
                .permit(&path.at)
                .await
                .map_err(|error| error.at(&path.at))?;
        }
    }

    /// Waits for the permit of a request to `url`; fails if the configuration forbids the address.
    pub(super) async fn permit(&self, url: &WebUrl) -> Result<RequestPermit, FetchError> {
        gate::check_literal(self.clients.allowed(), url).map_err(FetchError::Refused)?;
        if url.expose().scheme() == "https" && !self.clients.has_roots() {
            return Err(FetchError::NoRoots);
        }
        Ok(self.limits.acquire(url).await)
    }

    async fn ask(
        &mut self,
        path: &Path,
        outgoing: Outgoing<'_>,
        contention: Contention,
        retry: &mut Retry,
    ) -> Result<Response, FetchError> {
        let url = &path.at;
        let may_reuse =
            outgoing.is_conditional() && self.connection_reuse.may_reuse(url, contention);
        let connection = if may_reuse {
            Connection::Reused
        } else {
            Connection::Fresh
        };
        let mut answer = self.send(path, outgoing, connection).await?;
        if connection == Connection::Reused
            && self
                .connection_reuse
                .must_retry(url, &answer, outgoing.etag())
        {
            *retry = Retry::Used;
            answer = self.send(path, outgoing, Connection::Fresh).await?;
        }
        if *retry == Retry::Left && answer.as_ref().is_err_and(was_closed_without_answer) {
            *retry = Retry::Used;
            answer = self.send(path, outgoing, Connection::Fresh).await?;
        }
        let response = answer?;
        let size: usize = response
            .headers()
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
            .sum();
        if size > MAX_HEADERS {
            return Err(FetchError::Headers);
        }
        Ok(response)
    }

    async fn send(
        &mut self,
        path: &Path,
        outgoing: Outgoing<'_>,
        connection: Connection,
    ) -> Result<Result<Response, reqwest::Error>, FetchError> {
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
        self.deadline.run(request.send()).await
    }

    async fn finish(
        &mut self,
        response: Response,
        permit: RequestPermit,
        path: &Path,
    ) -> Result<Answer, FetchError> {
        let status = response.status();
        let headers = response.headers().clone();
        let mut body = None;
        if is_success(status) {
            body = Some(
                body::read(
                    response,
                    self.max_body,
                    self.large_bodies,
                    &mut self.deadline,
                )
                .await?,
            );
        } else if challenge::is_worth_reading(status, &headers) {
            let most = self.max_body.min(MAX_CHALLENGE);
            // The status alone is enough of an answer, so an unreadable body is no error.
            body = body::read(response, most, self.large_bodies, &mut self.deadline)
                .await
                .ok();
        }
        let start = body.as_ref().map(|body| body.bytes.as_slice());
        let is_challenge = (is_success(status) || challenge::may_be_challenge(status))
            && challenge::is_challenge_page(&headers, start.unwrap_or_default());
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
            document: permit.release_host(),
        })
    }
}

/// The redirects followed so far.
struct Path {
    at: WebUrl,
    /// The addresses requested so far, the present one included, each with the cookies sent to
    /// it.
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

    fn follow(&mut self, next: WebUrl, permanent: bool) -> Result<(), FetchError> {
        // A server may set a cookie and redirect to the same address: with the cookie it is
        // another request.
        let asked = (next.clone(), self.cookies.header(&next));
        if self.seen.contains(&asked) {
            return Err(FetchError::Circle);
        }
        if self.seen.len() > MAX_REDIRECTS {
            return Err(FetchError::Redirects(MAX_REDIRECTS));
        }
        // A redirect from https to http is followed but never remembered: anyone between us and
        // the server can answer in its name.
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

/// The target of a redirect, and whether the redirect is permanent.
pub(super) fn target(at: &WebUrl, response: &Response) -> Result<(WebUrl, bool), FetchError> {
    let location = response
        .headers()
        .get(LOCATION)
        .ok_or(FetchError::NoLocation)?;
    let location = std::str::from_utf8(location.as_bytes()).map_err(|_| FetchError::NoLocation)?;
    let next = at
        .expose()
        .join(location.trim())
        .map_err(|error| FetchError::Location(WebUrlError::Syntax(error)))?;
    let next = WebUrl::from_url(next).map_err(FetchError::Location)?;
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
