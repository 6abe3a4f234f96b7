//! How exactly the numbers of two entries have to agree.

use super::numbers::amounts;
use crate::fold::profile::Profile;
use crate::fold::tokens::Figure;

/// Most minutes between two outlets that round the figures of one release in different ways.
/// Series of figures are published every hour at most, so half of that leaves out the next issue.
const MAX_MINUTES: i64 = 30;

/// Fewest different numbers of three digits and more that both entries have if others differ by
/// one unit. Two texts share a number or two by chance.
const MIN_EQUAL: usize = 3;

/// How exactly two numbers have to agree to be one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fold) enum Exactness {
    /// One is the other one, rounded.
    Rounded,
    /// They may also differ by one unit in the last place.
    LastPlace,
}

impl Exactness {
    /// The numbers may differ by one unit in the last place if two outlets published them within
    /// minutes, no number differs by more, and more numbers are equal than differ: the outlets
    /// computed or rounded the figures of one release in different ways.
    pub(in crate::fold) fn of(short: &Profile, long: &Profile) -> Self {
        let are_of_one_release = short.outlet != long.outlet
            && short
                .published
                .zip(long.published)
                .is_some_and(|(one, other)| {
                    one.duration_since(other).abs() <= jiff::SignedDuration::from_mins(MAX_MINUTES)
                });
        if !are_of_one_release {
            return Self::Rounded;
        }
        let figures = (amounts(&short.body)
            .chain(amounts(&short.title))
            .map(|figure| (figure, long)))
        .chain(amounts(&long.title).map(|figure| (figure, short)));
        let (mut equal, mut apart): (Vec<&Figure>, Vec<&Figure>) = (Vec::new(), Vec::new());
        for (figure, other) in figures {
            if other.has_figure(figure) {
                if figure.is_specific() && !equal.iter().any(|known| known.agrees(figure)) {
                    equal.push(figure);
                }
            } else if Self::LastPlace.finds(figure, other) {
                let is_known =
                    |known: &&Figure| known.agrees(figure) || known.is_last_place_apart(figure);
                if !apart.iter().any(is_known) {
                    apart.push(figure);
                }
            } else {
                return Self::Rounded;
            }
        }
        if !apart.is_empty() && equal.len() >= MIN_EQUAL && equal.len() > apart.len() {
            Self::LastPlace
        } else {
            Self::Rounded
        }
    }

    /// Whether two numbers are one.
    pub(in crate::fold) fn is_equal(self, one: &Figure, other: &Figure) -> bool {
        one.agrees(other) || (self == Self::LastPlace && one.is_last_place_apart(other))
    }

    /// Whether an entry has a number.
    pub(in crate::fold) fn finds(self, figure: &Figure, entry: &Profile) -> bool {
        let is_apart = |other: &Figure| other.is_last_place_apart(figure);
        entry.has_figure(figure)
            || (self == Self::LastPlace
                && [&entry.body, &entry.title]
                    .into_iter()
                    .any(|text| text.figures.iter().any(is_apart)))
    }
}
