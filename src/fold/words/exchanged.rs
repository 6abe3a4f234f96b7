//! Words that outlets exchange freely: they tell neither whom a text is about nor what happened.

use std::sync::LazyLock;

use super::index::WordIndex;

/// Words for how and when a thing happens, for a group of shares, for who says so, for how exact a
/// number is, and for acts of offices, as normalised text writes them. No word for a stage, a
/// direction or a measure is here.
#[rustfmt::skip]
const EXCHANGED: &str = "概念, 概念股, 板块, 方向, 题材, 赛道, 行业, 领域, 产业链, 个股, 股票, 股价, \
    直线, 异动, 快速, 短线, 持续, 盘中, 日内, 前值, 集体, 大幅, 强势, 继续, 再度, 进一步, 显著, 明显, 迅速, 双双, 纷纷, \
    多数, 全线, 普遍, 悉数, 齐, 震荡, 反超, 超越, 赶超, \
    近日, 日前, 今日, 今天, 今早, 今晨, 当日, 目前, 最新, 记者, 消息, 消息称, 公告, 公告称, 公告显示, 发布公告, \
    表示, 指出, 认为, 透露, 介绍, 宣布, 披露, 获悉, 报道, 显示, 数据显示, 强调, 称, 说, 讯, \
    录得, 报收, 收报, 现报, 达, 达到, 约, 逾, 超过, 以及, 等, 该公司, 本公司, 公司, 上市公司, 其中, 同时, \
    进行, 开展, 推出, 出台, 编制, 制定, 组织, 举行, 召开, 举办, 获得, 取得, 推动, 促进, 收到, 下发, 加快, 积极, 不断, 有效, 全面, \
    about, around, some, roughly, approximately, said, says, told, tells, announced, reported, reports, stated, according, amid, today, yesterday, \
    tonight, local, nearby, \
    rund, etwa, circa, zirka, ungefähr, environ, quelque, unos, unas, sagte, sagt, teilte, erklärte, berichtet, berichtete, meldet, meldete, gestern, heute, \
    annoncé, indiqué, déclaré, hier, aujourd'hui, dijo, informó, según, anunció, ayer, hoy, \
    informaron, informado, indicaron, señaló, señalaron, informou, informaram, disse, \
    밝혔다, 전했다, 말했다, 공시했다, 작년, 전년, 지난해, 동기, 대비, 전년比, 전년비, 전년대비";

static IN_EXCHANGED: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(EXCHANGED.split(", ").map(|word| (word, ()))));

/// Whether a stretch of a text consists of such words.
pub(in crate::fold) fn are_exchanged(stretch: &[u64]) -> bool {
    let mut rest = stretch;
    while let [_, ..] = rest {
        let length = IN_EXCHANGED.longest(rest);
        if length == 0 {
            return false;
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    !stretch.is_empty()
}

#[cfg(test)]
mod tests {
    use super::are_exchanged;
    use crate::fold::tokens::TokenizedText;

    #[test]
    fn words_for_how_and_for_who_says_so_are_exchanged_and_others_are_not() {
        for (stretch, expected) in [
            ("概念直线", true),
            ("板块异动", true),
            ("公告称", true),
            ("概念半导体", false),
            ("涨停", false),
            ("", false),
        ] {
            let tokens = TokenizedText::new(stretch).tokens;
            assert_eq!(are_exchanged(&tokens), expected, "{stretch}");
        }
    }
}
