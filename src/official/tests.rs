use proptest::prelude::*;

use super::spelling::{bare_number, in_chinese, numeral, unified};
use super::{MARKS, may_have_mark, read_document};
use crate::model::{DocumentNumber, NumberAgreement, OfficialDocument, Series};

fn read(title: &str, body: &str) -> OfficialDocument {
    read_document(title, body).unwrap_or_else(|| panic!("no document: {title} {body}"))
}

fn numbers(list: &[DocumentNumber]) -> Vec<String> {
    list.iter()
        .map(|number| {
            let session = number.session.as_deref().unwrap_or("-");
            format!("{} {session} {}", number.series.as_str(), number.number)
        })
        .collect()
}

fn cited(document: &OfficialDocument) -> Vec<String> {
    numbers(&document.mentioned().cloned().collect::<Vec<_>>())
}

fn reply(number: &str) -> OfficialDocument {
    read(
        "某部：回应养老机器人标准",
        &format!(
            "对十四届全国政协二次会议第{number}号（社会管理类0{number}号）提案的答复\n李某某委员：\n您提出的《关于完善养老机器人标准的提案》收悉，经商民政部、科技部，现答复如下：\n根据《关于发展银发经济的意见》（国办发〔2024〕1号），我们开展了标准研制。\n工业和信息化部\n2024年8月1日"
        ),
    )
}

#[test]
fn a_number_in_brackets_before_its_mark_is_a_mark() {
    for title in [
        "某部公告2024年第（12）号",
        "某部公告2024年第(12) 号",
        "某部公告 第 12　号",
    ] {
        assert!(may_have_mark(title), "{title}");
        assert!(MARKS.as_ref().unwrap().is_match(title), "{title}");
    }
    for title in ["口号", "信号与符号", "岚港的账号"] {
        assert!(!MARKS.as_ref().unwrap().is_match(title), "{title}");
    }
}

#[test]
fn a_session_has_one_name_however_it_is_written() {
    for (written, name) in [
        ("全国政协十三届四次会议", "全国政协十三届四次会议"),
        ("政协第十三届全国委员会第四次会议", "全国政协十三届四次会议"),
        ("政协十三届全国委员会四次会议", "全国政协十三届四次会议"),
        ("十三届全国政协四次会议", "全国政协十三届四次会议"),
        ("政協第十三屆全國委員會第四次會議", "全国政协十三届四次会议"),
        ("全国政协第13届第4次会议", "全国政协十三届四次会议"),
        (
            "中国人民政治协商会议第十三届全国委员会第四次会议",
            "全国政协十三届四次会议",
        ),
        ("十四届全国人大一次会议", "十四届全国人大一次会议"),
        (
            "第十四届全国人民代表大会第一次会议",
            "十四届全国人大一次会议",
        ),
        ("全国人大十四届一次会议", "十四届全国人大一次会议"),
        ("十四届全国人大\n一次会议", "十四届全国人大一次会议"),
        ("广东省政协十三届二次会议", "广东省政协十三届二次会议"),
        (
            "政协广东省第十三届委员会第二次会议",
            "广东省政协十三届二次会议",
        ),
        (
            "政协第十三届广东省委员会第二次会议",
            "广东省政协十三届二次会议",
        ),
        (
            "广东省第十四届人民代表大会第二次会议",
            "广东省十四届人大二次会议",
        ),
        ("广东省十四届人大二次会议", "广东省十四届人大二次会议"),
    ] {
        let body = format!(
            "关于{written}\n第88号意见办理的答复函\n王某代表：\n您提出的意见收悉，现答复如下：略"
        );
        let found = read("办理答复", &body);
        let sessions: Vec<_> = found.numbers.iter().map(|n| n.session.as_deref()).collect();
        assert_eq!(sessions, [Some(name)], "{written}");
    }
}

#[test]
fn a_number_has_one_spelling() {
    for written in [
        "第1323号",
        "第 1323 号",
        "第１３２３号",
        "第01323号",
        "第1 323号",
        "第1323號",
        "1323号",
        "第1323号（经济类）",
    ] {
        let title = format!("关于政协第十三届全国委员会第四次会议{written}提案答复的函");
        let found = read(&title, "");
        assert_eq!(
            numbers(&found.numbers),
            ["提案 全国政协十三届四次会议 1323"],
            "{written}"
        );
    }
    for written in [
        "国办函〔2006〕82号",
        "国办函[2006]82号",
        "国办函【2006】82号",
        "国办函（2006）82号",
        "国办函［２００６］８２号",
        "国办函 〔2006〕 82 号",
        "国办函〔2006〕第82号",
        "國辦函〔2006〕082號",
        "（国办函〔2006〕82号）",
    ] {
        let body = format!("关于某事的复函\n{written}\n正文从这里开始，写得比较长，说明有关情况。");
        let found = read("关于某事的复函", &body);
        assert_eq!(
            numbers(&found.numbers),
            ["文号 2006 国办函〔2006〕82"],
            "{written}"
        );
        assert_eq!(found.issuer.as_deref(), Some("国务院办公厅"));
    }
    for written in [
        "财政部公告2023年第12号",
        "财政部公告〔2023〕12号",
        "财政部公告〔2023〕第12号",
        "财政部 公告 2023年 第12号",
        "财政部发布2023年第12号公告",
        "财政部税务总局公告2023年第12号",
        "中华人民共和国财政部公告2023年第12号",
        "Ministry of Finance Announcement No. 12 of 2023",
        "Announcement [2023] No. 12 of the Ministry of Finance",
    ] {
        let found = read(written, "");
        assert_eq!(
            numbers(&found.numbers),
            ["公告 2023 财政部公告〔2023〕12"],
            "{written}"
        );
        assert_eq!(found.issuer.as_deref(), Some("财政部"), "{written}");
    }
    for written in [
        "国务院令第736号",
        "第736号国务院令",
        "中华人民共和国国务院令 第七百三十六号",
    ] {
        let found = read(written, "");
        assert_eq!(numbers(&found.numbers), ["令 国务院 736"], "{written}");
    }
}

#[test]
fn two_replies_of_one_template_are_two_documents() {
    let (one, other) = (reply("1323"), reply("1324"));
    assert_eq!(one.agreement(&other), NumberAgreement::Different);
    assert_eq!(one.agreement(&reply("1323")), NumberAgreement::Same);
    assert_eq!(
        numbers(&one.numbers),
        [
            "提案 全国政协十四届二次会议 1323",
            "提案 全国政协十四届二次会议 社会管理类1323"
        ]
    );
    assert_eq!(cited(&one), ["文号 2024 国办发〔2024〕1"]);
    assert_eq!(one.issuer.as_deref(), Some("工业和信息化部"));
    assert_eq!(one.departments, ["民政部", "科学技术部"]);
    assert_eq!(one.addressee.as_deref(), Some("李某某委员"));
    assert_eq!(
        one.signed.map(|day| day.to_string()).as_deref(),
        Some("2024-08-01")
    );
}

#[test]
fn a_reply_may_answer_several_proposals_and_a_copy_name_one_of_them() {
    for written in [
        "第0101号、第0102号和第0205号建议的答复",
        "第101、102、205号建议的答复",
        "第101号、102号及205号建议的答复",
        "第101号（农业类7）、第102号、第205号建议的答复",
    ] {
        let title = format!("农业农村部对十四届全国人大三次会议{written}");
        let all = read(&title, "");
        let plain: Vec<&str> = all
            .numbers
            .iter()
            .map(|n| n.number.as_str())
            .filter(|n| n.chars().all(|c| c.is_ascii_digit()))
            .collect();
        assert_eq!(plain, ["101", "102", "205"], "{written}");
        let one = read("农业农村部答复十四届全国人大三次会议第102号建议", "");
        assert_eq!(all.agreement(&one), NumberAgreement::Same);
    }
}

#[test]
fn a_sentence_may_cite_several_numbers() {
    for (body, expected) in [
        (
            "某社讯，工信部近日答复第5218、5219号提案，一份谈值守，一份谈照明。",
            vec!["提案 - 5218", "提案 - 5219"],
        ),
        (
            "某社讯，工信部分别答复了第5218号提案和第5218号建议，都谈值守。",
            vec!["提案 - 5218", "建议 - 5218"],
        ),
        (
            "某社讯，工信部近日对05218号提案作出答复，谈的是值守。",
            vec!["提案 - 5218"],
        ),
    ] {
        let found = read("灯塔来信", body);
        let mut all = numbers(&found.numbers);
        all.extend(cited(&found));
        all.sort_by_key(|number| !number.starts_with("提案"));
        assert_eq!(all, expected, "{body}");
    }
}

#[test]
fn a_number_without_session_takes_the_only_session_of_the_head() {
    let found = read(
        "",
        "对全国政协十四届二次会议提案的答复\n赵某委员：\n您提出的《关于支持县域物流的提案》（第00321号）收悉，现答复如下：\n略",
    );
    assert_eq!(numbers(&found.numbers), ["提案 全国政协十四届二次会议 321"]);
    let unknown = read("关于第321号提案答复的函", "");
    assert_eq!(numbers(&unknown.numbers), ["提案 - 321"]);
    assert_eq!(unknown.agreement(&found), NumberAgreement::Unknown);
}

#[test]
fn a_cited_number_is_mentioned_and_not_the_texts_own() {
    for (title, body) in [
        (
            "",
            "根据《关于促进大数据发展的意见》（国发〔2015〕28号），某地近日启动了平台建设，投入较大。",
        ),
        (
            "某地解读",
            "本市按照国发〔2015〕28号文件要求，开展了多项工作，成效明显。",
        ),
        ("关于修改国发〔2015〕28号文件有关条款的思考", ""),
        ("国发〔2015〕28号文有哪些看点", ""),
        (
            "",
            "某公司公告，公司收到国务院下发的《批复书》（国发〔2015〕28号），项目获得同意。",
        ),
    ] {
        let found = read(title, body);
        assert_eq!(
            numbers(&found.numbers),
            Vec::<String>::new(),
            "{title}{body}"
        );
        assert_eq!(cited(&found), ["文号 2015 国发〔2015〕28"], "{title}{body}");
    }
    let old = read(
        "对十四届全国人大三次会议第11号建议的答复",
        "张某代表：\n您提出的建议收悉，现答复如下：\n此前我们在十四届全国人大二次会议第12号建议的答复中已有说明。",
    );
    assert_eq!(numbers(&old.numbers), ["建议 十四届全国人大三次会议 11"]);
    assert_eq!(cited(&old), ["建议 十四届全国人大二次会议 12"]);
}

#[test]
fn a_report_that_says_who_answered_or_issued_has_the_number() {
    let found = read(
        "科技部回应青年人才培养",
        "某社讯，科技部在对全国政协十四届二次会议第77号提案的答复中表示，将加大对青年人才的支持力度，完善评价机制。",
    );
    assert_eq!(numbers(&found.numbers), ["提案 全国政协十四届二次会议 77"]);
    assert_eq!(found.issuer.as_deref(), Some("科学技术部"));
    let found = read(
        "",
        "国务院近日印发《关于深化某项改革的意见》（国发〔2025〕9号），提出十二条措施，自发布之日起施行。",
    );
    assert_eq!(numbers(&found.numbers), ["文号 2025 国发〔2025〕9"]);
    assert_eq!(found.issuer.as_deref(), Some("国务院"));
    let found = read("工信部、商务部联合印发《智能家居产业行动方案》", "");
    assert_eq!(found.issuer.as_deref(), Some("工业和信息化部"));
    assert_eq!(found.departments, ["商务部"]);
    assert_eq!(found.titles, ["智能家居产业行动方案"]);
    let found = read("MIIT issues 《Smart Home Plan》", "");
    assert_eq!(found.issuer.as_deref(), Some("工业和信息化部"));
    let found = read("某国贸易部发布第2025/31号公告", "");
    assert_eq!(
        numbers(&found.numbers),
        ["公告 2025 某国贸易部公告〔2025〕31"]
    );
}

#[test]
fn salutations_name_the_addressee() {
    for (line, addressee) in [
        ("刘某某代表：", "刘某某代表"),
        ("周某某等代表:", "周某某等代表"),
        ("马某等4名代表：", "马某等4名代表"),
        ("阿某提·买某某委员：您提出的提案收悉。", "阿某提·买某某委员"),
        ("民建中央：", "民建中央"),
        ("甲某、乙某委员：", "甲某、乙某委员"),
        (
            "关于全国政协十四届一次会议第9号提案答复的函 钱某委员：您提出的提案收悉。",
            "钱某委员",
        ),
    ] {
        let body = format!(
            "关于全国政协十四届一次会议第9号提案的答复\n{line}\n您提出的提案收悉，现答复如下：\n略"
        );
        assert_eq!(
            read("答复", &body).addressee.as_deref(),
            Some(addressee),
            "{line}"
        );
    }
    let speech = read_document(
        "代表热议",
        "孙某代表：我认为《规划》很好，建议提高到第3号优先级。",
    );
    assert!(speech.is_none_or(|found| found.addressee.is_none()));
    let notice = read(
        "关于做好某项工作的通知",
        "财办〔2025〕31号\n各省、自治区、直辖市财政厅（局）：\n为做好有关工作，现通知如下：\n一、提高认识。\n财政部办公厅\n2025年5月6日",
    );
    assert_eq!(
        notice.addressee.as_deref(),
        Some("各省、自治区、直辖市财政厅(局)")
    );
    assert_eq!(notice.issuer.as_deref(), Some("财政部"));
}

#[test]
fn an_authority_that_is_asked_or_addressed_is_not_the_issuer() {
    let asked = read(
        "对十四届全国人大三次会议第45号建议的答复",
        "您提出的建议收悉。会同财政部研究，现答复如下：略。",
    );
    assert_eq!(asked.issuer, None);
    let granted = read(
        "国务院关于同意某项规划的批复",
        "国函〔2025〕4号\n海南省人民政府、商务部：\n你们关于审批某项规划的请示收悉。现批复如下：\n国务院\n2025年1月9日",
    );
    assert_eq!(granted.issuer.as_deref(), Some("国务院"));
    assert_eq!(granted.addressee.as_deref(), Some("海南省人民政府、商务部"));
    let joint = read(
        "中国人民银行 金融监管总局 中国证监会关于某事的通知",
        "银发〔2025〕2号\n现通知如下：\n中国人民银行 金融监管总局\n中国证监会\n2025年2月1日",
    );
    assert_eq!(joint.issuer.as_deref(), Some("中国人民银行"));
    assert_eq!(
        joint.departments,
        ["国家金融监督管理总局", "中国证券监督管理委员会"]
    );
    let bare = read(
        "中国证监会公告",
        "〔2025〕5号\n现公布《某规则》，自公布之日起施行。",
    );
    assert_eq!(
        numbers(&bare.numbers),
        ["公告 2025 中国证券监督管理委员会公告〔2025〕5"]
    );
    let city = read("对市十六届人大二次会议第21号代表建议的答复", "");
    assert_eq!(numbers(&city.numbers), ["建议 - 21"]);
    let daily = read(
        "公开市场业务交易公告 [2025]第10号",
        "中国人民银行今日开展了逆回购操作。",
    );
    assert_eq!(
        numbers(&daily.numbers),
        ["公告 2025 公开市场业务交易公告〔2025〕10"]
    );
    assert_eq!(daily.issuer.as_deref(), Some("中国人民银行"));
}

#[test]
fn issuers_have_one_name_and_namesakes_stay_apart() {
    for (title, issuer) in [
        ("工信部印发《某办法》", Some("工业和信息化部")),
        (
            "国家发改委、财政部发布《某目录》",
            Some("国家发展和改革委员会"),
        ),
        ("央行发布《某报告》", Some("中国人民银行")),
        ("上交所就《某规则》公开征求意见", Some("上海证券交易所")),
        ("深圳市发改委印发《某办法》", Some("深圳市发改委")),
        (
            "广东省人民政府办公厅印发《某方案》",
            Some("广东省人民政府办公厅"),
        ),
        ("浙江证监局发布《某提示》", Some("浙江省证监局")),
        ("17日商务部发布《某清单》", Some("商务部")),
        ("美国农业部发布《供需报告》", None),
        ("农业部发布《某公告》", Some("农业部")),
    ] {
        let found = read_document(title, "");
        assert_eq!(
            found.and_then(|found| found.issuer).as_deref(),
            issuer,
            "{title}"
        );
    }
}

#[test]
fn ordinary_news_is_no_document() {
    for (title, body) in [
        (
            "沪指收涨0.5%",
            "沪指今日高开高走，两市成交额突破万亿元，农业板块领涨，商务部数据提振情绪。",
        ),
        (
            "工信部：前五月利润增长",
            "工信部数据显示，前五个月规模以上企业利润同比增长7.1%，92号汽油价格回落。",
        ),
        (
            "长征三号火箭发射成功",
            "我国使用长征三号运载火箭将卫星送入轨道，这是该系列第500次飞行。",
        ),
        (
            "某药企：子公司获批",
            "公司公告，子公司收到国家药监局签发的《药物临床试验批准通知书》，同意开展试验。",
        ),
        (
            "早间要闻精选",
            "1、国务院印发《某规划》；2、央行开展逆回购操作。",
        ),
        (
            "十四届全国人大四次会议3月5日开幕",
            "十四届全国人大四次会议5日上午9时开幕，听取政府工作报告《略》。",
        ),
    ] {
        assert_eq!(read_document(title, body), None, "{title}");
    }
}

#[test]
fn a_draft_is_known_by_title_and_round_and_is_not_the_final_text() {
    let first = read("某局就《网络零售管理办法（征求意见稿）》公开征求意见", "");
    assert_eq!(numbers(&first.numbers), ["征求意见稿 - 网络零售管理办法"]);
    let second = read(
        "商务部就《网络零售管理办法（第二次征求意见稿）》公开征求意见",
        "",
    );
    assert_eq!(first.agreement(&second), NumberAgreement::Different);
    assert_eq!(first.agreement(&first), NumberAgreement::SameDraft);
    let last = read("商务部令2025年第3号 公布《网络零售管理办法》", "");
    assert_eq!(numbers(&last.numbers), ["令 商务部 〔2025〕3"]);
    assert_eq!(first.agreement(&last), NumberAgreement::Different);
    let comment = read(
        "某平台：支持新规",
        "商务部发布《网络零售管理办法（征求意见稿）》，公开征求意见。某平台表示支持。",
    );
    assert!(comment.numbers.is_empty());
}

#[test]
fn titles_nest_and_short_names_are_not_titles() {
    let found = read(
        "",
        "工信部起草了《关于修改〈某某法实施条例〉的决定》（以下简称《决定草案》），《决定草案》已公布。\n附件：《关于修改<某某法>的说明 (一)》、《甲《乙》丙》、《未完的标题",
    );
    assert_eq!(
        found.titles,
        [
            "关于修改〈某某法实施条例〉的决定",
            "关于修改〈某某法〉的说明（一）",
            "甲〈乙〉丙"
        ]
    );
}

#[test]
fn companies_count_their_announcements_by_security() {
    let of = |code: &str, number: &str| {
        read(
            "某公司关于回购进展的公告",
            &format!(
                "证券代码：{code} 证券简称：某公司 公告编号：{number}\n某公司关于回购进展的公告\n本公司董事会保证公告内容真实、准确、完整。"
            ),
        )
    };
    let one = of("600001", "临2024-015");
    assert_eq!(numbers(&one.numbers), ["公告 600001 2024-015"]);
    assert_eq!(one.issuer.as_deref(), Some("某公司"));
    assert_eq!(
        one.agreement(&of("600001", "2024-015号")),
        NumberAgreement::Same
    );
    assert_eq!(
        one.agreement(&of("600001", "2024-016")),
        NumberAgreement::Different
    );
    assert_eq!(
        one.agreement(&of("600001", "2023-015")),
        NumberAgreement::Different
    );
    assert_eq!(
        one.agreement(&of("000002", "2024-016")),
        NumberAgreement::Unknown
    );
}

#[test]
fn years_of_one_offices_numbers_are_compared() {
    let of = |number: &str| {
        read(
            "关于节假日安排的通知",
            &format!("{number}\n为便于安排工作，现通知如下。"),
        )
    };
    let one = of("国办发明电〔2022〕16号");
    assert_eq!(
        one.agreement(&of("国办发明电〔2023〕7号")),
        NumberAgreement::Different
    );
    assert_eq!(
        one.agreement(&of("银发〔2022〕16号")),
        NumberAgreement::Unknown
    );
}

#[test]
fn english_notices_are_read() {
    let found = read(
        "Reply to Proposal No. 1323 of the Fourth Session of the 13th CPPCC National Committee",
        "The Ministry of Industry and Information Technology released its reply.",
    );
    assert!(
        found
            .numbers
            .iter()
            .any(|n| n.number == "1323" && n.series == Series::Proposal)
    );
    let found = read("MOFCOM Announcement No. 5 of 2025 on export controls", "");
    assert_eq!(numbers(&found.numbers), ["公告 2025 商务部公告〔2025〕5"]);
}

#[test]
fn the_json_has_the_fields_of_the_contract() {
    let found = read("关于全国政协十四届二次会议第7号提案答复的函", "");
    assert_eq!(
        serde_json::to_string(&found).unwrap(),
        r#"{"issuer":null,"departments":[],"addressee":null,"titles":[],"numbers":[{"series":"提案","session":"全国政协十四届二次会议","number":"7"}]}"#
    );
    let whole = reply("1323");
    let stored = serde_json::to_string(&whole).unwrap();
    assert_eq!(
        serde_json::from_str::<OfficialDocument>(&stored).unwrap(),
        whole
    );
}

#[test]
fn numbers_titles_and_mentions_are_bounded() {
    let body: String = (1..2000)
        .map(|n| format!("《办法{n}》财办〔2024〕{n}号、第{n}号提案"))
        .collect::<Vec<_>>()
        .join("\n");
    let found = read("财政部公布《目录》", &body);
    assert!(found.titles.len() <= 20 && found.numbers.len() <= 24 && found.mentions.len() <= 24);
}

fn official_text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "第",
        "号",
        "1323",
        "〔2006〕",
        "[",
        "]",
        "（",
        "）",
        "国办函",
        "财政部",
        "公告",
        "令",
        "年",
        "2023",
        "全国政协",
        "十三届",
        "四次会议",
        "提案",
        "建议",
        "委员：",
        "您提出的",
        "《",
        "》",
        "〈",
        "\n",
        " ",
        "。",
        "，",
        "、",
        "答复",
        "征求意见稿",
        "No. ",
        "根据",
        "编号：",
        "临2024-01",
        "届",
        "次",
        "零",
        "日",
        "月",
        "é",
        "Ａ",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn no_text_panics_and_all_that_is_found_is_canonical(title in official_text(), body in official_text()) {
        if let Some(found) = read_document(&title, &body) {
            for number in found.numbers.iter().chain(found.mentioned()) {
                prop_assert!(!number.number.is_empty());
                prop_assert_eq!(found.agreement(&found) == NumberAgreement::Different, false);
            }
            prop_assert_eq!(read_document(&title, &body), Some(found));
        }
    }

    #[test]
    fn any_text_is_read_without_panic(title in ".{0,40}", body in "(?s).{0,300}") {
        let found = read_document(&title, &body);
        prop_assert_eq!(read_document(&title, &body), found);
    }

    #[test]
    fn folding_twice_is_folding_once(text in official_text()) {
        let once = unified(&text);
        prop_assert_eq!(unified(&once), once);
    }

    #[test]
    fn numerals_read_back(value in 1u32..100) {
        prop_assert_eq!(numeral(&in_chinese(value)), Some(value));
        prop_assert_eq!(bare_number(&format!("00{value}")), value.to_string());
    }
}

#[test]
fn an_authority_that_was_only_asked_joined_cited_or_addressed_is_not_the_issuer() {
    let signed = "岚洲渔业与港口部\n2026年3月18日";
    for (body, issuer) in [
        // An organ that no table has signed it: its neighbours do not take its place.
        (format!("周望舒委员：\n您提出的《关于海堤的提案》收悉，经商海洋与港口部、国库与财政部，现答复如下：\n一是加固。\n{signed}"), None),
        (format!("周望舒委员：\n您提出的《关于海堤的提案》收悉。财政部高度重视，现答复如下：\n一是加固。\n{signed}"), None),
        // Nobody signed.
        ("周望舒委员：\n您提出的《关于海堤的提案》收悉，会商海洋局和财政部后，现答复如下：\n一是加固。".to_owned(), None),
        ("周望舒委员：\n您提出的《关于海堤的提案》收悉，经商海洋局，渔业局，财政部，现答复如下：\n一是加固。".to_owned(), None),
        ("周望舒委员：\n您提出的《关于海堤的提案》收悉，征求财政部意见后，现答复如下：\n一是加固。".to_owned(), None),
        ("周望舒委员：\n您提出的《关于海堤的提案》收悉，根据财政部有关规定，现答复如下：\n一是加固。".to_owned(), None),
        ("周望舒委员：\n您提出的《关于海堤的提案》收悉，报经国务院批准，现答复如下：\n一是加固。".to_owned(), None),
        // 抄送 precedes the recipients of copies; the signer is below them.
        ("周望舒委员：\n您提出的《关于海堤的提案》收悉，现答复如下：\n一是加固。\n抄送：\n财政部\n水利部\n2026年3月18日".to_owned(), Some("水利部")),
        // Counter-examples: an authority that answers after consulting others, and one that signs.
        ("周望舒委员：\n您提出的《关于海堤的提案》收悉，经商财政部，水利部答复如下：\n一是加固。".to_owned(), Some("水利部")),
        ("周望舒委员：\n您提出的《关于海堤的提案》收悉，经商财政部，现答复如下：\n一是加固。\n水利部\n2026年3月18日".to_owned(), Some("水利部")),
    ] {
        let found = read("关于全国政协十四届三次会议第2107号提案答复的函", &body);
        assert_eq!(found.issuer.as_deref(), issuer, "{body}");
    }
    let asked = read(
        "关于第9号提案的答复",
        "财政部：你部关于海堤经费的来函收悉，现对第9号提案答复如下：同意。",
    );
    assert_eq!(asked.issuer, None);
}

#[test]
fn a_cited_proposal_without_a_session_has_the_issuer_that_its_sentence_names() {
    for (sentence, issuer) in [
        (
            "工信部在答复第03127号提案时说得很细。",
            Some("工业和信息化部"),
        ),
        (
            "经商财政部，工信部在对第03127号提案的答复中说得很细。",
            Some("工业和信息化部"),
        ),
        ("第03127号提案说得很细，财政部也在看。", None),
    ] {
        let body = format!("码头今日开市，吞吐量回升。\n专家认为，设备再制造正当其时。{sentence}");
        let found = read("旧岸桥的第二次生命", &body);
        assert_eq!(cited(&found), ["提案 - 3127"], "{sentence}");
        assert_eq!(found.mentions[0].issuer.as_deref(), issuer, "{sentence}");
    }
}
