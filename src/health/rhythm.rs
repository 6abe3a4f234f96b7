//! The rhythm of a source: at which hours of the week it sends entries. Pure.
//!
//! An hour in which at least one entry came is *active*: a burst of entries counts once. The rhythm
//! is the share of active hours in each hour of the week over the last eight weeks, in the zone of
//! the site. Silence is measured by it: an hour without an entry counts as much as an entry was to
//! be expected in it, so that nights and weekends count nothing for a source that never sends
//! anything then.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::model::Timestamp;

/// How far back the rhythm looks.
pub const DAYS: i64 = 56;

/// Shorter times and fewer active hours show no rhythm.
const MIN_DAYS: i64 = 14;
const MIN_ACTIVE: usize = 8;

/// Silence is unusual from this measure on. If hours were independent of one another, one silence
/// in 3000 would be as long by chance.
const MIN_SILENCE: f64 = 8.0;

/// Silence must also be this many times as long as what was usual between two entries.
const TIMES_USUAL: f64 = 1.5;

/// Shorter silence never is unusual.
const MIN_HOURS: i64 = 12;

const HOUR: i64 = 3600;
const WEEK: usize = 7 * 24;

/// The hours from the begin of the rhythms until now, each with its day and its place in the week.
#[derive(Debug)]
pub struct Calendar {
    /// Number of the first hour since 1970.
    begin: i64,
    hours: Vec<(Date, usize)>,
}

impl Calendar {
    /// The last eight weeks in this zone.
    pub fn until(now: Timestamp, zone: &TimeZone) -> Self {
        let end = now.as_second().div_euclid(HOUR);
        let begin = end - DAYS * 24;
        let hours = (begin..=end).map(|hour| {
            let at = Timestamp::from_second(hour * HOUR).unwrap_or(now);
            let local = at.to_zoned(zone.clone());
            let day = usize::try_from(local.weekday().to_monday_zero_offset()).unwrap_or(0);
            let of_day = usize::try_from(local.hour()).unwrap_or(0);
            (local.date(), day * 24 + of_day)
        });
        Self {
            begin,
            hours: hours.collect(),
        }
    }

    /// The instant from which on the hours of sources are needed.
    pub fn begin(&self) -> Timestamp {
        Timestamp::from_second(self.begin * HOUR).unwrap_or(Timestamp::MIN)
    }

    /// Day and place in the week of an hour.
    fn get(&self, hour: i64) -> Option<(Date, usize)> {
        let at = usize::try_from(hour - self.begin).ok()?;
        self.hours.get(at).copied()
    }
}

/// The active hours of a source, and the shares of them in the hours of the week.
#[derive(Debug, Clone)]
pub struct Rhythm {
    /// Numbers since 1970, ascending; at least [`MIN_ACTIVE`].
    active: Vec<i64>,
    /// How often each hour of the week was active, between 0 and 1; Monday first.
    shares: Vec<f64>,
}

impl Rhythm {
    /// The rhythm of a source that was active in these hours (numbers since 1970, ascending),
    /// without those in `left_out`. `None` if they are too few, or not two weeks.
    pub fn new(active: &[i64], calendar: &Calendar, left_out: &BTreeSet<i64>) -> Option<Self> {
        let (first, last) = (*active.first()?, *active.last()?);
        if active.len() < MIN_ACTIVE || last - first < MIN_DAYS * 24 {
            return None;
        }
        let mut counted = vec![(0.0_f64, 0.0_f64); WEEK];
        for hour in first..=last {
            if let Some((_, slot)) = calendar.get(hour)
                && !left_out.contains(&hour)
                && let Some((hours, _)) = counted.get_mut(slot)
            {
                *hours += 1.0;
            }
        }
        for hour in active {
            if let Some((_, slot)) = calendar.get(*hour)
                && !left_out.contains(hour)
                && let Some((_, active)) = counted.get_mut(slot)
            {
                *active += 1.0;
            }
        }
        // One more hour than there were: nothing is certain after few weeks.
        let shares = counted.iter().map(|(hours, active)| active / (hours + 1.0));
        Some(Self {
            active: active.to_vec(),
            shares: shares.collect(),
        })
    }

    /// For each hour of the calendar: its number, its day, how often it is active, and whether it
    /// was. Nothing is expected before the first entry.
    pub(super) fn hours<'a>(
        &'a self,
        calendar: &'a Calendar,
    ) -> impl Iterator<Item = (i64, Date, f64, bool)> + 'a {
        let first = self.active.first().copied().unwrap_or(i64::MAX);
        let mut active = self.active.iter().copied().peekable();
        (calendar.begin..)
            .zip(&calendar.hours)
            .map(move |(hour, (day, slot))| {
                while active.next_if(|at| *at < hour).is_some() {}
                let share = self.shares.get(*slot).copied().unwrap_or_default();
                let expected = if first <= hour { share } else { 0.0 };
                (hour, *day, expected, active.peek() == Some(&hour))
            })
    }

    /// How many active hours are to be expected in a week.
    pub fn hours_a_week(&self) -> f64 {
        self.shares.iter().sum()
    }

    /// For each day of the week, Monday first, how many active hours are to be expected.
    pub fn days(&self) -> [f64; 7] {
        let mut days = [0.0; 7];
        for (day, shares) in days.iter_mut().zip(self.shares.chunks(24)) {
            *day = shares.iter().sum();
        }
        days
    }

    /// How unusual it is that no entry came in the hours between these two.
    fn silence(
        &self,
        (from, to): (i64, i64),
        calendar: &Calendar,
        left_out: &BTreeSet<i64>,
    ) -> f64 {
        let hours = (from + 1..to).filter(|hour| !left_out.contains(hour));
        hours
            .filter_map(|hour| calendar.get(hour))
            .filter_map(|(_, slot)| self.shares.get(slot))
            .map(|share| -(-share).ln_1p())
            .sum()
    }

    /// The silence that is usual between two entries: the longest but one in twenty.
    fn usual(&self, calendar: &Calendar, left_out: &BTreeSet<i64>) -> f64 {
        let pairs = self.active.iter().zip(self.active.iter().skip(1));
        let mut gaps: Vec<f64> = pairs
            .map(|(from, to)| self.silence((*from, *to), calendar, left_out))
            .collect();
        gaps.sort_by(f64::total_cmp);
        let longest = gaps.len().saturating_sub(1 + gaps.len() / 20);
        gaps.get(longest).copied().unwrap_or(0.0)
    }

    /// Whether it is unusual that no entry came between the last active hour and `now`.
    pub fn is_silent(&self, now: Timestamp, calendar: &Calendar, left_out: &BTreeSet<i64>) -> bool {
        let Some(last) = self.active.last().copied() else {
            return false;
        };
        let hour = now.as_second().div_euclid(HOUR);
        if hour - last < MIN_HOURS {
            return false;
        }
        let silence = self.silence((last, hour), calendar, left_out);
        silence > MIN_SILENCE && silence > TIMES_USUAL * self.usual(calendar, left_out)
    }

    /// A word for people: how often it sends something, and whether it rests at weekends.
    pub fn pace(&self) -> Pace {
        let week = self.hours_a_week();
        let days = self.days();
        let weekend: f64 = days.iter().skip(5).sum();
        if week >= 84.0 {
            Pace::Hourly
        } else if week >= 4.0 && weekend < week / 50.0 {
            Pace::Weekdays
        } else if week >= 5.0 {
            Pace::Daily
        } else if week >= 0.8 {
            Pace::Weekly
        } else {
            Pace::Rarely
        }
    }
}

/// How often a source sends entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Pace {
    /// In most hours.
    Hourly,
    /// On most days, but not at weekends.
    Weekdays,
    /// On most days.
    Daily,
    /// In most weeks.
    Weekly,
    /// Less often.
    Rarely,
}

impl Pace {
    /// The word in tables and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hourly => "hourly",
            Self::Weekdays => "weekdays",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Rarely => "rarely",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::tz::TimeZone;

    use super::{Calendar, HOUR, Pace, Rhythm};
    use crate::health::holidays::Category;
    use crate::model::Timestamp;

    /// The holidays of these others.
    fn holidays(others: &[Rhythm], calendar: &Calendar) -> BTreeSet<i64> {
        let none = Rhythm::new(&weeks(|_, _| true), calendar, &BTreeSet::new()).unwrap();
        let mut category = Category::default();
        for member in others.iter().chain([&none]) {
            category.add(member, calendar);
        }
        category.holidays_beside(&none, calendar)
    }

    /// A Monday, 00:00 UTC.
    const MONDAY: i64 = 20_003 * 24;
    const DAY: i64 = 24;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * HOUR).unwrap()
    }

    /// The active hours of eight weeks that end before the Monday: those of each day (counted from
    /// Monday, 0) for which `is_active` says so.
    fn weeks(is_active: impl Fn(i64, i64) -> bool) -> Vec<i64> {
        (MONDAY - 56 * DAY + 1..MONDAY)
            .filter(|hour| {
                let of_week = (hour - MONDAY).rem_euclid(7 * DAY);
                is_active(of_week / DAY, of_week % DAY)
            })
            .collect()
    }

    fn is_silent(active: &[i64], now: i64) -> bool {
        let calendar = Calendar::until(at(now), &TimeZone::UTC);
        let none = BTreeSet::new();
        let rhythm = Rhythm::new(active, &calendar, &none).unwrap();
        rhythm.is_silent(at(now), &calendar, &none)
    }

    #[test]
    fn an_office_is_silent_on_a_working_day_and_not_at_night_or_on_a_weekend() {
        let office = weeks(|day, hour| day < 5 && (9..17).contains(&hour));
        // The last entry came on Friday at 16.
        assert!(!is_silent(&office, MONDAY + 8));
        assert!(!is_silent(&office, MONDAY + 11));
        assert!(is_silent(&office, MONDAY + 17));
        assert!(is_silent(&office, MONDAY + 5 * DAY));
    }

    #[test]
    fn a_source_of_one_entry_a_day_may_miss_a_few_and_a_weekly_one_a_few_weeks() {
        let daily = weeks(|_, hour| hour == 9);
        assert!(!is_silent(&daily, MONDAY + DAY));
        assert!(is_silent(&daily, MONDAY + 6 * DAY));
        let weekly = weeks(|day, hour| day == 2 && hour == 9);
        assert!(!is_silent(&weekly, MONDAY + 6 * DAY));
    }

    #[test]
    fn a_source_with_irregular_pauses_is_only_silent_after_a_longer_one() {
        let pauses = weeks(|day, hour| hour == 9 && day % 2 == 0);
        let mut irregular = pauses;
        // Two weeks without an entry, twice.
        irregular.retain(|hour| {
            let day = (MONDAY - hour) / DAY;
            !(7..20).contains(&day) && !(27..40).contains(&day)
        });
        assert!(!is_silent(&irregular, MONDAY + 10 * DAY));
    }

    #[test]
    fn too_little_is_no_rhythm() {
        let calendar = Calendar::until(at(MONDAY), &TimeZone::UTC);
        let none = BTreeSet::new();
        assert!(Rhythm::new(&[], &calendar, &none).is_none());
        let week: Vec<i64> = (MONDAY - 7 * DAY..MONDAY).collect();
        assert!(Rhythm::new(&week, &calendar, &none).is_none());
        let two = [MONDAY - 30 * DAY, MONDAY];
        assert!(Rhythm::new(&two, &calendar, &none).is_none());
    }

    #[test]
    fn the_hours_are_those_of_the_zone_of_the_site() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let calendar = Calendar::until(at(MONDAY), &zone);
        // 17:00 UTC on Sunday is Monday in Shanghai.
        let active = weeks(|day, hour| day == 6 && (17..20).contains(&hour));
        let rhythm = Rhythm::new(&active, &calendar, &BTreeSet::new()).unwrap();
        let [monday, .., sunday] = rhythm.days();
        assert!(monday > 2.0 && sunday == 0.0);
    }

    #[test]
    fn a_week_without_any_other_source_of_the_category_is_a_holiday_and_counts_nothing() {
        let office = weeks(|day, hour| day < 5 && (9..17).contains(&hour));
        let now = MONDAY + 7 * DAY + 12;
        let calendar = Calendar::until(at(now), &TimeZone::UTC);
        let none = BTreeSet::new();
        let rhythm = |active: &[i64]| Rhythm::new(active, &calendar, &none).unwrap();
        // Three others pause for the whole week, and are back on the next Monday.
        let back: Vec<i64> = [office.as_slice(), &[now - 3, now - 2, now - 1]].concat();
        let others = [rhythm(&back), rhythm(&back), rhythm(&back)];
        let left_out = holidays(&others, &calendar);
        assert!(left_out.contains(&(MONDAY + 12)), "{left_out:?}");
        assert!(!left_out.contains(&(now - 1)) && !left_out.contains(&(MONDAY - 7 * DAY + 12)));
        let late = Rhythm::new(&office, &calendar, &left_out).unwrap();
        assert!(!late.is_silent(at(now), &calendar, &left_out));
        assert!(late.is_silent(at(now), &calendar, &none));
        // Two days later it is alone.
        let now = now + 2 * DAY;
        let calendar = Calendar::until(at(now), &TimeZone::UTC);
        let working: Vec<i64> = (now - 50..now).collect();
        let back = [office.as_slice(), &working].concat();
        let rhythm = |active: &[i64]| Rhythm::new(active, &calendar, &none).unwrap();
        let others = [rhythm(&back), rhythm(&back)];
        let left_out = holidays(&others, &calendar);
        let late = Rhythm::new(&office, &calendar, &left_out).unwrap();
        assert!(late.is_silent(at(now), &calendar, &left_out));
        // One other source makes no holiday.
        assert!(holidays(others.get(..1).unwrap(), &calendar).is_empty());
    }

    #[test]
    fn a_rhythm_has_a_word() {
        let pace = |active: &[i64]| {
            let calendar = Calendar::until(at(MONDAY), &TimeZone::UTC);
            let rhythm = Rhythm::new(active, &calendar, &BTreeSet::new());
            rhythm.unwrap().pace()
        };
        assert_eq!(pace(&weeks(|_, _| true)), Pace::Hourly);
        assert_eq!(
            pace(&weeks(|day, hour| day < 5 && hour == 9)),
            Pace::Weekdays
        );
        assert_eq!(pace(&weeks(|_, hour| hour == 9)), Pace::Daily);
        assert_eq!(
            pace(&weeks(|day, hour| day == 2 && hour == 9)),
            Pace::Weekly
        );
    }
}
