//! Names of one thing that `same_name` cannot tell by their ideographs.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use crate::fold::tokens::TokenizedText;

/// The names of one thing in a row each, parted by commas, as normalised text writes them. A short
/// form (`北约`) is here only if its thing has a name of other tokens, too (`nato`): `same_name`
/// tells `证监会` and `中国证监会` without a row.
const ALIASES: [&str; 49] = [
    "ai, 人工智能",
    "芯片, 半导体",
    "摩根大通, 小摩",
    "摩根士丹利, 大摩",
    "美联储, 美国央行, 联储局",
    "澳洲联储, 澳大利亚央行, 澳大利亚储备银行, 澳储行",
    "新西兰联储, 新西兰央行, 新西兰储备银行",
    "英国央行, 英格兰银行",
    "日本央行, 日本银行, 日银",
    "韩国央行, 韩国银行",
    "国际货币基金组织, imf",
    "国际能源署, iea",
    "石油输出国组织, 欧佩克, opec",
    "北大西洋公约组织, 北约, nato",
    "世界贸易组织, 世贸组织, wto",
    "世界卫生组织, 世卫组织, who",
    "首次公开募股, 首次公开发行, ipo",
    "国内生产总值, gdp",
    "消费者物价指数, 消费者价格指数, 居民消费价格指数, 居民消费价格, 居民消费物价, cpi",
    "生产者物价指数, 工业生产者出厂价格指数, 工业生产者出厂价格, ppi",
    "贷款市场报价利率, lpr",
    "中期借贷便利, mlf",
    "中国人民银行, 人民银行, 中国央行, 人行",
    "采购经理指数, pmi",
    "首席执行官, 行政总裁, ceo",
    "首席财务官, 财务总监, cfo",
    "韩国综指, 首尔综指, 韩国综合指数, kospi, kospi指数, 韩国kospi指数",
    "上证指数, 上证综指, 沪指",
    "特朗普, 川普",
    "欧洲央行, 欧洲中央银行, ecb",
    "美国证券交易委员会, 美国证交会, sec",
    "美国食品药品监督管理局, 美国食药监局, 美国药管局, fda",
    "美国商品期货交易委员会, cftc",
    "亚洲开发银行, 亚开行, adb",
    "国际清算银行, bis",
    "经济合作与发展组织, 经合组织, oecd",
    "国际原子能机构, iaea",
    "国际航空运输协会, 国际航协, iata",
    "个人消费支出, pce",
    "每股收益, 每股盈余, 每股盈利, 每股纯益, 每股净利, eps",
    "液化天然气, lng",
    "液化石油气, lpg",
    "交易型开放式指数基金, 交易所交易基金, etf",
    "不动产投资信托基金, 房地产投资信托基金, reit, reits",
    "图形处理器, gpu",
    "高带宽内存, 高带宽存储器, hbm",
    "작년, 전년, 지난해",
    "首席运营官, coo",
    "首席技术官, cto",
];

/// The rows, as tokens, and the row of each name.
struct Table {
    rows: Vec<Vec<Vec<u64>>>,
    row_of: HashMap<Vec<u64>, usize>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let tokens = |name: &str| TokenizedText::new(name).tokens;
    let rows = ALIASES.map(|row| row.split(", ").map(tokens).collect::<Vec<_>>());
    let names = rows.iter().enumerate();
    let row_of = names.flat_map(|(row, names)| names.iter().cloned().map(move |name| (name, row)));
    Table {
        row_of: row_of.collect(),
        rows: rows.to_vec(),
    }
});

/// The other names of a thing.
pub(in crate::fold) fn aliases(name: &[u64]) -> impl Iterator<Item = &'static [u64]> {
    let table = &*TABLE;
    let row = table.row_of.get(name).and_then(|row| table.rows.get(*row));
    let names = row.into_iter().flatten().map(Vec::as_slice);
    names.filter(move |other| *other != name)
}

/// Whether both are names of one thing.
pub(in crate::fold) fn are_aliases(one: &[u64], other: &[u64]) -> bool {
    let row_of = |name| TABLE.row_of.get(name);
    row_of(one).is_some_and(|row| row_of(other) == Some(row))
}

/// Whether these stretches of two texts are parts of names of one thing: of `英国央行` and
/// `英格兰银行` comparing leaves `国央` and `格兰银`.
pub(in crate::fold) fn are_parts_of_aliases(
    (one, of_one): (&[u64], &Range<usize>),
    (other, of_other): (&[u64], &Range<usize>),
) -> bool {
    let is_part = |text: &[u64], stretch: &Range<usize>, name: &[u64]| {
        let first = stretch.end.saturating_sub(name.len());
        (first..=stretch.start).any(|at| text.get(at..at + name.len()) == Some(name))
    };
    TABLE.rows.iter().any(|row| {
        row.iter().any(|name| is_part(one, of_one, name))
            && row.iter().any(|name| is_part(other, of_other, name))
    })
}

#[cfg(test)]
mod tests {
    use super::{aliases, are_aliases, are_parts_of_aliases};
    use crate::fold::tokens::TokenizedText;

    #[test]
    fn names_of_one_thing_are_aliases_and_others_are_not() {
        let tokens = |name| TokenizedText::new(name).tokens;
        assert!(are_aliases(&tokens("小摩"), &tokens("摩根大通")));
        assert!(are_aliases(&tokens("ai"), &tokens("人工智能")));
        assert!(!are_aliases(&tokens("小摩"), &tokens("大摩")));
        assert!(!are_aliases(&tokens("甲行"), &tokens("甲行")));
        let (one, other) = (tokens("英国央行加息"), tokens("英格兰银行加息"));
        assert!(are_parts_of_aliases((&one, &(1..3)), (&other, &(1..4))));
        assert!(!are_parts_of_aliases((&one, &(1..5)), (&other, &(1..6))));
        let others: Vec<_> = aliases(&tokens("英国央行")).collect();
        assert_eq!(others, [tokens("英格兰银行").as_slice()]);
    }
}
