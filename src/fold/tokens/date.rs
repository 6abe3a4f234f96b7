//! Reads dates with names: months and weekdays.
//!
//! A month by name is one token however outlets shorten it, and stands before its day (`15 June`,
//! `Jun. 15th`).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::currency::Currencies;
use super::letters;
use super::lexer::{Lexer, WORD, is_word};
use super::style::Style;
use super::{Figure, FigureKind, MASK, mix};
use crate::text::CALENDARS;

/// Months by name and by the abbreviations of news, as normalised text writes them. They may stand
/// without a day. [`CALENDARS`] has the names of more languages.
const MONTHS: [&str; 12] = [
    "january jan जनवरी januar jänner janvier janv enero gennaio janeiro januari января",
    "february feb फरवरी februar février fevrier févr febrero febbraio fevereiro februari февраля",
    "march mar मार्च märz mars marzo março maart марта",
    "april apr अप्रैल avril abril aprile апреля",
    "may mai मई mayo maggio maio mei мая",
    "june jun जून juni juin junio giugno junho июня",
    "july jul जुलाई juli juillet julio luglio julho июля",
    "august aug अगस्त août aout agosto augustus augusti августа",
    "september sept सितंबर sep septembre septiembre settembre setembro сентября",
    "october oct अक्टूबर oktober okt octobre octubre ottobre outubro октября",
    "november nov नवंबर novembre noviembre novembro ноября",
    "december dec दिसंबर dezember dez décembre decembre diciembre dicembre dezembro декабря",
];

/// Abbreviations that agencies put beside a day: `MADRID, 24 dic`, `НОВОСИБИРСК, 24 ноя`. Those
/// that are words of another language (`set`, `out`, `ago`) are left out.
const BESIDE_DAYS: [&str; 12] = [
    "ene янв січ sty",
    "фев лют",
    "мар бер mrt",
    "abr avr апр kwi",
    "тра",
    "июн giu",
    "июл lug juil",
    "авг",
    "сен сент вер wrz",
    "ott окт жов paź",
    "ноя нояб",
    "dic дек déc",
];

/// Months in Thai, and their abbreviations. Thai writes no space behind a word, so that they are
/// found by their letters.
const THAI_MONTHS: [(&str, &str); 12] = [
    ("มกราคม", "ม.ค."),
    ("กุมภาพันธ์", "ก.พ."),
    ("มีนาคม", "มี.ค."),
    ("เมษายน", "เม.ย."),
    ("พฤษภาคม", "พ.ค."),
    ("มิถุนายน", "มิ.ย."),
    ("กรกฎาคม", "ก.ค."),
    ("สิงหาคม", "ส.ค."),
    ("กันยายน", "ก.ย."),
    ("ตุลาคม", "ต.ค."),
    ("พฤศจิกายน", "พ.ย."),
    ("ธันวาคม", "ธ.ค."),
];

/// Names of months that are other words as well: they name one beside a day or a year only.
const AMBIGUOUS: &str = "may mai मई mar mars march jan jun sep dec mei";

/// Weekdays by name, Monday first.
const WEEKDAYS: [&str; 7] = [
    "monday montag lundi lunes lunedì maandag понедельник",
    "tuesday dienstag mardi martes martedì dinsdag вторник",
    "wednesday mittwoch mercredi miércoles mercoledì woensdag среду",
    "thursday donnerstag jeudi jueves giovedì donderdag четверг",
    "friday freitag vendredi viernes venerdì vrijdag пятницу",
    "saturday samstag sonnabend samedi sábado sabato zaterdag субботу",
    "sunday sonntag dimanche domingo domenica zondag воскресенье",
];

/// What may stand between a day and its month, and between a month and its day.
const DAY_TO_MONTH: [&str; 8] = ["", " ", ".", ". ", "°", " of ", " de ", " d'"];
const MONTH_TO_DAY: [&str; 5] = ["", " ", ".", ". ", " the "];

/// What follows the digits of a day: `15th`, `1er`, `1º`.
const ORDINALS: [&str; 6] = ["st", "nd", "rd", "th", "er", "o"];

/// Years that four digits name where nothing says what they count.
const YEARS: std::ops::RangeInclusive<f64> = 1990.0..=2049.0;

pub(super) const DAYS_OF_MONTH: std::ops::RangeInclusive<f64> = 1.0..=31.0;

/// Ideographs behind 周三 that make it a number of times (`一周三次`) or another word.
const COUNTED_BY: &str = "次天年个月周分成名家季百千万亿点十场期";

/// What a word names.
#[derive(Debug, Clone, Copy)]
enum Named {
    Month(u32),
    Weekday(u32),
}

/// What else the name of a month is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum IsAlso {
    Nothing,
    AnotherWord,
}

/// The names by their tokens.
static NAMED: LazyLock<HashMap<u64, (Named, IsAlso)>> = LazyLock::new(|| {
    let mut named = HashMap::new();
    for (month, words) in (1..).zip(MONTHS) {
        for word in words.split(' ') {
            let is_also = if AMBIGUOUS.split(' ').any(|other| other == word) {
                IsAlso::AnotherWord
            } else {
                IsAlso::Nothing
            };
            named.insert(word_token(word), (Named::Month(month), is_also));
        }
    }
    for months in CALENDARS
        .iter()
        .map(|calendar| calendar.months)
        .chain([BESIDE_DAYS])
    {
        for (month, words) in (1..).zip(months) {
            for word in words.split(' ') {
                let name = named.entry(word_token(word));
                name.or_insert((Named::Month(month), IsAlso::AnotherWord));
            }
        }
    }
    for (day, words) in (1..).zip(WEEKDAYS) {
        for word in words.split(' ') {
            named.insert(word_token(word), (Named::Weekday(day), IsAlso::Nothing));
        }
    }
    named
});

/// Longest and shortest name in the tables, in letters: other words are not looked up.
const NAMES: std::ops::RangeInclusive<u32> = 2..=12;

impl Lexer<'_> {
    /// Reads the word that begins at `start` and ends here as the name of a month or a weekday;
    /// true if it is one.
    pub(super) fn day_by_name(&mut self, token: u64, letters: u32, start: usize) -> bool {
        if !NAMES.contains(&letters) {
            return false;
        }
        match NAMED.get(&token) {
            Some((Named::Weekday(day), _)) => {
                let name = mix(WORD, u64::from(*day) << 8) | WORD;
                self.push_date(name, FigureKind::Weekday, f64::from(*day));
                self.out.names.push(name);
                true
            }
            Some((Named::Month(month), is_also)) => self.month(*month, *is_also, start),
            None => false,
        }
    }

    fn month(&mut self, month: u32, is_also: IsAlso, start: usize) -> bool {
        let day = self.day_before(start);
        if day.is_none() && is_also == IsAlso::AnotherWord && !self.is_before_date() {
            return false;
        }
        // The month stands before its day, as in the other spelling.
        if let Some(day) = day {
            self.take_back(day.token);
            self.out.figures.pop();
            // `15-17 June`.
            let head = self.head(start).trim_end_matches([' ', '.']);
            let is_range = head
                .trim_end_matches(|last: char| last.is_ascii_digit())
                .ends_with('-');
            if let Some(first) = self
                .out
                .figures
                .last_mut()
                .filter(|first| is_range && is_day(first))
            {
                first.kind = FigureKind::Day;
            }
        }
        self.push_month(month.into());
        if let Some(day) = day {
            self.push_date(MASK, FigureKind::Day, day.value);
        }
        self.month_end = Some(self.at);
        true
    }

    /// Reads the name or the abbreviation of a month in Thai; true if one is here.
    pub(super) fn thai_month(&mut self) -> bool {
        let rest = self.rest();
        let found = (1..).zip(THAI_MONTHS).find_map(|(month, (name, short))| {
            let written = [name, short]
                .into_iter()
                .find(|written| rest.starts_with(written));
            written.map(|written| (month, written.len()))
        });
        let Some((month, length)) = found else {
            return false;
        };
        let start = self.at;
        self.at += length;
        self.month(month, IsAlso::Nothing, start)
    }

    /// Pushes a month as its name.
    pub(super) fn push_month(&mut self, month: f64) {
        let name = mix(WORD, month.to_bits()) | WORD;
        self.push_date(name, FigureKind::Month, month);
        self.out.names.push(name);
    }

    pub(super) fn push_date(&mut self, token: u64, kind: FigureKind, value: f64) {
        let at = self.out.tokens.len();
        self.out.tokens.push(token);
        self.out.figures.push(Figure {
            kind,
            value,
            step: 1.0,
            digits: match value {
                ..10.0 => 1,
                10.0..100.0 => 2,
                _ => 4,
            },
            scaled: false,
            currencies: Currencies::UNKNOWN,
            hedge: None,
            token: at,
        });
    }

    /// The number before the month that begins at `start`, if it is that of a day.
    fn day_before(&mut self, start: usize) -> Option<Figure> {
        let between = self.between(self.number_end?, start)?;
        let day = *self.out.figures.last()?;
        let is_day = is_day(&day) && DAY_TO_MONTH.contains(&between);
        is_day.then_some(day)
    }

    /// Whether the number that begins at `start` follows the name of a month, as its day does in
    /// English alone: `bis Juni 14 Filialen` tells of branches.
    pub(super) fn is_behind_month(&self, start: usize) -> bool {
        if self.month_end.is_none() || self.style() == Style::Comma {
            return false;
        }
        let between = self.month_end.and_then(|end| self.between(end, start));
        between.is_some_and(|between| MONTH_TO_DAY.contains(&between))
    }

    /// Whether a number of a day or a year follows the name of a month that ends here.
    fn is_before_date(&self) -> bool {
        let rest = self.rest();
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let value = rest.get(..digits).and_then(|digits| digits.parse().ok());
        let value: f64 = value.unwrap_or_default();
        (digits <= 2 && DAYS_OF_MONTH.contains(&value)) || (digits == 4 && YEARS.contains(&value))
    }

    /// Whether the full stop here stands between a day and its month: `15. Juni`.
    pub(super) fn is_stop_of_day(&self) -> bool {
        let is_behind_day =
            self.number_end == Some(self.at) && self.out.figures.last().is_some_and(is_day);
        let rest = self.rest().get(1..).unwrap_or_default();
        let word = rest.strip_prefix(' ').unwrap_or(rest);
        let word = word.split(|next| !is_word(next)).next().unwrap_or_default();
        is_behind_day && matches!(NAMED.get(&word_token(word)), Some((Named::Month(_), _)))
    }

    /// Passes the letters that make a day of a number: `15th`.
    pub(super) fn skip_ordinal(&mut self) {
        let ordinal = ORDINALS
            .into_iter()
            .find(|letters| self.has_word(0, letters));
        self.at += ordinal.map_or(0, str::len);
    }

    /// The kind of a plain number of `length` digits that begins at `start` and of which no unit
    /// says what it counts.
    pub(super) fn day_or_year(
        &self,
        value: f64,
        length: usize,
        start: usize,
    ) -> Option<FigureKind> {
        let is_in_range = self
            .range
            .and_then(|range| self.out.figures.get(range.first));
        let continues_day = is_in_range.is_some_and(|first| first.kind == FigureKind::Day);
        if length <= 2
            && DAYS_OF_MONTH.contains(&value)
            && (self.is_behind_month(start) || continues_day)
        {
            return Some(FigureKind::Day);
        }
        (length == 4 && YEARS.contains(&value)).then_some(FigureKind::Year)
    }

    /// Reads the numeral of 周三, 星期三; true if the weekday is here.
    pub(super) fn chinese_weekday(&mut self, character: char) -> bool {
        let Some(day) = (1_u32..)
            .zip("一二三四五六".chars())
            .find(|(_, day)| *day == character)
        else {
            return false;
        };
        let head = self.head(self.at);
        let week = ["星期", "礼拜", "周"]
            .into_iter()
            .find(|week| head.ends_with(week));
        let Some(week) = week else { return false };
        let is_counted = self.peek(1).is_some_and(|next| COUNTED_BY.contains(next));
        let of_weeks = head
            .get(..head.len() - week.len())
            .and_then(|before| before.chars().next_back())
            .is_some_and(|before| {
                before.is_ascii_digit() || "一两二三四五六七八九十几每".contains(before)
            });
        if is_counted || of_weeks {
            return false;
        }
        let kept = self.out.tokens.len().saturating_sub(week.chars().count());
        self.take_back(kept);
        self.out.tokens.push(u64::from('周'));
        self.skip(character);
        self.push_date(MASK, FigureKind::Weekday, day.0.into());
        true
    }

    /// Reads `수요일`; true if a weekday is here.
    pub(super) fn korean_weekday(&mut self, character: char) -> bool {
        let day = (1_u32..)
            .zip("월화수목금토일".chars())
            .find(|(_, day)| *day == character);
        let Some((day, _)) =
            day.filter(|_| self.peek(1) == Some('요') && self.peek(2) == Some('일'))
        else {
            return false;
        };
        self.at += "월요일".len();
        self.push_date(MASK, FigureKind::Weekday, day.into());
        true
    }

    /// The text between two places of which the second is not before the first.
    fn between(&self, from: usize, to: usize) -> Option<&str> {
        self.text.get(from..to)
    }
}

/// The token of a word.
pub(super) fn word_token(word: &str) -> u64 {
    letters::word_token(word.chars())
}

fn is_day(figure: &Figure) -> bool {
    matches!(
        figure.kind,
        FigureKind::Amount | FigureKind::Label | FigureKind::Day
    ) && !figure.scaled
        && (figure.step - 1.0).abs() < f64::EPSILON
        && figure.hedge.is_none()
        && DAYS_OF_MONTH.contains(&figure.value)
}
