//! Reads one number of a text: its digits, its scale and unit, and whether it is a security code.

use super::lexer::{Lexer, WORD, is_word_or_digit, numeral};
use super::{FigureKind, mix};

/// Words behind a number that multiply it, in the scripts that write them apart from other words.
const SCALE_WORDS: [(&str, f64); 27] = [
    ("trillion", 1e12),
    ("trillions", 1e12),
    ("tn", 1e12),
    ("billion", 1e9),
    ("billions", 1e9),
    ("bn", 1e9),
    ("bln", 1e9),
    ("milliarden", 1e9),
    ("milliarde", 1e9),
    ("milliards", 1e9),
    ("milliard", 1e9),
    ("mrd", 1e9),
    ("md", 1e9),
    ("mds", 1e9),
    ("millionen", 1e6),
    ("millions", 1e6),
    ("million", 1e6),
    ("mln", 1e6),
    ("mio", 1e6),
    ("mn", 1e6),
    ("m", 1e6),
    ("thousand", 1e3),
    ("tausend", 1e3),
    ("milliers", 1e3),
    ("tsd", 1e3),
    ("k", 1e3),
    ("trn", 1e12),
];

/// Words for per cent, in the scripts that write words apart.
const PERCENT_WORDS: [&str; 8] = [
    "percent",
    "per cent",
    "pct",
    "prozent",
    "pour cent",
    "por ciento",
    "per cento",
    "procent",
];

/// East Asian units that multiply what is before them within a group of four digits.
const SMALL_UNITS: [(char, f64); 2] = [('千', 1e3), ('천', 1e3)];

/// East Asian units that close a group of four digits.
const GREAT_UNITS: [(char, f64); 6] = [
    ('万', 1e4),
    ('만', 1e4),
    ('亿', 1e8),
    ('억', 1e8),
    ('兆', 1e12),
    ('조', 1e12),
];

/// Least and greatest number of letters in a ticker and in the name of its exchange.
const TICKER: std::ops::RangeInclusive<usize> = 1..=6;
const EXCHANGE: std::ops::RangeInclusive<usize> = 1..=10;

/// Digits as written, with a decimal point and separators of thousands.
#[derive(Debug, Clone, Copy)]
struct Digits {
    value: f64,
    /// What one step of the last digit is worth.
    step: f64,
    /// Significant digits.
    significant: u32,
    /// Bytes, separators included.
    length: usize,
    has_point: bool,
    is_grouped: bool,
}

/// A number with the scale words behind it.
struct Scaled {
    value: f64,
    step: f64,
    significant: u32,
    /// 1 where no scale word follows.
    scale: f64,
}

impl Lexer<'_> {
    /// Reads the number that begins here.
    pub(super) fn number(&mut self) {
        let before = self.before();
        let digits = self.digits();
        let is_plain = !digits.has_point && !digits.is_grouped;
        if is_plain && self.is_code(before, digits.length) {
            self.push_figure(FigureKind::Code, digits.value, 1.0, digits.significant, 1.0);
            self.skip_market();
            return;
        }
        let number = self.scaled(digits);
        let is_counted = before == Some('第');
        let is_amount = digits.has_point || is_counted || number.scale > 1.0;
        let kind = self.kind(number.value, digits.length, is_amount);
        self.push_figure(
            kind,
            number.value,
            number.step,
            number.significant,
            number.scale,
        );
    }

    fn digits(&mut self) -> Digits {
        let start = self.at;
        let mut digits = Digits {
            value: 0.0,
            step: 1.0,
            significant: 0,
            length: 0,
            has_point: false,
            is_grouped: false,
        };
        while let Some(character) = self.peek(0) {
            match character.to_digit(10) {
                Some(digit) => {
                    digits.value = digits.value * 10.0 + f64::from(digit);
                    digits.significant += u32::from(digits.significant > 0 || digit > 0);
                    if digits.has_point {
                        digits.step /= 10.0;
                    }
                }
                None if matches!(character, ',' | '.')
                    && !digits.has_point
                    && self.separates_thousands(character, start, &digits) =>
                {
                    digits.is_grouped = true;
                }
                None if !digits.has_point && self.is_decimal(character) => digits.has_point = true,
                None => break,
            }
            self.skip(character);
        }
        digits.length = self.at - start;
        digits.value *= digits.step;
        digits
    }

    fn is_digit(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(|next| next.is_ascii_digit())
    }

    /// Whether three digits and no more follow the comma here: one of thousands, not of a list. A
    /// full stop separates thousands only where a decimal comma follows (`1.234,5`).
    fn separates_thousands(&self, mark: char, start: usize, digits: &Digits) -> bool {
        let three = (1..=3).all(|ahead| self.is_digit(ahead)) && !self.is_digit(4);
        let leads = digits.is_grouped || self.at - start <= 3;
        let with_decimal_comma = self.peek(4) == Some(',') && self.is_digit(5);
        three && leads && (mark == ',' || with_decimal_comma)
    }

    /// Whether the mark here begins the decimals. A comma does in a text whose words are written
    /// apart, before one or two digits: Chinese outlets list numbers by it (`1、2、3`, which
    /// normalising makes `1,2,3`).
    fn is_decimal(&self, mark: char) -> bool {
        match mark {
            '.' => self.is_digit(1),
            ',' => {
                let behind_word = self.out.tokens.last().is_some_and(|last| last & WORD != 0);
                let decimals = (1..=3).take_while(|ahead| self.is_digit(*ahead)).count();
                behind_word
                    && matches!(decimals, 1 | 2)
                    && !(self.peek(decimals + 1) == Some(',') && self.is_digit(decimals + 2))
            }
            _ => false,
        }
    }

    /// Whether a number of this length is the code of a security: `(501046)`, `(09888)`,
    /// `603259.sh`, `09888.hk`.
    fn is_code(&self, before: Option<char>, length: usize) -> bool {
        let market =
            self.peek(0) == Some('.') && self.peek(1).is_some_and(|next| next.is_ascii_lowercase());
        let bracketed = before == Some('(') && self.peek(0) == Some(')');
        let named = before == Some(':') && self.peek(0) == Some(')');
        match length {
            6 => market || bracketed || named,
            5 => market || bracketed,
            4 => market,
            _ => false,
        }
    }

    fn skip_market(&mut self) {
        if self.peek(0) == Some('.') {
            self.at += 1;
            while self.peek(0).is_some_and(|next| next.is_ascii_lowercase()) {
                self.at += 1;
            }
        }
    }

    /// Reads the scale words behind `digits`: one word (`1.37 bn`), or the units of a compound
    /// (`2조1천400억`).
    fn scaled(&mut self, digits: Digits) -> Scaled {
        let plain = Scaled {
            value: digits.value,
            step: digits.step,
            significant: digits.significant,
            scale: 1.0,
        };
        if let Some(scale) = self.scale_word() {
            return Scaled { scale, ..plain };
        }
        let Some((mut scale, mut total)) = self.units(digits.value) else {
            return plain;
        };
        let (mut step, mut significant) = (digits.step, digits.significant);
        // A compound: every following part has a smaller unit than the one before it.
        while self.is_digit(0) {
            let back = self.at;
            let part = self.digits();
            match self.units(part.value) {
                Some((unit, worth)) if unit < scale => {
                    total += worth;
                    (step, scale) = (part.step, unit);
                    significant += part.significant;
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

    /// Reads the East Asian units behind a number; gives the unit and the value of the number
    /// with it.
    fn units(&mut self, number: f64) -> Option<(f64, f64)> {
        let (mut section, mut small) = (number, 1.0);
        if let Some(unit) = self.unit(&SMALL_UNITS) {
            section *= unit;
            small = unit;
            // `1천820억`: the digits behind the small unit belong to the same section.
            if self.is_digit(0) {
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
        let Some(mut great) = self.unit(&GREAT_UNITS) else {
            return (small > 1.0).then_some((small, section));
        };
        // `万亿`.
        if great < 1e8 && self.peek(0) == Some('亿') {
            self.skip('亿');
            great *= 1e8;
        }
        Some((great * small, section * great))
    }

    fn unit(&mut self, units: &[(char, f64)]) -> Option<f64> {
        let next = self.peek(0)?;
        let (_, unit) = units.iter().find(|(name, _)| *name == next)?;
        self.skip(next);
        Some(*unit)
    }

    /// Reads a scale word of a script that writes words apart, if one is here.
    fn scale_word(&mut self) -> Option<f64> {
        let space = usize::from(self.peek(0) == Some(' '));
        let (word, scale) = SCALE_WORDS.into_iter().find(|(word, _)| {
            // A single letter behind a space is a unit of its own (`5 m`), but for money (`131,5
            // M€`).
            let is_unit = space == 1 && word.len() == 1 && self.peek(space + 1) != Some('€');
            !is_unit && self.has_word(space, word)
        })?;
        self.at += space + word.len();
        Some(scale)
    }

    /// Whether this word is here, behind `ahead` characters, and ends here.
    fn has_word(&self, ahead: usize, word: &str) -> bool {
        let rest = self.rest().get(ahead..).unwrap_or_default();
        rest.strip_prefix(word)
            .is_some_and(|after| !after.chars().next().is_some_and(is_word_or_digit))
    }

    fn kind(&mut self, value: f64, length: usize, is_amount: bool) -> FigureKind {
        let next = self.peek(0);
        let points = next == Some('个') && self.peek(1) == Some('百') && self.peek(2) == Some('分');
        match next {
            _ if next == Some('%') || points || self.skip_percent_word() => FigureKind::Percent,
            _ if is_amount => FigureKind::Amount,
            Some('年') if length == 4 => FigureKind::Year,
            Some('月') if length <= 2 && value <= 12.0 => FigureKind::Month,
            Some('日' | '号') if length <= 2 && value <= 31.0 => FigureKind::Day,
            _ => FigureKind::Amount,
        }
    }

    /// Reads `percent` and the like, or white space before `%`: copies write either.
    fn skip_percent_word(&mut self) -> bool {
        let space = usize::from(self.peek(0) == Some(' '));
        if space == 1 && self.peek(1) == Some('%') {
            self.at += 1;
            return true;
        }
        let word = PERCENT_WORDS
            .into_iter()
            .find(|word| self.has_word(space, word));
        self.at += word.map_or(0, |word| space + word.len());
        word.is_some()
    }

    /// Reads `百分之十二` and `百分之3.5` as `12%` and `3.5%`; true if one is here.
    pub(super) fn percent_in_words(&mut self) -> bool {
        let Some(after) = self.rest().strip_prefix("百分之") else {
            return false;
        };
        if after.starts_with(|first: char| first.is_ascii_digit()) {
            self.at += "百分之".len();
            let digits = self.digits();
            self.push_figure(
                FigureKind::Percent,
                digits.value,
                digits.step,
                digits.significant,
                1.0,
            );
            return true;
        }
        let Some((value, step, length)) = in_numerals(after) else {
            return false;
        };
        self.at += "百分之".len() + length;
        self.push_figure(FigureKind::Percent, value, step, 1, 1.0);
        true
    }

    /// Reads `(nyx: tlf)` and `(tlf.n)` as the code of a security; true if one is here.
    pub(super) fn ticker(&mut self) -> bool {
        let Some(inside) = self
            .rest()
            .strip_prefix('(')
            .and_then(|rest| rest.split_once(')'))
            .map(|(inside, _)| inside)
        else {
            return false;
        };
        let letters = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
            lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        let ticker = match (inside.split_once(':'), inside.split_once('.')) {
            (Some((exchange, ticker)), _) if letters(exchange.trim(), EXCHANGE) => ticker.trim(),
            (None, Some((ticker, market))) if letters(market, 1..=2) => ticker,
            _ => return false,
        };
        if !letters(ticker, TICKER) {
            return false;
        }
        let hash = ticker.bytes().fold(0, |hash, byte| mix(hash, byte.into()));
        // Exact in a float, and far from every code of digits.
        let value = f64::from(u32::try_from(hash >> 33).unwrap_or_default()) + 1e9;
        self.at += inside.len() + 2;
        self.push_figure(FigureKind::Code, value, 1.0, 3, 1.0);
        true
    }
}

fn is_great(character: char) -> bool {
    GREAT_UNITS.iter().any(|(unit, _)| *unit == character)
}

/// A number below a hundred, or with decimals, in Chinese numerals at the beginning of `text`
/// (`十二`, `三点五`, `廿`): its value, what a step of its last digit is worth, and its length in
/// bytes.
fn in_numerals(text: &str) -> Option<(f64, f64, usize)> {
    let digit = |character: char| match character {
        '零' | '〇' => Some(0.0),
        '两' => Some(2.0),
        _ => numeral(character),
    };
    let (mut tens, mut ones, mut length) = (None, None, 0);
    let mut decimals: Option<(f64, f64)> = None;
    for character in text.chars() {
        match (character, &mut decimals) {
            ('十', None) if tens.is_none() => tens = Some(ones.take().unwrap_or(1.0)),
            ('廿', None) if tens.is_none() && ones.is_none() => tens = Some(2.0),
            ('卅', None) if tens.is_none() && ones.is_none() => tens = Some(3.0),
            ('百', None) if tens.is_none() && ones == Some(1.0) => {
                (tens, ones) = (Some(10.0), None);
            }
            ('点', None) if tens.is_some() || ones.is_some() => decimals = Some((0.0, 1.0)),
            (_, Some((value, step))) => {
                let Some(next) = digit(character) else { break };
                *step /= 10.0;
                *value += next * *step;
            }
            (_, None) => {
                let Some(next) = digit(character).filter(|_| ones.is_none()) else {
                    break;
                };
                ones = Some(next);
            }
        }
        length += character.len_utf8();
    }
    if tens.is_none() && ones.is_none() {
        return None;
    }
    let (fraction, step) = decimals.unwrap_or((0.0, 1.0));
    let whole = tens.unwrap_or(0.0) * 10.0 + ones.unwrap_or(0.0);
    Some((whole + fraction, step, length))
}
