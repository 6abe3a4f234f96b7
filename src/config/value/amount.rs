//! Durations and sizes.

use std::time::Duration;

use jiff::fmt::friendly::SpanParser;
use jiff::{SpanRelativeTo, Unit};

use crate::config::problem::Refusal;
use crate::model::FetchPolicy;

/// Longest duration that the configuration may hold, so that sums of times do not overflow.
const MAX_DURATION: Duration = Duration::from_hours(24 * 36_525);

/// A duration such as `60m`, `1h30m`, `2 days` or `1 week`. A day has 24 hours.
pub(in crate::config) fn duration(text: &str) -> Result<Duration, Refusal> {
    let text = text.trim();
    let refused = |remedy: String| Refusal::new("a duration", remedy);
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(refused(format!(
            "add the unit, in quotes: \"{text}m\" for minutes, \"{text}s\" for seconds"
        )));
    }
    let example = || refused("write one such as \"60m\", \"1h30m\" or \"2 days\"".to_owned());
    let span = SpanParser::new().parse_span(text).map_err(|_| example())?;
    if span.get_years() != 0 || span.get_months() != 0 {
        return Err(refused(
            "write it in days: months and years vary in length".to_owned(),
        ));
    }
    let exact = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .ok()
        .and_then(|exact| Duration::try_from(exact).ok())
        .filter(|exact| !exact.is_zero())
        .ok_or_else(example)?;
    if exact > MAX_DURATION {
        return Err(refused("write one of at most 100 years".to_owned()));
    }
    Ok(exact)
}

/// A duration between two bounds, both included.
pub(in crate::config) fn duration_within(
    text: &str,
    (least, most): (Duration, Duration),
) -> Result<Duration, Refusal> {
    let read = duration(text)?;
    if read < least || read > most {
        return Err(Refusal::new(
            format!(
                "a duration from {} to {}",
                shown_duration(least),
                shown_duration(most)
            ),
            "write one within these bounds",
        ));
    }
    Ok(read)
}

/// A time between two requests to a publisher, at least `floor`.
pub(in crate::config) fn interval(text: &str, floor: Duration) -> Result<Duration, Refusal> {
    let read = duration(text)?;
    if read < floor {
        return Err(Refusal::new(
            format!("a duration of at least {}", shown_duration(floor)),
            format!(
                "write \"{}\" or more; only hosts in [fetch] allow_private may be asked every {}",
                shown_duration(FetchPolicy::FLOOR),
                shown_duration(FetchPolicy::OWN_FLOOR),
            ),
        ));
    }
    Ok(read)
}

/// A duration for messages: `1h 30m`.
pub(in crate::config) fn shown_duration(duration: Duration) -> String {
    jiff::Span::new()
        .try_seconds(i64::try_from(duration.as_secs()).unwrap_or(i64::MAX))
        .and_then(|span| {
            span.round(
                jiff::SpanRound::new()
                    .largest(Unit::Day)
                    .days_are_24_hours(),
            )
        })
        .map_or_else(
            |_| format!("{}s", duration.as_secs()),
            |span| format!("{span:#}"),
        )
}

/// Units of sizes with their bytes. We ignore case, because nobody means millibits.
const UNITS: [(&str, u64); 7] = [
    ("b", 1),
    ("kb", 1000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
];

/// A number of bytes such as `16 MiB`, `500kB` or `1.5 MB`, between two bounds, both included.
pub(in crate::config) fn size(text: &str, (least, most): (u64, u64)) -> Result<u64, Refusal> {
    let text = text.trim();
    let refused = |remedy: &str| {
        let expected = match most {
            u64::MAX => "a size".to_owned(),
            most => format!("a size from {} to {}", shown_size(least), shown_size(most)),
        };
        Refusal::new(expected, remedy)
    };
    let unit_at = text
        .find(|char: char| !char.is_ascii_digit() && char != '.')
        .unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(unit_at).unwrap_or_default();
    let unit = unit.trim().to_lowercase();
    let factor = UNITS
        .iter()
        .find(|(name, _)| *name == unit)
        .map(|(_, factor)| *factor)
        .ok_or_else(|| refused("write a number and a unit: B, kB, MB, GB, KiB, MiB or GiB"))?;
    let example = || refused("write one such as \"16 MiB\" or \"500 kB\"");
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: u64 = whole.parse().map_err(|_| example())?;
    if fraction.len() > 6 || (number.contains('.') && fraction.is_empty()) {
        return Err(example());
    }
    let fraction = if fraction.is_empty() {
        0
    } else {
        let parts: u64 = fraction.parse().map_err(|_| example())?;
        parts * factor / 10u64.pow(u32::try_from(fraction.len()).unwrap_or(6))
    };
    whole
        .checked_mul(factor)
        .and_then(|bytes| bytes.checked_add(fraction))
        .filter(|bytes| (least..=most).contains(bytes))
        .ok_or_else(|| refused("write one within these bounds"))
}

/// A size for messages: `16 MiB`.
pub(in crate::config) fn shown_size(bytes: u64) -> String {
    UNITS
        .iter()
        .zip(["B", "kB", "MB", "GB", "KiB", "MiB", "GiB"])
        .filter(|((_, factor), _)| bytes.is_multiple_of(*factor))
        .max_by_key(|((_, factor), _)| *factor)
        .map_or_else(
            || format!("{bytes} B"),
            |((_, factor), unit)| format!("{} {unit}", bytes / factor),
        )
}
