//! The list of reposts a reader sees below the text.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::address;
use super::line::{Line, escape};
use crate::model::{Member, Site, Story};

/// Reposts a reader is shown: a story of thousands would weigh megabytes.
const LISTED: usize = 100;

/// The reposts that stand in the list and among the links.
pub(super) fn listed(story: &Story) -> &[Member] {
    story.reposts.get(..LISTED).unwrap_or(&story.reposts)
}

/// HTML of the "also carried by" list, or nothing for a story without reposts.
///
/// Of every [`listed`] repost: outlet, title, day in the site's zone, link; of the others the number.
/// Chinese when the site's language is, English otherwise.
pub(super) fn list(site: &Site, story: &Story) -> String {
    if story.reposts.is_empty() {
        return String::new();
    }
    let chinese = site
        .language
        .as_deref()
        .and_then(|tag| tag.split(['-', '_']).next())
        .is_some_and(|primary| primary.eq_ignore_ascii_case("zh"));
    let mut html = format!(
        "\n<hr>\n<p>{}</p>\n<ul>\n",
        escape(&heading(story, chinese))
    );
    for repost in listed(story) {
        let outlet = Line::first([repost.outlet(), repost.source.as_str()]);
        let outlet = outlet.as_ref().map_or("", Line::as_str);
        let title = Line::first([repost.title.as_str(), story.representative.title.as_str()]);
        let title = title.as_ref().map_or(outlet, Line::as_str);
        let title = match repost.link.as_deref().and_then(address::web) {
            Some(link) => format!(
                "<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>",
                escape(link.as_str()),
                escape(title)
            ),
            None => escape(title),
        };
        let outlet = escape(outlet);
        let day = day(repost, &site.timezone);
        let (colon, open, close) = if chinese {
            ("：", "（", "）")
        } else {
            (": ", " (", ")")
        };
        // Writing to a string cannot fail.
        let _written = writeln!(html, "<li>{outlet}{colon}{title}{open}{day}{close}</li>");
    }
    html.push_str("</ul>");
    let _written = match (story.reposts.len().saturating_sub(LISTED), chinese) {
        (0, _) => Ok(()),
        (more, true) => write!(html, "\n<p>另有{more}家</p>"),
        (more, false) => write!(html, "\n<p>and {more} more</p>"),
    };
    html
}

/// Counts outlets other than the representative's: one outlet may carry a text twice.
fn heading(story: &Story, chinese: bool) -> String {
    let others: BTreeSet<&str> = story
        .reposts
        .iter()
        .map(Member::outlet)
        .filter(|outlet| *outlet != story.representative.outlet())
        .collect();
    match (others.len(), chinese) {
        (0, true) => format!("另有{}篇相同：", story.reposts.len()),
        (n, true) => format!("另有{n}家转载："),
        (0, false) => "Also published as:".to_owned(),
        (1, false) => "Also carried by 1 other outlet:".to_owned(),
        (n, false) => format!("Also carried by {n} other outlets:"),
    }
}

fn day(member: &Member, zone: &TimeZone) -> String {
    let at = member.position().to_zoned(zone.clone());
    at.strftime("%Y-%m-%d").to_string()
}
