//! The page of changes: each change of a published story, the newest first.

use std::collections::BTreeSet;

use feedfold::model::{ChangeSize, Piece, PieceKind};
use feedfold::publish::page::{self, ChangesPage, WhichChanges};

use super::env::{Env, numbered, rss, text};
use super::pages_served::{Site, assert_inert_page};

const SOURCES: &str = "\
[[sources]]\nname = \"east\"\npath = \"east.rss\"\ntitle = \"East\"\nlabels = [\"tides\"]\nbacklog = 500\n\
[[sources]]\nname = \"west\"\npath = \"west.rss\"\ntitle = \"West\"\nbacklog = 500\n";

const TIDE: &str = "<p>港务局今日公布潮汐表，栈桥十号泊位水深为8.4米，船只须在申时前离港。</p>\
    <p>第二段：灯塔照常开放，参观者凭票入内，每日限额三百人，雨天顺延。</p>";

const FERRY: &str = "<p>The ferry leaves the old pier at noon and comes back at dusk.</p>\
    <p>Tickets are sold on board; children travel free of charge with their parents.</p>";

fn written(east: &str, west: &str) -> Env {
    let env = Env::new(SOURCES);
    write(&env, east, west);
    env.pass();
    env
}

fn write(env: &Env, east: &str, west: &str) {
    env.write("east.rss", rss(&[("a", "栈桥潮汐表公布", east)]));
    env.write("west.rss", rss(&[("b", "Ferry timetable", west)]));
}

fn site(env: &Env) -> Site {
    Site::open(&env.path("feeds.toml"))
}

fn shown(pieces: &[Piece]) -> String {
    let shown = pieces.iter().map(|piece| match piece.kind {
        PieceKind::Same => piece.text.clone(),
        PieceKind::Cut => format!("[-{}-]", piece.text),
        PieceKind::Added => format!("{{+{}+}}", piece.text),
    });
    shown.collect()
}

fn titles(page: &ChangesPage) -> Vec<&str> {
    let changes = page.changes.iter();
    changes.map(|change| change.title.as_str()).collect()
}

#[test]
fn a_change_is_listed_with_what_was_cut_and_added_and_found_by_its_source_and_label() {
    let env = written(TIDE, FERRY);
    assert_eq!(titles(&site(&env).changes(None, None)), Vec::<&str>::new());
    let (tide, ferry) = (TIDE.replace("8.4", "8.9"), FERRY.replace("noon", "one"));
    write(&env, &tide, &ferry);
    env.pass();
    let site = site(&env);
    let page = site.changes(None, None);
    assert_eq!(page.changes.len(), 2);
    let of_east = site.changes(Some("east"), None);
    assert_eq!(titles(&of_east), ["栈桥潮汐表公布"]);
    let change = &of_east.changes[0];
    assert_eq!(
        (change.kind, change.size),
        ("edited", ChangeSize::Substantial)
    );
    let pieces = shown(&change.pieces);
    assert!(
        pieces.contains("[-4-]{+9+}") || pieces.contains("[-8.4-]{+8.9+}"),
        "{pieces}"
    );
    let of_label = WhichChanges {
        label: Some("tides".to_owned()),
        source: None,
        least: ChangeSize::Substantial,
    };
    assert_eq!(
        titles(&site.these_changes(of_label.clone(), None)),
        ["栈桥潮汐表公布"]
    );
    let html = page::changes(&site.config.site, &site.these_changes(of_label, None));
    let links = assert_inert_page("changes", &html);
    for link in [
        "./changes",
        "./labels/tides",
        "./changes?label=tides&size=all",
    ] {
        assert!(links.iter().any(|other| other == link), "{link}: {links:?}");
    }
    assert!(html.contains("<del>") && html.contains("<ins>"), "{html}");
    let of_west = page::changes(&site.config.site, &site.changes(Some("west"), None));
    assert!(
        of_west.contains("at <del>noon</del><ins>one</ins> and"),
        "{of_west}"
    );
}

#[test]
fn spelling_is_listed_only_when_asked_for_and_a_hidden_story_never() {
    let env = written(TIDE, FERRY);
    write(
        &env,
        &TIDE.replace("8.4米，", "８.４米, "),
        &FERRY.replace("noon", "one"),
    );
    env.pass();
    let all = WhichChanges {
        label: None,
        source: None,
        least: ChangeSize::Small,
    };
    assert_eq!(titles(&site(&env).changes(None, None)), ["Ferry timetable"]);
    let with_spelling = site(&env).these_changes(all, None);
    assert_eq!(with_spelling.changes.len(), 2);
    let small = with_spelling
        .changes
        .iter()
        .find(|one| one.size == ChangeSize::Small);
    let small = small.unwrap();
    assert!(
        shown(&small.pieces).contains("{+"),
        "{}",
        shown(&small.pieces)
    );
    let ferry = with_spelling
        .changes
        .iter()
        .find(|one| one.size != ChangeSize::Small);
    env.ok(&["hide", &ferry.unwrap().story.to_string()]);
    assert_eq!(titles(&site(&env).changes(None, None)), Vec::<&str>::new());
}

#[test]
fn the_list_goes_on_after_its_last_change_until_every_change_was_listed() {
    let env = Env::new(SOURCES);
    let texts = |year: &str| {
        let texts = (1..=70).map(|number| (number, text(number).replace("三年", year)));
        numbered(texts)
    };
    env.write("east.rss", texts("三年"));
    env.write("west.rss", rss(&[]));
    env.pass();
    env.write("east.rss", texts("五年"));
    env.pass();
    let site = site(&env);
    let mut page = site.changes(Some("east"), None);
    let mut sizes = vec![page.changes.len()];
    let mut stories: Vec<_> = page.changes.iter().map(|change| change.story).collect();
    while let Some(after) = page.older {
        let again: page::ChangePlace = after.to_string().parse().unwrap();
        page = site.changes(Some("east"), Some(again));
        sizes.push(page.changes.len());
        stories.extend(page.changes.iter().map(|change| change.story));
    }
    assert_eq!(sizes, [30, 30, 10]);
    assert_eq!(stories.iter().collect::<BTreeSet<_>>().len(), 70);
}

#[test]
fn what_an_edit_brings_in_is_inert() {
    let env = written(TIDE, FERRY);
    let hostile = "<script>alert(1)</script>\u{202e}gpj.exe<img src=x onerror=alert(1)> at dusk";
    write(
        &env,
        &TIDE.replace("申时", "&lt;script&gt;alert(1)&lt;/script&gt;\u{202e}时"),
        &FERRY.replace("at dusk", hostile),
    );
    env.pass();
    let site = site(&env);
    let page = site.changes(None, None);
    assert_eq!(page.changes.len(), 2);
    assert_inert_page("changes", &page::changes(&site.config.site, &page));
}
