//! The style sheet of all pages, and its hash.

use std::fmt::Write as _;

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
        let _written = write!(name, "{byte:02x}");
    }
    name + ".css"
}
