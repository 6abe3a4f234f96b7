//! What words of spaced scripts stand for: numbers, parts of a percentage point, currencies, and
//! things for which outlets have several words.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::date::word_token;

/// Numbers by their words, the languages side by side: a scale word or a word for per cent makes
/// one of them a number. By itself `six` may be part of a name.
pub(super) const NUMBERS: [(f64, &str); 27] = [
    (
        1.0,
        "one ein eine un une una uma один одна одно одного одной",
    ),
    (
        2.0,
        "two zwei deux dos due dois duas два две двух двое двоих",
    ),
    (3.0, "three drei trois tres tre três три трех трое троих"),
    (
        4.0,
        "four vier quatre cuatro quattro quatro четыре четырех четверо четверых",
    ),
    (5.0, "five fünf cinq cinco cinque пять пяти пятеро пятерых"),
    (6.0, "six sechs seis sei шесть шести шестеро шестерых"),
    (
        7.0,
        "seven sieben sept siete sette sete семь семи семеро семерых",
    ),
    (
        8.0,
        "eight acht huit ocho otto oito восемь восьми восьмерых",
    ),
    (9.0, "nine neun neuf nueve nove девять девяти"),
    (10.0, "ten zehn dix diez dieci dez десять десяти"),
    (11.0, "eleven elf onze once undici одиннадцать одиннадцати"),
    (
        12.0,
        "twelve zwölf douze doce dodici doze двенадцать двенадцати",
    ),
    (
        13.0,
        "thirteen dreizehn treize trece tredici treze тринадцать",
    ),
    (
        14.0,
        "fourteen vierzehn quatorze catorce quattordici catorze четырнадцать",
    ),
    (15.0, "fifteen fünfzehn quinze quince quindici пятнадцать"),
    (
        16.0,
        "sixteen sechzehn seize dieciséis sedici dezesseis шестнадцать",
    ),
    (
        17.0,
        "seventeen siebzehn diecisiete diciassette dezessete семнадцать",
    ),
    (
        18.0,
        "eighteen achtzehn dieciocho diciotto dezoito восемнадцать",
    ),
    (
        19.0,
        "nineteen neunzehn diecinueve diciannove dezenove девятнадцать",
    ),
    (
        20.0,
        "twenty zwanzig vingt veinte venti vinte двадцать двадцати",
    ),
    (30.0, "thirty dreißig trente treinta trenta trinta тридцать"),
    (
        40.0,
        "forty vierzig quarante cuarenta quaranta quarenta сорок",
    ),
    (
        50.0,
        "fifty fünfzig cinquante cincuenta cinquanta cinquenta пятьдесят",
    ),
    (
        60.0,
        "sixty sechzig soixante sesenta sessanta sessenta шестьдесят",
    ),
    (70.0, "seventy siebzig setenta settanta семьдесят"),
    (80.0, "eighty achtzig ochenta ottanta oitenta восемьдесят"),
    (90.0, "ninety neunzig noventa novanta девяносто"),
];

/// Words with which the parts of a percentage point begin: `quarter of a point`.
const BEGIN_PARTS: &str = "quarter half viertelprozentpunkt viertel quart cuarto quarto halben \
    halber demi medio mezzo";

/// Words for one currency, which outlets write in full, inflected or shortened.
const CURRENCIES: [&str; 12] = [
    "dollar dollars usd",
    "euro euros eur",
    "pound pounds gbp",
    "franc francs",
    "rouble roubles ruble rubles rubel",
    "dólar dólares",
    "dollaro dollari",
    "real reais",
    "peso pesos",
    "рубль рубля рублей рублях рублю руб",
    "доллар доллара долларов доллару долл",
    "цент цента центов",
];

/// Words for one thing, of which outlets write one for the other.
const OF_ONE_MEANING: [&str; 7] = [
    "km kilometer kilometers kilometre kilometres kilomètre kilomètres kilómetros chilometri",
    "tonnes tons",
    "killed kills died dies dead",
    "injured hurt wounded",
    "emplois postes",
    "jobs stellen arbeitsplätze",
    "mitarbeiter mitarbeitende beschäftigte beschäftigten",
];

/// What a word stands for.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    Number(f64),
    /// It may begin a part of a percentage point.
    BeginsPart,
    /// A currency, by the token of the first of its words.
    Currency(u64),
    /// Another thing, by the token of the first of its words.
    Thing(u64),
}

/// Words by their tokens.
struct Words {
    /// The lowest eight bits of the tokens: most words are none of these.
    lows: [bool; 256],
    meanings: HashMap<u64, Meaning>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words {
        lows: [false; 256],
        meanings: HashMap::new(),
    };
    let mut add = |word: &str, meaning| {
        let token = word_token(word);
        if let Some(low) = words.lows.get_mut(low(token)) {
            *low = true;
        }
        words.meanings.insert(token, meaning);
    };
    for (value, spelled) in NUMBERS {
        for word in spelled.split(' ') {
            add(word, Meaning::Number(value));
        }
    }
    for names in CURRENCIES {
        let first = names.split(' ').next().map_or(0, word_token);
        for name in names.split(' ') {
            add(name, Meaning::Currency(first));
        }
    }
    for things in OF_ONE_MEANING {
        let first = things.split(' ').next().map_or(0, word_token);
        for thing in things.split(' ') {
            add(thing, Meaning::Thing(first));
        }
    }
    for word in BEGIN_PARTS.split_ascii_whitespace() {
        add(word, Meaning::BeginsPart);
    }
    words
});

fn low(token: u64) -> usize {
    let [low, ..] = token.to_le_bytes();
    usize::from(low)
}

/// What the word with this token stands for.
pub(super) fn meaning(token: u64) -> Option<Meaning> {
    let words = &*WORDS;
    let may_be = words.lows.get(low(token)) == Some(&true);
    may_be.then(|| words.meanings.get(&token).copied())?
}

/// Whether a token is a word for a number.
pub(crate) fn is_number_word(token: u64) -> bool {
    number_of(token).is_some()
}

/// The number that a word stands for.
fn number_of(token: u64) -> Option<f64> {
    match meaning(token) {
        Some(Meaning::Number(value)) => Some(value),
        _ => None,
    }
}

/// Whether two words stand for two numbers: `zwei`, `drei`. A word for one may be an article.
pub(crate) fn are_other_numbers(one: u64, other: u64) -> bool {
    let numbers = number_of(one).zip(number_of(other));
    numbers.is_some_and(|(one, other)| one.min(other) > 1.0 && (one - other).abs() > 0.5)
}
