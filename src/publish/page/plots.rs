//! Plots: SVG without text, with its labels in HTML around it.

use jiff::civil::Weekday;
use maud::{Markup, html};

use super::layout::head;
use super::source::{DayCount, SourcePage, totals};
use super::words::PageWords;
use crate::publish::words::with;

/// Bars of the new entries of each day: own ones below, reposts above.
pub(super) fn by_day(words: &PageWords, days: &[DayCount]) -> Markup {
    const HEIGHT: u32 = 110;
    let most = days
        .iter()
        .map(|day| day.own + day.reposts)
        .max()
        .unwrap_or(0);
    let top = round_up(most);
    let (own, reposts) = totals(days);
    let last = days
        .last()
        .map_or_else(String::new, |day| day.day.to_string());
    let first = days
        .first()
        .map_or_else(String::new, |day| day.day.to_string());
    let window = with(words.window, &[&days.len(), &last]);
    let said = format!(
        "{}: {} {own}, {} {reposts}",
        window, words.own, words.reposts
    );
    let bars = days.iter().enumerate().map(|(place, day)| {
        let x = place * 500 / days.len();
        let width = (500 / days.len()).saturating_sub(1).max(1);
        let own = day.own * HEIGHT / top;
        let reposts = day.reposts * HEIGHT / top;
        html! {
            rect.f x=(x) y=(HEIGHT - own) width=(width) height=(own) {}
            rect.r x=(x) y=(HEIGHT - own - reposts.min(HEIGHT - own)) width=(width) height=(reposts) {}
        }
    });
    html! {
        (head(words.new_entries))
        figcaption {
            (key("f", words.own)) (key("r", words.reposts)) (window)
        }
        div.plot {
            span.ys.hrs aria-hidden="true" { i { (top) } i { (top / 2) } i { "0" } }
            svg.pl viewBox="0 0 500 110" preserveAspectRatio="none" role="img" aria-label=(said) {
                path.ax vector-effect="non-scaling-stroke" d="M0 0H500M0 55H500" {}
                @for bar in bars { (bar) }
            }
            span {}
            span.hrs aria-hidden="true" { i { (first) } i { (last) } }
        }
        details {
            summary { (words.entries) }
            table {
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
        }
    }
}

fn key(class: &str, said: &str) -> Markup {
    html! {
        span.key {
            svg viewBox="0 0 10 10" aria-hidden="true" { rect class=(class) width="10" height="10" {} }
            (said)
        }
    }
}

/// A round even number that is not less, and at least two.
fn round_up(number: u32) -> u32 {
    let mut step = 2;
    loop {
        for times in [1, 2, 3, 5] {
            if step * times >= number {
                return step * times;
            }
        }
        step = step.saturating_mul(10);
        if step >= u32::MAX / 10 {
            return number.max(2);
        }
    }
}

/// A grid of weekdays and hours; the darker, the more entries.
pub(super) fn by_hour(words: &PageWords, page: &SourcePage) -> Markup {
    let most = page
        .hours
        .iter()
        .flatten()
        .copied()
        .max()
        .unwrap_or(0)
        .max(1);
    let days = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    let busiest = page.hours.iter().enumerate().flat_map(|(day, hours)| {
        hours
            .iter()
            .enumerate()
            .map(move |(hour, count)| (*count, day, hour))
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
                @for (day, hours) in page.hours.iter().enumerate() {
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
    use super::round_up;

    #[test]
    fn the_top_of_an_axis_is_round_and_even() {
        for (number, top) in [
            (0, 2),
            (2, 2),
            (3, 4),
            (5, 6),
            (7, 10),
            (11, 20),
            (41, 60),
            (61, 100),
            (u32::MAX, u32::MAX),
        ] {
            assert_eq!(round_up(number), top, "{number}");
        }
    }
}
