//! Whom a title is about, where it says so before a colon or a bracket.

use std::sync::LazyLock;

use super::profile::share_in;
use super::tokens::{MASK, TokenizedText, is_one_of, is_word};
use super::words::told_beside_columns;

/// Longest subject, in tokens.
const MAX_SUBJECT_TOKENS: usize = 16;

/// Words with which an authority or a company turns to a matter. [`MIN_NAME`] is the least length
/// of the name before them, and of a name without its legal form, in tokens.
const VERBS: [&str; 3] = ["回应", "谈", "就"];
const MIN_NAME: usize = 2;

/// Employment: a word that begins like one of [`VERBS`].
const NO_VERB: &str = "就业";

/// The token of 等, `and others`.
const AND_OTHERS: u64 = '等' as u64;

/// The token of 据, `according to`.
const ACCORDING_TO: u64 = '据' as u64;

/// Brackets around the name of a column at the beginning of a normalised title (`<业绩>` for
/// `《业绩》`, `[공시]`), and the greatest length of the name in characters.
const BRACKETS: [(char, char); 2] = [('<', '>'), ('[', ']')];
const LONGEST_COLUMN_NAME: usize = 4;

/// Least share of the words before a title's colon that the entry's own text has, if they name its
/// subject.
///
/// Outlets also write a kicker there (`Breaking:`, `Umbau der Filialen:`), which the text does not
/// repeat.
const MIN_NAMED_IN_TEXT: f64 = 0.5;

/// Legal forms at the end or the beginning of the full name of a company. In scripts without
/// spaces, [`MIN_NAME`] tokens must be left; elsewhere one word.
const LEGAL_FORMS: &str = "股份有限公司, 有限责任公司, 有限公司, plc, inc, corp, corporation, ltd, limited, llc, ag, se, gmbh, \
    kgaa, sa, s.a, sas, nv, n.v, bv, spa, s.p.a, srl, asa, ab, oyj, a/s, as, a.s, a.ş, tbk, bhd, nyrt, d.d, пао, оао, ооо, зао";

static FORMS: LazyLock<Vec<Vec<u64>>> = LazyLock::new(|| {
    let forms = LEGAL_FORMS.split(", ");
    forms.map(|form| TokenizedText::new(form).tokens).collect()
});

/// Words for who says so that name nobody.
const NOBODY: [&str; 6] = [
    "消息人士",
    "知情人士",
    "业内人士",
    "市场消息",
    "外媒",
    "媒体",
];

/// The subject of a normalised title, as tokens; empty if it names none. `text` is that of the
/// entry, if it has one.
pub(super) fn subject(title: &str, text: Option<&TokenizedText>) -> Vec<u64> {
    let Some((before, _)) = behind_column(title).split_once([':', '(']) else {
        return Vec::new();
    };
    let subject = whom_it_is_about(TokenizedText::new(before).tokens);
    let subject = without_legal_form(without_count(subject));
    let is_named = text.is_none_or(|text| share_in(&subject, [text]) >= MIN_NAMED_IN_TEXT);
    let is_subject = subject.len() <= MAX_SUBJECT_TOKENS
        // `据港交所文件：…` says who says so.
        && subject.first() != Some(&ACCORDING_TO)
        && !NOBODY.iter().any(|nobody| nobody.chars().map(u64::from).eq(subject.iter().copied()))
        // `美股收盘：…` names a column.
        && told_beside_columns(&subject) > 0
        && is_named;
    if is_subject { subject } else { Vec::new() }
}

/// A title without the name of a column in brackets at its beginning.
fn behind_column(title: &str) -> &str {
    let behind = |(open, close): (char, char)| {
        let (column, rest) = title.strip_prefix(open)?.split_once(close)?;
        (column.chars().count() <= LONGEST_COLUMN_NAME).then_some(rest)
    };
    BRACKETS.into_iter().find_map(behind).unwrap_or(title)
}

/// The name before a verb of a title's first half: `商务部回应墨西哥加征关税:坚决反对` is about the
/// ministry.
fn whom_it_is_about(mut subject: Vec<u64>) -> Vec<u64> {
    let is_verb = |rest: &[u64]| {
        let begins = |word: &str| {
            let word = word.chars().map(u64::from);
            rest.len() >= word.clone().count() && word.zip(rest).all(|(one, other)| one == *other)
        };
        VERBS.into_iter().any(begins) && !begins(NO_VERB)
    };
    let end = (MIN_NAME..subject.len()).find(|at| subject.get(*at..).is_some_and(is_verb));
    subject.truncate(end.unwrap_or(subject.len()));
    subject
}

/// A company without its legal form: `岚洲港务股份有限公司` is `岚洲港务`.
fn without_legal_form(mut subject: Vec<u64>) -> Vec<u64> {
    let is_name = |rest: &[u64]| rest.len() >= MIN_NAME || rest.iter().any(|token| is_word(*token));
    let ends = |form: &&Vec<u64>| subject.strip_suffix(form.as_slice()).is_some_and(is_name);
    if let Some(form) = FORMS.iter().find(ends) {
        subject.truncate(subject.len() - form.len());
    }
    let begins = |form: &&Vec<u64>| subject.strip_prefix(form.as_slice()).is_some_and(is_name);
    if let Some(form) = FORMS.iter().find(begins) {
        subject.drain(..form.len());
    }
    subject
}

/// Offices as titles count them, and the words for how many.
const OFFICES: [&str; 2] = ["部门", "部委"];
const COUNTS: &str = "两二三四五六七八九十多几";

/// A subject without a count of offices at its end: `三部门` names none of them, and
/// `港务部等三部门` one.
fn without_count(mut subject: Vec<u64>) -> Vec<u64> {
    let ends = |office: &&&str| {
        let office: Vec<u64> = office.chars().map(u64::from).collect();
        subject.ends_with(&office)
    };
    let Some(office) = OFFICES.iter().find(ends).copied() else {
        return subject;
    };
    let before = subject.len() - office.chars().count();
    let is_counted = |at: &usize| {
        let token = at.checked_sub(1).and_then(|at| subject.get(at));
        token.is_some_and(|token| *token == MASK || is_one_of(*token, COUNTS))
    };
    let mut end = before;
    while is_counted(&end) {
        end -= 1;
    }
    if end == before {
        return subject;
    }
    let and_others = end
        .checked_sub(1)
        .filter(|at| subject.get(*at) == Some(&AND_OTHERS));
    subject.truncate(and_others.unwrap_or(end));
    subject
}

#[cfg(test)]
mod tests {
    use super::subject;
    use crate::fold::tokens::TokenizedText;

    #[test]
    fn the_subject_stands_before_a_colon_behind_a_column_and_before_its_verb() {
        for (title, expected) in [
            ("岚洲港务:新码头试航", "岚洲港务"),
            ("<业绩>岚洲控股(01999.hk)中期净利升", "岚洲控股"),
            ("港务部回应航道收窄:补偿月底公布", "港务部"),
            ("三部门:新码头试航", ""),
            ("港务部等3部门:新码头试航", "港务部"),
            ("据岚洲文件:码头试航", ""),
            ("知情人士:码头将试航", ""),
            ("岚洲港务股份有限公司:新码头试航", "岚洲港务"),
            ("收评:航运股走强", ""),
            ("a股收评:三大指数集体收涨", ""),
            ("新码头试航", ""),
        ] {
            let tokens = TokenizedText::new(expected).tokens;
            assert_eq!(subject(title, None), tokens, "{title}");
        }
    }
}
