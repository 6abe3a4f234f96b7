//! Explains why a decision of a person changed nothing, and what to type instead.

use super::display::short_id;
use super::terminal::{safe, shell_quoted};
use crate::model::EntryKey;
use crate::store::{Act, Decided, Found, Ruling, Store};

/// Says why a decision changed nothing: which earlier decision holds, and the command that undoes
/// it.
pub(super) fn why_not(store: &Store, act: &Act) -> anyhow::Result<String> {
    Ok(match act {
        Act::Split(entry, _) => format!(
            "{} is alone in its story: give a second id to keep it apart from that entry",
            short_id(entry)
        ),
        Act::Undo(ruling, one, other) => not_ruled(store, *ruling, *one, *other)?,
        Act::Pin(entry, _) => not_pinned(store, *entry)?,
        Act::Hide(entry) | Act::Unhide(entry) => not_hidden(*entry),
        Act::Relabel(entry, _) | Act::WithdrawLabels(entry, _) => not_relabelled(store, *entry)?,
        Act::Merge(one, other) => {
            format!("{} and {} are one story", short_id(one), short_id(other))
        }
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
        Some(other) => format!(
            "nobody {asked_for} {} and {}",
            short_id(one),
            short_id(other)
        ),
        None => format!("nobody {asked_for} {} from another entry", short_id(one)),
    };
    if let Some((ruling, with)) = found.and_then(|found| found.ruling.zip(found.other)) {
        let (command, done) = verb(ruling);
        let (one, with) = (short_id(one), short_id(with));
        return Ok(format!(
            "{subject}, so there is nothing to take back; {one} and {with} were {done}: \
             `feedfold {command} --undo {one} {with}` takes that back"
        ));
    }
    let advice = match (asked, other) {
        (Ruling::Merge, Some(other)) if are_together(store, one, other)? => format!(
            "they are in one story: `feedfold split {} {}` keeps them apart",
            short_id(one),
            short_id(other)
        ),
        (Ruling::Split, Some(other)) if !are_together(store, one, other)? => format!(
            "they are in two stories: `feedfold merge {} {}` puts them together",
            short_id(one),
            short_id(other)
        ),
        _ => format!(
            "`feedfold explain {}` says why it is in its story",
            short_id(one)
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
        short_id(entry)
    );
    let Found::One(story) = store.find_story(&entry.to_string())? else {
        return Ok(said);
    };
    let Some(pinned) = story.members.iter().find(|member| member.pinned) else {
        return Ok(said);
    };
    let pinned = short_id(pinned.key);
    Ok(format!(
        "{said}; {pinned} is pinned in its story: `feedfold pin --undo {pinned}` takes that back"
    ))
}

/// The message for showing a story again that nobody hid.
fn not_hidden(entry: EntryKey) -> String {
    let entry = short_id(entry);
    format!(
        "nobody hid the story of {entry}, so there is nothing to take back; \
         `feedfold check --explain {entry}` says which outputs carry it and why others do not"
    )
}

/// The message for withdrawing changes of labels that nobody made. Names those that people made.
fn not_relabelled(store: &Store, entry: EntryKey) -> anyhow::Result<String> {
    let key = short_id(entry);
    let said = format!("nobody changed these labels of the story of {key}");
    let made = match store.find_story(&entry.to_string())? {
        Found::One(story) => story.relabelled,
        Found::Nothing | Found::Several => Vec::new(),
    };
    let Some(ruling) = made.first() else {
        return Ok(format!("{said}, so there is nothing to take back"));
    };
    let (change, label) = (ruling.change.as_str(), safe(ruling.label.as_str()));
    let label = shell_quoted(&label);
    Ok(format!(
        "{said}, so there is nothing to take back; \
         `feedfold relabel --undo {key} --{change} {label}` takes back what a person decided"
    ))
}

fn are_together(store: &Store, one: EntryKey, other: EntryKey) -> anyhow::Result<bool> {
    let story = |entry| Ok::<_, anyhow::Error>(store.placed(entry)?.map(|(_, story)| story));
    Ok(story(one)?.is_some() && story(one)? == story(other)?)
}
