//! The pages: which paths they have, what they depend on, and how they are made.

use super::failure::Failure;
use super::{Server, feeds};

/// A page. To add one: its variant with its parameters, its path in [`Page::find`], and in
/// [`Page::make`] the function that asks the store and renders the answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Page {
    /// The outputs: `/feeds` and the front page.
    Feeds,
}

/// The form in which a page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// HTML, for people.
    Html,
    /// JSON, for programs.
    Json,
}

impl Form {
    /// The media type.
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

impl Page {
    /// The page of a path, given as its segments.
    pub(super) fn find(segments: &[&str]) -> Option<Self> {
        match segments {
            ["" | "feeds"] => Some(Self::Feeds),
            _ => None,
        }
    }

    /// Makes the bytes of the page. It waits for the disk and the store.
    pub(super) fn make(&self, server: &Server, form: Form) -> Result<Vec<u8>, Failure> {
        match self {
            Self::Feeds => feeds::make(server, form),
        }
    }
}
