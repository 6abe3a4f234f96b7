//! Chooses the member that represents a story.

use crate::model::{EntryKey, Member, SourceName, StoredStory, Story, Timestamp};

/// A member that may represent its story, with the properties that decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contender<'a> {
    /// Which member.
    pub key: EntryKey,
    /// Who prefers it.
    pub rank: Rank,
    /// Length of its normalised text, in characters.
    pub chars: u32,
    /// min(first seen, published).
    pub position: Timestamp,
    /// Its date as sent.
    pub published: Option<Timestamp>,
    /// When we met it.
    pub first_seen: Timestamp,
    /// Of the entries of one feed that came at the same time, the newest has the highest place.
    pub place: i64,
    /// The source it came by.
    pub source: &'a SourceName,
    /// Who carried it.
    pub outlet: &'a str,
}

impl<'a> Contender<'a> {
    /// Of a member; `priority` is that of its source or of a rule, `None` if its source is no
    /// longer configured.
    pub fn new(member: &'a Member, priority: Option<i32>) -> Self {
        Self {
            key: member.key,
            rank: match priority {
                None => Rank::Unconfigured,
                Some(_) if member.pinned => Rank::Pinned,
                Some(priority) => Rank::Priority(priority),
            },
            chars: member.chars,
            position: member.position(),
            published: member.published,
            first_seen: member.first_seen,
            // The newest entry of a document is stored last. Posts have no such order: the first
            // stays.
            place: if member.is_post() {
                -member.row.0
            } else {
                member.row.0
            },
            source: &member.source,
            outlet: member.outlet(),
        }
    }
}

/// Who prefers a member to others, the weakest preference first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Its source is no longer configured: it represents a story only if nobody else can.
    Unconfigured,
    /// The priority of its source, or that of a rule.
    Priority(i32),
    /// A person pinned it.
    Pinned,
}

/// Share of the longest text from which on a member carries the whole text: a smaller difference
/// is boilerplate.
const MIN_WHOLE_SHARE: f64 = 0.9;

/// The member that represents a story; `None` without members.
///
/// The order of preference: the highest rank, then a member that carries the whole text, then the
/// earliest, the first seen, and the lowest key. If the outlet of that member sent others of the
/// same rank and date by the same source, the last of them represents the story instead: when a
/// site moves, its feed lists the same texts at new addresses, and the old addresses are dead.
pub fn representative<'a>(members: impl IntoIterator<Item = Contender<'a>>) -> Option<EntryKey> {
    let members: Vec<Contender<'_>> = members.into_iter().collect();
    let longest = members.iter().map(|member| member.chars).max()?;
    let whole =
        |member: &Contender<'_>| f64::from(member.chars) >= MIN_WHOLE_SHARE * f64::from(longest);
    let first = members.iter().min_by_key(|member| {
        (
            std::cmp::Reverse(member.rank),
            !whole(member),
            member.position,
            member.first_seen,
            member.key,
        )
    })?;
    let in_its_place = |member: &&Contender<'_>| {
        (member.source, member.outlet, member.rank, whole(member))
            == (first.source, first.outlet, first.rank, whole(first))
            && member.published == first.published
    };
    members
        .iter()
        .filter(in_its_place)
        .max_by_key(|member| (member.first_seen, member.place))
        .map(|member| member.key)
}

/// The members that may represent their story: those whose text `prune` did not remove, or all if
/// no text is left.
pub fn eligible(members: &[Member]) -> impl Iterator<Item = &Member> {
    let has_text = |member: &Member| member.pruned.is_none();
    let any_has = members.iter().any(has_text);
    members
        .iter()
        .filter(move |member| has_text(member) || !any_has)
}

/// Names the representative of a stored story. `None` for a story without members; `priority`
/// gives what [`Contender::new`] takes.
pub fn compose(stored: StoredStory, priority: impl Fn(&Member) -> Option<i32>) -> Option<Story> {
    let StoredStory {
        id,
        position,
        updated,
        mut members,
        ..
    } = stored;
    let standings = eligible(&members).map(|member| Contender::new(member, priority(member)));
    let chosen = representative(standings)?;
    let index = members.iter().position(|member| member.key == chosen)?;
    let representative = members.remove(index);
    let mut story = Story {
        id,
        position,
        updated,
        representative,
        reposts: members,
    };
    // A member that came together with the founding entry may have a later date.
    story.updated = updated.max(story.published());
    Some(story)
}

#[cfg(test)]
mod tests {
    use super::{Contender, Rank, representative};
    use crate::model::{EntryKey, SourceName, Timestamp};

    /// A member dated `second`, stored as number `number` in the first pass.
    fn standing(source: &SourceName, number: u8, second: i64) -> Contender<'_> {
        let at = Timestamp::from_second(second).unwrap();
        Contender {
            key: EntryKey::from_bytes([number; 16]),
            rank: Rank::Priority(0),
            chars: 500,
            position: at,
            published: Some(at),
            first_seen: Timestamp::from_second(1000).unwrap(),
            place: number.into(),
            source,
            outlet: source.as_str(),
        }
    }

    /// The number of the member that is chosen from these, in this order and in the opposite one.
    fn chosen<const N: usize>(mut members: [Contender<'_>; N]) -> u8 {
        let there = representative(members).unwrap();
        members.reverse();
        assert_eq!(representative(members), Some(there));
        there.as_bytes()[0]
    }

    #[test]
    fn of_equal_texts_of_one_outlet_and_date_the_one_that_came_last_represents() {
        fn later(standing: Contender<'_>) -> Contender<'_> {
            Contender {
                first_seen: Timestamp::from_second(2000).unwrap(),
                ..standing
            }
        }
        fn undated(standing: Contender<'_>) -> Contender<'_> {
            Contender {
                published: None,
                position: standing.first_seen,
                ..standing
            }
        }
        let (east, west) = (
            SourceName::parse("east").unwrap(),
            SourceName::parse("west").unwrap(),
        );
        let old = standing(&east, 5, 10);
        let moved = later(standing(&east, 9, 10));
        let copied = later(standing(&west, 1, 10));
        assert_eq!(chosen([old, moved]), 9);
        assert_eq!(chosen([old, moved, copied]), 9, "its outlet was first");
        assert_eq!(chosen([old, copied]), 5, "another outlet's copy came later");
        let dated_later = later(standing(&east, 9, 11));
        assert_eq!(
            chosen([old, dated_later]),
            5,
            "a text sent again is no move"
        );
        let other_author = Contender {
            outlet: "another author",
            ..moved
        };
        assert_eq!(chosen([old, other_author]), 5);
        assert_eq!(chosen([undated(old), undated(moved)]), 9);
        assert_eq!(chosen([undated(old), undated(moved), undated(copied)]), 9);
        let cut = Contender { chars: 50, ..moved };
        assert_eq!(chosen([old, cut]), 5);
    }

    #[test]
    fn a_member_of_a_configured_source_represents_before_a_pinned_one_of_a_deleted_source() {
        let source = SourceName::parse("a").unwrap();
        let deleted = Contender {
            rank: Rank::Unconfigured,
            ..standing(&source, 1, 10)
        };
        let low = Contender {
            rank: Rank::Priority(-5),
            chars: 50,
            ..standing(&source, 2, 20)
        };
        assert_eq!(chosen([deleted, low]), 2);
        assert_eq!(chosen([deleted]), 1);
    }

    #[test]
    fn the_representative_is_of_highest_priority_then_whole_then_earliest() {
        let source = SourceName::parse("a").unwrap();
        let standing = |number: u8, priority: i32, chars: u32, second: i64| Contender {
            rank: Rank::Priority(priority),
            chars,
            outlet: ["", "a", "b", "c", "d", "e"][usize::from(number)],
            ..standing(&source, number, second)
        };
        let mut members = vec![
            standing(1, 0, 500, 50),
            standing(2, 5, 500, 90),
            standing(3, 5, 480, 80),
            standing(4, 5, 480, 80),
            standing(5, 5, 100, 10),
        ];
        let chosen = Some(EntryKey::from_bytes([3; 16]));
        assert_eq!(representative(members.clone()), chosen);
        members.reverse();
        assert_eq!(representative(members), chosen);
        assert_eq!(representative([]), None);
    }
}
