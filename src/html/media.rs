//! Finds the kind and the address of players and embedded pages.

use html5ever::Attribute;
use html5ever::tokenizer::{TagKind, Token};

use super::{hidden, image};

/// The kinds of played or embedded documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// Moving pictures.
    Video,
    /// Sound.
    Audio,
    /// A document to read, such as a PDF.
    Document,
    /// A page, or unknown.
    Page,
}

/// A player or an embedded document of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// Its kind.
    pub kind: MediaKind,
    /// Its address as written, which may be relative.
    pub address: String,
}

/// Words in the addresses of players.
const VIDEO_WORDS: [&str; 14] = [
    "video",
    "youtube",
    "youtu.be",
    "vimeo",
    "bilibili",
    "youku",
    "iqiyi",
    "v.qq.com",
    "tudou",
    "dailymotion",
    "player",
    "tv.",
    "rutube",
    "twitch",
];
const AUDIO_WORDS: [&str; 8] = [
    "audio",
    "podcast",
    "soundcloud",
    "spotify",
    "music",
    "ximalaya",
    "radio",
    "sound",
];

/// Returns the player or embedded document of an element, by its attributes and its content;
/// `None` if it shows nothing, like a counter of one pixel.
pub(super) fn media(kind: MediaKind, attributes: &[Attribute], inside: &str) -> Option<Media> {
    if hidden::hides(attributes) || image::is_pixel(attributes) {
        return None;
    }
    let address = own_address(attributes).or_else(|| inner_address(inside))?;
    let said = attribute(attributes, "type").unwrap_or_default();
    Some(Media {
        kind: refined(kind, said, &address),
        address,
    })
}

fn own_address(attributes: &[Attribute]) -> Option<String> {
    image::substitute(attributes, image::Required::Address)
        .or_else(|| attribute(attributes, "src"))
        .or_else(|| attribute(attributes, "data"))
        .filter(|address| image::is_address(address))
        .map(|address| address.trim().to_owned())
}

/// Returns the first address in an element within it: a `source`, an `embed` or a `param`.
fn inner_address(inside: &str) -> Option<String> {
    if !inside.contains('<') {
        return None;
    }
    let mut address = None;
    super::tokenize(inside, |token| {
        let Token::TagToken(tag) = token else {
            return;
        };
        if tag.kind != TagKind::StartTag || address.is_some() {
            return;
        }
        address = match &*tag.name {
            "source" | "embed" | "iframe" | "object" | "video" | "audio" => own_address(&tag.attrs),
            "param" => param_address(&tag.attrs),
            _ => None,
        };
    });
    address
}

/// Returns the address in a `param`, if its name says that it is one.
fn param_address(attributes: &[Attribute]) -> Option<String> {
    let name = attribute(attributes, "name").unwrap_or_default();
    let names_address = ["movie", "src", "url", "filename"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known));
    attribute(attributes, "value")
        .filter(|address| names_address && image::is_address(address))
        .map(str::to_owned)
}

/// Returns the kind by media type or address, if the element alone does not determine it.
fn refined(kind: MediaKind, said: &str, address: &str) -> MediaKind {
    if kind != MediaKind::Page {
        return kind;
    }
    let address = address.to_ascii_lowercase();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let of = |words: &[&str]| words.iter().any(|word| address.contains(word));
    match path.rsplit('.').next().unwrap_or_default() {
        "mp4" | "webm" | "m4v" | "mov" | "ogv" | "flv" | "swf" | "m3u8" => MediaKind::Video,
        "mp3" | "m4a" | "ogg" | "oga" | "wav" | "aac" | "flac" => MediaKind::Audio,
        "pdf" | "doc" | "docx" | "xls" | "xlsx" | "ppt" | "pptx" => MediaKind::Document,
        _ if said.starts_with("video/") => MediaKind::Video,
        _ if said.starts_with("audio/") => MediaKind::Audio,
        _ if said == "application/pdf" => MediaKind::Document,
        _ if of(&AUDIO_WORDS) => MediaKind::Audio,
        _ if of(&VIDEO_WORDS) => MediaKind::Video,
        _ => MediaKind::Page,
    }
}

fn attribute<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    image::attribute(attributes, name)
}
