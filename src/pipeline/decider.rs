//! Makes the decisions that the store needs while it writes: `identify` recognises entries,
//! `normalize` says what changed in them, and `fold` decides about their stories.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::prepare::{self, Prepared};
use super::profiles::Profiles;
use crate::fold::{self, Arriving, Contender, StoredEntries};
use crate::identify::{self, DocumentGuids};
use crate::model::{
    Anchors, Bond, Comparable, Decision, EntryKey, EntryRow, EntryTexts, ExactKey, FormChange,
    Group, KeyReuse, KnownEntry, LineKey, Member, PackedHtml, PreparedEntry, Source, SourceName,
    StoredMembers, UnreadableHtml,
};
use crate::normalize::{self, Form};
use crate::store::{self, Decider, Stored};

/// Priorities of the configured sources, by the names they have and had.
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

/// The decider of a pass, for a caller that stores entries without one: the benchmark of
/// look-ups.
#[derive(Debug)]
pub struct PassDecider {
    priorities: Priorities,
    profiles: Profiles,
}

impl PassDecider {
    /// With the priorities of these sources.
    pub fn new(sources: &[Arc<Source>]) -> Self {
        Self {
            priorities: Priorities::new(sources),
            profiles: Profiles::default(),
        }
    }

    /// Takes the texts of entries that are about to be stored; returns the entries.
    pub fn take_texts(&self, prepared: Vec<Prepared>) -> Vec<PreparedEntry> {
        self.profiles.take_texts(prepared)
    }

    /// Decides about the entries of a document that has these guids.
    pub fn for_feed<'a>(&'a self, guids: &'a [&str]) -> impl Decider + 'a {
        DocumentDecider {
            document: DocumentGuids::Feed(guids.iter().copied().collect()),
            priorities: &self.priorities,
            profiles: &self.profiles,
        }
    }
}

/// The decider for the entries of one document.
pub(super) struct DocumentDecider<'a> {
    pub(super) document: DocumentGuids<'a>,
    pub(super) priorities: &'a Priorities,
    pub(super) profiles: &'a Profiles,
}

/// The store answers what `fold` asks.
impl StoredEntries for Stored<'_> {
    type Error = store::Error;

    fn holders(
        &self,
        anchors: &[u64],
        each: &mut dyn FnMut(&[EntryRow]),
    ) -> Result<(), store::Error> {
        self.holders(anchors, each)
    }

    fn with_keys(&self, keys: &[ExactKey<'_>]) -> Result<BTreeSet<EntryRow>, store::Error> {
        self.with_keys(keys)
    }

    fn lengths(&self, rows: &[EntryRow]) -> Result<Vec<u32>, store::Error> {
        self.lengths(rows)
    }

    fn entries(&self, rows: &[EntryRow]) -> Result<Vec<Arc<Comparable>>, store::Error> {
        self.entries(rows)
    }

    fn texts(&self, row: EntryRow) -> Result<EntryTexts, store::Error> {
        self.texts(row)
    }

    fn stories(&self, rows: &[EntryRow]) -> Result<Vec<StoredMembers>, store::Error> {
        self.stories(rows)
    }

    fn linked(&self, rows: &[EntryRow]) -> Result<BTreeSet<EntryRow>, store::Error> {
        self.linked(rows)
    }

    fn scores(&self, rows: &[EntryRow]) -> Result<Vec<(EntryRow, EntryRow, f64)>, store::Error> {
        self.scores(rows)
    }

    fn rulings(&self, keys: &[EntryKey]) -> Result<Vec<(EntryKey, EntryKey, Bond)>, store::Error> {
        self.rulings(keys)
    }

    fn is_ruled_about(&self, key: EntryKey) -> Result<bool, store::Error> {
        self.is_ruled_about(key)
    }
}

impl Decider for DocumentDecider<'_> {
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
        before: &EntryTexts,
        now: &EntryTexts,
        reuse: &KeyReuse,
    ) -> Result<bool, UnreadableHtml> {
        fold::is_another_article(self.profiles, (before, now), reuse)
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
        before: &EntryTexts,
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

    fn decide(
        &self,
        (row, entry, anchors): (EntryRow, &EntryTexts, &Anchors),
        stored: &Stored<'_>,
    ) -> Result<Decision, store::Error> {
        let arriving = Arriving {
            row,
            entry,
            anchors,
        };
        fold::decide(arriving, stored, self.profiles)
    }

    fn rearrange(
        &self,
        rows: &BTreeSet<EntryRow>,
        stored: &Stored<'_>,
    ) -> Result<Vec<Group>, store::Error> {
        fold::rearrange(rows, stored, self.profiles)
    }

    fn read_again(&self, entry: &EntryTexts) -> Result<PreparedEntry, UnreadableHtml> {
        prepare::reprepare(entry)
    }

    fn with_page_text(&self, entry: &PreparedEntry, html: String) -> PreparedEntry {
        prepare::with_page_text(entry, html)
    }

    fn represents(&self, members: &[Member]) -> Option<EntryKey> {
        let standings = fold::eligible(members)
            .map(|member| Contender::new(member, self.priorities.of_member(member)));
        fold::representative(standings)
    }
}
