//! Takes care of the database file: opens it, checks it, backs it up and restores it.
//!
//! - [`open`] opens it for writing, for reading or as a copy, and applies the migrations;
//!   [`checkpoint`] copies its log into it during a long pass.
//! - [`readers`] keeps connections for a program that runs for long beside passes.
//! - [`lock`] lets one pass at a time work on it.
//! - [`header`] and [`quick_check`] look for damage whenever it is opened; [`full_check`] reads
//!   all of it, for [`examine`], which is what `doctor` reports, and for backups.
//! - [`search_index`] makes a full-text index anew that is damaged alone.
//! - [`backup`] copies it to a file named by [`backup_name`]; [`restore`] puts a copy in its
//!   place.

mod backup;
mod backup_name;
pub(super) mod checkpoint;
mod examine;
pub(super) mod full_check;
mod header;
mod lock;
pub(super) mod open;
mod quick_check;
mod readers;
mod restore;
pub(super) mod search_index;

pub(in crate::store) use header::beside;

pub use backup::{BackedUp, Overwrite};
pub use examine::{Examination, Rows};
pub use lock::Lock;
pub use readers::{Readers, StoreState};
pub use restore::{Restored, SetAside, SetAsideState};
