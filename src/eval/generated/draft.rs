//! The title and the text of an entry, to be changed, and an entry made of them.

use crate::model::{Comparable, EntryTexts, PackedHtml, Timestamp, UnreadableHtml};
use crate::normalize;
use crate::pipeline;

/// A title and a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) title: String,
    /// One block of the HTML per line; empty if the entry has no text.
    pub(super) text: String,
}

/// Who carries an entry, and when.
#[derive(Debug)]
pub(super) struct Carried {
    pub(super) outlet: String,
    pub(super) published: Option<Timestamp>,
}

impl Draft {
    /// The texts of a stored entry.
    pub(super) fn new(entry: &EntryTexts) -> Result<Self, UnreadableHtml> {
        Ok(Self {
            title: entry.title.clone(),
            text: normalize::body_text(&entry.html.html()?),
        })
    }

    /// The same draft with both texts changed.
    pub(super) fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self {
            title: change(&self.title),
            text: change(&self.text),
        }
    }

    /// Makes an entry with these texts. It links to no page, and has the key of the entry it was
    /// made of: it is compared with that one only, and never stored.
    pub(super) fn entry(
        self,
        made_of: &EntryTexts,
        carried: Carried,
    ) -> Result<EntryTexts, UnreadableHtml> {
        let carried = Comparable {
            outlet: carried.outlet,
            published: carried.published,
            url: None,
            ..made_of.entry.clone()
        };
        let texts = EntryTexts {
            entry: carried,
            title: self.title,
            html: PackedHtml::plain(&html(&self.text)),
        };
        let prepared = pipeline::reprepare(&texts)?;
        Ok(EntryTexts {
            entry: Comparable {
                revision: prepared.revision,
                fingerprint: prepared.fingerprint,
                document: prepared.document,
                ..texts.entry
            },
            ..texts
        })
    }
}

/// One paragraph for each line.
fn html(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = line.replace('&', "&amp;").replace('<', "&lt;");
        format!("<p>{line}</p>")
    });
    lines.collect()
}
