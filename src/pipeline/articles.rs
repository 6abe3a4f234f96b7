//! Reads the texts of entries from their pages, for sources with `full_text`.
//!
//! The entries are stored with their summaries first, and their document has left memory before
//! the first page is requested: otherwise pages would wait for the memory of their own document.
//! The store lists the pages to request, so neither an unchanged feed nor a killed pass loses one.

use std::time::Duration;

use super::page_fetcher::{PageAnswer, PageFetcher};
use super::prepare;
use super::read::Task;
use super::writer::{Message, SourceResult};
use crate::extract::{self, Extracted, Page};
use crate::fetch::pace;
use crate::model::{
    ArticleAttempt, ArticleState, AwaitedArticle, Fetched, FullText, Identity, PageOutcome,
    PreparedEntry, RawEntry, Source, TakenBy, Timestamp, WebUrl, counted,
};
use crate::parse::{self, Reading};
use crate::{normalize, publish};

/// Most pages requested for one source in one pass; later passes request the others.
const MAX_PAGES: usize = 30;

/// Attempts before an entry keeps the feed's text.
const MAX_TRIES: u32 = 3;

/// Wait after the first failed attempt; each further wait is four times as long.
const FIRST_WAIT: Duration = Duration::from_hours(1);

/// The result of an attempt to read one page.
enum PageResult {
    /// What to store, with the text if one was found.
    Done(ArticleAttempt, Option<Box<PreparedEntry>>),
    /// The host asked for a delay: a later pass requests the page.
    Later,
}

/// Counts of one pass.
#[derive(Default)]
struct Tally {
    requested: usize,
    without_text: usize,
    first_reason: Option<String>,
}

impl Task {
    /// Requests the listed pages one after the other and sends their texts to the writer.
    pub(super) async fn read_pages(
        &self,
        feed: &WebUrl,
        full_text: &FullText,
        result: &mut SourceResult,
    ) {
        let (name, pages, now) = (self.source.name.clone(), self.pages, self.now);
        let awaited = self
            .with_store(move |store| store.awaited(&name, pages, MAX_PAGES, now))
            .await;
        let mut tally = Tally::default();
        let mut fetcher = PageFetcher::new(self, feed);
        for article in awaited.into_iter().flatten() {
            let outcome = self
                .fetch_article(article, full_text, &mut fetcher, result)
                .await;
            let PageResult::Done(attempt, text) = outcome else {
                continue;
            };
            tally.count(&attempt);
            // The channel is closed only after the store has failed, and that error is reported
            // already.
            let _ignored = self
                .sender
                .send(Message::Article {
                    source: self.index,
                    attempt,
                    text,
                })
                .await;
        }
        result.warnings.extend(tally.warning());
    }

    async fn fetch_article(
        &self,
        article: AwaitedArticle,
        full_text: &FullText,
        fetcher: &mut PageFetcher<'_>,
        result: &mut SourceResult,
    ) -> PageResult {
        let link = article.link.as_deref().map(WebUrl::parse);
        let Some(Ok(page)) = link else {
            return self.no_text(
                &article,
                "the entry has no link to a page",
                Retry::Never,
                None,
            );
        };
        let is_article = !is_front_page(&page);
        let answer = match fetcher.fetch(page, &article.validators).await {
            PageAnswer::Answered(answer) => answer,
            PageAnswer::Refused { why, retry } => return self.no_text(&article, why, retry, None),
            PageAnswer::Later => return PageResult::Later,
        };
        let asked = Some(self.now);
        match answer {
            PageOutcome::Fetched(fetched) if is_article && is_front_page(&fetched.final_url) => {
                result.bytes += fetched.bytes;
                let why = "the page leads to the front page of its site: it is not there any more";
                self.no_text(&article, why, Retry::Never, asked)
            }
            PageOutcome::Fetched(fetched) => {
                result.bytes += fetched.bytes;
                self.extract(article, *fetched, full_text).await
            }
            PageOutcome::NotModified => PageResult::Done(self.with_current_text(&article), None),
            PageOutcome::Gone { status } => {
                let why = format!("the page is not there ({status})");
                self.no_text(&article, &why, Retry::Never, asked)
            }
            PageOutcome::RetryLater { after, status } => {
                let why = format!("the server asked to come back later ({status})");
                let due = self.time_after(after.unwrap_or(FIRST_WAIT));
                // A request for a delay does not count as a failed attempt.
                PageResult::Done(without_text(&article, &why, due), None)
            }
            PageOutcome::Failed(failure) => {
                self.no_text(&article, &failure.what, Retry::Limited, asked)
            }
            PageOutcome::Held | PageOutcome::Elsewhere(_) => PageResult::Later,
        }
    }

    /// Extracts the text from a page.
    async fn extract(
        &self,
        article: AwaitedArticle,
        fetched: Fetched,
        full_text: &FullText,
    ) -> PageResult {
        let validators = fetched.validators.clone();
        let (source, full_text) = (self.source.clone(), full_text.clone());
        let before = article.clone();
        let taken = self
            .on_cpu(move || Ok(extract_text(&article, &fetched, &source, &full_text)))
            .await;
        match taken {
            Ok(Ok((by, text))) => {
                let attempt = ArticleAttempt {
                    state: ArticleState::Taken { by },
                    validators,
                    ..self.with_current_text(&before)
                };
                PageResult::Done(attempt, Some(Box::new(text)))
            }
            Ok(Err((why, retry))) => self.no_text(&before, &why, retry, Some(self.now)),
            Err(failure) => self.no_text(&before, &failure.what, Retry::Never, Some(self.now)),
        }
    }

    /// The attempt to store for a page without text; `asked` is when it was requested, if it was.
    fn no_text(
        &self,
        article: &AwaitedArticle,
        why: &str,
        retry: Retry,
        asked: Option<Timestamp>,
    ) -> PageResult {
        let tries = article.tries.saturating_add(1);
        let due = match retry {
            Retry::Limited if tries < MAX_TRIES => {
                let factor = 4_u32.saturating_pow(tries.saturating_sub(1));
                self.time_after(FIRST_WAIT.saturating_mul(factor))
            }
            Retry::Limited | Retry::Never => None,
        };
        let attempt = ArticleAttempt {
            asked,
            tries,
            ..without_text(article, why, due)
        };
        PageResult::Done(attempt, None)
    }

    /// The attempt to store for a page that gave its text, or did not change since it did.
    fn with_current_text(&self, article: &AwaitedArticle) -> ArticleAttempt {
        ArticleAttempt {
            asked: Some(self.now),
            tries: 0,
            ..stored_values(article, None)
        }
    }

    pub(super) fn time_after(&self, wait: Duration) -> Option<Timestamp> {
        self.now.checked_add(wait.min(pace::LONGEST)).ok()
    }
}

/// Whether to retry a page that gave no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    Limited,
    Never,
}

/// Sites often redirect requests for a removed page to their front page.
fn is_front_page(url: &WebUrl) -> bool {
    url.expose().path() == "/" && url.expose().query().is_none()
}

/// The attempt with the stored values of a page and a new time for the next request.
fn stored_values(article: &AwaitedArticle, due: Option<Timestamp>) -> ArticleAttempt {
    ArticleAttempt {
        entry: article.entry,
        state: article.state.clone(),
        asked: None,
        tries: article.tries,
        due,
        validators: article.validators.clone(),
    }
}

/// The attempt for a page without text. If an earlier attempt gave the text, the entry keeps that.
fn without_text(article: &AwaitedArticle, why: &str, due: Option<Timestamp>) -> ArticleAttempt {
    let state = match &article.state {
        ArticleState::Taken { by } => ArticleState::Taken { by: *by },
        ArticleState::Waiting | ArticleState::NotTaken { .. } => ArticleState::NotTaken {
            why: why.to_owned(),
        },
    };
    ArticleAttempt {
        state,
        ..stored_values(article, due)
    }
}

impl Tally {
    fn count(&mut self, attempt: &ArticleAttempt) {
        self.requested += 1;
        if let ArticleState::NotTaken { why } = &attempt.state {
            self.without_text += 1;
            self.first_reason.get_or_insert_with(|| why.clone());
        }
    }

    fn warning(self) -> Option<String> {
        let reason = self.first_reason?;
        Some(format!(
            "{} of {} gave no text, their entries keep the feed's: {reason}",
            self.without_text,
            counted(self.requested, "article page")
        ))
    }
}

/// Returns the entry prepared with the text of the page, or why there is none.
fn extract_text(
    article: &AwaitedArticle,
    fetched: &Fetched,
    source: &Source,
    full_text: &FullText,
) -> Result<(TakenBy, PreparedEntry), (String, Retry)> {
    let reading = Reading {
        content_type: fetched.content_type.as_deref(),
        charset: source.charset,
        timezone: &source.timezone,
        base: Some(fetched.final_url.expose()),
    };
    let html = parse::page(&fetched.body, &reading)
        .map_err(|what| (format!("the page is {what}"), Retry::Never))?;
    // If the stored text came from the page already, a shorter new text is no reason to refuse it.
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
        extract::extract(&page, publish::within_parse_limits).map_err(|error| {
            let retry = if error.may_pass() {
                Retry::Limited
            } else {
                Retry::Never
            };
            (error.to_string(), retry)
        })?;
    let identity = Identity {
        key: article.entry,
        alternate_key: None,
        link: None,
        url: article.url,
    };
    let raw = RawEntry {
        title: Some(article.title.clone()),
        content: Some(html),
        published: article.published,
        ..RawEntry::default()
    };
    Ok((by, prepare::with_text(identity, article.raw_hash, raw)))
}

/// Returns the entry with the text of its page instead of its own.
pub(super) fn with_text(entry: &PreparedEntry, html: String) -> PreparedEntry {
    let raw = RawEntry {
        content: Some(html),
        ..entry.raw.clone()
    };
    prepare::with_text(entry.identity.clone(), entry.raw_hash, raw)
}
