//! Finds the stored entry that a label names.

use std::collections::{HashMap, HashSet};

use super::labels::{IgnoredPair, Name};
use super::unordered;
use crate::model::{EntryKey, EntryRow, Member, StoryId};
use crate::store::{self, Store};

/// An entry, its row and its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) key: EntryKey,
    pub(super) row: EntryRow,
    pub(super) story: StoryId,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Field {
    Entry(String),
    File(String),
    Guid(String),
    OfSource(String, String),
}

/// Every stored entry by its names.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// `None` for a name that several entries have.
    names: HashMap<Field, Option<Placed>>,
}

impl Index {
    pub(super) fn read(store: &Store) -> Result<Self, store::Error> {
        let mut index = Self::default();
        let read = store.export(&mut |stored| {
            for member in &stored.members {
                index.add(member, stored.id);
            }
            Ok(())
        })?;
        // Adding to a map does not fail.
        read.unwrap_or_default();
        Ok(index)
    }

    fn add(&mut self, member: &Member, story: StoryId) {
        let placed = Placed {
            key: member.key,
            row: member.row,
            story,
        };
        let file = member.file.clone().map(Field::File);
        let guid = member.guid.clone().map(Field::Guid);
        let of_source = member
            .guid
            .clone()
            .map(|guid| Field::OfSource(member.source.to_string(), guid));
        let fields = [
            Some(Field::Entry(member.key.to_string())),
            file,
            guid,
            of_source,
        ];
        for field in fields.into_iter().flatten() {
            let known = self.names.entry(field).or_insert(Some(placed));
            if *known != Some(placed) {
                *known = None;
            }
        }
    }

    /// The entry of that name; `None` if the store has none, or several.
    pub(super) fn find(&self, name: &Name) -> Option<&Placed> {
        let fields = match name {
            Name::Any(name) => vec![
                Field::Entry(name.clone()),
                Field::File(name.clone()),
                Field::Guid(name.clone()),
            ],
            Name::Fields {
                entry,
                file,
                source,
                guid,
            } => {
                let mut fields: Vec<Field> = Vec::new();
                fields.extend(entry.clone().map(Field::Entry));
                fields.extend(guid.clone().map(|guid| match source {
                    Some(source) => Field::OfSource(source.clone(), guid),
                    None => Field::Guid(guid),
                }));
                fields.extend(file.clone().map(Field::File));
                fields
            }
        };
        fields
            .iter()
            .find_map(|field| self.names.get(field)?.as_ref())
    }

    /// The keys of the pairs of which both entries are stored.
    pub(super) fn pairs(&self, pairs: &[IgnoredPair]) -> HashSet<(EntryKey, EntryKey)> {
        let found = pairs
            .iter()
            .filter_map(|pair| Some((self.find(&pair.a)?.key, self.find(&pair.b)?.key)));
        found.map(|(one, other)| unordered(one, other)).collect()
    }
}
