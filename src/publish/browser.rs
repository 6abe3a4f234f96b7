//! What a browser needs to show a feed to a person: a style sheet, and a sentence that says what
//! the document is.
//!
//! The feed holds its style sheet as a `data:` address. So it looks the same wherever the file is
//! hosted, the bytes do not depend on the place, and no second file can be missing. Browsers apply
//! it when the media type is `application/xml`; readers ignore it. XSLT, which browsers are about
//! to remove, is not used.

use super::feed::PublishedFeed;
use super::words::Words;
use crate::html;

/// The style sheet of Atom and RSS documents. It selects elements of any namespace by their local
/// names.
const STYLE: &str = include_str!("feed.css");

/// The namespace of the elements in the subtitle.
pub(super) const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// The content of the processing instruction that names the style sheet (W3C, «Associating Style
/// Sheets with XML documents»).
pub(super) fn style_instruction() -> String {
    let mut address = String::from("data:text/css;charset=utf-8,");
    for line in STYLE.lines() {
        for c in line.chars() {
            match c {
                '#' | '%' | '"' | '<' | '>' | '&' | '?' => {
                    address.push('%');
                    address.extend(hexadecimal(c));
                }
                other => address.push(other),
            }
        }
    }
    format!("xml-stylesheet type=\"text/css\" href=\"{address}\"")
}

fn hexadecimal(c: char) -> [char; 2] {
    [u32::from(c) >> 4, u32::from(c) & 15].map(|digit| {
        let digit = char::from_digit(digit & 15, 16);
        digit.unwrap_or_default().to_ascii_uppercase()
    })
}

/// What a person reads above the entries, as XHTML: what this is, and a link to the site.
pub(super) fn about(feed: &PublishedFeed, words: &Words) -> String {
    let page = feed.site_address.as_ref().map(|address| {
        let (address, text) = (address.as_str(), words.read_as_page());
        format!("<p><a href=\"{}\">{text}</a></p>", html::escape(address))
    });
    format!(
        "<div xmlns=\"{XHTML}\"><p>{}</p>{}</div>",
        feed.about,
        page.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::{STYLE, style_instruction};

    #[test]
    fn the_style_sheet_is_small_loads_nothing_and_survives_its_encoding() {
        assert!(STYLE.len() < 1_500);
        for word in ["url(", "@import", "/*", "?>"] {
            assert!(!STYLE.contains(word), "{word}");
        }
        let instruction = style_instruction();
        let (_, encoded) = instruction.split_once("charset=utf-8,").unwrap();
        let encoded = encoded.strip_suffix('"').unwrap();
        assert!(!encoded.contains(['<', '>', '&', '"', '#', '?', '\n']));
        let mut decoded = encoded.to_owned();
        for (code, c) in [("%23", "#"), ("%22", "\""), ("%3E", ">"), ("%25", "%")] {
            decoded = decoded.replace(code, c);
        }
        assert_eq!(decoded, STYLE.replace('\n', ""));
    }
}
