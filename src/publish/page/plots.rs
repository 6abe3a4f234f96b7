//! Plots: SVG without text, with its labels in HTML around it.

use jiff::civil::Weekday;
use maud::{Markup, html};

use super::dates::{Dates, grouped};
use super::layout::head;
use super::source::LagRange;
use super::statistics::{DayCount, totals};
use super::words::PageWords;
use crate::publish::words::with;

/// Height of a plot, in its own units.
const HEIGHT: u64 = 110;

/// Width of a bar with the space around it, in the units of its plot.
const STEP: usize = 10;

/// Most labels below a plot.
const LABELS: usize = 4;

/// Bars of the new entries of each day, which are without gaps: own ones below, reposts above.
pub(super) fn by_day(dates: Dates<'_>, title: &str, days: &[DayCount]) -> Markup {
    let words = dates.words;
    let most = days.iter().map(|day| day.entries()).max().unwrap_or(0);
    let top = round_up(most);
    let (own, reposts) = totals(days);
    let last = days.last().map(|day| day.day.to_string());
    let window = with(words.window, &[&days.len(), &last.unwrap_or_default()]);
    let said = format!("{window}: {} {own}, {} {reposts}", words.own, words.reposts);
    let bars = days.iter().enumerate().map(|(place, day)| {
        let x = place * STEP + 1;
        let own = day.own * HEIGHT / top;
        let reposts = (day.entries() * HEIGHT / top).saturating_sub(own);
        html! {
            @if own > 0 { rect.f x=(x) y=(HEIGHT - own) width="8" height=(own) {} }
            @if reposts > 0 { rect.r x=(x) y=(HEIGHT - own - reposts) width="8" height=(reposts) {} }
        }
    });
    let labels = spread(days, |day| day.day.strftime("%m-%d").to_string());
    let table = html! {
        table {
            thead {
                tr {
                    th scope="col" { (words.day_column) }
                    th.num scope="col" { (words.own) }
                    th.num scope="col" { (words.reposts) }
                }
            }
            tbody {
                @for day in days {
                    tr {
                        th scope="row" { (day.day) }
                        td.num { (day.own) }
                        td.num { (day.reposts) }
                    }
                }
            }
        }
    };
    html! {
        (head(title))
        figcaption { (key("f", words.own)) (key("r", words.reposts)) (window) }
        (plot(days.len(), top, &said, &html! { @for bar in bars { (bar) } }, &labels))
        details { summary { (words.numbers) } (table) }
    }
}

/// Bars of the stories that followed after each range of lags, with a line at the median.
pub(super) fn by_lag(words: &PageWords, ranges: &[LagRange], median: u64) -> Markup {
    let stories: u64 = ranges.iter().map(|range| range.stories).sum();
    let top = round_up(ranges.iter().map(|range| range.stories).max().unwrap_or(0));
    let lag = |minutes| words.minutes_apart(minutes);
    let said = with(words.behind_first_note, &[&stories, &lag(median)]);
    let bars = ranges.iter().enumerate().map(|(place, range)| {
        let height = range.stories * HEIGHT / top;
        html! {
            @if height > 0 {
                rect.v x=(place * STEP + 1) y=(HEIGHT - height) width="8" height=(height) {}
            }
        }
    });
    let is_below = |range: &&LagRange| range.minutes <= median;
    let line = ranges.iter().take_while(is_below).count() * STEP;
    let line = line.saturating_sub(STEP / 2);
    let drawing = html! {
        @for bar in bars { (bar) }
        path.md vector-effect="non-scaling-stroke" d=(format!("M{line} 0V{HEIGHT}")) {}
    };
    let labels = spread(ranges, |range| lag(range.minutes));
    html! {
        (head(words.behind_first))
        figcaption { (said) }
        (plot(ranges.len(), top, &said, &drawing, &labels))
        details {
            summary { (words.numbers) }
            table {
                thead {
                    tr {
                        th scope="col" { (words.lag_head) }
                        th.num scope="col" { (words.stories_column) }
                    }
                }
                tbody {
                    @for range in ranges {
                        tr { th scope="row" { "≥ " (lag(range.minutes)) } td.num { (range.stories) } }
                    }
                }
            }
        }
        p.s { (words.lag_note) }
    }
}

/// Bars above their axis, with labels beside and below. `said` says in words what is seen.
fn plot(bars: usize, top: u64, said: &str, drawing: &Markup, labels: &[String]) -> Markup {
    let width = bars.max(1) * STEP;
    html! {
        div.plot {
            span.ys.hrs aria-hidden="true" { i { (grouped(top)) } i { (grouped(top / 2)) } i { "0" } }
            svg.pl viewBox=(format!("0 0 {width} {HEIGHT}")) preserveAspectRatio="none" role="img" aria-label=(said) {
                path.ax vector-effect="non-scaling-stroke" d=(format!("M0 0H{width}M0 55H{width}M0 {HEIGHT}H{width}")) {}
                (drawing)
            }
            span {}
            span.hrs aria-hidden="true" { @for label in labels { i { (label) } } }
        }
    }
}

/// A few labels at equal distances, from the first to the last.
fn spread<T>(all: &[T], label: impl Fn(&T) -> String) -> Vec<String> {
    let last = all.len().saturating_sub(1);
    let spaces = last.clamp(1, LABELS - 1);
    let places = (0..=spaces).map(|place| place * last / spaces);
    let mut places: Vec<usize> = places.collect();
    places.dedup();
    places
        .into_iter()
        .filter_map(|place| all.get(place))
        .map(label)
        .collect()
}

fn key(class: &str, said: &str) -> Markup {
    html! {
        span.key {
            svg viewBox="0 0 10 10" aria-hidden="true" { rect class=(class) width="10" height="10" {} }
            (said)
        }
    }
}

/// A bar in a cell of a table, as long as `number` is of `most`.
pub(super) fn bar(class: &str, number: u64, most: u64) -> Markup {
    let width = number.saturating_mul(160).checked_div(most).unwrap_or(0);
    // What is there is seen.
    let width = if number > 0 { width.max(1) } else { 0 };
    html! {
        svg.eb viewBox="0 0 160 10" preserveAspectRatio="none" aria-hidden="true" {
            rect class=(class) y="2" width=(width) height="6" {}
        }
    }
}

/// A round even number that is not less, and at least two.
fn round_up(number: u64) -> u64 {
    const SMALL: [u64; 5] = [2, 4, 6, 8, 10];
    const DIGITS: [u64; 9] = [12, 16, 20, 30, 40, 50, 60, 80, 100];
    if let Some(round) = SMALL.into_iter().find(|round| *round >= number) {
        return round;
    }
    let mut unit = 1_u64;
    loop {
        let rounds = DIGITS.map(|digits| digits.checked_mul(unit));
        if let Some(round) = rounds.into_iter().flatten().find(|round| *round >= number) {
            return round;
        }
        match unit.checked_mul(10) {
            Some(next) => unit = next,
            None => return number,
        }
    }
}

/// A grid of weekdays and hours; the darker, the more entries.
pub(super) fn by_hour(words: &PageWords, grid: &[[u32; 24]; 7]) -> Markup {
    let most = grid.iter().flatten().copied().max().unwrap_or(0).max(1);
    let days = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    let busiest = grid.iter().enumerate().flat_map(|(day, hours)| {
        let hours = hours.iter().enumerate();
        hours.map(move |(hour, count)| (*count, day, hour))
    });
    let busiest =
        busiest.max_by_key(|(count, day, hour)| (*count, std::cmp::Reverse((*day, *hour))));
    let said = busiest.map_or_else(String::new, |(count, day, hour)| {
        let day = days.get(day).map_or("", |day| words.weekday(*day));
        format!("{}: {day} {hour}:00, {count}", words.hours_note)
    });
    html! {
        (head(words.hours_head))
        figcaption { (words.hours_note) }
        div.plot {
            span.ys.hrs.ar aria-hidden="true" { @for day in days { i { (words.weekday(day)) } } }
            svg.pl viewBox="0 0 240 70" preserveAspectRatio="none" role="img" aria-label=(said) {
                @for (day, hours) in grid.iter().enumerate() {
                    @for (hour, count) in hours.iter().enumerate() {
                        @let share = u64::from(*count) * 100 / u64::from(most);
                        rect.r x=(hour * 10) y=(day * 10) width="9.5" height="9.4" fill-opacity="0.12" {}
                        @if share > 0 {
                            rect.b x=(hour * 10) y=(day * 10) width="9.5" height="9.4"
                                fill-opacity=(format!("0.{:02}", share.min(99))) {}
                        }
                    }
                }
            }
            span {}
            span.hrs aria-hidden="true" { i { "0" } i { "6" } i { "12" } i { "18" } i { "24" } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{round_up, spread};

    #[test]
    fn the_top_of_an_axis_is_round_and_even() {
        for (number, top) in [
            (0, 2),
            (2, 2),
            (3, 4),
            (5, 6),
            (7, 8),
            (9, 10),
            (11, 12),
            (41, 50),
            (61, 80),
            (81, 100),
            (101, 120),
            (2_115, 3_000),
            (u64::MAX, u64::MAX),
        ] {
            assert_eq!(round_up(number), top, "{number}");
        }
    }

    #[test]
    fn labels_go_from_the_first_to_the_last() {
        let labels = |count: usize| {
            let all: Vec<usize> = (1..=count).collect();
            spread(&all, ToString::to_string).join(" ")
        };
        assert_eq!(labels(0), "");
        assert_eq!(labels(1), "1");
        assert_eq!(labels(2), "1 2");
        assert_eq!(labels(30), "1 10 20 30");
    }
}
