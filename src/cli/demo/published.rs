//! Prints one entry of the feed that the demo wrote. Reads it back from the file.

use std::path::Path;

use jiff::tz::TimeZone;

use crate::cli::terminal::safe;
use crate::model::Story;
use crate::normalize;
use crate::parse::{self, DocumentContext};

/// How many lines of the text to show.
const LINES: usize = 2;

/// Draws the published entry of a story: title, authors and link, the beginning of its text, and
/// the lists below the text.
pub(super) fn draw(feed: &Path, story: &Story) -> anyhow::Result<Vec<String>> {
    let bytes = std::fs::read(feed)?;
    let reading = DocumentContext {
        content_type: None,
        charset: None,
        timezone: &TimeZone::UTC,
        base: None,
    };
    let title = &story.representative.title;
    let feed = parse::parse(&bytes, &reading)?;
    let Some(entry) = feed
        .entries
        .into_iter()
        .find(|entry| entry.title.as_ref() == Some(title))
    else {
        anyhow::bail!("the feed does not hold the story \u{201c}{title}\u{201d}: please report it");
    };
    let authors = entry.authors.join(", ");
    let link = entry.link.unwrap_or_default();
    let mut shown = vec![title.clone(), format!("{authors}  {link}")];
    let html = entry.content.unwrap_or_default();
    // `<hr>` separates the text and the lists.
    let mut parts = html.split("<hr>").map(normalize::body_text);
    let text = parts.next().unwrap_or_default();
    shown.extend(text.lines().take(LINES).map(str::to_owned));
    shown.push("…".to_owned());
    for list in parts {
        shown.extend(list.lines().map(str::to_owned));
    }
    let heading = "\nThis is how a feed reader shows one of them:".to_owned();
    let lines = shown.iter().map(|line| format!("  {}", safe(line)));
    Ok(std::iter::once(heading).chain(lines).collect())
}
