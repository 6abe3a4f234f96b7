//! The picture of an entry.

use url::Url;

use super::address::{self, Iri};
use crate::model::Member;

/// The picture of an entry (RFC 4287 4.2.7.2, `enclosure`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublishedImage {
    pub(super) address: Iri,
    /// Media type, if the extension of the address tells it.
    pub(super) mime: Option<&'static str>,
}

impl PublishedImage {
    /// Returns the member's picture if it has a web address and sanitised `content` does not show
    /// it.
    pub(super) fn from_member(member: &Member, content: &str) -> Option<Self> {
        let address = address::web(member.image.as_deref()?)?;
        let url = Url::parse(address.as_str()).ok()?;
        let extension = url.path().rsplit('.').next().unwrap_or_default();
        let mime = match extension.to_ascii_lowercase().as_str() {
            "jpg" | "jpeg" => Some("image/jpeg"),
            "png" => Some("image/png"),
            "gif" => Some("image/gif"),
            "webp" => Some("image/webp"),
            "avif" => Some("image/avif"),
            _ => None,
        };
        (!shows(content, &address)).then_some(Self { address, mime })
    }
}

/// Whether sanitised HTML has an `img` with this address.
fn shows(html: &str, address: &Iri) -> bool {
    let source = format!("src=\"{}\"", address.as_str().replace('&', "&amp;"));
    let mut images = html.split("<img ").skip(1);
    images.any(|rest| {
        rest.split('<')
            .next()
            .is_some_and(|tag| tag.contains(&source))
    })
}
