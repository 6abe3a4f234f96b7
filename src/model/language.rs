//! Language tags (BCP 47, RFC 5646): checks their syntax, and which ones a feed may carry.

/// Whether a text has the syntax of a language tag (RFC 5646 2.1).
///
/// A tag has groups of 1 to 8 letters and digits with hyphens between them. The first group is a
/// language of 2 to 8 letters, or `x` or `i` before another group.
pub fn is_language_tag(tag: &str) -> bool {
    let mut groups = tag.split('-');
    let primary = groups.next().unwrap_or_default();
    let is_group = |group: &str| {
        (1..=8).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let has_language = primary.bytes().all(|byte| byte.is_ascii_alphabetic())
        && match primary.len() {
            1 => tag.len() > 2 && matches!(primary, "x" | "X" | "i" | "I"),
            length => (2..=8).contains(&length),
        };
    has_language && groups.all(is_group)
}

/// Returns the form of a language tag for `xml:lang`; `None` if a feed may not carry it.
///
/// The W3C feed validator knows the languages of ISO 639-1 and 639-2 and reports any other as an
/// error. Two letters must therefore be a code of ISO 639-1. The Chinese languages of ISO 639-3
/// become extended language tags (RFC 5646 2.2.2): `yue` is published as `zh-yue`.
pub fn published_language(tag: &str) -> Option<String> {
    if !is_language_tag(tag) {
        return None;
    }
    let primary = tag.split('-').next()?.to_ascii_lowercase();
    let is_in = |codes: &str| codes.split(' ').any(|code| code == primary);
    match primary.len() {
        2 if is_in(TWO_LETTERS) => Some(tag.to_owned()),
        3 if is_in(CHINESE) => Some(format!("zh-{tag}")),
        3 => Some(tag.to_owned()),
        _ => None,
    }
}

/// The codes of ISO 639-1.
const TWO_LETTERS: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu \
    cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi \
    ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks \
    ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl \
    nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk \
    sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz \
    ve vi vo wa wo xh yi yo za zh zu";

/// Codes registered as extended language tags of `zh` (IANA language subtag registry).
const CHINESE: &str = "cdo cjy cmn cnp cpx csp czh czo gan hak hsn lzh mnp nan wuu yue";

#[cfg(test)]
mod tests {
    use super::{is_language_tag, published_language};

    #[test]
    fn a_language_tag_is_groups_of_letters_and_digits_after_a_language() {
        for tag in ["zh", "zh-Hant-HK", "de-1996", "yue", "x-house", "i-default"] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for tag in [
            "", "z", "x", "x-", "1a", "a1", "zh_CN", "zh-", "-zh", "中文", "en us",
        ] {
            assert!(!is_language_tag(tag), "{tag}");
        }
    }

    #[test]
    fn a_published_language_is_one_of_iso_639() {
        for (tag, published) in [
            ("zh-CN", Some("zh-CN")),
            ("EN", Some("EN")),
            ("yue-Hant", Some("zh-yue-Hant")),
            ("deu", Some("deu")),
            ("xx", None),
            ("qq-DE", None),
            ("german", None),
            ("x-house", None),
            ("zh_CN", None),
        ] {
            assert_eq!(published_language(tag).as_deref(), published, "{tag}");
        }
    }
}
