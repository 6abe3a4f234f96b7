//! Removes active content from the HTML of feeds.
//!
//! [`visible`] writes the visible part of a document (body text is made from the same part);
//! ammonia parses and filters that. The parser of ammonia takes time and memory that grow with the
//! square of the nesting (100,000 `<ul><li>`: 100 s), so [`html::is_within_tree_limits`] first
//! detects such documents; of these only the text is published, in paragraphs.

mod visible;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};
use url::Url;

use super::address;
use super::words::Words;
use crate::html;
use crate::model::is_language_tag;
use crate::text;

/// Elements to keep: no form, frame, media, style or foreign (SVG, `MathML`) element. If an
/// element is in neither list, its tags are removed and its content stays.
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

/// Elements to remove together with their content, in case [`visible`] left any.
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

/// Attributes to keep. [`resolved`] checks every `href`, `src` and `cite` among them. Every `img`
/// gets `referrerpolicy` besides: some hosts refuse their pictures to readers who come from
/// elsewhere.
const ATTRIBUTES: [(&str, &[&str]); 14] = [
    ("a", &["href", "title"]),
    ("abbr", &["title"]),
    ("blockquote", &["cite"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("del", &["cite", "datetime"]),
    ("img", &["src", "alt", "title", "width", "height"]),
    ("ins", &["cite", "datetime"]),
    ("li", &["value"]),
    ("ol", &["start", "reversed", "type"]),
    ("q", &["cite"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("time", &["datetime"]),
];

/// Cleans HTML with an allow-list.
///
/// Resolves relative addresses against `base`, or drops them without a base. Links keep http(s)
/// and `mailto:` addresses only, pictures http(s) addresses only, each with the address that a
/// script would have put there; players and embedded pages become links. Every link gets
/// `rel="noopener noreferrer"`. A document that would be too costly to parse becomes paragraphs of
/// its text. The result is stable: a parser builds from it the same tree that was checked here.
pub fn sanitize(html: &str, base: Option<&Url>) -> String {
    sanitize_for(html, base, Words::english())
}

/// Sanitises as [`sanitize`] does, and names players in the language of the site.
pub(super) fn sanitize_for(html: &str, base: Option<&Url>, words: &Words) -> String {
    let visible = visible::visible(html, base, words);
    if !html::is_within_tree_limits(&visible) {
        // Paragraphs of escaped text need no filter.
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
    with_paragraphs(clean)
}

/// Makes paragraphs of a text that has lines but no tag, as in a post or in a description of RSS: a
/// browser shows a line break as a space. Empty lines part paragraphs. Without one, each line is a
/// paragraph if a sentence ends with each; else the lines are wrapped, and the text stays.
fn with_paragraphs(clean: String) -> String {
    let text = clean.trim();
    if text.contains('<') || !text.contains('\n') {
        return clean;
    }
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let ends_sentence = |line: &&str| line.ends_with(SENTENCE_ENDS);
    let paragraphs: Vec<String> = if lines.contains(&"") {
        let paragraphs = lines.split(|line| line.is_empty());
        let paragraphs = paragraphs.filter(|lines| !lines.is_empty());
        paragraphs.map(|lines| lines.join("\n")).collect()
    } else if lines.iter().rev().skip(1).all(ends_sentence) {
        lines.into_iter().map(str::to_owned).collect()
    } else {
        return clean;
    };
    format!("<p>{}</p>", paragraphs.join("</p>\n<p>"))
}

/// Signs with which a sentence ends.
const SENTENCE_ENDS: [char; 8] = ['.', '!', '?', ':', '。', '！', '？', '：'];

/// Removing an element between two paragraphs can nest them: `<p><button><p>` becomes `<p><p>`,
/// and the W3C feed validator warns. The second pass repairs that; the third finds nothing to do.
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
        // The filter below resolves or drops relative addresses.
        .url_relative(UrlRelative::PassThrough)
        .attribute_filter(move |element, attribute, value| match attribute {
            "href" | "src" | "cite" => {
                resolved(value, base.as_ref(), element == "a").map(Cow::Owned)
            }
            "lang" if !is_language_tag(value) => None,
            "value" if value.parse::<i32>().is_err() => None,
            "dir" if !["ltr", "rtl", "auto"].contains(&value) => None,
            _ => Some(Cow::Borrowed(value)),
        });
    builder
}

fn filtered(html: &str, filter: &Builder<'_>) -> String {
    let mut clean = filter.clean(html).to_string();
    // Character references can produce characters that XML forbids. A byte order mark inside a
    // text is left over from joined files.
    clean.retain(|c| {
        text::is_xml(c) && (!c.is_control() || matches!(c, '\n' | '\t')) && c != '\u{feff}'
    });
    with_first_lines(&clean)
}

/// A parser skips a line break directly after `<pre>`, and the serialiser does not write a second
/// one for it: adds it.
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
    address::with_credentials(&url).map(|iri| iri.as_str().to_owned())
}
