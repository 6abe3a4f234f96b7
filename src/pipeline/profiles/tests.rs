use std::sync::Arc;

use super::spilled::Spilled;
use super::*;
use crate::model::{ContentHash, Identity, LineKey, RawEntry};

/// An entry about a matter of its own, whose last line is `end`.
fn entry(number: u8, end: &str) -> (Prepared, EntryTexts) {
    let identity = Identity {
        key: EntryKey::from_bytes([number; 16]),
        alternate_key: None,
        link: None,
        url: None,
    };
    let text = format!(
        "<p>岚洲港第{number}号码头6月{number}日起停航,涉及货物约{number}3.5亿元.</p><p>{end}</p>"
    );
    let raw = RawEntry {
        title: Some(format!("岚洲港第{number}号码头停航")),
        content: Some(text),
        ..RawEntry::default()
    };
    let entry = prepare::with_text(identity, ContentHash::from_bytes([number; 32]), raw);
    let texts = EntryTexts {
        entry: Comparable {
            key: entry.identity.key,
            outlet: "甲报".to_owned(),
            published: None,
            revision: entry.revision,
            fingerprint: entry.fingerprint.clone(),
            url: None,
            document: None,
            boilerplate: Arc::new([]),
        },
        title: entry.raw.title.clone().unwrap(),
        html: entry.html.clone().unwrap(),
    };
    let compared = ComparedForms::new(prepare::profile(&texts).unwrap());
    (Prepared { entry, compared }, texts)
}

/// The same entry after its source repeated these lines.
fn without(texts: &EntryTexts, mut lines: Vec<LineKey>) -> EntryTexts {
    lines.sort();
    EntryTexts {
        entry: Comparable {
            boilerplate: lines.into(),
            ..texts.entry.clone()
        },
        ..texts.clone()
    }
}

const END: &str = "岚洲日报是岚洲市的一份日报,每天出版两次.";

#[test]
fn texts_for_which_memory_has_no_room_are_read_back_as_they_were() {
    let profiles = Profiles::default();
    let (prepared, all): (Vec<_>, Vec<_>) = (0..60).map(|number| entry(number, END)).unzip();
    let mut prepared = prepared.into_iter();
    while let Some(first) = prepared.next() {
        profiles.take_texts(
            [first]
                .into_iter()
                .chain(prepared.by_ref().take(6))
                .collect(),
        );
    }
    for texts in &all {
        assert!(profiles.sketch(texts).is_some());
        let profile = profiles.at_hand(texts).unwrap();
        let wanted = Rc::new(prepare::profile(texts).unwrap());
        let [profile, wanted] = [&profile, &wanted].map(|profile| PackedProfile::new(profile));
        assert_eq!(profile.unwrap().as_bytes(), wanted.unwrap().as_bytes());
    }
}

#[test]
fn a_text_is_read_again_only_if_one_of_its_own_lines_was_learned() {
    let profiles = Profiles::default();
    let (prepared, texts) = entry(1, END);
    let own: Vec<LineKey> = prepared.entry.lines.keys().collect();
    let (others, _) = entry(2, "凤台晚报是凤台县的一份晚报,每周出版六次.");
    let other = others.entry.lines.keys().last().unwrap();
    let end = *own.last().unwrap();
    profiles.take_texts(vec![prepared]);
    profiles.take_texts(Vec::new());

    let with_other = without(&texts, vec![other]);
    let whole = profiles.at_hand(&with_other).unwrap();
    assert!(profiles.sketch(&with_other).is_some());

    let without_end = without(&texts, vec![other, end]);
    assert!(profiles.at_hand(&without_end).is_none());
    assert!(profiles.sketch(&without_end).is_none());
    let short = profiles.read(&without_end).unwrap();
    assert!(short.size() < whole.size());

    // Another line is learned that the text does not have.
    let third = entry(3, "石浦时报是石浦市的一份时报,每天出版一次.").0;
    let third = third.entry.lines.keys().last().unwrap();
    let now = without(&texts, vec![other, end, third]);
    assert_eq!(profiles.at_hand(&now).unwrap().size(), short.size());
}

#[test]
fn an_edited_text_is_read_again() {
    let profiles = Profiles::default();
    let (prepared, texts) = entry(1, END);
    profiles.take_texts(vec![prepared]);
    let edited = EntryTexts {
        entry: Comparable {
            revision: ContentHash::from_bytes([9; 32]),
            ..texts.entry.clone()
        },
        ..texts.clone()
    };
    assert!(profiles.at_hand(&edited).is_none());
    assert!(profiles.sketch(&edited).is_none());
}

#[test]
fn of_the_texts_in_files_the_oldest_ones_make_room() {
    let mut spilled = Spilled::new();
    let all: Vec<(Prepared, EntryTexts)> = (0..250).map(|number| entry(number, END)).collect();
    let insert = |(prepared, texts): &(Prepared, EntryTexts), spilled: &mut Spilled| {
        let entry = &prepared.entry;
        let form = TextForm::whole(entry.revision, entry.lines.keys());
        let packed = prepared.compared.clone().unwrap().profile;
        spilled.insert(texts.key, &form, || packed.as_bytes());
    };
    // In tests, a file has room for some dozens of texts.
    for (number, inserted) in all.iter().enumerate() {
        insert(inserted, &mut spilled);
        for (_, recent) in all.iter().take(number + 1).rev().take(30) {
            assert!(spilled.get(recent).is_some());
        }
    }
    let (_, first) = &all[0];
    assert!(spilled.get(first).is_none());
    insert(&all[0], &mut spilled);
    assert!(spilled.get(first).is_some());
}
