//! Counts the repairs, and describes them in warnings.

use super::MAX_DEPTH;
use crate::parse::lenient::Faults;

/// The repairs of one document.
#[derive(Debug, Default)]
pub(super) struct RepairCounts {
    pub(super) unclosed: usize,
    pub(super) stray: usize,
    pub(super) ampersands: usize,
    pub(super) expanded: usize,
    pub(super) unknown_entity: Option<String>,
    pub(super) too_deep: bool,
}

impl RepairCounts {
    pub(super) fn warnings(&self, faults: &Faults<'_>) -> Vec<String> {
        let mut notes = Vec::new();
        let mut note = |text: String| notes.push(text);
        if faults.junk_before {
            note("the text before the feed's first element was left out".to_owned());
        }
        if faults.junk_behind {
            note(
                "the text behind the feed's last element was taken for a part of it or left out"
                    .to_owned(),
            );
        }
        if faults.ends_early {
            note("the document ends in the middle; what is complete was kept".to_owned());
        }
        if faults.open_section {
            note("a comment or CDATA section that never ends was opened up".to_owned());
        }
        let counted = [
            (self.unclosed, "tags left open or crossed were closed"),
            (self.stray, "end tags that close nothing were left out"),
            (self.ampersands, "`&` that meant themselves were escaped"),
            (
                self.expanded,
                "references to entities of its own were replaced",
            ),
        ];
        for (count, what) in counted {
            if count > 0 {
                note(format!("{what}: {count}"));
            }
        }
        if let Some(name) = &self.unknown_entity {
            note(format!(
                "the entity `{name}` has no text here; references to it stay as written"
            ));
        }
        if let Some(prefix) = faults.undeclared_prefix {
            note(format!(
                "the prefix `{prefix}` is not declared; it was taken in its usual meaning"
            ));
        }
        if self.too_deep {
            note(format!("tags nested deeper than {MAX_DEPTH} were left out"));
        }
        notes
    }
}
