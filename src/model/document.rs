//! The data of an official document: issuer, addressee, numbers.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The data of an official document. Its JSON is the `document` of an export line.
///
/// All texts have the canonical spelling (see `official`), so equal values mean the same
/// whatever the outlet wrote. An empty list means *not found*, never *known to have none*.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialDocument {
    /// The issuing authority, exchange or company.
    pub issuer: Option<String>,
    /// Other participants: the answering department of the issuer, then co-signing and consulted
    /// authorities, in the order of the text.
    pub departments: Vec<String>,
    /// The addressee of a reply or notice, from its salutation, without the colon.
    pub addressee: Option<String>,
    /// Titles in 《》, without the outer brackets, in the order of their first appearance. Inner
    /// brackets are 〈〉.
    pub titles: Vec<String>,
    /// The document's own numbers.
    pub numbers: Vec<DocumentNumber>,
    /// Numbers of other documents that the text cites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
    /// The date below the signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<jiff::civil::Date>,
}

/// A cited number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The number.
    #[serde(flatten)]
    pub number: DocumentNumber,
    /// The authority that the sentence names as its issuer. Only for proposals and suggestions
    /// whose session the text does not name, because their numbers are ambiguous.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
}

/// The official number of a document.
///
/// `session` and `number` by series:
///
/// | series | session | number |
/// |---|---|---|
/// | 提案, 建议 | `全国政协十三届四次会议`, `十四届全国人大一次会议`, `广东省政协十三届二次会议`; none if the text names none | `1323`; its class number `工交邮电类193` is a second number |
/// | 文号 | the year | `国办函〔2006〕82` |
/// | 公告 of an authority | the year | `财政部公告〔2023〕12` |
/// | 公告 of a listed company | the security code, if given | `2024-015` |
/// | 令 | the authority | `736`, `〔2023〕5` |
/// | 征求意见稿 | the round from the second one on | the title without the mark of a draft |
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DocumentNumber {
    /// The kind of the number.
    pub series: Series,
    /// The scope in which the number is unique.
    pub session: Option<String>,
    /// The number in canonical spelling.
    pub number: String,
}

/// Kinds of official numbers, serialised as Chinese words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Series {
    /// A proposal to a session of the People's Political Consultative Conference.
    #[serde(rename = "提案")]
    Proposal,
    /// A suggestion, or a bill, to a session of the People's Congress.
    #[serde(rename = "建议")]
    Suggestion,
    /// The reference number of a document that an office sends out.
    #[serde(rename = "文号")]
    Reference,
    /// An announcement of an authority or a listed company.
    #[serde(rename = "公告")]
    Announcement,
    /// A decree of an authority.
    #[serde(rename = "令")]
    Decree,
    /// A draft open for comments, identified by its title. The final text is another document.
    #[serde(rename = "征求意见稿")]
    Draft,
}

impl Series {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Proposal,
        Self::Suggestion,
        Self::Reference,
        Self::Announcement,
        Self::Draft,
        Self::Decree,
    ];

    /// Returns the kind with this word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|series| series.as_str() == word)
    }

    /// The Chinese word, as serialised.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proposal => "提案",
            Self::Suggestion => "建议",
            Self::Reference => "文号",
            Self::Announcement => "公告",
            Self::Decree => "令",
            Self::Draft => "征求意见稿",
        }
    }
}

impl fmt::Display for DocumentNumber {
    /// Formats the number as people write it: `全国政协十三届四次会议第1323号提案`,
    /// `国办函〔2006〕82号`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            series,
            session,
            number,
        } = self;
        let session = session.as_deref().unwrap_or_default();
        match series {
            Series::Proposal | Series::Suggestion => {
                // A class number such as 工交邮电类193 has no 第.
                let ordinal = if number.starts_with(|c: char| c.is_ascii_digit()) {
                    "第"
                } else {
                    ""
                };
                write!(f, "{session}{ordinal}{number}号{}", series.as_str())
            }
            Series::Decree => write!(f, "{session}令第{number}号"),
            Series::Draft => write!(f, "{number}（{session}{}）", series.as_str()),
            Series::Reference => write!(f, "{number}号"),
            Series::Announcement if number.contains('〔') => write!(f, "{number}号"),
            Series::Announcement if session.is_empty() => write!(f, "公告{number}"),
            Series::Announcement => write!(f, "{session}公告{number}"),
        }
    }
}

/// The sequence that a number belongs to: one issuer, series and session. Two different numbers of
/// one sequence are two documents; numbers of different sequences are not comparable.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sequence {
    series: Series,
    session: Option<String>,
    /// The number without its counter: the issuing word of a 文号, the class of a proposal.
    stem: String,
}

/// The result of comparing the numbers of two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberAgreement {
    /// They have a common number and no contradiction: one document.
    Same,
    /// Both are about one draft: its text, or reports about it. At least related.
    SameDraft,
    /// In some sequence both have numbers, but none in common: two documents, however alike.
    Different,
    /// They have no sequence in common.
    Unknown,
}

impl DocumentNumber {
    /// Whether the number is ambiguous without its session, which texts often leave out.
    pub fn counts_in_session(&self) -> bool {
        matches!(self.series, Series::Proposal | Series::Suggestion)
    }

    /// Returns the sequence of this number; `None` if the text does not determine it. Such a
    /// number neither folds two entries nor separates them.
    ///
    /// The year of a 文号 or 公告 is part of the counter: 〔2022〕16 and 〔2023〕16 of one office
    /// are two documents.
    pub fn sequence(&self) -> Option<Sequence> {
        let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (session, stem) = match self.series {
            Series::Reference => (None, known(before_year(&self.number))?),
            Series::Announcement if self.number.contains('〔') => {
                (None, known(before_year(&self.number))?)
            }
            Series::Draft => (None, uncounted(&self.number)),
            Series::Decree => (Some(self.session.clone()?), String::new()),
            Series::Announcement | Series::Proposal | Series::Suggestion => {
                (Some(self.session.clone()?), uncounted(&self.number))
            }
        };
        Some(Sequence {
            series: self.series,
            session,
            stem,
        })
    }
}

impl OfficialDocument {
    /// Returns the cited numbers.
    pub fn mentioned(&self) -> impl Iterator<Item = &DocumentNumber> {
        self.mentions.iter().map(|mention| &mention.number)
    }

    /// Compares the own numbers of two documents; mentioned numbers do not count.
    ///
    /// A reply may have several numbers, and copies may show fewer, so one common number is enough
    /// within a sequence. A contradiction in one sequence outweighs agreement in another.
    pub fn agreement(&self, other: &Self) -> NumberAgreement {
        let mut shared = None;
        let sequences: BTreeSet<Sequence> = self
            .numbers
            .iter()
            .filter_map(DocumentNumber::sequence)
            .collect();
        for sequence in sequences {
            let of = |document: &Self| -> Vec<DocumentNumber> {
                document
                    .numbers
                    .iter()
                    .filter(|number| number.sequence().as_ref() == Some(&sequence))
                    .cloned()
                    .collect()
            };
            let (ours, theirs) = (of(self), of(other));
            if theirs.is_empty() {
                continue;
            }
            if !ours.iter().any(|number| theirs.contains(number)) {
                return NumberAgreement::Different;
            }
            if sequence.series != Series::Draft {
                shared = Some(NumberAgreement::Same);
            } else if shared.is_none() {
                shared = Some(NumberAgreement::SameDraft);
            }
        }
        if let Some(shared) = shared {
            shared
        } else if self.is_draft_of(other) || other.is_draft_of(self) {
            NumberAgreement::Different
        } else {
            NumberAgreement::Unknown
        }
    }

    /// Whether this is the draft of the text whose final form is `other`.
    fn is_draft_of(&self, other: &Self) -> bool {
        let is_numbered = other.numbers.iter().any(|number| {
            matches!(
                number.series,
                Series::Reference | Series::Announcement | Series::Decree
            )
        });
        is_numbered
            && other
                .numbers
                .iter()
                .all(|number| number.series != Series::Draft)
            && self.numbers.iter().any(|number| {
                number.series == Series::Draft && other.titles.contains(&number.number)
            })
    }
}

/// Returns the issuing word before 〔year〕.
fn before_year(number: &str) -> &str {
    number.split_once('〔').map_or("", |(word, _)| word)
}

/// Returns a number without its digits.
fn uncounted(number: &str) -> String {
    number
        .chars()
        .filter(|character| !character.is_ascii_digit())
        .collect()
}
