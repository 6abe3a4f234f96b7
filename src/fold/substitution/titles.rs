//! What each of two titles has in the place of something in the other one.

use super::Stretch;
use super::parts::LEAST_VALUE;
use super::places::{frame, gaps, matched, without_chance};
use super::texts::{are_one_around, ends_in_known_word};
use crate::fold::alignment::Alignment;
use crate::fold::evidence::{Exactness, same_subject};
use crate::fold::profile::Profile;
use crate::fold::tokens::{Figure, MASK, TokenizedText, is_word, length, may_be_spellings};
use crate::fold::words::{self, Directions};

/// Part of what a replaced value says that it still says in two reports on one subject, unless the
/// texts are one but for it.
const OF_ONE_SUBJECT: f64 = 0.25;

/// Longest end of a text that is in the place of the end of another one, in tokens.
const MAX_TAIL: usize = 12;

/// Longest verb that may follow a number (`跌5%触发熔断`), in ideographs: outlets exchange it
/// freely.
const MAX_VERB_LENGTH: usize = 2;

/// Most tokens that may be in the place of a single ideograph.
const LONGEST_IN_PLACE_OF_ONE: usize = 6;

/// What is replaced between two entries.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::fold) struct Substitution {
    /// How much of a place in the titles is taken by values that each entry repeats in its text, 0
    /// to 1.
    pub(in crate::fold) subject: f64,
    /// Numbers in the same place of both titles, neither of which the other entry has there: it has
    /// them nowhere, or the texts replace the same numbers in the same words.
    pub(in crate::fold) numbers: usize,
    /// How many of these numbers the texts, too, have in the place of each other.
    pub(in crate::fold) numbers_in_texts: usize,
    /// Opposite words in the same place of both titles.
    pub(in crate::fold) opposites: u32,
    /// How many opposite words the texts have in the same place, if the titles have some.
    pub(in crate::fold) opposites_in_texts: u32,
}

impl Substitution {
    /// Compares the titles of two entries place by place. The alignment is that of their texts.
    pub(in crate::fold) fn new(
        one: &Profile,
        other: &Profile,
        alignment: &Alignment,
        exactness: Exactness,
    ) -> Self {
        let mut found = Self::default();
        let (left, right) = (&one.title, &other.title);
        if left.tokens == right.tokens && left.figures == right.figures {
            return found;
        }
        let matched = matched(&left.tokens, &right.tokens);
        let matched = without_chance(matched, &left.tokens, &right.tokens);
        let frame = frame(&matched, left, right);
        // Without a frame, the numbers of two titles stand in one order by chance.
        if frame > 0.0 {
            found.count_numbers(&matched, (one, other), alignment, exactness);
        }
        // Part of a word for a direction says one only if nothing else in the titles says the
        // other (`10时停牌、11时复牌`).
        let read: ReadDirections = if one.directions.differ(other.directions) > 0 {
            Directions::read_across
        } else {
            |tokens, stretch| Directions::read(tokens.get(stretch.clone()).unwrap_or_default())
        };
        let mut of_value = 0;
        for (a, b) in gaps(&matched, left.tokens.len(), right.tokens.len()) {
            let directions = (direction(left, &a, read), direction(right, &b, read));
            found.opposites += directions.0.differ(directions.1);
            if is_no_value((left, &a, directions.0), (right, &b, directions.1)) {
                continue;
            }
            let length_in = |title: &TokenizedText, gap: &Stretch| {
                length(title.tokens.get(gap.clone()).unwrap_or_default())
            };
            let shorter = length_in(left, &a).min(length_in(right, &b));
            let own = TitleBesideEntry {
                of: one,
                beside: other,
            }
            .own(&a);
            let others = TitleBesideEntry {
                of: other,
                beside: one,
            }
            .own(&b);
            for (own, others) in own.into_iter().zip(others) {
                let value = 2.0 * own.value().min(others.value()) - 1.0;
                if value > found.subject
                    && !words::are_parts_of_aliases((&left.tokens, &a), (&right.tokens, &b))
                {
                    (found.subject, of_value) = (value, shorter);
                }
            }
        }
        if found.opposites > 0 {
            found.opposites_in_texts = opposites(alignment, &one.body, &other.body);
        }
        found.subject *= frame;
        // What stands before the colon of titles without a text may be the name of a column.
        let tell_subject = [one, other].iter().any(|entry| entry.has_text());
        if tell_subject && same_subject(one, other) == Some(true) {
            let surely = if of_value < LEAST_VALUE {
                0.0
            } else {
                are_one_around(alignment, one, of_value)
            };
            found.subject *= surely.max(OF_ONE_SUBJECT);
        }
        found
    }

    /// Counts the numbers that stand in the same place of both titles and differ.
    fn count_numbers(
        &mut self,
        matched: &[(usize, usize)],
        (one, other): (&Profile, &Profile),
        alignment: &Alignment,
        exactness: Exactness,
    ) {
        for (at, place) in matched {
            let figures = one.title.figure_at(*at).zip(other.title.figure_at(*place));
            if let Some((a, b)) = figures.filter(|(a, b)| a.kind == b.kind)
                && !exactness.is_equal(a, b)
            {
                let in_texts = replaces(alignment, (a, &one.body), (b, &other.body));
                let is_found = exactness.finds(a, other) || exactness.finds(b, one);
                self.numbers += usize::from(in_texts || !is_found);
                self.numbers_in_texts += usize::from(in_texts);
            }
        }
    }
}

/// Whether what two titles have in one place is certainly no value, by the words and by the
/// directions that they tell.
fn is_no_value(
    (left, a, one): (&TokenizedText, &Stretch, Directions),
    (right, b, other): (&TokenizedText, &Stretch, Directions),
) -> bool {
    let longest = a.len().max(b.len());
    let is_behind_number = |title: &TokenizedText, gap: &Stretch| {
        gap.start.checked_sub(1).and_then(|at| title.tokens.get(at)) == Some(&MASK)
    };
    let is_verb =
        longest <= MAX_VERB_LENGTH && is_behind_number(left, a) && is_behind_number(right, b);
    let in_left = left.tokens.get(a.clone()).unwrap_or_default();
    let in_right = right.tokens.get(b.clone()).unwrap_or_default();
    // `上市申请书` and `上市申请,独家保荐人为某银行`: no clause is in the place of an ideograph.
    let is_clause =
        longest > LONGEST_IN_PLACE_OF_ONE && (is_ideograph(left, a) || is_ideograph(right, b));
    // `升`, where the other title has 润 of `净利润`, is a verb and no value.
    let is_direction =
        |gap: &Stretch, directions: Directions| gap.len() == 1 && directions.go_up_or_down();
    is_verb
        || words::are_exchanged(in_left)
        || words::are_exchanged(in_right)
        || is_clause
        || is_direction(a, one) != is_direction(b, other)
        || one.agree(other)
}

/// Reads the directions of a stretch of tokens.
type ReadDirections = fn(&[u64], &Stretch) -> Directions;

/// Which way a gap of a title says that things go.
fn direction(title: &TokenizedText, gap: &Stretch, read: ReadDirections) -> Directions {
    // `收涨` and `上涨` differ before the word that says the direction.
    let is_prefix = matches!(
        title.tokens.get(gap.clone()),
        Some([only]) if words::comes_before_move(*only)
    );
    let end = if is_prefix { gap.end + 1 } else { gap.end };
    read(&title.tokens, &(gap.start..end.min(title.tokens.len())))
}

/// Whether the texts put one number into a place where the other one has another number.
fn replaces(
    alignment: &Alignment,
    (a, one): (&Figure, &TokenizedText),
    (b, other): (&Figure, &TokenizedText),
) -> bool {
    let has = |text: &TokenizedText, token: usize, figure: &Figure| {
        text.figure_at(token).is_some_and(|of| of.agrees(figure))
    };
    let is_in_text = |text: &TokenizedText, figure: &Figure| {
        text.figures.iter().any(|of_text| of_text.agrees(figure))
    };
    // Most numbers of titles stand in one of the texts only, which a glance tells.
    is_in_text(one, a)
        && is_in_text(other, b)
        && alignment
            .pairs()
            .any(|(at, place)| has(one, at, a) && has(other, place, b))
}

/// How many opposite words two texts have in the place of each other.
fn opposites(alignment: &Alignment, one: &TokenizedText, other: &TokenizedText) -> u32 {
    let tails = (
        alignment.tail_in_short()..one.tokens.len(),
        alignment.tail_in_long()..other.tokens.len(),
    );
    let tails = (tails.0.len().max(tails.1.len()) <= MAX_TAIL).then_some(tails);
    let differ = |(a, b): (Stretch, Stretch)| {
        let one = Directions::read_across(&one.tokens, &a);
        one.differ(Directions::read_across(&other.tokens, &b))
    };
    alignment.gap_places().chain(tails).map(differ).sum()
}

/// Whether a stretch of a title is a single ideograph.
fn is_ideograph(title: &TokenizedText, stretch: &Stretch) -> bool {
    let stretch = title.tokens.get(stretch.clone());
    matches!(stretch, Some([only]) if *only != MASK && !is_word(*only))
}

/// The title of one entry, and another entry that may lack what it says.
#[derive(Clone, Copy)]
struct TitleBesideEntry<'a> {
    of: &'a Profile,
    beside: &'a Profile,
}

impl TitleBesideEntry<'_> {
    /// How much of a stretch of the title is of its own: of the words, and of the ideographs.
    fn own(self, stretch: &Stretch) -> [Share; 2] {
        let [mut words, mut ideographs] = [Share::default(); 2];
        for at in stretch.clone() {
            match self.of.title.tokens.get(at) {
                Some(token) if self.of.title.names.binary_search(token).is_ok() => {
                    words.add(self.is_own_word(*token));
                }
                Some(token) if *token == MASK || is_word(*token) => {}
                Some(token) if stretch.len() == 1 && words::is_particle(*token) => {}
                Some(_) if stretch.len() == 1 => ideographs.add(self.is_own_character(at)),
                // `超5%`: the number is looked at by itself.
                Some(token) if words::is_particle(*token) && self.is_number(at + 1) => {}
                Some(_) if self.is_known_ending(stretch, at) => {}
                Some(_) if at + 1 < stretch.end => ideographs.add(self.is_own(at)),
                _ => {}
            }
        }
        [words, ideographs]
    }

    /// Whether the text repeats a word of the title, in this form or in another one (`benzín`,
    /// `benzínu`), and the other entry has none of these.
    fn is_own_word(self, word: u64) -> bool {
        if self.beside.names(word) || self.of.repeats_name(word) {
            return !self.beside.names(word);
        }
        let names = self.of.body.names.iter();
        let mut forms = names
            .filter(|other| may_be_spellings(&[word], &[**other]))
            .peekable();
        forms.peek().is_some() && forms.all(|form| !self.beside.names(*form))
    }

    /// Whether a number stands here in the title.
    fn is_number(self, at: usize) -> bool {
        self.of.title.tokens.get(at) == Some(&MASK)
    }

    /// Whether the word stands here in which a name ends like one of the other entry.
    fn is_known_ending(self, stretch: &Stretch, at: usize) -> bool {
        let name = self.of.title.tokens.get(stretch.clone());
        at + 2 == stretch.end && name.is_some_and(|name| ends_in_known_word(name, self.beside))
    }

    /// Whether the text repeats two neighbours of the title, and the other entry has them nowhere.
    fn is_own(self, at: usize) -> bool {
        let pair = self.of.title.tokens.get(at..=at + 1);
        pair.is_some_and(|pair| self.of.repeats(pair) && !self.beside.has_run(pair))
    }

    /// The same of one character, which is looked up with either neighbour.
    fn is_own_character(self, at: usize) -> bool {
        let tokens = &self.of.title.tokens;
        let neighbours = [at.checked_sub(1), Some(at)];
        let mut pairs = neighbours
            .into_iter()
            .flatten()
            .filter_map(|at| tokens.get(at..=at + 1));
        pairs.clone().any(|pair| self.of.repeats(pair))
            && pairs.all(|pair| !self.beside.has_run(pair))
    }
}

/// How many of some parts are of one kind.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    all: u32,
    own: u32,
}

impl Share {
    fn add(&mut self, is_own: bool) {
        self.all += 1;
        self.own += u32::from(is_own);
    }

    fn value(self) -> f64 {
        if self.all == 0 {
            0.0
        } else {
            f64::from(self.own) / f64::from(self.all)
        }
    }
}
