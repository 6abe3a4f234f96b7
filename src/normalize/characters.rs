//! Folds characters of one meaning into one, and drops white space that means nothing.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// Folds one line. The result holds no line break; white space is what [`join`] leaves of it.
pub(super) fn fold(line: &str) -> String {
    let mut folded = String::with_capacity(line.len());
    // Lower-casing can leave a decomposed character behind (İ), hence the second composition.
    let characters = line
        .nfkc()
        .flat_map(char::to_lowercase)
        .nfkc()
        .filter_map(fold_character);
    let mut pending_space = false;
    for character in characters {
        if character.is_whitespace() {
            pending_space = true;
            continue;
        }
        if pending_space && separates(folded.chars().next_back(), character) {
            folded.push(' ');
        }
        pending_space = false;
        folded.push(character);
    }
    folded
}

/// Joins folded lines, with a space only where two words would run together.
pub(super) fn join(lines: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for line in lines {
        let first = line.chars().next();
        if first.is_some_and(|first| separates(text.chars().next_back(), first)) {
            text.push(' ');
        }
        text.push_str(&line);
    }
    // Where white space or a mark was dropped, a combining character may now follow a letter and
    // compose with it: fold until nothing composes any more.
    while is_nfkc_quick(text.chars()) != IsNormalized::Yes {
        let again = fold(&text);
        if again == text {
            break;
        }
        text = again;
    }
    text
}

/// White space matters between two characters of words that are written apart; next to an ideograph
/// or to punctuation it is an outlet's typesetting.
fn separates(before: Option<char>, after: char) -> bool {
    before.is_some_and(|before| is_spaced_word(before) && is_spaced_word(after))
}

fn is_spaced_word(character: char) -> bool {
    character.is_alphanumeric() && !is_unspaced(character)
}

/// Scripts written without spaces between words: Han, kana, and their extensions.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// What NFKC leaves apart although outlets use it interchangeably. `None` drops the character.
fn fold_character(character: char) -> Option<char> {
    Some(match character {
        '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '〝' | '〞' | '〟'
        | '″' => '"',
        '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' => '\'',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | '━' | 'ー' | '﹘' | '~' | '〜' | '∼' => {
            '-'
        }
        '〔' | '【' | '〖' | '[' | '﹝' => '[',
        '〕' | '】' | '〗' | ']' | '﹞' => ']',
        '〈' | '《' | '<' | '⟨' | '≪' => '<',
        '〉' | '》' | '>' | '⟩' | '≫' => '>',
        '。' => '.',
        '、' => ',',
        '•' | '‧' | '∙' | '・' | '●' | '･' => '·',
        // Soft hyphen, zero-width and directional marks, variation selectors, byte order mark.
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{FEFF}'
        | '\u{FFFC}'
        | '\u{FFFD}'
        | '\u{E0100}'..='\u{E01EF}' => return None,
        other if other.is_control() && !other.is_whitespace() => return None,
        other => other,
    })
}
