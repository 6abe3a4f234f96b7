//! Writes the same text in another way: other characters of one meaning, and other spellings of
//! numbers and dates.

use std::collections::HashMap;

use super::tokens::tokens;

/// The digits from which on thousands are set apart.
const LONG_NUMBER: usize = 5;

/// How a number is followed by "percent": a frequent word that tells the language, and the word.
const PERCENT: [(&str, &str); 3] = [
    (" the ", "percent"),
    (" der ", "Prozent"),
    (" les ", "pour cent"),
];

/// English months, which have a day before or after them.
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const NUMERALS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// Simplified characters and the traditional ones for them.
pub(super) struct Letters(HashMap<char, char>);

impl Letters {
    /// Reads the table of `OpenCC`.
    pub(super) fn new() -> Self {
        let table = zhhz::data::dict_text("STCharacters").unwrap_or_default();
        let lines = table.lines().filter(|line| !line.starts_with('#'));
        let pairs = lines.filter_map(|line| {
            let (simplified, traditional) = line.split_once('\t')?;
            Some((simplified.chars().next()?, traditional.chars().next()?))
        });
        Self(pairs.collect())
    }

    /// The text in traditional characters, each one by itself.
    pub(super) fn traditional(&self, text: &str) -> String {
        let characters = text.chars();
        characters
            .map(|character| self.0.get(&character).copied().unwrap_or(character))
            .collect()
    }
}

/// The text with digits and Latin letters of full width.
pub(super) fn full_width(text: &str) -> String {
    let wide = |character: char| match character {
        '0'..='9' | 'A'..='Z' | 'a'..='z' | '%' => {
            char::from_u32(u32::from(character) + 0xFEE0).unwrap_or(character)
        }
        _ => character,
    };
    text.chars().map(wide).collect()
}

/// The text with typographic quotes and dashes.
pub(super) fn typographic(text: &str) -> String {
    let mut opens = true;
    let characters = text.chars().map(|character| match character {
        '"' => {
            opens = !opens;
            if opens { '”' } else { '“' }
        }
        '\'' => '’',
        '-' => '‐',
        _ => character,
    });
    characters.collect()
}

/// The text with its numbers, percentages and dates written in another way.
pub(super) fn respelled(text: &str) -> String {
    let tokens = tokens(text);
    let percent = PERCENT.iter().find(|(word, _)| text.contains(word));
    let mut respelled = String::new();
    let mut rest = tokens.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let (written, taken) = match rest {
            [month, "月", day, "日", ..] if in_ideographs(month).is_some() => {
                let (month, day) = (in_ideographs(month), in_ideographs(day));
                let date = month.zip(day);
                let date = date.map(|(month, day)| format!("{month}月{day}日"));
                (
                    date.unwrap_or_else(|| rest.get(..4).unwrap_or_default().concat()),
                    4,
                )
            }
            [month, " ", day, ..] if MONTHS.contains(month) && day_of_month(day).is_some() => {
                (format!("{day} {month}"), 3)
            }
            [number, "亿", ..] if hundred_millions(number).is_some() => {
                (hundred_millions(number).unwrap_or_default(), 2)
            }
            [number, "%", ..] if is_number(number) => match percent {
                Some((_, word)) => (format!("{number} {word}"), 2),
                None => (format!("{number}%"), 2),
            },
            _ => {
                let other = (!ends_in_letter(&respelled)).then(|| other_separators(first));
                let other = other.flatten();
                (other.unwrap_or_else(|| (*first).to_owned()), 1)
            }
        };
        respelled.push_str(&written);
        rest = rest.get(taken..).unwrap_or(after);
    }
    respelled
}

/// Whether the text ends in a Latin letter: the digits after it are part of a name (`HSK51155`).
fn ends_in_letter(text: &str) -> bool {
    text.ends_with(|last: char| last.is_ascii_alphabetic())
}

fn is_number(token: &str) -> bool {
    token.starts_with(|first: char| first.is_ascii_digit())
}

fn day_of_month(token: &str) -> Option<usize> {
    token.parse().ok().filter(|day| (1..=31).contains(day))
}

/// `25` → `二十五`, for days and months.
fn in_ideographs(token: &str) -> Option<String> {
    let value = day_of_month(token)?;
    let ones = NUMERALS.get(value % 10)?;
    Some(match value / 10 {
        0 => (*ones).to_owned(),
        1 => format!("十{ones}"),
        tens => format!("{}十{ones}", NUMERALS.get(tens)?),
    })
}

/// `401.55` (亿) → `401亿5500万`; `None` without decimals.
fn hundred_millions(number: &str) -> Option<String> {
    let (whole, decimals) = number.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 4 {
        return None;
    }
    let tenthousands: u32 = format!("{decimals:0<4}").parse().ok()?;
    match tenthousands {
        0 => None,
        _ if whole == "0" => Some(format!("{tenthousands}万")),
        _ => Some(format!("{whole}亿{tenthousands}万")),
    }
}

/// `12,500` → `12500`, `12500` → `12,500`; `None` for a number that has no other form.
fn other_separators(token: &str) -> Option<String> {
    if !is_number(token) {
        return None;
    }
    let (whole, decimals) = token.split_once('.').unwrap_or((token, ""));
    let point = if decimals.is_empty() { "" } else { "." };
    let digits = whole.replace(',', "");
    let grouped = grouped(&digits);
    if whole.contains(',') {
        return (whole == grouped).then(|| format!("{digits}{point}{decimals}"));
    }
    let may_be_code = decimals.is_empty() && (digits.len() == 6 || digits.starts_with('0'));
    let is_long = digits.len() >= LONG_NUMBER && !may_be_code;
    is_long.then(|| format!("{grouped}{point}{decimals}"))
}

/// Digits with a comma before every three of them.
fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::{Letters, full_width, respelled, typographic};

    #[test]
    fn numbers_and_dates_are_written_in_another_way() {
        for (text, expected) in [
            (
                "6月25日公布，投资12.5亿元",
                "六月二十五日公布，投资12亿5000万元",
            ),
            ("共12,500辆，即12500辆", "共12500辆，即12,500辆"),
            (
                "On June 5 the fee rose 3% to 1,200.50",
                "On 5 June the fee rose 3 percent to 1200.50",
            ),
            (
                "Am Montag stieg der Preis um 3%",
                "Am Montag stieg der Preis um 3 Prozent",
            ),
            ("代码600123，2026年，HK51155", "代码600123，2026年，HK51155"),
            ("1.2万亿，0.35亿", "1.2万亿，3500万"),
        ] {
            assert_eq!(respelled(text), expected);
        }
    }

    #[test]
    fn characters_of_one_meaning_take_each_others_place() {
        assert_eq!(Letters::new().traditional("海港开业"), "海港開業");
        assert_eq!(full_width("涨3.2%，A股"), "涨３.２％，Ａ股");
        assert_eq!(typographic("\"It's\" far-off"), "“It’s” far‐off");
    }
}
