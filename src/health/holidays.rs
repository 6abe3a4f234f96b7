//! The hours in which the sources of a category are silent together. Pure.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::rhythm::{Calendar, Rhythm};

/// A holiday needs at least so many other sources.
const MIN_OTHERS: usize = 2;

/// A pause without any entry is a holiday if so many active hours were to be expected in it.
const MIN_EXPECTED: f64 = 6.0;

/// A day with few entries is a holiday if so many active hours were to be expected, and at most
/// this part of them came.
const MIN_EXPECTED_OF_DAY: f64 = 1.5;
const HOLIDAY_PART: f64 = 0.2;

/// The rhythms of the sources of one category, added up for each hour of the calendar.
///
/// So the hours of all others take one subtraction for each source: comparing each source with each
/// other one would take the square of their number.
#[derive(Debug, Default)]
pub struct Category {
    members: usize,
    /// How many active hours were to be expected, and how many came.
    hours: Vec<(f64, u32)>,
}

impl Category {
    /// Adds the rhythm of one more source.
    pub fn add(&mut self, rhythm: &Rhythm, calendar: &Calendar) {
        self.members += 1;
        for (at, (_, _, expected, is_active)) in rhythm.hours(calendar).enumerate() {
            if self.hours.len() <= at {
                self.hours.push((0.0, 0));
            }
            if let Some((sum, came)) = self.hours.get_mut(at) {
                *sum += expected;
                *came += u32::from(is_active);
            }
        }
    }

    /// The hours in which the sources but this one, which was added, were silent together, though
    /// they usually send something then. They are no reason to call this one silent.
    ///
    /// That are pauses to the hour in which none of them sent anything, and whole days on which
    /// nearly none did.
    pub fn holidays_beside(&self, one: &Rhythm, calendar: &Calendar) -> BTreeSet<i64> {
        let mut holidays = BTreeSet::new();
        if self.members <= MIN_OTHERS {
            return holidays;
        }
        let mut days: BTreeMap<Date, Joint> = BTreeMap::new();
        let mut pause = Joint::default();
        for ((hour, day, own, is_active), (sum, all)) in one.hours(calendar).zip(&self.hours) {
            let expected = (sum - own).max(0.0);
            let came = all.saturating_sub(u32::from(is_active));
            days.entry(day).or_default().add(hour, expected, came);
            if came > 0 {
                holidays.extend(std::mem::take(&mut pause).pause());
            } else {
                pause.add(hour, expected, came);
            }
        }
        holidays.extend(pause.pause());
        holidays.extend(days.into_values().flat_map(Joint::day));
        holidays
    }
}

/// Hours in a row, with how many active hours were to be expected of all sources and how many came.
#[derive(Debug, Default)]
struct Joint {
    hours: Vec<i64>,
    expected: f64,
    came: f64,
}

impl Joint {
    fn add(&mut self, hour: i64, expected: f64, came: u32) {
        self.hours.push(hour);
        self.expected += expected;
        self.came += f64::from(came);
    }

    /// The hours, if this is a pause that is long enough.
    fn pause(self) -> Vec<i64> {
        if self.expected >= MIN_EXPECTED {
            self.hours
        } else {
            Vec::new()
        }
    }

    /// The hours, if this day is a holiday.
    fn day(self) -> Vec<i64> {
        let is_quiet = self.came <= self.expected * HOLIDAY_PART;
        if self.expected >= MIN_EXPECTED_OF_DAY && is_quiet {
            self.hours
        } else {
            Vec::new()
        }
    }
}
