//! HTML from a feed to HTML that carries no active content.
//!
//! [`visible`] writes what a reader sees, which is also what body text is taken from; ammonia
//! parses and filters that. Between them [`html::is_affordable`] finds documents for which a parser
//! would take too much time and memory; of these only the text is published, in paragraphs.

mod visible;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};
use url::Url;

use super::address;
use crate::html;
use crate::model::is_language_tag;
use crate::text;
pub(super) use visible::Words;

/// Elements kept. No form, frame, media, style or foreign (SVG, `MathML`) element is among them;
/// of an element that is in neither list the tags go and the content stays.
const KEPT: [&str; 53] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
];

/// Elements dropped with everything in them, should any have come so far.
const DROPPED: [&str; 22] = [
    "applet",
    "audio",
    "button",
    "canvas",
    "embed",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "option",
    "plaintext",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "video",
    "xmp",
];

/// Attributes kept. Every `href`, `src` and `cite` among them goes through [`resolved`]. Every
/// `img` gets `referrerpolicy` besides: some hosts refuse their pictures to readers who come from
/// elsewhere.
const ATTRIBUTES: [(&str, &[&str]); 13] = [
    ("a", &["href", "title"]),
    ("abbr", &["title"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("del", &["cite", "datetime"]),
    ("img", &["src", "alt", "title", "width", "height"]),
    ("ins", &["cite", "datetime"]),
    ("ol", &["start", "reversed", "type"]),
    ("q", &["cite"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("time", &["datetime"]),
];

/// Cleans HTML by an allow-list, whatever it holds.
///
/// Relative addresses are resolved against `base`, or dropped without one; links go to http(s) and
/// `mailto:` only, and every link gets `rel="noopener noreferrer"`. Pictures come from http(s)
/// only, each with the address that a script was to put there; players and embedded pages become
/// links. A document nested or repeated beyond all reason comes out as paragraphs of its text.
/// What comes out reads back as itself: a reader's parser builds the very tree that was judged
/// here.
pub fn sanitize(html: &str, base: Option<&Url>) -> String {
    sanitize_for(html, base, Words::English)
}

/// As [`sanitize`], with the words that stand for players in the language of the site.
pub(super) fn sanitize_for(html: &str, base: Option<&Url>, words: Words) -> String {
    let visible = visible::visible(html, base, words);
    if !html::is_affordable(&visible) {
        // Paragraphs of escaped text: nothing in them is left to judge.
        return paragraphs(&visible);
    }
    let filter = filter(base.cloned());
    let mut clean = filtered(&visible, &filter);
    for _ in 1..PASSES {
        let again = filtered(&clean, &filter);
        if again == clean {
            break;
        }
        clean = again;
    }
    clean
}

/// An element that kept two paragraphs apart may be gone: `<p><button><p>` leaves `<p><p>`, and
/// the W3C feed validator warns of it. The second pass mends that, the third finds nothing to do.
const PASSES: usize = 3;

fn filter(base: Option<Url>) -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(HashSet::from(KEPT))
        .clean_content_tags(HashSet::from(DROPPED))
        .tag_attributes(attributes())
        .generic_attributes(HashSet::from(["dir", "lang"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .link_rel(Some("noopener noreferrer"))
        .set_tag_attribute_value("img", "referrerpolicy", "no-referrer")
        // Passed through to the filter below, which leaves none of them relative.
        .url_relative(UrlRelative::PassThrough)
        .attribute_filter(move |element, attribute, value| match attribute {
            "href" | "src" | "cite" => {
                resolved(value, base.as_ref(), element == "a").map(Cow::Owned)
            }
            "lang" if !is_language_tag(value) => None,
            "dir" if !["ltr", "rtl", "auto"].contains(&value) => None,
            _ => Some(Cow::Borrowed(value)),
        });
    builder
}

fn filtered(html: &str, filter: &Builder<'_>) -> String {
    let mut clean = filter.clean(html).to_string();
    // Character references bring in what the bytes of an XML document may not hold; a byte order
    // mark inside a text is a leftover of gluing files together.
    clean.retain(|c| {
        text::is_xml(c) && (!c.is_control() || matches!(c, '\n' | '\t')) && c != '\u{feff}'
    });
    with_first_lines(&clean)
}

/// A parser skips a line break right after `<pre>`, and the serialiser does not double one that
/// counts.
fn with_first_lines(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, (attributes, inside))) = rest
        .split_once("<pre")
        .and_then(|(before, after)| Some((before, after.split_once('>')?)))
    {
        out.extend([before, "<pre", attributes, ">"]);
        if inside.starts_with('\n') {
            out.push('\n');
        }
        rest = inside;
    }
    out.push_str(rest);
    out
}

/// Paragraphs of escaped text, one for each block of a document.
fn paragraphs(html: &str) -> String {
    let text = html::plain_text(html);
    let mut out = String::with_capacity(text.len());
    for block in text.split('\n').map(str::trim) {
        if !block.is_empty() {
            out.extend(["<p>", &html::escape(block), "</p>\n"]);
        }
    }
    out
}

fn attributes() -> HashMap<&'static str, HashSet<&'static str>> {
    ATTRIBUTES
        .into_iter()
        .map(|(element, names)| (element, names.iter().copied().collect()))
        .collect()
}

fn resolved(value: &str, base: Option<&Url>, is_link: bool) -> Option<String> {
    let url = match Url::parse(value) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => base?.join(value).ok()?,
        Err(_) => return None,
    };
    if is_link && url.scheme() == "mailto" {
        return Some(url.into());
    }
    address::from_url(url).map(|iri| iri.as_str().to_owned())
}
