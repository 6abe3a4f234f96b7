//! The style sheet of all pages, and its hash.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// The style sheet: at most 12 kB, without anything that would have to be loaded.
pub const STYLE: &str = include_str!("style.css");

/// The file name under which `serve` offers the style sheet: its hash, so that a browser may keep
/// it for ever.
pub fn style_name() -> String {
    let digest = Sha256::digest(STYLE);
    let mut name = String::new();
    for byte in digest.iter().take(8) {
        // Writing to a string cannot fail.
        let _ignored = write!(name, "{byte:02x}");
    }
    name + ".css"
}

/// The content security policy of a page with a style sheet within: nothing else is run, loaded or
/// sent.
pub(super) fn policy(style: &str) -> String {
    let hash = STANDARD.encode(Sha256::digest(style));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::STYLE;

    #[test]
    fn the_style_sheet_is_small_and_loads_nothing() {
        assert!(STYLE.len() <= 12_000, "{}", STYLE.len());
        for word in ["url(", "@import", "expression", "</", "http:", "https:"] {
            assert!(!STYLE.contains(word), "{word}");
        }
    }
}
