//! Tells whether a text says how to get access to an article, as walls do.

use super::verdict::{LOGINS, NOTICES, SCRIPTED, contains, flat};

/// Phrases by which sites ask a reader to pay, to sign in, to accept cookies, to prove that no
/// robot is at work, or to come back after maintenance. They are longer than a word where that word
/// is also one of finance (`subscribe`) or of everyday news (`register`, 维护).
const PHRASES: [&str; 126] = [
    // Chinese, simplified
    "订阅后",
    "订阅用户",
    "仅对订阅",
    "请订阅",
    "立即订阅",
    "仅对会员",
    "仅限会员",
    "会员专享",
    "会员专属",
    "开通会员",
    "成为会员",
    "会员可",
    "付费内容",
    "付费阅读",
    "付费文章",
    "付费后",
    "购买后",
    "继续阅读",
    "继续浏览",
    "继续访问",
    "解锁全文",
    "解锁后",
    "免费阅读",
    "试读",
    "请先注册",
    "注册后",
    "异常访问",
    "访问异常",
    "频繁访问",
    "人机验证",
    "滑块",
    "输入验证码",
    "填写验证码",
    "完成验证",
    "系统维护",
    "系统升级",
    "网站维护",
    "正在维护",
    "维护升级",
    "暂停访问",
    "稍后再试",
    "稍后访问",
    // Chinese, traditional
    "訂閱後",
    "訂閱用戶",
    "立即訂閱",
    "請登入",
    "登入後",
    "會員專享",
    "會員限定",
    "限會員",
    "加入會員",
    "付費內容",
    "付費會員",
    "繼續閱讀",
    "解鎖全文",
    "輸入驗證碼",
    "系統維護",
    "稍後再試",
    // English
    "subscribe to read",
    "subscribe to keep",
    "subscribe now",
    "subscribe for",
    "for subscribers",
    "subscribers only",
    "subscriber-only",
    "already a subscriber",
    "already subscribed",
    "your subscription",
    "a subscription",
    "registered readers",
    "registered users",
    "registered members",
    "free account",
    "create an account",
    "already have an account",
    "please sign in",
    "please log in",
    "to continue reading",
    "continue reading",
    "keep reading",
    "to read the full",
    "unlimited access",
    "members only",
    "cookie",
    "ad blocker",
    "adblock",
    "captcha",
    "you are a robot",
    "are not a robot",
    "you are a human",
    "you are human",
    "unusual traffic",
    "unusual activity",
    "undergoing maintenance",
    "under maintenance",
    "scheduled maintenance",
    "temporarily unavailable",
    "try again later",
    "check back soon",
    "not available in your",
    // German
    "jetzt abonnieren",
    "für abonnenten",
    "mit abo",
    "weiterlesen",
    "bitte anmelden",
    "melden sie sich",
    "einloggen",
    "wartungsarbeiten",
    // French
    "réservé aux abonnés",
    "réservé à nos abonnés",
    "abonnez-vous",
    "connectez-vous",
    "créez un compte",
    "poursuivre la lecture",
    // Spanish, Portuguese, Italian
    "suscríbete",
    "suscríbase",
    "seguir leyendo",
    "iniciar sesión",
    "para assinantes",
    "continuar lendo",
    "per gli abbonati",
    "continua a leggere",
    // Japanese, Korean
    "会員限定",
    "ログイン",
    "続きを読む",
    "로그인",
];

/// Whether a text has a phrase by which sites keep readers from an article.
///
/// That alone proves nothing: articles are written about subscriptions, cookies and captchas. The
/// caller also asks whether the text says anything of its title.
pub fn speaks_of_access(text: &str) -> bool {
    let flat_text = flat(text);
    let has = |words: &[&str]| contains(&flat_text, words);
    has(&PHRASES) || has(&LOGINS) || has(&NOTICES) || has(&SCRIPTED)
}

#[cfg(test)]
mod tests {
    use super::speaks_of_access;

    #[test]
    fn a_wall_speaks_of_access_and_news_of_finance_does_not() {
        for wall in [
            "您好，该内容仅对会员开放。请登录或开通会员后继续阅读。",
            "本文为付费内容，購買後可閱讀。",
            "检测到当前网络存在异常访问，请拖动下方滑块完成拼图。",
            "网站正在维护，预计今晚二十二点恢复。",
            "This page is available to registered readers only.",
            "We use cookies and similar technologies to run this site.",
            "Please complete the CAPTCHA below.",
            "Diesen Text lesen Sie mit Abo. Jetzt 30 Tage testen.",
            "Cet article est réservé aux abonnés.",
            "この記事は会員限定です。",
        ] {
            assert!(speaks_of_access(wall), "{wall}");
        }
        for news in [
            "两市融资余额增加，投资者申购踊跃，维护中小投资者的权益。",
            "木马病毒会拦截短信验证码。",
            "The issue was oversubscribed three times; the land register is open.",
            "Der Verband will Insolvenz anmelden.",
        ] {
            assert!(!speaks_of_access(news), "{news}");
        }
    }
}
