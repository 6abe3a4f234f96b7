//! Finds stories by a query: words, an issuer by any of its names, a number in any spelling.

use super::curation::{CuratedStory, Curation};
use crate::model::Timestamp;
use crate::official;
use crate::pipeline::{Error, Plan};
use crate::store::{Found, SearchQuery, Store};

/// Returns the matching stories, at most `limit`.
pub fn search(
    plan: Plan<'_>,
    store: &Store,
    query: &str,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<CuratedStory>, Error> {
    let curation = Curation::new(plan, now);
    let mut found = Vec::new();
    for id in store.search(&parse_query(query), limit)? {
        if let Found::One(stored) = store.find_story(&id.to_string())? {
            found.extend(curation.curate(store, stored)?);
        }
    }
    Ok(found)
}

fn parse_query(query: &str) -> SearchQuery {
    let words: Vec<&str> = query.split_whitespace().collect();
    let forms = words.iter().map(|word| {
        let issuer = official::issuer_by_name(word).filter(|issuer| issuer != word);
        let written = std::iter::once((*word).to_owned());
        written.chain(issuer.map(str::to_owned)).collect()
    });
    let document = official::read_document(query, "").unwrap_or_default();
    let mentioned = document.mentioned().cloned();
    let numbers = document.numbers.iter().cloned().chain(mentioned).collect();
    let bare = query.trim().trim_start_matches('第').trim_end_matches('号');
    let is_number = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit());
    SearchQuery {
        words: forms.collect(),
        numbers,
        endings: is_number.then(|| bare.to_owned()).into_iter().collect(),
    }
}
