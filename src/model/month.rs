//! A month of the calendar, for archives.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Timestamp;

/// A month of a year, written as in `2026-10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Date);

impl Month {
    /// The month of an instant in a zone.
    pub fn of(at: Timestamp, zone: &TimeZone) -> Self {
        Self(at.to_zoned(zone.clone()).date().first_of_month())
    }

    /// The month after.
    #[must_use]
    pub fn after(self) -> Self {
        Self(self.0.saturating_add(1.month()))
    }

    /// The first instant of the month in a zone.
    pub fn begin(self, zone: &TimeZone) -> Timestamp {
        let begin = self.0.to_zoned(zone.clone());
        begin.map_or(Timestamp::MIN, |begin| begin.timestamp())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

/// The text is no month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoMonth;

impl FromStr for Month {
    type Err = NoMonth;

    fn from_str(text: &str) -> Result<Self, NoMonth> {
        let date = format!("{text}-01").parse().map_err(|_| NoMonth)?;
        let month = Self(date);
        // Other ways to write a date are no names of archives.
        (month.to_string() == text).then_some(month).ok_or(NoMonth)
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::{Month, NoMonth};
    use crate::model::Timestamp;

    #[test]
    fn a_month_begins_at_midnight_of_its_zone_and_has_one_name() {
        let shanghai = TimeZone::get("Asia/Shanghai").unwrap();
        let at: Timestamp = "2026-10-31T16:00:00Z".parse().unwrap();
        let month = Month::of(at, &shanghai);
        assert_eq!(month.to_string(), "2026-11");
        assert_eq!(month.begin(&shanghai), at);
        assert_eq!(month.after().after().to_string(), "2027-01");
        assert_eq!("2026-11".parse(), Ok(month));
        for text in ["2026-13", "2026-1", "202610", "2026-11-01", "+02026-11", ""] {
            assert_eq!(text.parse::<Month>(), Err(NoMonth), "{text}");
        }
    }
}
