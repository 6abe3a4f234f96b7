//! Says on standard error which stored texts are damaged and were left out.

use super::Shell;
use super::display::short_id;
use crate::model::{DamagedText, counted_as};
use crate::store::{Error, Store};

/// How many entries a line names.
pub(super) const LISTED: usize = 3;

/// Prints which entries lack their texts because these are damaged, and what to do.
pub(super) fn print(shell: &Shell, damaged: &[DamagedText]) {
    if damaged.is_empty() {
        return;
    }
    let listed = listed(damaged, LISTED);
    let are = counted_as(
        damaged.len(),
        "stored text is damaged and was left out",
        "stored texts are damaged and were left out",
    );
    shell.terminal.error(&format!(
        "{are} ({listed}); outputs have that of another full copy instead, if there is one. The next \
         read of a source brings the text again if its feed still has it; `feedfold doctor` names every \
         damaged text, and `feedfold restore FILE` puts a backup in the place of the store"
    ));
}

/// Prints that the full-text index was made anew, and what was wrong with it.
pub(super) fn print_mended(shell: &Shell, reason: Option<&str>) {
    let Some(reason) = reason else { return };
    shell.terminal.warning(&format!(
        "the full-text index of the store was damaged ({reason}) and was made anew from the stored \
         entries; nothing is lost. Look at the disk: it changed what was written"
    ));
}

/// The names of the first `most` entries, and how many more there are.
pub(super) fn listed(damaged: &[DamagedText], most: usize) -> String {
    let (listed, rest) = damaged.split_at(damaged.len().min(most));
    let listed: Vec<String> = listed
        .iter()
        .map(|text| {
            format!(
                "{} of {}: {}",
                short_id(text.entry),
                text.source,
                text.title
            )
        })
        .collect();
    let more = match rest.len() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    format!("{}{more}", listed.join("; "))
}

/// Prints the damaged texts that a report met in the store; gives them.
pub(super) fn print_met(shell: &Shell, store: &Store) -> Result<Vec<DamagedText>, Error> {
    let damaged = store.take_damaged_texts()?;
    print(shell, &damaged);
    Ok(damaged)
}
