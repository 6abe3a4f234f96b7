//! An entry as `export` writes it.

use serde::Serialize;

use crate::model::{
    Completeness, ContentHash, Enclosure, EntryKey, Evidence, Label, Member, OfficialDocument,
    Role, SourceName, StoryId, StoryLink, StoryRelation, Timestamp,
};
use crate::pipeline::CuratedStory;

/// One line of the export as JSON.
#[derive(Debug, Serialize)]
pub(super) struct Line<'a> {
    pub(super) entry: EntryKey,
    pub(super) source: &'a SourceName,
    pub(super) file: Option<&'a str>,
    pub(super) guid: Option<&'a str>,
    pub(super) link: Option<&'a str>,
    pub(super) title: &'a str,
    pub(super) published: Option<Timestamp>,
    pub(super) first_seen: Timestamp,
    pub(super) content_hash: ContentHash,
    pub(super) story: StoryId,
    pub(super) role: Role,
    pub(super) related_to: Vec<StoryId>,
    /// The stories among `related_to` that it corrects or withdraws, or that say so of it.
    pub(super) corrections: Vec<StoryLink>,
    pub(super) evidence: &'a Evidence,
    pub(super) document: Option<&'a OfficialDocument>,
    pub(super) labels: &'a [Label],
    pub(super) categories: Vec<&'a str>,
    /// Written only if the document ended within this entry.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) incomplete: bool,
    pub(super) image: Option<&'a str>,
    pub(super) enclosures: &'a [Enclosure],
    /// Since when a person has hidden the story. Written only if one has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hidden: Option<Timestamp>,
}

/// Makes the line of a member of a story.
pub(super) fn line<'a>(
    member: &'a Member,
    curated: &'a CuratedStory,
    related: &[StoryLink],
) -> Line<'a> {
    let corrections = related.iter().copied();
    Line {
        entry: member.key,
        source: &member.source,
        file: member.file.as_deref(),
        guid: member.guid.as_deref(),
        link: member.link.as_deref(),
        title: &member.title,
        published: member.published,
        first_seen: member.first_seen,
        content_hash: member.content_hash,
        story: curated.story.id,
        role: curated.story.role_of(member),
        related_to: related.iter().map(|link| link.story).collect(),
        corrections: corrections
            .filter(|link| link.relation != StoryRelation::Related)
            .collect(),
        evidence: &member.evidence,
        document: member.document.as_ref(),
        labels: &curated.labels,
        categories: member
            .categories
            .iter()
            .map(|category| category.term.as_str())
            .collect(),
        incomplete: member.completeness != Completeness::Whole,
        image: member.image.as_deref(),
        enclosures: &member.enclosures,
        hidden: curated.hidden,
    }
}
