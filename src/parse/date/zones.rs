//! Names of time zones.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// Zone abbreviations (RFC 822 5.1, and others that feeds send) and their usual offsets from UTC,
/// in minutes. An ambiguous one (`CST`, `IST`) has the meaning of the source's zone if that uses
/// it.
const ABBREVIATIONS: &[(&str, i32)] = &[
    ("z", 0),
    ("ut", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("nst", -210),
    ("ndt", -150),
    ("adt", -180),
    ("brt", -180),
    ("art", -180),
    ("ast", -240),
    ("edt", -240),
    ("est", -300),
    ("cdt", -300),
    ("cst", -360),
    ("mdt", -360),
    ("mst", -420),
    ("pdt", -420),
    ("pst", -480),
    ("akdt", -480),
    ("akst", -540),
    ("hst", -600),
    ("bst", 60),
    ("west", 60),
    ("wat", 60),
    ("cet", 60),
    ("met", 60),
    ("mez", 60),
    ("cest", 120),
    ("mest", 120),
    ("mesz", 120),
    ("cat", 120),
    ("sast", 120),
    ("eet", 120),
    ("eest", 180),
    ("eat", 180),
    ("trt", 180),
    ("msk", 180),
    ("мск", 180),
    ("msd", 240),
    ("pkt", 300),
    ("ist", 330),
    ("npt", 345),
    ("ict", 420),
    ("wib", 420),
    ("hkt", 480),
    ("sgt", 480),
    ("myt", 480),
    ("pht", 480),
    ("wita", 480),
    ("awst", 480),
    ("jst", 540),
    ("kst", 540),
    ("wit", 540),
    ("acst", 570),
    ("aest", 600),
    ("acdt", 630),
    ("aedt", 660),
    ("nzst", 720),
    ("nzdt", 780),
];

/// Names of the local time of a place, with its summer time. Names of two letters are words in
/// other languages, so they count only in capitals.
const CLOCKS: &[(&str, &str)] = &[
    ("ET", "America/New_York"),
    ("CT", "America/Chicago"),
    ("MT", "America/Denver"),
    ("PT", "America/Los_Angeles"),
];

/// Zones written out, by their first word; `Standard` or `Daylight` may follow before `Time`.
const WRITTEN_OUT: &[(&str, &str)] = &[
    ("eastern", "America/New_York"),
    ("central", "America/Chicago"),
    ("mountain", "America/Denver"),
    ("pacific", "America/Los_Angeles"),
    ("beijing", "Asia/Shanghai"),
];

/// A named zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// An abbreviation, by its index in [`ABBREVIATIONS`].
    Abbreviation(usize),
    /// The local time of a place, by its name in the time zone database.
    Clock(&'static str),
}

impl Zone {
    /// The zone with this name; `plain` is the word in lower case.
    pub(super) fn named(word: &str, plain: &str) -> Option<Self> {
        if let Some((_, place)) = CLOCKS.iter().find(|(name, _)| *name == word) {
            return Some(Self::Clock(place));
        }
        let place = ABBREVIATIONS.iter().position(|(name, _)| *name == plain)?;
        Some(Self::Abbreviation(place))
    }

    /// The zone whose name is `first` and `Time` together.
    pub(super) fn written_out(first: &str) -> Option<Self> {
        let (_, place) = WRITTEN_OUT.iter().find(|(name, _)| *name == first)?;
        Some(Self::Clock(place))
    }

    /// Whether it is a zone of the United States.
    pub(super) fn is_american(self) -> bool {
        match self {
            Self::Clock(place) => place.starts_with("America/"),
            Self::Abbreviation(place) => ABBREVIATIONS.get(place).is_some_and(|(name, _)| {
                matches!(
                    *name,
                    "est" | "edt" | "cdt" | "mst" | "mdt" | "pst" | "pdt" | "hst"
                )
            }),
        }
    }

    /// Its offset at a local time; `zone` is the source's zone.
    ///
    /// `CST` is US Central Time in RFC 822, and China Standard Time for a Chinese publisher, 14
    /// hours apart. The abbreviation of the source's own zone at that time has precedence. In a
    /// zone eight hours ahead, and in a Chinese document, `CST` is China Standard Time.
    pub(super) fn offset(
        self,
        civil: DateTime,
        zone: &TimeZone,
        is_chinese: impl FnOnce() -> bool,
    ) -> Option<Offset> {
        let place = match self {
            Self::Clock(name) => {
                let clock = TimeZone::get(name).ok()?;
                return Some(offset_at(&clock, civil)?.1);
            }
            Self::Abbreviation(place) => place,
        };
        let (name, minutes) = ABBREVIATIONS.get(place)?;
        let (abbreviation, there) = offset_at(zone, civil)?;
        let eight = Offset::constant(8);
        if abbreviation.eq_ignore_ascii_case(name) {
            return Some(there);
        }
        if *name == "cst" && (there == eight || is_chinese()) {
            return Some(eight);
        }
        Offset::from_seconds(minutes * 60).ok()
    }
}

/// The abbreviation of a zone at a local time, and its offset.
fn offset_at(zone: &TimeZone, civil: DateTime) -> Option<(String, Offset)> {
    let local = zone.to_ambiguous_zoned(civil).compatible().ok()?;
    let info = zone.to_offset_info(local.timestamp());
    Some((info.abbreviation().to_owned(), info.offset()))
}

/// Whether a word after a time looks like the abbreviation of a zone: `XYZT`. An unknown
/// abbreviation makes the date unreadable, since any other zone would be wrong.
pub(super) fn looks_like_one(word: &str) -> bool {
    (3..=5).contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_uppercase())
        && word.ends_with('T')
}
