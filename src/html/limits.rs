//! The limits of nesting and size, and the check that a document is worth a tree.
//!
//! The time of a reader of tokens grows with the length of a document, so such readers only limit
//! what they count. The time and memory of a parser that builds a tree grow with the square of the
//! nesting (100,000 `<ul><li>`: 100 s); [`is_within_tree_limits`] finds such documents beforehand.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, QualName, local_name, ns};

/// Deepest nesting of hidden elements that a reader distinguishes; deeper ones count as text of
/// their parent. It limits the work for one tag.
pub(super) const NESTED_SKIPS: usize = 8;

/// Deepest element of a formula; the text of deeper ones belongs to their parent.
pub(super) const MAX_FORMULA_DEPTH: usize = 64;

/// Deepest nesting of a body that was escaped twice and is decoded once more; real ones stay far
/// below.
pub const MAX_DECODED_DEPTH: usize = 64;

/// Documents with fewer tags are not checked: they cannot exceed any limit by much.
const FEW_TAGS: usize = 100;

/// Largest document to parse, in bytes: far larger than any article without embedded images.
const MAX_BYTES: usize = 2 << 20;

/// Most character references. The tree adds each to the text before it, which takes time that
/// grows with the square of their number: 400,000 `&amp;` took 3 s.
const MAX_REFERENCES: usize = 20_000;

/// Deepest nesting. Articles reach 20.
const MAX_DEPTH: usize = 1_000;

/// Most wrongly nested formatting elements (`<b><p></b>`). Each makes its content deeper by one,
/// which our count of the depth does not see.
const MAX_ADOPTED: usize = 2_000;

/// Most elements of a tree, with the repetitions of unclosed formatting: some 60 MB of memory.
const MAX_MADE: usize = 200_000;

/// Most elements for one tag: 200 unclosed `<b>` and 900 paragraphs would become 180,000 elements.
const MAX_MADE_PER_TAG: usize = 8;

/// Bytes that the parser reads between two checks.
const STRIDE: usize = 4_096;

/// Whether a parser can build the tree of a document in the time and memory that an article may
/// take.
///
/// Parses without keeping anything, and stops as soon as a bound is exceeded.
pub fn is_within_tree_limits(html: &str) -> bool {
    let references = || html.bytes().filter(|&byte| byte == b'&').count();
    if html.len() > MAX_BYTES || references() > MAX_REFERENCES {
        return false;
    }
    let tags = html.bytes().filter(|&byte| byte == b'<').count();
    if tags < FEW_TAGS {
        return true;
    }
    let most = MAX_MADE.min(tags.saturating_mul(MAX_MADE_PER_TAG));
    let context = QualName::new(None, ns!(html), local_name!("div"));
    let options = html5ever::ParseOpts::default();
    let mut parser =
        html5ever::parse_fragment(CountingSink::default(), options, context, Vec::new(), false);
    let mut rest = html;
    while let Some((piece, after)) = rest.split_at_checked(rest.floor_char_boundary(STRIDE)) {
        if piece.is_empty() {
            break;
        }
        rest = after;
        parser.process(StrTendril::from_slice(piece));
        if parser.tokenizer.sink.sink.is_overloaded(most) {
            return false;
        }
    }
    true
}

/// A tree sink that only counts.
#[derive(Default)]
struct CountingSink {
    made: Cell<usize>,
    adopted: Cell<usize>,
    deepest: Cell<usize>,
}

impl CountingSink {
    fn is_overloaded(&self, most: usize) -> bool {
        self.made.get() > most || self.adopted.get() > MAX_ADOPTED || self.deepest.get() > MAX_DEPTH
    }

    fn place(&self, child: &NodeOrText<Node>, depth: usize) {
        if let NodeOrText::AppendNode(node) = child {
            node.depth.set(depth);
            self.deepest.set(self.deepest.get().max(depth));
        }
    }
}

type Node = Rc<Element>;

/// The properties of a node that the tree builder asks for, and its depth.
struct Element {
    name: QualName,
    is_integration_point: bool,
    depth: Cell<usize>,
}

impl Element {
    fn new(name: QualName, is_integration_point: bool) -> Node {
        let depth = Cell::new(0);
        Rc::new(Self {
            name,
            is_integration_point,
            depth,
        })
    }

    fn nameless() -> Node {
        Self::new(QualName::new(None, ns!(), local_name!("")), false)
    }
}

impl TreeSink for CountingSink {
    type Handle = Node;
    type Output = ();
    type ElemName<'a> = &'a QualName;

    fn finish(self) {}

    fn elem_name<'a>(&'a self, target: &'a Node) -> &'a QualName {
        &target.name
    }

    fn create_element(&self, name: QualName, _: Vec<Attribute>, flags: ElementFlags) -> Node {
        self.made.set(self.made.get() + 1);
        Element::new(name, flags.mathml_annotation_xml_integration_point)
    }

    fn append(&self, parent: &Node, child: NodeOrText<Node>) {
        self.place(&child, parent.depth.get() + 1);
    }

    fn append_based_on_parent_node(&self, _: &Node, previous: &Node, child: NodeOrText<Node>) {
        self.place(&child, previous.depth.get() + 1);
    }

    fn append_before_sibling(&self, sibling: &Node, child: NodeOrText<Node>) {
        self.place(&child, sibling.depth.get());
    }

    fn reparent_children(&self, _: &Node, _: &Node) {
        self.adopted.set(self.adopted.get() + 1);
    }

    fn same_node(&self, one: &Node, other: &Node) -> bool {
        Rc::ptr_eq(one, other)
    }

    fn is_mathml_annotation_xml_integration_point(&self, node: &Node) -> bool {
        node.is_integration_point
    }

    fn get_document(&self) -> Node {
        Element::nameless()
    }

    fn get_template_contents(&self, target: &Node) -> Node {
        Rc::clone(target)
    }

    fn create_comment(&self, _: StrTendril) -> Node {
        Element::nameless()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Node {
        Element::nameless()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}
    fn set_quirks_mode(&self, _: QuirksMode) {}
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn add_attrs_if_missing(&self, _: &Node, _: Vec<Attribute>) {}
    fn remove_from_parent(&self, _: &Node) {}
}
