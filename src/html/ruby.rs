//! Writes ruby: the reading above characters follows them in brackets.

/// The state within a `ruby` element.
#[derive(Debug, Default)]
pub(super) struct Ruby {
    is_open: bool,
    part: RubyPart,
    /// Last character of the annotated text.
    last: Option<char>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum RubyPart {
    #[default]
    Base,
    /// A reading whose text has not begun.
    Reading,
    /// A reading in this kind of bracket.
    Bracketed(&'static str),
    /// The publisher's own brackets.
    Parenthesis,
}

/// Longest parenthesis in `rp`, in characters; anything longer is text.
const PARENTHESIS: usize = 2;

impl Ruby {
    /// Whether a `ruby` element is open.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// Takes a tag; returns what to write before it.
    pub(super) fn tag(&mut self, name: &str, is_start: bool) -> &'static str {
        let part = match (name, is_start) {
            ("ruby", _) => {
                (self.is_open, self.last) = (is_start, None);
                RubyPart::Base
            }
            ("rt", true) => RubyPart::Reading,
            ("rp", true) => RubyPart::Parenthesis,
            ("rt" | "rp", false) | ("rb" | "rtc", _) => RubyPart::Base,
            // Its end tag is missing.
            _ if super::elements::is_block(name) => {
                self.is_open = false;
                RubyPart::Base
            }
            _ => return "",
        };
        match std::mem::replace(&mut self.part, part) {
            RubyPart::Bracketed(close) => close,
            _ => "",
        }
    }

    /// Takes text; returns what to write before it, and whether to write the text itself.
    pub(super) fn text(&mut self, text: &str) -> (&'static str, bool) {
        match self.part {
            RubyPart::Base => {
                self.last = text.trim_end().chars().last().or(self.last);
                ("", true)
            }
            RubyPart::Reading if text.trim().is_empty() => ("", false),
            RubyPart::Reading if text.trim_start().starts_with(['(', '（', '[', '【']) => {
                self.part = RubyPart::Bracketed("");
                ("", true)
            }
            RubyPart::Reading => {
                let is_latin = self.last.is_some_and(|last| last.is_ascii());
                let (open, close) = if is_latin {
                    (" (", ")")
                } else {
                    ("（", "）")
                };
                self.part = RubyPart::Bracketed(close);
                (open, true)
            }
            RubyPart::Bracketed(_) => ("", true),
            RubyPart::Parenthesis => ("", text.trim().chars().count() > PARENTHESIS),
        }
    }
}
