//! Moves of prices: the reaction to news, and the steps of a quote.

use super::claims::NEXT_STEP_HOURS;
use super::{Pair, Term, TermSide, flag};
use crate::fold::profile::Profile;
use crate::fold::tokens::{Figure, FigureKind, TokenizedText, ideographs};
use crate::fold::words;

/// Least share of the numbers in the same words that differ between two steps of a quote.
const MIN_STEPS_REPLACED: f64 = 0.5;

/// Length of the first words of a text, which say whom or what it is about, in ideographs.
const FIRST_WORDS: u32 = 12;

pub(super) const TERMS: &[Term] = &[
    Term {
        name: "move-missing",
        means: "one title gives the move of a price, of which the other entry says nothing",
        side: TermSide::Against,
        prior: -5.0,
        weight: -6.0,
        measure: |pair| pair.either(is_move_missing),
    },
    Term {
        name: "move-replaced",
        means: "half an hour or more later, or at a price limit, the titles give other moves of a price",
        side: TermSide::Against,
        prior: -4.0,
        weight: -4.46,
        measure: |pair| {
            let is_later = pair.hours >= NEXT_STEP_HOURS;
            flag(is_later && are_moves_replaced(pair)).max(pair.either(is_limit_replaced))
        },
    },
    Term {
        name: "derivative-missing",
        means: "half an hour or more later, the move of the price itself, not of the futures on it",
        side: TermSide::Against,
        prior: -4.0,
        weight: -4.46,
        measure: |pair| {
            let is_later = pair.hours >= NEXT_STEP_HOURS;
            flag(is_later) * pair.either(is_derivative_missing)
        },
    },
];

/// Number of rates in a title, all of which the other entry has, from which on both give one report
/// (`CPI 2.4%, expected 2.2%, previous 2.1%`): what one of them adds is no reaction.
const SAME_REPORT: usize = 2;

/// Whether a title gives a move of a price of which the other entry says nothing: the entry is
/// about the reaction to news, and the news is its background.
fn is_move_missing(from: &Profile, to: &Profile) -> bool {
    let is_missing = |figure: &Figure| figure.kind == FigureKind::Percent && !to.has_figure(figure);
    let percents = || {
        let figures = from.title.figures.iter();
        figures.filter(|figure| figure.kind == FigureKind::Percent)
    };
    let known = || percents().filter(|figure| to.has_figure(figure)).count();
    let tells_move = || {
        from.directions.moves()
            && known() < SAME_REPORT
            && (from.title.figures.iter().any(is_missing) || is_share_price_missing(from, to))
    };
    !to.directions.moves() && (tells_move() || is_reaction_missing(from, to))
}

/// Whether the title and the first sentence of one entry tell of the price of shares, and the other
/// entry says nothing of it. An outlet may add the reaction to the headline alone.
fn is_share_price_missing(from: &Profile, to: &Profile) -> bool {
    let named = words::names_share_price;
    from.has_text()
        && named(&from.title.tokens)
        && (from.lead_directions.moves() || named(from.body.lead_tokens()))
        && says_no_share_price(to)
}

/// Whether the text of one entry begins with the price of shares (`Shares of Holmby fell 5%`), and
/// the other entry says nothing of it, whatever the title says: `Holmby falls`.
fn is_reaction_missing(from: &Profile, to: &Profile) -> bool {
    let lead = from.body.lead_tokens();
    let is_share =
        |figure: &Figure| figure.kind == FigureKind::Percent && figure.token < from.body.lead;
    let mut length = 0;
    let first = lead.iter().take_while(|token| {
        length += ideographs(**token);
        length <= FIRST_WORDS
    });
    from.has_text()
        && words::names_share_price(lead.get(..first.count()).unwrap_or_default())
        && (from.lead_directions.moves() || from.body.figures.iter().any(is_share))
        && says_no_share_price(to)
}

/// Whether an entry has a text, and neither the text nor the title says anything of the price of
/// shares.
fn says_no_share_price(entry: &Profile) -> bool {
    let named = words::names_share_price;
    entry.has_text()
        && !entry.lead_directions.moves()
        && !named(&entry.title.tokens)
        && !named(&entry.body.tokens)
}

/// Whether each title gives moves of a price in per cent, and none that the other title gives, or
/// the texts of both give other numbers in the same words: the later one is the next step of the
/// quote, or the step of another quote, and the earlier step its background.
fn are_moves_replaced(pair: &Pair<'_>) -> bool {
    let titles_move = pair.short.directions.moves() && pair.long.directions.moves();
    if titles_move && pair.changed().share_different() >= MIN_STEPS_REPLACED {
        return true;
    }
    let is_share = |figure: &&Figure| figure.kind == FigureKind::Percent;
    let [of_short, of_long] = [pair.short, pair.long].map(|entry| {
        let moves = entry.directions.moves();
        let figures = entry.title.figures.iter().filter(is_share);
        figures.filter(|_| moves).collect::<Vec<_>>()
    });
    let is_known = |figure: &&Figure| of_long.iter().any(|other| figure.agrees(other));
    !of_short.is_empty() && !of_long.is_empty() && !of_short.iter().any(is_known)
}

/// Price limits of exchanges, in per cent, and by how much the last price before one is below it.
const PRICE_LIMITS: [f64; 4] = [5.0, 10.0, 20.0, 30.0];
const BELOW_LIMIT: f64 = 0.6;

/// Whether one title says that a share reached its price limit, and the other title gives a move
/// that is no limit: `跌停`, `跌超7%`. Neither entry has what the other title says.
fn is_limit_replaced(at_limit: &Profile, moved: &Profile) -> bool {
    let tells_limit = |text: &TokenizedText| words::tells_price_limit(&text.tokens);
    let is_no_limit = |figure: &Figure| {
        let is_near = |limit: &f64| (limit - BELOW_LIMIT..=limit + 0.1).contains(&figure.value);
        figure.kind == FigureKind::Percent && !PRICE_LIMITS.iter().any(is_near)
    };
    let moves = moved
        .title
        .figures
        .iter()
        .filter(|figure| is_no_limit(figure));
    tells_limit(&at_limit.title)
        && moved.directions.moves()
        && !tells_limit(&moved.title)
        && !tells_limit(&moved.body)
        && moves.clone().next().is_some()
        && moves.clone().all(|figure| !at_limit.has_figure(figure))
}

/// Whether a title gives the move of futures or options, and the other one the move of a price,
/// without a word for them in the whole entry.
fn is_derivative_missing(from: &Profile, to: &Profile) -> bool {
    let named = |text: &TokenizedText| words::names_derivative(&text.tokens);
    let moves = from.directions.moves() && to.directions.moves();
    moves && named(&from.title) && !named(&to.title) && !named(&to.body)
}
