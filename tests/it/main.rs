//! The one integration crate.
mod config;
mod publish;
mod publish_any_text;
mod publish_sanitize;
mod publish_stories;
mod publish_verify;
mod publish_write;

mod parse;
mod parse_fixtures;
mod preview;
