//! Lines an outlet puts around a text it did not write: credits and source lines.

/// A credit line is short; a paragraph that happens to begin with the same words is not dropped.
const MAX_CHARS: usize = 60;

/// Beginnings of credit lines, as `characters::fold` leaves them.
const PREFIXES: [&str; 24] = [
    "原标题:",
    "原题为:",
    "原题:",
    "责任编辑:",
    "责编:",
    "编辑:",
    "编辑|",
    "文章来源:",
    "来源:",
    "来源|",
    "稿件来源:",
    "消息来源:",
    "信息来源:",
    "记者:",
    "文|",
    "作者:",
    "校对:",
    "审核:",
    "监制:",
    "值班编辑:",
    "source:",
    "editor:",
    "reporting by ",
    "editing by ",
];

/// Whether a folded line is furniture as a whole. The brackets some outlets put around such a line
/// do not matter.
pub(super) fn is_furniture(line: &str) -> bool {
    let line = line.trim_start_matches(['(', '[']);
    PREFIXES.iter().any(|prefix| line.starts_with(prefix)) && line.chars().count() <= MAX_CHARS
}
