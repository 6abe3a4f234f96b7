//! The entry in which a JSON Feed breaks off.

use crate::model::Completeness;

/// Fields of which the beginning is worth keeping. Half an address or date would be another one.
const TEXTS: [&str; 3] = ["content_html", "content_text", "summary"];

/// Where the reading of a document stands.
#[derive(Default)]
struct Place {
    /// The open brackets, and where each stands.
    open: Vec<(char, usize)>,
    /// Where the open string begins, behind its quotation mark.
    string: Option<usize>,
    /// Where an escape that is not whole begins.
    escape: Option<usize>,
    /// Of the last entry: where its last comma stands.
    comma: Option<usize>,
    /// Of its last field: where the name begins, behind its quotation mark, and ends.
    name: Option<(usize, usize)>,
    /// Where the last string ended that may be a name.
    last_string: Option<(usize, usize)>,
}

/// Depth of a field of an entry: in the document, in its list, in the entry.
const ENTRY: usize = 3;

/// The entry in which `text` breaks off, as a closed JSON object, and how much of it there is. A
/// field that breaks off is left out, unless it is a text. `None` if the document ends outside.
pub(super) fn closed(text: &str) -> Option<(String, Completeness)> {
    let place = Place::at_end(text);
    let start = match place.open.as_slice() {
        [('{', _), ('[', list), ('{', start), ..] => {
            let before = text.get(..*list)?.trim_end().strip_suffix(':')?;
            before.trim_end().ends_with("\"items\"").then_some(*start)?
        }
        _ => return None,
    };
    let is_in_entry = place.open.len() == ENTRY;
    if is_in_entry && place.string.is_none() {
        let rest = text.get(start..)?.trim_end();
        let whole = rest.trim_end_matches(',');
        // A number may go on behind the end.
        let is_whole = whole.ends_with(['"', '}', ']', '{']) || whole.len() < rest.len();
        let closed = format!("{whole}}}");
        if is_whole && serde_json::from_str::<serde::de::IgnoredAny>(&closed).is_ok() {
            return Some((closed, Completeness::Unclosed));
        }
    }
    let name = place.name.and_then(|(from, to)| text.get(from..to));
    if is_in_entry && place.string.is_some() && name.is_some_and(|name| TEXTS.contains(&name)) {
        let end = place.escape.unwrap_or(text.len());
        return Some((format!("{}\"}}", text.get(start..end)?), Completeness::Cut));
    }
    let before = text.get(start..place.comma.unwrap_or(start + 1))?;
    Some((format!("{before}}}"), Completeness::Cut))
}

impl Place {
    fn at_end(text: &str) -> Self {
        let mut place = Self::default();
        // How many characters of an escape are still to come.
        let mut escaped = 0_u32;
        for (at, character) in text.char_indices() {
            let Some(start) = place.string else {
                place.outside(at, character);
                continue;
            };
            if escaped > 0 {
                let is_unit = character == 'u' && place.escape == at.checked_sub(1);
                escaped = if is_unit { 4 } else { escaped - 1 };
                if escaped == 0 {
                    place.escape = None;
                }
            } else if character == '\\' {
                (escaped, place.escape) = (1, Some(at));
            } else if character == '"' {
                place.string = None;
                place.last_string = Some((start, at));
            }
        }
        place
    }

    fn outside(&mut self, at: usize, character: char) {
        match character {
            '"' => self.string = Some(at + 1),
            '{' | '[' => {
                self.open.push((character, at));
                if self.open.len() == ENTRY {
                    (self.comma, self.name) = (None, None);
                }
            }
            '}' | ']' => {
                self.open.pop();
            }
            ',' if self.open.len() == ENTRY => (self.comma, self.name) = (Some(at), None),
            ':' if self.open.len() == ENTRY => self.name = self.last_string,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::closed;
    use crate::model::Completeness::{self, Cut, Unclosed};

    fn of(items: &str) -> Option<(String, Completeness)> {
        closed(&format!("{{\"version\":\"v\",\"items\" : [{items}"))
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
            (r#"{"id":12"#, r#"{}"#, Cut),
            (r#"{"id":"12"#, r#"{}"#, Cut),
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
            assert_eq!(of(items), Some((json.to_owned(), completeness)), "{items}");
        }
        for items in ["", r#"{"id":"1"}"#, r#"{"id":"1"},"#] {
            assert_eq!(of(items), None, "{items}");
        }
        assert_eq!(closed(r#"{"authors":[{"name":"a"#), None);
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
            if let Some((closed, _)) = closed(json.get(..end).unwrap()) {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&closed).is_ok(), "{}", closed);
            }
        }
    }
}
