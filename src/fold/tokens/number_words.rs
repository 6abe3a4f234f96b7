//! Reads numbers written in words where outlets also write digits: `three thousand`, `half a
//! point`, `二十三人`.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::date::{DAYS_OF_MONTH, word_token};
use super::date_in_numerals::{begins_date, continues};
use super::lexer::{Lexer, numeral};
use super::scale::Scaled;
use super::word_meanings::{Meaning, NUMBERS, meaning};
use super::{Figure, FigureKind, MASK, TokenizedText};

/// From here on an English number of tens takes a number of ones: `twenty-five`.
const LEAST_TENS: f64 = 20.0;

/// Parts of a percentage point by their words.
const PARTS_OF_POINT: [(f64, [&str; 9]); 2] = [
    (
        0.25,
        [
            "quarter of a percentage point",
            "quarter of a point",
            "quarter percentage point",
            "quarter point",
            "viertelprozentpunkt",
            "viertel prozentpunkt",
            "quart de point",
            "cuarto de punto",
            "quarto di punto",
        ],
    ),
    (
        0.5,
        [
            "half a percentage point",
            "half a point",
            "half percentage point",
            "half point",
            "halben prozentpunkt",
            "halber prozentpunkt",
            "demi point",
            "medio punto",
            "mezzo punto",
        ],
    ),
];

/// What Chinese counts by numerals in news: people, companies, vehicles, money, the parts of a
/// rule, measures.
const COUNTED: [&str; 51] = [
    "元",
    "円",
    "圆",
    "仙",
    "角",
    "人",
    "名",
    "家",
    "位",
    "辆",
    "艘",
    "架",
    "户",
    "票",
    "吨",
    "桶",
    "宗",
    "港元",
    "美元",
    "欧元",
    "日元",
    "英镑",
    "港仙",
    "公里",
    "公顷",
    "年",
    "天",
    "岁",
    "周岁",
    "条",
    "项",
    "章",
    "件",
    "台",
    "批",
    "座",
    "栋",
    "套",
    "起",
    "所",
    "处",
    "站",
    "米",
    "亩",
    "公斤",
    "千克",
    "平方米",
    "平方公里",
    "小时",
    "分钟",
    "秒",
];

/// What happens to people whom a toll counts by one numeral: `三人死亡`.
const FATES: &str = "死遇受伤失被获亡丧罹重轻";

/// Roman numerals up to twelve, as which many languages write quarters and months.
const ROMAN: [&str; 12] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii",
];

/// Most letters of a numeral that is read.
pub(super) const LONGEST_ROMAN: u32 = 4;

/// Words for a part of a year, the languages side by side: a Roman numeral beside one is a number.
/// Elsewhere most of them are words or names as well.
#[rustfmt::skip]
const PARTS_OF_YEAR: &str = "квартал квартала квартале кварталу кв кварталі полугодие полугодии півріччі kuartal triwulan \
    quý kvartal kvartalet kvartalen kvartál kvartálu čtvrtletí štvrťrok štvrťroku negyedév negyedévben trimestre trimestrul trimestru \
    kwartał kwartale kwartału półrocze półroczu kvartalu tromjesečju tromesečju тромесечие quarter quartal τρίμηνο τριμήνου";

static IN_PARTS_OF_YEAR: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    let words = PARTS_OF_YEAR.split_ascii_whitespace();
    words.map(word_token).collect()
});

impl Lexer<'_> {
    /// Reads the word that begins at `start` and ends here by what it stands for; true if that is a
    /// number or has a word of its own.
    pub(super) fn number_in_words(&mut self, token: u64, start: usize) -> bool {
        match meaning(token) {
            None => false,
            Some(Meaning::BeginsPart) => self.part_of_point(start),
            Some(Meaning::Number(value)) => self.scaled_words(value),
            Some(Meaning::Currency(token) | Meaning::Thing(token)) => {
                self.out.tokens.push(token);
                true
            }
        }
    }

    /// Reads the word that begins at `start` and ends here as a Roman numeral beside a word for a
    /// part of a year; true if it is one.
    pub(super) fn roman_numeral(&mut self, start: usize) -> bool {
        let word = self.text.get(start..self.at).unwrap_or_default();
        let Some(value) = (1..)
            .zip(ROMAN)
            .find_map(|(value, roman)| (word == roman).then_some(value))
        else {
            return false;
        };
        let before = self.out.tokens.last();
        let after = || (self.peek(0) == Some(' ')).then(|| self.word_ahead(1))?;
        let is_part = |token: u64| IN_PARTS_OF_YEAR.contains(&token);
        let is_beside = before.is_some_and(|token| is_part(*token))
            || after().is_some_and(|word| is_part(word_token(word)));
        if is_beside {
            self.push_figure(FigureKind::Amount, f64::from(value), 1.0, 1, 1.0);
        }
        is_beside
    }

    fn part_of_point(&mut self, start: usize) -> bool {
        let Some(text) = self.text.get(start..) else {
            return false;
        };
        let length_in = |phrase: &str| {
            let same = |(a, b): (char, char)| a == b || (a == '-' && b == ' ');
            let is_here = text.len() >= phrase.len() && text.chars().zip(phrase.chars()).all(same);
            let after = text.get(phrase.len()..)?;
            let goes_on = after.starts_with(|next: char| next.is_alphanumeric() && next != 's');
            (is_here && !goes_on).then_some(phrase.len())
        };
        let parts = PARTS_OF_POINT.iter();
        let found = parts
            .flat_map(|(value, phrases)| phrases.iter().map(move |phrase| (*value, *phrase)))
            .find_map(|(value, phrase)| Some((value, length_in(phrase)?)));
        let Some((value, length)) = found else {
            return false;
        };
        self.at = start + length;
        // As exact as basis points.
        self.push_figure(FigureKind::Percent, value, 0.01, 1, 1.0);
        true
    }

    fn scaled_words(&mut self, value: f64) -> bool {
        let back = self.at;
        let value = value + self.ones_behind(value);
        let plain = Scaled {
            value,
            step: 1.0,
            significant: 1,
            scale: 1.0,
        };
        let number = self.scaled(plain);
        let rate = self.rate(number.value);
        let (kind, factor) = match rate {
            Some(rate) => (FigureKind::Percent, rate.factor),
            None if number.scale.to_bits() != 1.0_f64.to_bits() || self.is_counted(value) => {
                (FigureKind::Amount, 1.0)
            }
            // `zehn Uhr`, as `10 Uhr`.
            None if self.has_word(0, " uhr") => {
                self.at += " uhr".len();
                (FigureKind::Amount, 1.0)
            }
            None => {
                self.at = back;
                return false;
            }
        };
        self.push_figure(kind, value * factor, factor, 1, number.scale);
        true
    }

    /// Whether the word behind a number is a currency: `zwölf Euro`. Of one, the word may be an
    /// article.
    fn is_counted(&self, value: f64) -> bool {
        let next = || (self.peek(0) == Some(' ')).then(|| self.word_ahead(1))?;
        let counts = |word: &str| matches!(meaning(word_token(word)), Some(Meaning::Currency(_)));
        value > 1.0 && next().is_some_and(counts)
    }

    /// The ones behind a number of tens: 5 of `twenty-five`.
    fn ones_behind(&mut self, tens: f64) -> f64 {
        if tens < LEAST_TENS || !matches!(self.peek(0), Some('-' | ' ')) {
            return 0.0;
        }
        let Some(word) = self.word_ahead(1) else {
            return 0.0;
        };
        match meaning(word_token(word)) {
            Some(Meaning::Number(ones)) if ones < 10.0 => {
                self.at += 1 + word.len();
                ones
            }
            _ => 0.0,
        }
    }

    /// Reads `六成` as `6成`, which is 60 %; true if it is a share.
    fn tenths_in_numerals(&mut self, counted: &Counted) -> bool {
        let back = self.at;
        self.at += counted.length;
        let Some(rate) = self.rate(counted.value) else {
            self.at = back;
            return false;
        };
        let value = counted.value * rate.factor;
        self.push_figure(FigureKind::Percent, value, rate.factor, 1, 1.0);
        true
    }

    /// Reads `十二元`, `三千五百人`, the toll `三人死亡`, the share `六成` and the ordinals
    /// `五十二号` and `第十四` without what they count; true if such a number is here.
    pub(super) fn amount_in_numerals(&mut self, character: char) -> bool {
        let is_behind_ordinal = self.before() == Some('第');
        let goes_on = !is_behind_ordinal && self.before().is_some_and(continues);
        // `千百二十億円`; `千家` is no number.
        let begins_with_unit =
            || matches!(character, '千' | '百') && self.peek(1).is_some_and(begins_or_hundreds);
        if !(begins_number(character) || begins_with_unit()) || goes_on {
            return false;
        }
        let Some(counted) = whole_in_numerals(self.rest()) else {
            return false;
        };
        let after = self.rest().get(counted.length..).unwrap_or_default();
        // `一成不变` counts nothing.
        let may_be_tenths = !counted.has_unit && counted.value > 1.0 && !is_behind_ordinal;
        if may_be_tenths && after.starts_with('成') {
            return self.tenths_in_numerals(&counted);
        }
        let is_toll = || {
            let mut fate = after.strip_prefix('人').unwrap_or_default().chars();
            fate.next().is_some_and(|fate| FATES.contains(fate)) && counted.value > 1.0
        };
        let is_amount = if counted.has_unit {
            COUNTED.iter().any(|unit| after.starts_with(unit))
        } else {
            is_toll()
        };
        // `遥感五十二号`, `第十四届`: what digits would count there.
        let is_ordinal = counted.has_unit && (after.starts_with('号') || is_behind_ordinal);
        if !is_amount && !is_ordinal {
            return false;
        }
        let is_day =
            !is_amount && self.before() != Some('第') && DAYS_OF_MONTH.contains(&counted.value);
        let kind = if is_day {
            FigureKind::Day
        } else {
            FigureKind::Amount
        };
        self.at += counted.length;
        self.push_figure(kind, counted.value, 1.0, counted.digits, 1.0);
        true
    }
}

/// The words for a number up to this one that outlets write in words or in digits: in headlines in
/// digits more often.
const MOST_SPELLED: f64 = 20.0;

/// Words that put things in order, for what outlets write in digits as well: `3e trimestre`,
/// `troisième trimestre`.
const ORDINALS: [(f64, &str); 3] = [
    (
        2.0,
        "second zweite zweiten zweiter deuxième seconde segundo segunda secondo seconda",
    ),
    (
        3.0,
        "third dritte dritten dritter troisième tercer tercero tercera terzo terza",
    ),
    (
        4.0,
        "fourth vierte vierten vierter quatrième cuarto cuarta quarto quarta",
    ),
];

static SPELLED: LazyLock<Vec<(f64, Vec<u64>)>> = LazyLock::new(|| {
    let tokens = |words: &str| words.split(' ').map(word_token).collect::<Vec<u64>>();
    let with_ordinals = |(value, words): &(f64, &str)| {
        let same_value = |(of, _): &&(f64, &str)| (of - value).abs() < 0.5;
        let ordinals = ORDINALS.iter().filter(same_value);
        let ordinals = ordinals.flat_map(|(_, words)| tokens(words));
        (*value, tokens(words).into_iter().chain(ordinals).collect())
    };
    NUMBERS.iter().map(with_ordinals).collect()
});

/// The numerals that count what outlets count in digits as well: `一名旅客`, `1名旅客`.
const NUMERALS: &str = "一二三四五六七八九";

impl Figure {
    /// Whether a text may have the number in one numeral.
    pub(crate) fn may_be_numeral(&self) -> bool {
        self.kind == FigureKind::Amount
            && !self.scaled
            && self.digits == 1
            && (self.step - 1.0).abs() < f64::EPSILON
            && (1.0..10.0).contains(&self.value)
    }

    /// Whether another text counts in a numeral what this number counts in its text.
    pub(crate) fn is_numeral_in(&self, text: &TokenizedText, other: &TokenizedText) -> bool {
        let counted = text
            .tokens
            .get(self.token + 1)
            .filter(|token| **token != MASK);
        let counted = counted.filter(|_| self.may_be_numeral());
        counted.is_some_and(|counted| {
            NUMERALS.chars().zip(1_u8..).any(|(numeral, value)| {
                let is_value = (f64::from(value) - self.value).abs() < 0.5;
                is_value && other.has_run(&[u64::from(numeral), *counted])
            })
        })
    }

    /// Whether a text of words may spell the number in one of them.
    pub(crate) fn may_be_spelled(&self) -> bool {
        self.kind == FigureKind::Amount
            && !self.scaled
            && (self.step - 1.0).abs() < f64::EPSILON
            && (2.0..=MOST_SPELLED).contains(&self.value)
    }

    /// Whether one of the words spells the number: `6 dead`, `six people died`.
    pub(crate) fn is_spelled_in(&self, tokens: &[u64]) -> bool {
        let spellings = || {
            let mut numbers = SPELLED.iter();
            let is_value = |(value, _): &&(f64, Vec<u64>)| (value - self.value).abs() < 0.5;
            numbers.find(is_value).map(|(_, words)| words)
        };
        self.may_be_spelled()
            && spellings().is_some_and(|words| tokens.iter().any(|token| words.contains(token)))
    }
}

/// Whether a number in Chinese numerals can begin with this character.
pub(super) const fn begins_number(character: char) -> bool {
    begins_date(character) || character == '两'
}

fn begins_or_hundreds(character: char) -> bool {
    begins_number(character) || character == '百'
}

/// A whole number in Chinese numerals.
struct Counted {
    value: f64,
    /// Bytes.
    length: usize,
    digits: u32,
    /// Whether it has a unit: 十, 百, 千, 万 or 亿.
    has_unit: bool,
}

/// The whole number in Chinese numerals with which a text begins.
fn whole_in_numerals(text: &str) -> Option<Counted> {
    let (mut total, mut section, mut last): (f64, f64, Option<f64>) = (0.0, 0.0, None);
    let mut counted = Counted {
        value: 0.0,
        length: 0,
        digits: 0,
        has_unit: false,
    };
    for character in text.chars() {
        let digit = match character {
            '零' | '〇' => Some(0.0),
            '两' => Some(2.0),
            _ => numeral(character),
        };
        let unit = match character {
            '十' => 10.0,
            '百' => 100.0,
            '千' => 1000.0,
            '万' => 1e4,
            '亿' => 1e8,
            _ => 0.0,
        };
        if let Some(digit) = digit {
            if last.is_some_and(|last| last > 0.0) {
                // `二三十人` is no number.
                return None;
            }
            last = Some(digit);
            counted.digits += 1;
        } else if unit >= 1e4 {
            total = (total + section + last.take().unwrap_or(0.0)) * unit;
            section = 0.0;
            counted.has_unit = true;
        } else if unit > 0.0 {
            section += last.take().filter(|last| *last > 0.0).unwrap_or(1.0) * unit;
            counted.has_unit = true;
        } else {
            break;
        }
        counted.length += character.len_utf8();
    }
    counted.value = total + section + last.unwrap_or(0.0);
    counted.digits = counted.digits.max(1);
    (counted.value > 0.0).then_some(counted)
}
