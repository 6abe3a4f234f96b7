use super::{MIN_CHARS, MIN_CHARS_OVER_DAYS, Standing, decide, representative};
use crate::model::{
    Candidate, ContentHash, Decision, EntryKey, Evidence, Fingerprint, Identity, PreparedEntry,
    RawEntry, StoryId, Timestamp,
};

fn fingerprint(version: u16, content: u8, title: u8, chars: u32) -> Fingerprint {
    Fingerprint {
        version,
        content: ContentHash::from_bytes([content; 32]),
        title: ContentHash::from_bytes([title; 32]),
        chars,
    }
}

fn entry(fingerprint: Fingerprint) -> PreparedEntry {
    PreparedEntry {
        identity: Identity {
            key: EntryKey::from_bytes([9; 16]),
            also: None,
            link: None,
        },
        raw: RawEntry {
            published: Some(Timestamp::UNIX_EPOCH),
            ..RawEntry::default()
        },
        sent: ContentHash::from_bytes([0; 32]),
        revision: ContentHash::from_bytes([0; 32]),
        fingerprint,
    }
}

fn candidate(number: u8, fingerprint: Fingerprint) -> Candidate {
    let key = EntryKey::from_bytes([number; 16]);
    Candidate {
        key,
        story: StoryId::founded_by(key),
        published: Some(Timestamp::UNIX_EPOCH),
        fingerprint,
    }
}

fn dated(second: i64, mut candidate: Candidate) -> Candidate {
    candidate.published = Some(Timestamp::from_second(second).unwrap());
    candidate
}

const NEXT_DAY: i64 = 24 * 3600;

#[test]
fn a_long_text_folds_by_its_hash_whatever_the_title_and_day() {
    let chars = MIN_CHARS_OVER_DAYS;
    let known = dated(NEXT_DAY, candidate(1, fingerprint(1, 5, 1, chars)));
    let decision = decide(
        &entry(fingerprint(1, 5, 2, chars)),
        std::slice::from_ref(&known),
    );
    let evidence = Evidence::SameText {
        version: 1,
        with: known.key.to_string(),
        chars,
    };
    assert_eq!(
        decision,
        Decision::Join {
            story: known.story,
            evidence
        }
    );
}

#[test]
fn a_notice_folds_on_its_day_only() {
    let chars = MIN_CHARS_OVER_DAYS - 1;
    let known = candidate(1, fingerprint(1, 5, 1, chars));
    let new = entry(fingerprint(1, 5, 2, chars));
    let evidence = Evidence::SameTextAndDay {
        version: 1,
        with: known.key.to_string(),
        chars,
    };
    assert_eq!(
        decide(&new, std::slice::from_ref(&known)),
        Decision::Join {
            story: known.story,
            evidence
        }
    );
    assert_eq!(
        decide(&new, &[dated(NEXT_DAY, known.clone())]),
        Decision::NewStory
    );
    assert_eq!(
        decide(
            &new,
            &[Candidate {
                published: None,
                ..known
            }]
        ),
        Decision::NewStory
    );
}

#[test]
fn a_short_text_needs_the_same_title_and_day() {
    let chars = MIN_CHARS - 1;
    let other_title = candidate(1, fingerprint(1, 5, 1, chars));
    let other_day = dated(NEXT_DAY, candidate(3, fingerprint(1, 5, 2, chars)));
    let same = candidate(2, fingerprint(1, 5, 2, chars));
    let new = entry(fingerprint(1, 5, 2, chars));
    assert_eq!(
        decide(&new, &[other_title.clone(), other_day.clone()]),
        Decision::NewStory
    );
    let evidence = Evidence::SameShortText {
        version: 1,
        with: same.key.to_string(),
        chars,
    };
    assert_eq!(
        decide(&new, &[other_title, other_day, same.clone()]),
        Decision::Join {
            story: same.story,
            evidence
        }
    );
}

#[test]
fn nothing_folds_without_text_across_versions_or_with_another_hash() {
    for known in [
        fingerprint(1, 5, 1, 0),
        fingerprint(2, 5, 1, 100),
        fingerprint(1, 6, 1, 100),
    ] {
        let new = entry(fingerprint(1, 5, 1, known.chars));
        assert_eq!(decide(&new, &[candidate(1, known)]), Decision::NewStory);
    }
}

#[test]
fn the_representative_is_chosen_by_priority_then_age_whatever_the_order() {
    let standing = |number: u8, priority: i32, second: i64| Standing {
        key: EntryKey::from_bytes([number; 16]),
        priority,
        position: Timestamp::from_second(second).unwrap(),
    };
    let mut members = vec![
        standing(1, 0, 50),
        standing(2, 5, 90),
        standing(3, 5, 80),
        standing(4, 5, 80),
    ];
    let chosen = Some(EntryKey::from_bytes([3; 16]));
    assert_eq!(representative(members.clone()), chosen);
    members.reverse();
    assert_eq!(representative(members), chosen);
    assert_eq!(representative([]), None);
}
