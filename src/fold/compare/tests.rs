//! Exact keys, forms, and the evidence that is stored.

use proptest::prelude::*;

use super::{MIN_CHARS, MIN_CHARS_OVER_DAYS, compare, compare_unless_apart};
use crate::fold::TERMS;
use crate::fold::test_entries::{
    NEXT_DAY, NOTICE, entry, profiled, relation, two_that_share_sentences,
};
use crate::model::{
    Bond, ContentHash, DocumentNumber, Evidence, OfficialDocument, Relation, Series,
};

#[test]
fn a_long_text_folds_by_its_hash_whatever_the_title_and_day() {
    let text = "长".repeat(MIN_CHARS_OVER_DAYS as usize);
    let one = entry(1, "甲报", 0, "长长标题", &text);
    let other = entry(2, "乙报", 9 * NEXT_DAY, "别的说法", &text);
    assert_eq!(relation(&one, &other), Relation::Same);
}

#[test]
fn a_short_text_does_not_fold_by_its_hash_alone() {
    let text = "今日不开展逆回购操作.".repeat(5);
    assert!(text.chars().count() < MIN_CHARS as usize);
    let one = entry(1, "甲报", 0, "三月二日公告", &text);
    let other = entry(2, "乙报", 7 * NEXT_DAY, "三月九日公告", &text);
    assert_ne!(relation(&one, &other), Relation::Same);
}

#[test]
fn equal_texts_under_the_titles_of_two_issues_are_two() {
    let form = "本周报由岚洲港务局每周一发布，供船长、代理和引航员参考。表中列出下周的泊位安排，并取代此前的各期；变更在工作频道公布。\
        拖轮申请自早上六点起以电话受理，费用按现行费率计算，潮汐与吃水请在抵港前向值班员核实。"
        .repeat(3);
    let issue = |week: u8| {
        entry(
            week,
            "甲报",
            i64::from(week) * NEXT_DAY,
            &format!("岚洲港泊位周报(第{week}期)"),
            &form,
        )
    };
    assert_ne!(relation(&issue(41), &issue(48)), Relation::Same);
    let reprint = entry(9, "乙报", 42 * NEXT_DAY, "岚洲港泊位周报(第41期)", &form);
    assert_eq!(relation(&issue(41), &reprint), Relation::Same);
}

#[test]
fn two_issues_are_told_by_any_number_of_their_titles() {
    let form = "this weekly letter goes to members of the growers association and lists the auctions and the hours \
        of the weighbridge. lots must be brought before noon on the day of sale. "
        .repeat(3);
    for (one, other) in [
        ("auction letter no.46", "auction letter no.47"),
        (
            "auction letter, vol.12 issue 3",
            "auction letter, vol.12 issue 4",
        ),
        ("auction letter q2", "auction letter q3"),
        ("岚洲电气上半年经营情况说明", "岚洲电气前三季度经营情况说明"),
        (
            "auction letter: november edition",
            "auction letter: december edition",
        ),
    ] {
        let first = entry(1, "甲报", 0, one, &form);
        let next = entry(2, "甲报", 7 * NEXT_DAY, other, &form);
        assert_ne!(relation(&first, &next), Relation::Same, "{one}");
        let reprint = entry(3, "乙报", NEXT_DAY, one, &form);
        assert_eq!(relation(&first, &reprint), Relation::Same, "{one}");
    }
}

#[test]
fn without_a_text_the_words_of_daily_columns_say_nothing_and_an_event_does() {
    for title in [
        "five things to know before the market opens today",
        "was anleger heute wissen müssen",
        "ce qu'il faut savoir avant l'ouverture de la bourse",
        "cinco cosas que debes saber hoy antes de la apertura",
        "今日重要财经数据和事件前瞻",
        "오늘 아침 꼭 알아야 할 경제 뉴스",
        "今朝の株式市场で注目すべき五つのポイント",
    ] {
        assert_ne!(
            related_as((title, ""), (title, "")),
            Relation::Same,
            "{title}"
        );
    }
    for title in [
        "varnholt senkt prognose für 2026",
        "汐川电缆拟收购澜山玻璃",
        "corbray cuts 200 jobs in hollin bank",
    ] {
        assert_eq!(
            related_as((title, ""), (title, "")),
            Relation::Same,
            "{title}"
        );
    }
}

#[test]
fn a_wall_is_known_although_titles_share_common_words_with_it() {
    let wall = "dieser artikel ist nur für abonnenten verfügbar. testen sie unser digitalabo vier wochen lang für einen \
        euro und lesen sie alle inhalte auf der website. sie sind bereits abonnent? dann melden sie sich bitte an.";
    let titles = [
        "kupferpreis steigt auf rekordhoch",
        "drei autobauer melden absatz",
        "molkerei schließt zwei werke",
    ];
    for [one, other] in titles.array_windows() {
        assert_ne!(
            related_as((one, wall), (other, wall)),
            Relation::Same,
            "{other}"
        );
    }
    let text = "die werke von varnholt melden für das erste quartal einen absatz von 4.200 pumpen. der vorstand rechnet \
        mit einem besseren jahr, weil die bahn neue züge bestellt hat.";
    let copies = (
        ("varnholt verkauft mehr pumpen", text),
        ("bahn hilft varnholt: besserer absatz", text),
    );
    assert_eq!(related_as(copies.0, copies.1), Relation::Same);
}

/// Two entries of two outlets, some minutes apart.
fn related_as(one: (&str, &str), other: (&str, &str)) -> Relation {
    let one = entry(1, "甲报", 0, one.0, one.1);
    let other = entry(2, "乙报", 1200, other.0, other.1);
    relation(&one, &other)
}

#[test]
fn a_title_that_says_nothing_over_no_text_is_not_news_in_common() {
    assert_ne!(
        related_as(("午间要闻", ""), ("午间要闻", "")),
        Relation::Same
    );
    assert_ne!(
        related_as(("morning note", ""), ("morning note", "")),
        Relation::Same
    );
    let telling = "岚洲船厂与海外客户签订四艘化学品船建造合同";
    assert_eq!(related_as((telling, ""), (telling, "")), Relation::Same);
    // The title of a column again is no text.
    let column = "corrections and clarifications";
    assert_ne!(
        related_as((column, column), (column, column)),
        Relation::Same
    );
    let news = "岚洲港口停航";
    assert_eq!(related_as((news, news), (news, news)), Relation::Same);
}

#[test]
fn one_text_below_the_names_of_two_columns_is_one_text() {
    let text = "the idea of a toll on the northern ferry returns every ten years, usually after a bad winter. it was wrong in 2006 and is wrong now: an island that sells fish needs a harbour that is open.";
    let (of_paper, of_site) = (
        "opinion: varnholt should not charge its ferries",
        "b. sorvat | varnholt should not charge its ferries",
    );
    assert_eq!(
        related_as((of_paper, text), (of_site, text)),
        Relation::Same
    );
}

#[test]
fn one_text_under_titles_of_other_matters_is_what_a_site_shows_instead_of_articles() {
    let wall = "该内容仅对订阅用户开放,请登录后继续阅读.订阅用户可畅读全站报道和行情数据,首月优惠,可随时取消,客服时间为工作日九点至十八点,给您带来不便敬请谅解,感谢您对我们工作的支持和理解,更多信息请查看帮助中心的常见问题栏目.";
    assert!(wall.chars().count() >= MIN_CHARS as usize);
    let one = entry(1, "甲报", 0, "橡胶期货创两年新低", wall);
    let other = entry(2, "甲报", 600, "三家水泥厂停窑", wall);
    assert_ne!(relation(&one, &other), Relation::Same);
    let named = entry(3, "乙报", 600, "订阅用户可畅读全站报道", wall);
    let again = entry(4, "丙报", 900, "登录后继续阅读行情数据", wall);
    assert_eq!(relation(&named, &again), Relation::Same);
}

#[test]
fn a_wall_that_counts_dates_or_numbers_itself_is_a_wall() {
    let german = |ticket: &str| {
        format!(
            "wir und unsere partner setzen cookies ein,um inhalte und anzeigen zu personalisieren. \
             bitte stimmen sie zu oder schliessen sie ein abonnement ab. fehlen ihnen rechte, \
             nennen sie dem kundendienst die vorgangsnummer {ticket} vom 15.06.2026"
        )
    };
    let french = |count: u32| {
        format!(
            "nous avons detecte un trafic inhabituel depuis votre reseau. veuillez confirmer que \
             vous n'etes pas un robot en cochant la case ci-dessous. tentative {count} sur 5 avant \
             le blocage de votre adresse pour une heure"
        )
    };
    let chinese = |ticket: &str| {
        format!(
            "系统检测到您的访问过于频繁,为保障服务稳定请完成下方验证后继续浏览.如非本人操作请联系客服并提供\
             请求编号{ticket},工作日九点至十八点有人值守,给您带来不便敬请谅解,验证通过后页面将自动跳转."
        )
    };
    for (one, other, first, second) in [
        (
            german("7f3a-11c9"),
            german("88b0-42d1"),
            "Stahlwerk kündigt Kurzarbeit an",
            "Weizenpreis steigt weiter",
        ),
        (
            french(1),
            french(2),
            "le port ferme deux quais",
            "nouvelle ligne de tramway",
        ),
        (
            chinese("a81f3"),
            chinese("c07d9"),
            "橡胶期货创两年新低",
            "三家水泥厂停窑",
        ),
    ] {
        let (first, second) = (first.to_lowercase(), second.to_lowercase());
        for outlet in ["甲报", "乙报"] {
            let one = entry(1, "甲报", 0, &first, &one);
            let other = entry(2, outlet, 600, &second, &other);
            assert_ne!(relation(&one, &other), Relation::Same, "{first}");
        }
    }
}

#[test]
fn one_notice_under_two_titles_of_its_matter_is_no_wall() {
    let notice = "岚洲港务局通知:受热带风暴影响,自6月15日零时起岚洲港暂停集装箱装卸作业,引航站停止引航,\
        恢复时间另行通知.各船公司应提前安排锚泊,并与值班调度保持联系,在港船舶按防台预案加固系缆.";
    let one = entry(1, "甲报", 0, "岚洲港暂停集装箱装卸作业", notice);
    let other = entry(2, "甲报", 60, "受热带风暴影响 岚洲港停止引航", notice);
    assert_eq!(relation(&one, &other), Relation::Same);
}

fn reply(number: &str) -> OfficialDocument {
    OfficialDocument {
        numbers: vec![DocumentNumber {
            series: Series::Proposal,
            session: Some("全国政协十三届四次会议".to_owned()),
            number: number.to_owned(),
        }],
        ..OfficialDocument::default()
    }
}

#[test]
fn replies_of_other_numbers_never_fold_however_alike() {
    let mut one = entry(1, "甲报", 0, "对提案的答复", NOTICE);
    let mut other = entry(2, "乙报", 0, "对提案的答复", NOTICE);
    one.0.document = Some(reply("1323"));
    other.0.document = Some(reply("1324"));
    let compared = compare(profiled(&one), profiled(&other));
    assert_eq!(compared.bond, Bond::Never);
}

#[test]
fn an_equal_number_speaks_for_an_excerpt_but_not_for_other_words() {
    let mut full = entry(1, "甲报", 0, "对提案的答复", NOTICE);
    let middle = "下一步将在滨海新区建设二期工程,预计2027年6月完工.";
    let mut excerpt = entry(2, "乙报", 9 * 3600, "滨海新区将建二期工程", middle);
    let apart = relation(&full, &excerpt);
    full.0.document = Some(reply("1323"));
    excerpt.0.document = Some(reply("1323"));
    assert_ne!(apart, Relation::Same);
    assert_eq!(relation(&full, &excerpt), Relation::Same);
    let mut digest = entry(
        3,
        "丙报",
        60,
        "膜材料怎么办",
        "委员关心的膜材料问题,部委已有回应,业内期待更多支持.",
    );
    digest.0.document = Some(reply("1323"));
    assert_eq!(relation(&full, &digest), Relation::Related);
}

#[test]
fn evidence_names_the_other_entry_and_its_heaviest_terms_first() {
    let one = entry(1, "甲报", 0, "海水淡化膜中试线建成投产", NOTICE);
    let mut other = entry(2, "乙报", 60, "海水淡化膜中试线建成投产", NOTICE);
    other.0.fingerprint.content = ContentHash::from_bytes([7; 32]);
    let compared = compare(profiled(&one), profiled(&other));
    let Evidence::Alike { with, terms, .. } = compared.evidence else {
        panic!("{compared:?}");
    };
    assert_eq!(with, other.0.key.to_string());
    let points: Vec<f64> = terms.iter().map(|term| term.points.abs()).collect();
    assert!(points.is_sorted_by(|a, b| a >= b), "{points:?}");
    assert!(
        terms
            .iter()
            .all(|term| TERMS.iter().any(|known| known.name == term.term))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn a_comparison_that_may_stop_early_finds_what_a_whole_one_finds(
        (one, other) in two_that_share_sentences(),
    ) {
        let whole = compare(profiled(&one), profiled(&other));
        let is_apart = whole.relation == Relation::Apart;
        let found = compare_unless_apart(profiled(&one), profiled(&other));
        prop_assert_eq!(found, (!is_apart).then_some(whole));
    }
}

#[test]
fn a_headline_alone_says_less_against_a_text_that_has_nothing_of_it_than_a_text_does() {
    let score = |text: &str| {
        let one = entry(1, "甲报", 0, "岚洲港务:第三季度扭亏为盈", text);
        let other = entry(2, "乙报", 60, "远山公路春季通车", NOTICE);
        match compare(profiled(&one), profiled(&other)).bond {
            Bond::Score(score) => score,
            bond => panic!("{bond:?}"),
        }
    };
    let alone = score("");
    let with_text = score("公司第三季度净利润为2.4亿元,上年同期亏损1.1亿元,主要因吞吐量恢复增长.");
    assert!(with_text < alone && alone < 0.0, "{with_text} {alone}");
}
