//! Base64 as Atom 0.3 (`mode="base64"`) and Atom's binary content types carry text in it.

/// The text `encoded` stands for; `None` when it is no Base64 or no UTF-8.
pub(super) fn decode(encoded: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(encoded.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    let mut padded = false;
    for byte in encoded.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        if byte == b'=' {
            padded = true;
            continue;
        }
        let value = sextet(byte).filter(|_| !padded)?;
        bits = (bits << 6 | value) & 0xff_ffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Whether a text is surely Base64: of `least` symbols or more, without a word between spaces, in
/// full groups.
pub(super) fn is_encoded(text: &str, least: usize) -> bool {
    let text = text.trim();
    let mut symbols = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n'));
    let is_symbol = |byte: u8| sextet(byte).is_some() || byte == b'=';
    if !symbols.clone().all(is_symbol) {
        return false;
    }
    let count = symbols.by_ref().count();
    count >= least && count.is_multiple_of(4)
}

fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn text_comes_back_whatever_its_padding_and_line_breaks() {
        assert_eq!(decode("5YWs5ZGK").as_deref(), Some("公告"));
        assert_eq!(decode("YQ==").as_deref(), Some("a"));
        assert_eq!(decode("YWI\n=").as_deref(), Some("ab"));
    }

    #[test]
    fn what_is_no_base64_or_no_text_stays() {
        assert_eq!(decode("<p>a</p>"), None);
        assert_eq!(decode("//8="), None);
        assert_eq!(decode("a=b"), None);
    }
}
