//! SHA-256 over parts, each preceded by its length so that no two lists of parts look alike.

use sha2::{Digest, Sha256};

use crate::model::{BodyHash, ContentHash, OutputName, RawEntry, SourceName, StoryId};

/// Hash of a document as received, to notice that it did not change.
pub fn body_hash(body: &[u8]) -> BodyHash {
    BodyHash::from_bytes(Sha256::digest(body).into())
}

/// SHA-256 of a normalised text.
pub fn content_hash(normalized: &str) -> ContentHash {
    ContentHash::from_bytes(Sha256::digest(normalized.as_bytes()).into())
}

/// Hash of what a reader sees of an entry: title, summary and content.
///
/// A change of it is an update of the entry; a changed guid, link, date or category is not, lest a site that moves to another
/// domain looks edited from end to end.
pub fn revision(entry: &RawEntry) -> ContentHash {
    let RawEntry {
        title,
        summary,
        content,
        ..
    } = entry;
    let parts = [title, summary, content].map(|part| part.as_deref().unwrap_or_default());
    ContentHash::from_bytes(sha256(parts.map(str::as_bytes)))
}

/// Hash of everything that decides how a source's bytes are got and read. When it changes, what the
/// last answer taught us (validators, body hash) no longer holds.
pub fn reading_hash<'a>(settings: impl IntoIterator<Item = &'a str>) -> BodyHash {
    BodyHash::from_bytes(sha256(settings.into_iter().map(str::as_bytes)))
}

/// 128 bits for the permanent `atom:id` of a published story.
///
/// `namespace` keeps the stories of two installations apart. The representative, the link and the
/// position in the output play no part.
pub fn story_id_bits(namespace: &str, story: StoryId) -> [u8; 16] {
    truncated([b"story".as_slice(), namespace.as_bytes(), story.as_bytes()])
}

/// 128 bits for the permanent `atom:id` of a published feed.
pub fn feed_id_bits(namespace: &str, output: &OutputName) -> [u8; 16] {
    truncated([
        b"feed".as_slice(),
        namespace.as_bytes(),
        output.as_str().as_bytes(),
    ])
}

/// 128 bits for the id of an outlet whose own feed has none; posts of many outlets come by one
/// source.
pub fn outlet_id_bits(source: &SourceName, outlet: &str) -> [u8; 16] {
    truncated([
        b"outlet".as_slice(),
        source.as_str().as_bytes(),
        outlet.as_bytes(),
    ])
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
