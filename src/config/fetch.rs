//! Reads `[fetch]`, and the `headers` of `[fetch]` and of sources.

use std::num::NonZeroUsize;

use super::defaults;
use super::keys::{FETCH, SCOPES};
use super::problem::Refusal;
use super::value;
use super::walk::{Table, Value};
use super::{Environment, Site};
use crate::model::{FetchPolicy, Header, RetryAfterScope, WebUrl};

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
    let user_agent = site.map_or_else(defaults::user_agent, |site| {
        value::user_agent(&site.contact)
    });
    let mut policy = defaults::policy(user_agent);
    let Some(table) = root.get("fetch").and_then(|value| value.table(&FETCH)) else {
        return FetchDraft {
            policy,
            rsshub: None,
            names_rsshub: false,
        };
    };
    let at_once = |key, default| {
        table
            .get(key)
            .and_then(|value: Value<'_>| value.count(1, defaults::MOST_AT_ONCE))
            .and_then(|count| NonZeroUsize::new(usize::try_from(count).ok()?))
            .unwrap_or(default)
    };
    policy.concurrency = at_once("concurrency", defaults::CONCURRENCY);
    policy.per_host = at_once("per_host", defaults::PER_HOST);
    policy.per_domain = at_once("per_domain", defaults::PER_DOMAIN);
    if let Some(scope) = table
        .get("retry_after_scope")
        .and_then(|value| scope(&value))
    {
        policy.retry_after_scope = scope;
    }
    policy.interval = table
        .get("interval")
        .and_then(|value| value.parsed(|text| value::interval(text, FetchPolicy::FLOOR)));
    if let Some(timeout) = table.get("timeout").and_then(|value| {
        value.parsed(|text| value::duration_within(text, defaults::TIMEOUT_RANGE))
    }) {
        policy.timeout = timeout;
    }
    if let Some(size) = table
        .get("max_body")
        .and_then(|value| value.parsed(|text| value::size(text, defaults::MAX_BODY_RANGE)))
    {
        policy.max_body = size;
    }
    policy.allow_private = table.get("allow_private").map_or_else(Vec::new, |value| {
        value
            .list()
            .iter()
            .filter_map(|item| item.parsed(value::allowed_private))
            .collect()
    });
    policy.proxy = table
        .get("proxy")
        .and_then(|value| value.parsed(value::http_url));
    policy.headers = read_headers(&table, environment);
    let rsshub = table.get("rsshub");
    FetchDraft {
        policy,
        names_rsshub: rsshub.is_some(),
        rsshub: rsshub.and_then(|value| value.parsed(value::http_url)),
    }
}

fn scope(value: &Value<'_>) -> Option<RetryAfterScope> {
    value.parsed(|text| match text {
        "feed" => Ok(RetryAfterScope::Feed),
        "host" => Ok(RetryAfterScope::Host),
        "domain" => Ok(RetryAfterScope::Domain),
        _ => Err(value::not_among(SCOPES)),
    })
}

/// The `headers` of a table.
pub(super) fn read_headers(table: &Table<'_>, environment: &Environment<'_>) -> Vec<Header> {
    let headers = table
        .get("headers")
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
