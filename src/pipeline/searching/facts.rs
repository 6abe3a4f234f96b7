//! The terms by which the index knows facts about a story: outlets, issuers, language.

use super::fill::{AUTHOR, ISSUER, LANGUAGE, MANY_OUTLETS, OUTLETS, SOURCE, primary_language};
use super::matching::Needle;
use super::terms::{End, normalised, of_marked_word};
use crate::store::TermQuery;

/// A term that no story has.
const NONE: &str = "\u{E00F}";

/// The terms of the stories that an outlet or source with this name carries. `sources` has the
/// names of each source by its row.
pub(in crate::pipeline) fn outlet_terms(
    name: &Needle,
    sources: &[(i64, Vec<String>)],
) -> TermQuery {
    let named = sources
        .iter()
        .filter(|(_, names)| names.iter().any(|one| name.is_in_name(one)));
    let mut any: Vec<TermQuery> = named
        .map(|(row, _)| TermQuery::Term(format!("{SOURCE}{row}")))
        .collect();
    any.push(marked_word(AUTHOR, name));
    TermQuery::Any(any)
}

/// The terms of the stories whose document has an issuer with one of these names.
pub(in crate::pipeline) fn issuer_terms(names: &[Needle]) -> TermQuery {
    TermQuery::Any(names.iter().map(|name| marked_word(ISSUER, name)).collect())
}

/// The term of the stories in a language, by its tag.
pub(in crate::pipeline) fn language_term(tag: &str) -> TermQuery {
    TermQuery::Term(format!("{LANGUAGE}{}", primary_language(tag)))
}

/// The term of the stories that at least so many outlets carry; `None` if all stories may be.
pub(in crate::pipeline) fn outlets_term(count: usize) -> Option<TermQuery> {
    let count = count.min(MANY_OUTLETS);
    (count >= 2).then(|| TermQuery::Term(format!("{OUTLETS}{count}")))
}

/// Whether a label is the wanted one, which is normalised.
pub(in crate::pipeline) fn is_same(label: &str, wanted: &str) -> bool {
    normalised(label) == wanted
}

fn marked_word(mark: &str, name: &Needle) -> TermQuery {
    // Ideographs may begin within a name, and `End::Open` lets the last word go on.
    let terms = of_marked_word(mark, &name.normalised, End::Open);
    if terms.is_empty() {
        return TermQuery::Term(NONE.to_owned());
    }
    TermQuery::All(terms)
}
