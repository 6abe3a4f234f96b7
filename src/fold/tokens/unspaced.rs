//! Cuts texts of scripts that write no space between words, but have letters rather than
//! ideographs. No dictionary says where a word ends; a difference between two texts changes the
//! stretches beside it, and no others.

/// Most letters of a stretch.
const MOST_LETTERS: usize = 8;

/// Words of Thai that say in which direction a thing goes, deny it, or say how far it is. Each is a
/// token; what is between them is cut by its letters.
#[rustfmt::skip]
const THAI_WORDS: [&str; 18] = [
    "ปฏิเสธ", "เพิ่มขึ้น", "ลดลง", "ปรับขึ้น", "ปรับลด", "ปรับเพิ่ม", "พุ่งขึ้น", "ร่วงลง", "ขาดทุน", "กำไร", "อนุมัติ",
    "แล้วเสร็จ", "เสร็จสิ้น", "ยืนยัน", "ยกเลิก", "ระงับ", "ร้อยละ", "ไม่จริง",
];

/// The length, in bytes, of the stretch of such a script with which a text begins.
///
/// A stretch ends before a word of [`THAI_WORDS`], after [`MOST_LETTERS`], and before a vowel that
/// Thai and Lao write before the consonant of its syllable.
pub(super) fn stretch(text: &str) -> usize {
    let is_here = |rest: &str| THAI_WORDS.iter().find(|word| rest.starts_with(**word));
    if let Some(word) = is_here(text) {
        return word.len();
    }
    let letters = text
        .char_indices()
        .take_while(|(_, letter)| is_unspaced(*letter));
    let mut end = 0;
    for (count, (at, letter)) in letters.enumerate() {
        let begins_syllable = matches!(letter, '\u{E40}'..='\u{E44}' | '\u{EC0}'..='\u{EC4}');
        let begins_word = || text.get(at..).and_then(is_here).is_some();
        if count > 0 && (begins_syllable || count >= MOST_LETTERS || begins_word()) {
            break;
        }
        end = at + letter.len_utf8();
    }
    end
}

/// Whether a script writes no space between words, but has letters rather than ideographs: Thai,
/// Lao, Burmese and Khmer.
#[inline]
pub(super) fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{E00}'..='\u{EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
}
