//! Simplified forms of the traditional characters of official vocabulary.

/// Traditional characters in names of authorities and in formulas of documents. `normalize` has
/// the complete table, but steps do not import one another, and its classes are wider: it also
/// unifies characters that titles and numbers must keep apart.
const FORMS: [(char, char); 90] = [
    ('佈', '布'),
    ('們', '们'),
    ('兩', '两'),
    ('務', '务'),
    ('區', '区'),
    ('協', '协'),
    ('員', '员'),
    ('國', '国'),
    ('場', '场'),
    ('學', '学'),
    ('實', '实'),
    ('寧', '宁'),
    ('審', '审'),
    ('對', '对'),
    ('導', '导'),
    ('屆', '届'),
    ('幣', '币'),
    ('廣', '广'),
    ('廳', '厅'),
    ('復', '复'),
    ('徵', '征'),
    ('應', '应'),
    ('據', '据'),
    ('於', '于'),
    ('會', '会'),
    ('東', '东'),
    ('條', '条'),
    ('業', '业'),
    ('檔', '档'),
    ('檢', '检'),
    ('準', '准'),
    ('滬', '沪'),
    ('濟', '济'),
    ('濱', '滨'),
    ('為', '为'),
    ('環', '环'),
    ('產', '产'),
    ('發', '发'),
    ('監', '监'),
    ('確', '确'),
    ('稅', '税'),
    ('稱', '称'),
    ('紀', '纪'),
    ('統', '统'),
    ('經', '经'),
    ('編', '编'),
    ('縣', '县'),
    ('總', '总'),
    ('聯', '联'),
    ('與', '与'),
    ('華', '华'),
    ('蘇', '苏'),
    ('號', '号'),
    ('術', '术'),
    ('衛', '卫'),
    ('複', '复'),
    ('覆', '复'),
    ('見', '见'),
    ('規', '规'),
    ('計', '计'),
    ('訊', '讯'),
    ('設', '设'),
    ('請', '请'),
    ('證', '证'),
    ('議', '议'),
    ('護', '护'),
    ('財', '财'),
    ('貨', '货'),
    ('貿', '贸'),
    ('資', '资'),
    ('質', '质'),
    ('購', '购'),
    ('輸', '输'),
    ('辦', '办'),
    ('農', '农'),
    ('運', '运'),
    ('銀', '银'),
    ('鐵', '铁'),
    ('長', '长'),
    ('門', '门'),
    ('開', '开'),
    ('關', '关'),
    ('陝', '陕'),
    ('險', '险'),
    ('雲', '云'),
    ('電', '电'),
    ('頒', '颁'),
    ('類', '类'),
    ('體', '体'),
    ('龍', '龙'),
];

/// A bit for the lowest twelve bits of each traditional character; almost no other character has
/// its bit set.
#[expect(
    clippy::indexing_slicing,
    reason = "evaluated when it is compiled, where `get` is none"
)]
const FILTER: [u64; 64] = {
    let mut filter = [0; 64];
    let mut at = 0;
    while at < FORMS.len() {
        let code = FORMS[at].0 as usize;
        filter[(code >> 6) & 63] |= 1 << (code & 63);
        at += 1;
    }
    filter
};

/// Returns the simplified form of a character if the table has one, else the character itself.
#[inline]
pub(super) fn simplified(character: char) -> char {
    let code = character as usize;
    if FILTER
        .get((code >> 6) & 63)
        .is_none_or(|bits| bits & (1 << (code & 63)) == 0)
    {
        return character;
    }
    let found = FORMS.iter().find(|(from, _)| *from == character);
    found.map_or(character, |(_, to)| *to)
}

/// Returns how many bytes of common ideographs a text begins with that certainly have no
/// simplified form in the table.
///
/// Reads the bytes, because decoding the characters takes as long as all the rest.
pub(super) fn unchanged_ideographs(text: &str) -> usize {
    let (triples, _) = text.as_bytes().as_chunks::<3>();
    let is_unchanged = |[first, second, third]: &[u8; 3]| {
        // U+4E00 is E4 B8 80, U+9FFF is E9 BF BF; the low six bits of the last two bytes are the
        // place in the filter.
        let is_common = matches!((first, second), (0xE4, 0xB8..) | (0xE5..=0xE9, _));
        let bits = FILTER.get(usize::from(second & 63));
        is_common && bits.is_some_and(|bits| bits & (1 << (third & 63)) == 0)
    };
    3 * triples
        .iter()
        .take_while(|bytes| is_unchanged(bytes))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_found_and_none_is_simplified_twice() {
        for (from, to) in FORMS {
            assert_eq!(simplified(from), to);
            assert_eq!(simplified(to), to);
        }
        assert_eq!(simplified('港'), '港');
    }

    #[test]
    fn unchanged_ideographs_end_before_any_other_character() {
        let others = ["㐀", "\u{4DFF}", "\u{A000}", "。", "〔", "a", "é", "🙂"];
        let traditional = FORMS.map(|(from, _)| from.to_string());
        for other in others
            .into_iter()
            .chain(traditional.iter().map(String::as_str))
        {
            let text = format!("一港鿿{other}一");
            assert_eq!(unchanged_ideographs(&text), 9, "{other}");
        }
    }
}
