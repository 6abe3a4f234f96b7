//! What a stretch of an entry's text says, if it is a value that another entry lacks.

use super::Stretch;
use super::parts::LEAST_VALUE;
use crate::fold::profile::Profile;
use crate::fold::tokens::{MASK, is_common_word, length};

/// Least and most that a replaced value is long, in ideographs; a word counts as two.
pub(super) const VALUE_LENGTH: std::ops::RangeInclusive<u32> = LEAST_VALUE..=16;

/// A value of at least `LONG_NAME` tokens may share pairs of tokens with the other entry, as the
/// names of two medicines do (`注射用头孢曲松钠`, `氨溴索注射液`): one in [`KNOWN_PART`] pairs, and
/// at least one.
const LONG_NAME: usize = 6;
const KNOWN_PART: usize = 4;

/// The particle before a Japanese verb (`けがをし`): no name has it.
const OBJECT_AND_VERB: u64 = 'を' as u64;

/// What an entry that puts a value into a place says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    /// The entry is about it: its title or first sentence says it, and the entry says it again.
    Subject,
    /// It names it here only.
    Once,
}

/// What a stretch of an entry's text says, if it is a value that the other entry has nowhere.
pub(super) fn value(stretch: &Stretch, from: &Profile, to: &Profile) -> Option<Value> {
    let tokens = from.body.tokens.get(stretch.clone())?;
    let is_no_value = tokens.contains(&MASK)
        || tokens.contains(&OBJECT_AND_VERB)
        || tokens.iter().all(|token| is_common_word(*token));
    if !VALUE_LENGTH.contains(&length(tokens)) || is_no_value {
        return None;
    }
    let parts = || tokens.windows(tokens.len().min(2));
    let known = parts().filter(|part| to.has_run(part)).count();
    let may_be_known = match tokens.len() {
        ..LONG_NAME => 0,
        length => ((length - 1) / KNOWN_PART).max(1),
    };
    if known > may_be_known {
        return None;
    }
    // A text that begins with its title says once what both say.
    let has_own_title = !from.body.tokens.starts_with(&from.title.tokens);
    let times = |part: &[u64]| {
        let runs = from.body.tokens.windows(part.len());
        runs.filter(|run| *run == part).count()
    };
    let is_subject = |part: &[u64]| {
        let in_title = from.title.has_run(part);
        let leads = stretch.start < from.body.lead;
        (has_own_title && in_title) || ((leads || in_title) && times(part) > 1)
    };
    Some(if parts().any(is_subject) {
        Value::Subject
    } else {
        Value::Once
    })
}
