//! Generates feeds from a seed, so that every run measures the same bytes.

use std::fmt::Write as _;

use fastrand::Rng;

use crate::official::{Official, Spelling};

/// Different words, by falling frequency: about as many as a week of one ministry's notices.
const WORDS: usize = 4_000;

/// How the entries of a corpus look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) feeds: usize,
    pub(crate) entries: usize,
    /// Paragraphs of an entry, of about 130 ideographs each.
    pub(crate) paragraphs: usize,
    /// Of twenty entries, how many repost a text of another feed.
    pub(crate) reposts: usize,
    pub(crate) prose: Prose,
}

/// What the texts of a corpus have in common with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prose {
    /// Words at random: two texts of their own share next to nothing.
    Words,
    /// Sentences of [`Official`]: every text is like many others.
    Official,
}

/// Entries of 3.7 kB (as HTML 3.6), three of ten reposts.
pub(crate) const LONG: Shape = Shape {
    feeds: 500,
    entries: 30,
    paragraphs: 7,
    reposts: 6,
    prose: Prose::Words,
};

/// Entries of 3.6 kB in the prose of offices, seven of twenty reposts.
pub(crate) const OFFICIAL: Shape = Shape {
    paragraphs: 9,
    reposts: 7,
    prose: Prose::Official,
    ..LONG
};

/// Many feeds with little in them: what a pass costs that finds nothing new.
pub(crate) const MANY_FEEDS: Shape = Shape {
    feeds: 5_000,
    entries: 2,
    paragraphs: 1,
    reposts: 0,
    prose: Prose::Words,
};

/// A store that has been filled for long: short entries, of which a year's worth stands in each
/// feed.
pub(crate) fn stored(entries: usize) -> Shape {
    Shape {
        feeds: 500,
        entries: entries / 500,
        paragraphs: 1,
        reposts: 6,
        prose: Prose::Words,
    }
}

/// Text and feeds out of a seed.
#[derive(Debug)]
pub(crate) struct Corpus {
    words: Vec<String>,
    official: Official,
    shape: Shape,
}

impl Corpus {
    pub(crate) fn new(shape: Shape) -> Self {
        let mut rng = Rng::with_seed(7);
        // Two ideographs of the two thousand most common code points' range make a word.
        let ideograph = |rng: &mut Rng| char::from_u32(rng.u32(0x4E00..0x5600)).unwrap_or('中');
        let words = (0..WORDS)
            .map(|_| {
                let length = rng.usize(1..4);
                (0..length).map(|_| ideograph(&mut rng)).collect()
            })
            .collect();
        let official = Official::new(&mut rng);
        Self {
            words,
            official,
            shape,
        }
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// One document with the entries numbered `from..to`, the newest first.
    pub(crate) fn feed(&self, feed: usize, entries: std::ops::Range<usize>) -> String {
        let mut text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel>\
             <title>岚港{feed}号</title><link>https://outlet{feed}.example/</link>\n"
        );
        for entry in entries.rev() {
            self.entry(&mut text, feed, entry);
        }
        text.push_str("</channel></rss>\n");
        text
    }

    /// The text that an entry carries: its own, or one that another feed published as its own.
    fn text_of(&self, feed: usize, entry: usize) -> (usize, usize) {
        let mut rng = Rng::with_seed(mix(feed, entry) ^ 0x5EED);
        if feed > 0 && rng.usize(0..20) < self.shape.reposts {
            // A neighbour's entry of the same age, as reposts come within hours.
            let other = rng.usize(0..feed);
            return self.text_of(other, entry);
        }
        (feed, entry)
    }

    fn entry(&self, into: &mut String, feed: usize, entry: usize) {
        let text = self.text_of(feed, entry);
        let is_repost = text != (feed, entry);
        let mut rng = Rng::with_seed(mix(text.0, text.1));
        let repost = is_repost.then(|| Repost::of(feed, entry));
        let (title, paragraphs) = self.text(&mut rng, repost);
        let day = 1 + entry / 24 % 28;
        let (month, hour) = (1 + entry / (24 * 28) % 12, entry % 24);
        let month = MONTHS.get(month - 1).copied().unwrap_or("Jan");
        let _written = write!(
            into,
            "<item><guid isPermaLink=\"false\">{feed}-{entry}</guid><title>{}{title}</title>\
             <link>https://outlet{feed}.example/{entry}.html</link>\
             <pubDate>{day:02} {month} 2025 {hour:02}:{:02}:00 GMT</pubDate><description><![CDATA[",
            if is_repost { "转载:" } else { "" },
            feed % 60,
        );
        for (number, paragraph) in paragraphs.iter().enumerate() {
            into.push_str("<p style=\"text-indent:2em\">\u{3000}\u{3000}");
            if is_repost && number == 0 {
                let _written = write!(into, "岚港{feed}号{day}日讯，");
            }
            into.push_str(paragraph);
            into.push_str("</p>\n");
        }
        if is_repost {
            let _written = write!(into, "<p>责任编辑：{}</p>", self.word(&mut rng));
        }
        into.push_str("]]></description></item>\n");
    }

    /// The title and the paragraphs of a text, as an outlet carries it.
    fn text(&self, rng: &mut Rng, repost: Option<Repost>) -> (String, Vec<String>) {
        let number = self.shape.paragraphs;
        match self.shape.prose {
            Prose::Words => {
                let title = self.sentence(rng, 9);
                let paragraph = |_| {
                    let sentences = (0..4).map(|_| self.sentence(rng, 16) + "。");
                    sentences.collect()
                };
                (title, (0..number).map(paragraph).collect())
            }
            Prose::Official => {
                let spelling = repost.map_or(Spelling::AsSent, |repost| repost.spelling);
                let (title, mut paragraphs) = self.official.text(rng, number, spelling);
                paragraphs.truncate(repost.map_or(number, |repost| repost.paragraphs));
                (title, paragraphs)
            }
        }
    }

    fn sentence(&self, rng: &mut Rng, words: usize) -> String {
        let mut sentence = String::new();
        for word in 0..words {
            if rng.usize(0..14) == 0 {
                let _written = write!(sentence, "{}.{}亿元", rng.u32(1..900), rng.u32(0..100));
            }
            sentence.push_str(self.word(rng));
            if word == words / 2 {
                sentence.push('，');
            }
        }
        sentence
    }

    /// A word; the first ones are far more frequent, as in any language.
    fn word(&self, rng: &mut Rng) -> &str {
        let place = (rng.f64().powi(3) * 4_000.0) as usize;
        self.words.get(place).map_or("产业", String::as_str)
    }
}

/// What an outlet makes of an official text that it reposts.
#[derive(Debug, Clone, Copy)]
struct Repost {
    spelling: Spelling,
    /// How many paragraphs it carries.
    paragraphs: usize,
}

impl Repost {
    /// The same for the same entry in every run.
    fn of(feed: usize, entry: usize) -> Self {
        let mut rng = Rng::with_seed(mix(feed, entry) ^ 0xC0B7);
        let spelling = rng.choice(Spelling::ALL).unwrap_or(Spelling::AsSent);
        let is_cut = rng.usize(0..3) == 0;
        Self {
            spelling,
            paragraphs: if is_cut { rng.usize(3..8) } else { usize::MAX },
        }
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

fn mix(feed: usize, entry: usize) -> u64 {
    (feed as u64) << 32 | entry as u64
}
