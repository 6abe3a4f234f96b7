//! Gives the store the rulings of `identify` and `fold`.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::prepare::{self, Prepared};
use crate::fold::{self, Profile, Side, Standing, Weighing};
use crate::identify::{self, DocumentGuids};
use crate::model::{
    Bond, Comparable, Comparison, ContentHash, EntryKey, FormChange, KeyReuse, KnownEntry, LineKey,
    Member, PackedHtml, PreparedEntry, Source, SourceName, UnreadableHtml,
};
use crate::normalize::{self, Form};
use crate::store::{self, Judge};

/// Priorities of the configured sources, by the names they have and had.
#[derive(Debug)]
pub(super) struct Priorities(HashMap<SourceName, i32>);

impl Priorities {
    pub(super) fn of(sources: &[Arc<Source>]) -> Self {
        let former = sources
            .iter()
            .filter_map(|source| Some((source.was.as_ref()?, source)));
        let present = sources.iter().map(|source| (&source.name, source));
        let named = former.chain(present);
        Self(
            named
                .map(|(name, source)| (name.clone(), source.priority))
                .collect(),
        )
    }

    /// `None` for a member whose source is no longer configured.
    pub(super) fn of_member(&self, member: &Member) -> Option<i32> {
        self.0.get(&member.source).copied()
    }
}

/// Most tokens of texts as read that are kept in memory, about 30 bytes each.
const MOST_TOKENS: usize = 400_000;

/// Texts as read, kept while a pass compares one with many.
#[derive(Debug, Default)]
pub(super) struct Profiles(RefCell<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// By entry, its revision, and how much was known of its source's furniture.
    profiles: HashMap<(EntryKey, ContentHash, usize), Rc<Profile>>,
    tokens: usize,
    /// What comes with the entries that are being stored, read beside the network.
    handed: HashMap<(EntryKey, ContentHash), Handed>,
}

/// The texts of an entry as its source's task read them: without furniture, its outlet not yet
/// known.
#[derive(Debug)]
struct Handed {
    profile: Profile,
    lines: Vec<LineKey>,
}

impl Profiles {
    /// Takes over the texts of entries that are about to be stored, as read; gives the entries.
    pub(super) fn hand_over(&self, prepared: Vec<Prepared>) -> Vec<PreparedEntry> {
        let mut kept = self.0.borrow_mut();
        kept.handed.clear();
        let hand = |Prepared { entry, profile }: Prepared| {
            if let Some(profile) = profile {
                let lines = entry.lines.keys().collect();
                let key = (entry.identity.key, entry.revision);
                kept.handed.insert(key, Handed { profile, lines });
            }
            entry
        };
        prepared.into_iter().map(hand).collect()
    }

    fn of(&self, entry: &Comparable) -> Result<Rc<Profile>, UnreadableHtml> {
        let mut kept = self.0.borrow_mut();
        let key = (entry.key, entry.revision, entry.furniture.len());
        if let Some(profile) = kept.profiles.get(&key) {
            return Ok(Rc::clone(profile));
        }
        let handed = kept.handed.remove(&(entry.key, entry.revision));
        // Furniture changes the text: what was read without it holds where none of it stands.
        let is_whole = |handed: &Handed| {
            let mut furniture = entry.furniture.iter();
            !furniture.any(|line| handed.lines.contains(line))
        };
        let profile = Rc::new(match handed.filter(is_whole) {
            Some(handed) => handed.profile.carried_by(&entry.outlet, entry.published),
            None => prepare::profile(entry)?,
        });
        if kept.tokens > MOST_TOKENS {
            kept.profiles.clear();
            kept.tokens = 0;
        }
        kept.tokens += profile.size();
        kept.profiles.insert(key, Rc::clone(&profile));
        Ok(profile)
    }
}

/// The judge of a pass, for whoever stores entries without one: the benchmark of looking up.
#[derive(Debug)]
pub struct Judging {
    priorities: Priorities,
    profiles: Profiles,
}

impl Judging {
    /// With the priorities of these sources.
    pub fn of(sources: &[Arc<Source>]) -> Self {
        Self {
            priorities: Priorities::of(sources),
            profiles: Profiles::default(),
        }
    }

    /// Takes over the texts of entries that are about to be stored, as read; gives the entries.
    pub fn hand_over(&self, prepared: Vec<Prepared>) -> Vec<PreparedEntry> {
        self.profiles.hand_over(prepared)
    }

    /// Decides about the entries of a document in which these guids stand.
    pub fn rulings<'a>(&'a self, guids: &'a [&str]) -> impl Judge + 'a {
        Rulings {
            document: DocumentGuids::Feed(guids.iter().copied().collect()),
            priorities: &self.priorities,
            profiles: &self.profiles,
        }
    }
}

/// The rulings on one document.
pub(super) struct Rulings<'a> {
    pub(super) document: DocumentGuids<'a>,
    pub(super) priorities: &'a Priorities,
    pub(super) profiles: &'a Profiles,
}

impl Rulings<'_> {
    /// All that is summed up when two entries are compared.
    pub(super) fn weighed(
        &self,
        one: &Comparable,
        other: &Comparable,
    ) -> Result<Weighing, UnreadableHtml> {
        let (a, b) = (self.profiles.of(one)?, self.profiles.of(other)?);
        let one = Side {
            entry: one,
            profile: &a,
        };
        let other = Side {
            entry: other,
            profile: &b,
        };
        Ok(fold::weighed(one, other))
    }
}

impl Judge for Rulings<'_> {
    fn recognise(&self, entry: &PreparedEntry, known: &[KnownEntry]) -> Option<EntryKey> {
        identify::recognise(entry, known, &self.document)
    }

    fn reuse(&self, entry: &PreparedEntry, stored: &KnownEntry) -> Option<KeyReuse> {
        // A local post is what its file says.
        match self.document {
            DocumentGuids::Posts => None,
            DocumentGuids::Feed(_) | DocumentGuids::LocalFeed { .. } => {
                identify::reuse(entry, stored)
            }
        }
    }

    fn is_another_article(
        &self,
        before: &Comparable,
        now: &Comparable,
        reuse: &KeyReuse,
    ) -> Result<bool, UnreadableHtml> {
        let (a, b) = (self.profiles.of(before)?, self.profiles.of(now)?);
        let before = Side {
            entry: before,
            profile: &a,
        };
        let now = Side {
            entry: now,
            profile: &b,
        };
        Ok(fold::is_another_article(before, now, reuse))
    }

    fn which_article(
        &self,
        entry: &PreparedEntry,
        known: &[KnownEntry],
        other: &dyn Fn(&KnownEntry) -> Result<bool, store::Error>,
    ) -> Result<Option<EntryKey>, store::Error> {
        let same = |stored: &&KnownEntry| identify::is_same_article(entry, stored);
        if let Some(stored) = known.iter().find(same) {
            return Ok(Some(stored.key));
        }
        let Some((last, earlier)) = known.split_first() else {
            return Ok(None);
        };
        // An earlier article may come back, but a later form is one of the last article.
        let earlier = earlier.iter().filter(|_| !identify::is_later(entry, last));
        for stored in std::iter::once(last).chain(earlier) {
            if !other(stored)? {
                return Ok(Some(stored.key));
            }
        }
        Ok(None)
    }

    fn reused_key(&self, entry: &PreparedEntry) -> EntryKey {
        identify::reused_key(entry)
    }

    fn change(
        &self,
        before: &Comparable,
        now: &PreparedEntry,
        learned: &BTreeSet<LineKey>,
    ) -> Result<FormChange, UnreadableHtml> {
        let html = now.html.as_ref().map(PackedHtml::html).transpose()?;
        let before_text = normalize::body_text(&before.html.html()?);
        let now_text = normalize::body_text(html.as_deref().unwrap_or_default());
        let before = Form {
            title: &before.title,
            body_text: &before_text,
        };
        let now = Form {
            title: now.raw.title.as_deref().unwrap_or_default(),
            body_text: &now_text,
        };
        Ok(normalize::change(before, now, learned))
    }

    fn compare(&self, one: &Comparable, other: &Comparable) -> Result<Comparison, UnreadableHtml> {
        if let Some(same) = fold::same_text(one, other) {
            return Ok(same);
        }
        let (a, b) = (self.profiles.of(one)?, self.profiles.of(other)?);
        Ok(fold::compare(
            Side {
                entry: one,
                profile: &a,
            },
            Side {
                entry: other,
                profile: &b,
            },
        ))
    }

    fn arrange(&self, keys: &[EntryKey], bond: &dyn Fn(usize, usize) -> Bond) -> Vec<Vec<usize>> {
        fold::arrange(keys, bond)
    }

    fn read_again(&self, entry: &Comparable) -> Result<PreparedEntry, UnreadableHtml> {
        prepare::reprepare(entry)
    }

    fn represents(&self, members: &[Member]) -> Option<EntryKey> {
        let standings = members
            .iter()
            .map(|member| Standing::of(member, self.priorities.of_member(member)));
        fold::representative(standings)
    }
}
