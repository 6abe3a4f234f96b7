//! Elements that an outlet puts around a text to sell something.

use html5ever::tokenizer::Tag;

/// Words of a class or an id that stand for an advert, a QR code, a share bar or a list of other
/// texts.
#[rustfmt::skip]
const ADVERT_WORDS: [&str; 30] = [
    "ad", "ads", "adsbygoogle", "advert", "advertisement", "advertising", "adverts", "appdownload",
    "appendqr", "bdsharebuttonbox", "breadcrumb", "breadcrumbs", "downloadapp", "erweima", "ewm",
    "guanggao", "newsletter", "pagination", "qr", "qrcode", "recommended", "related", "relatednews",
    "relatedposts", "sharebar", "sharedaddy", "sharing", "sponsored", "subscribe", "tuiguang",
];

/// Two words that mean it only together: a share has a price as well.
#[rustfmt::skip]
const ADVERT_PAIRS: [(&str, &str); 13] = [
    ("also", "read"), ("app", "download"), ("article", "share"), ("download", "app"),
    ("fin", "reference"), ("read", "more"), ("share", "bar"), ("share", "box"), ("share", "button"),
    ("share", "buttons"), ("share", "icons"), ("share", "links"), ("social", "share"),
];

/// A pair that begins like an advert: a company's ad hoc announcement.
const NO_ADVERT: (&str, &str) = ("ad", "hoc");

/// Elements that hold the text itself, whatever their class says.
const NEVER_ADVERTS: [&str; 4] = ["html", "body", "main", "article"];

/// Longest text an advert holds, in bytes. A longer one is the text, in a box with an odd name.
const MAX_ADVERT: usize = 600;

/// Whether its class or id says that an element is an advert or the like.
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

/// Whether what an element taken for an advert holds may go: it is short and no running text.
pub(super) fn reads_like_advert(text: &str) -> bool {
    text.len() <= MAX_ADVERT && text.matches(['。', '；']).count() <= 1
}
