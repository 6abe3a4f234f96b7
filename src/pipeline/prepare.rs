//! Turns entries as sent into entries with identity and fingerprint, oldest first.

use std::collections::HashSet;

use crate::fold::{self, Facts, Marked, PackedProfile, Profile};
use crate::html;
use crate::identify::{self, Scope};
use crate::model::{
    Anchors, ContentHash, CountedLines, EntryTexts, Fingerprint, Identity, OfficialDocument,
    PackedHtml, PreparedEntry, RawEntry, UnreadableHtml,
};
use crate::normalize::{self, Boilerplate, NormalizedText};
use crate::official;

/// Most bytes of the packed texts of one document that are passed to the writer. Texts beyond it
/// are read again if they are ever compared.
const MAX_PACKED: usize = 4 << 20;

/// An entry that is ready to be stored.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The entry to store.
    pub entry: PreparedEntry,
    /// Its texts as they are compared, before the source's boilerplate is removed. `None` if the
    /// document's earlier entries used up the limit.
    pub profile: Option<PackedProfile>,
}

/// Computes text, fingerprint and identity of every entry, and sorts the oldest first.
///
/// So the first published of several copies in one document founds the story. Undated entries
/// count as the newest, in reverse document order, because feeds list the newest first.
pub fn prepare(scope: Scope<'_>, entries: Vec<RawEntry>) -> Vec<Prepared> {
    let texts: Vec<DerivedTexts> = entries.iter().map(DerivedTexts::new).collect();
    let contents: Vec<_> = texts.iter().map(|text| text.fingerprint.content).collect();
    let identities = identify::identities(scope, &entries, &contents);
    // If a document repeats an entry, only its first form counts.
    let mut seen = HashSet::new();
    let mut bytes = 0;
    let mut prepared: Vec<Prepared> = entries
        .into_iter()
        .zip(texts)
        .zip(identities)
        .filter(|(_, identity)| seen.insert(identity.key))
        .map(|((mut raw, texts), identity)| {
            let packed = (bytes <= MAX_PACKED).then_some(texts.packed).flatten();
            bytes += packed.as_ref().map_or(0, PackedProfile::size);
            let raw_hash = identify::raw_hash(&raw);
            fill_picture(&mut raw);
            Prepared {
                profile: packed,
                entry: PreparedEntry {
                    identity,
                    raw_hash,
                    html: take_html(&mut raw),
                    revision: texts.revision,
                    fingerprint: texts.fingerprint,
                    anchors: texts.anchors,
                    document: texts.document,
                    lines: texts.lines,
                    raw,
                },
            }
        })
        .collect();
    prepared.reverse();
    oldest_first(&mut prepared);
    prepared
}

/// Sorts by date; undated entries come last and keep their order.
pub(super) fn oldest_first(entries: &mut [Prepared]) {
    entries.sort_by_key(|Prepared { entry, .. }| (entry.raw.dated().is_none(), entry.raw.dated()));
}

fn html(entry: &RawEntry) -> Option<&str> {
    entry.content.as_deref().or(entry.summary.as_deref())
}

/// If the publisher names no picture, takes the first one in the content.
fn fill_picture(entry: &mut RawEntry) {
    if entry.image.is_none() {
        let picture =
            html(entry).and_then(|html| html::first_picture_on_web(html, entry.link.as_deref()));
        entry.image = picture;
    }
}

/// Moves the HTML out of an entry and compresses it, so that it is not in memory twice.
fn take_html(entry: &mut RawEntry) -> Option<PackedHtml> {
    let packed = html(entry).map(PackedHtml::pack);
    (entry.content, entry.summary) = (None, None);
    packed
}

/// Everything computed from the texts of an entry.
struct DerivedTexts {
    fingerprint: Fingerprint,
    revision: ContentHash,
    anchors: Anchors,
    document: Option<OfficialDocument>,
    lines: CountedLines,
    packed: Option<PackedProfile>,
}

impl DerivedTexts {
    fn new(entry: &RawEntry) -> Self {
        let body_text = normalize::body_text(html(entry).unwrap_or_default());
        let sent_title = entry.title.as_deref().unwrap_or_default();
        let title = normalize::normalize_title(sent_title);
        let (text, lines) = normalize::normalize_and_count(&body_text, &title);
        let marked = Marked::of(sent_title, &body_text);
        let profile = Profile::new(Facts {
            title: compared_title(&marked.title).as_str(),
            marked: &marked,
            text: text.as_str(),
            outlet: "",
            published: entry.dated(),
        });
        Self {
            fingerprint: Fingerprint {
                version: normalize::VERSION,
                content: identify::content_hash(text.as_str()),
                title: identify::content_hash(title.as_str()),
                chars: text.chars(),
            },
            revision: identify::revision(sent_title, &body_text),
            anchors: fold::anchors(&profile),
            document: official::read_document(sent_title, &body_text),
            // If a text has one line only, that line is the whole text and no boilerplate.
            lines: if body_text.contains('\n') {
                CountedLines::new(body_text, lines)
            } else {
                CountedLines::default()
            },
            packed: PackedProfile::new(&profile),
        }
    }
}

/// Recomputes everything that derives from the texts of a stored entry, with the current rules.
///
/// Only the texts are available here. The caller must not store `raw_hash` and `identity.link` of
/// the result.
pub fn reprepare(entry: &EntryTexts) -> Result<PreparedEntry, UnreadableHtml> {
    let raw = RawEntry {
        title: Some(entry.title.clone()),
        content: Some(entry.html.html()?.into_owned()),
        published: entry.published,
        ..RawEntry::default()
    };
    let texts = DerivedTexts::new(&raw);
    Ok(PreparedEntry {
        identity: Identity {
            key: entry.key,
            alternate_key: None,
            link: None,
            url: entry.url,
        },
        raw: RawEntry {
            content: None,
            ..raw
        },
        html: Some(entry.html.clone()),
        raw_hash: entry.revision,
        revision: texts.revision,
        fingerprint: texts.fingerprint,
        anchors: texts.anchors,
        document: texts.document,
        lines: texts.lines,
    })
}

/// The texts of a stored entry, normalised as they are compared.
pub(super) struct ComparedTexts<'a> {
    /// The mark of a correction, read before `normalize` removes it.
    marked: Marked<'a>,
    /// The title without an agency's lead-in.
    pub(super) title: NormalizedText,
    /// The text without its source's boilerplate.
    pub(super) text: NormalizedText,
    /// The text as sent, a block on each line.
    pub(super) body_text: String,
}

/// Normalises the texts of a stored entry for a comparison.
pub(super) fn compared_texts(entry: &EntryTexts) -> Result<ComparedTexts<'_>, UnreadableHtml> {
    let title = normalize::normalize_title(&entry.title);
    let body_text = normalize::body_text(&entry.html.html()?);
    let boilerplate: Boilerplate = entry.boilerplate.iter().copied().collect();
    let text = normalize::normalize_entry(&body_text, Some(&title), &boilerplate);
    let marked = Marked::of(&entry.title, &body_text);
    Ok(ComparedTexts {
        title: compared_title(&marked.title),
        marked,
        text,
        body_text,
    })
}

/// Tokenizes the texts of a stored entry for a comparison.
pub fn profile(entry: &EntryTexts) -> Result<Profile, UnreadableHtml> {
    let texts = compared_texts(entry)?;
    Ok(Profile::new(Facts {
        title: texts.title.as_str(),
        marked: &texts.marked,
        text: texts.text.as_str(),
        outlet: &entry.outlet,
        published: entry.published,
    }))
}

/// A title without an agency's lead-in. Flashes without a headline begin with one; if nothing else
/// is left, the title stays whole.
fn compared_title(title: &str) -> NormalizedText {
    let without_frame = normalize::normalize(title);
    if without_frame.chars() == 0 {
        return normalize::normalize_title(title);
    }
    without_frame
}

/// Prepares an entry whose identity and raw hash are known; computes only what derives from its
/// text.
pub(super) fn with_text(
    identity: Identity,
    raw_hash: ContentHash,
    mut raw: RawEntry,
) -> PreparedEntry {
    let texts = DerivedTexts::new(&raw);
    fill_picture(&mut raw);
    PreparedEntry {
        identity,
        html: take_html(&mut raw),
        raw,
        raw_hash,
        revision: texts.revision,
        fingerprint: texts.fingerprint,
        anchors: texts.anchors,
        document: texts.document,
        lines: texts.lines,
    }
}

/// Prepares an entry again, with the HTML of its page instead of its own.
pub(super) fn with_page_text(entry: &PreparedEntry, html: String) -> PreparedEntry {
    let raw = RawEntry {
        content: Some(html),
        ..entry.raw.clone()
    };
    with_text(entry.identity.clone(), entry.raw_hash, raw)
}
