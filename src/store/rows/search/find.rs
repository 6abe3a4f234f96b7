//! Asks the full-text index, and gives the stories it finds in the order of all lists.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};

use crate::model::{DocumentNumber, SourceName, StoredStory, StoryId, Timestamp};
use crate::store::columns::{seconds, timestamp};
use crate::store::rows::document_numbers::number_key;
use crate::store::rows::members;
use crate::store::{Error, Store};

/// Up to this many stories are sorted by their positions. Of more, the newest are found sooner by
/// going through all stories from the newest one on.
const SORTED: usize = 16_384;

/// Stories that are read at once while going through all of them.
const WALKED: i64 = 2_000;

/// What the terms of a story must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TermQuery {
    /// This term is among them.
    Term(String),
    /// A term with this beginning is among them.
    Beginning(String),
    /// All of these hold.
    All(Vec<Self>),
    /// One of these holds.
    Any(Vec<Self>),
}

/// Which terms are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexed {
    /// Those of the titles.
    Titles,
    /// All.
    Everything,
}

/// Official numbers, one of which is enough.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberQuery {
    /// Numbers. One without a session matches any session.
    pub numbers: Vec<DocumentNumber>,
    /// Bare numbers, which match the ends of official ones.
    pub endings: Vec<String>,
}

impl TermQuery {
    /// The query in the syntax of FTS5; `None` if it asks for nothing.
    fn written(&self) -> Option<String> {
        let joined = |parts: &[Self], with: &str| {
            let parts: Vec<String> = parts.iter().filter_map(Self::written).collect();
            (!parts.is_empty()).then(|| format!("({})", parts.join(with)))
        };
        match self {
            Self::Term(term) => Some(quoted(term)),
            Self::Beginning(term) => Some(format!("{} *", quoted(term))),
            Self::All(parts) => joined(parts, " AND "),
            Self::Any(parts) => joined(parts, " OR "),
        }
    }
}

fn quoted(term: &str) -> String {
    format!("\"{}\"", term.replace('"', "\"\""))
}

/// A set of stories.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoryRows {
    bits: Vec<u64>,
    count: usize,
}

impl StoryRows {
    fn add(&mut self, row: i64) {
        let Ok(row) = usize::try_from(row) else {
            return;
        };
        let (word, bit) = (row / 64, 1_u64 << (row % 64));
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        if let Some(word) = self.bits.get_mut(word)
            && *word & bit == 0
        {
            *word |= bit;
            self.count += 1;
        }
    }

    /// Whether it has a story.
    pub fn has(&self, story: Candidate) -> bool {
        self.has_row(story.row)
    }

    fn has_row(&self, row: i64) -> bool {
        usize::try_from(row).is_ok_and(|row| {
            let word = self.bits.get(row / 64).copied().unwrap_or_default();
            word & (1 << (row % 64)) != 0
        })
    }

    fn iter(&self) -> impl Iterator<Item = i64> + '_ {
        let words = self.bits.iter().copied().enumerate();
        words.filter(|(_, word)| *word != 0).flat_map(|(at, word)| {
            (0..64)
                .filter(move |bit| word & (1 << bit) != 0)
                .filter_map(move |bit| i64::try_from(at * 64 + bit).ok())
        })
    }

    /// Adds all stories of another set.
    pub fn extend(&mut self, other: &Self) {
        other.iter().for_each(|row| self.add(row));
    }

    /// Keeps only the stories that are also in another set.
    pub fn retain(&mut self, other: &Self) {
        for (at, word) in self.bits.iter_mut().enumerate() {
            *word &= other.bits.get(at).copied().unwrap_or_default();
        }
        let ones = self.bits.iter().map(|word| word.count_ones());
        self.count = usize::try_from(ones.sum::<u32>()).unwrap_or(usize::MAX);
    }

    /// How many stories it has.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// A story that may be wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Its position in the order of stories.
    pub position: Timestamp,
    row: i64,
}

/// Which part of the order of stories is looked through.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reach {
    /// Only stories after this one, which are older.
    pub after: Option<Candidate>,
    /// Only stories at or after this instant.
    pub from: Option<Timestamp>,
    /// Only stories before this instant.
    pub before: Option<Timestamp>,
}

/// Stories that may be wanted, the newest first.
#[derive(Debug)]
pub struct Candidates<'a> {
    store: &'a Store,
    /// `None` for all stories.
    rows: Option<StoryRows>,
    /// Position and row of the next ones.
    ready: VecDeque<(i64, i64)>,
    /// After which position and row there are more; `None` if all that are left are ready.
    after: Option<(i64, i64)>,
    least: i64,
}

impl Candidates<'_> {
    /// The next one; `None` after the last.
    pub fn take(&mut self) -> Result<Option<Candidate>, Error> {
        loop {
            if let Some((position, row)) = self.ready.pop_front() {
                let position = Timestamp::from_second(position).unwrap_or(Timestamp::MIN);
                return Ok(Some(Candidate { position, row }));
            }
            let Some(after) = self.after else {
                return Ok(None);
            };
            let read = self.store.read(|store| walked(store, after, self.least))?;
            self.after = read.last().copied();
            let rows = self.rows.as_ref();
            let wanted = |row: i64| rows.is_none_or(|rows| rows.has_row(row));
            self.ready
                .extend(read.into_iter().filter(|(_, row)| wanted(*row)));
        }
    }
}

/// Positions and rows of the next stories after a place in their order.
fn walked(
    connection: &Connection,
    (position, row): (i64, i64),
    least: i64,
) -> Result<Vec<(i64, i64)>, Error> {
    // Two queries, for the reason that `rows::members` gives.
    let mut statement = connection.prepare_cached(
        "SELECT * FROM (
             SELECT position, id FROM stories WHERE merged_into IS NULL AND position = ?1
                 AND id < ?2 AND position >= ?3 ORDER BY id DESC LIMIT ?4)
         UNION ALL
         SELECT * FROM (
             SELECT position, id FROM stories WHERE merged_into IS NULL AND position < ?1
                 AND position >= ?3 ORDER BY position DESC, id DESC LIMIT ?4)
         ORDER BY position DESC, id DESC LIMIT ?4",
    )?;
    let rows = statement.query_map(params![position, row, least, WALKED], |row| {
        Ok((row.get(0)?, row.get(1)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Store {
    /// The stories whose terms the query asks for; `None` if it asks for nothing.
    pub fn stories_with(
        &self,
        wanted: &TermQuery,
        which: Indexed,
    ) -> Result<Option<StoryRows>, Error> {
        let Some(query) = wanted.written() else {
            return Ok(None);
        };
        let table = match which {
            Indexed::Titles => "search_titles",
            Indexed::Everything => "search_texts",
        };
        self.read(|connection| {
            let mut statement = connection
                .prepare_cached(&format!("SELECT rowid FROM {table} WHERE {table} MATCH ?1"))?;
            let mut rows = statement.query([query])?;
            let mut found = StoryRows::default();
            while let Some(row) = rows.next()? {
                found.add(row.get(0)?);
            }
            Ok(Some(found))
        })
        // The question reads nothing but the index.
        .map_err(|error| match error {
            Error::Damaged { path, reason } => Error::DamagedIndex { path, reason },
            error => error,
        })
    }

    /// The stories with one of these official numbers: those of which it is their own, and those
    /// that mention it.
    pub fn stories_numbered(&self, wanted: &NumberQuery) -> Result<(StoryRows, StoryRows), Error> {
        let mut conditions = Vec::new();
        let mut values = Vec::new();
        for number in &wanted.numbers {
            if number.session.is_some() {
                conditions.push("number = ?");
                values.push(Value::Text(number_key(number)));
            } else {
                let series = number.series.as_str();
                conditions.push("number LIKE ? ESCAPE '\\'");
                let pattern = format!("{series} % {}", escaped(&number.number));
                values.push(Value::Text(pattern));
            }
        }
        for ending in &wanted.endings {
            conditions.push("number LIKE ? ESCAPE '\\'");
            values.push(Value::Text(format!("% {}", escaped(ending))));
        }
        let (mut own, mut mentioned) = (StoryRows::default(), StoryRows::default());
        if conditions.is_empty() {
            return Ok((own, mentioned));
        }
        self.read(|connection| {
            let mut statement = connection.prepare(&format!(
                "SELECT entries.story, own FROM document_numbers
                 JOIN entries ON entries.id = document_numbers.entry WHERE {}",
                conditions.join(" OR ")
            ))?;
            let mut rows = statement.query(params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                let set = if row.get(1)? {
                    &mut own
                } else {
                    &mut mentioned
                };
                set.add(row.get(0)?);
            }
            Ok((own, mentioned))
        })
    }

    /// The stories among `rows`, or all stories for `None`, the newest first.
    pub fn newest_among(
        &self,
        rows: Option<StoryRows>,
        reach: Reach,
    ) -> Result<Candidates<'_>, Error> {
        let least = reach.from.map_or(i64::MIN, seconds);
        let before = reach.before.map_or((i64::MAX, i64::MAX), |at| {
            // No row has the id 0, so none at this position is found.
            (seconds(at), 0)
        });
        let after = reach.after.map_or(before, |story| {
            before.min((seconds(story.position), story.row))
        });
        let mut ready = VecDeque::new();
        let is_sorted = rows.as_ref().is_some_and(|rows| rows.len() <= SORTED);
        if let Some(rows) = rows.as_ref().filter(|_| is_sorted) {
            let mut places = self.read(|connection| {
                let mut statement = connection.prepare_cached(
                    "SELECT position FROM stories WHERE id = ?1 AND merged_into IS NULL",
                )?;
                let mut places = Vec::with_capacity(rows.len());
                for row in rows.iter() {
                    let position: Option<i64> =
                        statement.query_row([row], |row| row.get(0)).optional()?;
                    places.extend(position.map(|position| (position, row)));
                }
                Ok(places)
            })?;
            places.retain(|place| *place < after && place.0 >= least);
            places.sort_unstable_by(|one, other| other.cmp(one));
            ready = places.into();
        }
        Ok(Candidates {
            store: self,
            rows,
            ready,
            after: (!is_sorted).then_some(after),
            least,
        })
    }

    /// The stories of entries that the index lacks, and those it has in an older form; `None` if
    /// these are more than `limit`.
    pub fn stories_not_indexed(&self, limit: u64) -> Result<Option<StoryRows>, Error> {
        if self.search_lacks()? > limit {
            return Ok(None);
        }
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT story FROM entries
                     WHERE id > (SELECT value FROM meta WHERE name = 'search-filled')
                 UNION ALL SELECT story FROM search_stale",
            )?;
            let mut rows = statement.query([])?;
            let mut found = StoryRows::default();
            while let Some(row) = rows.next()? {
                found.add(row.get(0)?);
            }
            Ok(Some(found))
        })
    }

    /// The place of a story in the order of stories; `None` if there is none with this id.
    pub fn candidate(&self, story: StoryId) -> Result<Option<Candidate>, Error> {
        self.read(|connection| {
            Ok(connection
                .prepare_cached("SELECT id, position FROM stories WHERE key = ?1")?
                .query_row([story.as_bytes()], |row| {
                    Ok(Candidate {
                        row: row.get(0)?,
                        position: timestamp(row, "position")?,
                    })
                })
                .optional()?)
        })
    }

    /// The story of a candidate.
    pub fn story_of(&self, candidate: Candidate) -> Result<Option<StoredStory>, Error> {
        self.read(|connection| members::story(connection, candidate.row))
    }

    /// The rows of sources, and their titles as their feeds say them.
    pub fn source_rows(&self) -> Result<BTreeMap<SourceName, (i64, Option<String>)>, Error> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached("SELECT id, name, feed_title FROM sources")?;
            let rows = statement.query_map([], |row| {
                let name = crate::store::columns::source_name(row, "name")?;
                Ok((name, (row.get("id")?, row.get("feed_title")?)))
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// Escapes the wildcards of LIKE.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        let mark = matches!(character, '%' | '_' | '\\').then_some('\\');
        // Writing to a string cannot fail.
        let _ignored = match mark {
            Some(mark) => write!(escaped, "{mark}{character}"),
            None => write!(escaped, "{character}"),
        };
    }
    escaped
}
