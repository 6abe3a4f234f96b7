//! Completes the entry in which a JSON Feed is cut off.

use crate::model::Completeness;

/// Fields whose beginning is useful. The beginning of an address or a date would be another
/// address or date.
const TEXTS: [&str; 3] = ["content_html", "content_text", "summary"];

/// A position in a JSON text, with everything that is open there.
#[derive(Default)]
struct Position {
    /// The open brackets with their offsets.
    open: Vec<(char, usize)>,
    /// Offset of the open string, after its quotation mark.
    string: Option<usize>,
    /// Offset of an incomplete escape.
    escape: Option<usize>,
    /// Offset of the last comma of the last entry.
    comma: Option<usize>,
    /// Begin and end of the name of its last field, without quotation marks.
    name: Option<(usize, usize)>,
    /// Begin and end of the last string, which may be a name.
    last_string: Option<(usize, usize)>,
}

/// Depth of the fields of an entry: within the document, the list of entries, and the entry.
const FIELD_DEPTH: usize = 3;

/// Returns the entry in which `text` is cut off as a complete JSON object, and how much of the
/// entry it has. Leaves out a field that is cut off, unless its beginning is useful. `None` if the
/// text does not end in an entry.
pub(super) fn close(text: &str) -> Option<(String, Completeness)> {
    let position = Position::at_end(text);
    let start = match position.open.as_slice() {
        [('{', _), ('[', list), ('{', start), ..] => {
            let before = text.get(..*list)?.trim_end().strip_suffix(':')?;
            before.trim_end().ends_with("\"items\"").then_some(*start)?
        }
        _ => return None,
    };
    let is_in_entry = position.open.len() == FIELD_DEPTH;
    if is_in_entry && position.string.is_none() {
        let rest = text.get(start..)?.trim_end();
        let whole = rest.trim_end_matches(',');
        // A number may be cut off.
        let is_whole = whole.ends_with(['"', '}', ']', '{']) || whole.len() < rest.len();
        let closed = format!("{whole}}}");
        if is_whole && serde_json::from_str::<serde::de::IgnoredAny>(&closed).is_ok() {
            return Some((closed, Completeness::Unclosed));
        }
    }
    let name = position.name.and_then(|(from, to)| text.get(from..to));
    if is_in_entry && position.string.is_some() && name.is_some_and(|name| TEXTS.contains(&name)) {
        let end = position.escape.unwrap_or(text.len());
        return Some((format!("{}\"}}", text.get(start..end)?), Completeness::Cut));
    }
    let before = text.get(start..position.comma.unwrap_or(start + 1))?;
    Some((format!("{before}}}"), Completeness::Cut))
}

impl Position {
    fn at_end(text: &str) -> Self {
        let mut position = Self::default();
        // How many characters of an escape are missing.
        let mut escaped = 0_u32;
        for (at, character) in text.char_indices() {
            let Some(start) = position.string else {
                position.outside(at, character);
                continue;
            };
            if escaped > 0 {
                let is_unit = character == 'u' && position.escape == at.checked_sub(1);
                escaped = if is_unit { 4 } else { escaped - 1 };
                if escaped == 0 {
                    position.escape = None;
                }
            } else if character == '\\' {
                (escaped, position.escape) = (1, Some(at));
            } else if character == '"' {
                position.string = None;
                position.last_string = Some((start, at));
            }
        }
        position
    }

    fn outside(&mut self, at: usize, character: char) {
        match character {
            '"' => self.string = Some(at + 1),
            '{' | '[' => {
                self.open.push((character, at));
                if self.open.len() == FIELD_DEPTH {
                    (self.comma, self.name) = (None, None);
                }
            }
            '}' | ']' => {
                self.open.pop();
            }
            ',' if self.open.len() == FIELD_DEPTH => (self.comma, self.name) = (Some(at), None),
            ':' if self.open.len() == FIELD_DEPTH => self.name = self.last_string,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::close;
    use crate::model::Completeness::{self, Cut, Unclosed};

    fn close_after_items(items: &str) -> Option<(String, Completeness)> {
        close(&format!("{{\"version\":\"v\",\"items\" : [{items}"))
    }

    #[test]
    fn a_text_that_breaks_off_is_kept_and_any_other_field_is_left_out() {
        for (items, json, completeness) in [
            (
                r#"{"id":"1","content_html":"<p>ab"#,
                r#"{"id":"1","content_html":"<p>ab"}"#,
                Cut,
            ),
            (
                r#"{"id":"1","summary":"a\u4e"#,
                r#"{"id":"1","summary":"a"}"#,
                Cut,
            ),
            (
                r#"{"id":"1","summary":"a\u4e2d\"#,
                r#"{"id":"1","summary":"a\u4e2d"}"#,
                Cut,
            ),
            (r#"{"id":"1","url":"https://e.exa"#, r#"{"id":"1"}"#, Cut),
            (r#"{"id":"1","title":"a, b"#, r#"{"id":"1"}"#, Cut),
            (r#"{"id":"1","tit"#, r#"{"id":"1"}"#, Cut),
            (r#"{"id":"1","title""#, r#"{"id":"1"}"#, Cut),
            (r#"{"id":"1","tags":["a","#, r#"{"id":"1"}"#, Cut),
            (r#"{"id":12"#, "{}", Cut),
            (r#"{"id":"12"#, "{}", Cut),
            (
                r#"{"id":"0"},{"id":"1","title":"a""#,
                r#"{"id":"1","title":"a"}"#,
                Unclosed,
            ),
            (
                r#"{"id":"1","tags":["a"], "#,
                r#"{"id":"1","tags":["a"]}"#,
                Unclosed,
            ),
        ] {
            assert_eq!(
                close_after_items(items),
                Some((json.to_owned(), completeness)),
                "{items}"
            );
        }
        for items in ["", r#"{"id":"1"}"#, r#"{"id":"1"},"#] {
            assert_eq!(close_after_items(items), None, "{items}");
        }
        assert_eq!(close(r#"{"authors":[{"name":"a"#), None);
    }

    proptest! {
        #[test]
        fn what_is_closed_is_json_wherever_the_text_breaks_off(
            texts in prop::collection::vec(any::<String>(), 3), at in 0_usize..400,
        ) {
            let item = serde_json::json!({
                "content_html": texts.first(), "id": texts.get(1), "n": 12, "tags": texts,
                "title": texts.get(2),
            });
            let json = serde_json::json!({ "items": [item, item] }).to_string();
            let end = json.floor_char_boundary(at.min(json.len()));
            if let Some((closed, _)) = close(json.get(..end).unwrap()) {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&closed).is_ok(), "{}", closed);
            }
        }
    }
}
