//! Recognises a page that shows something else instead of its article: subscribe, accept cookies,
//! prove that you are no robot, come back after maintenance.

use std::collections::HashSet;

use crate::extract;
use crate::fold;
use crate::normalize;

/// Longest text of such a page that is in question, in ideographs; a word counts as two. Beside a
/// wall there may be an offer of a few sentences.
const MAX_LENGTH: u32 = 320;

/// The part of the text that must stand in lines that speak of access.
const SHARE: usize = 3;

/// Longest beginning of a wall that the reason names, in characters.
const MAX_SHOWN: usize = 100;

/// What reasons say before they name the text of the page.
const SHARED: &str = "several pages of the source show this text, so it is no article: ";
const ALONE: &str = "the page speaks of access, and not of what its entry is about: ";

/// The text of a page without what the entry says itself, if that is a wall.
///
/// Three things must hold. It is short; it speaks mostly of access; and it says nothing of the
/// title, nor of the feed's text, as far as these name a matter. So an article in other words than
/// its title stays, and so does one about a subscription, or with an offer below it.
pub(super) fn wall(page: &str, title: &str, known: &str) -> Option<String> {
    let rest = without_known(&normalize::body_text(page), [title, known]);
    let text = normalize::normalize(&rest).into_string();
    if text.is_empty() || fold::length(&text) > MAX_LENGTH || !speaks_mostly_of_access(&rest) {
        return None;
    }
    // Normalising removes a headline in brackets.
    if without_spaces(&rest).contains(&without_spaces(title)) {
        return None;
    }
    let title = normalize::normalize_title(title);
    let known = normalize::normalize(known);
    let told = [title.as_str(), known.as_str()].into_iter();
    let mut foreign = told
        .filter_map(|told| fold::is_foreign(told, &text))
        .peekable();
    (foreign.peek().is_some() && foreign.all(|is_foreign| is_foreign)).then_some(rest)
}

/// Whether a third of a text or more stands in lines that speak of access.
fn speaks_mostly_of_access(text: &str) -> bool {
    let chars = |line: &str| line.chars().filter(|next| !next.is_whitespace()).count();
    let spoken = text.lines().filter(|line| extract::speaks_of_access(line));
    let spoken: usize = spoken.map(chars).sum();
    spoken > 0 && SHARE * spoken >= chars(text)
}

/// The lines of a text that the entry does not say itself, each once.
fn without_known(body_text: &str, known: [&str; 2]) -> String {
    let known = known.map(without_spaces);
    let mut seen = HashSet::new();
    let is_new = |line: &&str| {
        let line = without_spaces(line);
        !known.iter().any(|known| known.contains(&line)) && seen.insert(line)
    };
    let lines: Vec<&str> = body_text.lines().filter(is_new).collect();
    lines.join("\n")
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Why the text of a page is not taken that several pages show.
pub(super) fn why_shared(body_text: &str) -> String {
    format!("{SHARED}{}", beginning(body_text))
}

/// Why the text of a page is not taken that is a wall.
pub(super) fn why_wall(body_text: &str) -> String {
    format!("{ALONE}{}", beginning(body_text))
}

fn beginning(text: &str) -> String {
    let line = text.replace('\n', " ");
    line.chars().take(MAX_SHOWN).collect()
}

/// The beginning of the wall that is the reason why the text of a page was not taken; `None` for
/// another reason.
pub(in crate::pipeline) fn wall_in(why: &str) -> Option<&str> {
    [SHARED, ALONE]
        .iter()
        .find_map(|reason| why.strip_prefix(reason))
}

#[cfg(test)]
mod tests {
    use super::wall;

    const TITLE: &str = "橡胶期货创两年来新低";
    const SUMMARY: &str = "橡胶主力合约周三收跌百分之四，库存连续第六周增加。";

    fn is_wall(page: &str, title: &str, summary: &str) -> bool {
        wall(page, title, summary).is_some()
    }

    #[test]
    fn a_page_that_speaks_only_of_access_is_a_wall() {
        let walls = [
            "<p>您好，该内容仅对会员开放。请登录或开通会员后继续阅读，会员可畅读全站报道。</p>",
            "<p>检测到当前网络存在异常访问，请拖动下方滑块完成拼图后继续浏览。</p>",
            "<p>本文为付费内容，购买后可查看全文。</p>",
            "<p>网站正在维护，预计今晚二十二点恢复，给您带来不便敬请谅解。</p>",
            "<p>We use cookies and similar technologies. Choose what you accept to go on.</p>",
        ];
        for page in walls {
            assert!(is_wall(page, TITLE, SUMMARY), "{page}");
            // Also below the headline and the sentence that the feed carries.
            let below = format!("<h1>{TITLE}</h1><p>{SUMMARY}</p>{page}");
            assert!(is_wall(&below, TITLE, SUMMARY), "{below}");
        }
        let english = "<p>This page is available to registered readers only. Create a free account \
            or log in to carry on reading. Registered readers get five articles a month.</p>";
        let (title, summary) = (
            "Tin price climbs to two-year high",
            "Tin rose for a fifth day as smelters in two countries cut output.",
        );
        assert!(is_wall(english, title, summary));
        // A feed without a text of its own has the title to go by.
        assert!(is_wall(english, title, ""));
    }

    #[test]
    fn an_article_about_access_or_in_other_words_is_none() {
        // It is about what its title names, which is access.
        assert!(!is_wall(
            "<p>多家媒体网站的付费内容将于六月起合并订阅，用户登录后可继续阅读各家报道。</p>",
            "多家媒体合并付费内容订阅",
            "订阅合并自六月起。",
        ));
        assert!(!is_wall(
            "<p>The paper ends its free account and asks readers to subscribe to read more.</p>",
            "Paper ends free accounts for readers",
            "",
        ));
        // Nothing of the title is in it, but nothing of access either.
        assert!(!is_wall(
            "<p>上期所主力合约收于一万一千二百元，青岛保税区存货为三年来最高。</p>",
            "Rubber falls to two-year low",
            "",
        ));
        // The title is a pun, and the summary says what it is about.
        assert!(!is_wall(
            "<p>橡胶主力合约周三收跌百分之四，库存连续第六周增加，贸易商称需求疲软。登录后可查看图表。</p>",
            "一场没有雨的春天",
            SUMMARY,
        ));
        // Nothing of the title is in it, and there is an offer below it.
        assert!(!is_wall(
            "<p>上期所主力合约收于一万一千二百元，青岛保税区存货为三年来最高，轮胎厂的开工率则连续三周下降。</p>\
             <p>贸易商称，东南亚产区的降雨多于往年，割胶恢复得慢，而下游的订单要到秋天才会增加。</p>\
             <p>立即订阅每日早报。</p>",
            "Rubber falls to two-year low",
            "",
        ));
        // The headline stands in brackets before the text.
        assert!(!is_wall(
            "<p>【两起木马病毒案例公布】近期，一种新病毒专门针对财务人员，会窃取账号，还要人输入验证码。</p>",
            "两起木马病毒案例公布",
            "",
        ));
        // A title of one word names nothing.
        assert!(!is_wall("<p>登录后可查看图表和数据。</p>", "快讯", ""));
        // A long text is an article, whatever its title.
        let long =
            "<p>上期所各合约成交情况如下，贸易商称需求疲软，轮胎厂开工率下降。</p>".to_owned();
        let long: String = (0..20)
            .map(|n| long.replace("如下", &format!("{n}日")))
            .collect();
        assert!(!is_wall(
            &format!("{long}<p>登录后可查看图表。</p>"),
            "A spring without rain",
            ""
        ));
    }
}
