//! A story as lists know it: title, document, who carried it when, labels, changes.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::inline::language;
use crate::model::{EntryKey, Label, Member, Role, Story, StoryId, StoryRelation, Timestamp};
use crate::publish::address::{self, Uri};
use crate::publish::context::Context;
use crate::publish::line::CleanLine;

/// Most copies of a story in one list.
const MAX_CARRIERS: usize = 500;

/// Shorter titles, without their digits, do not show a series.
const MIN_LETTERS: usize = 6;

/// A story in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ListedStory {
    /// Its id.
    pub story: StoryId,
    /// The title of its representative or, without a title, the outlet.
    pub title: CleanLine,
    /// The language of the title, if it is known and fits its letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Its place in the order of stories.
    pub position: Timestamp,
    /// When its text was published.
    pub published: Timestamp,
    /// When the text or title that readers see last changed.
    pub updated: Timestamp,
    /// The outlet of its representative.
    pub outlet: CleanLine,
    /// The page of its representative.
    pub link: Option<Uri>,
    /// The official document that it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<ListedDocument>,
    /// Labels from sources and rules.
    pub labels: Vec<CleanLine>,
    /// The copies, the earliest first, with the representative; five hundred at most.
    pub carriers: Vec<ListedCopy>,
    /// How many outlets carry it.
    pub outlets: usize,
    /// What it is to the stories that it is related to.
    pub related: Vec<StoryRelation>,
    /// When outlets changed their texts, the earliest change first.
    pub changes: Vec<Timestamp>,
    /// How many stories of the same list have the same title but for digits.
    pub apart: usize,
}

/// An official document, as a list names it.
#[derive(Debug, Clone, Serialize)]
pub struct ListedDocument {
    /// Its issuer.
    pub issuer: Option<CleanLine>,
    /// Its own numbers as people write them.
    pub numbers: Vec<CleanLine>,
    /// The addressee.
    pub addressee: Option<CleanLine>,
}

/// A copy of a story.
#[derive(Debug, Clone, Serialize)]
pub struct ListedCopy {
    /// The entry.
    pub entry: EntryKey,
    /// Its outlet.
    pub outlet: CleanLine,
    /// Its page.
    pub link: Option<Uri>,
    /// When it was published or, without a date, first read.
    pub at: Timestamp,
    /// Seconds after the earliest copy. Outlets without exact times are known only to the interval
    /// at which their feed is read.
    pub behind: i64,
    /// Whether it represents the story, or is a copy of the whole text or of a part.
    pub role: Role,
}

impl ListedStory {
    /// Lists a story. `changes` are the times at which its entries changed.
    pub(in crate::publish) fn new(
        context: Context<'_>,
        story: &Story,
        labels: &[Label],
        related: impl IntoIterator<Item = StoryRelation>,
        changes: &[Timestamp],
    ) -> Self {
        let representative = &story.representative;
        let name = |member| context.outlet(member);
        let outlet = name(representative).unwrap_or_else(|| CleanLine::from(story.id));
        let title = context.line(representative, &representative.title);
        let title = title.unwrap_or_else(|| outlet.clone());
        let own = representative.link.as_deref().and_then(address::web);
        // A repost with the same link is the representative again, by way of another source.
        let is_again = |member: &Member| {
            let page = member.link.as_deref().and_then(address::web);
            own.is_some() && page == own
        };
        let others = story.reposts.iter().filter(|repost| !is_again(repost));
        let mut members: Vec<&Member> = std::iter::once(representative).chain(others).collect();
        let outlets: BTreeSet<&str> = members.iter().map(|member| member.outlet()).collect();
        let outlets = outlets.len();
        members.truncate(MAX_CARRIERS);
        members.sort_by_key(|member| (member.position(), member.row));
        let first = members.first().map_or(story.position, |m| m.position());
        let carriers = members.into_iter().map(|member| ListedCopy {
            entry: member.key,
            outlet: name(member).unwrap_or_else(|| outlet.clone()),
            link: context.page(member),
            at: member.position(),
            behind: member.position().as_second() - first.as_second(),
            role: story.role_of(member),
        });
        let mut changes = changes.to_vec();
        changes.sort_unstable();
        Self {
            story: story.id,
            language: language(title.as_str(), representative.language.as_deref(), context),
            title,
            position: story.position,
            published: story.published(),
            updated: story.updated,
            link: context.page(representative),
            document: ListedDocument::of(story),
            labels: labels
                .iter()
                .filter_map(|label| CleanLine::parse(label.as_str()))
                .collect(),
            carriers: carriers.collect(),
            outlet,
            outlets,
            related: related.into_iter().collect(),
            changes,
            apart: 0,
        }
    }

    /// When the earliest copy came.
    pub(super) fn first(&self) -> Timestamp {
        self.carriers.first().map_or(self.position, |one| one.at)
    }

    /// The copies other than the representative.
    pub(super) fn reposts(&self) -> impl Iterator<Item = &ListedCopy> {
        let others = self.carriers.iter();
        others.filter(|carrier| carrier.role != Role::Representative)
    }

    /// How many copies of it the list counts.
    pub(super) fn copies(&self) -> usize {
        self.carriers.len()
    }
}

impl ListedDocument {
    /// Most numbers of one document.
    const NUMBERS: usize = 10;

    fn of(story: &Story) -> Option<Self> {
        let document = story.document()?;
        let line = |text: &str| CleanLine::parse(text);
        let numbers = document.numbers.iter().take(Self::NUMBERS);
        let listed = Self {
            issuer: document.issuer.as_deref().and_then(line),
            numbers: numbers
                .filter_map(|number| line(&number.to_string()))
                .collect(),
            addressee: document.addressee.as_deref().and_then(line),
        };
        (listed.issuer.is_some() || !listed.numbers.is_empty()).then_some(listed)
    }
}

/// Counts for each story how many others of the list have the same title but for digits: serial
/// notices, which look alike and are not folded.
pub(super) fn count_apart<'a>(stories: impl IntoIterator<Item = &'a mut ListedStory>) {
    let mut of_title: BTreeMap<String, Vec<&mut ListedStory>> = BTreeMap::new();
    for story in stories {
        let title = story.title.as_str();
        let letters: String = title.chars().filter(|c| !c.is_numeric()).collect();
        if letters.chars().count() >= MIN_LETTERS && letters.len() < title.len() {
            of_title.entry(letters).or_default().push(story);
        }
    }
    for alike in of_title.into_values() {
        let others = alike.len() - 1;
        for story in alike {
            story.apart = others;
        }
    }
}
