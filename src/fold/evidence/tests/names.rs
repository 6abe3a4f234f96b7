//! Subjects and names.

use crate::fold::measure;
use crate::fold::test_entries::{entry, folds, relation};
use crate::model::Relation;

const FREIGHT: &str = "holmby reported that freight volumes recovered in the third quarter and kept its outlook. it \
    will open two depots in the north next year and close one in the south, and hires 120 drivers.";

#[test]
fn a_subject_of_one_word_that_both_titles_name_is_not_missing() {
    let one = entry(1, "a", 0, "holmby: freight volumes recover", FREIGHT);
    let other = entry(
        2,
        "b",
        600,
        "holmby: freight volumes recover again",
        FREIGHT,
    );
    let measured = measure(&one.1, &other.1).unwrap();
    let missing = measured
        .iter()
        .find(|(term, _)| term.name == "subject-missing");
    assert!(missing.unwrap().1.abs() < f64::EPSILON);
}

#[test]
fn words_before_a_colon_that_the_text_does_not_name_are_no_subject() {
    let kicker = entry(1, "a", 0, "breaking: freight volumes recover", FREIGHT);
    assert!(kicker.1.subject.is_empty());
    let subject = entry(2, "b", 0, "holmby: freight volumes recover", FREIGHT);
    assert!(!subject.1.subject.is_empty());
}

#[test]
fn notices_of_one_form_about_two_subjects_are_two_wherever_the_subject_stands() {
    let metal = |name: &str| {
        (
            format!("{name}主力合约夜盘收跌1%"),
            format!("{name}主力合约夜盘收跌1%,空头增仓."),
        )
    };
    let recall = |name: &str| {
        (
            format!("{name} recalls 900 heaters over burn risk"),
            format!(
                "{name} said on monday it was recalling 900 heaters sold since may because a valve may leak."
            ),
        )
    };
    let loan = |name: &str| {
        (
            format!("开发银行新增贷款项目,借款方为{name}"),
            String::new(),
        )
    };
    for (one, other) in [
        (metal("沪镍"), metal("沪铅")),
        (recall("varnholt"), recall("ostrey")),
        (loan("肯尼亚"), loan("老挝")),
    ] {
        assert!(!folds((&one.0, &one.1), (&other.0, &other.1)), "{}", one.0);
        assert!(folds((&one.0, &one.1), (&one.0, &one.1)), "{}", one.0);
    }
}

#[test]
fn the_owner_of_a_thing_is_named_with_and_without_its_ending() {
    let cut = |name: &str| {
        (
            format!("{name} central bank cuts key rate to 4.25%"),
            format!(
                "{name}'s central bank lowered its key rate by a quarter of a point to 4.25% on monday, as expected."
            ),
        )
    };
    let (one, other) = (cut("poland"), cut("serbia"));
    assert!(!folds((&one.0, &one.1), (&other.0, &other.1)));
}

/// Two notices of one form in two outlets, a minute apart: only the subject differs.
#[test]
fn another_subject_in_the_same_place_keeps_two_notices_of_one_form_apart() {
    for (title, text, subjects) in [
        (
            "{}拟每10股派现2元",
            "{}公告,董事会审议通过利润分配预案,拟向全体股东每10股派发现金红利2元(含税),不送红股,不转增股本.",
            ["澜山玻璃", "汐川电缆"],
        ),
        (
            "{}擬每股派息3角",
            "{}公告,董事會通過中期股息方案,擬向全體股東每股派發股息3角,記錄日期為下月八日,預計於月底派付.",
            ["瀾山製衣", "汐川電子"],
        ),
        (
            "{}棚改专项债获批",
            "{}棚改专项债获省财政厅批复,额度为五亿元,期限十年,资金将用于旧城改造和配套道路建设,年内完成发行.",
            ["栖霞镇", "石臼镇"],
        ),
        (
            "{} lifts full-year outlook",
            "{} has lifted its outlook for the full year. The company now expects revenue to grow by eight per cent, it said on Wednesday. It had expected six per cent so far.",
            ["marlow optics", "denby pumps"],
        ),
        (
            "{} recalls batch of kettles",
            "{} is recalling a batch of kettles sold since spring because the handle may come loose. Customers get their money back at the till, the company said.",
            ["halvern", "quillor"],
        ),
        (
            "{} hebt prognose für das gesamtjahr an",
            "{} hat die prognose für das gesamtjahr angehoben. Das unternehmen rechnet nun mit einem wachstum von acht prozent, wie es am mittwoch mitteilte. Bisher waren sechs prozent erwartet worden.",
            ["taunusglas", "rhönkabel"],
        ),
        (
            "{} : mise à disposition du rapport annuel",
            "{} informe ses actionnaires que son rapport annuel a été mis à la disposition du public et déposé auprès du régulateur. il peut être consulté sur le site de la société.",
            ["valmoreau", "cordelise"],
        ),
        (
            "{}、期末配当は12円",
            "{}は期末配当を1株あたり12円とすると発表した.配当の基準日は3月末で,6月下旬に開く株主総会で正式に決める予定としている.",
            ["霧島硝子", "諏訪電線"],
        ),
        (
            "{}, 주당 300원 현금배당 결정",
            "{}은 보통주 1주당 300원의 현금배당을 결정했다고 공시했다. 배당기준일은 12월 31일이며 주주총회에서 확정된다.",
            ["해솔유리", "나린전선"],
        ),
    ] {
        let filled = |form: &str, subject: &str| form.replace("{}", subject);
        let [one, other] = [(1, "甲报"), (2, "乙报")].map(|(number, outlet)| {
            let subject = subjects[usize::from(number == 2)];
            let after = i64::from(number) * 60;
            entry(
                number,
                outlet,
                after,
                &filled(title, subject),
                &filled(text, subject),
            )
        });
        assert_ne!(relation(&one, &other), Relation::Same, "{title}");
        let copy = entry(
            3,
            "丙报",
            600,
            &filled(title, subjects[0]),
            &format!("{} ", filled(text, subjects[0])),
        );
        assert_eq!(relation(&one, &copy), Relation::Same, "{title}");
    }
}

#[test]
fn notices_of_one_outlet_under_one_title_are_told_apart_by_whom_their_texts_name() {
    for (title, text) in [
        (
            "关于变更注册资本的批复",
            "{}变更注册资本的批复.你公司关于变更注册资本的申请收悉,经审核,同意{}将注册资本由8亿元变更为9亿元,应自批复之日起3个月内完成登记.",
        ),
        (
            "风险提示公告",
            "鉴于{}股票近三个交易日收盘价格涨幅偏离值累计达到20%,属于异常波动,现提请投资者注意交易风险,理性投资.",
        ),
    ] {
        let [one, other] = [(1, "澜山玻璃"), (2, "汐川电缆")].map(|(number, subject)| {
            let after = i64::from(number) * 3600;
            entry(number, "交易所", after, title, &text.replace("{}", subject))
        });
        assert_ne!(relation(&one, &other), Relation::Same, "{title}");
    }
}

#[test]
fn what_stands_before_the_colon_of_two_titles_without_texts_may_be_a_column() {
    let listed = |number, second, name: &str| {
        let title = format!("龙虎榜:三家机构净买入{name}");
        entry(number, "甲报", second, &title, "")
    };
    let one = listed(1, 0, "澄湖电气");
    assert_ne!(relation(&one, &listed(2, 120, "望舒生物")), Relation::Same);
    assert_eq!(relation(&one, &listed(3, 120, "澄湖电气")), Relation::Same);
}

#[test]
fn how_long_a_share_rose_before_its_company_is_no_other_company() {
    let text =
        "经自查,公司未针对封装玻璃项目投资建设量产产线,不存在量产业务及对应营收,生产经营正常.";
    let notice = |name: &str, before: &str| {
        (
            format!("{before}{name}:未投资建设封装玻璃产线"),
            format!("{name}发布股价异动公告,{text}"),
        )
    };
    let folded = |(title, text): (String, String), (other, other_text): (String, String)| {
        folds((&title, &text), (&other, &other_text))
    };
    assert!(folded(notice("旗山集团", ""), notice("旗山集团", "3连板")));
    assert!(folded(notice("旗山集团", "6天4板"), notice("旗山集团", "")));
    assert!(!folded(notice("旗山集团", ""), notice("岚洲玻璃", "3连板")));
}

#[test]
fn who_says_so_before_a_colon_is_no_subject() {
    let filed = |name: &str| {
        let title = format!("据交易所文件:{name}新材料股份有限公司提交上市申请书");
        (title.clone(), format!("{title}."))
    };
    let ((title, text), (other, other_text)) = (filed("岚洲"), filed("砚山"));
    assert!(!folds((&title, &text), (&other, &other_text)));
    let bare = "岚洲新材料股份有限公司提交上市申请";
    let longer = format!("{bare},独家保荐人为星港证券.");
    assert!(folds((&title, &text), (bare, &longer)));
}

#[test]
fn the_first_words_of_two_texts_under_one_headline_name_whom_they_are_about() {
    let text =
        |name: &str| format!("{name}股份公告,股东拟减持公司不超3%股份,减持原因为个人资金需求.");
    let title = "股东拟减持公司不超3%股份";
    assert!(!folds((title, &text("岚洲")), (title, &text("砚山"))));
    assert!(folds(
        (title, &text("岚洲")),
        (title, &format!("今日{}", text("岚洲")))
    ));
}

#[test]
fn a_name_of_another_script_in_other_vowels_is_the_same_name() {
    let text = |name: &str| {
        format!(
            "the harbour board of varnholt named former skipper {name} sorvat as its envoy for grain on monday. the envoy will lead talks on a new ferry line in spring."
        )
    };
    let one = ("mykhailo sorvat named grain envoy", text("mykhailo"));
    let spelled = ("varnholt names mikhail sorvat grain envoy", text("mikhail"));
    let other = ("varnholt names torsten sorvat grain envoy", text("torsten"));
    assert!(folds((one.0, &one.1), (spelled.0, &spelled.1)));
    assert!(!folds((one.0, &one.1), (other.0, &other.1)));
    let quoted = |name: &str| {
        format!(
            "president volodar {name} said in varnholt on monday there could be no treaty without a guarantee for the harbour."
        )
    };
    assert!(folds(
        (
            "selenskoy: no treaty without guarantee",
            &quoted("selenskoy")
        ),
        (
            "selensky says no treaty without guarantee",
            &quoted("selensky")
        )
    ));
}

#[test]
fn a_subject_whose_words_the_other_text_has_in_another_order_is_named() {
    let text = "two skiers died and three were hurt on monday in an avalanche in brinsk valley, at about 2,100 metres, the mountain guard said.";
    assert!(folds(
        ("two skiers caught in brinsk valley", text),
        ("brinsk, avalanche: three hurt and two skiers dead", text)
    ));
}
