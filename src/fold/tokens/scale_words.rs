//! Reads the words behind a number that multiply it, in scripts that write words apart and in Thai.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::date::word_token;
use super::lexer::{ARABIC_AND, Lexer, is_word};
use super::number::Digits;
use super::scale::Scaled;
use super::word_meanings::{Meaning, meaning};

/// Words behind a number that multiply it, in the scripts that write words apart, the languages
/// side by side. A `billion` is the English one; the German and Spanish one has its own plural.
#[rustfmt::skip]
const SCALE_WORDS: [(f64, &str); 9] = [
    (
        1e12,
        "tri trillion trillions tn trn billionen billones bilioni biljoen biljoner biljoonaa bilionů biliony trilyon \
         triliun трлн триллион триллиона триллионов трильйон трильйона трильйонів τρισ τρισεκατομμύρια \
         تريليون טריליון",
    ),
    (
        1e9,
        "billion billions bn bln b milliarden milliarde milliards milliard mrd mrds md mds mld miliardi miliardo \
         miljard miljarder mdr mdkr miliardów miliardy miliard miliardu miliardě bi mmdp bilhão bilhões milyar \
         млрд миллиард миллиарда миллиардов мільярд мільярда мільярди мільярдів милиард милиарда милиарди \
         милијарди милијарде милијарду milliarder mia miljardia miljardin miljardi milliárd milliárdos \
         miliarde miliardě miliardů miliárd miliardov milijardi milijarde milijarda milijardu mlrd miliar \
         tỷ tỉ δισ δισεκατομμύρια δισεκατομμυρίων δισεκατομμύριο مليار مليارات مليارا מיליארד מיליארדי میلیارد अरब",
    ),
    (1e7, "crore crores cr करोड़"),
    (
        1e6,
        "million millions millionen mln mio mn m mkr mnkr msek mnok mdkk meur musd millones millón milioni milione miljoen miljoner miljon milionów \
         miliony mi mdp mdd milhão milhões milyon млн миллион миллиона миллионов мільйон мільйона мільйони \
         мільйонів милион милиона милиони милиону милијун millioner miljoonaa miljoonan miljoona milj millió milliós \
         milioane milion milionu milionů milión milióna milióny miliónov miliona milijun milijuna milijuni \
         triệu juta jt εκατ εκατομμύρια εκατομμυρίων εκατομμύριο مليون ملايين مليونا מיליון מיליוני میلیون",
    ),
    (1e5, "lakh lakhs लाख"),
    (
        1e3,
        "thousand thousands tausend milliers mil mila tsd k tkr tsek tnok teur duizend tys тыс тысяч тысячи тис тисяч тисячі хил хиляди \
         хиљада tusen tusind tuhatta tuhat ezer mii tisíc tisíce tis tisuća hiljada bin ribu rb nghìn ngàn χιλιάδες \
         χιλιάδων ألف آلاف الف אלף אלפי هزار हजार",
    ),
    (1e2, "hundred"),
    (12.0, "dozen"),
    // Of a dollar, a euro or a pound.
    (1e-2, "cents cent pence centimes céntimos"),
];

/// The words of [`SCALE_WORDS`] with their factors.
static SCALES: LazyLock<HashMap<&str, f64>> = LazyLock::new(|| {
    let words = SCALE_WORDS.iter();
    words
        .flat_map(|(scale, words)| words.split(' ').map(move |word| (word, *scale)))
        .collect()
});

/// `mil` is a thousand in Spanish and Portuguese; before a full stop and a currency it abbreviates
/// the million of Czech, Slovak, Croatian and Romanian.
const ABBREVIATED_MILLION: &str = "mil";

/// Words for a thousand behind which ones follow: `4 bin 312` is 4,312 in Turkish, and newspapers
/// of Mexico write `2 mil 500 millones` and `mil 200`.
const THOUSANDS_BEFORE_ONES: [&str; 2] = ["bin", "mil"];

/// Least unit of what follows another scale word: `1 milyar 240 milyon`.
const LEAST_PART: f64 = 1e3;

/// Scale words of Thai and Chinese, which write no space behind them; the longer of two that begin
/// alike first.
const UNSPACED_SCALES: [(&str, f64); 13] = [
    ("便士", 1e-2),
    ("美分", 1e-2),
    ("欧分", 1e-2),
    ("ล้านล้าน", 1e12),
    ("แสนล้าน", 1e11),
    ("หมื่นล้าน", 1e10),
    ("พันล้าน", 1e9),
    ("ร้อยล้าน", 1e8),
    ("ล้าน", 1e6),
    ("ลบ.", 1e6),
    ("แสน", 1e5),
    ("หมื่น", 1e4),
    ("พัน", 1e3),
];

impl Lexer<'_> {
    /// Reads the scale words behind the number `plain`, and the smaller parts behind these.
    pub(super) fn scaled_by_words(&mut self, plain: &Scaled) -> Option<Scaled> {
        let behind_digits = self.at;
        let scale = self.scale_words()?;
        let word = self.text.get(behind_digits..self.at).unwrap_or_default();
        let takes_ones = THOUSANDS_BEFORE_ONES.contains(&word.trim_start());
        if takes_ones && let Some(ones) = self.ones(scale) {
            let unit = self.scale_word().unwrap_or(1.0);
            return Some(Scaled {
                value: plain.value + ones / scale,
                step: 1.0 / scale,
                significant: plain.significant + 1,
                scale: scale * unit,
            });
        }
        let part = self.smaller_part(scale);
        let (worth, step) = part.unwrap_or((0.0, plain.step * scale));
        Some(Scaled {
            value: plain.value + worth / scale,
            step: step / scale,
            significant: plain.significant + u32::from(part.is_some()),
            scale,
        })
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
        if let Some((word, scale)) = self.unspaced_scale(space) {
            self.at += space + word.len();
            return Some(scale);
        }
        // Romanian writes `390 de milioane`.
        let of = if space == 1 && self.rest().starts_with(" de mi") {
            "de ".len()
        } else {
            0
        };
        let space = space + of;
        let word = self.word_ahead(space)?;
        let length = word.len();
        let is_abbreviated = word == ABBREVIATED_MILLION && self.is_before_currency(space + length);
        let scale = if is_abbreviated {
            1e6
        } else {
            *SCALES.get(word)?
        };
        // A single letter behind a space is a unit of its own (`5 m`), but for money (`131,5
        // M€`).
        let is_unit = space == 1 && length == 1 && self.peek(space + 1) != Some('€');
        if is_unit {
            return None;
        }
        self.at += space + length;
        Some(scale)
    }

    /// Whether a full stop and a currency are here, behind `ahead` bytes: `450 mil. Kč`.
    fn is_before_currency(&self, ahead: usize) -> bool {
        let behind = self
            .rest()
            .get(ahead..)
            .and_then(|rest| rest.strip_prefix('.'));
        let word = behind.map(|behind| behind.trim_start_matches(' '));
        let word = word.and_then(|behind| behind.split(|next| !is_word(next)).next());
        matches!(
            word.map(word_token).and_then(meaning),
            Some(Meaning::Currency(_))
        )
    }

    /// The scale word of a script without spaces here, behind a space or not.
    fn unspaced_scale(&self, space: usize) -> Option<(&'static str, f64)> {
        let rest = self.rest().get(space..)?;
        let may_begin =
            |first| ('\u{E00}'..'\u{E80}').contains(&first) || matches!(first, '便' | '美' | '欧');
        rest.starts_with(may_begin).then(|| {
            UNSPACED_SCALES
                .into_iter()
                .find(|(word, _)| rest.starts_with(word))
        })?
    }

    /// Reads the plain number behind a word for a thousand: `4 bin 312`.
    fn ones(&mut self, thousand: f64) -> Option<f64> {
        let back = self.at;
        let ones = self.digits_behind_space()?;
        if ones.is_plain() && ones.value < thousand {
            return Some(ones.value);
        }
        self.at = back;
        None
    }

    /// Reads what follows the scale word of a number in words and digits: `1 milyar 240 milyon`.
    /// Returns what it is worth, and its step; `None` if its unit is not below `scale`.
    fn smaller_part(&mut self, scale: f64) -> Option<(f64, f64)> {
        let back = self.at;
        let part = self.digits_behind_space()?;
        if let Some(unit) = self.scale_word()
            && (LEAST_PART..scale).contains(&unit)
        {
            return Some((part.value * unit, part.step * unit));
        }
        self.at = back;
        None
    }

    fn digits_behind_space(&mut self) -> Option<Digits> {
        let rest = self.rest().strip_prefix(' ')?;
        let digits = rest.strip_prefix(ARABIC_AND).unwrap_or(rest);
        let space = self.rest().len() - digits.len();
        digits
            .starts_with(|next: char| next.is_ascii_digit())
            .then(|| {
                self.at += space;
                self.digits()
            })
    }

    /// Whether the number that begins at `start` stands behind a word for a thousand without a
    /// number of its own: `mil 200`. Takes that word back.
    pub(super) fn is_behind_thousand(&mut self, start: usize) -> bool {
        let before = self.head(start).strip_suffix("mil ");
        let is_behind = before.is_some_and(|before| !before.ends_with(is_word))
            && self.out.tokens.last() == Some(&word_token(ABBREVIATED_MILLION));
        if is_behind {
            self.out.tokens.pop();
            self.out.names.pop();
        }
        is_behind
    }
}
