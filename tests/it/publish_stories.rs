//! Stories, a site and an output for the tests of `publish`.
#![expect(
    clippy::unwrap_used,
    reason = "a fixture that does not parse is a fault of the test"
)]

use feedfold::model::{
    Category, Completeness, ContentHash, Disclosure, EntryIds, EntryKey, EntryKind, EntryRow,
    Evidence, Member, Output, OutputFormat, OutputName, Selection, Site, SourceName, Story,
    StoryFilter, StoryFormat, StoryId, Timestamp, WebUrl,
};
use feedfold::publish::{ArchiveLinks, Publication, PublishedStory, RenderError, Uri};
use jiff::tz::TimeZone;

/// When an output without entries says it was updated.
pub(crate) const WHEN_EMPTY: Timestamp = Timestamp::UNIX_EPOCH;

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn url(text: &str) -> WebUrl {
    WebUrl::parse(text).unwrap()
}

pub(crate) fn site() -> Site {
    Site {
        title: "Curated finance".to_owned(),
        url: url("https://feeds.example.org/"),
        author: "Desk".to_owned(),
        contact: "mailto:desk@example.org".to_owned(),
        language: Some("zh-CN".to_owned()),
        timezone: TimeZone::get("Asia/Shanghai").unwrap(),
        icon: Some(url("https://feeds.example.org/icon.png")),
        logo: Some(url("https://feeds.example.org/logo.png")),
        hub: Some(url("https://hub.example.org/")),
    }
}

pub(crate) fn output() -> Output {
    Output {
        name: OutputName::parse("replies").unwrap(),
        path: "data/public/replies.atom".into(),
        format: OutputFormat::Stories(StoryFormat::Atom),
        url: url("https://feeds.example.org/replies.atom"),
        title: Some("Ministry replies".to_owned()),
        entries: EntryKind::Stories,
        ids: EntryIds::Shared,
        archives: feedfold::model::Archives::None,
        selection: Selection {
            filter: StoryFilter {
                labels: Vec::new(),
                sources: Vec::new(),
                when: None,
            },
            max_entries: 100,
            max_per_source: None,
            since: None,
        },
    }
}

/// An entry of the feed "Harbour Daily", told apart by `number`.
pub(crate) fn member(number: u8) -> Member {
    Member {
        row: EntryRow(number.into()),
        key: EntryKey::from_bytes([number; 16]),
        source: SourceName::parse(&format!("source-{number}")).unwrap(),
        feed_title: Some("Harbour Daily".to_owned()),
        feed_link: Some("https://harbour.example/finance/".to_owned()),
        feed_id: None,
        file: None,
        guid: Some(format!("guid-{number}")),
        link: Some(format!("https://harbour.example/finance/{number}.html")),
        title: format!("Reply number {number}"),
        authors: Vec::new(),
        categories: Vec::new(),
        published: Some(at("2026-03-01T02:00:00Z")),
        first_seen: at("2026-03-01T02:30:00Z"),
        enclosures: Vec::new(),
        image: None,
        language: None,
        body: Some(format!("<p>Text of reply number {number}.</p>")),
        content_hash: ContentHash::from_bytes([number; 32]),
        chars: 25,
        document: None,
        evidence: Evidence::Founded,
        backlog: false,
        completeness: Completeness::Whole,
        pinned: false,
        pruned: None,
    }
}

pub(crate) fn repost(number: u8, outlet: &str) -> Member {
    Member {
        feed_title: Some(outlet.to_owned()),
        link: Some(format!(
            "https://outlet-{number}.example/a?id={number}&page=1"
        )),
        ..member(number)
    }
}

pub(crate) fn story(representative: Member, reposts: Vec<Member>) -> Story {
    Story {
        id: StoryId::founded_by(representative.key),
        position: at("2026-03-01T02:00:00Z"),
        updated: at("2026-03-01T02:30:00Z"),
        representative,
        reposts,
    }
}

/// A reply carried by two other outlets, a post, and an entry with hardly anything.
pub(crate) fn stories() -> Vec<Story> {
    let reply = Member {
        title: "工信部：关于第0001号提案答复的函 <全文> & 附件".to_owned(),
        feed_id: Some("tag:harbour.example,2020:finance".to_owned()),
        authors: vec!["Li Lei".to_owned(), "Han Meimei".to_owned()],
        categories: vec![
            Category {
                term: "finance".to_owned(),
                scheme: Some("https://harbour.example/topics".to_owned()),
                label: Some("财经".to_owned()),
            },
            Category {
                term: "A & B".to_owned(),
                scheme: None,
                label: None,
            },
        ],
        body: Some(
            "<p>　　您提出的提案收悉。</p><p onclick=\"x()\">See <a href=\"/annex?a=1&b=2\" \
             style=\"color:red\">the annex</a><script>x()</script>.</p>"
                .to_owned(),
        ),
        image: Some("https://harbour.example/pictures/1.JPG?w=600&h=400".to_owned()),
        ..member(1)
    };
    let later = Member {
        title: "全文实录 | 答复".to_owned(),
        published: Some(at("2026-03-01T17:00:00Z")),
        first_seen: at("2026-03-01T18:00:00Z"),
        ..repost(2, "Canal & Quay")
    };
    let without_link = Member {
        title: String::new(),
        link: None,
        published: Some(at("2030-01-01T00:00:00Z")),
        ..repost(3, "North <Star>")
    };
    let post = Member {
        file: Some("a-post.md".to_owned()),
        feed_title: None,
        feed_link: None,
        link: None,
        authors: vec!["海港晚报".to_owned()],
        ..member(4)
    };
    let bare = Member {
        title: String::new(),
        link: None,
        body: None,
        feed_link: Some("https://harbour.example/feed?token=s3cret".to_owned()),
        feed_id: Some("https://user:s3cret@harbour.example/feed".to_owned()),
        ..member(5)
    };
    vec![
        Story {
            updated: at("2026-03-01T18:00:00Z"),
            ..story(reply, vec![later, without_link])
        },
        story(post, Vec::new()),
        story(bare, Vec::new()),
    ]
}

pub(crate) fn published(story: &Story) -> PublishedStory<'_> {
    PublishedStory {
        id: Uri::from_hash(*story.id.as_bytes()),
        source_id: Uri::from_hash([0xee; 16]),
        feed: None,
        story,
        labels: &[],
        related: &[],
        changes: &[],
    }
}

pub(crate) fn feed_id() -> Uri {
    Uri::from_hash([0xff; 16])
}

/// Of sources none of which is private.
pub(crate) fn disclosure(site: &Site) -> Disclosure {
    Disclosure::new(&site.url, &[], [])
}

/// What the document of an output needs besides its stories.
pub(crate) fn publication<'a>(
    site: &'a Site,
    output: &'a Output,
    disclosure: &'a Disclosure,
) -> Publication<'a> {
    Publication {
        site,
        output,
        id: feed_id(),
        when_empty: WHEN_EMPTY,
        disclosure,
        archive: ArchiveLinks::default(),
    }
}

/// The Atom document of `stories`.
pub(crate) fn render(
    site: &Site,
    output: &Output,
    id: &Uri,
    stories: &[PublishedStory<'_>],
    when_empty: Timestamp,
) -> Result<Vec<u8>, RenderError> {
    let disclosure = disclosure(site);
    let publication = Publication {
        id: id.clone(),
        when_empty,
        ..publication(site, output, &disclosure)
    };
    feedfold::publish::render(StoryFormat::Atom, &publication, stories)
}

/// The Atom document of `stories` on the usual output.
pub(crate) fn rendered(stories: &[Story]) -> Result<String, RenderError> {
    let published: Vec<_> = stories.iter().map(published).collect();
    let bytes = render(&site(), &output(), &feed_id(), &published, WHEN_EMPTY)?;
    Ok(String::from_utf8(bytes).unwrap())
}

/// The only entry of the feed of one story, checked and parsed.
pub(crate) fn read_back(story: &Story) -> atom_syndication::Entry {
    let text = rendered(std::slice::from_ref(story)).unwrap();
    let format = OutputFormat::Stories(StoryFormat::Atom);
    assert_eq!(
        feedfold::publish::verify(format, text.as_bytes()),
        Ok(feedfold::model::Listed::Stories(1))
    );
    let feed = text.parse::<atom_syndication::Feed>().unwrap();
    feed.entries.into_iter().next().unwrap()
}
