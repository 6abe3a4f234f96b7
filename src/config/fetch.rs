//! `[fetch]`: how feeds are fetched; and the `headers` of `[fetch]` and of sources.

use std::num::NonZeroUsize;
use std::time::Duration;

use super::findings::Findings;
use super::keys::{HTTP, RootKeys, ValueType};
use super::problem::Refusal;
use super::readers::{
    ByteSize, Count, InContext, Text, Texts, Word, duration, in_context, positive, shaped, size,
    texts, word,
};
use super::redacted::RedactedSource;
use super::typed::keys;
use super::value;
use super::walk::{Table, Value};
use super::{Environment, Site};
use crate::model::{AllowedPrivate, FetchPolicy, Header, RetryAfterScope, WebUrl};

/// Largest `concurrency`, `per_host` and `per_domain`.
const MAX_AT_ONCE: u64 = 1_000;
/// Smallest and largest `timeout`.
pub(super) const TIMEOUT_RANGE: (Duration, Duration) =
    (Duration::from_secs(1), Duration::from_mins(10));
/// Smallest and largest `max_body`, in bytes.
pub(super) const MAX_BODY_RANGE: (u64, u64) = (1 << 10, 1 << 30);

keys! {
    /// How feeds are fetched.
    FetchKeys("fetch", "[fetch]") {
        example: "write a line [fetch] and the keys below it",
    }

    /// Sources read at the same time.
    CONCURRENCY: Count<NonZeroUsize> = "concurrency", positive(MAX_AT_ONCE), default number(32);
    /// Requests at once to one host.
    PER_HOST: Count<NonZeroUsize> = "per_host", positive(MAX_AT_ONCE), default number(2);
    /// Requests at once to one registrable domain.
    PER_DOMAIN: Count<NonZeroUsize> = "per_domain", positive(MAX_AT_ONCE), default number(16);
    /// What a Retry-After of one feed holds back.
    RETRY_AFTER_SCOPE: Text<RetryAfterScope> = "retry_after_scope", word(),
        default RetryAfterScope::Host;
    /// Pace of sources without an interval of their own.
    INTERVAL: Text<Duration> = "interval",
        duration(|text| value::interval(text, FetchPolicy::FLOOR)),
        without "60m; 24h for a feed without ETag and Last-Modified";
    /// One deadline over the whole exchange.
    TIMEOUT: Text<Duration> = "timeout",
        duration(|text| value::duration_within(text, TIMEOUT_RANGE)),
        default Duration::from_secs(20);
    /// Largest document accepted, unpacked.
    MAX_BODY: Text<ByteSize> = "max_body",
        size(|text| value::size(text, MAX_BODY_RANGE).map(ByteSize)),
        default ByteSize(16 << 20);
    /// Hosts, host:port or networks that may be private addresses.
    ALLOW_PRIVATE: Texts<AllowedPrivate> = "allow_private", texts(value::allowed_private),
        without "none";
    /// Proxy for every request.
    PROXY: Text<WebUrl> = "proxy", shaped(HTTP, value::http_url), without "none";
    /// Instance on which rsshub:// addresses are read.
    RSSHUB: Text<WebUrl> = "rsshub", shaped(HTTP, value::http_url), without "none";
    /// Headers sent to every source; ${NAME} is taken from the environment.
    HEADERS: InContext = "headers", in_context(ValueType::Headers), without "none";
}

impl Word for RetryAfterScope {
    fn all() -> Vec<(&'static str, Self)> {
        vec![
            ("feed", Self::Feed),
            ("host", Self::Host),
            ("domain", Self::Domain),
        ]
    }
}

fn number(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap_or(NonZeroUsize::MIN)
}

/// The values of `[fetch]`, and the RSSHub instance.
pub(super) struct FetchDraft {
    pub(super) policy: FetchPolicy,
    pub(super) rsshub: Option<WebUrl>,
    /// Whether the file names an instance, valid or not.
    pub(super) names_rsshub: bool,
}

pub(super) fn read_fetch(
    root: &Table<'_>,
    site: Option<&Site>,
    environment: &Environment<'_>,
) -> FetchDraft {
    let user_agent = value::user_agent(site.map(|site| site.contact.as_str()));
    let table = RootKeys::FETCH.table_or_empty(root);
    FetchDraft {
        policy: read_policy(&table, user_agent, environment),
        rsshub: FetchKeys::RSSHUB.read(&table),
        names_rsshub: FetchKeys::RSSHUB.find(&table).is_some(),
    }
}

fn read_policy(
    table: &Table<'_>,
    user_agent: String,
    environment: &Environment<'_>,
) -> FetchPolicy {
    FetchPolicy {
        concurrency: FetchKeys::CONCURRENCY.read_or_default(table),
        per_host: FetchKeys::PER_HOST.read_or_default(table),
        per_domain: FetchKeys::PER_DOMAIN.read_or_default(table),
        retry_after_scope: FetchKeys::RETRY_AFTER_SCOPE.read_or_default(table),
        interval: FetchKeys::INTERVAL.read(table),
        timeout: FetchKeys::TIMEOUT.read_or_default(table),
        max_body: FetchKeys::MAX_BODY.read_or_default(table).0,
        allow_private: FetchKeys::ALLOW_PRIVATE.read(table).unwrap_or_default(),
        proxy: FetchKeys::PROXY.read(table),
        headers: read_headers(FetchKeys::HEADERS.find(table), environment),
        user_agent,
    }
}

/// The `[fetch]` policy of a configuration that sets none of its keys and has no contact.
pub fn default_policy() -> FetchPolicy {
    let findings = Findings::new(RedactedSource::new("", ""));
    read_policy(&Table::empty(&findings), value::user_agent(None), &|_| None)
}

/// Reads the value of a `headers` key.
pub(super) fn read_headers(value: Option<Value<'_>>, environment: &Environment<'_>) -> Vec<Header> {
    let headers = value
        .and_then(|value| value.free_table("write headers = { Authorization = \"${TOKEN}\" }"));
    let mut read: Vec<Header> = Vec::new();
    for (name, value) in headers.iter().flat_map(Table::entries) {
        let name = match value::header_name(name) {
            Ok(name) => name,
            Err(refusal) => {
                value.refuse(refusal.found(format!("`{name}`")));
                continue;
            }
        };
        if read
            .iter()
            .any(|other| other.name.eq_ignore_ascii_case(&name))
        {
            value.refuse(
                Refusal::new("each header once", "remove one of them")
                    .found(format!("`{name}` twice")),
            );
        }
        if let Some(value) = value.parsed(|text| value::header_value(text, environment)) {
            read.push(Header { name, value });
        }
    }
    read
}
