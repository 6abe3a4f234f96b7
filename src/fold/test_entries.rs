//! Entries for the tests of this module.

use proptest::collection::vec;
use proptest::prelude::*;

use super::tokens::TokenizedText;
use super::{Facts, Marked, Profile, ProfiledEntry, compare};
use crate::model::{
    Comparable, ContentHash, EntryKey, EntryTexts, Fingerprint, PackedHtml, Relation, Timestamp,
};

/// Seconds of a day.
pub(super) const NEXT_DAY: i64 = 24 * 3600;

/// A notice of about 120 characters.
pub(super) const NOTICE: &str = "岚洲新材料研究院3月2日宣布,其承担的海水淡化膜中试线建成投产,首批产品脱盐率达到99.72%,\
    年产能为45万平方米,总投资3.86亿元.研究院院长周望舒表示,下一步将在滨海新区建设二期工程,预计2027年6月完工.";

/// An entry whose text is given normalised, with that text as sent.
pub(super) fn with_texts(
    key: EntryKey,
    outlet: &str,
    second: i64,
    (title, text): (&str, &str),
) -> EntryTexts {
    EntryTexts {
        entry: comparable(key, outlet, second, (title, text)),
        title: title.to_owned(),
        html: PackedHtml::plain(text),
    }
}

/// An entry whose text is given normalised.
pub(super) fn comparable(
    key: EntryKey,
    outlet: &str,
    second: i64,
    (title, text): (&str, &str),
) -> Comparable {
    let hash = |text: &str| {
        let mut bytes = [0_u8; 32];
        for (index, byte) in text.bytes().enumerate() {
            bytes[index % 32] = bytes[index % 32].wrapping_mul(31) ^ byte;
        }
        ContentHash::from_bytes(bytes)
    };
    Comparable {
        key,
        outlet: outlet.to_owned(),
        published: Some(Timestamp::from_second(second).unwrap()),
        revision: hash(text),
        fingerprint: Fingerprint {
            version: 1,
            content: hash(text),
            title: hash(title),
            chars: u32::try_from(text.chars().count()).unwrap(),
        },
        url: None,
        document: None,
        boilerplate: Vec::new().into(),
    }
}

/// An entry with its texts, published `second` seconds after 1970 began.
pub(super) fn entry(
    number: u8,
    outlet: &str,
    second: i64,
    title: &str,
    text: &str,
) -> (Comparable, Profile) {
    let key = EntryKey::from_bytes([number; 16]);
    let comparable = comparable(key, outlet, second, (title, text));
    let marked = Marked::read(title, text);
    let profile = Profile::new(Facts {
        title: &marked.title,
        marked: &marked,
        lead_in: "",
        source_note: "",
        text,
        outlet,
        published: comparable.published,
    });
    (comparable, profile)
}

/// How two entries are related, whichever comes first.
pub(super) fn relation(one: &(Comparable, Profile), other: &(Comparable, Profile)) -> Relation {
    let forth = compare(profiled(one), profiled(other));
    let back = compare(profiled(other), profiled(one));
    assert_eq!(forth.relation, back.relation, "order must not matter");
    assert_eq!(forth.bond, back.bond, "order must not matter");
    forth.relation
}

pub(super) fn profiled((entry, profile): &(Comparable, Profile)) -> ProfiledEntry<'_> {
    ProfiledEntry { entry, profile }
}

/// Whether two entries of two outlets, a minute apart, come to one story.
pub(super) fn folds(one: (&str, &str), other: (&str, &str)) -> bool {
    let one = entry(1, "甲报", 0, one.0, one.1);
    let other = entry(2, "乙报", 60, other.0, other.1);
    relation(&one, &other) == Relation::Same
}

/// Sentences of which texts are put together, some of them with other values in one frame.
const SENTENCES: [&str; 19] = [
    "岚港市本月新开工码头改造工程3个,总投资12.5亿元",
    "岚港市本月新开工码头改造工程5个,总投资18.6亿元",
    "青岭市本月新开工公路改造工程3个,总投资12.50亿元",
    "会议强调要加快推进重点项目建设",
    "会议强调要稳步推进重点项目建设",
    "下一步将会同有关部门完善工作机制",
    "截至6月末,存款余额为1,250,000万元,同比增长6.5%",
    "截至7月末,存款余额为125亿元,同比增长超6%",
    "公司拟回购股份(603259.sh),价格不超过35.80元",
    "公司已完成回购股份(600519.sh),价格为35.81元",
    "the ministry of ports said freight volumes rose 6.5 percent in june",
    "the ministry of roads said freight volumes fell 6.4 percent in may",
    "本报记者林海",
    "岚港500指数收涨,成交2026吨铜",
    "公司2026年生产电机500台,岚港指数收涨",
    "the ports 500 index rose, with 2026 tonnes of copper and 500 engines sold",
    "详情见附件",
    "首批",
    "东屿海关对有关情况作出说明,并表示将依法处理",
];

/// A text of the sentences at these places.
fn text(places: &[usize]) -> String {
    let sentences: Vec<&str> = places.iter().map(|place| SENTENCES[*place]).collect();
    sentences.join("。")
}

/// Places of sentences: few make texts that are alike, many make long ones that repeat themselves.
fn places() -> impl Strategy<Value = Vec<usize>> {
    let few = proptest::collection::vec(0..SENTENCES.len(), 0..8);
    let many = proptest::collection::vec(0..SENTENCES.len(), 8..120);
    prop_oneof![4 => few, 1 => many]
}

/// Two texts of the same few phrases, most of which they repeat.
pub(super) fn texts_of_the_same_phrases() -> impl Strategy<Value = [TokenizedText; 2]> {
    let phrases = vec("[甲乙]{0,6}|[甲-癸]{3,12}|(a |bc |port |甲){2,8}", 4);
    let orders = [vec(0..4_usize, 1..24), vec(0..4_usize, 1..24)];
    (phrases, orders).prop_map(|(phrases, orders)| {
        orders.map(|order| {
            let text: String = order.iter().map(|phrase| &*phrases[*phrase]).collect();
            TokenizedText::new(&text)
        })
    })
}

/// Two entries whose texts have sentences in common; every other pair is a text and a part of it
/// with something else behind.
pub(super) fn two_that_share_sentences()
-> impl Strategy<Value = ((Comparable, Profile), (Comparable, Profile))> {
    let texts = (places(), places(), 0..60_usize, any::<bool>());
    let titles = (
        places(),
        0..40_usize,
        prop_oneof![9 => Just(""), 1 => Just("更正:")],
    );
    let outlets = ("[甲乙]", "[甲乙]");
    let apart = prop_oneof![0..300_i64, 0..200_000_i64];
    (texts, titles, outlets, apart).prop_map(|(texts, (title, kept, mark), outlets, apart)| {
        let (one, other, cut, is_part) = texts;
        let one = text(&one);
        let other: String = if is_part {
            let part = one.chars().skip(cut / 4).take(400 + cut);
            part.chain(text(&other).chars()).collect()
        } else {
            text(&other)
        };
        let title = text(&title);
        let rest = title.chars().skip(kept / 3);
        let other_title: String = rest.chain(other.chars().take(kept)).collect();
        (
            entry(1, &outlets.0, 0, &title, &one),
            entry(
                2,
                &outlets.1,
                apart,
                &format!("{mark}{other_title}"),
                &other,
            ),
        )
    })
}
