//! Why a request failed, in words for the person who configured it.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use reqwest::StatusCode;

use super::gate::Refused;
use crate::model::{Cause, Failure, Step, WebUrl, WebUrlError};

/// Most characters of an address or of a server's words in a message.
const MAX_QUOTED: usize = 300;

/// Why a request gave no body.
#[derive(Debug)]
pub(super) enum FetchError {
    /// The address is private and not allowed.
    Refused(Refused),
    /// The deadline over the whole exchange passed.
    TimedOut(Duration),
    /// The body is larger than `max_body` bytes, on the wire or decoded.
    TooLarge(u64),
    /// The header fields are larger than any honest answer's.
    Headers,
    /// The status is neither a success nor one that [`super::Fetcher`] treats apart.
    Status(StatusCode),
    /// Its host asked for a pause earlier in this run.
    Held,
    /// 304 to a request that carried no validators.
    Unasked304,
    /// A redirect without a readable `Location`.
    NoLocation,
    /// A redirect to an address that is not http or https.
    Location(WebUrlError),
    /// A redirect to an address that was requested before.
    Circle,
    /// More redirects than we follow.
    Redirects(usize),
    /// A content coding that we did not ask for.
    Coding(String),
    /// The body does not decode, or ends too early.
    Decode {
        /// The coding that the answer claims.
        coding: &'static str,
        /// The decoder's error.
        error: io::Error,
    },
    /// A page that checks for a browser in place of the answer.
    Challenge,
    /// A configured header that cannot be sent.
    Header(String),
    /// https without any certificate authority to trust.
    NoRoots,
    /// An error of the HTTP library.
    Http(reqwest::Error),
}

/// Who asked for a request. The remedy in the message depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AskedBy {
    /// A pass over the sources, which retries by itself.
    Pass,
    /// A person who typed the address: `add` and `preview` send one request.
    Person,
}

impl AskedBy {
    /// The remedy if the cause may pass by itself.
    fn retry_later(self) -> &'static str {
        match self {
            Self::Pass => "nothing to do: it is tried again, ever less often",
            Self::Person => "the cause may pass: run the command again later",
        }
    }

    /// The remedy if the address is wrong.
    fn correct_address(self) -> &'static str {
        match self {
            Self::Pass => "look at the address in a browser and correct `url`",
            Self::Person => "look at the address in a browser and give the right one",
        }
    }
}

/// A request that gave no body: its error and its address.
pub(super) struct FailedRequest {
    error: FetchError,
    url: WebUrl,
}

impl FailedRequest {
    /// One line without control characters, for the one who asked for the request.
    pub(super) fn failure(self, asked_by: AskedBy) -> Failure {
        let cause = self.error.cause();
        let (what, remedy) = self.error.message(&self.url, asked_by);
        Failure {
            step: Step::Fetch,
            cause,
            what,
            remedy,
        }
    }
}

impl FetchError {
    /// Adds the address of the request.
    pub(super) fn at(self, url: &WebUrl) -> FailedRequest {
        FailedRequest {
            error: self,
            url: url.clone(),
        }
    }

    /// The failure of a request that a pass sent to `url`.
    pub(super) fn into_failure(self, url: &WebUrl) -> Failure {
        self.at(url).failure(AskedBy::Pass)
    }

    /// What happened, and what to do.
    fn message(self, url: &WebUrl, asked_by: AskedBy) -> (String, String) {
        let (whole, url) = (url, quoted(&url.to_string()));
        let (what, remedy): (String, &str) = match self {
            Self::Refused(Refused { host, kind }) => {
                let what = format!("{url} was not asked: {} is {kind}", quoted(&host));
                let remedy = format!(
                    "if that is meant, add \"{}\" or its network to `[fetch] allow_private`",
                    quoted(whole.host())
                );
                return (what, remedy);
            }
            Self::TimedOut(limit) => (
                format!("{url} gave no whole answer within {limit:?}"),
                "if the server is slow but sound, raise `[fetch] timeout`",
            ),
            Self::TooLarge(max) => (
                format!("the answer of {url} is larger than {max} bytes"),
                "if the feed really is that large, raise `[fetch] max_body`",
            ),
            Self::Headers => (
                format!("the answer of {url} has more header fields than any feed needs"),
                "tell the publisher; nothing was read",
            ),
            Self::Status(status) => {
                let remedy = for_status(status, asked_by);
                (format!("{url} answered {}", status_text(status)), remedy)
            }
            Self::Held => (
                format!("{url} was not asked: its host wants to be left alone for a while"),
                "try again later",
            ),
            Self::Unasked304 => (
                format!("{url} answered 304 (not modified) though nothing was known of it"),
                "tell the publisher: the server or its cache ignores the request's conditions",
            ),
            Self::NoLocation => (
                format!("{url} redirects without saying where to"),
                asked_by.correct_address(),
            ),
            Self::Location(error) => (
                format!(
                    "{url} redirects to an address that {}",
                    quoted(&error.to_string())
                ),
                asked_by.correct_address(),
            ),
            Self::Circle => (
                format!("{url} redirects in a circle"),
                asked_by.correct_address(),
            ),
            Self::Redirects(most) => (
                format!("{url} is the end of more than {most} redirects"),
                asked_by.correct_address(),
            ),
            Self::Coding(coding) => (
                format!(
                    "the answer of {url} is encoded as `{}`, which was not asked for",
                    quoted(&coding)
                ),
                "tell the publisher; nothing was read",
            ),
            Self::Decode { coding, error } => (
                format!(
                    "the answer of {url} is damaged or cut short ({coding}: {})",
                    quoted(&error.to_string())
                ),
                asked_by.retry_later(),
            ),
            Self::Challenge => (
                format!("{url} answered with a page that checks for a browser"),
                "the server asks for a browser: ask its owner to let feed readers through, or set \
                 `headers` (a `User-Agent` or a key that the owner gave you)",
            ),
            Self::Header(name) => (
                format!("{url} was not asked: the configured header `{name}` cannot be sent"),
                "remove it, or correct its value; headers that HTTP itself needs are set already",
            ),
            Self::NoRoots => (
                format!(
                    "{url} was not asked: this machine has no certificate authorities to trust"
                ),
                "install them (on most systems the package `ca-certificates`)",
            ),
            Self::Http(error) => return http_message(error, whole, asked_by),
        };
        (what, remedy.to_owned())
    }
}

/// Words that a server chose, as part of a message: shortened so that they do not bury the rest,
/// and without characters that break the line, control a terminal or turn the writing direction.
fn quoted(text: &str) -> String {
    crate::text::for_message(text, MAX_QUOTED)
}

impl FetchError {
    /// The kind of error, by which reports group failures.
    fn cause(&self) -> Cause {
        match self {
            Self::Refused(_) => Cause::Private,
            Self::TimedOut(_) => Cause::TimedOut,
            Self::TooLarge(_) => Cause::TooLarge,
            Self::Headers | Self::Unasked304 | Self::Coding(_) => Cause::Answer,
            Self::Status(status) => match status.as_u16() {
                401 | 403 | 407 | 451 => Cause::Access,
                404 | 410 => Cause::Missing,
                500..=599 => Cause::Server,
                _ => Cause::Answer,
            },
            Self::Challenge => Cause::Access,
            Self::Held => Cause::AskedToWait,
            Self::NoLocation | Self::Location(_) | Self::Circle | Self::Redirects(_) => {
                Cause::Redirect
            }
            Self::Decode { .. } => Cause::Damaged,
            Self::Header(_) | Self::NoRoots => Cause::Setup,
            Self::Http(error) => cause_of(error),
        }
    }
}

/// The kind of an error of the HTTP library.
fn cause_of(error: &reqwest::Error) -> Cause {
    let causes = causes(error);
    if causes.iter().any(|cause| cause.is::<Refused>()) {
        Cause::Private
    } else if error.is_dns() {
        Cause::Name
    } else if causes.iter().any(|cause| is_tls(*cause)) {
        Cause::Tls
    } else {
        Cause::Connection
    }
}

/// The causes of an error, the nearest first.
fn causes(error: &reqwest::Error) -> Vec<&(dyn std::error::Error + 'static)> {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(next) = cause {
        causes.push(next);
        cause = next.source();
    }
    causes
}

fn is_tls(cause: &(dyn std::error::Error + 'static)) -> bool {
    let inner = cause
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    cause.is::<rustls::Error>()
        || inner.is_some_and(<dyn std::error::Error + Send + Sync>::is::<rustls::Error>)
}

fn for_status(status: StatusCode, asked_by: AskedBy) -> &'static str {
    match (status.as_u16(), asked_by) {
        (401 | 407, _) => "give its credentials in the source's `headers`",
        (403 | 451, AskedBy::Pass) => {
            "the publisher does not want to be read from here: ask them, or remove the source"
        }
        (403 | 451, AskedBy::Person) => {
            "the publisher does not want to be read from here: ask them, or give another address"
        }
        (404 | 410, AskedBy::Pass) => "check the address; it is tried again, ever less often",
        (404 | 410, AskedBy::Person) => {
            "the server has nothing there: look at the site in a browser and give another address"
        }
        (406 | 415, _) => "check the address: it does not give a feed",
        (429 | 500..=599, _) => asked_by.retry_later(),
        _ => asked_by.correct_address(),
    }
}

fn status_text(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("{} ({reason})", status.as_u16()),
        None => status.as_u16().to_string(),
    }
}

fn http_message(error: reqwest::Error, url: &WebUrl, asked_by: AskedBy) -> (String, String) {
    // The library prints the URL with its secrets.
    let error = error.without_url();
    let mut causes = vec![];
    let mut cause = error.source();
    while let Some(next) = cause {
        if let Some(refused) = next.downcast_ref::<Refused>() {
            return FetchError::Refused(refused.clone()).message(url, asked_by);
        }
        causes.push(next);
        cause = next.source();
    }
    let root = causes
        .last()
        .map_or_else(|| error.to_string(), ToString::to_string);
    // Certificates contain names that their owner chose.
    let (root, url) = (quoted(&root), quoted(&url.to_string()));
    let tls = causes.iter().any(|cause| is_tls(*cause));
    let (what, remedy) = if error.is_dns() {
        (
            format!("the name of {url} cannot be resolved ({root})"),
            "check the address and this machine's network",
        )
    } else if tls {
        (
            format!("no safe connection to {url} ({root})"),
            "tell the publisher; check this machine's deadline and certificates",
        )
    } else if error.is_connect() {
        (
            format!("no connection to {url} ({root})"),
            match asked_by {
                AskedBy::Pass => {
                    "check the address and this machine's network; it is tried again, ever less often"
                }
                AskedBy::Person => {
                    "check host and port of the address and this machine's network, then run the \
                     command again"
                }
            },
        )
    } else {
        (
            format!("the exchange with {url} broke off ({root})"),
            asked_by.retry_later(),
        )
    };
    (what, remedy.to_owned())
}
