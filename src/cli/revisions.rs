//! The history of an entry: its earlier texts and the differences between them.

use serde::Serialize;

use super::Shell;
use super::diff::compare::{Difference, Text};
use super::diff::paint::Paint;
use super::diff::unified::{self, Around};
use super::sources::shown;
use super::terminal::safe;
use crate::model::{EntryKey, Timestamp};
use crate::normalize;
use crate::store::{Revision, Store};

/// One change of an entry.
#[derive(Debug, Serialize)]
pub(super) struct ShownRevision {
    /// When a pass saw the change.
    changed: Timestamp,
    /// The title before the change.
    title: String,
    /// The difference between the texts before and after it.
    difference: Difference,
}

/// Returns every change of an entry, the oldest first.
pub(super) fn of(store: &Store, entry: EntryKey) -> anyhow::Result<Vec<ShownRevision>> {
    let revisions = store.revisions(entry)?;
    if revisions.is_empty() {
        return Ok(Vec::new());
    }
    let Some((present, _)) = store.placed(entry)? else {
        return Ok(Vec::new());
    };
    let present_html = present.html.html()?;
    let bodies: Vec<String> = revisions
        .iter()
        .map(|revision| revision.html.as_str())
        .chain([present_html.as_ref()])
        .map(normalize::body_text)
        .collect();
    let titles = revisions.iter().map(|revision| revision.title.as_str());
    let forms: Vec<Text<'_>> = titles
        .chain([present.title.as_str()])
        .zip(&bodies)
        .map(|(title, body)| Text { title, body })
        .collect();
    let steps = forms.iter().zip(forms.iter().skip(1)).zip(&revisions);
    Ok(steps
        .map(
            |((before, after), Revision { at, title, .. })| ShownRevision {
                changed: *at,
                title: title.clone(),
                difference: Difference::of(*before, *after),
            },
        )
        .collect())
}

/// Draws the changes.
pub(super) fn lines(
    shell: &Shell,
    revisions: &[ShownRevision],
    zone: &jiff::tz::TimeZone,
) -> Vec<String> {
    let paint = Paint::of(&shell.terminal);
    let mut lines = Vec::new();
    for revision in revisions {
        let retitled = revision.difference.retitled.as_ref();
        let before = retitled.map_or_else(String::new, |_| {
            format!(" (before: {})", safe(&revision.title))
        });
        lines.push(format!(
            "  changed      {}: {}{before}",
            shown(revision.changed, zone),
            revision.difference.summary()
        ));
        let changes = unified::lines(&revision.difference, Around::Nothing, paint);
        lines.extend(changes.into_iter().map(|line| format!("    {line}")));
    }
    lines
}
