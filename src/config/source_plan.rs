//! Describes for `check` what a run would do with each source.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::Config;
use super::value;
use crate::model::{FetchPolicy, FullText, Label, Location, Source, SourceName};

/// What the next runs would do with one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourcePlan {
    /// The source.
    pub name: SourceName,
    /// Whether runs read it.
    pub enabled: bool,
    /// Where runs read it.
    #[serde(flatten)]
    pub read_from: ReadFrom,
    /// How often runs read it, in words: `every 1h; 24h if it sends no ETag or Last-Modified`.
    pub pace: String,
    /// Encoding of documents that do not declare one; `None` if the parser detects it.
    pub charset: Option<String>,
    /// Zone of dates that name none.
    pub timezone: String,
    /// Labels of every entry.
    pub labels: Vec<Label>,
    /// How many of its newest entries are published when the source is new.
    pub backlog: usize,
    /// Where the texts come from, in words: `feed`, `page: div.article`.
    pub text: String,
}

/// Where runs read a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum ReadFrom {
    /// A feed over HTTP.
    Web {
        /// The address of requests: RSSHub routes resolved, secrets masked.
        url: String,
    },
    /// Local files.
    Files {
        /// The absolute pattern.
        path: String,
        /// How the parser reads the files.
        reads: &'static str,
    },
}

impl SourcePlan {
    /// Headings of the table.
    pub const COLUMNS: [&'static str; 10] = [
        "name", "enabled", "kind", "where", "pace", "charset", "timezone", "labels", "backlog",
        "text",
    ];

    /// The row of the table, in the order of [`SourcePlan::COLUMNS`]. For local files, `kind` also
    /// says how the parser reads them.
    pub fn cells(&self) -> [String; 10] {
        let (kind, place) = match &self.read_from {
            ReadFrom::Web { url } => ("web".to_owned(), url.clone()),
            ReadFrom::Files { path, reads } => (format!("files: {reads}"), path.clone()),
        };
        let labels: Vec<&str> = self.labels.iter().map(Label::as_str).collect();
        [
            self.name.to_string(),
            if self.enabled { "yes" } else { "no" }.to_owned(),
            kind,
            place,
            self.pace.clone(),
            self.charset.as_deref().unwrap_or("detected").to_owned(),
            self.timezone.clone(),
            labels.join(", "),
            self.backlog.to_string(),
            self.text.clone(),
        ]
    }
}

/// What the next runs would do with each source, in the order of the file.
pub fn source_plans(config: &Config) -> Vec<SourcePlan> {
    config
        .sources
        .iter()
        .map(|source| SourcePlan {
            name: source.name.clone(),
            enabled: source.enabled,
            read_from: read_from(&source.location),
            pace: pace(source, &config.fetch),
            charset: source
                .charset
                .map(|charset| charset.name().to_ascii_lowercase()),
            timezone: value::shown_timezone(&source.timezone),
            labels: source.labels.clone(),
            backlog: source.backlog,
            text: text(source.full_text.as_ref()),
        })
        .collect()
}

fn text(full_text: Option<&FullText>) -> String {
    match full_text {
        None => "feed".to_owned(),
        Some(FullText { selector: None }) => "page: detected".to_owned(),
        Some(FullText {
            selector: Some(selector),
        }) => format!("page: {selector}"),
    }
}

fn read_from(location: &Location) -> ReadFrom {
    match location {
        Location::Web(url) => ReadFrom::Web {
            url: url.to_string(),
        },
        Location::Files(pattern) => {
            let ending = Path::new(pattern.as_str())
                .extension()
                .and_then(|ending| ending.to_str())
                .filter(|ending| ending.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            ReadFrom::Files {
                path: pattern.as_str().to_owned(),
                reads: match ending {
                    Some(ending) if ending.eq_ignore_ascii_case("md") => "posts with front matter",
                    Some(_) => "feeds",
                    None => "posts (.md) and feeds, by their endings",
                },
            }
        }
    }
}

fn pace(source: &Source, policy: &FetchPolicy) -> String {
    if let Location::Files(_) = source.location {
        return "every run".to_owned();
    }
    match source.interval.or(policy.interval) {
        Some(interval) => format!("every {}", shown_interval(interval)),
        None => format!(
            "every {}; {} if it sends no ETag or Last-Modified",
            shown_interval(FetchPolicy::INTERVAL),
            shown_interval(FetchPolicy::INTERVAL_WITHOUT_VALIDATORS)
        ),
    }
}

/// The interval as the configuration would write it: `1m 30s`, `1h 30m`, `24h`, `7d`.
fn shown_interval(interval: Duration) -> String {
    // Exactly one day becomes hours, as in the default.
    if interval == Duration::from_hours(24) {
        return "24h".to_owned();
    }
    value::shown_duration(interval)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::shown_interval;
    use crate::config::value;

    #[test]
    fn intervals_are_shown_as_they_may_be_written() {
        for (seconds, shown) in [
            (30, "30s"),
            (90, "1m 30s"),
            (5 * 60, "5m"),
            (3600, "1h"),
            (90 * 60, "1h 30m"),
            (24 * 3600, "24h"),
            (7 * 24 * 3600, "7d"),
            (25 * 3600, "1d 1h"),
        ] {
            let interval = Duration::from_secs(seconds);
            assert_eq!(shown_interval(interval), shown);
            assert_eq!(value::duration(shown), Ok(interval));
        }
    }
}
