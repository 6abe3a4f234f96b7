//! Learns the boilerplate of each source: the lines that it repeats in different stories, such as
//! an outlet's closing words.
//!
//! Copies of one text repeat its lines too, so that uses are counted by story. Comparisons leave
//! out learned lines. Exact hashes and anchors never depend on them, so that equal entries get
//! equal keys in every store. `refold` applies what was learned to earlier stories.

use std::cell::RefCell;

use foldhash::{HashMap, HashMapExt as _};
use rusqlite::{Connection, Transaction, params};

use crate::model::{LineKey, PreparedEntry, SourceName, Timestamp};
use crate::store::columns::{bytes, seconds, timestamp};
use crate::store::{Error, Store};

/// Number of different stories of a source in which a line must occur.
///
/// Two stories may quote the same sentence. If a third one with other text contains it, it is an
/// outlet's habit.
const MIN_STORIES: u32 = 3;

/// Most uses of a line stored until it is learned: more than [`MIN_STORIES`], since some of them
/// may be copies of each other.
const MAX_USES: u32 = 6;

/// A line that a source repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoilerplateLine {
    /// As the entry has it with which it was learned.
    pub text: String,
    /// When it was learned.
    pub learned: Timestamp,
}

/// How often a source, given by its row, used each line.
#[derive(Debug)]
pub(in crate::store) struct LineUses {
    source: i64,
    /// All uses, if the source had none stored at first: its first document adds hundreds of
    /// lines. Otherwise `None`, and the counts are read from the database.
    all: RefCell<Option<HashMap<LineKey, u32>>>,
}

impl LineUses {
    pub(in crate::store) fn load(
        transaction: &Transaction<'_>,
        source: i64,
    ) -> Result<Self, Error> {
        let has_some = transaction
            .prepare_cached("SELECT 1 FROM lines WHERE source = ?1 LIMIT 1")?
            .exists([source])?;
        Ok(Self {
            source,
            all: RefCell::new((!has_some).then(HashMap::new)),
        })
    }

    /// In how many entries the source used a line.
    fn before(&self, transaction: &Transaction<'_>, line: LineKey) -> Result<u32, Error> {
        if let Some(all) = self.all.borrow().as_ref() {
            return Ok(all.get(&line).copied().unwrap_or_default());
        }
        let mut uses = transaction
            .prepare_cached("SELECT count(*) FROM lines WHERE source = ?1 AND line = ?2")?;
        Ok(uses.query_row(params![self.source, line.as_bytes()], |row| row.get(0))?)
    }

    /// Counts one more entry that uses a line.
    fn add(&self, line: LineKey) {
        if let Some(all) = self.all.borrow_mut().as_mut() {
            *all.entry(line).or_default() += 1;
        }
    }
}

/// Counts the lines of a placed entry, and learns those that its source repeats; returns how many
/// it learned.
pub(in crate::store) fn learn(
    transaction: &Transaction<'_>,
    uses: &LineUses,
    row: i64,
    entry: &PreparedEntry,
    now: Timestamp,
) -> Result<usize, Error> {
    let mut learned = 0;
    let source = uses.source;
    let mut remember = transaction
        .prepare_cached("INSERT OR IGNORE INTO lines (source, line, entry) VALUES (?1, ?2, ?3)")?;
    for (line, text) in entry.lines.iter() {
        let (key, before) = (line.as_bytes(), uses.before(transaction, line)?);
        if before >= MAX_USES {
            continue;
        }
        if remember.execute(params![source, key, row])? > 0 {
            uses.add(line);
        }
        // Most lines are never repeated.
        if before + 1 < MIN_STORIES {
            continue;
        }
        let in_stories: u32 = transaction
            .prepare_cached(
                "SELECT count(DISTINCT entries.story) FROM lines
                 JOIN entries ON entries.id = lines.entry
                 WHERE lines.source = ?1 AND lines.line = ?2",
            )?
            .query_row(params![source, key], |row| row.get(0))?;
        if in_stories >= MIN_STORIES {
            learned += transaction
                .prepare_cached(
                    "INSERT OR IGNORE INTO furniture (source, line, text, learned)
                     VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![source, key, text, seconds(now)])?;
        }
    }
    Ok(learned)
}

impl Store {
    /// The lines that a source repeats in different stories, the last learned first.
    pub fn boilerplate(&self, source: &SourceName) -> Result<Vec<BoilerplateLine>, Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT text, learned FROM furniture JOIN sources ON sources.id = furniture.source
         WHERE sources.name = ?1 ORDER BY learned DESC, text",
            )?;
            let rows = statement.query_map([source.as_str()], |row| {
                Ok(BoilerplateLine {
                    text: row.get("text")?,
                    learned: timestamp(row, "learned")?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// The keys of the lines that a source, given by its row, repeats.
pub(super) fn keys(connection: &Connection, source: i64) -> Result<Vec<LineKey>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT line FROM furniture WHERE source = ?1 ORDER BY line")?;
    let rows = statement.query_map([source], |row| bytes(row, "line"))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
