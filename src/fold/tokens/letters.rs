//! Letters as words are compared by them: without the marks that outlets leave out or cannot write
//! (`l'Economie`, `São Paulo`, `Málaga`, `все ещё`).

use super::mix;

/// Adds a lower-case letter to the hash of a word, of which `before` is the letter before it.
///
/// Who cannot write `ä`, `ö`, `ü`, `æ` and `œ` writes `ae`, `oe` and `ue`, or the first letter
/// alone; Switzerland writes `ss` for `ß`.
#[inline]
pub(super) fn mix_letter(hash: u64, before: Option<char>, letter: char) -> u64 {
    if letter == 'ß' {
        return mix(mix(hash, u64::from('s')), u64::from('s'));
    }
    let letter = plain(letter);
    if letter == 'e' && matches!(before.map(plain), Some('a' | 'o' | 'u')) {
        hash
    } else {
        mix(hash, u64::from(letter))
    }
}

/// Adds all letters of a word to a hash.
pub(super) fn mix_word(hash: u64, word: impl Iterator<Item = char>) -> u64 {
    let mut before = None;
    word.fold(hash, |hash, letter| {
        mix_letter(hash, before.replace(letter), letter)
    })
}

/// The letter without its mark. `й` and `и` are two letters.
#[inline]
fn plain(letter: char) -> char {
    if letter.is_ascii() {
        letter
    } else {
        without_mark(letter)
    }
}

fn without_mark(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' | 'æ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' => 'd',
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'œ' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' => 's',
        'ţ' | 'ť' | 'ŧ' => 't',
        'ù' | 'ú' | 'û' | 'ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ё' => 'е',
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use crate::fold::tokens::TokenizedText;

    #[test]
    fn a_word_without_its_marks_is_the_same_word() {
        for (one, other) in [
            ("l'économie de l'état", "l'economie de l'etat"),
            ("são paulo", "sao paulo"),
            ("málaga y cádiz", "malaga y cadiz"),
            ("straße", "strasse"),
            ("israël et l'aéroport", "israel et l'aeroport"),
            ("änderungen beim bürgergeld", "aenderungen beim buergergeld"),
            ("zürich und köln", "zurich und koeln"),
            ("manœuvre à bruxelles", "manoeuvre a bruxelles"),
            ("łódź", "lodz"),
            ("ещё дороже", "еще дороже"),
        ] {
            let tokens = |text| TokenizedText::new(text).tokens;
            assert_eq!(tokens(one), tokens(other), "{one}");
        }
        let tokens = |text| TokenizedText::new(text).tokens;
        assert_ne!(tokens("мои"), tokens("мой"));
    }
}
