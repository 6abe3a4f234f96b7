//! Answers that are no resource: errors, as plain pages.

use std::io;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::http::{HeaderValue, Response, StatusCode, Uri};

use super::answer::set_body;
use super::guesses::LONGEST_PAUSE;
use super::routes::root_of;
use crate::model::StoryId;
use crate::publish::page;
use crate::store;

/// Why a request gets no resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// `Host` is none of our names.
    OtherHost,
    /// The resource does not have this method, but these.
    Method(&'static str),
    /// The story has another address.
    Elsewhere(StoryId, Lasting),
    /// There is no such address, or the file of an output is not written yet.
    NotFound,
    /// `prune` removed the texts of the story.
    Gone,
    /// The client refuses even bytes as they are.
    Coding,
    /// It would take too long now, or another program has the store.
    Busy,
    /// The store is of an older version of the program, and this one only reads.
    Outdated,
    /// The full-text index is damaged, and nothing else.
    DamagedIndex,
    /// The disk or the store failed.
    Broken,
    /// The password is missing or wrong.
    Password,
    /// Too many wrong passwords came from this address.
    TooManyGuesses,
    /// A page that is not ours sent the request.
    OtherOrigin,
    /// Only programs of this machine may edit, and the request came through a proxy.
    OtherMachine,
    /// The body is no form.
    NoForm,
    /// The body is too long.
    LongBody,
    /// The body came too slowly.
    SlowBody,
    /// The form lacks a field, or has one with a value that cannot be.
    BadForm,
    /// No story, or several, have the id in the form.
    NoSuchStory,
    /// A story is to be merged with itself.
    SameStory,
    /// There is nothing to take back or to take out.
    NothingToDo,
    /// A pass is at work for longer than we wait.
    PassRunning,
    /// A ruling was stored, but an output could not be written.
    OutputsFailed,
}

/// Whether a client may take another address for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lasting {
    /// It is the whole id of what was asked for.
    Yes,
    /// The story has the entry, or was merged, and a person may undo that.
    No,
}

/// After this time a client may try again.
const RETRY: Duration = Duration::from_secs(10);

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::TooLong { .. } | store::Error::Locked { .. } => Self::Busy,
            store::Error::Older { .. } => Self::Outdated,
            store::Error::DamagedIndex { .. } => Self::DamagedIndex,
            error if error.is_busy() => Self::Busy,
            _ => Self::Broken,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NotFound,
            _ => Self::Broken,
        }
    }
}

impl Failure {
    fn status(self) -> StatusCode {
        match self {
            Self::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Self::Method(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::Elsewhere(_, Lasting::Yes) => StatusCode::PERMANENT_REDIRECT,
            Self::Elsewhere(_, Lasting::No) => StatusCode::TEMPORARY_REDIRECT,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::Coding => StatusCode::NOT_ACCEPTABLE,
            Self::Busy | Self::Outdated | Self::DamagedIndex | Self::PassRunning => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Broken | Self::OutputsFailed => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Password => StatusCode::UNAUTHORIZED,
            Self::TooManyGuesses => StatusCode::TOO_MANY_REQUESTS,
            Self::OtherOrigin | Self::OtherMachine => StatusCode::FORBIDDEN,
            Self::NoForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::LongBody => StatusCode::PAYLOAD_TOO_LARGE,
            Self::SlowBody => StatusCode::REQUEST_TIMEOUT,
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::NoSuchStory | Self::SameStory | Self::NothingToDo => StatusCode::CONFLICT,
        }
    }

    /// What happened, and what to do. It repeats nothing of the request.
    fn sentence(self) -> &'static str {
        match self {
            Self::OtherHost => {
                "This server is not known by that name. Its owner can add the name to `hosts` \
                 in the [serve] table of feeds.toml."
            }
            Self::Method(_) => "Nothing here answers to this method.",
            Self::Elsewhere(..) => "The story has another address.",
            Self::NotFound => {
                "There is no page, output or story at this address. An output has its address as \
                 soon as `feedfold run` has written it."
            }
            Self::Gone => {
                "The text of this story was removed, because it is old. Its id is not given to \
                 another story."
            }
            Self::Coding => "This server sends br, gzip and identity, which the request refuses.",
            Self::Busy => "The answer would take too long now. Try again in a few seconds.",
            Self::Outdated => {
                "The store is of an older version of feedfold. The next `feedfold run` brings it up \
                 to date."
            }
            Self::DamagedIndex => {
                "Nothing can be searched now: the full-text index is damaged, and nothing else. The \
                 next `feedfold run` that stores something makes it anew, and so does `feedfold \
                 vacuum` on the server."
            }
            Self::Broken => {
                "The store or a file cannot be read. `feedfold doctor` on the server says why."
            }
            Self::Password => "Editing needs the password. Any user name will do.",
            Self::TooManyGuesses => {
                "Too many wrong passwords came from your address. Wait a few seconds."
            }
            Self::OtherOrigin => {
                "Another site sent this request, so nothing was changed. Use the forms on the page \
                 of the story."
            }
            Self::OtherMachine => {
                "Without a password, stories can be edited only on the machine of this server. Its \
                 owner can set `password_file` in the [serve] table of feeds.toml."
            }
            Self::NoForm => "This server only takes application/x-www-form-urlencoded.",
            Self::LongBody => "The request is too long.",
            Self::SlowBody => "The request came too slowly.",
            Self::BadForm => {
                "A field of the form is missing or cannot be used, so nothing was changed. Go back \
                 and correct it."
            }
            Self::NoSuchStory => {
                "No story has this id, or several ids begin so: nothing was changed. Go back and \
                 give the whole id or address of the other story."
            }
            Self::SameStory => "Both are one story already: nothing was changed.",
            Self::NothingToDo => {
                "There is nothing to take back or to take out: nothing was changed. Somebody else \
                 may have been faster; go back and load the page again."
            }
            Self::PassRunning => {
                "A run is at work, so nothing was changed. Try again in a few seconds."
            }
            Self::OutputsFailed => {
                "The decision is kept, but an output could not be written. `feedfold publish` on \
                 the server says why."
            }
        }
    }

    /// The answer to a request for this address.
    pub(super) fn answer(self, uri: &Uri) -> Response<Body> {
        let status = self.status();
        let root = root_of(uri.path());
        let page = page::plain(&root, &status.to_string(), self.sentence());
        let mut response = Response::new(Body::empty());
        set_body(&mut response, page.into());
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("text/html; charset=utf-8"),
        );
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match self {
            Self::Method(allowed) => {
                headers.insert(ALLOW, HeaderValue::from_static(allowed));
            }
            Self::Busy | Self::Outdated | Self::PassRunning => {
                headers.insert(RETRY_AFTER, RETRY.as_secs().into());
            }
            Self::TooManyGuesses => {
                headers.insert(RETRY_AFTER, LONGEST_PAUSE.as_secs().into());
            }
            Self::Password => {
                let challenge = "Basic realm=\"feedfold\", charset=\"UTF-8\"";
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
            }
            Self::Elsewhere(story, _) => {
                let location = HeaderValue::from_str(&beside(uri, story));
                headers.extend(location.ok().map(|location| (LOCATION, location)));
            }
            _ => {}
        }
        response
    }
}

/// The address of another story, relative to that of a page of a story; form and query stay.
fn beside(uri: &Uri, story: StoryId) -> String {
    let ending = uri.path().strip_suffix(".json").map_or("", |_| ".json");
    let query = uri.query().map(|query| format!("?{query}"));
    format!("{story}{ending}{}", query.unwrap_or_default())
}
