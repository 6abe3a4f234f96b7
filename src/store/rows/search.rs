//! Finds stories by words of their titles, by issuers, document titles and official numbers.
//!
//! It scans all titles: a hundred thousand take some tens of milliseconds, and a full-text index
//! would cost every pass more than it saves in rare searches.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::document_numbers::number_key;
use crate::model::{DocumentNumber, StoryId};
use crate::store::columns::bytes;
use crate::store::{Error, Store};

/// A search query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchQuery {
    /// For each word its forms: one form of every word must occur.
    pub words: Vec<Vec<String>>,
    /// Official numbers, one of which is enough. A number without a session matches any session.
    pub numbers: Vec<DocumentNumber>,
    /// Bare numbers, which match the ends of official ones.
    pub endings: Vec<String>,
}

impl Store {
    /// Stories found by words of their titles, by issuers, document titles and official numbers.
    /// Those with a wanted number as their own come first, then the newest first.
    pub fn search(&self, wanted: &SearchQuery, limit: usize) -> Result<Vec<StoryId>, Error> {
        self.read(|connection| {
            let mut values: Vec<Value> = Vec::new();
            let mut bind = |text: String| {
                values.push(Value::Text(text));
                format!("?{}", values.len())
            };
            let mut words = Vec::new();
            for forms in &wanted.words {
                let found = forms.iter().map(|form| {
                    let place = bind(format!("%{}%", escaped(form)));
                    format!(
                        "(entries.title LIKE {place} ESCAPE '\\'
                  OR json_extract(documents.document, '$.issuer') LIKE {place} ESCAPE '\\'
                  OR json_extract(documents.document, '$.titles') LIKE {place} ESCAPE '\\')"
                    )
                });
                words.push(format!("({})", found.collect::<Vec<_>>().join(" OR ")));
            }
            let mut numbers = Vec::new();
            for number in &wanted.numbers {
                let pattern = if number.session.is_some() {
                    escaped(&number_key(number))
                } else {
                    let series = number.series.as_str();
                    format!("{series} % {}", escaped(&number.number))
                };
                numbers.push(format!("number LIKE {} ESCAPE '\\'", bind(pattern)));
            }
            for ending in &wanted.endings {
                let pattern = format!("% {}", escaped(ending));
                numbers.push(format!("number LIKE {} ESCAPE '\\'", bind(pattern)));
            }
            let either = |conditions: &[String], joint: &str| {
                if conditions.is_empty() {
                    "0".to_owned()
                } else {
                    conditions.join(joint)
                }
            };
            values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
            let mut statement = connection.prepare(&format!(
                "WITH numbered AS (
             SELECT entry, max(own) AS own FROM document_numbers WHERE {} GROUP BY entry)
         SELECT stories.key AS key FROM entries
         JOIN stories ON stories.id = entries.story
         LEFT JOIN documents ON documents.entry = entries.id
         LEFT JOIN numbered ON numbered.entry = entries.id
         WHERE numbered.entry IS NOT NULL OR ({})
         GROUP BY stories.id
         ORDER BY max(coalesce(numbered.own, 0)) DESC, stories.position DESC, stories.id DESC
         LIMIT ?{}",
                either(&numbers, " OR "),
                either(&words, " AND "),
                values.len()
            ))?;
            let rows = statement.query_map(params_from_iter(values), |row| bytes(row, "key"))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }
}

/// Escapes the wildcards of LIKE.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
