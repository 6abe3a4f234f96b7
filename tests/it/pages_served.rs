//! The pages of `serve`, made from a store as the server makes them.
#![expect(
    clippy::unwrap_used,
    reason = "a page that cannot be made is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use feedfold::config::Config;
use feedfold::html::tokenize;
use feedfold::model::{ChangeSize, StoryId, Timestamp};
use feedfold::pipeline::{
    AtAddress, Plan, SearchRequest, changes_page, front_page, search_page, source_page,
    sources_page, statistics_page, story_page,
};
use feedfold::publish::page::{
    self, ChangePlace, ChangesPage, FrontPage, ListedStory, ListedTerm, Listing, SourcePage,
    StatisticsPage, StoryPage, WhichChanges,
};
use feedfold::store::Store;
use html5ever::tokenizer::{TagKind, Token};
use jiff::civil::Date;

use super::env::{Env, numbered, rss, text};
use super::fold_related::REPLY;

/// The pages do not depend on the time but by rules about the age of stories.
const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

/// The page of a story that may be shown.
fn shown<T>(page: AtAddress<T>) -> Option<T> {
    match page {
        AtAddress::Shown(page) => Some(page),
        AtAddress::Pruned | AtAddress::Nothing => None,
    }
}

/// The pages of one store.
pub(crate) struct Site {
    pub(crate) config: Config,
    store: Store,
}

impl Site {
    /// Opens the store of a configuration file.
    pub(crate) fn open(file: &Path) -> Self {
        let config = Config::load(file, &|_| None);
        let config = config.map_err(|error| error.to_string()).unwrap();
        let store = Store::open_to_read(&config.store_path).unwrap();
        Self { config, store }
    }

    fn plan(&self) -> Plan<'_> {
        Plan::new(&self.config)
    }

    fn list(&self, listing: Listing, after: Option<&str>) -> FrontPage {
        let page = front_page(self.plan(), &self.store, listing, after, NOW);
        page.unwrap().unwrap()
    }

    /// Every story of a list, page by page.
    fn all_of(&self, listing: &Listing) -> Vec<ListedStory> {
        let mut page = self.list(listing.clone(), None);
        let mut stories = page.stories;
        while let Some(after) = page.older {
            page = self.list(listing.clone(), Some(&after.to_string()));
            assert!(!page.stories.is_empty());
            stories.append(&mut page.stories);
        }
        stories
    }

    fn story(&self, id: &str) -> Option<StoryPage> {
        shown(story_page(self.plan(), &self.store, id, None, NOW).unwrap())
    }

    /// The changes of the texts of a source, after a place.
    pub(crate) fn changes(&self, source: Option<&str>, after: Option<ChangePlace>) -> ChangesPage {
        let which = WhichChanges {
            label: None,
            source: source.map(str::to_owned),
            least: ChangeSize::Substantial,
        };
        self.these_changes(which, after)
    }

    /// A page of these changes.
    pub(crate) fn these_changes(
        &self,
        which: WhichChanges,
        after: Option<ChangePlace>,
    ) -> ChangesPage {
        let page = changes_page(self.plan(), &self.store, which, after, NOW);
        page.unwrap().unwrap()
    }

    /// The numbers of a window.
    pub(crate) fn numbers(&self, from: Option<Date>, to: Option<Date>) -> StatisticsPage {
        statistics_page(self.plan(), &self.store, (from, to), NOW).unwrap()
    }

    /// A source of the configuration.
    pub(crate) fn source(&self, name: &str) -> SourcePage {
        let page = source_page(self.plan(), &self.store, name, NOW).unwrap();
        page.unwrap()
    }

    /// The path of every kind of page with its HTML and its JSON. Of the pages of stories, every
    /// `step`th.
    pub(crate) fn pages(&self, queries: &[&str], step: usize) -> BTreeMap<String, [String; 2]> {
        let site = &self.config.site;
        let json = |page: &dyn erased::Json| page.json();
        let mut pages = BTreeMap::new();
        let stories = self.all_of(&Listing::Newest);
        let mut lists = vec![(String::new(), Listing::Newest)];
        for story in &stories {
            let day = story.position.to_zoned(site.timezone.clone()).date();
            lists.push((format!("d/{day}"), Listing::Day(day)));
            for label in &story.labels {
                let label = label.as_str().to_owned();
                lists.push((format!("labels/{label}"), Listing::Label(label)));
            }
            let document = story.document.as_ref();
            if let Some(issuer) = document.and_then(|document| document.issuer.as_ref()) {
                let issuer = issuer.as_str().to_owned();
                lists.push((format!("issuers/{issuer}"), Listing::Issuer(issuer)));
            }
        }
        for (path, listing) in lists {
            pages.entry(path).or_insert_with(|| {
                let page = self.list(listing, None);
                [page::front(site, &page), json(&page)]
            });
        }
        for story in stories.iter().step_by(step) {
            let page = self.story(&story.story.to_string()).unwrap();
            let html = page::story(site, &page);
            pages.insert(format!("s/{}", story.story), [html, json(&page)]);
        }
        let rows = sources_page(self.plan(), &self.store).unwrap();
        pages.insert(
            "sources".to_owned(),
            [page::sources(site, &rows), json(&rows)],
        );
        for row in rows {
            let page = self.source(&row.name);
            let html = page::source(site, &page);
            pages.insert(format!("sources/{}", row.name), [html, json(&page)]);
        }
        let page = self.changes(None, None);
        let html = page::changes(site, &page);
        pages.insert("changes".to_owned(), [html, json(&page)]);
        for row in sources_page(self.plan(), &self.store).unwrap() {
            let page = self.changes(Some(&row.name), None);
            let html = page::changes(site, &page);
            pages.insert(format!("changes?source={}", row.name), [html, json(&page)]);
        }
        let page = self.numbers(None, None);
        let html = page::statistics(site, &page);
        pages.insert("stats".to_owned(), [html, json(&page)]);
        for query in queries {
            let request = SearchRequest {
                query: (*query).to_owned(),
                ..SearchRequest::default()
            };
            let page = search_page(self.plan(), &self.store, &request, NOW).unwrap();
            let html = page::search(site, &page);
            pages.insert(format!("search?q={query}"), [html, json(&page)]);
        }
        pages
    }
}

/// Any page as JSON.
mod erased {
    pub(super) trait Json {
        fn json(&self) -> String;
    }

    impl<T: serde::Serialize> Json for T {
        fn json(&self) -> String {
            serde_json::to_string(self).unwrap()
        }
    }
}

/// Fails if a page could run or load anything, sets styles, has tags that do not match, or has an
/// address of another kind than the web or a page. Returns its addresses.
pub(crate) fn assert_inert_page(path: &str, html: &str) -> Vec<String> {
    let void = ["br", "link", "meta", "input"];
    let (mut open, mut links, mut ids) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut odd: Vec<String> = Vec::new();
    tokenize(html, |token| match token {
        Token::TagToken(tag) if tag.kind == TagKind::EndTag => {
            assert_eq!(open.pop().as_deref(), Some(&*tag.name), "{path}");
        }
        Token::TagToken(tag) => {
            let refused = [
                "script", "style", "img", "iframe", "object", "embed", "base", "use",
            ];
            assert!(!refused.contains(&&*tag.name), "{path}: <{}>", tag.name);
            for attribute in &tag.attrs {
                let (name, value) = (&*attribute.name.local, &*attribute.value);
                let refused = ["style", "src", "srcset", "formaction", "http-equiv"];
                assert!(
                    !refused.contains(&name) && !name.starts_with("on"),
                    "{path}: {name}"
                );
                if name == "href" || name == "action" {
                    let begins = [
                        "./", "../", "?after=", "#", "https://", "http://", "data:,", "search",
                    ];
                    let is_known = begins.iter().any(|begin| value.starts_with(begin));
                    assert!(is_known, "{path}: {value}");
                    links.push(value.to_owned());
                }
                if name == "id" {
                    assert!(ids.insert(value.to_owned()), "{path}: {value} twice");
                }
            }
            if !void.contains(&&*tag.name) {
                open.push(tag.name.to_string());
            }
        }
        Token::ParseError(error) => odd.push(error.to_string()),
        Token::CommentToken(text) => odd.push(format!("comment {text}")),
        _ => {}
    });
    assert!(
        open.is_empty() && odd.is_empty(),
        "{path}: {open:?} {odd:?}"
    );
    let turning = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let odd = html.chars().find(|c| turning(*c) || c.is_control());
    assert_eq!(odd, None, "{path}");
    links
}

fn demo() -> (Env, Site) {
    let env = Env::new("");
    env.ok(&["demo", "--into", "demo"]);
    let site = Site::open(&env.path("demo/feeds.toml"));
    (env, site)
}

#[test]
fn every_link_of_a_page_leads_to_a_page_that_is_there() {
    let (_env, site) = demo();
    let pages = site.pages(&["提案", "nothing at all"], 1);
    let mut kinds = BTreeSet::new();
    for (path, [html, json]) in &pages {
        serde_json::from_str::<serde_json::Value>(json).unwrap();
        for link in assert_inert_page(path, html) {
            let base = url::Url::parse("https://a.example/sub/").unwrap();
            let target = base.join(path).unwrap().join(&link).unwrap();
            let Some(target) = target.as_str().strip_prefix("https://a.example/sub/") else {
                assert!(
                    link.starts_with("http") || link == "data:,",
                    "{path}: {link}"
                );
                continue;
            };
            let target = percent_decoded(target.split(['?', '#']).next().unwrap());
            let target = target.trim_end_matches(".json");
            kinds.insert(target.split('/').next().unwrap().to_owned());
            let is_there = pages.contains_key(target)
                || ["search", "feeds", "index", "stories.atom"].contains(&target)
                || target.starts_with("-/")
                || target.starts_with("d/");
            assert!(is_there, "{path}: {link}");
        }
    }
    for kind in [
        "", "s", "d", "labels", "sources", "changes", "stats", "search", "-",
    ] {
        assert!(kinds.contains(kind), "no link to {kind:?}");
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next().unwrap(), rest.next().unwrap()];
            let digits = std::str::from_utf8(&digits).unwrap();
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_pages_of_the_demo_read_as_expected() {
    let (_env, site) = demo();
    let front = site.list(Listing::Newest, None);
    let lines = |html: &str| crate::pages::lines(html);
    insta::assert_snapshot!("front", lines(&page::front(&site.config.site, &front)));
    let stories = front.stories.iter();
    let pages = stories.map(|story| site.story(&story.story.to_string()).unwrap());
    // What happened to a story has the time at which the demo ran.
    let mut pages = pages.filter(|page| page.compared.is_some() && page.history.is_empty());
    let story = pages.next().unwrap();
    insta::assert_snapshot!("story", lines(&page::story(&site.config.site, &story)));
    let source = page::source(&site.config.site, &undated(site.source("portal")));
    insta::assert_snapshot!("source", lines(&source));
}

/// The page of a source with one time for all reads: they have the time at which the test ran.
pub(crate) fn undated(mut source: SourcePage) -> SourcePage {
    for read in &mut source.reads {
        read.at = "2026-03-03T12:00:00Z".parse().unwrap();
    }
    source
}

#[test]
fn the_same_store_gives_the_same_pages() {
    let (env, site) = demo();
    let before = site.pages(&["提案"], 3);
    let again = Site::open(&env.path("demo/feeds.toml"));
    assert_eq!(before, again.pages(&["提案"], 3));
}

#[test]
fn a_list_goes_on_after_its_last_story_until_every_story_was_listed() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\nbacklog = 5000\n");
    env.write(
        "a.rss",
        numbered((1..=150).map(|number| (number, text(number)))),
    );
    env.pass();
    let site = Site::open(&env.path("feeds.toml"));
    let listed = site.all_of(&Listing::Newest);
    let ids: Vec<_> = listed.iter().map(|story| story.story).collect();
    let once: BTreeSet<_> = ids.iter().collect();
    assert_eq!((ids.len(), once.len()), (150, 150));
    let mut sorted = listed.clone();
    sorted.sort_by_key(|story| std::cmp::Reverse(story.position));
    let positions = |stories: &[ListedStory]| -> Vec<_> {
        stories.iter().map(|story| story.position).collect()
    };
    assert_eq!(positions(&listed), positions(&sorted));
    // The days together have the same stories.
    let zone = &site.config.site.timezone;
    let days: BTreeSet<_> = listed
        .iter()
        .map(|story| story.position.to_zoned(zone.clone()).date())
        .collect();
    let of_days = days
        .iter()
        .rev()
        .flat_map(|day| site.all_of(&Listing::Day(*day)));
    assert_eq!(of_days.map(|story| story.story).collect::<Vec<_>>(), ids);
    let unknown = front_page(
        site.plan(),
        &site.store,
        Listing::Newest,
        Some("ffffffffffffffffffffffffffffffff"),
        NOW,
    );
    assert!(unknown.unwrap().is_none());
}

#[test]
fn a_store_without_entries_has_pages_that_say_what_to_do() {
    let env = Env::new("");
    env.pass();
    let site = Site::open(&env.path("feeds.toml"));
    let pages = site.pages(&["", "x"], 1);
    for (path, [html, _]) in &pages {
        assert_inert_page(path, html);
    }
    let says = |path: &str, words: &str| {
        let [html, _] = &pages[path];
        assert!(html.contains(words), "{path}: {html}");
    };
    says("", "`feedfold run`");
    says("sources", "`feedfold add ADDRESS`");
    says("search?q=x", "Nothing is found by “x”");
    let day = site.list(Listing::Day(jiff::civil::date(2026, 11, 27)), None);
    let html = page::front(&site.config.site, &day);
    assert!(html.contains("No stories of this day."), "{html}");
    assert!(html.contains("../d/2026-11-26"), "{html}");
}

#[test]
fn a_story_without_a_title_is_called_by_the_beginning_of_its_text() {
    let env = Env::new("[[sources]]\nname = \"a\"\npath = \"a.rss\"\n");
    let body = format!("<p>港口今日临时关闭，恢复时间另行通知。</p>{}", text(1));
    env.write("a.rss", super::env::rss(&[("1", "", &body)]));
    env.pass();
    let site = Site::open(&env.path("feeds.toml"));
    let stories = site.all_of(&Listing::Newest);
    let [story] = stories.as_slice() else {
        panic!("{stories:?}");
    };
    let title = story.title.as_str();
    assert!(title.starts_with("港口今日临时关闭，"), "{title}");
    assert!(title.chars().count() <= 60, "{title}");
}

#[test]
fn every_term_of_the_evidence_has_a_chinese_phrase() {
    let (_env, site) = demo();
    let stories = site.all_of(&Listing::Newest).into_iter();
    let mut pages = stories.filter_map(|story| site.story(&story.story.to_string()));
    let page = pages.find(|page| page.compared.is_some()).unwrap();
    for language in ["zh-CN", "zh-TW", "en"] {
        let mut phrases = BTreeSet::new();
        for term in feedfold::fold::term_names() {
            let mut page = page.clone();
            page.refused.clear();
            let compared = page.compared.as_mut().unwrap();
            let means = "the English meaning";
            let points = 1.0;
            compared.terms = vec![ListedTerm {
                term,
                means,
                points,
            }];
            let site = feedfold::model::Site {
                language: Some(language.to_owned()),
                ..site.config.site.clone()
            };
            let html = page::story(&site, &page);
            assert_eq!(html.contains(means), language == "en", "{language}: {term}");
            phrases.insert(html);
        }
        // Two terms never have one phrase.
        if language != "en" {
            assert_eq!(phrases.len(), feedfold::fold::term_names().count());
        }
    }
}

/// Each of the copies is a candidate, and all of them say the same.
#[test]
fn a_text_that_is_no_copy_of_a_story_of_many_copies_is_shown_beside_three_of_them() {
    let reply = |number: &str| REPLY.replace("4519", number);
    let title = |number: &str| format!("对十三届全国政协四次会议第{number}号提案的答复");
    let names: Vec<String> = (0..12).map(|outlet| format!("outlet-{outlet}")).collect();
    let sources = names.iter().map(String::as_str).chain(["sibling"]);
    let tables: Vec<String> = sources
        .map(|name| format!("[[sources]]\nname = \"{name}\"\npath = \"{name}.rss\"\n"))
        .collect();
    let env = Env::new(&tables.concat());
    for name in &names {
        env.write(
            &format!("{name}.rss"),
            rss(&[(name, &title("4519"), &reply("4519"))]),
        );
    }
    let sibling = reply("4520").replace("377", "378");
    env.write("sibling.rss", rss(&[("s", &title("4520"), &sibling)]));
    env.pass();
    let site = Site::open(&env.path("feeds.toml"));
    let stories = site.all_of(&Listing::Newest);
    let with = |copies: usize| {
        let story = stories.iter().find(|story| story.carriers.len() == copies);
        site.story(&story.unwrap().story.to_string()).unwrap()
    };
    let (copies, sibling) = (with(12), with(1));
    assert_eq!(copies.copies.len(), 12);
    let others: Vec<StoryId> = sibling.refused.iter().map(|one| one.story).collect();
    assert_eq!(others, [copies.listed.story; 3]);
}

/// The page of a story names its whole id, whatever the reader asked for.
#[test]
fn a_story_is_found_by_the_beginning_of_its_id_and_compared_with_the_wanted_copy() {
    let (_env, site) = demo();
    let listed = site.all_of(&Listing::Newest);
    let story = listed.iter().max_by_key(|story| story.outlets).unwrap();
    let id = story.story.to_string();
    let page = site.story(id.get(..12).unwrap()).unwrap();
    assert_eq!(page.listed.story, story.story);
    assert!(site.story("ffffffff").is_none());
    for copy in &page.copies {
        let entry = copy.carrier.entry;
        if entry == page.compared.as_ref().unwrap().one.entry {
            continue;
        }
        let with = story_page(site.plan(), &site.store, &id, Some(entry), NOW);
        let compared = shown(with.unwrap()).unwrap().compared.unwrap();
        assert_eq!(compared.other.entry, entry);
        let sum: f64 = compared.terms.iter().map(|term| term.points).sum();
        assert!((sum + compared.begins_at - compared.score).abs() < 1e-6);
    }
}
