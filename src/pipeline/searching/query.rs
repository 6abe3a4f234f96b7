//! Reads a search query.
//!
//! ```text
//! query = { [ "-" ] ( word [ "*" ] | '"' phrase '"' [ "*" ] | field ":" value ) }
//! ```
//! Full-width quotation marks and colons do as well.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::matching::{Needle, marked};
use super::terms::{End, normalised, of_word};
use crate::model::{QueryMistake, TextPart, Timestamp};
use crate::official;
use crate::store::{NumberQuery, TermQuery};

/// The fields of a query.
const FIELDS: [&str; 8] = [
    "outlet", "issuer", "number", "label", "lang", "from", "to", "outlets",
];

/// What a search looks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Every one of these words must occur, in one of its forms.
    pub(in crate::pipeline) words: Vec<Vec<Needle>>,
    /// None of these words may occur.
    pub(in crate::pipeline) unwanted: Vec<Needle>,
    /// Official numbers that the words name, if all words together are one: a story with one of
    /// them need not have the words.
    pub(in crate::pipeline) numbers: NumberQuery,
    /// What else must hold.
    pub(in crate::pipeline) wanted_facts: Vec<Fact>,
    /// What must not hold.
    pub(in crate::pipeline) unwanted_facts: Vec<Fact>,
    /// Only stories at or after this instant.
    pub(in crate::pipeline) from: Option<Timestamp>,
    /// Only stories before this instant.
    pub(in crate::pipeline) before: Option<Timestamp>,
}

/// A fact about a story, other than its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::pipeline) enum Fact {
    /// An outlet or source whose name has this word carries it.
    Outlet(Needle),
    /// An issuer that has one of these names issued its document.
    Issuer(Vec<Needle>),
    /// It has or mentions one of these official numbers.
    Number(NumberQuery),
    /// It has this label, normalised.
    Label(String),
    /// It is in a language whose tag begins with this one, in small letters.
    Language(String),
    /// So many outlets carry it.
    Outlets(Bound, usize),
}

/// How a number is bounded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pipeline) enum Bound {
    /// At least.
    Least,
    /// At most.
    Most,
    /// Exactly.
    Exact,
}

impl Query {
    /// Reads a query; dates are days in `zone`.
    pub fn parse(text: &str, zone: &TimeZone) -> Result<Self, QueryMistake> {
        let mut query = Self::default();
        let mut plain = Vec::new();
        for part in split(text)? {
            let Part {
                is_unwanted,
                field,
                value,
                end,
            } = &part;
            match field {
                Some(field) => query.add_fact(field, value, *is_unwanted, zone)?,
                None => plain.push((value.clone(), needle(value, *end), *is_unwanted)),
            }
        }
        // Signs narrow a search down, but cannot be looked up.
        let is_sign = |needle: &Needle| of_word(&needle.normalised, needle.end).is_empty();
        let wanted = plain.iter().filter(|(_, _, is_unwanted)| !is_unwanted);
        let words: Vec<&str> = wanted.clone().map(|(word, _, _)| word.as_str()).collect();
        query.numbers = numbers(&words.join(" "));
        let has_facts = !query.wanted_facts.is_empty()
            || query.from.is_some()
            || query.before.is_some()
            || !query.unwanted_facts.is_empty();
        if plain.is_empty() && !has_facts {
            return Err(QueryMistake::Nothing);
        }
        if !has_facts
            && let Some((word, ..)) = plain.first()
            && plain.iter().all(|(_, needle, _)| is_sign(needle))
        {
            return Err(QueryMistake::NoLetters(word.clone()));
        }
        for (word, written, is_unwanted) in plain {
            if is_unwanted {
                query.unwanted.push(written);
                continue;
            }
            let mut forms = vec![written];
            if let Some(name) = official::issuer_by_name(&word) {
                let name = needle(name, End::Closed);
                if !forms.contains(&name) {
                    forms.push(name);
                }
            }
            query.words.push(forms);
        }
        Ok(query)
    }

    fn add_fact(
        &mut self,
        field: &'static str,
        value: &str,
        is_unwanted: bool,
        zone: &TimeZone,
    ) -> Result<(), QueryMistake> {
        if value.trim().is_empty() {
            return Err(QueryMistake::NoValue(field));
        }
        let fact = match field {
            "outlet" => Fact::Outlet(needle(value, End::Open)),
            "issuer" => {
                let known = official::issuer_by_name(value);
                let names = std::iter::once(value).chain(known);
                Fact::Issuer(names.map(|name| needle(name, End::Closed)).collect())
            }
            "number" => {
                let numbers = numbers(value);
                if numbers == NumberQuery::default() {
                    return Err(QueryMistake::NoNumber(value.to_owned()));
                }
                Fact::Number(numbers)
            }
            "label" => Fact::Label(normalised(value)),
            "lang" => Fact::Language(value.to_ascii_lowercase()),
            "outlets" => {
                let (bound, count) =
                    bounded(value).ok_or_else(|| QueryMistake::NoCount(value.to_owned()))?;
                Fact::Outlets(bound, count)
            }
            _ => {
                let (first, after) =
                    days(value).ok_or_else(|| QueryMistake::NoDate(value.to_owned()))?;
                let instant = |day: Date| {
                    let zoned = day.to_zoned(zone.clone()).ok();
                    zoned.map(|zoned| zoned.timestamp())
                };
                // `-from:` is the time before it, and `-to:` the time after it.
                match (field, is_unwanted) {
                    ("from", false) => self.from = self.from.max(instant(first)),
                    ("to", true) => self.from = self.from.max(instant(after)),
                    ("to", false) => self.before = earlier(self.before, instant(after)),
                    _ => self.before = earlier(self.before, instant(first)),
                }
                return Ok(());
            }
        };
        if is_unwanted {
            self.unwanted_facts.push(fact);
        } else {
            self.wanted_facts.push(fact);
        }
        Ok(())
    }

    /// Returns a line with every word marked.
    pub(in crate::pipeline) fn marked(&self, line: &str) -> Vec<TextPart> {
        marked(line, &self.words.iter().flatten().collect::<Vec<_>>())
    }

    /// The terms that the texts of every story with the words have.
    pub(in crate::pipeline) fn terms(&self) -> TermQuery {
        let any = |forms: &Vec<Needle>| {
            let all = forms.iter().map(|form| of_word(&form.normalised, form.end));
            // A form of signs alone has no term, so every story may have it.
            let all: Vec<_> = all.collect();
            (!all.iter().any(Vec::is_empty))
                .then(|| TermQuery::Any(all.into_iter().map(TermQuery::All).collect()))
        };
        TermQuery::All(self.words.iter().filter_map(any).collect())
    }
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn needle(word: &str, end: End) -> Needle {
    Needle {
        normalised: normalised(word),
        end,
    }
}

/// One part of a query.
struct Part {
    is_unwanted: bool,
    field: Option<&'static str>,
    value: String,
    end: End,
}

fn split(text: &str) -> Result<Vec<Part>, QueryMistake> {
    let mut parts = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let without = rest.strip_prefix('-').filter(|rest| {
            let next = rest.chars().next();
            next.is_some_and(|next| !next.is_whitespace() && next != '-')
        });
        let is_unwanted = without.is_some();
        rest = without.unwrap_or(rest);
        let (field, after) = field(rest)?;
        let (value, end, after) = value(after)?;
        parts.push(Part {
            is_unwanted,
            field,
            value,
            end,
        });
        rest = after.trim_start();
    }
    parts.retain(|part| part.field.is_some() || !part.value.is_empty());
    Ok(parts)
}

/// Returns the field with which a part begins, and what follows its colon.
fn field(part: &str) -> Result<(Option<&'static str>, &str), QueryMistake> {
    let length = part.bytes().take_while(u8::is_ascii_lowercase).count();
    let (name, after) = part.split_at_checked(length).unwrap_or(("", part));
    let known = FIELDS.into_iter().find(|field| *field == name);
    if let Some(after) = after.strip_prefix(':').or_else(|| after.strip_prefix('：')) {
        if known.is_some() {
            return Ok((known, after));
        }
        // `https://…` is a word. So is what has a full-width colon, as in `解读：…`.
        let is_field = part
            .get(length..)
            .is_some_and(|after| after.starts_with(':'));
        if is_field && name.len() > 1 && !after.starts_with("//") {
            return Err(QueryMistake::UnknownField(name.to_owned()));
        }
    }
    Ok((None, part))
}

/// Returns a word or phrase, whether it may go on, and what follows it.
fn value(part: &str) -> Result<(String, End, &str), QueryMistake> {
    let is_quotation = |character: char| matches!(character, '"' | '“' | '”' | '＂');
    if let Some(quoted) = part.strip_prefix(is_quotation) {
        let close = quoted
            .find(is_quotation)
            .ok_or(QueryMistake::OpenQuotation)?;
        let (phrase, after) = quoted.split_at_checked(close).unwrap_or((quoted, ""));
        let after = after.strip_prefix(is_quotation).unwrap_or(after);
        let open = after.strip_prefix('*');
        let end = open.map_or(End::Closed, |_| End::Open);
        return Ok((phrase.trim().to_owned(), end, open.unwrap_or(after)));
    }
    let length = part.find(char::is_whitespace).unwrap_or(part.len());
    let (word, after) = part.split_at_checked(length).unwrap_or((part, ""));
    Ok(
        match word.strip_suffix('*').filter(|word| !word.is_empty()) {
            Some(word) => (word.to_owned(), End::Open, after),
            None => (word.to_owned(), End::Closed, after),
        },
    )
}

/// The official numbers that a text is, in any spelling.
fn numbers(text: &str) -> NumberQuery {
    let document = official::read_document(text, "").unwrap_or_default();
    let mentioned = document.mentioned().cloned();
    let numbers = document.numbers.iter().cloned().chain(mentioned).collect();
    let bare = text.trim().trim_start_matches('第').trim_end_matches('号');
    let is_number = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit());
    NumberQuery {
        numbers,
        endings: is_number.then(|| bare.to_owned()).into_iter().collect(),
    }
}

/// Reads `>=2`, `>2`, `<=2`, `<2`, `=2` or `2`.
fn bounded(value: &str) -> Option<(Bound, usize)> {
    let value = normalised(value);
    let digits = value.trim_start_matches(['<', '>', '=']);
    let count: usize = digits.trim().parse().ok()?;
    let sign = value.strip_suffix(digits)?;
    Some(match sign {
        ">=" => (Bound::Least, count),
        ">" => (Bound::Least, count.checked_add(1)?),
        "<=" => (Bound::Most, count),
        "<" => (Bound::Most, count.checked_sub(1)?),
        "=" | "" => (Bound::Exact, count),
        _ => return None,
    })
}

/// The first day of a year, month or day, and the first day after it.
fn days(value: &str) -> Option<(Date, Date)> {
    let value = normalised(value).replace(['/', '.'], "-");
    let parts: Vec<i16> = value
        .split('-')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let day = |year: i16, month: i16, day: i16| {
        Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()
    };
    match *parts.as_slice() {
        [year] => Some((day(year, 1, 1)?, day(year.checked_add(1)?, 1, 1)?)),
        [year, 12] => Some((day(year, 12, 1)?, day(year.checked_add(1)?, 1, 1)?)),
        [year, month] => Some((day(year, month, 1)?, day(year, month + 1, 1)?)),
        [year, month, date] => {
            let first = day(year, month, date)?;
            Some((first, first.tomorrow().ok()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Query, QueryMistake> {
        Query::parse(text, &TimeZone::UTC)
    }

    #[test]
    fn words_phrases_and_fields_are_told_apart() {
        let query =
            parse("降准 “央行 公告” -预测 rate* outlet:\"Coast Daily\" -label:old to:2026-02");
        let query = query.unwrap();
        let words: Vec<_> = query.words.iter().flatten().collect();
        assert_eq!(
            words,
            [
                &needle("降准", End::Closed),
                &needle("央行公告", End::Closed),
                &needle("rate", End::Open)
            ]
        );
        assert_eq!(query.unwanted, [needle("预测", End::Closed)]);
        assert_eq!(
            query.wanted_facts,
            [Fact::Outlet(needle("coast daily", End::Open))]
        );
        assert_eq!(query.unwanted_facts, [Fact::Label("old".to_owned())]);
        assert_eq!(query.from, None);
        assert_eq!(query.before, "2026-03-01T00:00:00Z".parse().ok());
    }

    #[test]
    fn a_number_of_outlets_is_bounded_by_signs_of_any_width() {
        for (value, expected) in [
            ("outlets:>=2", Some((Bound::Least, 2))),
            ("outlets:＞２", Some((Bound::Least, 3))),
            ("outlets:<3", Some((Bound::Most, 2))),
            ("outlets:3", Some((Bound::Exact, 3))),
            ("outlets:<0", None),
            ("outlets:=>3", None),
        ] {
            let facts = parse(value).map(|query| query.wanted_facts);
            let expected = expected.map(|(bound, count)| vec![Fact::Outlets(bound, count)]);
            assert_eq!(facts.ok(), expected, "{value}");
        }
    }

    #[test]
    fn a_query_that_cannot_be_read_names_its_mistake() {
        for (text, expected) in [
            (" ", QueryMistake::Nothing),
            ("\"央行", QueryMistake::OpenQuotation),
            (
                "source:sina",
                QueryMistake::UnknownField("source".to_owned()),
            ),
            ("outlet: 央行", QueryMistake::NoValue("outlet")),
            ("from:2026-13", QueryMistake::NoDate("2026-13".to_owned())),
            ("outlets:many", QueryMistake::NoCount("many".to_owned())),
            ("number:甲", QueryMistake::NoNumber("甲".to_owned())),
            ("%", QueryMistake::NoLetters("%".to_owned())),
        ] {
            assert_eq!(parse(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn words_that_only_look_like_fields_are_words() {
        for text in [
            "https://example.org/a",
            "解读：新规",
            "10:30",
            "SH:600000",
            "-",
            "a - b",
            "--",
        ] {
            let query = parse(text).unwrap_or_default();
            assert!(
                query.wanted_facts.is_empty() && query.unwanted.is_empty(),
                "{text}"
            );
        }
        assert!(parse("解读：新规").is_ok());
    }

    #[test]
    fn no_text_makes_the_reader_of_queries_panic() {
        proptest::proptest!(|(text in "\\PC{0,40}")| {
            let _ignored = parse(&text);
        });
    }
}
