//! Published ids of feeds and stories: computed from names and keys, or inherited from the outputs
//! of a lost store.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::identify::{self, Heir};
use crate::model::{
    EntryIds, Output, OutputFormat, OutputName, PublishedFacts, StoredChange, StoryFormat, StoryId,
    Timestamp,
};
use crate::normalize;
use crate::pipeline::{CuratedStory, Error, Plan, Storing};
use crate::publish::{self, ArchiveLinks, Publication, Uri, WrittenEntry};
use crate::store::{self, GivenId, Store, TakenOver};

/// The ids of one round of publishing.
pub(super) struct PublishedIds {
    namespace: String,
    feeds: HashMap<String, Uri>,
    /// Ids that are not computed from the story's key.
    stories: HashMap<StoryId, Uri>,
}

/// Whether inherited dates changed the order of the stories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StoryOrder {
    Unchanged,
    Changed,
}

/// The stories that inherit an id: the inherited entry, and what readers see of the story now.
type Heirs = HashMap<StoryId, (PublishedFacts, PublishedFacts)>;

impl PublishedIds {
    /// Determines the ids of the outputs of `plan` and of `stories`, which are about to be
    /// published. A story that is published for the first time may inherit the id of an entry of a
    /// lost store.
    pub(super) fn determine(
        plan: Plan<'_>,
        store: &mut Store,
        stories: &HashMap<StoryId, CuratedStory>,
        storing: Storing,
        now: Timestamp,
    ) -> Result<(Self, StoryOrder), Error> {
        let proposed = plan.site.url.expose().as_str();
        let namespace = match storing {
            Storing::Keep => store.namespace(proposed)?,
            Storing::DryRun => store
                .published_namespace()?
                .unwrap_or_else(|| proposed.to_owned()),
        };
        let mut ids = Self {
            namespace,
            feeds: HashMap::new(),
            stories: HashMap::new(),
        };
        let kept = store.feed_ids()?;
        for output in plan.outputs {
            let name = output.name.as_str();
            let known = kept.get(name).and_then(|id| Uri::parse(id));
            let id = known.unwrap_or_else(|| feed_id(&ids.namespace, &output.name));
            if storing == Storing::Keep && !kept.contains_key(name) {
                store.keep_feed_id(&output.name, id.as_str())?;
            }
            ids.feeds.insert(name.to_owned(), id);
        }
        let order = if store.ids_follow()? {
            StoryOrder::Unchanged
        } else {
            ids.look_up(plan, store, stories, storing, now)?
        };
        Ok((ids, order))
    }

    /// Returns the id of an output.
    pub(super) fn feed(&self, output: &OutputName) -> Uri {
        let kept = self.feeds.get(output.as_str()).cloned();
        kept.unwrap_or_else(|| feed_id(&self.namespace, output))
    }

    /// Returns the id of a story.
    pub(super) fn story(&self, story: StoryId) -> Uri {
        let kept = self.stories.get(&story).cloned();
        kept.unwrap_or_else(|| own_id(&self.namespace, story))
    }

    /// Returns the id of a story that may be in no output now.
    pub(super) fn any_story(&self, store: &Store, story: StoryId) -> Result<Uri, store::Error> {
        let given = if self.stories.contains_key(&story) || store.ids_follow()? {
            None
        } else {
            store.given_id(story)?.and_then(|given| Uri::parse(&given))
        };
        Ok(given.unwrap_or_else(|| self.story(story)))
    }

    /// Returns the id that a change of a story has in an output.
    pub(super) fn change(&self, output: &Output, change: &StoredChange) -> Uri {
        self.in_output(output, change_id(&self.namespace, change))
    }

    /// Returns the id that a story has in an output.
    pub(super) fn entry(&self, output: &Output, story: StoryId) -> Uri {
        self.in_output(output, self.story(story))
    }

    /// Returns the id in an output of a story that may be in its archives alone.
    pub(super) fn archived(
        &self,
        store: &Store,
        output: &Output,
        story: StoryId,
    ) -> Result<Uri, store::Error> {
        Ok(self.in_output(output, self.any_story(store, story)?))
    }

    fn in_output(&self, output: &Output, shared: Uri) -> Uri {
        entry_id(output, &self.feed(&output.name), shared)
    }

    /// Looks up the ids that stories have already, and gives ids to the others.
    fn look_up(
        &mut self,
        plan: Plan<'_>,
        store: &mut Store,
        stories: &HashMap<StoryId, CuratedStory>,
        storing: Storing,
        now: Timestamp,
    ) -> Result<StoryOrder, Error> {
        let mut first: BTreeMap<StoryId, &CuratedStory> = BTreeMap::new();
        for (id, curated) in stories {
            match store.given_id(*id)?.and_then(|given| Uri::parse(&given)) {
                Some(given) => drop(self.stories.insert(*id, given)),
                None => drop(first.insert(*id, curated)),
            }
        }
        if first.is_empty() {
            return Ok(StoryOrder::Unchanged);
        }
        let inherited = store.inherited()?;
        let heirs = if inherited.is_empty() {
            Heirs::new()
        } else {
            self.heirs(plan, &inherited, &first, now)
        };
        let given = self.give(store, first.into_keys(), &heirs, !inherited.is_empty(), now)?;
        for id in &given {
            if let Some(uri) = Uri::parse(&id.id) {
                self.stories.insert(id.story, uri);
            }
        }
        if storing == Storing::DryRun || given.is_empty() {
            return Ok(StoryOrder::Unchanged);
        }
        store.give_ids(&given, now)?;
        Ok(if given.iter().any(|id| id.taken_over.is_some()) {
            StoryOrder::Changed
        } else {
            StoryOrder::Unchanged
        })
    }

    /// Determines the ids of stories that are published for the first time. Returns those to
    /// record: inherited ids, and own ids that would not be computed again.
    fn give(
        &self,
        store: &Store,
        stories: impl Iterator<Item = StoryId>,
        heirs: &Heirs,
        has_inherited: bool,
        now: Timestamp,
    ) -> Result<Vec<GivenId>, Error> {
        let mut given = Vec::new();
        let mut taken: HashSet<String> =
            heirs.values().map(|(entry, _)| entry.id.clone()).collect();
        for story in stories {
            if let Some((entry, facts)) = heirs.get(&story)
                && !store.is_given(&entry.id)?
            {
                given.push(inherit(story, entry, facts, now));
                continue;
            }
            let mut own = own_id(&self.namespace, story);
            // Another story inherited the id that this one would get.
            let is_taken = taken.contains(own.as_str()) || store.is_given(own.as_str())?;
            if is_taken {
                own = own_id(&format!("{} again", self.namespace), story);
            }
            taken.insert(own.as_str().to_owned());
            // While inherited entries wait, record every story that was published with its own id:
            // ids never change, so it must not inherit one later.
            if is_taken || has_inherited {
                given.push(GivenId {
                    story,
                    id: own.as_str().to_owned(),
                    taken_over: None,
                });
            }
        }
        Ok(given)
    }

    /// Matches stories with inherited entries.
    fn heirs(
        &self,
        plan: Plan<'_>,
        inherited: &[PublishedFacts],
        stories: &BTreeMap<StoryId, &CuratedStory>,
        now: Timestamp,
    ) -> Heirs {
        let candidates = self.candidates(plan, stories, now);
        let facts: HashMap<StoryId, &PublishedFacts> = candidates
            .iter()
            .map(|heir| (heir.story, &heir.facts))
            .collect();
        let heirs = identify::heirs(inherited, &candidates).into_iter();
        heirs
            .filter_map(|(story, place)| {
                let entry = inherited.get(place)?.clone();
                Some((story, (entry, (*facts.get(&story)?).clone())))
            })
            .collect()
    }

    /// Renders the stories and reads them back, so that they compare with entries that were read
    /// from a file.
    fn candidates(
        &self,
        plan: Plan<'_>,
        stories: &BTreeMap<StoryId, &CuratedStory>,
        now: Timestamp,
    ) -> Vec<Heir> {
        let Some(output) = plan.outputs.first() else {
            return Vec::new();
        };
        let feeds = super::FeedAddresses::new();
        let published: Vec<_> = stories
            .values()
            .map(|curated| super::published(self.story(curated.story.id), &feeds, curated))
            .collect();
        let disclosure = plan.disclosure();
        let publication = Publication {
            site: plan.site,
            output,
            id: self.feed(&output.name),
            when_empty: now,
            disclosure: &disclosure,
            archive: ArchiveLinks::default(),
        };
        // Atom carries all facts that are compared; a page, for one, has no texts.
        let format = StoryFormat::Atom;
        let written = publish::render(format, &publication, &published).ok();
        let read = written
            .and_then(|bytes| publish::read_back(OutputFormat::Stories(format), &bytes).ok());
        let mut entries: HashMap<String, PublishedFacts> = read
            .into_iter()
            .flat_map(|feed| feed.entries)
            .filter_map(|entry| Some((entry.id.clone(), facts(entry)?)))
            .collect();
        let heirs = stories.iter().filter_map(|(story, curated)| {
            let members = curated.story.members();
            let ids = members
                .map(|member| own_id(&self.namespace, StoryId::founded_by(member.key)).to_string());
            Some(Heir {
                story: *story,
                ids: ids.collect(),
                facts: entries.remove(self.story(*story).as_str())?,
            })
        });
        heirs.collect()
    }
}

/// Gives a story the id and the dates of an inherited entry.
fn inherit(
    story: StoryId,
    entry: &PublishedFacts,
    now_shown: &PublishedFacts,
    now: Timestamp,
) -> GivenId {
    // `updated` stays if readers see the same title and text.
    let updated = if entry.reads_like(now_shown) {
        entry.updated
    } else {
        now
    };
    GivenId {
        story,
        id: entry.id.clone(),
        taken_over: Some(TakenOver {
            published: entry.published,
            updated,
        }),
    }
}

/// The ids that a store publishes, for commands that only read it.
pub(super) struct StoredIds<'s> {
    store: &'s Store,
    namespace: String,
    /// Ids of outputs by their names.
    feeds: HashMap<String, String>,
    /// Whether the id of every story is computed from its key.
    follow: bool,
}

impl<'s> StoredIds<'s> {
    /// Reads what the ids depend on. A store that has never published will use the address of the
    /// site as its namespace.
    pub(super) fn read(plan: Plan<'_>, store: &'s Store) -> Result<Self, store::Error> {
        let namespace = store.published_namespace()?;
        let proposed = || plan.site.url.expose().as_str().to_owned();
        Ok(Self {
            store,
            namespace: namespace.unwrap_or_else(proposed),
            feeds: store.feed_ids()?,
            follow: store.ids_follow()?,
        })
    }

    /// Returns the id that a story has in all outputs without ids of their own. A story that was
    /// never published gets its own, although `publish` may let it inherit one of a lost store.
    pub(super) fn shared(&self, story: StoryId) -> Result<Uri, store::Error> {
        let given = if self.follow {
            None
        } else {
            self.store.given_id(story)?
        };
        let given = given.and_then(|given| Uri::parse(&given));
        Ok(given.unwrap_or_else(|| own_id(&self.namespace, story)))
    }

    /// Returns the id that is computed from a story, whichever it inherited.
    pub(super) fn own(&self, story: StoryId) -> String {
        own_id(&self.namespace, story).to_string()
    }

    /// Returns the id of a change of a story.
    pub(super) fn change(&self, change: &StoredChange) -> Uri {
        change_id(&self.namespace, change)
    }

    /// Returns the key of the message that tells a recipient of the story or change with the id
    /// `own`.
    pub(super) fn message_key(&self, recipient: &OutputName, own: &str) -> String {
        let feed = feed_id(&self.namespace, recipient);
        let key = Uri::from_hash(identify::output_entry_id_bits(feed.as_str(), own));
        key.as_str().trim_start_matches("urn:uuid:").to_owned()
    }

    /// Returns the id that a story has in an output.
    pub(super) fn entry(&self, output: &Output, story: StoryId) -> Result<Uri, store::Error> {
        let shared = self.shared(story)?;
        let feed = self.feeds.get(output.name.as_str());
        let feed = feed
            .and_then(|feed| Uri::parse(feed))
            .unwrap_or_else(|| feed_id(&self.namespace, &output.name));
        Ok(entry_id(output, &feed, shared))
    }

    /// Finds the stories that have these ids in an output.
    pub(super) fn stories_of<'i>(
        &self,
        output: &Output,
        ids: &HashSet<&'i str>,
    ) -> Result<HashMap<&'i str, StoryId>, store::Error> {
        let found = RefCell::new((HashMap::new(), None));
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        self.store.any_story(&|story| {
            let (found, failed) = &mut *found.borrow_mut();
            match self.entry(output, story) {
                Ok(id) => {
                    if let Some(id) = ids.get(id.as_str()) {
                        found.insert(*id, story);
                    }
                }
                Err(error) => *failed = Some(error),
            }
            failed.is_some() || found.len() == ids.len()
        })?;
        match found.into_inner() {
            (_, Some(error)) => Err(error),
            (found, None) => Ok(found),
        }
    }
}

/// The id that a story has in an output; `shared` is the one that it has in all other outputs.
fn entry_id(output: &Output, feed: &Uri, shared: Uri) -> Uri {
    match output.ids {
        EntryIds::Shared => shared,
        EntryIds::Own => Uri::from_hash(identify::output_entry_id_bits(
            feed.as_str(),
            shared.as_str(),
        )),
    }
}

/// Computes the id of an output from its name.
pub(super) fn feed_id(namespace: &str, output: &OutputName) -> Uri {
    Uri::from_hash(identify::feed_id_bits(namespace, output))
}

/// Computes the id of a change of a story.
fn change_id(namespace: &str, change: &StoredChange) -> Uri {
    let StoredChange {
        story, number, at, ..
    } = *change;
    Uri::from_hash(identify::change_id_bits(namespace, story, number, at))
}

/// Computes the id of a story from its key.
pub(super) fn own_id(namespace: &str, story: StoryId) -> Uri {
    Uri::from_hash(identify::story_id_bits(namespace, story))
}

/// Extracts from an entry of an output what identifies its story; `None` without a usable id or
/// date.
pub(super) fn facts(entry: WrittenEntry) -> Option<PublishedFacts> {
    /// Beginning of the lists of reposts and related stories, which are not part of the text.
    const LISTS: &str = "\n<hr>\n<p>";
    let id = Uri::parse(&entry.id)?.to_string();
    let (published, updated) = (entry.published, entry.updated);
    let content = entry.content.split(LISTS).next().unwrap_or_default();
    let words = normalize::body_text(content);
    let words = words.chars().filter(|c| !c.is_whitespace());
    Some(PublishedFacts {
        id,
        title: entry.title,
        links: entry.links,
        words: words.take(PublishedFacts::WORDS).collect(),
        published: published.or(updated)?,
        updated: updated.or(published)?,
    })
}
