//! Sets the fields of feed and entries from the start tags, end tags and values of elements.

use super::links::{LinkTarget, Relation, link_attribute, relation, target};
use super::{Open, Person, Scan, Scope};
use crate::html;
use crate::parse::lenient::names::Role;
use crate::parse::lenient::value::{Markup, Value, short};
use crate::parse::lenient::{Attachment, Item, Term};
use crate::parse::markup::Tag;

/// Most hours and days of `skipHours` and `skipDays`.
const MAX_SKIPPED: usize = 100;

impl<'a> Scan<'a> {
    /// Takes what the start tag of an element gives.
    pub(super) fn start_element(&mut self, role: Role, tag: Tag<'a>, outer: Scope<'a>) {
        let depth = self.stack.len() + 1;
        match role {
            Role::Entry => self.start_item(depth, tag, outer),
            Role::Aside => self.aside = self.aside.or(Some(depth)),
            Role::Source if self.source.is_none() => {
                if let Some(item) = self.own_item() {
                    item.source_authors = Some(Vec::new());
                }
                self.source = Some(depth);
            }
            Role::Author | Role::Contributor if self.person.is_none() => {
                let known = if role == Role::Contributor {
                    Person::Settled
                } else {
                    Person::Unnamed
                };
                self.person = Some((depth, known));
            }
            Role::Enclosure => self.attach(tag, "url"),
            Role::MediaContent => {
                self.attach(tag, "url");
                self.picture(tag);
            }
            Role::Thumbnail => {
                let url = tag.attribute("url").map(|raw| self.attribute(raw));
                if let Some(item) = self.own_item() {
                    item.thumbnail = item.thumbnail.or(url);
                }
            }
            Role::ItunesImage => {
                let url = tag.attribute("href").or_else(|| tag.attribute("url"));
                self.itunes_image(url);
            }
            Role::ItunesLink if tag.attribute("rel") == Some("image") => {
                self.itunes_image(tag.attribute("href"));
            }
            Role::ItunesCategory => self.itunes_category(tag),
            Role::Link => self.link(tag),
            _ => {}
        }
    }

    /// Begins an item at the depth of its element.
    fn start_item(&mut self, depth: usize, tag: Tag<'a>, outer: Scope<'a>) {
        self.item = Some(depth);
        (self.source, self.aside, self.person) = (None, None, None);
        let mut item = Item {
            // The language of the whole feed is not that of this entry.
            lang: self.scope.lang.filter(|_| self.scope.lang != outer.lang),
            ..Item::default()
        };
        if !tag.is_bare() {
            let about = tag.attributes().find(|(name, _)| name.ends_with(":about"));
            item.about = about.map(|(_, raw)| self.attribute(raw));
            item.link = tag.attribute("href").map(|raw| self.attribute(raw));
            item.updated = tag.attribute("lastmod").map(|raw| self.attribute(raw));
        }
        self.feed.items.push(item);
    }

    /// Takes the address of a `media:content` that is a picture.
    fn picture(&mut self, tag: Tag<'a>) {
        let url = tag.attribute("url").filter(|url| is_picture(tag, url));
        let url = url.map(|raw| self.attribute(raw));
        if let Some(item) = self.own_item() {
            item.picture = item.picture.or(url);
        }
    }

    fn itunes_category(&mut self, tag: Tag<'a>) {
        let name = tag.attribute("text").map(|raw| self.attribute(raw));
        let most = self.limits.list;
        if let (Some(name), Some(item)) = (name, self.own_item())
            && item.categories.len() < most
        {
            item.categories.push(Term {
                name,
                scheme: None,
                label: None,
            });
        }
    }

    fn itunes_image(&mut self, url: Option<&'a str>) {
        let url = url.map(|raw| self.attribute(raw));
        if let Some(item) = self.own_item() {
            item.itunes_image = item.itunes_image.or(url);
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

    /// Takes a link with its address in an attribute, as in Atom and in some RSS feeds.
    fn link(&mut self, tag: Tag<'a>) {
        let Some(raw) = link_attribute(tag) else {
            return;
        };
        let relation = relation(tag);
        if relation == Relation::Enclosure {
            self.attach(tag, "href");
        }
        let target = match relation {
            Relation::Page => target(tag.attribute("type").unwrap_or_default()),
            Relation::Enclosure | Relation::Itself | Relation::Hub | Relation::Other => {
                LinkTarget::Other
            }
        };
        let value = self.attribute(raw);
        if let Some(item) = self.own_item() {
            match target {
                LinkTarget::Page => item.link = Some(value),
                LinkTarget::Document => item.document_link = item.document_link.or(Some(value)),
                LinkTarget::Other => {}
            }
        } else if self.item.is_none() && self.aside.is_none() {
            let head = &mut self.feed.head;
            if target == LinkTarget::Page {
                head.link = Some(value);
            } else if relation == Relation::Itself {
                head.own_address = Some(value);
            } else if relation == Relation::Hub {
                head.hub = head.hub.or(Some(value));
            }
        }
    }

    fn attribute(&self, raw: &'a str) -> Value<'a> {
        Value {
            raw,
            attribute: true,
            nested: false,
            markup: Markup::Unsaid,
            base: short(self.scope.base),
            depth: short(self.stack.len() + 1),
        }
    }

    /// Returns the open entry, unless an element within it is open that describes something else.
    fn own_item(&mut self) -> Option<&mut Item<'a>> {
        if self.item.is_none() || self.source.is_some() || self.aside.is_some() {
            return None;
        }
        self.feed.items.last_mut()
    }

    /// Takes the end of an element that contains other elements.
    pub(super) fn end_container(&mut self, open: Open<'a>, depth: usize, end: usize) {
        let text = || Value {
            raw: self.text.get(open.start..end).unwrap_or_default(),
            attribute: false,
            nested: false,
            markup: Markup::Unsaid,
            base: short(self.scope.base),
            depth: short(depth),
        };
        match open.role {
            Role::Entry if self.item == Some(depth) => self.item = None,
            Role::Aside if self.aside == Some(depth) => self.aside = None,
            Role::Source if self.source == Some(depth) => self.source = None,
            Role::Author | Role::Contributor => {
                if let Some((person, known)) = self.person
                    && person == depth
                {
                    let text = text();
                    self.person = None;
                    if known == Person::Unnamed {
                        self.author(text);
                    }
                }
            }
            _ => {}
        }
    }

    fn author(&mut self, name: Value<'a>) {
        let most = self.limits.list;
        if let Some(authors) = self.authors().filter(|authors| authors.len() < most) {
            authors.push(name);
        }
    }

    /// Returns the authors of what is open: an entry, the feed it was copied from, or the feed.
    fn authors(&mut self) -> Option<&mut Vec<Value<'a>>> {
        if self.aside.is_some() {
            return None;
        }
        if self.item.is_none() {
            return Some(&mut self.feed.head.authors);
        }
        let in_source = self.source.is_some();
        let item = self.feed.items.last_mut()?;
        if in_source {
            item.source_authors.as_mut()
        } else {
            Some(&mut item.authors)
        }
    }

    /// Adds the open person to the authors: by name, or else by mail address.
    fn name_person(&mut self, (depth, known): (usize, Person), role: Role, value: Value<'a>) {
        let is_name = role == Role::Name;
        if is_name && known == Person::Addressed && !value.raw.trim().is_empty() {
            self.authors().and_then(Vec::pop);
        } else if !matches!(known, Person::Unnamed | Person::Linked) {
            return;
        }
        let known = if is_name {
            Person::Settled
        } else {
            Person::Addressed
        };
        self.person = Some((depth, known));
        self.author(value);
    }

    /// Takes the end of an element whose content is one value.
    pub(super) fn end_value(&mut self, open: Open<'a>, value: Value<'a>) {
        if open.role == Role::Uri
            && let Some((_, known @ Person::Unnamed)) = &mut self.person
        {
            *known = Person::Linked;
            return;
        }
        if let Some(person) = self.person
            && matches!(open.role, Role::Name | Role::Email)
        {
            self.name_person(person, open.role, value);
            return;
        }
        if self.aside.is_some() || (self.item.is_some() && self.source.is_some()) {
            return;
        }
        if self.item.is_none() {
            self.end_head_value(open, value);
            return;
        }
        self.end_item_value(open, value);
    }

    fn end_item_value(&mut self, open: Open<'a>, value: Value<'a>) {
        let most = self.limits.list;
        let Some(item) = self.feed.items.last_mut() else {
            return;
        };
        match open.role {
            Role::Title | Role::MediaTitle => {
                item.title = better_title(item.title, (open.role, value));
            }
            Role::Link if link_attribute(open.tag).is_none() => match relation(open.tag) {
                Relation::Page => item.link = Some(value),
                Relation::Enclosure if item.enclosures.len() < most => {
                    item.enclosures.push(Attachment {
                        url: value,
                        media_type: None,
                        length: None,
                        duration: None,
                    });
                }
                Relation::Enclosure | Relation::Itself | Relation::Hub | Relation::Other => {}
            },
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
            // The first one counts: publishers put the most informative one first.
            Role::Caption if !value.raw.trim().is_empty() => {
                item.caption = item.caption.or(Some(value));
            }
            Role::Subtitle if !value.raw.trim().is_empty() => {
                item.subtitle = item.subtitle.or(Some(value));
            }
            Role::Creator if item.authors.len() < most => item.authors.push(value),
            Role::Category if item.categories.len() < most => {
                item.categories.push(category(open.tag, value));
            }
            Role::Keywords if item.keywords.len() < most => item.keywords.push(value),
            Role::Language => item.language = Some(value),
            Role::Duration => item.duration = Some(value),
            _ => {}
        }
    }

    fn end_head_value(&mut self, open: Open<'a>, value: Value<'a>) {
        let head = &mut self.feed.head;
        match open.role {
            Role::Title => head.title = head.title.or(Some(value)),
            Role::Link if link_attribute(open.tag).is_none() => match relation(open.tag) {
                Relation::Page => head.link = Some(value),
                Relation::Itself => head.own_address = Some(value),
                Relation::Hub => head.hub = head.hub.or(Some(value)),
                Relation::Enclosure | Relation::Other => {}
            },
            Role::Creator if head.authors.len() < self.limits.list => head.authors.push(value),
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

/// Whether a value replaces a known one: the shallower counts; of two equally deep ones, the
/// later.
fn outranks(value: Value<'_>, known: Option<Value<'_>>) -> bool {
    known.is_none_or(|known| value.depth <= known.depth)
}

/// Whether a `media:content` is a picture, by `medium` or `type`, or else by its address.
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

/// Returns the better of two titles: the first that is not empty. A shallower title has precedence
/// over a deeper one, and any title over that of an attached picture.
fn better_title<'a>(
    known: Option<Value<'a>>,
    (role, value): (Role, Value<'a>),
) -> Option<Value<'a>> {
    let by_media = role == Role::MediaTitle;
    let is_taken =
        known.is_some_and(|title| title.depth <= value.depth && (by_media || title.depth != 0));
    if is_taken || value.raw.trim().is_empty() {
        return known;
    }
    // Every other title has precedence over depth 0.
    let depth = if by_media { 0 } else { value.depth };
    Some(Value { depth, ..value })
}

/// Builds a category from the attributes of its element, or else from its text.
fn category<'a>(tag: Tag<'a>, value: Value<'a>) -> Term<'a> {
    let named = |name: &str| {
        tag.attribute(name).map(|raw| Value {
            raw,
            attribute: true,
            ..value
        })
    };
    Term {
        name: named("term").unwrap_or(value),
        scheme: named("scheme").or_else(|| named("domain")),
        label: named("label"),
    }
}
