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

/// The headers of one request and of those its redirects lead to.
pub(super) struct Outgoing {
    /// `None`: nothing configured is sent anywhere.
    configured: Option<Url>,
    everywhere: HeaderMap,
    own_site: HeaderMap,
}

impl Outgoing {
    /// Headers for a request on behalf of the source at `configured`, whose own `headers` win over the
    /// policy's and over ours.
    pub(super) fn new(
        configured: Option<&WebUrl>,
        policy: &FetchPolicy,
        headers: &[Header],
        validators: &Validators,
        wanted: Wanted,
    ) -> Result<Self, Trouble> {
        let mut everywhere = HeaderMap::new();
        let user_agent = HeaderValue::from_str(&policy.user_agent)
            .map_err(|_| Trouble::Header(USER_AGENT.to_string()))?;
        everywhere.insert(USER_AGENT, user_agent);
        everywhere.insert(ACCEPT, HeaderValue::from_static(wanted.types()));
        everywhere.insert(ACCEPT_ENCODING, HeaderValue::from_static(CODINGS));
        for (name, value) in [
            (IF_NONE_MATCH, &validators.etag),
            (IF_MODIFIED_SINCE, &validators.last_modified),
        ] {
            let value = value.as_deref().map(HeaderValue::from_bytes);
            if let Some(Ok(value)) = value {
                everywhere.insert(name, value);
            }
        }
        let mut own_site = HeaderMap::new();
        for header in policy.headers.iter().chain(headers) {
            let refused = || Trouble::Header(header.name.escape_debug().to_string());
            let name = HeaderName::from_bytes(header.name.as_bytes()).map_err(|_| refused())?;
            if OURS.contains(&name) {
                return Err(refused());
            }
            let mut value = HeaderValue::from_str(header.value.expose())
                .or_else(|_| HeaderValue::from_bytes(header.value.expose().as_bytes()))
                .map_err(|_| refused())?;
            value.set_sensitive(true);
            own_site.insert(name, value);
        }
        Ok(Self {
            configured: configured.map(|url| url.expose().clone()),
            everywhere,
            own_site,
        })
    }

    /// Whether it names a version that was sent before: whoever is asked has answered well.
    pub(super) fn is_conditional(&self) -> bool {
        let names = [IF_NONE_MATCH, IF_MODIFIED_SINCE];
        names.iter().any(|name| self.everywhere.contains_key(name))
    }

    /// The `ETag` that is asked for.
    pub(super) fn etag(&self) -> Option<&[u8]> {
        self.everywhere
            .get(IF_NONE_MATCH)
            .map(HeaderValue::as_bytes)
    }

    /// The headers for a hop to `url`: the configured ones go to the configured site only.
    pub(super) fn headers_for(&self, url: &WebUrl) -> HeaderMap {
        let mut headers = self.everywhere.clone();
        if self.own_site_of(url).is_some() {
            for (name, value) in &self.own_site {
                headers.insert(name, value.clone());
            }
        }
        headers
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
        let configured = self.configured.as_ref()?;
        same_site(configured, url.expose()).then_some(configured)
    }
}

/// `url` without credentials and fragment: safe to keep, and to resolve relative links against.
pub(super) fn bare(url: &WebUrl) -> WebUrl {
    with_user(url, ("", None))
}

fn with_user(url: &WebUrl, (name, password): (&str, Option<&str>)) -> WebUrl {
    let mut changed = url.expose().clone();
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
