use std::collections::HashSet;

use super::{
    DocumentGuids, GuidScope, content_hash, feed_id_bits, identities, plain_keys, recognise,
    story_id_bits,
};
use crate::model::{
    Anchors, CountedLines, EntryKey, Fingerprint, Identity, KnownEntry, OutputName, PreparedEntry,
    RawEntry, SourceName, StoryId, Timestamp,
};

fn entry(guid: &str, link: &str, title: &str, content: &str) -> RawEntry {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    RawEntry {
        guid: some(guid),
        link: some(link),
        title: some(title),
        content: some(content),
        ..RawEntry::default()
    }
}

fn keys_of(source: &str, entries: &[RawEntry]) -> Vec<Identity> {
    let source = SourceName::parse(source).unwrap();
    identities(
        GuidScope {
            source: &source,
            document: None,
        },
        entries,
        |entry| content_hash(entry.content.as_deref().unwrap_or("")),
    )
}

fn key(entry: &RawEntry) -> EntryKey {
    keys_of("a", std::slice::from_ref(entry))[0].key
}

#[test]
fn plain_keys_equal_the_keys_of_the_whole_ladder() {
    let source = SourceName::parse("a").unwrap();
    let scope = GuidScope {
        source: &source,
        document: None,
    };
    let entries = [
        entry("urn:1", "https://a.example/1", "one", "one"),
        entry("urn:2", "", "two", "two"),
        entry("", "https://a.example/3", "three", "three"),
        // A guid, and a link without a guid, that two entries share.
        entry("urn:page", "https://a.example/4", "four", "four"),
        entry("urn:page", "https://a.example/5", "five", "five"),
        entry("", "https://a.example/list", "six", "six"),
        entry("", "https://a.example/list", "seven", "seven"),
        entry("", "", "eight", "eight"),
    ];
    let plain = plain_keys(scope, &entries);
    let whole = keys_of("a", &entries);
    assert!(plain[..3].iter().all(Option::is_some), "{plain:?}");
    assert!(plain[3..].iter().all(Option::is_none), "{plain:?}");
    for (plain, whole) in plain.iter().zip(&whole).take(3) {
        assert_eq!(*plain, Some(whole.key));
    }
    // Skipped entries do not change the keys of the others.
    assert_eq!(keys_of("a", &entries[3..])[..], whole[3..]);
}

#[test]
fn a_guid_survives_a_new_title_link_and_text() {
    let before = entry("urn:1", "https://a.example/1", "old", "old");
    assert_eq!(
        key(&before),
        key(&entry("urn:1", "https://a.example/2", "new", "new"))
    );
    assert_eq!(key(&before), key(&entry(" urn:1 ", "", "", "")));
    assert_ne!(
        key(&before),
        key(&entry("urn:2", "https://a.example/1", "old", "old"))
    );
}

#[test]
fn a_move_from_http_to_https_keeps_every_key() {
    assert_eq!(
        key(&entry("http://a.example/1", "", "", "")),
        key(&entry("https://a.example/1", "", "", ""))
    );
    assert_eq!(
        key(&entry("", "http://a.example/1", "t", "x")),
        key(&entry("", "https://a.example/1/?utm_source=rss", "u", "y"))
    );
}

#[test]
fn without_a_guid_the_link_names_the_entry_and_without_a_link_its_text_does() {
    assert_eq!(
        key(&entry("", "https://a.example/1", "t", "x")),
        key(&entry("", "https://a.example/1", "u", "x"))
    );
    assert_eq!(
        key(&entry("", "", "t", "x")),
        key(&entry(" ", " ", "t", "x"))
    );
    assert_ne!(key(&entry("", "", "t", "x")), key(&entry("", "", "t", "y")));
}

#[test]
fn entries_that_share_a_guid_or_a_link_all_survive_in_any_order() {
    for shared in [
        ("same", ""),
        ("same", "https://a.example/"),
        ("", "https://a.example/"),
    ] {
        let (guid, link) = shared;
        let mut entries = vec![
            entry(guid, link, "one", "x"),
            entry(guid, link, "two", "y"),
            entry(guid, link, "two", "z"),
        ];
        let forward: Vec<_> = keys_of("a", &entries)
            .into_iter()
            .map(|id| id.key)
            .collect();
        assert_eq!(
            forward.iter().collect::<HashSet<_>>().len(),
            3,
            "{shared:?}"
        );
        entries.reverse();
        let mut backward: Vec<_> = keys_of("a", &entries)
            .into_iter()
            .map(|id| id.key)
            .collect();
        backward.reverse();
        assert_eq!(forward, backward);
    }
}

#[test]
fn an_entry_sent_twice_in_one_document_is_one_entry() {
    let twice = [entry("g", "l", "t", "x"), entry("g", "l", "t", "x")];
    let keys = keys_of("a", &twice);
    assert_eq!(keys[0], keys[1]);
    assert_eq!(keys[0].key, key(&twice[0]));
}

#[test]
fn another_source_cannot_claim_an_entry_by_its_guid() {
    let stolen = [entry("urn:1", "https://a.example/1", "t", "x")];
    assert_ne!(keys_of("a", &stolen)[0].key, keys_of("b", &stolen)[0].key);
}

#[test]
fn published_ids_belong_to_one_story_or_feed_of_one_installation() {
    let story = StoryId::from_bytes([7; 16]);
    let id = story_id_bits("https://a.example/", story);
    assert_eq!(id, story_id_bits("https://a.example/", story));
    assert_ne!(id, story_id_bits("https://b.example/", story));
    assert_ne!(
        id,
        feed_id_bits("https://a.example/", &OutputName::parse("all").unwrap())
    );
}

fn prepared(raw: RawEntry) -> PreparedEntry {
    let content = content_hash(raw.content.as_deref().unwrap_or(""));
    let title = content_hash(raw.title.as_deref().unwrap_or(""));
    PreparedEntry {
        identity: keys_of("a", std::slice::from_ref(&raw)).remove(0),
        raw_hash: content,
        revision: content,
        fingerprint: Fingerprint {
            version: 1,
            content,
            title,
            chars: 100,
        },
        anchors: Anchors::default(),
        document: None,
        lines: CountedLines::default(),
        html: None,
        raw,
    }
}

fn stored(entry: &PreparedEntry) -> KnownEntry {
    KnownEntry {
        key: entry.identity.key,
        guid: entry.raw.guid.clone(),
        link: entry.identity.link,
        url: entry.identity.url,
        file: entry.raw.file.clone(),
        published: entry.raw.published,
        updated: entry.raw.updated,
        reused: None,
        fingerprint: entry.fingerprint.clone(),
    }
}

fn dated(mut raw: RawEntry, second: i64) -> RawEntry {
    raw.published = Some(Timestamp::from_second(second).unwrap());
    raw
}

#[test]
fn a_changed_guid_is_not_a_new_entry() {
    let old = stored(&prepared(entry("1", "https://a.example/1", "t", "x")));
    let new = prepared(entry("2", "https://a.example/1", "t", "x"));
    let document = DocumentGuids::Feed(HashSet::from(["2"]));
    assert_eq!(
        recognise(&new, std::slice::from_ref(&old), &document),
        Some(old.key)
    );
}

#[test]
fn a_move_of_all_ids_to_a_new_domain_is_recognised_by_title_date_and_text() {
    let old = stored(&prepared(dated(
        entry("http://a.example/1", "http://a.example/1", "t", "x"),
        9,
    )));
    let new = prepared(dated(
        entry("https://b.example/1", "https://b.example/1", "t", "x"),
        9,
    ));
    let document = DocumentGuids::Feed(HashSet::from(["https://b.example/1"]));
    assert_eq!(
        recognise(&new, std::slice::from_ref(&old), &document),
        Some(old.key)
    );
}

#[test]
fn equal_entries_of_one_document_stay_two() {
    let old = stored(&prepared(entry("1", "https://a.example/", "t", "x")));
    let new = prepared(entry("2", "https://a.example/", "t", "x"));
    let document = DocumentGuids::Feed(HashSet::from(["1", "2"]));
    assert_eq!(recognise(&new, &[old], &document), None);
}

#[test]
fn the_next_issue_of_a_daily_notice_is_new() {
    let old = stored(&prepared(dated(
        entry("1", "https://a.example/daily", "Fixing", "x"),
        1,
    )));
    let new = prepared(dated(
        entry("2", "https://a.example/daily", "Fixing", "y"),
        2,
    ));
    let document = DocumentGuids::Feed(HashSet::from(["2"]));
    assert_eq!(recognise(&new, &[old], &document), None);
}

#[test]
fn files_with_equal_bytes_are_two_entries() {
    let old = stored(&prepared(dated(entry("1.md", "", "t", "x"), 1)));
    let new = prepared(dated(entry("2.md", "", "t", "x"), 1));
    assert_eq!(recognise(&new, &[old], &DocumentGuids::Posts), None);
}

#[test]
fn a_guid_that_becomes_shared_keeps_its_entry() {
    let first = entry("g", "https://a.example/1", "t", "x");
    let old = stored(&prepared(first.clone()));
    let both = [first, entry("g", "https://a.example/2", "u", "y")];
    let identities = keys_of("a", &both);
    let document = DocumentGuids::Feed(HashSet::from(["g"]));
    let again = PreparedEntry {
        identity: identities[0].clone(),
        ..prepared(both[0].clone())
    };
    assert_ne!(again.identity.key, old.key);
    assert_eq!(
        recognise(&again, std::slice::from_ref(&old), &document),
        Some(old.key)
    );
    let other = PreparedEntry {
        identity: identities[1].clone(),
        ..prepared(both[1].clone())
    };
    assert_eq!(recognise(&other, &[old], &document), None);
}
