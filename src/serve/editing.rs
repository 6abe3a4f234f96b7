//! Carries out what the forms on the page of a story ask for: the same rulings as the commands
//! `hide`, `relabel`, `pin`, `merge` and `split` make, through the same functions.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri};
use tokio::time::timeout;
use url::form_urlencoded;

use super::Server;
use super::access::{Access, Rights};
use super::content::Resource;
use super::failure::Failure;
use super::origin;
use super::pages::Page;
use super::protection::SecurityHeaders;
use super::routes::Route;
use crate::clock::Clock as _;
use crate::model::{EntryKey, Label, LabelChange, OutputOutcome, OutputReport, StoredStory};
use crate::pipeline::{self, Storing};
use crate::publish::page::FormAct;
use crate::store::{self, Act, Found, Pinned, Ruling, Store};

/// Longest body of a request. No form of ours sends a tenth of it.
const BODY_BYTES: usize = 8 * 1024;

/// Time for a client to send the body, and time for earlier acts to end.
const WAIT: Duration = Duration::from_secs(5);

/// How long an act waits for a running pass.
const PASS_WAIT: Duration = Duration::from_secs(3);

/// The fields of a form.
struct Fields(Vec<(String, String)>);

/// What became of an act.
struct Done {
    /// The id of the story whose page shows the result.
    story: String,
    outputs: Vec<OutputReport>,
}

impl Server {
    /// Carries out the act that a form of a story page asks for, and answers with 303 to the page
    /// of the story, so that reloading it repeats nothing.
    pub(super) async fn overrule(
        self: &Arc<Self>,
        uri: &Uri,
        headers: &HeaderMap,
        rights: Rights,
        body: Body,
    ) -> Result<(Response<Body>, SecurityHeaders), Failure> {
        let route = self.route(uri).ok_or(Failure::NotFound)?;
        let Route::Resource(Resource::Page(Page::Story(id, _), _)) = route else {
            return Err(Failure::Method("GET, HEAD"));
        };
        if !origin::is_ours(uri, headers) {
            return Err(Failure::OtherOrigin);
        }
        match (rights, &self.access) {
            (Rights::Edit, _) => {}
            (Rights::Read, Access::Nobody) => return Err(Failure::Method("GET, HEAD")),
            (Rights::Read, Access::ThisMachine) => return Err(Failure::OtherMachine),
            (Rights::Read, Access::Password(_)) => return Err(Failure::Password),
        }
        let fields = Fields::read(headers, body).await?;
        let place = timeout(WAIT, Arc::clone(&self.acting).acquire_owned()).await;
        let place = place
            .map_err(|_| Failure::Busy)?
            .map_err(|_| Failure::Broken)?;
        let server = Arc::clone(self);
        let working = tokio::task::spawn_blocking(move || {
            let done = server.carry_out(&id, &fields);
            drop(place);
            done
        });
        let done = working.await.map_err(|_| Failure::Broken)??;
        let failed = |report: &OutputReport| matches!(report.outcome, OutputOutcome::Failed { .. });
        let some_failed = done.outputs.iter().any(failed);
        self.tell_others(done.outputs);
        if some_failed {
            return Err(Failure::OutputsFailed);
        }
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SEE_OTHER;
        let headers = response.headers_mut();
        let location = HeaderValue::from_str(&done.story).map_err(|_| Failure::Broken)?;
        headers.insert(LOCATION, location);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok((response, SecurityHeaders::Page))
    }

    /// Stores the ruling and writes the outputs, as the commands do.
    fn carry_out(&self, id: &str, fields: &Fields) -> Result<Done, Failure> {
        let path = &self.config.store_path;
        Store::require(path)?;
        let _lock = Store::lock(path, PASS_WAIT).map_err(|error| match error {
            store::Error::Locked { .. } => Failure::PassRunning,
            error => error.into(),
        })?;
        let mut store = Store::open(path)?;
        let act = fields.act(&store, &story(&store, id)?)?;
        let (plan, now) = (self.plan(), self.clock.now());
        pipeline::overrule(plan, &mut store, &act, now)?.ok_or(Failure::NothingToDo)?;
        let outputs = pipeline::publish(plan, &mut store, Storing::Keep, now)
            .map_err(|_| Failure::OutputsFailed)?;
        Ok(Done {
            story: story(&store, id)?.id.to_string(),
            outputs,
        })
    }

    /// Tells the hub which outputs changed, and hands over messages, after the answer: a slow hub
    /// or recipient keeps nobody waiting. What fails is tried again by the next pass.
    fn tell_others(self: &Arc<Self>, mut outputs: Vec<OutputReport>) {
        let server = Arc::clone(self);
        tokio::spawn(async move {
            let (plan, store) = (server.plan(), &server.config.store_path);
            pipeline::tell_hub(plan, &mut outputs).await;
            pipeline::hand_over(plan, store, &server.clock, std::future::pending()).await;
        });
    }
}

impl Fields {
    async fn read(headers: &HeaderMap, body: Body) -> Result<Self, Failure> {
        let media_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        let media_type = media_type.unwrap_or_default().split(|byte| *byte == b';');
        let is_form = |named: &[u8]| {
            named
                .trim_ascii()
                .eq_ignore_ascii_case(b"application/x-www-form-urlencoded")
        };
        if !media_type.take(1).any(is_form) {
            return Err(Failure::NoForm);
        }
        let body = timeout(WAIT, to_bytes(body, BODY_BYTES)).await;
        let body: Bytes = body
            .map_err(|_| Failure::SlowBody)?
            .map_err(|_| Failure::LongBody)?;
        let pairs = form_urlencoded::parse(&body);
        Ok(Self(pairs.into_owned().collect()))
    }

    /// The value of a field that occurs once.
    fn value(&self, name: &str) -> Result<&str, Failure> {
        let mut values = self.0.iter().filter(|(own, _)| own == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Ok(value.trim()),
            _ => Err(Failure::BadForm),
        }
    }

    /// The act on a story.
    fn act(&self, store: &Store, story: &StoredStory) -> Result<Act, Failure> {
        let act = FormAct::parse(self.value("act")?).ok_or(Failure::BadForm)?;
        let own = founder(story)?;
        let relabel = |change| Ok::<_, Failure>(vec![(self.label()?, change)]);
        Ok(match act {
            FormAct::Hide => Act::Hide(own),
            FormAct::Unhide => Act::Unhide(own),
            FormAct::AddLabel => Act::Relabel(own, relabel(LabelChange::Add)?),
            FormAct::RemoveLabel => Act::Relabel(own, relabel(LabelChange::Remove)?),
            FormAct::WithdrawAddedLabel => Act::WithdrawLabels(own, relabel(LabelChange::Add)?),
            FormAct::WithdrawRemovedLabel => {
                Act::WithdrawLabels(own, relabel(LabelChange::Remove)?)
            }
            FormAct::Pin => Act::Pin(self.member(story)?, Pinned::Yes),
            FormAct::Unpin => Act::Pin(self.member(story)?, Pinned::No),
            FormAct::Split => Act::Split(self.member(story)?, None),
            FormAct::Merge => {
                let other = self.other_story(store)?;
                if other.id == story.id {
                    return Err(Failure::SameStory);
                }
                Act::Merge(own, founder(&other)?)
            }
            FormAct::UndoMerge => self.undo(Ruling::Merge)?,
            FormAct::UndoSplit => self.undo(Ruling::Split)?,
        })
    }

    fn undo(&self, ruling: Ruling) -> Result<Act, Failure> {
        Ok(Act::Undo(
            ruling,
            self.key("entry")?,
            Some(self.key("other")?),
        ))
    }

    fn label(&self) -> Result<Label, Failure> {
        Label::parse(self.value("label")?).map_err(|_| Failure::BadForm)
    }

    fn key(&self, name: &str) -> Result<EntryKey, Failure> {
        self.value(name)?.parse().map_err(|_| Failure::BadForm)
    }

    /// The named entry, which must be in the story: it may have left it since the page was shown.
    fn member(&self, story: &StoredStory) -> Result<EntryKey, Failure> {
        let key = self.key("entry")?;
        let is_member = story.members.iter().any(|member| member.key == key);
        is_member.then_some(key).ok_or(Failure::NothingToDo)
    }

    /// The story of a pasted id, beginning of an id, or address of a page.
    fn other_story(&self, store: &Store) -> Result<StoredStory, Failure> {
        let written = self.value("other")?;
        let path = written.split(['?', '#']).next().unwrap_or_default();
        let id = path.rsplit('/').next().unwrap_or_default();
        match store.find_story(id.strip_suffix(".json").unwrap_or(id))? {
            Found::One(story) => Ok(story),
            Found::Nothing | Found::Several => Err(Failure::NoSuchStory),
        }
    }
}

/// The story with this id, with an entry with this id, or into which it was merged.
fn story(store: &Store, id: &str) -> Result<StoredStory, Failure> {
    match store.find_story(id)? {
        Found::One(story) => Ok(story),
        Found::Nothing | Found::Several => Err(Failure::NotFound),
    }
}

/// The entry that the id of a story names on the command line: the one that founded it.
fn founder(story: &StoredStory) -> Result<EntryKey, Failure> {
    let has_its_id = |key: &EntryKey| key.as_bytes() == story.id.as_bytes();
    let mut keys = story.members.iter().map(|member| member.key);
    let founder = keys.clone().find(has_its_id).or_else(|| keys.next());
    founder.ok_or(Failure::NotFound)
}
