//! Renders what stands around the text of a story: above it which correction it is or has, below
//! it the lists of reposts and of related stories.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::address;
use super::line::CleanLine;
use crate::html::escape;
use crate::model::{Member, RelatedStory, Site, Story, StoryRelation};

/// Most reposts in the list: thousands of them would take megabytes.
const MAX_LISTED: usize = 100;

/// Most related stories in the list.
const MAX_RELATED: usize = 10;

/// The reposts that the list and the links show.
pub(super) fn listed(story: &Story) -> &[Member] {
    story.reposts.get(..MAX_LISTED).unwrap_or(&story.reposts)
}

/// HTML of the list "Also carried by"; empty for a story without reposts.
///
/// Shows outlet, title, day in the site's zone and link of every [`listed`] repost, and the number
/// of the others. Chinese if the site's language is Chinese, otherwise English.
pub(super) fn list(site: &Site, story: &Story) -> String {
    if story.reposts.is_empty() {
        return String::new();
    }
    let chinese = is_chinese(site);
    let mut html = format!(
        "\n<hr>\n<p>{}</p>\n<ul>\n",
        escape(&heading(story, chinese))
    );
    for repost in listed(story) {
        html.push_str(&item(site, repost, &story.representative.title));
    }
    html.push_str("</ul>");
    // Writing to a `String` cannot fail.
    let _written = match (story.reposts.len().saturating_sub(MAX_LISTED), chinese) {
        (0, _) => Ok(()),
        (more, true) => write!(html, "\n<p>另有{more}家</p>"),
        (more, false) => write!(html, "\n<p>and {more} more</p>"),
    };
    html
}

/// The related stories that the list and the links show.
pub(super) fn listed_related(related: &[RelatedStory]) -> &[RelatedStory] {
    related.get(..MAX_RELATED).unwrap_or(related)
}

/// HTML of what a story corrects or withdraws, and of what says so of it, a line each; empty for a
/// story without corrections.
pub(super) fn corrections(site: &Site, related: &[RelatedStory]) -> String {
    let mut html = String::new();
    for story in listed_related(related) {
        let words = match (story.relation, is_chinese(site)) {
            (StoryRelation::CorrectedBy, true) => "已被更正：",
            (StoryRelation::CorrectedBy, false) => "Corrected by ",
            (StoryRelation::WithdrawnBy, true) => "已被撤回：",
            (StoryRelation::WithdrawnBy, false) => "Withdrawn by ",
            (StoryRelation::Corrects, true) => "更正此前报道：",
            (StoryRelation::Corrects, false) => "Corrects ",
            (StoryRelation::Withdraws, true) => "撤回此前报道：",
            (StoryRelation::Withdraws, false) => "Withdraws ",
            (StoryRelation::Related, _) => continue,
        };
        let named = reference(site, &story.representative, "");
        // Writing to a `String` cannot fail.
        let _written = writeln!(html, "<p><strong>{words}</strong>{named}</p>");
    }
    html
}

/// HTML of the list "Related"; empty for a story without related stories. The list has none of the
/// [`corrections`].
pub(super) fn related(site: &Site, related: &[RelatedStory]) -> String {
    let mut listed = listed_related(related)
        .iter()
        .filter(|story| story.relation == StoryRelation::Related)
        .peekable();
    if listed.peek().is_none() {
        return String::new();
    }
    let heading = if is_chinese(site) {
        "相关："
    } else {
        "Related:"
    };
    let mut html = format!("\n<hr>\n<p>{heading}</p>\n<ul>\n");
    for story in listed {
        html.push_str(&item(site, &story.representative, ""));
    }
    html.push_str("</ul>");
    html
}

/// The name of an entry in a list: its title or, without a title, its outlet.
pub(super) fn title(member: &Member) -> Option<CleanLine> {
    CleanLine::first([
        member.title.as_str(),
        member.outlet(),
        member.source.as_str(),
    ])
}

/// Whether feedfold writes its own words in Chinese: if the language of the site is Chinese.
pub(super) fn is_chinese(site: &Site) -> bool {
    site.language
        .as_deref()
        .and_then(|tag| tag.split(['-', '_']).next())
        .is_some_and(|primary| primary.eq_ignore_ascii_case("zh"))
}

/// One item of a list; `untitled` replaces a title without visible characters.
fn item(site: &Site, member: &Member, untitled: &str) -> String {
    format!("<li>{}</li>\n", reference(site, member, untitled))
}

/// Outlet, title, day and link of an entry.
fn reference(site: &Site, member: &Member, untitled: &str) -> String {
    let outlet = CleanLine::first([member.outlet(), member.source.as_str()]);
    let outlet = outlet.as_ref().map_or("", CleanLine::as_str);
    let title = CleanLine::first([member.title.as_str(), untitled]);
    let title = title.as_ref().map_or(outlet, CleanLine::as_str);
    let title = match member.link.as_deref().and_then(address::web) {
        Some(link) => format!(
            "<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>",
            escape(link.as_str()),
            escape(title)
        ),
        None => escape(title),
    };
    let outlet = escape(outlet);
    let day = day(member, &site.timezone);
    let (colon, open, close) = if is_chinese(site) {
        ("：", "（", "）")
    } else {
        (": ", " (", ")")
    };
    format!("{outlet}{colon}{title}{open}{day}{close}")
}

/// Counts outlets other than the representative's: one outlet may publish a text twice.
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
