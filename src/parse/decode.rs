//! Decodes bytes to text: finds the actual encoding of a document, and counts damaged characters.
//!
//! The first rule of these that applies decides. Each has its reason:
//! 1. a byte order mark: nothing else looks like one, and the WHATWG Encoding standard has it
//!    first too;
//! 2. the zero bytes of UTF-16 or UTF-32 without a mark: such text would be valid UTF-8 by
//!    accident;
//! 3. valid UTF-8, whatever is declared: legacy text of some length is never valid UTF-8, and
//!    servers often declare gb2312 or ISO-8859-1 for it (Miniflux has the same rule). UTF-8 with
//!    few damaged bytes among many good sequences counts too, since one bad byte must not turn a
//!    page into mojibake. If the document or the server declares UTF-8, as many good sequences as
//!    bad ones are enough;
//! 4. the source's `charset`: a person has looked at the source;
//! 5. the XML declaration: the program that wrote the document wrote it too;
//! 6. the charset of the HTTP response, which is often the server's default for all files;
//! 7. detection (chardetng) over a limited part that begins at the first character beyond ASCII;
//! 8. GB18030, in which nearly all bytes have a meaning, and which has all of Unicode.
//!
//! A declaration (5, 6) does not count if the bytes contradict it: if it says UTF-8 and they are
//! not valid UTF-8; if decoding by it damages more than a few characters; if it names a
//! single-byte encoding, in which every byte has a meaning, and detection finds valid double-byte
//! text; or if it names GBK and the bytes are Big5, or the other way round. Decoding never fails:
//! bytes without a meaning become U+FFFD and are counted.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::DocumentContext;

/// Most bytes for detection, which reads about 7 MB/s.
const DETECTED_BYTES: usize = 16 * 1024;
/// The XML declaration is searched for in this many bytes; real ones have less than 100.
const DECLARATION_BYTES: usize = 512;
/// The `<meta charset>` of a page is searched for in this many bytes. The standard says 1024, but
/// many pages have long comments and scripts before it, and browsers find it there too.
const META_BYTES: usize = 4_096;
/// A declared encoding counts if at most one in so many characters is damaged.
const CHARS_PER_DAMAGE: usize = 50;
/// Damaged UTF-8 counts as UTF-8 if it has so many good sequences for each bad one.
const GOOD_PER_BAD_SEQUENCE: usize = 8;

/// Fewest bytes beyond ASCII by which detection can distinguish single-byte encodings.
const MIN_NON_ASCII_BYTES: usize = 4;

/// Fewest double-byte characters by which Big5 and GBK can be distinguished.
const MIN_DOUBLE_BYTE_CHARS: usize = 8;

/// A decoded document.
pub(super) struct Decoded<'a> {
    /// The text without byte order mark; borrowed if the bytes were valid UTF-8.
    pub(super) text: Cow<'a, str>,
    /// WHATWG name of the encoding that was used, or `UTF-32`.
    pub(super) encoding: &'static str,
    /// Warnings: damaged characters, and a declaration that did not count.
    pub(super) warnings: Vec<String>,
}

/// Decodes a document by the rules in the module's documentation.
pub(super) fn decode<'a>(bytes: &'a [u8], context: &DocumentContext<'_>) -> Decoded<'a> {
    decoded(bytes, context, declared_label(bytes))
}

/// Decodes a web page: as [`decode`], but `<meta charset>` (WHATWG HTML 13.2.3.2) counts as the
/// declaration if there is no XML declaration.
pub(super) fn decode_page<'a>(bytes: &'a [u8], context: &DocumentContext<'_>) -> Decoded<'a> {
    let meta = meta_label(bytes);
    decoded(bytes, context, declared_label(bytes).or(meta.as_deref()))
}

fn decoded<'a>(
    bytes: &'a [u8],
    context: &DocumentContext<'_>,
    declared: Option<&str>,
) -> Decoded<'a> {
    let (text, encoding, note) = choose(bytes, context, declared);
    let mut warnings = Vec::new();
    warnings.extend(note);
    let damaged = if encoding == "UTF-8" && matches!(text, Cow::Borrowed(_)) {
        0
    } else {
        text.matches('\u{FFFD}').count()
    };
    if damaged > 0 {
        warnings.push(format!(
            "{damaged} damaged characters were replaced while decoding it as {encoding}"
        ));
    }
    Decoded {
        text,
        encoding,
        warnings,
    }
}

type Choice<'a> = (Cow<'a, str>, &'static str, Option<String>);

fn choose<'a>(
    bytes: &'a [u8],
    context: &DocumentContext<'_>,
    declared: Option<&str>,
) -> Choice<'a> {
    if let Some(width) = utf32(bytes) {
        return (Cow::Owned(decode_utf32(bytes, width)), "UTF-32", None);
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let rest = bytes.get(mark..).unwrap_or_default();
        return (
            encoding.decode_without_bom_handling(rest).0,
            encoding.name(),
            None,
        );
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return (
            encoding.decode_without_bom_handling(bytes).0,
            encoding.name(),
            None,
        );
    }
    let http = context.content_type.and_then(http_label);
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        // ISO-2022-JP has only ASCII bytes too, but always escape characters.
        let escaped = [declared, http.as_deref()]
            .into_iter()
            .flatten()
            .find_map(encoding_by_label)
            .filter(|encoding| !encoding.is_ascii_compatible() && bytes.contains(&0x1b));
        return match escaped {
            Some(encoding) => (
                encoding.decode_without_bom_handling(bytes).0,
                encoding.name(),
                None,
            ),
            None => (Cow::Borrowed(text), "UTF-8", None),
        };
    }
    let (good, bad) = count_sequences(bytes);
    if good > 0 && good >= bad.saturating_mul(GOOD_PER_BAD_SEQUENCE) {
        return (String::from_utf8_lossy(bytes), "UTF-8", None);
    }
    if let Some(encoding) = context.charset.filter(|encoding| *encoding != UTF_8) {
        return (
            encoding.decode_without_bom_handling(bytes).0,
            encoding.name(),
            None,
        );
    }
    let guess = detect(bytes, context);
    let claims_utf8 = [declared, http.as_deref()]
        .into_iter()
        .flatten()
        .any(|label| encoding_by_label(label) == Some(UTF_8));
    let double_byte = !guess.is_single_byte() && is_valid_in(bytes, guess);
    if claims_utf8 && good >= bad && good > 0 && !double_byte {
        return (String::from_utf8_lossy(bytes), "UTF-8", None);
    }
    decode_legacy(bytes, declared, http.as_deref(), guess)
}

/// Rules 5 to 8, for bytes in no Unicode encoding.
fn decode_legacy<'a>(
    bytes: &'a [u8],
    declared: Option<&str>,
    http: Option<&str>,
    guess: &'static Encoding,
) -> Choice<'a> {
    let claims = [("its declaration", declared), ("the server", http)];
    let mut disbelieved = None;
    for (who, label) in claims {
        let Some(label) = label else { continue };
        let note = |why: &str| Some(format!("{who} says {}, but {why}", escaped_label(label)));
        let Some(encoding) = encoding_by_label(label) else {
            disbelieved = disbelieved.or_else(|| note("no such encoding is known"));
            continue;
        };
        if encoding == UTF_8 || encoding == UTF_16LE || encoding == UTF_16BE {
            disbelieved = disbelieved.or_else(|| note("the bytes are not"));
            continue;
        }
        if encoding.is_single_byte() && !guess.is_single_byte() && is_valid_in(bytes, guess) {
            disbelieved = disbelieved.or_else(|| note("the bytes read as double-byte text"));
            continue;
        }
        if let Some(other) = other_chinese(bytes, encoding) {
            let disbelieved =
                disbelieved.or_else(|| note("the bytes read as the other Chinese set"));
            let text = other.decode_without_bom_handling(bytes).0;
            return (text, other.name(), disbelieved);
        }
        let text = encoding.decode_without_bom_handling(bytes).0;
        if has_little_damage(&text) {
            return (text, encoding.name(), disbelieved);
        }
        disbelieved = disbelieved.or_else(|| note("the bytes contradict it"));
    }
    let text = guess.decode_without_bom_handling(bytes).0;
    if has_little_damage(&text) {
        return (text, guess.name(), disbelieved);
    }
    let text = GB18030.decode_without_bom_handling(bytes).0;
    (text, GB18030.name(), disbelieved)
}

/// Returns the actual encoding of text that is declared as Big5 and is GBK, or the other way
/// round.
///
/// Each decodes the other's bytes without an error, to rare characters. The second bytes of the
/// pairs show the difference: in Big5 text three in ten are below 0x80, in GBK text hardly any.
fn other_chinese(bytes: &[u8], declared: &'static Encoding) -> Option<&'static Encoding> {
    let (mut low, mut high) = (0_usize, 0_usize);
    let mut rest = bytes.iter();
    while let Some(lead) = rest.next() {
        if *lead >= 0x81 {
            match rest.next() {
                Some(0x40..=0x7e) => low += 1,
                Some(0xa1..) => high += 1,
                _ => {}
            }
        }
    }
    let other = if declared == BIG5 && low * 20 < high {
        GB18030
    } else if (declared == GBK || declared == GB18030)
        && (low * 4 > high || low * 10 > high && holds_private_use(bytes, declared))
    {
        BIG5
    } else {
        return None;
    };
    (low + high >= MIN_DOUBLE_BYTE_CHARS && is_valid_in(bytes, other)).then_some(other)
}

/// Whether decoding gives private-use characters. No publisher sends them; they result from
/// decoding Big5 as GBK or the other way round.
fn holds_private_use(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let text = encoding.decode_without_bom_handling(bytes).0;
    text.contains(|character| matches!(character, '\u{E000}'..='\u{F8FF}'))
}

fn encoding_by_label(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.trim().as_bytes())
}

fn escaped_label(label: &str) -> String {
    label
        .chars()
        .take(40)
        .flat_map(char::escape_default)
        .collect()
}

fn has_little_damage(text: &str) -> bool {
    let damaged = text.matches('\u{FFFD}').count();
    damaged == 0 || damaged * CHARS_PER_DAMAGE <= text.chars().count()
}

fn is_valid_in(bytes: &[u8], encoding: &'static Encoding) -> bool {
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .is_some()
}

fn detect(bytes: &[u8], context: &DocumentContext<'_>) -> &'static Encoding {
    let ascii = Encoding::ascii_valid_up_to(bytes).saturating_sub(2);
    let rest = bytes.get(ascii..).unwrap_or_default();
    let seen = rest.get(..DETECTED_BYTES).unwrap_or(rest);
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(seen, seen.len() == rest.len());
    let label = context
        .base
        .and_then(|base| base.domain())
        .and_then(|domain| domain.trim_end_matches('.').rsplit('.').next())
        .map(str::to_ascii_lowercase)
        .filter(|label| label.bytes().all(|byte| byte.is_ascii_lowercase()));
    let guess = detector.guess(label.as_deref().map(str::as_bytes), Utf8Detection::Deny);
    // A few bytes are no evidence for an alphabet: they are dashes and quotes of Windows-1252.
    let evidence = bytes.iter().filter(|byte| !byte.is_ascii());
    if guess.is_single_byte() && evidence.take(MIN_NON_ASCII_BYTES).count() < MIN_NON_ASCII_BYTES {
        return WINDOWS_1252;
    }
    guess
}

/// Counts the valid UTF-8 sequences of several bytes, and the damaged ones. A sequence that the
/// end of the document cuts off counts as neither.
pub(super) fn count_sequences(bytes: &[u8]) -> (usize, usize) {
    let (mut good, mut bad) = (0usize, 0usize);
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        let cut_at_the_end = chunks.peek().is_none() && chunk.invalid().len() > 1;
        if !chunk.invalid().is_empty() && !cut_at_the_end {
            bad += 1;
        }
    }
    (good, bad)
}

/// Returns the `encoding` of an XML declaration, for bytes in any ASCII-compatible encoding.
fn declared_label(bytes: &[u8]) -> Option<&str> {
    let head = bytes.get(..DECLARATION_BYTES).unwrap_or(bytes);
    let start = head.windows(5).position(|window| window == b"<?xml")?;
    let rest = head.get(start..)?;
    let end = rest.windows(2).position(|window| window == b"?>")?;
    let declaration = std::str::from_utf8(rest.get(..end)?).ok()?;
    let after = declaration.split_once("encoding")?.1.trim_start();
    let value = after.strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next()
}

/// Returns the charset of the first `<meta>` of a page that names one, as `charset="gbk"` or as
/// `content="text/html; charset=gbk"`.
fn meta_label(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..META_BYTES).unwrap_or(bytes);
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    head.split("<meta").skip(1).find_map(|rest| {
        let tag = rest.split('>').next()?;
        let after = tag.split_once("charset")?.1.trim_start();
        let value = after.strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']);
        let label: String = value
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
            .collect();
        (!label.is_empty()).then_some(label)
    })
}

/// Returns the `charset` of a `Content-Type`.
fn http_label(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    })
}

/// Recognises UTF-16 without a byte order mark by two ASCII characters at its beginning (XML 1.0
/// appendix F).
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes.get(..4)? {
        [0, first, 0, second] if *first != 0 && *second != 0 => Some(UTF_16BE),
        [first, 0, second, 0] if *first != 0 && *second != 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// The byte order of UTF-32, which `encoding_rs` does not support.
#[derive(Clone, Copy)]
enum Utf32 {
    Big { mark: bool },
    Little { mark: bool },
}

fn utf32(bytes: &[u8]) -> Option<Utf32> {
    match bytes.get(..4)? {
        [0, 0, 0xfe, 0xff] => Some(Utf32::Big { mark: true }),
        [0xff, 0xfe, 0, 0] => Some(Utf32::Little { mark: true }),
        [0, 0, 0, first] if *first != 0 => Some(Utf32::Big { mark: false }),
        [first, 0, 0, 0] if *first != 0 => Some(Utf32::Little { mark: false }),
        _ => None,
    }
}

fn decode_utf32(bytes: &[u8], order: Utf32) -> String {
    let (mark, number): (bool, fn([u8; 4]) -> u32) = match order {
        Utf32::Big { mark } => (mark, u32::from_be_bytes),
        Utf32::Little { mark } => (mark, u32::from_le_bytes),
    };
    let rest = bytes.get(if mark { 4 } else { 0 }..).unwrap_or_default();
    let (units, cut) = rest.as_chunks::<4>();
    units
        .iter()
        .map(|unit| char::from_u32(number(*unit)).unwrap_or(char::REPLACEMENT_CHARACTER))
        .chain((!cut.is_empty()).then_some(char::REPLACEMENT_CHARACTER))
        .collect()
}
