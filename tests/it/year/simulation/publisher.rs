//! One simulated source: what it publishes by its rhythm, and the document that it shows.

use std::collections::VecDeque;
use std::fmt::Write as _;

use feedfold::model::Timestamp;

use super::incidents::{Befallen, COPIER, COPIES_ONLY, Incident, is_holiday};
use super::{BEGIN, DAY, HOUR};

/// Most entries of a document.
const SHOWN: usize = 20;

/// What a source publishes at once that drops entries.
const BURST: usize = 30;

/// Sources from this one on carry each second entry of the source so many before them, too.
const COPYING: usize = super::SOURCES - 10;
const BEFORE: usize = 10;

/// A set of small numbers.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Numbers(Vec<u64>);

impl Numbers {
    /// Puts a number in; whether it was not in.
    pub(super) fn insert(&mut self, number: usize) -> bool {
        let (word, bit) = (number / 64, 1 << (number % 64));
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        let is_new = self.0[word] & bit == 0;
        self.0[word] |= bit;
        is_new
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }
}

/// One entry as its publisher has it.
#[derive(Debug, Clone)]
pub(super) struct Item {
    number: usize,
    /// Seconds since the begin.
    at: i64,
    /// How often its guid changed.
    guid: u32,
    is_garbled: bool,
    /// Source and number of the text that it carries.
    text: (usize, usize),
}

impl Item {
    /// Its address, which says what it carries: the oracle knows it by that.
    fn link(&self, source: usize) -> String {
        let (of, text) = self.text;
        format!("https://s{source}.example/{}/{of}/{text}", self.number)
    }
}

/// Source, number, and source and number of the text: what an address says.
pub(super) fn read_link(link: &str) -> Option<[usize; 4]> {
    let (host, path) = link.strip_prefix("https://s")?.split_once(".example/")?;
    let mut words = std::iter::once(host).chain(path.split('/')).map(str::parse);
    let mut next = || words.next()?.ok();
    Some([next()?, next()?, next()?, next()?])
}

#[derive(Debug)]
pub(super) struct Publisher {
    source: usize,
    /// The newest first.
    items: VecDeque<Item>,
    published: usize,
    /// Until when it has published, in seconds since the begin.
    until: i64,
    guid: u32,
    befallen: Vec<Befallen>,
    /// The entries that it sent.
    pub(super) sent: Numbers,
}

impl Publisher {
    pub(super) fn new(source: usize, befallen: Vec<Befallen>) -> Self {
        Self {
            source,
            items: VecDeque::new(),
            published: 0,
            // What it published before the begin is in its first document.
            until: -4 * DAY,
            guid: 0,
            befallen,
            sent: Numbers::default(),
        }
    }

    /// Whether this befalls it in this second.
    pub(super) fn suffers(&self, incident: Incident, second: i64) -> bool {
        self.begun(incident, second)
            .is_some_and(|befallen| befallen.when.contains(&second))
    }

    /// The incident of this kind, if it has begun.
    pub(super) fn begun(&self, incident: Incident, second: i64) -> Option<&Befallen> {
        self.befallen
            .iter()
            .find(|befallen| befallen.incident == incident && befallen.when.start <= second)
    }

    /// The newest entry that is old enough to have been read by everybody, and no older than six
    /// days: a short text that one outlet brings again ten days later is another story.
    pub(super) fn copied_by_others(&mut self, second: i64) -> Option<(usize, usize)> {
        self.publish_until(second - 2 * DAY, None);
        let old = self.items.iter().find(|item| item.at <= second - 2 * DAY);
        let recent = old.filter(|item| item.at >= second - 6 * DAY);
        recent.map(|item| item.text)
    }

    /// Publishes what its rhythm says until this second.
    pub(super) fn publish_until(&mut self, second: i64, copied: Option<(usize, usize)>) {
        while self.until + HOUR <= second {
            self.until += HOUR;
            let at = self.until;
            if self.suffers(Incident::ChangesGuids, at) {
                self.guid += 1;
                for item in &mut self.items {
                    item.guid = self.guid;
                }
            }
            if self.suffers(Incident::DropsEntries, at) {
                for _ in 0..BURST {
                    self.publish(at, copied);
                }
            }
            let is_quiet = is_holiday(self.source, at) || self.suffers(Incident::Silent, at);
            if self.is_its_hour(at) && !is_quiet {
                self.publish(at, copied);
            }
        }
    }

    /// One or two entries a day, some sources only from Monday to Friday.
    fn is_its_hour(&self, at: i64) -> bool {
        let (day, hour) = (at.div_euclid(DAY), at.rem_euclid(DAY) / HOUR);
        let first = 6 + i64::try_from(self.source % 7).unwrap_or_default();
        match self.source % 4 {
            0 => hour == first || hour == first + 8,
            1 => hour == first && day.rem_euclid(7) < 5,
            _ => hour == first + 2,
        }
    }

    fn publish(&mut self, at: i64, copied: Option<(usize, usize)>) {
        let own = (self.source, self.published);
        let copies_only = self.source == COPIER && COPIES_ONLY.contains(&at.div_euclid(DAY));
        let copies = copies_only || self.published.is_multiple_of(2);
        self.items.push_front(Item {
            number: self.published,
            at,
            guid: self.guid,
            is_garbled: self.suffers(Incident::Garbled, at),
            text: copied.filter(|_| copies).unwrap_or(own),
        });
        self.items.truncate(SHOWN);
        self.published += 1;
    }

    /// The document that it shows, and the numbers of the entries in it.
    pub(super) fn document(&self, second: i64) -> (String, Vec<usize>) {
        let mut feed = format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Source {0}</title>\
             <id>urn:s{0}</id><updated>2026-01-05T00:00:00Z</updated>",
            self.source
        );
        let is_empty = self.suffers(Incident::Empty, second);
        let shown: Vec<&Item> = self.items.iter().filter(|_| !is_empty).collect();
        let times = 1 + usize::from(self.suffers(Incident::Doubles, second));
        for item in shown
            .iter()
            .flat_map(|item| std::iter::repeat_n(item, times))
        {
            self.write(&mut feed, item, second);
        }
        feed.push_str("</feed>");
        (feed, shown.iter().map(|item| item.number).collect())
    }

    fn write(&self, feed: &mut String, item: &Item, second: i64) {
        let at = Timestamp::from_second(BEGIN + item.at).unwrap();
        let (title, mut text) = text(item.text);
        let title = if item.is_garbled {
            garbled(&title)
        } else {
            title
        };
        // One in twenty is edited a day later.
        if item.number % 20 == 7 && item.text.0 < COPYING - BEFORE && second > item.at + DAY {
            text.push_str("（更新）");
        }
        write!(
            feed,
            "<entry><id>urn:s{0}:{1}:{2}</id><title>{title}</title><updated>{at}</updated>\
             <published>{at}</published><link href=\"{3}\"/><content>{text}</content></entry>",
            self.source,
            item.number,
            item.guid,
            item.link(self.source)
        )
        .unwrap();
    }
}

/// Which source this one copies.
pub(super) fn copied_by(source: usize) -> Option<usize> {
    (source >= COPYING).then(|| source - BEFORE)
}

/// A title and a text of words that no other entry has in this order.
fn text((source, number): (usize, usize)) -> (String, String) {
    let mut state = (source as u64) << 32 | number as u64;
    let mut word = || {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let letter = |bits: u64| {
            let at = u32::try_from(bits % 3000).unwrap_or_default();
            char::from_u32(0x4e00 + at).unwrap_or('一')
        };
        [letter(mixed), letter(mixed >> 32)]
    };
    let title = (0..6).flat_map(|_| word()).collect();
    let mut text = String::new();
    for place in 0..40 {
        text.extend(word());
        if place % 6 == 5 {
            text.push('，');
        }
    }
    text.push('。');
    (title, text)
}

/// The text as a reader shows it that takes its UTF-8 for Windows-1252.
fn garbled(text: &str) -> String {
    let (wrong, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes());
    wrong.into_owned()
}
