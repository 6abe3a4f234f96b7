//! What a source shows instead of its articles: subscribe, accept cookies, prove that you are no
//! robot.

use serde::Serialize;

use crate::fold::{Facts, Marked, Profile};
use crate::model::{SourceName, Timestamp};
use crate::normalize;
use crate::store::{self, RepeatedText, Store};

/// Longest beginning of a wall that is shown, in characters.
const MAX_CHARS: usize = 160;

/// A text that a source shows instead of its articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wall {
    /// The beginning of the text, on one line; empty if the store no longer has it.
    pub text: String,
    /// How many of the newest entries of the source have it.
    pub entries: u64,
    /// When a pass first saw it among these.
    pub since: Timestamp,
    /// When a pass last saw a new entry with it.
    pub last: Timestamp,
}

/// The walls of a source, the most frequent first.
///
/// A wall is one text under the titles of several stories of which it says nothing. The equal
/// notices that a publisher sends about several matters name these.
pub fn walls(store: &Store, source: &SourceName) -> Result<Vec<Wall>, store::Error> {
    let texts = store.repeated_texts(source)?;
    Ok(texts.iter().filter_map(wall).collect())
}

fn wall(repeated: &RepeatedText) -> Option<Wall> {
    let body = normalize::body_text(&repeated.html);
    let text = normalize::normalize(&body);
    let is_foreign = |title: &String| {
        let marked = Marked::of(title, &body);
        let profile = Profile::new(Facts {
            title: normalize::normalize_title(&marked.title).as_str(),
            marked: &marked,
            text: text.as_str(),
            outlet: "",
            published: None,
        });
        profile.has_foreign_title()
    };
    // Of a text that was pruned, its hash alone says that it is one.
    let is_wall = repeated.html.is_empty() || repeated.titles.iter().all(is_foreign);
    is_wall.then(|| Wall {
        text: body.replace('\n', " ").chars().take(MAX_CHARS).collect(),
        entries: repeated.entries,
        since: repeated.since,
        last: repeated.last,
    })
}
