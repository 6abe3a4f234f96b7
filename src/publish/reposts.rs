//! What stands around the text of a story: above it which correction it is or has, below it the
//! lists of reposts and of related stories.

use std::collections::BTreeSet;

use super::address::{self, Uri};
use super::context::Context;
use super::line::CleanLine;
use crate::html::escape;
use crate::model::{Evidence, Member, RelatedStory, Role, Story, StoryRelation, Timestamp};

/// Most reposts in the list: thousands of them would take megabytes.
const MAX_LISTED: usize = 100;

/// Most related stories in the list.
const MAX_RELATED: usize = 10;

/// The other copies of a story, as readers see them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct PublishedReposts {
    /// The copies, in the order in which feedfold first read them.
    pub(super) listed: Vec<PublishedRepost>,
    /// How many others there are.
    pub(super) unlisted: usize,
    /// Other outlets than that of the representative, each once.
    outlets: Vec<CleanLine>,
}

/// One other copy of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublishedRepost {
    pub(super) outlet: CleanLine,
    pub(super) title: CleanLine,
    pub(super) link: Option<Uri>,
    pub(super) at: Timestamp,
    pub(super) role: Role,
    /// Why it is in the story, in a few words.
    pub(super) evidence: String,
}

/// A story that is about the same, or a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PublishedRelated {
    pub(super) relation: StoryRelation,
    pub(super) outlet: CleanLine,
    /// Its title or, without a title, its outlet.
    pub(super) title: CleanLine,
    pub(super) link: Option<Uri>,
    pub(super) at: Timestamp,
}

impl PublishedReposts {
    /// Returns the reposts of a story whose representative has the link `alternate`. A repost with
    /// the same link is the representative again, by way of another source, and left out.
    pub(super) fn new(context: Context<'_>, story: &Story, fallback: &CleanLine) -> Self {
        let page = |member: &Member| member.link.as_deref().and_then(address::web);
        let own = page(&story.representative);
        let others = story.reposts.iter();
        let others: Vec<&Member> = others
            .filter(|repost| own.is_none() || page(repost) != own)
            .collect();
        let mut seen = BTreeSet::from([story.representative.outlet()]);
        let outlets = others.iter().filter(|repost| seen.insert(repost.outlet()));
        Self {
            outlets: outlets
                .filter_map(|repost| context.line(repost, repost.outlet()))
                .collect(),
            unlisted: others.len().saturating_sub(MAX_LISTED),
            listed: others
                .into_iter()
                .take(MAX_LISTED)
                .map(|repost| PublishedRepost::new(context, story, repost, fallback))
                .collect(),
        }
    }

    /// Links to the listed reposts with their outlets, each once.
    pub(super) fn links(&self) -> impl Iterator<Item = (&Uri, &CleanLine)> {
        let mut seen = BTreeSet::new();
        let links = self.listed.iter();
        links
            .filter_map(|repost| Some((repost.link.as_ref()?, &repost.outlet)))
            .filter(move |link| seen.insert(*link))
    }

    /// HTML of the list; empty for a story without reposts.
    ///
    /// Its heading names three outlets. Each item has outlet, title, link, day in the site's zone,
    /// whether it is the whole text, and why it is in the story.
    pub(super) fn html(&self, context: Context<'_>) -> String {
        if self.listed.is_empty() {
            return String::new();
        }
        let outlets: Vec<String> = self
            .outlets
            .iter()
            .map(|outlet| escape(outlet.as_str()))
            .collect();
        let outlets: Vec<&str> = outlets.iter().map(String::as_str).collect();
        let items = self.listed.iter().map(|repost| {
            let words = context.words;
            let day = context.day(repost.at);
            let remarks = [&*day, words.role(repost.role), &escape(&repost.evidence)];
            context.item(
                (&repost.outlet, &repost.title, repost.link.as_ref()),
                &remarks,
            )
        });
        let mut html = list(&context.words.carried_by(&outlets), items);
        if self.unlisted > 0 {
            let more = context.words.more_reposts(self.unlisted);
            html.extend(["\n<p>", &more, "</p>"]);
        }
        html
    }
}

impl PublishedRepost {
    fn new(context: Context<'_>, story: &Story, repost: &Member, fallback: &CleanLine) -> Self {
        let outlet = context.outlet(repost).unwrap_or_else(|| fallback.clone());
        let title = context.line(repost, &repost.title);
        let title =
            title.or_else(|| context.line(&story.representative, &story.representative.title));
        let representative = &story.representative;
        let evidence = match &repost.evidence {
            // Equal texts are the best evidence, and stay so when a person undoes a ruling.
            Evidence::SameText { .. } => context.words.evidence(&repost.evidence),
            _ if repost.content_hash == representative.content_hash && repost.chars > 0 => {
                context.words.same_text(repost.chars)
            }
            // The founding entry joined nothing: the representative joined it.
            Evidence::Founded => context.words.evidence(&representative.evidence),
            joined => context.words.evidence(joined),
        };
        Self {
            title: title.unwrap_or_else(|| outlet.clone()),
            outlet,
            link: context.page(repost),
            at: repost.position(),
            role: story.role_of(repost),
            evidence,
        }
    }
}

impl PublishedRelated {
    /// Returns the first related stories that have a name.
    pub(super) fn list(context: Context<'_>, related: &[RelatedStory]) -> Vec<Self> {
        let listed = related.iter().take(MAX_RELATED);
        listed
            .filter_map(|story| {
                let representative = &story.representative;
                let outlet = context.outlet(representative);
                let title = context.line(representative, &representative.title);
                let title = title.or_else(|| outlet.clone())?;
                Some(Self {
                    relation: story.relation,
                    outlet: outlet.unwrap_or_else(|| title.clone()),
                    title,
                    link: context.page(representative),
                    at: representative.position(),
                })
            })
            .collect()
    }

    /// Outlet, title, day and link.
    fn html(&self, context: Context<'_>) -> String {
        let day = context.day(self.at);
        context.item((&self.outlet, &self.title, self.link.as_ref()), &[&day])
    }
}

/// HTML of what a story corrects or withdraws, and of what says so of it, a line each; empty for a
/// story without corrections.
pub(super) fn corrections(context: Context<'_>, related: &[PublishedRelated]) -> String {
    let mut html = String::new();
    for story in related {
        if let Some(words) = context.words.correction(story.relation) {
            let named = story.html(context);
            html.extend(["<p><strong>", words, "</strong>", &named, "</p>\n"]);
        }
    }
    html
}

/// HTML of the list "Related"; empty without related stories. The list has none of the
/// [`corrections`].
pub(super) fn related(context: Context<'_>, related: &[PublishedRelated]) -> String {
    let mut listed = related
        .iter()
        .filter(|story| story.relation == StoryRelation::Related)
        .peekable();
    if listed.peek().is_none() {
        return String::new();
    }
    let items = listed.map(|story| story.html(context));
    list(context.words.related(), items)
}

/// A list under a line. `pipeline` finds the end of a published text by the first two tags.
fn list(heading: &str, items: impl Iterator<Item = String>) -> String {
    let mut html = format!("\n<hr>\n<p>{heading}</p>\n<ul>\n");
    for item in items {
        html.extend(["<li>", &item, "</li>\n"]);
    }
    html.push_str("</ul>");
    html
}
