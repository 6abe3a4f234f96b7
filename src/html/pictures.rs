//! Finds the pictures that a document shows, each once: a picture that a script loads is often in
//! it twice or more.

use std::collections::HashSet;

use html5ever::Attribute;

use super::image::{self, Shown};

/// Takes the tags of a document in order, and returns the pictures that it shows.
#[derive(Debug, Default)]
pub struct Pictures {
    /// The picture that the open `picture` offers, for an `img` without one.
    offered: Option<Shown>,
    is_in_picture: bool,
    is_in_noscript: bool,
    /// Pictures that a script would load, and those for readers without scripts.
    late: HashSet<String>,
    without_scripts: HashSet<String>,
    /// The last picture, if no text followed it.
    last: Option<Last>,
}

#[derive(Debug)]
struct Last {
    shown: Shown,
    is_in_noscript: bool,
}

impl Pictures {
    /// Takes a start tag; returns the address, as written, of the picture that it shows.
    pub fn start(&mut self, name: &str, attributes: &[Attribute]) -> Option<String> {
        match name {
            "picture" => (self.is_in_picture, self.offered) = (true, None),
            "noscript" => self.is_in_noscript = true,
            "source" if self.is_in_picture && self.offered.is_none() => {
                self.offered = image::offered(attributes);
            }
            "img" | "image" | "amp-img" | "amp-anim" => {
                let offered = self.offered.take();
                self.is_in_picture = false;
                return self.once(image::shown(attributes, offered.as_ref())?);
            }
            _ => {}
        }
        None
    }

    /// Takes an end tag; returns the picture of a `picture` without an `img`.
    pub fn end(&mut self, name: &str) -> Option<String> {
        match name {
            "noscript" => self.is_in_noscript = false,
            "picture" => {
                self.is_in_picture = false;
                let offered = self.offered.take()?;
                return self.once(offered);
            }
            _ => {}
        }
        None
    }

    /// Takes text: no later picture is next to an earlier one.
    pub fn text(&mut self) {
        self.last = None;
    }

    /// Returns the address of a picture, unless the picture next to it is the same.
    fn once(&mut self, shown: Shown) -> Option<String> {
        let last = self.last.take();
        let beside = last.filter(|last| last.is_in_noscript != self.is_in_noscript);
        let is_repeated = |beside: &Last| {
            // The picture for readers without scripts may have another size.
            image::is_one_picture(&beside.shown.address, &shown.address)
        };
        let is_known = if self.is_in_noscript {
            self.late.contains(&shown.address)
        } else {
            shown.is_lazy && self.without_scripts.contains(&shown.address)
        };
        if is_known || beside.as_ref().is_some_and(is_repeated) {
            return None;
        }
        if self.is_in_noscript {
            self.without_scripts.insert(shown.address.clone());
        } else if shown.is_lazy {
            self.late.insert(shown.address.clone());
        }
        let address = shown.address.clone();
        self.last = Some(Last {
            shown,
            is_in_noscript: self.is_in_noscript,
        });
        Some(address)
    }
}
