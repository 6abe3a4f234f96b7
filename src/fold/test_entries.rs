//! Entries for the tests of this module.

use super::{Facts, Marked, Profile, ProfiledEntry, compare};
use crate::model::{
    Comparable, ContentHash, EntryKey, EntryTexts, Fingerprint, PackedHtml, Relation, Timestamp,
};

/// Seconds of a day.
pub(super) const NEXT_DAY: i64 = 24 * 3600;

/// A notice of about 120 characters.
pub(super) const NOTICE: &str = "岚洲新材料研究院3月2日宣布,其承担的海水淡化膜中试线建成投产,首批产品脱盐率达到99.72%,\
    年产能为45万平方米,总投资3.86亿元.研究院院长周望舒表示,下一步将在滨海新区建设二期工程,预计2027年6月完工.";

/// An entry whose text is given normalised, with that text as sent.
pub(super) fn with_texts(
    key: EntryKey,
    outlet: &str,
    second: i64,
    (title, text): (&str, &str),
) -> EntryTexts {
    EntryTexts {
        entry: comparable(key, outlet, second, (title, text)),
        title: title.to_owned(),
        html: PackedHtml::plain(text),
    }
}

/// An entry whose text is given normalised.
pub(super) fn comparable(
    key: EntryKey,
    outlet: &str,
    second: i64,
    (title, text): (&str, &str),
) -> Comparable {
    let hash = |text: &str| {
        let mut bytes = [0_u8; 32];
        for (index, byte) in text.bytes().enumerate() {
            bytes[index % 32] = bytes[index % 32].wrapping_mul(31) ^ byte;
        }
        ContentHash::from_bytes(bytes)
    };
    Comparable {
        key,
        outlet: outlet.to_owned(),
        published: Some(Timestamp::from_second(second).unwrap()),
        revision: hash(text),
        fingerprint: Fingerprint {
            version: 1,
            content: hash(text),
            title: hash(title),
            chars: u32::try_from(text.chars().count()).unwrap(),
        },
        url: None,
        document: None,
        boilerplate: Vec::new().into(),
    }
}

/// An entry with its texts, published `second` seconds after 1970 began.
pub(super) fn entry(
    number: u8,
    outlet: &str,
    second: i64,
    title: &str,
    text: &str,
) -> (Comparable, Profile) {
    let key = EntryKey::from_bytes([number; 16]);
    let comparable = comparable(key, outlet, second, (title, text));
    let marked = Marked::of(title, text);
    let profile = Profile::new(Facts {
        title: &marked.title,
        marked: &marked,
        text,
        outlet,
        published: comparable.published,
    });
    (comparable, profile)
}

/// How two entries are related, whichever comes first.
pub(super) fn relation(one: &(Comparable, Profile), other: &(Comparable, Profile)) -> Relation {
    let forth = compare(profiled(one), profiled(other));
    let back = compare(profiled(other), profiled(one));
    assert_eq!(forth.relation, back.relation, "order must not matter");
    assert_eq!(forth.bond, back.bond, "order must not matter");
    forth.relation
}

pub(super) fn profiled((entry, profile): &(Comparable, Profile)) -> ProfiledEntry<'_> {
    ProfiledEntry { entry, profile }
}

/// Whether two entries of two outlets, a minute apart, come to one story.
pub(super) fn folds(one: (&str, &str), other: (&str, &str)) -> bool {
    let one = entry(1, "甲报", 0, one.0, one.1);
    let other = entry(2, "乙报", 60, other.0, other.1);
    relation(&one, &other) == Relation::Same
}
