//! A profile in a quarter of the memory, so that a pass keeps those of thousands of entries.

use std::sync::{Arc, OnceLock};

use super::bytes::{Reader, Writer};
use super::corrections::Bare;
use super::profile::{BodyOrigin, Profile};
use super::tokens::TokenizedText;
use super::words::{Directions, EntryKinds};
use crate::model::{CorrectionKind, Timestamp};

/// The texts of an entry as they are compared, in few bytes; without outlet and date.
#[derive(Debug, Clone)]
pub struct PackedProfile(Arc<[u8]>);

const CORRECTIONS: [Option<CorrectionKind>; 3] = [
    None,
    Some(CorrectionKind::Corrects),
    Some(CorrectionKind::Withdraws),
];

/// Bytes that suffice for all but the tokens of most profiles.
const MOST_OF_REST: usize = 1_000;

const ORIGINS: [BodyOrigin; 2] = [BodyOrigin::Text, BodyOrigin::Title];

/// The grams of a title and a text, which take longer to compute than to keep for a while.
#[derive(Debug, Clone, Default)]
pub struct ProfileGrams {
    title: OnceLock<Vec<u64>>,
    body: OnceLock<Vec<u64>>,
}

impl ProfileGrams {
    /// Those of a profile that were computed.
    pub fn of(profile: Profile) -> Self {
        Self {
            title: profile.title.grams,
            body: profile.body.grams,
        }
    }

    /// How many bytes they take.
    pub fn size(&self) -> usize {
        let grams = [&self.title, &self.body].into_iter();
        grams
            .filter_map(OnceLock::get)
            .map(|grams| size_of_val(grams.as_slice()))
            .sum()
    }
}

impl PackedProfile {
    /// Packs a profile; `None` if its text has too many different words.
    pub fn new(profile: &Profile) -> Option<Self> {
        let Profile {
            title,
            body,
            origin,
            quoted,
            subject,
            directions,
            lead_directions,
            title_kinds,
            kinds,
            outlet: _,
            correction,
            bare,
            published: _,
            days,
        } = profile;
        let mut out = Writer::with_capacity(2 * profile.size() + MOST_OF_REST);
        title.pack(&mut out)?;
        out.number(place(&ORIGINS, origin));
        body.pack(&mut out)?;
        out.list(quoted, |out, token| out.number(*token));
        out.list(subject, |out, token| out.number(*token));
        for directions in [directions, lead_directions] {
            for bits in directions.bits() {
                out.number(bits);
            }
        }
        for kinds in [title_kinds, kinds] {
            out.number(kinds.bits());
        }
        out.number(place(&CORRECTIONS, correction));
        let bare_kind = bare.map(|bare| bare.kind);
        out.number(place(&CORRECTIONS, &bare_kind));
        if let Some(bare) = bare {
            out.number(bare.tokens);
            out.number(bare.is_before);
        }
        out.list(days, |out, (month, day)| {
            out.number(*month);
            out.number(*day);
        });
        Some(Self(out.finish()))
    }

    /// The profile, of an entry that this outlet carried on this date.
    pub fn unpack(&self, outlet: &str, published: Option<Timestamp>) -> Option<Profile> {
        let mut from = Reader::new(&self.0);
        Some(Profile {
            title: TokenizedText::unpack(&mut from)?,
            origin: *ORIGINS.get(from.number::<usize>()?)?,
            body: TokenizedText::unpack(&mut from)?,
            quoted: from.list(Reader::number)?,
            subject: from.list(Reader::number)?,
            directions: Directions::of_bits([from.number()?, from.number()?]),
            lead_directions: Directions::of_bits([from.number()?, from.number()?]),
            title_kinds: EntryKinds::of_bits(from.number()?),
            kinds: EntryKinds::of_bits(from.number()?),
            outlet: outlet.to_owned(),
            correction: *CORRECTIONS.get(from.number::<usize>()?)?,
            bare: match *CORRECTIONS.get(from.number::<usize>()?)? {
                None => None,
                Some(kind) => Some(Bare {
                    kind,
                    tokens: from.number()?,
                    is_before: from.number::<u8>()? == 1,
                }),
            },
            published,
            days: from.list(|from| Some((from.number()?, from.number()?)))?,
        })
    }

    /// As [`Self::unpack`], with grams of the same profile.
    pub fn unpack_with(
        &self,
        grams: ProfileGrams,
        outlet: &str,
        published: Option<Timestamp>,
    ) -> Option<Profile> {
        let mut profile = self.unpack(outlet, published)?;
        profile.title.grams = grams.title;
        profile.body.grams = grams.body;
        Some(profile)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// From [`Self::as_bytes`] in the same run.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }

    /// How many bytes it takes.
    pub fn size(&self) -> usize {
        self.0.len()
    }
}

/// The place of a value among all that it may be.
fn place<T: PartialEq>(all: &[T], value: &T) -> usize {
    all.iter().position(|one| one == value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::{Facts, Marked};

    fn profile(title: &str, text: &str) -> Profile {
        let marked = Marked::read(title, text);
        Profile::new(Facts {
            title: &marked.title,
            marked: &marked,
            lead_in: "",
            source_note: "",
            text,
            outlet: "甲报",
            published: Some(Timestamp::UNIX_EPOCH),
        })
    }

    /// Checks that a profile is the same after it was packed.
    fn assert_unpacks(profile: &Profile) {
        let packed = PackedProfile::new(profile).unwrap();
        let again = packed.unpack(&profile.outlet, profile.published).unwrap();
        assert_eq!(format!("{again:?}"), format!("{profile:?}"));
        profile.body.grams();
        let grams = ProfileGrams::of(profile.clone());
        let with_grams = packed.unpack_with(grams, &profile.outlet, profile.published);
        let with_grams = with_grams.unwrap();
        assert_eq!(format!("{with_grams:?}"), format!("{profile:?}"));
    }

    #[test]
    fn texts_of_every_script_unpack_as_they_were() {
        for (title, text) in [
            ("", ""),
            (
                "更正:岚洲港:6月1日起停航",
                "岚洲港6月1日至14日停航,涉及近20亿元货物,同比降约3.5%,标普500跌1%.",
            ),
            (
                "Kospi's losses: shares of HSK51155 fall",
                "SEOUL, June 15 - The index fell 1.5-3 percent on Monday.",
            ),
            (
                "코스피 2% 하락",
                "코스피는 월요일 2% 하락했다. 세종시는 𠀀𠀁 3만 명이다.",
            ),
        ] {
            assert_unpacks(&profile(title, text));
        }
    }

    #[test]
    fn a_packed_ideograph_takes_two_bytes() {
        let text = "岚洲新材料研究院宣布海水淡化膜中试线建成投产".repeat(40);
        let profile = profile("", &text);
        let packed = PackedProfile::new(&profile).unwrap();
        assert!(
            packed.size() < 2 * profile.size() + 100,
            "{}",
            packed.size()
        );
    }

    #[test]
    fn a_text_with_too_many_different_words_is_not_packed() {
        let mut text = String::new();
        for number in 0..u32::from(u16::MAX) {
            text.extend(char::from_u32(0x2_0000 + number));
        }
        assert!(PackedProfile::new(&profile("", &text)).is_none());
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig {
            failure_persistence: None,
            ..proptest::prelude::ProptestConfig::default()
        })]

        #[test]
        fn any_text_unpacks_as_it_was(
            title in ".{0,20}",
            text in "[ -~一-丁가-각0-9.,%月日]{0,80}",
        ) {
            assert_unpacks(&profile(&title, &text));
        }

        #[test]
        fn damaged_bytes_give_no_profile_or_another_one(
            bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..60),
        ) {
            let unpacked = PackedProfile(bytes.into()).unpack("", None);
            proptest::prop_assert!(unpacked.is_none_or(|profile| profile.size() < 60));
        }
    }
}
