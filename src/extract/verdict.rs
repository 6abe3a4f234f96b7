//! Decides whether the detected text is an article, or something that a server shows in its place.
//!
//! Words alone do not tell: replies of ministries say `请登录…平台查询`, notices of exchanges
//! speak of errors. So they count only on a page that does not name the entry, and in a short
//! text.

use dom_query::Document;

use super::page::count;
use super::{Error, MIN_TEXT};

/// Longest text that can be a notice or a login box, in characters.
const SHORT: usize = 200;

/// Shortest title by which a page names an entry, in characters.
const NAME: usize = 4;

/// Words of notices, in the title or the text of a page.
pub(super) const NOTICES: [&str; 18] = [
    "页面不存在",
    "页面未找到",
    "页面已删除",
    "文章不存在",
    "内容不存在",
    "找不到页面",
    "找不到该页",
    "您访问的页面",
    "您要访问的页面",
    "访问过于频繁",
    "安全验证",
    "请输入验证码",
    "404 not found",
    "page not found",
    "access denied",
    "403 forbidden",
    "just a moment",
    "verify you are human",
];

/// Words of pages that ask for a login.
pub(super) const LOGINS: [&str; 9] = [
    "请登录",
    "请先登录",
    "登录后",
    "会员登录",
    "用户登录",
    "扫码登录",
    "sign in to",
    "log in to",
    "subscribe to continue",
];

/// Words of pages that show nothing without scripts.
pub(super) const SCRIPTED: [&str; 5] = [
    "enable javascript",
    "requires javascript",
    "启用javascript",
    "开启javascript",
    "不支持javascript",
];

/// What the page shows before we remove anything from it.
pub(super) struct PageStats {
    /// Its title and its text, without white space.
    pub(super) whole: String,
    pub(super) asks_for_password: bool,
    pub(super) has_scripts: bool,
}

impl PageStats {
    /// Returns the detected text if it is an article; `name` is the title of the entry.
    pub(super) fn check(
        &self,
        detected: Result<String, Error>,
        name: &str,
    ) -> Result<String, Error> {
        let html = match detected {
            Ok(html) => html,
            Err(Error::Nothing) => return Err(self.why_nothing()),
            Err(error) => return Err(error),
        };
        let piece = Document::fragment(html.as_str());
        let text = piece.text();
        let chars = count(&text);
        if chars < MIN_TEXT {
            return Err(self.why_nothing());
        }
        if chars <= SHORT {
            let says = |words: &[&str]| contains(&flat(&text), words);
            if says(&SCRIPTED) {
                return Err(Error::Scripts);
            }
            if self.asks_for_password && says(&LOGINS) {
                return Err(Error::Login);
            }
            if !self.names(name) {
                if says(&LOGINS) {
                    return Err(Error::Login);
                }
                if says(&NOTICES) {
                    return Err(Error::Notice);
                }
            }
        }
        let links = piece.select("a");
        let linked: usize = links.nodes().iter().map(|link| count(&link.text())).sum();
        if 2 * linked > chars {
            return Err(Error::Navigation);
        }
        Ok(html)
    }

    /// Why a page has no text.
    fn why_nothing(&self) -> Error {
        if self.asks_for_password {
            Error::Login
        } else if contains(&self.whole, &NOTICES) {
            Error::Notice
        } else if self.has_scripts {
            Error::Scripts
        } else {
            Error::Nothing
        }
    }

    fn names(&self, name: &str) -> bool {
        let name = flat(name);
        name.chars().count() >= NAME && self.whole.contains(&name)
    }
}

pub(super) fn contains(flat_text: &str, words: &[&str]) -> bool {
    words.iter().any(|words| flat_text.contains(&flat(words)))
}

/// Lower case without white space.
pub(super) fn flat(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace());
    kept.flat_map(char::to_lowercase).collect()
}
