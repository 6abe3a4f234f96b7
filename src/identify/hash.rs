//! SHA-256 over parts; a length precedes each, so that two different lists of parts never give the
//! same input.

use sha2::{Digest, Sha256};

use crate::model::{
    Category, ContentHash, OutputName, RawEntry, SettingsHash, SourceName, StoryId, Timestamp,
};

/// SHA-256 of a normalised text.
pub fn content_hash(normalized: &str) -> ContentHash {
    ContentHash::from_bytes(Sha256::digest(normalized.as_bytes()).into())
}

/// Hashes what readers see of an entry: its title and its body text.
///
/// An entry counts as updated if this hash changes. A changed guid, link, date or category does
/// not count: otherwise every entry of a site that moves to another domain would look updated. Nor
/// does changed markup, or a script that changes with every request.
pub fn revision(title: &str, body_text: &str) -> ContentHash {
    ContentHash::from_bytes(sha256([title.as_bytes(), body_text.as_bytes()]))
}

/// Hashes everything of an entry that the store keeps, to detect that nothing has to be stored.
pub fn raw_hash(entry: &RawEntry) -> ContentHash {
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
        // A missing and an empty field are stored differently.
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
    // An entry without files adds nothing here, so that it keeps the hash that it had before files
    // were stored.
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

/// Hashes the settings that determine how a source's bytes are fetched and read. When the hash
/// changes, the validators and the body hash of the last response are void.
pub fn settings_hash<'a>(settings: impl IntoIterator<Item = &'a str>) -> SettingsHash {
    SettingsHash::from_bytes(sha256(settings.into_iter().map(str::as_bytes)))
}

/// Returns 128 bits for the permanent `atom:id` of a published story.
///
/// `namespace` separates the ids of two installations. The id depends neither on the
/// representative nor on the link or the position in the output.
pub fn story_id_bits(namespace: &str, story: StoryId) -> [u8; 16] {
    hash_prefix([b"story".as_slice(), namespace.as_bytes(), story.as_bytes()])
}

/// Returns 128 bits for the permanent `atom:id` of a change of a published story: the change of
/// this number, seen at that time. A new store counts from one again, at other times.
pub fn change_id_bits(namespace: &str, story: StoryId, number: u32, at: Timestamp) -> [u8; 16] {
    hash_prefix([
        b"change".as_slice(),
        namespace.as_bytes(),
        story.as_bytes(),
        &number.to_be_bytes(),
        &at.as_second().to_be_bytes(),
    ])
}

/// Returns 128 bits for the permanent `atom:id` of a published feed.
pub fn feed_id_bits(namespace: &str, output: &OutputName) -> [u8; 16] {
    hash_prefix([
        b"feed".as_slice(),
        namespace.as_bytes(),
        output.as_str().as_bytes(),
    ])
}

/// Returns 128 bits for the id that a story has in one output alone.
pub fn output_entry_id_bits(feed_id: &str, story_id: &str) -> [u8; 16] {
    hash_prefix([
        b"entry of one output".as_slice(),
        feed_id.as_bytes(),
        story_id.as_bytes(),
    ])
}

/// Returns 128 bits for the id of an outlet whose feed has none. One source may read posts of many
/// outlets.
pub fn outlet_id_bits(source: &SourceName, outlet: &str) -> [u8; 16] {
    hash_prefix([
        b"outlet".as_slice(),
        source.as_str().as_bytes(),
        outlet.as_bytes(),
    ])
}

/// Returns the first `LENGTH` bytes of the hash over `parts`.
pub(super) fn hash_prefix<'a, const LENGTH: usize>(
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
