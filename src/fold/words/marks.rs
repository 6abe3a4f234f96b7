//! Words by which an entry says that a report is not true, or that it holds several.

use std::sync::LazyLock;

use super::index::WordIndex;

/// What an entry's title or first sentence says of the whole entry, in words; only one of two
/// entries that carry the same text may have to say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::fold) enum Mark {
    /// What was reported is not true.
    Denial,
    /// Several pieces of news in one entry.
    Digest,
}

/// The words of every mark, the languages side by side.
const MARKS: [(Mark, &[&str]); 2] = [
    (
        Mark::Denial,
        &[
            "不实",
            "不属实",
            "不屬實",
            "并非事实",
            "與事實不符",
            "与事实不符",
            "否认",
            "否認",
            "辟谣",
            "闢謠",
            "谣言",
            "謠言",
            "denies",
            "denied",
            "denying",
            "refutes",
            "not true",
            "untrue",
            "dementiert",
            "dementieren",
            "bestreitet",
            "weist zurück",
            "dément",
            "démentent",
            "démenti",
            "否定",
            "事実ではない",
            "사실무근",
            "부인",
            "사실이 아니",
        ],
    ),
    (
        Mark::Digest,
        &[
            "精选",
            "精選",
            "一览",
            "一覽",
            "汇总",
            "彙總",
            "早报",
            "早報",
            "晚报",
            "盘点",
            "速览",
            "要闻回顾",
            "要聞回顧",
            "早知道",
            "roundup",
            "round up",
            "briefing",
            "digest",
            "at a glance",
            "in brief",
            "headlines",
            "überblick",
            "kurzmeldungen",
            "presseschau",
            "en bref",
            "revue de presse",
            "l'essentiel",
            "まとめ",
            "一覧",
            "ダイジェスト",
            "모음",
            "한눈에",
            "브리핑",
        ],
    ),
];

static MARKED: LazyLock<WordIndex<Mark>> = LazyLock::new(|| {
    let words = MARKS.iter();
    WordIndex::new(words.flat_map(|(mark, words)| words.iter().map(move |word| (*word, *mark))))
});

/// Which marks a text bears, a bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::fold) struct Marks(u8);

impl Marks {
    /// Its bits.
    pub(in crate::fold) fn bits(self) -> u8 {
        self.0
    }

    /// From [`Self::bits`].
    pub(in crate::fold) fn of_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// Reads a text.
    pub(in crate::fold) fn read(tokens: &[u64]) -> Self {
        let found = MARKED.found(tokens);
        let marks = found.fold(0, |marks, mark| marks | 1 << (mark as u8));
        Self(marks)
    }

    pub(in crate::fold) fn has(self, mark: Mark) -> bool {
        self.0 & 1 << (mark as u8) != 0
    }

    pub(in crate::fold) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
