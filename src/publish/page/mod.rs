//! Renders the pages of `serve`. A page runs no script and loads nothing but the style sheet.

mod feeds;
mod plain;
mod style;

pub use feeds::{ListedOutput, feeds};
pub use plain::plain;
pub use style::{STYLE, style_name};
