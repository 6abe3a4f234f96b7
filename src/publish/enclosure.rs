//! The picture and the attached files of an entry (RFC 4287 4.2.7.2, `enclosure`).

use url::Url;

use super::address::Uri;
use super::context::Context;
use crate::model::Member;

/// Most files published with one entry. Some publishers attach a video in a dozen sizes.
const MAX_ENCLOSURES: usize = 20;

/// An attached file, or the picture, of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublishedEnclosure {
    pub(super) address: Uri,
    /// Media type, as sent or, if that is missing or invalid, by the extension of the address.
    pub(super) media_type: Option<String>,
    /// Size in bytes, as sent.
    pub(super) length: Option<u64>,
}

impl PublishedEnclosure {
    /// Returns the member's picture and files with web addresses, each address once. Leaves out
    /// pictures that sanitised `content` shows already, and addresses that readers may not see.
    pub(super) fn of_member(context: Context<'_>, member: &Member, content: &str) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for file in &member.enclosures {
            let Some(address) = context.shown(member, &file.url) else {
                continue;
            };
            let media_type = file.media_type.as_deref().and_then(media_type);
            let is_known = all.iter().any(|known| known.address == address);
            if !is_known && all.len() < MAX_ENCLOSURES && !shows(content, &address) {
                all.push(Self {
                    media_type: media_type.or_else(|| by_extension(&address)),
                    length: file.length,
                    address,
                });
            }
        }
        let picture = member.image.as_deref();
        let picture = picture.and_then(|image| context.shown(member, image));
        let picture = picture.filter(|picture| {
            !shows(content, picture) && all.iter().all(|known| known.address != *picture)
        });
        if let Some(address) = picture {
            let picture = Self {
                media_type: by_extension(&address),
                length: None,
                address,
            };
            all.insert(0, picture);
        }
        all
    }
}

/// Returns the media type if it has the syntax that RFC 4287 requires: two names with a slash
/// between them, and perhaps parameters.
fn media_type(sent: &str) -> Option<String> {
    let sent = sent.trim();
    let (kind, subtype) = sent.split(';').next()?.trim().split_once('/')?;
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$&^_.+-".contains(&byte))
    };
    (is_name(kind) && is_name(subtype) && sent.is_ascii()).then(|| sent.to_owned())
}

/// Returns the media type for the extension of an address.
fn by_extension(address: &Uri) -> Option<String> {
    let url = Url::parse(address.as_str()).ok()?;
    let extension = url.path().rsplit('.').next().unwrap_or_default();
    let media_type = match extension.to_ascii_lowercase().as_str() {
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

/// Whether sanitised HTML has an `img` with this address.
fn shows(html: &str, address: &Uri) -> bool {
    let source = format!("src=\"{}\"", address.as_str().replace('&', "&amp;"));
    let mut images = html.split("<img ").skip(1);
    images.any(|rest| {
        rest.split('<')
            .next()
            .is_some_and(|tag| tag.contains(&source))
    })
}
