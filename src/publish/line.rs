//! Cleaned text for titles, names and terms.

use super::Iri;

/// One line of text with at least one visible character; without control characters, direction
/// overrides, and characters that XML forbids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line(String);

impl Line {
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

impl From<&Iri> for Line {
    fn from(iri: &Iri) -> Self {
        Self(iri.as_str().to_owned())
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

/// Whether a text has the shape of a BCP 47 tag (RFC 5646 2.1): groups of 1 to 8 letters and
/// digits.
pub(crate) fn is_language_tag(tag: &str) -> bool {
    let group = |group: &str| {
        (1..=8).contains(&group.len()) && group.chars().all(|c| c.is_ascii_alphanumeric())
    };
    tag.split('-').all(group) && tag.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Returns the tag for `xml:lang`, or `None` if validators would refuse it.
///
/// The W3C feed validator knows the languages of ISO 639-1 and 639-2 and reports any other as an
/// error. So only the two-letter codes of ISO 639-1 are accepted, and the Chinese languages of ISO
/// 639-3 become extended tags (RFC 5646 2.2.2) such as `zh-yue`.
pub(crate) fn language(tag: &str) -> Option<String> {
    let primary = tag.split('-').next()?.to_ascii_lowercase();
    let listed = |codes: &str| codes.split(' ').any(|code| code == primary);
    match primary.len() {
        _ if !is_language_tag(tag) => None,
        2 => listed(TWO_LETTERS).then(|| tag.to_owned()),
        3 if listed(CHINESE) => Some(format!("zh-{tag}")),
        3 => Some(tag.to_owned()),
        _ => None,
    }
}

/// ISO 639-1.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch \
    co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi \
    ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky \
    la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om \
    or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te \
    tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

/// Codes registered as extended language tags of `zh` (IANA language subtag registry).
const CHINESE: &str = "cdo cjy cmn cnp cpx csp czh czo gan hak hsn lzh mnp nan wuu yue";

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
