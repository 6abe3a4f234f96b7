//! Attributes that hide an element from readers.

use html5ever::Attribute;

/// Whether an attribute hides an element.
pub(super) fn hides(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|attribute| match &*attribute.name.local {
            "hidden" => true,
            "style" => style_hides(&attribute.value),
            _ => false,
        })
}

/// `display:none` or `visibility:hidden`, however spaced.
fn style_hides(style: &str) -> bool {
    style.split(';').any(|rule| {
        let folded = rule.chars().filter(|c| !c.is_whitespace());
        let folded = folded.flat_map(char::to_lowercase);
        ["display:none", "visibility:hidden"].iter().any(|hiding| {
            let mut folded = folded.clone();
            hiding.chars().all(|c| folded.next() == Some(c))
        })
    })
}
