//! Parses dates as publishers write them.
//!
//! One lenient parser instead of a list of formats: it takes numbers, words and marks in turn, and
//! decides by the neighbours of each what it means. A few rules are enough to read RFC 822 and RFC
//! 3339 in all their broken forms, `asctime`, `2021年08月25日 10:15`, `令和7年`, slashes and dots,
//! `下午3时05分`, the month names of some forty languages and epoch seconds.
//!
//! A date without a zone counts in the source's zone. A text without a valid date (month 13, 30
//! February, no year), or with two possible dates (`03/02/2026` alone), gives none: an entry
//! without a date counts from when feedfold first saw it, which is closer to the truth than a
//! wrong date.

mod names;
mod order;
mod parts;
mod standard;
#[cfg(test)]
mod tests;
mod tokens;
mod zones;

use std::cell::OnceCell;

use jiff::tz::TimeZone;
use url::Url;

use crate::model::Timestamp;
use crate::text::is_ideograph;

use order::Order;
use parts::DateParts;
use standard::StandardDate;

/// Longest text that may be a date, in bytes; real dates stay below 80.
const MAX_BYTES: usize = 200;

/// How much of a document is examined to decide whether it is Chinese, in bytes.
const SAMPLE: usize = 64 * 1024;

/// Reads the dates of one document.
#[derive(Debug)]
pub(super) struct Dates<'a> {
    zone: &'a TimeZone,
    /// The document; its beginning shows whether it is Chinese.
    document: &'a str,
    language: String,
    site: Option<&'a str>,
    order: Option<Order>,
    is_chinese: OnceCell<bool>,
    /// The month that `mar` means in the language, if it is only one.
    mar: OnceCell<Option<i8>>,
}

impl<'a> Dates<'a> {
    /// Creates the parser for the dates of `document`. `zone` is the zone of dates without one.
    ///
    /// `language` is the tag (RFC 5646) that the document declares, `base` its address.
    pub(super) fn new(
        zone: &'a TimeZone,
        document: &'a str,
        language: Option<&str>,
        base: Option<&'a Url>,
    ) -> Self {
        Self {
            zone,
            document,
            language: language.unwrap_or_default().trim().to_ascii_lowercase(),
            site: base.and_then(Url::host_str),
            order: None,
            is_chinese: OnceCell::new(),
            mar: OnceCell::new(),
        }
    }

    /// Learns from all dates of the document whether its publisher writes the day or the month
    /// first.
    pub(super) fn learn<T: AsRef<str>>(&mut self, dates: impl IntoIterator<Item = T>) {
        let evidence = dates.into_iter().filter_map(|text| {
            let text = text.as_ref();
            if !order::is_numeric(text) || text.len() > MAX_BYTES {
                return None;
            }
            // In these forms, the month is a name or follows the year.
            if StandardDate::read(text.trim(), self).is_some() {
                return None;
            }
            DateParts::read(text, self)?.order()
        });
        let agreed = order::agreed(evidence);
        self.order = match agreed {
            order::Agreed::On(order) => Some(order),
            order::Agreed::Nothing => order::language_order(&self.language)
                .or_else(|| order::country_order(self.country())),
            order::Agreed::Both => None,
        };
    }

    /// Returns the instant that `text` means; `None` if it is not a date.
    pub(super) fn read(&self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        if text.is_empty() || text.len() > MAX_BYTES {
            return None;
        }
        let instant = match StandardDate::read(text, self) {
            Some(date) => self.instant(date),
            None => self.instant_of_any(text),
        };
        instant.filter(|instant| !is_zero(*instant))
    }

    fn instant(&self, date: StandardDate) -> Option<Timestamp> {
        match date.offset {
            Some(offset) => offset.to_timestamp(date.civil).ok(),
            None => parts::in_zone(date.civil, self.zone),
        }
    }

    /// Reads a date in any form.
    fn instant_of_any(&self, text: &str) -> Option<Timestamp> {
        match epoch(text) {
            Some(instant) => Some(instant),
            None => DateParts::read(text, self)?.instant(text, self),
        }
    }

    /// The month that `mar` means in the language of the document, if it means only one: it
    /// begins the name of another month in some languages.
    fn meaning_of_mar(&self) -> Option<i8> {
        *self
            .mar
            .get_or_init(|| names::months("mar", &self.language).0.only())
    }

    /// The last label of the host name, which may be a country.
    fn country(&self) -> &str {
        let labels = self.site.unwrap_or_default().rsplit('.');
        labels.into_iter().next().unwrap_or_default()
    }

    /// Whether this document counts years by the Republic of China, so that three digits are a
    /// year.
    fn is_taiwanese(&self) -> bool {
        self.zone.iana_name() == Some("Asia/Taipei")
            || self.language.starts_with("zh-tw")
            || self.language.starts_with("zh-hant")
            || self.country() == "tw"
    }

    /// Whether this document may write Japanese eras with a letter, as in `R7.7.5`.
    fn is_japanese(&self) -> bool {
        self.zone.iana_name() == Some("Asia/Tokyo")
            || self.language.starts_with("ja")
            || self.country() == "jp"
    }

    /// Whether this document writes a year of two digits first, as in `26/07/05`.
    fn writes_year_first(&self) -> bool {
        let east_asian = ["zh", "ja", "ko", "hu", "lt", "mn"];
        east_asian
            .iter()
            .any(|language| self.language.starts_with(language))
    }

    /// Whether the document is Chinese, so that its `CST` means China Standard Time.
    fn is_chinese(&self) -> bool {
        *self.is_chinese.get_or_init(|| {
            if self.language.starts_with("zh") {
                return true;
            }
            let end = self.document.floor_char_boundary(SAMPLE);
            let sample = self.document.get(..end).unwrap_or_default();
            let (mut han, mut others) = (0_usize, 0_usize);
            for c in sample
                .chars()
                .filter(|c| c.is_alphabetic() && !c.is_ascii())
            {
                if is_ideograph(c) {
                    han += 1;
                } else {
                    others += 1;
                }
            }
            // Japanese mixes kana with Han characters; a quotation has few characters.
            han >= 8 && others < han / 10
        })
    }
}

/// Whether an instant is the zero of some calendar, which programs write instead of "no date".
///
/// Those are the first second of 1970 in any zone (Unix), of 1601 (Windows), of 1753 and 1900 (SQL
/// Server), of 1904 (Macintosh), and 30 December 1899 (Delphi, Excel).
fn is_zero(instant: Timestamp) -> bool {
    /// Largest offset of a zone from UTC, in seconds.
    const MAX_OFFSET_SECONDS: i64 = 14 * 3600;
    let zeros = [
        0,
        -11_644_473_600,
        -6_847_804_800,
        -2_208_988_800,
        -2_082_844_800,
        -2_209_161_600,
    ];
    // Offsets are multiples of a quarter of an hour; an error value may be one second earlier.
    let second = instant.as_second();
    zeros.iter().any(|zero| {
        let distance = second - zero;
        distance.abs() <= MAX_OFFSET_SECONDS && matches!(distance.rem_euclid(900), 0 | 899)
    })
}

/// Parses seconds, milliseconds or microseconds since 1970, which differ in length; also the form
/// of .NET, `/Date(1783065900000+0200)/`.
fn epoch(text: &str) -> Option<Timestamp> {
    let net = text.strip_prefix("/Date(");
    let net = net.and_then(|text| text.strip_suffix(")/"));
    // The number counts from UTC, whatever offset follows it.
    let net = net.and_then(|text| text.split(['+', '-']).next());
    let text = net.or_else(|| text.strip_prefix('@')).unwrap_or(text);
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = whole.parse().ok()?;
    match whole.len() {
        9 | 10 => Timestamp::from_second(number).ok(),
        13 => Timestamp::from_millisecond(number).ok(),
        16 => Timestamp::from_microsecond(number).ok(),
        _ => None,
    }
}
