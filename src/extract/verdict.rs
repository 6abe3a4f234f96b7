//! Whether what was found on a page is an article, or something a server shows in its place.

use dom_query::Document;

use super::page::count;
use super::{Error, Extracted, LEAST};
use crate::model::TakenBy;

/// Longest text that can be a notice or a login box, in characters.
const SHORT: usize = 300;

/// What such pages say, in their title or in what is found on them.
const NOTICES: [&str; 20] = [
    "页面不存在",
    "页面未找到",
    "页面已删除",
    "文章不存在",
    "内容不存在",
    "已被删除",
    "找不到页面",
    "找不到该页",
    "您访问的页面",
    "您要访问的页面",
    "访问过于频繁",
    "安全验证",
    "输入验证码",
    "系统维护",
    "404 not found",
    "page not found",
    "access denied",
    "403 forbidden",
    "just a moment",
    "verify you are human",
];

/// What pages behind a login say.
const LOGINS: [&str; 9] = [
    "请登录",
    "请先登录",
    "登录后",
    "用户登录",
    "扫码登录",
    "sign in to",
    "log in to",
    "please log in",
    "subscribe to continue",
];

/// What pages say that show nothing without scripts.
const SCRIPTED: [&str; 5] = [
    "enable javascript",
    "requires javascript",
    "启用javascript",
    "开启javascript",
    "不支持javascript",
];

/// What was seen of the page besides its text.
pub(super) struct Seen<'a> {
    pub(super) title: &'a str,
    pub(super) asks_for_login: bool,
    pub(super) has_scripts: bool,
}

impl Seen<'_> {
    /// Lets an article pass and names what anything else is.
    pub(super) fn judge(&self, found: Result<Extracted, Error>) -> Result<Extracted, Error> {
        let extracted = match found {
            Ok(extracted) => extracted,
            Err(Error::Nothing) if self.asks_for_login => return Err(Error::Login),
            Err(Error::Nothing) if self.says(&NOTICES, "") => return Err(Error::Notice),
            Err(Error::Nothing) if self.has_scripts => return Err(Error::Scripts),
            Err(error) => return Err(error),
        };
        let piece = Document::fragment(extracted.html.as_str());
        let text = piece.text();
        let chars = count(&text);
        if chars <= SHORT {
            if self.says(&SCRIPTED, &text) {
                return Err(Error::Scripts);
            }
            if self.asks_for_login || self.says(&LOGINS, &text) {
                return Err(Error::Login);
            }
            if self.says(&NOTICES, &text) {
                return Err(Error::Notice);
            }
        }
        // Whoever wrote a selector looked at what stands there.
        if extracted.by == TakenBy::Readability {
            if chars < LEAST {
                return Err(if self.has_scripts {
                    Error::Scripts
                } else {
                    Error::Nothing
                });
            }
            let linked: usize = piece
                .select("a")
                .nodes()
                .iter()
                .map(|link| count(&link.text()))
                .sum();
            if 2 * linked > chars {
                return Err(Error::Navigation);
            }
        }
        Ok(extracted)
    }

    fn says(&self, words: &[&str], text: &str) -> bool {
        let flat = |text: &str| {
            let kept = text.chars().filter(|c| !c.is_whitespace() || *c == ' ');
            kept.collect::<String>().to_lowercase()
        };
        let (title, text) = (flat(self.title), flat(text));
        words
            .iter()
            .any(|words| title.contains(words) || text.contains(words))
    }
}
