//! Reads HTML as a reader of the text sees it. The body text and the published HTML both use this.
//!
//! It makes one pass over the tokens (WHATWG HTML 13.2.5), without a tree, so nesting costs
//! nothing. It passes everything that a reader sees to an [`Output`]: text, tags, players. It
//! leaves out only programs, styles, forms and hidden elements:
//!
//! - the content of an element is hidden only if it has an end tag: an article that names
//!   `<title>` keeps its text and the name, and so does a feed that closes `<iframe/>` as in XML;
//! - an element that an attribute hides stays if it is nearly all of the document: some pages hide
//!   their article until a script has run;
//! - a tag that names no element is text: `<A股上市公司办法>`, `<XYZ.L>`, `<desk@news.example>`.

mod elements;
mod ends;
mod escape;
mod first_picture;
mod formula;
mod hidden;
mod image;
mod limits;
mod media;
mod pictures;
mod plain;
mod ruby;
pub mod selector;
mod skip;
#[cfg(test)]
mod tests;
mod tokens;

use std::cell::{Cell, RefCell};

use html5ever::Attribute;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token};

use elements::Treatment;
use ends::Ends;
use limits::NESTED_SKIPS;
use ruby::Ruby;
use skip::Skipped;

pub use elements::{IN_TITLES, is_block, is_inline, is_table_part, is_void};
pub use escape::{begins_markup, escape, escape_content};
pub use first_picture::{first_picture, first_picture_on_web};
pub use image::looks_like_picture;
pub use limits::{MAX_DECODED_DEPTH, is_within_tree_limits};
pub use media::{Media, MediaKind};
pub use pictures::Pictures;
pub use plain::plain_text;
pub use tokens::tokenize;

/// A document hides its article if it hides at least so many bytes of text, and at least so many
/// times as much as it shows.
const HIDDEN_ARTICLE: (usize, usize) = (300, 10);

/// Shortest text after the beginning of a comment without an end, in characters.
const MIN_BEHIND_COMMENT: usize = 20;

/// Receives everything that a document shows, in order.
pub trait Output {
    /// A position in the output.
    type Mark;

    /// Text, with references resolved.
    fn text(&mut self, text: &str);

    /// The start tag of an element, or a void element. This includes `picture`, `source`, `img`
    /// and `noscript`, for [`Pictures`].
    fn start(&mut self, name: &str, attributes: &[Attribute]);

    /// The end tag of an element. As in the document, tags may be missing or crossed.
    fn end(&mut self, name: &str);

    /// The reader left something out here, so the words on both sides are not one word.
    fn gap(&mut self);

    /// A player or an embedded document.
    fn media(&mut self, media: Media);

    /// A comment.
    fn comment(&mut self, _text: &str) {}

    /// Returns the present end of the output.
    fn mark(&self) -> Self::Mark;

    /// Removes everything since a mark.
    fn cut(&mut self, mark: &Self::Mark);

    /// Whether an element may be an advert; the reader removes it if [`Output::is_advert`] agrees.
    fn may_be_advert(&self, _tag: &Tag) -> bool {
        false
    }

    /// Whether the output since the mark is an advert.
    fn is_advert(&mut self, _mark: &Self::Mark) -> bool {
        false
    }
}

/// Reads a fragment or a whole document into a new output.
///
/// It calls `new` a second time if everything but a few words is hidden.
pub fn read<O: Output>(html: &str, new: impl Fn() -> O) -> O {
    let read = run(html, State::new(new(), Hiding::Heeded));
    let (least, times) = HIDDEN_ARTICLE;
    if read.hidden >= least && read.hidden > read.shown.saturating_mul(times) {
        return run(html, State::new(new(), Hiding::Ignored)).out;
    }
    read.out
}

/// Whether attributes hide elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hiding {
    Heeded,
    Ignored,
}

fn run<O: Output>(html: &str, state: State<O>) -> State<O> {
    let mut state = feed(html, state);
    if let Some(behind) = state.behind_comment.take() {
        state = feed(&behind.replace("<!--", ""), state);
    }
    let close = state.ruby.tag("ruby", false);
    state.put(close);
    state
}

fn feed<O: Output>(html: &str, state: State<O>) -> State<O> {
    let input = BufferQueue::default();
    let whole = StrTendril::from_slice(html);
    input.push_back(whole.clone());
    let reader = Reader {
        source: Source {
            html,
            whole,
            input: &input,
            is_read: Cell::new(false),
        },
        state: RefCell::new(state),
        ends: RefCell::new(Ends::new(html.len())),
    };
    tokens::tokenize_input(
        &input,
        |token| reader.take(token),
        || reader.source.is_read.set(true),
    );
    reader.state.into_inner()
}

/// A document, and how much of it the tokeniser has read.
struct Source<'a> {
    html: &'a str,
    whole: StrTendril,
    /// The rest of the document. After a tag, the tokeniser has no part of it in other buffers.
    input: &'a BufferQueue,
    /// Whether the tokeniser has read everything, so that [`Source::position`] no longer works.
    is_read: Cell<bool>,
}

impl<'a> Source<'a> {
    /// How many bytes the tokeniser has read.
    fn position(&self) -> usize {
        let mut rest = Vec::new();
        while let Some(buffer) = self.input.pop_front() {
            rest.push(buffer);
        }
        let left: usize = rest.iter().map(|buffer| buffer.len()).sum();
        for buffer in rest {
            self.input.push_back(buffer);
        }
        self.html.len().saturating_sub(left)
    }

    /// Lets the tokeniser continue at another place.
    fn continue_at(&self, position: usize) {
        while self.input.pop_front().is_some() {}
        let left = self.html.len().saturating_sub(position);
        if let (Ok(position), Ok(left)) = (u32::try_from(position), u32::try_from(left)) {
            self.input.push_back(self.whole.subtendril(position, left));
        }
    }

    /// The tag that the tokeniser has just read, as written in the document.
    fn tag(&self) -> &'a str {
        let end = self.position();
        let before = self.html.get(..end).unwrap_or_default();
        let start = before.rfind('<').unwrap_or(end);
        before.get(start..).unwrap_or_default()
    }
}

struct Reader<'a, O: Output> {
    source: Source<'a>,
    state: RefCell<State<O>>,
    ends: RefCell<Ends>,
}

struct State<O: Output> {
    out: O,
    hiding: Hiding,
    /// The open hidden elements, outermost first.
    skipped: Vec<Skipped<O::Mark>>,
    ruby: Ruby,
    /// Bytes of text that the output received, and bytes that were removed again.
    shown: usize,
    hidden: usize,
    /// The text after the beginning of a comment without an end.
    behind_comment: Option<String>,
}

impl<O: Output> Reader<'_, O> {
    fn take(&self, token: Token) {
        let mut state = self.state.borrow_mut();
        match token {
            Token::CharacterTokens(text) => state.text(&text),
            Token::TagToken(tag) if names_no_element(&tag) => state.text(self.source.tag()),
            Token::TagToken(tag) => self.tag(&mut state, &tag),
            Token::CommentToken(comment) if self.source.is_read.get() => {
                state.behind_comment = behind_comment(self.source.html, &comment);
            }
            Token::CommentToken(comment) => state.out.comment(&comment),
            _ => {}
        }
    }

    fn tag(&self, state: &mut State<O>, tag: &Tag) {
        let name: &str = &tag.name;
        let is_start = tag.kind == TagKind::StartTag;
        if !state.skipped.is_empty() && state.leaves_hidden(tag) {
            return;
        }
        if state.ruby.is_open() || name == "ruby" {
            let close = state.ruby.tag(name, is_start);
            state.put(close);
        }
        match elements::treatment(name) {
            Treatment::Shown if is_start => state.start(tag),
            Treatment::Shown | Treatment::Noscript if !is_start => state.out.end(name),
            Treatment::Noscript if self.skips_script_notice(tag) => {}
            Treatment::Noscript => state.out.start(name, &tag.attrs),
            Treatment::VoidMedia(kind) if is_start => {
                state.media(media::media(kind, &tag.attrs, ""));
            }
            Treatment::Transparent => {}
            _ if is_start => self.skip(state, tag),
            _ => {}
        }
    }

    /// Skips an element whose content is not shown, if it has an end tag.
    fn skip(&self, state: &mut State<O>, tag: &Tag) {
        let (name, html) = (&*tag.name, self.source.html);
        let from = self.source.position();
        let mut ends = self.ends.borrow_mut();
        let extent = ends.extent(html, name, from, tag.self_closing);
        let inside = extent
            .as_ref()
            .and_then(|extent| html.get(extent.inside.clone()));
        let treatment = elements::treatment(name);
        if let Treatment::Media(kind) = treatment {
            let media = media::media(kind, &tag.attrs, inside.unwrap_or_default());
            // A player without an address shows its fallback.
            let is_fallback =
                media.is_none() && elements::has_fallback(name) && !hidden::hides(&tag.attrs);
            state.media(media);
            if is_fallback && inside.is_some() {
                return;
            }
        } else if elements::has_box(name) {
            state.out.gap();
        }
        let Some((extent, inside)) = extent.zip(inside) else {
            if treatment == Treatment::Hidden(elements::Content::Code)
                && !tag.self_closing
                && let Some(end) = ends.end_of_code(html, from)
            {
                self.source.continue_at(end);
            } else if tag.attrs.is_empty() && !tag.self_closing && name != "head" {
                // The text only names the element, so the name is part of a sentence.
                state.text(self.source.tag());
            }
            return;
        };
        match treatment {
            Treatment::Verbatim => {
                state.out.start("pre", &[]);
                state.put(inside);
                state.out.end("pre");
            }
            Treatment::Formula => formula::read(inside, &mut state.out),
            _ => {}
        }
        self.source.continue_at(extent.after);
    }

    /// Skips a `noscript` that only asks to let scripts run; returns whether it did.
    fn skips_script_notice(&self, tag: &Tag) -> bool {
        let from = self.source.position();
        let html = self.source.html;
        let mut ends = self.ends.borrow_mut();
        let Some(extent) = ends.extent(html, &tag.name, from, tag.self_closing) else {
            return false;
        };
        let inside = html.get(extent.inside).unwrap_or_default();
        let inside = inside.to_ascii_lowercase();
        let is_notice = inside.contains("javascript") && !inside.contains("<img");
        if is_notice {
            self.source.continue_at(extent.after);
        }
        is_notice
    }
}

impl<O: Output> State<O> {
    fn new(out: O, hiding: Hiding) -> Self {
        Self {
            out,
            hiding,
            skipped: Vec::new(),
            ruby: Ruby::default(),
            shown: 0,
            hidden: 0,
            behind_comment: None,
        }
    }

    fn text(&mut self, text: &str) {
        if self.ruby.is_open() {
            let (before, is_shown) = self.ruby.text(text);
            self.put(before);
            if !is_shown {
                return;
            }
        }
        self.put(text);
    }

    fn put(&mut self, text: &str) {
        if !text.is_empty() {
            self.shown += text.len();
            self.out.text(text);
        }
    }

    fn media(&mut self, media: Option<Media>) {
        match media {
            Some(media) => self.out.media(media),
            None => self.out.gap(),
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        self.out.start(name, &tag.attrs);
        if is_void(name) || self.skipped.len() >= NESTED_SKIPS {
            return;
        }
        let is_hidden = self.hiding == Hiding::Heeded && hidden::hides(&tag.attrs);
        if is_hidden || self.out.may_be_advert(tag) {
            self.skipped.push(Skipped {
                name: name.to_owned(),
                nested: 0,
                blocks: 0,
                mark: self.out.mark(),
                text_before: self.shown,
                is_guess: !is_hidden,
            });
        }
    }

    /// Ends the hidden elements that a tag ends; true if it is the end tag of one.
    fn leaves_hidden(&mut self, tag: &Tag) -> bool {
        let ended = self
            .skipped
            .iter_mut()
            .position(|skipped| skipped.ends_at(tag));
        let Some(skipped) = ended.and_then(|at| self.skipped.drain(at..).next()) else {
            return false;
        };
        if !skipped.is_guess || self.out.is_advert(&skipped.mark) {
            self.out.cut(&skipped.mark);
            if !skipped.is_guess {
                self.hidden += self.shown.saturating_sub(skipped.text_before);
                self.shown = skipped.text_before;
            }
        }
        let is_own_end = tag.kind == TagKind::EndTag && *skipped.name == *tag.name;
        if is_own_end {
            self.out.end(&skipped.name);
        }
        is_own_end
    }
}

/// Returns the text of the comment in which a document ends, if the comment has no end and
/// contains more than a word.
fn behind_comment(html: &str, comment: &str) -> Option<String> {
    let last = html.rfind("-->").map_or(0, |at| at + 3);
    let is_left_open = html.get(last..)?.contains("<!--");
    let is_long = comment.contains('<') || comment.trim().chars().count() >= MIN_BEHIND_COMMENT;
    (is_left_open && is_long).then(|| comment.to_owned())
}

/// Whether a tag is text that looks like a tag: `<A股上市公司办法>` in a title, `<XYZ.L>` behind a
/// company.
fn names_no_element(tag: &Tag) -> bool {
    let is_foreign = |name: &str| !name.is_ascii();
    is_foreign(&tag.name)
        || (tag.kind == TagKind::StartTag && elements::is_code_or_address(&tag.name))
        || (tag
            .attrs
            .iter()
            .any(|attribute| is_foreign(&attribute.name.local))
            && !elements::is_known(&tag.name))
}
