//! Recognises pages that check for a browser.
//!
//! Such a page comes with 200, 202, 403, 405, 429, 503 or a status of its own and runs a script
//! that no feed reader runs. The rules do not look for single products. A header in which the
//! server names the check is enough by itself. Otherwise the answer must be a web page with hardly
//! any text, and its words, scripts or cookies must show that it checks for a browser.

use encoding_rs::GB18030;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, SET_COOKIE};

/// Bytes of a page that we look at.
const MAX_BYTES: usize = 256 * 1024;

/// Bytes by which we see whether a body is a web page.
const START: usize = 4096;

/// Most visible characters of a page that only checks for a browser.
const MAX_TEXT: usize = 1_200;

/// With fewer visible characters than this, a page consists of its script.
const NO_TEXT: usize = 60;

/// Whether an error may be a check that can be recognised only by its body, a web page.
pub(super) fn is_worth_reading(status: StatusCode, headers: &HeaderMap) -> bool {
    may_be_challenge(status) && !headers_say_challenge(headers) && is_html(headers)
}

/// Whether servers send checks with this status.
pub(super) fn may_be_challenge(status: StatusCode) -> bool {
    // Services in China send 412, 468, 521 and 567; others chose 418.
    matches!(
        status.as_u16(),
        202 | 401 | 403 | 405 | 406 | 412 | 418 | 429 | 468 | 503 | 521 | 567
    )
}

/// Whether the headers say that the answer is a check.
pub(super) fn headers_say_challenge(headers: &HeaderMap) -> bool {
    // Several services name the check in a header, by its value or its presence.
    let says = |name: &str, words: &[&str]| {
        headers.get_all(name).iter().any(|value| {
            let value = String::from_utf8_lossy(value.as_bytes()).to_ascii_lowercase();
            words.is_empty() || words.iter().any(|word| value.contains(word))
        })
    };
    says("cf-mitigated", &["challenge"])
        || says("x-amzn-waf-action", &["challenge", "captcha"])
        || says("x-vercel-mitigated", &["challenge"])
        || says("x-sucuri-block", &[])
}

/// Whether an answer with this body is a check.
pub(super) fn is_challenge_page(headers: &HeaderMap, body: &[u8]) -> bool {
    if headers_say_challenge(headers) {
        return true;
    }
    // Nearly every body is a feed, which its beginning says.
    if !is_page(headers, body.get(..START).unwrap_or(body)) {
        return false;
    }
    let looked_at = body.get(..MAX_BYTES).unwrap_or(body);
    let page = match std::str::from_utf8(looked_at) {
        Ok(text) => text.to_lowercase(),
        // Chinese pages in an older encoding.
        Err(_) => GB18030.decode(looked_at).0.to_lowercase(),
    };
    let text = visible(&page);
    let length = text.chars().count();
    if length > MAX_TEXT {
        return false;
    }
    let has = |words: &[&str]| words.iter().any(|word| page.contains(word));
    let runs = has(&[
        "<script",
        "<iframe",
        "<meta http-equiv=\"refresh",
        "<meta http-equiv='refresh",
    ]) || has(&["<meta http-equiv=refresh"]);
    let asks_in = |text: &str| ASKS.iter().any(|word| text.contains(word));
    // If the title asks, the page needs no script: the form or picture to click on is already
    // there.
    let asks = (runs && asks_in(&text)) || asks_in(title(&page));
    // Web applications load these scripts too, for forms that they show later.
    let loaded = page
        .replace("recaptcha", "")
        .replace("turnstile/v0/api.js", "");
    // Cloudflare puts this one into every page.
    let loaded = if loaded.contains("/scripts/jsd/") {
        loaded.replace("challenge-platform", "")
    } else {
        loaded
    };
    let loads = runs && LOADS.iter().any(|mark| loaded.contains(mark));
    let offers_feeds = has(&["application/rss+xml", "application/atom+xml"]);
    let sets_cookie = headers.contains_key(SET_COOKIE) || has(&["document.cookie"]);
    let comes_back = has(&[
        "location.reload",
        "location.href",
        "location.replace",
        "window.location",
        "document.location",
        "http-equiv=\"refresh",
        "http-equiv=refresh",
        ".submit()",
    ]);
    let is_script_alone = runs && length < NO_TEXT && sets_cookie && comes_back;
    !offers_feeds && (asks || loads || is_script_alone)
}

/// Words with which a page asks for a person or a browser, in lower case.
const ASKS: &[&str] = &[
    "just a moment...",
    "just a moment…",
    "checking your browser",
    "checking if the site connection is secure",
    "verify you are human",
    "verify that you are human",
    "verify you're human",
    "verifying you are human",
    "verifying your browser",
    "you are human",
    "you are a human",
    "not a robot",
    "not a bot",
    "are you a robot",
    "human verification",
    "security check",
    "security verification",
    "browser check",
    "bot protection",
    "bot detection",
    "pardon our interruption",
    "press & hold",
    "press &amp; hold",
    "press and hold",
    "unusual traffic",
    "unusual activity",
    "automated access",
    "automated requests",
    "enable javascript and cookies",
    "enable cookies and javascript",
    "javascript and cookies",
    "enable javascript to continue",
    "enable javascript to view the page content",
    "javascript is required",
    "attention required! | cloudflare",
    "one moment, please",
    "request is being verified",
    "access to this site has been limited",
    "requires javascript to verify",
    "javascript is disabled",
    "captcha",
    "ddos protection",
    "安全验证",
    "安全驗證",
    "安全检查",
    "安全檢查",
    "人机验证",
    "人機驗證",
    "真人验证",
    "滑块",
    "滑塊",
    "滑动验证",
    "向右滑动",
    "拖动",
    "拖動",
    "验证码",
    "驗證碼",
    "访问验证",
    "不是机器人",
    "不是機器人",
    "访问过于频繁",
    "正在检查您的浏览器",
    "正在檢查您的瀏覽器",
    "浏览器安全",
    "开启javascript",
    "启用javascript",
    "ロボットではありません",
    "ロボットでは",
    "ブラウザを確認",
    "人間であること",
    "로봇이 아닙니다",
    "보안 확인",
    "사람인지 확인",
    "браузер",
    "вы не робот",
    "kein roboter",
    "ihr browser wird überprüft",
    "sicherheitsüberprüfung",
    "pas un robot",
    "vérification de sécurité",
    "no eres un robot",
    "no soy un robot",
    "verificación de seguridad",
    "não é um robô",
    "non sei un robot",
    "nie jesteś robotem",
    "robot olmadığınızı",
];

/// Names of the scripts, frames and forms of such pages, in lower case.
const LOADS: &[&str] = &[
    "captcha",
    "challenge",
    "turnstile",
    "geetest",
    "_incapsula_resource",
    "incapsula",
    "awswaf",
    "perimeterx",
    "px-cloud",
    "datadome",
    "akamai/sureroute",
    "/_sec/",
    "bm-verify",
    "distil_",
    "acw_sc__",
    "antibot",
    "anti-bot",
    "botdetect",
    "jschl",
    "ddos-guard",
    "qrator",
    "sucuri_cloudproxy",
    "kpsdk",
    "/tspd/",
    "safeline",
    "go-away",
    "btwaf",
    "wzwschallenge",
    "yunsuo",
    "jsluid",
    "nocaptcha",
    "punish",
];

/// The title of a page in lower case.
fn title(page: &str) -> &str {
    let behind = page.split_once("<title").map_or("", |(_, behind)| behind);
    let inside = behind.split_once('>').map_or("", |(_, inside)| inside);
    inside
        .split_once("</title")
        .map_or("", |(inside, _)| inside)
}

/// Whether a body that begins with these bytes is a web page and not a feed.
fn is_page(headers: &HeaderMap, start: &[u8]) -> bool {
    // No encoding that we read here has `<` as the second byte of a character.
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let is_feed = ["<rss", "<feed", "<rdf:rdf", "<channel"]
        .iter()
        .any(|root| start.contains(root));
    let looks_so = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<meta",
    ]
    .iter()
    .any(|start_tag| start.contains(start_tag));
    let start = start.trim_start();
    let is_other = ["<?xml", "{", "["]
        .iter()
        .any(|other| start.starts_with(other));
    !is_feed && looks_so && (is_html(headers) || !is_other)
}

fn is_html(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .map(|kind| kind.as_bytes().to_ascii_lowercase());
    kind.is_some_and(|kind| kind.starts_with(b"text/html"))
}

/// The text of a page without tags, scripts and styles; it includes the title and `noscript`.
fn visible(page: &str) -> String {
    let mut text = String::new();
    let mut rest = page;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before.trim());
        let skipped = ["script", "style", "svg"]
            .iter()
            .find(|name| tag.starts_with(**name))
            .and_then(|name| tag.split_once(&format!("</{name}")));
        let comment = tag
            .strip_prefix("!--")
            .and_then(|tag| tag.split_once("-->"));
        rest = match (skipped, comment) {
            (Some((_, behind)), _) => behind.split_once('>').map_or("", |(_, behind)| behind),
            (None, Some((_, behind))) => behind,
            (None, None) => tag.split_once('>').map_or("", |(_, behind)| behind),
        };
        text.push(' ');
    }
    text.push_str(rest.trim());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    use super::is_challenge_page;

    fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
        let field = |(name, value): &(&'static str, &'static str)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        };
        fields.iter().map(field).collect()
    }

    #[test]
    fn pages_that_check_for_a_browser_are_told_by_several_signs() {
        for (fields, body) in [
            (&[("cf-mitigated", "challenge")][..], ""),
            (&[("x-amzn-waf-action", "captcha")], ""),
            (
                &[],
                "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>\
                 <script src=\"/x.js\"></script></body></html>",
            ),
            (
                &[("set-cookie", "k=1")],
                "<html><head><meta http-equiv=\"refresh\" content=\"0\"></head></html>",
            ),
            (
                &[],
                "<html><script>document.cookie='k='+f();location.reload()</script></html>",
            ),
            (
                &[],
                "<html><head><title>请稍候</title></head><body>请完成安全验证后继续访问\
                 <script>go()</script></body></html>",
            ),
            (
                &[],
                "<html><head><title>滑动验证页面</title></head><body><form></form></body></html>",
            ),
            (
                &[],
                "<html><head><title>Are you a robot? | Harbour News</title></head>\
                 <body><p>Click on the box below.</p></body></html>",
            ),
            (
                &[("set-cookie", "k=1")],
                "<script>document.cookie=('k');location.href=location.pathname</script>",
            ),
            (
                &[],
                "<html><title>Redirected</title><noscript>Javascript is required.</noscript>\
                 <script>a()</script></html>",
            ),
            (
                &[],
                "<html><body><script>window.KPSDK={}</script></body></html>",
            ),
            (
                &[],
                "<html><body><iframe src=\"https://geo.captcha.example/?i=1\"></iframe></body></html>",
            ),
            (
                &[],
                "<html><head><noscript>Please enable JavaScript and cookies to continue.</noscript>\
                 <script>a()</script></head></html>",
            ),
        ] {
            assert!(
                is_challenge_page(&headers(fields), body.as_bytes()),
                "{body}"
            );
        }
        let chinese = "<html><body>向右滑动完成拼图<script>a()</script></body></html>";
        let gbk = encoding_rs::GBK.encode(chinese).0.into_owned();
        assert!(is_challenge_page(
            &headers(&[("content-type", "text/html; charset=gbk")]),
            &gbk
        ));
    }

    #[test]
    fn other_pages_and_feeds_are_no_checks() {
        let article = "A captcha tells people from programs. ".repeat(60);
        for body in [
            "<html><head><title>News</title><script>a()</script></head><body>Welcome.</body></html>".to_owned(),
            format!("<html><body><script>a()</script>{article}</body></html>"),
            "<html><head><script src='https://www.google.com/recaptcha/api.js'></script></head>\
             <body><div id='root'></div></body></html>"
                .to_owned(),
            "<html><head><link rel='alternate' type='application/rss+xml' href='/feed'>\
             <script src='/captcha.js'></script></head></html>"
                .to_owned(),
            "<html><head><title>404 Not Found</title></head><body>nginx</body></html>".to_owned(),
            "<html><head><title>Harbour blog</title></head><body><p>Ships come in.</p><script>\
             a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'</script></body></html>"
                .to_owned(),
            "<rss><channel><item><title>Verify you are human</title>\
             <description>&lt;script>captcha&lt;/script></description></item></channel></rss>"
                .to_owned(),
            "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>captcha</title>\
             <entry><content><script/></content></entry></feed>"
                .to_owned(),
            "{\"version\": \"https://jsonfeed.org/version/1\", \"title\": \"<script captcha\"}".to_owned(),
            String::new(),
        ] {
            assert!(!is_challenge_page(&headers(&[]), body.as_bytes()), "{body}");
        }
    }
}
