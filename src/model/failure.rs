//! Failures, in words for the person who can fix them.

/// A failure of one source or one output, for the person who can fix it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Failure {
    /// The step that failed.
    pub step: Step,
    /// The kind of failure.
    pub cause: Cause,
    /// What happened: one sentence without secrets.
    pub what: String,
    /// What the user can do about it.
    pub remedy: String,
}

/// The kind of a failure. Reports group failures of one kind, which have one remedy. The store
/// keeps the word, so it must not change.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// DNS does not resolve the name of the host.
    Name,
    /// The connection to the host failed or broke off.
    Connection,
    /// The certificate of the host is not trusted.
    Tls,
    /// The response was not complete within the deadline.
    TimedOut,
    /// The server asked for a delay.
    AskedToWait,
    /// The server failed (5xx).
    Server,
    /// The server or a proxy refuses access (401, 403, 407, 451).
    Access,
    /// The address has no document (404, 410).
    Missing,
    /// The redirects are invalid, or too many.
    Redirect,
    /// The address is private, and the configuration does not allow it.
    Private,
    /// The document is a web page, not a feed.
    WebPage,
    /// The document is neither a feed nor a web page.
    NotAFeed,
    /// The document is an output of this store.
    OwnOutput,
    /// The document is damaged.
    Damaged,
    /// The document is larger than the limit.
    TooLarge,
    /// The server violated HTTP, or sent another unusable response.
    Answer,
    /// A local file or folder is missing or unreadable.
    File,
    /// The machine or the configuration is at fault.
    Setup,
    /// An output could not be written.
    Output,
    /// A bug of feedfold.
    Feedfold,
}

impl Cause {
    /// Whether many sources may fail for one external reason.
    pub fn may_be_common(self) -> bool {
        !matches!(self, Self::File | Self::Output | Self::Feedfold)
    }
}

/// The step that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Fetching the bytes from the network or from disk.
    Fetch,
    /// Parsing the document.
    Parse,
    /// Storing the entries.
    Store,
    /// Writing an output.
    Publish,
}
