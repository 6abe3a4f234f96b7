//! One endpoint that misbehaves in one way, and the expected result.

use serde_json::Value;

use crate::server::{Act, Reply, Server};

/// An endpoint and two runs over it.
pub(super) struct Case {
    /// Also its path and the name of its source.
    pub(super) name: String,
    /// What it answers, in turn; the last answer stays.
    pub(super) replies: Vec<Reply>,
    /// What stands below its path.
    pub(super) beside: Vec<(String, Reply)>,
    /// Another address than its own that the source names.
    pub(super) url: Option<String>,
    /// What the first run and the second make of it.
    pub(super) outcomes: [Outcome; 2],
}

/// What a run makes of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// So many new entries.
    Read(u64),
    NotModified,
    /// The same, and nothing was sent: the validators came back as they were given.
    Unsent,
    /// Nothing could be read, and these words say why.
    Failed(&'static str),
    /// The publisher wants to be asked later.
    RetryLater,
    /// The publisher withdrew it.
    Gone,
    /// It was not asked at all.
    NotAsked,
}

impl Outcome {
    /// Whether this is what a report says of a source, or leaves out.
    pub(super) fn is(self, report: Option<&Value>) -> bool {
        let Some(report) = report else {
            return self == Self::NotAsked;
        };
        let said = |place: &str| report.pointer(place).unwrap_or(&Value::Null);
        let outcome = said("/outcome").as_str().unwrap_or_default();
        match self {
            Self::Read(entries) => {
                outcome == "read" && said("/counts/new").as_u64() == Some(entries)
            }
            Self::NotModified => outcome == "not-modified",
            Self::Unsent => outcome == "not-modified" && said("/bytes") == 0,
            Self::Failed(words) => {
                let what = said("/failure/what").as_str().unwrap_or_default();
                outcome == "failed" && what.contains(words)
            }
            Self::RetryLater => outcome == "retry-later",
            Self::Gone => outcome == "gone",
            Self::NotAsked => false,
        }
    }
}

impl Case {
    /// The same answer, and the same outcome, both times.
    pub(super) fn always(name: &str, reply: Reply, outcome: Outcome) -> Self {
        Self {
            name: name.to_owned(),
            replies: vec![reply],
            beside: vec![],
            url: None,
            outcomes: [outcome; 2],
        }
    }

    /// An answer that gives nothing.
    pub(super) fn failed(name: &str, reply: Reply, words: &'static str) -> Self {
        Self::always(name, reply, Outcome::Failed(words))
    }

    /// A feed that is read, and the second time is as it was.
    pub(super) fn read(name: &str, reply: Reply, entries: u64) -> Self {
        Self::always(name, reply, Outcome::Read(entries)).then(Outcome::NotModified)
    }

    pub(super) fn then(mut self, second: Outcome) -> Self {
        self.outcomes[1] = second;
        self
    }

    /// Another answer the second time.
    pub(super) fn answers_next(mut self, reply: Reply, second: Outcome) -> Self {
        self.replies.push(reply);
        self.then(second)
    }

    /// Something that stands below its path: `/to` at `/name/to`.
    pub(super) fn with(mut self, below: &str, reply: Reply) -> Self {
        self.beside.push((below.to_owned(), reply));
        self
    }

    pub(super) fn at(mut self, url: String) -> Self {
        self.url = Some(url);
        self
    }

    /// Lets a server stand for it; gives the source's address.
    pub(super) fn stand(&self, server: &Server) -> String {
        let own = format!("/{}", self.name);
        server.route_in_turn(&own, self.replies.clone());
        for (below, reply) in &self.beside {
            server.route(&format!("{own}{below}"), reply.clone());
        }
        self.url.clone().unwrap_or_else(|| server.url(&own))
    }
}

/// Exactly these bytes, then the connection is closed.
pub(super) fn raw(bytes: impl Into<Vec<u8>>) -> Reply {
    Reply::raw([Act::Send(bytes.into())])
}

/// 200 with these header lines and this body, byte for byte.
pub(super) fn http(headers: &str, body: impl AsRef<[u8]>) -> Reply {
    let mut bytes = format!("HTTP/1.1 200 OK\r\n{headers}\r\n").into_bytes();
    bytes.extend_from_slice(body.as_ref());
    raw(bytes)
}

/// An RSS document around items.
pub(super) fn channel(inside: impl AsRef<str>) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Outlet</title>\
         <link>https://outlet.example/</link>{}</channel></rss>",
        inside.as_ref()
    )
}

/// One item, told apart from all others by `name`.
pub(super) fn item(name: &str) -> String {
    format!(
        "<item><guid isPermaLink=\"false\">{name}</guid><title>About {name}</title>\
         <link>https://outlet.example/{name}</link><description>The text of {name}.</description></item>"
    )
}

/// A feed with one entry of that name.
pub(super) fn one(name: &str) -> String {
    channel(item(name))
}
