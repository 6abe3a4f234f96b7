//! The changes of published stories.

use super::front::feeds;
use super::pieces::changed_pieces;
use super::statistics::Names;
use crate::model::{ChangeRow, EntryKind, Timestamp};
use crate::pipeline::queries::{ChangeReader, Curation, ReadChange};
use crate::pipeline::{Error, Plan};
use crate::publish::page::{
    Begins, ChangePlace, ChangesPage, Composer, ListedChange, NamedSource, SaidBy, WhichChanges,
};
use crate::store::Store;

/// Changes of one page.
const CHANGES: usize = 30;

/// Changes per query.
const PER_QUERY: usize = 50;

/// Most changes that are examined for one page: few may have a label.
const EXAMINED: usize = 200;

/// Returns a page of the changes of published stories, which begins after the place `after`.
/// `None` if the configuration has no source with the wanted name.
pub fn changes_page(
    plan: Plan<'_>,
    store: &Store,
    which: WhichChanges,
    after: Option<ChangePlace>,
    now: Timestamp,
) -> Result<Option<ChangesPage>, Error> {
    let _snapshot = store.snapshot()?;
    let disclosure = plan.disclosure();
    let composer = Composer::new(plan.site, &disclosure);
    let curation = Curation::new(plan, now);
    let source = match &which.source {
        None => None,
        Some(wanted) => {
            let mut sources = plan.sources.iter();
            let Some(source) = sources.find(|source| source.name.as_str() == wanted) else {
                return Ok(None);
            };
            Some(Names::new(plan, store)?.named(composer, &source.name))
        }
    };
    let mut reader = ChangeReader::new(&curation, store, &disclosure);
    let mut place = after.map(|place| (place.at, ChangeRow(place.row)));
    let (mut changes, mut examined, mut older) = (Vec::new(), 0, None);
    'pages: loop {
        let page = store.changes(place, PER_QUERY)?;
        if page.is_empty() {
            break;
        }
        for stored in page {
            if changes.len() >= CHANGES || examined >= EXAMINED {
                older = place.map(|(at, ChangeRow(row))| ChangePlace { at, row });
                break 'pages;
            }
            examined += 1;
            place = Some((stored.at, stored.row));
            let Some(curated) = reader.story(stored.story)? else {
                continue;
            };
            let has_label = |wanted: &String| {
                let mut labels = curated.labels.iter();
                labels.any(|label| label.as_str() == wanted)
            };
            if !which.label.iter().all(has_label) {
                continue;
            }
            let Some(change) = reader.change(stored, &curated, which.least)? else {
                continue;
            };
            if is_of(change.member().source.as_str(), source.as_ref()) {
                changes.push(listed(composer, &change));
            }
        }
    }
    Ok(Some(ChangesPage {
        begins: if after.is_some() {
            Begins::Older
        } else {
            Begins::Newest
        },
        which,
        source,
        changes,
        older,
        feeds: feeds(plan, |kind| matches!(kind, EntryKind::Changes(_))),
    }))
}

fn is_of(source: &str, wanted: Option<&NamedSource>) -> bool {
    wanted.is_none_or(|wanted| wanted.name == source)
}

fn listed(composer: Composer<'_>, change: &ReadChange) -> ListedChange {
    let member = change.member();
    let title = change.text.as_ref().map(|text| text.title.as_str());
    let title = title.and_then(|title| composer.line(member, title));
    let title = title.unwrap_or_else(|| composer.title(member));
    let text = change.text.as_ref();
    ListedChange {
        story: change.curated.story.id,
        number: change.stored.number,
        at: change.stored.at,
        language: composer.language_of(member, &title),
        title,
        outlet: composer.outlet(member),
        kind: change.stored.kind.as_str(),
        size: change.stored.size,
        pieces: text.map_or_else(Vec::new, |text| changed_pieces(&text.difference)),
        said_by: change.said_by.as_ref().map(|by| SaidBy {
            story: by.story,
            relation: by.relation,
            title: composer.title(&by.representative),
        }),
        labels: composer.labels(&change.curated.labels),
    }
}
