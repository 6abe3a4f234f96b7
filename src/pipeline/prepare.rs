//! From entries as sent to entries with identity and fingerprint, oldest first.

use std::collections::HashSet;

use crate::fold::{self, Facts, Profile};
use crate::html;
use crate::identify::{self, Scope};
use crate::model::{
    Comparable, ContentHash, CountedLines, Document, Fingerprint, Identity, PackedHtml,
    PreparedEntry, RawEntry, UnreadableHtml,
};
use crate::normalize::{self, Furniture, NormalizedText};

/// Tokens of the texts of one document that are handed on as read; what is longer is read again if
/// it is ever compared.
const MOST_TOKENS: usize = 100_000;

/// An entry that is ready to be stored.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// What is stored.
    pub entry: PreparedEntry,
    /// Its texts as read, without its source's furniture and its outlet; `None` of a long
    /// document's later entries.
    pub profile: Option<Profile>,
}

/// Gives every entry its text, fingerprint and identity, and puts the oldest first.
///
/// Of several copies in one document the first published one thus founds the story. Undated
/// entries count as newest, in reverse order of the document, as feeds list the newest first.
pub fn prepare(scope: Scope<'_>, entries: Vec<RawEntry>) -> Vec<Prepared> {
    let texts: Vec<Texts> = entries.iter().map(Texts::of).collect();
    let contents: Vec<_> = texts.iter().map(|text| text.fingerprint.content).collect();
    let identities = identify::identities(scope, &entries, &contents);
    // An entry sent twice in one document is one entry: its first form.
    let mut seen = HashSet::new();
    let mut tokens = 0;
    let mut prepared: Vec<Prepared> = entries
        .into_iter()
        .zip(texts)
        .zip(identities)
        .filter(|(_, identity)| seen.insert(identity.key))
        .map(|((mut raw, texts), identity)| {
            tokens += texts.profile.size();
            let sent = identify::sent(&raw);
            fill_picture(&mut raw);
            Prepared {
                profile: (tokens <= MOST_TOKENS).then_some(texts.profile),
                entry: PreparedEntry {
                    identity,
                    sent,
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

/// Sorts by date; undated entries count as newest and keep their order.
pub(super) fn oldest_first(entries: &mut [Prepared]) {
    entries.sort_by_key(|Prepared { entry, .. }| (entry.raw.dated().is_none(), entry.raw.dated()));
}

fn html(entry: &RawEntry) -> Option<&str> {
    entry.content.as_deref().or(entry.summary.as_deref())
}

/// Where the publisher names no picture, the first of the body is the entry's.
fn fill_picture(entry: &mut RawEntry) {
    if entry.image.is_none() {
        let picture =
            html(entry).and_then(|html| html::first_picture_on_web(html, entry.link.as_deref()));
        entry.image = picture;
    }
}

/// Packs the HTML of an entry, which is then not kept twice.
fn take_html(entry: &mut RawEntry) -> Option<PackedHtml> {
    let packed = html(entry).map(PackedHtml::of);
    (entry.content, entry.summary) = (None, None);
    packed
}

/// What the texts of an entry come to.
struct Texts {
    fingerprint: Fingerprint,
    revision: ContentHash,
    anchors: Vec<u64>,
    document: Option<Document>,
    lines: CountedLines,
    profile: Profile,
}

impl Texts {
    fn of(entry: &RawEntry) -> Self {
        let body_text = normalize::body_text(html(entry).unwrap_or_default());
        let sent_title = entry.title.as_deref().unwrap_or_default();
        let title = normalize::normalize_title(sent_title);
        let (text, lines) = normalize::normalize_and_count(&body_text, &title);
        let profile = Profile::of(Facts {
            title: compared_title(sent_title).as_str(),
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
            document: identify::document(sent_title, &body_text),
            // A text of one line would be all of it.
            lines: if body_text.contains('\n') {
                CountedLines::of(body_text, lines)
            } else {
                CountedLines::default()
            },
            profile,
        }
    }
}

/// Makes of the texts of a stored entry what would be made of them if it came now.
///
/// What was sent besides its texts is not read again: `sent` and the key of its link stay as they
/// are stored and must not be written.
pub fn again(entry: &Comparable) -> Result<PreparedEntry, UnreadableHtml> {
    let raw = RawEntry {
        title: Some(entry.title.clone()),
        content: Some(entry.html.html()?.into_owned()),
        published: entry.published,
        ..RawEntry::default()
    };
    let texts = Texts::of(&raw);
    Ok(PreparedEntry {
        identity: Identity {
            key: entry.key,
            also: None,
            link: None,
            url: entry.url,
        },
        raw: RawEntry {
            content: None,
            ..raw
        },
        html: Some(entry.html.clone()),
        sent: entry.revision,
        revision: texts.revision,
        fingerprint: texts.fingerprint,
        anchors: texts.anchors,
        document: texts.document,
        lines: texts.lines,
    })
}

/// Reads the texts of a stored entry for comparing it, without its source's furniture.
pub fn profile(entry: &Comparable) -> Result<Profile, UnreadableHtml> {
    let title = normalize::normalize_title(&entry.title);
    let body_text = normalize::body_text(&entry.html.html()?);
    let furniture: Furniture = entry.furniture.iter().copied().collect();
    let text = normalize::normalize_entry(&body_text, Some(&title), &furniture);
    Ok(Profile::of(Facts {
        title: compared_title(&entry.title).as_str(),
        text: text.as_str(),
        outlet: &entry.outlet,
        published: entry.published,
    }))
}

/// A title without an agency's lead-in: flashes without a headline begin with it.
fn compared_title(title: &str) -> NormalizedText {
    let without_frame = normalize::normalize(title);
    if without_frame.chars() == 0 {
        return normalize::normalize_title(title);
    }
    without_frame
}

/// An entry of which only the text is prepared: its identity and what was sent besides are known.
pub(super) fn with_text(identity: Identity, sent: ContentHash, mut raw: RawEntry) -> PreparedEntry {
    let texts = Texts::of(&raw);
    fill_picture(&mut raw);
    PreparedEntry {
        identity,
        html: take_html(&mut raw),
        raw,
        sent,
        revision: texts.revision,
        fingerprint: texts.fingerprint,
        anchors: texts.anchors,
        document: texts.document,
        lines: texts.lines,
    }
}
