//! Words of the titles of daily columns and of official replies: a title of such words says nothing
//! about what is behind it.

use std::sync::LazyLock;

use super::index::WordIndex;
use crate::fold::tokens::{MASK, ideographs, is_common_word};

/// Words for markets, times of day and kinds of text, parted by commas, the languages side by side,
/// as normalised text writes them.
#[rustfmt::skip]
const COLUMNS: &str = "eqs, dgap, ots, pta, adhoc, businesswire, newswire, globenewswire, market, markets, stock, stocks, share, shares, equity, equities, news, headline, headlines, \
    business, financial, finance, economic, economy, morning, evening, afternoon, noon, midday, \
    daily, weekly, monthly, today's, tomorrow, open, opens, opening, opened, close, closes, \
    closing, bell, trading, traders, investors, investor, need, know, things, watch, watching, \
    wrap, briefing, brief, update, updates, live, latest, breaking, top, story, stories, \
    important, key, here, items, events, event, calendar, preview, review, outlook, summary, \
    report, recap, ahead, look, picks, movers, analyst, analysts, calls, reading, reads, \
    photos, pictures, photo, picture, graphic, chart, podcast, video, newsletter, edition, \
    opinion, comment, letters, editor's, column, analysis, explained, corrections, correction, \
    clarifications, amplifications, week, weekend, day, days, tonight, today, gallery, quiz, \
    crossword, horoscope, horoscopes, cartoon, obituaries, five, ten, must, big, start, started, session, wall, \
    street, before, hours, pre-market, premarket, quick, takes, takeaways, roundup, digest, \
    facts, explainer, \
    börse, börsen, börsenbericht, marktbericht, aktien, aktienmarkt, markt, märkte, \
    finanzmärkte, nachrichten, news, themen, thema, wichtigsten, wichtigste, wichtig, tages, \
    tag, woche, morgen, morgens, abend, abends, mittag, mittags, heute, anleger, wissen, \
    müssen, überblick, ausblick, rückblick, bericht, termine, kurz, kompakt, newsticker, \
    ticker, live, blick, presse, presseschau, bild, bilder, handelsstart, handelsschluss, \
    meldungen, lage, vormittag, nachmittag, \
    bourse, bourses, marché, marchés, actualité, actualités, l'actualité, qu'il, qu'on, aujourd'hui, infos, info, retenir, \
    savoir, faut, matin, soir, journée, semaine, ouverture, l'ouverture, clôture, point, revue, \
    presse, direct, essentiel, l'essentiel, principales, principaux, agenda, dessin, brèves, \
    titres, séance, valeurs, suivre, cinq, \
    bolsa, bolsas, mercado, mercados, noticias, noticia, titulares, claves, clave, cosas, \
    debes, saber, hoy, mañana, semana, apertura, cierre, invertir, inversores, inversor, \
    agenda, resumen, jornada, foto, fotos, viñeta, directo, última, últimas, hora, principales, \
    cinco, \
    borsa, mercati, notizie, oggi, apertura, chiusura, \
    beurs, beurzen, nieuws, vandaag, ochtend, börsen, börsöppning, nyheter, nyheder, dagens, børs, børsen, markedet, pörssi, \
    markkinat, uutiset, tänään, aamun, piyasa, piyasalar, borsa, bugün, günlük, bülten, bülteni, gündem, burza, trhy, dnes, \
    zprávy, ráno, giełda, rynki, dziś, wiadomości, poranek, новости, рынок, рынки, биржа, сегодня, итоги, утро, вечер, главное, \
    дня, недели, обзор, новини, ринок, сьогодні, bursa, piețe, știri, azi, astăzi, tőzsde, piac, hírek, ma, reggeli, \
    χρηματιστήριο, αγορές, ειδήσεις, σήμερα, أخبار, الأسواق, السوق, اليوم, نشرة, pasar, saham, hari, ini, berita, pagi, sore, \
    thị, trường, chứng, khoán, hôm, nay, tin, tức, bản, sáng, chiều, \
    오늘, 오늘의, 내일, 어제, 아침, 꼭, 알아야 할, 알아야, 경제, 뉴스, 증시, 일정, 주요, 이슈, \
    정리, 이번 주, 이번주, 다음 주, 시황, 마감, 개장, 사진, 포토, 브리핑, 모닝, 장전, 장후, \
    공시, 헤드라인, 종합, 전망, 체크, 포인트, 투자자, 국내, 해외, 시장, 하루, 한눈에, 모음, \
    기사, 와, 과, 의, \
    今日, 今朝, けさ, きょう, 明日, あす, 昨日, 株式, 株価, ニュ-ス, まとめ, 読み, 注目, \
    すべき, ポイント, 五つ, 朝刊, 夕刊, 人事, 东京, 为替, 市况, 概况, 予定, 一覧, 写真, 天気, \
    経済, 指标, 今周, 来周, 市场, 材料, 见通し, の, で, を, に, は, が, と, 日付, 付, \
    今日, 昨日, 明日, 今晚, 今早, 隔夜, 早盘, 午间, 午后, 盘前, 盘后, 盘中, 收盘, 开盘, 尾盘, \
    早间, 晚间, 夜间, 早市, 午市, 收市, 开市, 本周, 下周, 上周, 周末, 本月, 每日, 每周, 一周, \
    一日, 一天, 当日, 全天, 财经, 经济, 市场, 股市, 股, 港股, 美股, 外盘, 内盘, 期市, 期货, 债市, \
    汇市, 大盘, 两市, 沪深, 数据, 事件, 消息, 要闻, 新闻, 头条, 资讯, 快讯, 公告, 前瞻, 展望, \
    回顾, 综述, 点评, 评论, 观点, 解读, 梳理, 汇总, 汇编, 一览, 精选, 精编, 盘点, 复盘, 日历, \
    重点, 重要, 重磅, 热点, 焦点, 关注, 看点, 机构, 研报, 券商, 最新, 必读, 必看, 速递, 速览, \
    日报, 早报, 晚报, 周报, 月报, 内参, 早餐, 午餐, 早晨, 晨会, 晨报, 提示, 提醒, 策略, 机会, \
    参考, 龙虎榜, 涨停板, 涨停, 跌停, 股份, 个股, 板块, 行情, 走势, 后市, 投资者, 投资, 图解, \
    一图, 看懂, 读懂, 财富, 公司, 上市公司, 与, 及, 和, 的, 集锦, 表, 资金, 流向, 人民币, 图片, \
    视频, 直播, 收评, 午评, 早评, 盘面, 异动, 业绩会, 说明会, 财报, 半年报, 年报, 季报, 一季报, 三季报, \
    业绩快报, 大行, 评级, 独家, 突发, 电报, 夜盘, 日盘, 直击, 现场";

static IN_COLUMNS: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(COLUMNS.split(", ").map(|word| (word, ()))));

/// Words of the titles under which authorities publish their replies, and numerals of sessions.
const OF_DOCUMENTS: &str = "关于, 对, 第, 号, 提案, 建议, 答复, 复函, 函, 的, 全国, 政协, 人大, 届, 次会议, 会议, 次, 委员会, \
    代表, 委员, 摘要, 公开, 一, 二, 三, 四, 五, 六, 七, 八, 九, 十";

static IN_DOCUMENTS: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(OF_DOCUMENTS.split(", ").map(|word| (word, ()))));

/// Words for what companies tell their shareholders, as exchanges demand: in a feed of one company
/// or exchange, such words alone are a title, and say nothing to anybody else.
#[rustfmt::skip]
const OF_NOTICES: &str = "关于, 召开, 临时, 股东大会, 股东会, 董事会, 监事会, 决议, 会议, 年度, 半年度, 季度, 报告, 摘要, 全文, 通知, 回购, 进展, \
    情况, 控股股东, 实际控制人, 股东, 部分, 全部, 解除, 质押, 减持, 增持, 计划, 完成, 结果, 实施, 权益分派, 利润分配, 预案, 分红, 收到, 政府补助, \
    股票, 交易, 异常波动, 停牌, 复牌, 提示性, 业绩预告, 业绩, 聘任, 辞职, 离任, 选举, 高级管理人员, 董事, 监事, 董事长, 总经理, 变更, \
    会计师事务所, 担保, 提供, 子公司, 控股, 全资, 对外投资, 签署, 签订, 合同, 协议, 重大, 中标, 获得, 补充, 澄清, 募集资金, 使用, 闲置, \
    现金管理, 理财, 委托, 限售, 解禁, 上市流通, 首次公开发行, 限制性股票, 激励计划, 授予, 可转债, 转股, 赎回, 风险, 问询函, 回复, 监管函, \
    警示函, 立案, 调查, 告知书, 诉讼, 仲裁, 关联交易, 资产重组, 发行, 购买资产, 对, 第, 次, 号, 为, 届, 书, 拟, 暨, 以, 被, 并, 年, 月, 日, 期, \
    transaction, transactions, own, director, director's, directors, dealings, pdmr, shareholding, shareholdings, holding, \
    holdings, holding(s), company, net, asset, value, value(s), notice, annual, general, extraordinary, meeting, agm, egm, result, \
    results, board, half-year, half, interim, quarterly, quarter, first, second, third, fourth, total, voting, rights, block, \
    listing, form, dividend, dividends, declared, declares, declaration, appointment, appointed, resignation, non-executive, \
    executive, secretary, trading, consider, capital, purchase, buyback, repurchase, programme, program, \
    stimmrechtsmitteilung, stimmrechtsmitteilungen, hauptversammlung, einladung, quartalsmitteilung, halbjahresbericht, \
    geschäftsbericht, aktienrückkauf, résultats, résultat, trimestre, premier, deuxième, troisième, quatrième, assemblée, générale, \
    franchissement, seuil, droits, vote, déclaration, actions, propres, \
    业绩予想, 修正, 関, する, お知らせ, 自己株式, 取得, 処分, 配当, 决算短信, 役员, 异动, 定款, 株主総会, 招集, \
    자기주식, 취득, 처분, 결정, 주요사항보고서, 단일판매, 공급계약체결, 현금, 배당, 최대주주, 변경, 유상증자, 주주총회, 소집";

static IN_NOTICES: LazyLock<WordIndex<()>> =
    LazyLock::new(|| WordIndex::new(OF_NOTICES.split(", ").map(|word| (word, ()))));

/// Whether a title names nothing but the form of a company's notice: `关于回购公司股份的进展公告`,
/// `Transaction in Own Shares`.
pub(in crate::fold) fn names_form_only(title: &[u64]) -> bool {
    let mut at = 0;
    while let Some(rest) = title.get(at..)
        && let Some(first) = rest.first()
    {
        let length = IN_NOTICES.longest(rest).max(IN_COLUMNS.longest(rest));
        if length == 0 && *first != MASK && !is_common_word(*first) {
            return false;
        }
        at += length.max(1);
    }
    true
}

/// Whether a title names a numbered document, and nothing of what it is about.
pub(in crate::fold) fn names_document_only(title: &[u64]) -> bool {
    let mut at = 0;
    while let Some(rest) = title.get(at..)
        && let Some(first) = rest.first()
    {
        let length = IN_DOCUMENTS.longest(rest);
        if length == 0 && *first != MASK {
            return false;
        }
        at += length.max(1);
    }
    title.contains(&MASK)
}

/// How much of a title is neither such a word nor one that stands in any text, in ideographs.
pub(in crate::fold) fn told_beside_columns(title: &[u64]) -> u32 {
    let (mut told, mut at) = (0, 0);
    while let Some(rest) = title.get(at..)
        && let Some(first) = rest.first()
    {
        let length = IN_COLUMNS.longest(rest);
        if length == 0 && *first != MASK && !is_common_word(*first) {
            told += ideographs(*first);
        }
        at += length.max(1);
    }
    told
}

#[cfg(test)]
mod tests {
    use super::{names_document_only, names_form_only};
    use crate::fold::tokens::TokenizedText;

    #[test]
    fn the_title_of_a_reply_of_any_session_names_its_number_only() {
        for (title, expected) in [
            ("关于第十五届全国人大二次会议第1323号建议的答复", true),
            ("关于政协十二届全国委员会第三次会议第58号提案答复的函", true),
            ("关于第1323号建议的答复:灯塔改造分三年完成", false),
            ("关于全国人大代表建议的答复", false),
        ] {
            let title = TokenizedText::new(title);
            assert_eq!(names_document_only(&title.tokens), expected);
        }
    }

    #[test]
    fn the_form_of_a_notice_names_neither_a_company_nor_an_event() {
        for (title, expected) in [
            ("关于回购公司股份的进展公告", true),
            ("关于召开2026年第三次临时股东大会的通知", true),
            ("关于控股股东部分股份质押的公告", true),
            ("收到政府补助的公告", true),
            ("transaction in own shares", true),
            ("board meeting to consider quarterly results", true),
            ("业绩予想の修正に関するお知らせ", true),
            ("résultats du troisième trimestre 2026", true),
            ("岚洲港务:关于回购公司股份的进展公告", false),
            ("brackwater plc - transaction in own shares", false),
            ("board of seewerk to consider quarterly results", false),
        ] {
            let title = TokenizedText::new(title);
            assert_eq!(names_form_only(&title.tokens), expected);
        }
    }
}
