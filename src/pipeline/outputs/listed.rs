//! Lists of sources: OPML outputs, and the list that `opml export` prints.

use super::Plan;
use crate::model::{Disclosure, Location, Source};
use crate::publish::{self, ListedAddress, ListedSource, Publication, SourceList};
use crate::store::{self, Store};

/// Renders the enabled sources that the output selects, in the order of the configuration: those
/// that it names, and those with one of its labels. Returns the document and their number.
pub(super) fn render(
    plan: Plan<'_>,
    store: &Store,
    publication: &Publication<'_>,
) -> Result<(Vec<u8>, usize), store::Error> {
    let selection = &publication.output.selection.filter;
    let is_listed = |source: &Source| {
        let labels = &selection.labels;
        source.enabled
            && (selection.sources.is_empty() || selection.sources.contains(&source.name))
            && (labels.is_empty() || source.labels.iter().any(|label| labels.contains(label)))
    };
    let listed = listed(plan, Some(store), publication.disclosure, &is_listed)?;
    let bytes = publish::render_sources(publication, &listed);
    Ok((bytes, listed.len()))
}

/// Renders all sources with a web address as OPML, for another reader. `disclosure` decides which
/// addresses are in it. Titles and web pages come from `store`, if there is one.
pub fn source_list(
    plan: Plan<'_>,
    store: Option<&Store>,
    disclosure: &Disclosure,
) -> Result<Vec<u8>, store::Error> {
    let is_web = |source: &Source| matches!(source.location, Location::Web(_));
    let sources = listed(plan, store, disclosure, &is_web)?;
    Ok(publish::render_source_list(SourceList {
        site: plan.site,
        titles: [&plan.site.title, "feedfold"],
        id: None,
        sources: &sources,
    }))
}

fn listed<'a>(
    plan: Plan<'a>,
    store: Option<&Store>,
    disclosure: &Disclosure,
    is_listed: &dyn Fn(&Source) -> bool,
) -> Result<Vec<ListedSource<'a>>, store::Error> {
    let stored = store.map(Store::sources).transpose()?.unwrap_or_default();
    let sources = plan.sources.iter().map(AsRef::as_ref);
    Ok(sources
        .filter(|source| is_listed(source))
        .map(|source| {
            let state = stored.get(&source.name);
            let feed_title = state.and_then(|state| state.feed_title.as_deref());
            let names = source.title.as_deref().into_iter().chain(feed_title);
            let names = names.chain([source.name.as_str()]);
            let page = state.and_then(|state| state.feed_link.as_deref());
            ListedSource {
                names: names
                    .map(|name| disclosure.title(&source.name, name).into_owned().into())
                    .collect(),
                address: ListedAddress::new(disclosure, source),
                page: page.and_then(|page| publish::listed_page(disclosure, &source.name, page)),
                category: source.category.as_deref(),
                labels: &source.labels,
            }
        })
        .collect())
}
