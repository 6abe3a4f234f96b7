//! Explains why `merge`, `split` or `pin` had nothing to do, and what to type instead.

use super::stories::short;
use crate::model::EntryKey;
use crate::store::{Act, Decided, Found, Ruling, Store};

/// Says why a decision changed nothing: which earlier decision holds, and the command that undoes
/// it.
pub(super) fn why_not(store: &Store, act: Act) -> anyhow::Result<String> {
    Ok(match act {
        Act::Split(entry, _) => format!(
            "{} is alone in its story: give a second id to keep it apart from that entry",
            short(entry)
        ),
        Act::Undo(ruling, one, other) => not_ruled(store, ruling, one, other)?,
        Act::Pin(entry, _) => not_pinned(store, entry)?,
        Act::Merge(one, other) => format!("{} and {} are one story", short(one), short(other)),
    })
}

/// The message for undoing a decision that nobody made.
fn not_ruled(
    store: &Store,
    asked: Ruling,
    one: EntryKey,
    other: Option<EntryKey>,
) -> anyhow::Result<String> {
    let decided = store.decided(one)?;
    let verb = |ruling| match ruling {
        Ruling::Merge => ("merge", "merged"),
        Ruling::Split => ("split", "split"),
    };
    let (_, asked_for) = verb(asked);
    let about = |decision: &&Decided| decision.other.is_some() && decision.other == other;
    let is_asked = |decision: &&Decided| decision.ruling == Some(asked);
    // Prefer a decision about these two entries, then one of the same kind, then the latest.
    let found = decided
        .iter()
        .find(about)
        .or_else(|| decided.iter().find(is_asked))
        .or_else(|| decided.iter().find(|decision| decision.ruling.is_some()));
    let subject = match other {
        Some(other) => format!("nobody {asked_for} {} and {}", short(one), short(other)),
        None => format!("nobody {asked_for} {} from another entry", short(one)),
    };
    if let Some((ruling, with)) = found.and_then(|found| found.ruling.zip(found.other)) {
        let (command, done) = verb(ruling);
        let (one, with) = (short(one), short(with));
        return Ok(format!(
            "{subject}, so there is nothing to take back; {one} and {with} were {done}: \
             `feedfold {command} --undo {one} {with}` takes that back"
        ));
    }
    let advice = match (asked, other) {
        (Ruling::Merge, Some(other)) if are_together(store, one, other)? => format!(
            "they are in one story: `feedfold split {} {}` keeps them apart",
            short(one),
            short(other)
        ),
        (Ruling::Split, Some(other)) if !are_together(store, one, other)? => format!(
            "they are in two stories: `feedfold merge {} {}` puts them together",
            short(one),
            short(other)
        ),
        _ => format!(
            "`feedfold explain {}` says why it is in its story",
            short(one)
        ),
    };
    Ok(format!(
        "{subject}, so there is nothing to take back; {advice}"
    ))
}

/// The message for unpinning an entry that is not pinned. Names the pinned entry of its story.
fn not_pinned(store: &Store, entry: EntryKey) -> anyhow::Result<String> {
    let said = format!(
        "{} is not pinned, so there is nothing to take back",
        short(entry)
    );
    let Found::One(story) = store.find_story(&entry.to_string())? else {
        return Ok(said);
    };
    let Some(pinned) = story.members.iter().find(|member| member.pinned) else {
        return Ok(said);
    };
    let pinned = short(pinned.key);
    Ok(format!(
        "{said}; {pinned} is pinned in its story: `feedfold pin --undo {pinned}` takes that back"
    ))
}

fn are_together(store: &Store, one: EntryKey, other: EntryKey) -> anyhow::Result<bool> {
    let story = |entry| Ok::<_, anyhow::Error>(store.placed(entry)?.map(|(_, story)| story));
    Ok(story(one)?.is_some() && story(one)? == story(other)?)
}
