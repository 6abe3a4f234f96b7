//! Categories of a published entry: labels, facts of the official document, and the publisher's
//! categories.

use std::collections::BTreeSet;

use url::Url;

use super::address::{self, Uri};
use super::context::Context;
use super::entry::is_id;
use super::line::CleanLine;
use crate::model::{Label, Member, Story};

/// Most published numbers of one document: a reply may answer hundreds of proposals.
const MAX_NUMBERS: usize = 10;

/// A category with cleaned texts (RFC 4287 4.2.2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct PublishedCategory {
    pub(super) term: CleanLine,
    pub(super) scheme: Option<Uri>,
    pub(super) label: CleanLine,
}

/// Collects the categories of a story. A scheme tells our labels from the publisher's categories,
/// where the publisher gave none.
///
/// The facts of an official document have schemes below the site's address: `issuers`, `documents`
/// (its numbers) and `kinds`.
pub(super) fn categories(
    context: Context<'_>,
    labels: &[Label],
    story: &Story,
) -> Vec<PublishedCategory> {
    let own_scheme = |name| {
        let url = context.site.url.expose().join(name).ok();
        url.and_then(address::from_url).filter(is_id)
    };
    let ours = own_scheme("labels");
    let theirs = own_scheme("categories");
    let official = |name, text: &str| {
        let term = CleanLine::parse(text)?;
        Some(PublishedCategory {
            label: term.clone(),
            scheme: own_scheme(name),
            term,
        })
    };
    let document = story.document();
    let issuer = document
        .and_then(|document| document.issuer.as_deref())
        .and_then(|issuer| official("issuers", issuer));
    let numbers = || {
        let numbers = document.map(|document| document.numbers.iter());
        numbers.into_iter().flatten().take(MAX_NUMBERS)
    };
    let written = numbers().filter_map(|number| official("documents", &number.to_string()));
    let kinds = numbers().filter_map(|number| official("kinds", number.series.as_str()));
    let labels = labels.iter().filter_map(|label| {
        let term = CleanLine::parse(label.as_str())?;
        Some(PublishedCategory {
            label: term.clone(),
            scheme: ours.clone(),
            term,
        })
    });
    let sent = story
        .representative
        .categories
        .iter()
        .filter_map(|category| {
            let term = context.line(&story.representative, &category.term)?;
            let label = category.label.as_deref();
            let label = label.and_then(|label| context.line(&story.representative, label));
            Some(PublishedCategory {
                label: label.unwrap_or_else(|| term.clone()),
                scheme: match category.scheme.as_deref().map(str::trim) {
                    None | Some("") => theirs.clone(),
                    Some(sent) => scheme(context, &story.representative, sent),
                },
                term,
            })
        });
    let mut seen = BTreeSet::new();
    labels
        .chain(issuer)
        .chain(written)
        .chain(kinds)
        .chain(sent)
        .filter(|category| seen.insert((category.term.clone(), category.scheme.clone())))
        .collect()
}

/// Converts a scheme to a URI (RFC 3987 3.1); `None` if that is not possible, or if readers may not
/// see it.
fn scheme(context: Context<'_>, member: &Member, text: &str) -> Option<Uri> {
    if let Ok(url) = Url::parse(text)
        && !context.disclosure.shows(&member.source, &url)
    {
        return None;
    }
    Uri::parse(text).or_else(|| address::web(text).filter(is_id))
}
