//! 30 days of the simulated year: each entry and each alarm once, and no source before its time.
//! `cargo bench --bench year` simulates the whole.

mod simulation;

use simulation::{Month, SOURCES, Scale, simulate};

#[test]
fn thirty_days_of_two_hundred_sources_lose_nothing_double_nothing_and_alarm_once() {
    let folder = tempfile::tempdir().unwrap();
    let scale = Scale {
        days: 30,
        interval: 11 * 60,
        step: 12 * 3600,
    };
    let mut months = Vec::new();
    simulate(scale, folder.path(), &mut |month| months.push(*month));
    let [month] = months.as_slice() else {
        panic!("{months:?}");
    };
    let told = format!("{}\n{}", Month::HEAD, month.row());
    // Ten of the sources carry texts of others, too.
    assert!(month.entries > SOURCES * 25, "{told}");
    assert!(month.stories < month.entries, "{told}");
    assert!(month.requests > SOURCES * 50, "{told}");
    assert_eq!(month.alarms, 8, "{told}");
    let per_entry = month.store / month.entries as u64;
    assert!((1_000..4_000).contains(&per_entry), "{told}");
}
