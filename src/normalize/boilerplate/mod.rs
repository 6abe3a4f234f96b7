//! Recognises the boilerplate that an outlet puts around a text: by rule ([`rules`], [`matching`],
//! [`frame`]), and as learned from the lines that a source repeats ([`learned`]).

mod frame;
mod learned;
mod matching;
mod rules;
#[cfg(test)]
mod tests;

pub(super) use frame::{inner, without_lead_in};
pub use learned::Boilerplate;
pub(super) use learned::{is_worth_learning, key};
use matching::{kind, meets_disclaimer};
use rules::{LineKind, LinePlace, MAX_CHARS};

/// Lines from the top, and from the end, that count as a text's edge.
const EDGE_TOP: usize = 5;
const EDGE_END: usize = 8;

/// The position of a line among the lines of its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position {
    pub(super) from_top: usize,
    pub(super) from_end: usize,
}

impl Position {
    pub(super) fn is_edge(self) -> bool {
        self.is_in(LinePlace::Edge)
    }

    fn is_in(self, place: LinePlace) -> bool {
        let is_end = self.from_end < EDGE_END;
        match place {
            LinePlace::Anywhere => true,
            LinePlace::End => is_end,
            LinePlace::Edge => is_end || self.is_top(),
        }
    }

    /// Whether it is among the first few lines.
    pub(super) fn is_top(self) -> bool {
        self.from_top < EDGE_TOP
    }
}

/// Goes through the lines of a text, in order, and recognises those that are boilerplate by rule.
#[derive(Debug, Default)]
pub(super) struct LineFilter {
    /// How many more lines the present list of other texts may have.
    listed: usize,
}

/// Most lines of a list of other texts, and the longest one in characters.
const MAX_LISTED: usize = 8;
const MAX_LISTED_CHARS: usize = 45;

impl LineFilter {
    /// Whether a line is boilerplate; `raw` is the line in the body text, `normal` its normalised
    /// form.
    pub(super) fn is_boilerplate(&mut self, raw: &str, normal: &str, position: Position) -> bool {
        let Some(chars) = chars_of_line(normal) else {
            self.listed = 0;
            return false;
        };
        match kind(normal, chars, position) {
            Some(LineKind::Related) => {
                self.listed = MAX_LISTED;
                return true;
            }
            Some(_) => return true,
            None => {}
        }
        if self.listed > 0 && chars <= MAX_LISTED_CHARS && !normal.ends_with(['.', ';', ':', ',']) {
            self.listed -= 1;
            return true;
        }
        self.listed = 0;
        is_byline(raw, chars, position) || is_time_of_publication(normal, position)
    }
}

/// Words before, between and behind the times at which a text was published and changed.
const TIME_LABELS: [&str; 16] = [
    "发布时间:",
    "发布日期:",
    "更新时间:",
    "时间:",
    "日期:",
    "发布于",
    "更新",
    "公开日:",
    "配信",
    "기사입력",
    "입력",
    "등록",
    "수정",
    "송고시간",
    "오전",
    "오후",
];

/// Longest name of an outlet behind a time, in characters.
const MAX_OUTLET: usize = 12;

/// Whether a line is a time of publication, with a credit or the outlet behind it at most:
/// `2026-03-22 17:12 来源:某署 作者:张三`. A day alone may be that of a letter.
fn is_time_of_publication(normal: &str, position: Position) -> bool {
    let (mut rest, mut has_day) = (normal, false);
    while let Some((time, behind)) = time_and_rest(rest) {
        (rest, has_day) = (behind, has_day || begins_with_day(time));
    }
    let is_credit = |rest: &str| {
        let chars = rest.chars().count();
        (rest.is_empty() && normal.contains(':'))
            || kind(rest, chars, position) == Some(LineKind::Credit)
            || chars <= MAX_OUTLET && frame::ends_with_outlet(rest)
    };
    position.is_edge() && has_day && is_credit(rest)
}

/// The label or the marks of a time with which a line begins, and what follows them.
fn time_and_rest(line: &str) -> Option<(&str, &str)> {
    let label = TIME_LABELS.iter().find(|label| line.starts_with(**label));
    let is_of_time = |c: char| {
        c.is_ascii_digit() || matches!(c, '-' | '/' | ':' | '.' | ' ' | '|' | '年' | '月' | '日')
    };
    let end = label.map_or_else(
        || line.find(|c: char| !is_of_time(c)).unwrap_or(line.len()),
        |label| label.len(),
    );
    (end > 0).then(|| line.split_at(end))
}

/// Whether it begins with a year, a month and a day: `2026-03-22`, `2026年3月22日`.
fn begins_with_day(time: &str) -> bool {
    let time = time.trim_start();
    let after_year = ["19", "20"]
        .iter()
        .find_map(|century| time.strip_prefix(century))
        .and_then(|rest| {
            rest.get(2..)
                .filter(|_| rest.bytes().take(2).all(|b| b.is_ascii_digit()))
        });
    let Some(rest) = after_year.and_then(|rest| rest.strip_prefix(['-', '/', '.', '年'])) else {
        return false;
    };
    let mut numbers = rest
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty());
    let mut is_within = |most: u8| {
        numbers
            .next()
            .and_then(|part| part.parse().ok())
            .is_some_and(|number: u8| (1..=most).contains(&number))
    };
    is_within(12) && is_within(31)
}

/// Whether a line is the heading of a list of other texts.
pub(super) fn heads_list(normal: &str, position: Position) -> bool {
    let chars = chars_of_line(normal);
    chars.is_some_and(|chars| kind(normal, chars, position) == Some(LineKind::Related))
}

/// Whether a sentence at the end of a text would be boilerplate as a line of its own.
fn is_boilerplate_at_end(normal: &str) -> bool {
    // Without a list behind it, this is a link to the rest.
    normal.trim_matches(ORNAMENTS).trim_end_matches('.') == "read more"
        || kind_at_end(normal).is_some_and(|kind| kind != LineKind::Related)
}

fn is_disclaimer_at_end(normal: &str) -> bool {
    let Some(chars) = chars_of_line(normal) else {
        return false;
    };
    // Few rules are about disclaimers, so ask these first: most texts have none.
    meets_disclaimer(normal, chars, AT_END)
        && kind(normal, chars, AT_END) == Some(LineKind::Disclaimer)
}

const AT_END: Position = Position {
    from_top: EDGE_TOP,
    from_end: 0,
};

fn kind_at_end(normal: &str) -> Option<LineKind> {
    kind(normal, chars_of_line(normal)?, AT_END)
}

/// How many characters a line has; `None` of a paragraph longer than any rule takes.
fn chars_of_line(normal: &str) -> Option<usize> {
    // Four bytes hold any character: a longer one need not be counted.
    let may_be_short = normal.len() <= MAX_CHARS * 4;
    may_be_short
        .then(|| normal.chars().count())
        .filter(|chars| *chars <= MAX_CHARS)
}

/// Marks around a line that are not part of its words.
const ORNAMENTS: [char; 19] = [
    '(', ')', '[', ']', '*', '#', '|', '·', '■', '▲', '▼', '▶', '◆', '►', '-', ' ', '→', '>', '"',
];

/// Longest line that names who wrote a text, in characters.
const MAX_BYLINE: usize = 40;

/// Words for people who write, in Chinese bylines.
const ROLES: [&str; 4] = ["记者", "编辑", "通讯员", "实习生"];

/// Whether a line is a byline: `某报记者 张三 李四`, `By Jane Doe`. Only the line as written has
/// the spaces and capitals by which we recognise them.
fn is_byline(raw: &str, chars: usize, position: Position) -> bool {
    if chars > MAX_BYLINE || !position.is_in(LinePlace::Edge) {
        return false;
    }
    let raw = raw.trim().trim_matches(['(', ')', '（', '）']);
    is_chinese_byline(raw) || is_english_byline(raw)
}

fn is_chinese_byline(raw: &str) -> bool {
    ROLES.iter().any(|role| {
        raw.rsplit_once(role).is_some_and(|(before, names)| {
            let mut names = names.chars();
            let is_apart = names
                .next()
                .is_some_and(|c| c.is_whitespace() || matches!(c, '|' | '丨'));
            let is_name =
                |c: char| c.is_alphabetic() || c.is_whitespace() || matches!(c, '、' | '·');
            is_apart
                && names.clone().any(char::is_alphabetic)
                && names.all(is_name)
                && before.chars().count() <= 20
                && before
                    .chars()
                    .all(|c| is_name(c) || matches!(c, '/' | '《' | '》'))
        })
    })
}

fn is_english_byline(raw: &str) -> bool {
    let mut words = raw.split_ascii_whitespace();
    let is_by = words.next().is_some_and(|word| matches!(word, "By" | "BY"));
    let is_name = |word: &str| {
        matches!(
            word,
            "and" | "for" | "of" | "the" | "de" | "van" | "von" | "in" | "|" | "&"
        ) || word.starts_with(char::is_uppercase)
    };
    let names = words.clone().count();
    is_by && (1..=7).contains(&names) && words.all(is_name) && !raw.ends_with(['.', '?', '!', ':'])
}
