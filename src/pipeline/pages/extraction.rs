//! Extracts the text of an entry from its page.

use super::retry::Retry;
use super::walls;
use crate::extract::{self, ArticlePage, Extracted};
use crate::model::{
    ArticleState, AwaitedArticle, Fetched, FullText, Identity, PreparedEntry, RawEntry, Source,
    TakenBy,
};
use crate::normalize;
use crate::parse::{self, DocumentContext};
use crate::pipeline::prepare;

/// Returns the entry prepared with the text of the page, or why there is none.
pub(super) fn extract_text(
    article: &AwaitedArticle,
    fetched: &Fetched,
    source: &Source,
    full_text: &FullText,
) -> Result<(TakenBy, PreparedEntry), (String, Retry)> {
    let reading = DocumentContext {
        content_type: fetched.content_type.as_deref(),
        charset: source.charset,
        timezone: &source.timezone,
        base: Some(fetched.final_url.expose()),
    };
    let html = parse::page(&fetched.body, &reading)
        .map_err(|what| (format!("the page is {what}"), Retry::Never))?;
    let known = normalize::body_text(&article.html);
    // If the stored text came from the page already, a shorter new text is no reason to refuse it.
    let known_chars = match article.state {
        ArticleState::Taken { .. } => 0,
        ArticleState::Waiting | ArticleState::NotTaken { .. } => {
            known.chars().filter(|c| !c.is_whitespace()).count()
        }
    };
    let page = ArticlePage {
        html: &html,
        url: fetched.final_url.expose(),
        title: &article.title,
        selector: full_text.selector.as_ref(),
        known_chars,
    };
    let Extracted { html, by } = extract::extract(&page).map_err(|error| {
        let retry = if error.may_pass() {
            Retry::Limited
        } else {
            Retry::Never
        };
        (error.to_string(), retry)
    })?;
    if let Some(wall) = walls::wall(&html, &article.title, &known) {
        return Err((walls::why_wall(&wall), Retry::Limited));
    }
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
