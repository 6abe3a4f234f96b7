//! Lines an outlet puts around a text it did not write: credits and source lines.

/// A credit line is short; a paragraph that happens to begin with the same words is not dropped.
const MAX_CHARS: usize = 60;

/// Beginnings of credit lines, as `characters::fold` leaves them.
const PREFIXES: [&str; 24] = [
    "原标题:",
    "原题为:",
    "原题:",
    "责任编辑:",
    "责编:",
    "编辑:",
    "编辑|",
    "文章来源:",
    "来源:",
    "来源|",
    "稿件来源:",
    "消息来源:",
    "信息来源:",
    "记者:",
    "文|",
    "作者:",
    "校对:",
    "审核:",
    "监制:",
    "值班编辑:",
    "source:",
    "editor:",
    "reporting by ",
    "editing by ",
];

/// Whether a folded line is furniture as a whole. The brackets some outlets put around such a line
/// do not matter.
pub(super) fn is_furniture(line: &str) -> bool {
    let line = line.trim_start_matches(['(', '[']);
    PREFIXES.iter().any(|prefix| line.starts_with(prefix)) && line.chars().count() <= MAX_CHARS
}

/// Longest headline in brackets before a text, in characters.
const MAX_HEADLINE: usize = 120;

/// Longest lead-in (`新华社北京3月22日电,`) and source note (`(证券时报)`), in characters.
const MAX_LEAD_IN: usize = 30;

/// Cuts what agencies and portals put before and after a folded text: a headline in brackets, a lead-in
/// that names the agency and the day, a source in parentheses after the last sentence. Never all of it.
pub(super) fn without_frame(text: &str) -> &str {
    let mut inner = text;
    while let Some(rest) = after_headline(inner).or_else(|| after_lead_in(inner)) {
        inner = rest;
    }
    while let Some(rest) = before_source_note(inner) {
        inner = rest;
    }
    // What is left must not be furniture by itself, or folding twice would leave nothing.
    if is_furniture(inner) { text } else { inner }
}

/// `[央行:今日净回笼]财联社…` without the headline.
fn after_headline(text: &str) -> Option<&str> {
    let (headline, rest) = text.strip_prefix('[')?.split_once(']')?;
    let is_headline = headline.chars().count() <= MAX_HEADLINE && !headline.contains('[');
    (is_headline && !rest.is_empty()).then_some(rest)
}

/// `财联社6月17日电,…` and `某部网站3月22日消息,…` without the lead-in. The day is lost with it: short
/// texts fold on their day only, so it is not needed to tell two days apart.
fn after_lead_in(text: &str) -> Option<&str> {
    let (lead_in, rest) = text.split_once(',')?;
    let names_who_and_when = lead_in.chars().count() <= MAX_LEAD_IN
        && !lead_in.contains(['.', ':', ';', '<', '"'])
        && ["电", "讯", "消息"]
            .iter()
            .any(|word| lead_in.ends_with(word))
        && is_dated(lead_in);
    (names_who_and_when && !rest.is_empty()).then_some(rest)
}

/// Whether `6月17日` or the like stands in it.
fn is_dated(text: &str) -> bool {
    let ends_in_digit = |part: &str| part.ends_with(|character: char| character.is_ascii_digit());
    text.split_once('月').is_some_and(|(month, rest)| {
        ends_in_digit(month)
            && rest
                .split_once('日')
                .is_some_and(|(day, _)| ends_in_digit(day))
    })
}

/// `….(证券时报)` without the source.
fn before_source_note(text: &str) -> Option<&str> {
    let (rest, note) = text.strip_suffix(')')?.rsplit_once('(')?;
    let is_note = note.chars().count() <= MAX_LEAD_IN
        && !note.chars().any(|character| character.is_ascii_digit())
        && rest.ends_with(['.', '!', '?', '"']);
    is_note.then_some(rest)
}
