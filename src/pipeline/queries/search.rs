//! Finds stories by a query: the index gives candidates, whose texts and facts are then tested.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use super::curation::{CuratedStory, Curation};
use crate::model::{Member, SearchOrder, SourceName, StoredStory, StoryId, TextPart, Timestamp};
use crate::pipeline::searching::{
    Bound, Fact, Haystack, Needle, Query, is_same, issuer_terms, language_term, longest_first,
    outlet_terms, outlets_term, snippet,
};
use crate::pipeline::{Error, Plan};
use crate::store::{
    Candidate, Candidates, Indexed, NumberQuery, Reach, Store, StoryRows, TermQuery,
};
use crate::{normalize, official};

/// Most entries missing from the index that a search reads one by one. A running pass fills the
/// index only when it ends.
const LOOKED_THROUGH: u64 = 500;

/// What a search is to return.
#[derive(Debug, Clone, Copy)]
pub struct BoundedSearch<'a> {
    /// What it looks for.
    pub query: &'a Query,
    /// In which order.
    pub order: SearchOrder,
    /// It goes on after this place; `None` from the beginning.
    pub after: Option<SearchPosition>,
    /// At most so many stories.
    pub limit: usize,
    /// At most so many stories are examined.
    pub examined: usize,
    /// Which of the stories may be returned.
    pub allowed: fn(&CuratedStory) -> bool,
}

/// A place in the results of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SearchPosition {
    /// The part of the results; `None` for the part that has the story.
    part: Option<Part>,
    story: StoryId,
}

/// The results come in these parts, each with the newest stories first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Part {
    /// Stories whose own official number is wanted.
    Numbered,
    /// With [`SearchOrder::Best`]: stories with every word in their titles.
    Titled,
    /// All others.
    Others,
}

/// The results of a search.
#[derive(Debug)]
pub struct SearchResults {
    /// The stories.
    pub stories: Vec<FoundStory>,
    /// Where the search goes on; `None` if it found everything.
    pub next: Option<SearchPosition>,
    /// How many entries and changed stories were not looked through, because the index does not
    /// have them yet: the next runs add them.
    pub lacking: u64,
}

/// A story that a search found.
#[derive(Debug)]
pub struct FoundStory {
    /// The story.
    pub curated: CuratedStory,
    /// The title of its representative, with the words marked.
    pub title: Vec<TextPart>,
    /// The text around the words, with the words marked; empty if the text has none of them.
    pub snippet: Vec<TextPart>,
}

impl fmt::Display for SearchPosition {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part {
            None => "",
            Some(Part::Numbered) => "n-",
            Some(Part::Titled) => "t-",
            Some(Part::Others) => "o-",
        };
        write!(formatter, "{part}{}", self.story)
    }
}

impl FromStr for SearchPosition {
    type Err = <StoryId as FromStr>::Err;

    /// Reads a place, or the id of a story.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (part, story) = match text.split_once('-') {
            Some(("n", story)) => (Some(Part::Numbered), story),
            Some(("t", story)) => (Some(Part::Titled), story),
            Some(("o", story)) => (Some(Part::Others), story),
            _ => (None, text),
        };
        let story = story.parse()?;
        Ok(Self { part, story })
    }
}

/// Returns the stories that a query finds.
pub fn search(
    plan: Plan<'_>,
    store: &Store,
    wanted: BoundedSearch<'_>,
    now: Timestamp,
) -> Result<SearchResults, Error> {
    let _snapshot = store.snapshot()?;
    Search::new(plan, store, wanted, now)?.run()
}

struct Search<'a> {
    store: &'a Store,
    wanted: BoundedSearch<'a>,
    curation: Curation<'a>,
    /// Stories that the terms allow; `None` for all.
    all: Option<StoryRows>,
    /// Stories whose titles have the terms of all words.
    titled: StoryRows,
    /// Stories whose own official number is wanted, and those that mention it.
    own: StoryRows,
    mentioning: StoryRows,
    /// Stories with the number of each wanted [`Fact::Number`].
    numbered: Vec<StoryRows>,
    unwanted_numbers: Vec<StoryRows>,
    lacking: u64,
}

/// A story that has been looked at.
enum ExaminedStory {
    Found(Box<FoundStory>),
    Refused,
}

impl<'a> Search<'a> {
    fn new(
        plan: Plan<'a>,
        store: &'a Store,
        wanted: BoundedSearch<'a>,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let query = wanted.query;
        let terms = query.terms();
        let mut all = store.stories_with(&terms, Indexed::Everything)?;
        let (own, mentioning) = store.stories_numbered(&query.numbers)?;
        if let Some(all) = &mut all {
            all.extend(&own);
            all.extend(&mentioning);
        }
        let names = names_of_sources(plan, store)?;
        let facts = query.wanted_facts.iter();
        let facts: Vec<TermQuery> = facts.filter_map(|fact| fact.terms(&names)).collect();
        let mut narrow = |rows: StoryRows| match &mut all {
            Some(all) => all.retain(&rows),
            None => all = Some(rows),
        };
        if let Some(rows) = store.stories_with(&TermQuery::All(facts), Indexed::Everything)? {
            narrow(rows);
        }
        let mut own_of_all = own.clone();
        let numbered = numbers_of(store, &query.wanted_facts, &mut own_of_all)?;
        for rows in &numbered {
            narrow(rows.clone());
        }
        let mut titled = match wanted.order {
            SearchOrder::Newest => None,
            SearchOrder::Best => store.stories_with(&terms, Indexed::Titles)?,
        };
        let not_indexed = store.stories_not_indexed(LOOKED_THROUGH)?;
        let lacking = match &not_indexed {
            Some(_) => 0,
            None => store.search_lacks()?,
        };
        if let Some(rows) = &not_indexed {
            for set in [&mut all, &mut titled].into_iter().flatten() {
                set.extend(rows);
            }
        }
        Ok(Self {
            store,
            wanted,
            curation: Curation::new(plan, now),
            all,
            titled: titled.unwrap_or_default(),
            own: own_of_all,
            mentioning,
            numbered,
            lacking,
            unwanted_numbers: numbers_of(store, &query.unwanted_facts, &mut StoryRows::default())?,
        })
    }

    fn run(&self) -> Result<SearchResults, Error> {
        let mut results = SearchResults {
            stories: Vec::new(),
            next: None,
            lacking: self.lacking,
        };
        let mut examined = 0;
        let mut last = None;
        let (begins, after) = self.begin()?;
        for part in [Part::Numbered, Part::Titled, Part::Others] {
            if part < begins {
                continue;
            }
            let after = after.filter(|_| part == begins);
            let mut candidates = self.candidates(part, after)?;
            while let Some(candidate) = candidates.take()? {
                if results.stories.len() >= self.wanted.limit || examined >= self.wanted.examined {
                    results.next = last;
                    return Ok(results);
                }
                if !self.may_be_in(part, candidate) {
                    continue;
                }
                let Some(stored) = self.store.story_of(candidate)? else {
                    continue;
                };
                examined += 1;
                let part = Some(part);
                last = Some(SearchPosition {
                    part,
                    story: stored.id,
                });
                if let ExaminedStory::Found(found) = self.examine(part, candidate, &stored)? {
                    results.stories.push(*found);
                }
            }
        }
        Ok(results)
    }

    /// Where the results begin.
    fn begin(&self) -> Result<(Part, Option<Candidate>), Error> {
        let Some(SearchPosition { part, story }) = self.wanted.after else {
            return Ok((Part::Numbered, None));
        };
        let Some(candidate) = self.store.candidate(story)? else {
            return Ok((Part::Numbered, None));
        };
        let part = match (part, self.store.story_of(candidate)?) {
            (Some(part), _) => part,
            (None, _) if self.own.has(candidate) => Part::Numbered,
            (None, Some(stored)) if self.is_titled(candidate, &Haystack::new(&stored)) => {
                Part::Titled
            }
            (None, _) => Part::Others,
        };
        Ok((part, Some(candidate)))
    }

    fn candidates(&self, part: Part, after: Option<Candidate>) -> Result<Candidates<'a>, Error> {
        let among = |rows: &StoryRows| {
            let mut rows = rows.clone();
            if let Some(all) = &self.all {
                rows.retain(all);
            }
            Some(rows)
        };
        let rows = match part {
            Part::Numbered => among(&self.own),
            Part::Titled => among(&self.titled),
            Part::Others => self.all.clone(),
        };
        let reach = Reach {
            after,
            from: self.wanted.query.from,
            before: self.wanted.query.before,
        };
        Ok(self.store.newest_among(rows, reach)?)
    }

    fn may_be_in(&self, part: Part, candidate: Candidate) -> bool {
        part == Part::Numbered || !self.own.has(candidate)
    }

    fn is_titled(&self, candidate: Candidate, texts: &Haystack) -> bool {
        self.titled.has(candidate)
            && self
                .wanted
                .query
                .words
                .iter()
                .all(|forms| forms.iter().any(|form| texts.is_titled(form)))
    }

    fn examine(
        &self,
        part: Option<Part>,
        candidate: Candidate,
        stored: &StoredStory,
    ) -> Result<ExaminedStory, Error> {
        let query = self.wanted.query;
        let mut texts = Haystack::new(stored);
        let is_titled = self.is_titled(candidate, &texts);
        // Each story is in one part only.
        if matches!(part, Some(Part::Titled)) != is_titled && part != Some(Part::Numbered) {
            return Ok(ExaminedStory::Refused);
        }
        let number_is_enough = self.own.has(candidate) && query.numbers != NumberQuery::default()
            || self.mentioning.has(candidate);
        let words = || query.words.iter().flatten().collect::<Vec<&Needle>>();
        let has = |texts: &Haystack, forms: &[Needle]| forms.iter().any(|form| texts.has(form));
        let has_words = |texts: &Haystack| query.words.iter().all(|forms| has(texts, forms));
        let is_enough = number_is_enough || has_words(&texts);
        if !is_enough || !query.unwanted.is_empty() {
            self.read_text(&mut texts, stored)?;
            if !number_is_enough && !has_words(&texts) || has(&texts, &query.unwanted) {
                return Ok(ExaminedStory::Refused);
            }
        }
        let Some(curated) = self.curation.curate(self.store, stored.clone())? else {
            return Ok(ExaminedStory::Refused);
        };
        if !(self.wanted.allowed)(&curated) || !self.has_facts(candidate, &curated) {
            return Ok(ExaminedStory::Refused);
        }
        if !texts.is_read() {
            self.read_text(&mut texts, stored)?;
        }
        Ok(ExaminedStory::Found(Box::new(FoundStory {
            title: query.marked(&curated.story.representative.title),
            snippet: snippet(&texts, &words()),
            curated,
        })))
    }

    fn read_text(&self, texts: &mut Haystack, stored: &StoredStory) -> Result<(), Error> {
        for member in longest_first(&stored.members) {
            if let Some(html) = self.store.body(member.row)?.html() {
                texts.read(Some(&html));
                return Ok(());
            }
        }
        texts.read(None);
        Ok(())
    }

    fn has_facts(&self, candidate: Candidate, curated: &CuratedStory) -> bool {
        let query = self.wanted.query;
        self.numbered.iter().all(|rows| rows.has(candidate))
            && !self.unwanted_numbers.iter().any(|rows| rows.has(candidate))
            && query
                .wanted_facts
                .iter()
                .all(|fact| fact.holds(curated) != Some(false))
            && !query
                .unwanted_facts
                .iter()
                .any(|fact| fact.holds(curated) == Some(true))
    }
}

/// The stories with each of the wanted numbers; adds those whose own number it is to `own`.
fn numbers_of(store: &Store, facts: &[Fact], own: &mut StoryRows) -> Result<Vec<StoryRows>, Error> {
    let mut all = Vec::new();
    for fact in facts {
        if let Fact::Number(numbers) = fact {
            let (mut rows, mentioning) = store.stories_numbered(numbers)?;
            own.extend(&rows);
            rows.extend(&mentioning);
            all.push(rows);
        }
    }
    Ok(all)
}

/// The row of each source, with its names: the configured ones and the one of its feed.
type NamesOfSources = Vec<(i64, Vec<String>)>;

fn names_of_sources(plan: Plan<'_>, store: &Store) -> Result<NamesOfSources, Error> {
    let mut titles: BTreeMap<&SourceName, &str> = BTreeMap::new();
    for source in plan.sources {
        for name in std::iter::once(&source.name).chain(&source.was) {
            titles.extend(source.title.as_deref().map(|title| (name, title)));
        }
    }
    let rows = store
        .source_rows()?
        .into_iter()
        .map(|(name, (row, title))| {
            let configured = titles.get(&name).map(|title| (*title).to_owned());
            let names = std::iter::once(name.to_string()).chain(configured);
            (row, names.chain(title).collect())
        });
    Ok(rows.collect())
}

impl Fact {
    /// The terms of every story for which it holds; `None` if there is none for it.
    fn terms(&self, sources: &NamesOfSources) -> Option<TermQuery> {
        match self {
            Self::Outlet(name) => Some(outlet_terms(name, sources)),
            Self::Issuer(names) => Some(issuer_terms(names)),
            Self::Language(tag) => Some(language_term(tag)),
            Self::Outlets(Bound::Least | Bound::Exact, count) => outlets_term(*count),
            Self::Outlets(Bound::Most, _) | Self::Number(_) | Self::Label(_) => None,
        }
    }

    /// Whether it holds for a story; `None` for a number, which the store looks up.
    fn holds(&self, curated: &CuratedStory) -> Option<bool> {
        let members = || curated.story.members();
        let issuers = || {
            let documents = members().filter_map(|member| member.document.as_ref());
            documents.filter_map(|document| document.issuer.as_deref())
        };
        Some(match self {
            Self::Number(_) => return None,
            Self::Outlet(name) => members().any(|member| {
                name.is_in_name(member.outlet()) || name.is_in_name(member.source.as_str())
            }),
            Self::Issuer(names) => issuers()
                .flat_map(official::issuer_names)
                .any(|issuer| names.iter().any(|name| name.is_in_name(issuer))),
            Self::Label(wanted) => {
                let mut labels = curated.labels.iter();
                labels.any(|label| is_same(label.as_str(), wanted))
            }
            Self::Language(wanted) => members()
                .filter_map(|one| normalize::language_tag(&one.title, one.language.as_deref()))
                .any(|tag| is_within(tag, wanted)),
            Self::Outlets(bound, count) => {
                let outlets: BTreeSet<&str> = members().map(Member::outlet).collect();
                match bound {
                    Bound::Least => outlets.len() >= *count,
                    Bound::Most => outlets.len() <= *count,
                    Bound::Exact => outlets.len() == *count,
                }
            }
        })
    }
}

/// Whether a language tag is `wanted`, or a kind of it, as `zh-CN` is of `zh` (RFC 4647 3.3.1).
fn is_within(tag: &str, wanted: &str) -> bool {
    let rest = tag
        .get(..wanted.len())
        .filter(|begin| begin.eq_ignore_ascii_case(wanted))
        .and_then(|_| tag.get(wanted.len()..));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}
