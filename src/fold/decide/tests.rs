use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::candidates::by_anchors;
use super::{Arriving, StoredEntries, Texts, decide, rearrange};
use crate::fold::test_entries::with_texts;
use crate::fold::{Facts, Marked, Profile, Sketch, anchors};
use crate::model::{
    Anchors, Bond, Comparable, EntryKey, EntryRow, EntryTexts, ExactKey, PER_ANCHOR, Placement,
    StoredMember, StoredMembers, StoryRow, UnreadableHtml,
};

/// Entries in memory. Row and story of an entry have the same number until it is moved.
#[derive(Default)]
struct InMemory {
    entries: BTreeMap<EntryRow, EntryTexts>,
    stories: BTreeMap<EntryRow, StoryRow>,
    holders: HashMap<u64, Vec<EntryRow>>,
    links: Vec<(EntryRow, EntryRow, f64)>,
    lengths: BTreeMap<EntryRow, u32>,
}

impl InMemory {
    fn add(&mut self, row: i64, entry: &EntryTexts, anchors: &Anchors) {
        let row = EntryRow(row);
        self.entries.insert(row, entry.clone());
        self.stories.insert(row, StoryRow(row.0));
        self.lengths.insert(row, entry.fingerprint.chars);
        self.hold(row, anchors);
    }

    fn hold(&mut self, row: EntryRow, anchors: &Anchors) {
        for anchor in anchors.stored() {
            self.holders.entry(anchor).or_default().push(row);
        }
    }
}

impl StoredEntries for InMemory {
    type Error = UnreadableHtml;

    fn holders(
        &self,
        anchors: &[u64],
        each: &mut dyn FnMut(&[EntryRow]),
    ) -> Result<(), UnreadableHtml> {
        for anchor in anchors {
            let holders = self.holders.get(anchor).into_iter().flatten().rev();
            each(&holders.take(PER_ANCHOR).copied().collect::<Vec<_>>());
        }
        Ok(())
    }

    fn with_keys(&self, _: &[ExactKey<'_>]) -> Result<BTreeSet<EntryRow>, UnreadableHtml> {
        Ok(BTreeSet::new())
    }

    fn lengths(&self, rows: &[EntryRow]) -> Result<Vec<u32>, UnreadableHtml> {
        Ok(rows.iter().map(|row| self.lengths[row]).collect())
    }

    fn entries(&self, rows: &[EntryRow]) -> Result<Vec<Arc<Comparable>>, UnreadableHtml> {
        let entry = |row| Arc::new(self.entries[row].entry.clone());
        Ok(rows.iter().map(entry).collect())
    }

    fn texts(&self, row: EntryRow) -> Result<EntryTexts, UnreadableHtml> {
        Ok(self.entries[&row].clone())
    }

    fn stories(&self, rows: &[EntryRow]) -> Result<Vec<StoredMembers>, UnreadableHtml> {
        let stories: BTreeSet<StoryRow> = rows.iter().map(|row| self.stories[row]).collect();
        let members = |story: StoryRow| {
            let rows = self.stories.iter().filter(move |(_, of)| **of == story);
            rows.map(|(row, _)| StoredMember {
                entry: *row,
                with: None,
            })
        };
        let stored = stories.into_iter().map(|story| StoredMembers {
            story,
            founder: Some(EntryRow(story.0)),
            members: members(story).collect(),
        });
        Ok(stored.collect())
    }

    fn linked(&self, rows: &[EntryRow]) -> Result<BTreeSet<EntryRow>, UnreadableHtml> {
        let both = self
            .links
            .iter()
            .flat_map(|(low, high, _)| [(*low, *high), (*high, *low)]);
        Ok(both
            .filter(|(from, _)| rows.contains(from))
            .map(|(_, to)| to)
            .collect())
    }

    fn scores(&self, rows: &[EntryRow]) -> Result<Vec<(EntryRow, EntryRow, f64)>, UnreadableHtml> {
        let of_rows =
            |(low, high, _): &&(EntryRow, EntryRow, f64)| rows.contains(low) && rows.contains(high);
        Ok(self.links.iter().filter(of_rows).copied().collect())
    }

    fn rulings(&self, _: &[EntryKey]) -> Result<Vec<(EntryKey, EntryKey, Bond)>, UnreadableHtml> {
        Ok(Vec::new())
    }

    fn is_ruled_about(&self, _: EntryKey) -> Result<bool, UnreadableHtml> {
        Ok(false)
    }
}

/// Reads texts that are normalised already; has a sketch of every stored one at hand.
impl Texts for InMemory {
    fn at_hand(&self, _: &Comparable) -> Option<Rc<Profile>> {
        None
    }

    fn sketch(&self, entry: &Comparable) -> Option<Rc<Sketch>> {
        let texts = self.entries.values().find(|texts| texts.key == entry.key)?;
        let profile = self.read(texts).ok()?;
        Some(Rc::new(Sketch::new(&profile)))
    }

    fn read(&self, entry: &EntryTexts) -> Result<Rc<Profile>, UnreadableHtml> {
        let html = entry.html.html()?;
        let marked = Marked::read(&entry.title, &html);
        Ok(Rc::new(Profile::new(Facts {
            title: &marked.title,
            marked: &marked,
            lead_in: "",
            source_note: "",
            text: &html,
            outlet: &entry.outlet,
            published: entry.published,
        })))
    }
}

fn entry(number: u16, outlet: &str, second: i64, title: &str, text: &str) -> (EntryTexts, Anchors) {
    let [high, low] = number.to_be_bytes();
    let mut key = [0; 16];
    (key[0], key[1]) = (high, low);
    let key = EntryKey::from_bytes(key);
    let texts = with_texts(key, outlet, second, (title, text));
    let anchors = anchors(&InMemory::default().read(&texts).unwrap());
    (texts, anchors)
}

fn unstored((entry, anchors): &(EntryTexts, Anchors)) -> Arriving<'_> {
    Arriving {
        row: EntryRow::UNSTORED,
        entry,
        anchors,
    }
}

/// Forty entries that share `common` anchors with any text, and one that shares a rare anchor
/// besides.
fn sharing(common: u64) -> InMemory {
    let mut stored = InMemory::default();
    let of_text = |of_text| Anchors {
        of_text,
        ..Anchors::default()
    };
    for row in 1..=40 {
        stored.hold(EntryRow(row), &of_text((1..=common).collect()));
    }
    let with_rare = (1..=common).chain([20]).collect();
    stored.hold(EntryRow(50), &of_text(with_rare));
    stored
}

#[test]
fn common_anchors_make_a_candidate_by_their_number_or_share_or_with_a_rare_one() {
    let (text, _) = entry(1, "甲报", 0, "", "");
    let found = |common, anchors: Vec<u64>| -> BTreeSet<i64> {
        let anchors = Anchors {
            of_text: anchors,
            ..Anchors::default()
        };
        let arriving = Arriving {
            row: EntryRow::UNSTORED,
            entry: &text,
            anchors: &anchors,
        };
        let found = by_anchors(arriving, &sharing(common)).unwrap();
        found.into_iter().map(|row| row.0).collect()
    };
    let twenty = || (1..=20).collect();
    let only_rare = BTreeSet::from([50]);
    assert_eq!(found(1, twenty()), only_rare);
    assert_eq!(found(11, twenty()), only_rare);
    // Twelve, or eleven of eighteen, are enough by themselves; the newest entries are chosen.
    let newest: BTreeSet<i64> = (11..=40).chain([50]).collect();
    assert_eq!(found(12, twenty()), newest);
    assert_eq!(found(11, (1..=17).chain([20]).collect()), newest);
}

#[test]
fn a_copy_of_the_same_hours_is_found_among_hundreds_of_one_template() {
    let flash = |number: u16, second: i64, change: &str| {
        let text = format!("沪银主力合约{change},成交量较前一交易日放大.");
        entry(
            number,
            "甲报",
            second,
            &format!("沪银主力合约{change}"),
            &text,
        )
    };
    let mut stored = InMemory::default();
    let day = 24 * 3600;
    // Every day has another change; then come four hundred later days of the same template.
    for number in 0..500 {
        let (entry, anchors) = flash(number, i64::from(number) * day, &format!("涨{number}%"));
        stored.add(i64::from(number) + 1, &entry, &anchors);
    }
    let copy = flash(900, 99 * day + 600, "涨99%");
    let decision = decide(unstored(&copy), &stored, &stored).unwrap();
    let same: Vec<EntryRow> = decision.same.iter().map(|(row, _)| *row).collect();
    assert_eq!(same, [EntryRow(100)]);
    assert!(matches!(
        decision.placement,
        Placement::Joins {
            story: StoryRow(100),
            ..
        }
    ));
}

#[test]
fn arranging_ends_where_a_linked_story_is_too_large_to_be_arranged() {
    let mut stored = InMemory::default();
    for number in 0..40 {
        let (entry, anchors) = entry(number, "甲报", 0, "标题", "正文");
        stored.add(i64::from(number) + 1, &entry, &anchors);
        if number > 0 {
            // All but the first entry are in one story, which is larger than the limit.
            stored
                .stories
                .insert(EntryRow(i64::from(number) + 1), StoryRow(2));
            let high = EntryRow(i64::from(number) + 1);
            stored.links.push((EntryRow(1), high, 2.0));
        }
    }
    let groups = rearrange(&BTreeSet::from([EntryRow(1)]), &stored, &stored).unwrap();
    assert!(groups.is_empty(), "{groups:?}");
}
