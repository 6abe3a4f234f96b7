//! Prints the similar entries that the demo compared and did not fold, each with the reason.

use std::collections::BTreeMap;

use crate::cli::explain::number_list;
use crate::cli::terminal::safe;
use crate::model::StoryId;
use crate::pipeline::{self, CuratedStory, ExplainedPair, PairVerdict};
use crate::store::{Found, Store};

/// How many pairs to show.
const SHOWN: usize = 4;

/// How many terms of the evidence to show for each pair.
const TERMS: usize = 2;

/// Returns at most one pair of entries for each two stories: one whose official numbers differ,
/// else the one with the highest sum. Pairs with a higher sum come first.
pub(super) fn likeliest(
    store: &Store,
    stories: &[CuratedStory],
) -> anyhow::Result<Vec<ExplainedPair>> {
    let mut nearest: BTreeMap<(StoryId, StoryId), ExplainedPair> = BTreeMap::new();
    for story in stories {
        let Found::One(stored) = store.find_story(&story.story.id.to_string())? else {
            continue;
        };
        for pair in pipeline::explain_story(store, &stored)?.refused {
            let (one, other) = (pair.one.story, pair.other.story);
            let both = (one.min(other), one.max(other));
            // A different number keeps both stories apart, whatever other members have in common.
            let rank =
                |pair: &ExplainedPair| (pair.verdict == PairVerdict::OtherNumber, pair.score);
            if nearest
                .get(&both)
                .is_none_or(|known| rank(&pair) > rank(known))
            {
                nearest.insert(both, pair);
            }
        }
    }
    let mut pairs: Vec<ExplainedPair> = nearest.into_values().collect();
    pairs.sort_by(|a, b| b.score.total_cmp(&a.score));
    pairs.truncate(SHOWN);
    Ok(pairs)
}

/// Draws each pair: its sum, the reasons and both entries.
pub(super) fn draw(pairs: &[ExplainedPair]) -> Vec<String> {
    let mut lines =
        vec!["\nCompared and refused, the likeliest first (a sum above 0 folds):".to_owned()];
    for pair in pairs {
        let reasons = reasons(pair);
        let sums =
            std::iter::once(format!("{:.2}", pair.score)).chain(std::iter::repeat(String::new()));
        lines.extend(
            sums.zip(&reasons)
                .map(|(sum, reason)| format!("{sum:>8}  {reason}")),
        );
        lines
            .extend([&pair.one, &pair.other].map(|entry| {
                format!("{:>8}  {}: {}", "", safe(&entry.outlet), safe(&entry.title))
            }));
    }
    lines
}

/// The reasons against a fold: the official numbers, or the terms with the most points against
/// it.
fn reasons(pair: &ExplainedPair) -> Vec<String> {
    if pair.verdict == PairVerdict::OtherNumber {
        let (one, other) = (
            number_list(&pair.one.numbers),
            number_list(&pair.other.numbers),
        );
        return vec![format!("their official numbers differ: {one} and {other}")];
    }
    let against = pair.terms.iter().filter(|term| term.points < 0.0);
    let mut reasons: Vec<String> = against
        .take(TERMS)
        .map(|term| term.means.to_owned())
        .collect();
    if reasons.is_empty() {
        reasons.push("they have too little in common".to_owned());
    }
    reasons
}
