//! The pages: which paths they have, what they depend on, and how they are made.

use jiff::civil::Date;
use serde::Serialize;
use url::form_urlencoded;

use super::failure::{Failure, Lasting};
use super::{Server, feeds};
use crate::clock::Clock as _;
use crate::model::{ChangeSize, EntryKey, SearchOrder, StoryId, Timestamp};
use crate::pipeline::{
    self, AtAddress, Plan, SearchRequest, changes_page, editable_story_page, front_page,
    search_page, source_page, sources_page, statistics_page, story_page,
};
use crate::publish::page::{self, ChangePlace, Listing, WhichChanges};
use crate::store::Store;

/// Most characters of a search.
const LONGEST_QUERY: usize = 200;

/// A page. To add one: its variant with its parameters, its path in [`Page::find`], and in
/// [`Page::make`] the function that asks the store and renders the answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Page {
    /// Stories by day: the front page, a day, a label, an issuer; after a story.
    Stories(Listing, Option<String>),
    /// One story, and the entry to compare it with.
    Story(String, Option<EntryKey>),
    /// Changes of published stories, after a place.
    Changes(WhichChanges, Option<ChangePlace>),
    /// All sources.
    Sources,
    /// One source.
    Source(String),
    /// Numbers of the days from the first to the last of these.
    Statistics(Option<Date>, Option<Date>),
    /// The results of a search.
    Search(SearchRequest),
    /// The outputs.
    Feeds,
}

/// The representation in which a page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Representation {
    /// HTML, for people.
    Html,
    /// HTML with forms, for people who may edit.
    Editable,
    /// JSON, for programs.
    Json,
}

impl Representation {
    /// The media type.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Html | Self::Editable => "text/html; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

impl Page {
    /// The page of a path, given as its segments, with the parameters in its query.
    pub(super) fn find(segments: &[&str], query: Option<&str>) -> Option<Self> {
        let value = |wanted: &str| {
            let mut pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
            let found = pairs.find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.into_owned())
        };
        let stories = |listing| Some(Self::Stories(listing, value("after")));
        match segments {
            [""] => stories(Listing::Newest),
            ["d", day] => stories(Listing::Day(day.parse::<Date>().ok()?)),
            ["labels", label] => stories(Listing::Label((*label).to_owned())),
            ["issuers", issuer] => stories(Listing::Issuer((*issuer).to_owned())),
            ["s", id] => {
                let with = value("with").and_then(|with| with.parse().ok());
                Some(Self::Story((*id).to_owned(), with))
            }
            ["changes"] => {
                let which = WhichChanges {
                    label: value("label"),
                    source: value("source"),
                    least: match value("size").as_deref() {
                        Some("all") => ChangeSize::Small,
                        _ => ChangeSize::Substantial,
                    },
                };
                let after = value("after").map(|after| after.parse());
                Some(Self::Changes(which, after.transpose().ok()?))
            }
            ["sources"] => Some(Self::Sources),
            ["sources", name] => Some(Self::Source((*name).to_owned())),
            ["stats"] => {
                // A form sends an empty text for a field that is not filled in.
                let day = |name| match value(name).filter(|day| !day.is_empty()) {
                    Some(day) => day.parse::<Date>().ok().map(Some),
                    None => Some(None),
                };
                Some(Self::Statistics(day("from")?, day("to")?))
            }
            ["search"] => {
                let query = value("q").unwrap_or_default();
                let order = match value("order").as_deref() {
                    Some("best") => SearchOrder::Best,
                    _ => SearchOrder::Newest,
                };
                Some(Self::Search(SearchRequest {
                    query: query.chars().take(LONGEST_QUERY).collect(),
                    order,
                    after: value("after"),
                }))
            }
            ["feeds"] => Some(Self::Feeds),
            _ => None,
        }
    }

    /// Makes the bytes of the page. It waits for the disk and the store.
    pub(super) fn make(
        &self,
        server: &Server,
        representation: Representation,
    ) -> Result<Vec<u8>, Failure> {
        let site = &server.config.site;
        match self {
            // Before the first run there is only the list of the outputs, which says what to do.
            Self::Stories(Listing::Newest, None) if !server.config.store_path.exists() => {
                feeds::make(server, representation)
            }
            Self::Stories(listing, after) => {
                let made = server.ask(|plan, store, now| {
                    front_page(plan, store, listing.clone(), after.as_deref(), now)
                });
                written(&found(made?)?, representation, |page| {
                    page::front(site, page)
                })
            }
            Self::Story(id, with) if representation == Representation::Editable => {
                let made =
                    server.ask(|plan, store, now| editable_story_page(plan, store, id, *with, now));
                let editable = shown(made?)?;
                at_its_address(id, editable.page.listed.story)?;
                Ok(page::editable_story(site, &editable).into_bytes())
            }
            Self::Story(id, with) => {
                let made = server.ask(|plan, store, now| story_page(plan, store, id, *with, now));
                let page = shown(made?)?;
                at_its_address(id, page.listed.story)?;
                written(&page, representation, |page| page::story(site, page))
            }
            Self::Changes(which, after) => {
                let made = server
                    .ask(|plan, store, now| changes_page(plan, store, which.clone(), *after, now));
                written(&found(made?)?, representation, |page| {
                    page::changes(site, page)
                })
            }
            Self::Sources => {
                let made = server.ask(|plan, store, _| sources_page(plan, store));
                written(&made?, representation, |page| page::sources(site, page))
            }
            Self::Source(name) => {
                let made = server.ask(|plan, store, now| source_page(plan, store, name, now));
                written(&found(made?)?, representation, |page| {
                    page::source(site, page)
                })
            }
            Self::Statistics(from, to) => {
                let made =
                    server.ask(|plan, store, now| statistics_page(plan, store, (*from, *to), now));
                written(&made?, representation, |page| page::statistics(site, page))
            }
            Self::Search(request) => {
                let made = server.ask(|plan, store, now| search_page(plan, store, request, now));
                written(&made?, representation, |page| page::search(site, page))
            }
            Self::Feeds => feeds::make(server, representation),
        }
    }
}

impl Server {
    /// Asks the store for the data of a page.
    fn ask<T>(
        &self,
        question: impl FnOnce(Plan<'_>, &Store, Timestamp) -> Result<T, pipeline::Error>,
    ) -> Result<T, Failure> {
        let now = self.clock.now();
        self.readers
            .read(|store| question(self.plan(), store, now).map_err(Failure::from))
    }

    /// The configuration, as the pipeline takes it.
    pub(super) fn plan(&self) -> Plan<'_> {
        Plan::new(&self.config)
    }
}

impl From<pipeline::Error> for Failure {
    fn from(error: pipeline::Error) -> Self {
        match error {
            pipeline::Error::Store(error) => error.into(),
            _ => Self::Broken,
        }
    }
}

/// Refuses to show a story at another address than that of its whole id: a page has one address.
fn at_its_address(id: &str, story: StoryId) -> Result<(), Failure> {
    let whole = story.to_string();
    if id == whole {
        return Ok(());
    }
    let is_beginning = whole.starts_with(&id.to_ascii_lowercase());
    let lasting = if is_beginning {
        Lasting::Yes
    } else {
        Lasting::No
    };
    Err(Failure::Elsewhere(story, lasting))
}

fn shown<T>(story: AtAddress<T>) -> Result<T, Failure> {
    match story {
        AtAddress::Shown(page) => Ok(page),
        AtAddress::Pruned => Err(Failure::Gone),
        AtAddress::Nothing => Err(Failure::NotFound),
    }
}

fn found<T>(page: Option<T>) -> Result<T, Failure> {
    page.ok_or(Failure::NotFound)
}

/// A page in the wanted representation.
fn written<T: Serialize + ?Sized>(
    page: &T,
    representation: Representation,
    html: impl FnOnce(&T) -> String,
) -> Result<Vec<u8>, Failure> {
    match representation {
        Representation::Html | Representation::Editable => Ok(html(page).into_bytes()),
        Representation::Json => serde_json::to_vec(page).map_err(|_| Failure::Broken),
    }
}
