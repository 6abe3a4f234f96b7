//! Limits on the time and memory that parsing HTML may take.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, QualName, local_name, ns};

/// Documents with fewer tags are not checked: they cannot exceed a limit by much.
const FEW_TAGS: usize = 100;

/// Largest document, in bytes: far above any article without embedded images.
const MAX_BYTES: usize = 2 << 20;

/// Most character references. Each becomes a text node of its own, and the tree joins neighbours
/// in time that grows with the square of their number: 400,000 `&amp;` took 3 s.
const MAX_REFERENCES: usize = 20_000;

/// Deepest nesting; articles reach 20.
const MAX_DEPTH: usize = 1_000;

/// Most runs of the adoption agency for wrongly nested formatting (`<b><p></b>`). Each makes the
/// content one level deeper, which the counted depth does not show.
const MAX_ADOPTED: usize = 2_000;

/// Most elements, including repeated unclosed formatting: a tree of some 60 MB.
const MAX_MADE: usize = 200_000;

/// Most elements per tag: 200 unclosed `<b>` and 900 paragraphs would become 180,000 elements.
const MAX_MADE_PER_TAG: usize = 8;

/// Bytes to parse between two checks of the counts.
const STRIDE: usize = 4_096;

/// Whether a document can be parsed within the limits.
///
/// Parses it without keeping a tree, and stops as soon as it exceeds a limit.
pub fn within_parse_limits(html: &str) -> bool {
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

/// A tree sink that only counts elements.
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

/// What the tree builder needs of a node, and its depth.
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
