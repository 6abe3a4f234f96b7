//! Composes the data of pages: cleans every text, and leaves out every address that readers may
//! not see.

use super::compared::ComparedCopy;
use super::copies::CopyRow;
use super::document::DocumentFacts;
use super::front::{SourceTrouble, TroubledSource};
use super::inline::language;
use super::listed::{ListedCopy, ListedStory, count_apart};
use super::sources::{SourceHealth, SourceRow};
use super::statistics::NamedSource;
use super::story::NamedRelation;
use super::words::PageWords;
use crate::model::{
    Disclosure, Label, Member, RelatedStory, Site, Source, SourceName, Story, StoryRelation,
    Timestamp,
};
use crate::publish::address::Uri;
use crate::publish::context::Context;
use crate::publish::entry::title_from_text;
use crate::publish::line::CleanLine;
use crate::publish::opml::listed_page;
use crate::publish::words::Words;

/// Most copies on the page of a story.
const MAX_COPIES: usize = 200;

/// Composes the data of the pages of one site.
#[derive(Debug, Clone, Copy)]
pub struct Composer<'a> {
    context: Context<'a>,
}

impl<'a> Composer<'a> {
    /// A composer for the readers of a site.
    pub fn new(site: &'a Site, disclosure: &'a Disclosure) -> Self {
        Self {
            context: Context {
                site,
                words: Words::for_site(site),
                disclosure,
            },
        }
    }

    /// The site.
    pub fn site(self) -> &'a Site {
        self.context.site
    }

    /// A story in a list. `changes` are the times at which its entries changed.
    pub fn listed(
        self,
        story: &Story,
        labels: &[Label],
        related: impl IntoIterator<Item = StoryRelation>,
        changes: &[Timestamp],
    ) -> ListedStory {
        ListedStory::new(self.context, story, labels, related, changes)
    }

    /// Sets, for each story of a finished list, how many others have the same title but for
    /// digits.
    pub fn count_apart(self, stories: &mut [ListedStory]) {
        count_apart(stories);
    }

    /// A line of a text of a member; `None` if nothing visible is left of it.
    pub fn line(self, member: &Member, text: &str) -> Option<CleanLine> {
        self.context.line(member, text)
    }

    /// Labels as lines.
    pub fn labels(self, labels: &[Label]) -> Vec<CleanLine> {
        let labels = labels.iter();
        labels
            .filter_map(|label| CleanLine::parse(label.as_str()))
            .collect()
    }

    /// The outlet of a member.
    pub fn outlet(self, member: &Member) -> CleanLine {
        let name = self.context.outlet(member);
        name.unwrap_or_else(|| CleanLine::from_source(&member.source))
    }

    /// The title of a member or, without a title, its outlet.
    pub fn title(self, member: &Member) -> CleanLine {
        let title = self.context.line(member, &member.title);
        title.unwrap_or_else(|| self.outlet(member))
    }

    /// The beginning of a text of a member, in the place of a missing title.
    pub fn beginning(self, member: &Member, text: &str) -> Option<CleanLine> {
        title_from_text(&self.text(member, text))
    }

    /// The language of a title of a member, if it is not that of the site.
    pub fn language_of(self, member: &Member, title: &CleanLine) -> Option<String> {
        language(title.as_str(), member.language.as_deref(), self.context)
    }

    /// The facts of the document of a story.
    pub fn facts(self, story: &Story) -> Option<DocumentFacts> {
        let line = |text: &str| self.context.line(&story.representative, text);
        Some(DocumentFacts::new(story.document()?, line))
    }

    /// A related story.
    pub fn related(self, related: &RelatedStory) -> NamedRelation {
        let title = self.title(&related.representative);
        let declared = related.representative.language.as_deref();
        NamedRelation {
            story: related.story,
            relation: related.relation,
            language: language(title.as_str(), declared, self.context),
            title,
            outlet: self.outlet(&related.representative),
        }
    }

    /// The copies of a story, the earliest first; `changes` gives those of an entry.
    pub fn copies<E>(
        self,
        story: &Story,
        listed: &ListedStory,
        mut changes: impl FnMut(&Member) -> Result<Vec<Timestamp>, E>,
    ) -> Result<Vec<CopyRow>, E> {
        let of_carrier = |carrier: &'_ ListedCopy| {
            let entry = carrier.entry;
            story.members().find(|member| member.key == entry)
        };
        let mut rows = Vec::new();
        for carrier in listed.carriers.iter().take(MAX_COPIES) {
            let Some(member) = of_carrier(carrier) else {
                continue;
            };
            let title = self.context.line(member, &member.title);
            let title = title.filter(|title| *title != listed.title);
            let declared = member.language.as_deref();
            let language = title
                .as_ref()
                .and_then(|title| language(title.as_str(), declared, self.context));
            let representative = &story.representative;
            rows.push(CopyRow {
                carrier: carrier.clone(),
                source: member.source.to_string(),
                language,
                title,
                chars: member.chars,
                evidence: member.evidence.clone(),
                has_same_text: member.content_hash == representative.content_hash
                    && member.chars > 0,
                changes: changes(member)?,
            });
        }
        Ok(rows)
    }

    /// One side of a comparison.
    pub fn compared(self, member: &Member) -> ComparedCopy {
        ComparedCopy {
            entry: member.key,
            outlet: self.outlet(member),
            at: member.position(),
            title: self.title(member),
        }
    }

    /// A source in a list.
    pub fn source(
        self,
        source: &Source,
        feed_title: Option<&str>,
        health: SourceHealth,
        error: Option<String>,
    ) -> SourceRow {
        let disclosure = self.context.disclosure;
        let report = error.map(|error| {
            let said = disclosure.report(&source.name, error);
            disclosure.title(&source.name, &said).into_owned()
        });
        SourceRow {
            name: source.name.to_string(),
            title: self.source_title(source, feed_title),
            health,
            kind: None,
            last_success: None,
            due: None,
            error: report.as_deref().and_then(CleanLine::parse),
            cause: None,
            alarms: Vec::new(),
        }
    }

    /// A source that needs attention.
    pub fn troubled(
        self,
        source: &Source,
        feed_title: Option<&str>,
        trouble: SourceTrouble,
        since: Option<Timestamp>,
    ) -> TroubledSource {
        TroubledSource {
            name: source.name.to_string(),
            title: self.source_title(source, feed_title),
            trouble,
            since,
        }
    }

    /// A source as lists of numbers name it; `configured` is `None` for one that the configuration
    /// no longer has.
    pub fn named(
        self,
        name: &SourceName,
        configured: Option<&Source>,
        feed_title: Option<&str>,
    ) -> NamedSource {
        NamedSource {
            name: configured.map_or(name, |source| &source.name).to_string(),
            title: match configured {
                Some(source) => self.source_title(source, feed_title),
                None => CleanLine::from_source(name),
            },
            has_page: configured.is_some(),
        }
    }

    fn source_title(self, source: &Source, feed_title: Option<&str>) -> CleanLine {
        let disclosure = self.context.disclosure;
        let names = source.title.as_deref().into_iter().chain(feed_title);
        let mut names = names.map(|name| disclosure.title(&source.name, name));
        let named = names.find_map(|name| CleanLine::parse(&name));
        named.unwrap_or_else(|| CleanLine::from_source(&source.name))
    }

    /// The web page of a source, if readers may see it.
    pub fn page_of(self, source: &SourceName, page: &str) -> Option<Uri> {
        listed_page(self.context.disclosure, source, page)
    }

    /// Lines that a source repeats, without the addresses that readers may not see.
    pub fn repeated(self, source: &SourceName, text: &str) -> Option<CleanLine> {
        CleanLine::parse(&self.context.disclosure.title(source, text))
    }

    /// A text of several lines, without the addresses that readers may not see.
    pub fn text(self, member: &Member, text: &str) -> String {
        let text = self.context.disclosure.text(member.into(), text);
        let lines = text.lines().filter_map(CleanLine::parse);
        let lines: Vec<String> = lines.map(|line| line.as_str().to_owned()).collect();
        lines.join("\n")
    }

    /// The language of the pages.
    pub fn language(self) -> String {
        PageWords::for_site(self.context.site).tag(self.context.site)
    }
}
