//! The picture and the files that go with an entry (RFC 4287 4.2.7.2, `enclosure`).

use url::Url;

use super::address::{self, Iri};
use crate::model::Member;

/// Most files published with one entry: a video may come in a dozen sizes.
const MOST: usize = 20;

/// A file that goes with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublishedEnclosure {
    pub(super) address: Iri,
    /// Media type, as said or else as far as the address tells it.
    pub(super) media_type: Option<String>,
    /// Bytes.
    pub(super) length: Option<u64>,
}

impl PublishedEnclosure {
    /// The member's picture and files that are on the web, each once, without the pictures that
    /// sanitised `content` shows already. An address that carries a secret is a subscriber's own.
    pub(super) fn all(member: &Member, content: &str) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for file in &member.enclosures {
            let Some(address) = address::without_secret(&file.url) else {
                continue;
            };
            let media_type = file.media_type.as_deref().and_then(media_type);
            let is_known = all.iter().any(|known| known.address == address);
            if !is_known && all.len() < MOST && !shows(content, &address) {
                all.push(Self {
                    media_type: media_type.or_else(|| by_ending(&address)),
                    length: file.length,
                    address,
                });
            }
        }
        let picture = member.image.as_deref().and_then(address::web);
        let picture = picture.filter(|picture| {
            !shows(content, picture) && all.iter().all(|known| known.address != *picture)
        });
        if let Some(address) = picture {
            let picture = Self {
                media_type: by_ending(&address),
                length: None,
                address,
            };
            all.insert(0, picture);
        }
        all
    }
}

/// A media type as RFC 4287 wants it: two names with a slash between, perhaps with parameters.
fn media_type(said: &str) -> Option<String> {
    let said = said.trim();
    let (kind, subtype) = said.split(';').next()?.trim().split_once('/')?;
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
    };
    (is_name(kind) && is_name(subtype) && said.is_ascii()).then(|| said.to_owned())
}

/// The media type of files with this ending.
fn by_ending(address: &Iri) -> Option<String> {
    let url = Url::parse(address.as_str()).ok()?;
    let ending = url.path().rsplit('.').next().unwrap_or_default();
    let media_type = match ending.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" => "audio/ogg",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mov" => "video/quicktime",
        "pdf" => "application/pdf",
        _ => return None,
    };
    Some(media_type.to_owned())
}

/// Whether sanitised HTML holds an `img` of this address.
fn shows(html: &str, address: &Iri) -> bool {
    let source = format!("src=\"{}\"", address.as_str().replace('&', "&amp;"));
    let mut images = html.split("<img ").skip(1);
    images.any(|rest| {
        rest.split('<')
            .next()
            .is_some_and(|tag| tag.contains(&source))
    })
}
