//! Caches of the texts of entries as they are compared, and of what suffices to refuse most
//! comparisons.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::prepare::{self, Prepared};
use crate::fold::{Profile, Sketch, Texts};
use crate::model::{
    Comparable, ContentHash, EntryKey, EntryTexts, LineKey, PreparedEntry, UnreadableHtml,
};

/// Most tokens of texts in the cache, about 30 bytes each.
const MAX_TOKENS: usize = 150_000;

/// Most bytes of sketches in the newer half of their cache.
const MAX_SKETCHES: usize = 14 << 20;

/// A cache of the texts of entries as they are compared: a pass compares one text with many.
#[derive(Debug, Default)]
pub(super) struct Profiles(RefCell<Cached>);

#[derive(Debug, Default)]
struct Cached {
    /// By entry, its revision, and the number of lines known as its source's boilerplate.
    profiles: HashMap<(EntryKey, ContentHash, usize), Rc<Profile>>,
    tokens: usize,
    /// The texts of the entries that are being stored, which the task of their source read.
    fresh: HashMap<(EntryKey, ContentHash), Profile>,
    sketches: Sketches,
}

/// Sketches of the texts of entries, as many as fit: those that were not used for long are
/// dropped.
#[derive(Debug, Default)]
struct Sketches {
    newer: HashMap<EntryKey, SketchedText>,
    older: HashMap<EntryKey, SketchedText>,
    /// Bytes of the newer ones.
    bytes: usize,
}

/// A sketch, and of which form of the texts it is.
#[derive(Debug, Clone)]
struct SketchedText {
    revision: ContentHash,
    removed: Removed,
    sketch: Rc<Sketch>,
}

/// Which lines a text was read without.
#[derive(Debug, Clone)]
enum Removed {
    /// None of these, which are all that it has.
    None(Rc<[LineKey]>),
    /// So many of its source's boilerplate, all that were known.
    Boilerplate(usize),
}

impl SketchedText {
    /// Whether the sketch is of the text of an entry as it would be read now.
    fn is_of(&self, entry: &Comparable) -> bool {
        let is_removed = |line: &LineKey| entry.boilerplate.contains(line);
        self.revision == entry.revision
            && match &self.removed {
                Removed::None(lines) => !lines.iter().any(is_removed),
                Removed::Boilerplate(number) => *number == entry.boilerplate.len(),
            }
    }

    fn size(&self) -> usize {
        let lines = match &self.removed {
            Removed::None(lines) => size_of_val(&**lines),
            Removed::Boilerplate(_) => 0,
        };
        size_of::<EntryKey>() + size_of::<Self>() + self.sketch.size() + lines
    }
}

impl Sketches {
    fn insert(&mut self, key: EntryKey, text: SketchedText) {
        if self.bytes > MAX_SKETCHES {
            self.older = std::mem::take(&mut self.newer);
            self.bytes = 0;
        }
        self.bytes += text.size();
        self.newer.insert(key, text);
    }

    fn get(&mut self, key: EntryKey) -> Option<&SketchedText> {
        if let Some(text) = self.older.remove(&key) {
            self.insert(key, text);
        }
        self.newer.get(&key)
    }
}

impl Profiles {
    /// Takes the texts of entries that are about to be stored; returns the entries.
    pub(super) fn take_texts(&self, prepared: Vec<Prepared>) -> Vec<PreparedEntry> {
        let mut cached = self.0.borrow_mut();
        cached.fresh.clear();
        let take = |Prepared {
                        entry,
                        profile,
                        sketch,
                    }: Prepared| {
            let (key, revision) = (entry.identity.key, entry.revision);
            let sketched = SketchedText {
                revision,
                removed: Removed::None(entry.lines.keys().collect()),
                sketch: Rc::new(sketch),
            };
            cached.sketches.insert(key, sketched);
            cached
                .fresh
                .extend(profile.map(|profile| ((key, revision), profile)));
            entry
        };
        prepared.into_iter().map(take).collect()
    }

    /// The texts of an entry as they are compared, from `make` if they are not at hand.
    fn get_or_make<E>(
        &self,
        entry: &Comparable,
        make: impl FnOnce() -> Result<Profile, E>,
    ) -> Result<Rc<Profile>, E> {
        let mut cached = self.0.borrow_mut();
        let key = (entry.key, entry.revision, entry.boilerplate.len());
        if let Some(profile) = cached.profiles.get(&key) {
            return Ok(Rc::clone(profile));
        }
        let is_sketched = cached
            .sketches
            .get(entry.key)
            .is_some_and(|text| text.is_of(entry));
        let fresh = cached.fresh.remove(&(entry.key, entry.revision));
        // A text that contains a line of boilerplate has to be read again without it.
        let profile = Rc::new(match fresh.filter(|_| is_sketched) {
            Some(fresh) => fresh.carried_by(&entry.outlet, entry.published),
            None => make()?,
        });
        if !is_sketched {
            let sketched = SketchedText {
                revision: entry.revision,
                removed: Removed::Boilerplate(entry.boilerplate.len()),
                sketch: Rc::new(Sketch::new(&profile)),
            };
            cached.sketches.insert(entry.key, sketched);
        }
        if cached.tokens > MAX_TOKENS {
            cached.profiles.clear();
            cached.tokens = 0;
        }
        cached.tokens += profile.size();
        cached.profiles.insert(key, Rc::clone(&profile));
        Ok(profile)
    }
}

impl Texts for Profiles {
    fn at_hand(&self, entry: &Comparable) -> Option<Rc<Profile>> {
        self.get_or_make(entry, || Err(())).ok()
    }

    fn read(&self, entry: &EntryTexts) -> Result<Rc<Profile>, UnreadableHtml> {
        self.get_or_make(entry, || prepare::profile(entry))
    }

    fn sketch(&self, entry: &Comparable) -> Option<Rc<Sketch>> {
        let mut cached = self.0.borrow_mut();
        let text = cached.sketches.get(entry.key)?;
        text.is_of(entry).then(|| Rc::clone(&text.sketch))
    }
}
