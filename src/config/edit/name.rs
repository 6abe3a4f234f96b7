//! Makes the name of a source from its title and address.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use url::{Host, Url};

use crate::model::{NameError, SourceName};

/// Width of the longest name, in columns of a terminal. People type names, and tables show them.
const MAX_COLUMNS: usize = 40;

/// First labels of host names that say nothing about the site.
const PLAIN_HOSTS: [&str; 5] = ["www.", "feeds.", "feed.", "rss.", "api."];

/// Makes a name that is not taken; the same input gives the same name.
///
/// An RSSHub route gives its parts. Otherwise the title gives its words; before those of an ASCII
/// title comes the name of the site. Without a title the name is the host. A taken name gets a
/// number.
pub(super) fn make_name(
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
        (Some(title), Some(site))
            if title.is_ascii() && !title.split('-').any(|word| word == site) =>
        {
            format!("{site}-{title}")
        }
        (Some(title), _) => title,
        (None, _) => plain.trim_matches(['[', ']']).to_owned(),
    };
    shortened(&base)
}

/// The words of a text in lower case with hyphens between them. Latin letters become ASCII,
/// letters of other scripts stay. `None` if the text has neither letters nor digits.
fn slug(text: &str) -> Option<String> {
    let mut words = String::new();
    // NFKD separates a letter from its accent; NFC below joins them again.
    for char in text.nfkd() {
        if is_combining_mark(char) {
            let stands_alone = words.chars().next_back().is_none_or(|last| last.is_ascii());
            if !stands_alone {
                words.push(char);
            }
        } else if let Some(ascii) = in_ascii(char) {
            words.push_str(ascii);
        } else if char.is_alphanumeric() {
            words.extend(char.to_lowercase());
        } else if !words.is_empty() && !words.ends_with('-') {
            words.push('-');
        }
    }
    let words: String = words.trim_matches('-').nfc().collect();
    (!words.is_empty()).then_some(words)
}

/// Replaces Latin letters that NFKD does not decompose into an ASCII letter and a mark.
fn in_ascii(char: char) -> Option<&'static str> {
    Some(match char {
        'ß' | 'ẞ' => "ss",
        'Æ' | 'æ' => "ae",
        'Œ' | 'œ' => "oe",
        'Ø' | 'ø' => "o",
        'Đ' | 'đ' | 'Ð' | 'ð' => "d",
        'Þ' | 'þ' => "th",
        'Ł' | 'ł' => "l",
        'Ħ' | 'ħ' => "h",
        'ı' => "i",
        _ => return None,
    })
}

/// Returns as many whole words as fit into [`MAX_COLUMNS`].
fn shortened(name: &str) -> String {
    let columns = |char: char| if char.is_ascii() { 1 } else { 2 };
    let mut used = 0;
    let fits = |char: &char| {
        used += columns(*char);
        used <= MAX_COLUMNS
    };
    let cut: String = name.chars().take_while(fits).collect();
    let rest = name.get(cut.len()..).unwrap_or_default();
    if rest.is_empty() {
        return cut;
    }
    let words = if rest.starts_with(['-', '.']) {
        &cut
    } else {
        cut.rsplit_once(['-', '.'])
            .map_or(&*cut, |(words, _)| words)
    };
    words.trim_matches(['-', '.']).to_owned()
}
