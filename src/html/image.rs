//! Finds the address of the picture that an `img` shows once scripts have run.
//!
//! Scripts load the pictures of many pages: `src` is missing or a placeholder, and the address is
//! in another attribute, in `srcset`, in a `source` beside it or in a `noscript`. No list of
//! attributes is complete, so the rules use the words in the name of an attribute, and its value.

use html5ever::Attribute;

/// Attributes with the address of the picture itself, the most certain first.
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

/// Words in the names of attributes with another address than that of the picture itself.
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

/// Words in the file names of placeholders for pictures.
const PLACEHOLDERS: [&str; 4] = ["placeholder", "spacer", "lazyload", "1x1"];

/// Words with that meaning only if the file name has no other word.
const LONE_PLACEHOLDERS: [&str; 17] = [
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

/// File extensions of pictures.
const ENDINGS: [&str; 10] = [
    ".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".bmp", ".jfif", ".heic", ".svg",
];

/// Largest width of a picture that is chosen from several, in pixels: the widest up to this width.
const MAX_WIDTH: f64 = 2_048.0;

/// What the value of an attribute must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Required {
    Picture,
    Address,
}

/// What an element shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// Its address as written, which may be relative.
    pub(super) address: String,
    /// Whether a script would show it.
    pub(super) is_lazy: bool,
}

/// Returns the value of an attribute.
pub(super) fn attribute<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a str> {
    let found = attributes.iter().find(|a| &*a.name.local == name)?;
    Some(&found.value)
}

/// Returns the picture that an `img` with these attributes shows; `beside` is the picture that the
/// `picture` element around it offers. `None` if it shows none, or only one pixel.
pub(super) fn shown(attributes: &[Attribute], beside: Option<&Shown>) -> Option<Shown> {
    let lazy = |address: &str| Shown {
        address: address.trim().to_owned(),
        is_lazy: true,
    };
    if let Some(address) = substitute(attributes, Required::Picture) {
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
        // A file with a suspicious name is better than none.
        .or_else(|| source.map(lazy))
}

/// Returns the picture that a `source` within a `picture` offers.
pub(super) fn offered(attributes: &[Attribute]) -> Option<Shown> {
    let late = late_set(attributes).map(|address| (address, true));
    let (address, is_lazy) =
        late.or_else(|| Some((widest(attribute(attributes, "srcset")?)?, false)))?;
    Some(Shown { address, is_lazy })
}

/// Returns the address in an attribute from which a script would set `src`.
pub(super) fn substitute(attributes: &[Attribute], wanted: Required) -> Option<&str> {
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

/// Whether the name of an attribute alone shows that its value is the picture.
fn is_sure(name: &str, wanted: Required) -> bool {
    name.contains("src") || (wanted == Required::Picture && name == "data-original")
}

/// Returns the widest candidate in an attribute from which a script would set `srcset`.
fn late_set(attributes: &[Attribute]) -> Option<String> {
    let late = |name: &str| name != "srcset" && name.ends_with("srcset") && !names_another(name);
    attributes
        .iter()
        .filter(|attribute| late(&attribute.name.local))
        .find_map(|attribute| widest(&attribute.value))
}

/// Returns any attribute whose value looks like the address of a picture, if there is nothing
/// better.
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

/// Returns the widest of the candidates in a `srcset` (WHATWG HTML 4.8.4.2.1), up to the largest
/// width.
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
        // A set has either widths or densities, never both.
        let width = number('w').or_else(|| number('x')).unwrap_or(1.0);
        let usable = is_address(address) && !is_placeholder(address);
        let better = match best {
            None => true,
            Some((known, _)) if known > MAX_WIDTH => width < known,
            Some((known, _)) => width > known && width <= MAX_WIDTH,
        };
        if usable && better {
            best = Some((width, address));
        }
        rest = after;
    }
    best.map(|(_, address)| address.to_owned())
}

/// Whether two addresses belong to one picture, perhaps in two sizes: `a.jpg`, `a-1024x768.jpg`.
pub(super) fn is_one_picture(one: &str, other: &str) -> bool {
    one == other || (!stem(one).is_empty() && stem(one) == stem(other))
}

/// Returns the name of a file without extension and size.
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

/// Whether an element has one pixel or none: it counts readers.
pub(super) fn is_pixel(attributes: &[Attribute]) -> bool {
    let side = |name: &str| {
        let value = attribute(attributes, name)?.trim();
        value.trim_end_matches("px").trim().parse::<f64>().ok()
    };
    let tiny = |side: Option<f64>| side.is_some_and(|side| side <= 1.0);
    tiny(side("width")) && tiny(side("height"))
}

/// Whether a picture is an emoji or an icon within a text.
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

/// Whether the value of an unknown attribute is an address.
fn is_only_address(value: &str) -> bool {
    let value = value.trim();
    is_address(value) && !value.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '{'))
}

/// Whether an address ends like that of a picture file.
pub fn looks_like_picture(value: &str) -> bool {
    let value = value.trim();
    let path = value.split(['?', '#', '!']).next().unwrap_or_default();
    let path = path.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| path.ends_with(ending))
}

/// Whether an address is that of a placeholder.
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
        LONE_PLACEHOLDERS.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
    };
    words.clone().any(|word| PLACEHOLDERS.contains(&word))
        || (words.clone().any(|word| LONE_PLACEHOLDERS.contains(&word))
            && !matches!(stem, "default" | "image" | "img" | "pic")
            && words.all(is_plain))
        || (stem.len() == 1 && file.get(1..) == Some(".gif"))
}
