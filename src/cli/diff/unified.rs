//! Draws a difference as lines: `-` marks cut text, `+` added text.

use super::paint::Paint;
use crate::model::{Difference, Piece, PieceKind, SentenceChange, counted};

/// How many equal sentences to show before and after a change.
const CONTEXT: usize = 1;

/// How many equal sentences to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Context {
    /// [`CONTEXT`] sentences before and after a change.
    Some,
    /// None.
    Nothing,
}

/// Draws a difference.
pub(in crate::cli) fn lines(
    difference: &Difference,
    context: Context,
    paint: Paint,
) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(title) = &difference.retitled {
        lines.extend(change_lines(title, paint));
    }
    let sentences = &difference.sentences;
    let mut skipped = 0_usize;
    for (at, change) in sentences.iter().enumerate() {
        let near = sentences
            .iter()
            .skip(at.saturating_sub(CONTEXT))
            .take(2 * CONTEXT + 1)
            .any(|near| !is_same(near));
        if is_same(change) && (context == Context::Nothing || !near) {
            skipped += 1;
            continue;
        }
        if context == Context::Some {
            lines.extend(gap(skipped));
        }
        skipped = 0;
        lines.extend(change_lines(change, paint));
    }
    if context == Context::Some {
        lines.extend(gap(skipped));
    }
    lines
}

fn is_same(change: &SentenceChange) -> bool {
    matches!(
        change,
        SentenceChange::Same { .. } | SentenceChange::Respelled { .. }
    )
}

/// The line in place of equal sentences that are not shown.
fn gap(skipped: usize) -> Option<String> {
    (skipped > 0).then(|| format!("  … {} alike", counted(skipped, "sentence")))
}

fn change_lines(change: &SentenceChange, paint: Paint) -> Vec<String> {
    let whole = |kind, text: &String| {
        vec![Piece {
            kind,
            text: text.clone(),
        }]
    };
    match change {
        SentenceChange::Same { text } => {
            vec![format!("  {}", paint.line(&whole(PieceKind::Same, text)))]
        }
        SentenceChange::Respelled { after, .. } => {
            vec![format!("  {}", paint.line(&whole(PieceKind::Same, after)))]
        }
        SentenceChange::Cut { text } => vec![format!("- {}", paint.whole(PieceKind::Cut, text))],
        SentenceChange::Added { text } => {
            vec![format!("+ {}", paint.whole(PieceKind::Added, text))]
        }
        SentenceChange::Changed { before, after } => {
            vec![
                format!("- {}", paint.line(before)),
                format!("+ {}", paint.line(after)),
            ]
        }
    }
}
