//! Characters of a damaged document: references that hold are kept, an `&` that starts none is
//! escaped, the document's own entities are replaced within bounds.

use super::Rewriting;
use crate::html;
use crate::parse::references;

/// Most entities a document may declare, and the longest text of one, in bytes.
const MAX_ENTITIES: usize = 200;
const MAX_ENTITY_BYTES: usize = 2_000;
/// All references together may add this much; a lawful document adds a few hundred bytes.
pub(super) const MAX_EXPANSION_BYTES: usize = 256 * 1024;
/// More `&` and `<` in one text than this are not escaped one by one: that may be four times as
/// long.
const MAX_ESCAPED: usize = 10_000;

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

    /// Characters between two tags.
    pub(super) fn text(&mut self, raw: &str) {
        let mut marks = raw.bytes().filter(|byte| matches!(byte, b'&' | b'<'));
        if marks.nth(MAX_ESCAPED).is_some() {
            self.section(raw);
        } else {
            self.escaped(raw);
        }
    }

    /// Characters as one CDATA section with every reference resolved, which is never longer.
    fn section(&mut self, raw: &str) {
        self.out.push_str("<![CDATA[");
        let start = self.out.len();
        let mut rest = raw;
        while let Some((before, after)) = rest.split_once('&') {
            self.out.push_str(before);
            let (meant, behind) = self.meant(after);
            match meant {
                Meant::Itself(name) => {
                    let meaning = references::meaning(name);
                    self.out.push_str(meaning.as_deref().unwrap_or_default());
                }
                Meant::Text(text) => self.out.push_str(&text),
                Meant::Nothing => self.out.push('&'),
            }
            rest = behind;
        }
        self.out.push_str(rest);
        if self
            .out
            .get(start..)
            .is_some_and(|text| text.contains("]]>"))
        {
            let text = self.out.split_off(start).replace("]]>", "]]]]><![CDATA[>");
            self.out.push_str(&text);
        }
        self.out.push_str("]]>");
    }

    /// Characters, escaped one by one.
    pub(super) fn escaped(&mut self, raw: &str) {
        let mut rest = raw;
        while let Some((before, after)) = rest.split_once('&') {
            self.push_escaped(before);
            rest = self.reference(after);
        }
        self.push_escaped(rest);
    }

    fn push_escaped(&mut self, text: &str) {
        let mut parts = text.split('<');
        self.out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            self.out.push_str("&lt;");
            self.out.push_str(part);
        }
    }

    /// Writes the reference, or the `&`, that `after` follows; gives back what is behind it.
    fn reference<'t>(&mut self, after: &'t str) -> &'t str {
        let (meant, behind) = self.meant(after);
        match meant {
            Meant::Itself(name) => self.out.extend(["&", name, ";"]),
            Meant::Text(text) => self.out.push_str(&html::escape_content(text.as_str())),
            Meant::Nothing => self.out.push_str("&amp;"),
        }
        behind
    }

    /// What the `&` before `after` is there for, and what stands behind it.
    fn meant<'t>(&mut self, after: &'t str) -> (Meant<'t>, &'t str) {
        let Some(name) = references::reference_name(after) else {
            self.seen.ampersands += 1;
            return (Meant::Nothing, after);
        };
        let behind = after.get(name.len() + 1..).unwrap_or_default();
        let declared = self.entities.iter().find(|(known, _)| *known == name);
        if let Some((_, value)) = declared
            && let Some(left) = self.expansion_left.checked_sub(value.len())
        {
            self.expansion_left = left;
            self.seen.expanded += 1;
            return (Meant::Text(references::resolve(value).into_owned()), behind);
        }
        if references::is_character(name) || references::is_named(name) {
            return (Meant::Itself(name), behind);
        }
        if name.starts_with('#') {
            return (Meant::Text('\u{fffd}'.to_string()), behind);
        }
        self.seen
            .unknown_entity
            .get_or_insert_with(|| name.to_owned());
        (Meant::Nothing, after)
    }
}

/// What an `&` is there for.
enum Meant<'t> {
    /// A reference of XML or HTML, by its name.
    Itself(&'t str),
    /// This text.
    Text(String),
    /// Itself alone.
    Nothing,
}
