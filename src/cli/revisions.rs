//! The history of an entry: its earlier texts and the differences between them.

use serde::Serialize;

use super::Shell;
use super::diff::paint::Paint;
use super::diff::unified::{self, Context};
use super::display::local_time;
use super::terminal::safe;
use crate::model::{Difference, EntryKey, Timestamp};
use crate::normalize::{self, Form};
use crate::store::{Revision, Store};

/// One change of an entry.
#[derive(Debug, Serialize)]
pub(super) struct RevisionView {
    /// When a pass saw the change.
    changed: Timestamp,
    /// The title before the change.
    title: String,
    /// The difference between the texts before and after it.
    difference: Difference,
}

/// Returns every change of an entry, the oldest first.
pub(super) fn load(store: &Store, entry: EntryKey) -> anyhow::Result<Vec<RevisionView>> {
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
    let forms: Vec<Form<'_>> = titles
        .chain([present.title.as_str()])
        .zip(&bodies)
        .map(|(title, body_text)| Form { title, body_text })
        .collect();
    let steps = forms.iter().zip(forms.iter().skip(1)).zip(&revisions);
    Ok(steps
        .map(
            |((before, after), Revision { at, title, .. })| RevisionView {
                changed: *at,
                title: title.clone(),
                difference: normalize::difference(*before, *after),
            },
        )
        .collect())
}

/// Draws the changes.
pub(super) fn lines(
    shell: &Shell,
    revisions: &[RevisionView],
    zone: &jiff::tz::TimeZone,
) -> Vec<String> {
    let paint = Paint::for_terminal(&shell.terminal);
    let mut lines = Vec::new();
    for revision in revisions {
        let retitled = revision.difference.retitled.as_ref();
        let before = retitled.map_or_else(String::new, |_| {
            format!(" (before: {})", safe(&revision.title))
        });
        lines.push(format!(
            "  changed      {}: {}{before}",
            local_time(revision.changed, zone),
            revision.difference.summary()
        ));
        let changes = unified::lines(&revision.difference, Context::Nothing, paint);
        lines.extend(changes.into_iter().map(|line| format!("    {line}")));
    }
    lines
}
