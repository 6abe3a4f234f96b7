//! The Chinese phrases for the terms of the evidence. In English a term is shown in its own words.
//!
//! `fold` names the terms. A term without a row here is shown in English on every page; the test
//! `every_term_of_the_evidence_has_a_chinese_phrase` in `tests/it/pages_served.rs` prevents that.

use crate::publish::words::Tongue;

/// The name of a term, and its meaning in simplified and in traditional Chinese.
type Row = (&'static str, &'static str, &'static str);

/// Every term, in the order of the subjects of `fold::evidence`.
const TERMS: [Row; 62] = [
    // What the texts have in common.
    (
        "contained",
        "较短一篇有多少见于另一篇",
        "較短一篇有多少見於另一篇",
    ),
    (
        "in-order",
        "较短一篇有多少按同样次序见于另一篇",
        "較短一篇有多少按同樣次序見於另一篇",
    ),
    (
        "reworded",
        "一小时内，另一家以不同次序用了同样的词句",
        "一小時內，另一家以不同次序用了同樣的詞句",
    ),
    ("begins-alike", "两篇开头相同", "兩篇開頭相同"),
    ("same-words", "标题与正文逐字相同", "標題與正文逐字相同"),
    (
        "long-shared",
        "长段相同，超过 200 字的部分",
        "長段相同，超過 200 字的部分",
    ),
    (
        "replaced",
        "较短一篇夹在同样词句间而用语不同的比例",
        "較短一篇夾在同樣詞句間而用語不同的比例",
    ),
    (
        "replaced-length",
        "夹在同样词句间而用语不同的文字",
        "夾在同樣詞句間而用語不同的文字",
    ),
    ("tail-replaced", "两篇结尾不同", "兩篇結尾不同"),
    (
        "tail-missing",
        "较短一篇的结尾为另一篇所无",
        "較短一篇的結尾為另一篇所無",
    ),
    (
        "own-words",
        "较短一篇有 50 字以上为另一篇所无",
        "較短一篇有 50 字以上為另一篇所無",
    ),
    (
        "lifted",
        "较短一篇从另一篇的中间开始",
        "較短一篇從另一篇的中間開始",
    ),
    ("length-ratio", "另一篇长出多少", "另一篇長出多少"),
    ("value-replaced", "两篇同一处名称不同", "兩篇同一處名稱不同"),
    // Titles.
    (
        "title-in-text",
        "较短一篇的标题有多少见于另一篇",
        "較短一篇的標題有多少見於另一篇",
    ),
    (
        "one-headline",
        "两家媒体在一小时内用了同一标题",
        "兩家媒體在一小時內用了同一標題",
    ),
    ("title-replaced", "标题不同", "標題不同"),
    (
        "subject-replaced",
        "两个标题的同一处，所说的对象不同",
        "兩個標題的同一處，所說的對象不同",
    ),
    (
        "title-number-replaced",
        "两个标题的同一处数字不同",
        "兩個標題的同一處數字不同",
    ),
    (
        "opposite-replaced",
        "两个标题的同一处意思相反",
        "兩個標題的同一處意思相反",
    ),
    (
        "own-headline",
        "较长一篇的标题为另一篇所未提",
        "較長一篇的標題為另一篇所未提",
    ),
    // Numbers.
    (
        "numbers-shared",
        "两篇都有的三位以上数字",
        "兩篇都有的三位以上數字",
    ),
    (
        "numbers-missing",
        "较短一篇的数字为另一篇所无",
        "較短一篇的數字為另一篇所無",
    ),
    (
        "numbers-missing-share",
        "较短一篇的数字中另一篇所无的比例",
        "較短一篇的數字中另一篇所無的比例",
    ),
    (
        "numbers-changed",
        "同样的词句里数字不同",
        "同樣的詞句裡數字不同",
    ),
    (
        "numbers-changed-share",
        "同样的词句里不同数字的比例",
        "同樣的詞句裡不同數字的比例",
    ),
    (
        "title-numbers-missing",
        "较短一篇标题里的数字为另一篇所无",
        "較短一篇標題裡的數字為另一篇所無",
    ),
    (
        "title-numbers-missing-back",
        "较长一篇标题里的数字为另一篇所无",
        "較長一篇標題裡的數字為另一篇所無",
    ),
    ("codes-differ", "两篇所说的证券不同", "兩篇所說的證券不同"),
    // Names.
    (
        "subjects-equal",
        "两个标题说的是同一对象",
        "兩個標題說的是同一對象",
    ),
    (
        "subjects-differ",
        "两个标题说的是不同对象",
        "兩個標題說的是不同對象",
    ),
    (
        "subject-missing",
        "一篇从未提到另一篇所说的对象",
        "一篇從未提到另一篇所說的對象",
    ),
    (
        "names-missing",
        "外文名称与术语为另一篇所无",
        "外文名稱與術語為另一篇所無",
    ),
    (
        "title-names-missing",
        "标题里的外文名称与术语为另一篇所无",
        "標題裡的外文名稱與術語為另一篇所無",
    ),
    (
        "one-notice",
        "两家在几分钟内报道同一公司的公告，标题相合",
        "兩家在幾分鐘內報道同一公司的公告，標題相合",
    ),
    // Claims.
    (
        "directions-differ",
        "标题意思相反（涨或跌、将要或已经）",
        "標題意思相反（漲或跌、將要或已經）",
    ),
    ("lead-directions-differ", "首句意思相反", "首句意思相反"),
    (
        "future-differs",
        "同样的词句，一篇说将要，一篇说已经",
        "同樣的詞句，一篇說將要，一篇說已經",
    ),
    (
        "only-announced",
        "一篇预告的事，另一篇说已完成",
        "一篇預告的事，另一篇說已完成",
    ),
    (
        "move-missing",
        "一个标题报涨跌，另一篇没有提",
        "一個標題報漲跌，另一篇沒有提",
    ),
    (
        "move-replaced",
        "半小时以后，或触及涨跌停时，标题报的涨跌已经不同",
        "半小時以後，或觸及漲跌停時，標題報的漲跌已經不同",
    ),
    (
        "derivative-missing",
        "半小时以后，说的是价格本身的涨跌，而不是期货的涨跌",
        "半小時以後，說的是價格本身的漲跌，而不是期貨的漲跌",
    ),
    (
        "qualifier-missing",
        "一个标题说的是其中一部分（如核心通胀）或其中一方（如子公司），另一篇没有提到",
        "一個標題說的是其中一部分（如核心通脹）或其中一方（如子公司），另一篇沒有提到",
    ),
    (
        "negation-missing",
        "一个标题说不是或没有，另一个标题说是",
        "一個標題說不是或沒有，另一個標題說是",
    ),
    (
        "denial-missing",
        "一篇说某报道不实，另一篇没有",
        "一篇說某報導不實，另一篇沒有",
    ),
    (
        "response-missing",
        "一个标题说的是对灾害或决定的回应，或失踪者的下落，另一篇没有提到",
        "一個標題說的是對災害或決定的回應，或失蹤者的下落，另一篇沒有提到",
    ),
    ("digest", "一个标题预告多条消息", "一個標題預告多條消息"),
    (
        "stages-differ",
        "两个标题说的是同一事的不同阶段",
        "兩個標題說的是同一事的不同階段",
    ),
    // Time.
    (
        "same-minutes",
        "两家在三分钟内先后刊发",
        "兩家在三分鐘內先後刊發",
    ),
    ("time-apart", "相隔的时间", "相隔的時間"),
    ("time-apart-short", "短文相隔的时间", "短文相隔的時間"),
    ("other-day", "不在同一天刊发", "不在同一天刊發"),
    (
        "other-day-short",
        "短文，不在同一天刊发",
        "短文，不在同一天刊發",
    ),
    (
        "told-later",
        "较长一篇后出，标题不同：更详细的报道",
        "較長一篇後出，標題不同：更詳細的報導",
    ),
    (
        "next-issue",
        "一个数值，隔一天以上再次刊发",
        "一個數值，隔一天以上再次刊發",
    ),
    ("days-differ", "两篇所说的日子不同", "兩篇所說的日子不同"),
    // Outlets.
    ("same-outlet", "两篇出自同一媒体", "兩篇出自同一媒體"),
    (
        "same-outlet-other-day",
        "两篇出自同一媒体，不在同一天",
        "兩篇出自同一媒體，不在同一天",
    ),
    (
        "same-outlet-other-title",
        "两篇出自同一媒体，标题不同，各有许多自己的文字",
        "兩篇出自同一媒體，標題不同，各有許多自己的文字",
    ),
    // Beside the texts.
    ("same-number", "两篇文号相同", "兩篇文號相同"),
    ("same-page", "两篇链接到同一网页", "兩篇連結到同一網頁"),
    (
        "only-a-form",
        "两篇只有格式相同，看不出期号或事由",
        "兩篇只有格式相同，看不出期號或事由",
    ),
];

/// The Chinese phrase for a term; `None` in English, and for a term without one.
pub(super) fn chinese(term: &str, tongue: Tongue) -> Option<&'static str> {
    let (_, simplified, traditional) = TERMS.iter().find(|(name, ..)| *name == term)?;
    match tongue {
        Tongue::English => None,
        Tongue::Simplified => Some(simplified),
        Tongue::Traditional => Some(traditional),
    }
}
