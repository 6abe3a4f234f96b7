//! Words of opposite meaning, and which way a text says that things go.

use std::sync::LazyLock;

use super::index::WordIndex;

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
pub(in crate::fold) struct Directions {
    left: u32,
    right: u32,
}

impl Directions {
    /// The bits of both sides.
    pub(in crate::fold) fn bits(self) -> [u32; 2] {
        [self.left, self.right]
    }

    /// From [`Self::bits`].
    pub(in crate::fold) fn of_bits([left, right]: [u32; 2]) -> Self {
        Self { left, right }
    }

    /// Reads a text.
    pub(in crate::fold) fn read(tokens: &[u64]) -> Self {
        let mut directions = Self::default();
        for sides in DIRECTED.found(tokens) {
            directions.left |= sides.left;
            directions.right |= sides.right;
        }
        directions
    }

    /// Whether both take a side of some pair of opposites, and the same one.
    pub(in crate::fold) fn agree(self, other: Self) -> bool {
        (self.left & other.left) | (self.right & other.right) != 0 && self.differ(other) == 0
    }

    /// Whether a text says that a price, rate or index goes up or down.
    pub(in crate::fold) fn moves(self) -> bool {
        (self.left | self.right) & MOVES != 0
    }

    /// Whether two texts take different sides of a pair that names the stages of a matter.
    pub(in crate::fold) fn stages_differ(self, other: Self) -> bool {
        let stages = |directions: Self| Self {
            left: directions.left & STAGES,
            right: directions.right & STAGES,
        };
        stages(self).differ(stages(other)) > 0
    }

    /// In how many pairs of opposites two texts take different sides.
    pub(in crate::fold) fn differ(self, other: Self) -> u32 {
        let only = |one: u32, other: u32| one & !other;
        let forth = only(self.left, self.right) & only(other.right, other.left);
        let back = only(self.right, self.left) & only(other.left, other.right);
        (forth | back).count_ones()
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

/// Ideographs that may precede a word of the first pair of [`OPPOSITES`] and change nothing of
/// it: `收涨`, `上涨`, `暴跌`.
const BEFORE_MOVE: &str = "收上大续领齐普微小暴猛急飙直转再";

/// Whether an ideograph belongs to the direction that may follow it.
pub(in crate::fold) fn comes_before_move(token: u64) -> bool {
    BEFORE_MOVE.chars().any(|before| u64::from(before) == token)
}
