//! One story with everything that is known about it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::pieces::changed_pieces;
use super::rulings::rulings;
use super::{is_shown, listed_with};
use crate::model::{EntryKey, Member, Piece, Story, StoryId, Timestamp};
use crate::normalize::{self, Form};
use crate::pipeline::explain::{
    ExplainedPair, ExplainedTerm, PairVerdict, explain_entry, explain_pair,
};
use crate::pipeline::queries::{CuratedStory, Curation, TextState, Unpublished, related_stories};
use crate::pipeline::{Error, Plan, related};
use crate::publish::CleanLine;
use crate::publish::page::{
    ComparedCopies, Composer, EditableStory, Happened, InsteadOfText, ListedTerm, Refused,
    StoryPage, What, WhyApart,
};
use crate::store::{self, Found, Ruling, Store, StoredBody};

/// Members whose history is looked up.
pub(super) const WITH_HISTORY: usize = 50;

/// Most lines of the history, the latest.
pub(super) const HISTORY: usize = 30;

/// What is at the address of a story.
#[derive(Debug)]
pub enum AtAddress<T> {
    /// A story that may be shown.
    Shown(T),
    /// A story whose texts `prune` removed.
    Pruned,
    /// No story, or one that a rule drops.
    Nothing,
}

impl<T> AtAddress<T> {
    fn map<U>(self, change: impl FnOnce(T) -> U) -> AtAddress<U> {
        match self {
            Self::Shown(shown) => AtAddress::Shown(change(shown)),
            Self::Pruned => AtAddress::Pruned,
            Self::Nothing => AtAddress::Nothing,
        }
    }
}

/// Returns the story that has this id, has an entry with this id, or into which a story with this
/// id was merged. `with` is the copy to compare the representative with.
///
/// There is nothing if several ids begin so, or if a rule drops the story. The page names the
/// whole id.
pub fn story_page(
    plan: Plan<'_>,
    store: &Store,
    id: &str,
    with: Option<EntryKey>,
    now: Timestamp,
) -> Result<AtAddress<StoryPage>, Error> {
    let _snapshot = store.snapshot()?;
    let disclosure = plan.disclosure();
    let composer = Composer::new(plan.site, &disclosure);
    let curation = Curation::new(plan, now);
    let found = page_of(composer, store, &curation, (id, with), &is_shown)?;
    Ok(found.map(|(page, _)| page))
}

/// Like [`story_page`], for a person who may edit: with what people decided, and also of a story
/// that a person hid.
pub fn editable_story_page(
    plan: Plan<'_>,
    store: &Store,
    id: &str,
    with: Option<EntryKey>,
    now: Timestamp,
) -> Result<AtAddress<EditableStory>, Error> {
    let _snapshot = store.snapshot()?;
    let disclosure = plan.disclosure();
    let composer = Composer::new(plan.site, &disclosure);
    let curation = Curation::new(plan, now);
    let is_editable = |curated: &CuratedStory| {
        is_shown(curated) || curated.unpublished == Some(Unpublished::Hidden)
    };
    let found = page_of(composer, store, &curation, (id, with), &is_editable)?;
    let (page, curated) = match found {
        AtAddress::Shown(shown) => shown,
        AtAddress::Pruned => return Ok(AtAddress::Pruned),
        AtAddress::Nothing => return Ok(AtAddress::Nothing),
    };
    Ok(AtAddress::Shown(EditableStory {
        page,
        hidden: curated.hidden,
        rulings: rulings(composer, store, &curated.story)?,
        labels: curated.relabelled,
    }))
}

/// The page of a story that may be shown.
fn page_of(
    composer: Composer<'_>,
    store: &Store,
    curation: &Curation<'_>,
    (id, with): (&str, Option<EntryKey>),
    may_show: &dyn Fn(&CuratedStory) -> bool,
) -> Result<AtAddress<(StoryPage, CuratedStory)>, Error> {
    let Found::One(stored) = store.find_story(id)? else {
        return Ok(AtAddress::Nothing);
    };
    let explained = stored.clone();
    let Some(mut curated) = curation.curate(store, stored)? else {
        return Ok(AtAddress::Nothing);
    };
    if curated.unpublished == Some(Unpublished::Pruned) {
        return Ok(AtAddress::Pruned);
    }
    if !may_show(&curated) {
        return Ok(AtAddress::Nothing);
    }
    let links = related::of_story(store, &curated.story)?;
    let listed = listed_with(composer, store, &mut curated, &links)?;
    curation.read_text(store, &mut curated)?;
    let story = &curated.story;
    let related = related_stories::compose_linked(store, &links, |stored| {
        Ok(curation.curate(store, stored)?.filter(is_shown))
    })?;
    let representative = &story.representative;
    let carrier = story.text_carrier();
    let text = body_text(composer, carrier, carrier.body.as_deref());
    let copies = composer.copies(story, &listed, |member| store.changes_of(member.row))?;
    let explained = explain_entry(store, &explained, representative.key)?;
    let page = StoryPage {
        text: text.lines().filter_map(CleanLine::parse).collect(),
        damaged_text: match curated.text {
            TextState::Own => None,
            TextState::OfRepost(_) => Some(InsteadOfText::TextOf(composer.outlet(carrier))),
            TextState::Lost => Some(InsteadOfText::Nothing),
        },
        facts: composer.facts(story),
        related_stories: related
            .iter()
            .map(|story| composer.related(story))
            .collect(),
        copies,
        compared: compared(composer, store, story, with)?,
        history: history(composer, store, story)?,
        refused: refused(composer, store, curation, &explained.refused)?,
        listed,
    };
    Ok(AtAddress::Shown((page, curated)))
}

/// The text of a member, a paragraph on each line; `None` if it is damaged.
fn text_of(
    composer: Composer<'_>,
    store: &Store,
    member: &Member,
) -> Result<Option<String>, store::Error> {
    Ok(match store.body(member.row)? {
        StoredBody::Html(html) => Some(body_text(composer, member, Some(&html))),
        StoredBody::Nothing => Some(String::new()),
        StoredBody::Damaged => None,
    })
}

fn body_text(composer: Composer<'_>, member: &Member, html: Option<&str>) -> String {
    let text = html.map(normalize::body_text);
    composer.text(member, &text.unwrap_or_default())
}

/// Compares the representative with a copy: the wanted one, else the first with another text.
fn compared(
    composer: Composer<'_>,
    store: &Store,
    story: &Story,
    with: Option<EntryKey>,
) -> Result<Option<ComparedCopies>, Error> {
    let one = &story.representative;
    let wanted = story.reposts.iter().find(|repost| Some(repost.key) == with);
    let other_text = |repost: &&Member| repost.content_hash != one.content_hash;
    let other = wanted.or_else(|| story.reposts.iter().find(other_text));
    let Some(other) = other.or_else(|| story.reposts.first()) else {
        return Ok(None);
    };
    let Some(pair) = explain_pair(store, one.key, other.key)? else {
        return Ok(None);
    };
    let texts = text_of(composer, store, one)?.zip(text_of(composer, store, other)?);
    let Some((text, other_text)) = texts else {
        return Ok(None);
    };
    let (one, other) = (composer.compared(one), composer.compared(other));
    let form = |title, body_text| Form { title, body_text };
    let difference = normalize::difference(
        form(one.title.as_str(), &text),
        form(other.title.as_str(), &other_text),
    );
    Ok(Some(ComparedCopies {
        difference,
        begins_at: pair.begins_at,
        terms: pair.terms.iter().map(listed_term).collect(),
        score: pair.score,
        threshold: pair.threshold,
        one,
        other,
    }))
}

fn listed_term(term: &ExplainedTerm) -> ListedTerm {
    ListedTerm {
        term: term.term,
        means: term.means,
        points: term.points,
    }
}

/// What happened to the entries of a story, the earliest first. An act that ruled about several
/// pairs is one decision.
fn history(
    composer: Composer<'_>,
    store: &Store,
    story: &Story,
) -> Result<Vec<Happened>, store::Error> {
    let mut history = Vec::new();
    let mut known = Vec::new();
    for member in story.members().take(WITH_HISTORY) {
        let outlet = composer.outlet(member);
        let happened = |at, what| Happened {
            at,
            outlet: outlet.clone(),
            what,
        };
        for (at, pieces) in changes(composer, store, member)? {
            history.push(happened(at, What::Changed(pieces)));
        }
        for decided in store.decided(member.key)? {
            let decision = (decided.at, decided.ruling);
            if known.contains(&decision) {
                continue;
            }
            known.push(decision);
            history.push(happened(
                decided.at,
                match decided.ruling {
                    Some(Ruling::Merge) => What::Merged,
                    Some(Ruling::Split) => What::Split,
                    None => What::Pinned,
                },
            ));
        }
    }
    for switch in store.switches(story.id)? {
        let member = story.members().find(|member| member.key == switch.entry);
        if let Some(member) = member {
            history.push(Happened {
                at: switch.at,
                outlet: composer.outlet(member),
                what: What::Represents(composer.title(member)),
            });
        }
    }
    history.sort_by_key(|one| one.at);
    let others = history.len().saturating_sub(HISTORY);
    Ok(history.split_off(others))
}

/// The changes of a member, each with the pieces that changed.
fn changes(
    composer: Composer<'_>,
    store: &Store,
    member: &Member,
) -> Result<Vec<(Timestamp, Vec<Piece>)>, store::Error> {
    let times = store.changes_of(member.row)?;
    if times.is_empty() {
        return Ok(Vec::new());
    }
    let revisions = store.revisions(member.key)?;
    let mut forms: Vec<(String, String)> = revisions
        .iter()
        .map(|revision| {
            let title = composer.text(member, &revision.title);
            (
                title,
                composer.text(member, &normalize::body_text(&revision.html)),
            )
        })
        .collect();
    let title = composer.text(member, &member.title);
    // What the last change did is not known if its text is damaged.
    forms.extend(text_of(composer, store, member)?.map(|text| (title, text)));
    let steps = forms.iter().zip(forms.iter().skip(1)).zip(&revisions);
    let changes = steps.filter(|(_, revision)| times.contains(&revision.at));
    let changes = changes.map(|(((title, text), (new_title, new_text)), revision)| {
        let form = |title, body_text| Form { title, body_text };
        let difference = normalize::difference(form(title, text), form(new_title, new_text));
        (revision.at, changed_pieces(&difference))
    });
    Ok(changes.collect())
}

/// The refused candidates that pages may show, with the reason of each.
fn refused(
    composer: Composer<'_>,
    store: &Store,
    curation: &Curation<'_>,
    pairs: &[ExplainedPair],
) -> Result<Vec<Refused>, store::Error> {
    let mut refused = Vec::new();
    let mut shown: HashMap<StoryId, Option<CuratedStory>> = HashMap::new();
    for pair in pairs {
        let Some(why) = why_apart(pair.verdict) else {
            continue;
        };
        let story = pair.other.story;
        let curated = match shown.entry(story) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let Found::One(stored) = store.find_story(&story.to_string())? else {
                    continue;
                };
                place.insert(curation.curate(store, stored)?.filter(is_shown))
            }
        };
        let Some(curated) = curated else { continue };
        let mut members = curated.story.members();
        let other = members.find(|member| member.key == pair.other.entry);
        let against = pair.terms.iter().rev().find(|term| term.points < 0.0);
        refused.extend(other.map(|other| Refused {
            story,
            title: composer.title(other),
            outlet: composer.outlet(other),
            why,
            score: pair.score,
            against: against.map(listed_term),
        }));
    }
    Ok(refused)
}

/// Why a pair is in two stories; `None` for one that is in one story.
fn why_apart(verdict: PairVerdict) -> Option<WhyApart> {
    match verdict {
        PairVerdict::SplitByHand => Some(WhyApart::SplitByHand),
        PairVerdict::OtherNumber => Some(WhyApart::OtherNumber),
        PairVerdict::Corrected | PairVerdict::Withdrawn | PairVerdict::OneIsMarked => {
            Some(WhyApart::Corrects)
        }
        PairVerdict::Related => Some(WhyApart::Related),
        PairVerdict::RefusedByOthers => Some(WhyApart::RefusedByOthers),
        PairVerdict::NotCompared => Some(WhyApart::NotCompared),
        PairVerdict::NotAlike => Some(WhyApart::NotAlike),
        PairVerdict::MergedByHand
        | PairVerdict::SameText
        | PairVerdict::Alike
        | PairVerdict::HeldByOthers
        | PairVerdict::Pruned => None,
    }
}
