//! Whom and what the entries name.

use super::{Term, TermSide, flag};
use crate::fold::profile::{BodyOrigin, Profile};
use crate::fold::tokens::overlap::count;
use crate::fold::tokens::{MASK, is_common_word, is_number_word, is_one_of, is_word};
use crate::fold::words;

pub(super) const TERMS: &[Term] = &[
    Term {
        name: "subjects-equal",
        means: "both titles name the same subject",
        side: TermSide::For,
        prior: 0.0,
        weight: 0.30,
        measure: |pair| flag(pair.same_subject == Some(true)),
    },
    Term {
        name: "subjects-differ",
        means: "the titles name different subjects",
        side: TermSide::Against,
        prior: 0.0,
        weight: -0.73,
        measure: |pair| flag(pair.same_subject == Some(false)),
    },
    Term {
        name: "subject-missing",
        means: "one entry never names the subject of the other one",
        side: TermSide::Against,
        prior: -4.0,
        weight: -7.33,
        measure: |pair| {
            let (short, long) = (pair.short, pair.long);
            let missing = subject_missing(short, long).max(subject_missing(long, short));
            pair.weakened_by_agency(missing)
        },
    },
    Term {
        name: "names-missing",
        means: "names and terms in Latin script that the other entry lacks",
        side: TermSide::Against,
        prior: 0.0,
        weight: -0.29,
        measure: |pair| count(names_missing(pair.short, pair.long)).ln_1p(),
    },
    Term {
        name: "title-names-missing",
        means: "names and terms in a title that the other entry lacks",
        side: TermSide::Against,
        prior: 0.0,
        weight: -2.54,
        measure: |pair| {
            let (short, long) = (pair.short, pair.long);
            let missing = title_names_missing(short, long) + title_names_missing(long, short);
            pair.weakened_by_agency(count(missing).ln_1p())
        },
    },
];

/// Whether both titles name one subject; `None` if one of them names none.
pub(in crate::fold) fn same_subject(one: &Profile, other: &Profile) -> Option<bool> {
    let both_name_one = !one.subject.is_empty() && !other.subject.is_empty();
    both_name_one.then(|| words::same_name(&one.subject, &other.subject))
}

/// Least length of a title that another one repeats behind a kicker, in tokens.
const TITLE_BEHIND_KICKER: usize = 10;

/// Share of the subject that the other entry never names.
fn subject_missing(from: &Profile, to: &Profile) -> f64 {
    if from.subject.is_empty() || begins_with_kicker(from, to) {
        return 0.0;
    }
    let name = name_in_subject(from, to);
    let missing = 1.0 - to.names_share_of(name);
    let is_named = || {
        words::has_in_order(&to.quoted, name)
            || names_by_gloss(from, to)
            || names_each_word(from, name, to)
            || names_in_full(name, to)
            || words::aliases(name).any(|alias| to.has_run(alias))
            || (missing <= MOST_MISSING_BY_POST && names_with_post(name, to))
    };
    if missing > 0.0 && is_named() {
        0.0
    } else {
        missing
    }
}

/// Whether an entry has each word of a subject that the text below the subject repeats, in any
/// order and spelling: titles of words put before a colon what their texts say in a sentence
/// (`Collision near Brinsk: two dead`).
fn names_each_word(from: &Profile, name: &[u64], to: &Profile) -> bool {
    let is_told = |word: &&u64| {
        !is_common_word(**word) && (from.origin == BodyOrigin::Title || from.body.has_name(**word))
    };
    let told = || name.iter().filter(is_told);
    from.title.is_spaced() && told().next().is_some() && told().all(|word| to.names_spelled(*word))
}

/// Ideographs with which the names of authorities, of those who speak for them and of the media of
/// a country end.
const OF_AUTHORITIES: &str = "委部局署院办会协储所厅府长方席相统理媒员";

/// Most times that a name in full is longer than its short form, and what it is longer in any
/// case.
const FULL_NAME: usize = 3;
const LONGER_NAME: usize = 2;

/// Whether an entry has the full name of an authority of which this is the short form, or its
/// head: `国家发改委` of `国家发展改革委`, `俄外长` of `俄罗斯外长`. A company is no authority:
/// `中国银行` is not `中国农业银行`.
fn names_in_full(name: &[u64], entry: &Profile) -> bool {
    let [first, .., last] = name else {
        return false;
    };
    let is_authority = is_one_of(*last, OF_AUTHORITIES);
    let longest = FULL_NAME * name.len() + LONGER_NAME;
    is_authority
        && [&entry.title, &entry.body].into_iter().any(|text| {
            let places = (0..text.tokens.len()).filter(|at| text.tokens.get(*at) == Some(first));
            let mut runs = places.filter_map(|at| {
                let rest = text.tokens.get(at..)?;
                rest.get(..longest.min(rest.len()))
            });
            runs.any(|run| words::has_in_order(run, name))
        })
}

/// Share of a name's pairs of tokens that its post may part.
const MOST_MISSING_BY_POST: f64 = 0.5;

/// What somebody is, which stands between the name of the office and that of the person.
const POSTS: [&str; 12] = [
    "理事",
    "主席",
    "副主席",
    "行长",
    "副行长",
    "总裁",
    "总统",
    "总理",
    "外长",
    "部长",
    "董事长",
    "发言人",
];

/// Whether an entry has a name with a post between office and person: `港务部岑岚` as
/// `港务部部长岑岚`.
fn names_with_post(name: &[u64], entry: &Profile) -> bool {
    let shortest = MIN_OFFICE_OR_PERSON;
    (shortest..=name.len().saturating_sub(shortest)).any(|at| {
        let (office, person) = name.split_at(at);
        POSTS.iter().any(|post| {
            let post = post.chars().map(u64::from);
            let run: Vec<u64> = (office.iter().copied())
                .chain(post)
                .chain(person.iter().copied())
                .collect();
            entry.has_run(&run)
        })
    })
}

/// Least length of the name of an office or a person, in tokens.
const MIN_OFFICE_OR_PERSON: usize = 2;

/// Whether the other entry has the name in Latin script that the text gives behind its subject:
/// `英伟达(Nvidia)称`.
fn names_by_gloss(from: &Profile, to: &Profile) -> bool {
    let subject = &from.subject;
    if subject.iter().any(|token| is_word(*token)) {
        return false;
    }
    let is_gloss = |token: &u64| is_word(*token) && from.body.has_name(*token) && to.names(*token);
    let tokens = &from.body.tokens;
    (tokens.windows(subject.len() + 1)).any(|run| {
        run.split_last()
            .is_some_and(|(gloss, name)| name == subject && is_gloss(gloss))
    })
}

/// Whether the rest of the title is the title of the other entry, or begins with it: what stands
/// before is a kicker and no subject (`EQS-News: Hallstein AG: …`, `据港交所文件：…`).
fn begins_with_kicker(from: &Profile, to: &Profile) -> bool {
    let rest = from.title.tokens.get(from.subject.len()..);
    let rest = rest.unwrap_or_default();
    let title = &to.title.tokens;
    (!rest.is_empty() && title.starts_with(rest))
        || (title.len() >= TITLE_BEHIND_KICKER && rest.starts_with(title))
}

/// The subject without a count before it, if the rest is the subject of the other title: `3连板`
/// tells how the share of a company moved, and names no other company.
fn name_in_subject<'a>(from: &'a Profile, to: &Profile) -> &'a [u64] {
    let before = from.subject.len().saturating_sub(to.subject.len());
    let (count, name) = from.subject.split_at(before);
    if count.contains(&MASK) && !name.is_empty() && name == to.subject {
        name
    } else {
        &from.subject
    }
}

/// How many names of the text the other entry lacks.
///
/// In a text of ideographs every word in Latin script is a name. In a text of words, a word counts
/// as a name only if the title has it too: outlets exchange other words freely.
fn names_missing(from: &Profile, to: &Profile) -> usize {
    let is_name = |name: &u64| !from.body.is_spaced() || from.title.has_name(*name);
    let names = from.body.names.iter().filter(|name| is_name(name));
    names
        .filter(|name| !to.names(**name) && !has_alias(to, **name))
        .count()
}

/// How many names of the title the other entry lacks. In a title of words, a word counts as a name
/// only if the text repeats it.
fn title_names_missing(from: &Profile, to: &Profile) -> usize {
    let is_name = |name: &u64| {
        let is_exchanged = || is_number_word(*name) || words::are_exchanged(&[*name]);
        let is_name_of_ideographs = || !from.title.is_spaced() && !words::is_period(*name);
        is_name_of_ideographs()
            || (from.title.is_spaced() && from.repeats_name(*name) && !is_exchanged())
    };
    let names = from.title.names.iter().filter(|name| is_name(name));
    names
        .filter(|name| !to.names_spelled(**name) && !has_alias(to, **name))
        .count()
}

/// Whether an entry has another name of what this word names (`ppi`, `工业生产者出厂价格`).
fn has_alias(entry: &Profile, name: u64) -> bool {
    words::aliases(&[name]).any(|alias| entry.has_run(alias))
}
