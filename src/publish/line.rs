//! Cleaned text for titles, names and terms.

use super::Uri;

/// One line of text with at least one visible character; without control characters, direction
/// overrides, and characters that XML forbids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CleanLine(String);

impl CleanLine {
    /// Cleans a publisher's text; `None` if nothing visible is left.
    ///
    /// Line breaks and tabs become spaces; a run of ASCII spaces becomes one. Removes the
    /// direction overrides and isolates U+202A–202E and U+2066–2069, which can make `exe.jpg` look
    /// like `gpj.exe`.
    pub fn parse(text: &str) -> Option<Self> {
        let mut clean = String::with_capacity(text.len());
        for c in text.chars().filter(|&c| is_xml(c)) {
            match c {
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
                '\t' | '\n' | '\r' | ' ' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                    if !clean.ends_with(' ') {
                        clean.push(' ');
                    }
                }
                other if other.is_control() => {}
                other => clean.push(other),
            }
        }
        let clean = clean.trim();
        clean
            .chars()
            .any(is_visible)
            .then(|| Self(clean.to_owned()))
    }

    /// Returns the first of the texts that has a visible character.
    pub(crate) fn first<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        texts.into_iter().find_map(Self::parse)
    }

    /// Returns the first `chars` characters at most, ending in `…` if the text is longer.
    pub(crate) fn beginning(text: &str, chars: usize) -> Option<Self> {
        let whole = Self::parse(text)?;
        if whole.0.chars().count() <= chars {
            return Some(whole);
        }
        let cut: String = whole.0.chars().take(chars.saturating_sub(1)).collect();
        Some(Self(format!("{}…", cut.trim_end())))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text for constructs of Atom that cannot declare whether they are HTML (names, terms,
    /// labels). Some readers parse these as HTML, so `<` becomes `＜` where it would begin a tag.
    pub(crate) fn without_markup(&self) -> String {
        if begins_markup(&self.0) {
            self.0.replace('<', "＜")
        } else {
            self.0.clone()
        }
    }
}

impl From<&Uri> for CleanLine {
    fn from(uri: &Uri) -> Self {
        Self(uri.as_str().to_owned())
    }
}

/// Whether XML 1.0 (2.2, `Char`) allows the character. Also refuses noncharacters, which XML only
/// discourages.
pub(crate) fn is_xml(c: char) -> bool {
    let allowed = matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    allowed && !matches!(c, '\u{fdd0}'..='\u{fdef}') && u32::from(c) & 0xfffe != 0xfffe
}

/// Whether an HTML parser would find a tag, comment or declaration in the text.
pub(crate) fn begins_markup(text: &str) -> bool {
    let mut after = text.split('<').skip(1);
    after.any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)))
}

/// Escapes text for HTML content and quoted attributes.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn is_visible(c: char) -> bool {
    !c.is_whitespace()
        && !c.is_control()
        && !matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{180e}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
        )
        && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
}
