//! A cache of the texts of entries as they are compared.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::prepare::{self, Prepared};
use crate::fold::{Profile, Texts};
use crate::model::{Comparable, ContentHash, EntryKey, LineKey, PreparedEntry, UnreadableHtml};

/// Most tokens of texts in the cache, about 30 bytes each.
const MAX_TOKENS: usize = 400_000;

/// A cache of the texts of entries as they are compared: a pass compares one text with many.
#[derive(Debug, Default)]
pub(super) struct Profiles(RefCell<Cached>);

#[derive(Debug, Default)]
struct Cached {
    /// By entry, its revision, and the number of lines known as its source's boilerplate.
    profiles: HashMap<(EntryKey, ContentHash, usize), Rc<Profile>>,
    tokens: usize,
    /// The texts of the entries that are being stored, which the task of their source read.
    fresh: HashMap<(EntryKey, ContentHash), FreshProfile>,
}

/// The texts of an entry as the task of its source read them, before its outlet and the
/// boilerplate of its source are known.
#[derive(Debug)]
struct FreshProfile {
    profile: Profile,
    lines: Vec<LineKey>,
}

impl Profiles {
    /// Takes the texts of entries that are about to be stored; returns the entries.
    pub(super) fn take_texts(&self, prepared: Vec<Prepared>) -> Vec<PreparedEntry> {
        let mut cached = self.0.borrow_mut();
        cached.fresh.clear();
        let take = |Prepared { entry, profile }: Prepared| {
            if let Some(profile) = profile {
                let lines = entry.lines.keys().collect();
                let key = (entry.identity.key, entry.revision);
                cached.fresh.insert(key, FreshProfile { profile, lines });
            }
            entry
        };
        prepared.into_iter().map(take).collect()
    }

    /// The texts of an entry as they are compared.
    fn read(&self, entry: &Comparable) -> Result<Rc<Profile>, UnreadableHtml> {
        let mut cached = self.0.borrow_mut();
        let key = (entry.key, entry.revision, entry.boilerplate.len());
        if let Some(profile) = cached.profiles.get(&key) {
            return Ok(Rc::clone(profile));
        }
        let fresh = cached.fresh.remove(&(entry.key, entry.revision));
        // A text that contains a line of boilerplate has to be read again without it.
        let has_no_boilerplate = |fresh: &FreshProfile| {
            let mut boilerplate = entry.boilerplate.iter();
            !boilerplate.any(|line| fresh.lines.contains(line))
        };
        let profile = Rc::new(match fresh.filter(has_no_boilerplate) {
            Some(fresh) => fresh.profile.carried_by(&entry.outlet, entry.published),
            None => prepare::profile(entry)?,
        });
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
    fn profile(&self, entry: &Comparable) -> Result<Rc<Profile>, UnreadableHtml> {
        self.read(entry)
    }
}
