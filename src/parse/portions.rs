//! Passes a document to feed-rs, a long one in portions.
//!
//! feed-rs builds the whole feed in memory, in which a document takes several times its size. For
//! feed-rs, entries do not depend on each other. So it may as well read the head of the document
//! again and again, each time with some of the entries behind it. Its result is the same, and the
//! memory that it needs stays that of one portion.

use std::io::Read;
use std::ops::{ControlFlow, Range};

use super::feed::{self, FeedRsEntry, Refusal};
use super::lenient::{EntryPlaces, LenientFeed, Surroundings};
use super::relative::ExpansionBudget;

/// Fewest bytes of entries in one portion.
const MIN_PORTION: usize = 512 * 1024;

/// Least length of a portion, as a multiple of the head that feed-rs reads again for it.
const HEADS: usize = 4;

/// Takes the entries that feed-rs finds in one portion of a document, with the number of those that
/// the lenient parser found there. After a break, nothing follows.
pub(super) type Take<'a> = &'a mut dyn FnMut(usize, Vec<FeedRsEntry>) -> ControlFlow<()>;

/// Parses with feed-rs, up to the entry at which the lenient parser stopped; passes the entries to
/// `take` in document order.
pub(super) fn feed_rs_entries(
    text: &str,
    lenient: &LenientFeed<'_>,
    budget: &ExpansionBudget,
    take: Take<'_>,
) -> Result<(), Refusal> {
    in_portions(text, lenient, budget, MIN_PORTION, take)
}

/// As [`feed_rs_entries`], in portions of at least so many bytes.
fn in_portions(
    text: &str,
    lenient: &LenientFeed<'_>,
    budget: &ExpansionBudget,
    least: usize,
    take: Take<'_>,
) -> Result<(), Refusal> {
    if lenient.is_heavy(text) {
        return Ok(());
    }
    let base = lenient.bases.first().and_then(Option::as_ref);
    let read = |document: &mut dyn Read| feed::read(document, lenient.kind, base, budget);
    let (text, behind) = match &lenient.cut {
        Some(cut) => (text.get(..cut.at).unwrap_or(text), end_tags(&cut.open)),
        None => (text, String::new()),
    };
    let whole = || read(&mut text.as_bytes().chain(behind.as_bytes()));
    let number = lenient.items.len();
    let Some(portions) = Portions::divide(text, &lenient.places, least) else {
        let _flow = take(number, whole()?);
        return Ok(());
    };
    // Entries that only feed-rs sees would be read with every portion.
    if !read(&mut portions.head.as_bytes().chain(portions.ends.as_bytes()))
        .is_ok_and(|entries| entries.is_empty())
    {
        let _flow = take(number, whole()?);
        return Ok(());
    }
    for portion in &portions.all {
        let ends = if portion.range.end == text.len() {
            &behind
        } else {
            &portions.ends
        };
        let part = text.get(portion.range.clone()).unwrap_or_default();
        let document = portions.head.as_bytes().chain(part.as_bytes());
        let entries = read(&mut document.chain(ends.as_bytes()))?;
        if take(portion.entries, entries).is_break() {
            break;
        }
    }
    Ok(())
}

/// A document in portions.
#[derive(Debug)]
struct Portions<'a> {
    /// What precedes the first entry.
    head: &'a str,
    /// The end tags of the elements that are open there.
    ends: String,
    /// Whole entries and what follows them. The last portion extends to the end of the document.
    all: Vec<Portion>,
}

#[derive(Debug)]
struct Portion {
    /// Its bytes in the text.
    range: Range<usize>,
    /// How many entries it has.
    entries: usize,
}

impl<'a> Portions<'a> {
    /// Divides a document. `None` if it fits in one portion of `least` bytes, or if its entries
    /// are not all in one element.
    fn divide(text: &'a str, places: &EntryPlaces<'_>, least: usize) -> Option<Self> {
        let Surroundings::Same { open, .. } = &places.around else {
            return None;
        };
        let first = *places.starts.first()?;
        let head = text.get(..first)?;
        let least = least.max(head.len().saturating_mul(HEADS));
        let mut portions = Vec::new();
        let (mut from, mut entries) = (first, 0);
        for &start in &places.starts {
            if start - from >= least {
                let range = from..start;
                portions.push(Portion { range, entries });
                (from, entries) = (start, 0);
            }
            entries += 1;
        }
        if portions.is_empty() {
            return None;
        }
        let range = from..text.len();
        portions.push(Portion { range, entries });
        Some(Self {
            head,
            ends: end_tags(open),
            all: portions,
        })
    }
}

/// Returns the end tags of open elements, which are given outermost first.
fn end_tags(open: &[&str]) -> String {
    let names = open.iter().rev();
    names.flat_map(|name| ["</", *name, ">"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::lenient::{Limits, read_lenient};

    /// Asserts that a document in the smallest portions gives what it gives as a whole; returns
    /// whether it was divided.
    fn assert_equal(text: &str, limit: usize, name: &str) -> bool {
        let limits = Limits {
            entries: limit,
            list: 100,
        };
        let feed = read_lenient(text, None, limits);
        let read = |least| {
            let budget = ExpansionBudget::for_document(text);
            let mut entries = Vec::new();
            let mut numbers = 0;
            let end = in_portions(text, &feed, &budget, least, &mut |number, part| {
                numbers += number;
                entries.extend(part);
                ControlFlow::Continue(())
            });
            assert!(
                end.is_err() || numbers == 0 || numbers == feed.items.len(),
                "{name}"
            );
            let entries = end.is_ok().then_some(entries);
            let warnings: Vec<String> = budget.warnings().collect();
            format!("{entries:?} {warnings:?}")
        };
        assert_eq!(read(1), read(usize::MAX), "{name}");
        Portions::divide(text, &feed.places, 1).is_some()
    }

    #[test]
    fn every_fixture_gives_the_same_entries_in_portions() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/feeds");
        let mut divided = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            let text = crate::parse::without_xml_declaration(&text);
            let name = path.display().to_string();
            divided += usize::from(assert_equal(text, 10_000, &name));
            assert_equal(text, 2, &name);
        }
        assert!(divided > 10, "{divided}");
    }

    /// One of the ways in which feeds begin and end.
    const FRAMES: [(&str, &str); 6] = [
        (
            "<rss version='2.0' xmlns:media='http://search.yahoo.com/mrss/'><channel><title>t</title>",
            "</channel></rss>",
        ),
        (
            "<rss version='2.0'><channel><item><title>a</title></item><x>",
            "</x></channel></rss>",
        ),
        (
            "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://e.example/a/'><title>t</title>",
            "</feed>",
        ),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><channel><title>t</title></channel>",
            "</rdf:RDF>",
        ),
        (
            "<rss version='0.91'><channel><title>t</title>",
            "</channel></rss>",
        ),
        (
            "<rss version='2.0'><channel><title>t</title></channel><channel>",
            "</channel></rss>",
        ),
    ];

    proptest::proptest! {
        #[test]
        fn every_feed_gives_the_same_entries_in_portions(
            frame in 0..FRAMES.len(),
            parts in proptest::collection::vec(proptest::sample::select(vec![
                "<item><title>b</title><description>&lt;p>c&lt;/p></description></item>",
                "<item><author>d@e.example (F)</author><description><![CDATA[<a href='g'>h</a>]]></description></item>",
                "<item><media:group><media:content url='https://e.example/i.mp3' type='audio/mpeg'/></media:group></item>",
                "<item/>",
                "<item><item><title>j</title></item></item>",
                "<entry><title>k</title><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>l</div></content><author><name>m</name></author></entry>",
                "<entry xml:base='n/'><summary type='html'>&lt;a href='o'>p&lt;/a></summary></entry>",
                "<entry><content type='q'>r</content></entry>",
                "<item><author>s@example.cn（张三）</author></item>",
                "<image><title>u</title><item><title>v</title></item></image>",
                "<x:item><title>w</title></x:item>",
                "</channel><channel>",
                "<!-- y -->",
                "<description>z &bad; &amp;</description>",
                " text ",
            ]), 0..9),
            limit in 1_usize..9,
        ) {
            let (head, tail) = FRAMES[frame];
            let text = format!("{head}{}{tail}", parts.concat());
            assert_equal(&text, limit, &text);
        }
    }
}
