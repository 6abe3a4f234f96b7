//! The parts of an entry that are compared: its tokenized texts, its outlet and its date.

use std::cmp::Ordering;

use super::corrections::{Bare, Marked};
use super::subject::subject;
use super::tokens::overlap::share_of_pairs;
use super::tokens::{Currencies, Figure, FigureKind, TokenizedText, have_same_consonants, pairs};
use super::words::{Directions, EntryKind, EntryKinds, names_form_only, told_beside_columns};
use crate::model::{CorrectionKind, Timestamp};

/// Least length of a title that says by itself what happened, in ideographs; a word counts as two.
const MIN_TELLING_TITLE: u32 = 12;

/// The same of a title that has a word for an event, or an amount: `Corbray senkt Prognose für
/// 2026`.
const MIN_TITLE_OF_EVENT: u32 = 8;

/// Least length of what a title says beside the words of daily columns, without a text below it.
const MIN_TOLD_BY_TITLE: u32 = 4;

/// Least length of a title that names a matter at all.
pub(super) const MIN_NAMING_TITLE: u32 = 6;

/// Most tokens of the name that a lead-in quotes.
const MAX_QUOTED: usize = 16;

/// Hours between two publications up to which both are of one day, and from which on they are of
/// two. The calendar does not count: where its day ends depends on the place, and outlets copy a
/// text over midnight. A copy follows within hours, the next issue of a daily notice a day later.
const ONE_DAY_HOURS: f64 = 8.0;
const NEXT_DAY_HOURS: f64 = 20.0;

/// Where the day of a text may begin: west of the Atlantic, in Europe, in East Asia; offsets from
/// UTC in seconds.
pub(super) const ZONES: [i64; 3] = [-6 * 3600, 0, 8 * 3600];

/// An entry as it is compared.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its title.
    pub(super) title: TokenizedText,
    /// Its text; its title where it has none.
    pub(super) body: TokenizedText,
    /// Where `body` is from.
    pub(super) origin: BodyOrigin,
    /// Whom the lead-in quotes that is no part of the text (`据港务部消息`), and the source that
    /// stands behind it.
    pub(super) quoted: Vec<u64>,
    /// Who is meant, where the title says so before a colon.
    pub(super) subject: Vec<u64>,
    /// Which way its title says things go.
    pub(super) directions: Directions,
    /// Which way its first sentence says things go.
    pub(super) lead_directions: Directions,
    /// What its title says of the whole entry.
    pub(super) title_kinds: EntryKinds,
    /// What its title or its first sentence says of the whole entry.
    pub(super) kinds: EntryKinds,
    /// Who carried it.
    pub(super) outlet: String,
    /// What its publisher marks it as.
    pub(super) correction: Option<CorrectionKind>,
    /// A word of its title that may be such a mark.
    pub(super) bare: Option<Bare>,
    /// When it was published.
    pub(super) published: Option<Timestamp>,
    /// The days its text names, as (month, day), sorted; the month 0 where it is not said.
    pub(super) days: Vec<(u32, u32)>,
}

/// Where the compared text of an entry is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyOrigin {
    /// The entry has a text.
    Text,
    /// The entry has none: its title is all there is to compare.
    Title,
}

/// What a profile is made of.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Title, normalised.
    pub title: &'a str,
    /// What its publisher marks it as, read from title and text as sent.
    pub marked: &'a Marked<'a>,
    /// What normalising removed before the text: `某网3月22日讯,据港务部消息,`.
    pub lead_in: &'a str,
    /// The source that the text named at its end, before normalising removed it.
    pub source_note: &'a str,
    /// Body text, normalised.
    pub text: &'a str,
    /// Who carried it.
    pub outlet: &'a str,
    /// When it was published, as far as known.
    pub published: Option<Timestamp>,
}

impl Profile {
    /// Reads the texts of an entry.
    pub fn new(facts: Facts<'_>) -> Self {
        let title = TokenizedText::new(whole_figures(facts.title, facts.text));
        let (text, origin) = if facts.text.is_empty() {
            (facts.title, BodyOrigin::Title)
        } else {
            (facts.text, BodyOrigin::Text)
        };
        let body = TokenizedText::new(without_cut_number(text));
        let subject = subject(facts.title, (origin == BodyOrigin::Text).then_some(&body));
        let mut days = days_of(&body.figures);
        days.extend(days_of(&title.figures));
        days.sort_unstable();
        days.dedup();
        let lead_directions = Directions::read(body.lead_tokens());
        let title_kinds = EntryKinds::of_title(facts.title, &title.tokens);
        Self {
            correction: facts.marked.correction,
            bare: facts.marked.bare,
            title_kinds,
            kinds: title_kinds.with(EntryKinds::read(body.lead_tokens())),
            directions: Directions::read(&title.tokens),
            lead_directions,
            title,
            body,
            origin,
            quoted: quoted_in(facts.lead_in, facts.source_note),
            subject,
            outlet: facts.outlet.to_owned(),
            published: facts.published,
            days,
        }
    }

    /// Share of the neighbouring words of `name` that the title or the text has as neighbours too.
    pub(super) fn names_share_of(&self, name: &[u64]) -> f64 {
        share_in(name, [&self.title, &self.body])
    }

    /// Whether both entries have a date, and [`is_other_day`] holds for these.
    pub(super) fn is_of_another_day(&self, other: &Self) -> bool {
        self.published
            .zip(other.published)
            .is_some_and(|(one, other)| is_other_day(one, other))
    }

    /// Whether the text is the title, or begins with it: both then are one witness.
    pub(super) fn begins_with_title(&self) -> bool {
        self.origin == BodyOrigin::Title || self.body.tokens.starts_with(&self.title.tokens)
    }

    /// Whether the text says what the title says with these tokens; without a text, nothing
    /// contradicts it.
    pub(super) fn repeats(&self, run: &[u64]) -> bool {
        self.origin == BodyOrigin::Title || (!run.is_empty() && self.body.has_run(run))
    }

    /// The same of a name in Latin script.
    pub(super) fn repeats_name(&self, name: u64) -> bool {
        self.origin == BodyOrigin::Title || self.body.names.binary_search(&name).is_ok()
    }

    /// Whether the title or the text has a name in Latin script.
    pub(super) fn names(&self, name: u64) -> bool {
        [&self.title, &self.body]
            .iter()
            .any(|text| text.names.binary_search(&name).is_ok())
    }

    /// Whether the title or the text has a name in Latin script, in one of its spellings.
    pub(super) fn names_spelled(&self, name: u64) -> bool {
        let is_spelling = |other: &u64| have_same_consonants(name, *other);
        self.names(name)
            || [&self.title, &self.body]
                .iter()
                .any(|text| text.names.iter().any(is_spelling))
    }

    /// Whether these tokens stand side by side in the title or the text.
    pub(super) fn has_run(&self, run: &[u64]) -> bool {
        self.title.has_run(run) || self.body.has_run(run)
    }

    /// Whether the title or the text has a number.
    pub(super) fn has_figure(&self, figure: &Figure) -> bool {
        let mut figures = self.body.figures.iter().chain(&self.title.figures);
        figures.any(|other| other.agrees(figure))
    }

    /// Whether the entry has no text, and a title that does not say by itself what happened
    /// (`Closing bell`, `Five things to know before the market opens`), or the title of a notice
    /// without the company (`Transaction in Own Shares`): outlets give such titles to other things
    /// every day. A text that repeats the title of a column says no more.
    pub(super) fn says_nothing(&self) -> bool {
        let has_title_only = self.origin == BodyOrigin::Title;
        (has_title_only || self.body.tokens == self.title.tokens)
            && ((has_title_only
                && (!self.has_telling_title() || names_form_only(&self.title.tokens)))
                || told_beside_columns(&self.title.form().tokens) < MIN_TOLD_BY_TITLE)
    }

    /// Whether its text begins with a word for the company that its title names, as the text of a
    /// notice does.
    pub(super) fn speaks_of_itself(&self) -> bool {
        let begins_with = |word: &str| {
            let word = word.chars().map(u64::from);
            word.clone().count() <= self.body.tokens.len()
                && word
                    .zip(&self.body.tokens)
                    .all(|(one, other)| one == *other)
        };
        self.has_text()
            && ["公司", "本公司", "当社"]
                .iter()
                .any(|word| begins_with(word))
    }

    /// Whether its title names a matter of which its text has next to nothing. A title of a word
    /// or two (`Update`) names none.
    pub fn has_foreign_title(&self) -> bool {
        self.origin == BodyOrigin::Text
            && self.title.ideographs >= MIN_NAMING_TITLE
            && self.title.is_foreign_to_text(&self.body)
    }

    /// Whether its text has no more of its title than chance gives.
    pub(super) fn tells_nothing_of_title(&self) -> bool {
        self.has_foreign_title() && self.title.is_foreign_to(&self.body)
    }

    /// Whether the entry has a text beside its title.
    pub(super) fn has_text(&self) -> bool {
        self.origin == BodyOrigin::Text
    }

    /// Whether both have one text, but for its numbers.
    pub fn has_text_of(&self, other: &Self) -> bool {
        self.origin == BodyOrigin::Text
            && other.origin == BodyOrigin::Text
            && self.body.tokens == other.body.tokens
    }

    /// Whether its title says by itself what happened: by its length, or by a word for an event or
    /// a figure in a title that is not much shorter. The titles of daily columns have neither.
    pub(super) fn has_telling_title(&self) -> bool {
        let tells_figure = |figure: &Figure| {
            figure.kind == FigureKind::Percent
                || figure.kind.is_amount() && (figure.scaled || figure.step < 1.0)
        };
        self.title.ideographs >= MIN_TELLING_TITLE
            || (self.title.ideographs >= MIN_TITLE_OF_EVENT
                && !self.title_kinds.has(EntryKind::Digest)
                && (self.directions.tell_event() || self.title.figures.iter().any(tells_figure)))
    }

    /// The same texts, carried by this outlet on this date.
    #[must_use]
    pub fn carried_by(self, outlet: &str, published: Option<Timestamp>) -> Self {
        Self {
            outlet: outlet.to_owned(),
            published,
            ..self
        }
    }

    /// How much memory it takes, about, in tokens.
    pub fn size(&self) -> usize {
        self.title.tokens.len() + self.body.tokens.len()
    }

    /// Puts the shorter text first. Two profiles in which nothing differs that is measured are
    /// equal.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        let figures = |profile: &Self| -> Vec<(u64, FigureKind, Currencies)> {
            let all = profile.body.figures.iter().chain(&profile.title.figures);
            let value = |figure: &Figure| figure.value.to_bits() ^ figure.step.to_bits();
            all.map(|figure| (value(figure), figure.kind, figure.currencies))
                .collect()
        };
        (self.body.ideographs.cmp(&other.body.ideographs))
            .then_with(|| self.body.tokens.cmp(&other.body.tokens))
            .then_with(|| self.title.tokens.cmp(&other.title.tokens))
            .then_with(|| figures(self).cmp(&figures(other)))
            .then_with(|| self.body.lead.cmp(&other.body.lead))
            .then_with(|| self.days.cmp(&other.days))
            .then_with(|| self.quoted.cmp(&other.quoted))
            .then_with(|| self.published.cmp(&other.published))
    }

    /// The calendar days on which it was published, as (month, day): a text names the day of its
    /// own place, which is not known.
    pub(super) fn days_of_publication(&self) -> impl Iterator<Item = (u32, u32)> {
        ZONES.into_iter().filter_map(|zone| self.date_in(zone))
    }

    /// Whether it was published on this day, (month, day), in one of these places. The month 0 is
    /// any month.
    pub(super) fn was_published_on(&self, (month, day): (u32, u32)) -> bool {
        let is_it =
            |published: (u32, u32)| (month == 0 || published.0 == month) && published.1 == day;
        self.days_of_publication().any(is_it)
    }

    /// The calendar day on which it was published, as (month, day), where clocks are `offset`
    /// seconds before UTC.
    pub(super) fn date_in(&self, offset: i64) -> Option<(u32, u32)> {
        let there = self
            .published?
            .checked_add(jiff::SignedDuration::from_secs(offset))
            .ok()?;
        let date = there.to_zoned(jiff::tz::TimeZone::UTC).date();
        Some((
            u32::try_from(date.month()).ok()?,
            u32::try_from(date.day()).ok()?,
        ))
    }
}

/// Share of the pairs of neighbouring tokens of `name` that one of the texts has; for a name of
/// one token, whether one of them has that token.
pub(super) fn share_in<const TEXTS: usize>(name: &[u64], texts: [&TokenizedText; TEXTS]) -> f64 {
    match name {
        [only] => f64::from(u8::from(
            texts.iter().any(|text| text.tokens.contains(only)),
        )),
        _ => share_of_pairs(&pairs(name), texts),
    }
}

/// Whom a lead-in quotes, what stands behind its last 据, `according to`; and the source that a
/// note behind the text names.
fn quoted_in(lead_in: &str, source_note: &str) -> Vec<u64> {
    let quoted = lead_in.rsplit_once('据').map(|(_, quoted)| quoted);
    let named = quoted.into_iter().chain([source_note]);
    let tokens = named.map(|name| TokenizedText::new(name).tokens.into_iter().take(MAX_QUOTED));
    tokens.flatten().collect()
}

/// A title that is the beginning of its text may have been cut off within a number: without it,
/// then.
///
/// Flash news without a headline get their first sixty characters for a title.
pub(super) fn whole_figures<'a>(title: &'a str, text: &str) -> &'a str {
    let cut_off = text.strip_prefix(title).is_some_and(|rest| {
        rest.starts_with(|next: char| next.is_ascii_digit() || ".,:万亿%".contains(next))
    });
    if cut_off {
        title.trim_end_matches(|last: char| last.is_ascii_digit() || ".,:".contains(last))
    } else {
        title
    }
}

/// A text without the number at its end that a mark of omission may have cut: `reached 14...`, and
/// without the beginning of a word behind it.
fn without_cut_number(text: &str) -> &str {
    let rest = text.trim_end_matches(['.', '[', ']', '(', ')', ' ']);
    let is_cut = text
        .get(rest.len()..)
        .is_some_and(|mark| mark.contains("..."));
    if !is_cut {
        return text;
    }
    let number = rest.trim_end_matches(char::is_alphabetic).trim_end();
    let before = number.trim_end_matches(|last: char| last.is_ascii_digit() || ".,".contains(last));
    if before.len() < number.len() && !before.is_empty() {
        before
    } else {
        text
    }
}

/// Whether two publications are so far apart that they are of two days.
pub(super) fn is_other_day(one: Timestamp, other: Timestamp) -> bool {
    hours_apart(one, other) >= NEXT_DAY_HOURS
}

/// How surely two publications are of two days, 0 to 1.
pub(super) fn days_apart(hours: f64) -> f64 {
    ((hours - ONE_DAY_HOURS) / (NEXT_DAY_HOURS - ONE_DAY_HOURS)).clamp(0.0, 1.0)
}

pub(super) fn hours_apart(one: Timestamp, other: Timestamp) -> f64 {
    one.duration_since(other).abs().as_secs_f64() / 3600.0
}

/// Every day a text names, with the month that was named last before it in the same date.
fn days_of(figures: &[Figure]) -> Vec<(u32, u32)> {
    let mut days = Vec::new();
    let mut month: Option<&Figure> = None;
    for figure in figures {
        match figure.kind {
            FigureKind::Month => month = Some(figure),
            FigureKind::Day => {
                // `6月1日至6月5日`, `6月1-14日`: the month is two or four tokens before the day.
                let of_month = month.filter(|month| figure.token - month.token <= 4);
                days.push((
                    of_month.map_or(0, |month| small(month.value)),
                    small(figure.value),
                ));
            }
            _ => {}
        }
    }
    days
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a month or a day: the lexer keeps them between 0 and 31"
)]
fn small(value: f64) -> u32 {
    value as u32
}
