//! Whether a page of ours caused a request that changes something (cross-site request forgery).
//!
//! Browsers say so in `Sec-Fetch-Site`, and older ones, or those that came without TLS, in
//! `Origin`. Both are out of reach for scripts and forms of foreign pages.

use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whether a request comes from a page of this scheme, host and port.
pub(super) fn is_ours(uri: &Uri, headers: &HeaderMap) -> bool {
    if headers.contains_key(SEC_FETCH_SITE) {
        return only(headers, SEC_FETCH_SITE).is_some_and(|site| site == "same-origin");
    }
    let Some(origin) = only(headers, ORIGIN) else {
        return false;
    };
    let Some((scheme, port)) = origin_scheme(origin) else {
        return false;
    };
    let Some(from) = origin
        .get(scheme.len()..)
        .and_then(|rest| rest.parse().ok())
    else {
        return false;
    };
    let called = match uri.authority() {
        Some(authority) => Some(authority.clone()),
        None => only(headers, HOST).and_then(|host| host.parse().ok()),
    };
    called.is_some_and(|called: Authority| place(&from, port) == place(&called, port))
}

/// The beginning of an origin, and the port that it means without one.
fn origin_scheme(origin: &str) -> Option<(&'static str, u16)> {
    let schemes = [("https://", 443), ("http://", 80)];
    schemes
        .into_iter()
        .find(|(scheme, _)| origin.starts_with(scheme))
}

/// Host and port of an authority.
fn place(authority: &Authority, default_port: u16) -> (String, u16) {
    let port = authority.port_u16().unwrap_or(default_port);
    (authority.host().to_ascii_lowercase(), port)
}

/// The value of a field that occurs once.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let (one, other) = (values.next()?, values.next());
    if other.is_some() {
        return None;
    }
    HeaderValue::to_str(one).ok()
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};

    use super::is_ours;

    fn ours(fields: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        is_ours(&Uri::from_static("/s/1"), &headers)
    }

    #[test]
    fn a_browser_that_names_the_site_must_name_ours() {
        assert!(ours(&[("sec-fetch-site", "same-origin")]));
        // The browser knows its own address, which a proxy may change in `Host`.
        assert!(ours(&[
            ("sec-fetch-site", "same-origin"),
            ("origin", "https://news.example"),
            ("host", "127.0.0.1:8080"),
        ]));
        for site in ["cross-site", "same-site", "none", "", "SAME-ORIGIN"] {
            assert!(!ours(&[
                ("sec-fetch-site", site),
                ("origin", "http://localhost"),
                ("host", "localhost"),
            ]));
        }
        let same = ("sec-fetch-site", "same-origin");
        assert!(!ours(&[same, same]));
    }

    #[test]
    fn without_that_the_origin_must_be_the_called_host_with_its_port() {
        for (origin, host) in [
            ("http://localhost:8080", "localhost:8080"),
            ("http://localhost", "LOCALHOST:80"),
            ("https://news.example", "news.example"),
            ("https://news.example", "news.example:443"),
            ("http://[::1]:8080", "[::1]:8080"),
        ] {
            assert!(ours(&[("origin", origin), ("host", host)]), "{origin}");
        }
        for (origin, host) in [
            ("http://localhost:3000", "localhost:8080"),
            ("http://evil.example", "localhost"),
            ("http://localhost.evil.example", "localhost"),
            ("http://localhost@evil.example", "localhost"),
            ("null", "localhost"),
            ("", "localhost"),
            ("localhost", "localhost"),
            ("file://localhost", "localhost"),
            ("http://localhost/", "localhost/"),
            ("http://localhost", ""),
        ] {
            assert!(!ours(&[("origin", origin), ("host", host)]), "{origin}");
        }
        assert!(!ours(&[("host", "localhost")]));
        let origin = ("origin", "http://localhost");
        assert!(!ours(&[origin, origin, ("host", "localhost")]));
    }
}
