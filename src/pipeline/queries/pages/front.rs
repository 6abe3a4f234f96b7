//! The stories of the front page, of a day, a label or an issuer.

use jiff::civil::Date;

use super::{is_shown, listed};
use crate::model::{EntryKind, StoryId, Timestamp};
use crate::pipeline::queries::{CuratedStory, Curation};
use crate::pipeline::{Error, Plan};
use crate::publish::page::{
    Begins, Composer, FeedLink, FrontPage, Listing, SourceTrouble, TroubledSource,
};
use crate::store::{Found, Store};

/// Stories of one page.
const STORIES: usize = 60;

/// Stories per query.
const PER_QUERY: usize = 100;

/// Most stories that are examined for one page: few may have a label.
const EXAMINED: usize = 1000;

/// Returns a page of a list of stories, which begins after the story `after`. `None` if that story
/// is unknown.
pub fn front_page(
    plan: Plan<'_>,
    store: &Store,
    listing: Listing,
    after: Option<&str>,
    now: Timestamp,
) -> Result<Option<FrontPage>, Error> {
    let _snapshot = store.snapshot()?;
    let disclosure = plan.disclosure();
    let composer = Composer::new(plan.site, &disclosure);
    let curation = Curation::new(plan, now);
    let mut last = match after.map(|id| store.find_story(id)).transpose()? {
        None => None,
        Some(Found::One(story)) => Some((story.position, story.id)),
        Some(Found::Nothing | Found::Several) => return Ok(None),
    };
    let day = match listing {
        Listing::Day(day) => Some(ends_of(plan, day)),
        _ => None,
    };
    let mut stories = Vec::new();
    let (mut examined, mut older): (usize, Option<StoryId>) = (0, None);
    'pages: loop {
        let page = match (last, day) {
            (None, Some((_, end))) => store.stories_before(end, PER_QUERY)?,
            _ => store.stories(last, PER_QUERY)?,
        };
        if page.is_empty() {
            break;
        }
        for stored in page {
            if day.is_some_and(|(begin, _)| stored.position < begin) {
                break 'pages;
            }
            if stories.len() >= STORIES || examined >= EXAMINED {
                older = last.map(|(_, story)| story);
                break 'pages;
            }
            examined += 1;
            last = Some((stored.position, stored.id));
            let curated = curation.published(store, stored)?;
            let Some(mut curated) = curated.filter(|one| is_listed(&listing, one)) else {
                continue;
            };
            stories.push(listed(composer, store, &mut curated)?);
        }
    }
    composer.count_apart(&mut stories);
    Ok(Some(FrontPage {
        begins: if after.is_some() {
            Begins::Older
        } else {
            Begins::Newest
        },
        listing,
        stories,
        older,
        trouble: trouble(plan, store, composer)?,
        feeds: feeds(plan, |_| true),
    }))
}

/// The first instant of a day in the zone of the site, and the first after it.
fn ends_of(plan: Plan<'_>, day: Date) -> (Timestamp, Timestamp) {
    let begin = |day: Date| {
        let zoned = day.to_zoned(plan.site.timezone.clone());
        zoned.map(|zoned| zoned.timestamp())
    };
    let first = begin(day).unwrap_or(Timestamp::MIN);
    let end = day.tomorrow().and_then(begin).unwrap_or(Timestamp::MAX);
    (first, end)
}

fn is_listed(listing: &Listing, curated: &CuratedStory) -> bool {
    match listing {
        Listing::Newest | Listing::Day(_) => is_shown(curated),
        Listing::Label(wanted) => curated.labels.iter().any(|label| label.as_str() == wanted),
        Listing::Issuer(wanted) => {
            let document = curated.story.document();
            document.and_then(|document| document.issuer.as_ref()) == Some(wanted)
        }
    }
}

/// The enabled sources that cannot be read as they should, in the order of the configuration.
fn trouble(
    plan: Plan<'_>,
    store: &Store,
    composer: Composer<'_>,
) -> Result<Vec<TroubledSource>, Error> {
    let states = store.sources()?;
    let enabled = plan.sources.iter().filter(|source| source.enabled);
    let troubled = enabled.filter_map(|source| {
        let state = states.get(&source.name)?;
        let trouble = match (state.gone, state.failures, state.cut_since) {
            (true, ..) => SourceTrouble::Gone,
            (false, 1.., _) => SourceTrouble::Fails,
            (false, 0, Some(_)) => SourceTrouble::Cut,
            (false, 0, None) => return None,
        };
        let since = match trouble {
            SourceTrouble::Cut => state.cut_since,
            SourceTrouble::Fails | SourceTrouble::Gone => state.last_success,
        };
        Some(composer.troubled(source, state.feed_title.as_deref(), trouble, since))
    });
    Ok(troubled.collect())
}

/// The outputs that a feed reader can subscribe to, with entries of these kinds.
pub(super) fn feeds(plan: Plan<'_>, is_wanted: impl Fn(EntryKind) -> bool) -> Vec<FeedLink> {
    let feeds = plan.outputs.iter().filter_map(|output| {
        if !output.format.is_feed() || !is_wanted(output.entries) {
            return None;
        }
        let title = output.title.as_deref().unwrap_or(&plan.site.title);
        Some(FeedLink {
            title: title.to_owned(),
            file: output.path.file_name()?.to_str()?.to_owned(),
            format: output.format.name(),
            media_type: output.format.media_type(),
        })
    });
    feeds.collect()
}
