//! Words that say in which direction a thing goes, deny, announce, or mark a digest: two texts
//! that differ in them are about different events.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::tokens::TokenizedText;

/// Words of opposite meaning, the languages side by side; a text has the first or the second.
const OPPOSITES: [(&[&str], &[&str]); 28] = [
    (
        &[
            "涨",
            "走高",
            "走强",
            "拉升",
            "反弹",
            "上扬",
            "rise",
            "rises",
            "rose",
            "gain",
            "gains",
            "gained",
            "climb",
            "climbs",
            "climbed",
            "jump",
            "jumps",
            "jumped",
            "surges",
            "soars",
            "higher",
            "steigt",
            "steigen",
            "gestiegen",
            "hausse",
            "progresse",
            "grimpe",
            "상승",
            "급등",
            "올라",
        ],
        &[
            "跌", "走低", "走弱", "跳水", "下挫", "重挫", "回落", "fall", "falls", "fell", "drop",
            "drops", "dropped", "slip", "slips", "slipped", "slides", "sinks", "plunges", "lower",
            "fällt", "fallen", "gefallen", "sinkt", "gesunken", "baisse", "recule", "chute",
            "하락", "급락", "내려",
        ],
    ),
    (
        &[
            "升", "上调", "提高", "raise", "raises", "raised", "hikes", "upgrades", "erhöht",
            "hebt", "relève", "인상",
        ],
        &[
            "降",
            "下调",
            "下滑",
            "cut",
            "cuts",
            "lowers",
            "lowered",
            "downgrades",
            "senkt",
            "gesenkt",
            "abaisse",
            "인하",
        ],
    ),
    (&["增"], &["减"]),
    (&["放量"], &["缩量"]),
    (&["高开"], &["低开"]),
    (
        &["买入", "购入", "buy", "buys", "bought", "매수"],
        &["卖出", "出售", "sell", "sells", "sold", "매도"],
    ),
    (&["流入"], &["流出"]),
    (&["投放"], &["回笼"]),
    (
        &["盈", "profit", "gewinn", "흑자"],
        &["亏", "loss", "verlust", "적자"],
    ),
    (&["突破", "站上", "升破"], &["跌破", "失守"]),
    (&["停牌", "暂停"], &["复牌", "恢复"]),
    (
        &["拟", "将", "计划", "预计"],
        &["已", "完成", "实施完毕", "届满"],
    ),
    (
        &["否认", "denies", "denied", "dementiert"],
        &["确认", "证实", "confirms", "confirmed", "bestätigt"],
    ),
    (&["首次", "首个"], &["再次", "累计"]),
    (
        &[
            "初值",
            "preliminary",
            "flash estimate",
            "vorläufig",
            "vorläufige",
            "잠정치",
        ],
        &["终值", "final", "endgültig", "endgültige", "확정치"],
    ),
    (&["同比"], &["环比"]),
    (&["开盘"], &["收盘"]),
    (&["早盘", "午间", "午评"], &["尾盘", "收评"]),
    (&["受理"], &["获批", "批准"]),
    (&["终止", "取消", "撤回"], &["启动", "推进", "签署"]),
    (
        &[
            "征求意见",
            "草案",
            "draft",
            "entwurf",
            "projet de loi",
            "초안",
        ],
        &[
            "正式稿",
            "正式发布",
            "表决通过",
            "印发",
            "in force",
            "in kraft",
            "promulguée",
            "시행",
        ],
    ),
    (
        &[
            "introduce",
            "introduces",
            "introduced",
            "proposes",
            "proposed",
            "발의",
        ],
        &[
            "pass", "passes", "passed", "passage", "approve", "approves", "approved", "adopts",
            "adopted", "통과",
        ],
    ),
    (
        &[
            "plan",
            "plans",
            "planned",
            "agree",
            "agrees",
            "agreed",
            "plant",
            "vereinbart",
            "prévoit",
            "추진",
            "합의",
        ],
        &[
            "complete",
            "completes",
            "completed",
            "abgeschlossen",
            "vollzogen",
            "finalise",
            "achève",
            "완료",
        ],
    ),
    (
        &["subcommittee"],
        &["full committee", "full senate", "full appropriations"],
    ),
    (&["审议", "审核"], &["通过"]),
    (
        &["opens", "opened", "eröffnet"],
        &["closes", "closed", "schließt"],
    ),
    (
        &["wins", "won", "gewinnt", "승리"],
        &["loses", "lost", "verliert", "패배"],
    ),
    (&["arrested", "festgenommen"], &["released", "freigelassen"]),
];

/// The bit of the first pair of [`OPPOSITES`].
const MOVES: u32 = 1;

/// The bits of the pairs that name two stages of one matter: first and final figures, an
/// application and its approval, a draft and the rule, a bill and its passage, a plan and its
/// completion.
const STAGES: u32 = 1 << 14 | 1 << 18 | 1 << 20 | 1 << 21 | 1 << 22 | 1 << 23;

/// Which side of every pair of opposites a text takes, a bit each; both where it has words of
/// both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Directions {
    left: u32,
    right: u32,
}

impl Directions {
    /// The bits of both sides.
    pub(super) fn bits(self) -> [u32; 2] {
        [self.left, self.right]
    }

    /// From [`Self::bits`].
    pub(super) fn of_bits([left, right]: [u32; 2]) -> Self {
        Self { left, right }
    }

    /// Reads a text.
    pub(super) fn read(tokens: &[u64]) -> Self {
        let mut directions = Self::default();
        for sides in DIRECTED.found(tokens) {
            directions.left |= sides.left;
            directions.right |= sides.right;
        }
        directions
    }

    /// Whether both take a side of some pair of opposites, and the same one.
    pub(super) fn agree(self, other: Self) -> bool {
        (self.left & other.left) | (self.right & other.right) != 0 && self.differ(other) == 0
    }

    /// Whether a text says that a price, rate or index goes up or down.
    pub(super) fn moves(self) -> bool {
        (self.left | self.right) & MOVES != 0
    }

    /// Whether two texts take different sides of a pair that names the stages of a matter.
    pub(super) fn stages_differ(self, other: Self) -> bool {
        let stages = |directions: Self| Self {
            left: directions.left & STAGES,
            right: directions.right & STAGES,
        };
        stages(self).differ(stages(other)) > 0
    }

    /// In how many pairs of opposites two texts take different sides.
    pub(super) fn differ(self, other: Self) -> u32 {
        let only = |one: u32, other: u32| one & !other;
        let forth = only(self.left, self.right) & only(other.right, other.left);
        let back = only(self.right, self.left) & only(other.left, other.right);
        (forth | back).count_ones()
    }
}

/// Words by their first tokens, so that a text is read once for all of them.
struct WordIndex<T> {
    /// The first tokens, by their lowest eight bits: most tokens begin no word.
    begins: [bool; 256],
    words: HashMap<u64, Vec<(Vec<u64>, T)>>,
}

impl<T: Copy> WordIndex<T> {
    fn new<'a>(words: impl Iterator<Item = (&'a str, T)>) -> Self {
        let mut index = Self {
            begins: [false; 256],
            words: HashMap::new(),
        };
        for (word, meaning) in words {
            if let [first, rest @ ..] = TokenizedText::new(word).tokens.as_slice() {
                if let Some(begins) = index.begins.get_mut(Self::place(*first)) {
                    *begins = true;
                }
                let words = index.words.entry(*first).or_default();
                words.push((rest.to_vec(), meaning));
            }
        }
        index
    }

    /// The meanings of all words in a text, in its order.
    fn found<'a>(&'a self, tokens: &'a [u64]) -> impl Iterator<Item = T> + 'a {
        (0..tokens.len()).flat_map(move |at| {
            let (first, after) = match tokens.get(at..) {
                Some([first, after @ ..]) => (*first, after),
                _ => (0, [].as_slice()),
            };
            let words = self.beginning_with(first).iter();
            let found = words.filter(move |(rest, _)| after.starts_with(rest));
            found.map(|(_, meaning)| *meaning)
        })
    }

    fn beginning_with(&self, first: u64) -> &[(Vec<u64>, T)] {
        if self.begins.get(Self::place(first)) != Some(&true) {
            return &[];
        }
        self.words.get(&first).map_or(&[], Vec::as_slice)
    }

    fn place(token: u64) -> usize {
        let [low, ..] = token.to_le_bytes();
        usize::from(low)
    }
}

/// The words of [`OPPOSITES`], each with its side.
static DIRECTED: LazyLock<WordIndex<Directions>> = LazyLock::new(|| {
    let sides = (0_u32..).zip(OPPOSITES).flat_map(|(bit, (left, right))| {
        let left_side = Directions {
            left: 1 << bit,
            right: 0,
        };
        let right_side = Directions {
            left: 0,
            right: 1 << bit,
        };
        let left = left.iter().map(move |word| (*word, left_side));
        left.chain(right.iter().map(move |word| (*word, right_side)))
    });
    WordIndex::new(sides)
});

/// What an entry's title or first sentence says of the whole entry, in words; only one of two
/// entries that carry the same text may have to say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
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
pub(super) struct Marks(u8);

impl Marks {
    /// Its bits.
    pub(super) fn bits(self) -> u8 {
        self.0
    }

    /// From [`Self::bits`].
    pub(super) fn of_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// Reads a text.
    pub(super) fn read(tokens: &[u64]) -> Self {
        let found = MARKED.found(tokens);
        let marks = found.fold(0, |marks, mark| marks | 1 << (mark as u8));
        Self(marks)
    }

    pub(super) fn has(self, mark: Mark) -> bool {
        self.0 & 1 << (mark as u8) != 0
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Ideographs that are no value by themselves: particles, and verbs that outlets exchange freely.
const PARTICLES: &str = "的了在于对为与和及将已拟再又并或称报收上下超逾近约达至到从由这该其本新也就都还正被把向给以而且则即未不元亿万股份家个只名位人年月日时期度次点";

/// Whether an ideograph says nothing by itself about what a title is about.
pub(super) fn is_particle(token: u64) -> bool {
    PARTICLES
        .chars()
        .any(|particle| u64::from(particle) == token)
}

/// Ideographs that may precede a word of the first pair of [`OPPOSITES`] and change nothing of
/// it: `收涨`, `上涨`, `暴跌`.
const BEFORE_MOVE: &str = "收上大续领齐普微小暴猛急飙直转再";

/// Whether an ideograph belongs to the direction that may follow it.
pub(super) fn comes_before_move(token: u64) -> bool {
    BEFORE_MOVE.chars().any(|before| u64::from(before) == token)
}

/// Words that announce: what follows has not happened yet.
const FUTURE: [&str; 16] = [
    "将",
    "拟",
    "计划",
    "预计",
    "即将",
    "有望",
    "will",
    "would",
    "plans",
    "soll",
    "sollen",
    "prévoit",
    "하기로",
    "예정",
    "계획",
    "추진",
];

static ANNOUNCING: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(FUTURE.into_iter().map(|word| (word, ()))));

/// Whether a text says that something is going to happen.
pub(super) fn tells_future(tokens: &[u64]) -> bool {
    ANNOUNCING.found(tokens).next().is_some()
}

/// Whether two names, as tokens, mean the same: one is part of the other (`证监会`,
/// `中国证监会`).
pub(super) fn same_name(one: &[u64], other: &[u64]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    // Abbreviations leave characters out (`上海证券交易所`, `上交所`).
    has_in_order(long, short)
}

/// Whether a text has all tokens of a part of it, in order, whatever is between them. It has no
/// empty part.
pub(super) fn has_in_order(text: &[u64], part: &[u64]) -> bool {
    let mut rest = text.iter();
    !part.is_empty() && part.iter().all(|token| rest.any(|other| other == token))
}
