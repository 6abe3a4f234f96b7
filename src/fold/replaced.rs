//! What one entry has in the place of something in another one, in the words of both: for showing
//! it. Comparing needs the tokens alone.

use std::ops::Range;

use serde::Serialize;

use super::alignment::Alignment;
use super::evidence::Exactness;
use super::profile::{Profile, whole_figures};
use super::substitution::{Stretch, frame, gaps, is_respelled, matched, trimmed};
use super::tokens::{Figure, FigureKind, TokenizedText, is_word, length, places};
use super::words::{self, Directions};

/// Most replaced values that are shown of a pair.
const MAX_SHOWN: usize = 8;

/// Longest replaced value, in ideographs; a word counts as two. What is longer is reworded.
const MAX_VALUE: u32 = 12;

/// Signs of money before a number, and units behind it, that are shown with it.
const BEFORE_NUMBER: &str = "$€£¥₩₹";
const BEHIND_NUMBER: &str = "%‰元股家人个点吨年月日号年년월일";

/// Tokens between the parts of one date: `6月15日`.
const DATE_GAP: usize = 2;

/// An entry with its normalised texts, of which its profile was made.
#[derive(Debug, Clone, Copy)]
pub struct WordedEntry<'a> {
    /// The texts as they are compared.
    pub profile: &'a Profile,
    /// The title.
    pub title: &'a str,
    /// The text; empty if there is none.
    pub text: &'a str,
}

/// A value of one entry that the other entry replaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Replaced {
    /// What kind of value it is.
    pub what: ReplacedKind,
    /// Where it stands.
    pub place: ReplacedPlace,
    /// The words of the first entry.
    pub one: String,
    /// The words of the second entry.
    pub other: String,
}

/// What a replaced value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReplacedKind {
    /// A name or another word that the other entry has nowhere.
    Name,
    /// An amount, a price or a rate.
    Number,
    /// One number that the outlets rounded differently, or read some seconds apart. It does not
    /// count against one text.
    Rounding,
    /// A day, month, year or weekday.
    Day,
    /// The code of a security.
    Code,
    /// A stage of one matter: introduced, approved.
    Stage,
    /// Which way something goes: up, down.
    Direction,
}

/// Where a replaced value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReplacedPlace {
    /// In the titles.
    Title,
    /// In the texts.
    Text,
}

/// What each of two entries has in the place of something in the other one, the titles first.
pub fn replaced(one: WordedEntry<'_>, other: WordedEntry<'_>) -> Vec<Replaced> {
    let mut found = Vec::new();
    let in_titles = Places {
        one: Located::new(
            whole_figures(one.title, one.text),
            &one.profile.title,
            one.profile,
        ),
        other: Located::new(
            whole_figures(other.title, other.text),
            &other.profile.title,
            other.profile,
        ),
        place: ReplacedPlace::Title,
    };
    let (left, right) = (&one.profile.title, &other.profile.title);
    let pairs = matched(&left.tokens, &right.tokens);
    let gaps = gaps(&pairs, left.tokens.len(), right.tokens.len());
    in_titles.compare(&pairs, gaps, &mut found);
    if frame(&pairs, left, right) == 0.0 {
        // Titles of two forms have their numbers and names in one order by chance.
        found.retain(|one| matches!(one.what, ReplacedKind::Stage | ReplacedKind::Direction));
    }
    if !one.text.is_empty() && !other.text.is_empty() {
        let in_texts = Places {
            one: Located::new(one.text, &one.profile.body, one.profile),
            other: Located::new(other.text, &other.profile.body, other.profile),
            place: ReplacedPlace::Text,
        };
        let (pairs, gaps) = in_texts.aligned();
        in_texts.compare(&pairs, gaps, &mut found);
    }
    found.truncate(MAX_SHOWN);
    found
}

/// A text with the places of its tokens.
struct Located<'a> {
    text: &'a str,
    tokens: &'a TokenizedText,
    places: Vec<Range<usize>>,
    profile: &'a Profile,
}

/// Two texts that are compared place by place.
struct Places<'a> {
    one: Located<'a>,
    other: Located<'a>,
    place: ReplacedPlace,
}

/// Places of equal tokens in two texts, and the stretches between them.
type Aligned = (Vec<(usize, usize)>, Vec<(Stretch, Stretch)>);

impl Places<'_> {
    /// Tokens of both texts that stand for each other, and what stands between.
    fn aligned(&self) -> Aligned {
        let (one, other) = (self.one.tokens, self.other.tokens);
        if self.one.profile.order(self.other.profile).is_le() {
            let alignment = Alignment::new(one, other);
            return (
                alignment.pairs().collect(),
                alignment.gap_places().collect(),
            );
        }
        let alignment = Alignment::new(other, one);
        let swap = |(short, long)| (long, short);
        (
            alignment.pairs().map(swap).collect(),
            alignment
                .gap_places()
                .map(|(short, long)| (long, short))
                .collect(),
        )
    }

    fn compare(
        &self,
        pairs: &[(usize, usize)],
        gaps: Vec<(Stretch, Stretch)>,
        found: &mut Vec<Replaced>,
    ) {
        // In reading order.
        let numbers = pairs.iter().map(|(a, b)| (*a, self.number(*a, *b)));
        let values = gaps.into_iter().map(|(a, b)| (a.start, self.value(a, b)));
        let mut all: Vec<(usize, Option<Replaced>)> = numbers.chain(values).collect();
        all.sort_by_key(|(at, _)| *at);
        for replaced in all.into_iter().filter_map(|(_, replaced)| replaced) {
            let is_known = |known: &Replaced| {
                known.what == replaced.what
                    && known.one == replaced.one
                    && known.other == replaced.other
            };
            if !found.iter().any(is_known) {
                found.push(replaced);
            }
        }
    }

    fn replaced(&self, what: ReplacedKind, one: &str, other: &str) -> Option<Replaced> {
        (one != other && !one.is_empty() && !other.is_empty()).then(|| Replaced {
            what,
            place: self.place,
            one: one.to_owned(),
            other: other.to_owned(),
        })
    }

    /// Another number in the same words.
    fn number(&self, a: usize, b: usize) -> Option<Replaced> {
        let (one, other) = (
            self.one.tokens.figure_at(a)?,
            self.other.tokens.figure_at(b)?,
        );
        if one.is_other_part_of_date(other) {
            return None;
        }
        let exactness = Exactness::of(self.one.profile, self.other.profile);
        let what = match exactness.is_equal(one, other) {
            true if exactness.differ_within(one, other) => ReplacedKind::Rounding,
            true => return None,
            false => kind(one),
        };
        self.replaced(what, self.one.figure(one), self.other.figure(other))
    }

    /// Another value between the same words.
    fn value(&self, a: Stretch, b: Stretch) -> Option<Replaced> {
        let (a, b) = trimmed((a, self.one.tokens), (b, self.other.tokens));
        let (one, other) = (self.one.stretch(&a)?, self.other.stretch(&b)?);
        if one.is_empty() || other.is_empty() {
            return None;
        }
        let directions = (Directions::read(one), Directions::read(other));
        let words = |what| self.replaced(what, self.one.words(&a), self.other.words(&b));
        if directions.0.stages_differ(directions.1) {
            return words(ReplacedKind::Stage);
        }
        if directions.0.differ(directions.1) > 0 {
            return words(ReplacedKind::Direction);
        }
        if length(one).max(length(other)) > MAX_VALUE
            || directions.0.agree(directions.1)
            || is_respelled(one, other)
            || TokenizedText::have_one_currency((self.one.tokens, &a), (self.other.tokens, &b))
        {
            return None;
        }
        if let (Some(first), Some(second)) =
            (self.one.first_figure(&a), self.other.first_figure(&b))
            && kind(first) == kind(second)
        {
            let is_other = !first.agrees(second);
            let words = (self.one.figure(first), self.other.figure(second));
            return is_other
                .then(|| self.replaced(kind(first), words.0, words.1))
                .flatten();
        }
        let is_particle = |tokens: &[u64]| matches!(tokens, [only] if words::is_particle(*only));
        let is_elsewhere = self.other.profile.has_run(one) || self.one.profile.has_run(other);
        if is_particle(one) || is_particle(other) {
            return None;
        }
        // A single ideograph is looked up together with its neighbour.
        let (a, b) = self.with_neighbours(a, b);
        let is_whole_elsewhere = self.other.profile.has_run(self.one.stretch(&a)?)
            || self.one.profile.has_run(self.other.stretch(&b)?);
        if is_whole_elsewhere || (is_elsewhere && length(one).min(length(other)) > 1) {
            return None;
        }
        self.replaced(ReplacedKind::Name, self.one.words(&a), self.other.words(&b))
    }

    /// Two stretches of ideographs with the one before or behind them, where one of them is a
    /// single ideograph: 沪铜 rather than 铜.
    fn with_neighbours(&self, a: Stretch, b: Stretch) -> (Stretch, Stretch) {
        if a.len().min(b.len()) > 1 {
            return (a, b);
        }
        let before = |stretch: &Stretch| stretch.start.saturating_sub(1)..stretch.end;
        let behind = |stretch: &Stretch| stretch.start..stretch.end + 1;
        for wider in [&before as &dyn Fn(&Stretch) -> Stretch, &behind] {
            let (wide_a, wide_b) = (wider(&a), wider(&b));
            if self.one.is_run_of_ideographs(&wide_a) && self.other.is_run_of_ideographs(&wide_b) {
                return (wide_a, wide_b);
            }
        }
        (a, b)
    }
}

impl<'a> Located<'a> {
    fn new(text: &'a str, tokens: &'a TokenizedText, profile: &'a Profile) -> Self {
        Self {
            text,
            tokens,
            places: places(text),
            profile,
        }
    }

    fn stretch(&self, stretch: &Stretch) -> Option<&'a [u64]> {
        self.tokens.tokens.get(stretch.clone())
    }

    /// The words of a stretch of tokens.
    fn words(&self, stretch: &Stretch) -> &'a str {
        let places = self.places.get(stretch.clone()).unwrap_or_default();
        let start = places.iter().map(|place| place.start).min();
        let end = places.iter().map(|place| place.end).max();
        self.slice(start.unwrap_or_default()..end.unwrap_or_default())
    }

    fn slice(&self, place: Range<usize>) -> &'a str {
        self.text.get(place).unwrap_or_default().trim()
    }

    fn first_figure(&self, stretch: &Stretch) -> Option<&'a Figure> {
        let mut figures = self.tokens.figures.iter();
        figures.find(|figure| stretch.contains(&figure.token))
    }

    /// The words of a number with its unit, or of the whole date that it is a part of.
    fn figure(&self, figure: &Figure) -> &'a str {
        let figures = &self.tokens.figures;
        let at = figures.partition_point(|other| other.token < figure.token);
        let (mut first, mut last) = (at, at);
        if figure.is_date() && figure.kind != FigureKind::Weekday {
            let joins = |one: usize, next: usize| {
                let pair = figures.get(one).zip(figures.get(next));
                pair.is_some_and(|(one, next)| {
                    one.is_date()
                        && next.is_date()
                        && next.token - one.token <= DATE_GAP
                        && self.stands_close(one.token, next.token)
                })
            };
            while first > 0 && joins(first - 1, first) {
                first -= 1;
            }
            while joins(last, last + 1) {
                last += 1;
            }
        }
        let place = |index: usize| self.places.get(figures.get(index)?.token).cloned();
        let (Some(from), Some(to)) = (place(first), place(last)) else {
            return "";
        };
        let mut place = from.start.min(to.start)..from.end.max(to.end);
        let head = self.text.get(..place.start).unwrap_or_default();
        let sign = head
            .chars()
            .next_back()
            .filter(|sign| BEFORE_NUMBER.contains(*sign));
        place.start -= sign.map_or(0, char::len_utf8);
        let tail = self.text.get(place.end..).unwrap_or_default();
        let unit = tail
            .chars()
            .next()
            .filter(|unit| BEHIND_NUMBER.contains(*unit));
        place.end += unit.map_or(0, char::len_utf8);
        self.slice(place)
    }

    /// Whether no sentence and no clause ends between two tokens.
    fn stands_close(&self, one: usize, next: usize) -> bool {
        let (Some(one), Some(next)) = (self.places.get(one), self.places.get(next)) else {
            return false;
        };
        let between = self.text.get(one.end..next.start).unwrap_or_default();
        between.chars().count() <= DATE_GAP
    }

    /// Whether these tokens are ideographs that stand side by side.
    fn is_run_of_ideographs(&self, stretch: &Stretch) -> bool {
        let is_ideograph = |token: &u64| *token != super::tokens::MASK && !is_word(*token);
        let places = self.places.get(stretch.clone()).unwrap_or_default();
        let touch = |pair: &[Range<usize>]| matches!(pair, [one, next] if one.end == next.start);
        self.stretch(stretch)
            .is_some_and(|tokens| tokens.iter().all(is_ideograph))
            && places.windows(2).all(touch)
    }
}

fn kind(figure: &Figure) -> ReplacedKind {
    match figure.kind {
        FigureKind::Amount | FigureKind::Percent => ReplacedKind::Number,
        FigureKind::Year | FigureKind::Month | FigureKind::Day | FigureKind::Weekday => {
            ReplacedKind::Day
        }
        FigureKind::Code => ReplacedKind::Code,
        FigureKind::Label => ReplacedKind::Name,
    }
}
