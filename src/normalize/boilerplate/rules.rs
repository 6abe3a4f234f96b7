//! The table of boilerplate: lines that outlets put around a text they did not write, by kind.
//!
//! Every word here is written as `characters` folds it (simplified, half-width, lower case, `。` as
//! `.`); a test holds the table to that, and every rule to its example. A rule gives the position
//! and the length of a line, because a paragraph may begin with the same words as a credit line.

/// The kinds of boilerplate lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    /// The headline of the text in another outlet.
    OriginalTitle,
    /// The people who wrote, edited, checked or drew it, or the source of the text.
    Credit,
    /// `全文如下：` (full text below) above the whole text.
    FullText,
    /// Attached files of a document.
    Attachment,
    /// Disclaimers and copyright notices.
    Disclaimer,
    /// Invitations to apps, QR codes and newsletters.
    Invitation,
    /// Headings of lists of other texts; the list is boilerplate too.
    Related,
    /// Buttons and labels of a page.
    Page,
}

/// The lines of a text to which a rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinePlace {
    Anywhere,
    /// Among the first or the last few lines.
    Edge,
    /// Among the last few lines.
    End,
}

/// The form of a line.
#[derive(Debug, Clone, Copy)]
pub(super) enum LineForm {
    /// It is one of these, without brackets and ornaments.
    Whole(&'static [&'static str]),
    /// It begins with one of these.
    Starts(&'static [&'static str]),
    /// It begins with one of these and a colon, a bar or a slash.
    Role(&'static [&'static str]),
    /// It contains one of these.
    Holds(&'static [&'static str]),
    /// It begins with one of the first, and contains one of the second.
    StartsAndHolds(&'static [&'static str], &'static [&'static str]),
    /// It contains one of the first and one of the second, no digit, and no full stop at its end:
    /// news has numbers and sentences.
    Invites(&'static [&'static str], &'static [&'static str]),
    /// It ends with one of these.
    Ends(&'static [&'static str]),
}

impl LineForm {
    /// The words with one of which such a line begins; `None` if it may begin with anything.
    pub(super) fn beginnings(self) -> Option<&'static [&'static str]> {
        match self {
            Self::Starts(words) | Self::Role(words) | Self::StartsAndHolds(words, _) => Some(words),
            Self::Whole(_) | Self::Holds(_) | Self::Invites(..) | Self::Ends(_) => None,
        }
    }
}

/// One kind of line.
pub(super) struct Rule {
    pub(super) kind: LineKind,
    pub(super) place: LinePlace,
    /// Longest such line, in characters.
    pub(super) max: usize,
    pub(super) form: LineForm,
    /// A line as an outlet would write it.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "read by the test of this table")
    )]
    pub(super) example: &'static str,
}

/// Longest line of any rule.
pub(super) const MAX_CHARS: usize = 300;

use LineForm::{Ends, Holds, Invites, Role, Starts, StartsAndHolds, Whole};
use LineKind::{
    Attachment, Credit, Disclaimer, FullText, Invitation, OriginalTitle, Page, Related,
};
use LinePlace::{Anywhere, Edge, End};

const fn rule(
    kind: LineKind,
    place: LinePlace,
    max: usize,
    form: LineForm,
    example: &'static str,
) -> Rule {
    Rule {
        kind,
        place,
        max,
        form,
        example,
    }
}

/// The rules, in the order they are tried.
#[rustfmt::skip]
pub(super) const RULES: [Rule; 31] = [
    rule(OriginalTitle, Anywhere, 120, Role(&["原标题", "原题", "原题为", "原标题为", "原文标题"]),
        "原标题：某部公开征求意见"),
    rule(OriginalTitle, Anywhere, 120, Starts(&["原题为<", "原标题为<", "原标题<", "原题<", "原题为\"", "原标题为\""]),
        "（原题为《公开征求〈某条例〉的意见》）"),
    rule(Credit, Anywhere, 60, Role(&["责任编辑", "责编", "编辑", "文章来源", "来源", "稿件来源", "消息来源", "信息来源", "图片来源",
        "本文来源", "新闻来源", "资料来源", "作者", "本文作者", "值班编辑", "值班主编", "流程编辑", "执行主编", "编审", "采写", "撰文", "撰稿",
        "供稿", "校对", "审核", "复审", "终审", "初审", "监制", "出品", "出品人", "图源", "转自", "转载自", "编译"]),
        "责任编辑：张三"),
    // A paragraph may begin with these words too.
    rule(Credit, Edge, 24, Role(&["图", "文", "视频", "摄影", "设计", "制作", "制图", "美编", "排版", "策划", "统筹", "主编", "翻译", "译者",
        "剪辑", "出处", "原文链接", "本报记者", "见习记者", "实习记者", "特约记者", "通讯员", "实习生", "发布时间"]),
        "文/某报记者 张三"),
    rule(Credit, Edge, 40, Starts(&["本文来自", "本文转自", "本文首发", "本文系", "文章首发", "本文由", "来源于:", "来源自"]),
        "本文来自微信公众号“某某”"),
    rule(Credit, End, 160, Starts(&["reporting by ", "writing by ", "editing by ", "additional reporting by ", "with assistance from ",
        "compiled by ", "edited by ", "written by ", "translated by ", "our standards:", "to contact the reporter", "to contact the editor"]),
        "(Reporting by Jane Doe in London; Editing by John Roe)"),
    rule(Credit, Edge, 80, Starts(&["source:", "sources:", "editor:", "photo:", "photo by ", "photograph:", "image:", "image credit",
        "image source", "quelle:", "fuente:", "fonte:", "источник:", "фото:", "사진=", "출처:", "出典:", "写真:"]),
        "Source: Harbour Times"),
    rule(FullText, Anywhere, 18, Ends(&["全文如下:", "全文实录如下:", "实录如下:", "原文如下:", "为全文:", "是全文:", "全文:", "为实录:", "答复全文如下:"]),
        "以下为全文："),
    rule(Attachment, Anywhere, 5, StartsAndHolds(&["附件", "附表", "附录"], &["附"]), "附件1"),
    rule(Attachment, End, 60, Starts(&["附件:", "附件1:", "附件2:", "附件3:", "附件1.", "附件2.", "附件3.", "附件一:", "附件二:", "附表:", "附录:"]), "附件：1.某部令（征求意见稿）"),
    rule(Attachment, Anywhere, 90, Ends(&[".pdf", ".doc", ".docx", ".wps", ".ofd", ".xls", ".xlsx", ".zip", ".rar", ".ppt", ".pptx"]),
        "2.申报表.docx"),
    rule(Attachment, Edge, 40, Holds(&["点击下载", "下载附件", "附件下载", "下载全文"]), "点击下载：某某通知"),
    rule(Disclaimer, End, MAX_CHARS, Starts(&["免责声明", "特别声明", "郑重声明", "平台声明", "版权声明", "新浪声明", "搜狐声明", "法律声明",
        "重要声明", "声明:", "disclaimer", "©", "copyright ", "(c)20", "以上内容仅", "以上内容不", "以上信息仅", "本文仅代表", "本文不构成",
        "本文内容仅", "文章内容仅", "文章仅代表", "本内容仅", "该文观点仅", "the views expressed", "this article is for informational"]),
        "郑重声明：本站发布此内容旨在传播更多信息，与本站立场无关。"),
    rule(Disclaimer, End, MAX_CHARS, StartsAndHolds(&["风险提示", "风险警示", "温馨提示", "重要提示", "投资提示", "注:", "*"],
        &["投资建议", "风险自担", "仅供参考", "据此操作", "投资需谨慎", "入市有风险", "投资有风险"]),
        "风险提示：以上内容仅供参考，据此操作，风险自担。"),
    rule(Disclaimer, End, 80, Holds(&["不构成投资建议", "不构成任何投资", "不构成实质性投资建议", "不作为投资依据", "不作为投资建议", "据此操作", "投资需谨慎", "入市有风险", "内容仅供参考",
        "转载请注明", "请注明出处", "请注明来源", "未经授权不得", "未经授权,不得", "未经授权禁止", "未经许可不得", "未经许可,不得", "谢绝转载", "禁止转载", "严禁转载",
        "版权归原", "版权归作者", "版权所有", "侵权必究", "如有侵权", "如涉及侵权", "若有侵权", "仅代表作者", "不代表本站", "不代表本网", "不代表本报", "不代表本平台", "不代表本公众号", "与本站立场", "与本网立场", "信息存储空间服务",
        "all rights reserved", "may not be reproduced", "not investment advice", "无断転载", "무단전재", "무단 전재", "tous droits reserves", "tous droits réservés",
        "alle rechte vorbehalten", "todos los derechos reservados", "все права защищены"]),
        "版权所有，未经授权不得转载"),
    rule(Disclaimer, End, 160, StartsAndHolds(&["this article ", "this story ", "this post ", "this piece ", "this content "],
        &["originally published", "originally appeared", "first published", "first appeared", "was produced by", "republished"]),
        "This article was originally published on Harbour Times."),
    rule(Disclaimer, End, MAX_CHARS, StartsAndHolds(&["the post ", "the article "], &["appeared first on", "first appeared on"]),
        "The post Lighthouse reopens appeared first on Harbour Times."),
    rule(Invitation, Edge, 60, Holds(&["海量资讯", "精准解读", "微信扫一扫", "扫一扫关注", "扫一扫下载", "扫一扫,", "扫码关注", "扫码下载", "扫描二维码", "扫描下方", "扫描上方", "长按二维码", "长按识别", "识别二维码",
        "点击查看更多", "查看更多>", "点击上方", "点击下方", "更多精彩", "更多原创", "更多资讯请", "阅读原文", "阅读全文", "返回搜狐", "举报/反馈", "举报反馈", "分享到:", "分享到微信", "分享到朋友圈", "分享至朋友圈",
        "炒股就看", "炒股开户", "上新浪财经", "新闻线索请", "提供新闻线索", "爆料热线", "爆料请", "我要爆料", "商务合作请", "商务合作:", "24小时滚动播报", "粉丝福利", "加入社群", "点亮在看", "点赞和在看"]),
        "返回搜狐，查看更多"),
    rule(Invitation, End, 60, Invites(&["下载", "打开", "扫码", "扫描", "关注", "尽在", "更多", "点击", "长按", "识别", "搜索", "加入", "订阅", "添加", "来自"],
        &["app", "客户端", "公众号", "二维码", "小程序", "微信号", "微信群", "官方微博", "视频号"]),
        "更多资讯请下载某某新闻APP"),
    rule(Invitation, Edge, 160, Starts(&["sign up ", "subscribe to ", "subscribe for", "subscribe now", "click here ", "follow us ", "download our app", "download the app",
        "get the app", "join our ", "share this ", "continue reading", "read the full ", "get our ", "register for ", "support our journalism", "listen to this article",
        "have a tip?", "like us on ", "abonnez-vous", "suscribase", "suscríbete", "jetzt abonnieren", "подписывайтесь", "подпишитесь"]),
        "Sign up for our newsletter to get the day's news."),
    rule(Invitation, Edge, 100, Holds(&["our newsletter", "our app", "our telegram channel", "our whatsapp channel", "follow us on", "our youtube channel"]),
        "Get more on our YouTube channel"),
    rule(Related, Anywhere, 14, Whole(&["相关报道", "相关阅读", "相关新闻", "延伸阅读", "推荐阅读", "热门推荐", "往期回顾", "往期推荐", "更多阅读", "猜你喜欢", "为您推荐", "为你推荐",
        "相关推荐", "精彩推荐", "关联阅读", "热门文章", "相关文章", "更多新闻", "更多报道"]),
        "【相关报道】"),
    rule(Related, End, 40, Whole(&["related stories", "related articles", "related news", "related", "read more", "read next", "more on this story", "recommended",
        "recommended stories", "you may also like", "you might also like", "see also", "also read", "trending", "most read", "more from us", "top stories",
        "lesen sie auch", "mehr zum thema", "lire aussi", "à lire aussi", "a lire aussi", "lea también", "lee también", "leia também", "leggi anche", "читайте также",
        "关连记事", "관련기사", "관련 기사", "관련기사 보기", "관련 기사 보기"]),
        "You may also like"),
    rule(Related, Anywhere, 140, Starts(&["read more:", "read also:", "also read:", "see also:", "related:", "read next:", "lire aussi:", "à lire aussi:",
        "lea también:", "lee también:", "leia também:", "lesen sie auch:", "читайте также:"]),
        "Read more: Three lighthouses reopen"),
    rule(Related, Anywhere, 90, Role(&["相关阅读", "延伸阅读", "推荐阅读", "相关报道", "相关新闻", "往期回顾"]),
        "延伸阅读：三座灯塔重新开放"),
    rule(Page, Edge, 14, Whole(&["完", "全文完", "正文完", "end", "the end", "ends", "广告", "advertisement", "ad", "sponsored", "上一页", "下一页", "上一篇", "下一篇", "首页", "尾页",
        "返回顶部", "展开全文", "展开", "收起", "收藏", "举报", "点赞", "分享", "评论", "打印", "关闭", "关闭窗口", "打印本页", "share", "print", "comments", "story continues",
        "story continues below", "zm", "###", "-30-", "-0-"]),
        "（完）"),
    rule(Page, End, 40, Whole(&["查看全文", "点击查看全文", "点击查看", "点击阅读", "点击阅读全文", "查看更多", "查看详情", "点击查看详情", "继续阅读", "阅读更多", "更多内容",
        "查看原文", "点此阅读", "点此阅读全文", "了解更多", "full story", "full story here", "read full story", "read full article", "read the full story", "read the full article", "read on", "keep reading",
        "view article", "view more", "see more", "learn more", "more", "weiterlesen", "mehr lesen", "jetzt lesen", "mehr erfahren", "zum artikel", "zum ganzen artikel", "ganzen artikel lesen",
        "hier weiterlesen", "lire la suite", "lire l'article", "lire plus", "lire la suite de l'article", "en savoir plus", "suite de l'article", "leer más", "seguir leyendo", "sigue leyendo",
        "continuar leyendo", "continúe leyendo", "ver más", "leer noticia completa", "leer la noticia completa", "leggi tutto", "continua a leggere", "leggi di più", "leia mais", "continue lendo",
        "lees verder", "lees meer", "läs mer", "читать далее", "подробнее", "続きを読む", "続きをみる", "続きを见る", "もっと见る", "もっと読む", "全文を読む", "记事を読む", 
        "자세히 보기", "더보기", "더 보기", "기사 더보기", "기사 더 보기", "계속 읽기", "전문 보기", "기사 전문 보기", "기사 원문 보기"]),
        "Weiterlesen"),
    rule(Page, End, 80, Starts(&["läs mer på ", "läs mer om ", "les mer på ", "læs mere på ", "lue lisää", "více čtěte", "více informací najdete", "viac sa dozviete",
        "viac informácií nájdete", "sledujte nás na ", "czytaj więcej", "więcej na ", "czytaj dalej", "citește mai mult", "citește și", "devamı için", "haberin devamı",
        "baca juga", "baca selengkapnya", "xem thêm", "đọc thêm", "διαβάστε περισσότερα", "διαβάστε επίσης", "читати далі", "читайте також", "прочетете още",
        "pročitajte još", "pročitajte i", "opširnije na", "bővebben", "lees ook", "lees meer op", "اقرأ أيضا", "اقرأ المزيد", "קראו עוד", "और पढ़ें", "यह भी पढ़ें", "อ่านต่อ",
        "อ่านเพิ่มเติม"]),
        "Läs mer på hamnens webbplats."),
    rule(Page, Anywhere, 24, StartsAndHolds(&["story continues", "article continues", "advertisement-", "scroll to continue"], &["continue", "advert"]),
        "Article continues below"),
    rule(Page, Edge, 20, StartsAndHolds(&["字号", "阅读量", "浏览次数", "浏览量", "点击数", "访问量", "阅读:", "阅读次数", "打印"], &[":", "大", "小", "本页"]),
        "浏览次数：1024"),
    rule(Page, Edge, 30, StartsAndHolds(&["第", "共", "page "], &["页", " of ", "/"]), "第2页 共3页"),
];
