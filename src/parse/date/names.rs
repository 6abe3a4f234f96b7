//! The words in dates: months, days of the week, parts of the day, eras.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::{CALENDARS, CalendarNames, is_hangul, is_ideograph};

/// The months that a word may mean: bit 1 is January.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Months(u16);

/// The days of the week that a word may mean: bit 1 is Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Weekdays(u16);

impl Months {
    /// The month `number`, 1 to 12.
    pub(super) fn one(number: i8) -> Self {
        Self(1 << number)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = i8> {
        (1..=12).filter(move |number| self.0 & (1 << number) != 0)
    }

    /// The month, if it is only one.
    pub(super) fn only(self) -> Option<i8> {
        let one = self.0.is_power_of_two();
        one.then(|| self.iter().next()).flatten()
    }
}

impl Weekdays {
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn holds(self, day: jiff::civil::Weekday) -> bool {
        self.0 & (1 << day.to_monday_one_offset()) != 0
    }
}

/// Returns a word in lower case without accents, as [`CALENDARS`] has it.
pub(super) fn plain(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut plain = String::with_capacity(word.len());
    let letters = word.nfd().filter(|c| !is_combining_mark(*c));
    for c in letters.flat_map(char::to_lowercase) {
        match c {
            'ł' => plain.push('l'),
            'ø' => plain.push('o'),
            'ı' => plain.push('i'),
            'đ' | 'ð' => plain.push('d'),
            'þ' => plain.push_str("th"),
            'æ' => plain.push_str("ae"),
            c if is_combining_mark(c) => {}
            c => plain.push(c),
        }
    }
    plain
}

/// The meaning of an abbreviation of RFC 822.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    Month(Months),
    Weekday(Weekdays),
}

/// The month or day of the week of an abbreviation of RFC 822. Nearly all dates have these
/// abbreviations. `mar` is left out, because it has other meanings in other languages of the
/// table.
pub(super) fn rfc_822_name(word: &str) -> Option<Name> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    if word.len() != 3 {
        return None;
    }
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == word);
    let weekday = || (1..).zip(WEEKDAYS).find(|(_, name)| *name == word);
    match month {
        Some((number, _)) => Some(Name::Month(Months::one(number))),
        None => weekday().map(|(number, _)| Name::Weekday(Weekdays(1_u16 << number))),
    }
}

/// How a word matches a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// It is the whole name, or a usual abbreviation.
    Whole,
    /// It is the beginning of the name, at least three letters long.
    Beginning,
}

/// Returns the months that a plain word may mean.
///
/// Whole names and usual abbreviations have precedence over beginnings of names. If languages
/// differ (`listopad` is November in Polish and October in Croatian), the language of the document
/// decides.
pub(super) fn months(word: &str, language: &str) -> (Months, Match) {
    let (months, how) = meanings(word, language, |names| &names.months);
    (Months(months), how)
}

/// Returns the days of the week that a plain word may mean.
pub(super) fn weekdays(word: &str, language: &str) -> Weekdays {
    Weekdays(meanings(word, language, |names| &names.weekdays).0)
}

fn meanings(
    word: &str,
    language: &str,
    names: impl Fn(&CalendarNames) -> &[&'static str],
) -> (u16, Match) {
    let primary = language.split('-').next().unwrap_or_default();
    let own = CALENDARS.iter().filter(|names| names.language == primary);
    let own = matches(word, own.map(&names));
    if own.0.is_power_of_two() {
        return own;
    }
    matches(word, CALENDARS.iter().map(names))
}

/// Returns the positions of `word` in the lists as bits; if it is in none, those of the names that
/// begin with it.
fn matches<'n>(word: &str, lists: impl Iterator<Item = &'n [&'static str]>) -> (u16, Match) {
    /// Fewest characters with which the beginning of a name counts as the name.
    const FEWEST: usize = 3;
    let long_enough = word.chars().nth(FEWEST - 1).is_some();
    let (mut exact, mut begun) = (0, 0);
    for list in lists {
        for (place, forms) in (1..).zip(list) {
            for form in forms.split(' ') {
                if form == word {
                    exact |= 1 << place;
                } else if long_enough && form.starts_with(word) {
                    begun |= 1 << place;
                }
            }
        }
    }
    if exact == 0 {
        (begun, Match::Beginning)
    } else {
        (exact, Match::Whole)
    }
}

/// A part of the day, which completes an hour of the twelve-hour clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayPart {
    /// 12 is midnight; later hours are impossible.
    Morning,
    /// Around 12.
    Noon,
    /// 12 is noon.
    Afternoon,
    /// From 5 on; 12 is ambiguous.
    Evening,
}

impl DayPart {
    /// Returns the hour of the 24-hour clock, if `hour` can be in this part of the day.
    pub(super) fn hour(self, hour: i8) -> Option<i8> {
        match (self, hour) {
            (Self::Morning, 12) => Some(0),
            (Self::Morning, 0..=11)
            | (Self::Noon, 11..=14)
            | (Self::Afternoon, 12..=23)
            | (Self::Evening, 17..=23) => Some(hour),
            (Self::Noon, 1..=2) | (Self::Afternoon, 0..=11) | (Self::Evening, 5..=11) => {
                Some(hour + 12)
            }
            _ => None,
        }
    }
}

/// The part of the day of a plain word after a time.
pub(super) fn clock_half(word: &str) -> Option<DayPart> {
    match word {
        "am" | "πμ" | "sa" | "oo" | "fm" => Some(DayPart::Morning),
        "pm" | "μμ" | "ch" | "os" | "em" => Some(DayPart::Afternoon),
        _ => None,
    }
}

/// The hour of a plain word such as `noon`.
pub(super) fn named_hour(word: &str) -> Option<i8> {
    match word {
        "noon" | "midday" | "midi" | "mittag" | "mittags" | "mediodia" | "mezzogiorno" => Some(12),
        "midnight" | "minuit" | "mitternacht" | "medianoche" | "mezzanotte" => Some(0),
        _ => None,
    }
}

/// Whether a plain word after a number marks the number as an hour: `9 h`, `9 Uhr`.
pub(super) fn is_hour_unit(word: &str) -> bool {
    matches!(
        word,
        "h" | "hs" | "hrs" | "uhr" | "uur" | "gio" | "ч" | "hod" | "heure" | "heures" | "horas"
    )
}

/// Reads a part of the day in Han or Hangul at the beginning of a text; returns it with its length
/// in bytes.
pub(super) fn day_part(text: &str) -> Option<(DayPart, usize)> {
    const PARTS: &[(&str, DayPart)] = &[
        ("上午", DayPart::Morning),
        ("午前", DayPart::Morning),
        ("오전", DayPart::Morning),
        ("새벽", DayPart::Morning),
        ("아침", DayPart::Morning),
        ("凌晨", DayPart::Morning),
        ("清晨", DayPart::Morning),
        ("早上", DayPart::Morning),
        ("早晨", DayPart::Morning),
        ("午夜", DayPart::Morning),
        ("中午", DayPart::Noon),
        ("正午", DayPart::Noon),
        ("낮", DayPart::Noon),
        ("下午", DayPart::Afternoon),
        ("午後", DayPart::Afternoon),
        ("午后", DayPart::Afternoon),
        ("오후", DayPart::Afternoon),
        ("傍晚", DayPart::Evening),
        ("晚上", DayPart::Evening),
        ("晚间", DayPart::Evening),
        ("晚間", DayPart::Evening),
        ("夜间", DayPart::Evening),
        ("저녁", DayPart::Evening),
        ("밤", DayPart::Evening),
    ];
    let (name, part) = PARTS.iter().find(|(name, _)| text.starts_with(name))?;
    Some((*part, name.len()))
}

/// Reads the name of a local time in Han or Hangul at the beginning of a text; returns its hours
/// ahead of UTC, and the length of the name in bytes.
pub(super) fn clock(text: &str) -> Option<(i8, usize)> {
    const CLOCKS: &[(&str, i8)] = &[
        ("北京时间", 8),
        ("北京時間", 8),
        ("中国标准时间", 8),
        ("中國標準時間", 8),
        ("台北标准时间", 8),
        ("台北標準時間", 8),
        ("台北時間", 8),
        ("香港时间", 8),
        ("香港時間", 8),
        ("日本標準時", 9),
        ("日本時間", 9),
        ("日本时间", 9),
        ("한국시간", 9),
        ("한국 시간", 9),
        ("한국표준시", 9),
        ("한국 표준시", 9),
    ];
    let (name, hours) = CLOCKS.iter().find(|(name, _)| text.starts_with(name))?;
    Some((*hours, name.len()))
}

/// The day of the week with this Vietnamese number, which follows the word `thứ` and counts from
/// Sunday.
pub(super) fn vietnamese_weekday(plain: &str) -> Option<Weekdays> {
    const NUMBERS: [&str; 6] = ["hai", "ba", "tu", "nam", "sau", "bay"];
    let place = (1..).zip(NUMBERS).find(|(_, name)| *name == plain)?.0;
    Some(Weekdays(1_u16 << place))
}

/// Reads the name of an era at the beginning of a text; returns the year before its first year,
/// and the length of the name in bytes.
pub(super) fn era(text: &str) -> Option<(u64, usize)> {
    const ERAS: &[(&str, u64)] = &[
        ("中華民國", 1911),
        ("中华民国", 1911),
        ("民國", 1911),
        ("民国", 1911),
        ("令和", 2018),
        ("平成", 1988),
        ("昭和", 1925),
        ("大正", 1911),
        ("明治", 1867),
    ];
    let (name, before) = ERAS.iter().find(|(name, _)| text.starts_with(name))?;
    Some((*before, name.len()))
}

/// The year before the first year of a Japanese era, by the letter of the era.
pub(super) fn era_letter(word: &str) -> Option<u64> {
    match word {
        "R" => Some(2018),
        "H" => Some(1988),
        "S" => Some(1925),
        _ => None,
    }
}

/// Reads a day of the week in Han, kana or Hangul at the beginning of a text: `星期二`, `火曜日`,
/// `화요일`; a single character counts in parentheses or before a comma. Returns it with its
/// length in bytes.
pub(super) fn ideographic_weekday(text: &str, before: char) -> Option<(Weekdays, usize)> {
    const DAYS: [&str; 7] = [
        "一月월",
        "二火화",
        "三水수",
        "四木목",
        "五金금",
        "六土토",
        "日天七일",
    ];
    let day = |c: char| {
        let place = (1..).zip(DAYS).find(|(_, names)| names.contains(c))?.0;
        Some(Weekdays(1 << place))
    };
    let prefixes = ["星期", "礼拜", "禮拜", "周", "週"];
    if let Some(prefix) = prefixes.iter().find(|prefix| text.starts_with(*prefix)) {
        let c = text.get(prefix.len()..)?.chars().next()?;
        return Some((day(c)?, prefix.len() + c.len_utf8()));
    }
    let c = text.chars().next()?;
    let behind = text.get(c.len_utf8()..).unwrap_or_default();
    let suffixes = ["曜日", "曜", "요일"];
    if let Some(suffix) = suffixes.iter().find(|suffix| behind.starts_with(*suffix)) {
        return Some((day(c)?, c.len_utf8() + suffix.len()));
    }
    let enclosed = matches!(before, '(' | '（' | '[') && behind.starts_with([')', '）', ']']);
    let first = before == ' ' && behind.starts_with([',', '，']);
    (enclosed || first).then_some((day(c)?, c.len_utf8()))
}

/// The value of a Han digit.
pub(super) fn han_digit(c: char) -> Option<u64> {
    const DIGITS: [&str; 10] = [
        "〇零○",
        "一",
        "二",
        "三",
        "四",
        "五",
        "六",
        "七",
        "八",
        "九",
    ];
    (0..)
        .zip(DIGITS)
        .find(|(_, names)| names.contains(c))
        .map(|(value, _)| value)
}

/// Whether a character can be a word by itself: Han or Hangul.
pub(super) fn is_ideographic(c: char) -> bool {
    is_ideograph(c) || is_hangul(c) || c == '〇'
}

/// Unifies a mark: full-width marks become ASCII; traditional and Korean units become simplified
/// Chinese.
pub(super) fn plain_mark(c: char) -> char {
    match c {
        '：' | '∶' => ':',
        '－' | '–' | '—' | '−' | '‐' | '‑' => '-',
        '／' => '/',
        '．' => '.',
        '＋' => '+',
        '년' => '年',
        '월' => '月',
        '일' | '号' | '號' => '日',
        '時' | '시' => '时',
        '點' => '点',
        '분' => '分',
        '초' => '秒',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{CALENDARS, months, plain};

    #[test]
    fn the_tables_hold_plain_words() {
        for names in CALENDARS {
            for forms in names.months.iter().chain(&names.weekdays) {
                assert_eq!(plain(forms), *forms, "{}", names.language);
            }
        }
    }

    #[test]
    fn a_whole_month_name_means_one_month_in_its_language() {
        for names in CALENDARS {
            for (month, forms) in (1..).zip(names.months) {
                for form in forms.split(' ') {
                    let found: Vec<i8> = months(form, names.language).0.iter().collect();
                    assert_eq!(found, [month], "{form} in {}", names.language);
                }
            }
        }
    }

    #[test]
    fn a_month_that_languages_name_differently_means_both_without_a_language() {
        assert_eq!(
            months("listopada", "").0.iter().collect::<Vec<_>>(),
            [10, 11]
        );
        assert_eq!(
            months("listopada", "hr-hr").0.iter().collect::<Vec<_>>(),
            [10]
        );
        assert_eq!(months("listopadu", "").0.iter().collect::<Vec<_>>(), [11]);
    }
}
