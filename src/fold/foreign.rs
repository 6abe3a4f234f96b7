//! Tells whether a text says anything of what a title or a summary names.

use super::profile::MIN_NAMING_TITLE;
use super::tokens::TokenizedText;

/// Whether `text` has next to nothing of the matter that `told` names; both are normalised.
///
/// It then has no number of it, and no more of its words than chance gives. `None` if `told` is a
/// word or two (`Update`) and names no matter.
pub fn is_foreign(told: &str, text: &str) -> Option<bool> {
    let told = TokenizedText::new(told);
    let names_matter = told.ideographs >= MIN_NAMING_TITLE;
    names_matter.then(|| told.is_foreign_to_text(&TokenizedText::new(text)))
}

/// The length of a normalised text in ideographs; a word of a spaced script counts as two.
pub fn length(text: &str) -> u32 {
    TokenizedText::new(text).ideographs
}
