//! Tables of words, and what a text says by them: directions, denials, digests, responses, parties.
//! Two texts that differ in these are about different events. Other tables list words that outlets
//! exchange freely, words of daily columns, and names of one thing.

mod aliases;
mod columns;
mod denied;
mod directions;
mod exchanged;
mod fates;
mod index;
mod kinds;
mod opposites;

use std::sync::LazyLock;

use index::WordIndex;

use super::tokens::is_one_of;

pub(super) use aliases::{aliases, are_aliases, are_parts_of_aliases};
pub(super) use columns::{names_document_only, names_form_only, told_beside_columns};
pub(super) use denied::{lifted, lifts, negated, negates, negators};
pub(super) use directions::{Directions, comes_before_move};
pub(super) use exchanged::are_exchanged;
pub(super) use fates::{tells_fate, tells_missing, tells_response};
pub(super) use kinds::{EntryKind, EntryKinds};

/// Whether words of a normalised title announce several pieces of news.
pub fn announces_digest(title: &str) -> bool {
    let tokens = super::tokens::TokenizedText::new(title).tokens;
    EntryKinds::read(&tokens).has(EntryKind::Digest)
}

/// Ideographs that are no value by themselves: particles, and verbs that outlets exchange freely.
const PARTICLES: &str = "的了在于对为与和及将已拟再又并或称报收上下超逾近约达至到从由这该其本新也就都还正被把向给以而且则即未不元亿万股份家个只名位人年月日时期度次点";

/// Whether an ideograph says nothing by itself about what a title is about.
pub(super) fn is_particle(token: u64) -> bool {
    is_one_of(token, PARTICLES)
}

/// Ideographs by which headlines name a country or its people: `巴以`, `印巴`, `美伊`.
const COUNTRIES: &str = "中美俄日韩朝印巴伊以乌法德英欧加澳墨泰越菲沙土埃叙黎约哈阿柬缅老蒙新马瑞荷意西葡希波匈捷塞古智秘委哥苏利也科卡盟";

/// Whether an ideograph may name a country.
pub(super) fn is_country(token: u64) -> bool {
    is_one_of(token, COUNTRIES)
}

/// Words that announce: what follows has not happened yet. Commas part them.
#[rustfmt::skip]
const FUTURE: &str = "将, 拟, 计划, 预计, 即将, 有望, will, would, plans, soll, sollen, prévoit, 하기로, 예정, 계획, 추진, prevé, \
    planea, prevê, planeja, prevede, intende, планирует, планируют, намерен, намерена, \
    намерены, 予定, 见込み, 方针を固め, する方针, 决定へ, 可决へ, 成立へ, 合意へ, aprobará, aprobarán, votará, votarán, \
    adoptará, firmará, firmarán, adoptera, votera, approuvera, signera, approverà, voterà, \
    firmerà, aprovará, assinará, przyjmie, zal, zullen, ska, planerar, planlægger, \
    planlegger, aikoo, suunnittelee, planlıyor, plánuje, hodlá, plánují, tervezi, \
    intenționează, planira, namjerava, namerava, планує, планують, має намір, планира, \
    σχεδιάζει, سوف, تعتزم, يعتزم, צפוי, צפויה, מתכננת, sẽ, dự kiến, akan, berencana, करेगा, \
    करेगी, करेंगे, planuje, zamierza";

static ANNOUNCING: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(FUTURE.split(", ").map(|word| (word, ()))));

/// Whether a text says that something is going to happen.
pub(super) fn tells_future(tokens: &[u64]) -> bool {
    ANNOUNCING.found(tokens).next().is_some()
}

/// Words before and behind a number that names one of a series: `第12号`, `Proposal 11`.
const BEFORE_ORDINALS: [&str; 30] = [
    "第", "no", "nr", "number", "nummer", "proposal", "issue", "part", "chapter", "round", "phase",
    "stage", "line", "route", "section", "article", "act", "bill", "case", "lot", "draw",
    "episode", "volume", "model", "flight", "session", "edition", "series", "version", "week",
];
const BEHIND_ORDINALS: [&str; 17] = [
    "号", "號", "期", "次", "届", "屆", "批", "轮", "輪", "回", "版", "条", "條", "章", "集", "路",
    "线",
];

static IN_BEFORE_ORDINALS: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(BEFORE_ORDINALS.into_iter().map(|word| (word, ()))));
static IN_BEHIND_ORDINALS: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(BEHIND_ORDINALS.into_iter().map(|word| (word, ()))));

/// Whether the number at this place of a text names one of a series, by the tokens beside it.
pub(super) fn is_ordinal(tokens: &[u64], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| tokens.get(before..at));
    let behind = tokens.get(at + 1..at + 2);
    before.is_some_and(|before| IN_BEFORE_ORDINALS.found(before).next().is_some())
        || behind.is_some_and(|behind| IN_BEHIND_ORDINALS.found(behind).next().is_some())
}

/// Periods of a year that reports are about, as titles write them; numerals are numbers.
#[rustfmt::skip]
const PERIODS: [&str; 22] = [
    "q1", "q2", "q3", "q4", "1q", "2q", "3q", "4q", "h1", "h2", "1h", "2h", "9m", "t1", "t2", "t3", "t4",
    "上半年", "下半年", "季度", "상반기", "하반기",
];

static NAMING_PERIOD: LazyLock<WordIndex<usize>> = LazyLock::new(|| {
    let periods = PERIODS.into_iter().enumerate();
    WordIndex::new(periods.map(|(place, word)| (word, place)))
});

/// Whether both titles name a period of a year, and not the same ones: `Q2`, `Q3`; `上半年`,
/// `前三季度`.
pub(super) fn periods_differ(one: &[u64], other: &[u64]) -> bool {
    let [one, other] = [one, other].map(|tokens| NAMING_PERIOD.found(tokens).collect::<Vec<_>>());
    !one.is_empty() && !other.is_empty() && one != other
}

/// Whether a word is one for a period: another text may write it in full (`Q3`, `第3季`).
pub(super) fn is_period(word: u64) -> bool {
    NAMING_PERIOD.found(&[word]).next().is_some()
}

/// Words for the price of a share or of a company's shares at an exchange, the languages side by
/// side.
#[rustfmt::skip]
const SHARE_PRICES: &str = "股价, 股份价格, 涨停, 跌停, 封板, 竞价, 盘前, 盘中, 早盘, 午后, 盘后, 高开, 低开, 涨幅, 跌幅, \
    shares, share price, stock, stocks, aktie, aktien, aktienkurs, action, actions, titre, en bourse, \
    acciones, acción, en bolsa, ações, ação, na bolsa, papéis, titolo, azioni, in borsa, \
    акции, акций, бумаги, котировки, 株価, 株, ストップ高, ストップ安, 주가, 주식, 상한가, 하한가, 가격제한폭, 특징주";

static NAMING_SHARE_PRICE: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(SHARE_PRICES.split(", ").map(|word| (word, ()))));

/// Whether a text names the price of shares.
pub(super) fn names_share_price(tokens: &[u64]) -> bool {
    NAMING_SHARE_PRICE.found(tokens).next().is_some()
}

/// Words for the most that a share may rise or fall in a day.
const LIMITS: &str =
    "涨停, 跌停, 一字板, ストップ高, ストップ安, 상한가, 하한가, limit up, limit down";

static TELLING_LIMIT: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(LIMITS.split(", ").map(|word| (word, ()))));

/// Whether a text says that a share reached its price limit.
pub(super) fn tells_price_limit(tokens: &[u64]) -> bool {
    TELLING_LIMIT.found(tokens).next().is_some()
}

/// Words for a contract on a thing, which has a price of its own beside the price of the thing.
const DERIVATIVES: [&str; 8] = [
    "期货", "期貨", "期指", "期权", "期權", "futures", "options", "선물",
];

static NAMING_DERIVATIVE: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(DERIVATIVES.into_iter().map(|word| (word, ()))));

/// Whether a text names a contract on a thing: futures or options.
pub(super) fn names_derivative(tokens: &[u64]) -> bool {
    NAMING_DERIVATIVE.found(tokens).next().is_some()
}

/// Words that make another figure of the one that they stand before: core inflation is no
/// inflation, a profit without one-off gains is another profit, and a currency offshore has a rate
/// of its own.
const QUALIFIERS: [&str; 14] = [
    "核心",
    "扣非",
    "扣除非经常性",
    "离岸",
    "在岸",
    "远月",
    "core",
    "underlying",
    "kerninflation",
    "kernrate",
    "sous-jacente",
    "subyacente",
    "コア",
    "근원",
];

static QUALIFYING: LazyLock<WordIndex<usize>> = LazyLock::new(|| {
    let words = QUALIFIERS.into_iter().enumerate();
    WordIndex::new(words.map(|(place, word)| (word, place)))
});

/// Words for a party of a company's notice who is not the company itself: its subsidiary, who owns
/// it, who runs it; of one party the spellings side by side.
#[rustfmt::skip]
const PARTIES: [&str; 10] = [
    "子公司", "附属公司", "实际控制人, 实控人", "控股股东", "董事长", "总经理", "总裁", "财务总监", "董事", "监事",
];

static NAMING_PARTY: LazyLock<WordIndex<usize>> = LazyLock::new(|| {
    let parties = PARTIES.into_iter().enumerate();
    WordIndex::new(
        parties.flat_map(|(place, words)| words.split(", ").map(move |word| (word, place))),
    )
});

/// The parties in a text, each by its place in their table.
pub(super) fn parties(tokens: &[u64]) -> impl Iterator<Item = usize> + '_ {
    NAMING_PARTY.found(tokens)
}

/// The qualifiers in a text, each by its place in their table.
pub(super) fn qualifiers(tokens: &[u64]) -> impl Iterator<Item = usize> + '_ {
    QUALIFYING.found(tokens)
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
