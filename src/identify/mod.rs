//! Identity and hashes: entry keys, recognition of entries that are sent again, content hashes,
//! published ids.
//!
//! Takes entries as sent and normalised texts; returns keys and hashes, all made with SHA-256.
//! Nothing is random: the same bytes from the same source always get the same key.

mod hash;
mod inherit;
mod ladder;
mod link;
mod recognise;
mod reuse;
#[cfg(test)]
mod tests;

pub use hash::{
    change_id_bits, content_hash, feed_id_bits, outlet_id_bits, output_entry_id_bits, raw_hash,
    revision, settings_hash, story_id_bits,
};
pub use inherit::{Heir, heirs};
pub use ladder::{GuidScope, identities, plain_keys};
pub use recognise::{DocumentGuids, FileNames, recognise};
pub use reuse::{is_later, is_same_article, reuse, reused_key};
