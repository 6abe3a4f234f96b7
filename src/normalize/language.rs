//! The language of a text, where its letters show that it is not the declared one.

use crate::text::{is_hangul, is_ideograph, is_kana};

/// About how many letters of an alphabet say what one ideograph or syllable says.
const LETTERS_OF_ONE: usize = 3;

/// Languages that write ideographs, kana or Hangul.
const WRITERS: [&str; 5] = ["zh", "cmn", "yue", "ja", "ko"];

/// The language tag of a text: the declared one, unless the text is in Chinese, Japanese or Korean
/// characters and no such language is declared. Many feeds in Chinese say that they are English.
pub fn language_tag<'t>(text: &str, declared: Option<&'t str>) -> Option<&'t str> {
    let (mut han, mut kana, mut hangul, mut others) = (0_usize, 0_usize, 0_usize, 0_usize);
    for character in text.chars() {
        match character {
            c if is_ideograph(c) => han += 1,
            c if is_kana(c) => kana += 1,
            c if is_hangul(c) => hangul += 1,
            c => others += usize::from(c.is_alphabetic()),
        }
    }
    let characters = han + kana + hangul;
    if characters == 0 || characters * LETTERS_OF_ONE < others {
        return declared;
    }
    let writes_them = |tag: &&str| {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        WRITERS.iter().any(|one| one.eq_ignore_ascii_case(primary))
    };
    let written = if hangul > han + kana {
        "ko"
    } else if kana > 0 {
        "ja"
    } else {
        "zh"
    };
    declared.filter(writes_them).or(Some(written))
}

#[cfg(test)]
mod tests {
    use super::language_tag;

    #[test]
    fn the_letters_decide_where_the_feed_declares_what_they_cannot_be() {
        for (text, declared, tag) in [
            ("灯塔维修月底完成", Some("en-US"), Some("zh")),
            ("AI芯片股NVQA大涨", Some("en"), Some("zh")),
            ("灯塔维修月底完成", None, Some("zh")),
            ("灯塔维修月底完成", Some("zh_Hans-CN"), Some("zh_Hans-CN")),
            ("灯台の修理が終わる", Some("en"), Some("ja")),
            ("灯台修理完了", Some("ja"), Some("ja")),
            ("등대 수리 완료", Some("en"), Some("ko")),
            ("Lighthouse 灯塔 is repaired", Some("en"), Some("en")),
            ("Lighthouse is repaired", Some("zh"), Some("zh")),
            ("Lighthouse is repaired", None, None),
            ("5.2%", Some("en"), Some("en")),
        ] {
            assert_eq!(language_tag(text, declared), tag, "{text}");
        }
    }
}
