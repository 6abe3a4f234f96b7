//! Decides what to store about a page and when to request it again.

use std::time::Duration;

use crate::model::{ArticleAttempt, ArticleState, AwaitedArticle, Timestamp};
use crate::pipeline::context::PassContext;

/// Attempts before an entry keeps the feed's text.
const MAX_TRIES: u32 = 3;

/// Wait after the first failed attempt; each further wait is four times as long.
pub(super) const FIRST_WAIT: Duration = Duration::from_hours(1);

/// Whether to retry a page that gave no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    Limited,
    Never,
}

/// The attempt to store for a page without text; `asked` is when it was requested, if it was.
pub(super) fn failed_attempt(
    context: &PassContext,
    article: &AwaitedArticle,
    why: &str,
    retry: Retry,
    asked: Option<Timestamp>,
) -> ArticleAttempt {
    let tries = article.tries.saturating_add(1);
    let due = match retry {
        Retry::Limited if tries < MAX_TRIES => {
            let factor = 4_u32.saturating_pow(tries.saturating_sub(1));
            context.time_after(FIRST_WAIT.saturating_mul(factor))
        }
        Retry::Limited | Retry::Never => None,
    };
    ArticleAttempt {
        asked,
        tries,
        ..without_text(article, why, due)
    }
}

/// The attempt to store for a page that gave its text, or did not change since it did.
pub(super) fn successful_attempt(
    context: &PassContext,
    article: &AwaitedArticle,
) -> ArticleAttempt {
    ArticleAttempt {
        asked: Some(context.now),
        tries: 0,
        ..stored_values(article, None)
    }
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
pub(super) fn without_text(
    article: &AwaitedArticle,
    why: &str,
    due: Option<Timestamp>,
) -> ArticleAttempt {
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
