//! From entries as sent to entries with identity and fingerprint, oldest first.

use crate::identify::{self, Scope};
use crate::model::{Fingerprint, PreparedEntry, RawEntry};
use crate::normalize;

/// Gives every entry its text, fingerprint and identity, and puts the oldest first.
///
/// Of several copies in one document the first published one thus founds the story. Undated entries
/// count as newest, in reverse order of the document, as feeds list the newest first.
pub fn prepare(scope: Scope<'_>, entries: Vec<RawEntry>) -> Vec<PreparedEntry> {
    let fingerprints: Vec<Fingerprint> = entries.iter().map(fingerprint).collect();
    let texts: Vec<_> = fingerprints
        .iter()
        .map(|fingerprint| fingerprint.content)
        .collect();
    let identities = identify::identities(scope, &entries, &texts);
    let mut prepared: Vec<PreparedEntry> = entries
        .into_iter()
        .zip(fingerprints)
        .zip(identities)
        .map(|((raw, fingerprint), identity)| PreparedEntry {
            identity,
            revision: identify::revision(&raw),
            fingerprint,
            raw,
        })
        .collect();
    prepared.reverse();
    prepared.sort_by_key(|entry| (entry.raw.published.is_none(), entry.raw.published));
    prepared
}

fn fingerprint(entry: &RawEntry) -> Fingerprint {
    let html = entry
        .content
        .as_deref()
        .or(entry.summary.as_deref())
        .unwrap_or_default();
    let text = normalize::normalize(&normalize::body_text(html));
    let title = normalize::normalize_title(entry.title.as_deref().unwrap_or_default());
    Fingerprint {
        version: normalize::VERSION,
        content: identify::content_hash(text.as_str()),
        title: identify::content_hash(title.as_str()),
        chars: text.chars(),
    }
}
