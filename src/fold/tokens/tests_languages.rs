//! Numbers, units, dates and times in the spellings of further languages and scripts.

use super::tests_words::assert_one_number;
use super::{FigureKind, TokenizedText};

#[test]
fn scale_words_and_per_cent_are_read_in_every_language() {
    for (one, other) in [
        (
            "omsättningen steg till 684 mkr",
            "omsättningen steg till 684 miljoner",
        ),
        (
            "en værdi af 410 mio. kroner",
            "en værdi af 410 millioner kroner",
        ),
        ("a crescut cu 15 la sută", "a crescut cu 15%"),
        ("afaceri de 390 de milioane lei", "afaceri de 390 mil. lei"),
        ("9,4 százalékkal nőtt", "9,4%-kal nőtt"),
        ("yüzde 22 arttı", "%22 arttı"),
        ("yüzde 31'e yükseldi", "%31'e yükseldi"),
        ("oko 16 odsto manje", "oko 16% manje"),
        ("за 1,2 милиона лева", "за 1,2 млн. лева"),
        ("ve výši 450 milionů korun", "ve výši 450 mil. kč"),
        ("1 milyar 240 milyon lira", "1,24 milyar tl"),
        ("4 bin 312 konut ve okul", "4.312 konut ve okul"),
        ("2 mil 500 millones de pesos", "2500 millones de pesos"),
        ("creará mil 200 empleos", "creará 1200 empleos"),
        ("yuzde 5 oldu", "yüzde 5 oldu"),
        ("sebanyak 640 ribu ton dan", "sebanyak 640.000 ton dan"),
        ("laba rp412,6 miliar dan", "laba rp 412,6 miliar dan"),
        ("lãi 22 tỷ đồng", "lãi 22 tỉ đồng"),
        ("มูลค่า 245 ล้านบาท", "มูลค่า 245 ลบ.บาท"),
        ("จีดีพีโต ร้อยละ 7.4 ในปีนี้", "จีดีพีโต 7.4% ในปีนี้"),
        ("480 करोड़ का ऑर्डर", "4.8 अरब का ऑर्डर"),
        ("3.75 אחוזים", "3.75%"),
        ("غرامة 9 ملايين و200 ألف دولار", "غرامة 9.2 مليون دولار"),
        (
            "producción de 1,900 toneladas",
            "producción de 1.900 toneladas",
        ),
        (
            "gasolina a 1,540 euros el litro",
            "gasolina a 1,54 euros el litro",
        ),
    ] {
        assert_one_number(one, other);
    }
}

#[test]
fn a_thousand_at_the_end_of_a_sentence_is_no_million() {
    assert_one_number(
        "el plan cuesta 5 mil. la empresa calla",
        "el plan cuesta 5000. la empresa calla",
    );
    assert_one_number("za 62 mil. eur v marci", "za 62 miliónov eur v marci");
}

#[test]
fn a_roman_numeral_beside_a_quarter_is_its_number() {
    assert_one_number("за ii квартал выросла", "за 2 квартал выросла");
    assert_one_number("laba kuartal iii naik", "laba kuartal 3 naik");
    let danish = TokenizedText::new("vi ser frem til maj");
    assert!(danish.figures.is_empty());
}

#[test]
fn units_are_read_in_every_spelling_behind_a_number() {
    for (one, other) in [
        ("leistung von 46,2 megawatt", "leistung von 46,2 mw"),
        ("4.200 quadratmetern gebaut", "4.200 qm gebaut"),
        ("vientos de 90 kilómetros por hora", "vientos de 90 km/h"),
        ("bis zu 12 grad warm", "bis zu 12 °c warm"),
        ("气温为12摄氏度", "气温为12°c"),
        ("hit 30 tonnes a day", "hit 30 t a day"),
        ("площадью 35 гектаров", "площадью 35 га"),
    ] {
        assert_one_number(one, other);
    }
    // Nothing but a number makes a unit of these letters.
    let plain = TokenizedText::new("plan t is c");
    assert_ne!(
        plain.tokens,
        TokenizedText::new("plan tonnes is grad").tokens
    );
}

#[test]
fn a_time_of_day_is_one_number_in_every_spelling() {
    for (one, other) in [
        ("until 6pm on friday", "until 18:00 on friday"),
        ("until 6 p.m. on friday", "until 18.00. on friday"),
        ("der zug fährt um 18 uhr", "der zug fährt um 18.00 uhr"),
        ("der zug fährt um zehn uhr", "der zug fährt um 10 uhr"),
        ("mötet börjar kl 15.00", "mötet börjar kl 15"),
        ("le vote commence à 18h30", "le vote commence à 18:30"),
        ("le vote commence à 18 h 30", "le vote commence à 18h30"),
    ] {
        assert_one_number(one, other);
    }
}

#[test]
fn a_german_word_behind_a_number_is_no_half_of_the_day() {
    let german = TokenizedText::new("die zahl stieg auf 12 am dienstag, wie die stadt mit teilte");
    assert!((german.figures[0].value - 12.0).abs() < f64::EPSILON);
}

#[test]
fn endings_behind_a_number_are_no_words() {
    for (one, other) in [
        ("на 214-м километре трассы", "на 214 километре трассы"),
        ("fiyat 31'e yükseldi", "fiyat 31 yükseldi"),
    ] {
        assert_one_number(one, other);
    }
    // In English they are.
    assert_ne!(
        TokenizedText::new("a 5-day rally").tokens,
        TokenizedText::new("a 5 rally").tokens
    );
}

#[test]
fn months_of_further_languages_name_a_day() {
    for (one, other) in [
        ("den 14. maj 2027 i oslo", "den 14.05.2027 i oslo"),
        ("dal 1°gennaio 2027", "dal 1 gennaio 2027"),
        ("pe 22 decembrie 2026", "pe 22.12.2026"),
        ("v úterý 7. prosince 2026", "v úterý 7. 12. 2026"),
        ("στις 25 νοεμβρίου 2026", "στις 25/11/2026"),
        ("วันที่ 24 พฤศจิกายน 2026", "วันที่ 24 พ.ย. 2026"),
        ("15 जनवरी 2027 को", "15/1/2027 को"),
        (
            "a partir del 1o de enero de 2027",
            "a partir del 1 de enero de 2027",
        ),
        ("новосибирск,24 ноя-совет", "новосибирск,24 ноября-совет"),
        ("vào thứ bảy 19-12", "vào thứ bảy 19/12"),
    ] {
        assert_one_number(one, other);
    }
}

#[test]
fn a_number_between_a_place_and_an_agency_is_the_day_of_a_dateline() {
    let kinds = |text: &str| {
        let figures = TokenizedText::new(text).figures;
        figures.iter().map(|figure| figure.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds("montclar,24(acp)-el govern"), [FigureKind::Day]);
    assert_eq!(
        kinds("montclar cuenta 24(veinte)casas"),
        [FigureKind::Amount]
    );
}

#[test]
fn letters_that_outlets_exchange_are_one_letter() {
    for (one, other) in [
        ("أصدرتها إدارة الشركة", "اصدرتها ادارة الشركة"),
        ("یک شرکت کوچک", "يك شركت كوچك"),
        ("ज़िले में बाँध", "जिले में बांध"),
        ("București și Timișoara", "Bucureşti şi Timişoara"),
        ("η τράπεζα της ελλάδος", "η τραπεζα της ελλαδος"),
        ("sol·licitar", "sollicitar"),
    ] {
        let tokens = |text: &str| TokenizedText::new(&text.to_lowercase()).tokens;
        assert_eq!(tokens(one), tokens(other), "{one} | {other}");
    }
}

#[test]
fn two_names_with_the_article_are_no_spellings_of_one() {
    let name = |word: &str| TokenizedText::new(word).tokens;
    let are = |one: &str, other: &str| super::may_be_spellings(&name(one), &name(other));
    assert!(!are("البحرين", "الكويت"));
    assert!(!are("الدوحة", "الرياض"));
    assert!(are("الجنية", "الجنيه"));
    assert!(are("الأمريكية", "الأميركية"));
    assert!(are("جرينتش", "غرينتش"));
}

#[test]
fn a_text_without_spaces_is_cut_beside_what_differs() {
    let tokens = |text: &str| TokenizedText::new(text).tokens;
    let (one, other) = (
        tokens("บริษัทสยามเจ็ตกำไรเพิ่มขึ้นในไตรมาสสาม"),
        tokens("บริษัทมรกตบินกำไรเพิ่มขึ้นในไตรมาสสาม"),
    );
    let common = one.iter().rev().zip(other.iter().rev());
    assert!(
        common.take_while(|(a, b)| a == b).count() >= 4,
        "{one:?} {other:?}"
    );
}
