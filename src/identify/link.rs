//! The comparable form of links: one page, one form.

use url::Url;

/// Query parameters that tell how a reader came to a page, not which page it is.
const TRACKING: [&str; 8] = [
    "fbclid", "gclid", "spm", "mc_cid", "mc_eid", "yclid", "msclkid", "igshid",
];

/// Removes what may differ between two addresses of one page: the scheme (a site that moves to
/// https keeps its pages), a trailing slash, and tracking parameters. Text that is not a URL stays
/// as it is.
pub(super) fn comparable(link: &str) -> String {
    let link = link.trim();
    let Ok(mut url) = Url::parse(link) else {
        return link.to_owned();
    };
    if !matches!(url.scheme(), "http" | "https") {
        return link.to_owned();
    }
    let kept: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !name.starts_with("utm_") && !TRACKING.contains(&name.as_ref()))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if kept.len() != url.query_pairs().count() {
        if kept.is_empty() {
            url.set_query(None);
        } else {
            url.query_pairs_mut().clear().extend_pairs(kept);
        }
    }
    let text = url.as_str();
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    text.trim_end_matches('/').to_owned()
}

/// Whether a link in comparable form is not to the front page of a site: a feed may link all its
/// entries there, which says nothing about their texts.
pub(super) fn is_page(link: &str) -> bool {
    link.split_once(['/', '?'])
        .is_some_and(|(_, page)| !page.is_empty())
}
