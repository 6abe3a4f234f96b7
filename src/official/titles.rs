//! Finds titles in 《》.

use crate::text::is_common_ideograph;

/// Most titles of one text.
const MAX_TITLES: usize = 20;

/// The longest title, in characters.
const MAX_CHARS: usize = 120;

/// Short names for another title of the same text.
const SHORT: [&str; 12] = [
    "征求意见稿",
    "通知",
    "指引",
    "规划",
    "意见",
    "决定",
    "办法",
    "规定",
    "公告",
    "条例",
    "方案",
    "公报",
];

/// Returns the titles of a text, each once. Inner brackets of any form become 〈〉. A short name
/// such as `(以下简称《实施条例》)` is no title.
pub(super) fn titles(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut short: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('《') {
        let Some((title, next)) = closed(after) else {
            rest = after;
            continue;
        };
        rest = next;
        let before = before.trim_end_matches(['“', '"', ':', '：', '为']);
        if before.ends_with("简称") || before.ends_with("下称") {
            short.push(title);
        } else if title.chars().count() > 1 && !out.contains(&title) {
            out.push(title);
        }
        if out.len() + short.len() == 2 * MAX_TITLES {
            break;
        }
    }
    out.retain(|title| !SHORT.contains(&title.as_str()) && !short.contains(title));
    out.truncate(MAX_TITLES);
    out
}

/// Returns a title up to its closing bracket, and the text after it. `None` if a line or sentence
/// ends first.
fn closed(text: &str) -> Option<(String, &str)> {
    let mut depth = 0u32;
    let mut has_brackets = false;
    for (index, character) in text.char_indices().take(MAX_CHARS + 1) {
        match inner_bracket(character) {
            '〉' if character == '》' && depth == 0 => {
                let title = text.get(..index)?;
                let next = text.get(index + '》'.len_utf8()..)?;
                if has_brackets {
                    let title: String = title.chars().map(inner_bracket).collect();
                    return Some((spelled(&title), next));
                }
                return Some((spelled(title), next));
            }
            '〈' => (depth, has_brackets) = (depth + 1, true),
            '〉' => (depth, has_brackets) = (depth.saturating_sub(1), true),
            '\n' | '。' => return None,
            _ => {}
        }
    }
    None
}

/// Returns 〈 or 〉 for a bracket of any form, else the character itself.
fn inner_bracket(character: char) -> char {
    match character {
        '《' | '〈' | '<' | '＜' => '〈',
        '》' | '〉' | '>' | '＞' => '〉',
        other => other,
    }
}

/// Unifies the spelling of a title: no spaces inside Chinese, full-width brackets and commas,
/// half-width digits.
pub(super) fn spelled(title: &str) -> String {
    // Most titles have nothing to unify.
    if title.chars().all(is_common_ideograph) {
        return title.to_owned();
    }
    let mut out = String::with_capacity(title.len());
    let mut characters = title.trim().chars().peekable();
    while let Some(character) = characters.next() {
        let narrow = match character {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
            }
            other => other,
        };
        let is_inner_space = narrow.is_whitespace()
            && !(out.ends_with(|last: char| last.is_ascii_graphic())
                && characters.peek().is_some_and(char::is_ascii_graphic));
        match narrow {
            _ if is_inner_space => {}
            space if space.is_whitespace() => out.push(' '),
            '(' => out.push('（'),
            ')' => out.push('）'),
            '\u{200B}'..='\u{200F}' | '\u{FEFF}' => {}
            other => out.push(other),
        }
    }
    out
}
