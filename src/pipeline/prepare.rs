//! Turns entries as sent into entries with identity and fingerprint, oldest first.

use std::collections::HashSet;

use super::sent::{SentEntry, Waiting};
use crate::fold::{self, Facts, Marked, PackedProfile, Profile, ProfileGrams, Sketch};
use crate::html;
use crate::identify::{self, GuidScope};
use crate::model::{
    Anchors, ContentHash, CountedLines, EntryTexts, Fingerprint, Identity, OfficialDocument,
    PackedHtml, PreparedEntry, RawEntry, UnreadableHtml,
};
use crate::normalize::{self, Boilerplate, NormalizedText};
use crate::official;

/// Most bytes of the compared texts of one part of a document that are passed to the writer. Texts
/// beyond it are read again if they are ever compared.
const MAX_COMPARED: usize = 6 << 20;

/// What a prepared entry takes in memory beside its texts, about, in bytes: for a flash of two
/// sentences, that is most of it.
const BYTES_PER_ENTRY: usize = 2 << 10;

/// An entry that is ready to be stored.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The entry to store.
    pub entry: PreparedEntry,
    /// `None` if earlier entries of the same part of the document used up the limit.
    pub compared: Option<ComparedForms>,
}

/// The texts of an entry as they are compared, before the source's boilerplate is removed. Made in
/// the task of the source, which has more time than the writer.
#[derive(Debug, Clone)]
pub struct ComparedForms {
    /// The tokenized texts, packed.
    pub profile: PackedProfile,
    /// Their grams, which the writer needs when it looks for copies of the entry.
    pub grams: ProfileGrams,
    /// Their summary.
    pub sketch: Sketch,
}

impl ComparedForms {
    /// `None` if the text has too many different words.
    pub(super) fn new(profile: Profile) -> Option<Self> {
        Some(Self {
            profile: PackedProfile::new(&profile)?,
            sketch: Sketch::new(&profile),
            grams: ProfileGrams::of(profile),
        })
    }

    /// How much memory they take, about, in bytes.
    fn size(&self) -> usize {
        self.profile.size() + self.grams.size() + self.sketch.size()
    }
}

/// Computes text, fingerprint and identity of every entry, and sorts the oldest first: see
/// [`EntriesInParts`].
pub fn prepare(scope: GuidScope<'_>, entries: Vec<RawEntry>) -> Vec<Prepared> {
    let sent = |raw| SentEntry::new(raw, Waiting::Plain);
    prepare_sent(scope, entries.into_iter().map(sent).collect())
}

/// As [`prepare`].
pub(super) fn prepare_sent(scope: GuidScope<'_>, entries: Vec<SentEntry>) -> Vec<Prepared> {
    EntriesInParts::new(scope, entries).next_part(usize::MAX)
}

/// The entries of one document, which are prepared one part after the other: of a long document,
/// all texts together would take several times its size.
///
/// The parts together are sorted, the oldest entry first. So the first published of several
/// copies in one document founds the story. Undated entries count as the newest, in reverse
/// document order, because feeds list the newest first.
#[derive(Debug)]
pub(super) struct EntriesInParts {
    /// What is left, the next one last.
    left: Vec<(SentEntry, Identity)>,
}

impl EntriesInParts {
    /// Determines the identities and the order of the entries of one document.
    pub(super) fn new(scope: GuidScope<'_>, entries: Vec<SentEntry>) -> Self {
        let identities = identities(scope, &entries);
        // If a document repeats an entry, only its first form counts.
        let mut seen = HashSet::new();
        let entries = entries.into_iter().zip(identities);
        let mut left: Vec<_> = entries
            .filter(|(_, identity)| seen.insert(identity.key))
            .collect();
        left.reverse();
        left.sort_by_key(|(sent, _)| {
            let dated = sent.as_ref().dated();
            (dated.is_none(), dated)
        });
        left.reverse();
        Self { left }
    }

    /// Whether no entry is left.
    pub(super) fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// The guids of the entries that are left.
    pub(super) fn guids(&self) -> impl Iterator<Item = &str> {
        let sent = self.left.iter();
        sent.filter_map(|(sent, _)| sent.as_ref().guid.as_deref())
    }

    /// Prepares the next entries, until they have so many bytes or nothing is left. The bytes are
    /// those of their HTML, and [`BYTES_PER_ENTRY`] for each.
    pub(super) fn next_part(&mut self, bytes: usize) -> Vec<Prepared> {
        let mut part = Vec::new();
        let (mut used, mut compared) = (0, 0);
        while used < bytes
            && let Some((sent, identity)) = self.left.pop()
        {
            let raw_hash = sent.raw_hash();
            let (raw, packed) = sent.into_raw();
            let text = html(&raw).map_or(0, str::len);
            used = used.saturating_add(text + BYTES_PER_ENTRY);
            let (texts, profile) = DerivedTexts::with_profile(&raw);
            let is_kept = compared <= MAX_COMPARED;
            let forms = is_kept.then(|| ComparedForms::new(profile)).flatten();
            compared += forms.as_ref().map_or(0, ComparedForms::size);
            part.push(Prepared {
                compared: forms,
                entry: texts.of_entry(identity, raw_hash, raw, packed),
            });
        }
        part
    }
}

/// Determines the identities of the entries of one document. Normalises only the texts that they
/// depend on.
fn identities(scope: GuidScope<'_>, entries: &[SentEntry]) -> Vec<Identity> {
    identify::identities(scope, entries, |sent| {
        let entry = sent.to_raw();
        let body_text = normalize::body_text(html(&entry).unwrap_or_default());
        let title = normalize::normalize_title(entry.title.as_deref().unwrap_or_default());
        let text = normalize::normalize_entry(&body_text, Some(&title), &Boilerplate::none());
        identify::content_hash(text.as_str())
    })
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
fn take_html(entry: &mut RawEntry, packed: Option<PackedHtml>) -> Option<PackedHtml> {
    let packed = packed.or_else(|| html(entry).map(PackedHtml::pack));
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
}

impl DerivedTexts {
    fn new(entry: &RawEntry) -> Self {
        Self::with_profile(entry).0
    }

    /// Also returns the tokenized texts.
    fn with_profile(entry: &RawEntry) -> (Self, Profile) {
        let body_text = normalize::body_text(html(entry).unwrap_or_default());
        let sent_title = entry.title.as_deref().unwrap_or_default();
        let title = normalize::normalize_title(sent_title);
        let (text, lines) = normalize::normalize_and_count(&body_text, &title);
        let marked = Marked::read(sent_title, &body_text);
        let profile = Profile::new(Facts {
            title: compared_title(&marked.title).as_str(),
            marked: &marked,
            lead_in: lead_in(&body_text, text.as_str()).as_str(),
            source_note: source_note(&body_text, text.as_str()).as_str(),
            text: text.as_str(),
            outlet: "",
            published: entry.dated(),
        });
        let texts = Self {
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
        };
        (texts, profile)
    }

    /// Adds the entry as sent, whose HTML is compressed; `packed` is the compressed HTML if that
    /// was done before.
    fn of_entry(
        self,
        identity: Identity,
        raw_hash: ContentHash,
        mut raw: RawEntry,
        packed: Option<PackedHtml>,
    ) -> PreparedEntry {
        fill_picture(&mut raw);
        PreparedEntry {
            identity,
            html: take_html(&mut raw, packed),
            raw,
            raw_hash,
            revision: self.revision,
            fingerprint: self.fingerprint,
            anchors: self.anchors,
            document: self.document,
            lines: self.lines,
        }
    }
}

/// Recomputes everything that derives from the texts of a stored entry, with the current rules.
///
/// Only the texts are available here. The caller must not store `raw_hash` and `identity.link` of
/// the result. Fails if the stored HTML cannot be decompressed.
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
    let marked = Marked::read(&entry.title, &body_text);
    Ok(ComparedTexts {
        title: compared_title(&marked.title),
        marked,
        text,
        body_text,
    })
}

/// Tokenizes the texts of a stored entry for a comparison. Fails if the stored HTML cannot be
/// decompressed.
pub fn profile(entry: &EntryTexts) -> Result<Profile, UnreadableHtml> {
    let texts = compared_texts(entry)?;
    Ok(Profile::new(Facts {
        title: texts.title.as_str(),
        marked: &texts.marked,
        lead_in: lead_in(&texts.body_text, texts.text.as_str()).as_str(),
        source_note: source_note(&texts.body_text, texts.text.as_str()).as_str(),
        text: texts.text.as_str(),
        outlet: &entry.outlet,
        published: entry.published,
    }))
}

/// Characters of the beginning of a text as sent in which a lead-in stands, and of the beginning of
/// a text without it by which its end is found.
const LEAD_IN_CHARS: usize = 80;
const BEGINNING_CHARS: usize = 6;

/// What normalising removed before a text, normalised too; empty if the text begins as it was sent.
fn lead_in(sent: &str, normalized: &str) -> String {
    let beginning = |text: &str, chars: usize| text.chars().take(chars).collect::<String>();
    let first = beginning(normalized, BEGINNING_CHARS);
    if first.is_empty() || sent.starts_with(&first) {
        return String::new();
    }
    let whole = normalize::normalize_title(&beginning(sent, LEAD_IN_CHARS)).into_string();
    let lead_in = whole.split_once(&first).map(|(lead_in, _)| lead_in);
    lead_in.unwrap_or_default().to_owned()
}

/// Most characters of a note of the source.
const SOURCE_NOTE_CHARS: usize = 16;

/// The source that a text as sent names in brackets at its end, where normalising removed it, and
/// normalised too: `(国家统计局)`. Empty if there is none.
fn source_note(sent: &str, normalized: &str) -> String {
    let brackets = [('(', ')'), ('（', '）')];
    let note = |(open, close): (char, char)| {
        let (_, note) = sent.trim_end().strip_suffix(close)?.rsplit_once(open)?;
        let is_short = note.chars().count() <= SOURCE_NOTE_CHARS;
        let is_removed = !normalized.trim_end_matches(')').ends_with(note);
        (is_short && is_removed).then_some(note)
    };
    let note = brackets.into_iter().find_map(note).unwrap_or_default();
    normalize::normalize_title(note).into_string()
}

/// A title without an agency's lead-in. Flashes without a headline begin with one; if nothing else
/// is left, the title stays whole. It does too if what is before it announces several pieces of
/// news: `【公告精选】`.
fn compared_title(title: &str) -> NormalizedText {
    let without_frame = normalize::normalize(title);
    let whole = normalize::normalize_title(title);
    let is_lost = |frame: &str| fold::announces_digest(frame);
    let frame = whole.as_str().strip_suffix(without_frame.as_str());
    if without_frame.chars() == 0 || frame.is_some_and(is_lost) {
        return whole;
    }
    without_frame
}

/// Prepares an entry whose identity and raw hash are known; computes only what derives from its
/// text.
pub(super) fn with_text(identity: Identity, raw_hash: ContentHash, raw: RawEntry) -> PreparedEntry {
    DerivedTexts::new(&raw).of_entry(identity, raw_hash, raw, None)
}

/// Prepares an entry again, with the HTML of its page instead of its own.
pub(super) fn with_page_text(entry: &PreparedEntry, html: String) -> PreparedEntry {
    let raw = RawEntry {
        content: Some(html),
        ..entry.raw.clone()
    };
    with_text(entry.identity.clone(), entry.raw_hash, raw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{SourceName, Timestamp};

    /// Entries of which some share a guid, a link or everything, or have no date.
    fn entries() -> Vec<RawEntry> {
        let entry = |number: i64| RawEntry {
            guid: (number % 4 != 0).then(|| format!("guid-{}", number % 7)),
            link: (number % 3 != 0).then(|| format!("https://a.example/{}", number % 9)),
            title: Some(format!("Lighthouse {}", number % 5)),
            content: Some(format!(
                "<p>The lamp of lighthouse {} is lit.</p>",
                number % 6
            )),
            published: (number % 8 != 0)
                .then(|| Timestamp::from_second(1_700_000_000 + number * 37 % 50).unwrap()),
            ..RawEntry::default()
        };
        // The document repeats six of them.
        (0..60).chain(3..9).map(entry).collect()
    }

    fn scope(source: &SourceName) -> GuidScope<'_> {
        GuidScope {
            source,
            document: None,
        }
    }

    #[test]
    fn what_normalising_removes_before_a_text_is_its_lead_in() {
        let text = "10月份，岚洲各港吞吐量同比增长5.6%，环比增长0.42%。";
        for (before, expected) in [
            ("据港务部消息，", "据港务部消息,"),
            ("據港務部消息，", "据港务部消息,"),
            ("", ""),
        ] {
            let sent = format!("{before}{text}");
            let normalized = normalize::normalize(&sent);
            assert_eq!(lead_in(&sent, normalized.as_str()), expected, "{before}");
        }
    }

    #[test]
    fn a_source_in_brackets_that_normalising_removes_behind_a_text_is_its_note() {
        let text = "10月份，岚洲各港吞吐量同比增长5.6%，环比增长0.42%。";
        for (behind, expected) in [
            ("（港务部）", "港务部"),
            ("(港務部)", "港务部"),
            ("", ""),
            // A clause of the text.
            (
                "该数据不含东屿港（东屿港于10月起停产检修，预计明年二月恢复）",
                "",
            ),
        ] {
            let sent = format!("{text}{behind}");
            let normalized = normalize::normalize(&sent);
            assert_eq!(
                source_note(&sent, normalized.as_str()),
                expected,
                "{behind}"
            );
        }
    }

    #[test]
    fn a_document_in_parts_gives_the_same_entries_as_at_once() {
        let source = SourceName::parse("outlet").unwrap();
        let whole = prepare(scope(&source), entries());
        let sent = entries().into_iter();
        let sent = sent.map(|raw| SentEntry::new(raw, Waiting::Packed));
        let mut parts = EntriesInParts::new(scope(&source), sent.collect());
        let mut joined = Vec::new();
        while !parts.is_empty() {
            joined.extend(parts.next_part(1));
        }
        assert_eq!(format!("{joined:?}"), format!("{whole:?}"));
        assert!(
            whole.len() > 20 && whole.len() < entries().len(),
            "{}",
            whole.len()
        );
    }

    #[test]
    fn identities_are_those_with_the_texts_of_all_entries() {
        let source = SourceName::parse("outlet").unwrap();
        let entries = entries();
        let expected = identify::identities(scope(&source), &entries, |entry| {
            DerivedTexts::new(entry).fingerprint.content
        });
        let sent = entries.into_iter();
        let sent: Vec<SentEntry> = sent
            .map(|raw| SentEntry::new(raw, Waiting::Packed))
            .collect();
        let identities = identities(scope(&source), &sent);
        assert_eq!(format!("{identities:?}"), format!("{expected:?}"));
    }
}
