//! Recognises adverts and the like among the elements around a text.

use html5ever::tokenizer::Tag;

/// Words in the class or id of an advert, a QR code, a share bar or a list of other texts.
#[rustfmt::skip]
const ADVERT_WORDS: [&str; 30] = [
    "ad", "ads", "adsbygoogle", "advert", "advertisement", "advertising", "adverts", "appdownload",
    "appendqr", "bdsharebuttonbox", "breadcrumb", "breadcrumbs", "downloadapp", "erweima", "ewm",
    "guanggao", "newsletter", "pagination", "qr", "qrcode", "recommended", "related", "relatednews",
    "relatedposts", "sharebar", "sharedaddy", "sharing", "sponsored", "subscribe", "tuiguang",
];

/// Pairs of words with that meaning only together: a share can also have a price.
#[rustfmt::skip]
const ADVERT_PAIRS: [(&str, &str); 13] = [
    ("also", "read"), ("app", "download"), ("article", "share"), ("download", "app"),
    ("fin", "reference"), ("read", "more"), ("share", "bar"), ("share", "box"), ("share", "button"),
    ("share", "buttons"), ("share", "icons"), ("share", "links"), ("social", "share"),
];

/// A pair that is not an advert: a company's ad hoc announcement.
const NO_ADVERT: (&str, &str) = ("ad", "hoc");

/// Elements that contain the text itself, whatever their class.
const NEVER_ADVERTS: [&str; 4] = ["html", "body", "main", "article"];

/// Longest text of an advert, in bytes. A longer text is the article in a box with such a name.
const MAX_ADVERT: usize = 600;

/// Whether the class or id of an element says that it is an advert or the like.
pub(super) fn is_advert(tag: &Tag) -> bool {
    if NEVER_ADVERTS.contains(&&*tag.name) {
        return false;
    }
    tag.attrs
        .iter()
        .filter(|attribute| matches!(&*attribute.name.local, "class" | "id"))
        .any(|attribute| says_advert(&attribute.value))
}

fn says_advert(names: &str) -> bool {
    names.split_ascii_whitespace().any(|name| {
        let name = name.to_ascii_lowercase();
        let words = || name.split(|c: char| !c.is_ascii_alphanumeric());
        let mut pairs = words().zip(words().skip(1));
        name == "share"
            || pairs.clone().any(|pair| ADVERT_PAIRS.contains(&pair))
            || (words().any(|word| ADVERT_WORDS.contains(&word)) && !pairs.any(|p| p == NO_ADVERT))
    })
}

/// Whether the text of an element with such a name reads like an advert: it is short and not
/// running text.
pub(super) fn reads_like_advert(text: &str) -> bool {
    text.len() <= MAX_ADVERT && text.matches(['。', '；']).count() <= 1
}
