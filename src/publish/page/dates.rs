//! Writes dates, times and numbers as pages show them: times absolute, in the zone of the site.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, Render, html};

use super::words::PageWords;
use crate::model::{Site, Timestamp};
use crate::publish::feed::whole_seconds;

/// An instant as an element `time` has it for machines.
const MACHINE: &str = "%Y-%m-%dT%H:%M%:z";

/// The zone and the words of a site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dates<'a> {
    pub(super) zone: &'a TimeZone,
    pub(super) words: &'static PageWords,
}

impl<'a> Dates<'a> {
    /// The zone and the words of a site.
    pub(super) fn of(site: &'a Site) -> Self {
        Self {
            zone: &site.timezone,
            words: PageWords::for_site(site),
        }
    }
}

impl Dates<'_> {
    /// The day of an instant.
    pub(super) fn day(self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// Hour and minute.
    pub(super) fn clock(self, at: Timestamp) -> String {
        self.format(at, "%H:%M")
    }

    /// Day, hour and minute.
    pub(super) fn moment(self, at: Timestamp) -> String {
        self.format(at, "%Y-%m-%d %H:%M")
    }

    /// Month and day.
    pub(super) fn short_day(self, at: Timestamp) -> String {
        self.format(at, "%m-%d")
    }

    /// Hour and minute, with the day if that is another one.
    pub(super) fn near(self, at: Timestamp, day: Date) -> String {
        if self.day(at) == day {
            self.clock(at)
        } else {
            self.moment(at)
        }
    }

    /// Hour and minute, below the day if that is another one: for a narrow column.
    pub(super) fn narrow(self, at: Timestamp, day: Date) -> Markup {
        html! {
            @if self.day(at) != day { (self.short_day(at)) br; }
            (self.clock(at))
        }
    }

    /// An element with the instant as shown and as machines read it.
    pub(super) fn time(self, at: Timestamp, shown: &str) -> Markup {
        html! { time datetime=(self.format(at, MACHINE)) { (shown) } }
    }

    /// The date of a story in a list, with the word for what it is as its title.
    pub(super) fn published(self, at: Timestamp, shown: impl Render) -> Markup {
        html! {
            time datetime=(self.format(at, MACHINE)) title=(self.words.published) { (shown) }
        }
    }

    /// A day with its weekday, as a heading names it.
    pub(super) fn heading(self, day: Date) -> String {
        self.words.day(day)
    }

    /// The name of the zone, or its offset.
    pub(super) fn zone_name(self) -> String {
        zone_name(self.zone)
    }

    fn format(self, at: Timestamp, pattern: &str) -> String {
        let at = at.to_zoned(self.zone.clone());
        at.strftime(pattern).to_string()
    }
}

/// A number with a comma between groups of three digits.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The name of a zone, or its offset.
pub fn zone_name(zone: &TimeZone) -> String {
    if let Some(name) = zone.iana_name() {
        return name.replace('_', " ");
    }
    let at = Timestamp::UNIX_EPOCH.to_zoned(zone.clone());
    at.strftime("UTC%:z").to_string()
}

/// An instant as RFC 3339 in UTC, in the years 1 to 9999.
pub(super) fn utc(at: Timestamp) -> String {
    let at = Timestamp::from_second(whole_seconds(at));
    at.unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn a_long_number_is_written_in_groups_of_three_digits() {
        for (number, said) in [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), said);
        }
    }
}
