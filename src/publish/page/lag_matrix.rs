//! The table of lags: who was first in rows, who followed in columns.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::inline::name;
use super::layout::{head, scrolling};
use super::statistics::{NamedSource, StatisticsPage, in_matrix};
use super::words::PageWords;
use crate::publish::words::with;

/// A pair with fewer stories has no median that says anything.
const MIN_STORIES: u64 = 5;

/// The median lags among the sources that share the most stories. Sources without a lag are left
/// out.
pub(super) fn lag_matrix(words: &PageWords, page: &StatisticsPage) -> Markup {
    let pairs = page.pairs.iter().filter(|pair| pair.stories >= MIN_STORIES);
    let lags: BTreeMap<(&str, &str), u64> = pairs
        .map(|pair| {
            (
                (pair.first.as_str(), pair.follower.as_str()),
                pair.median_lag_minutes,
            )
        })
        .collect();
    let sources = in_matrix(page);
    let leads = |source: &&NamedSource| lags.keys().any(|(first, _)| *first == source.name);
    let follows = |source: &&NamedSource| lags.keys().any(|(_, follower)| *follower == source.name);
    let rows: Vec<&NamedSource> = sources.iter().copied().filter(leads).collect();
    let columns: Vec<&NamedSource> = sources.iter().copied().filter(follows).collect();
    let table = html! {
        table.mx {
            thead {
                tr {
                    td {}
                    @for follower in &columns { th scope="col" { (name(follower.title.as_str())) } }
                }
            }
            tbody {
                @for first in &rows {
                    tr {
                        th scope="row" { (name(first.title.as_str())) }
                        @for follower in &columns {
                            @match lags.get(&(first.name.as_str(), follower.name.as_str())) {
                                Some(minutes) => td class=(shade(*minutes)) { (short_lag(*minutes)) },
                                None => td.nul { "·" },
                            }
                        }
                    }
                }
            }
        }
    };
    html! {
        @if !lags.is_empty() {
            section.sec {
                (head(words.who_follows))
                p.s { (with(words.matrix_note, &[&MIN_STORIES])) " " (words.lag_note) }
                (scrolling(words.who_follows, &table))
            }
        }
    }
}

/// The class of a cell: the darker, the faster.
fn shade(minutes: u64) -> &'static str {
    match minutes {
        0..=5 => "q4",
        6..=20 => "q3",
        21..=60 => "q2",
        _ => "q1",
    }
}

/// A lag in its greatest unit, as short as a cell.
fn short_lag(minutes: u64) -> String {
    match minutes {
        0 => "<1".to_owned(),
        1..=90 => minutes.to_string(),
        91..=2_880 => tenths(minutes, 60, "h"),
        _ => tenths(minutes, 1_440, "d"),
    }
}

fn tenths(minutes: u64, unit: u64, sign: &str) -> String {
    let tenths = minutes * 10 / unit;
    match tenths % 10 {
        rest @ 1.. if tenths < 100 => format!("{}.{rest}{sign}", tenths / 10),
        _ => format!("{}{sign}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::short_lag;

    #[test]
    fn a_lag_in_a_cell_has_its_greatest_unit() {
        for (minutes, said) in [
            (0, "<1"),
            (22, "22"),
            (90, "90"),
            (96, "1.6h"),
            (120, "2h"),
            (1_440, "24h"),
            (4_320, "3d"),
            (u64::MAX / 20, "640511947003803d"),
        ] {
            assert_eq!(short_lag(minutes), said);
        }
    }
}
