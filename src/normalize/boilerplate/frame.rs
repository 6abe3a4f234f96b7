//! Removes the frame of a folded text: what agencies and portals put before its first and after
//! its last sentence, on the same line. It never cuts within a text, and never removes a whole
//! text.

use super::{is_boilerplate_at_end, is_disclaimer_at_end};

/// Longest headline in brackets before a text, in characters.
const MAX_HEADLINE: usize = 120;

/// Longest lead-in (`新华社北京3月22日电`), note (`(某报记者张三)`) and English dateline, in
/// characters.
const MAX_LEAD_IN: usize = 30;
const MAX_NOTE: usize = 30;
const MAX_DATELINE: usize = 60;

/// Longest sentence at the end that is looked at, in characters.
const MAX_LAST: usize = 160;

/// The text without its frame.
///
/// It makes one cut after the other, each only if it leaves text, until no cut is possible. A
/// second call therefore changes nothing.
pub(in crate::normalize) fn inner(text: &str) -> &str {
    let mut inner = text;
    while let Some(rest) = text_of(after_headline(inner))
        .or_else(|| text_of(after_beginning(inner)))
        .or_else(|| text_of(before_note(inner)))
        .or_else(|| text_of(before_boilerplate(inner)))
    {
        inner = rest;
    }
    inner
}

/// The rest after a cut, if it is text.
fn text_of(rest: Option<&str>) -> Option<&str> {
    rest.filter(|rest| !rest.is_empty() && !is_boilerplate_at_end(rest))
}

/// A line near the top without its lead-in: a headline may be above it.
pub(in crate::normalize) fn without_lead_in(line: &str) -> &str {
    let mut inner = line;
    while let Some(rest) = text_of(after_beginning(inner))
        .or_else(|| text_of(after_headline(inner)).filter(|rest| is_flash_mark(inner, rest)))
    {
        inner = rest;
    }
    inner
}

fn after_beginning(text: &str) -> Option<&str> {
    after_lead_in(text)
        .or_else(|| after_dateline(text))
        .or_else(|| after_byline(text))
}

/// Whether the brackets before `rest` name the outlet (`[某网快讯]`) and are no heading of the
/// text.
fn is_flash_mark(text: &str, rest: &str) -> bool {
    let mark = text.strip_suffix(rest).unwrap_or_default();
    let inside = mark.trim_matches(['[', ']']);
    inside.chars().count() <= 12 && (inside.ends_with('讯') || ends_with_outlet(inside))
}

/// The first characters of a text and what follows them, as far as `limit` reaches.
fn head(text: &str, limit: usize) -> &str {
    match text.char_indices().nth(limit) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    }
}

/// The place of the first of some ASCII marks among the first characters of a text. It compares
/// bytes, since no other character has such a byte.
fn mark_in_head(text: &str, limit: usize, is_mark: fn(u8) -> bool) -> Option<usize> {
    let mut left = limit;
    for (at, byte) in text.bytes().enumerate() {
        if byte & 0xC0 != 0x80 {
            left = left.checked_sub(1)?;
            if is_mark(byte) {
                return Some(at);
            }
        }
    }
    None
}

/// `[央行:今日净回笼]财联社…` without the headline.
fn after_headline(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('[')?;
    let (headline, _) = head(inside, MAX_HEADLINE + 1).split_once(']')?;
    (!headline.contains('['))
        .then(|| inside.get(headline.len() + 1..))
        .flatten()
}

/// Words with which a lead-in ends: `…3月22日电`, `…网站消息`, `据…报道`.
const REPORTS: [&str; 8] = [
    "电",
    "讯",
    "消息",
    "快讯",
    "报道",
    "获悉",
    "专电",
    "综合报道",
];

/// Words with which the names of outlets end.
const OUTLETS: [&str; 26] = [
    "社",
    "网",
    "网站",
    "官网",
    "报",
    "日报",
    "时报",
    "晚报",
    "早报",
    "新闻",
    "财经",
    "客户端",
    "公众号",
    "微博",
    "官微",
    "电视台",
    "电台",
    "通讯社",
    "周刊",
    "杂志",
    "频道",
    "快讯",
    "app",
    "媒体",
    "外媒",
    "央视",
];

/// Characters with which the names of offices end, as in `据某署消息`.
const OFFICES: [char; 9] = ['署', '部', '局', '委', '会', '院', '厅', '办', '所'];

/// `财联社6月17日电,…`, `某部网站消息,…`, `据新华社报道,…`, `e公司讯,…` and
/// `新华社北京3月22日电(记者张三)…` without the lead-in. A day in it is lost: copies carry another
/// one, and short texts fold on their day only, so it is not needed to tell two days apart.
fn after_lead_in(text: &str) -> Option<&str> {
    let ends = |byte| matches!(byte, b',' | b':' | b'(' | b'.' | b';' | b'"' | b'!' | b'?');
    let end = mark_in_head(text, MAX_LEAD_IN + 1, ends)?;
    let (lead_in, rest) = text.split_at_checked(end)?;
    if names_reporter(lead_in) {
        return after_separator(rest);
    }
    // `某网3月22日讯据某部消息,…`: the space that was between them is gone.
    let (before, _) = lead_in
        .split_once("讯据")
        .or_else(|| lead_in.split_once("电据"))?;
    is_dated(before)
        .then(|| text.get(before.len() + "讯".len()..))
        .flatten()
}

fn after_separator(rest: &str) -> Option<&str> {
    if let Some(rest) = rest.strip_prefix([',', ':']) {
        return Some(rest);
    }
    let rest = after_byline(rest)?;
    Some(rest.strip_prefix([',', ':']).unwrap_or(rest))
}

/// Whether a beginning without punctuation says who reports, or when.
fn names_reporter(lead_in: &str) -> bool {
    let suffixed = |word: &&'static str| Some((lead_in.strip_suffix(*word)?, *word));
    let Some((who, word)) = REPORTS.iter().find_map(suffixed) else {
        return false;
    };
    // A quoted source is part of the text, unless it is an outlet too.
    if let Some(quoted) = who.strip_prefix('据') {
        let quoted = undated(quoted);
        let is_office = word == "消息" && quoted.ends_with(OFFICES);
        return quoted.is_empty() || is_office || ends_with_outlet(quoted);
    }
    if is_dated(who) {
        return true;
    }
    match lead_in.strip_suffix('讯') {
        // Words that end in it: 通讯, 资讯, 腾讯.
        Some(name) => {
            !name.is_empty()
                && name.chars().count() <= 10
                && !name.ends_with([
                    '通', '资', '音', '喜', '审', '问', '闻', '传', '腾', '科', '汛', '简', '短',
                ])
        }
        None => lead_in.ends_with("消息") && ends_with_outlet(who),
    }
}

pub(super) fn ends_with_outlet(who: &str) -> bool {
    OUTLETS.iter().any(|word| who.ends_with(word)) || who.ends_with('>')
}

/// Times of day that may follow a day: `17日晚`.
const TIMES_OF_DAY: [char; 10] = ['晚', '早', '晨', '午', '上', '下', '间', '盘', '前', '后'];

/// `央视新闻17日` without the day.
fn undated(who: &str) -> &str {
    let Some(rest) = who.trim_end_matches(TIMES_OF_DAY).strip_suffix('日') else {
        return who;
    };
    let is_day = |c: char| c.is_ascii_digit() || matches!(c, '月' | '年' | '当' | '今');
    rest.trim_end_matches(is_day)
}

/// Whether it ends with a day: `6月17日`, `17日晚`.
fn is_dated(text: &str) -> bool {
    text.trim_end_matches(TIMES_OF_DAY)
        .strip_suffix('日')
        .is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()))
}

/// `(记者张三)…` without it.
fn after_byline(text: &str) -> Option<&str> {
    let inside = text.strip_prefix('(')?;
    let (note, _) = head(inside, MAX_NOTE + 1).split_once(')')?;
    let is_byline = ["记者", "编辑", "通讯员", "文/", "实习生", "作者"]
        .iter()
        .any(|word| note.contains(word));
    is_byline.then(|| inside.get(note.len() + 1..)).flatten()
}

/// Agencies in datelines, parted by commas.
#[rustfmt::skip]
const AGENCIES: &str = "reuters, bloomberg, ap, afp, dpa, upi, ians, pti, ani, tass, efe, ansa, kyodo, yonhap, xinhua, cna, \
    dow jones, marketwatch, business wire, globe newswire, accesswire, newsfile corp., associated press, prnewswire, \
    dpa-afx, afx, dts nachrichtenagentur, dts, awp, sda, keystone-sda, apa, ots, eqs, europa press, notimex, lusa, agência brasil, \
    adnkronos, agi, askanews, mf-dj, radiocor, anp, belga, tt, ritzau, ntb, stt, mti, agerpres, mediafax, čtk, tasr, sita, pap, \
    hina, tanjug, fena, bta, aa, iha, dha, antara, bernama, ttxvn, тасс, интерфакс, риа новости, укрінформ, уніан, бта, απε-μπε";

/// Whether a dateline names an agency.
fn is_agency(name: &str) -> bool {
    AGENCIES.split(", ").any(|agency| agency == name)
}

/// `london,march 3(reuters)-…`, `(bloomberg)-…`, `paris,march 3,2021/prnewswire/-…` without the
/// dateline.
fn after_dateline(text: &str) -> Option<&str> {
    let at = mark_in_head(text, MAX_DATELINE, |byte| matches!(byte, b'(' | b'/'))?;
    let (place, rest) = (text.get(..at)?, head(text, MAX_DATELINE).get(at + 1..)?);
    let (agency, dash) = rest.split_once([')', '/'])?;
    let is_dateline = place
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, ' ' | ',' | '.' | '-' | '\''))
        && dash.starts_with('-')
        && is_agency(agency);
    is_dateline
        .then(|| text.get(place.len() + agency.len() + 3..))
        .flatten()
}

/// `….(证券时报)`, `…(某报记者张三)` and `….(完)` without the note.
fn before_note(text: &str) -> Option<&str> {
    let has_stop = text.ends_with(").");
    let (rest, note) = text
        .strip_suffix('.')
        .unwrap_or(text)
        .strip_suffix(')')?
        .rsplit_once('(')?;
    let chars = note.chars().take(MAX_NOTE + 1).count();
    if chars > MAX_NOTE {
        return None;
    }
    let names_outlet = ends_with_outlet(note) || note.ends_with("报道") || after_byline_note(note);
    let is_apart = rest.ends_with(['.', '!', '?', '"', '-', ';']);
    let has_digit = note.contains(|c: char| c.is_ascii_digit());
    let is_explained = note.starts_with('注') || note.contains([':', ',']);
    (names_outlet && chars >= 2 || (is_apart && !has_stop && !has_digit && !is_explained))
        .then_some(rest)
}

fn after_byline_note(note: &str) -> bool {
    ["记者", "编辑:", "责编", "来源", "责任编辑", "文/", "编辑/"]
        .iter()
        .any(|word| note.contains(word))
}

/// A last sentence that would be boilerplate on a line of its own: portals join what an outlet
/// kept apart.
fn before_boilerplate(text: &str) -> Option<&str> {
    let from = text
        .char_indices()
        .rev()
        .nth(MAX_LAST)
        .map_or(0, |(at, _)| at);
    let end = text.get(from..)?;
    let body = end.trim_end_matches(['.', '!', '?', ')', '"', ']']);
    let borders = body.rmatch_indices(['.', '!', '?', ')', ']']);
    borders.enumerate().find_map(|(sentences, (at, mark))| {
        let cut = from + at + mark.len();
        let last = text.get(cut..)?;
        // Only a disclaimer goes on for more than one sentence.
        let goes = if sentences == 0 {
            is_boilerplate_at_end
        } else {
            is_disclaimer_at_end
        };
        goes(last).then(|| text.get(..cut)).flatten()
    })
}
