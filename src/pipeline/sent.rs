//! An entry as sent, from when it is read until it is prepared.

use crate::identify;
use crate::model::{ContentHash, PackedHtml, RawEntry};

/// An entry as sent, with the hash of everything that the publisher sent.
#[derive(Debug)]
pub(super) struct SentEntry {
    /// Without its texts if these are packed.
    raw: RawEntry,
    raw_hash: ContentHash,
    packed: Option<Box<PackedTexts>>,
}

#[derive(Debug)]
struct PackedTexts {
    summary: Option<PackedHtml>,
    content: Option<PackedHtml>,
}

/// Whether the texts of an entry are compressed while it waits. The texts of a long document
/// together take as much memory as the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waiting {
    /// They stay as they are: the entry is prepared soon.
    Plain,
    Packed,
}

impl SentEntry {
    /// Takes an entry that was just read.
    pub(super) fn new(mut raw: RawEntry, waiting: Waiting) -> Self {
        let raw_hash = identify::raw_hash(&raw);
        let packed = (waiting == Waiting::Packed).then(|| {
            let pack = |html: String| PackedHtml::pack(&html);
            Box::new(PackedTexts {
                summary: raw.summary.take().map(pack),
                content: raw.content.take().map(pack),
            })
        });
        Self {
            raw,
            raw_hash,
            packed,
        }
    }

    /// The hash of everything that the publisher sent.
    pub(super) fn raw_hash(&self) -> ContentHash {
        self.raw_hash
    }

    /// The entry with its texts, and its content, or else its summary, if that is packed already.
    pub(super) fn into_raw(self) -> (RawEntry, Option<PackedHtml>) {
        let Self {
            mut raw, packed, ..
        } = self;
        let html = packed.and_then(|texts| {
            (raw.summary, raw.content) = texts.unpacked();
            texts.content.or(texts.summary)
        });
        (raw, html)
    }

    /// A copy of the entry with its texts.
    pub(super) fn to_raw(&self) -> RawEntry {
        let mut raw = self.raw.clone();
        if let Some(texts) = &self.packed {
            (raw.summary, raw.content) = texts.unpacked();
        }
        raw
    }
}

impl PackedTexts {
    /// Summary and content. What was packed in this run is not damaged.
    fn unpacked(&self) -> (Option<String>, Option<String>) {
        let unpack = |packed: &PackedHtml| packed.html().map(String::from).ok();
        (
            self.summary.as_ref().and_then(unpack),
            self.content.as_ref().and_then(unpack),
        )
    }
}

/// The fields of the entry but for its texts, which may be packed.
impl AsRef<RawEntry> for SentEntry {
    fn as_ref(&self) -> &RawEntry {
        &self.raw
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_comes_back_as_it_was_sent_whether_its_texts_are_packed_or_not() {
        let long = "<p>三年改造全部灯塔。</p>".repeat(30);
        for (summary, content) in [
            (None, None),
            (None, Some(long.clone())),
            (Some("<p>短</p>".to_owned()), Some(long.clone())),
            (Some(long.clone()), Some(String::new())),
        ] {
            let raw = RawEntry {
                guid: Some("1".to_owned()),
                summary,
                content,
                ..RawEntry::default()
            };
            for waiting in [Waiting::Plain, Waiting::Packed] {
                let sent = SentEntry::new(raw.clone(), waiting);
                assert_eq!(sent.raw_hash(), identify::raw_hash(&raw));
                assert_eq!(sent.to_raw(), raw);
                let (again, html) = sent.into_raw();
                assert_eq!(again, raw);
                let expected = raw.content.as_ref().or(raw.summary.as_ref());
                let expected = expected.filter(|_| waiting == Waiting::Packed);
                let expected = expected.map(|html| PackedHtml::pack(html));
                assert_eq!(html, expected);
            }
        }
        let raw = RawEntry {
            content: Some(long),
            ..RawEntry::default()
        };
        let packed = SentEntry::new(raw, Waiting::Packed);
        assert_eq!(packed.as_ref().content, None);
    }
}
