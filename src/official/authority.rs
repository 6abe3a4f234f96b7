//! Finds authorities in a text in unified spelling and returns their canonical names.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::Regex;

use super::authorities::{ABROAD, KNOWN, PROVINCES};
use super::spelling::unified;
use crate::text::is_ideograph;

/// An authority named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedAuthority {
    /// Its canonical name.
    pub(super) name: String,
    /// Byte offset where its name begins.
    pub(super) start: usize,
    /// Byte offset after its name.
    pub(super) end: usize,
}

/// Characters before a name that are searched for its place or country.
const REACH: usize = 12;

/// Characters that cannot be part of the name of a place, when read backwards.
const PLACE_STOPS: &str = "对于在向就由复函与和及、据,经给致是从政协议将日月讯:";

static CANONICAL: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    KNOWN
        .iter()
        .flat_map(|known| {
            std::iter::once(&known.name)
                .chain(known.aliases)
                .map(|alias| (*alias, known.name))
        })
        .collect()
});

/// Finds every name; of two that begin at one place the longer one, 国务院办公厅 and not 国务院.
static NAMES: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostLongest);
    builder.build(CANONICAL.keys()).ok()
});

/// Offices of a place: `广东省人民政府办公厅`, `浙江证监局`, `深圳市财政局`.
static LOCAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"人民政府办公厅|政府办公厅|人民政府|高级人民法院|中级人民法院|证监局|金融监管局|银保监局",
        r"|(?:财政|商务|工业和信息化|经济和信息化|工信|经信|发展和改革|发展改革|发改|科技|科学技术|教育|公安|民政",
        r"|司法|人力资源和社会保障|人社|自然资源|生态环境|住房和城乡建设|住建|交通运输|水利|农业农村|文化和旅游",
        r"|卫生健康|应急管理|审计|市场监督管理|市场监管|统计|医疗保障|医保|地方金融监督管理|能源|税务|国资)(?:委员会|厅|局|委)",
    ))
    .ok()
});

/// Finds the authorities in a text in unified spelling, in order and without overlap.
///
/// Leaves out foreign authorities of the same name (`美国商务部`), unless the table has them.
pub(super) fn authorities(text: &str) -> Vec<NamedAuthority> {
    let mut found: Vec<NamedAuthority> = NAMES
        .iter()
        .flat_map(|names| names.find_iter(text))
        .filter_map(|found| {
            let written = text.get(found.range())?;
            let name = CANONICAL.get(written).copied()?;
            let left = text.get(..found.start())?;
            let right = text.get(found.end()..)?;
            is_whole(written, left, right).then(|| local_or(name, left, written))
        })
        .collect();
    for office in LOCAL.iter().flat_map(|pattern| pattern.find_iter(text)) {
        let Some(place) = text.get(..office.start()).and_then(place_before) else {
            continue;
        };
        let start = office.start() - place.len();
        if found
            .iter()
            .all(|other| other.end <= start || other.start >= office.end())
        {
            found.push(NamedAuthority {
                name: format!("{}{}", full_place(place), office.as_str()),
                start,
                end: office.end(),
            });
        }
    }
    found.sort_by_key(|named| named.start);
    found
}

/// Returns all names of an issuer: the canonical name, and those that outlets use.
pub fn issuer_names(canonical: &str) -> Vec<&str> {
    let aliases = KNOWN
        .iter()
        .filter(|known| known.name == canonical)
        .flat_map(|known| known.aliases.iter().copied());
    std::iter::once(canonical).chain(aliases).collect()
}

/// Returns the canonical name of an issuer, or `None` if the table does not have it.
pub fn issuer_by_name(name: &str) -> Option<&'static str> {
    let name = unified(name);
    let known = CANONICAL.get(name.as_str()).copied();
    known.or_else(|| {
        let mut aliases = CANONICAL.iter();
        let (_, canonical) = aliases.find(|(alias, _)| alias.eq_ignore_ascii_case(&name))?;
        Some(canonical)
    })
}

/// Returns the issuer whose 文号 begin with `word`; the longest known beginning wins.
pub(super) fn issuer_of_word(word: &str) -> Option<&'static str> {
    KNOWN
        .iter()
        .flat_map(|known| known.words.iter().map(move |start| (start, known.name)))
        .filter(|(start, _)| word.starts_with(**start))
        .max_by_key(|(start, _)| start.len())
        .map(|(_, name)| name)
}

/// Returns the place at the end of a text in unified spelling: a province, city, district or
/// county.
pub(super) fn place_before(left: &str) -> Option<&str> {
    let mut start = left.len();
    for (index, character) in left.char_indices().rev().take(REACH) {
        if !is_ideograph(character) || PLACE_STOPS.contains(character) {
            break;
        }
        start = index;
    }
    let word = left.get(start..)?;
    let is_place = word.ends_with(['省', '市', '区', '县', '州', '盟']);
    if !is_place && !PROVINCES.iter().any(|(short, _)| word.ends_with(short)) {
        return None;
    }
    let province = PROVINCES.iter().find_map(|(short, _)| {
        let (before, _) = word.rsplit_once(short)?;
        Some((before.len(), word.len() - before.len() == short.len()))
    });
    match province {
        Some((at, ends)) if ends || is_place => word.get(at..),
        None if word.chars().count() > 1 => Some(word),
        _ => None,
    }
}

/// Completes the name of a place that is only the short name of a province.
fn full_place(place: &str) -> String {
    PROVINCES
        .iter()
        .find(|(short, _)| *short == place)
        .map_or_else(
            || place.to_owned(),
            |(short, kind)| format!("{short}{kind}"),
        )
}

/// A ministry's name after a place is the local office: 深圳市发改委.
/// `written` follows `left`.
fn local_or(name: &str, left: &str, written: &str) -> NamedAuthority {
    let place =
        place_before(left).filter(|place| !is_abroad(place) && !written.starts_with("国家"));
    let (name, start) = match place {
        Some(place) if !place.starts_with("中国") => (
            format!("{}{written}", full_place(place)),
            left.len() - place.len(),
        ),
        _ => (name.to_owned(), left.len()),
    };
    NamedAuthority {
        name,
        start,
        end: left.len() + written.len(),
    }
}

/// Whether a name is not a part of another name.
fn is_whole(name: &str, left: &str, right: &str) -> bool {
    if name.is_ascii() {
        let is_inner = |character: char| character.is_ascii_alphanumeric();
        return !left.ends_with(is_inner) && !right.starts_with(is_inner);
    }
    // 全国政协十四届二次会议 is a session, not an office.
    let counted = right.starts_with(|character: char| {
        character.is_ascii_digit() || "第一二三四五六七八九十".contains(character)
    });
    if name == "全国政协" && counted {
        return false;
    }
    // A day of the month before the name is no country: 17日商务部.
    let dated = left.strip_suffix('日').is_some_and(|rest| {
        rest.ends_with(|character: char| {
            character.is_ascii_digit() || "一二三四五六七八九十今昨".contains(character)
        })
    });
    (dated || !is_abroad(left))
        && !(name == "央行"
            && left.ends_with(is_ideograph)
            && !left.ends_with(|c| PLACE_STOPS.contains(c)))
}

fn is_abroad(left: &str) -> bool {
    ABROAD.iter().any(|country| left.ends_with(country))
}
