//! The headers and credentials of a request, and the hosts to which they may go.

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue,
    IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE, RANGE, TE,
    TRANSFER_ENCODING, UPGRADE, USER_AGENT,
};
use url::Url;

use super::coding::CODINGS;
use super::error::FetchError;
use crate::model::{FetchPolicy, Header, Validators, WebUrl};

/// `Accept` for feeds; pages come last, for servers that have nothing else at an address.
const FEED_TYPES: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
    application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.8, \
    text/html;q=0.5, */*;q=0.1";

/// `Accept` for pages.
const PAGE_TYPES: &str = "text/html, application/xhtml+xml, */*;q=0.1";

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ResourceKind {
    Feed,
    Page,
    /// `robots.txt`.
    Text,
}

impl ResourceKind {
    /// Value of `Accept`.
    fn accept(self) -> &'static str {
        match self {
            Self::Feed => FEED_TYPES,
            Self::Page => PAGE_TYPES,
            Self::Text => "text/plain, */*;q=0.1",
        }
    }
}

/// Headers that a configuration cannot set: they belong to the exchange itself.
const OURS: [HeaderName; 13] = [
    HOST,
    CONNECTION,
    CONTENT_LENGTH,
    TRANSFER_ENCODING,
    TE,
    UPGRADE,
    ACCEPT_ENCODING,
    IF_MATCH,
    IF_MODIFIED_SINCE,
    IF_NONE_MATCH,
    IF_RANGE,
    IF_UNMODIFIED_SINCE,
    RANGE,
];

static NO_VALIDATORS: Validators = Validators {
    etag: None,
    last_modified: None,
};

/// What a request and its redirects may carry.
///
/// Each request makes its headers once it has its permit, since thousands may wait for theirs.
#[derive(Clone, Copy)]
pub(super) struct Outgoing<'a> {
    /// The configured address of the source. With `None`, no configured header is sent anywhere.
    pub(super) configured: Option<&'a WebUrl>,
    pub(super) policy: &'a FetchPolicy,
    /// The source's own headers, which override the policy's and ours.
    pub(super) headers: &'a [Header],
    pub(super) validators: &'a Validators,
    pub(super) kind: ResourceKind,
}

impl<'a> Outgoing<'a> {
    /// A request for a text that belongs to no source: it carries no configured header and no
    /// conditions.
    pub(super) fn without_secrets(policy: &'a FetchPolicy) -> Self {
        Self {
            configured: None,
            policy,
            headers: &[],
            validators: &NO_VALIDATORS,
            kind: ResourceKind::Text,
        }
    }

    /// Whether it has conditions, so that the server has answered it well before.
    pub(super) fn is_conditional(&self) -> bool {
        self.conditions().next().is_some()
    }

    /// The `ETag` in the conditions.
    pub(super) fn etag(&self) -> Option<&[u8]> {
        let etag = self.validators.etag.as_deref()?;
        HeaderValue::from_bytes(etag).is_ok().then_some(etag)
    }

    fn conditions(&self) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
        let stored = [
            (IF_NONE_MATCH, &self.validators.etag),
            (IF_MODIFIED_SINCE, &self.validators.last_modified),
        ];
        stored.into_iter().filter_map(|(name, value)| {
            let value = HeaderValue::from_bytes(value.as_deref()?).ok()?;
            Some((name, value))
        })
    }

    /// The headers for a request to `url`: the configured ones go to the configured site only.
    pub(super) fn headers_for(&self, url: &WebUrl) -> Result<HeaderMap, FetchError> {
        let mut headers = HeaderMap::new();
        let user_agent = HeaderValue::from_str(&self.policy.user_agent)
            .map_err(|_| FetchError::Header(USER_AGENT.to_string()))?;
        headers.insert(USER_AGENT, user_agent);
        headers.insert(ACCEPT, HeaderValue::from_static(self.kind.accept()));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(CODINGS));
        headers.extend(self.conditions());
        if self.own_site_of(url).is_none() {
            return Ok(headers);
        }
        for header in self.policy.headers.iter().chain(self.headers) {
            let refused = || FetchError::Header(header.name.escape_debug().to_string());
            let name = HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| refused())?;
            if OURS.contains(&name) {
                return Err(refused());
            }
            let mut value = HeaderValue::from_str(header.value.expose())
                .or_else(|_| HeaderValue::from_bytes(header.value.expose().as_bytes()))
                .map_err(|_| refused())?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        Ok(headers)
    }

    /// `url` with the credentials of the configured address if it is of the same site, else with
    /// none, so that credentials from a redirect are never sent.
    pub(super) fn with_credentials(&self, url: &WebUrl) -> WebUrl {
        match self.own_site_of(url) {
            Some(own) => with_user(url, (own.username(), own.password())),
            None => bare(url),
        }
    }

    /// The configured address, if `url` is of the same site.
    fn own_site_of(&self, url: &WebUrl) -> Option<&Url> {
        let configured = self.configured?.expose();
        same_site(configured, url.expose()).then_some(configured)
    }
}

/// `url` without credentials and fragment: safe to store, and to resolve relative links against.
pub(super) fn bare(url: &WebUrl) -> WebUrl {
    with_user(url, ("", None))
}

fn with_user(url: &WebUrl, (name, password): (&str, Option<&str>)) -> WebUrl {
    let asked = url.expose();
    let is_so = asked.username() == name && asked.password() == password;
    if is_so && asked.fragment().is_none() {
        return url.clone();
    }
    let mut changed = asked.clone();
    changed.set_fragment(None);
    // Both calls only fail for URLs without a host, which `WebUrl` refuses.
    let set = changed.set_username(name).is_ok() && changed.set_password(password).is_ok();
    match WebUrl::from_url(changed) {
        Ok(changed) if set => changed,
        _ => url.clone(),
    }
}

/// Whether headers for `configured` may go to `other`: it has the same host, scheme and port, or
/// is the https form of the same host on the default ports.
fn same_site(configured: &Url, other: &Url) -> bool {
    let upgraded = configured.scheme() == "http"
        && other.scheme() == "https"
        && configured.port().is_none()
        && other.port().is_none();
    let same = configured.scheme() == other.scheme()
        && configured.port_or_known_default() == other.port_or_known_default();
    configured.host() == other.host() && (same || upgraded)
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::{bare, same_site};
    use crate::model::WebUrl;

    #[test]
    fn secrets_go_to_the_configured_site_and_its_https_twin_only() {
        for (configured, other, expected) in [
            ("http://a.example/x", "http://a.example/y", true),
            ("http://a.example/x", "https://a.example/x", true),
            ("https://a.example/x", "http://a.example/x", false),
            ("http://a.example/x", "http://b.example/x", false),
            ("http://a.example/x", "http://www.a.example/x", false),
            ("http://a.example/x", "http://a.example:8080/x", false),
            ("http://a.example:8080/x", "https://a.example/x", false),
            ("http://a.example:80/x", "http://a.example/x", true),
        ] {
            let same = same_site(
                &Url::parse(configured).unwrap(),
                &Url::parse(other).unwrap(),
            );
            assert_eq!(same, expected, "{configured} {other}");
        }
    }

    #[test]
    fn a_bare_address_has_neither_user_nor_fragment() {
        let url = WebUrl::parse("https://user:pass@example.com/feed?a=1#top").unwrap();
        assert_eq!(bare(&url).expose().as_str(), "https://example.com/feed?a=1");
    }
}
