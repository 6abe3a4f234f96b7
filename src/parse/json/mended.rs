//! Repairs JSON from programs that only join strings: raw line breaks, stray quotation marks and
//! commas. Finds the entries after a damaged place.

use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use url::Url;

use super::item::value_of;
use super::value::Scalar;

/// Most bytes for repeated attempts to read an entry, in lengths of the document.
const MAX_TRIES_LENGTHS: usize = 8;

/// Returns the JSON that the writer meant; `None` if nothing in it can be repaired.
///
/// In a string, escapes control characters, quotation marks after which a string cannot end, and
/// backslashes that begin no escape. Outside of strings, removes a comma before a closing bracket,
/// and adds one between two objects. Valid JSON has none of these faults, so it does not change.
pub(super) fn mended(json: &str) -> Option<String> {
    let mut mending = Mending {
        out: String::with_capacity(json.len() + json.len() / 16),
        changed: false,
    };
    let mut rest = json;
    while let Some(at) = rest.find(['"', ',', '}']) {
        let (before, behind) = rest.split_at_checked(at)?;
        mending.out.push_str(before);
        let mark = behind.chars().next()?;
        let after = behind.get(1..)?;
        rest = match mark {
            '"' => mending.string(after),
            ',' => {
                mending.comma(after);
                after
            }
            _ => {
                mending.out.push('}');
                if after.trim_start().starts_with('{') {
                    mending.put(",");
                }
                after
            }
        };
    }
    mending.out.push_str(rest);
    mending.changed.then_some(mending.out)
}

struct Mending {
    out: String,
    changed: bool,
}

impl Mending {
    /// Writes something that is not in the text.
    fn put(&mut self, text: &str) {
        self.out.push_str(text);
        self.changed = true;
    }

    fn comma(&mut self, after: &str) {
        if after.trim_start().starts_with(['}', ']', ',']) {
            self.changed = true;
        } else {
            self.out.push(',');
        }
    }

    /// Writes the string whose opening quotation mark is before `text`; returns the text after the
    /// string.
    fn string<'t>(&mut self, text: &'t str) -> &'t str {
        self.out.push('"');
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| c == '"' || c == '\\' || c < ' ') {
            let (before, behind) = rest.split_at_checked(at).unwrap_or((rest, ""));
            self.out.push_str(before);
            let Some(mark) = behind.chars().next() else {
                break;
            };
            rest = behind.get(1..).unwrap_or_default();
            match mark {
                '"' if ends_string(rest) => {
                    self.out.push('"');
                    return rest;
                }
                '"' => self.put("\\\""),
                '\\' => rest = self.escape(rest),
                '\n' => self.put("\\n"),
                '\r' => self.put("\\r"),
                '\t' => self.put("\\t"),
                // Other control characters have no meaning in a feed.
                _ => self.put(" "),
            }
        }
        self.out.push_str(rest);
        ""
    }

    /// Writes the escape whose backslash is before `after`; returns the text after the escape.
    fn escape<'t>(&mut self, after: &'t str) -> &'t str {
        let digits = after.strip_prefix('u').and_then(|digits| digits.get(..4));
        let is_unit = digits.is_some_and(|digits| u16::from_str_radix(digits, 16).is_ok());
        if is_unit || after.starts_with(['"', '\\', '/', 'b', 'f', 'n', 'r', 't']) {
            self.out.push('\\');
            let (taken, rest) = after.split_at_checked(1).unwrap_or((after, ""));
            self.out.push_str(taken);
            return rest;
        }
        // PHP's `addslashes` and JavaScript escape apostrophes.
        self.put(if after.starts_with('\'') { "" } else { "\\\\" });
        after
    }
}

/// Whether a string may end before this text.
fn ends_string(after: &str) -> bool {
    let after = after.trim_start();
    match after.strip_prefix(',') {
        Some(next) => {
            let next = next.trim_start();
            next.starts_with(['"', '{', '[', '-', ']', '}'])
                || next.starts_with(|c: char| c.is_ascii_digit())
                || ["true", "false", "null"]
                    .iter()
                    .any(|word| next.starts_with(word))
        }
        None => after.is_empty() || after.starts_with([':', '}', ']']),
    }
}

/// What was found after the damaged place.
pub(super) struct EntriesAfter<'t> {
    /// Complete entries.
    pub(super) entries: Vec<&'t RawValue>,
    /// The rest of the document after the list of entries: fields of the feed.
    pub(super) fields: Option<&'t str>,
}

/// Searches for complete entries after `error`, a syntax error in `json` in an entry or between
/// two entries.
pub(super) fn entries_after<'t>(json: &'t str, error: &serde_json::Error) -> EntriesAfter<'t> {
    let mut found = EntriesAfter {
        entries: Vec::new(),
        fields: None,
    };
    let mut rest = json.get(place(json, error)..).unwrap_or_default();
    let mut left = json.len().saturating_mul(MAX_TRIES_LENGTHS);
    while let Some(at) = rest.find('{') {
        let candidate = rest.get(at..).unwrap_or_default();
        let mut stream = serde_json::Deserializer::from_str(candidate).into_iter::<&RawValue>();
        rest = match stream.next() {
            Some(Ok(value)) if is_entry(value) => {
                found.entries.push(value);
                let after = candidate.get(stream.byte_offset()..).unwrap_or_default();
                if let Some(end) = after.trim_start().strip_prefix(']') {
                    found.fields = end.trim_start().strip_prefix(',');
                    return found;
                }
                after
            }
            Some(Ok(_)) => candidate.get(stream.byte_offset()..).unwrap_or_default(),
            Some(Err(error)) => {
                let cost = place(candidate, &error).max(1);
                let Some(budget) = left.checked_sub(cost) else {
                    break;
                };
                left = budget;
                candidate.get(1..).unwrap_or_default()
            }
            None => break,
        };
    }
    found
}

/// Byte offset of an error, at a character boundary.
fn place(json: &str, error: &serde_json::Error) -> usize {
    let line = error.line().saturating_sub(1);
    let start = match line.checked_sub(1) {
        None => 0,
        Some(breaks) => json
            .match_indices('\n')
            .nth(breaks)
            .map_or(json.len(), |(at, _)| at + 1),
    };
    json.floor_char_boundary(start.saturating_add(error.column().saturating_sub(1)))
}

/// Whether an object has a field that only entries have. Attached files and authors are objects
/// too.
fn is_entry(value: &RawValue) -> bool {
    #[derive(Default)]
    struct Names(bool);
    impl<'de> Visitor<'de> for &mut Names {
        type Value = ();

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
            const NAMES: &[&str] = &["id", "content_html", "content_text", "date_published"];
            while let Some((name, _)) = map.next_entry::<String, IgnoredAny>()? {
                self.0 |= NAMES.contains(&name.as_str());
            }
            Ok(())
        }
    }
    let mut names = Names::default();
    let mut reader = serde_json::Deserializer::from_str(value.get());
    reader.deserialize_map(&mut names).is_ok() && names.0
}

/// Returns the `home_page_url` of a feed, else its `feed_url`, wherever they are in the document.
pub(super) fn own_link(json: &str) -> Option<Url> {
    #[derive(Default)]
    struct Links {
        page: Option<Url>,
        itself: Option<Url>,
    }
    impl<'de> Visitor<'de> for &mut Links {
        type Value = ();

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a feed")
        }

        fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
            while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                let link = || {
                    let text = value_of::<Scalar>(value).0?;
                    let url = Url::parse(text.trim()).ok()?;
                    matches!(url.scheme(), "http" | "https").then_some(url)
                };
                match name.as_str() {
                    "home_page_url" => self.page = link(),
                    "feed_url" => self.itself = link(),
                    _ => {}
                }
            }
            Ok(())
        }
    }
    let mut links = Links::default();
    let mut reader = serde_json::Deserializer::from_str(json);
    // The fields before a syntax error count.
    let _ignored = reader.deserialize_map(&mut links);
    links.page.or(links.itself)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::mended;

    #[test]
    fn what_joining_strings_breaks_is_mended() {
        for (json, meant) in [
            ("{\"a\":\"x\ny\tz\r\u{1}\"}", r#"{"a":"x\ny\tz\r "}"#),
            (
                r#"{"a":"He said "no", twice"}"#,
                r#"{"a":"He said \"no\", twice"}"#,
            ),
            (
                r#"{"a":"it\'s C:\data","b":"\u00e9\q"}"#,
                r#"{"a":"it's C:\\data","b":"\u00e9\\q"}"#,
            ),
            (
                r#"[{"a":1,},{"a":2} {"a":3},]"#,
                r#"[{"a":1},{"a":2}, {"a":3}]"#,
            ),
        ] {
            assert_eq!(mended(json).as_deref(), Some(meant), "{json}");
        }
    }

    proptest! {
        #[test]
        fn valid_json_stays(texts in prop::collection::vec(any::<String>(), 0..5)) {
            let json = serde_json::json!({ "items": texts, "n": [1, null, {"a": {}}] });
            prop_assert_eq!(mended(&json.to_string()), None);
            prop_assert_eq!(mended(&format!("{json:#}")), None);
        }

        #[test]
        fn a_text_with_raw_breaks_and_quotes_comes_back(text in "[a-z一二\n\t\"]{0,40}") {
            let json = format!("{{\"a\":\"x{text}x\"}}");
            let json = mended(&json).unwrap_or(json);
            let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
            let meant = format!("x{text}x");
            prop_assert_eq!(read.get("a").and_then(|a| a.as_str()), Some(meant.as_str()));
        }
    }
}
