//! Finds the authorities that take part in a document without being its issuer: the department
//! that answers, and those that the issuer asked.

use super::authority::authorities;
use super::issuer::leading;
use super::parts::Parts;
use crate::text::is_ideograph;

/// Returns the authority that a reply names as contact for questions, with its department:
/// `工业和信息化部原材料工业司`.
pub(super) fn contact(parts: &Parts, issuer: Option<&str>) -> Option<(String, String)> {
    // Most texts have none of these words in any line.
    if !parts.text.contains("联系") && !parts.text.contains("承办单位") {
        return None;
    }
    let mut is_announced = false;
    for line in parts.body_lines() {
        let asks = line.contains("联系单位")
            || line.contains("联系部门")
            || line.contains("联系人")
            || line.contains("承办单位");
        if (asks || is_announced)
            && line.len() < 300
            && let Some(named) = authorities(line).into_iter().next()
        {
            let rest = line.get(named.end..)?;
            let office: String = rest
                .chars()
                .take_while(|character| is_ideograph(*character))
                .take(16)
                .collect();
            let is_office =
                office.ends_with(['司', '局', '厅', '室', '处']) || office.ends_with("中心");
            if is_office && issuer.is_none_or(|issuer| issuer == named.name) {
                return Some((named.name.clone(), format!("{}{office}", named.name)));
            }
        }
        is_announced = asks;
    }
    None
}

/// Words before authorities that the issuer consulted or joined.
const ASKING: [&str; 5] = ["经商", "经会商", "会同", "会签", "商"];

/// After one of these words, every authority in the clause was consulted, joined, cited or
/// addressed.
const NON_ISSUER_WORDS: [&str; 30] = [
    "经商", "会商", "函商", "商请", "会同", "会签", "联合", "征求", "征得", "征询", "听取", "根据",
    "按照", "依据", "依照", "遵照", "参照", "落实", "贯彻", "执行", "违反", "转发", "转来", "抄送",
    "抄报", "主送", "报送", "报请", "提请", "呈报",
];

/// The same for the next authority only, because these words have other meanings too.
const NOT_SPEAKING_BEFORE: [&str; 9] = ["商", "经", "致", "向", "对", "给", "报", "送", "函复"];

/// Whether an authority between `before` and `after` in its sentence was only consulted, joined,
/// cited or addressed: then it is not the issuer.
pub(super) fn is_not_issuer(before: &str, after: &str) -> bool {
    let clause = before.rsplit([',', ':', '!', '?']).next().unwrap_or(before);
    let is_addressed = before.is_empty()
        && [":你", ":您", ":贵"]
            .iter()
            .any(|word| after.starts_with(word));
    is_addressed
        || NON_ISSUER_WORDS.iter().any(|word| clause.contains(word))
        || NOT_SPEAKING_BEFORE
            .iter()
            .any(|word| clause.ends_with(word))
        || (after.starts_with(['、', ',']) && asked_in_clauses(before))
}

/// Whether a list of consulted authorities, separated by commas, reaches up to the end of
/// `before`: `经商海洋局,渔业局,`.
fn asked_in_clauses(before: &str) -> bool {
    let mut clauses = before
        .strip_suffix(',')
        .into_iter()
        .flat_map(|before| before.rsplit(','));
    let asking = clauses.find(|clause| !is_organ(clause) || names_asking(clause));
    asking.is_some_and(|clause| is_organ(clause) && names_asking(clause))
}

fn names_asking(clause: &str) -> bool {
    ASKING.iter().any(|word| clause.contains(word))
}

/// Whether a clause ends like the name of an organ, known or not.
pub(super) fn is_organ(clause: &str) -> bool {
    clause.ends_with([
        '部', '委', '局', '厅', '办', '院', '署', '行', '会', '室', '处', '司', '社', '团',
    ])
}

/// Returns the authorities that were consulted for a reply, `经商发展改革委、科技部`, or that
/// joined it: `会同…`.
pub(super) fn consulted(parts: &Parts) -> Vec<String> {
    let opening = parts.opening();
    let Some((at, word)) = ASKING
        .iter()
        .find_map(|word| Some((opening.find(word)?, word)))
    else {
        return Vec::new();
    };
    let rest = opening.get(at + word.len()..).unwrap_or("");
    let rest = rest.split(['。', '\n']).next().unwrap_or("");
    leading(rest)
}
