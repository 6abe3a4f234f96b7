//! Time zones.

use jiff::fmt::strtime::{self, BrokenDownTime};
use jiff::tz::{self, TimeZone};

use crate::config::problem::Refusal;
use crate::config::spelling::unknown_name_remedy;

/// A time zone by its IANA name, or a fixed offset such as `+08:00`.
pub(in crate::config) fn timezone(text: &str) -> Result<TimeZone, Refusal> {
    let text = text.trim();
    match TimeZone::get(text) {
        Ok(zone) if !text.is_empty() => Ok(zone),
        _ => offset(text).ok_or_else(|| Refusal::new("a time zone", remedy(text))),
    }
}

/// A fixed offset such as `+08:00`. jiff's own parser of time zones also accepts POSIX zones such
/// as `UTC+8`, whose sign means the opposite of what people expect; so we read only this form.
fn offset(text: &str) -> Option<TimeZone> {
    let is_short = text.len() == "+08:00".len();
    let parsed = strtime::parse("%:z", text).ok().filter(|_| is_short)?;
    Some(TimeZone::fixed(parsed.offset()?))
}

/// A time zone as the configuration would write it.
pub(in crate::config) fn shown_timezone(zone: &TimeZone) -> String {
    if let Some(name) = zone.iana_name() {
        return name.to_owned();
    }
    let mut time = BrokenDownTime::default();
    time.set_offset(zone.to_fixed_offset().ok());
    let offset = time.to_string("%:z");
    offset.unwrap_or_else(|_| "of this machine".to_owned())
}

fn remedy(text: &str) -> String {
    if let Some(written) = corrected_offset(text) {
        return format!("write \"{written}\"");
    }
    let lower = text.to_lowercase();
    // The IANA database names the zone of China after Shanghai.
    if ["beijing", "peking", "北京"]
        .iter()
        .any(|name| lower.ends_with(name))
    {
        return "write \"Asia/Shanghai\", the zone of all of China".to_owned();
    }
    let names: Vec<String> = tz::db().available().map(|name| name.to_string()).collect();
    let of_places = || {
        names
            .iter()
            .map(String::as_str)
            .filter(|name| name.contains('/'))
    };
    // A short text, such as an abbreviation, resembles many names by chance. So a text without `/`
    // must equal the city.
    let near = if text.contains('/') {
        unknown_name_remedy(text, of_places())
    } else {
        let city = lower.replace(' ', "_");
        of_places()
            .find(|name| {
                let last = name.rsplit('/').next().unwrap_or_default();
                last.to_lowercase() == city
            })
            .map(|name| format!("write \"{name}\""))
    };
    near.unwrap_or_else(|| {
        "write an IANA name such as \"Asia/Shanghai\", or an offset such as \"+08:00\"".to_owned()
    })
}

/// The correct form of an offset such as `UTC+8`, `GMT-0330` or `+8`.
fn corrected_offset(text: &str) -> Option<String> {
    let upper = text.to_uppercase();
    let bare = upper
        .strip_prefix("UTC")
        .or_else(|| upper.strip_prefix("GMT"))
        .unwrap_or(&upper)
        .trim();
    let sign = bare
        .chars()
        .next()
        .filter(|sign| ['+', '-'].contains(sign))?;
    let digits = bare.get(1..)?.replace(':', "");
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: u32 = digits.parse().ok()?;
    let (hours, minutes) = if digits.len() > 2 {
        (number / 100, number % 100)
    } else {
        (number, 0)
    };
    let written = format!("{sign}{hours:02}:{minutes:02}");
    offset(&written).map(|_| written)
}
