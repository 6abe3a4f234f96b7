//! A `MathML` formula as text: its letters, with indices, powers and fractions told apart.

use std::cell::RefCell;

use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult};

use super::Output;

/// Deepest nesting that is told apart; what is deeper counts as its parent's.
const MAX_DEPTH: usize = 64;

/// Elements that say the formula once more, in another notation.
const NOTES: [&str; 2] = ["annotation", "annotation-xml"];

#[derive(Default)]
struct Node {
    name: String,
    text: String,
    children: Vec<Self>,
}

/// Reads what stands between the tags of `math`.
pub(super) fn read<O: Output>(inside: &str, out: &mut O) {
    let builder = super::tokenize(inside, Builder::default());
    let mut open = builder.open.into_inner();
    let mut root = Node::default();
    while let Some(node) = open.pop() {
        let parent = open.last_mut().unwrap_or(&mut root);
        parent.children.push(node);
    }
    root.write(out);
}

#[derive(Default)]
struct Builder {
    open: RefCell<Vec<Node>>,
}

impl TokenSink for Builder {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut open = self.open.borrow_mut();
        if open.is_empty() {
            open.push(Node::default());
        }
        match token {
            Token::CharacterTokens(text) => {
                let text = text.trim();
                if let Some(node) = open.last_mut().filter(|_| !text.is_empty()) {
                    node.children.push(Node {
                        text: text.to_owned(),
                        ..Node::default()
                    });
                }
            }
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => {
                let place = open.iter().rposition(|node| *node.name == *tag.name);
                while open.len() > place.unwrap_or(usize::MAX).max(1) {
                    let closed = open.pop();
                    if let (Some(node), Some(parent)) = (closed, open.last_mut()) {
                        parent.children.push(node);
                    }
                }
            }
            Token::TagToken(tag) if !tag.self_closing && open.len() < MAX_DEPTH => {
                open.push(Node {
                    name: tag.name.to_string(),
                    ..Node::default()
                });
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Node {
    fn write<O: Output>(&self, out: &mut O) {
        if NOTES.contains(&self.name.as_str()) {
            return;
        }
        if !self.text.is_empty() {
            out.text(&self.text);
        }
        match self.name.as_str() {
            "mfrac" => self.fraction(out),
            "msup" | "mover" => self.scripts(&["sup"], out),
            "msub" | "munder" => self.scripts(&["sub"], out),
            "msubsup" | "munderover" => self.scripts(&["sub", "sup"], out),
            "msqrt" => {
                out.text("√(");
                self.all(out);
                out.text(")");
            }
            "mtd" => {
                self.all(out);
                out.text(" ");
            }
            _ => self.all(out),
        }
    }

    fn all<O: Output>(&self, out: &mut O) {
        for child in &self.children {
            child.write(out);
        }
    }

    fn fraction<O: Output>(&self, out: &mut O) {
        for (number, child) in self.children.iter().enumerate() {
            let is_long = child.letters() > 1;
            if number > 0 {
                out.text("/");
            }
            if is_long {
                out.text("(");
            }
            child.write(out);
            if is_long {
                out.text(")");
            }
        }
    }

    /// The first child, and those that stand above or below it in these elements.
    fn scripts<O: Output>(&self, names: &[&str], out: &mut O) {
        for (number, child) in self.children.iter().enumerate() {
            match number.checked_sub(1).and_then(|place| names.get(place)) {
                Some(name) => {
                    out.start(name, &[]);
                    child.write(out);
                    out.end(name);
                }
                None => child.write(out),
            }
        }
    }

    /// How many pieces of text it holds.
    fn letters(&self) -> usize {
        let own = usize::from(!self.text.is_empty());
        own + self.children.iter().map(Self::letters).sum::<usize>()
    }
}
