//! feedfold reads many feeds and publishes one curated Atom feed in which every story stands once.
pub mod cli;
pub mod clock;
pub mod config;
pub mod curate;
pub mod fetch;
pub mod fold;
pub mod identify;
pub mod model;
pub mod normalize;
pub mod parse;
pub mod pipeline;
pub mod publish;
pub mod store;
