//! `[[outputs]]`: the files to publish, and who gets stories as messages (see `recipient`).

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Environment;
use super::fetch::TIMEOUT_RANGE;
use super::keys::{Demand, HTTP, MOST, RootKeys, ValueType};
use super::problem::Refusal;
use super::readers::{
    Count, FLAG, InContext, Plain, SubTable, Text, Texts, Word, count, duration, in_context,
    non_empty_texts, shaped, table, text, word,
};
use super::recipient;
use super::rule::{References, WhenKeys, read_condition};
use super::typed::keys;
use super::value;
use super::walk::{Table, Value};
use crate::model::{
    Archives, BodyTemplate, ChangeSize, EntryIds, EntryKind, Label, Output, OutputFormat,
    OutputName, Recipient, Selection, Site, SourceName, StoryFilter, StoryFormat, WebUrl,
};

/// A file name of an output.
const OUTPUT_FILE: &str =
    r"[^/]\.([aA][tT][oO][mM]|[rR][sS][sS]|[jJ][sS][oO][nN]|[oO][pP][mM][lL])$";

keys! {
    /// A file to publish, or a recipient of messages.
    OutputKeys("output", "[[outputs]]") {
        example: "write a line [[outputs]] before each output, and name and path below it",
        demand: Demand::OneOf(&["path", "webhook", "command"]),
        needs: &[("headers", "webhook"), ("body", "webhook")],
    }

    /// Unique and stable: part of the identity of the feed.
    NAME: Text<OutputName> = "name", text(|text| value::name(text, OutputName::parse)),
        required "name = \"stories\"";
    /// The file to write; its extension gives the format.
    PATH: Text<String> = "path", shaped(OUTPUT_FILE, read_path), without "webhook or command";
    /// Instead of a file: posts each new story to this address; ${NAME} as in headers.
    WEBHOOK: InContext = "webhook", in_context(ValueType::Text), without "path or command";
    /// Instead of a file: runs this program with each new story; its name and its arguments.
    COMMAND: InContext = "command", in_context(ValueType::NonEmptyTexts),
        without "path or webhook";
    /// Where readers fetch the file.
    URL: Text<WebUrl> = "url", shaped(HTTP, value::http_url), without "[site] url + file name";
    /// Title of the published feed.
    TITLE: Text<String> = "title", text(value::plain_text),
        without "that of [site]; a second output without one adds its name";
    /// Changes of published stories instead of the stories: the substantial ones, or all.
    CHANGES: Text<ChangeSize> = "changes", word(), without "stories";
    /// Whose ids the entries have: "shared", those of the stories, or "own", for newsboat.
    IDS: Text<EntryIds> = "ids", word(), default EntryIds::Shared;
    /// true: an Atom file for each past month beside it, name-2026-10.atom, linked by RFC 5005.
    ARCHIVES: Plain<bool> = "archives", FLAG, default false;
    /// Only stories with one of these labels.
    LABELS: Texts<Label> = "labels", non_empty_texts(value::label), without "any story";
    /// Only stories that came by one of these.
    SOURCES: Texts<SourceName> = "sources",
        non_empty_texts(|text| value::name(text, SourceName::parse)), without "any story";
    WHEN: SubTable = "when", table(&WhenKeys::TABLE), without "any story";
    /// Most entries, newest first.
    MAX_ENTRIES: Count<usize> = "max_entries", count(1, MOST), default 100;
    /// Most entries whose story is represented by one source.
    MAX_PER_SOURCE: Count<usize> = "max_per_source", count(1, MOST), without "no limit";
    /// No entries older than this, as in "30 days".
    SINCE: Text<Duration> = "since", duration(value::duration), without "no limit";
    /// Headers for the webhook; ${NAME} is taken from the environment, ${file:PATH} from a file.
    HEADERS: InContext = "headers", in_context(ValueType::Headers), without "none";
    /// JSON for the webhook; {title}, {url}, {outlet}, {summary} are those of the story.
    BODY: Text<BodyTemplate> = "body", text(recipient::body), without "the item of JSON Feed";
    /// Most messages that one run sends to a webhook or command.
    MAX_PER_RUN: Count<usize> = "max_per_run", count(1, MOST), default 20;
    /// How long a webhook or command may take for one message.
    TIMEOUT: Text<Duration> = "timeout",
        duration(|text| value::duration_within(text, TIMEOUT_RANGE)),
        default Duration::from_secs(30);
}

impl Word for ChangeSize {
    fn all() -> Vec<(&'static str, Self)> {
        vec![("substantial", Self::Substantial), ("all", Self::Small)]
    }
}

impl Word for EntryIds {
    fn all() -> Vec<(&'static str, Self)> {
        vec![("shared", Self::Shared), ("own", Self::Own)]
    }
}

/// The valid parts of one `[[outputs]]` table. Only a file has `path`, `url` and `changes`.
pub(super) struct OutputDraft<'a> {
    pub(super) name: Option<(OutputName, Value<'a>)>,
    pub(super) path: Option<(PathBuf, Value<'a>)>,
    pub(super) url: Option<WebUrl>,
    /// Where the file asks for changes instead of stories.
    pub(super) changes: Option<Value<'a>>,
    pub(super) target: Option<OutputTarget>,
}

/// What an `[[outputs]]` table describes.
pub(super) enum OutputTarget {
    File(Output),
    Recipient(Recipient),
}

pub(super) fn read_outputs<'a>(
    root: &Table<'a>,
    (folder, environment): (&Path, &Environment<'_>),
    site: Option<&Site>,
    references: &mut References<'a>,
) -> Vec<OutputDraft<'a>> {
    let tables = RootKeys::OUTPUTS.tables(root);
    tables
        .iter()
        .map(|table| {
            if recipient::is_described_by(table) {
                recipient::read_recipient(table, (folder, environment), references)
            } else {
                read_file(table, folder, site, references)
            }
        })
        .collect()
}

/// The name of the output; reports one that is missing.
pub(super) fn read_name<'a>(table: &Table<'a>) -> Option<(OutputName, Value<'a>)> {
    OutputKeys::NAME.located(table)
}

/// Which stories the output takes.
pub(super) fn read_filter<'a>(table: &Table<'a>, references: &mut References<'a>) -> StoryFilter {
    StoryFilter {
        labels: references.labels(OutputKeys::LABELS.elements(table)),
        sources: references.sources(OutputKeys::SOURCES.elements(table)),
        when: OutputKeys::WHEN
            .table(table)
            .and_then(|when| read_condition(&when, references)),
    }
}

fn read_file<'a>(
    table: &Table<'a>,
    folder: &Path,
    site: Option<&Site>,
    references: &mut References<'a>,
) -> OutputDraft<'a> {
    let name = read_name(table);
    refuse_without_target(table);
    recipient::warn_unused_by_file(table);
    let path = OutputKeys::PATH
        .located(table)
        .map(|(path, value)| (folder.join(path), value));
    let url = match (OutputKeys::URL.find(table), &path, site) {
        (Some(_), ..) => OutputKeys::URL.read(table),
        (None, Some((path, _)), Some(site)) => below(&site.url, path),
        (None, ..) => None,
    };
    let title = OutputKeys::TITLE.read(table);
    let selection = Selection {
        filter: read_filter(table, references),
        max_entries: OutputKeys::MAX_ENTRIES.read_or_default(table),
        max_per_source: OutputKeys::MAX_PER_SOURCE.read(table),
        since: OutputKeys::SINCE.read(table),
    };
    let changes = OutputKeys::CHANGES.located(table);
    let format = path.as_ref().and_then(|(path, _)| format_of(path));
    if format == Some(OutputFormat::Opml) {
        warn_unused(table);
    }
    if let (Some(OutputFormat::Stories(StoryFormat::Html)), Some((_, value))) = (format, &changes) {
        refuse_changes_in_html(value);
    }
    let archives = read_archives(table, format, changes.is_some());
    let output = match (&name, &path, format, &url) {
        (Some((name, _)), Some((path, _)), Some(format), Some(url)) => Some(Output {
            name: name.clone(),
            path: path.clone(),
            format,
            url: url.clone(),
            title,
            entries: changes
                .as_ref()
                .map_or(EntryKind::Stories, |(least, _)| EntryKind::Changes(*least)),
            ids: OutputKeys::IDS.read_or_default(table),
            archives,
            selection,
        }),
        _ => None,
    };
    OutputDraft {
        name,
        path,
        url,
        changes: changes.map(|(_, value)| value),
        target: output.map(OutputTarget::File),
    }
}

/// Refuses an output that names neither a file nor a recipient.
fn refuse_without_target(table: &Table<'_>) {
    if OutputKeys::PATH.find(table).is_some() || table.has_one_of(recipient::KINDS) {
        return;
    }
    table.refuse_missing(
        OutputKeys::PATH.name,
        Refusal::new(
            "one of the keys `path`, `webhook` and `command`",
            "add: path = \"data/public/stories.atom\" for a file, webhook = \"https://…\" or \
             command = [\"program\", \"argument\"] for messages",
        )
        .found("none"),
    );
}

/// Refuses `changes` in an HTML output.
fn refuse_changes_in_html(changes: &Value<'_>) {
    changes.refuse_in_file(
        Refusal::new(
            "it beside a path that ends in .atom, .rss or .json",
            "give the output another ending, or remove `changes`: a page lists stories",
        )
        .found("it beside a .html file"),
    );
}

/// Archives are for Atom files that list stories: RFC 5005 is a part of Atom, and a list of changes
/// is itself one of what happened.
fn read_archives(table: &Table<'_>, format: Option<OutputFormat>, lists_changes: bool) -> Archives {
    let Some((true, value)) = OutputKeys::ARCHIVES.located(table) else {
        return Archives::None;
    };
    let is_atom = format.is_none_or(|format| format == OutputFormat::Stories(StoryFormat::Atom));
    if !is_atom || lists_changes {
        value.refuse_in_file(
            Refusal::new(
                "it beside a path that ends in .atom, without `changes`",
                "remove it, or give the stories an Atom output with it",
            )
            .found("it beside another output"),
        );
    }
    Archives::ByMonth
}

/// Gives each output without a title one that no other output has. The first of them gets the
/// title of the site, the others the title of the site and their own name. So a new output below
/// the others changes no title that readers know.
pub(super) fn fill_in_titles(outputs: &mut [Output], site: &Site) {
    let mut taken: HashSet<String> = outputs
        .iter()
        .filter_map(|output| output.title.clone())
        .collect();
    for output in outputs.iter_mut().filter(|output| output.title.is_none()) {
        let mut title = site.title.clone();
        while taken.contains(&title) {
            title = format!("{title} · {}", output.name);
        }
        taken.insert(title.clone());
        output.title = Some(title);
    }
}

/// The path of the output file.
fn read_path(text: &str) -> Result<String, Refusal> {
    let path = value::path(text)?;
    if format_of(Path::new(&path)).is_some() && !path.ends_with(['/', '.']) {
        return Ok(path);
    }
    let renamed = Path::new(&path).with_extension("atom");
    let endings = OutputFormat::ALL.map(|(ending, _)| format!(".{ending}"));
    Err(Refusal::new(
        format!("a file that ends in {}", endings.join(", ")),
        format!(
            "write \"{}\", or another of these endings: it chooses the format",
            renamed.display()
        ),
    ))
}

fn format_of(path: &Path) -> Option<OutputFormat> {
    OutputFormat::by_extension(path.extension()?.to_str()?)
}

/// Warns of keys that choose stories, on an output that lists sources.
fn warn_unused(table: &Table<'_>) {
    let unused = [
        OutputKeys::CHANGES.find(table),
        OutputKeys::IDS.find(table),
        OutputKeys::WHEN.find(table),
        OutputKeys::MAX_ENTRIES.find(table),
        OutputKeys::MAX_PER_SOURCE.find(table),
        OutputKeys::SINCE.find(table),
    ];
    for value in unused.into_iter().flatten() {
        value.warn(
            Refusal::new(
                "it beside a path that ends in .atom, .rss or .json",
                "remove it: a .opml file lists sources, not stories",
            )
            .found("it beside a .opml file"),
        );
    }
}

/// The address of the output file, which the web server shows below the address of the site.
fn below(site: &WebUrl, path: &Path) -> Option<WebUrl> {
    let file = path.file_name()?.to_str()?;
    let mut url = site.expose().clone();
    url.path_segments_mut().ok()?.pop_if_empty().push(file);
    WebUrl::from_url(url).ok()
}
