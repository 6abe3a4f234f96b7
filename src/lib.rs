//! feedfold reads many feeds and publishes one curated Atom feed in which every story stands once.
pub mod model;
pub mod publish;
