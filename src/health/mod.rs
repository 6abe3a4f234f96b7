//! Decides which alarms there are, from facts about the sources and the installation. Pure: takes
//! facts and gives alarms. `pipeline` gathers the facts, and the store keeps what was raised.
//!
//! - [`rhythm`] tells silence from a night and a weekend, [`holidays`] from a holiday.
//! - [`documents`] looks at the last reads of a source.
//! - [`sources`], [`silence`] and [`installation`] decide the alarms.
//! - [`changes`] compares the alarms with those that are open: each is raised once, reminded of
//!   after a week, and ends by itself.
//! - [`causes`] says what to do about a failure.

pub mod causes;
pub mod changes;
pub mod documents;
pub mod holidays;
pub mod installation;
pub mod rhythm;
mod silence;
pub mod sources;

use std::collections::BTreeSet;

use crate::model::{Alarm, AlarmKey};

/// What was decided about the alarms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JudgedAlarms {
    /// The alarms that there are.
    pub alarms: Vec<Alarm>,
    /// Alarms of which nothing is known now, for instance because the source cannot be read: an
    /// open one stays open, and none is raised.
    pub undecided: BTreeSet<AlarmKey>,
}
