//! What can go wrong with a request, in words for the person who configured it.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use reqwest::StatusCode;

use super::gate::Refused;
use crate::model::{Failure, Step, WebUrl, WebUrlError};

/// Most characters of an address or of a server's words in a message.
const MOST_QUOTED: usize = 300;

/// One request that gave no body.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The address is private and not allowed.
    Refused(Refused),
    /// The deadline over the whole exchange passed.
    TimedOut(Duration),
    /// The body is larger than `max_body` bytes, on the wire or decoded.
    TooLarge(u64),
    /// The header fields are larger than any honest answer's.
    Headers,
    /// The status is neither a success nor one with a meaning of its own.
    Status(StatusCode),
    /// Its host was told, moments ago, to be left alone.
    Held,
    /// 304 to a request that carried no validators.
    Unasked304,
    /// A redirect without a readable `Location`.
    NoLocation,
    /// A redirect to something that is not fetched.
    Location(WebUrlError),
    /// A redirect to an address asked already.
    Circle,
    /// More redirects than are followed.
    Redirects(usize),
    /// A content coding that was not asked for.
    Coding(String),
    /// The body does not decode, or ends too early.
    Decode {
        /// The coding it claims.
        coding: &'static str,
        /// What the decoder said.
        error: io::Error,
    },
    /// A page that checks for a browser instead of an answer.
    Challenge,
    /// A configured header that cannot be sent.
    Header(String),
    /// https without any certificate authority to trust.
    NoRoots,
    /// Everything the HTTP library reports.
    Http(reqwest::Error),
}

impl Trouble {
    /// Tells it of the request to `url`, in one line without control characters.
    pub(super) fn told(self, url: &WebUrl) -> Failure {
        let (what, remedy) = self.words(url);
        Failure {
            step: Step::Fetch,
            what,
            remedy,
        }
    }

    fn words(self, url: &WebUrl) -> (String, String) {
        const LATER: &str = "nothing to do: it is tried again, ever less often";
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
                let remedy = for_status(status);
                (format!("{url} answered {}", shown(status)), remedy)
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
                "look at the address in a browser and correct `url`",
            ),
            Self::Location(error) => (
                format!(
                    "{url} redirects to an address that {}",
                    quoted(&error.to_string())
                ),
                "look at the address in a browser and correct `url`",
            ),
            Self::Circle => (
                format!("{url} redirects in a circle"),
                "look at the address in a browser and correct `url`",
            ),
            Self::Redirects(most) => (
                format!("{url} is the end of more than {most} redirects"),
                "find the feed's own address and correct `url`",
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
                LATER,
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
            Self::Http(error) => return http(error, whole),
        };
        (what, remedy.to_owned())
    }
}

/// What a server chose the words of, as part of a message: not long enough to bury the rest of it, and
/// without characters that break the line, drive a terminal or turn the writing direction.
fn quoted(text: &str) -> String {
    let harmless = |c: &char| {
        !c.is_control()
            && !matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let mut shown: String = text.chars().filter(harmless).take(MOST_QUOTED).collect();
    if text.chars().nth(MOST_QUOTED).is_some() {
        shown.push('…');
    }
    shown
}

fn for_status(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 | 407 => "give its credentials in the source's `headers`",
        403 | 451 => {
            "the publisher does not want to be read from here: ask them, or remove the source"
        }
        404 | 410 => "check the address; it is tried again, ever less often",
        406 | 415 => "check the address: it does not give a feed",
        500..=599 => "nothing to do: it is tried again, ever less often",
        _ => "look at the address in a browser and correct `url`",
    }
}

fn shown(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("{} ({reason})", status.as_u16()),
        None => status.as_u16().to_string(),
    }
}

fn http(error: reqwest::Error, url: &WebUrl) -> (String, String) {
    // The library prints the URL with its secrets.
    let error = error.without_url();
    let mut causes = vec![];
    let mut cause = error.source();
    while let Some(next) = cause {
        if let Some(refused) = next.downcast_ref::<Refused>() {
            return Trouble::Refused(refused.clone()).words(url);
        }
        causes.push(next);
        cause = next.source();
    }
    let root = causes
        .last()
        .map_or_else(|| error.to_string(), ToString::to_string);
    // Certificates carry names their owner chose.
    let (root, url) = (quoted(&root), quoted(&url.to_string()));
    let tls = causes.iter().any(|cause| cause.is::<rustls::Error>())
        || causes
            .iter()
            .filter_map(|cause| cause.downcast_ref::<io::Error>()?.get_ref())
            .any(<dyn std::error::Error + Send + Sync>::is::<rustls::Error>);
    let (what, remedy) = if error.is_dns() {
        (
            format!("the name of {url} cannot be resolved ({root})"),
            "check the address and this machine's network",
        )
    } else if tls {
        (
            format!("no safe connection to {url} ({root})"),
            "tell the publisher; check this machine's clock and certificates",
        )
    } else if error.is_connect() {
        (
            format!("no connection to {url} ({root})"),
            "check the address and this machine's network; it is tried again, ever less often",
        )
    } else {
        (
            format!("the exchange with {url} broke off ({root})"),
            "nothing to do: it is tried again, ever less often",
        )
    };
    (what, remedy.to_owned())
}
