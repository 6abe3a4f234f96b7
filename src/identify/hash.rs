//! SHA-256 over parts, each preceded by its length so that no two lists of parts look alike.

use sha2::{Digest, Sha256};

use crate::model::{BodyHash, ContentHash, OutputName, RawEntry, StoryId};

/// Hash of a document as received, to notice that it did not change.
pub fn body_hash(body: &[u8]) -> BodyHash {
    BodyHash::from_bytes(Sha256::digest(body).into())
}

/// SHA-256 of a normalised text.
pub fn content_hash(normalized: &str) -> ContentHash {
    ContentHash::from_bytes(Sha256::digest(normalized.as_bytes()).into())
}

/// Hash of what a reader sees of an entry: title, link, summary and content. A change of it is an
/// update of the entry; a changed date or category is not.
pub fn revision(entry: &RawEntry) -> ContentHash {
    let RawEntry {
        title,
        link,
        summary,
        content,
        ..
    } = entry;
    let parts = [title, link, summary, content].map(|part| part.as_deref().unwrap_or_default());
    ContentHash::from_bytes(sha256(parts.map(str::as_bytes)))
}

/// Hash of everything that decides how a source's bytes are got and read. When it changes, what the
/// last answer taught us (validators, body hash) no longer holds.
pub fn reading_hash<'a>(settings: impl IntoIterator<Item = &'a str>) -> BodyHash {
    BodyHash::from_bytes(sha256(settings.into_iter().map(str::as_bytes)))
}

/// The permanent `atom:id` of a published story.
///
/// `namespace` keeps the stories of two installations apart. The representative, the link and the
/// position in the output play no part.
pub fn story_iri(namespace: &str, story: StoryId) -> String {
    urn_uuid([b"story".as_slice(), namespace.as_bytes(), story.as_bytes()])
}

/// The permanent `atom:id` of a published feed.
pub fn feed_iri(namespace: &str, output: &OutputName) -> String {
    urn_uuid([
        b"feed".as_slice(),
        namespace.as_bytes(),
        output.as_str().as_bytes(),
    ])
}

/// A version 8 UUID (RFC 9562 5.8) from a hash, as a URN (RFC 9562 4).
fn urn_uuid<const N: usize>(parts: [&[u8]; N]) -> String {
    let mut bytes: [u8; 16] = truncated(parts);
    let [_, _, _, _, _, _, version, _, variant, ..] = &mut bytes;
    *version = (*version & 0x0f) | 0x80;
    *variant = (*variant & 0x3f) | 0x80;
    let mut urn = String::from("urn:uuid:");
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            urn.push('-');
        }
        for nibble in [byte >> 4, byte & 0x0f] {
            urn.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    urn
}

/// The first `LENGTH` bytes of the hash over `parts`.
pub(super) fn truncated<'a, const LENGTH: usize>(
    parts: impl IntoIterator<Item = &'a [u8]>,
) -> [u8; LENGTH] {
    let mut out = [0; LENGTH];
    for (to, from) in out.iter_mut().zip(sha256(parts)) {
        *to = from;
    }
    out
}

fn sha256<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}
