//! Unifies spellings that differ between outlets: widths, spaces inside words, traditional
//! characters of official vocabulary, numerals.
//!
//! Unifies only what the patterns of this module need; `normalize` normalises whole texts.

use super::traditional::{simplified, unchanged_ideographs};
use crate::text::is_common_ideograph;

/// Unifies the spelling of a text for the patterns of this module. Line breaks stay; a unified text
/// does not change again.
///
/// Full-width forms become ASCII, traditional vocabulary becomes simplified, brackets around a
/// year become 〔〕. Removes spaces unless both neighbours are Latin letters or digits:
/// `第 1323 号` becomes `第1323号`.
pub(super) fn unified(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    let mut last = '\n';
    let mut rest = text;
    loop {
        // Most of a text is ideographs that stay as they are: copied in one piece.
        let (run, after) = rest.split_at(unchanged_ideographs(rest));
        if !run.is_empty() {
            out.push_str(run);
            space = false;
            last = '一';
        }
        let mut characters = after.chars();
        let Some(character) = characters.next() else {
            return out;
        };
        rest = characters.as_str();
        match one_form(character) {
            '\n' => {
                space = false;
                if last != '\n' {
                    out.push('\n');
                    last = '\n';
                }
            }
            '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => {}
            character if character.is_whitespace() => space = true,
            character => {
                if space && last.is_ascii_graphic() && character.is_ascii_graphic() {
                    out.push(' ');
                }
                space = false;
                out.push(character);
                last = character;
            }
        }
    }
}

#[inline]
fn one_form(character: char) -> char {
    match character {
        character if is_common_ideograph(character) => simplified(character),
        '\r' | '\u{2028}' | '\u{2029}' => '\n',
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character)
        }
        '〇' | '○' => '零',
        '【' | '〖' | '﹝' => '〔',
        '】' | '〗' | '﹞' => '〕',
        '‐' | '‑' | '–' | '—' | '−' => '-',
        other => other,
    }
}

/// Parses a numeral below one thousand, in digits or Chinese: `13`, `十三`, `一百二十`, `二零`.
pub(super) fn numeral(text: &str) -> Option<u32> {
    let mut total = 0u32;
    let mut digit: Option<u32> = None;
    for character in text.chars() {
        let unit = match character {
            '十' => 10,
            '百' => 100,
            other => {
                let value = digit_value(other)?;
                digit = Some(digit.unwrap_or(0).checked_mul(10)?.checked_add(value)?);
                continue;
            }
        };
        total = total.checked_add(digit.take().unwrap_or(1).checked_mul(unit)?)?;
    }
    let value = total.checked_add(digit.unwrap_or(0))?;
    (1..1000).contains(&value).then_some(value)
}

/// Parses up to four digits, Chinese or not: `二零零六`, `2006`.
pub(super) fn digits(text: &str) -> Option<i16> {
    let mut value = 0i16;
    for character in text.chars() {
        let digit = i16::try_from(digit_value(character)?).ok()?;
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    (!text.is_empty()).then_some(value)
}

fn digit_value(character: char) -> Option<u32> {
    Some(match character {
        '零' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        other => other.to_digit(10)?,
    })
}

/// Writes a number below one hundred in Chinese, as in the names of sessions.
pub(super) fn in_chinese(value: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |value: u32| {
        usize::try_from(value)
            .ok()
            .and_then(|value| DIGITS.get(value))
            .copied()
            .unwrap_or("")
    };
    match value {
        0..10 => digit(value).to_owned(),
        10..20 => format!("十{}", digit(value % 10)),
        20..100 => format!("{}十{}", digit(value / 10), digit(value % 10)),
        _ => value.to_string(),
    }
}

/// Removes spaces and leading zeros from digits; letters before them become upper case.
pub(super) fn bare_number(text: &str) -> String {
    let text: String = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .collect();
    let digits = text.trim_start_matches(|character: char| !character.is_ascii_digit());
    let word = text.strip_suffix(digits).unwrap_or_default();
    let significant = digits.trim_start_matches('0');
    let significant = if significant.is_empty() {
        "0"
    } else {
        significant
    };
    format!("{}{significant}", word.to_ascii_uppercase())
}
