//! What counts as a correction or a withdrawal.

mod marks;
mod pairs;
