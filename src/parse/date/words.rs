//! The words and marks of dates: months, halves of the day, zones.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// Beginnings of month names, lower case. The first that fits wins, so longer ones stand first.
/// English, German, French, Spanish, Portuguese, Italian, Dutch, Scandinavian, Polish, Czech,
/// Russian, Ukrainian, Greek, Hungarian, Turkish, Indonesian.
const MONTHS: &[(&str, i8)] = &[
    ("jan", 1),
    ("jän", 1),
    ("ene", 1),
    ("gen", 1),
    ("sty", 1),
    ("led", 1),
    ("янв", 1),
    ("січ", 1),
    ("ιαν", 1),
    ("oca", 1),
    ("feb", 2),
    ("fev", 2),
    ("fév", 2),
    ("lut", 2),
    ("úno", 2),
    ("фев", 2),
    ("лют", 2),
    ("φεβ", 2),
    ("şub", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrz", 3),
    ("maa", 3),
    ("mrt", 3),
    ("már", 3),
    ("bře", 3),
    ("мар", 3),
    ("бер", 3),
    ("μαρ", 3),
    ("μάρ", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("kwi", 4),
    ("dub", 4),
    ("ápr", 4),
    ("апр", 4),
    ("кві", 4),
    ("απρ", 4),
    ("nis", 4),
    ("may", 5),
    ("mai", 5),
    ("mei", 5),
    ("mag", 5),
    ("maj", 5),
    ("máj", 5),
    ("kvě", 5),
    ("май", 5),
    ("мая", 5),
    ("тра", 5),
    ("μαι", 5),
    ("μαϊ", 5),
    ("μάι", 5),
    ("juin", 6),
    ("jun", 6),
    ("giu", 6),
    ("cze", 6),
    ("červn", 6),
    ("črv", 6),
    ("jún", 6),
    ("июн", 6),
    ("чер", 6),
    ("ιουν", 6),
    ("ιούν", 6),
    ("haz", 6),
    ("juil", 7),
    ("jul", 7),
    ("lug", 7),
    ("lip", 7),
    ("červe", 7),
    ("júl", 7),
    ("июл", 7),
    ("лип", 7),
    ("ιουλ", 7),
    ("ιούλ", 7),
    ("tem", 7),
    ("aug", 8),
    ("aoû", 8),
    ("aou", 8),
    ("ago", 8),
    ("sie", 8),
    ("srp", 8),
    ("авг", 8),
    ("сер", 8),
    ("αυγ", 8),
    ("αύγ", 8),
    ("ağu", 8),
    ("agu", 8),
    ("sep", 9),
    ("set", 9),
    ("wrz", 9),
    ("zář", 9),
    ("szept", 9),
    ("сен", 9),
    ("вер", 9),
    ("σεπ", 9),
    ("eyl", 9),
    ("oct", 10),
    ("okt", 10),
    ("out", 10),
    ("ott", 10),
    ("paź", 10),
    ("říj", 10),
    ("окт", 10),
    ("жов", 10),
    ("οκτ", 10),
    ("eki", 10),
    ("nov", 11),
    ("lis", 11),
    ("ноя", 11),
    ("лис", 11),
    ("νοε", 11),
    ("νοέ", 11),
    ("kas", 11),
    ("dec", 12),
    ("dez", 12),
    ("déc", 12),
    ("dic", 12),
    ("gru", 12),
    ("pro", 12),
    ("des", 12),
    ("дек", 12),
    ("гру", 12),
    ("δεκ", 12),
    ("ara", 12),
];

/// Words that begin like a month and are none (weekdays).
const NO_MONTHS: &[&str] = &["mardi", "martes", "martedì", "martedi", "mart"];

/// Zone abbreviations and their usual meaning, in hours; an ambiguous one (`CST`, `IST`) means what
/// it means in the source's zone first. RFC 822 5.1 and what feeds send.
const ABBREVIATIONS: &[(&str, f32)] = &[
    ("z", 0.0),
    ("ut", 0.0),
    ("utc", 0.0),
    ("gmt", 0.0),
    ("wet", 0.0),
    ("adt", -3.0),
    ("ast", -4.0),
    ("edt", -4.0),
    ("est", -5.0),
    ("et", -5.0),
    ("cdt", -5.0),
    ("cst", -6.0),
    ("ct", -6.0),
    ("mdt", -6.0),
    ("mst", -7.0),
    ("mt", -7.0),
    ("pdt", -7.0),
    ("pst", -8.0),
    ("pt", -8.0),
    ("akdt", -8.0),
    ("akst", -9.0),
    ("hst", -10.0),
    ("bst", 1.0),
    ("west", 1.0),
    ("cet", 1.0),
    ("met", 1.0),
    ("mez", 1.0),
    ("cest", 2.0),
    ("mest", 2.0),
    ("mesz", 2.0),
    ("eet", 2.0),
    ("eest", 3.0),
    ("msk", 3.0),
    ("msd", 4.0),
    ("ist", 5.5),
    ("ict", 7.0),
    ("wib", 7.0),
    ("hkt", 8.0),
    ("sgt", 8.0),
    ("pht", 8.0),
    ("awst", 8.0),
    ("jst", 9.0),
    ("kst", 9.0),
    ("acst", 9.5),
    ("aest", 10.0),
    ("acdt", 10.5),
    ("aedt", 11.0),
    ("nzst", 12.0),
    ("nzdt", 13.0),
];

/// The month a lower-case word names.
pub(super) fn month(word: &str) -> Option<i8> {
    if NO_MONTHS.contains(&word) {
        return None;
    }
    MONTHS
        .iter()
        .find(|(beginning, _)| word.starts_with(beginning))
        .map(|(_, month)| *month)
}

/// Whether a lower-case word is a known abbreviation of a zone.
pub(super) fn is_abbreviation(word: &str) -> bool {
    ABBREVIATIONS.iter().any(|(name, _)| *name == word)
}

/// The offset an abbreviation means at a local time.
///
/// `CST` is US Central for RFC 822 and both common libraries, and China Standard Time for a Chinese
/// publisher: 14 hours apart. What the source's own zone is called at that time comes first; and
/// a zone eight hours ahead makes `CST` China's, also where its own abbreviation is another.
pub(super) fn offset(abbreviation: &str, civil: DateTime, zone: &TimeZone) -> Option<Offset> {
    let local = zone.to_ambiguous_zoned(civil).compatible().ok()?;
    let there = zone.to_offset_info(local.timestamp());
    let eight = Offset::constant(8);
    if there.abbreviation().eq_ignore_ascii_case(abbreviation)
        || (abbreviation == "cst" && there.offset() == eight)
    {
        return Some(there.offset());
    }
    let (_, hours) = ABBREVIATIONS
        .iter()
        .find(|(name, _)| *name == abbreviation)?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the table's values are halves between -12 and 14"
    )]
    Offset::from_seconds((hours * 3600.0) as i32).ok()
}

/// Characters that are words by themselves: Han, Hangul.
pub(super) fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '〇')
}

/// One form for each mark: full-width to ASCII, traditional and Korean units to simplified Chinese.
pub(super) fn plain_mark(c: char) -> char {
    match c {
        '：' | '∶' => ':',
        '－' | '–' | '—' | '−' | '‐' => '-',
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

/// Whether a mark says afternoon or evening: 上午 下午 晚上 凌晨 午前 午後 오전 오후 by their
/// telling character.
pub(super) fn half_of_day(mark: char) -> Option<bool> {
    match mark {
        '上' | '前' | '凌' | '早' | '전' => Some(false),
        '下' | '後' | '后' | '晚' | '후' => Some(true),
        _ => None,
    }
}
