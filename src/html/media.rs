//! Finds the kind and the address of players and embedded pages.

use html5ever::Attribute;
use html5ever::tokenizer::{TagKind, Token};

use super::{hidden, image};

/// What is played or embedded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Moving pictures.
    Video,
    /// Sound.
    Audio,
    /// A file to be read, as a PDF.
    Document,
    /// A page, or nobody knows.
    Page,
}

/// Something that an article plays or embeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Media {
    /// What it is.
    pub kind: Kind,
    /// Where it stands, as written: it may be relative.
    pub address: String,
}

/// Words in the address of a player.
const OF_VIDEO: [&str; 14] = [
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
const OF_AUDIO: [&str; 8] = [
    "audio",
    "podcast",
    "soundcloud",
    "spotify",
    "music",
    "ximalaya",
    "radio",
    "sound",
];

/// What the element is, by its attributes and what stands in it; `None` where it shows nothing, as
/// a counter of one pixel does.
pub(super) fn media(kind: Kind, attributes: &[Attribute], inside: &str) -> Option<Media> {
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
    image::substitute(attributes, image::Wanted::Address)
        .or_else(|| attribute(attributes, "src"))
        .or_else(|| attribute(attributes, "data"))
        .filter(|address| image::is_address(address))
        .map(|address| address.trim().to_owned())
}

/// The first address that an element within names: a `source`, an `embed`, a `param`.
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

/// The address in a `param`, if its name says that it has one.
fn param_address(attributes: &[Attribute]) -> Option<String> {
    let name = attribute(attributes, "name").unwrap_or_default();
    let names_address = ["movie", "src", "url", "filename"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known));
    attribute(attributes, "value")
        .filter(|address| names_address && image::is_address(address))
        .map(str::to_owned)
}

/// What it is by its media type or its address, where the element alone does not tell.
fn refined(kind: Kind, said: &str, address: &str) -> Kind {
    if kind != Kind::Page {
        return kind;
    }
    let address = address.to_ascii_lowercase();
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let of = |words: &[&str]| words.iter().any(|word| address.contains(word));
    match path.rsplit('.').next().unwrap_or_default() {
        "mp4" | "webm" | "m4v" | "mov" | "ogv" | "flv" | "swf" | "m3u8" => Kind::Video,
        "mp3" | "m4a" | "ogg" | "oga" | "wav" | "aac" | "flac" => Kind::Audio,
        "pdf" | "doc" | "docx" | "xls" | "xlsx" | "ppt" | "pptx" => Kind::Document,
        _ if said.starts_with("video/") => Kind::Video,
        _ if said.starts_with("audio/") => Kind::Audio,
        _ if said == "application/pdf" => Kind::Document,
        _ if of(&OF_AUDIO) => Kind::Audio,
        _ if of(&OF_VIDEO) => Kind::Video,
        _ => Kind::Page,
    }
}

fn attribute<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    image::attribute(attributes, name)
}
