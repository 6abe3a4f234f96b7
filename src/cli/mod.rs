//! The commands.

pub mod preview;
