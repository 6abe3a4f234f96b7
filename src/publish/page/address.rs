//! Addresses of the pages of `serve`, relative to the page that links to them: so a proxy may serve
//! them under any path.

use std::fmt::Write as _;

use crate::model::{EntryKey, StoryId};

/// Where the links of a page lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Links<'a> {
    /// Links lead to other pages of `serve`.
    Pages(Root<'a>),
    /// Links lead to the web only: the page stands alone.
    Web,
}

/// The way from a page to the folder of all pages: `./` or `../`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Root<'a>(pub(super) &'a str);

impl Root<'_> {
    /// A page in the folder of all pages: `/`, `/sources`.
    pub(super) const HERE: Root<'static> = Root("./");
    /// A page in a folder below it: `/s/ID`.
    pub(super) const ABOVE: Root<'static> = Root("../");

    /// The address of something below the folder of all pages.
    pub(super) fn to(self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The page of a story.
    pub(super) fn story(self, story: StoryId) -> String {
        self.to(&format!("s/{story}"))
    }

    /// The page of a story that compares its representative with another copy.
    pub(super) fn compared(self, story: StoryId, with: EntryKey) -> String {
        self.to(&format!("s/{story}?with={with}#diff"))
    }

    /// A page that is named by free text: in `labels`, `issuers` or `sources`.
    pub(super) fn named(self, folder: &str, name: &str) -> String {
        self.to(&format!("{folder}/{}", encoded(name)))
    }
}

/// Percent-encodes a text for one segment of a path or one value of a query (RFC 3986 2.3).
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ignored = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Root, encoded};

    #[test]
    fn a_name_is_one_segment_whatever_it_holds() {
        assert_eq!(encoded("a b/ü?#%"), "a%20b%2F%C3%BC%3F%23%25");
        assert_eq!(Root::ABOVE.named("labels", "../x"), "../labels/..%2Fx");
        assert_eq!(Root::HERE.to(""), "./");
    }
}
