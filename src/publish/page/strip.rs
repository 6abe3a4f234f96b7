//! The strip: a thin axis of time with a mark for each copy of a story.
//!
//! A thick tick is the earliest copy, a tall thin one a copy of the whole text, a short one an
//! excerpt, and a dotted one a change. The day head of a list carries the axis of all its strips.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::copies::CopyRow;
use super::dates::Dates;
use super::listed::ListedStory;
use crate::model::{Role, Timestamp};

/// Width of the drawing of a strip, in its own units.
const WIDTH: f64 = 200.0;

/// The axis of one day in the zone of the site: a day of a change of the clocks has 23 or 25 hours.
#[derive(Debug, Clone, Copy)]
pub(super) struct DayAxis(Axis);

/// A span of time drawn over the width of a strip.
#[derive(Debug, Clone, Copy)]
struct Axis {
    begin: i64,
    end: i64,
}

impl DayAxis {
    /// The axis of a day.
    pub(super) fn new(day: Date, zone: &TimeZone) -> Self {
        let second = |day: Date| {
            let begin = day.to_zoned(zone.clone()).ok()?;
            Some(begin.timestamp().as_second())
        };
        let begin = second(day).unwrap_or(0);
        let end = day.tomorrow().ok().and_then(second);
        Self(Axis {
            begin,
            end: end.unwrap_or(begin + 86_400),
        })
    }

    /// The strip of a story; `said` says the same in words.
    pub(super) fn strip(&self, story: &ListedStory, said: &str) -> Markup {
        let axis = self.0;
        let marks = Marks::of(axis, story);
        html! {
            svg.sp viewBox="0 0 200 18" preserveAspectRatio="none" role="img" aria-label=(said) {
                (line("ax", "M0 17H200M50 17v-4M100 17v-4M150 17v-4"))
                (line("tk", &marks.copies))
                (line("t0", &marks.first))
                (line("tc", &marks.changes))
            }
        }
    }
}

impl Axis {
    /// The place of an instant on the axis, in tenths of a unit; `None` beyond its ends.
    fn place(self, at: Timestamp) -> Option<i64> {
        let at = at.as_second();
        if at < self.begin || at > self.end {
            return None;
        }
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "a place between 0 and 2000"
        )]
        let place = ((at - self.begin) as f64 / (self.end - self.begin) as f64 * WIDTH * 10.0)
            .round() as i64;
        Some(place)
    }
}

/// The axis of all copies of one story, with its ends at round times.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    axis: Axis,
    /// Seconds between two labels.
    step: i64,
}

/// Seconds between the labels of an axis: from five minutes to thirty days.
const STEPS: [i64; 13] = [
    300, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600,
    2_592_000,
];

/// Most spaces between labels.
const MAX_SPACES: i64 = 4;

impl Span {
    /// The shortest span with round ends that has all instants.
    pub(super) fn over(times: impl Iterator<Item = Timestamp>, dates: Dates<'_>) -> Self {
        let seconds: Vec<i64> = times.map(Timestamp::as_second).collect();
        let first = seconds.iter().copied().min().unwrap_or(0);
        let last = seconds.iter().copied().max().unwrap_or(0);
        // Round in the zone of the site.
        let offset = Timestamp::from_second(first).map_or(0, |at| {
            let at = at.to_zoned(dates.zone.clone());
            i64::from(at.offset().seconds())
        });
        let ends = |step: i64| {
            let begin = (first + offset).div_euclid(step) * step - offset;
            let spaces = (last - begin).div_euclid(step) + 1;
            (begin, begin + spaces * step, spaces)
        };
        let mut steps = STEPS.into_iter();
        let step = steps.find(|step| ends(*step).2 <= MAX_SPACES);
        let step = step.unwrap_or_else(|| (last - first).max(1));
        let (begin, end, _) = ends(step);
        Self {
            axis: Axis { begin, end },
            step,
        }
    }

    /// The labels of the axis, evenly spaced.
    pub(super) fn labels(&self, dates: Dates<'_>) -> Vec<String> {
        let spaces = (self.axis.end - self.axis.begin) / self.step;
        let at = |place| Timestamp::from_second(self.axis.begin + place * self.step);
        let label = |at| {
            if self.step < 86_400 {
                dates.clock(at)
            } else {
                dates.short_day(at)
            }
        };
        (0..=spaces)
            .filter_map(|place| at(place).ok().map(label))
            .collect()
    }

    /// Whether the span is within one day.
    pub(super) fn is_one_day(&self, dates: Dates<'_>) -> bool {
        let day = |second| Timestamp::from_second(second).ok().map(|at| dates.day(at));
        day(self.axis.begin) == day(self.axis.end - 1)
    }

    fn ticks(&self) -> String {
        let mut path = "M0 17H200".to_owned();
        let spaces = (self.axis.end - self.axis.begin) / self.step;
        for place in 1..spaces.min(100) {
            // Writing to a string cannot fail.
            let _ignored = write!(path, "M{} 17v-4", tenths(place * 2000 / spaces));
        }
        path
    }
}

/// The strip of one copy: its lag is a line from the first copy.
pub(super) fn copy_strip(
    span: &Span,
    first: Option<&CopyRow>,
    copy: &CopyRow,
    said: &str,
) -> Markup {
    let place = |at| span.axis.place(at).unwrap_or(0);
    let begin = first.map_or(0, |first| place(first.carrier.at));
    let own = place(copy.carrier.at);
    let (mut first_tick, mut ticks, mut changes) = (String::new(), String::new(), String::new());
    let mut lag = String::new();
    if first.is_some_and(|first| first.carrier.entry == copy.carrier.entry) {
        tick(&mut first_tick, own, "V0");
    } else {
        lag = format!("M{} 17H{}", tenths(begin), tenths(own));
        let height = if copy.carrier.role == Role::Excerpt {
            "V11"
        } else {
            "V4"
        };
        tick(&mut ticks, own, height);
    }
    for at in &copy.changes {
        tick(&mut changes, place(*at), "V0");
    }
    let said = format!("{} {said}", copy.carrier.outlet.as_str());
    html! {
        svg.sp viewBox="0 0 200 18" preserveAspectRatio="none" role="img" aria-label=(said) {
            (line("ax", &span.ticks()))
            (line("lg", &lag))
            (line("tk", &ticks))
            (line("t0", &first_tick))
            (line("tc", &changes))
        }
    }
}

/// The paths of one strip.
struct Marks {
    first: String,
    copies: String,
    changes: String,
}

impl Marks {
    fn of(axis: Axis, story: &ListedStory) -> Self {
        let (mut whole, mut parts) = (BTreeSet::new(), BTreeSet::new());
        let (mut first, mut is_later) = (String::new(), false);
        for (number, carrier) in story.carriers.iter().enumerate() {
            let place = axis.place(carrier.at);
            match place {
                Some(place) if number == 0 => tick(&mut first, place, "V0"),
                Some(place) if carrier.role == Role::Excerpt => drop(parts.insert(place)),
                Some(place) => drop(whole.insert(place)),
                None => is_later |= number > 0,
            }
        }
        let mut copies = String::new();
        for place in &whole {
            tick(&mut copies, *place, "V4");
        }
        for place in parts.difference(&whole) {
            tick(&mut copies, *place, "V11");
        }
        if is_later {
            // An arrow: copies came on later days.
            copies.push_str("M196 7l4 4-4 4");
        }
        let changes: BTreeSet<i64> = story
            .changes
            .iter()
            .filter_map(|at| axis.place(*at))
            .collect();
        let mut changed = String::new();
        for place in changes {
            tick(&mut changed, place, "V0");
        }
        Self {
            first,
            copies,
            changes: changed,
        }
    }
}

/// Adds a vertical line at a place, in tenths of a unit.
fn tick(path: &mut String, place: i64, height: &str) {
    // Writing to a string cannot fail.
    let _ignored = write!(path, "M{} 17{height}", tenths(place));
}

/// A number of tenths as a decimal number.
fn tenths(number: i64) -> String {
    match number % 10 {
        0 => (number / 10).to_string(),
        rest => format!("{}.{}", number / 10, rest.abs()),
    }
}

/// A path of a class; nothing for an empty one.
fn line(class: &str, path: &str) -> Markup {
    html! {
        @if !path.is_empty() {
            path class=(class) vector-effect="non-scaling-stroke" d=(path) {}
        }
    }
}
