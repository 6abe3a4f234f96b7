//! Makes the name of a source from its address and title.

use url::{Host, Url};

use crate::model::{NameError, SourceName};

/// Longest name that is made, in characters: names are typed and stand in tables.
const MOST_CHARS: usize = 40;

/// First labels of hosts that tell nothing of the site.
const PLAIN_HOSTS: [&str; 5] = ["www.", "feeds.", "feed.", "rss.", "api."];

/// A name that is not taken, the same for the same input: of an RSSHub route its parts; else the
/// title in lower-case ASCII words, the site's before it, if the title can be written so; else the
/// host. A number follows where the name is taken.
pub(super) fn made_of(
    written: &str,
    title: Option<&str>,
    is_taken: impl Fn(&str) -> bool,
) -> Result<SourceName, NameError> {
    let base = Url::parse(written).map_or_else(|_| String::new(), |url| base(&url, title));
    let name = std::iter::once(base.clone())
        .chain((2..u32::MAX).map(|number| format!("{base}-{number}")))
        .find(|name| !is_taken(name))
        .unwrap_or(base);
    SourceName::parse(&name)
}

fn base(url: &Url, title: Option<&str>) -> String {
    let host = url.host_str().unwrap_or_default();
    if url.scheme() == "rsshub" {
        let words: Vec<String> = std::iter::once(host)
            .chain(url.path().split('/'))
            .filter_map(slug)
            .collect();
        return shortened(&words.join("-"));
    }
    let plain = PLAIN_HOSTS
        .iter()
        .find_map(|first| host.strip_prefix(first))
        .filter(|rest| rest.contains('.'))
        .unwrap_or(host);
    let site = match url.host() {
        Some(Host::Domain(name)) => psl::domain_str(name)
            .and_then(|domain| domain.split('.').next())
            .and_then(slug),
        _ => None,
    };
    let base = match (title.and_then(slug), site) {
        (Some(title), Some(site)) if !title.split('-').any(|word| word == site) => {
            format!("{site}-{title}")
        }
        (Some(title), _) => title,
        (None, _) => plain.trim_matches(['[', ']']).to_owned(),
    };
    shortened(&base)
}

/// Lower-case ASCII words with hyphens between them; `None` if letters of other scripts would be
/// lost, or nothing would be left.
fn slug(text: &str) -> Option<String> {
    if text
        .chars()
        .any(|char| char.is_alphanumeric() && !char.is_ascii())
    {
        return None;
    }
    let words: Vec<String> = text
        .split(|char: char| !char.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    (!words.is_empty()).then(|| words.join("-"))
}

/// Whole words as long as they fit.
fn shortened(name: &str) -> String {
    if name.chars().count() <= MOST_CHARS {
        return name.to_owned();
    }
    let cut: String = name.chars().take(MOST_CHARS + 1).collect();
    let words = cut.rsplit_once(['-', '.']).map(|(words, _)| words);
    let cut: String = words.unwrap_or(&cut).chars().take(MOST_CHARS).collect();
    cut.trim_matches(['-', '.']).to_owned()
}
