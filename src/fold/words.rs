//! Words that say which way a thing goes: two texts that differ in them tell different events.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Words of opposite meaning; a text has the first or the second.
const OPPOSITES: [(&[&str], &[&str]); 20] = [
    (
        &["涨", "走高", "走强", "拉升", "反弹", "上扬"],
        &["跌", "走低", "走弱", "跳水", "下挫", "回落"],
    ),
    (&["升", "上调", "提高"], &["降", "下调", "下滑"]),
    (&["增"], &["减"]),
    (&["放量"], &["缩量"]),
    (&["高开"], &["低开"]),
    (&["买入", "购入"], &["卖出", "出售"]),
    (&["流入"], &["流出"]),
    (&["投放"], &["回笼"]),
    (&["盈"], &["亏"]),
    (&["突破", "站上", "升破"], &["跌破", "失守"]),
    (&["停牌", "暂停"], &["复牌", "恢复"]),
    (
        &["拟", "将", "计划", "预计"],
        &["已", "完成", "实施完毕", "届满"],
    ),
    (&["否认"], &["确认", "证实"]),
    (&["首次", "首个"], &["再次", "累计"]),
    (&["初值"], &["终值"]),
    (&["同比"], &["环比"]),
    (&["开盘"], &["收盘"]),
    (&["早盘", "午间", "午评"], &["尾盘", "收评"]),
    (&["受理"], &["获批", "批准"]),
    (&["终止", "取消", "撤回"], &["启动", "推进", "签署"]),
];

/// Which side of every pair of opposites a text takes, a bit each; both where it has words of both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Directions {
    left: u32,
    right: u32,
}

impl Directions {
    /// Reads a text.
    pub(super) fn of(tokens: &[u64]) -> Self {
        let mut directions = Self::default();
        let mut rest = tokens;
        while let [first, after @ ..] = rest {
            for (letters, sides) in LOOKED_UP.of(*first) {
                if after.starts_with(letters) {
                    directions.left |= sides.left;
                    directions.right |= sides.right;
                }
            }
            rest = after;
        }
        directions
    }

    /// In how many pairs of opposites two texts take different sides.
    pub(super) fn differ(self, other: Self) -> u32 {
        let only = |one: u32, other: u32| one & !other;
        let forth = only(self.left, self.right) & only(other.right, other.left);
        let back = only(self.right, self.left) & only(other.left, other.right);
        (forth | back).count_ones()
    }
}

/// The words of [`OPPOSITES`] by their first letters.
struct LookedUp {
    /// Which first letters there are, by their lowest eight bits: most tokens are none.
    seen: [bool; 256],
    words: HashMap<u64, Vec<(Vec<u64>, Directions)>>,
}

static LOOKED_UP: LazyLock<LookedUp> = LazyLock::new(|| {
    let mut table = LookedUp {
        seen: [false; 256],
        words: HashMap::new(),
    };
    for (bit, (left, right)) in OPPOSITES.iter().enumerate() {
        let (left_side, right_side) = (
            Directions {
                left: 1 << bit,
                right: 0,
            },
            Directions {
                left: 0,
                right: 1 << bit,
            },
        );
        let left = left.iter().map(|word| (word, left_side));
        let right = right.iter().map(|word| (word, right_side));
        for (word, side) in left.chain(right) {
            let mut letters = word.chars().map(u64::from);
            if let Some(first) = letters.next() {
                if let Some(seen) = table.seen.get_mut(LookedUp::place(first)) {
                    *seen = true;
                }
                let words = table.words.entry(first).or_default();
                words.push((letters.collect(), side));
            }
        }
    }
    table
});

impl LookedUp {
    /// What follows a first letter in a word, and what the word says.
    fn of(&self, first: u64) -> &[(Vec<u64>, Directions)] {
        if self.seen.get(Self::place(first)) != Some(&true) {
            return &[];
        }
        self.words.get(&first).map_or(&[], Vec::as_slice)
    }

    fn place(letter: u64) -> usize {
        let [low, ..] = letter.to_le_bytes();
        usize::from(low)
    }
}

/// Words that announce: what follows has not happened yet.
const FUTURE: [&str; 6] = ["将", "拟", "计划", "预计", "即将", "有望"];

/// Whether a text says that something is going to happen.
pub(super) fn tells_future(tokens: &[u64]) -> bool {
    has_any(tokens, &FUTURE)
}

fn has_any(tokens: &[u64], words: &[&str]) -> bool {
    words.iter().any(|word| has(tokens, word))
}

fn has(tokens: &[u64], word: &str) -> bool {
    let mut letters = word.chars().map(u64::from);
    let Some(first) = letters.next() else {
        return false;
    };
    tokens.iter().enumerate().any(|(at, token)| {
        *token == first
            && letters.clone().eq(tokens
                .iter()
                .skip(at + 1)
                .take(letters.clone().count())
                .copied())
    })
}

/// Whether two names, as tokens, mean the same: one stands in the other (`证监会`, `中国证监会`).
pub(super) fn same_name(one: &[u64], other: &[u64]) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    // All of the shorter one, in order: abbreviations leave characters out (`上海证券交易所`, `上交所`).
    let mut rest = long.iter();
    !short.is_empty() && short.iter().all(|token| rest.any(|other| other == token))
}
