//! Answers the questions of the store with the decisions of `identify` and `fold`.

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

/// Priorities of the configured sources, by present and former name.
#[derive(Debug)]
pub(super) struct Priorities(HashMap<SourceName, i32>);

impl Priorities {
    pub(super) fn new(sources: &[Arc<Source>]) -> Self {
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

/// Most tokens in the cache; a token takes about 30 bytes.
const MOST_TOKENS: usize = 400_000;

/// Cache of tokenized texts: a pass compares one text with many.
#[derive(Debug, Default)]
pub(super) struct Profiles(RefCell<ProfileCache>);

#[derive(Debug, Default)]
struct ProfileCache {
    /// By entry, revision, and number of known boilerplate lines of the source.
    profiles: HashMap<(EntryKey, ContentHash, usize), Rc<Profile>>,
    tokens: usize,
    /// Profiles that the source tasks computed for the entries that are being stored.
    fresh: HashMap<(EntryKey, ContentHash), FreshProfile>,
}

/// A profile as a source task computed it: boilerplate not removed, outlet not set.
#[derive(Debug)]
struct FreshProfile {
    profile: Profile,
    lines: Vec<LineKey>,
}

impl Profiles {
    /// Moves the profiles of entries that are about to be stored into the cache; returns the
    /// entries.
    pub(super) fn take_profiles(&self, prepared: Vec<Prepared>) -> Vec<PreparedEntry> {
        let mut cache = self.0.borrow_mut();
        cache.fresh.clear();
        let take = |Prepared { entry, profile }: Prepared| {
            if let Some(profile) = profile {
                let lines = entry.lines.keys().collect();
                let key = (entry.identity.key, entry.revision);
                cache.fresh.insert(key, FreshProfile { profile, lines });
            }
            entry
        };
        prepared.into_iter().map(take).collect()
    }

    fn profile(&self, entry: &Comparable) -> Result<Rc<Profile>, UnreadableHtml> {
        let mut cache = self.0.borrow_mut();
        let key = (entry.key, entry.revision, entry.furniture.len());
        if let Some(profile) = cache.profiles.get(&key) {
            return Ok(Rc::clone(profile));
        }
        let fresh = cache.fresh.remove(&(entry.key, entry.revision));
        // The fresh profile is right if the text has none of the known boilerplate lines.
        let holds = |fresh: &FreshProfile| {
            let mut furniture = entry.furniture.iter();
            !furniture.any(|line| fresh.lines.contains(line))
        };
        let profile = Rc::new(match fresh.filter(holds) {
            Some(fresh) => fresh.profile.carried_by(&entry.outlet, entry.published),
            None => prepare::profile(entry)?,
        });
        if cache.tokens > MOST_TOKENS {
            cache.profiles.clear();
            cache.tokens = 0;
        }
        cache.tokens += profile.size();
        cache.profiles.insert(key, Rc::clone(&profile));
        Ok(profile)
    }
}

/// Creates fold policies outside a pass, for the benchmark of lookups.
#[derive(Debug)]
pub struct FoldContext {
    priorities: Priorities,
    profiles: Profiles,
}

impl FoldContext {
    /// Uses the priorities of these sources.
    pub fn new(sources: &[Arc<Source>]) -> Self {
        Self {
            priorities: Priorities::new(sources),
            profiles: Profiles::default(),
        }
    }

    /// Moves the profiles of entries that are about to be stored into the cache; returns the
    /// entries.
    pub fn take_profiles(&self, prepared: Vec<Prepared>) -> Vec<PreparedEntry> {
        self.profiles.take_profiles(prepared)
    }

    /// The policy for the entries of one feed document with these guids.
    pub fn policy<'a>(&'a self, guids: &'a [&str]) -> impl Judge + 'a {
        FoldPolicy {
            document: DocumentGuids::Feed(guids.iter().copied().collect()),
            priorities: &self.priorities,
            profiles: &self.profiles,
        }
    }
}

/// The decisions about the entries of one document.
pub(super) struct FoldPolicy<'a> {
    pub(super) document: DocumentGuids<'a>,
    pub(super) priorities: &'a Priorities,
    pub(super) profiles: &'a Profiles,
}

impl FoldPolicy<'_> {
    /// Returns every term of the comparison of two entries, and their weights.
    pub(super) fn weighed(
        &self,
        one: &Comparable,
        other: &Comparable,
    ) -> Result<Weighing, UnreadableHtml> {
        let (a, b) = (self.profiles.profile(one)?, self.profiles.profile(other)?);
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

impl Judge for FoldPolicy<'_> {
    fn recognise(&self, entry: &PreparedEntry, known: &[KnownEntry]) -> Option<EntryKey> {
        identify::recognise(entry, known, &self.document)
    }

    fn reuse(&self, entry: &PreparedEntry, stored: &KnownEntry) -> Option<KeyReuse> {
        // A local post is identified by its file: a changed text is no reuse of a key.
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
        let (a, b) = (self.profiles.profile(before)?, self.profiles.profile(now)?);
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
        // An earlier article may come back; an entry with a later date is a form of the last
        // article.
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
        let (a, b) = (self.profiles.profile(one)?, self.profiles.profile(other)?);
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

    fn represents(&self, members: &[Member]) -> Option<EntryKey> {
        let standings = members
            .iter()
            .map(|member| Standing::of(member, self.priorities.of_member(member)));
        fold::representative(standings)
    }
}
