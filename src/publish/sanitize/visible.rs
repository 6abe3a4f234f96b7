//! Writes the visible part of a document as HTML that the filter can check.

use html5ever::Attribute;
use url::Url;

use super::{ATTRIBUTES, DROPPED, KEPT, resolved};
use crate::html::{self, Media, Output, Pictures};
use crate::publish::words::Words;

/// First character of the scripts that write no spaces between words (CJK Radicals Supplement).
const FIRST_IDEOGRAPH: char = '\u{2E80}';

/// Returns the visible part of `html` as HTML, with the attributes that may be published.
pub(super) fn visible(html: &str, base: Option<&Url>, words: &Words) -> String {
    let writer = html::read(html, || Writer {
        out: String::with_capacity(html.len()),
        base,
        words,
        pictures: Pictures::default(),
        is_in_paragraph: false,
        just_begun: None,
        open_tables: 0,
        last: None,
        has_gap: false,
    });
    writer.out
}

struct Writer<'a> {
    out: String,
    base: Option<&'a Url>,
    words: &'a Words,
    pictures: Pictures,
    is_in_paragraph: bool,
    /// The block that began last, if no block has begun or ended since. A line break is none.
    just_begun: Option<String>,
    open_tables: usize,
    /// The last character written, unless a block has begun or ended since.
    last: Option<char>,
    /// Whether something that is not written came after `last`.
    has_gap: bool,
}

/// A state of the writer to which `cut` returns.
struct Mark {
    length: usize,
    is_in_paragraph: bool,
    open_tables: usize,
    last: Option<char>,
    has_gap: bool,
}

impl Output for Writer<'_> {
    type Mark = Mark;

    fn text(&mut self, text: &str) {
        // Ideographs need no space between words.
        let is_of_word =
            |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && c < FIRST_IDEOGRAPH);
        if self.has_gap && is_of_word(self.last) && is_of_word(text.chars().next()) {
            self.out.push(' ');
        }
        self.has_gap = false;
        self.last = text.chars().next_back();
        if !text.trim().is_empty() {
            self.pictures.text();
        }
        self.out.push_str(&html::escape_content(text));
    }

    fn start(&mut self, name: &str, attributes: &[Attribute]) {
        let picture = self.pictures.start(name, attributes);
        match name {
            "img" | "image" | "amp-img" | "amp-anim" => {
                if let Some(address) = picture {
                    self.picture(&address, attributes);
                }
            }
            "picture" | "source" | "noscript" => {}
            _ if !is_written(name) => self.has_gap |= !html::is_inline(name),
            _ => {
                self.begin(name);
                if name == "p" || html::is_block(name) {
                    self.is_in_paragraph = name == "p";
                }
                self.tag("<", name);
                let known = ATTRIBUTES.iter().find(|(element, _)| *element == name);
                let known = known.map_or([].as_slice(), |(_, names)| *names);
                self.attributes(attributes, |name| {
                    known.contains(&name) || matches!(name, "dir" | "lang")
                });
                self.out.push('>');
            }
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(address) = self.pictures.end(name) {
            self.picture(&address, &[]);
        }
        if !is_written(name) {
            self.has_gap |= !html::is_inline(name);
            return;
        }
        self.finish(name);
        if name == "p" || html::is_block(name) {
            self.is_in_paragraph = false;
        }
        self.tag("</", name);
        self.out.push('>');
    }

    fn gap(&mut self) {
        self.has_gap = true;
    }

    fn media(&mut self, media: Media) {
        let address = resolved(&media.address, self.base, false);
        let Some(url) = address.and_then(|address| Url::parse(&address).ok()) else {
            self.has_gap = true;
            return;
        };
        let label = self.words.player(media.kind);
        let host = url.host_str().unwrap_or_default();
        let host = host.strip_prefix("www.").unwrap_or(host);
        // A paragraph within a paragraph would end it.
        let (before, after) = if self.is_in_paragraph {
            (" ", " ")
        } else {
            ("<p>", "</p>")
        };
        let link = format!(
            "{before}<a href=\"{}\">{label}{}</a>{after}",
            html::escape(url.as_str()),
            html::escape(host)
        );
        self.out.push_str(&link);
        self.pictures.text();
        (self.last, self.has_gap) = (None, false);
    }

    fn mark(&self) -> Mark {
        Mark {
            length: self.out.len(),
            is_in_paragraph: self.is_in_paragraph,
            open_tables: self.open_tables,
            last: self.last,
            has_gap: self.has_gap,
        }
    }

    fn cut(&mut self, mark: &Mark) {
        self.out.truncate(mark.length);
        self.is_in_paragraph = mark.is_in_paragraph;
        self.open_tables = mark.open_tables;
        self.just_begun = None;
        (self.last, self.has_gap) = (mark.last, mark.has_gap);
    }
}

impl Writer<'_> {
    /// Records a start tag. A block separates words; an inline element does not.
    fn begin(&mut self, name: &str) {
        if html::is_inline(name) {
            return;
        }
        if html::is_table_part(name) && self.open_tables == 0 {
            // A parser ignores this tag.
            self.has_gap = true;
            return;
        }
        self.open_tables += usize::from(name == "table");
        if name != "br" {
            self.just_begun = Some(name.to_owned()).filter(|name| !html::is_void(name));
        }
        (self.last, self.has_gap) = (None, false);
    }

    /// Records an end tag. A parser ignores the end tag of a block that is not open. Only if no
    /// other tag of a block came after the start tag is it certain that the block is open.
    fn finish(&mut self, name: &str) {
        if html::is_inline(name) {
            return;
        }
        if name == "table" {
            self.open_tables = self.open_tables.saturating_sub(1);
        }
        if self.just_begun.take().as_deref() == Some(name) {
            (self.last, self.has_gap) = (None, false);
        } else {
            self.has_gap = true;
        }
    }

    fn tag(&mut self, open: &str, name: &str) {
        self.out.push_str(open);
        self.out.push_str(written(name));
    }

    fn picture(&mut self, address: &str, attributes: &[Attribute]) {
        let Some(address) = resolved(address, self.base, false) else {
            self.has_gap = true;
            return;
        };
        self.out.push_str("<img src=\"");
        self.out.push_str(&html::escape(&address));
        self.out.push('"');
        // Pages that load pictures late often give them a size of one pixel until then.
        let is_size = |name: &str| matches!(name, "width" | "height");
        let is_tiny = |value: &str| value.trim().parse::<u32>().is_ok_and(|side| side <= 1);
        let has_size = !attributes
            .iter()
            .any(|attribute| is_size(&attribute.name.local) && is_tiny(&attribute.value));
        self.attributes(attributes, |name| {
            matches!(name, "alt" | "title" | "lang" | "dir") || (has_size && is_size(name))
        });
        self.out.push('>');
        self.last = None;
    }

    fn attributes(&mut self, attributes: &[Attribute], is_kept: impl Fn(&str) -> bool) {
        for attribute in attributes {
            let name = &*attribute.name.local;
            if is_kept(name) {
                self.out.push(' ');
                self.out.push_str(name);
                self.out.push_str("=\"");
                self.out.push_str(&html::escape(&attribute.value));
                self.out.push('"');
            }
        }
    }
}

/// Returns the element to publish for this one. A block that may not be published becomes a `div`,
/// so that its words stay apart from the words around it.
fn written(name: &str) -> &str {
    match name {
        "listing" => "pre",
        "strike" => "s",
        name if KEPT.contains(&name) => name,
        _ => "div",
    }
}

/// Whether to write the tags of an element, if need be as a `div`. Otherwise only its content is
/// written: the filter would take the content of `mi` or `g` for part of a formula or a drawing,
/// and drop it.
fn is_written(name: &str) -> bool {
    KEPT.contains(&name) || name == "strike" || (html::is_block(name) && !DROPPED.contains(&name))
}
