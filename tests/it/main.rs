//! The one integration crate.
mod config;
mod config_edit;
mod config_outlook;
mod config_schema;
mod fetch;
mod fetch_files;
mod fetch_hostile;
mod publish;
mod publish_any_text;
mod publish_sanitize;
mod publish_stories;
mod publish_verify;
mod publish_write;

mod parse;
mod preview;
mod server;
