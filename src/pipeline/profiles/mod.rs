//! Caches of the texts of entries as they are compared: a pass compares one text with many.
//!
//! The texts that were compared last are ready. The others are packed, in memory or in temporary
//! files. A pass reads the text of an entry again only if boilerplate is learned that it has, or if
//! the files had no more room for it. The sketches of new entries come with them; others are made
//! when they are first asked for. They suffice to refuse most comparisons, and go to temporary
//! files, too.

mod halves;
mod spilled;
#[cfg(test)]
mod tests;

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt as _};

use super::prepare::{self, ComparedForms, Prepared};
use crate::fold::{PackedProfile, Profile, ProfileGrams, Sketch, Texts};
use crate::model::{Comparable, EntryKey, EntryTexts, PreparedEntry, UnreadableHtml};
use halves::{Halves, TextForm};
use spilled::Spilled;

/// Most bytes in the newer half of the texts that are ready, of the packed ones, and of the
/// sketches.
const MAX_READY: usize = if cfg!(test) { 2_000 } else { 2 << 20 };
const MAX_PACKED: usize = if cfg!(test) { 2_000 } else { 2 << 20 };
const MAX_SKETCHES: usize = if cfg!(test) { 2_000 } else { 5 << 20 };

/// Bytes of a text that is ready, for each of its tokens: the token, its gram, and a share of its
/// numbers and names.
const BYTES_PER_TOKEN: usize = 30;

/// The caches.
#[derive(Debug, Default)]
pub(super) struct Profiles(RefCell<Cached>);

#[derive(Debug)]
struct Cached {
    /// The entries that are being stored and were not asked for yet, with their grams: what is
    /// asked for first looks for copies.
    arriving: HashMap<EntryKey, (TextForm, PackedProfile, ProfileGrams)>,
    ready: Halves<Rc<Profile>>,
    packed: Halves<PackedProfile>,
    /// The packed texts for which there was no room in memory.
    spilled: Spilled,
    sketches: Halves<Rc<Sketch>>,
    /// The sketches for which there was no room in memory.
    spilled_sketches: Spilled,
}

impl Default for Cached {
    fn default() -> Self {
        Self {
            arriving: HashMap::new(),
            ready: Halves::new(MAX_READY, |profile| BYTES_PER_TOKEN * profile.size()),
            packed: Halves::new(MAX_PACKED, PackedProfile::size),
            spilled: Spilled::new(),
            sketches: Halves::new(MAX_SKETCHES, |sketch| sketch.size()),
            spilled_sketches: Spilled::new(),
        }
    }
}

impl Cached {
    fn insert_packed(&mut self, key: EntryKey, packed: (TextForm, PackedProfile)) {
        let spilled = &mut self.spilled;
        self.packed
            .insert(key, packed, |dropped| spill_packed(spilled, &dropped));
    }

    fn insert_sketch(&mut self, key: EntryKey, sketch: (TextForm, Rc<Sketch>)) {
        let spilled = &mut self.spilled_sketches;
        self.sketches
            .insert(key, sketch, |dropped| spill_sketch(spilled, &dropped));
    }

    /// The sketch of an entry, if it was made before.
    fn sketch(&mut self, entry: &Comparable) -> Option<Rc<Sketch>> {
        let spilled = &mut self.spilled_sketches;
        let in_memory = self
            .sketches
            .get(entry, |dropped| spill_sketch(spilled, &dropped));
        if let Some(sketch) = in_memory {
            return Some(Rc::clone(sketch));
        }
        let read = self.spilled_sketches.get(entry)?;
        let sketch = Rc::new(Sketch::from_bytes(&read)?);
        let form = self.spilled_sketches.form(entry.key)?.clone();
        self.insert_sketch(entry.key, (form, Rc::clone(&sketch)));
        Some(sketch)
    }

    /// The text of an entry, unpacked.
    fn unpacked(&mut self, entry: &Comparable) -> Option<Profile> {
        let mut grams = ProfileGrams::default();
        if let Some((form, packed, of_arriving)) = self.arriving.remove(&entry.key) {
            if form.is_of(entry) {
                grams = of_arriving;
            }
            self.insert_packed(entry.key, (form, packed));
        }
        let spilled = &mut self.spilled;
        let in_memory = self
            .packed
            .get(entry, |dropped| spill_packed(spilled, &dropped));
        let spilled = || self.spilled.get(entry).map(PackedProfile::from_bytes);
        let packed = in_memory.cloned().or_else(spilled)?;
        packed.unpack_with(grams, &entry.outlet, entry.published)
    }

    /// The form of the text of an entry that is read now.
    fn form_now(&self, entry: &Comparable) -> TextForm {
        let in_memory = self.packed.form(entry.key);
        let known = in_memory.or_else(|| self.spilled.form(entry.key));
        TextForm::now(entry, known)
    }
}

fn spill_packed(
    spilled: &mut Spilled,
    (key, (form, packed)): &(EntryKey, (TextForm, PackedProfile)),
) {
    spilled.insert(*key, form, || packed.as_bytes());
}

fn spill_sketch(spilled: &mut Spilled, (key, (form, sketch)): &(EntryKey, (TextForm, Rc<Sketch>))) {
    spilled.insert(*key, form, || sketch.to_bytes());
}

impl Profiles {
    /// Takes the texts of entries that are about to be stored; returns the entries.
    pub(super) fn take_texts(&self, prepared: Vec<Prepared>) -> Vec<PreparedEntry> {
        let mut cached = self.0.borrow_mut();
        for (key, (form, packed, _)) in std::mem::take(&mut cached.arriving) {
            cached.insert_packed(key, (form, packed));
        }
        let take = |Prepared { entry, compared }| {
            let PreparedEntry {
                identity,
                revision,
                lines,
                ..
            } = &entry;
            if let Some(ComparedForms {
                profile,
                grams,
                sketch,
            }) = compared
            {
                let form = TextForm::whole(*revision, lines.keys());
                let kept = (form.clone(), Rc::new(sketch));
                cached.insert_sketch(identity.key, kept);
                cached.arriving.insert(identity.key, (form, profile, grams));
            }
            entry
        };
        prepared.into_iter().map(take).collect()
    }
}

impl Texts for Profiles {
    fn at_hand(&self, entry: &Comparable) -> Option<Rc<Profile>> {
        let mut cached = self.0.borrow_mut();
        if let Some(ready) = cached.ready.get(entry, drop) {
            return Some(Rc::clone(ready));
        }
        let profile = Rc::new(cached.unpacked(entry)?);
        let form = cached.form_now(entry);
        let ready = (form, Rc::clone(&profile));
        cached.ready.insert(entry.key, ready, drop);
        Some(profile)
    }

    fn read(&self, entry: &EntryTexts) -> Result<Rc<Profile>, UnreadableHtml> {
        let profile = Rc::new(prepare::profile(entry)?);
        let mut cached = self.0.borrow_mut();
        let form = cached.form_now(entry);
        if let Some(packed) = PackedProfile::new(&profile) {
            cached.insert_packed(entry.key, (form.clone(), packed));
        }
        let ready = (form, Rc::clone(&profile));
        cached.ready.insert(entry.key, ready, drop);
        Ok(profile)
    }

    fn sketch(&self, entry: &Comparable) -> Option<Rc<Sketch>> {
        let mut cached = self.0.borrow_mut();
        if let Some(sketch) = cached.sketch(entry) {
            return Some(sketch);
        }
        let sketch = Rc::new(Sketch::new(&cached.unpacked(entry)?));
        let form = cached.form_now(entry);
        let kept = (form, Rc::clone(&sketch));
        cached.insert_sketch(entry.key, kept);
        Some(sketch)
    }
}
