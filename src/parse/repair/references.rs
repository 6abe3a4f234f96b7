//! Repairs the text of a damaged document: keeps valid references, escapes an `&` that begins
//! none, and expands the document's own entities within limits.

use super::Rewriting;
use crate::html;
use crate::parse::references;

/// Most entities of a document, and the longest text of one, in bytes.
const MAX_ENTITIES: usize = 200;
const MAX_ENTITY_BYTES: usize = 2_000;
/// Most bytes that all references together may add; valid documents add a few hundred.
pub(super) const MAX_EXPANSION_BYTES: usize = 256 * 1024;
/// Most `&` and `<` in one text that are escaped one by one, which may make it four times as long.
const MAX_ESCAPED: usize = 10_000;

impl<'a> Rewriting<'a> {
    /// Reads the entities of a document type: only internal ones with plain text.
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

    /// Writes the text between two tags.
    pub(super) fn text(&mut self, raw: &str) {
        let mut marks = raw.bytes().filter(|byte| matches!(byte, b'&' | b'<'));
        if marks.nth(MAX_ESCAPED).is_some() {
            self.section(raw);
        } else {
            self.escaped(raw);
        }
    }

    /// Writes text as one CDATA section with all references resolved, which is never longer.
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

    /// Writes text, escaping `&` and `<` one by one.
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

    /// Writes the reference, or the `&` alone, before `after`; returns the text after it.
    fn reference<'t>(&mut self, after: &'t str) -> &'t str {
        let (meant, behind) = self.meant(after);
        match meant {
            Meant::Itself(name) => self.out.extend(["&", name, ";"]),
            Meant::Text(text) => self.out.push_str(&html::escape_content(text.as_str())),
            Meant::Nothing => self.out.push_str("&amp;"),
        }
        behind
    }

    /// Returns the meaning of the `&` before `after`, and the text after it.
    fn meant<'t>(&mut self, after: &'t str) -> (Meant<'t>, &'t str) {
        let Some(name) = references::reference_name(after) else {
            self.counts.ampersands += 1;
            return (Meant::Nothing, after);
        };
        let behind = after.get(name.len() + 1..).unwrap_or_default();
        let declared = self.entities.iter().find(|(known, _)| *known == name);
        if let Some((_, value)) = declared
            && let Some(left) = self.expansion_left.checked_sub(value.len())
        {
            self.expansion_left = left;
            self.counts.expanded += 1;
            return (Meant::Text(references::resolve(value).into_owned()), behind);
        }
        if references::is_character(name) || references::is_named(name) {
            return (Meant::Itself(name), behind);
        }
        if name.starts_with('#') {
            return (Meant::Text('\u{fffd}'.to_string()), behind);
        }
        self.counts
            .unknown_entity
            .get_or_insert_with(|| name.to_owned());
        (Meant::Nothing, after)
    }
}

/// The meaning of an `&`.
enum Meant<'t> {
    /// It begins a reference of XML or HTML with this name.
    Itself(&'t str),
    /// It begins a reference to this text.
    Text(String),
    /// It is a character.
    Nothing,
}
