//! Reads lists of subscriptions that other readers export: OPML, the `urls` file of newsboat, and
//! plain lists of addresses.

use std::collections::HashSet;

use super::markup::{self, Piece, Tag};
use super::references;

/// A feed in a list of subscriptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its address as written, with `http`, `https` or `rsshub` as scheme or none that we know.
    pub url: String,
    /// Its title.
    pub title: Option<String>,
    /// Its folder; a folder within another is written `a/b`.
    pub folder: Option<String>,
    /// Its tags, each once, without the folder.
    pub tags: Vec<String>,
}

/// A list of subscriptions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscriptions {
    /// The feeds, in the order of the file.
    pub feeds: Vec<Subscription>,
    /// What the file holds beside feeds, and why it was left out: one sentence each.
    pub left_out: Vec<String>,
}

/// Reads a list of subscriptions from its decoded text.
pub(super) fn read(text: &str) -> Subscriptions {
    if is_markup(text) {
        opml(text)
    } else {
        lines(text)
    }
}

fn is_markup(text: &str) -> bool {
    text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
        .starts_with('<')
}

/// An `outline` that has not ended.
struct OpenOutline {
    /// Its name if it is a folder. An outline with an address is a feed, and not a folder.
    folder: Option<String>,
}

/// Reads OPML 1 and 2, also if it is not well-formed. Any outline without an address is a folder,
/// whatever its `type`: Liferea writes `type="rss"` for folders, too.
fn opml(text: &str) -> Subscriptions {
    let mut list = Subscriptions::default();
    let mut open: Vec<OpenOutline> = Vec::new();
    let mut is_whole = true;
    for piece in markup::pieces(text) {
        match piece {
            Piece::Start(tag) if is_root(tag.name) => is_whole = tag.empty,
            Piece::End(name) if is_root(name) => is_whole = true,
            Piece::Start(tag) if is_outline(tag.name) => {
                let feed = feed(tag, &open);
                let folder = feed.is_none().then(|| name(tag)).flatten();
                match feed {
                    Some(feed) if is_page(tag) => list.left_out.push(format!(
                        "{}: a page from which FreshRSS makes a feed; `feedfold add` finds the feed of a page",
                        feed.url
                    )),
                    Some(feed) => list.add(feed),
                    None => {}
                }
                if !tag.empty {
                    open.push(OpenOutline { folder });
                }
            }
            Piece::End(name) if is_outline(name) => drop(open.pop()),
            _ => {}
        }
    }
    if !is_whole {
        list.left_out.push(
            "the end of the file: it ends in the middle, so feeds may be missing; export the list again"
                .to_owned(),
        );
    }
    list
}

impl Subscriptions {
    /// Adds a feed. One that is in two folders keeps the first and has the second as a tag.
    fn add(&mut self, feed: Subscription) {
        let Some(known) = self.feeds.iter_mut().find(|known| known.url == feed.url) else {
            self.feeds.push(feed);
            return;
        };
        let tags = feed.folder.into_iter().chain(feed.tags);
        let all: Vec<String> = known.tags.drain(..).chain(tags).collect();
        known.tags = distinct(all, known.folder.as_deref());
    }
}

/// Whether `FreshRSS` reads the address as a page or as JSON of a form that it was told
/// (`type="HTML+XPath"`).
fn is_page(tag: Tag<'_>) -> bool {
    attribute(tag, "type").is_some_and(|form| form.contains('+'))
}

fn is_root(name: &str) -> bool {
    name.eq_ignore_ascii_case("opml")
}

fn is_outline(name: &str) -> bool {
    name.eq_ignore_ascii_case("outline")
}

fn feed(tag: Tag<'_>, open: &[OpenOutline]) -> Option<Subscription> {
    let url = attribute(tag, "xmlUrl")?;
    let path: Vec<&str> = open.iter().filter_map(|o| o.folder.as_deref()).collect();
    let mut folder = (!path.is_empty()).then(|| path.join("/"));
    // OPML 2.0, `category`: paths that begin with a slash, and words.
    let categories = attribute(tag, "category").unwrap_or_default();
    let mut tags = Vec::new();
    for category in categories.split(',').map(str::trim) {
        match category
            .strip_prefix('/')
            .map(|path| path.trim_matches('/'))
        {
            Some("") => {}
            Some(path) if folder.is_none() => folder = Some(path.to_owned()),
            Some(path) => tags.push(path.to_owned()),
            None => tags.push(category.to_owned()),
        }
    }
    Some(Subscription {
        tags: distinct(tags, folder.as_deref()),
        title: name(tag),
        folder,
        url,
    })
}

/// The name of an outline. `title` is what a person wrote, and `text` stands for it in OPML 1.
fn name(tag: Tag<'_>) -> Option<String> {
    attribute(tag, "title").or_else(|| attribute(tag, "text"))
}

/// An attribute on one line, without its references; `None` if nothing is in it.
fn attribute(tag: Tag<'_>, name: &str) -> Option<String> {
    let value = references::resolve(tag.attribute(name)?);
    let words: Vec<&str> = value.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Reads the `urls` file of newsboat: an address and its tags on each line. A list of addresses
/// is such a file without tags.
fn lines(text: &str) -> Subscriptions {
    let mut list = Subscriptions::default();
    for (number, line) in (1..).zip(text.lines()) {
        let mut words = quoted_words(line.trim_start_matches('\u{feff}')).into_iter();
        let Some(url) = words.next() else {
            continue;
        };
        if let Some(why) = no_feed(&url) {
            list.left_out.push(format!("line {number}: {why}"));
            continue;
        }
        let (titles, tags): (Vec<String>, Vec<String>) =
            words.partition(|word| word.starts_with('~'));
        // A tag that begins with `!` hides a feed in newsboat, whose lists feedfold does not have.
        let tags = tags
            .iter()
            .map(|tag| tag.trim_start_matches('!').to_owned());
        let tags = tags.collect();
        list.add(Subscription {
            url,
            title: titles
                .first()
                .map(|title| title.trim_start_matches('~').trim().to_owned()),
            folder: None,
            tags: distinct(tags, None),
        });
    }
    list
}

/// Why a line of newsboat's file names no feed.
fn no_feed(address: &str) -> Option<&'static str> {
    [
        (
            "query:",
            "a query of newsboat; write an [[outputs]] table with `when` for it",
        ),
        (
            "exec:",
            "a command that newsboat runs; feedfold runs no commands: let cron write its output to \
             a file, and add that as `path`",
        ),
        (
            "filter:",
            "a feed that newsboat changes by a command; add its own address",
        ),
    ]
    .into_iter()
    .find_map(|(scheme, why)| address.starts_with(scheme).then_some(why))
}

/// Splits a line at white space; words in double quotes may hold it. `#` begins a comment.
fn quoted_words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            '\\' if quoted => word.get_or_insert_default().extend(characters.next()),
            '#' if !quoted && word.is_none() => break,
            _ if character.is_whitespace() && !quoted => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words.retain(|word| !word.trim().is_empty());
    words
}

/// The tags that are no folder, each once.
fn distinct(tags: Vec<String>, folder: Option<&str>) -> Vec<String> {
    let mut seen = HashSet::new();
    tags.into_iter()
        .filter(|tag| !tag.is_empty() && Some(tag.as_str()) != folder && seen.insert(tag.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Subscription, read};

    fn feed(url: &str, title: Option<&str>, folder: Option<&str>, tags: &[&str]) -> Subscription {
        Subscription {
            url: url.to_owned(),
            title: title.map(str::to_owned),
            folder: folder.map(str::to_owned),
            tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
        }
    }

    #[test]
    fn folders_of_any_depth_and_type_become_paths() {
        let list = read(
            r#"<?xml version="1.0"?><opml version="1.0"><body>
            <outline text="Media" type="rss"><outline text="Daily">
              <outline type="rss" text="Harbour &amp; Sea" xmlUrl="https://a.example/?x=1&amp;y=2"/>
              <OUTLINE TITLE="Second" XMLURL='https://b.example/'></OUTLINE>
            </outline></outline>
            <outline text="Empty"/>
            <outline text="Third" xmlUrl="https://c.example/" category="/ports/east, ships,,ships"/>
            </body></opml>"#,
        );
        assert_eq!(
            list.feeds,
            [
                feed(
                    "https://a.example/?x=1&y=2",
                    Some("Harbour & Sea"),
                    Some("Media/Daily"),
                    &[],
                ),
                feed(
                    "https://b.example/",
                    Some("Second"),
                    Some("Media/Daily"),
                    &[]
                ),
                feed(
                    "https://c.example/",
                    Some("Third"),
                    Some("ports/east"),
                    &["ships"],
                ),
            ]
        );
    }

    #[test]
    fn a_feed_in_two_folders_keeps_the_first_and_has_the_second_as_a_tag() {
        let list = read(
            r#"<opml><body><outline text="A"><outline text="x" xmlUrl="https://x.example/"/></outline>
            <outline text="B"><outline text="x" xmlUrl="https://x.example/"/></outline>
            <outline text="p" type="HTML+XPath" xmlUrl="https://p.example/"/></body></opml>"#,
        );
        assert_eq!(
            list.feeds,
            [feed("https://x.example/", Some("x"), Some("A"), &["B"])]
        );
        assert_eq!(list.left_out.len(), 1);
    }

    #[test]
    fn a_list_that_ends_in_the_middle_says_so_and_a_whole_one_does_not() {
        let whole = r#"<opml><body><outline text="A" xmlUrl="https://a.example/"/>
            <outline text="B" xmlUrl="https://b.example/"/></body></opml>"#;
        assert!(read(whole).left_out.is_empty());
        for end in [30, 60, 100, whole.len() - 2] {
            let cut = whole.get(..end).unwrap();
            let list = read(cut);
            assert_eq!(list.left_out.len(), 1, "{cut}");
            assert!(list.left_out[0].contains("ends in the middle"));
        }
    }

    #[test]
    fn a_feed_with_feeds_below_it_is_a_feed_and_no_folder() {
        let list = read(
            r#"<opml><body><outline text="A" xmlUrl="https://a.example/">
            <outline text="B" xmlUrl="https://b.example/"/></outline>
            <outline text="C" xmlUrl="https://c.example/"/>"#,
        );
        let folders: Vec<_> = list.feeds.iter().map(|feed| &feed.folder).collect();
        assert_eq!(folders, [&None, &None, &None]);
    }

    #[test]
    fn the_file_of_newsboat_gives_tags_and_titles_and_leaves_out_queries() {
        let list = read(
            "# my feeds\n\
             https://a.example/feed \"~Harbour \\\"Daily\\\"\" ports \"east coast\" ! !ports\n\
             \n\
             rsshub://sina/finance # Chinese\n\
             \"query:Unread:unread = \\\"yes\\\"\"\n\
             exec:~/bin/feed.sh\n",
        );
        assert_eq!(
            list.feeds,
            [
                feed(
                    "https://a.example/feed",
                    Some("Harbour \"Daily\""),
                    None,
                    &["ports", "east coast"],
                ),
                feed("rsshub://sina/finance", None, None, &[]),
            ]
        );
        assert_eq!(list.left_out.len(), 2);
        assert!(list.left_out[0].starts_with("line 5: a query"));
    }
}
