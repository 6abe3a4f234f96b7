//! SHA-256 over parts, each preceded by its length so that no two lists of parts look alike.

use sha2::{Digest, Sha256};

use crate::model::{BodyHash, Category, ContentHash, OutputName, RawEntry, SourceName, StoryId};

/// SHA-256 of a normalised text.
pub fn content_hash(normalized: &str) -> ContentHash {
    ContentHash::from_bytes(Sha256::digest(normalized.as_bytes()).into())
}

/// Hash of what a reader sees of an entry: its title and its body text.
///
/// A change of it is an update of the entry. A changed guid, link, date or category is not, lest a
/// site that moves to another domain looks edited from end to end; nor is markup or a script that
/// changes at every fetch.
pub fn revision(title: &str, body_text: &str) -> ContentHash {
    ContentHash::from_bytes(sha256([title.as_bytes(), body_text.as_bytes()]))
}

/// Hash of everything of an entry that is stored, to notice that nothing has to be.
pub fn sent(entry: &RawEntry) -> ContentHash {
    let RawEntry {
        guid,
        link,
        title,
        summary,
        content,
        authors,
        categories,
        published,
        updated,
        image,
        language,
        file,
        enclosures,
        origin: _,
        completeness: _,
    } = entry;
    let dates = [published, updated].map(|date| date.map(|date| date.as_second().to_le_bytes()));
    let texts = [guid, link, title, summary, content, image, language, file];
    let texts = texts.map(|text| text.as_deref().map(str::as_bytes));
    let count = (authors.len() as u64).to_le_bytes();
    let mut parts: Vec<&[u8]> = vec![&count];
    for part in texts.into_iter().chain(
        dates
            .iter()
            .map(|date| date.as_ref().map(<[u8; 8]>::as_slice)),
    ) {
        // What is missing and what is empty are stored differently.
        parts.extend(part.is_some().then_some(b"+".as_slice()));
        parts.push(part.unwrap_or_default());
    }
    parts.extend(authors.iter().map(String::as_bytes));
    for Category {
        term,
        scheme,
        label,
    } in categories
    {
        parts.push(term.as_bytes());
        parts.extend([scheme, label].map(|part| part.as_deref().unwrap_or_default().as_bytes()));
    }
    // Of an entry without files nothing, so that it keeps the hash it had before files were
    // stored.
    let files: Vec<[[u8; 8]; 2]> = enclosures
        .iter()
        .map(|file| [file.length, file.duration].map(|number| number.unwrap_or(0).to_le_bytes()))
        .collect();
    for (file, numbers) in enclosures.iter().zip(&files) {
        let kind = file.media_type.as_deref().unwrap_or_default();
        parts.extend([file.url.as_bytes(), kind.as_bytes()]);
        parts.extend(numbers.iter().map(<[u8; 8]>::as_slice));
    }
    ContentHash::from_bytes(sha256(parts))
}

/// Hash of everything that decides how a source's bytes are got and read. When it changes, what
/// the last answer taught us (validators, body hash) no longer holds.
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
