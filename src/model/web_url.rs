//! An absolute http(s) address whose printed form never shows a secret.

use std::borrow::Cow;
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

/// Query parameters whose values are credentials, by their letters and digits in lower case.
const SECRET_PARAMETERS: [&str; 24] = [
    "auth",
    "authkey",
    "authorization",
    "awsaccesskeyid",
    "code",
    "credential",
    "credentials",
    "feedkey",
    "jsessionid",
    "jwt",
    "key",
    "pass",
    "passkey",
    "passwd",
    "phpsessid",
    "privatekey",
    "pwd",
    "rsskey",
    "sig",
    "signature",
    "userkey",
    "xamzcredential",
    "xamzsignature",
    "xgoogsignature",
];

/// Ends of the names of more such parameters, as in `access_token` and `client-secret`.
const SECRET_ENDINGS: [&str; 6] = [
    "apikey",
    "password",
    "secret",
    "sessionid",
    "ticket",
    "token",
];

impl WebUrl {
    /// Parses an absolute http(s) URL with a host. Other texts are errors.
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

    /// Whether it has user info, or a credential in its query or its fragment.
    pub fn has_credential(&self) -> bool {
        holds_credential(&self.0)
    }

    /// Returns the host as the URL standard serialises it: lower case, punycode, IPv6 in brackets.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

/// Whether an address has user info, or a credential in its query or its fragment.
pub(super) fn holds_credential(url: &Url) -> bool {
    let is_credential = |(name, value): (Cow<'_, str>, Cow<'_, str>)| {
        is_secret(&name, &value)
            // A redirect names its target in a parameter.
            || Url::parse(&value).is_ok_and(|inner| inner.has_host() && holds_credential(&inner))
    };
    let fragment = url.fragment().unwrap_or_default();
    !url.username().is_empty()
        || url.password().is_some()
        || url.query_pairs().any(is_credential)
        || url::form_urlencoded::parse(fragment.as_bytes()).any(is_credential)
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
            if pairs.iter().any(|(name, value)| is_secret(name, value)) {
                shown
                    .query_pairs_mut()
                    .clear()
                    .extend_pairs(pairs.iter().map(|(name, value)| {
                        (
                            name.as_str(),
                            if is_secret(name, value) {
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

fn is_secret(parameter: &str, value: &str) -> bool {
    let letters = parameter.chars().filter(char::is_ascii_alphanumeric);
    let name: String = letters.map(|c| c.to_ascii_lowercase()).collect();
    // `&amp;token=`, as some documents write it.
    let name = name.strip_prefix("amp").unwrap_or(&name);
    let is_named = SECRET_PARAMETERS.contains(&name)
        || SECRET_ENDINGS.iter().any(|ending| name.ends_with(ending));
    is_named && !value.is_empty() && value.is_ascii() && !(name == "code" && is_security(value))
}

/// Whether a value is the number of a share or a fund, as in `code=600519` and `code=00700.HK`.
fn is_security(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let others = value.len() - digits;
    (4..=8).contains(&digits)
        && others <= 3
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
}
