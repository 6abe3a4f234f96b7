//! Finds paragraphs of the text in comments, where some outlets put them.
//!
//! Portals mark parts of a page with comments (`<!-- 正文下iframe -->`), fill advert slots of their
//! template with paragraphs of the text (`<!--adlist[<p>…</p>]adlist-->`), and sometimes end a
//! comment wrongly (`<!-- begin -- <p>…`), so that it swallows the text up to the end of the next
//! comment.

use html5ever::tokenizer::{TagKind, Token};

use crate::html::tokenize;

/// Shortest paragraph of running text, in characters. Credits and headings are shorter.
const MIN_RUNNING: usize = 30;

/// Words beside the paragraphs of a comment which show that they are an advert.
const ADVERT_MARKS: [&str; 6] = ["广告", "推广", "二维码", "模板", "banner", "template"];

/// Returns the paragraphs of a comment, one per line, if it has running text.
///
/// The rule: at least one whole `<p>` of [`MIN_RUNNING`] characters with the end of a sentence,
/// and no mark of an advert. Then all its paragraphs count, because headings may be among them. A
/// comment that contains the beginning of another one was ended wrongly, so the marks do not
/// matter. The text outside of paragraphs is a note of the outlet.
pub(super) fn paragraphs(comment: &str) -> Option<String> {
    if !comment.contains("</p") || comment.starts_with("[if") {
        return None;
    }
    let read = read_paragraphs(comment);
    let swallowed = comment.contains("<!--");
    let is_advert = || {
        let aside = read.aside.to_lowercase();
        ADVERT_MARKS.iter().any(|mark| aside.contains(mark))
    };
    (read.text.lines().any(is_running) && (swallowed || !is_advert())).then_some(read.text)
}

fn is_running(paragraph: &str) -> bool {
    let has_sentence = paragraph.contains(['。', '！', '？', '；'])
        || paragraph.contains(". ")
        || paragraph.ends_with('.');
    has_sentence && paragraph.chars().count() >= MIN_RUNNING
}

/// The parts of a comment.
#[derive(Default)]
struct Comment {
    /// Its whole paragraphs, one per line.
    text: String,
    /// Everything outside of paragraphs.
    aside: String,
}

fn read_paragraphs(comment: &str) -> Comment {
    let mut read = Comment::default();
    // Begin of the open paragraph, which counts only if it ends.
    let mut open: Option<usize> = None;
    tokenize(comment, |token| match token {
        Token::CharacterTokens(text) if open.is_some() => {
            // One paragraph is one line.
            let one_line = text.chars().map(|c| if c == '\n' { ' ' } else { c });
            read.text.extend(one_line);
        }
        Token::CharacterTokens(text) => read.aside.push_str(&text),
        Token::TagToken(tag) if &*tag.name == "p" => {
            let is_start = tag.kind == TagKind::StartTag;
            if let Some(start) = open.take().filter(|_| is_start) {
                read.text.truncate(start);
            }
            if !read.text.is_empty() && !read.text.ends_with('\n') {
                read.text.push('\n');
            }
            open = is_start.then_some(read.text.len());
        }
        _ => {}
    });
    if let Some(start) = open {
        read.text.truncate(start);
    }
    read
}
