//! Tables of characters, scripts and names of the calendar, and the forms of a text for a terminal,
//! a message and XML.
//!
//! Text of feeds, servers and configuration files may hold any character. Control characters drive
//! a terminal, bidirectional controls show `gpj.exe` as `exe.jpg`, and zero-width characters hide
//! a difference. Code that shows such text uses one of the forms here.
//!
//! `normalize::characters` has its own list of characters that the normalised text leaves out:
//! that list belongs to the version of the normalisation, and must not change with this table.

mod calendar;
mod scripts;

pub use calendar::{CALENDARS, CalendarNames};
pub use scripts::{
    COMMON_IDEOGRAPHS, is_common_ideograph, is_compatibility_ideograph, is_hangul, is_ideograph,
    is_kana,
};

/// The effect of a character on the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// It is visible, or a space.
    Plain,
    /// It ends a line or moves to a tab stop: line feed, carriage return, tab, next line, line
    /// separator, paragraph separator.
    LineBreak,
    /// Any other control character (Unicode category Cc).
    Control,
    /// It changes the direction of the text after it: embeddings, overrides and isolates.
    BidiControl,
    /// It gives its neighbours a direction: LRM, RLM and ALM, which Arabic and Hebrew texts use.
    BidiMark,
    /// Zero-width space and joiners, which many scripts and emoji use.
    Joiner,
    /// Any other character that is invisible and has no use in the text of a feed: byte order
    /// mark, word joiner, annotations, language tags.
    Format,
    /// It is invisible or only changes the shape of its neighbour: soft hyphen, fillers, variation
    /// selectors.
    Blank,
}

/// Returns the class of a character.
pub fn class(character: char) -> Class {
    match character {
        '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Class::LineBreak,
        ' '..='~' => Class::Plain,
        '\0'..='\u{9f}' => Class::Control,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Class::BidiControl,
        '\u{61c}' | '\u{200e}' | '\u{200f}' => Class::BidiMark,
        '\u{200b}'..='\u{200d}' => Class::Joiner,
        '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Class::Format,
        '\u{ad}'
        | '\u{34f}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180b}'..='\u{180f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{ffa0}'
        | '\u{e0080}'..='\u{e0fff}' => Class::Blank,
        _ => Class::Plain,
    }
}

/// Whether a terminal or a message must not receive a character as it is: it breaks the line,
/// controls the terminal, changes the direction, or hides a difference.
pub fn is_unsafe(character: char) -> bool {
    !matches!(class(character), Class::Plain | Class::Blank)
}

/// Whether a character is visible.
pub fn is_visible(character: char) -> bool {
    class(character) == Class::Plain && !character.is_whitespace()
}

/// Whether XML 1.0 allows a character (2.2, `Char`). Noncharacters, which it only discourages, do
/// not count as allowed.
pub fn is_xml(character: char) -> bool {
    let is_char = matches!(
        character,
        '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..
    );
    let is_non_character =
        matches!(character, '\u{fdd0}'..='\u{fdef}') || u32::from(character) & 0xfffe == 0xfffe;
    is_char && !is_non_character
}

/// Returns one line for a terminal: line breaks become spaces, unsafe characters become escapes.
///
/// Leaves out joiners instead, because an escape within a word or an emoji is hard to read.
pub fn for_terminal(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars() {
        match class(character) {
            Class::Plain | Class::Blank => line.push(character),
            Class::LineBreak => line.push(' '),
            Class::Joiner => {}
            Class::Control | Class::BidiControl | Class::BidiMark | Class::Format => {
                line.extend(character.escape_unicode());
            }
        }
    }
    line
}

/// Quotes a path, a name or an address for a POSIX shell.
pub fn shell_quoted(path: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+' | ':');
    if path.chars().all(plain) {
        return path.to_owned();
    }
    format!("'{}'", for_terminal(path).replace('\'', r"'\''"))
}

/// Returns a text for a message or a log line: without unsafe characters, and cut with `…` after
/// `longest` characters.
pub fn for_message(text: &str, longest: usize) -> String {
    let mut safe = text.chars().filter(|&character| !is_unsafe(character));
    let mut message: String = safe.by_ref().take(longest).collect();
    if safe.next().is_some() {
        message.push('…');
    }
    message
}

/// Returns one line for XML, without control characters, bidirectional controls and characters
/// that XML forbids. Line breaks become spaces, and runs of ASCII spaces become one. May be empty.
pub fn for_xml(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for character in text.chars().filter(|&character| is_xml(character)) {
        match class(character) {
            Class::Control | Class::BidiControl => {}
            Class::LineBreak => push_space(&mut line),
            _ if character == ' ' => push_space(&mut line),
            _ => line.push(character),
        }
    }
    line.trim().to_owned()
}

fn push_space(line: &mut String) {
    if !line.ends_with(' ') {
        line.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One character of each class but `Plain`.
    const ODD: [(char, Class); 12] = [
        ('\u{2028}', Class::LineBreak),
        ('\u{85}', Class::LineBreak),
        ('\u{1b}', Class::Control),
        ('\u{9b}', Class::Control),
        ('\u{202e}', Class::BidiControl),
        ('\u{2066}', Class::BidiControl),
        ('\u{61c}', Class::BidiMark),
        ('\u{200b}', Class::Joiner),
        ('\u{feff}', Class::Format),
        ('\u{fffb}', Class::Format),
        ('\u{e0041}', Class::Format),
        ('\u{fe0f}', Class::Blank),
    ];

    #[test]
    fn every_odd_character_has_its_class_and_is_not_visible() {
        for (character, expected) in ODD {
            assert_eq!(class(character), expected, "{character:?}");
            assert!(!is_visible(character), "{character:?}");
        }
        for character in "aé中ا🙂\u{301}".chars() {
            assert_eq!(class(character), Class::Plain, "{character:?}");
        }
    }

    #[test]
    fn every_control_character_is_unsafe() {
        for character in ('\0'..=char::MAX).filter(|character| character.is_control()) {
            assert!(is_unsafe(character), "{character:?}");
        }
    }

    #[test]
    fn no_form_for_people_holds_an_unsafe_character() {
        let text: String = ODD.iter().flat_map(|(odd, _)| ['a', *odd]).collect();
        for form in [for_terminal(&text), for_message(&text, 100)] {
            assert!(!form.contains(is_unsafe), "{form:?}");
        }
        assert_eq!(
            for_terminal("a\u{200d}b\u{202e}c\u{2029}d"),
            "ab\\u{202e}c d"
        );
        assert_eq!(for_message("a\u{61c}b\nc", 100), "abc");
    }

    #[test]
    fn a_long_message_is_cut() {
        assert_eq!(for_message("abcd", 3), "abc…");
        assert_eq!(for_message("abc\u{200b}", 3), "abc");
    }

    #[test]
    fn a_line_for_xml_keeps_the_marks_and_joiners_that_scripts_need() {
        assert_eq!(
            for_xml(" a\r\n\tb\u{2028}c\u{85}d\u{202e}e\0\u{ffff} "),
            "a b c de"
        );
        assert_eq!(for_xml("\u{200f}ש\u{200d}"), "\u{200f}ש\u{200d}");
    }
}
