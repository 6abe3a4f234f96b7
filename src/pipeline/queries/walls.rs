//! What a source shows instead of its articles: subscribe, accept cookies, prove that you are no
//! robot.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::fold::{Facts, Marked, Profile};
use crate::model::{SourceName, Timestamp};
use crate::normalize;
use crate::pipeline::pages::wall_in;
use crate::store::{self, EquallyLong, MIN_STORIES, RefusedPages, Store};

/// Longest beginning of a wall that is shown, in characters.
const MAX_CHARS: usize = 160;

/// A text that a source shows instead of its articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wall {
    /// The beginning of the text, on one line; empty if the store no longer has it.
    pub text: String,
    /// Where it is shown.
    pub shown: WallPlace,
    /// How many of the newest entries of the source have it, or lead to a page that has it.
    pub entries: u64,
    /// When a pass first saw it among these.
    pub since: Timestamp,
    /// When a pass last saw a new entry with it, or requested such a page.
    pub last: Timestamp,
}

/// Where a source shows a wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum WallPlace {
    /// It is the text of entries.
    Entries,
    /// Article pages show it; their entries keep the feed's text.
    Pages,
}

/// The walls of a source, the most frequent first.
///
/// A wall is one text, or one text but for a counter, under the titles of several stories of which
/// it says nothing. The equal notices that a publisher sends about several matters name these. It
/// may also be what pages show whose texts were refused for it.
pub fn walls(store: &Store, source: &SourceName) -> Result<Vec<Wall>, store::Error> {
    let mut walls = Vec::new();
    let mut listed = Vec::new();
    for repeated in &store.repeated_texts(source)? {
        let read = repeated.titles.each_ref();
        let read = read.map(|title| read_text(title, &repeated.html));
        // Of a text that was pruned, its hash alone says that it is one.
        if repeated.html.is_empty() || read.iter().all(|(_, profile)| profile.has_foreign_title()) {
            let [(text, profile), _] = read;
            walls.push(Wall {
                text: beginning(&text),
                shown: WallPlace::Entries,
                entries: repeated.entries,
                since: repeated.since,
                last: repeated.last,
            });
            listed.push(profile);
        }
    }
    let entries = store.equally_long(source)?;
    let is_listed = |text: &Profile| listed.iter().any(|wall: &Profile| wall.has_text_of(text));
    walls.extend(counting_walls(&entries, is_listed));
    walls.extend(walls_of_pages(store.refused_pages(source)?));
    walls.sort_by_key(|wall| std::cmp::Reverse(wall.entries));
    Ok(walls)
}

/// The walls that count something (`2 free articles left`), but for those that are listed.
fn counting_walls(entries: &[EquallyLong], is_listed: impl Fn(&Profile) -> bool) -> Vec<Wall> {
    let read = entries.iter().map(|entry| {
        let (text, profile) = read_text(&entry.title, &entry.html);
        (entry, text, profile)
    });
    let mut groups: Vec<Vec<(&EquallyLong, String, Profile)>> = Vec::new();
    for entry in read.filter(|(_, _, profile)| profile.has_foreign_title() && !is_listed(profile)) {
        let has_text_of_it = |group: &&mut Vec<(&EquallyLong, String, Profile)>| {
            let first = group.first();
            first.is_some_and(|(_, _, first)| first.has_text_of(&entry.2))
        };
        match groups.iter_mut().find(has_text_of_it) {
            Some(group) => group.push(entry),
            None => groups.push(vec![entry]),
        }
    }
    let walls = groups.iter().filter_map(|group| {
        let stories: BTreeSet<i64> = group.iter().map(|(entry, _, _)| entry.story).collect();
        let titles: BTreeSet<&str> = group.iter().map(|(entry, _, _)| &*entry.title).collect();
        let (_, text, _) = group.last()?;
        let seen = || group.iter().map(|(entry, _, _)| entry.first_seen);
        (stories.len().min(titles.len()) >= MIN_STORIES as usize).then_some(Wall {
            text: beginning(text),
            shown: WallPlace::Entries,
            entries: group.len() as u64,
            since: seen().min()?,
            last: seen().max()?,
        })
    });
    walls.collect()
}

/// The walls for which the texts of pages were refused, each once, whatever it counts.
fn walls_of_pages(refused: Vec<RefusedPages>) -> Vec<Wall> {
    let mut walls: BTreeMap<String, Wall> = BTreeMap::new();
    for pages in refused {
        let Some(text) = wall_in(&pages.why) else {
            continue;
        };
        let form: String = text.chars().filter(|next| !next.is_numeric()).collect();
        let wall = walls.entry(form).or_insert_with(|| Wall {
            text: text.to_owned(),
            shown: WallPlace::Pages,
            entries: 0,
            since: pages.since,
            last: pages.last,
        });
        wall.entries += pages.entries;
        wall.since = wall.since.min(pages.since);
        wall.last = wall.last.max(pages.last);
    }
    walls.into_values().collect()
}

/// The text of an entry, and both texts as they are compared.
fn read_text(title: &str, html: &str) -> (String, Profile) {
    let body = normalize::body_text(html);
    let text = normalize::normalize(&body);
    let marked = Marked::read(title, &body);
    let profile = Profile::new(Facts {
        title: normalize::normalize_title(&marked.title).as_str(),
        marked: &marked,
        lead_in: "",
        source_note: "",
        text: text.as_str(),
        outlet: "",
        published: None,
    });
    (body, profile)
}

/// What is shown of a text.
fn beginning(text: &str) -> String {
    text.replace('\n', " ").chars().take(MAX_CHARS).collect()
}
