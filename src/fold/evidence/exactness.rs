//! How exactly the numbers of two entries have to agree.

use super::numbers::amounts;
use crate::fold::profile::Profile;
use crate::fold::tokens::Figure;

/// Most minutes between two outlets that round the figures of one release in different ways.
/// Series of figures are published every hour at most, so half of that leaves out the next issue.
const MAX_MINUTES: i64 = 30;

/// Most minutes between two outlets that read one price or index.
const MAX_MINUTES_OF_READING: i64 = 5;

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
    /// They may also be readings of one price or index, some seconds apart.
    Reading,
}

/// How the numbers of two entries differ, at most.
#[derive(Debug, Default)]
struct Differences<'a> {
    /// Numbers that both have.
    equal: usize,
    /// Different ones of them that few texts share by chance.
    specific: Vec<&'a Figure>,
    /// Different numbers of which the other entry has one that differs by a unit in the last place.
    last_place: Vec<&'a Figure>,
    /// Numbers of which the other entry has a reading some seconds apart, and no equal one.
    readings: usize,
    /// Whether each number that is not equal differs by a unit in the last place; by a reading.
    are_last_place: bool,
    are_readings: bool,
}

impl Exactness {
    /// The numbers may differ by one unit in the last place if two outlets published them within
    /// minutes, no number differs by more, and more numbers are equal than differ: the outlets
    /// computed or rounded the figures of one release in different ways.
    ///
    /// Within fewer minutes, one equal number is enough for two readings of one price or index
    /// (`涨幅扩大至3%，报279.82点`, `报279.91点`).
    pub(in crate::fold) fn of(short: &Profile, long: &Profile) -> Self {
        let dates = short.published.zip(long.published);
        let apart = dates.map(|(one, other)| one.duration_since(other).abs());
        let within = |minutes| {
            let most = jiff::SignedDuration::from_mins(minutes);
            short.outlet != long.outlet && apart.is_some_and(|apart| apart <= most)
        };
        if !within(MAX_MINUTES) {
            return Self::Rounded;
        }
        let Some(found) = Differences::of(short, long) else {
            return Self::Rounded;
        };
        let (equal, apart) = (found.specific.len(), found.last_place.len());
        if found.are_last_place && apart > 0 && equal >= MIN_EQUAL && equal > apart {
            Self::LastPlace
        } else if found.are_readings
            && found.readings > 0
            && found.equal > 0
            && within(MAX_MINUTES_OF_READING)
        {
            Self::Reading
        } else {
            Self::Rounded
        }
    }

    /// Whether two numbers are one.
    pub(in crate::fold) fn is_equal(self, one: &Figure, other: &Figure) -> bool {
        one.agrees(other) || self.differ_within(one, other)
    }

    /// Whether an entry has a number.
    pub(in crate::fold) fn finds(self, figure: &Figure, entry: &Profile) -> bool {
        entry.has_figure(figure) || self.has_within(figure, entry)
    }

    /// Whether two numbers differ, but by no more than this exactness allows.
    pub(in crate::fold) fn differ_within(self, one: &Figure, other: &Figure) -> bool {
        match self {
            Self::Rounded => false,
            Self::LastPlace => one.is_last_place_apart(other),
            Self::Reading => one.is_reading_apart(other),
        }
    }

    /// Whether an entry has a number that differs by no more than this allows.
    fn has_within(self, figure: &Figure, entry: &Profile) -> bool {
        self != Self::Rounded
            && [&entry.body, &entry.title]
                .into_iter()
                .any(|text| (text.figures.iter()).any(|other| self.differ_within(other, figure)))
    }
}

impl<'a> Differences<'a> {
    /// `None` if some number differs by more.
    fn of(short: &'a Profile, long: &'a Profile) -> Option<Self> {
        let figures = (amounts(&short.body)
            .chain(amounts(&short.title))
            .map(|figure| (figure, long)))
        .chain(amounts(&long.title).map(|figure| (figure, short)));
        let mut found = Self {
            are_last_place: true,
            are_readings: true,
            ..Self::default()
        };
        for (figure, other) in figures {
            if other.has_figure(figure) {
                found.equal += 1;
                if figure.is_specific() && !found.specific.iter().any(|known| known.agrees(figure))
                {
                    found.specific.push(figure);
                }
                continue;
            }
            if Exactness::LastPlace.has_within(figure, other) {
                let is_known =
                    |known: &&Figure| known.agrees(figure) || known.is_last_place_apart(figure);
                if !found.last_place.iter().any(is_known) {
                    found.last_place.push(figure);
                }
            } else {
                found.are_last_place = false;
            }
            if Exactness::Reading.has_within(figure, other) {
                found.readings += 1;
            } else {
                found.are_readings = false;
            }
            if !found.are_last_place && !found.are_readings {
                return None;
            }
        }
        Some(found)
    }
}
