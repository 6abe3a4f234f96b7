//! Composes messages: the story or the change as it is now, and the key of the message.

use std::rc::Rc;

use super::super::choice::unselected;
use super::super::ids::StoredIds;
use super::super::{FeedAddresses, feed_addresses, published, published_change, related_stories};
use super::entering;
use crate::model::{BodyTemplate, ChangeSize, Disclosure, Message, Recipient, Timestamp};
use crate::pipeline::Plan;
use crate::pipeline::queries::{ChangeReader, CuratedStory, Curation};
use crate::publish::{self, WrittenItem};
use crate::store::{self, Store};

/// A message that is ready to be sent.
pub(super) struct Composed {
    /// Names the message among all messages of its recipient: the same again after a crash.
    pub(super) key: String,
    pub(super) item: WrittenItem,
}

impl Composed {
    /// The JSON for a webhook.
    pub(super) fn posted(&self, recipient: &Recipient, template: Option<&BodyTemplate>) -> String {
        let Some(template) = template else {
            return self.item.json.clone();
        };
        let filled = template.fill(&mut |name| self.part(recipient, name).to_owned());
        filled.to_string()
    }

    /// One of [`BodyTemplate::PARTS`]; empty if the story has no such part.
    pub(super) fn part<'s>(&'s self, recipient: &'s Recipient, name: &str) -> &'s str {
        let item = &self.item;
        match name {
            "title" => &item.title,
            "url" => item.url.as_deref().unwrap_or_default(),
            "outlet" => &item.outlet,
            "summary" => item.summary.as_deref().unwrap_or_default(),
            "id" => &item.id,
            "date_published" => &item.date_published,
            "date_modified" => &item.date_modified,
            "output" => recipient.name.as_str(),
            _ => "",
        }
    }
}

/// Composes messages from one state of the store.
pub(super) struct Composer<'s> {
    plan: Plan<'s>,
    store: &'s Store,
    curation: Curation<'s>,
    disclosure: Disclosure,
    feeds: FeedAddresses<'s>,
    ids: StoredIds<'s>,
}

impl<'s> Composer<'s> {
    pub(super) fn new(
        plan: Plan<'s>,
        store: &'s Store,
        now: Timestamp,
    ) -> Result<Self, store::Error> {
        Ok(Self {
            plan,
            store,
            curation: Curation::new(plan, now),
            disclosure: plan.disclosure(),
            feeds: feed_addresses(plan),
            ids: StoredIds::read(plan, store)?,
        })
    }

    /// The message; `None` if there is nothing to send any longer, because a person hid the story,
    /// it was merged into one that the recipient knows, or it no longer meets the conditions.
    pub(super) fn compose(
        &self,
        recipient: &Recipient,
        message: &Message,
    ) -> Result<Option<Composed>, store::Error> {
        let store = self.store;
        let Some(mut curated) = entering::published(&self.curation, store, message.story)? else {
            return Ok(None);
        };
        let story = curated.story.id;
        self.curation.read_text(store, &mut curated)?;
        curated.related = related_stories::compose(store, &curated.story, |stored| {
            self.curation.published(store, stored)
        })?;
        let (item, own) = if message.change.is_some() {
            let Some(changed) = self.change(message, curated)? else {
                return Ok(None);
            };
            changed
        } else {
            let is_known = story != message.story && store.is_told(&recipient.name, story)?;
            let filter = &recipient.filter;
            if is_known || unselected(filter, &curated, &self.curation).is_some() {
                return Ok(None);
            }
            let id = self.ids.shared(story)?;
            let published = published(id, &self.feeds, &curated);
            let item = publish::item(self.plan.site, &self.disclosure, &published);
            (item, self.ids.own(story))
        };
        // Serialising texts cannot fail.
        Ok(item.ok().map(|item| Composed {
            key: self.ids.message_key(&recipient.name, &own),
            item,
        }))
    }

    /// A change as an item, and its id.
    fn change(
        &self,
        message: &Message,
        curated: CuratedStory,
    ) -> Result<Option<(Rendered, String)>, store::Error> {
        let Some(row) = message.change else {
            return Ok(None);
        };
        let Some(stored) = self.store.stored_change(row)? else {
            return Ok(None);
        };
        let mut reader = ChangeReader::new(&self.curation, self.store, &self.disclosure);
        let curated = Rc::new(curated);
        let Some(chosen) = reader.change(stored, &curated, ChangeSize::Substantial)? else {
            return Ok(None);
        };
        let id = self.ids.change(&chosen.stored);
        let own = id.to_string();
        let story = self.ids.shared(curated.story.id)?;
        let change = published_change((id, story), &self.feeds, &chosen);
        let item = publish::item_of_change(self.plan.site, &self.disclosure, &change);
        Ok(Some((item, own)))
    }
}

type Rendered = Result<WrittenItem, publish::RenderError>;
