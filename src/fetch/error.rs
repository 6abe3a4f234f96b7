//! Why a request failed, in words for the person who configured it.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use reqwest::StatusCode;

use super::gate::RefusedConnection;
use crate::model::{Cause, Failure, Step, WebUrl, WebUrlError};

/// Most characters of an address or of a server's words in a message.
const MAX_QUOTED: usize = 300;

/// Why a request gave no body.
#[derive(Debug)]
pub(super) enum FetchError {
    /// The address is private and not allowed.
    Refused(RefusedConnection),
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
    /// The request failed before an answer was complete.
    Http(HttpFault, String),
}

/// The kinds of errors of the HTTP library. The text beside it in [`FetchError::Http`] is the
/// innermost cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HttpFault {
    /// The name of the host cannot be resolved.
    Name,
    /// TLS failed.
    Tls,
    /// No connection was made.
    Connection,
    /// The connection broke off.
    BrokenOff,
}

impl From<reqwest::Error> for FetchError {
    fn from(error: reqwest::Error) -> Self {
        // The library prints the URL with its secrets.
        let error = error.without_url();
        let causes = causes(&error);
        let refused = causes
            .iter()
            .find_map(|cause| cause.downcast_ref::<RefusedConnection>());
        if let Some(refused) = refused {
            return Self::Refused(refused.clone());
        }
        let fault = if error.is_dns() {
            HttpFault::Name
        } else if causes.iter().any(|cause| is_tls(*cause)) {
            HttpFault::Tls
        } else if error.is_connect() {
            HttpFault::Connection
        } else {
            HttpFault::BrokenOff
        };
        let innermost = causes.last();
        let innermost = innermost.map_or_else(|| error.to_string(), ToString::to_string);
        Self::Http(fault, innermost)
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

/// The remedy for a failure of a hub that may pass.
const HUB_FAILED: &str = "nothing to do: readers find the change when they ask for the feed, and \
    feedfold tells the hub of the next one; if it fails each time, correct `[site] hub`";

/// The remedy for a failure of a webhook that may pass.
const WEBHOOK_FAILED: &str = "nothing to do: feedfold tries again, ever less often, for a day";

/// The remedy for whatever a hub that a feed names does: nobody here can correct it.
const SUBSCRIPTION_FAILED: &str = "nothing to do: feedfold asks for the feed at its usual pace, and the \
    hub again, ever less often";

/// Who asked for a request. The remedy in the message depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AskedBy {
    /// A pass over the sources, which retries by itself.
    Pass,
    /// A person who typed the address: `add` and `preview` send one request.
    Person,
    /// Whoever publishes the outputs: the request went to their hub.
    Publisher,
    /// Whoever sends messages to a webhook.
    Notifier,
    /// Whoever subscribes at a hub that a feed names.
    Subscriber,
}

impl AskedBy {
    /// The remedy if the cause may pass by itself.
    fn retry_later(self) -> &'static str {
        match self {
            Self::Pass => "nothing to do: feedfold asks again, ever less often",
            Self::Person => "the cause may pass: run the command again later",
            Self::Publisher => HUB_FAILED,
            Self::Notifier => WEBHOOK_FAILED,
            Self::Subscriber => SUBSCRIPTION_FAILED,
        }
    }

    /// The remedy if the address is wrong.
    fn correct_address(self) -> &'static str {
        match self {
            Self::Pass => "look at the address in a browser and correct `url`",
            Self::Person => "look at the address in a browser and give the right one",
            Self::Publisher => "correct `[site] hub`",
            Self::Notifier => "correct `webhook` of the output",
            Self::Subscriber => SUBSCRIPTION_FAILED,
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
        Failure {
            step: Step::Fetch,
            cause: self.error.cause(),
            what: self.error.what(&quoted(&self.url.to_string())),
            remedy: self.error.remedy(&self.url, asked_by),
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

    /// What happened at the address `url`.
    fn what(&self, url: &str) -> String {
        match self {
            Self::Refused(RefusedConnection { host, kind }) => {
                format!("{url} was not asked: {} is {kind}", quoted(host))
            }
            Self::TimedOut(limit) => format!("{url} gave no whole answer within {limit:?}"),
            Self::TooLarge(max) => format!("the answer of {url} is larger than {max} bytes"),
            Self::Headers => {
                format!("the answer of {url} has more header fields than any feed needs")
            }
            Self::Status(status) => format!("{url} answered {}", status_text(*status)),
            Self::Held => {
                format!("{url} was not asked: its host wants to be left alone for a while")
            }
            Self::Unasked304 => {
                format!("{url} answered 304 (not modified) although the request had no conditions")
            }
            Self::NoLocation => format!("{url} redirects without saying where to"),
            Self::Location(error) => format!(
                "{url} redirects to an address that {}",
                quoted(&error.to_string())
            ),
            Self::Circle => format!("{url} redirects in a circle"),
            Self::Redirects(most) => format!("{url} is the end of more than {most} redirects"),
            Self::Coding(coding) => format!(
                "the answer of {url} is encoded as `{}`, which was not asked for",
                quoted(coding)
            ),
            Self::Decode { coding, error } => format!(
                "the answer of {url} is damaged or cut short ({coding}: {})",
                quoted(&error.to_string())
            ),
            Self::Challenge => format!("{url} answered with a page that checks for a browser"),
            Self::Header(name) => {
                format!("{url} was not asked: the configured header `{name}` cannot be sent")
            }
            Self::NoRoots => {
                format!("{url} was not asked: this machine has no certificate authorities to trust")
            }
            Self::Http(fault, innermost) => fault.what(url, &quoted(innermost)),
        }
    }

    /// What the one who asked for the request should do.
    fn remedy(&self, url: &WebUrl, asked_by: AskedBy) -> String {
        let remedy = match self {
            _ if asked_by == AskedBy::Subscriber => SUBSCRIPTION_FAILED,
            Self::Refused(_) => {
                return format!(
                    "if that is meant, add \"{}\" or its network to `[fetch] allow_private`",
                    quoted(url.host())
                );
            }
            Self::TimedOut(_) if asked_by == AskedBy::Publisher => HUB_FAILED,
            Self::TimedOut(_) if asked_by == AskedBy::Notifier => {
                "if the server is slow but sound, raise `timeout` of the output"
            }
            Self::TimedOut(_) => "if the server is slow but sound, raise `[fetch] timeout`",
            Self::TooLarge(_) => "if the feed really is that large, raise `[fetch] max_body`",
            Self::Headers | Self::Coding(_) => "tell the publisher; nothing was read",
            Self::Status(status) => for_status(*status, asked_by),
            Self::Held => "try again later",
            Self::Unasked304 => {
                "tell the publisher: the server or its cache ignores the request's conditions"
            }
            Self::NoLocation | Self::Location(_) | Self::Circle | Self::Redirects(_) => {
                asked_by.correct_address()
            }
            Self::Decode { .. } => asked_by.retry_later(),
            Self::Challenge => {
                "the server asks for a browser: ask its owner to let feed readers through, or set \
                 `headers` (a `User-Agent` or a key that the owner gave you)"
            }
            Self::Header(_) => {
                "remove it, or correct its value; headers that HTTP itself needs are set already"
            }
            Self::NoRoots => "install them (on most systems the package `ca-certificates`)",
            Self::Http(fault, _) => fault.remedy(asked_by),
        };
        remedy.to_owned()
    }

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
            Self::Http(HttpFault::Name, _) => Cause::Name,
            Self::Http(HttpFault::Tls, _) => Cause::Tls,
            Self::Http(HttpFault::Connection | HttpFault::BrokenOff, _) => Cause::Connection,
        }
    }
}

impl HttpFault {
    fn what(self, url: &str, innermost: &str) -> String {
        match self {
            Self::Name => format!("the name of {url} cannot be resolved ({innermost})"),
            Self::Tls => format!("no safe connection to {url} ({innermost})"),
            Self::Connection => format!("no connection to {url} ({innermost})"),
            Self::BrokenOff => format!("the exchange with {url} broke off ({innermost})"),
        }
    }

    fn remedy(self, asked_by: AskedBy) -> &'static str {
        match (self, asked_by) {
            (Self::Name, _) => "check the address and this machine's network",
            (Self::Tls, _) => "tell the publisher; check this machine's clock and certificates",
            (Self::Connection, AskedBy::Pass) => {
                "check the address and this machine's network; feedfold asks again, ever less often"
            }
            (Self::Connection, AskedBy::Person) => {
                "check host and port of the address and this machine's network, then run the \
                 command again"
            }
            (Self::Connection, AskedBy::Publisher) => HUB_FAILED,
            (Self::Connection, AskedBy::Notifier) => WEBHOOK_FAILED,
            (Self::Connection, AskedBy::Subscriber) => SUBSCRIPTION_FAILED,
            (Self::BrokenOff, _) => asked_by.retry_later(),
        }
    }
}

/// Words that a server, or the owner of a certificate, chose, as part of a message: shortened so
/// that they do not bury the rest, and without characters that break the line, control a terminal
/// or turn the writing direction.
fn quoted(text: &str) -> String {
    crate::text::for_message(text, MAX_QUOTED)
}

fn for_status(status: StatusCode, asked_by: AskedBy) -> &'static str {
    match (status.as_u16(), asked_by) {
        (_, AskedBy::Publisher) if status.is_server_error() => HUB_FAILED,
        (_, AskedBy::Publisher) => "correct `[site] hub`: the hub refused the request",
        (300..=399, AskedBy::Notifier) => {
            "messages follow no redirect: set `webhook` of the output to the address that it names"
        }
        (401 | 403 | 407, AskedBy::Notifier) => {
            "correct the credentials in `webhook` or `headers` of the output"
        }
        (400 | 413 | 415 | 422, AskedBy::Notifier) => {
            "the server takes no such message: set `body` of the output to the JSON that it wants"
        }
        (401 | 407, _) => "give its credentials in the source's `headers`",
        (403 | 451, AskedBy::Pass) => {
            "the publisher does not want to be read from here: ask them, or remove the source"
        }
        (403 | 451, AskedBy::Person) => {
            "the publisher does not want to be read from here: ask them, or give another address"
        }
        (404 | 410, AskedBy::Pass) => "check the address; feedfold asks again, ever less often",
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

#[cfg(test)]
mod tests {
    use super::{AskedBy, FetchError, HttpFault};
    use crate::model::WebUrl;

    #[test]
    fn a_certificate_that_is_refused_makes_the_user_look_at_the_clock() {
        let error = FetchError::Http(HttpFault::Tls, "certificate expired".to_owned());
        let url = WebUrl::parse("https://a.example/feed").unwrap();
        for asked_by in [AskedBy::Pass, AskedBy::Person] {
            let remedy = error.remedy(&url, asked_by);
            assert!(remedy.contains("this machine's clock"), "{remedy}");
        }
    }
}
