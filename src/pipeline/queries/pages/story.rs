//! One story with everything that is known about it.

use super::{is_shown, listed};
use crate::model::{Change, EntryKey, Member, Piece, PieceKind, Story, Timestamp};
use crate::normalize::{self, Form};
use crate::pipeline::explain::{ExplainedPair, PairVerdict, explain_entry, explain_pair};
use crate::pipeline::queries::{Curation, related_stories};
use crate::pipeline::{Error, Plan};
use crate::publish::CleanLine;
use crate::publish::page::{
    ComparedCopies, Composer, Happened, ListedTerm, Refused, StoryPage, What, WhyApart,
};
use crate::store::{self, Found, Ruling, Store};

/// Members whose history is looked up.
const WITH_HISTORY: usize = 50;

/// Most lines of the history, the latest.
const HISTORY: usize = 30;

/// Characters around a change in the history.
const AROUND: usize = 12;

/// Most characters of one line of the history.
const LONGEST: usize = 300;

/// Returns the story that has this id, has an entry with this id, or into which a story with this
/// id was merged. `with` is the copy to compare the representative with.
///
/// `None` if there is none, if several ids begin so, or if a rule drops it. The page names the
/// whole id.
pub fn story_page(
    plan: Plan<'_>,
    store: &Store,
    id: &str,
    with: Option<EntryKey>,
    now: Timestamp,
) -> Result<Option<StoryPage>, Error> {
    let _snapshot = store.snapshot()?;
    let disclosure = plan.disclosure();
    let composer = Composer::new(plan.site, &disclosure);
    let curation = Curation::new(plan, now);
    let Found::One(stored) = store.find_story(id)? else {
        return Ok(None);
    };
    let explained = stored.clone();
    let Some(mut curated) = curation.curate(store, stored)?.filter(is_shown) else {
        return Ok(None);
    };
    let listed = listed(composer, store, &mut curated)?;
    let story = &curated.story;
    let related = related_stories::compose(store, story, |stored| {
        Ok(curation.curate(store, stored)?.filter(is_shown))
    })?;
    let representative = &story.representative;
    let text = text_of(composer, store, representative)?;
    let copies = composer.copies(story, &listed, |member| store.changes_of(member.row))?;
    let explained = explain_entry(store, &explained, representative.key)?;
    Ok(Some(StoryPage {
        text: text.lines().filter_map(CleanLine::parse).collect(),
        facts: composer.facts(story),
        related_stories: related
            .iter()
            .map(|story| composer.related(story))
            .collect(),
        copies,
        compared: compared(composer, store, story, with)?,
        history: history(composer, store, story)?,
        refused: refused(composer, store, &curation, &explained.refused)?,
        listed,
    }))
}

/// The text of a member, a paragraph on each line.
fn text_of(composer: Composer<'_>, store: &Store, member: &Member) -> Result<String, store::Error> {
    let body = store.body(member.row)?;
    let text = body.map(|body| normalize::body_text(&body));
    Ok(composer.text(member, &text.unwrap_or_default()))
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
    let (text, other_text) = (
        text_of(composer, store, one)?,
        text_of(composer, store, other)?,
    );
    let (one, other) = (composer.compared(one), composer.compared(other));
    let form = |title, body_text| Form { title, body_text };
    let difference = normalize::difference(
        form(one.title.as_str(), &text),
        form(other.title.as_str(), &other_text),
    );
    let terms = pair.terms.iter().map(|term| ListedTerm {
        means: term.means.to_owned(),
        points: term.points,
    });
    Ok(Some(ComparedCopies {
        difference,
        begins_at: pair.begins_at,
        terms: terms.collect(),
        score: pair.score,
        threshold: pair.threshold,
        one,
        other,
    }))
}

/// What happened to the entries of a story, the earliest first.
fn history(
    composer: Composer<'_>,
    store: &Store,
    story: &Story,
) -> Result<Vec<Happened>, store::Error> {
    let mut history = Vec::new();
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
    forms.push((title, text_of(composer, store, member)?));
    let steps = forms.iter().zip(forms.iter().skip(1)).zip(&revisions);
    let changes = steps.filter(|(_, revision)| times.contains(&revision.at));
    let changes = changes.map(|(((title, text), (new_title, new_text)), revision)| {
        let form = |title, body_text| Form { title, body_text };
        let difference = normalize::difference(form(title, text), form(new_title, new_text));
        let mut pieces = Vec::new();
        for change in difference.retitled.iter().chain(&difference.sentences) {
            add_pieces(&mut pieces, change);
        }
        (revision.at, shortened(pieces))
    });
    Ok(changes.collect())
}

/// Adds what was cut and added by one change, with a few characters around it.
fn add_pieces(pieces: &mut Vec<Piece>, change: &Change) {
    let mut add = |kind, text: &str| {
        pieces.push(Piece {
            kind,
            text: text.to_owned(),
        });
    };
    match change {
        Change::Same { .. } | Change::Respelled { .. } => {}
        Change::Cut { text } => add(PieceKind::Cut, text),
        Change::Added { text } => add(PieceKind::Added, text),
        Change::Changed { before, after } => {
            // Both sides have the same pieces that stayed, in the same order.
            let (mut old, mut new) = (before.iter().peekable(), after.iter().peekable());
            while old.peek().is_some() || new.peek().is_some() {
                while let Some(piece) = old.next_if(|piece| piece.kind == PieceKind::Cut) {
                    add(PieceKind::Cut, &piece.text);
                }
                while let Some(piece) = new.next_if(|piece| piece.kind == PieceKind::Added) {
                    add(PieceKind::Added, &piece.text);
                }
                let (stayed, _) = (old.next(), new.next());
                if let Some(piece) = stayed {
                    add(PieceKind::Same, &ends(&piece.text));
                }
            }
        }
    }
}

/// The beginning and the end of a piece that stayed.
fn ends(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    match (chars.first_chunk::<AROUND>(), chars.last_chunk::<AROUND>()) {
        (Some(first), Some(last)) if chars.len() > 2 * AROUND => {
            first.iter().chain(&['…']).chain(last).collect()
        }
        _ => text.to_owned(),
    }
}

/// The first pieces, with at most so many characters.
fn shortened(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut left = LONGEST;
    let mut short = Vec::new();
    for piece in pieces {
        let length = piece.text.chars().count();
        if left == 0 {
            break;
        }
        let text = if length > left {
            piece.text.chars().take(left).chain(['…']).collect()
        } else {
            piece.text
        };
        left = left.saturating_sub(length);
        short.push(Piece { text, ..piece });
    }
    short
}

/// The refused candidates that pages may show, with the reason of each.
fn refused(
    composer: Composer<'_>,
    store: &Store,
    curation: &Curation<'_>,
    pairs: &[ExplainedPair],
) -> Result<Vec<Refused>, store::Error> {
    let mut refused = Vec::new();
    for pair in pairs {
        let (Some(why), Found::One(stored)) = (
            why_apart(pair.verdict),
            store.find_story(&pair.other.story.to_string())?,
        ) else {
            continue;
        };
        let curated = curation.curate(store, stored)?.filter(is_shown);
        let Some(curated) = curated else { continue };
        let mut members = curated.story.members();
        let other = members.find(|member| member.key == pair.other.entry);
        let against = pair.terms.iter().rev().find(|term| term.points < 0.0);
        refused.extend(other.map(|other| Refused {
            story: pair.other.story,
            title: composer.title(other),
            outlet: composer.outlet(other),
            why,
            score: pair.score,
            against: against.map(|term| term.means.to_owned()),
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
        | PairVerdict::HeldByOthers => None,
    }
}
