//! The order of the steps, and no policy: one pass over the due sources, then the outputs.
//!
//! ```text
//! due sources ─► fetch ─► parse ─► normalize ─► identify ─► [store ◄─ fold] ─► curate ─► publish
//!                └──── concurrent, one task per source ───┘ └ one writer ┘   └ once, at the end ┘
//!                 then, for summaries: pages ─► fetch ─► extract ─► normalize ─► [store ◄─ fold]
//! ```
//! Where two steps meet, this module carries the data: the store asks a [`judge::Rulings`] for
//! what `identify` and `fold` decide, and knows neither.
//!
//! Memory: a document holds its place among the `concurrency` ones in flight until it is stored;
//! large bodies share a fixed room (`fetch`); folders of files are read in batches.

mod articles;
mod browse;
mod curation;
mod explain;
mod files;
mod ids;
mod judge;
mod known;
mod outputs;
mod overrule;
mod ownership;
mod page;
mod pass;
mod prepare;
mod read;
mod refold;
mod related;
mod robots;
mod search;
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
pub use ownership::{OthersFile, TakenOver, WrittenBy, others_files, require_own, take_over};
pub use pass::{Storing, Which, run};
pub use prepare::{Prepared, again as prepare_again, prepare, profile};
pub use refold::{outdated, refold};
pub use related::{of_entry as related_to_entry, of_member as related_to};
pub use search::search;

/// What a pass works on: the checked configuration, as plain data.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    /// Identity of what is published.
    pub site: &'a Site,
    /// How feeds are fetched.
    pub policy: &'a FetchPolicy,
    /// Every source, enabled or not.
    pub sources: &'a [Arc<Source>],
    /// Curation, in order.
    pub rules: &'a [Rule],
    /// What is published.
    pub outputs: &'a [Output],
}

/// Told what a pass is doing while it does it.
pub trait Progress: Send + Sync {
    /// These sources are about to be read.
    fn begin(&self, sources: &[SourceName]);

    /// One of them is done.
    fn done(&self, report: &SourceReport);
}

/// Why a pass could not go on. What went wrong with single sources or outputs is in the report.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The HTTP client could not be set up.
    #[error(transparent)]
    Fetch(#[from] fetch::Error),
    /// A source was asked for that the configuration does not have.
    #[error("there is no enabled source named `{0}` in the configuration: see `feedfold sources`")]
    UnknownSource(String),
    /// Output files that this store did not write.
    #[error("{}", told(.0))]
    OthersFiles(Vec<OthersFile>),
}

/// What is wrong with each file, one line each.
fn told(files: &[OthersFile]) -> String {
    let lines = files.iter().map(|file| {
        let Failure { what, remedy, .. } = file.failure();
        format!("{what}: {remedy}")
    });
    lines.collect::<Vec<_>>().join("\n")
}
