//! Publishers that behave in any way, and a record of their requests and answers.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::chance::Chance;
use crate::env::text;
use crate::server::{Reply, Request, Server};

/// How many feeds there are.
pub(super) const FEEDS: usize = 6;

/// Most entries a feed shows.
const SHOWN: usize = 8;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

/// What a feed answers until it changes its mind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    /// The feed, or 304.
    Well,
    /// The same, fresh for so many seconds.
    Fresh(i64),
    /// No entries at all.
    Empty,
    /// 429 or 503, with the seconds to wait if it says so.
    Busy(u16, Option<i64>),
    /// An error by status.
    Broken(u16),
    /// 200 with something that is no feed.
    Garbage,
}

impl Mood {
    fn any(chance: &mut Chance) -> Self {
        match chance.within(0..16) {
            0 => Self::Fresh(3 * HOUR),
            1 => Self::Fresh(1000 * HOUR),
            2 => Self::Empty,
            3 => Self::Busy(429, Some(3 * HOUR)),
            4 => Self::Busy(503, Some(100 * 24 * HOUR)),
            5 => Self::Busy(429, None),
            6 => Self::Broken(500),
            7 => Self::Broken(404),
            8 => Self::Garbage,
            _ => Self::Well,
        }
    }

    /// Seconds for which this answer keeps everybody away, at least.
    pub(super) fn wait(self) -> i64 {
        let asked = match self {
            Self::Fresh(seconds) | Self::Busy(_, Some(seconds)) => seconds,
            _ => HOUR,
        };
        asked.clamp(HOUR, 48 * HOUR)
    }
}

/// One entry as its publisher has it now.
#[derive(Debug, Clone)]
struct Item {
    number: u32,
    /// How often its guid changed.
    guid: u32,
    /// How often its text or title changed.
    edition: u32,
}

/// What a publisher may do to an entry; for each entry always the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Habit {
    EditsText,
    EditsTitle,
    ChangesGuid,
    /// Another feed carries the text, too.
    IsCopied,
    /// Dated in the year 9999.
    ComesFromTheFuture,
}

impl Item {
    fn habit(&self) -> Habit {
        match self.number % 5 {
            0 => Habit::EditsText,
            1 => Habit::EditsTitle,
            2 => Habit::ChangesGuid,
            3 => Habit::IsCopied,
            _ => Habit::ComesFromTheFuture,
        }
    }

    fn change(&mut self) {
        match self.habit() {
            Habit::ChangesGuid => self.guid += 1,
            Habit::EditsText | Habit::EditsTitle => self.edition += 1,
            Habit::IsCopied | Habit::ComesFromTheFuture => {}
        }
    }

    fn written(&self, feed: usize) -> String {
        let Self {
            number,
            guid,
            edition,
        } = self;
        let habit = self.habit();
        let title = match habit {
            Habit::EditsTitle => format!("title {number} ({edition})"),
            _ => format!("title {number}"),
        };
        let body = match habit {
            Habit::EditsText => text(*number).replace("三年", &format!("{}年", edition + 4)),
            _ => text(*number),
        };
        let year = match habit {
            Habit::ComesFromTheFuture => 9999,
            _ => 2021,
        };
        format!(
            "<item><guid isPermaLink=\"false\">{feed}-{number}-{guid}</guid><title>{title}</title>\
             <link>{}</link><pubDate>22 Mar {year} 09:03:29 GMT</pubDate>\
             <description><![CDATA[{body}]]></description></item>",
            link(feed, *number)
        )
    }
}

/// The address of an entry: what it is known by here.
pub(super) fn link(feed: usize, number: u32) -> String {
    format!("https://outlet{feed}.example/{number}")
}

#[derive(Debug)]
pub(super) struct Feed {
    shown: Vec<Item>,
    /// Taken out for now, or for ever.
    hidden: Vec<Item>,
    pub(super) mood: Mood,
    moved: bool,
    pub(super) gone: bool,
}

/// All of them, and what they saw.
#[derive(Debug)]
pub(super) struct Publishers {
    chance: Chance,
    pub(super) feeds: Vec<Feed>,
    next: u32,
    /// Paths asked for since it was last looked at, in order.
    asked: Vec<String>,
    /// Links of the entries that were sent with a 200.
    pub(super) delivered: BTreeSet<String>,
}

/// As shared with the server's thread.
pub(super) type Shared = Arc<Mutex<Publishers>>;

pub(super) fn look(publishers: &Shared) -> MutexGuard<'_, Publishers> {
    publishers
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Publishers {
    /// Publishers on the server, at `/0` and so on.
    pub(super) fn on(server: &Server, seed: u64) -> Shared {
        let feeds = (0..FEEDS).map(|_| Feed {
            shown: vec![],
            hidden: vec![],
            mood: Mood::Well,
            moved: false,
            gone: false,
        });
        let publishers = Arc::new(Mutex::new(Self {
            chance: Chance::from_seed(seed),
            feeds: feeds.collect(),
            next: 1,
            asked: vec![],
            delivered: BTreeSet::new(),
        }));
        for at in 0..FEEDS {
            for path in [format!("/{at}"), format!("/{at}/moved")] {
                let shared = Arc::clone(&publishers);
                server.route_with(&path, move |request| look(&shared).answer(at, request));
            }
        }
        publishers
    }

    fn answer(&mut self, at: usize, request: &Request) -> Reply {
        self.asked.push(request.path().to_owned());
        let Some(feed) = self.feeds.get(at) else {
            return Reply::status(404);
        };
        let here = format!("/{at}");
        if feed.moved && request.path() == here {
            return Reply::redirect(301, format!("{here}/moved"));
        }
        if feed.gone {
            return Reply::status(410);
        }
        let items: &[Item] = match feed.mood {
            Mood::Broken(status) | Mood::Busy(status, None) => return Reply::status(status),
            Mood::Busy(status, Some(seconds)) => {
                return Reply::status(status).header("Retry-After", seconds.to_string());
            }
            Mood::Garbage => {
                return Reply::ok("<html><title>Login</title>").header("ETag", "\"no\"");
            }
            Mood::Empty => &[],
            Mood::Well | Mood::Fresh(_) => &feed.shown,
        };
        let written: Vec<String> = items.iter().map(|item| item.written(at)).collect();
        let body = format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Outlet {at}</title>{}</channel></rss>",
            written.concat()
        );
        let states = items
            .iter()
            .map(|item| format!("{}.{}.{}", item.number, item.guid, item.edition));
        let tag = format!("\"{}\"", states.collect::<Vec<_>>().join("-"));
        let unchanged = request.header("if-none-match") == Some(tag.as_bytes());
        let mut reply = Reply::ok(body).header("ETag", tag).conditional();
        if let Mood::Fresh(seconds) = feed.mood {
            reply = reply.header("Cache-Control", format!("max-age={seconds}"));
        }
        if !unchanged {
            let links = items.iter().map(|item| link(at, item.number));
            self.delivered.extend(links);
        }
        reply
    }

    /// Something happens to some of the feeds.
    pub(super) fn live_on(&mut self) {
        for at in 0..FEEDS {
            if self.chance.once_in(2) {
                self.publish(at);
            }
            let Some(feed) = self.feeds.get_mut(at) else {
                continue;
            };
            let chance = &mut self.chance;
            for item in &mut feed.shown {
                if chance.once_in(10) {
                    item.change();
                }
            }
            if chance.once_in(6) {
                feed.shown.reverse();
            }
            if chance.once_in(6) {
                feed.hidden.extend(feed.shown.pop());
            }
            if chance.once_in(8) {
                feed.shown.extend(feed.hidden.pop());
            }
            if chance.once_in(3) {
                feed.mood = Mood::any(chance);
            }
            // Two feeds move for good, and one of the others is withdrawn.
            feed.moved |= at < 2 && chance.once_in(20);
            feed.gone |= at == 2 && chance.once_in(150);
        }
    }

    /// Everybody is well and nothing happens any more.
    pub(super) fn settle(&mut self) {
        for feed in &mut self.feeds {
            feed.mood = Mood::Well;
        }
    }

    fn publish(&mut self, at: usize) {
        let item = Item {
            number: self.next,
            guid: 0,
            edition: 0,
        };
        self.next += 1;
        let other = usize::try_from(self.chance.within(0..FEEDS as u64)).unwrap_or_default();
        let carriers = if item.habit() == Habit::IsCopied && other != at {
            vec![at, other]
        } else {
            vec![at]
        };
        for carrier in carriers {
            let Some(feed) = self.feeds.get_mut(carrier) else {
                continue;
            };
            feed.shown.insert(0, item.clone());
            if feed.shown.len() > SHOWN {
                feed.shown.pop();
            }
        }
    }

    /// What was asked for since the last look, in order.
    pub(super) fn asked(&mut self) -> Vec<String> {
        std::mem::take(&mut self.asked)
    }
}
