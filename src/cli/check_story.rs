//! `check --explain`: prints which rules a story meets, by which words, and which outputs carry
//! it.

use jiff::tz::TimeZone;

use super::display::titled;
use super::story_rulings::person_lines;
use super::terminal::safe;
use super::{Shell, damaged};
use crate::config::Config;
use crate::model::{Label, Verdict};
use crate::pipeline::{
    self, ExplainedCuration, ExplainedMember, ExplainedOutput, ExplainedRule, FoundWords,
    NotChosen, Plan,
};
use crate::store::{Found, Store};

pub(super) fn explain(
    shell: &Shell,
    config: &Config,
    id: &str,
) -> anyhow::Result<ExplainedCuration> {
    let store = Store::open_to_read(&config.store_path)?;
    let explained = match store.find_story(id)? {
        Found::One(stored) => {
            pipeline::explain_curation(Plan::new(config), &store, stored, shell.now())?
        }
        Found::Nothing => None,
        Found::Several => anyhow::bail!(
            "several stories begin with `{}`: give more digits of the id",
            safe(id)
        ),
    };
    damaged::print_met(shell, &store)?;
    explained.ok_or_else(|| {
        anyhow::anyhow!(
            "no story or entry has the id `{}`: see `feedfold stories`",
            safe(id)
        )
    })
}

pub(super) fn lines(explained: &ExplainedCuration, zone: &TimeZone) -> Vec<String> {
    let mut lines = vec![
        safe(titled(&explained.title)),
        format!("story    {}", explained.story),
        format!("labels   {}", labels(&explained.labels)),
    ];
    lines.extend(person_lines(explained.hidden, &explained.relabelled, zone));
    lines.push(format!("verdict  {}", verdict(explained.verdict)));
    for rule in &explained.rules {
        lines.push(String::new());
        lines.extend(rule_lines(rule));
    }
    lines.push(String::new());
    lines.extend(explained.outputs.iter().flat_map(output_lines));
    lines
}

fn labels(labels: &[Label]) -> String {
    if labels.is_empty() {
        return "none".to_owned();
    }
    let labels: Vec<&str> = labels.iter().map(Label::as_str).collect();
    safe(&labels.join(", "))
}

fn verdict(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Keep) => "a rule keeps it",
        Some(Verdict::Drop) => "a rule drops it",
        None => "no rule keeps or drops it, so outputs may carry it",
    }
}

fn rule_lines(rule: &ExplainedRule) -> Vec<String> {
    let name = safe(rule.rule.as_str());
    let mut lines = vec![if rule.met {
        format!("rule {name}: met, {}", done(rule))
    } else {
        format!("rule {name}: not met")
    }];
    lines.extend(rule.members.iter().map(member_line));
    lines
}

/// What a rule does with a story that meets it.
fn done(rule: &ExplainedRule) -> String {
    let mut done = Vec::new();
    if !rule.gives.is_empty() {
        done.push(format!("gives {}", labels(&rule.gives)));
    }
    match rule.verdict {
        Some(Verdict::Keep) => done.push("keeps it".to_owned()),
        Some(Verdict::Drop) => done.push("drops it unless a rule keeps it".to_owned()),
        None => {}
    }
    if let Some(priority) = rule.priority {
        done.push(format!("sets the priority of these members to {priority}"));
    }
    done.join(", ")
}

fn member_line(member: &ExplainedMember) -> String {
    let found: Vec<String> = member.found.iter().map(marked).collect();
    let found = found.join("; ");
    let said = match (member.unmet, found.is_empty()) {
        (None, true) => "meets it".to_owned(),
        (None, false) => found,
        (Some(key), true) => format!("does not meet `{}`", key.as_str()),
        (Some(key), false) => format!("does not meet `{}`: {found}", key.as_str()),
    };
    format!("  {}: {said}", safe(&member.outlet))
}

/// The words in brackets, with the characters around them.
pub(super) fn marked(found: &FoundWords) -> String {
    let FoundWords {
        field,
        before,
        words,
        after,
        ..
    } = found;
    format!("{field} {}[{}]{}", safe(before), safe(words), safe(after))
}

fn output_lines(output: &ExplainedOutput) -> Vec<String> {
    let name = safe(output.output.as_str());
    let mut lines = vec![match output.why_not {
        None => format!("output {name}: carries it"),
        Some(why) => format!("output {name}: does not carry it: {}", reason(why)),
    }];
    if output.why_not == Some(NotChosen::When) {
        lines.extend(output.members.iter().map(member_line));
    }
    lines
}

pub(super) fn reason(why: NotChosen) -> &'static str {
    match why {
        NotChosen::ListsSources => "it lists sources, not stories",
        NotChosen::Hidden => "a person hid the story",
        NotChosen::ListsChanges => "it lists changes of stories, not stories",
        NotChosen::Dropped => "a rule drops the story",
        NotChosen::Backlog => "the story came beyond the backlog of a new source",
        NotChosen::Deleted => "the configuration has none of the story's sources",
        NotChosen::Pruned => "`feedfold prune` removed the texts of the story",
        NotChosen::TooOld => "the story is older than `since`",
        NotChosen::Labels => "the story has none of its `labels`",
        NotChosen::Sources => "the story came by none of its `sources`",
        NotChosen::When => "no entry of the story meets its `when`",
        NotChosen::MaxPerSource => "newer stories of this source use up `max_per_source`",
        NotChosen::MaxEntries => "newer stories use up `max_entries`",
    }
}
