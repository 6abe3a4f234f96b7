//! Addresses: feeds, RSSHub routes, the site and its contact.

#[cfg(test)]
mod tests;

use url::Url;

use crate::config::problem::Refusal;
use crate::model::{WebUrl, WebUrlError};

/// The meaning of a source's `url`.
pub(in crate::config) enum SourceUrl {
    /// The address of requests.
    Web(WebUrl),
    /// An RSSHub route, while no instance is configured.
    NoInstance,
}

/// An absolute http(s) address.
pub(in crate::config) fn http_url(text: &str) -> Result<WebUrl, Refusal> {
    let text = text.trim();
    WebUrl::parse(text).map_err(|error| {
        let remedy = match &error {
            WebUrlError::Syntax(url::ParseError::RelativeUrlWithoutBase) => with_scheme(text)
                .map_or_else(
                    || "write it whole, beginning with https://".to_owned(),
                    |whole| format!("write \"{whole}\""),
                ),
            // Browsers write feed:// for subscribing; the feed itself is fetched over http(s).
            WebUrlError::Scheme(scheme) if scheme == "feed" => {
                "write https:// instead of feed://".to_owned()
            }
            WebUrlError::Syntax(_) | WebUrlError::NoHost | WebUrlError::Scheme(_) => {
                format!("correct it: this one {error}")
            }
        };
        Refusal::new("an http or https address", remedy)
    })
}

/// Adds https:// to a text that begins with a host. `None` if it does not, or if a part of it
/// could be a secret.
fn with_scheme(text: &str) -> Option<String> {
    let host = text.split('/').next()?;
    let is_plain =
        !text.contains(['?', '#', '@', '"', '\\']) && !text.contains(char::is_whitespace);
    if !is_plain || !host.trim_matches('.').contains('.') {
        return None;
    }
    let whole = format!("https://{text}");
    WebUrl::parse(&whole).ok().map(|_| whole)
}

/// The address of a feed; `rsshub://route` becomes an address on the instance.
pub(in crate::config) fn source_url(
    text: &str,
    instance: Option<&WebUrl>,
) -> Result<SourceUrl, Refusal> {
    let text = text.trim();
    let Some((scheme, route)) = text.split_once("://") else {
        return http_url(text).map(SourceUrl::Web).map_err(|refusal| {
            if text.starts_with(['.', '/', '~']) {
                Refusal::new(
                    refusal.expected,
                    "write path instead of url for local files",
                )
            } else {
                refusal
            }
        });
    };
    if !scheme.eq_ignore_ascii_case("rsshub") {
        return http_url(text)
            .map(SourceUrl::Web)
            .map_err(|refusal| Refusal::new("an http, https or rsshub address", refusal.remedy));
    }
    let Some(instance) = instance else {
        return Ok(SourceUrl::NoInstance);
    };
    rsshub_url(route, instance)
        .map(SourceUrl::Web)
        .ok_or_else(|| {
            Refusal::new(
                "an RSSHub route",
                "write one such as \"rsshub://sina/finance\"; docs.rsshub.app lists them",
            )
        })
}

/// The address of a route on an instance. Both may have a query: the instance often has its `key`.
fn rsshub_url(route: &str, instance: &WebUrl) -> Option<WebUrl> {
    let (path, query) = route.split_once('?').unwrap_or((route, ""));
    let path = path.trim_matches('/');
    if path.is_empty() {
        return None;
    }
    let mut url = instance.expose().clone();
    let base = url.path().trim_end_matches('/').to_owned();
    url.set_path(&format!("{base}/{path}"));
    let queries: Vec<&str> = [query, instance.expose().query().unwrap_or_default()]
        .into_iter()
        .filter(|query| !query.is_empty())
        .collect();
    url.set_query((!queries.is_empty()).then(|| queries.join("&")).as_deref());
    url.set_fragment(None);
    WebUrl::from_url(url).ok()
}

/// The public base address. It ends in `/`, so that file names can be appended.
pub(in crate::config) fn site_url(text: &str) -> Result<WebUrl, Refusal> {
    let mut url = http_url(text)?.expose().clone();
    if url.query().is_some() || url.fragment().is_some() || url.cannot_be_a_base() {
        return Err(Refusal::new(
            "an address that file names can be joined to",
            "leave out what follows the `?` or `#`",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::new(
            "an address without a user and password",
            "leave them out: this address is published",
        ));
    }
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    http_url(url.as_str())
}

/// A `mailto:` or http(s) address of the operator. A bare mail address gets `mailto:`.
pub(in crate::config) fn contact(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let refused = || {
        Refusal::new(
            "a mail or web address",
            "write one such as \"mailto:desk@example.org\" or \"https://example.org/about\"",
        )
    };
    let bare_mail = text.contains('@') && !text.contains(':');
    let whole = if bare_mail {
        format!("mailto:{text}")
    } else {
        text.to_owned()
    };
    let url = Url::parse(&whole).map_err(|_| refused())?;
    let is_mail = url.scheme() == "mailto"
        && url
            .path()
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    if is_mail
        || (matches!(url.scheme(), "http" | "https") && WebUrl::from_url(url.clone()).is_ok())
    {
        // The serialised form is ASCII without spaces, as a header requires.
        return Ok(url.into());
    }
    Err(refused())
}

/// The `User-Agent`: the product, and the contact as a comment (RFC 9110 10.1.5).
pub(in crate::config) fn user_agent(contact: Option<&str>) -> String {
    let product = format!("feedfold/{}", env!("CARGO_PKG_VERSION"));
    let Some(contact) = contact else {
        return product;
    };
    // Parentheses and backslashes are syntax within a comment (RFC 9110 5.6.5).
    let mut escaped = String::new();
    for char in contact.chars() {
        match char {
            '(' => escaped.push_str("%28"),
            ')' => escaped.push_str("%29"),
            '\\' => escaped.push_str("%5C"),
            '!'..='~' => escaped.push(char),
            _ => {}
        }
    }
    format!("{product} (+{escaped})")
}
