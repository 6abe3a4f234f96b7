//! The results of a search.

use super::{is_shown, listed};
use crate::model::{SearchOrder, Timestamp};
use crate::pipeline::queries::search::{BoundedSearch, FoundStory, SearchPosition, search};
use crate::pipeline::searching::Query;
use crate::pipeline::{Error, Plan};
use crate::publish::page::{Composer, Hit, ResultList, SearchPage};
use crate::store::Store;

/// Most results of one page.
const RESULTS: usize = 20;

/// Most stories that are examined for one page: the index may propose stories that turn out not to
/// have a phrase, and few stories may have a label.
const EXAMINED: usize = 400;

/// What a page of results is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct SearchRequest {
    /// The query.
    pub query: String,
    /// The order of the stories.
    pub order: SearchOrder,
    /// The place after which the results go on; from the beginning if it is none.
    pub after: Option<String>,
}

/// Returns the stories that a query finds; none for a blank query.
pub fn search_page(
    plan: Plan<'_>,
    store: &Store,
    request: &SearchRequest,
    now: Timestamp,
) -> Result<SearchPage, Error> {
    let mut page = SearchPage {
        query: request.query.clone(),
        mistake: None,
        order: request.order,
        stories: Vec::new(),
        extent: ResultList::Whole,
        next: None,
        lacking: 0,
    };
    if request.query.trim().is_empty() {
        return Ok(page);
    }
    let query = match Query::parse(&request.query, &plan.site.timezone) {
        Ok(query) => query,
        Err(mistake) => {
            page.mistake = Some(mistake);
            return Ok(page);
        }
    };
    let after = request.after.as_ref();
    let wanted = BoundedSearch {
        query: &query,
        order: request.order,
        after: after.and_then(|after| after.parse::<SearchPosition>().ok()),
        limit: RESULTS,
        examined: EXAMINED,
        allowed: is_shown,
    };
    let found = search(plan, store, wanted, now)?;
    let disclosure = plan.disclosure();
    let composer = Composer::new(plan.site, &disclosure);
    if let Some(next) = found.next {
        page.extent = ResultList::First;
        page.next = Some(next.to_string());
    }
    page.lacking = found.lacking;
    for found in found.stories {
        page.stories.push(hit(composer, store, &query, found)?);
    }
    Ok(page)
}

fn hit(
    composer: Composer<'_>,
    store: &Store,
    query: &Query,
    found: FoundStory,
) -> Result<Hit, Error> {
    let FoundStory {
        mut curated,
        snippet,
        ..
    } = found;
    let story = listed(composer, store, &mut curated)?;
    let text: String = snippet.iter().map(|part| part.text.as_str()).collect();
    // The line has no address that readers may not see.
    let line = composer.line(&curated.story.representative, &text);
    Ok(Hit {
        title_parts: query.marked(story.title.as_str()),
        snippet: line.map_or_else(Vec::new, |line| query.marked(line.as_str())),
        story,
    })
}
