//! What the front pages of the outlets of one country have: texts of agencies under headlines of
//! their own, cut at other lengths, beside service pages and walls.

use super::kinds::assert_folds;
use crate::fold::test_entries::{entry, relation};
use crate::model::Relation;

const MINUTE: i64 = 60;

#[test]
fn the_beginning_of_a_text_folds_under_a_headline_of_its_own() {
    let first = "das oberlandesgericht in tellbruck hat den verkauf von drei stillgelegten wasserwerken an einen privaten \
        betreiber gestoppt.";
    let rest = "die richter gaben am mittwoch zwei gemeinden recht, die ein vorkaufsrecht geltend gemacht hatten. der \
        betreiber kündigte an, gegen das urteil vorzugehen.";
    let report = format!("tellbruck (dp) - {first} {rest}");
    assert_folds(
        true,
        4 * MINUTE,
        ("gericht stoppt geschäft mit wasserwerken", first),
        (
            "oberlandesgericht gibt zwei gemeinden bei wasserwerken recht",
            &report,
        ),
    );
    // Within an outlet, another headline is that of another entry.
    let short = entry(
        1,
        "甲报",
        0,
        "gericht stoppt geschäft mit wasserwerken",
        first,
    );
    let long = entry(
        2,
        "甲报",
        80 * MINUTE,
        "oberlandesgericht gibt zwei gemeinden bei wasserwerken recht",
        &report,
    );
    assert_ne!(relation(&short, &long), Relation::Same);
}

#[test]
fn the_headline_of_an_outlet_may_name_what_a_cut_text_does_not() {
    let text = "les éleveurs du plateau de morvenne pourront de nouveau vendre leurs fromages sur les marchés à partir de \
        lundi.";
    let whole = format!(
        "{text} la préfète hélène castaing a levé l'interdiction après des analyses menées dans 14 exploitations. « le \
         risque est écarté », a-t-elle déclaré."
    );
    assert_folds(
        true,
        25 * MINUTE,
        ("fromages : le retour sur les marchés", text),
        (
            "morvenne : castaing autorise de nouveau les fromages",
            &whole,
        ),
    );
}

#[test]
fn a_headline_over_a_text_with_a_word_in_another_spelling_says_as_little_as_over_an_equal_one() {
    for (titles, [text, other_text]) in [
        (
            [
                "nilsby förenklar för mikroföretag",
                "enklare redovisning:majoritet i utskottet",
            ],
            [
                "näringsutskottet i nilsby föreslår enklare redovisning för företag med färre än tio anställda. två \
                 partier reserverade sig. förslaget debatteras i kammaren den 9 december. stiftelsen har beräknat att \
                 kostnaden uppgår till 41 000 kronor per företag.",
                "näringsutskottet i nilsby föreslår enklare redovisning för företag med färre än tio anställda. två \
                 partier reserverade sig. förslaget debatteras i kammaren den 9 december.",
            ],
        ),
        (
            [
                "çaykent kulübü borcunu yapılandırdı",
                "kulüp ile bankalar anlaştı",
            ],
            [
                "çaykent, bankalarla 1,9 milyar tl'lik borcunun yeniden yapılandırılması için anlaşma imzaladı. \
                 anlaşmaya göre vade uzatıldı, ilk iki yıl anapara ödemesi yapılmayacak.",
                "çaykent, bankalarla 1,9 milyar liralık borcunun yeniden yapılandırılması için anlaşma imzaladı. \
                 anlaşmaya göre vade uzatıldı, ilk iki yıl anapara ödemesi yapılmayacak.",
            ],
        ),
    ] {
        assert_folds(
            true,
            40 * MINUTE,
            (titles[0], text),
            (titles[1], other_text),
        );
    }
}

#[test]
fn what_each_headline_and_each_text_tell_in_one_place_is_another_stage() {
    let item = |stage: &str, of_title: &str| {
        (
            format!("dijital hizmet vergisi teklifi {of_title}"),
            format!(
                "dijital hizmet vergisinin oranını %7,5'ten %5'e indiren kanun teklifi {stage}. teklife göre indirim 1 ocak \
                 2027'den itibaren uygulanacak. düzenleme,yurt dışı merkezli platformları da kapsıyor."
            ),
        )
    };
    let (title, text) = item("meclis başkanlığına sunuldu", "mecliste sunuldu");
    let (other_title, other_text) = item(
        "meclis genel kurulunda kabul edildi",
        "mecliste kabul edildi",
    );
    assert_folds(
        false,
        10 * MINUTE,
        (&title, &text),
        (&other_title, &other_text),
    );
}

#[test]
fn the_first_paragraph_of_a_notice_folds_below_a_headline_that_tells_its_number() {
    let first = "封测厂晴禾科技今天公布第三季财报,单季合并营收38.6亿元,季增7.2%,年增15.4%,归属母公司净利6.12亿元,\
                 每股纯益2.31元,创7季以来新高.";
    let rest = "晴禾科表示,第三季毛利率27.8%,较前一季增加1.6个百分点,主要受惠伺服器芯片测试需求提升,产能利用率拉高至82%.\
                累计前三季合并营收108.3亿元,年增11.9%,每股纯益6.82元.董事会通过盈余分配案,每股拟配发现金股利4.5元.";
    assert_folds(
        true,
        50 * MINUTE,
        ("晴禾科q3获利出炉 前三季eps达6.82元", first),
        (
            "晴禾科前3季每股赚6.82元 董事会拟配息4.5元",
            &format!("{first}{rest}"),
        ),
    );
}

#[test]
fn one_forecast_below_the_names_of_two_towns_is_no_text_in_common() {
    for [one, other, text] in [
        [
            "météo corvac : ciel voilé ce mercredi",
            "météo lannes : ciel voilé ce mercredi",
            "ciel voilé dans la matinée, quelques éclaircies l'après-midi. le vent restera faible à modéré sur tout le \
             littoral et les températures seront de saison.",
        ],
        [
            "el tiempo en olvera: previsión para hoy",
            "el tiempo en tarazona: previsión para hoy",
            "consulta la previsión del tiempo para hoy: temperaturas máximas y mínimas, probabilidad de lluvia y viento.",
        ],
        [
            "horoskop dzienny na 14 października: baran",
            "horoskop dzienny na 14 października: bliźnięta",
            "sprawdź, co czeka cię dziś w miłości, pracy i finansach.",
        ],
        [
            "きょうの碧沢の天気",
            "きょうの霧浜の天気",
            "14日は高気圧に覆われて晴れるでしょう.日中は暖かくなりますが、朝晩は冷え込みますので服装にご注意ください.",
        ],
        [
            "[날씨] 인천 맑음, 낮 최고 21도",
            "[날씨] 춘천 맑음, 낮 최고 21도",
            "14일은 전국이 대체로 맑겠다. 아침 최저기온은 8∼14도, 낮 최고기온은 19∼23도로 예상된다.",
        ],
    ] {
        let a = entry(1, "甲报", 0, one, text);
        let b = entry(2, "甲报", 0, other, text);
        assert_ne!(relation(&a, &b), Relation::Same, "{one}");
    }
    // The words that two outlets have for one thing are no names.
    let text = "der euro hat am donnerstag an seine vortagesgewinne angeknüpft. am morgen kostete die gemeinschaftswährung \
        1,1651 us-dollar und damit etwas mehr als am vorabend.";
    assert_folds(
        true,
        5 * MINUTE,
        ("devisen: euro legt weiter zu", text),
        ("devisen: eurokurs steigt weiter", text),
    );
}

#[test]
fn two_outlets_say_of_a_form_whose_it_is_in_its_title_only() {
    for [one, other, text] in [
        [
            "quiz: wie gut kennen sie den norden?",
            "quiz: wie gut kennen sie kleinstaaten?",
            "testen sie ihr wissen mit zehn fragen.",
        ],
        [
            "bahnstreik: so kommen pendler ans ziel",
            "bahnstreik trifft güterverkehr hart",
            "dieser artikel ist teil unseres digitalen abo-angebots. registrieren sie sich jetzt, um alle inhalte lesen zu \
             können.",
        ],
    ] {
        assert_folds(false, 10 * MINUTE, (one, text), (other, text));
    }
}

#[test]
fn titles_with_one_word_in_common_are_of_no_form() {
    let text = "die hafenbehörde von tellbruck sperrt am donnerstag die westliche einfahrt, weil ein wrack gehoben wird. \
        lotsen melden schiffe an.";
    let a = entry(1, "甲报", 0, "meldung b", text);
    let b = entry(2, "甲报", 0, "meldung c", text);
    assert_eq!(relation(&a, &b), Relation::Same);
}
