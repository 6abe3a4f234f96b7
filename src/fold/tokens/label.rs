//! Tells numbers that are part of a name (`标普500`, `Nikkei 225`, `Boeing 737`) from numbers that
//! count something.
//!
//! The sign is the same in every script: digits without a unit, directly behind the word that they
//! belong to.

use super::lexer::{Lexer, WORD, is_word};
use crate::text::is_common_ideograph;

/// Ideographs that follow a number which counts something: measure words, units, currencies, times,
/// and words for how exact the number is.
const MEASURES: &str = "元股家人个点吨名项件次日天月年号倍架辆艘套平公米千百万亿兆户份手张场条款种位\
    只支所台座处间桶盎英美港欧韩加澳分秒小时周岁期届批轮级度页多余来几成折集部枚\
    颗箱瓶袋包组队班节课章篇首句字行列排层楼室床车船起宗笔单例票席强大城国省市县\
    区镇村校店厂企门类样副双对根块片粒滴厘毫微克升斤两亩顷里尺寸丈码基左以上下内\
    外之等者";

/// Ideographs behind which a number says how much.
const BEFORE_AMOUNTS: &str = "至为达到超逾近约过共计仅有增减少多加升降涨跌报收破站于是从比余第每各前后上下\
    高低在及和与或按以的了额价量数率金款资债息值元股张逢满整足剩等即又再另均若则\
    其中";

/// Signs of money, which stand before an amount.
pub(super) const MONEY: &str = "$€£¥₩₹₽";

/// Articles before a name of one word or two: `the nikkei 225`.
const ARTICLES: [&str; 14] = [
    "the", "le", "la", "les", "der", "die", "das", "den", "dem", "el", "il", "lo", "de", "het",
];

impl Lexer<'_> {
    /// Whether a measure word follows the number that ends here.
    pub(super) fn is_counted_behind(&self) -> bool {
        self.peek(0).is_some_and(|next| MEASURES.contains(next))
    }

    /// Whether a sign of money stands before the number that begins at `start`.
    pub(super) fn is_money(&self, start: usize) -> bool {
        let before = self.head(start).chars().next_back();
        before.is_some_and(|before| MONEY.contains(before))
    }

    /// Whether the plain number that begins at `start`, without a unit, is part of the name before
    /// it.
    pub(super) fn is_label(&self, start: usize) -> bool {
        let head = self.head(start);
        let Some(before) = head.chars().next_back() else {
            return false;
        };
        if is_common_ideograph(before) {
            return !BEFORE_AMOUNTS.contains(before);
        }
        let name = head.strip_suffix(' ').unwrap_or_default();
        // `Over 500 jobs`: the word says how exact the number is.
        name.ends_with(is_word) && self.is_behind_name(name) && self.hedge_before().is_none()
    }

    /// Whether the word at the end of `head` is a name: it begins the text, or an article stands
    /// one or two words before it.
    fn is_behind_name(&self, head: &str) -> bool {
        let mut words = head.rsplit(' ');
        let is_article = |word: &str| ARTICLES.contains(&word);
        let (last, second, third) = (words.next(), words.next(), words.next());
        match (last, second) {
            (Some(last), None) => !is_article(last) && self.out.tokens.len() == 1,
            (Some(last), Some(second)) if is_article(second) => !is_article(last),
            (Some(last), Some(second)) => {
                third.is_some_and(is_article)
                    && !is_article(last)
                    && self
                        .out
                        .tokens
                        .last()
                        .is_some_and(|token| token & WORD != 0)
                    && !second.is_empty()
            }
            _ => false,
        }
    }
}
