//! An absolute http(s) address whose printed form never shows a secret.

use std::fmt;

use url::Url;

/// An absolute `http` or `https` URL.
///
/// `Display` and `Debug` redact user info and the values of query parameters that hold secrets, so
/// that logs, reports and exports are safe by default. [`WebUrl::expose`] returns the whole
/// address for the code that connects.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct WebUrl(Url);

/// Why an address is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WebUrlError {
    /// It is not a URL.
    #[error("is not a URL: {0}")]
    Syntax(url::ParseError),
    /// It has another scheme.
    #[error("has the scheme `{0}:`, only http and https are fetched")]
    Scheme(String),
    /// It has no host.
    #[error("names no host")]
    NoHost,
}

/// Query parameters whose values are credentials, in any case.
const SECRET_PARAMETERS: [&str; 14] = [
    "key",
    "apikey",
    "api_key",
    "token",
    "access_token",
    "auth",
    "code",
    "password",
    "passwd",
    "pass",
    "pwd",
    "secret",
    "sig",
    "signature",
];

impl WebUrl {
    /// Parses an absolute http(s) URL with a host.
    pub fn parse(text: &str) -> Result<Self, WebUrlError> {
        Self::from_url(Url::parse(text.trim()).map_err(WebUrlError::Syntax)?)
    }

    /// Accepts a parsed URL under the same rules as [`WebUrl::parse`].
    pub fn from_url(url: Url) -> Result<Self, WebUrlError> {
        match url.scheme() {
            "http" | "https" => {}
            other => return Err(WebUrlError::Scheme(other.to_owned())),
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(WebUrlError::NoHost);
        }
        Ok(Self(url))
    }

    /// Returns the whole address, including secrets: for connecting and comparing, never for
    /// display.
    pub fn expose(&self) -> &Url {
        &self.0
    }

    /// Returns the host as the URL standard serialises it: lower case, punycode, IPv6 in brackets.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

impl fmt::Display for WebUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.0.clone();
        if !shown.username().is_empty() || shown.password().is_some() {
            // Both calls fail only for URLs without a host, which the constructor refuses.
            if shown.set_username("***").is_err() || shown.set_password(None).is_err() {
                return f.write_str("***");
            }
        }
        if shown.query().is_some() {
            let pairs: Vec<(String, String)> = shown
                .query_pairs()
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect();
            if pairs.iter().any(|(name, _)| is_secret(name)) {
                shown
                    .query_pairs_mut()
                    .clear()
                    .extend_pairs(pairs.iter().map(|(name, value)| {
                        (
                            name.as_str(),
                            if is_secret(name) {
                                "***"
                            } else {
                                value.as_str()
                            },
                        )
                    }));
            }
        }
        f.write_str(shown.as_str())
    }
}

impl fmt::Debug for WebUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn is_secret(parameter: &str) -> bool {
    SECRET_PARAMETERS
        .iter()
        .any(|secret| parameter.eq_ignore_ascii_case(secret))
}
