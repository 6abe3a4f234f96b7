//! Dates as publishers write them, to instants.
//!
//! One loose reader instead of a list of formats. It takes numbers, words and marks in turn, and
//! the neighbours of each say what it is. So a few rules read RFC 822 and RFC 3339 in all their
//! broken forms, `asctime`, `2021年08月25日 10:15`, `令和7年`, slashes and dots, `下午3时05分`,
//! the month names of some forty languages and epoch seconds.
//!
//! A date without a zone counts in the source's zone. A text that names no date (month 13, 30
//! February, no year), or that can name two (`03/02/2026` alone), gives none: a feed without a
//! date is published when it is first seen, which is nearer to the truth than a wrong date.

mod found;
mod names;
mod order;
#[cfg(test)]
mod tests;
mod tokens;
mod zones;

use std::cell::OnceCell;

use jiff::tz::TimeZone;
use url::Url;

use crate::model::Timestamp;

use found::Found;
use order::Order;

/// The longest text looked at, in bytes; a real date is under 80.
const MAX_BYTES: usize = 200;

/// How much of a document says whether it is Chinese, in bytes.
const SAMPLE: usize = 64 * 1024;

/// Reads the dates of one document.
#[derive(Debug)]
pub(super) struct Dates<'a> {
    zone: &'a TimeZone,
    /// The document's own words; a part of them says whether it is Chinese.
    document: &'a str,
    language: String,
    site: Option<&'a str>,
    order: Option<Order>,
    is_chinese: OnceCell<bool>,
}

impl<'a> Dates<'a> {
    /// The reader for `document`, which counts dates without a zone in `zone`.
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
            Found::read(text, self)?.order()
        });
        let agreed = order::agreed(evidence);
        self.order = match agreed {
            order::Agreed::On(order) => Some(order),
            order::Agreed::Nothing => {
                order::of_language(&self.language).or_else(|| order::of_country(self.country()))
            }
            order::Agreed::Both => None,
        };
    }

    /// The instant `text` names, or `None` when it names none.
    pub(super) fn read(&self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        if text.is_empty() || text.len() > MAX_BYTES {
            return None;
        }
        let instant = match epoch(text) {
            Some(instant) => Some(instant),
            None => Found::read(text, self)?.instant(text, self),
        };
        instant.filter(|instant| !is_zero(*instant))
    }

    /// The last label of the host name: perhaps a country.
    fn country(&self) -> &str {
        let labels = self.site.unwrap_or_default().rsplit('.');
        labels.into_iter().next().unwrap_or_default()
    }

    /// Whether a number of three digits is a year of the Republic of China here.
    fn is_taiwanese(&self) -> bool {
        self.zone.iana_name() == Some("Asia/Taipei")
            || self.language.starts_with("zh-tw")
            || self.language.starts_with("zh-hant")
            || self.country() == "tw"
    }

    /// Whether eras of Japan are written with a letter here, as in `R7.7.5`.
    fn is_japanese(&self) -> bool {
        self.zone.iana_name() == Some("Asia/Tokyo")
            || self.language.starts_with("ja")
            || self.country() == "jp"
    }

    /// Whether the year stands first when it has two digits, as in `26/07/05`.
    fn writes_year_first(&self) -> bool {
        let east_asian = ["zh", "ja", "ko", "hu", "lt", "mn"];
        east_asian
            .iter()
            .any(|language| self.language.starts_with(language))
    }

    /// Whether the document is Chinese, so that its `CST` is China Standard Time.
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
                match c {
                    '\u{3400}'..='\u{9fff}' => han += 1,
                    _ => others += 1,
                }
            }
            // Japanese mixes kana into its Han characters; a quotation is a few characters.
            han >= 8 && others < han / 10
        })
    }
}

/// Whether an instant is the zero of a calendar, which programs write for "no date".
///
/// Those are the first second of 1970 in any zone (Unix), of 1601 (Windows), of 1753 and 1900 (SQL
/// Server), of 1904 (Macintosh), and 30 December 1899 (Delphi, Excel).
fn is_zero(instant: Timestamp) -> bool {
    /// The largest distance of a zone from UTC, in seconds.
    const FARTHEST: i64 = 14 * 3600;
    let zeros = [
        0,
        -11_644_473_600,
        -6_847_804_800,
        -2_208_988_800,
        -2_082_844_800,
        -2_209_161_600,
    ];
    // Zones differ by quarters of an hour; an error value may be one second before.
    let second = instant.as_second();
    zeros.iter().any(|zero| {
        let distance = second - zero;
        distance.abs() <= FARTHEST && matches!(distance.rem_euclid(900), 0 | 899)
    })
}

/// Seconds, milliseconds or microseconds since 1970, told apart by their length; also as .NET
/// writes them, `/Date(1783065900000+0200)/`.
fn epoch(text: &str) -> Option<Timestamp> {
    let net = text.strip_prefix("/Date(");
    let net = net.and_then(|text| text.strip_suffix(")/"));
    // The offset behind is the writer's; the number counts from UTC all the same.
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
