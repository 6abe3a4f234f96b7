//! How reports for people write a time, an id and a title.

use jiff::tz::TimeZone;

use crate::model::Timestamp;

/// How many digits of an id lists show: enough to distinguish a million stories in practice.
const SHORT_ID: usize = 12;

/// Shown in the place of a title where no text can be.
pub(super) const NO_TITLE: &str = "(no title)";

/// Most terminal columns of a title in a table.
const TITLE_COLUMNS: usize = 160;

/// An instant in the zone of the site, to the minute.
pub(super) fn local_time(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone())
        .strftime("%Y-%m-%d %H:%M")
        .to_string()
}

/// The beginning of an id, for lists.
pub(super) fn short_id(id: impl std::fmt::Display) -> String {
    id.to_string().chars().take(SHORT_ID).collect()
}

/// A title for a table, whose rows all have the width of the longest one: some sources give a
/// whole text as the title.
pub(super) fn title_cell(title: &str) -> String {
    console::truncate_str(titled(title), TITLE_COLUMNS, "…").into_owned()
}

/// A title for where the text stands below or is not read.
pub(super) fn titled(title: &str) -> &str {
    if title.is_empty() { NO_TITLE } else { title }
}
