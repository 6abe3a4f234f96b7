//! The results of a search.

use super::{is_shown, listed};
use crate::model::Timestamp;
use crate::pipeline::queries::search;
use crate::pipeline::{Error, Plan};
use crate::publish::page::{Composer, Extent, SearchPage};
use crate::store::Store;

/// Most results of one page.
const RESULTS: usize = 50;

/// Returns the stories that a query finds; none for a blank query.
pub fn search_page(
    plan: Plan<'_>,
    store: &Store,
    query: &str,
    now: Timestamp,
) -> Result<SearchPage, Error> {
    let _snapshot = store.snapshot()?;
    let disclosure = plan.disclosure();
    let composer = Composer::new(plan.site, &disclosure);
    let mut found = if query.trim().is_empty() {
        Vec::new()
    } else {
        search(plan, store, query, RESULTS + 1, now)?
    };
    let extent = if found.len() > RESULTS {
        Extent::First
    } else {
        Extent::Whole
    };
    found.truncate(RESULTS);
    let mut stories = Vec::new();
    for mut curated in found.into_iter().filter(is_shown) {
        stories.push(listed(composer, store, &mut curated)?);
    }
    Ok(SearchPage {
        query: query.to_owned(),
        stories,
        extent,
    })
}
