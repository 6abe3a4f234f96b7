//! Takes the addresses that readers may not see out of sanitised HTML.
//!
//! The sanitiser writes one form only: double quotes around values, and `<` nowhere but at the
//! beginning of a tag.

use std::borrow::Cow;

use url::Url;

use super::context::Context;
use crate::html;
use crate::model::Member;

/// Returns sanitised HTML of a member in which the address of the site stands for each link and
/// each written address that readers may not see. Pictures with such an address are left out.
pub(super) fn html(context: Context<'_>, member: &Member, sanitised: &str) -> String {
    let mut out = String::with_capacity(sanitised.len());
    let mut rest = sanitised;
    while let Some((text, from_tag)) = split_at(rest, rest.find('<')) {
        out.push_str(&words(context, member, text));
        let (tag, after) = split_at(from_tag, end_of_tag(from_tag)).unwrap_or((from_tag, ""));
        if tag.contains("://") {
            out.push_str(&disclosed_tag(context, member, tag));
        } else {
            out.push_str(tag);
        }
        rest = after;
    }
    out.push_str(&words(context, member, rest));
    out
}

fn split_at(text: &str, at: Option<usize>) -> Option<(&str, &str)> {
    text.split_at_checked(at?)
}

/// The length of the tag at the beginning of a text. Values may hold `>`.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut is_quoted = false;
    let end = text.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b'>' && !is_quoted
    });
    end.map(|end| end + 1)
}

/// Text between tags or a value of an attribute. Its addresses are escaped, so it is unescaped for
/// the search.
fn words<'t>(context: Context<'_>, member: &Member, escaped: &'t str) -> Cow<'t, str> {
    if !escaped.contains("://") {
        return Cow::Borrowed(escaped);
    }
    let text = unescaped(escaped);
    match context.disclosure.text(member.into(), &text) {
        Cow::Borrowed(_) => Cow::Borrowed(escaped),
        Cow::Owned(changed) => Cow::Owned(html::escape(&changed)),
    }
}

/// A tag with the values of its attributes; empty for a picture that readers may not see.
fn disclosed_tag(context: Context<'_>, member: &Member, tag: &str) -> String {
    let mut out = String::with_capacity(tag.len());
    let mut parts = tag.split('"');
    let mut name = parts.next().unwrap_or_default();
    out.push_str(name);
    while let (Some(written), Some(after)) = (parts.next(), parts.next()) {
        let attribute = name.trim_end_matches('=').rsplit(' ').next();
        let value = match attribute {
            Some("href" | "src" | "cite") => {
                let url = Url::parse(&unescaped(written));
                if url.is_ok_and(|url| context.disclosure.shows_in_text(member.into(), &url)) {
                    Cow::Borrowed(written)
                } else if attribute == Some("src") {
                    return String::new();
                } else {
                    let site = context.site_address();
                    Cow::Owned(site.map_or_else(String::new, |site| html::escape(site.as_str())))
                }
            }
            _ => words(context, member, written),
        };
        out.extend(["\"", &value, "\"", after]);
        name = after;
    }
    out
}

/// The references that a serialiser of HTML writes (WHATWG HTML 13.3).
const REFERENCES: [(&str, &str); 5] = [
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&nbsp;", "\u{a0}"),
    // Last: what it gives is no reference.
    ("&amp;", "&"),
];

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let replaced = REFERENCES.iter();
    let text = replaced.fold(text.to_owned(), |text, (reference, character)| {
        text.replace(reference, character)
    });
    Cow::Owned(text)
}
