//! Copies and siblings of the kinds that outlets publish, in several languages, in pairs: what a
//! copy leaves out, adds or respells, and what a sibling puts into the same place.

use crate::fold::test_entries::{entry, relation};
use crate::model::Relation;

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;

/// Checks whether entries of two outlets fold, of which the second came `seconds` after the first.
#[track_caller]
pub(super) fn assert_folds(expected: bool, seconds: i64, one: (&str, &str), other: (&str, &str)) {
    let a = entry(1, "甲报", 0, one.0, one.1);
    let b = entry(2, "乙报", seconds, other.0, other.1);
    let folds = relation(&a, &b) == Relation::Same;
    assert_eq!(folds, expected, "{one:?} {other:?}");
}

#[test]
fn one_text_is_one_story_under_any_headline() {
    let text = "der pumpenbauer torhagen hat seine umsatzprognose für 2026 gesenkt. statt 4,2 milliarden euro erwartet \
        der vorstand nur noch 3,8 milliarden euro. grund sei die zurückhaltung der kunden in asien, teilte das \
        unternehmen am mittwoch mit.";
    let other = text.replace("milliarden", "mrd.");
    assert_folds(
        true,
        12 * MINUTE,
        (
            "torhagen senkt prognose für 2026",
            &format!("auhausen (dp-ax) - {text}"),
        ),
        ("torhagen kappt umsatzziel", &format!("{other} /dp")),
    );
    let reaction = format!(
        "die aktie von torhagen ist am mittwoch um 14 prozent auf 31,20 euro eingebrochen. {text}"
    );
    assert_folds(
        false,
        95 * MINUTE,
        ("torhagen senkt prognose für 2026", text),
        (
            "aktie von torhagen bricht nach gewinnwarnung um 14 prozent ein",
            &reaction,
        ),
    );
}

#[test]
fn the_price_of_a_share_after_news_is_other_news() {
    let news =
        "远岫医药公告,公司自主研发的YX203片获美国FDA授予突破性疗法认定,用于治疗复发难治性淋巴瘤."
            .to_lowercase();
    assert_folds(
        false,
        14 * HOUR,
        ("远岫医药:yx203片获fda突破性疗法认定", &news),
        (
            "远岫医药竞价涨停 yx203片获fda突破性疗法认定",
            "远岫医药竞价涨停,报36.2元,涨幅20%.消息面上,公司自主研发的yx203片获美国fda授予突破性疗法认定,\
             用于治疗复发难治性淋巴瘤.",
        ),
    );
    let news = "다온바이오는 미국 제약사와 1조2천억원 규모의 비만 치료제 기술수출 계약을 체결했다고 공시했다. 계약금은 600억원이다.";
    assert_folds(
        false,
        18 * MINUTE,
        ("다온바이오, 1조2천억 기술수출", news),
        (
            "[특징주] 다온바이오, 기술수출 소식에 상한가",
            &format!("다온바이오가 25일 장 초반 가격제한폭(29.9%)까지 올랐다. {news}"),
        ),
    );
    // The headline alone may tell of it.
    assert_folds(
        true,
        18 * MINUTE,
        ("다온바이오, 1조2천억 기술수출", news),
        ("다온바이오, 1조2천억 기술수출에 주가 급등", news),
    );
}

#[test]
fn a_stage_is_told_by_the_verb_of_each_language() {
    for (one, other) in [
        (
            "bundesrat berät gesetz zur netzentgeltreform",
            "bundesrat billigt gesetz zur netzentgeltreform",
        ),
        (
            "le sénat examine la loi sur les loyers",
            "le sénat adopte la loi sur les loyers",
        ),
        (
            "el congreso debate la reforma de las pensiones",
            "el congreso aprueba la reforma de las pensiones",
        ),
        (
            "câmara analisa projeto sobre apostas",
            "câmara aprova projeto sobre apostas",
        ),
        (
            "il senato esamina la legge sugli affitti",
            "il senato approva la legge sugli affitti",
        ),
        (
            "депутаты рассмотрят закон о платформах",
            "депутаты приняли закон о платформах",
        ),
        ("国会,燃料税法案を审议入り", "国会,燃料税法案を可决"),
    ] {
        let behind = ". the states criticised the costs for the north above all, 21 members spoke, and the vote of the \
            committee had been close.";
        assert_folds(
            false,
            5 * HOUR,
            (one, &format!("{one}{behind}")),
            (other, &format!("{other}{behind}")),
        );
        assert_folds(
            true,
            20 * MINUTE,
            (one, &format!("{one}{behind}")),
            (one, &format!("{one}{behind} more soon.")),
        );
    }
    // A debate is no stage.
    let text = "the council of corwen voted 14-6 on wednesday to back a 320 million pound plan for a new harbour wall, \
        ending years of debate. work is due to start in april";
    assert_folds(
        true,
        45 * MINUTE,
        (
            "corwen council backs harbour plan after years of debate",
            &format!("{text}, and the mayor said local firms would be first in line for contr"),
        ),
        (
            "harbour plan approved in corwen",
            &format!(
                "{text}, and the mayor said local firms would be first in line for contracts. opponents promised to go to court over the loss of a beach."
            ),
        ),
    );
}

#[test]
fn names_in_two_places_of_a_form_are_another_case() {
    let form = |buyer: &str, target: &str| {
        format!(
            "市场监管总局公布,无条件批准{buyer}收购{target}股权案.经审查,该项经营者集中对境内相关市场不具有排除,\
             限制竞争的效果.集中双方在相关市场的份额较低,且存在多家有力竞争者."
        )
    };
    let title = "市场监管总局无条件批准一起经营者集中案";
    assert_folds(
        false,
        MINUTE,
        (title, &form("远岫能源", "清渡电力")),
        (title, &form("永盛集团", "海陵物流")),
    );
    let reply = |asked: &str| {
        format!(
            "外交部发言人卢芩主持例行记者会.有记者提问,{asked},中方有何评论.发言人表示,中方立场是一贯的,明确的,希望有关各方保持克制."
        )
    };
    assert_folds(
        false,
        4 * MINUTE,
        (
            "外交部发言人就日方涉台言论答记者问",
            &reply("日本官员近日就台湾问题发表言论"),
        ),
        (
            "外交部发言人就美方加征关税答记者问",
            &reply("美国宣布对部分商品加征关税"),
        ),
    );
    // Outlets exchange the words beside a shared one.
    let rate = |words: &str| {
        format!(
            "日本央行宣布加息25个基点,将{words}0.75%上调至1.00%.日本央行表示,从2027年4月起暂停缩减购债,将每月购买规模维持在约2万亿日元."
        )
    };
    assert_folds(
        true,
        MINUTE,
        ("日本央行将政策利率上调25个基点至1%", &rate("政策利率自")),
        (
            "日本央行宣布加息25个基点 目标利率上调至1.00%",
            &rate("目标利率由"),
        ),
    );
}

#[test]
fn a_date_in_one_text_and_a_code_in_the_other_are_added() {
    assert_folds(
        true,
        5 * MINUTE,
        (
            "远岫医药:yx203片获fda突破性疗法认定",
            "远岫医药11月25日公告,公司自主研发的yx203片获美国食品药品监督管理局(fda)授予突破性疗法认定,\
             用于治疗复发难治性淋巴瘤.公司将加快推进注册临床.",
        ),
        (
            "远岫医药yx203片获美国fda突破性疗法认定",
            "财讯社11月25日电,远岫医药(688991.sh)公告称,公司自主研发的yx203片获美国fda授予突破性疗法认定,\
             用于治疗复发难治性淋巴瘤.",
        ),
    );
}

#[test]
fn a_headline_may_give_the_step_between_two_rates_of_the_text() {
    let text = "日银は25日の金融政策决定会合で,政策金利を0.5%から0.75%に引き上げることを决めた.";
    assert_folds(
        true,
        2 * MINUTE,
        (
            "日银,政策金利を0.75%に引き上げ",
            &format!("{text}全员一致で决定した."),
        ),
        (
            "日银が0.25%利上げ,政策金利0.75%",
            &format!("{text}全会一致."),
        ),
    );
}

#[test]
fn a_text_gives_the_latin_name_of_its_subject() {
    let text = "称,将恢复对华销售一款芯片,预计首批订单在明年一季度交付,公司已提交许可申请.";
    assert_folds(
        true,
        8 * MINUTE,
        ("torvia:h20芯片将恢复对华销售", &format!("torvia{text}")),
        (
            "拓维亚:将恢复对华销售芯片",
            &format!("拓维亚(torvia){text}"),
        ),
    );
    assert_folds(
        false,
        8 * MINUTE,
        ("torvia:h20芯片将恢复对华销售", &format!("torvia{text}")),
        ("科芯微:将恢复对华销售芯片", &format!("科芯微(koxin){text}")),
    );
}

#[test]
fn two_headlines_that_share_a_name_are_no_wall_whichever_comes_first() {
    let one = entry(
        1,
        "甲报",
        0,
        "la bce laisse ses taux inchangés",
        "la banque centrale européenne a laissé jeudi son taux de dépôt inchangé à 2,00%. l'inflation est proche de \
         l'objectif de 2%, a-t-elle estimé.",
    );
    let other = entry(
        2,
        "乙报",
        4 * MINUTE,
        "zone euro: statu quo monétaire de la bce",
        "la banque centrale européenne (bce) a laissé jeudi son taux de dépôt inchangé à 2%. l'inflation est proche de \
         l'objectif de 2%, a-t-elle estimé.",
    );
    assert_eq!(relation(&one, &other), Relation::Same);
}

#[test]
fn an_elided_article_is_no_value() {
    assert_folds(
        true,
        15 * MINUTE,
        (
            "la bce baisse son taux de 25 points de base",
            "la banque centrale européenne a abaissé son taux de 25 points de base à 2,00%. les économistes s'y attendaient.",
        ),
        (
            "la bce baisse son taux d'un quart de point",
            "la banque centrale européenne a abaissé son taux d'un quart de point à 2,00%. les économistes s'y attendaient.",
        ),
    );
}

#[test]
fn a_digest_that_begins_with_the_news_holds_more() {
    assert_folds(
        false,
        40 * MINUTE,
        (
            "澄湖电气:拟收购砚山材料51%股权",
            "澄湖电气公告,拟收购砚山材料51%股权.",
        ),
        (
            "晚间公告集锦:澄湖电气拟收购砚山材料51%股权",
            "1,澄湖电气拟收购砚山材料51%股权.2,星港控股前三季度净利增8%.3,湖畔证券获批设立资管子公司.4,岭南水务中标12亿元项目.",
        ),
    );
}

#[test]
fn names_of_products_with_a_word_in_common_are_two() {
    let form = |product: &str| {
        format!(
            "柏晏制药公告,子公司收到国家药监局核准签发的{product}《药品补充申请批准通知书》,该药品通过仿制药质量和疗效一致性评价."
        )
    };
    let title = "柏晏制药:子公司产品通过一致性评价";
    assert_folds(
        false,
        2 * MINUTE,
        (title, &form("盐酸氨溴索注射液")),
        (title, &form("注射用头孢曲松钠")),
    );
}

#[test]
fn a_currency_is_the_same_in_full_and_shortened_and_so_is_per_cent() {
    assert_folds(
        true,
        10 * MINUTE,
        (
            "рубль подешевел к доллару",
            "официальный курс доллара на 26 ноября установлен на уровне 81,25 руб., следует из данных банка россии. \
             днем ранее курс составлял 80,70 руб. курс евро вырос до 93,61 руб.",
        ),
        (
            "цб установил курс доллара на 26 ноября: 81,25 рубля",
            "официальный курс доллара на 26 ноября установлен на уровне 81,25 рубля, следует из данных банка россии. \
             днём ранее курс составлял 80,70 рубля. курс евро вырос до 93,61 рубля.",
        ),
    );
    let text = "lanmouth foods inc. agreed to buy torvik drinks co. for $4.3 billion in cash, its biggest deal in a decade. \
        holders of torvik will get $51 a share, a premium of 22%, according to a statement wednesday.";
    assert_folds(
        true,
        14 * MINUTE,
        ("lanmouth foods to buy torvik drinks for $4.3 billion", text),
        (
            "lanmouth to acquire torvik in $4.3bn cash deal",
            &text.replace("22%", "22pc").replace(" billion", "bn"),
        ),
    );
}

#[test]
fn a_headline_may_stand_behind_the_name_of_a_column_and_a_place_before_its_time() {
    assert_folds(
        true,
        11 * MINUTE,
        (
            "隔夜美股|三大指数收涨,纳指涨1.2%",
            "美东时间周二,美股三大指数集体收涨,道指涨0.61%,标普500指数涨0.91%,纳指涨1.2%.大型科技股多数上涨.",
        ),
        (
            "美股收盘:三大股指全线上涨 纳指涨1.2%",
            "当地时间周二,美股三大指数集体收涨,截至收盘,道指涨0.61%报46448点,标普500指数涨0.91%报6765点,\
             纳指涨1.2%报23025点.大型科技股多数上涨.",
        ),
    );
}

#[test]
fn what_closes_and_what_reopens_are_two_events() {
    assert_folds(
        false,
        3 * HOUR,
        (
            "lanmouth airport closes runway after bird strike",
            "lanmouth airport closed its runway on wednesday after a bird strike forced a jet to return. some 40 flights \
             were delayed.",
        ),
        (
            "lanmouth airport reopens runway after bird strike",
            "lanmouth airport reopened its runway on wednesday after a bird strike had forced a jet to return. some 40 \
             flights were delayed.",
        ),
    );
}

#[test]
fn who_declines_to_comment_tells_more_than_the_report() {
    let report = "澜行集团正秘密测试新版支付软件,新版本颠覆原有用户交互,可一键切入对话界面,实现从服务到资金管理的智能化.";
    assert_folds(
        false,
        12 * HOUR,
        (
            "澜行集团正秘密测试新版支付软件",
            &format!("记者获悉,{report}"),
        ),
        (
            "“澜行集团正秘密测试新版支付软件”?澜行集团拒绝评论",
            &format!("昨日下午,市场传出消息,{report}对此,澜行集团拒绝评论."),
        ),
    );
}

#[test]
fn one_short_text_below_the_names_of_two_is_a_form() {
    let text = "公司董事会于25日审议通过了相关议案,同意公司使用部分闲置募集资金进行现金管理,额度不超过3亿元,期限12个月,\
        在额度内可循环滚动使用,董事会授权管理层签署合同,资金可以投资于安全性高的产品,但不得用于其他证券投资.";
    assert_folds(
        false,
        3 * MINUTE,
        ("柏晏制药使用闲置募集资金进行现金管理", text),
        ("云樾生物使用闲置募集资金进行现金管理", text),
    );
    // The text names one of them, who may have two names.
    let named = text.replace("公司董事会", "柏晏制药董事会");
    assert_folds(
        true,
        3 * MINUTE,
        ("柏晏制药使用闲置募集资金进行现金管理", &named),
        ("海东药企使用闲置募集资金进行现金管理", &named),
    );
    let text = "the company said its board had approved the plan unanimously and that the programme would run for twelve \
        months from the first of january, subject to market conditions. it gave no further details.";
    assert_folds(
        false,
        20 * MINUTE,
        ("lanmouth foods approves share buyback", text),
        ("torvik drinks approves share buyback", text),
    );
    assert_folds(
        true,
        20 * MINUTE,
        ("lanmouth foods approves share buyback", text),
        ("lanmouth foods board backs share buyback", text),
    );
}
