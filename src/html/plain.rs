//! Plain text of HTML, one line per block.

use html5ever::Attribute;

use super::{Media, Output, elements, read};

/// Returns the text that a document shows, with a line break at the begin and end of every block.
///
/// Time and memory grow with the length of the document, not with its nesting.
pub fn plain_text(html: &str) -> String {
    read(html, PlainText::default).0
}

#[derive(Default)]
struct PlainText(String);

impl Output for PlainText {
    type Mark = usize;

    fn text(&mut self, text: &str) {
        self.0.push_str(text);
    }

    fn start(&mut self, name: &str, _attributes: &[Attribute]) {
        if !elements::is_inline(name) {
            self.0.push('\n');
        }
    }

    fn end(&mut self, name: &str) {
        if !elements::is_inline(name) {
            self.0.push('\n');
        }
    }

    fn gap(&mut self) {
        self.0.push(' ');
    }

    fn media(&mut self, _media: Media) {
        self.0.push('\n');
    }

    fn mark(&self) -> usize {
        self.0.len()
    }

    fn cut(&mut self, mark: &usize) {
        self.0.truncate(*mark);
    }
}
