//! Finds the address of the picture that an `img` shows once scripts have run.
//!
//! Pages load pictures late: `src` is missing or a placeholder, and the address is in another
//! attribute, in `srcset`, in a `source` beside it or in a `noscript`. No list of names is
//! complete, so the rules look at the words in the name of an attribute and at its value.

use html5ever::Attribute;

/// Attributes that name the picture itself, the surest first.
const SUBSTITUTES: [&str; 14] = [
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-actualsrc",
    "data-original-src",
    "data-lazyload",
    "data-lazyload-src",
    "data-echo",
    "data-hi-res-src",
    "data-url",
    "data-img-url",
    "original",
    "zoomfile",
    "file",
];

/// Words in the names of attributes that name something else than the picture itself.
const OTHER_PICTURES: [&str; 17] = [
    "placeholder",
    "loading",
    "fallback",
    "error",
    "default",
    "thumb",
    "low",
    "small",
    "preview",
    "blur",
    "lqip",
    "icon",
    "avatar",
    "logo",
    "poster",
    "link",
    "page",
];

/// Words in the names of files that stand where a picture is to come.
const PLACEHOLDERS: [&str; 4] = ["placeholder", "spacer", "lazyload", "1x1"];

/// Words that mean the same when no other word stands beside them.
const OF_PLACEHOLDERS: [&str; 17] = [
    "blank",
    "loading",
    "loader",
    "load",
    "lazy",
    "pixel",
    "transparent",
    "grey",
    "gray",
    "none",
    "empty",
    "trans",
    "img",
    "image",
    "pic",
    "default",
    "bg",
];

/// Ends of the names of picture files.
const ENDINGS: [&str; 10] = [
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".bmp", ".jfif", ".heic", ".svg",
];

/// Widest picture taken of several, in pixels; of narrower ones the widest.
const WIDEST: f64 = 2_048.0;

/// Whether an attribute must look like the address of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Picture,
    Address,
}

/// What an element shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// As written: it may be relative.
    pub(super) address: String,
    /// Whether a script was to show it.
    pub(super) is_lazy: bool,
}

/// The value of an attribute.
pub(super) fn attribute<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|a| &*a.name.local == name)?;
    Some(&found.value)
}

/// The picture an `img` with these attributes shows, `beside` being what the `picture` around it
/// offers; `None` when it shows none, or one pixel.
pub(super) fn shown(attributes: &[Attribute], beside: Option<&Shown>) -> Option<Shown> {
    let lazy = |address: &str| Shown {
        address: address.trim().to_owned(),
        is_lazy: true,
    };
    if let Some(address) = substitute(attributes, Wanted::Picture) {
        return Some(lazy(address));
    }
    if let Some(address) = late_set(attributes) {
        return Some(lazy(&address));
    }
    if let Some(beside) = beside.filter(|beside| beside.is_lazy) {
        return Some(beside.clone());
    }
    if super::hidden::hides(attributes) || is_pixel(attributes) {
        return None;
    }
    let source = attribute(attributes, "src").map(str::trim);
    let source = source.filter(|source| is_address(source));
    if let Some(source) = source.filter(|source| !is_placeholder(source)) {
        return Some(Shown {
            address: source.to_owned(),
            is_lazy: false,
        });
    }
    attribute(attributes, "srcset")
        .and_then(widest)
        .map(|address| Shown {
            address,
            is_lazy: false,
        })
        .or_else(|| beside.cloned())
        .or_else(|| anything(attributes).map(lazy))
        // A file of a suspicious name is better than none.
        .or_else(|| source.map(lazy))
}

/// What the candidates of a `source` within a `picture` offer.
pub(super) fn offered(attributes: &[Attribute]) -> Option<Shown> {
    let late = late_set(attributes).map(|address| (address, true));
    let (address, is_lazy) =
        late.or_else(|| Some((widest(attribute(attributes, "srcset")?)?, false)))?;
    Some(Shown { address, is_lazy })
}

/// The address in an attribute that is to replace `src`.
pub(super) fn substitute(attributes: &[Attribute], wanted: Wanted) -> Option<&str> {
    let fits = |value: &str| is_only_address(value) && !is_placeholder(value);
    let listed = SUBSTITUTES.iter().find_map(|name| {
        attribute(attributes, name)
            .filter(|value| fits(value))
            .filter(|value| is_sure(name, wanted) || looks_like_picture(value))
    });
    listed.or_else(|| {
        let by_name = attributes.iter().find(|attribute| {
            let name = &*attribute.name.local;
            name != "src"
                && (name.ends_with("src") || name.contains("lazy") || name.contains("original"))
                && !names_another(name)
                && fits(&attribute.value)
                && (name.ends_with("src") || looks_like_picture(&attribute.value))
        });
        by_name.map(|attribute| &*attribute.value)
    })
}

/// Whether the name alone says that the value is the picture, whatever that looks like.
fn is_sure(name: &str, wanted: Wanted) -> bool {
    name.contains("src") || (wanted == Wanted::Picture && name == "data-original")
}

/// The widest candidate in an attribute that a script was to move to `srcset`.
fn late_set(attributes: &[Attribute]) -> Option<String> {
    let late = |name: &str| name != "srcset" && name.ends_with("srcset") && !names_another(name);
    attributes
        .iter()
        .filter(|attribute| late(&attribute.name.local))
        .find_map(|attribute| widest(&attribute.value))
}

/// Any attribute that looks like the address of a picture, where nothing else is there.
fn anything(attributes: &[Attribute]) -> Option<&str> {
    let mut others = attributes.iter().filter(|attribute| {
        let name = &*attribute.name.local;
        !matches!(name, "src" | "srcset" | "alt" | "title" | "longdesc") && !names_another(name)
    });
    let found = others.find(|attribute| {
        is_only_address(&attribute.value)
            && looks_like_picture(&attribute.value)
            && !is_placeholder(&attribute.value)
    })?;
    Some(&found.value)
}

fn names_another(name: &str) -> bool {
    OTHER_PICTURES.iter().any(|other| name.contains(other))
}

/// Of candidates as in `srcset` (WHATWG HTML 4.8.4.2.1) the widest that is no poster's size.
fn widest(set: &str) -> Option<String> {
    let mut best: Option<(f64, &str)> = None;
    let mut rest = set;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            break;
        }
        let end = rest
            .find(|c: char| c.is_ascii_whitespace())
            .unwrap_or(rest.len());
        let (address, after) = rest.split_at_checked(end)?;
        let (descriptor, after) = if address.ends_with(',') {
            ("", after)
        } else {
            after.split_once(',').unwrap_or((after, ""))
        };
        let address = address.trim_end_matches(',');
        let descriptor = descriptor.trim();
        let number = |unit: char| descriptor.strip_suffix(unit)?.trim().parse::<f64>().ok();
        // Densities are compared among themselves; both kinds never stand in one set.
        let width = number('w').or_else(|| number('x')).unwrap_or(1.0);
        let usable = is_address(address) && !is_placeholder(address);
        let better = match best {
            None => true,
            Some((known, _)) if known > WIDEST => width < known,
            Some((known, _)) => width > known && width <= WIDEST,
        };
        if usable && better {
            best = Some((width, address));
        }
        rest = after;
    }
    best.map(|(_, address)| address.to_owned())
}

/// Whether two addresses are those of one picture, perhaps in two sizes: `a.jpg`,
/// `a-1024x768.jpg`.
pub(super) fn is_one_picture(one: &str, other: &str) -> bool {
    one == other || (!stem(one).is_empty() && stem(one) == stem(other))
}

/// The name of a file without its ending and what it says of a size.
fn stem(address: &str) -> &str {
    let path = address.split(['?', '#', '!']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let mut stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    while let Some((rest, part)) = stem.rsplit_once(['-', '_', '@']) {
        if rest.is_empty() || !is_size(part) {
            break;
        }
        stem = rest;
    }
    stem
}

fn is_size(part: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    matches!(
        part,
        "full" | "large" | "medium" | "scaled" | "original" | "orig" | "2x" | "3x"
    ) || (part.len() >= 3 && is_number(part))
        || part
            .split_once('x')
            .is_some_and(|(width, height)| is_number(width) && is_number(height))
}

/// Whether an element takes up one pixel or none: it counts readers.
pub(super) fn is_pixel(attributes: &[Attribute]) -> bool {
    let side = |name: &str| {
        let value = attribute(attributes, name)?.trim();
        value.trim_end_matches("px").trim().parse::<f64>().ok()
    };
    let tiny = |side: Option<f64>| side.is_some_and(|side| side <= 1.0);
    tiny(side("width")) && tiny(side("height"))
}

/// Whether it is an emoji or an icon within a text.
pub(super) fn is_ornament(attributes: &[Attribute]) -> bool {
    /// Longest side of an icon, in pixels.
    const ICON: f64 = 40.0;
    const CLASSES: [&str; 6] = ["emoji", "smiley", "smilie", "emoticon", "avatar", "icon"];
    const FOLDERS: [&str; 4] = ["/emoji", "/smilies/", "/smileys/", "/emoticons/"];
    let side = |name: &str| {
        let value = attribute(attributes, name)?.trim();
        value.trim_end_matches("px").trim().parse::<f64>().ok()
    };
    let small = |side: Option<f64>| side.is_some_and(|side| side <= ICON);
    let names = |attribute_name: &str, words: &[&str]| {
        let value = attribute(attributes, attribute_name).unwrap_or_default();
        let value = value.to_ascii_lowercase();
        words.iter().any(|word| value.contains(word))
    };
    (small(side("width")) && small(side("height")))
        || names("class", &CLASSES)
        || names("src", &FOLDERS)
}

/// Whether a value may be an address on the web, absolute or relative.
pub(super) fn is_address(value: &str) -> bool {
    let value = value.trim();
    let scheme = value.split_once(':').map(|(scheme, _)| scheme);
    let has_scheme = scheme.is_some_and(|scheme| {
        !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    let is_web = !has_scheme
        || scheme.is_some_and(|scheme| {
            scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
        });
    is_web && !value.is_empty() && !value.starts_with(['#', '{', '[', '<'])
}

/// Whether the value of an attribute that may hold anything is an address.
fn is_only_address(value: &str) -> bool {
    let value = value.trim();
    is_address(value) && !value.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '{'))
}

/// Whether an address ends as those of picture files do.
pub fn looks_like_picture(value: &str) -> bool {
    let value = value.trim();
    let path = value.split(['?', '#', '!']).next().unwrap_or_default();
    let path = path.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}

/// Whether an address is that of a picture which stands where another is to come.
fn is_placeholder(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let file = path
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let stem = file.split_once('.').map_or(file.as_str(), |(stem, _)| stem);
    let mut words = stem.split(['-', '_']);
    let is_plain = |word: &str| {
        OF_PLACEHOLDERS.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    words.clone().any(|word| PLACEHOLDERS.contains(&word))
        || (words.clone().any(|word| OF_PLACEHOLDERS.contains(&word))
            && !matches!(stem, "default" | "image" | "img" | "pic")
            && words.all(is_plain))
        || (stem.len() == 1 && file.get(1..) == Some(".gif"))
}
