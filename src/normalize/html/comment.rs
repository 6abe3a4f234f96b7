//! Text in comments: some outlets put paragraphs of the text there.
//!
//! Portals mark parts of a page with comments (`<!-- 正文下iframe -->`), fill advert slots of
//! their template with paragraphs of the text (`<!--adlist[<p>…</p>]adlist-->`), and now and then
//! end a comment wrongly (`<!-- begin -- <p>…`), so that it swallows the text up to the next one's
//! end.

use html5ever::tokenizer::{TagKind, Token};

use crate::html::tokenize;

/// Shortest paragraph of running text, in characters. Credits and headings are shorter.
const MIN_RUNNING: usize = 30;

/// What a comment says beside its paragraphs when they are an advert and no text.
const ADVERT_MARKS: [&str; 6] = ["广告", "推广", "二维码", "模板", "banner", "template"];

/// The paragraphs of a comment, one per line, if it holds running text.
///
/// The rule: at least one whole `<p>` of [`MIN_RUNNING`] characters with the end of a sentence in
/// it, and nothing that marks an advert. Then all its paragraphs count, as headings stand among
/// them. A comment that holds the beginning of another was ended wrongly, so no mark counts
/// against it. What stands beside the paragraphs is the outlet's note to itself.
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

/// A comment, taken apart.
#[derive(Default)]
struct Comment {
    /// Its whole paragraphs, one per line.
    text: String,
    /// Everything outside of paragraphs.
    aside: String,
}

fn read_paragraphs(comment: &str) -> Comment {
    let mut read = Comment::default();
    // Where the open paragraph began; it counts only if it ends.
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
