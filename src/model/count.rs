//! Formats counts, so that no message says `1 rules`.

use std::fmt::Display;

/// Formats a number and its noun: `1 entry`, `2 entries`. `noun` is an English singular with a
/// regular plural.
pub fn counted(number: impl Display, noun: &str) -> String {
    counted_as(number, noun, &plural(noun))
}

/// Formats a number and a phrase with a form for one and a form for other numbers: `1 entry
/// differs`, `2 entries differ`.
pub fn counted_as(number: impl Display, one: &str, many: &str) -> String {
    let number = number.to_string();
    let form = if number == "1" { one } else { many };
    format!("{number} {form}")
}

/// The regular plural of an English noun.
fn plural(noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x']) || noun.ends_with("ch") => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_is_singular_and_every_other_number_plural() {
        for (number, noun, words) in [
            (0, "rule", "0 rules"),
            (1, "rule", "1 rule"),
            (2, "rule", "2 rules"),
            (1, "story", "1 story"),
            (21, "story", "21 stories"),
            (2, "day", "2 days"),
            (2, "match", "2 matches"),
            (1, "entry", "1 entry"),
        ] {
            assert_eq!(counted(number, noun), words);
        }
    }
}
