//! Reads the texts of entries from their pages, for sources with `full_text`.
//!
//! The entries are stored with their summaries first, and their document has left memory before
//! the first page is requested: otherwise pages would wait for the memory of their own document.
//! The store lists the pages to request, so neither an unchanged feed nor a killed pass loses one.

mod extraction;
mod fetcher;
mod retry;
mod robots;
mod walls;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use self::extraction::extract_text;
use self::fetcher::{PageAnswer, PageFetcher};
use self::retry::{FIRST_WAIT, Retry, without_text};
use self::robots::RobotsCache;
pub(in crate::pipeline) use self::walls::wall_in;
use super::context::PassContext;
use super::writer::{Message, SourceResult};
use crate::identify;
use crate::model::{
    ArticleAttempt, ArticleState, AwaitedArticle, ContentHash, Fetched, FullText, PageOutcome,
    PreparedEntry, Source, Timestamp, WebUrl, counted,
};
use crate::normalize;
use crate::store::Awaited;

/// Most pages requested for one source in one pass; later passes request the others.
const MAX_PAGES: usize = 30;

/// Most reasons that one warning names, the most frequent first.
const MAX_REASONS: usize = 3;

/// What the sources of one pass share for article pages.
pub(super) struct Pages {
    /// Which pages the pass requests.
    awaited: Awaited,
    /// The `robots.txt` of hosts; used for article pages only, not for feeds.
    robots: RobotsCache,
}

impl Pages {
    pub(super) fn new(awaited: Awaited) -> Self {
        Self {
            awaited,
            robots: RobotsCache::default(),
        }
    }
}

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
    /// Why pages gave no text, with the number of pages, in the order in which they came.
    reasons: Vec<(String, usize)>,
}

impl Tally {
    fn count(&mut self, attempt: &ArticleAttempt) {
        self.requested += 1;
        if let ArticleState::NotTaken { why } = &attempt.state {
            self.without_text += 1;
            match self.reasons.iter_mut().find(|(reason, _)| reason == why) {
                Some((_, pages)) => *pages += 1,
                None => self.reasons.push((why.clone(), 1)),
            }
        }
    }

    fn warning(mut self) -> Option<String> {
        self.reasons.sort_by_key(|(_, pages)| Reverse(*pages));
        let reason = match self.reasons.as_slice() {
            [] => return None,
            [(reason, _)] => reason.clone(),
            several => {
                let several = several.iter().take(MAX_REASONS);
                let several = several.map(|(reason, pages)| format!("{pages} × {reason}"));
                several.collect::<Vec<_>>().join(", ")
            }
        };
        Some(format!(
            "{} of {} gave no text, their entries keep the feed's: {reason}",
            self.without_text,
            counted(self.requested, "article page")
        ))
    }
}

/// Fewest digits of a number that names a request.
const TICKET: usize = 7;

/// The titles under which each text was found in this pass. A text that names a ticket (`request
/// 7f3a-11c9`) is one text whatever that is.
fn titles_by_text(
    read: &[(AwaitedArticle, ArticleAttempt, Option<Box<PreparedEntry>>)],
) -> HashMap<ContentHash, HashSet<ContentHash>> {
    let mut titles: HashMap<ContentHash, HashSet<ContentHash>> = HashMap::new();
    for text in read.iter().filter_map(|(_, _, text)| text.as_ref()) {
        let titles = titles.entry(form(text)).or_default();
        titles.insert(text.fingerprint.title);
    }
    titles
}

/// The text of a page.
fn body_text(text: &PreparedEntry) -> String {
    let html = text.html.as_ref().and_then(|html| html.html().ok());
    normalize::body_text(&html.unwrap_or_default())
}

/// Hash of the text of a page without tickets.
fn form(text: &PreparedEntry) -> ContentHash {
    without_tickets(&body_text(text))
}

/// Hash of a text without the numbers of requests: words of letters and digits, and long numbers.
/// Short numbers may be all that tells two articles apart.
fn without_tickets(text: &str) -> ContentHash {
    let is_separator = |next: char| !next.is_ascii_alphanumeric();
    // Each piece is a word in Latin script, or nothing, and the character behind it.
    let pieces = text.split_inclusive(is_separator).map(|piece| {
        let word = piece.trim_end_matches(is_separator);
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        if digits > 0 && (digits < word.len() || digits >= TICKET) {
            piece.get(word.len()..).unwrap_or_default()
        } else {
            piece
        }
    });
    identify::content_hash(&pieces.collect::<String>())
}

/// Reads the article pages of one source.
pub(super) struct PageReader<'a> {
    context: &'a PassContext,
    awaited: Awaited,
    index: usize,
    source: &'a Arc<Source>,
    full_text: &'a FullText,
    fetcher: PageFetcher<'a>,
}

impl<'a> PageReader<'a> {
    /// `index` is that of the source in the pass; `feed` is its address.
    pub(super) fn new(
        context: &'a PassContext,
        pages: &'a Pages,
        (index, source): (usize, &'a Arc<Source>),
        (feed, full_text): (&'a WebUrl, &'a FullText),
    ) -> Self {
        Self {
            context,
            awaited: pages.awaited,
            index,
            source,
            full_text,
            fetcher: PageFetcher::new(context, &pages.robots, (feed, &source.headers)),
        }
    }

    /// Whether other pages of the source, in this pass or an earlier one, show the text of a page
    /// under other titles.
    async fn is_boilerplate(
        &self,
        text: &PreparedEntry,
        titles: &HashMap<ContentHash, HashSet<ContentHash>>,
    ) -> bool {
        let fingerprint = text.fingerprint.clone();
        let of_this_pass = titles.get(&form(text)).map_or(0, HashSet::len);
        if of_this_pass > 1 {
            return true;
        }
        let name = self.source.name.clone();
        let stored = self
            .context
            .writer
            .with_store(move |store| store.has_text_under_other_title(&name, &fingerprint));
        stored.await.unwrap_or(false)
    }

    /// Requests the listed pages one after the other and sends their texts to the writer.
    pub(super) async fn read_pages(&mut self, result: &mut SourceResult) {
        let (name, pages, now) = (self.source.name.clone(), self.awaited, self.context.now);
        let awaited = self
            .context
            .writer
            .with_store(move |store| store.awaited(&name, pages, MAX_PAGES, now))
            .await;
        let mut tally = Tally::default();
        // Texts wait for those of the other pages: what several pages show is no article.
        let mut read = Vec::new();
        for article in awaited.into_iter().flatten() {
            let outcome = self.fetch_article(article.clone(), result).await;
            if let PageResult::Done(attempt, text) = outcome {
                read.push((article, attempt, text));
            }
        }
        let titles = titles_by_text(&read);
        for (article, attempt, text) in read {
            let (attempt, text) = match text {
                Some(text) if self.is_boilerplate(&text, &titles).await => {
                    let why = walls::why_shared(&body_text(&text));
                    let asked = Some(self.context.now);
                    let attempt = without_text(&article, &why, None);
                    (ArticleAttempt { asked, ..attempt }, None)
                }
                text => (attempt, text),
            };
            tally.count(&attempt);
            let message = Message::Article {
                source: self.index,
                attempt,
                text,
            };
            self.context.writer.send(message).await;
        }
        result.warnings.extend(tally.warning());
    }

    /// Requests the page of one entry and reads its text.
    async fn fetch_article(
        &mut self,
        article: AwaitedArticle,
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
        let answer = match self.fetcher.fetch(page, &article.validators).await {
            PageAnswer::Answered(answer) => answer,
            PageAnswer::Refused { why, retry } => return self.no_text(&article, why, retry, None),
            PageAnswer::Later => return PageResult::Later,
        };
        let asked = Some(self.context.now);
        match answer {
            PageOutcome::Fetched(fetched) if is_article && is_front_page(&fetched.final_url) => {
                result.bytes += fetched.bytes;
                let why = "the page leads to the front page of its site: it is not there any more";
                self.no_text(&article, why, Retry::Never, asked)
            }
            PageOutcome::Fetched(fetched) => {
                result.bytes += fetched.bytes;
                self.extract(article, *fetched).await
            }
            PageOutcome::NotModified => {
                PageResult::Done(retry::successful_attempt(self.context, &article), None)
            }
            PageOutcome::Gone { status } => {
                let why = format!("the page is not there ({status})");
                self.no_text(&article, &why, Retry::Never, asked)
            }
            PageOutcome::RetryLater { after, status } => {
                let why = format!("the server asked to come back later ({status})");
                let due = self.context.time_after(after.unwrap_or(FIRST_WAIT));
                // A request for a delay does not count as a failed attempt.
                PageResult::Done(retry::without_text(&article, &why, due), None)
            }
            PageOutcome::Failed(failure) => {
                self.no_text(&article, &failure.what, Retry::Limited, asked)
            }
            PageOutcome::Held | PageOutcome::Elsewhere(_) => PageResult::Later,
        }
    }

    /// Extracts the text from a page.
    async fn extract(&self, article: AwaitedArticle, fetched: Fetched) -> PageResult {
        let validators = fetched.validators.clone();
        let (source, full_text) = (self.source.clone(), self.full_text.clone());
        let before = article.clone();
        let taken = self
            .context
            .on_cpu(move || Ok(extract_text(&article, &fetched, &source, &full_text)))
            .await;
        match taken {
            Ok(Ok((by, text))) => {
                let attempt = ArticleAttempt {
                    state: ArticleState::Taken { by },
                    validators,
                    ..retry::successful_attempt(self.context, &before)
                };
                PageResult::Done(attempt, Some(Box::new(text)))
            }
            Ok(Err((why, retry))) => self.no_text(&before, &why, retry, Some(self.context.now)),
            Err(failure) => {
                self.no_text(&before, &failure.what, Retry::Never, Some(self.context.now))
            }
        }
    }

    /// The result for a page without text; `asked` is when it was requested, if it was.
    fn no_text(
        &self,
        article: &AwaitedArticle,
        why: &str,
        retry: Retry,
        asked: Option<Timestamp>,
    ) -> PageResult {
        let attempt = retry::failed_attempt(self.context, article, why, retry, asked);
        PageResult::Done(attempt, None)
    }
}

/// Sites often redirect requests for a removed page to their front page.
fn is_front_page(url: &WebUrl) -> bool {
    url.expose().path() == "/" && url.expose().query().is_none()
}
