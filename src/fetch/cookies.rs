//! Cookies of one exchange: a redirect gets back the cookies that the server set before it.
//!
//! The first request of an exchange never carries a cookie, and we store none, so a server cannot
//! recognise us the next time.

use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};
use url::{Host, Url};

use crate::model::WebUrl;

/// Most cookies that we keep (RFC 6265 6.1 asks for 50).
const MAX_COOKIES: usize = 20;

/// Longest name and value together, in bytes (RFC 6265 6.1).
const MAX_COOKIE_BYTES: usize = 4096;

/// The cookies that the answers of one exchange have set so far.
#[derive(Debug, Default)]
pub(super) struct Cookies(Vec<Cookie>);

#[derive(Debug)]
struct Cookie {
    name: Vec<u8>,
    value: Vec<u8>,
    /// The host that set it, or the domain in its attribute `Domain`.
    domain: String,
    covers: Covers,
    path: String,
    scheme: Scheme,
}

/// The hosts to which a cookie goes (RFC 6265 5.3, steps 4 to 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Covers {
    Host,
    Subdomains,
}

/// The connections on which a cookie goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Any,
    Https,
}

impl Cookies {
    /// Takes the cookies that the answer of `url` sets.
    pub(super) fn take(&mut self, url: &WebUrl, headers: &HeaderMap) {
        for value in headers.get_all(SET_COOKIE) {
            let Some((cookie, is_removed)) = parse(value.as_bytes(), url.expose()) else {
                continue;
            };
            self.0.retain(|known| !known.is_replaced_by(&cookie));
            if !is_removed && self.0.len() < MAX_COOKIES {
                self.0.push(cookie);
            }
        }
    }

    /// The value of `Cookie` for a request to `url`; `None` if no cookie goes there.
    pub(super) fn header(&self, url: &WebUrl) -> Option<HeaderValue> {
        let url = url.expose();
        let mut pairs = Vec::new();
        for cookie in self.0.iter().filter(|cookie| cookie.goes_to(url)) {
            if !pairs.is_empty() {
                pairs.extend_from_slice(b"; ");
            }
            pairs.extend_from_slice(&cookie.name);
            pairs.push(b'=');
            pairs.extend_from_slice(&cookie.value);
        }
        if pairs.is_empty() {
            return None;
        }
        let mut value = HeaderValue::from_bytes(&pairs).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl Cookie {
    fn is_replaced_by(&self, other: &Self) -> bool {
        self.name == other.name && self.domain == other.domain && self.path == other.path
    }

    fn goes_to(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let is_there = match self.covers {
            Covers::Host => host == self.domain,
            Covers::Subdomains => is_within(host, &self.domain),
        };
        let path = url.path();
        // RFC 6265 5.1.4.
        let is_below = path.strip_prefix(self.path.as_str()).is_some_and(|rest| {
            rest.is_empty() || self.path.ends_with('/') || rest.starts_with('/')
        });
        is_there && is_below && (self.scheme == Scheme::Any || url.scheme() == "https")
    }
}

/// Reads `Set-Cookie` (RFC 6265 5.2); returns the cookie and whether it removes the cookie, or
/// `None` if we refuse it.
///
/// An expiry in the future does not matter, since an exchange lasts only seconds.
fn parse(header: &[u8], url: &Url) -> Option<(Cookie, bool)> {
    let mut parts = header.split(|byte| *byte == b';');
    let pair = parts.next()?;
    let equals = pair.iter().position(|byte| *byte == b'=')?;
    let (name, value) = pair.split_at(equals);
    let (name, value) = (name.trim_ascii(), value.get(1..)?.trim_ascii());
    if name.is_empty() || name.len() + value.len() > MAX_COOKIE_BYTES {
        return None;
    }
    let host = url.host_str()?;
    let mut cookie = Cookie {
        name: name.to_vec(),
        value: value.to_vec(),
        domain: host.to_owned(),
        covers: Covers::Host,
        path: default_path(url),
        scheme: Scheme::Any,
    };
    let mut is_removed = false;
    for attribute in parts {
        let attribute = std::str::from_utf8(attribute).ok()?;
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "domain" if !value.is_empty() => {
                let domain = value.trim_start_matches('.').to_ascii_lowercase();
                cookie.covers = covers(&domain, url)?;
                cookie.domain = domain;
            }
            "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
            "secure" => cookie.scheme = Scheme::Https,
            "max-age" => is_removed = value.starts_with('-') || value == "0",
            "expires" => is_removed |= value.contains("1970"),
            _ => {}
        }
    }
    Some((cookie, is_removed))
}

/// The hosts that a cookie of `url` with the attribute `Domain` goes to; `None` if the host is not
/// part of that domain, or if anybody may register names under it (`co.uk`).
fn covers(domain: &str, url: &Url) -> Option<Covers> {
    let host = url.host_str()?;
    if !matches!(url.host()?, Host::Domain(_)) {
        return (host == domain).then_some(Covers::Host);
    }
    let is_public = psl::domain_str(domain).is_none();
    match (host == domain, is_public) {
        (true, true) => Some(Covers::Host),
        (_, false) if is_within(host, domain) => Some(Covers::Subdomains),
        _ => None,
    }
}

/// Whether a host is a domain or below it (RFC 6265 5.1.3).
fn is_within(host: &str, domain: &str) -> bool {
    let above = host.strip_suffix(domain);
    above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
}

/// The path of a cookie that names none (RFC 6265 5.1.4).
fn default_path(url: &Url) -> String {
    match url.path().rsplit_once('/') {
        Some((folder, _)) if !folder.is_empty() => folder.to_owned(),
        _ => "/".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderValue, SET_COOKIE};

    use super::Cookies;
    use crate::model::WebUrl;

    /// The cookies set by `from` that go to `to`.
    fn sent(from: &str, set: &[&str], to: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in set {
            headers.append(SET_COOKIE, HeaderValue::from_str(value).unwrap());
        }
        let mut cookies = Cookies::default();
        cookies.take(&WebUrl::parse(from).unwrap(), &headers);
        let value = cookies.header(&WebUrl::parse(to).unwrap())?;
        Some(value.to_str().unwrap().to_owned())
    }

    #[test]
    fn a_cookie_goes_back_to_the_host_that_set_it_and_nowhere_else() {
        let from = "https://news.example.com/a/feed";
        let set = ["s=1; Path=/; HttpOnly", "t=2"];
        assert_eq!(sent(from, &set, from).as_deref(), Some("s=1; t=2"));
        assert_eq!(
            sent(from, &set, "https://news.example.com/b").as_deref(),
            Some("s=1")
        );
        for other in [
            "https://example.com/a/feed",
            "https://x.news.example.com/a/feed",
            "https://other.example.org/a/feed",
        ] {
            assert_eq!(sent(from, &set, other), None, "{other}");
        }
    }

    #[test]
    fn a_domain_counts_only_if_the_host_is_part_of_it_and_it_is_nobody_elses() {
        let from = "https://example.co.uk/feed";
        let www = "https://www.example.co.uk/feed";
        assert_eq!(
            sent(from, &["s=1; Domain=.example.co.uk"], www).as_deref(),
            Some("s=1")
        );
        assert_eq!(sent(from, &["s=1; Domain=co.uk"], www), None);
        assert_eq!(
            sent(
                from,
                &["s=1; Domain=other.co.uk"],
                "https://other.co.uk/feed"
            ),
            None
        );
        assert_eq!(sent(www, &["s=1; Domain=ample.co.uk"], from), None);
        let address = "http://127.0.0.1/feed";
        assert_eq!(
            sent(address, &["s=1; Domain=0.0.1"], "http://0.0.0.1/feed"),
            None
        );
    }

    #[test]
    fn secure_removed_and_malformed_cookies_are_not_sent() {
        let from = "http://example.com/feed";
        for set in [
            "s=1; Secure",
            "s=; Max-Age=0",
            "s=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        ] {
            assert_eq!(sent(from, &[set], from), None, "{set}");
        }
        for set in ["", "s", "=1", ";"] {
            assert_eq!(sent(from, &[set], from), None, "{set}");
        }
        assert_eq!(sent(from, &["s=1", "s=2"], from).as_deref(), Some("s=2"));
        assert_eq!(sent(from, &["s=1", "s=; Max-Age=-1"], from), None);
    }
}
