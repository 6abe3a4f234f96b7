//! Reads what makes a rate of a number: signs and words for per cent, percentage points and basis
//! points.

use super::is_one_of;
use super::lexer::{Lexer, is_word};
use super::scale::begins_with;

/// Words for per cent that stand before the number, in Turkish and in Thai, which writes no space
/// before its own.
const PERCENT_BEFORE: [&str; 2] = ["yüzde", "yuzde"];
const THAI_PERCENT_BEFORE: &str = "ร้อยละ";

/// Words for per cent, the longer of two that begin alike first.
#[rustfmt::skip]
const PERCENT_WORDS: [&str; 65] = [
    "percent", "per cent", "per cento", "pct", "pc", "prozent", "pour cent", "por ciento", "por cento",
    "procent", "procenta", "proc", "prosent", "prosenttia", "процентов", "процента", "процент",
    "процентами", "퍼센트", "パ-セント",
    "procento", "procentem", "procenty", "procentech", "percenta", "percentá", "percento", "percentami",
    "percentách", "posto", "odsto", "na sto", "odstotkov", "odstotka", "odstotke", "la sută", "la suta",
    "százalék", "százalékos", "százalékkal", "százalékot", "százalékra", "százalékról", "százaléka",
    "prosentin", "prosentilla", "prosentissa", "prosenttiin", "persen", "peratus", "phần trăm",
    "відсотків", "відсотка", "відсотки", "відсоток", "на сто", "проценат", "τοις εκατό",
    "في المئة", "في المائة", "بالمئة", "بالمائة", "אחוזים", "אחוז", "درصد",
];

/// The same of Hindi and Thai: Hindi has two, and Thai writes no space behind its own.
const PERCENT_SIGNS: [&str; 4] = ["प्रतिशत", "फीसदी", "फ़ीसदी", "เปอร์เซ็นต์"];

/// Words for percentage points.
#[rustfmt::skip]
const POINT_WORDS: [&str; 41] = [
    "percentage points", "percentage point", "percent points", "pp",
    "prozentpunkte", "prozentpunkten", "prozentpunkt", "points de pourcentage",
    "point de pourcentage", "puntos porcentuales", "punto porcentual", "pontos percentuais",
    "ponto percentual", "punti percentuali", "punto percentuale", "procentpunten", "procentpunt",
    "procentenheter", "procentenhet", "prosentpoeng", "procentpoint", "prosenttiyksikköä", "százalékponttal",
    "procentního bodu", "procentních bodů", "procentní body", "percentuálneho bodu", "yüzde puan",
    "punktu procentowego", "punktów procentowych", "punkty procentowe",
    "процентных пункта", "процентных пунктов", "процентного пункта", "процентный пункт",
    "п.п", "п. п", "퍼센트포인트", "パ-セントポイント", "个百分点", "百分点",
];

/// Words for a hundredth of a percentage point.
#[rustfmt::skip]
const BASIS_POINT_WORDS: [&str; 33] = [
    "basis points", "basis point", "bps", "bp", "bips",
    "basispunkte", "basispunkten", "basispunkt", "points de base", "point de base",
    "puntos básicos", "punto básico", "puntos base", "pontos-base", "pontos base", "ponto-base",
    "punti base", "punto base", "basispunten", "räntepunkter", "basispoeng",
    "punktów bazowych", "punkty bazowe", "базисных пунктов", "базисных пункта", "базисного пункта",
    "базисный пункт", "б.п", "个基点", "基点", "베이시스포인트", "베이시스 포인트", "ベ-シスポイント",
];

/// The step of a rate that Taiwan calls 碼, in percentage points.
const RATE_STEP: f64 = 0.25;

/// Ideographs with which 成 makes a word that is no share.
const BEHIND_NO_TENTHS: &str = "为立功长交本员都果熟绩套品分型人份";

/// Ideographs before a rate that moves by steps: `升息1码`.
const BEFORE_STEPS: &str = "息升降加减调";

/// Last ideographs of the words for a move of a rate: `上调`, `降息`, `贬值`, and of those that
/// begin with 调: `调高`, `调贬`.
const BEFORE_POINTS: &str = "调息值";
const ADJUSTED: &str = "高低升降贬";

/// Most steps by which a rate changes at once.
const MOST_STEPS: f64 = 12.0;

/// A number that is a rate, by the words after it.
pub(super) struct Rate {
    /// Multiplies the number to give per cent.
    pub(super) factor: f64,
}

impl Lexer<'_> {
    /// Whether a sign or word for per cent stands before the number that begins at `start`
    /// (`%22`, `yüzde 22`). A word is no token of its own then.
    pub(super) fn is_percent_before(&mut self, start: usize) -> bool {
        let head = self.head(start).trim_end_matches(' ');
        if let Some(before) = head.strip_suffix('%') {
            return !before.ends_with(|last: char| last.is_ascii_digit() || last == ' ');
        }
        let is_word = PERCENT_BEFORE.iter().any(|word| {
            let before = head.strip_suffix(word);
            before.is_some_and(|before| !before.ends_with(is_word))
        });
        let is_unspaced = head.ends_with(THAI_PERCENT_BEFORE);
        if is_word || is_unspaced {
            self.out.tokens.pop();
            self.out.names.pop();
        }
        is_word || is_unspaced
    }

    /// Reads the words that make a rate of the number before them (`%`, `percent`, `基点`).
    pub(super) fn rate(&mut self, value: f64) -> Option<Rate> {
        let space = usize::from(self.peek(0) == Some(' '));
        let next = self.peek(space)?;
        if next == '%' {
            // Does not skip the `%`: the lexer reads it next.
            self.at += space;
            return Some(Rate { factor: 1.0 });
        }
        if next == '‰' {
            self.at += space + next.len_utf8();
            return Some(Rate { factor: 0.1 });
        }
        match next {
            '个' | '百' | '基' | '퍼' | '베' | 'パ' | 'ベ' => {}
            '厘' => return self.hong_kong_percent(space),
            '码' => return self.rate_steps(value),
            '成' => return self.tenths(value, space),
            '点' => return self.points_of_rate(value),
            _ if is_word(next) => {}
            _ => return None,
        }
        let rest = self.rest().get(space..)?;
        // Few words begin with the same byte, which costs less to compare than words.
        let first = rest.as_bytes().first();
        let is_here = |word: &&str| word.as_bytes().first() == first && begins_with(rest, word);
        let find = |words: &[&'static str]| words.iter().copied().find(is_here);
        let (word, factor) = None
            .or_else(|| find(&POINT_WORDS).map(|word| (word, 1.0)))
            .or_else(|| find(&BASIS_POINT_WORDS).map(|word| (word, 0.01)))
            .or_else(|| find(&PERCENT_WORDS).map(|word| (word, 1.0)))
            .or_else(|| {
                let mut signs = PERCENT_SIGNS.into_iter();
                let sign = signs.find(|sign| rest.starts_with(sign))?;
                Some((sign, 1.0))
            })?;
        // What is left is one token, in whatever unit an outlet writes it.
        self.at += space + word.len();
        Some(Rate { factor })
    }

    /// `年息4.25厘` is 4.25 % in Hong Kong; `3厘米` is a length.
    fn hong_kong_percent(&self, space: usize) -> Option<Rate> {
        let is_length = matches!(self.peek(space + 1), Some('米' | '钱'));
        (!is_length).then_some(Rate { factor: 1.0 })
    }

    /// `逾4成` is more than 40 %; other 成 belong to words (`3成为`, `2成立`).
    fn tenths(&mut self, value: f64, space: usize) -> Option<Rate> {
        let behind = self.peek(space + 1);
        let is_share = value < 10.0 && !behind.is_some_and(|next| BEHIND_NO_TENTHS.contains(next));
        is_share.then(|| {
            self.at += space + '成'.len_utf8();
            Rate { factor: 10.0 }
        })
    }

    /// `中间价上调13点`, `降息25点` are basis points; other points are those of an index, of time,
    /// or of a list.
    fn points_of_rate(&mut self, value: f64) -> Option<Rate> {
        let [.., before, last] = self.out.tokens.as_slice() else {
            return None;
        };
        let is_adjusted = *before == u64::from('调') && is_one_of(*last, ADJUSTED);
        let moves = is_one_of(*last, BEFORE_POINTS) || is_adjusted;
        (moves && value.fract() == 0.0).then(|| {
            self.at += '点'.len_utf8();
            Rate { factor: 0.01 }
        })
    }

    /// `升息2码` is half a percentage point; other 码 are yards and sizes.
    fn rate_steps(&self, value: f64) -> Option<Rate> {
        let last = self.out.tokens.last()?;
        let moves = is_one_of(*last, BEFORE_STEPS);
        (moves && value <= MOST_STEPS).then_some(Rate { factor: RATE_STEP })
    }
}
