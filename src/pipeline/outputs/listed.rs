//! The list of sources of an OPML output.

use super::Plan;
use crate::model::Source;
use crate::publish::{self, ListedAddress, ListedSource, Publication};
use crate::store::{self, Store};

/// Renders the enabled sources that the output selects, in the order of the configuration: those
/// that it names, and those with one of its labels. Returns the document and their number.
pub(super) fn render(
    plan: Plan<'_>,
    store: &Store,
    publication: &Publication<'_>,
) -> Result<(Vec<u8>, usize), store::Error> {
    let stored = store.sources()?;
    let selection = &publication.output.selection;
    let is_listed = |source: &Source| {
        let labels = &selection.labels;
        source.enabled
            && (selection.sources.is_empty() || selection.sources.contains(&source.name))
            && (labels.is_empty() || source.labels.iter().any(|label| labels.contains(label)))
    };
    let sources = plan.sources.iter().map(AsRef::as_ref);
    let listed: Vec<ListedSource<'_>> = sources
        .filter(|source| is_listed(source))
        .map(|source| {
            let state = stored.get(&source.name);
            let feed_title = state.and_then(|state| state.feed_title.as_deref());
            let names = source.title.as_deref().into_iter().chain(feed_title);
            let names = names.chain([source.name.as_str()]);
            ListedSource {
                names: names
                    .map(|name| publication.disclosure.title(&source.name, name))
                    .collect(),
                address: ListedAddress::new(publication.disclosure, source),
                page: state
                    .and_then(|state| state.feed_link.as_deref())
                    .and_then(|page| {
                        publish::listed_page(publication.disclosure, &source.name, page)
                    }),
                category: source.category.as_deref(),
                labels: &source.labels,
            }
        })
        .collect();
    let bytes = publish::render_sources(publication, &listed);
    Ok((bytes, listed.len()))
}
