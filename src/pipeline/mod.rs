//! Runs the steps in order: one pass over the due sources, then the outputs. Also answers the
//! questions of the commands from the store (`explain`, `search`, `stories`).
//!
//! ```text
//! due sources ─► fetch ─► parse ─► normalize ─► identify ─► [store ◄─ fold] ─► curate ─► publish
//!                └──── concurrent, one task per source ───┘ └ one writer ┘   └ once, at the end ┘
//!                 then, for summaries: pages ─► fetch ─► extract ─► normalize ─► [store ◄─ fold]
//! ```
//! The steps never call one another; this module carries the data between them. The store asks
//! [`decider::DocumentDecider`] where it needs a decision of `identify` or `fold`.
//!
//! | module | job |
//! |---|---|
//! | [`mod@pass`], [`due`], [`context`] | the spine of a pass: which sources are due, their tasks, what the tasks share |
//! | [`sources`] | reads one source from the web or from local files |
//! | [`pages`] | reads the article pages of one source, and decides how often a page is tried |
//! | [`sent`] | an entry as sent, its texts packed while those of a long document wait |
//! | [`mod@prepare`] | an entry as sent → an entry with identity and fingerprint; pure |
//! | [`writer`] | stores what the tasks send: the only writer |
//! | [`alarms`] | gathers the facts from which `health` decides the alarms |
//! | [`outputs`] | selects the stories of each output, gives them ids, writes the files |
//! | [`queries`], [`explain`] | answer the questions of commands; `explain` names the reason for a decision |
//! | [`searching`] | cuts texts into the terms of the full-text index, reads search queries, matches texts |
//! | [`mod@overrule`], [`mod@refold`] | decide again: after a ruling of a person, or with new rules |
//! | [`pushes`] | subscribes at the hubs that feeds name, and makes a source due when its hub tells of a change |
//! | [`mod@prune`] | removes the texts of old stories that no output needs |
//!
//! Memory: at most `concurrency` documents are in memory; each counts until its entries are
//! stored. Large bodies share a fixed amount of memory (`fetch`); folders of local files are read
//! in batches, and the texts of a long file are compressed until they are prepared.

mod alarms;
mod context;
mod decider;
mod due;
mod explain;
mod outputs;
mod overrule;
mod pages;
mod pass;
mod prepare;
mod profiles;
mod prune;
mod pushes;
mod queries;
mod refold;
mod related;
mod searching;
mod sent;
mod sources;
mod writer;

use std::sync::Arc;

use crate::config::Config;
use crate::model::{
    Disclosure, FetchPolicy, Output, Recipient, Rule, Site, Source, SourceName, SourceReport,
    WebUrl,
};
use crate::store::ConfiguredName;
use crate::{fetch, store};

pub use crate::curate::{ConditionKey, FoundWords};
pub use alarms::failing_since;
pub use decider::PassDecider;
pub use due::{PlannedReads, ReadFrom, Scheduled, Which, schedule};
pub use explain::{
    EntrySummary, Explained, ExplainedEntry, ExplainedPair, ExplainedTerm, PairVerdict, Parted,
    Replaced, ReplacedKind, ReplacedPlace, explain_entry, explain_pair, explain_story, parted,
};
pub use outputs::{
    Entering, Example, ExampleEntry, Leaving, PresentFile, RulesTest, StoppedBy, TestedOutput,
    TestedRule, TestedWindow, WhyLeaves, test_rules,
};
pub use outputs::{
    ExplainedCuration, ExplainedMember, ExplainedOutput, ExplainedRule, NotChosen, explain_curation,
};
pub use outputs::{
    ForeignFile, OwnOutputs, TakeOver, WrittenBy, foreign_files, publish, require_own, source_list,
    take_over, tell_hub,
};
pub use outputs::{RecipientTrouble, hand_over, trouble_of};
pub use overrule::overrule;
pub use pass::{Publishing, Storing, run, run_planned};
pub use prepare::{Prepared, prepare, profile, reprepare};
pub use prune::{prunable, prune};
pub use pushes::{
    Callbacks, Negotiated, Push, Verdict, after_reads, by_source as subscriptions, hear,
    is_relied_on, negotiate, public_address, unheard,
};
pub use queries::{
    AtAddress, BoundedSearch, CuratedStory, FoundStory, SearchPosition, SearchRequest,
    SearchResults, SourceHealth, TextState, Unpublished, Wall, WallPlace, changes_page,
    editable_story_page, export, front_page, metrics, search, search_page, source_health,
    source_page, sources_page, statistics_page, stories, story, story_page, walls,
};
pub use refold::{outdated, refold, versions};
pub use related::{of_entry as related_to_entry, of_member as related_to};
pub use searching::{Query, fill_search, mend_search, rebuild_search};

/// A source with this many failures in a row counts as lost.
pub const LOST_AFTER: u32 = 3;

/// The checked configuration that a pass works with.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// The `[site]` table: address, title and author of the published feeds.
    pub site: &'a Site,
    /// How feeds are fetched.
    pub policy: &'a FetchPolicy,
    /// Every source, enabled or not.
    pub sources: &'a [Arc<Source>],
    /// The curation rules, in the order of the file.
    pub rules: &'a [Rule],
    /// The outputs to write.
    pub outputs: &'a [Output],
    /// The recipients that get each new story as a message.
    pub recipients: &'a [Recipient],
    /// The public address below which hubs can call this process; `None` if none can. Then hubs are
    /// asked for nothing, and no source is polled less often because of them.
    pub callbacks: Option<&'a WebUrl>,
}

impl<'a> Plan<'a> {
    /// The plan of a pass over a whole configuration, which no hub can call.
    pub fn new(config: &'a Config) -> Self {
        Self {
            site: &config.site,
            policy: &config.fetch,
            sources: &config.sources,
            rules: &config.rules,
            outputs: &config.outputs,
            recipients: &config.recipients,
            callbacks: None,
        }
    }
}

impl Plan<'_> {
    /// Which addresses readers may see.
    pub fn disclosure(&self) -> Disclosure {
        let sources = self.sources.iter().map(AsRef::as_ref);
        Disclosure::new(&self.site.url, &self.policy.allow_private, sources)
    }
}

/// Present and former name of each source.
fn source_names<'a>(sources: impl IntoIterator<Item = &'a Arc<Source>>) -> Vec<ConfiguredName<'a>> {
    let sources = sources.into_iter();
    sources
        .map(|source| (&source.name, source.was.as_ref()))
        .collect()
}

/// Receives events of a running pass, for display.
pub trait Progress: Send + Sync {
    /// The pass is about to read these sources.
    fn begin(&self, sources: &[SourceName]);

    /// The pass has finished with one source.
    fn done(&self, report: &SourceReport);
}

/// Why a pass stopped. Failures of single sources or outputs are in the report instead.
///
/// Every function that returns this fails if the store does; see [`store::Error`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The HTTP client could not be set up.
    #[error(transparent)]
    Fetch(#[from] fetch::Error),
    /// The caller named a source that the configuration does not have, or has disabled.
    #[error("there is no enabled source named `{0}` in the configuration: see `feedfold sources`")]
    UnknownSource(String),
    /// Another store, or another program, wrote these output files.
    #[error("{}", outputs::describe_files(.0))]
    ForeignFiles(Vec<ForeignFile>),
}
