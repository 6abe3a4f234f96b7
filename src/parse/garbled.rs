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
pub fn is_garbled(line: &str) -> bool {
    if line.is_ascii() {
        return false;
    }
    REPLACED.iter().any(|replaced| line.contains(replaced))
        || is_utf_8_in(line, WINDOWS_1252)
        || is_utf_8_in(line, GB18030)
}

/// Whether the bytes of a text in this encoding are UTF-8, up to a few that were lost.
fn is_utf_8_in(line: &str, encoding: &'static Encoding) -> bool {
    let (bytes, _, has_others) = encoding.encode(line);
    if has_others && encoding == WINDOWS_1252 {
        return false;
    }
    let (valid, invalid) = count_sequences(&bytes);
    valid >= MIN_SEQUENCES && invalid * 4 <= valid
}

#[cfg(test)]
mod tests {
    use encoding_rs::{GB18030, WINDOWS_1252};

    use super::is_garbled;

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

    #[test]
    fn honest_text_with_rare_letters_is_not_garbled() {
        for text in [
            "« À Paris », dit-elle : « à »",
            "Ça va ? Où ça ? L’été – déjà…",
            "第1323号提案　答复 €5",
            "Größe: 5 £, © ® ™",
            "港",
            "",
        ] {
            assert!(!is_garbled(text), "{text}");
        }
    }
}
