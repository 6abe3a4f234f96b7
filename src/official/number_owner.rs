//! Numbers found in a text, and whether they are the text's own.

use super::parts::{DocumentPart, Parts};
use crate::model::{DocumentNumber, Series};

/// Whose number a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberOwner {
    /// The number of the text itself.
    Own,
    /// The number of another document.
    Mentioned,
}

/// A number and its owner.
#[derive(Debug, Clone)]
pub(super) struct FoundNumber {
    pub(super) number: DocumentNumber,
    pub(super) owner: NumberOwner,
    /// See [`crate::model::Mention::issuer`].
    pub(super) issuer: Option<String>,
}

/// A number after one of these words in a clause is another document's.
const CITING: [&str; 19] = [
    "根据",
    "按照",
    "依据",
    "依照",
    "遵照",
    "参照",
    "违反",
    "详见",
    "参见",
    "此前",
    "修改",
    "修订了",
    "废止",
    "解读",
    "贯彻",
    "落实",
    "执行",
    "适用",
    "截至",
];

/// Words that a reply uses for itself in the sentence that names the proposal.
const REPLYING: [&str; 7] = ["答复", "回复", "复函", "复文", "答覆", "办理结果", "收悉"];

/// Words for issuing a document.
pub(super) const ISSUING: [&str; 14] = [
    "发布",
    "印发",
    "公布",
    "下发",
    "出台",
    "颁布",
    "签署",
    "发出",
    "起草",
    "制定",
    "修订",
    "征求意见",
    "征意见",
    "联合发",
];

/// Decides whose number the number of a proposal at `start..end` is.
pub(super) fn owner_of_proposal(parts: &Parts, start: usize, end: usize) -> NumberOwner {
    let before = parts.sentence_before(start);
    let replies = || {
        let after = parts.sentence_after(end);
        REPLYING
            .iter()
            .any(|word| before.contains(word) || after.contains(word))
    };
    let is_own = match parts.part_at(start) {
        // A heading may mention carrying out a proposal and still be about it.
        DocumentPart::Title | DocumentPart::Header => !["根据", "按照", "参照", "此前"]
            .iter()
            .any(|word| before.contains(word)),
        DocumentPart::Opening => !is_cited(before),
        DocumentPart::Lead => replies() && !is_cited(before),
        DocumentPart::Running => false,
    };
    owner(is_own)
}

/// Decides whose number the number of an office, authority or company at `start..end` is.
pub(super) fn owner_of_reference(parts: &Parts, start: usize, end: usize) -> NumberOwner {
    let before = parts.sentence_before(start);
    let (left, right) = parts.around(start, end);
    let stands_alone = left.trim_matches(|c| "(〔".contains(c)).is_empty()
        && right.trim_matches(|c| ")〕".contains(c)).is_empty();
    let issued = || ISSUING.iter().any(|word| before.contains(word));
    let is_own = match parts.part_at(start) {
        DocumentPart::Title | DocumentPart::Header => !is_cited(before) && !right.starts_with('文'),
        DocumentPart::Lead => {
            !is_cited(before) && !is_received(before) && (issued() || before.is_empty())
        }
        DocumentPart::Opening => false,
        DocumentPart::Running => stands_alone && start < 4096,
    };
    owner(is_own)
}

/// Decides whose number the number of an announcement or decree is: in the head it is the text's
/// own unless a word cites it.
pub(super) fn owner_of_announcement(parts: &Parts, start: usize) -> NumberOwner {
    owner(!is_cited(parts.sentence_before(start)) && start < 2048)
}

/// Builds a number of a series with its owner.
pub(super) fn found(
    series: Series,
    session: Option<String>,
    number: String,
    owner: NumberOwner,
) -> FoundNumber {
    FoundNumber {
        number: DocumentNumber {
            series,
            session,
            number,
        },
        owner,
        issuer: None,
    }
}

fn owner(is_own: bool) -> NumberOwner {
    if is_own {
        NumberOwner::Own
    } else {
        NumberOwner::Mentioned
    }
}

/// Whether the clause before a number cites it.
fn is_cited(sentence: &str) -> bool {
    let clause = sentence.rsplit(',').next().unwrap_or(sentence);
    CITING.iter().any(|word| clause.contains(word))
}

/// Whether a sentence reports that somebody received a document: news of a company, not of the
/// authority.
pub(super) fn is_received(sentence: &str) -> bool {
    [
        "收到",
        "接到",
        "获得",
        "取得",
        "获批",
        "获准",
        "获国",
        "获中国",
        "获证监会",
        "签发的",
        "出具的",
        "核发的",
    ]
    .iter()
    .any(|word| sentence.contains(word))
}

/// Whether a title is that of a round-up, which contains many documents and is none itself.
pub(super) fn is_round_up(title: &str) -> bool {
    [
        "要闻",
        "精选",
        "一览",
        "早报",
        "晚报",
        "午报",
        "早参",
        "早知道",
        "盘前",
        "汇总",
        "大事",
        "日报",
    ]
    .iter()
    .any(|word| title.contains(word))
}
