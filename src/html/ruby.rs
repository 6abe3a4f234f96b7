//! Writes ruby: the reading above characters follows them in brackets.

/// The state within a `ruby` element.
#[derive(Debug, Default)]
pub(super) struct Ruby {
    is_open: bool,
    part: Part,
    /// Last character of the annotated text.
    last: Option<char>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Part {
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
                Part::Base
            }
            ("rt", true) => Part::Reading,
            ("rp", true) => Part::Parenthesis,
            ("rt" | "rp", false) | ("rb" | "rtc", _) => Part::Base,
            // Its end tag is missing.
            _ if super::elements::is_block(name) => {
                self.is_open = false;
                Part::Base
            }
            _ => return "",
        };
        match std::mem::replace(&mut self.part, part) {
            Part::Bracketed(close) => close,
            _ => "",
        }
    }

    /// Takes text; returns what to write before it, and whether to write the text itself.
    pub(super) fn text(&mut self, text: &str) -> (&'static str, bool) {
        match self.part {
            Part::Base => {
                self.last = text.trim_end().chars().last().or(self.last);
                ("", true)
            }
            Part::Reading if text.trim().is_empty() => ("", false),
            Part::Reading if text.trim_start().starts_with(['(', '（', '[', '【']) => {
                self.part = Part::Bracketed("");
                ("", true)
            }
            Part::Reading => {
                let is_latin = self.last.is_some_and(|last| last.is_ascii());
                let (open, close) = if is_latin {
                    (" (", ")")
                } else {
                    ("（", "）")
                };
                self.part = Part::Bracketed(close);
                (open, true)
            }
            Part::Bracketed(_) => ("", true),
            Part::Parenthesis => ("", text.trim().chars().count() > PARENTHESIS),
        }
    }
}
