//! Finds the first picture that a document shows.

use html5ever::Attribute;
use url::Url;

use super::image;
use super::media::Media;
use super::pictures::Pictures;
use super::{Output, read};

/// Returns the address, as written, of the first picture that a document shows, except emoji and
/// icons.
pub fn first_picture(html: &str) -> Option<String> {
    struct First {
        pictures: Pictures,
        found: Option<String>,
    }
    impl Output for First {
        type Mark = Option<String>;

        fn text(&mut self, text: &str) {
            if !text.trim().is_empty() {
                self.pictures.text();
            }
        }

        fn start(&mut self, name: &str, attributes: &[Attribute]) {
            let shown = self.pictures.start(name, attributes);
            let shown = shown.filter(|_| !image::is_ornament(attributes));
            self.found = self.found.take().or(shown);
        }

        fn end(&mut self, name: &str) {
            let shown = self.pictures.end(name);
            self.found = self.found.take().or(shown);
        }

        fn gap(&mut self) {}

        fn media(&mut self, _media: Media) {}

        fn mark(&self) -> Self::Mark {
            self.found.clone()
        }

        fn cut(&mut self, mark: &Self::Mark) {
            self.found.clone_from(mark);
        }
    }
    // Most entries have no picture in their HTML; searching for the names of elements is cheap.
    let has_picture = html.match_indices('<').any(|(at, _)| {
        let name = html.as_bytes().get(at + 1..at + 4);
        name.is_some_and(|name| {
            [b"img", b"ima", b"sou", b"amp"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(*known))
        })
    });
    if !has_picture {
        return None;
    }
    let first = || First {
        pictures: Pictures::default(),
        found: None,
    };
    read(html, first).found
}

/// Returns the absolute http(s) address of the first picture that a document shows; `base` is the
/// base of relative ones.
pub fn first_picture_on_web(html: &str, base: Option<&str>) -> Option<String> {
    let address = first_picture(html)?;
    let url = match Url::parse(&address) {
        Err(url::ParseError::RelativeUrlWithoutBase) => {
            Url::parse(base?).ok()?.join(&address).ok()?
        }
        url => url.ok()?,
    };
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}
