//! Numbers in the text format of Prometheus, version 0.0.4: for `/metrics` and for the file that
//! the collector of the node exporter reads.
//!
//! A label names a source or an outcome, and nothing else. No address is in it, and a source with
//! `private = true` is only counted.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};

use crate::model::{AlarmKind, RecipientState, RunSummary, SubscriptionState, Timestamp};

/// The numbers of the store.
#[derive(Debug, Clone, Default)]
pub struct StoreNumbers {
    /// The enabled sources.
    pub sources: Vec<SourceNumbers>,
    /// The open alarms that people should see, each with its source; `None` for a private source
    /// and for the installation.
    pub alarms: Vec<(AlarmKind, Option<String>)>,
    /// The last run that asked a source.
    pub last_run: Option<RunSummary>,
    /// The queues of webhooks and commands; only their sums are written.
    pub recipients: Vec<RecipientState>,
    /// How far each hub and we have agreed; the word of its state, or [`LAPSED`].
    pub subscriptions: Vec<&'static str>,
}

/// The word for a subscription whose lease nobody has renewed.
pub const LAPSED: &str = "lapsed";

/// The numbers of an enabled source.
#[derive(Debug, Clone)]
pub struct SourceNumbers {
    /// Its name; `None` for a private source.
    pub name: Option<String>,
    /// How its last try ended.
    pub outcome: SourceTry,
    /// When it was last tried.
    pub last_try: Option<Timestamp>,
    /// When it could last be read.
    pub last_success: Option<Timestamp>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// Failures since it could last be read.
    pub failures: u32,
    /// Its new entries of the last 24 hours.
    pub new: u64,
    /// How long its last read took, in milliseconds.
    pub millis: Option<u64>,
}

/// How the last try of a source ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceTry {
    /// It was read.
    Read,
    /// It failed.
    Failed,
    /// Its publisher withdrew it.
    Gone,
    /// It was never tried.
    Never,
}

impl SourceTry {
    const ALL: [Self; 4] = [Self::Failed, Self::Gone, Self::Never, Self::Read];

    fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Failed => "failed",
            Self::Gone => "gone",
            Self::Never => "never",
        }
    }
}

/// The type of a family of numbers.
#[derive(Debug, Clone, Copy)]
pub enum MetricKind {
    /// A number that rises and falls.
    Gauge,
    /// A number that only rises while the process runs.
    Counter,
}

impl Display for MetricKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Gauge => "gauge",
            Self::Counter => "counter",
        })
    }
}

/// Numbers in the text format.
#[derive(Debug, Default)]
pub struct MetricsText(String);

/// The numbers of one name.
#[derive(Debug)]
pub struct Family<'t> {
    text: &'t mut String,
    name: &'static str,
}

impl MetricsText {
    /// The numbers of the store; `None` if it cannot be read, which is an alarm of its own.
    pub fn of_store(numbers: Option<&StoreNumbers>) -> Self {
        let mut text = Self::default();
        let up = u8::from(numbers.is_some());
        text.gauge("feedfold_store_up", "1 if the store can be read.")
            .sample(&[], up);
        match numbers {
            Some(numbers) => text.store(numbers),
            None => text.alarms(&[(AlarmKind::Store, None)]),
        }
        text
    }

    /// The text.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Begins the numbers of a name, with what they mean.
    pub fn family(&mut self, name: &'static str, kind: MetricKind, help: &str) -> Family<'_> {
        // Writing to a string cannot fail.
        let _ignored = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
        Family {
            text: &mut self.0,
            name,
        }
    }

    /// Begins numbers that rise and fall.
    pub fn gauge(&mut self, name: &'static str, help: &str) -> Family<'_> {
        self.family(name, MetricKind::Gauge, help)
    }

    fn store(&mut self, numbers: &StoreNumbers) {
        let sources = &numbers.sources;
        let mut family = self.gauge(
            "feedfold_sources",
            "Enabled sources by the outcome of their last try.",
        );
        for outcome in SourceTry::ALL {
            let count = sources.iter().filter(|source| source.outcome == outcome);
            family.sample(&[("outcome", outcome.as_str())], count.count());
        }
        for (name, help, newest) in [
            (
                "feedfold_last_try_timestamp_seconds",
                "When a source was last tried.",
                sources.iter().filter_map(|source| source.last_try).max(),
            ),
            (
                "feedfold_last_success_timestamp_seconds",
                "When a source could last be read.",
                sources
                    .iter()
                    .filter_map(|source| source.last_success)
                    .max(),
            ),
        ] {
            if let Some(at) = newest {
                self.gauge(name, help).sample(&[], at.as_second());
            }
        }
        self.of_sources(sources);
        self.alarms(&numbers.alarms);
        if let Some(run) = &numbers.last_run {
            self.last_run(run);
        }
        if !numbers.recipients.is_empty() {
            self.messages(&numbers.recipients);
        }
        if !numbers.subscriptions.is_empty() {
            self.subscriptions(&numbers.subscriptions);
        }
    }

    /// The numbers of each source that is not private.
    fn of_sources(&mut self, sources: &[SourceNumbers]) {
        // Two series must not have the same labels.
        let named: BTreeMap<&str, &SourceNumbers> = sources
            .iter()
            .filter(|source| source.outcome != SourceTry::Never)
            .filter_map(|source| Some((source.name.as_deref()?, source)))
            .collect();
        let mut each = |name, help, number: &dyn Fn(&SourceNumbers) -> Option<String>| {
            let mut family = self.gauge(name, help);
            for (source, numbers) in &named {
                if let Some(number) = number(numbers) {
                    family.sample(&[("source", source)], number);
                }
            }
        };
        let second = |at: Timestamp| at.as_second().to_string();
        each(
            "feedfold_source_failures",
            "Failures of a source since it could last be read.",
            &|source| Some(source.failures.to_string()),
        );
        each(
            "feedfold_source_last_success_timestamp_seconds",
            "When a source could last be read.",
            &|source| source.last_success.map(second),
        );
        each(
            "feedfold_source_due_timestamp_seconds",
            "When a source is due.",
            &|source| source.due.map(second),
        );
        each(
            "feedfold_source_new_entries",
            "New entries of a source in the last 24 hours.",
            &|source| Some(source.new.to_string()),
        );
        each(
            "feedfold_source_read_seconds",
            "How long the last read of a source took.",
            &|source| source.millis.map(seconds),
        );
    }

    /// The open alarms, counted by kind and source.
    fn alarms(&mut self, alarms: &[(AlarmKind, Option<String>)]) {
        let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
        for kind in AlarmKind::ALL {
            counts.insert((kind.as_str(), ""), 0);
        }
        for (kind, source) in alarms {
            let source = source.as_deref().unwrap_or_default();
            *counts.entry((kind.as_str(), source)).or_default() += 1;
        }
        let mut family = self.gauge(
            "feedfold_alarms",
            "Open alarms by kind; those of the installation and of private sources have no source.",
        );
        for ((kind, source), count) in counts {
            match source {
                "" => family.sample(&[("outcome", kind)], count),
                source => family.sample(&[("outcome", kind), ("source", source)], count),
            }
        }
    }

    /// The numbers of messages to webhooks and commands, of all of them together.
    fn messages(&mut self, recipients: &[RecipientState]) {
        let sum = |count: fn(&RecipientState) -> u64| recipients.iter().map(count).sum::<u64>();
        let mut messages = self.family(
            "feedfold_messages_total",
            MetricKind::Counter,
            "Messages to webhooks and commands: taken, attempts that failed, given up.",
        );
        messages.sample(&[("outcome", "sent")], sum(|state| state.sent));
        messages.sample(&[("outcome", "failed")], sum(|state| state.failed));
        messages.sample(&[("outcome", "given-up")], sum(|state| state.given_up));
        self.gauge(
            "feedfold_messages_queued",
            "Messages that wait in the queues.",
        )
        .sample(&[], sum(|state| state.queued));
    }

    /// The subscriptions at WebSub hubs, counted by their state.
    fn subscriptions(&mut self, outcomes: &[&'static str]) {
        let states = SubscriptionState::ALL.map(SubscriptionState::as_str);
        let mut family = self.gauge(
            "feedfold_subscriptions",
            "Subscriptions at hubs by state; lapsed: nobody has renewed the lease.",
        );
        for state in states.into_iter().chain([LAPSED]) {
            let count = outcomes.iter().filter(|outcome| **outcome == state).count();
            family.sample(&[("outcome", state)], count);
        }
    }

    fn last_run(&mut self, run: &RunSummary) {
        self.gauge(
            "feedfold_last_run_timestamp_seconds",
            "When the last run began that asked a source.",
        )
        .sample(&[], run.at.as_second());
        self.gauge("feedfold_last_run_seconds", "How long it took.")
            .sample(&[], seconds(run.millis));
        let mut sources = self.gauge("feedfold_last_run_sources", "The sources that it asked.");
        sources.sample(&[("outcome", "failed")], run.failed);
        sources.sample(&[("outcome", "read")], run.read);
        let mut entries = self.gauge("feedfold_last_run_entries", "The entries that it stored.");
        entries.sample(&[("outcome", "folded")], run.folded);
        entries.sample(&[("outcome", "new")], run.new);
        entries.sample(&[("outcome", "updated")], run.updated);
        self.gauge(
            "feedfold_last_run_failed_outputs",
            "The outputs that it could not write.",
        )
        .sample(&[], run.failed_outputs.len());
    }
}

/// Milliseconds as seconds.
fn seconds(millis: u64) -> String {
    format!("{}.{:03}", millis / 1000, millis % 1000)
}

impl Family<'_> {
    /// Writes one number.
    pub fn sample(&mut self, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> = labels
            .iter()
            .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
            .collect();
        let labels = match labels.as_slice() {
            [] => String::new(),
            labels => format!("{{{}}}", labels.join(",")),
        };
        let _ignored = writeln!(self.text, "{}{labels} {value}", self.name);
    }
}

/// Escapes the value of a label.
fn escaped(value: &str) -> String {
    value
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::{AlarmKind, LAPSED, MetricKind, MetricsText, StoreNumbers};

    #[test]
    fn a_label_is_escaped_and_a_family_named_once() {
        let mut text = MetricsText::default();
        let mut family = text.family("n", MetricKind::Gauge, "What it is.");
        family.sample(&[], 1);
        family.sample(&[("source", "a\"b\\c\nd")], 2);
        assert_eq!(
            text.0,
            "# HELP n What it is.\n# TYPE n gauge\nn 1\nn{source=\"a\\\"b\\\\c\\nd\"} 2\n"
        );
    }

    #[test]
    fn alarms_and_subscriptions_are_counted_and_the_alarm_of_the_store_is_there_without_it() {
        let numbers = StoreNumbers {
            alarms: vec![
                (AlarmKind::Silent, Some("a".to_owned())),
                (AlarmKind::Silent, None),
                (AlarmKind::Silent, None),
            ],
            subscriptions: vec!["denied", "active", LAPSED, "active"],
            ..StoreNumbers::default()
        };
        let text = MetricsText::of_store(Some(&numbers)).into_string();
        for line in [
            "feedfold_alarms{outcome=\"silent\",source=\"a\"} 1",
            "feedfold_alarms{outcome=\"silent\"} 2",
            "feedfold_alarms{outcome=\"gone\"} 0",
            "feedfold_store_up 1",
            "feedfold_subscriptions{outcome=\"active\"} 2",
            "feedfold_subscriptions{outcome=\"denied\"} 1",
            "feedfold_subscriptions{outcome=\"failed\"} 0",
            "feedfold_subscriptions{outcome=\"lapsed\"} 1",
        ] {
            assert!(text.lines().any(|has| has == line), "{line}\n{text}");
        }
        let text = MetricsText::of_store(None).into_string();
        assert!(text.contains("feedfold_store_up 0\n"));
        assert!(text.contains("feedfold_alarms{outcome=\"store\"} 1\n"));
    }
}
