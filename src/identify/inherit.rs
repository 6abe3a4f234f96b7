//! Matches the stories of a new store with the published entries of a lost store.

use std::collections::{BTreeMap, BTreeSet};

use super::link::{comparable, is_page};
use crate::model::{PublishedFacts, StoryId};

/// Fewest characters of equal text that identify a text.
const MIN_WORDS: usize = 40;

/// A story of the new store, as it would be published.
#[derive(Debug, Clone)]
pub struct Heir {
    /// Which story.
    pub story: StoryId,
    /// The published ids that it would have if any of its entries had founded it.
    pub ids: Vec<String>,
    /// Its title, links, dates and beginning of the text, as readers see them.
    pub facts: PublishedFacts,
}

/// Matches stories with published entries of the lost store. Returns each story with the index of
/// its entry in `inherited`; no story and no entry occurs twice.
///
/// Evidence, the strongest first: an id that one of the story's entries gives; a common link to a
/// page together with an equal title, date or beginning of the text; equal title and text. An
/// entry that matches two stories gives its id to neither. If two entries match one story, the
/// older one gives its id.
pub fn heirs(inherited: &[PublishedFacts], stories: &[Heir]) -> Vec<(StoryId, usize)> {
    let mut matches = Matches {
        inherited,
        story_of: BTreeMap::new(),
        taken: BTreeSet::new(),
    };
    let by_id = index(stories, |heir| heir.ids.clone());
    matches.assign(|entry| {
        let places = by_id.get(&entry.id).into_iter().flatten();
        places.copied().collect()
    });
    let by_link = index(stories, |heir| pages(&heir.facts));
    matches.assign(|entry| {
        let places = pages(entry).into_iter();
        let places = places.filter_map(|page| by_link.get(&page)).flatten();
        let is_same = |place: &&usize| {
            stories
                .get(**place)
                .is_some_and(|heir| is_same_page(entry, &heir.facts))
        };
        places.filter(is_same).copied().collect()
    });
    let by_title = index(stories, |heir| vec![heir.facts.title.clone()]);
    matches.assign(|entry| {
        let places = by_title.get(&entry.title).into_iter().flatten();
        let is_same = |place: &&usize| {
            stories
                .get(**place)
                .is_some_and(|heir| has_same_words(entry, &heir.facts))
        };
        places.filter(is_same).copied().collect()
    });
    let places = matches.story_of.into_iter();
    places
        .filter_map(|(place, entry)| Some((stories.get(place)?.story, entry)))
        .collect()
}

struct Matches<'a> {
    inherited: &'a [PublishedFacts],
    /// For the index of a story, the index of the entry whose id it gets.
    story_of: BTreeMap<usize, usize>,
    /// Indexes of entries whose ids are assigned.
    taken: BTreeSet<usize>,
}

impl Matches<'_> {
    /// Assigns ids by one kind of evidence; `same` returns the stories that an entry matches.
    fn assign(&mut self, same: impl Fn(&PublishedFacts) -> BTreeSet<usize>) {
        let mut entries: Vec<usize> = (0..self.inherited.len())
            .filter(|place| !self.taken.contains(place))
            .collect();
        let age = |place: &usize| {
            let entry = self.inherited.get(*place);
            entry.map(|entry| (entry.published, entry.id.as_str()))
        };
        entries.sort_by(|a, b| age(a).cmp(&age(b)));
        let settled: BTreeSet<usize> = self.story_of.keys().copied().collect();
        for place in entries {
            let Some(entry) = self.inherited.get(place) else {
                continue;
            };
            let mut stories = same(entry).into_iter();
            let (Some(story), None) = (stories.next(), stories.next()) else {
                continue;
            };
            // Stronger evidence has precedence. The older of two entries comes first in this loop.
            if !settled.contains(&story) && !self.story_of.contains_key(&story) {
                self.story_of.insert(story, place);
                self.taken.insert(place);
            }
        }
    }
}

fn index<'a>(
    stories: &'a [Heir],
    keys: impl Fn(&'a Heir) -> Vec<String>,
) -> BTreeMap<String, Vec<usize>> {
    let mut index: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, heir) in stories.iter().enumerate() {
        for key in keys(heir) {
            index.entry(key).or_default().push(place);
        }
    }
    index
}

/// Links in comparable form, without those to front pages.
fn pages(facts: &PublishedFacts) -> Vec<String> {
    let links = facts.links.iter().map(|link| comparable(link));
    links.filter(|link| is_page(link)).collect()
}

/// A page may have another text every day, so a second property has to match.
fn is_same_page(old: &PublishedFacts, new: &PublishedFacts) -> bool {
    old.title == new.title || old.published == new.published || has_same_words(old, new)
}

fn has_same_words(old: &PublishedFacts, new: &PublishedFacts) -> bool {
    old.words == new.words && old.words.chars().count() >= MIN_WORDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Timestamp;

    fn facts(id: &str, title: &str, link: &str, day: i64, words: &str) -> PublishedFacts {
        let at = Timestamp::from_second(day * 86_400).unwrap();
        PublishedFacts {
            id: id.to_owned(),
            title: title.to_owned(),
            links: vec![link.to_owned()],
            words: words.repeat(10),
            published: at,
            updated: at,
        }
    }

    fn heir(number: u8, ids: &[&str], facts: PublishedFacts) -> Heir {
        Heir {
            story: StoryId::from_bytes([number; 16]),
            ids: ids.iter().map(|id| (*id).to_owned()).collect(),
            facts,
        }
    }

    fn given(inherited: &[PublishedFacts], stories: &[Heir]) -> Vec<(u8, usize)> {
        let heirs = heirs(inherited, stories);
        heirs
            .into_iter()
            .map(|(story, place)| (story.as_bytes()[0], place))
            .collect()
    }

    #[test]
    fn the_id_of_a_storys_own_entry_outweighs_a_link() {
        let old = [facts("x", "a", "https://e.example/1", 1, "text")];
        let own = heir(
            1,
            &["own", "x"],
            facts("own", "b", "https://f.example/9", 9, "other"),
        );
        let linked = heir(2, &["n"], facts("n", "a", "https://e.example/1", 1, "text"));
        assert_eq!(given(&old, &[linked.clone(), own]), [(1, 0)]);
        assert_eq!(given(&old, &[linked]), [(2, 0)]);
    }

    #[test]
    fn a_link_alone_or_an_ambiguous_link_matches_nothing() {
        let old = [facts(
            "x",
            "monday",
            "https://e.example/daily",
            1,
            "one text",
        )];
        let tuesday = heir(
            1,
            &[],
            facts("n", "tuesday", "http://e.example/daily", 2, "two text"),
        );
        assert_eq!(given(&old, &[tuesday]), []);
        let twice = [1, 2].map(|number| {
            heir(
                number,
                &[],
                facts("n", "monday", "https://e.example/daily", 2, "two text"),
            )
        });
        assert_eq!(given(&old, &twice), []);
        let front = [facts("x", "t", "https://e.example/", 1, "a")];
        assert_eq!(
            given(
                &front,
                &[heir(1, &[], facts("n", "t", "https://e.example/", 1, "b"))]
            ),
            []
        );
    }

    #[test]
    fn title_and_text_match_without_a_link_and_the_older_of_two_entries_gives_its_id() {
        let old = [
            facts("young", "t", "https://e.example/1", 5, "words enough"),
            facts("old", "t", "https://e.example/2", 3, "words enough"),
        ];
        let story = heir(
            1,
            &[],
            facts("n", "t", "https://g.example/7", 9, "words enough"),
        );
        assert_eq!(given(&old, &[story]), [(1, 1)]);
        let short = heir(1, &[], facts("n", "t", "https://g.example/7", 9, "w"));
        assert_eq!(
            given(&[facts("x", "t", "https://e.example/1", 5, "w")], &[short]),
            []
        );
    }
}
