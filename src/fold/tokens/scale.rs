//! Reads the words after a number that scale it or say what it counts: scale words, East Asian
//! units, per cent.

use super::Hedge;
use super::lexer::{Lexer, is_word, is_word_or_digit};
use super::number::Digits;

/// Words behind a number that multiply it, in the scripts that write words apart. A `billion` is
/// the English one; the German and Spanish one has a plural of its own.
const SCALE_WORDS: [(f64, &[&str]); 9] = [
    (
        1e12,
        &[
            "tri",
            "trillion",
            "trillions",
            "tn",
            "trn",
            "billionen",
            "billones",
            "bilioni",
            "трлн",
            "триллион",
            "триллиона",
            "триллионов",
        ],
    ),
    (
        1e9,
        &[
            "billion",
            "billions",
            "bn",
            "bln",
            "b",
            "milliarden",
            "milliarde",
            "milliards",
            "milliard",
            "mrd",
            "mrds",
            "md",
            "mds",
            "mld",
            "miliardi",
            "miliardo",
            "miljard",
            "miljarder",
            "miliardów",
            "miliardy",
            "bi",
            "mmdp",
            "bilhão",
            "bilhões",
            "milyar",
            "млрд",
            "миллиард",
            "миллиарда",
            "миллиардов",
        ],
    ),
    (1e7, &["crore", "crores", "cr"]),
    (
        1e6,
        &[
            "million",
            "millions",
            "millionen",
            "mln",
            "mio",
            "mn",
            "m",
            "millones",
            "millón",
            "milioni",
            "milione",
            "miljoen",
            "miljoner",
            "milionów",
            "miliony",
            "mi",
            "mdp",
            "mdd",
            "milhão",
            "milhões",
            "milyon",
            "млн",
            "миллион",
            "миллиона",
            "миллионов",
        ],
    ),
    (1e5, &["lakh", "lakhs"]),
    (
        1e3,
        &[
            "thousand",
            "thousands",
            "tausend",
            "milliers",
            "mil",
            "mila",
            "tsd",
            "k",
            "duizend",
            "tys",
            "тыс",
            "тысяч",
            "тысячи",
        ],
    ),
    (1e2, &["hundred"]),
    (12.0, &["dozen"]),
    // Of a dollar or a euro.
    (1e-2, &["cents", "cent"]),
];

/// Words for per cent, the longer of two that begin alike first.
#[rustfmt::skip]
const PERCENT_WORDS: [&str; 20] = [
    "percent", "per cent", "per cento", "pct", "pc", "prozent", "pour cent", "por ciento", "por cento",
    "procent", "procenta", "proc", "prosent", "prosenttia", "процентов", "процента", "процент",
    "процентами", "퍼센트", "パ-セント",
];

/// Words for percentage points.
#[rustfmt::skip]
const POINT_WORDS: [&str; 34] = [
    "percentage points", "percentage point", "percent points", "pp",
    "prozentpunkte", "prozentpunkten", "prozentpunkt", "points de pourcentage",
    "point de pourcentage", "puntos porcentuales", "punto porcentual", "pontos percentuais",
    "ponto percentual", "punti percentuali", "punto percentuale", "procentpunten", "procentpunt",
    "procentenheter", "procentenhet", "prosentpoeng", "procentpoint",
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

/// Most steps by which a rate changes at once.
const MOST_STEPS: f64 = 12.0;

/// East Asian units that multiply what is before them within a group of four digits.
const SMALL_UNITS: [(char, f64); 4] = [('千', 1e3), ('천', 1e3), ('百', 1e2), ('백', 1e2)];

/// East Asian units that close a group of four digits.
const GREAT_UNITS: [(char, f64); 6] = [
    ('万', 1e4),
    ('만', 1e4),
    ('亿', 1e8),
    ('억', 1e8),
    ('兆', 1e12),
    ('조', 1e12),
];

/// Units of measure before which 兆 is the prefix mega, and 千 the prefix kilo.
const MEASURES: &str = "瓦赫帕焦伏欧字比";

/// Units of measure with 千, which does not scale the number before them, and their other names.
const OF_ANOTHER_NAME: [(&str, [char; 2]); 2] = [("千米", ['公', '里']), ("千克", ['公', '斤'])];

/// A number that is a rate, by the words after it.
pub(super) struct Rate {
    /// Multiplies the number to give per cent.
    pub(super) factor: f64,
}

/// A number with the scale words behind it.
pub(super) struct Scaled {
    pub(super) value: f64,
    /// What one step of the last digit is worth, before `scale`.
    pub(super) step: f64,
    pub(super) significant: u32,
    /// 1 where no scale word follows.
    pub(super) scale: f64,
}

impl Lexer<'_> {
    /// Reads the scale words after the number `plain`: one word (`1.37 bn`), or the units of a
    /// compound (`2조1천400억`).
    pub(super) fn scaled(&mut self, plain: Scaled) -> Scaled {
        if let Some(scale) = self.scale_words() {
            return Scaled { scale, ..plain };
        }
        let Some((mut scale, mut total)) = self.units(plain.value) else {
            return plain;
        };
        let (mut step, mut significant) = (plain.step, plain.significant);
        // A compound: every following part has a smaller unit than the one before it.
        loop {
            let back = self.at;
            // Korean writes the parts apart: `3천214억 5천만원`.
            let is_apart = self.peek(0) == Some(' ');
            if is_apart {
                self.skip(' ');
            }
            let part = self.starts_with_digit().then(|| self.digits());
            let units = part.and_then(|part| self.units(part.value));
            match (part, units) {
                (Some(part), Some((unit, worth))) if unit < scale => {
                    total += worth;
                    (step, scale) = (part.step, unit);
                    significant += part.significant;
                }
                // `361万2000人` is `361万2千人`.
                (Some(rest), None)
                    if !is_apart
                        && step >= 1.0
                        && rest.is_plain()
                        && self.ends_compound(&rest, scale) =>
                {
                    total += rest.value;
                    step = 1.0 / scale;
                    significant += rest.significant;
                    break;
                }
                _ => {
                    self.at = back;
                    break;
                }
            }
        }
        Scaled {
            value: total / scale,
            step,
            significant,
            scale,
        }
    }

    /// Whether digits without a unit, which end here, are the end of a number whose last unit is
    /// `scale`: no year, month or time, and no share of it.
    fn ends_compound(&self, rest: &Digits, scale: f64) -> bool {
        let begins_another = |next: char| "年月日时点分%:/-.년월일시".contains(next);
        scale >= 1e3 && rest.value < scale && !self.peek(0).is_some_and(begins_another)
    }

    /// Reads the East Asian units after a number; returns the product of the units, and the value
    /// of the number with them.
    fn units(&mut self, number: f64) -> Option<(f64, f64)> {
        let (mut section, mut small) = (number, 1.0);
        // `2000余万`, `20여만`: a word that belongs behind the unit.
        if matches!(self.peek(0), Some('余' | '多' | '여'))
            && self
                .peek(1)
                .is_some_and(|next| is_great(next) || is_small(next))
        {
            self.at += self.peek(0).map_or(0, char::len_utf8);
            self.hedge = Some(Hedge::Above);
        }
        let is_points = self.rest().starts_with("百分");
        let is_of_unit = self.peek(0) == Some('千') && self.unit_with_kilo().is_some();
        if !is_points
            && !is_of_unit
            && let Some(unit) = self.unit(&SMALL_UNITS)
        {
            section *= unit;
            small = unit;
            // `1천820억`: the digits behind the small unit belong to the same section.
            if self.starts_with_digit() {
                let back = self.at;
                let rest = self.digits();
                if rest.value < unit && self.peek(0).is_some_and(is_great) {
                    section += rest.value;
                    small = 1.0;
                } else {
                    self.at = back;
                }
            }
        }
        let is_mega = self.peek(0) == Some('兆') && self.peek(1).is_some_and(is_measure);
        let great = self.unit(&GREAT_UNITS);
        let Some(mut great) = great.map(|great| if is_mega { 1e6 } else { great }) else {
            return (small > 1.0).then_some((small, section));
        };
        // `万亿`.
        if great < 1e8 && self.peek(0) == Some('亿') {
            self.skip('亿');
            great *= 1e8;
        }
        // `10万千瓦` is `100兆瓦`.
        if self.peek(0) == Some('千') && self.peek(1).is_some_and(is_measure) {
            self.skip('千');
            great *= 1e3;
        }
        Some((great * small, section * great))
    }

    /// The other name of the unit with 千 that is here.
    fn unit_with_kilo(&self) -> Option<(&'static str, [char; 2])> {
        let mut units = OF_ANOTHER_NAME.into_iter();
        units.find(|(unit, _)| self.rest().starts_with(unit))
    }

    /// Reads the unit behind a number as its other name: `10千米` is `10公里`.
    pub(super) fn unit_of_another_name(&mut self) {
        if self.peek(0) == Some('千')
            && let Some((unit, name)) = self.unit_with_kilo()
        {
            self.at += unit.len();
            self.out.tokens.extend(name.map(u64::from));
        }
    }

    fn unit(&mut self, units: &[(char, f64)]) -> Option<f64> {
        let next = self.peek(0)?;
        let (_, unit) = units.iter().find(|(name, _)| *name == next)?;
        self.skip(next);
        Some(*unit)
    }

    /// Reads the scale words of a script that writes words apart, as many as are here (`lakh
    /// crore`, `mil millones`).
    fn scale_words(&mut self) -> Option<f64> {
        let mut scale = self.scale_word()?;
        while self.peek(0) == Some(' ')
            && let Some(next) = self.scale_word()
        {
            scale *= next;
        }
        Some(scale)
    }

    fn scale_word(&mut self) -> Option<f64> {
        let space = usize::from(self.peek(0) == Some(' '));
        let word = self.word_ahead(space)?;
        let length = word.len();
        let (scale, _) = SCALE_WORDS
            .iter()
            .find(|(_, words)| words.contains(&word))?;
        // A single letter behind a space is a unit of its own (`5 m`), but for money (`131,5
        // M€`).
        let is_unit = space == 1 && length == 1 && self.peek(space + 1) != Some('€');
        if is_unit {
            return None;
        }
        self.at += space + length;
        Some(*scale)
    }

    /// The word here, behind `ahead` bytes of ASCII; `None` if it goes on in digits, or there is
    /// none.
    pub(super) fn word_ahead(&self, ahead: usize) -> Option<&str> {
        let rest = self.rest().get(ahead..)?;
        let end = rest.find(|next: char| !is_word(next)).unwrap_or(rest.len());
        let goes_on = rest
            .get(end..)
            .is_some_and(|after| after.starts_with(|next: char| next.is_ascii_digit()));
        rest.get(..end).filter(|word| !word.is_empty() && !goes_on)
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
            .or_else(|| find(&PERCENT_WORDS).map(|word| (word, 1.0)))?;
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

    /// `升息2码` is half a percentage point; other 码 are yards and sizes.
    fn rate_steps(&self, value: f64) -> Option<Rate> {
        let last = self.out.tokens.last()?;
        let moves = BEFORE_STEPS.chars().any(|word| u64::from(word) == *last);
        (moves && value <= MOST_STEPS).then_some(Rate { factor: RATE_STEP })
    }

    /// Whether this word is here, behind `ahead` characters, and ends here.
    pub(super) fn has_word(&self, ahead: usize, word: &str) -> bool {
        begins_with(self.rest().get(ahead..).unwrap_or_default(), word)
    }
}

/// Whether a text begins with this word, and the word ends there.
fn begins_with(text: &str, word: &str) -> bool {
    text.strip_prefix(word)
        .is_some_and(|after| !after.chars().next().is_some_and(is_word_or_digit))
}

fn is_great(character: char) -> bool {
    GREAT_UNITS.iter().any(|(unit, _)| *unit == character)
}

fn is_small(character: char) -> bool {
    SMALL_UNITS.iter().any(|(unit, _)| *unit == character)
}

fn is_measure(character: char) -> bool {
    MEASURES.contains(character)
}
