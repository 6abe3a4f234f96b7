//! Checks that concern more than one table: unique names, references, files with one path.

use std::collections::HashMap;
use std::fmt::Display;
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use super::findings::Findings;
use super::output::{OutputDraft, OutputTarget};
use super::problem::Refusal;
use super::rule::{References, RuleDraft};
use super::source::SourceDraft;
use super::spelling::unknown_name_remedy;
use super::walk::{Table, Value};
use crate::model::{EntryKind, FilePattern, Label, Location, OutputFormat, SourceName, WebUrl};

/// The parts of all tables, which the checks compare.
pub(super) struct CrossChecks<'w, 'a> {
    pub(super) root: &'w Table<'a>,
    /// The path of the configuration file.
    pub(super) own_path: &'w Path,
    pub(super) store: &'w (PathBuf, Option<Value<'a>>),
    pub(super) sources: &'w [SourceDraft<'a>],
    pub(super) rules: &'w [RuleDraft<'a>],
    pub(super) outputs: &'w [OutputDraft<'a>],
    pub(super) references: &'w References<'a>,
    pub(super) findings: &'w Findings,
}

impl CrossChecks<'_, '_> {
    pub(super) fn check(&self) {
        let sources = self.sources.iter().filter_map(|draft| draft.name.as_ref());
        self.unique("a name no other source has", sources);
        let rules = self.rules.iter().filter_map(|draft| draft.name.as_ref());
        self.unique("a name no other rule has", rules);
        let outputs = self.outputs.iter().filter_map(|draft| draft.name.as_ref());
        self.unique("a name no other output has", outputs);
        self.check_former_names();
        self.check_source_references();
        self.check_files();
        self.warn_repeated_addresses();
        self.warn_label_references();
        self.warn_changes_alone();
        self.warn_missing();
    }

    fn unique<'n, T: Display + 'n>(
        &self,
        expected: &str,
        names: impl Iterator<Item = &'n (T, Value<'n>)>,
    ) {
        let mut seen: HashMap<String, Range<usize>> = HashMap::new();
        for (name, value) in names {
            let name = name.to_string();
            let Some(earlier) = seen.get(&name) else {
                seen.insert(name, value.span());
                continue;
            };
            let line = self.findings.line(earlier.start);
            let refusal = Refusal::new(expected, "rename one of the two")
                .found(format!("`{name}`, as in line {line}"))
                .beside(earlier.clone(), "the same name");
            value.refuse_in_file(refusal);
        }
    }

    fn check_former_names(&self) {
        let names = self.sources.iter().filter_map(|draft| draft.name.as_ref());
        let names: HashMap<&SourceName, &Value<'_>> =
            names.map(|(name, value)| (name, value)).collect();
        let former = self.sources.iter().filter_map(|draft| draft.was.as_ref());
        for (was, value) in former.clone() {
            if let Some(holder) = names.get(was) {
                value.refuse_in_file(
                    Refusal::new(
                        "the name of a source that is no longer there",
                        "remove `was`, or the source that has this name now",
                    )
                    .beside(holder.span(), "this source has the name"),
                );
            }
        }
        self.unique("a former name no other source claims", former);
    }

    fn check_source_references(&self) {
        let known: Vec<&str> = self
            .sources
            .iter()
            .filter_map(|draft| draft.name.as_ref())
            .map(|(name, _)| name.as_str())
            .collect();
        for (name, value) in &self.references.sources {
            if known.contains(&name.as_str()) {
                continue;
            }
            let remedy =
                unknown_name_remedy(name.as_str(), known.iter().copied()).unwrap_or_else(|| {
                    "write the name of one of the [[sources]], or remove this one".to_owned()
                });
            value.refuse_in_file(Refusal::new("the name of a source", remedy));
        }
    }

    /// Refuses an output or a store that would overwrite another file of ours or a file of a
    /// source.
    fn check_files(&self) {
        let own = (without_dots(self.own_path), None, "this configuration");
        let (store, store_value) = self.store;
        let mut taken = vec![own];
        let outputs = self.outputs.iter().filter_map(|draft| draft.path.as_ref());
        let written = store_value
            .iter()
            .map(|value| (store, value, "the store"))
            .chain(outputs.map(|(path, value)| (path, value, "an output")));
        if store_value.is_none() {
            taken.push((without_dots(store), None, "the store"));
        }
        for (path, value, what) in written {
            let path = without_dots(path);
            if let Some((_, earlier, other)) = taken.iter().find(|(other, ..)| *other == path) {
                let refusal = Refusal::new("a file of its own", "name another file")
                    .found(format!("the file of {other}"));
                refuse_file(value, refusal, earlier.clone());
            }
            for draft in self.sources {
                if let Some(Location::Files(pattern)) = &draft.location
                    && is_read(pattern, &path)
                {
                    let refusal = Refusal::new(
                        "a file that no source reads",
                        "put it in another folder: what is read must not be written",
                    );
                    refuse_file(value, refusal, draft.written.as_ref().map(Value::span));
                }
            }
            taken.push((path, Some(value.span()), what));
        }
    }

    fn warn_repeated_addresses(&self) {
        let feeds = self.sources.iter().filter_map(|draft| {
            let Some(Location::Web(url)) = &draft.location else {
                return None;
            };
            Some((url, draft.written.as_ref()?))
        });
        let expected = "a feed no other source reads";
        let remedy = "remove one of the two: feedfold asks the publisher twice";
        self.warn_repeated(feeds, "that of", &Refusal::new(expected, remedy));
        let outputs = self.outputs.iter().filter_map(|draft| {
            let (_, value) = draft.path.as_ref()?;
            Some((draft.url.as_ref()?, value))
        });
        let expected = "an output that readers fetch at an address of its own";
        let refusal = Refusal::new(expected, "set url on one of the two");
        self.warn_repeated(outputs, "the address of the output in", &refusal);
    }

    /// Warns with `refusal` of each address that the file repeats. `what` names the first place.
    fn warn_repeated<'n>(
        &self,
        addresses: impl Iterator<Item = (&'n WebUrl, &'n Value<'n>)>,
        what: &str,
        refusal: &Refusal,
    ) {
        let mut seen: HashMap<String, &Value<'_>> = HashMap::new();
        for (url, value) in addresses {
            if let Some(earlier) = seen.insert(url.expose().to_string(), value) {
                let line = self.findings.line(earlier.span().start);
                let (here, found) = (refusal.clone(), format!("{what} line {line}"));
                value.warn(here.found(found));
            }
        }
    }

    fn warn_label_references(&self) {
        let given: Vec<&Label> = self
            .sources
            .iter()
            .flat_map(|draft| &draft.labels)
            .chain(self.rules.iter().flat_map(|draft| &draft.gives))
            .collect();
        for (label, value) in &self.references.labels {
            if given.contains(&label) {
                continue;
            }
            let given = given.iter().map(|label| label.as_str());
            let remedy = unknown_name_remedy(label.as_str(), given)
                .unwrap_or_else(|| "give the label to a source, or by a rule".to_owned());
            value.warn(Refusal::new(
                "a label that a source or a rule gives",
                remedy,
            ));
        }
    }

    /// Warns of outputs of changes if no output carries the stories that change.
    fn warn_changes_alone(&self) {
        let carries_stories = |draft: &OutputDraft<'_>| {
            draft.target.as_ref().is_none_or(|target| match target {
                OutputTarget::File(output) => {
                    output.entries == EntryKind::Stories
                        && matches!(output.format, OutputFormat::Stories(_))
                }
                OutputTarget::Recipient(_) => true,
            })
        };
        if self.outputs.iter().any(carries_stories) {
            return;
        }
        for value in self
            .outputs
            .iter()
            .filter_map(|draft| draft.changes.as_ref())
        {
            let remedy = "add an output without `changes`: only stories that an output carried \
                          can change for its readers";
            let refusal = Refusal::new("it beside an output of stories", remedy);
            value.warn(refusal.found("it, and no output of stories"));
        }
    }

    fn warn_missing(&self) {
        for (key, remedy) in [
            (
                "sources",
                "add a source: [[sources]] with name and url, or run `feedfold add URL`",
            ),
            (
                "outputs",
                "add an output: [[outputs]] with name and path; entries are stored meanwhile",
            ),
        ] {
            if self.root.get(key).is_none() {
                let expected = format!("at least one [[{key}]] table");
                let refusal = Refusal::new(expected, remedy).found("none");
                self.root.warn_missing(key, refusal);
            }
        }
    }
}

fn refuse_file(value: &Value<'_>, refusal: Refusal, earlier: Option<Range<usize>>) {
    match earlier {
        Some(earlier) => value.refuse_in_file(refusal.beside(earlier, "this one")),
        None => value.refuse(refusal),
    }
}

/// Removes `.` and `..` from a path, without asking the file system.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// Whether the pattern of a source matches a file.
fn is_read(pattern: &FilePattern, path: &Path) -> bool {
    let options = glob::MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: false,
    };
    without_dots(Path::new(pattern.as_str()))
        .to_str()
        .and_then(|pattern| glob::Pattern::new(pattern).ok())
        .is_some_and(|pattern| pattern.matches_path_with(path, options))
}
