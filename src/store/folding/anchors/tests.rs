use crate::model::PER_ANCHOR;
use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use rusqlite::Connection;

use super::*;
use crate::store::file::open;

/// What the index should return: the newest entries of every anchor. Only some anchors are
/// checked.
#[derive(Default)]
struct Model(BTreeMap<u64, BTreeSet<i64>>);

impl Model {
    fn add(&mut self, entry: i64, anchors: &[u64]) {
        for anchor in anchors {
            self.0.entry(*anchor).or_default().insert(entry);
        }
    }

    fn check(&self, index: &Anchors, connection: &Connection) {
        for (anchor, entries) in self
            .0
            .iter()
            .filter(|(anchor, _)| **anchor < 1000 || **anchor % 13 == 0)
        {
            let wanted: Vec<i64> = entries.iter().rev().take(PER_ANCHOR).copied().collect();
            assert_eq!(held(index, connection, *anchor), wanted, "{anchor}");
        }
        assert!(held(index, connection, 3).is_empty());
    }
}

fn held(index: &Anchors, connection: &Connection, anchor: u64) -> Vec<i64> {
    let mut found = Vec::new();
    index
        .lookup(connection, &[anchor], |entries| found.extend(entries))
        .unwrap();
    found
}

/// A store and its folder.
fn store() -> (tempfile::TempDir, Connection) {
    let folder = tempfile::tempdir().unwrap();
    let connection = open::open(&folder.path().join("store.db")).unwrap();
    connection.execute_batch("BEGIN").unwrap();
    (folder, connection)
}

/// Anchors distributed as in real texts: a few that many texts share, and mostly ones that few
/// share, none of them among those that [`Model::check`] always checks.
fn anchors(rng: &mut Rng) -> Vec<u64> {
    let mut anchors: Vec<u64> = (0..38)
        .map(|_| match rng.u8(0..20) {
            0 => 10 + rng.u64(0..3),
            1..5 => 1000 + rng.u64(0..50_000),
            _ => 100_000 + rng.u64(0..1 << 39),
        })
        .collect();
    anchors.sort_unstable();
    anchors.dedup();
    anchors
}

/// Adds entries with random anchors to an index and to its model, as one transaction does.
fn add(
    (index, model): (&Anchors, &mut Model),
    connection: &Connection,
    rng: &mut Rng,
    entries: std::ops::Range<i64>,
) {
    for entry in entries {
        let anchors = anchors(rng);
        index.add(connection, entry, &anchors).unwrap();
        model.add(entry, &anchors);
    }
    index.write(connection).unwrap();
}

fn rows(connection: &Connection, table: &str) -> u64 {
    let count = format!("SELECT count(*) FROM {table}");
    connection.query_row(&count, [], |row| row.get(0)).unwrap()
}

#[test]
fn many_come_at_once_and_few_at_a_time_and_all_are_found_by_who_writes_and_by_who_comes_later() {
    let (_folder, connection) = store();
    let (mut rng, mut model) = (Rng::with_seed(6), Model::default());
    let mut index = Anchors::default();
    let mut entry = 0;
    // A first pass, another one that is large, many small ones, one in which entries are edited.
    for (passes, entries) in [(1, 2500), (1, 1500), (20, 50), (10, 5)] {
        for pass in 0..passes {
            if pass % 9 == 4 {
                // A log that was read before it was emptied must do no harm afterwards.
                model.check(&index, &connection);
            }
            for number in 0..entries {
                entry += 1;
                let anchors = anchors(&mut rng);
                let row = if number % 10 == 9 { entry - 9 } else { entry };
                index.add(&connection, row, &anchors).unwrap();
                model.add(row, &anchors);
            }
            index.write(&connection).unwrap();
        }
        model.check(&index, &connection);
        index.settle(&connection).unwrap();
        index = Anchors::default();
        model.check(&index, &connection);
    }
    let logged = Log::read(&connection).unwrap().into_postings().len() as u64;
    assert!(logged > 0 && logged <= log::MAX_POSTINGS, "{logged} logged");
    let (recent, blocks) = (
        rows(&connection, "anchors"),
        rows(&connection, "anchor_blocks"),
    );
    assert!(recent > 0 && recent < 50_000, "{recent} recent");
    assert!(blocks > 200, "{blocks} blocks");
    let wanted: BTreeSet<i64> = model
        .0
        .values()
        .flat_map(|entries| entries.iter().rev().take(PER_ANCHOR))
        .copied()
        .collect();
    let found = entries(&connection).unwrap();
    assert!(found.iter().is_sorted());
    assert!(
        wanted
            .iter()
            .all(|entry| found.binary_search(entry).is_ok())
    );
    clear(&connection).unwrap();
    assert!(entries(&connection).unwrap().is_empty());
    Model::default().check(&Anchors::default(), &connection);
}

#[test]
fn a_first_pass_appends_to_the_log_and_is_settled_at_its_end_or_by_the_next_pass_if_killed() {
    for is_killed in [false, true] {
        let (_folder, connection) = store();
        let (mut rng, mut model) = (Rng::with_seed(9), Model::default());
        let mut index = Anchors::default();
        for first in [0, 250, 500, 750] {
            let both = (&index, &mut model);
            add(both, &connection, &mut rng, first..first + 250);
        }
        assert!(index.has_long_log());
        assert_eq!(rows(&connection, "anchor_blocks"), 0);
        // Whoever opens the database now finds everything.
        model.check(&Anchors::default(), &connection);
        if is_killed {
            index = Anchors::default();
            add((&index, &mut model), &connection, &mut rng, 1000..1001);
        } else {
            index.settle(&connection).unwrap();
            assert!(!index.has_long_log());
        }
        assert_eq!(rows(&connection, "anchor_log"), 0);
        assert_eq!(rows(&connection, "anchors"), 0);
        model.check(&index, &connection);
        model.check(&Anchors::default(), &connection);
    }
}

#[test]
fn rows_of_an_older_version_are_settled_a_part_at_a_time() {
    let (_folder, connection) = store();
    let (mut rng, mut model) = (Rng::with_seed(7), Model::default());
    let mut insert = connection
        .prepare("INSERT INTO anchors VALUES (?1, ?2)")
        .unwrap();
    for entry in 1..4000 {
        let anchors = anchors(&mut rng);
        for anchor in &anchors {
            insert.execute((anchor.cast_signed(), entry)).unwrap();
        }
        model.add(entry, &anchors);
    }
    connection
        .execute(
            "UPDATE meta SET value = (SELECT count(*) FROM anchors) WHERE name = 'anchors-recent'",
            [],
        )
        .unwrap();
    let mut before = rows(&connection, "anchors");
    assert!(before > 140_000);
    for pass in 0..3 {
        let index = Anchors::default();
        // More than the log holds.
        for entry in 0..500 {
            let entry = 4000 + 500 * pass + entry;
            let anchors = anchors(&mut rng);
            index.add(&connection, entry, &anchors).unwrap();
            model.add(entry, &anchors);
        }
        index.write(&connection).unwrap();
        model.check(&Anchors::default(), &connection);
        let after = rows(&connection, "anchors");
        assert!(after < before || after < 33_000, "{before} {after}");
        before = after;
    }
    assert!(before < 33_000, "{before}");
}

#[test]
fn what_was_taken_back_is_not_found_also_where_it_moved_the_log() {
    let (_folder, connection) = store();
    let (mut rng, mut model) = (Rng::with_seed(8), Model::default());
    let mut add = |index: &Anchors, model: &mut Model, entries| {
        add((index, model), &connection, &mut rng, entries);
    };
    // More than the log holds goes to the blocks, less to the log.
    let first = Anchors::default();
    add(&first, &mut model, 0..1000);
    first.settle(&connection).unwrap();
    add(&Anchors::default(), &mut model, 1000..1100);
    for taken_back in [10, 600] {
        connection.execute_batch("SAVEPOINT before").unwrap();
        let index = Anchors::default();
        let mut without = Model(model.0.clone());
        model.check(&index, &connection);
        add(&index, &mut without, 2000..2000 + taken_back);
        without.check(&index, &connection);
        connection.execute_batch("ROLLBACK TO before").unwrap();
        model.check(&Anchors::default(), &connection);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig {
        failure_persistence: None,
        ..proptest::prelude::ProptestConfig::default()
    })]

    #[test]
    fn a_lookup_finds_the_newest_entries_whatever_the_order_and_number_of_additions(
        entries in proptest::collection::vec((0..400_i64, proptest::collection::btree_set(0..12_u64, 0..6)), 0..300)
    ) {
        let (mut memtable, mut model) = (memtable::MemTable::default(), Model::default());
        for (entry, anchors) in &entries {
            let anchors: Vec<u64> = anchors.iter().copied().collect();
            memtable.add(*entry, &anchors);
            model.add(*entry, &anchors);
        }
        let anchors: Vec<u64> = (0..12).collect();
        for (anchor, slot) in anchors.iter().zip(memtable.slots(&anchors)) {
            let mut found = Vec::new();
            if let Some(slot) = slot {
                memtable.entries_of(slot, &mut found);
            }
            let found: BTreeSet<i64> = found.into_iter().collect();
            let newest = found.into_iter().rev().take(PER_ANCHOR);
            let wanted = model.0.get(anchor).into_iter().flat_map(|held| held.iter().rev().copied());
            proptest::prop_assert!(newest.eq(wanted.take(PER_ANCHOR)));
        }
        let all: BTreeSet<(u64, i64)> = model.0.iter().flat_map(|(anchor, held)| held.iter().map(|entry| (*anchor, *entry))).collect();
        proptest::prop_assert!(memtable.postings_since(0).into_iter().eq(all));
        let half = memtable.len() / 2;
        proptest::prop_assert!(memtable.postings_since(half).len() <= memtable.len() - half);
    }
}
