//! Prints the failures of a pass to standard error. Failures with a common cause share one line.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::display::local_time;
use super::{Shell, damaged};
use crate::config::Config;
use crate::health::causes;
use crate::model::{
    Alarm, AlarmChange, AlarmStep, Cause, Failure, Location, NotAsked, RunReport, Source,
    SourceName, SourceOutcome, WebUrl, WhyNotAsked, counted,
};

/// From this number on, sources with one cause, or failed files of one source, share one line.
const GROUP_SIZE: usize = 3;

/// How many names such a line lists.
const LISTED_NAMES: usize = 3;

/// How long passes warn of a source whose documents end in the middle. `sources` and `doctor` show
/// it as long as it lasts.
const CUT_IS_NEW: jiff::SignedDuration = jiff::SignedDuration::from_hours(48);

/// How detailed the messages are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Failures with one cause share one line.
    Grouped,
    /// Every failure has its own line.
    Each,
}

impl Shell {
    /// The level of detail that `--verbose` selects.
    pub(super) fn detail(&self) -> Detail {
        if self.verbose {
            Detail::Each
        } else {
            Detail::Grouped
        }
    }
}

/// Prints which sources and outputs failed, which servers asked us to wait, why, and what to do.
pub(super) fn print_failures(shell: &Shell, config: &Config, report: &RunReport) {
    let terminal = &shell.terminal;
    for line in failure_lines(config, report, shell.detail()) {
        terminal.error(&line);
    }
    for line in refusal_lines(report, shell.detail()) {
        terminal.warning(&line);
    }
    for (source, cut) in report.cut() {
        // Some publishers always send cut documents, and cron would mail the warning every time.
        let is_new = shell.now().duration_since(cut.since) < CUT_IS_NEW;
        if is_new || shell.verbose {
            terminal.warning(&format!("{source}: {cut}"));
        }
    }
    for (output, failure) in report.failed_outputs() {
        terminal.error(&format!(
            "output {}: {}; {}",
            output.output, failure.what, failure.remedy
        ));
    }
    damaged::print(shell, &report.damaged_texts);
    damaged::print_mended(shell, report.mended_search.as_deref());
    for change in &report.alarms {
        let line = alarm_line(config, change);
        match change.step {
            AlarmStep::Raised | AlarmStep::Reminded => terminal.warning(&line),
            // Nothing is to be done, so that cron sends no mail.
            AlarmStep::Ended if terminal.out_is_person || shell.verbose => terminal.warning(&line),
            AlarmStep::Ended => {}
        }
    }
}

/// Says what happened to an alarm.
fn alarm_line(config: &Config, change: &AlarmChange) -> String {
    let Alarm {
        key,
        since,
        found,
        remedy,
        command,
    } = &change.alarm;
    let about = match &key.source {
        Some(source) => format!("{source}: "),
        None if key.about.is_empty() => String::new(),
        None => format!("{}: ", key.about),
    };
    let kind = key.kind.as_str();
    let since = local_time(*since, &config.site.timezone);
    match change.step {
        AlarmStep::Raised => {
            format!("alarm {kind}: {about}{found} (since {since}): {remedy}; `{command}`")
        }
        AlarmStep::Reminded => {
            format!(
                "alarm {kind} still holds: {about}{found} (since {since}): {remedy}; `{command}`"
            )
        }
        AlarmStep::Ended => format!("alarm {kind} has ended: {about}it held since {since}"),
    }
}

/// The message, with the address before it unless the message contains the address already.
/// Masks secrets in the address.
pub(super) fn with_address(address: &str, message: &str) -> String {
    let address = WebUrl::parse(address).map_or_else(|_| address.to_owned(), |url| url.to_string());
    if message.contains(&address) {
        return message.to_owned();
    }
    format!("{address}: {message}")
}

/// Failures that share one line: sources with one cause, sources with one cause and host, or files
/// of one source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum FailureGroup {
    Sources(Cause, Option<String>),
    Files(SourceName, Cause),
}

fn failure_lines(config: &Config, report: &RunReport, detail: Detail) -> Vec<String> {
    let failures: Vec<(&SourceName, &Failure)> = report.failures().collect();
    let groups = match detail {
        Detail::Each => Vec::new(),
        Detail::Grouped => groups(&config.sources, report),
    };
    let mut grouped = BTreeSet::new();
    let mut lines = Vec::new();
    for (group, members) in &groups {
        grouped.extend(members.iter().copied());
        let failures: Vec<(&SourceName, &Failure)> = members
            .iter()
            .filter_map(|at| failures.get(*at).copied())
            .collect();
        lines.push(group_line(config, report, group, &failures));
    }
    let single = failures.iter().enumerate();
    let single = single.filter(|(at, _)| !grouped.contains(at));
    lines.extend(
        single.map(|(_, (source, failure))| {
            format!("{source}: {}; {}", failure.what, failure.remedy)
        }),
    );
    lines
}

/// The groups of at least [`GROUP_SIZE`] failures, each with the indexes of its members in
/// [`RunReport::failures`].
fn groups(sources: &[Arc<Source>], report: &RunReport) -> Vec<(FailureGroup, Vec<usize>)> {
    let whole: BTreeSet<&SourceName> = report
        .sources
        .iter()
        .filter(|report| matches!(report.outcome, SourceOutcome::Failed { .. }))
        .map(|report| &report.source)
        .collect();
    let mut by_cause: BTreeMap<FailureGroup, Vec<(usize, &SourceName)>> = BTreeMap::new();
    for (at, (source, failure)) in report.failures().enumerate() {
        let cause = failure.cause;
        let group = if !whole.contains(source) {
            FailureGroup::Files(source.clone(), cause)
        } else if cause.may_be_common() {
            FailureGroup::Sources(cause, None)
        } else {
            continue;
        };
        by_cause.entry(group).or_default().push((at, source));
    }
    let mut groups = Vec::new();
    for (group, members) in by_cause {
        let mut rest = Vec::new();
        if let FailureGroup::Sources(cause, _) = group {
            let mut by_host: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
            for (at, source) in members {
                by_host.entry(host(sources, source)).or_default().push(at);
            }
            for (host, members) in by_host {
                if host.is_some() && members.len() >= GROUP_SIZE {
                    groups.push((FailureGroup::Sources(cause, host), members));
                } else {
                    rest.extend(members);
                }
            }
        } else {
            rest.extend(members.into_iter().map(|(at, _)| at));
        }
        if rest.len() >= GROUP_SIZE {
            rest.sort_unstable();
            groups.push((group, rest));
        }
    }
    groups
}

/// The host of a source; `None` for local files and for a private source, whose address no report
/// names.
fn host(sources: &[Arc<Source>], name: &SourceName) -> Option<String> {
    let source = sources.iter().find(|source| source.name == *name)?;
    match &source.location {
        Location::Web(url) if !source.private => Some(url.host().to_owned()),
        Location::Web(_) | Location::Files(_) => None,
    }
}

fn group_line(
    config: &Config,
    report: &RunReport,
    group: &FailureGroup,
    failures: &[(&SourceName, &Failure)],
) -> String {
    match group {
        FailureGroup::Files(source, _) => {
            let first = failures.first();
            let (what, remedy) = first.map_or(("", ""), |(_, failure)| {
                (failure.what.as_str(), failure.remedy.as_str())
            });
            format!(
                "{source}: {} failed alike, the first: {what}; {remedy}; `-v` names each",
                counted(failures.len(), "file")
            )
        }
        FailureGroup::Sources(cause, host) => {
            let (what, mut remedy) = causes::common(*cause);
            let is_of_proxy = matches!(cause, Cause::Connection | Cause::TimedOut);
            if host.is_some() && is_of_host(*cause) {
                remedy = "look whether that host is up; feedfold asks them again";
            }
            if config.fetch.proxy.is_some() && is_of_proxy {
                remedy = "check the proxy that `[fetch] proxy` names, and this machine's network";
            }
            let number = counted(failures.len(), "source");
            let who = match host {
                Some(host) => format!("{number} of {host}"),
                None if failures.len() == report.sources.len() => format!("all {number}"),
                None => number,
            };
            let names = first_names(failures.iter().map(|(source, _)| *source));
            format!("{who} failed: {what} ({names}); {remedy}; `-v` says more of each")
        }
    }
}

/// Whether this failure, in many feeds of one host, means that the host is down rather than the
/// network.
fn is_of_host(cause: Cause) -> bool {
    matches!(
        cause,
        Cause::Name | Cause::Connection | Cause::Tls | Cause::TimedOut | Cause::Server
    )
}

/// The first [`LISTED_NAMES`] names, and the number of the others.
pub(super) fn first_names<'a>(names: impl Iterator<Item = &'a SourceName>) -> String {
    let names: Vec<&str> = names.map(SourceName::as_str).collect();
    let (first, rest) = names.split_at(LISTED_NAMES.min(names.len()));
    let first = first.join(", ");
    if rest.is_empty() {
        first
    } else {
        format!("{first} and {} more", rest.len())
    }
}

fn refusal_lines(report: &RunReport, detail: Detail) -> Vec<String> {
    let waiting: Vec<(&SourceName, u64)> = report
        .sources
        .iter()
        .filter_map(|report| match report.outcome {
            SourceOutcome::RetryLater { seconds } => Some((&report.source, seconds)),
            _ => None,
        })
        .collect();
    let is_grouped = detail == Detail::Grouped && waiting.len() >= GROUP_SIZE;
    let mut lines = Vec::new();
    if is_grouped {
        let longest = waiting.iter().map(|(_, seconds)| *seconds).max();
        lines.push(format!(
            "{}: the servers asked to be left alone, at most for {} s ({}): nothing to do",
            counted(waiting.len(), "source"),
            longest.unwrap_or_default(),
            first_names(waiting.iter().map(|(source, _)| *source))
        ));
    }
    let is_waiting = |source: &SourceName| waiting.iter().any(|(name, _)| *name == source);
    let single = report.refusals();
    let single = single.filter(|(source, _)| !is_grouped || !is_waiting(source));
    lines.extend(single.map(|(source, said)| format!("{source}: {said}")));
    lines
}

/// Prints which sources were not requested although the user named or forced them: why, and until
/// when.
pub(super) fn print_not_asked(shell: &Shell, config: &Config, report: &RunReport) {
    let gone = |why: &WhyNotAsked| matches!(why, WhyNotAsked::Gone);
    let held = |why: &WhyNotAsked| matches!(why, WhyNotAsked::RetryAfter { .. });
    let not_due = |why: &WhyNotAsked| matches!(why, WhyNotAsked::NotDue { .. });
    for is_of_kind in [gone, held, not_due] as [fn(&WhyNotAsked) -> bool; 3] {
        let group: Vec<&NotAsked> = report
            .not_asked
            .iter()
            .filter(|one| is_of_kind(&one.why))
            .collect();
        let groups: Vec<&[&NotAsked]> = match shell.detail() {
            Detail::Grouped if group.len() >= GROUP_SIZE => vec![&group],
            _ => group.chunks(1).collect(),
        };
        for group in groups {
            let line = not_asked_line(config, group);
            match group.first().map(|one| one.why) {
                Some(WhyNotAsked::Gone) => shell.terminal.warning(&line),
                // All is well: feedfold asks when the time has come.
                _ => shell.terminal.note(&line),
            }
        }
    }
}

fn not_asked_line(config: &Config, group: &[&NotAsked]) -> String {
    let (who, was, it) = match group {
        [one] => (one.source.to_string(), "was", "it"),
        _ => (
            format!(
                "{} ({})",
                counted(group.len(), "source"),
                first_names(group.iter().map(|one| &one.source))
            ),
            "were",
            "each",
        ),
    };
    let until = group.iter().filter_map(|one| match one.why {
        WhyNotAsked::NotDue { until } | WhyNotAsked::RetryAfter { until } => Some(until),
        WhyNotAsked::Gone => None,
    });
    let until = until.max().map_or_else(String::new, |until| {
        let most = if group.len() > 1 {
            "at the latest "
        } else {
            ""
        };
        format!("{most}{}", local_time(until, &config.site.timezone))
    });
    let name = match group {
        [one] => one.source.as_str(),
        _ => "NAME",
    };
    match group.first().map(|one| one.why) {
        Some(WhyNotAsked::Gone) => format!(
            "{who} {was} not asked: the publisher withdrew {it} (410); correct the `url`, or ask once more \
             with `feedfold run --source {name} --force`"
        ),
        Some(WhyNotAsked::RetryAfter { .. }) => format!(
            "{who} {was} not asked: the server asked to be left alone until {until} (Retry-After); nothing \
             to do: feedfold asks again after that"
        ),
        Some(WhyNotAsked::NotDue { .. }) => {
            format!("{who} {was} not asked: due {until}; `--force` asks now")
        }
        None => String::new(),
    }
}
