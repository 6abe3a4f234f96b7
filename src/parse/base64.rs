//! Decodes text in Base64, as Atom 0.3 (`mode="base64"`) and the binary content types of Atom 1.0
//! send it.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Accepts the standard alphabet without padding, which [`decode`] removes.
const DECODER: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// Decodes a text in either alphabet, with any padding and line breaks; `None` if it is not Base64
/// or does not contain UTF-8.
pub(super) fn decode(encoded: &str) -> Option<String> {
    let symbols = encoded.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let mut symbols: Vec<u8> = symbols.map(standard).collect();
    while symbols.last() == Some(&b'=') {
        symbols.pop();
    }
    if symbols.len() % 4 == 1 {
        // Six bits are less than a byte: the text was cut here.
        symbols.pop();
    }
    String::from_utf8(DECODER.decode(symbols).ok()?).ok()
}

/// Whether a text is certainly Base64: it has at least `least` symbols, no spaces, and complete
/// groups of four.
pub(super) fn is_encoded(text: &str, least: usize) -> bool {
    let text = text.trim();
    let mut symbols = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n'));
    let is_symbol =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=');
    if !symbols.clone().all(is_symbol) {
        return false;
    }
    let count = symbols.by_ref().count();
    count >= least && count.is_multiple_of(4)
}

/// The symbol of the standard alphabet for one of the URL-safe alphabet.
fn standard(symbol: u8) -> u8 {
    match symbol {
        b'-' => b'+',
        b'_' => b'/',
        symbol => symbol,
    }
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn text_comes_back_whatever_its_padding_and_line_breaks() {
        assert_eq!(decode("5YWs5ZGK").as_deref(), Some("公告"));
        assert_eq!(decode("YQ==").as_deref(), Some("a"));
        assert_eq!(decode("YQ=").as_deref(), Some("a"));
        assert_eq!(decode("YQ").as_deref(), Some("a"));
        assert_eq!(decode("YWI\n=").as_deref(), Some("ab"));
    }

    #[test]
    fn both_alphabets_are_read() {
        assert_eq!(decode("4oK_4oK-").as_deref(), Some("\u{20bf}\u{20be}"));
        assert_eq!(decode("4oK/4oK+").as_deref(), Some("\u{20bf}\u{20be}"));
    }

    #[test]
    fn a_cut_text_gives_its_whole_bytes() {
        assert_eq!(decode("YWJjZ").as_deref(), Some("abc"));
    }

    #[test]
    fn what_is_not_base64_or_not_a_text_stays() {
        assert_eq!(decode("<p>a</p>"), None);
        assert_eq!(decode("//8="), None);
        assert_eq!(decode("a=b"), None);
    }
}
