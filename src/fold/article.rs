//! Decides whether two texts under one guid are two forms of one article, or two articles.
//!
//! An article that is corrected, lengthened, shortened, retitled or continued keeps most of its
//! text. A guid that is given away again brings another text, and so does a notice of every day;
//! that one may keep its title and the words around what changes, so that the days and figures it
//! names decide.

use super::ProfiledEntry;
use super::decide::{Texts, with_profiles};
use super::profile::{Profile, ZONES};
use super::tokens::overlap::count;
use super::tokens::{Figure, MASK, TokenizedText, pairs};
use crate::model::{EntryTexts, KeyReuse, Links, UnreadableHtml};

/// Most that two texts of different matters share by chance, or for being of one outlet: parts of
/// the shorter one that stand in the other.
const MAX_CHANCE_TEXT: f64 = 0.15;

/// The same of titles, counted in pairs of characters or words.
const MAX_CHANCE_TITLE: f64 = 0.25;

/// Most that two notices share of which only the frame is equal.
const MAX_FRAME_SHARE: f64 = 0.5;

/// Least time between two issues of a daily notice: one that comes earlier is a form of the same
/// issue.
const MIN_ISSUE_SECONDS: i64 = 20 * 3600;

/// Fewest figures by which two issues of a table can be told apart, and the share of them that
/// changes.
const MIN_FIGURES: usize = 3;
const CHANGED_FIGURES: f64 = 0.6;

/// Whether `now` is another article than `before`, under whose key it came; `texts` reads both.
///
/// Without two dates, nothing at all may be in common. With two, title and text must have nothing
/// in common, or the text be that of another day. Fails if the stored HTML of either cannot be
/// decompressed.
pub fn is_another_article(
    texts: &dyn Texts,
    (before, now): (&EntryTexts, &EntryTexts),
    reuse: &KeyReuse,
) -> Result<bool, UnreadableHtml> {
    with_profiles(texts, (before, now), |before, now| {
        are_two_articles(before, now, reuse)
    })
}

fn are_two_articles(before: ProfiledEntry<'_>, now: ProfiledEntry<'_>, reuse: &KeyReuse) -> bool {
    // A pruned entry had characters, and its text has no tokens any more.
    let has_text = |side: &ProfiledEntry<'_>| {
        side.entry.fingerprint.chars > 0 && !side.profile.body.tokens.is_empty()
    };
    let texts = (has_text(&before) && has_text(&now)).then_some(());
    let (before, now) = (before.profile, now.profile);
    let text = texts.map(|()| shared_text(&before.body, &now.body));
    let other_title = shared_title(&before.title, &now.title) < MAX_CHANCE_TITLE;
    let other_text = text.is_none_or(|shared| shared < MAX_CHANCE_TEXT)
        && !shares_figures(&before.body, &now.body);
    let Some(seconds) = reuse.seconds_apart else {
        return reuse.links == Links::Differ && other_title && other_text;
    };
    let is_other_issue = seconds.abs() >= MIN_ISSUE_SECONDS;
    let Some(text) = text else {
        return other_title && (reuse.links == Links::Differ || is_other_issue);
    };
    let has_frame_title = before.title.tokens == now.title.tokens;
    (other_title && other_text)
        || (is_other_issue
            && (each_names_its_day([before, now])
                || (has_frame_title
                    && (text < MAX_FRAME_SHARE || is_other_table(&before.body, &now.body)))))
}

/// The share of the shorter text's parts that stand in the other one.
fn shared_text(one: &TokenizedText, other: &TokenizedText) -> f64 {
    let (one, other) = (one.gram_set(), other.gram_set());
    let (few, many) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    let both = few.iter().filter(|gram| many.binary_search(gram).is_ok());
    count(both.count()) / count(few.len().max(1))
}

fn shared_title(one: &TokenizedText, other: &TokenizedText) -> f64 {
    let (one, other) = (pairs(&one.tokens), pairs(&other.tokens));
    let both = one.iter().filter(|pair| other.binary_search(pair).is_ok());
    count(both.count()) / count(one.len().min(other.len()).max(1))
}

/// Whether the texts have half of the figures that few texts share by chance in common: a
/// translation has.
fn shares_figures(one: &TokenizedText, other: &TokenizedText) -> bool {
    let specific = |text: &TokenizedText| -> Vec<Figure> {
        let figures = text.figures.iter().filter(|figure| figure.is_specific());
        figures.copied().collect()
    };
    let (one, other) = (specific(one), specific(other));
    let (few, many) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    few.len() >= 2 && common(&few, &many) * 2 >= few.len()
}

fn common(few: &[Figure], many: &[Figure]) -> usize {
    let agrees = |figure: &&Figure| many.iter().any(|other| figure.agrees(other));
    few.iter().filter(agrees).count()
}

/// Whether most figures are others: a correction changes few of many.
fn is_other_table(before: &TokenizedText, now: &TokenizedText) -> bool {
    let has_words = [before, now].map(|text| text.tokens.iter().any(|token| *token != MASK));
    let (before, now) = (&before.figures, &now.figures);
    // A text that is nothing but figures tells nothing else.
    if has_words == [false, false] && !before.is_empty() {
        return common(now, before) == 0;
    }
    if before.len() < MIN_FIGURES || now.len() < MIN_FIGURES {
        return false;
    }
    count(now.len() - common(now, before)) >= CHANGED_FIGURES * count(now.len())
}

/// Whether each text names the day it was published on, and not that of the other.
fn each_names_its_day([before, now]: [&Profile; 2]) -> bool {
    let (earlier, later) = (&before.days, &now.days);
    ZONES.iter().any(|zone| {
        let (Some(first), Some(second)) = (before.date_in(*zone), now.date_in(*zone)) else {
            return false;
        };
        let names = |days: &[(u32, u32)], (month, day): (u32, u32)| {
            let is_named =
                |named: &(u32, u32)| named.1 == day && (named.0 == 0 || named.0 == month);
            days.iter().any(is_named)
        };
        first != second
            && names(earlier, first)
            && names(later, second)
            && !names(earlier, second)
            && !names(later, first)
    })
}
