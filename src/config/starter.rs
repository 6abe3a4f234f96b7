//! The configuration that `init` writes.

use toml::Value;

/// With `{title}`, `{url}` and `{author}` in the place of their values.
const TEMPLATE: &str = include_str!("starter.toml");

/// The output of the template, relative to the folder of the file.
pub const STARTER_OUTPUT: &str = "data/public/stories.atom";

/// Who publishes; `None` leaves an example in the file.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewSite<'s> {
    /// `[site] title`.
    pub title: Option<&'s str>,
    /// `[site] url`.
    pub url: Option<&'s str>,
    /// `[site] author`.
    pub author: Option<&'s str>,
}

/// A commented configuration with one output and no source yet. The values are quoted as TOML, and
/// not checked.
pub fn starter(site: &NewSite<'_>) -> String {
    let value =
        |text: Option<&str>, example: &str| Value::from(text.unwrap_or(example)).to_string();
    let values = [
        ("{title}", value(site.title, "Curated stories")),
        ("{url}", value(site.url, "https://feeds.example.org/")),
        ("{author}", value(site.author, "Desk")),
    ];
    let mut text = String::new();
    for line in TEMPLATE.lines() {
        // One place in a line at most, so that no value is searched for another's place.
        let place = values.iter().find(|(place, _)| line.contains(place));
        let line = place.map_or_else(
            || line.to_owned(),
            |(place, value)| line.replacen(place, value, 1),
        );
        text.push_str(&line);
        text.push('\n');
    }
    text
}
