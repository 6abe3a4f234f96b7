//! Runs the steps in order: one pass over the due sources, then the outputs. Also answers the
//! questions of the commands from the store (`explain`, `search`, `stories`, `eval`).
//!
//! ```text
//! due sources ─► fetch ─► parse ─► normalize ─► identify ─► [store ◄─ fold] ─► curate ─► publish
//!                └──── concurrent, one task per source ───┘ └ one writer ┘   └ once, at the end ┘
//!                 then, for summaries: pages ─► fetch ─► extract ─► normalize ─► [store ◄─ fold]
//! ```
//! The steps never call one another; this module carries the data between them. The store asks
//! [`judge::Rulings`] where it needs a decision of `identify` or `fold`. Three policies
//! live here because they concern several steps: how often an article page is tried
//! ([`articles`]), which stories an output takes ([`outputs`]), and how `explain` names the reason
//! for a decision ([`explain`]).
//!
//! Memory: at most `concurrency` documents are in memory; each counts until its entries are
//! stored. Large bodies share a fixed amount of memory (`fetch`); folders of local files are read
//! in batches.

mod articles;
mod browse;
mod curation;
pub mod eval;
mod explain;
mod files;
mod ids;
mod judge;
mod outputs;
mod overrule;
mod ownership;
mod page_fetcher;
mod pass;
mod prepare;
mod read;
mod refold;
mod related;
mod robots;
mod search;
mod stored_lookup;
mod web;
mod writer;

use std::sync::Arc;

use crate::model::{Failure, FetchPolicy, Output, Rule, Site, Source, SourceName, SourceReport};
use crate::{fetch, store};

pub use browse::{export, stories, story};
pub use curation::{CuratedStory, Unpublished};
pub use explain::{
    Explained, ExplainedEntry, ExplainedPair, ExplainedTerm, Named, PairVerdict, explain_entry,
    explain_pair, explain_story,
};
pub use judge::Judging;
pub use outputs::publish;
pub use overrule::overrule;
pub use ownership::{ForeignFile, TakeOver, WrittenBy, foreign_files, require_own, take_over};
pub use pass::{Storing, Which, run};
pub use prepare::{Prepared, prepare};
pub use refold::{outdated, refold};
pub use related::of_member as related_to;
pub use search::search;

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
}

/// Receives events of a running pass, for display.
pub trait Progress: Send + Sync {
    /// The pass is about to read these sources.
    fn begin(&self, sources: &[SourceName]);

    /// The pass has finished with one source.
    fn done(&self, report: &SourceReport);
}

/// Why a pass stopped. Failures of single sources or outputs are in the report instead.
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
    #[error("{}", describe_files(.0))]
    ForeignFiles(Vec<ForeignFile>),
}

/// Describes each file and what to do about it, one line each.
fn describe_files(files: &[ForeignFile]) -> String {
    let lines = files.iter().map(|file| {
        let Failure { what, remedy, .. } = file.failure();
        format!("{what}: {remedy}")
    });
    lines.collect::<Vec<_>>().join("\n")
}
