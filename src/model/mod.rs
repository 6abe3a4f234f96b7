//! The data that flows between the steps: newtypes and one type per moment of an entry's life.
//!
//! Nothing here does input or output, reads a clock, or imports another module of ours. A value
//! that exists is valid: constructors refuse invalid input. For that, [`Pattern`] compiles a
//! regular expression and [`Selector`] parses CSS; [`PackedHtml`] compresses with zstd, and
//! [`InFlightPermit`] holds a permit of `fetch`.

mod alarm;
mod article;
mod change;
mod completeness;
mod correction;
mod count;
mod decision;
mod difference;
mod disclosure;
mod document;
mod entry;
mod failure;
mod fetched;
mod fingerprint;
mod form;
mod inherited;
mod language;
mod month;
mod name;
mod network;
mod output;
mod output_report;
mod packed;
mod policy;
mod read;
mod recipient;
mod report;
mod rule;
mod ruling;
mod search;
mod selector;
mod serve;
mod source;
mod statistics;
mod story;
mod subscription;
mod web_url;

pub use alarm::{
    Alarm, AlarmChange, AlarmKey, AlarmKind, AlarmStep, AlarmWrite, RaisedAlarm, Remind,
};
pub use article::{
    Article, ArticleAttempt, ArticleState, AwaitedArticle, PageOutcome, RobotsAnswer, RobotsFile,
    TakenBy,
};
pub use change::{ChangeKind, ChangeRow, ChangeSize, ShownDifference, ShownForm, StoredChange};
pub use completeness::{Completeness, DocumentEnd, Length, Replacement, Sighting};
pub use correction::{Correction, CorrectionKind, RelatedEntry, StoryLink, StoryRelation};
pub use count::{counted, counted_as};
pub use decision::{Decision, ExactKey, Group, PER_ANCHOR, Placement, StoredMember, StoredMembers};
pub use difference::{Difference, Piece, PieceKind, SentenceChange};
pub use disclosure::{Disclosure, Speaker, is_public};
pub use document::{DocumentNumber, Mention, NumberAgreement, OfficialDocument, Sequence, Series};
pub use entry::{
    Anchors, Category, CountedLine, CountedLines, Enclosure, FeedHead, FeedKind, Identity,
    ParsedFeed, PreparedEntry, RawEntry, SkipTimes,
};
pub use failure::{Cause, Failure, Step};
pub use fetched::{
    FetchOutcome, FetchState, Fetched, Freshness, InFlightPermit, NotModifiedBy, PermanentMove,
    Validators,
};
pub use fingerprint::{
    BodyHash, ContentHash, EntryKey, Fingerprint, HexError, LineKey, LinkKey, SettingsHash,
    StoryId, UrlKey,
};
pub use form::{Extent, FormChange, KeyReuse, Links};
pub use inherited::PublishedFacts;
pub use language::{is_language_tag, published_language};
pub use month::Month;
pub use name::{Label, NameError, OutputName, RuleName, SourceName};
pub use network::non_public_kind;
pub use output::{
    Archives, EntryIds, EntryKind, Output, OutputFormat, Selection, Site, StoryFilter, StoryFormat,
};
pub use output_report::{Delivery, HubOutcome, Listed, OutputOutcome, OutputReport};
pub use packed::{PackedHtml, UnreadableHtml};
pub use policy::{AllowedPrivate, FetchPolicy, Header, RetryAfterScope, Secret};
pub use read::{Read, ReadOutcome, Received, RunSummary};
pub use recipient::{
    BodyTemplate, CommandLine, DeliveryTrouble, Means, Message, MessageRow, Recipient,
    RecipientState, TemplateError, Webhook,
};
pub use report::{
    Counts, CutDocuments, DamagedText, NotAsked, RunReport, SourceOutcome, SourceReport,
    WhyNotAsked,
};
pub use rule::{Action, Condition, Field, Pattern, PatternError, Rule, Verdict, fold_text};
pub use ruling::{LabelChange, LabelRuling};
pub use search::{QueryMistake, SearchOrder, TextPart};
pub use selector::Selector;
pub use serve::{Editing, PasswordFrom, ServePolicy};
pub use source::{FilePattern, FilePatternError, FullText, Location, Source};
pub use statistics::{
    DailyCounts, EntryCounts, FactCounts, LagBucket, LagCount, LagHistogram, Statistics,
};
pub use story::{
    Bond, Comparable, Comparison, EntryRow, EntryTexts, Evidence, KnownEntry, Member, RelatedStory,
    Relation, Role, StoredStory, Story, StoryRow, Weighed, outlet,
};
pub use subscription::{Callback, Heard, Subscription, SubscriptionRow, SubscriptionState};
pub use web_url::{WebUrl, WebUrlError};

/// An instant in UTC. If the publisher gave no zone, `parse` has applied the source's.
pub type Timestamp = jiff::Timestamp;
