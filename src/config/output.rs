//! Reads `[[outputs]]`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::defaults;
use super::keys::OUTPUT;
use super::problem::Refusal;
use super::rule::{References, read_condition};
use super::value;
use super::walk::{Table, Value};
use crate::model::{Output, OutputFormat, OutputName, Selection, Site, WebUrl};

/// The valid parts of one `[[outputs]]` table.
pub(super) struct OutputDraft<'a> {
    pub(super) name: Option<(OutputName, Value<'a>)>,
    pub(super) path: Option<(PathBuf, Value<'a>)>,
    pub(super) url: Option<WebUrl>,
    pub(super) output: Option<Output>,
}

pub(super) fn read_outputs<'a>(
    root: &Table<'a>,
    folder: &Path,
    site: Option<&Site>,
    references: &mut References<'a>,
) -> Vec<OutputDraft<'a>> {
    root.get("outputs")
        .map(|value| value.tables(&OUTPUT))
        .unwrap_or_default()
        .iter()
        .map(|table| read_output(table, folder, site, references))
        .collect()
}

fn read_output<'a>(
    table: &Table<'a>,
    folder: &Path,
    site: Option<&Site>,
    references: &mut References<'a>,
) -> OutputDraft<'a> {
    let name = table
        .required("name", "name = \"stories\"")
        .and_then(|value| {
            let name = value.parsed(|text| value::name(text, OutputName::parse))?;
            Some((name, value))
        });
    let path = table
        .required("path", "path = \"data/public/stories.atom\"")
        .and_then(|value| {
            let path = value.parsed(read_path)?;
            Some((folder.join(path), value))
        });
    let url = match table.get("url") {
        Some(value) => value.parsed(value::http_url),
        None => path
            .as_ref()
            .zip(site)
            .and_then(|((path, _), site)| below(&site.url, path)),
    };
    let title = table
        .get("title")
        .and_then(|value| value.parsed(value::plain_text));
    let count = |key| {
        table
            .get(key)
            .and_then(|value: Value<'_>| value.count(1, defaults::MOST))
            .and_then(|count| usize::try_from(count).ok())
    };
    let selection = Selection {
        labels: references.labels(table.get("labels").as_ref()),
        sources: references.sources(table.get("sources").as_ref()),
        when: table
            .get("when")
            .and_then(|value| read_condition(&value, references)),
        max_entries: count("max_entries").unwrap_or(defaults::MAX_ENTRIES),
        max_per_source: count("max_per_source"),
        since: table
            .get("since")
            .and_then(|value| value.parsed(value::duration)),
    };
    let output = match (&name, &path, &url) {
        (Some((name, _)), Some((path, _)), Some(url)) => Some(Output {
            name: name.clone(),
            path: path.clone(),
            format: OutputFormat::Atom,
            url: url.clone(),
            title,
            selection,
        }),
        _ => None,
    };
    OutputDraft {
        name,
        path,
        url,
        output,
    }
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

/// The path of the output file. This version writes only Atom.
fn read_path(text: &str) -> Result<String, Refusal> {
    let path = value::path(text)?;
    let is_atom = Path::new(&path)
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("atom"))
        && !path.ends_with(['/', '.']);
    if is_atom {
        return Ok(path);
    }
    let renamed = Path::new(&path).with_extension("atom");
    Err(Refusal::new(
        "a file that ends in .atom",
        format!(
            "write \"{}\": this version writes Atom and no other format",
            renamed.display()
        ),
    ))
}

/// The address of the output file, which the web server shows below the address of the site.
fn below(site: &WebUrl, path: &Path) -> Option<WebUrl> {
    let file = path.file_name()?.to_str()?;
    let mut url = site.expose().clone();
    url.path_segments_mut().ok()?.pop_if_empty().push(file);
    WebUrl::from_url(url).ok()
}
