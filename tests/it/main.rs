//! The one integration crate.

mod config;
mod config_any_text;
mod config_edit;
mod config_mistakes;
mod config_outlook;
mod config_schema;
mod config_shipped;
mod demo;
mod env;
mod fetch;
mod fetch_addresses;
mod fetch_files;
mod fetch_hostile;
mod fetch_limits;
mod fetch_over_time;
mod fetch_proxy;
mod parse;
mod preview;
mod publish;
mod publish_any_text;
mod publish_sanitize;
mod publish_stories;
mod publish_verify;
mod publish_write;
mod run;
mod server;
