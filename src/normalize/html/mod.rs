//! One streaming pass from HTML to text with one line per block.

mod advert;
mod comment;
#[cfg(test)]
mod tests;

use html5ever::Attribute;
use html5ever::tokenizer::Tag;

use crate::html::{self, Output};
use advert::{is_advert, reads_like_advert};

/// Returns the text of HTML (a fragment or a whole document), one line per block.
///
/// It is the same text as in the outputs, see [`html::read`], without the short elements whose
/// class says advert, QR code or share bar, unless there is no other text. Collapses white space,
/// and drops empty lines. Text without markup keeps its lines.
///
/// It deviates from the standard in two points, because outlets make these mistakes: paragraphs of
/// running text in a comment are text, and HTML that was escaped once too often is decoded once
/// more.
pub fn body_text(html: &str) -> String {
    let text = read(html);
    if is_markup(&text) { read(&text) } else { text }
}

fn read(html: &str) -> String {
    let (text, has_guessed) = lines(html, Adverts::LeftOut);
    if text.is_empty() && has_guessed {
        lines(html, Adverts::Kept).0
    } else {
        text
    }
}

/// Returns the text, and whether an element was left out only because of its class.
fn lines(html: &str, adverts: Adverts) -> (String, bool) {
    let lines = html::read(html, || Lines::new(html.len(), adverts));
    let has_guessed = lines.has_guessed;
    (lines.finish(), has_guessed)
}

/// Whether a text is HTML that was escaped once too often, which begins with a tag.
fn is_markup(text: &str) -> bool {
    let name: String = match text.strip_prefix('<') {
        Some(rest) => rest
            .chars()
            .map_while(|c| c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase()))
            .take(10)
            .collect(),
        None => return false,
    };
    (html::is_block(&name)
        || matches!(
            name.as_str(),
            "p" | "br" | "img" | "span" | "strong" | "a" | "font"
        ))
        // A text about HTML may begin with a tag, but continues with words.
        && ((text.contains("</") && text.trim_end().ends_with('>'))
            || text.get(1..).is_some_and(|rest| rest.contains("<br")))
}

/// Returns the offset of the first white space of a text, or its length.
fn space_or_end(text: &str) -> usize {
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        match byte {
            // Ideographs of three bytes: no white space begins with these bytes.
            0xE4..=0xE9 => at += 3,
            b'!'..=b'~' => at += 1,
            _ => match text.get(at..).and_then(|rest| rest.chars().next()) {
                Some(character) if !character.is_whitespace() => at += character.len_utf8(),
                _ => return at,
            },
        }
    }
    text.len()
}

/// What to do with elements whose class or id says that they are adverts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Adverts {
    LeftOut,
    Kept,
}

struct Lines {
    text: String,
    /// Begin of the current line.
    line_start: usize,
    pending_space: bool,
    adverts: Adverts,
    /// Whether an element was left out only because of its class.
    has_guessed: bool,
}

/// A place in the text to return to.
struct Mark {
    len: usize,
    line_start: usize,
    pending_space: bool,
}

impl Output for Lines {
    type Mark = Mark;

    fn text(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let (word, space) = rest.split_at(space_or_end(rest));
            if !word.is_empty() {
                if self.pending_space && self.text.len() > self.line_start {
                    self.text.push(' ');
                }
                self.pending_space = false;
                self.text.push_str(word);
            }
            let mut characters = space.chars();
            if characters.next().is_none() {
                return;
            }
            self.pending_space = true;
            rest = characters.as_str();
        }
    }

    fn start(&mut self, name: &str, _attributes: &[Attribute]) {
        if !html::is_inline(name) {
            self.break_line();
        }
    }

    fn end(&mut self, name: &str) {
        if !html::is_inline(name) {
            self.break_line();
        }
    }

    fn gap(&mut self) {
        self.pending_space = true;
    }

    fn media(&mut self, _media: html::Media) {
        self.break_line();
    }

    fn comment(&mut self, text: &str) {
        let paragraphs = comment::paragraphs(text);
        for paragraph in paragraphs.iter().flat_map(|text| text.lines()) {
            self.break_line();
            self.text(paragraph);
            self.break_line();
        }
    }

    fn mark(&self) -> Mark {
        Mark {
            len: self.text.len(),
            line_start: self.line_start,
            pending_space: self.pending_space,
        }
    }

    fn cut(&mut self, mark: &Mark) {
        self.text.truncate(mark.len);
        self.line_start = mark.line_start;
        self.pending_space = mark.pending_space;
    }

    fn may_be_advert(&self, tag: &Tag) -> bool {
        self.adverts == Adverts::LeftOut && is_advert(tag)
    }

    fn is_advert(&mut self, mark: &Mark) -> bool {
        let within = self.text.get(mark.len..).unwrap_or_default();
        let is_advert = reads_like_advert(within);
        self.has_guessed |= is_advert;
        is_advert
    }
}

impl Lines {
    fn new(length: usize, adverts: Adverts) -> Self {
        Self {
            text: String::with_capacity(length / 2),
            line_start: 0,
            pending_space: false,
            adverts,
            has_guessed: false,
        }
    }

    fn break_line(&mut self) {
        if self.text.len() > self.line_start {
            self.text.push('\n');
            self.line_start = self.text.len();
        }
        self.pending_space = false;
    }

    fn finish(mut self) -> String {
        if self.text.ends_with('\n') {
            self.text.pop();
        }
        self.text
    }
}
