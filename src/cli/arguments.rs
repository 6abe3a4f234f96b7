//! Reads numbers and days of the command line, and says how to write one.

use std::num::NonZeroUsize;

use jiff::civil::Date;

/// A number of things, which may be 0.
pub(super) fn number(written: &str) -> Result<usize, &'static str> {
    let no_number = "expected a whole number, such as 20";
    written.parse().map_err(|_| no_number)
}

/// A number of things, at least 1.
pub(super) fn at_least_one(written: &str) -> Result<NonZeroUsize, &'static str> {
    let no_number = "expected a whole number of 1 or more";
    written.parse().map_err(|_| no_number)
}

/// A day.
pub(super) fn day(written: &str) -> Result<Date, &'static str> {
    let no_day = "expected a day of the calendar, written like 2026-11-01";
    written.parse().map_err(|_| no_day)
}

#[cfg(test)]
mod tests {
    use super::{at_least_one, day, number};

    #[test]
    fn what_is_no_number_or_day_is_refused() {
        assert_eq!(number("0"), Ok(0));
        assert!(number("-1").is_err() && number("x").is_err());
        assert_eq!(at_least_one("2").map(usize::from), Ok(2));
        assert!(at_least_one("0").is_err());
        assert!(day("2026-02-28").is_ok());
        assert!(day("2026-02-29").is_err() && day("today").is_err());
    }
}
