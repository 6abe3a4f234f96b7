//! Recognises text that was decoded with the wrong character set (mojibake).

use encoding_rs::{Encoding, GB18030, WINDOWS_1252};

use super::decode::count_sequences;

/// Characters of UTF-8 in the bytes of a text from which on it counts as wrongly decoded. Fewer may
/// be chance: the bytes of `à »` in Windows-1252 are a character of UTF-8.
const MIN_SEQUENCES: usize = 3;

/// What decoders put in place of bytes that they cannot read, and what GBK makes of the UTF-8 of
/// that.
const REPLACED: [&str; 2] = ["\u{fffd}", "锟斤拷"];

/// Whether a line of text was decoded with the wrong character set: it has replacement characters,
/// or its bytes in Windows-1252 or GB 18030 are UTF-8.
///
/// Of text taken for Windows-1252, cleaning has removed the five bytes that are controls there,
/// and has made a space of the no-break space: one in five Chinese characters is damaged. In text
/// that was written in Windows-1252, nearly every letter with an accent is a damaged sequence. In
/// GB 18030 many honest pairs of bytes look like UTF-8, so there only few may be damaged.
pub fn is_garbled(line: &str) -> bool {
    if line.is_ascii() {
        return false;
    }
    REPLACED.iter().any(|replaced| line.contains(replaced))
        || is_utf_8_in(line, WINDOWS_1252, 1)
        || is_utf_8_in(line, GB18030, 4)
}

/// Whether the bytes of a text in this encoding are UTF-8: at least so many valid sequences for
/// each damaged one.
fn is_utf_8_in(line: &str, encoding: &'static Encoding, valid_per_damaged: usize) -> bool {
    let (bytes, _, has_others) = encoding.encode(line);
    if has_others && encoding == WINDOWS_1252 {
        return false;
    }
    let (valid, damaged) = count_sequences(&bytes);
    valid >= MIN_SEQUENCES && valid >= damaged.saturating_mul(valid_per_damaged)
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GB18030, WINDOWS_1252};

    use super::is_garbled;
    use crate::parse::clean;

    #[test]
    fn text_decoded_with_another_character_set_is_garbled() {
        for text in [
            "关于海岸灯塔改造提案的答复",
            "Überprüfung der Häfen läuft",
            "港口費用下調通知",
        ] {
            for encoding in [WINDOWS_1252, GB18030] {
                let (wrong, _) = encoding.decode_without_bom_handling(text.as_bytes());
                assert!(is_garbled(&wrong), "{text} as {}: {wrong}", encoding.name());
            }
            assert!(!is_garbled(text), "{text}");
        }
        assert!(is_garbled("Harbour \u{fffd}\u{fffd} closed"));
        assert!(is_garbled("锟斤拷锟斤拷港口"));
    }

    /// Each of these loses bytes to the cleaning of titles; the alarm of a source whose titles are
    /// all like this was never raised, because fewer than half of them counted as garbled.
    #[test]
    fn text_that_lost_bytes_when_it_was_cleaned_is_garbled() {
        for text in [
            "港口吞吐量创新高",
            "停泊位不足引发担忧",
            "二手船舶价格连续回落",
        ] {
            let (wrong, _) = WINDOWS_1252.decode_without_bom_handling(text.as_bytes());
            let cleaned = clean::line(&wrong, 1_000).unwrap();
            assert_ne!(cleaned, wrong, "{text} loses nothing");
            assert!(is_garbled(&cleaned), "{text}: {cleaned}");
        }
    }

    #[test]
    fn honest_text_with_rare_letters_is_not_garbled() {
        for text in [
            "« À Paris », dit-elle : « à »",
            "Ça va ? Où ça ? L’été – déjà…",
            "第1323号提案　答复 €5",
            "Größe: 5 £, © ® ™",
            "Né à Orléans, l’« élève » préféré : « à », « à », déjà",
            "港",
            "",
        ] {
            assert!(!is_garbled(text), "{text}");
        }
    }
}
