//! Reads the texts of entries from their pages, for sources whose feeds carry only summaries.
//!
//! Entries are stored with their summaries first, and their document has left memory when the
//! first page is asked: a page must not wait for the room of the document it belongs to. What is
//! to be asked stands in the store, so a feed that has nothing new, or a pass that was killed,
//! loses no page.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::page::{Asked, Asking};
use super::prepare;
use super::read::Task;
use super::writer::{End, Message};
use crate::extract::{self, Extracted, Page};
use crate::fetch::pace;
use crate::model::{
    ArticleAttempt, ArticleState, AwaitedArticle, ContentHash, Fetched, FullText, Identity,
    PageOutcome, PreparedEntry, RawEntry, Source, TakenBy, Timestamp, WebUrl, counted,
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
    /// Asks for the pages that are to be asked, one after the other, and hands their texts to the
    /// writer.
    pub(super) async fn read_pages(&self, feed: &WebUrl, full_text: &FullText, end: &mut End) {
        let (name, pages, now) = (self.source.name.clone(), self.pages, self.now);
        let awaited = self
            .with_store(move |store| store.awaited(&name, pages, MOST_PAGES, now))
            .await;
        let mut tally = Tally::default();
        let mut asking = Asking::new(self, feed);
        // Texts wait for those of the other pages: what several pages show is no article.
        let mut looks = Vec::new();
        for article in awaited.into_iter().flatten() {
            let look = self
                .look(article.clone(), full_text, &mut asking, end)
                .await;
            if let Look::Done(attempt, text) = look {
                looks.push((article, attempt, text));
            }
        }
        let times = times_shown(&looks);
        for (article, attempt, text) in looks {
            let (attempt, text) = match text {
                Some(text) if self.is_boilerplate(&text, &times).await => {
                    let why = "several pages of the source show this text: it is no article";
                    (without_text(&article, why, None), None)
                }
                text => (attempt, text),
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

    /// Whether other pages of the source, in this pass or an earlier one, show the text of a page
    /// under other titles.
    async fn is_boilerplate(
        &self,
        text: &PreparedEntry,
        times: &HashMap<ContentHash, HashSet<ContentHash>>,
    ) -> bool {
        let print = text.fingerprint.clone();
        if times
            .get(&print.content)
            .is_some_and(|titles| titles.len() > 1)
        {
            return true;
        }
        let name = self.source.name.clone();
        let shown = self.with_store(move |store| store.shows_elsewhere(&name, &print));
        shown.await.unwrap_or(false)
    }

    async fn look(
        &self,
        article: AwaitedArticle,
        full_text: &FullText,
        asking: &mut Asking<'_>,
        end: &mut End,
    ) -> Look {
        let link = article.link.as_deref().map(WebUrl::parse);
        let Some(Ok(page)) = link else {
            return self.in_vain(
                &article,
                "the entry has no link to a page",
                Again::Never,
                None,
            );
        };
        let is_article = !is_front_page(&page);
        let answer = match asking.ask(page, &article.validators).await {
            Asked::Answered(answer) => answer,
            Asked::Refused { why, again } => return self.in_vain(&article, why, again, None),
            Asked::Later => return Look::Later,
        };
        let asked = Some(self.now);
        match answer {
            PageOutcome::Fetched(fetched) if is_article && is_front_page(&fetched.final_url) => {
                end.bytes += fetched.bytes;
                let why = "the page leads to the front page of its site: it is not there any more";
                self.in_vain(&article, why, Again::Never, asked)
            }
            PageOutcome::Fetched(fetched) => {
                end.bytes += fetched.bytes;
                self.take(article, *fetched, full_text).await
            }
            PageOutcome::NotModified => Look::Done(self.asked(&article), None),
            PageOutcome::Gone { status } => {
                let why = format!("the page is not there ({status})");
                self.in_vain(&article, &why, Again::Never, asked)
            }
            PageOutcome::RetryLater { after, status } => {
                let why = format!("the server asked to come back later ({status})");
                let due = self.after(after.unwrap_or(FIRST_WAIT));
                // A busy server is no failed try.
                Look::Done(without_text(&article, &why, due), None)
            }
            PageOutcome::Failed(failure) => {
                self.in_vain(&article, &failure.what, Again::AFewTimes, asked)
            }
            PageOutcome::Held | PageOutcome::Elsewhere(_) => Look::Later,
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
            Ok(Err((why, again))) => self.in_vain(&before, &why, again, Some(self.now)),
            Err(failure) => self.in_vain(&before, &failure.what, Again::Never, Some(self.now)),
        }
    }

    /// Remembers that a page gave no text; `asked` is when it was asked, if it was.
    fn in_vain(
        &self,
        article: &AwaitedArticle,
        why: &str,
        again: Again,
        asked: Option<Timestamp>,
    ) -> Look {
        let tries = article.tries.saturating_add(1);
        let due = match again {
            Again::AFewTimes if tries < MOST_TRIES => {
                let factor = 4_u32.saturating_pow(tries.saturating_sub(1));
                self.after(FIRST_WAIT.saturating_mul(factor))
            }
            Again::AFewTimes | Again::Never => None,
        };
        let attempt = ArticleAttempt {
            asked,
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

    pub(super) fn after(&self, wait: Duration) -> Option<Timestamp> {
        self.now.checked_add(wait.min(pace::LONGEST)).ok()
    }
}

/// Whether a page that gave no text is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    AFewTimes,
    Never,
}

/// Under which titles each text was shown.
fn times_shown(
    looks: &[(AwaitedArticle, ArticleAttempt, Option<Box<PreparedEntry>>)],
) -> HashMap<ContentHash, HashSet<ContentHash>> {
    let mut times: HashMap<ContentHash, HashSet<ContentHash>> = HashMap::new();
    for text in looks.iter().filter_map(|(_, _, text)| text.as_ref()) {
        let print = &text.fingerprint;
        times.entry(print.content).or_default().insert(print.title);
    }
    times
}

/// Where sites send whoever asks for a page that they took away.
fn is_front_page(url: &WebUrl) -> bool {
    url.expose().path() == "/" && url.expose().query().is_none()
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

/// What is remembered of a page that gave no text. One that gave it before still did: the text
/// stays.
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
            "{} of {} gave no text, their entries keep the feed's: {reason}",
            self.in_vain,
            counted(self.looked, "article page")
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
        title: &article.title,
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
