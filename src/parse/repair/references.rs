//! Characters of a damaged document: references that hold are kept, an `&` that starts none is
//! escaped, the document's own entities are replaced within bounds.

use super::Rewriting;
use crate::parse::plain;

/// Most entities a document may declare, and the longest text of one, in bytes.
const MAX_ENTITIES: usize = 200;
const MAX_ENTITY_BYTES: usize = 2_000;
/// All references together may add this much; a lawful document adds a few hundred bytes.
pub(super) const MAX_EXPANSION_BYTES: usize = 256 * 1024;

impl<'a> Rewriting<'a> {
    /// Reads the entities of a document type: plain ones only, no external ones, none in another.
    pub(super) fn declare(&mut self, declaration: &'a str) {
        for part in declaration.split("<!ENTITY").skip(1).take(MAX_ENTITIES) {
            let part = part.trim_start();
            let Some((name, rest)) = part.split_once(|c: char| c.is_ascii_whitespace()) else {
                continue;
            };
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                continue;
            };
            let mut parts = rest.splitn(3, quote);
            if let (Some(""), Some(value)) = (parts.next(), parts.next())
                && value.len() <= MAX_ENTITY_BYTES
                && !value.contains(['<', '%'])
            {
                self.entities.push((name, value));
            }
        }
    }

    pub(super) fn text(&mut self, raw: &str) {
        let mut rest = raw;
        while let Some((before, after)) = rest.split_once('&') {
            self.push_escaped(before);
            rest = self.reference(after);
        }
        self.push_escaped(rest);
    }

    pub(super) fn push_escaped(&mut self, text: &str) {
        let mut parts = text.split('<');
        self.out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            self.out.push_str("&lt;");
            self.out.push_str(part);
        }
    }

    /// Writes the reference, or the `&`, that `after` follows; gives back what is behind it.
    fn reference<'t>(&mut self, after: &'t str) -> &'t str {
        let Some(name) = plain::reference_name(after) else {
            self.seen.ampersands += 1;
            self.out.push_str("&amp;");
            return after;
        };
        let declared = self.entities.iter().find(|(known, _)| *known == name);
        let behind = after.get(name.len() + 1..).unwrap_or_default();
        if let Some((_, value)) = declared
            && let Some(left) = self.expansion_left.checked_sub(value.len())
        {
            self.expansion_left = left;
            self.seen.expanded += 1;
            let resolved = plain::resolve(value);
            self.out
                .push_str(&quick_xml::escape::partial_escape(resolved.as_ref()));
            return behind;
        }
        if plain::is_character(name) || plain::is_named(name) {
            self.out.push('&');
        } else if name.starts_with('#') {
            self.out.push('\u{fffd}');
            return behind;
        } else {
            self.seen
                .unknown_entity
                .get_or_insert_with(|| name.to_owned());
            self.out.push_str("&amp;");
        }
        after
    }
}
