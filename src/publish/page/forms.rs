//! The forms on the page of a story, for people who may edit: one for each command that overrules
//! it, and an undo for each decision.
//!
//! A form has a field `act` with a value of [`FormAct`], and the fields that this act needs:
//! `entry`, `other`, `label`.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::address::Root;
use super::dates::Dates;
use super::layout::{head, scrolling};
use super::story::StoryPage;
use super::words::PageWords;
use crate::model::{EntryKey, LabelChange, LabelRuling, StoryId, Timestamp};
use crate::publish::line::CleanLine;
use crate::publish::words::with;

/// Most stories that the field for a merge suggests.
const SUGGESTED: usize = 20;

/// Most entries that a decision names; the others are a number.
const NAMED: usize = 8;

/// A story with what people decided about it.
#[derive(Debug, Clone)]
pub struct EditableStory {
    /// The story.
    pub page: StoryPage,
    /// The time since which it is hidden; `None` if it is not.
    pub hidden: Option<Timestamp>,
    /// Changes of its labels.
    pub labels: Vec<LabelRuling>,
    /// Decisions about its entries, the latest first.
    pub rulings: Vec<EntryRuling>,
}

/// A decision about an entry.
#[derive(Debug, Clone)]
pub struct EntryRuling {
    /// The time of the decision.
    pub at: Timestamp,
    /// The entry.
    pub entry: EntryKey,
    /// Its outlet, and those of the other entries of the story about which it decided the same.
    pub outlets: Vec<CleanLine>,
    /// What was decided.
    pub kind: EntryRulingKind,
}

/// What a person decided about an entry.
#[derive(Debug, Clone)]
pub enum EntryRulingKind {
    /// It represents the story.
    Pinned,
    /// It is in one story with these entries, at least one.
    Merged(Vec<OtherEntry>),
    /// It is never in one story with these entries, at least one.
    Split(Vec<OtherEntry>),
}

/// The other entry of a decision about two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherEntry {
    /// The entry.
    pub entry: EntryKey,
    /// Its outlet.
    pub outlet: CleanLine,
    /// Its title.
    pub title: CleanLine,
}

/// What a form does, as its field `act` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormAct {
    /// Hide the story.
    Hide,
    /// Show it again.
    Unhide,
    /// Give it the label in `label`.
    AddLabel,
    /// Take that label from it.
    RemoveLabel,
    /// Withdraw that it got that label.
    WithdrawAddedLabel,
    /// Withdraw that it lost that label.
    WithdrawRemovedLabel,
    /// Make `entry` represent it.
    Pin,
    /// Withdraw that.
    Unpin,
    /// Merge it with the story of `other`.
    Merge,
    /// Withdraw the merge of `entry` and `other`.
    UndoMerge,
    /// Take `entry` out.
    Split,
    /// Withdraw the split of `entry` and `other`.
    UndoSplit,
}

impl FormAct {
    const ALL: [(&str, Self); 12] = [
        ("hide", Self::Hide),
        ("unhide", Self::Unhide),
        ("add-label", Self::AddLabel),
        ("remove-label", Self::RemoveLabel),
        ("withdraw-added-label", Self::WithdrawAddedLabel),
        ("withdraw-removed-label", Self::WithdrawRemovedLabel),
        ("pin", Self::Pin),
        ("unpin", Self::Unpin),
        ("merge", Self::Merge),
        ("undo-merge", Self::UndoMerge),
        ("split", Self::Split),
        ("undo-split", Self::UndoSplit),
    ];

    /// The act with this value of the field.
    pub fn parse(value: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(word, _)| *word == value);
        found.map(|(_, act)| act)
    }

    fn as_str(self) -> &'static str {
        let found = Self::ALL.into_iter().find(|(_, act)| *act == self);
        found.map_or("", |(word, _)| word)
    }
}

/// A form that sends its fields to the page of a story.
fn form(root: Root<'_>, story: StoryId, fields: &Markup) -> Markup {
    html! { form.acts method="post" action=(root.story(story)) { (fields) } }
}

fn button(act: FormAct, says: &str) -> Markup {
    html! { button name="act" value=(act.as_str()) { (says) } }
}

/// Renders the forms that overrule the story.
pub(super) fn acts(dates: Dates<'_>, root: Root<'_>, editable: &EditableStory) -> Markup {
    let words = dates.words.editing();
    let page = &editable.page;
    let story = page.listed.story;
    let form = |fields: &Markup| form(root, story, fields);
    let suggested = page
        .related_stories
        .iter()
        .map(|one| (one.story, &one.title));
    let refused = page.refused.iter().map(|one| (one.story, &one.title));
    html! {
        section {
            h2 { (words.edit) }
            @if editable.hidden.is_none() { (form(&button(FormAct::Hide, words.hide))) }
            (form(&html! {
                input name="label" required maxlength="100" aria-label=(words.label) placeholder=(words.label);
                (button(FormAct::AddLabel, words.add_label))
                (button(FormAct::RemoveLabel, words.remove_label))
            }))
            @if page.copies.len() > 1 {
                (form(&html! {
                    select name="entry" aria-label=(words.copy) {
                        @for copy in &page.copies {
                            option value=(copy.carrier.entry) {
                                (copy.carrier.outlet.as_str()) (dates.words.gap)
                                (dates.moment(copy.carrier.at))
                            }
                        }
                    }
                    (button(FormAct::Pin, words.pin))
                    (button(FormAct::Split, words.split))
                }))
            }
            (form(&html! {
                input name="other" required maxlength="300" list="stories" autocomplete="off"
                    aria-label=(words.other_story) placeholder=(words.other_story);
                datalist #stories {
                    @for (story, title) in suggested.chain(refused).take(SUGGESTED) {
                        option value=(story) { (title.as_str()) }
                    }
                }
                (button(FormAct::Merge, words.merge))
            }))
        }
    }
}

/// Renders the decisions, each with its time and its undo; nothing if there is none.
pub(super) fn rulings(dates: Dates<'_>, root: Root<'_>, editable: &EditableStory) -> Markup {
    let words = dates.words.editing();
    let undo = |act: FormAct, fields: &[(&str, String)]| {
        let fields = html! {
            @for (name, value) in fields { input type="hidden" name=(name) value=(value); }
            (button(act, words.undo))
        };
        form(root, editable.page.listed.story, &fields)
    };
    let row = |at: Timestamp, said: &str, undo: &Markup| {
        html! {
            tr {
                td.in { (dates.time(at, &dates.moment(at))) }
                td { (said) }
                td.in { (undo) }
            }
        }
    };
    let hidden = editable
        .hidden
        .map(|at| row(at, words.was_hidden, &undo(FormAct::Unhide, &[])));
    let labels = editable.labels.iter().map(|ruling| {
        let (phrase, act) = match ruling.change {
            LabelChange::Add => (words.label_added, FormAct::WithdrawAddedLabel),
            LabelChange::Remove => (words.label_removed, FormAct::WithdrawRemovedLabel),
        };
        let label = ruling.label.as_str();
        let fields = [("label", label.to_owned())];
        row(ruling.at, &with(phrase, &[&label]), &undo(act, &fields))
    });
    let entries = editable.rulings.iter().map(|ruling| {
        let own = ruling
            .outlets
            .iter()
            .map(|outlet| outlet.as_str().to_owned());
        let own = named(dates.words, own);
        let entry = ("entry", ruling.entry.to_string());
        // To withdraw a decision for one pair withdraws it for all.
        let of_two = |phrase, act, others: &[OtherEntry]| {
            let other = others
                .first()
                .map(|other| ("other", other.entry.to_string()));
            let fields: Vec<_> = std::iter::once(entry.clone()).chain(other).collect();
            let gap = dates.words.gap;
            let others = others
                .iter()
                .map(|other| format!("{}{gap}{}", other.outlet.as_str(), other.title.as_str()));
            let said = with(phrase, &[&own, &named(dates.words, others)]);
            row(ruling.at, &said, &undo(act, &fields))
        };
        match &ruling.kind {
            EntryRulingKind::Pinned => {
                let said = with(words.was_pinned, &[&own]);
                row(ruling.at, &said, &undo(FormAct::Unpin, &[entry]))
            }
            EntryRulingKind::Merged(others) => {
                of_two(words.were_merged, FormAct::UndoMerge, others)
            }
            EntryRulingKind::Split(others) => of_two(words.were_split, FormAct::UndoSplit, others),
        }
    });
    let rows: Vec<Markup> = hidden.into_iter().chain(labels).chain(entries).collect();
    let table = html! { table.wrap { tbody { @for row in &rows { (row) } } } };
    html! {
        @if !rows.is_empty() {
            section.sec #rulings {
                (head(words.rulings))
                (scrolling(words.rulings, &table))
            }
        }
    }
}

/// The first names of a list, each once, and how many more there are.
fn named(words: &PageWords, names: impl Iterator<Item = String>) -> String {
    let names: BTreeSet<String> = names.collect();
    let first: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let first = first.join(words.comma);
    match names.len().saturating_sub(NAMED) {
        0 => first,
        more => [&first, &*with(words.and_more, &[&more])].join(words.before_more),
    }
}

#[cfg(test)]
mod tests {
    use super::FormAct;

    #[test]
    fn every_act_has_a_word_of_its_own() {
        for (word, act) in FormAct::ALL {
            assert_eq!(FormAct::parse(word), Some(act));
            assert_eq!(act.as_str(), word);
        }
        assert_eq!(FormAct::parse("drop"), None);
    }
}
