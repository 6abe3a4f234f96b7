//! Chooses the changes of published stories for an output of changes.

use std::collections::HashMap;

use super::choice::unselected;
use crate::model::{ChangeSize, Disclosure, Output, SourceName, Timestamp};
use crate::pipeline::queries::{ChangeReader, Curation, ReadChange};
use crate::store::{self, Store};

/// Changes per query.
const CHANGES_PER_QUERY: usize = 100;

/// Most changes that feedfold reads for each entry that the output may have. Without this limit,
/// an output whose conditions few changes meet would read the whole history.
const LOOKED_AT: usize = 10;

/// Chooses the newest changes that matter at least as much as `least`. The conditions of the
/// output hold for the story as it is now.
pub(super) fn choose(
    curation: &Curation<'_>,
    store: &Store,
    (output, least): (&Output, ChangeSize),
    disclosure: &Disclosure,
    now: Timestamp,
) -> Result<Vec<ReadChange>, store::Error> {
    let _snapshot = store.snapshot()?;
    let selection = &output.selection;
    let oldest = selection
        .since
        .and_then(|since| now.checked_sub(since).ok());
    let mut reader = ChangeReader::new(curation, store, disclosure);
    let mut chosen: Vec<ReadChange> = Vec::new();
    let mut per_source: HashMap<SourceName, usize> = HashMap::new();
    let mut left = selection.max_entries.saturating_mul(LOOKED_AT);
    let mut after = None;
    while left > 0 {
        let page = store.changes(after, CHANGES_PER_QUERY.min(left))?;
        let Some(last) = page.last() else { break };
        after = Some((last.at, last.row));
        left -= page.len();
        for stored in page {
            if oldest.is_some_and(|oldest| stored.at < oldest) {
                return Ok(chosen);
            }
            let Some(curated) = reader.story(stored.story)? else {
                continue;
            };
            if unselected(&selection.filter, &curated, curation).is_some() {
                continue;
            }
            let source = &curated.story.representative.source;
            let carried = per_source.entry(source.clone()).or_default();
            if selection
                .max_per_source
                .is_some_and(|most| *carried >= most)
            {
                continue;
            }
            let Some(change) = reader.change(stored, &curated, least)? else {
                continue;
            };
            *carried += 1;
            chosen.push(change);
            if chosen.len() >= selection.max_entries {
                return Ok(chosen);
            }
        }
    }
    Ok(chosen)
}
