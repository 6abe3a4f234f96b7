//! The rules of OPML 2.0 for a list of subscriptions.

use feedfold::model::OutputFormat;

use super::{Element, is_web, xml};

/// Checks an OPML output; returns its outlines that are no folders.
pub(crate) fn verify(bytes: &[u8]) -> Result<Vec<Element>, String> {
    feedfold::publish::verify(OutputFormat::Opml, bytes).map_err(|error| error.to_string())?;
    list(bytes)
}

/// Checks a list that is no output, and so has no id.
pub(crate) fn list(bytes: &[u8]) -> Result<Vec<Element>, String> {
    let opml = xml(bytes, "")?;
    if opml.attribute("version") != Some("2.0") {
        return Err("the version".to_owned());
    }
    let names: Vec<&str> = opml
        .children
        .iter()
        .map(|child| child.name.as_str())
        .collect();
    if names != ["head", "body"] {
        return Err(format!("{names:?}"));
    }
    let body = opml.children.into_iter().nth(1).ok_or("no body")?;
    let mut sources = Vec::new();
    flatten(body.children, &mut sources);
    for outline in &sources {
        let attribute = |name| outline.attribute(name);
        let is_right = outline.name == "outline"
            && attribute("text").is_some_and(|text| !text.trim().is_empty())
            && match attribute("type") {
                Some("rss") => attribute("xmlUrl").is_some_and(is_web),
                Some("link") => attribute("url").is_some_and(is_web),
                None => true,
                Some(_) => false,
            }
            && attribute("htmlUrl").is_none_or(is_web);
        if !is_right {
            return Err(format!("{outline:?}"));
        }
    }
    Ok(sources)
}

/// The outlines that hold no others, in the order of the document.
fn flatten(outlines: Vec<Element>, sources: &mut Vec<Element>) {
    for outline in outlines {
        if outline.children.is_empty() {
            sources.push(outline);
        } else {
            flatten(outline.children, sources);
        }
    }
}
