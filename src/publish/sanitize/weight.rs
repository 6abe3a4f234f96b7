//! Whether the HTML parser can take a document without undue time and memory.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tree_builder::ElemName;
use html5ever::{Attribute, LocalName, Namespace, QualName, local_name, ns};

/// Documents with fewer tags are not worth weighing: they cannot exceed either bound by much.
const FEW_TAGS: usize = 300;

/// Elements open at once. Articles reach 20; elements the parser takes off its stack out of turn are
/// counted as open, so the bound leaves room for badly nested text.
const MAX_OPEN: usize = 1_000;

/// Elements made, repetitions of unclosed formatting included: some 60 MB of tree.
const MAX_MADE: usize = 200_000;

/// Bytes parsed between two looks at the counts.
const STRIDE: usize = 4_096;

/// Parses without keeping anything, and stops as soon as a bound is exceeded.
pub(super) fn is_bearable(html: &str) -> bool {
    if html.bytes().filter(|&byte| byte == b'<').count() < FEW_TAGS {
        return true;
    }
    let context = QualName::new(None, ns!(html), local_name!("div"));
    let options = html5ever::ParseOpts::default();
    let mut parser =
        html5ever::parse_fragment(Scales::default(), options, context, Vec::new(), false);
    let mut rest = html;
    while let Some((piece, after)) = rest.split_at_checked(rest.floor_char_boundary(STRIDE)) {
        if piece.is_empty() {
            break;
        }
        rest = after;
        parser.process(StrTendril::from_slice(piece));
        if parser.tokenizer.sink.sink.is_overloaded() {
            return false;
        }
    }
    true
}

/// A tree sink that only counts.
#[derive(Default)]
struct Scales {
    made: Cell<usize>,
    closed: Cell<usize>,
}

impl Scales {
    fn is_overloaded(&self) -> bool {
        let made = self.made.get();
        made > MAX_MADE || made.saturating_sub(self.closed.get()) > MAX_OPEN
    }

    fn node(name: QualName, integration_point: bool) -> Node {
        Rc::new((Name(name), integration_point))
    }
}

/// All the tree builder ever asks of an element.
type Node = Rc<(Name, bool)>;

#[derive(Debug)]
struct Name(QualName);

impl ElemName for &Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Scales {
    type Handle = Node;
    type Output = ();
    type ElemName<'a> = &'a Name;

    fn finish(self) {}

    fn elem_name<'a>(&'a self, target: &'a Node) -> &'a Name {
        &target.0
    }

    fn create_element(&self, name: QualName, _: Vec<Attribute>, flags: ElementFlags) -> Node {
        self.made.set(self.made.get() + 1);
        Self::node(name, flags.mathml_annotation_xml_integration_point)
    }

    fn pop(&self, _: &Node) {
        self.closed.set(self.closed.get() + 1);
    }

    fn same_node(&self, one: &Node, other: &Node) -> bool {
        Rc::ptr_eq(one, other)
    }

    fn is_mathml_annotation_xml_integration_point(&self, node: &Node) -> bool {
        node.1
    }

    fn get_document(&self) -> Node {
        Self::node(QualName::new(None, ns!(), local_name!("")), false)
    }

    fn get_template_contents(&self, target: &Node) -> Node {
        Rc::clone(target)
    }

    fn create_comment(&self, _: StrTendril) -> Node {
        self.get_document()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Node {
        self.get_document()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}
    fn set_quirks_mode(&self, _: QuirksMode) {}
    fn append(&self, _: &Node, _: NodeOrText<Node>) {}
    fn append_based_on_parent_node(&self, _: &Node, _: &Node, _: NodeOrText<Node>) {}
    fn append_before_sibling(&self, _: &Node, _: NodeOrText<Node>) {}
    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}
    fn add_attrs_if_missing(&self, _: &Node, _: Vec<Attribute>) {}
    fn remove_from_parent(&self, _: &Node) {}
    fn reparent_children(&self, _: &Node, _: &Node) {}
}
