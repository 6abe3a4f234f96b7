//! Reads codes of securities, however they are written: `(603259)`, `603259.sh`, `sh603259`,
//! `(nyse:cvn)`, `(cvn.n)`.

use super::lexer::{Lexer, is_word};
use super::{FigureKind, mix};

/// Least and greatest number of letters in a ticker and in the name of its exchange.
const TICKER: std::ops::RangeInclusive<usize> = 1..=6;
const EXCHANGE: std::ops::RangeInclusive<usize> = 1..=10;

/// Least and greatest number of digits in a code.
const DIGITS: std::ops::RangeInclusive<usize> = 3..=6;

/// Longest list of codes in one pair of brackets, in bytes.
const LONGEST_LIST: usize = 80;

/// Words before a code: `证券代码:603259`.
const BEFORE_CODE: [&str; 2] = ["代码:", "代码"];

/// Exchanges that outlets name before a ticker without brackets: `NASDAQ: SNPK`.
const EXCHANGES: [&str; 20] = [
    "nasdaq", "nyse", "amex", "otcqb", "otcqx", "otc", "tsx", "tsxv", "cse", "lse", "aim", "asx",
    "nzx", "hkex", "sehk", "sgx", "nse", "bse", "euronext", "xetra",
];

/// Abbreviations before numbers, without their full stop: `no. 46`, `kl. 07.00`.
const NUMBERING: [&str; 13] = [
    "no", "nos", "nr", "núm", "num", "vol", "kl", "art", "abs", "rp", "rs", "ca", "tel",
];

/// Marks of markets before six digits, and before five.
const MARKETS_OF_SIX: [&str; 3] = ["sh", "sz", "bj"];
const MARKET_OF_FIVE: &str = "hk";

/// What a code in brackets names.
enum Code {
    Digits(f64),
    Letters(f64),
}

impl Lexer<'_> {
    /// Whether a number of this length, which ends here, is the code of a security. `before` is
    /// the character before it.
    pub(super) fn is_code(&self, start: usize, length: usize) -> bool {
        let head = self.head(start);
        let before = head.chars().next_back();
        let market =
            self.peek(0) == Some('.') && self.peek(1).is_some_and(|next| next.is_ascii_lowercase());
        let bracketed = before == Some('(') && self.peek(0) == Some(')');
        let named = before == Some(':') && self.peek(0) == Some(')')
            || BEFORE_CODE.iter().any(|word| head.ends_with(word));
        match length {
            5 | 6 => market || bracketed || named,
            4 => market || named || (bracketed && !self.is_year(start) && is_behind_name(head)),
            _ => false,
        }
    }

    /// Whether the digits from `start` to here may be a year of our time.
    fn is_year(&self, start: usize) -> bool {
        let digits = self.text.get(start..self.at).unwrap_or_default();
        digits.starts_with("19") || digits.starts_with("20")
    }

    pub(super) fn skip_market(&mut self) {
        if self.peek(0) == Some('.') {
            self.at += 1;
            while self.peek(0).is_some_and(|next| next.is_ascii_lowercase()) {
                self.at += 1;
            }
        }
    }

    /// Reads `(nyx: tlf)`, `(tlf.n)`, `(hk:0700)` and lists of such as codes of securities; true if
    /// they are here.
    pub(super) fn ticker(&mut self) -> bool {
        let Some(inside) = self
            .rest()
            .strip_prefix('(')
            .and_then(|rest| rest.split_once(')'))
            .map(|(inside, _)| inside)
            .filter(|inside| inside.len() <= LONGEST_LIST)
        else {
            return false;
        };
        let codes: Option<Vec<Code>> = inside.split([',', ';', '/']).map(code).collect();
        let Some(codes) = codes else {
            return false;
        };
        self.at += inside.len() + 2;
        for code in codes {
            let (Code::Digits(value) | Code::Letters(value)) = code;
            self.push_figure(FigureKind::Code, value, 1.0, 3, 1.0);
        }
        true
    }
}

impl Lexer<'_> {
    /// Reads the ticker behind the name of an exchange that begins at `start` and ends here before
    /// a colon; true if they are here.
    pub(super) fn listed_ticker(&mut self, start: usize) -> bool {
        let exchange = self.text.get(start..self.at).unwrap_or_default();
        if !EXCHANGES.contains(&exchange) {
            return false;
        }
        let after = self.rest().get(1..).unwrap_or_default();
        let ticker = after.strip_prefix(' ').unwrap_or(after);
        let end = ticker
            .find(|next: char| !next.is_ascii_lowercase())
            .unwrap_or(ticker.len());
        let goes_on = ticker
            .get(end..)
            .is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        let ticker = ticker.get(..end).unwrap_or_default();
        // `NASDAQ: stocks rise` begins a headline.
        let is_kicker = start == 0 && after.starts_with(' ');
        if !TICKER.contains(&ticker.len()) || goes_on || is_kicker {
            return false;
        }
        let value = value(ticker);
        self.at += 1 + (after.len() - after.trim_start().len()) + end;
        self.push_figure(FigureKind::Code, value, 1.0, 3, 1.0);
        true
    }

    /// Whether the word that ends here is an abbreviation that stands before numbers.
    pub(super) fn is_numbering(&self) -> bool {
        let head = self.head(self.at);
        let word = head.rsplit(|before| !is_word(before)).next();
        word.is_some_and(|word| NUMBERING.contains(&word))
    }
}

/// Whether a bracket stands directly behind an ideograph or a letter: `联岳科(6999)`.
fn is_behind_name(head: &str) -> bool {
    let before = head.strip_suffix('(').unwrap_or_default();
    before.ends_with(|last: char| last.is_alphabetic())
}

/// The code of a word like `sh603259` or `hk09888`.
pub(super) fn market_and_digits(word: &str) -> Option<f64> {
    let (market, digits) = word.split_at_checked(2)?;
    let is_code = match digits.len() {
        6 => MARKETS_OF_SIX.contains(&market),
        5 => market == MARKET_OF_FIVE,
        _ => false,
    };
    is_code.then(|| digits.parse().ok()).flatten()
}

/// One code with its exchange or market.
fn code(text: &str) -> Option<Code> {
    let text = text.trim();
    let is_letters = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    if let Some((exchange, code)) = text.split_once(':') {
        let code = code.trim();
        // `(nasdaq: goog.o)`, `(nyse: brk.b)`: a class or a market of one letter.
        let ticker = code
            .split_once(['.', '-'])
            .map_or(code, |(ticker, _)| ticker);
        let digits = DIGITS.contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_digit());
        let exchange: String = exchange.chars().filter(|letter| *letter != ' ').collect();
        return match is_letters(&exchange, EXCHANGE) {
            true if digits => code.parse().ok().map(Code::Digits),
            true if is_letters(ticker, TICKER) => Some(Code::Letters(value(ticker))),
            _ => None,
        };
    }
    let (ticker, market) = text.split_once('.')?;
    (is_letters(market, 1..=2) && is_letters(ticker, TICKER)).then(|| Code::Letters(value(ticker)))
}

/// A number for a ticker: exact in a float, and far from every code of digits.
fn value(ticker: &str) -> f64 {
    let hash = ticker.bytes().fold(0, |hash, byte| mix(hash, byte.into()));
    f64::from(u32::try_from(hash >> 33).unwrap_or_default()) + 1e9
}
