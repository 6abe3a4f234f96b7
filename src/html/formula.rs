//! Writes a `MathML` formula as text in which indices, powers and fractions can be recognised.

use html5ever::tokenizer::{TagKind, Token};

use super::Output;
use super::limits::MAX_FORMULA_DEPTH;

/// Elements that repeat the formula in another notation.
const NOTATIONS: [&str; 2] = ["annotation", "annotation-xml"];

#[derive(Default)]
struct Node {
    name: String,
    text: String,
    children: Vec<Self>,
}

/// Writes the formula between the tags of `math`.
pub(super) fn read<O: Output>(inside: &str, out: &mut O) {
    let mut open = vec![Node::default()];
    super::tokenize(inside, |token| match token {
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
            close(&mut open, place.unwrap_or(usize::MAX).max(1));
        }
        Token::TagToken(tag) if !tag.self_closing && open.len() < MAX_FORMULA_DEPTH => {
            open.push(Node {
                name: tag.name.to_string(),
                ..Node::default()
            });
        }
        _ => {}
    });
    close(&mut open, 1);
    for root in open {
        root.write(out);
    }
}

/// Closes the innermost elements until `left` are open.
fn close(open: &mut Vec<Node>, left: usize) {
    while open.len() > left {
        let closed = open.pop();
        if let (Some(node), Some(parent)) = (closed, open.last_mut()) {
            parent.children.push(node);
        }
    }
}

impl Node {
    fn write<O: Output>(&self, out: &mut O) {
        if NOTATIONS.contains(&self.name.as_str()) {
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

    /// Writes the first child, and each further child in the element of `names` with its index.
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

    /// How many pieces of text it contains.
    fn letters(&self) -> usize {
        let own = usize::from(!self.text.is_empty());
        own + self.children.iter().map(Self::letters).sum::<usize>()
    }
}
