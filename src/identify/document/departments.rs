//! Departments that a reply names: the one that answers, and those it asked.

use super::authority::authorities;
use super::issuer::{ASKING, leading};
use super::parts::Parts;
use super::spelling::is_chinese;

/// The authority whom a reply names for questions, with its department: `工业和信息化部原材料工业司`.
pub(super) fn contact(parts: &Parts, issuer: Option<&str>) -> Option<(String, String)> {
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
                .take_while(|character| is_chinese(*character))
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

/// Those asked before a reply was written, `经商发展改革委、科技部`, or joined: `会同…`.
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
