//! feedfold reads many feeds and publishes one curated Atom feed in which every story stands once.
pub mod config;
pub mod fold;
pub mod identify;
pub mod model;
pub mod normalize;
pub mod publish;
pub mod store;
