//! The headers that every answer has.

use axum::http::header::{
    CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};

/// For pages: one style sheet of ours, no script, nothing from elsewhere.
const PAGES: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; \
                     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// For feeds that a browser shows: they hold their style sheet as a `data:` address.
const FEEDS: &str = "default-src 'none'; style-src data:; form-action 'none'; base-uri 'none'; \
                     frame-ancestors 'none'";

/// For a page with its style sheet within. The page itself allows that style sheet alone, by its
/// hash; a browser obeys both policies.
const PAGES_WITH_STYLE: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; \
                                form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// What a browser may do with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SecurityHeaders {
    /// That of pages and of all else.
    Page,
    /// That of pages with forms: to itself, a page may name its origin.
    EditablePage,
    /// That of the output files.
    Feed,
    /// That of an output that is a page with its style sheet within.
    PageWithStyle,
}

impl SecurityHeaders {
    /// Adds the headers to those of an answer.
    pub(super) fn protect(self, headers: &mut HeaderMap) {
        let policy = match self {
            Self::Page | Self::EditablePage => PAGES,
            Self::Feed => FEEDS,
            Self::PageWithStyle => PAGES_WITH_STYLE,
        };
        let referrer = match self {
            // Browsers name the origin of a form only if the page lets them.
            Self::EditablePage => "same-origin",
            Self::Page | Self::Feed | Self::PageWithStyle => "no-referrer",
        };
        for (name, value) in [
            (CONTENT_SECURITY_POLICY, policy),
            // Safari hands a feed to a reader without it, instead of showing it.
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (REFERRER_POLICY, referrer),
            (CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
}
