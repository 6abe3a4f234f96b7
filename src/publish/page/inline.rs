//! Pieces of a line: names, labels and links, with the language and direction of a text.

use maud::{Markup, html};

use super::address::{Links, Root};
use super::listed::ListedCopy;
use super::words::PageWords;
use crate::model::published_language;
use crate::publish::context::Context;
use crate::publish::line::CleanLine;
use crate::text::is_ideograph;

/// The language to declare for a text of a member: that of its feed, if it is not that of the
/// site and fits the letters. Many feeds in Chinese say that they are English.
pub(super) fn language(text: &str, declared: Option<&str>, context: Context<'_>) -> Option<String> {
    let site = PageWords::for_site(context.site).tag(context.site);
    let declared = declared.and_then(published_language);
    let writes_han = |tag: &str| {
        let primary = tag.split('-').next().unwrap_or_default();
        ["zh", "ja", "ko"].contains(&primary.to_ascii_lowercase().as_str())
    };
    let has_han = text.chars().any(is_ideograph);
    let fits = |tag: &String| writes_han(tag) == has_han;
    match declared.filter(fits) {
        Some(tag) => (!tag.eq_ignore_ascii_case(&site)).then_some(tag),
        None if has_han && !writes_han(&site) => Some("zh".to_owned()),
        None => None,
    }
}

/// The direction of a text whose first letter is Hebrew or Arabic.
pub(super) fn direction(text: &str) -> Option<&'static str> {
    let first = text.chars().find(|c| c.is_alphabetic())?;
    matches!(first, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
        .then_some("rtl")
}

/// A label with the link to its page.
pub(super) fn tag(root: Root<'_>, label: &CleanLine) -> Markup {
    html! { a.tag href=(root.named("labels", label.as_str())) { (label.as_str()) } }
}

/// A name whose direction must not turn its neighbours around.
pub(super) fn name(text: &str) -> Markup {
    html! {
        @if direction(text).is_some() { bdi { (text) } } @else { (text) }
    }
}

/// The outlet of a copy, linked to its page.
pub(super) fn link_to_copy(carrier: &ListedCopy) -> Markup {
    let shown = name(carrier.outlet.as_str());
    html! {
        @if let Some(link) = &carrier.link {
            a.via href=(link.as_str()) rel="noopener noreferrer" { (shown) }
        } @else { (shown) }
    }
}

pub(super) fn link(links: Links<'_>, href: Option<&str>, text: &str) -> Markup {
    html! {
        @match (links, href) {
            (Links::Pages(_), Some(href)) => a href=(href) { (text) },
            (Links::Web, Some(href)) => a href=(href) rel="noopener noreferrer" { (text) },
            (_, None) => (text),
        }
    }
}
