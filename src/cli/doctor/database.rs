//! Findings about the store and its backups, from a full check of the database.

use std::path::{Path, PathBuf};

use super::super::{damaged, table};
use super::finding::{About, Finding};
use crate::model::{DamagedText, Timestamp, counted, counted_as};
use crate::store::{Error, Examination, Rows, interrupted_refold};

/// If the newest backup is older than this, in days, `doctor` says so.
const OLD_BACKUP: i64 = 7;

/// How many entries with damaged texts are named.
const LISTED_TEXTS: usize = 20;

/// The finding if there is no store at `path`, but an output file of a lost one.
pub(super) fn lost(path: &Path) -> Finding {
    About::new("store", path.display().to_string()).wrong(
        "it is not there, but its outputs are",
        "mount its disk, or `feedfold restore FILE`; if it is lost, `feedfold run --new-store`",
    )
}

/// The findings of a full check of the store at `path`.
pub(super) fn examined(path: &Path, examined: &Result<Examination, Error>) -> Vec<Finding> {
    let about = About::new("store", path.display().to_string());
    let examined = match examined {
        Ok(examined) => examined,
        Err(Error::Missing { .. }) => {
            return vec![about.note("there is none yet", "`feedfold run` makes it")];
        }
        Err(Error::Damaged { reason, .. }) => return vec![damaged(&about, reason)],
        Err(Error::Newer { found, known, .. }) => {
            return vec![about.wrong(
                format!("a newer feedfold wrote it (schema {found}, this one knows {known})"),
                "use that version, or another `[store] path`",
            )];
        }
        Err(error) => {
            return vec![about.wrong(error.to_string(), "let this user read it and its folder")];
        }
    };
    if !examined.faults.is_empty() {
        let faults = examined.faults.iter();
        return faults.map(|fault| damaged(&about, fault)).collect();
    }
    let mut findings: Vec<Finding> = damaged_texts(&about, &examined.damaged_texts)
        .into_iter()
        .collect();
    findings.extend(examined.index_fault.as_ref().map(|fault| {
        about.wrong(
            format!("its full-text index is damaged ({fault}), and nothing else"),
            "`feedfold vacuum` makes the index anew from the stored entries. Look at the disk: it \
             changed what was written",
        )
    }));
    if examined.schema < examined.newest {
        let (schema, newest) = (examined.schema, examined.newest);
        findings.push(about.note(
            format!("an older feedfold wrote it (schema {schema}, this one writes {newest})"),
            "`feedfold run` or `feedfold publish` brings it up to date; `feedfold backup` first is wise",
        ));
    }
    if let Some(rows) = &examined.rows {
        findings.extend(loose(&about, rows));
        if interrupted_refold(path).exists() {
            findings.push(about.note(
                "a refold was interrupted, or is running: the store is as it was before",
                "`feedfold refold` goes on with it",
            ));
        }
        if findings.is_empty() {
            findings.push(about.ok(format!(
                "whole: {}, schema {}, {}, {}",
                table::bytes(examined.bytes),
                examined.schema,
                counted(rows.entries, "entry"),
                counted(rows.stories, "story")
            )));
        }
    }
    findings
}

fn damaged(about: &About, reason: &str) -> Finding {
    about.wrong(
        format!("it is damaged: {reason}"),
        "`feedfold restore FILE` puts a backup in its place; without one, move it away and call `feedfold \
         run --new-store`: it reads what the feeds still carry, and published stories keep their ids",
    )
}

/// The finding that names the entries whose texts cannot be unpacked.
fn damaged_texts(about: &About, damaged: &[DamagedText]) -> Option<Finding> {
    if damaged.is_empty() {
        return None;
    }
    let listed = damaged::listed(damaged, LISTED_TEXTS);
    let cannot = counted_as(
        damaged.len(),
        "text cannot be unpacked",
        "entries have a text that cannot be unpacked",
    );
    Some(about.wrong(
        format!("it is damaged: {cannot} ({listed})"),
        "`feedfold run` brings back what the feeds still have: the run after the one that meets a damaged \
         text reads its source without conditions. `feedfold restore FILE` puts an older backup in its \
         place; without one, leave it: outputs have the text of another full copy, or none. Look at the \
         disk: it changed what was written",
    ))
}

fn loose(about: &About, rows: &Rows) -> Vec<Finding> {
    let Rows {
        entries: _,
        stories: _,
        astray,
        empty,
        dangling,
        without_anchors,
        outdated,
        not_indexed,
    } = *rows;
    let again = "`feedfold refold` decides everything again; if it stays, report it";
    let mut findings = Vec::new();
    for (number, one, many) in [
        (
            astray,
            "entry is in a story that was merged into another",
            "entries are in a story that was merged into another",
        ),
        (empty, "story has no entry", "stories have no entry"),
        (
            dangling,
            "link, anchor or number leads to no entry",
            "links, anchors or numbers lead to no entry",
        ),
    ] {
        if number > 0 {
            findings.push(about.wrong(counted_as(number, one, many), again));
        }
    }
    for (number, one, many) in [
        (
            outdated.entries,
            "entry was read by another version of the rules for texts",
            "entries were read by another version of the rules for texts",
        ),
        (
            without_anchors,
            "entry has no anchors: copies of it are found by equal texts only",
            "entries have no anchors: copies of them are found by equal texts only",
        ),
    ] {
        if number > 0 {
            findings.push(about.note(
                counted_as(number, one, many),
                "`feedfold refold`, then `feedfold publish`",
            ));
        }
    }
    if outdated.comparison.is_some() {
        findings.push(about.note(
            "its stories were decided by another version of the comparison",
            "`feedfold refold`, then `feedfold publish`",
        ));
    }
    if not_indexed > 0 {
        findings.push(about.note(
            counted_as(
                not_indexed,
                "entry is not in the full-text index yet",
                "entries are not in the full-text index yet",
            ),
            "the next runs add them; `feedfold refold` fills the index anew",
        ));
    }
    findings
}

/// The finding about the age of the newest backup in `folder`.
pub(super) fn backups(
    folder: &Path,
    found: &Result<Vec<(Timestamp, PathBuf)>, Error>,
    now: Timestamp,
) -> Finding {
    let about = About::new("backup", folder.display().to_string());
    let nightly = "run `feedfold backup --keep 14` every night; `--backups FOLDER` looks elsewhere";
    match found {
        Err(error) => about.wrong(error.to_string(), "let this user read the folder"),
        Ok(backups) => match backups.first() {
            None => about.note("there is none", nightly),
            Some((made, file)) => {
                let days = (now.as_second() - made.as_second()) / 86_400;
                let name = file.file_name().unwrap_or_default().display();
                let found = format!(
                    "{name} is {} old, {} in all",
                    counted(days, "day"),
                    backups.len()
                );
                if days >= OLD_BACKUP {
                    about.note(found, nightly)
                } else {
                    about.ok(found)
                }
            }
        },
    }
}
