//! Entries as rows of CSV (RFC 4180).

use super::super::stats::quoted;
use super::super::terminal::{self, Terminal};
use super::line::Line;

/// The names of the columns.
pub(super) const HEADER: &str = "entry,source,file,guid,link,title,published,first_seen,content_hash,story,role,\
     related_to,issuer,numbers,labels,categories,incomplete,image,enclosures,hidden\r\n";

/// How cells are written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cells {
    /// As they are, for a file or another program.
    Exact,
    /// Without characters that drive a terminal.
    Safe,
}

impl Cells {
    /// For the standard output.
    pub(super) fn for_output(terminal: &Terminal) -> Self {
        if terminal.out_is_person {
            Self::Safe
        } else {
            Self::Exact
        }
    }

    /// The row of an entry, with its line end. Several values of one cell are separated by `; `.
    pub(super) fn row(self, line: &Line<'_>) -> String {
        let instant = |at: Option<jiff::Timestamp>| at.map(|at| at.to_string());
        let document = line.document;
        let numbers = document.map(|document| {
            let numbers = document.numbers.iter();
            joined(numbers.map(|number| {
                let session = number.session.as_deref().unwrap_or_default();
                format!("{}{session}{}", number.series.as_str(), number.number)
            }))
        });
        let cells = [
            Some(line.entry.to_string()),
            Some(line.source.to_string()),
            line.file.map(str::to_owned),
            line.guid.map(str::to_owned),
            line.link.map(str::to_owned),
            Some(line.title.to_owned()),
            instant(line.published),
            instant(Some(line.first_seen)),
            Some(line.content_hash.to_string()),
            Some(line.story.to_string()),
            Some(line.role.as_str().to_owned()),
            Some(joined(line.related_to.iter())),
            document.and_then(|document| document.issuer.clone()),
            numbers,
            Some(joined(line.labels.iter())),
            Some(joined(line.categories.iter())),
            Some(line.incomplete.to_string()),
            line.image.map(str::to_owned),
            Some(joined(line.enclosures.iter().map(|file| &file.url))),
            instant(line.hidden),
        ];
        let cells = cells.map(|cell| {
            let cell = cell.unwrap_or_default();
            quoted(&match self {
                Self::Exact => cell,
                Self::Safe => terminal::safe(&cell),
            })
        });
        format!("{}\r\n", cells.join(","))
    }
}

fn joined<T: ToString>(values: impl IntoIterator<Item = T>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    values.join("; ")
}
