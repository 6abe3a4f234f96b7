//! Sends messages to a log instead of a terminal: as JSON lines on standard error, or to journald
//! with a field for each value.

use std::io;

use clap::ValueEnum;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// In which form messages leave the program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// Lines for a person
    #[default]
    Text,
    /// A JSON object for each message and each source that was read, on standard error
    Json,
    /// The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`
    Journald,
}

/// How much a log says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Messages, and how each read of a source ended.
    Messages,
    /// Also the steps of each source and how long each took (`-v`).
    Steps,
}

impl LogFormat {
    /// Begins the log of this process. Text needs none.
    ///
    /// # Errors
    ///
    /// journald cannot be reached.
    pub(super) fn start(self, detail: Detail) -> io::Result<()> {
        let (level, ends) = match detail {
            Detail::Messages => (LevelFilter::INFO, FmtSpan::NONE),
            Detail::Steps => (LevelFilter::DEBUG, FmtSpan::CLOSE),
        };
        let log = tracing_subscriber::registry();
        let begun = match self {
            Self::Text => return Ok(()),
            Self::Json => {
                let lines = tracing_subscriber::fmt::layer()
                    .json()
                    .flatten_event(true)
                    .with_target(false)
                    .with_span_events(ends)
                    .with_writer(io::stderr);
                log.with(lines.with_filter(level)).try_init()
            }
            Self::Journald => {
                let journal = tracing_journald::layer()?
                    .with_field_prefix(Some("FEEDFOLD".to_owned()))
                    .with_syslog_identifier("feedfold".to_owned());
                log.with(journal.with_filter(level)).try_init()
            }
        };
        begun.map_err(io::Error::other)
    }
}
