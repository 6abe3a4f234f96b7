//! Splits a text into pieces, by which two forms are compared.

use super::super::boilerplate::{self, LineFilter, Position};
use super::super::characters::Folder;
use super::counters::{is_counter, shape};
use crate::model::LineKey;

/// Longest line beside the text that is not a sentence, in characters.
const MAX_BESIDE: usize = 60;

/// Longest title in a list of other texts, in characters, and most titles of a list.
pub(super) const MAX_LISTED_CHARS: usize = 140;
pub(super) const MAX_LISTED: usize = 12;

/// A sentence, or a line without a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) normal: String,
    /// Whether its line is among the first or the last few.
    is_at_margin: bool,
    pub(super) is_counter: bool,
}

impl Piece {
    /// Whether it is a line beside the text: short, and not a sentence.
    pub(super) fn is_beside(&self) -> bool {
        self.is_at_margin && is_listed(&self.normal, MAX_BESIDE)
    }

    pub(super) fn key(&self) -> LineKey {
        boilerplate::key(&shape(&self.normal))
    }

    /// Whether its numbers may be counts: prices and percentages are not.
    pub(super) fn has_counts(&self) -> bool {
        let is_fraction = |part: &str| {
            let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
            rest.len() < part.len() && !rest.trim_start().starts_with(['k', 'm', '万', '千'])
        };
        let has_fraction = self.normal.split('.').skip(1).any(is_fraction);
        !has_fraction && !self.normal.contains(['%', '$', '€', '£', '¥', '元'])
    }

    pub(super) fn has_figures(&self) -> bool {
        self.normal.contains(|c: char| c.is_ascii_digit())
    }
}

/// Whether a line is at most `longest` characters long, and does not end like a sentence, also in
/// quotation marks.
pub(super) fn is_listed(normal: &str, longest: usize) -> bool {
    let inner = normal.trim_end_matches(['"', '\'', ')', ']']);
    normal.chars().count() <= longest
        && !inner.ends_with(['.', '!', '?', ';', ','])
        && sentences(normal).nth(1).is_none()
}

/// The pieces of a text.
#[derive(Debug)]
pub(super) struct Pieces {
    /// The pieces in order, without boilerplate.
    pub(super) pieces: Vec<Piece>,
    /// The whole text, normalised.
    pub(super) whole: String,
}

impl Pieces {
    pub(super) fn new(body_text: &str) -> Self {
        let (mut folder, mut filter) = (Folder::new(), LineFilter::default());
        let mut pieces = Vec::new();
        let (mut normal, mut whole) = (String::new(), String::new());
        let count = body_text.lines().count();
        // How many more lines the present list of other texts may have.
        let mut listed = 0_usize;
        for (number, raw) in body_text.lines().enumerate() {
            folder.fold(raw, &mut normal);
            if normal.is_empty() {
                continue;
            }
            Folder::join(&mut whole, &normal);
            let position = Position {
                from_top: number,
                from_end: count.saturating_sub(number + 1),
            };
            let is_boilerplate = filter.is_boilerplate(raw, &normal, position);
            if boilerplate::heads_list(&normal, position) || heads_rotating_list(&normal, position)
            {
                listed = MAX_LISTED;
                continue;
            }
            listed = listed.saturating_sub(1);
            if listed > 0 && is_listed(&normal, MAX_LISTED_CHARS) {
                continue;
            }
            listed = 0;
            if is_boilerplate {
                continue;
            }
            let is_at_margin = position.is_edge();
            pieces.extend(sentences(&normal).map(|sentence| Piece {
                is_counter: is_at_margin && is_counter(sentence),
                normal: sentence.to_owned(),
                is_at_margin,
            }));
        }
        Self { pieces, whole }
    }

    pub(super) fn joined(&self, which: impl Fn(&Piece) -> bool) -> String {
        let mut text = String::new();
        for piece in self.pieces.iter().filter(|piece| which(piece)) {
            Folder::join(&mut text, &piece.normal);
        }
        text
    }

    pub(super) fn only_text(&self) -> Vec<&Piece> {
        let pieces = self.pieces.iter();
        pieces.filter(|piece| !piece.is_counter).collect()
    }

    /// Returns the numbers of the text, in order.
    pub(super) fn figures(&self) -> Vec<&str> {
        let pieces = self.pieces.iter().filter(|piece| !piece.is_counter);
        let parts = pieces.flat_map(|piece| piece.normal.split(|c: char| !c.is_ascii_digit()));
        parts.filter(|part| !part.is_empty()).collect()
    }
}

/// Headings of lists whose content changes all the time, besides those that are boilerplate by
/// rule. Only the comparison of two forms uses them: no hash depends on them.
const ROTATING: [&str; 38] = [
    "更多精彩",
    "更多精彩内容",
    "更多内容",
    "更多推荐",
    "大家都在看",
    "大家还在看",
    "热门新闻",
    "热门阅读",
    "热点推荐",
    "热点新闻",
    "热搜",
    "热榜",
    "最新新闻",
    "最新文章",
    "最新资讯",
    "今日热点",
    "今日推荐",
    "编辑推荐",
    "点击排行",
    "阅读排行",
    "同类文章",
    "人気记事",
    "おすすめ记事",
    "인기기사",
    "많이 본 뉴스",
    "trending now",
    "latest news",
    "latest stories",
    "latest articles",
    "most popular",
    "popular now",
    "editor's picks",
    "recommended for you",
    "more stories",
    "auch interessant",
    "sur le même sujet",
    "más noticias",
    "altre notizie",
];

/// Beginnings of such headings before the name of the outlet: `More from Harbour Daily`.
const ROTATING_FROM: [&str; 4] = ["more from ", "latest from ", "mehr von ", "plus de "];

/// Longest such heading, in characters.
const MAX_HEADING: usize = 40;

/// Whether a line near the end of a text is the heading of a list whose content changes all the
/// time.
fn heads_rotating_list(normal: &str, position: Position) -> bool {
    if position.from_end == 0 || position.from_end > MAX_LISTED || !is_listed(normal, MAX_HEADING) {
        return false;
    }
    let words = normal.trim_matches(|c: char| !c.is_alphanumeric());
    ROTATING.contains(&words) || ROTATING_FROM.iter().any(|start| words.starts_with(start))
}

/// Splits a normalised line after every full stop, but not within a number.
fn sentences(normal: &str) -> impl Iterator<Item = &str> {
    let mut rest = normal;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut last = None;
        let mut end = rest.len();
        for (at, character) in rest.char_indices() {
            let next = at + character.len_utf8();
            let follows = rest.get(next..).and_then(|after| after.chars().next());
            let is_in_number = last.is_some_and(|last: char| last.is_ascii_digit())
                && follows.is_some_and(|follows| follows.is_ascii_digit());
            let ends = match character {
                '.' => !is_in_number && follows != Some('.'),
                '!' | '?' | ';' => true,
                _ => false,
            };
            if ends {
                end = next;
                break;
            }
            last = Some(character);
        }
        let (sentence, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(sentence)
    })
    .map(str::trim)
    .filter(|sentence| !sentence.is_empty())
}
