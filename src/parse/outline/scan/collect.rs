//! What elements say: start tags, ends and values of the walk become fields of the outline.

use super::{Open, Scan, Scope};
use crate::html;
use crate::parse::markup::Tag;
use crate::parse::outline::names::Role;
use crate::parse::outline::value::{Markup, Value};
use crate::parse::outline::{Attachment, Item, Source, Term};

/// Most hours and days of rest kept.
const MAX_SKIPPED: usize = 100;

impl<'a> Scan<'a> {
    /// What an element says by its start tag alone.
    pub(super) fn begin(&mut self, role: Role, tag: Tag<'a>, outer: Scope<'a>) {
        let depth = self.stack.len() + 1;
        match role {
            Role::Entry => {
                self.item = Some(depth);
                (self.source, self.aside, self.person) = (None, None, None);
                let mut item = Item {
                    // What holds for the whole feed says nothing of this entry.
                    lang: self.scope.lang.filter(|_| self.scope.lang != outer.lang),
                    ..Item::default()
                };
                if !tag.is_bare() {
                    let about = tag.attributes().find(|(name, _)| name.ends_with(":about"));
                    item.about = about.map(|(_, raw)| self.attribute(raw));
                    item.link = tag.attribute("href").map(|raw| self.attribute(raw));
                    item.updated = tag.attribute("lastmod").map(|raw| self.attribute(raw));
                }
                self.found.items.push(item);
            }
            Role::Aside => self.aside = self.aside.or(Some(depth)),
            Role::Source if self.source.is_none() => {
                let url = tag.attribute("url").map(|raw| self.attribute(raw));
                if let Some(item) = self.own_item() {
                    item.source = Some(Source {
                        url,
                        ..Source::default()
                    });
                }
                self.source = Some(depth);
            }
            Role::Author | Role::Contributor if self.person.is_none() => {
                self.person = Some((depth, role == Role::Contributor));
            }
            Role::Enclosure => self.attach(tag, "url"),
            Role::MediaContent => {
                self.attach(tag, "url");
                let url = tag.attribute("url").filter(|url| is_picture(tag, url));
                let url = url.map(|raw| self.attribute(raw));
                if let Some(item) = self.own_item() {
                    item.picture = item.picture.or(url);
                }
            }
            Role::Thumbnail => {
                let url = tag.attribute("url").map(|raw| self.attribute(raw));
                if let Some(item) = self.own_item() {
                    item.thumbnail = item.thumbnail.or(url);
                }
            }
            Role::ItunesImage => {
                let url = tag.attribute("href").map(|raw| self.attribute(raw));
                if let Some(item) = self.own_item() {
                    item.itunes_image = item.itunes_image.or(url);
                }
            }
            Role::Link => self.link(tag),
            _ => {}
        }
    }

    fn attach(&mut self, tag: Tag<'a>, address: &str) {
        let Some(url) = tag.attribute(address).or_else(|| tag.attribute("href")) else {
            return;
        };
        let attachment = Attachment {
            url: self.attribute(url),
            media_type: tag.attribute("type").map(|raw| self.attribute(raw)),
            length: tag
                .attribute("length")
                .or_else(|| tag.attribute("fileSize")),
            duration: tag.attribute("duration"),
        };
        let most = self.limits.list;
        if let Some(item) = self.own_item().filter(|item| item.enclosures.len() < most) {
            item.enclosures.push(attachment);
        }
    }

    /// A link with its address in an attribute (Atom; some RSS writes it so, too).
    fn link(&mut self, tag: Tag<'a>) {
        let Some(raw) = link_attribute(tag) else {
            return;
        };
        let rel = tag.attribute("rel").unwrap_or("alternate");
        if rel.eq_ignore_ascii_case("enclosure") {
            self.attach(tag, "href");
        }
        let page = rel.eq_ignore_ascii_case("alternate")
            && tag.attribute("type").is_none_or(|kind| {
                matches!(
                    kind.trim().to_ascii_lowercase().as_str(),
                    "" | "html" | "text/html" | "xhtml" | "application/xhtml+xml"
                )
            });
        let value = self.attribute(raw);
        if let Some(source) = self.open_source() {
            if rel.eq_ignore_ascii_case("self") || source.url.is_none() {
                source.url = Some(value);
            }
        } else if !page {
        } else if let Some(item) = self.own_item() {
            item.link = Some(value);
        } else if self.item.is_none() && self.aside.is_none() {
            self.found.head.link = Some(value);
        }
    }

    fn attribute(&self, raw: &'a str) -> Value<'a> {
        Value {
            raw,
            attribute: true,
            nested: false,
            markup: Markup::Unsaid,
            base: self.scope.base,
            depth: self.stack.len() + 1,
        }
    }

    /// The open entry, unless what is open is about something else.
    fn own_item(&mut self) -> Option<&mut Item<'a>> {
        if self.item.is_none() || self.source.is_some() || self.aside.is_some() {
            return None;
        }
        self.found.items.last_mut()
    }

    fn open_source(&mut self) -> Option<&mut Source<'a>> {
        self.source.filter(|_| self.item.is_some())?;
        self.found.items.last_mut()?.source.as_mut()
    }

    /// An element that holds others ends.
    pub(super) fn leave(&mut self, open: Open<'a>, depth: usize, end: usize) {
        let text = || Value {
            raw: self.text.get(open.start..end).unwrap_or_default(),
            attribute: false,
            nested: false,
            markup: Markup::Unsaid,
            base: self.scope.base,
            depth,
        };
        match open.role {
            Role::Entry if self.item == Some(depth) => self.item = None,
            Role::Aside if self.aside == Some(depth) => self.aside = None,
            Role::Source if self.source == Some(depth) => {
                let text = text();
                if let Some(source) = self.open_source()
                    && source.title.is_none()
                    && source.id.is_none()
                {
                    source.title = Some(text);
                }
                self.source = None;
            }
            Role::Author | Role::Contributor => {
                if let Some((person, named)) = self.person
                    && person == depth
                {
                    let text = text();
                    self.person = None;
                    if !named {
                        self.author(text);
                    }
                }
            }
            _ => {}
        }
    }

    fn author(&mut self, name: Value<'a>) {
        let most = self.limits.list;
        if let Some(item) = self.own_item().filter(|item| item.authors.len() < most) {
            item.authors.push(name);
        }
    }

    /// An element that is one value ends.
    pub(super) fn finish(&mut self, open: Open<'a>, value: Value<'a>) {
        if let Some((depth, named)) = self.person
            && matches!(open.role, Role::Name | Role::Email)
        {
            // The first of name and address stands for the person.
            if !named {
                self.person = Some((depth, true));
                self.author(value);
            }
            return;
        }
        if let Some(source) = self.open_source() {
            match open.role {
                Role::Title => source.title = source.title.or(Some(value)),
                Role::Guid => source.id = source.id.or(Some(value)),
                Role::Link => source.url = source.url.or(Some(value)),
                _ => {}
            }
            return;
        }
        if self.aside.is_some() {
            return;
        }
        if self.item.is_none() {
            self.finish_head(open, value);
            return;
        }
        let most = self.limits.list;
        let Some(item) = self.found.items.last_mut() else {
            return;
        };
        match open.role {
            Role::Title | Role::MediaTitle => {
                let by_media = open.role == Role::MediaTitle;
                // The first that says something; a shallower one stands above a deeper one, and
                // any above the title of an attached picture.
                let taken = item.title.is_some_and(|title| {
                    title.depth <= value.depth && (by_media || title.depth != 0)
                });
                if !taken && !value.raw.trim().is_empty() {
                    // Depth 0 yields to every other title.
                    let depth = if by_media { 0 } else { value.depth };
                    item.title = Some(Value { depth, ..value });
                }
            }
            Role::Link if link_attribute(open.tag).is_none() => item.link = Some(value),
            Role::Guid if outranks(value, item.guid) => {
                item.guid = Some(value);
                item.guid_is_link = open
                    .tag
                    .attribute("ispermalink")
                    .is_none_or(|permalink| permalink == "true");
            }
            Role::Published => item.published = Some(value),
            Role::Updated => item.updated = Some(value),
            Role::Dated => item.dated = Some(value),
            Role::Created => item.created = Some(value),
            Role::Description if outranks(value, item.description) => {
                item.description = Some(value);
            }
            Role::Summary if outranks(value, item.summary) => item.summary = Some(value),
            Role::Content
                if item
                    .content
                    .is_none_or(|known| known.raw.len() < value.raw.len()) =>
            {
                item.content = Some(value);
            }
            Role::Creator if item.authors.len() < most => item.authors.push(value),
            Role::Category if item.categories.len() < most => {
                let tag = open.tag;
                let named = |name: &str| {
                    tag.attribute(name).map(|raw| Value {
                        raw,
                        attribute: true,
                        ..value
                    })
                };
                item.categories.push(Term {
                    name: named("term").unwrap_or(value),
                    scheme: named("scheme").or_else(|| named("domain")),
                    label: named("label"),
                });
            }
            Role::Language => item.language = Some(value),
            Role::Duration => item.duration = Some(value),
            _ => {}
        }
    }

    fn finish_head(&mut self, open: Open<'a>, value: Value<'a>) {
        let head = &mut self.found.head;
        match open.role {
            Role::Title => head.title = head.title.or(Some(value)),
            Role::Link if link_attribute(open.tag).is_none() => head.link = Some(value),
            Role::Guid => head.id = head.id.or(Some(value)),
            Role::Language => head.language = Some(value),
            Role::Ttl => head.ttl = Some(value),
            Role::Skipped if head.skip_hours.len() + head.skip_days.len() < MAX_SKIPPED => {
                if open.name.eq_ignore_ascii_case("hour") {
                    head.skip_hours.push(value);
                } else {
                    head.skip_days.push(value);
                }
            }
            _ => {}
        }
    }
}

/// Of two values the shallower counts, of two equally deep the later.
fn outranks(value: Value<'_>, known: Option<Value<'_>>) -> bool {
    known.is_none_or(|known| value.depth <= known.depth)
}

/// Whether a `media:content` is a picture: by `medium` or `type`, else by its address.
fn is_picture(tag: Tag<'_>, url: &str) -> bool {
    let said = |name: &str| {
        tag.attribute(name)
            .map(str::trim)
            .filter(|said| !said.is_empty())
    };
    match (said("medium"), said("type")) {
        (Some(medium), _) => medium.eq_ignore_ascii_case("image"),
        (None, Some(kind)) => kind
            .get(..6)
            .is_some_and(|start| start.eq_ignore_ascii_case("image/")),
        (None, None) => html::looks_like_picture(url),
    }
}

fn link_attribute(tag: Tag<'_>) -> Option<&str> {
    if tag.is_bare() {
        return None;
    }
    ["url", "uri", "href"]
        .iter()
        .find_map(|name| tag.attribute(name))
}
