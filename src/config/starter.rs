//! The configuration that `init` writes.

use toml::Value;

/// The file with the placeholders `{title}`, `{url}` and `{author}`.
const TEMPLATE: &str = include_str!("starter.toml");

/// The output of the template, relative to the folder of the file.
pub const STARTER_OUTPUT: &str = "data/public/stories.atom";

/// The keys of `[site]`. For `None` the file gets an example.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewSite<'s> {
    /// `[site] title`.
    pub title: Option<&'s str>,
    /// `[site] url`.
    pub url: Option<&'s str>,
    /// `[site] author`.
    pub author: Option<&'s str>,
}

/// Returns a commented configuration with one output and no source. It quotes the values as TOML
/// but does not check them.
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
        // A line has one placeholder at most. So no placeholder is looked for inside a value.
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
