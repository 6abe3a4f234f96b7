//! Reads the texts of entries from their pages, for sources whose feeds carry only summaries.
//!
//! Entries are stored with their summaries first, and their document has left memory when the first page
//! is asked: a page must not wait for the room of the document it belongs to. What is to be asked stands in
//! the store, so a feed that has nothing new, or a pass that was killed, loses no page.

use std::collections::HashSet;
use std::time::Duration;

use super::prepare;
use super::read::Task;
use super::robots::Admission;
use super::writer::{End, Message};
use crate::extract::{self, Extracted, Page};
use crate::fetch::{hold_key, pace};
use crate::model::{
    ArticleAttempt, ArticleState, AwaitedArticle, Fetched, FullText, Identity, PageOutcome,
    PreparedEntry, RawEntry, Source, TakenBy, Timestamp, WebUrl,
};
use crate::parse::{self, Reading};
use crate::{normalize, publish};

/// Most pages asked for one source in one pass; the others are asked in later ones.
const MOST_PAGES: usize = 30;

/// Tries for a page before its entry keeps the feed's text.
const MOST_TRIES: u32 = 3;

/// Wait after the first failed try; four times as long after each further one.
const FIRST_WAIT: Duration = Duration::from_hours(1);

/// What one look at a page came to.
enum Look {
    /// To be remembered, with the text if there is one.
    Done(ArticleAttempt, Option<Box<PreparedEntry>>),
    /// The host wants to be left alone: the page is asked another time.
    Later,
}

/// What the looks of one pass came to.
#[derive(Default)]
struct Tally {
    looked: usize,
    in_vain: usize,
    first_reason: Option<String>,
}

impl Task {
    /// Asks for the pages that are to be asked, one after the other, and hands their texts to the writer.
    pub(super) async fn read_pages(&self, feed: &WebUrl, full_text: &FullText, end: &mut End) {
        let (name, pages, now) = (self.source.name.clone(), self.pages, self.now);
        let awaited = self
            .with_store(move |store| store.awaited(&name, pages, MOST_PAGES, now))
            .await;
        let mut tally = Tally::default();
        let mut left_alone = HashSet::new();
        for article in awaited.into_iter().flatten() {
            let look = self
                .look(article, (feed, full_text), &mut left_alone, end)
                .await;
            let Look::Done(attempt, text) = look else {
                continue;
            };
            tally.count(&attempt);
            // Nobody listens any more when the store failed, and that error is reported already.
            let _closed = self
                .sender
                .send(Message::Article {
                    source: self.index,
                    attempt,
                    text,
                })
                .await;
        }
        end.warnings.extend(tally.warning());
    }

    async fn look(
        &self,
        article: AwaitedArticle,
        (feed, full_text): (&WebUrl, &FullText),
        left_alone: &mut HashSet<String>,
        end: &mut End,
    ) -> Look {
        let link = article.link.as_deref().map(WebUrl::parse);
        let Some(Ok(url)) = link else {
            return not_asked(&article, "the entry has no link to a page", None);
        };
        let scope = hold_key(&url, self.policy.retry_after_scope);
        if left_alone.contains(&scope) || self.is_held(&scope).await {
            return Look::Later;
        }
        match self.doors.admission(self, &url).await {
            Admission::Allowed => {}
            Admission::Held => return Look::Later,
            Admission::Denied => {
                let why = "the host does not let robots read the page (robots.txt)";
                return not_asked(&article, why, None);
            }
            Admission::Unheard => {
                let why = "the host's robots.txt could not be read, so the page was not asked";
                return not_asked(&article, why, self.after(FIRST_WAIT));
            }
        }
        let source = (feed, self.source.headers.as_slice());
        let answer = self
            .fetcher
            .article(&url, source, &article.validators, self.now)
            .await;
        match answer {
            PageOutcome::Fetched(fetched) => {
                end.bytes += fetched.bytes;
                self.take(article, *fetched, full_text).await
            }
            PageOutcome::NotModified => Look::Done(self.asked(&article), None),
            PageOutcome::Gone { status } => {
                let why = format!("the page is not there ({status})");
                self.asked_in_vain(&article, &why, Again::Never)
            }
            PageOutcome::Held => Look::Later,
            PageOutcome::RetryLater { after, status } => {
                self.leave_alone(&scope, after).await;
                left_alone.insert(scope);
                let why = format!("the server asked to come back later ({status})");
                not_asked(&article, &why, self.after(after.unwrap_or(FIRST_WAIT)))
            }
            PageOutcome::Failed(failure) => {
                self.asked_in_vain(&article, &failure.what, Again::AFewTimes)
            }
        }
    }

    /// Takes the text out of a page that came.
    async fn take(&self, article: AwaitedArticle, fetched: Fetched, full_text: &FullText) -> Look {
        let validators = fetched.validators.clone();
        let (source, full_text) = (self.source.clone(), full_text.clone());
        let before = article.clone();
        let taken = self
            .on_cpu(move || Ok(taken(&article, &fetched, &source, &full_text)))
            .await;
        match taken {
            Ok(Ok((by, text))) => {
                let attempt = ArticleAttempt {
                    state: ArticleState::Taken { by },
                    validators,
                    ..self.asked(&before)
                };
                Look::Done(attempt, Some(Box::new(text)))
            }
            Ok(Err((why, again))) => self.asked_in_vain(&before, &why, again),
            Err(failure) => self.asked_in_vain(&before, &failure.what, Again::Never),
        }
    }

    async fn is_held(&self, scope: &str) -> bool {
        let scope = scope.to_owned();
        let hold = self.with_store(move |store| store.hold(&scope)).await;
        hold.flatten()
            .is_some_and(|until| pace::holds(self.now, until))
    }

    /// Holds back everything of a host that asks for it, in later passes too.
    async fn leave_alone(&self, scope: &str, after: Option<Duration>) {
        let Some(until) = after.and_then(|after| self.after(after)) else {
            return;
        };
        let scope = scope.to_owned();
        // A store that failed is reported already.
        let _stored = self
            .with_store(move |store| store.set_hold(&scope, until))
            .await;
    }

    /// Remembers that a page was asked and gave no text.
    fn asked_in_vain(&self, article: &AwaitedArticle, why: &str, again: Again) -> Look {
        let tries = article.tries.saturating_add(1);
        let due = match again {
            Again::AFewTimes if tries < MOST_TRIES => {
                let factor = 4_u32.saturating_pow(tries.saturating_sub(1));
                self.after(FIRST_WAIT.saturating_mul(factor))
            }
            Again::AFewTimes | Again::Never => None,
        };
        let attempt = ArticleAttempt {
            asked: Some(self.now),
            tries,
            ..without_text(article, why, due)
        };
        Look::Done(attempt, None)
    }

    /// Remembers that a page gave its text, or still has the one it gave.
    fn asked(&self, article: &AwaitedArticle) -> ArticleAttempt {
        ArticleAttempt {
            asked: Some(self.now),
            tries: 0,
            ..unchanged(article, None)
        }
    }

    fn after(&self, wait: Duration) -> Option<Timestamp> {
        self.now.checked_add(wait.min(pace::LONGEST)).ok()
    }
}

/// Remembers that a page was not asked, or that its host would not have it: neither counts as a try.
fn not_asked(article: &AwaitedArticle, why: &str, due: Option<Timestamp>) -> Look {
    Look::Done(without_text(article, why, due), None)
}

/// Whether a page that gave no text is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Again {
    AFewTimes,
    Never,
}

/// What is remembered of a page already, with the time from which it may be asked again.
fn unchanged(article: &AwaitedArticle, due: Option<Timestamp>) -> ArticleAttempt {
    ArticleAttempt {
        entry: article.entry,
        state: article.state.clone(),
        asked: None,
        tries: article.tries,
        due,
        validators: article.validators.clone(),
    }
}

/// What is remembered of a page that gave no text. One that gave it before still did: the text stays.
fn without_text(article: &AwaitedArticle, why: &str, due: Option<Timestamp>) -> ArticleAttempt {
    let state = match &article.state {
        ArticleState::Taken { by } => ArticleState::Taken { by: *by },
        ArticleState::Waiting | ArticleState::NotTaken { .. } => ArticleState::NotTaken {
            why: why.to_owned(),
        },
    };
    ArticleAttempt {
        state,
        ..unchanged(article, due)
    }
}

impl Tally {
    fn count(&mut self, attempt: &ArticleAttempt) {
        self.looked += 1;
        if let ArticleState::NotTaken { why } = &attempt.state {
            self.in_vain += 1;
            self.first_reason.get_or_insert_with(|| why.clone());
        }
    }

    fn warning(self) -> Option<String> {
        let reason = self.first_reason?;
        Some(format!(
            "{} of {} article pages gave no text, their entries keep the feed's: {reason}",
            self.in_vain, self.looked
        ))
    }
}

/// The text of a page, prepared as its entry's; else why there is none.
fn taken(
    article: &AwaitedArticle,
    fetched: &Fetched,
    source: &Source,
    full_text: &FullText,
) -> Result<(TakenBy, PreparedEntry), (String, Again)> {
    let reading = Reading {
        content_type: fetched.content_type.as_deref(),
        charset: source.charset,
        timezone: &source.timezone,
        base: Some(fetched.final_url.expose()),
    };
    let html = parse::page(&fetched.body, &reading)
        .map_err(|what| (format!("the page is {what}"), Again::Never))?;
    // What is stored may be the page's own text already, and that may have become shorter.
    let known = match article.state {
        ArticleState::Taken { .. } => String::new(),
        ArticleState::Waiting | ArticleState::NotTaken { .. } => {
            normalize::body_text(&article.html)
        }
    };
    let page = Page {
        html: &html,
        url: fetched.final_url.expose(),
        selector: full_text.selector.as_ref(),
        known_chars: known.chars().filter(|c| !c.is_whitespace()).count(),
    };
    let Extracted { html, by } =
        extract::extract(&page, publish::is_bearable).map_err(|error| {
            let again = if error.may_pass() {
                Again::AFewTimes
            } else {
                Again::Never
            };
            (error.to_string(), again)
        })?;
    let identity = Identity {
        key: article.entry,
        also: None,
        link: None,
        url: article.url,
    };
    let raw = RawEntry {
        title: Some(article.title.clone()),
        content: Some(html),
        published: article.published,
        ..RawEntry::default()
    };
    Ok((by, prepare::with_text(identity, article.sent, raw)))
}

/// An entry as sent with the text of its page in the place of its own.
pub(super) fn with_text(entry: &PreparedEntry, html: String) -> PreparedEntry {
    let raw = RawEntry {
        content: Some(html),
        ..entry.raw.clone()
    };
    prepare::with_text(entry.identity.clone(), entry.sent, raw)
}
