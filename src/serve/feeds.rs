//! `/feeds`: lists the outputs with their formats, how much they hold and when they last changed.

use super::Server;
use super::conditions::whole_seconds;
use super::failure::Failure;
use super::outputs;
use super::pages::Representation;
use crate::model::{Output, Timestamp};
use crate::publish::page::{self, ListedOutput};
use crate::publish::{self};

/// Makes the page.
pub(super) fn make(server: &Server, representation: Representation) -> Result<Vec<u8>, Failure> {
    let site = &server.config.site;
    let outputs = server.outputs.listed(&server.config.outputs);
    let listed: Vec<ListedOutput<'_>> = outputs
        .into_iter()
        .map(|(file, output)| listed(file, output, &site.title))
        .collect();
    match representation {
        Representation::Html | Representation::Editable => {
            Ok(page::feeds("./", site, &listed).into_bytes())
        }
        Representation::Json => serde_json::to_vec(&listed).map_err(|_| Failure::Broken),
    }
}

/// What the list says of an output. A file that is missing, or that feedfold did not write, has no
/// entries and no date.
fn listed<'o>(file: &'o str, output: &'o Output, site: &'o str) -> ListedOutput<'o> {
    let read = outputs::read(&output.path).ok();
    let found = read.and_then(|(state, bytes)| {
        let listed = publish::verify(output.format, &bytes).ok()?;
        let modified = whole_seconds(state.modified());
        let changed = Timestamp::try_from(modified).ok()?;
        Some((listed, changed))
    });
    ListedOutput {
        title: output.title.as_deref().unwrap_or(site),
        file,
        format: output.format.name(),
        media_type: output.format.content_type(),
        holds: found.map(|(listed, _)| listed),
        changed: found.map(|(_, changed)| changed),
    }
}
