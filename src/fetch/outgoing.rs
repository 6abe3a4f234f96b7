//! What a request carries, and what it carries to which host.

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue,
    IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE, RANGE, TE,
    TRANSFER_ENCODING, UPGRADE, USER_AGENT,
};
use url::Url;

use super::body::CODINGS;
use super::trouble::Trouble;
use crate::model::{FetchPolicy, Header, Validators, WebUrl};

/// Feeds first; a page only where there is nothing else.
const TYPES: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
    application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.8, \
    text/html;q=0.5, */*;q=0.1";

/// A page first.
const PAGES: &str = "text/html, application/xhtml+xml, */*;q=0.1";

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Feed,
    Page,
    /// `robots.txt`.
    Text,
}

impl Wanted {
    /// Value of `Accept`.
    fn types(self) -> &'static str {
        match self {
            Self::Feed => TYPES,
            Self::Page => PAGES,
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

/// What one request and those its redirects lead to carry.
///
/// Headers are made for each of them when its turn has come: thousands may wait for theirs.
#[derive(Clone, Copy)]
pub(super) struct Outgoing<'a> {
    /// The source on behalf of which it is; `None`: nothing configured is sent anywhere.
    pub(super) configured: Option<&'a WebUrl>,
    pub(super) policy: &'a FetchPolicy,
    /// The source's own, which win over the policy's and over ours.
    pub(super) headers: &'a [Header],
    pub(super) validators: &'a Validators,
    pub(super) wanted: Wanted,
}

impl Outgoing<'_> {
    /// Whether it names a version that was sent before: whoever is asked has answered well.
    pub(super) fn is_conditional(&self) -> bool {
        self.conditions().next().is_some()
    }

    /// The `ETag` that is asked for.
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

    /// The headers for a hop to `url`: the configured ones go to the configured site only.
    pub(super) fn headers_for(&self, url: &WebUrl) -> Result<HeaderMap, Trouble> {
        let mut headers = HeaderMap::new();
        let user_agent = HeaderValue::from_str(&self.policy.user_agent)
            .map_err(|_| Trouble::Header(USER_AGENT.to_string()))?;
        headers.insert(USER_AGENT, user_agent);
        headers.insert(ACCEPT, HeaderValue::from_static(self.wanted.types()));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(CODINGS));
        headers.extend(self.conditions());
        if self.own_site_of(url).is_none() {
            return Ok(headers);
        }
        for header in self.policy.headers.iter().chain(self.headers) {
            let refused = || Trouble::Header(header.name.escape_debug().to_string());
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
    /// none: those a redirect brings along are not sent.
    pub(super) fn with_credentials(&self, url: &WebUrl) -> WebUrl {
        match self.own_site_of(url) {
            Some(own) => with_user(url, (own.username(), own.password())),
            None => bare(url),
        }
    }

    /// The configured address, if `url` is of its site.
    fn own_site_of(&self, url: &WebUrl) -> Option<&Url> {
        let configured = self.configured?.expose();
        same_site(configured, url.expose()).then_some(configured)
    }
}

/// `url` without credentials and fragment: safe to keep, and to resolve relative links against.
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

/// Whether what was configured for `configured` may be sent to `other`: the same host, scheme and
/// port, or its https twin on the usual ports.
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
