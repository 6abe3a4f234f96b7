//! Draws a difference as one HTML page without external resources.

use super::ComparedEntries;
use crate::html;
use crate::model::{Piece, PieceKind, SentenceChange};

const STYLE: &str = "body{font-family:sans-serif;line-height:1.6;max-width:80rem;margin:2rem auto;padding:0 1rem}\
table{width:100%;border-collapse:collapse;table-layout:fixed}\
td,th{vertical-align:top;text-align:left;padding:.2rem .6rem;width:50%;overflow-wrap:anywhere}\
del{background:#fdd;text-decoration:none}ins{background:#dfd;text-decoration:none}\
@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}del{background:#622}ins{background:#252}}";

/// The page.
pub(super) fn page(compared: &ComparedEntries) -> String {
    let title = format!("{} / {}", compared.one.name, compared.other.name);
    let head = |side: &super::ComparedText| {
        format!(
            "<th>{}<br><small>{}</small></th>",
            escape(&side.title),
            escape(&side.name)
        )
    };
    let difference = &compared.difference;
    let rows: String = difference
        .retitled
        .iter()
        .chain(&difference.sentences)
        .map(row)
        .collect();
    format!(
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <title>{}</title><style>{STYLE}</style></head>\n<body><p>{}</p>\n\
         <table><tr>{}{}</tr>\n{rows}</table></body></html>",
        escape(&title),
        escape(&difference.summary()),
        head(&compared.one),
        head(&compared.other),
    )
}

fn row(change: &SentenceChange) -> String {
    let (left, right) = match change {
        SentenceChange::Same { text } => (escape(text), escape(text)),
        SentenceChange::Cut { text } => (format!("<del>{}</del>", escape(text)), String::new()),
        SentenceChange::Added { text } => (String::new(), format!("<ins>{}</ins>", escape(text))),
        SentenceChange::Respelled { before, after } => (escape(before), escape(after)),
        SentenceChange::Changed { before, after } => (marked(before), marked(after)),
    };
    format!("<tr><td>{left}</td><td>{right}</td></tr>\n")
}

fn marked(pieces: &[Piece]) -> String {
    let mark = |piece: &Piece| {
        let text = escape(&piece.text);
        match piece.kind {
            PieceKind::Same => text,
            PieceKind::Cut => format!("<del>{text}</del>"),
            PieceKind::Added => format!("<ins>{text}</ins>"),
        }
    };
    pieces.iter().map(mark).collect()
}

/// Escapes text for an HTML element, and control and direction characters as well.
fn escape(text: &str) -> String {
    html::escape(&super::super::terminal::safe(text))
}
