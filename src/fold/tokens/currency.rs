//! Reads the currency of an amount by the sign or word before it or behind it: `60亿港元`,
//! `HK$6bn`, `6 Milliarden Euro`.
//!
//! A word that several currencies share (`元`, `dollar`) stands for each of them: outlets of Hong
//! Kong write `60亿元` where others write `60亿港元`.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::label::MONEY;
use super::lexer::{Lexer, is_word};

/// The currencies of which an amount may be; none if the text does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Currencies(u32);

/// Words for any dollar.
const DOLLARS: &str = "$ ドル 달러 dollar dollars dollari dólar dólares доллар доллара долларов долл долар долара доларів долари dolar dolarů dolara dolarów dolari dollaria δολάρια δολαρίων đô";

/// Words for any currency whose unit Chinese calls 元.
const YUAN: &str = "元 块";

/// Words for any currency whose sign is `¥`.
const YEN_SIGN: &str = "¥ 圆";

/// The words of each currency, normalised; spaces separate them. Currencies of one name (the
/// pesos, the crowns) are one row: only a country tells which one it is.
#[rustfmt::skip]
const CURRENCIES: [&[&str]; 30] = [
    &[YUAN, YEN_SIGN, "元人民币 人民币 人民元 위안 yuan yuans rmb cny renminbi юань юаня юаней"],
    &[YUAN, DOLLARS, "港元 港币 港纸 元港币 香港ドル hk$ hkd"],
    &[YUAN, DOLLARS, "新台币 台币 元新台币 元台币 台湾ドル nt$ twd"],
    &[YUAN, "澳门元 澳门币 mop$ mop patacas"],
    &[DOLLARS, "美元 美金 米ドル us$ usd"],
    &["€ 欧元 ユ-ロ 유로 euro euros eur eura eurot євро евро"],
    &["£ 英镑 ポンド 파운드 pound pounds pfund gbp sterling libras фунт фунта фунтов"],
    &[YEN_SIGN, "日元 日币 円 엔 yen yens jpy yenes ienes иена иены иен"],
    &["₩ 韩元 韩币 ウォン 원 won wons krw"],
    &["瑞郎 法郎 瑞士法郎 スイスフラン franc francs franken chf franchi francos"],
    &[DOLLARS, "澳元 澳币 澳大利亚元 豪ドル a$ au$ aud"],
    &[DOLLARS, "加元 加币 加拿大元 カナダドル c$ ca$ cad"],
    &[DOLLARS, "新元 坡元 新加坡元 s$ sgd"],
    &[DOLLARS, "纽元 新西兰元 nz$ nzd"],
    &["₹ 卢比 रुपये रुपए rupee rupees rupien roupies rupias rs inr pkr"],
    &["₽ 卢布 rouble roubles ruble rubles rubel rublos rub рубль рубля рублей руб"],
    &["r$ 雷亚尔 real reais brl"],
    &["$ 比索 peso pesos mxn php ars"],
    &["克朗 kronor krona kroner krone kronen korun koruna koruny korunu kč czk sek nok dkk kr"],
    &["兹罗提 zloty zlotys złotych złote zł pln"],
    &["福林 forint forints forintot forintra ft huf"],
    &["里拉 lira liras lire liraya lirayı liralık tl"],
    &["兰特 rand rands zar"],
    &["泰铢 baht บาท thb"],
    &["越南盾 dong đồng vnd vnđ"],
    &["印尼盾 rupiah rp idr"],
    &["林吉特 令吉 ringgit myr rm"],
    &["谢克尔 shekel shekels nis ils שקל שקלים"],
    &["里亚尔 riyal riyals rial rials sar irr"],
    &["迪拉姆 dirham dirhams aed"],
];

/// Words before a dollar, with a currency that is the same dollar.
const OF_COUNTRIES: [(&str, &str); 9] = [
    ("us", "usd"),
    ("u.s.", "usd"),
    ("american", "usd"),
    ("hong kong", "hkd"),
    ("taiwan", "twd"),
    ("australian", "aud"),
    ("canadian", "cad"),
    ("singapore", "sgd"),
    ("new zealand", "nzd"),
];

/// Words between an amount and its currency: `milliards de dollars`, `milliards d'euros`.
const BETWEEN: [&str; 5] = ["de ", "di ", "d'", "of ", "в "];

/// Most letters of the code of a currency.
const MOST_LETTERS: usize = 3;

/// Names of currencies that texts also write before an amount. They end in 币 or 金.
const NAMES_BEFORE: [&str; 4] = ["人民币", "港币", "台币", "美金"];

/// The words of [`CURRENCIES`].
struct Words {
    /// Words of scripts that write words apart, and signs that begin with letters.
    spaced: HashMap<&'static str, Currencies>,
    /// The others, by their first character; the longer of two comes first.
    unspaced: Vec<(char, &'static str, Currencies)>,
    /// The last bytes of the code points of these first characters: most characters behind an
    /// amount begin no word, and this spares them the search.
    low_of_first: [bool; 256],
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut all: HashMap<&'static str, Currencies> = HashMap::new();
    for (row, lists) in CURRENCIES.iter().enumerate() {
        for word in lists.iter().flat_map(|list| list.split(' ')) {
            all.entry(word).or_default().0 |= 1 << row;
        }
    }
    let mut words = Words {
        spaced: HashMap::new(),
        unspaced: Vec::new(),
        low_of_first: [false; 256],
    };
    for (word, currencies) in all {
        match word.chars().next() {
            Some(first) if !is_word(first) => {
                words.unspaced.push((first, word, currencies));
                if let Some(low) = words.low_of_first.get_mut(low_byte(first)) {
                    *low = true;
                }
            }
            _ => {
                words.spaced.insert(word, currencies);
            }
        }
    }
    words
        .unspaced
        .sort_unstable_by_key(|(first, word, _)| (*first, Reverse(word.len()), *word));
    words
});

/// The last byte of a code point.
fn low_byte(character: char) -> usize {
    let [low, ..] = u32::from(character).to_le_bytes();
    usize::from(low)
}

impl Words {
    /// The currencies of the word that begins a text of a script without spaces.
    fn unspaced_at(&self, text: &str) -> Option<Currencies> {
        let first = text.chars().next()?;
        if self.low_of_first.get(low_byte(first)) != Some(&true) {
            return None;
        }
        let start = self.unspaced.partition_point(|(of, ..)| *of < first);
        let of_first = self.unspaced.get(start..)?.iter();
        let mut words = of_first.take_while(|(of, ..)| *of == first);
        let (_, _, currencies) = words.find(|(_, word, _)| text.starts_with(word))?;
        Some(*currencies)
    }

    /// The currencies of a sign that ends a text, with the letters before it.
    fn sign_at_end_of(&self, text: &str) -> Option<Currencies> {
        let sign = text.char_indices().next_back().map(|(start, _)| start)?;
        let (before, of_sign) = text.split_at_checked(sign)?;
        let with_letters = text.get(letters_at_end_of(before)..)?;
        (self.spaced.get(with_letters).copied()).or_else(|| self.unspaced_at(of_sign))
    }
}

/// Where the Latin letters begin that end a text.
fn letters_at_end_of(text: &str) -> usize {
    text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic())
        .len()
}

/// Whether these letters are the code of a currency, as texts also write it right before an amount:
/// `Rp412`, `EUR5`.
pub(super) fn is_currency_code(letters: &str) -> bool {
    (2..=MOST_LETTERS).contains(&letters.len()) && WORDS.spaced.contains_key(letters)
}

impl Currencies {
    /// The text does not say of which currency the amount is.
    pub(super) const UNKNOWN: Self = Self(0);

    /// Whether the amounts are of different currencies.
    pub(crate) fn differ(self, other: Self) -> bool {
        self != Self::UNKNOWN && other != Self::UNKNOWN && self.0 & other.0 == 0
    }

    /// What a word before an amount and one behind it say together (`港币60亿元`). If they
    /// contradict each other, the one behind is right: the other may belong to something else.
    fn both(before: Self, behind: Self) -> Self {
        let both = Self(before.0 & behind.0);
        match (both, behind) {
            (Self::UNKNOWN, Self::UNKNOWN) => before,
            (Self::UNKNOWN, _) => behind,
            _ => both,
        }
    }

    /// As a number, for packing.
    pub(super) fn bits(self) -> u32 {
        self.0
    }

    /// Reads what [`Self::bits`] gave.
    pub(super) fn from_bits(bits: u32) -> Self {
        Self(bits)
    }
}

impl Lexer<'_> {
    /// The currencies of the amount that begins at `start` and ends here.
    pub(super) fn currencies(&self, start: Option<usize>) -> Currencies {
        let before = start.and_then(|start| currencies_before(self.head(start)));
        let behind = self.currencies_behind();
        Currencies::both(before.unwrap_or_default(), behind.unwrap_or_default())
    }

    fn currencies_behind(&self) -> Option<Currencies> {
        let rest = self.rest();
        // `6,5 Mio. Euro`.
        let is_shortened = self.before().is_some_and(is_word);
        let rest = rest
            .strip_prefix('.')
            .filter(|_| is_shortened)
            .unwrap_or(rest);
        // `60亿余港元`.
        let rest = rest.strip_prefix(['余', '多', '여']).unwrap_or(rest);
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        let first = rest.chars().next()?;
        if first.is_ascii_punctuation() && first != '$' {
            return None;
        }
        let words = &*WORDS;
        if !is_word(first) {
            return words.unspaced_at(rest);
        }
        let between = BETWEEN.iter().find_map(|word| rest.strip_prefix(word));
        let rest = between.unwrap_or(rest);
        let word = |text: &str| {
            let end = text.find(|next: char| !is_word(next)).unwrap_or(text.len());
            words.spaced.get(text.get(..end)?).copied()
        };
        let of_country = || {
            OF_COUNTRIES.iter().find_map(|(country, code)| {
                let dollar = rest.strip_prefix(country)?.strip_prefix([' ', '-'])?;
                dollar.starts_with("dollar").then(|| word(code)).flatten()
            })
        };
        word(rest).or_else(of_country)
    }
}

/// The currencies of the sign, code or name that ends a text.
fn currencies_before(head: &str) -> Option<Currencies> {
    let last = head.chars().next_back()?;
    match last {
        sign if MONEY.contains(sign) => WORDS.sign_at_end_of(head),
        ' ' | 'a'..='z' => {
            let head = head.strip_suffix(' ').unwrap_or(head);
            let code = head.get(letters_at_end_of(head)..)?;
            let is_code = (1..=MOST_LETTERS).contains(&code.len());
            is_code.then(|| WORDS.spaced.get(code).copied()).flatten()
        }
        '币' | '金' => {
            let name = NAMES_BEFORE.iter().find(|name| head.ends_with(*name))?;
            WORDS.unspaced_at(name)
        }
        _ => None,
    }
}
