//! Resources with entity tags: which version of each is the present one, and its bytes.
//!
//! A version is known by the state of what it is made of: of the output file, or of the store and
//! all output files. While that state lasts, the tag is known without reading or rendering.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use axum::body::Bytes;
use jiff::civil::Date;
use tokio::sync::Semaphore;

use super::Server;
use super::bodies::{Bodies, Digest};
use super::failure::Failure;
use super::outputs::{self, FileState};
use super::pages::{Page, Representation};
use crate::clock::Clock as _;
use crate::model::{Month, OutputFormat};
use crate::publish::page;
use crate::store::StoreState;

/// Most versions that are remembered. Strangers can ask for any number of pages.
const VERSIONS: usize = 2_000;

/// How many files are read and pages made at once; further requests wait.
const MAX_CONCURRENT: usize = 4;

/// A resource whose bytes have an entity tag.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Resource {
    /// The output at this place in the list of outputs.
    Output(usize),
    /// The archive of that output for a month.
    Archive(usize, Month),
    /// A page.
    Page(Page, Representation),
    /// The style sheet of the pages.
    Style,
}

/// The bytes of a resource at one time, as far as headers depend on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) digest: Digest,
    /// How many bytes.
    pub(super) length: usize,
    /// When they were written, if that is known.
    pub(super) modified: Option<SystemTime>,
}

/// The state of what a resource is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    /// That of the output file.
    File(FileState),
    /// Pages show the store and the output files, by days.
    Pages {
        store: Option<StoreState>,
        files: Vec<Option<FileState>>,
        today: Date,
    },
    /// Part of the program.
    Constant,
}

/// What is known of the resources.
#[derive(Debug)]
pub(super) struct Contents {
    versions: Mutex<HashMap<Resource, (State, Version)>>,
    /// The bytes in each coding.
    pub(super) bodies: Bodies,
    at_work: Arc<Semaphore>,
}

impl Default for Contents {
    fn default() -> Self {
        Self {
            versions: Mutex::default(),
            bodies: Bodies::default(),
            at_work: Arc::new(Semaphore::new(MAX_CONCURRENT)),
        }
    }
}

impl Server {
    /// The present version of a resource.
    pub(super) async fn version(self: &Arc<Self>, resource: &Resource) -> Result<Version, Failure> {
        let (server, resource) = (Arc::clone(self), resource.clone());
        self.off_thread(move || {
            let state = server.state(&resource);
            match state.and_then(|state| server.contents.known(&resource, &state)) {
                Some(version) => Ok(version),
                None => server.make(&resource).map(|(version, _)| version),
            }
        })
        .await?
    }

    /// The bytes of this version of a resource; those of a later one, with that version, if the
    /// resource changed meanwhile.
    pub(super) async fn body(
        self: &Arc<Self>,
        resource: &Resource,
        version: Version,
    ) -> Result<(Version, Bytes), Failure> {
        if let Some(body) = self.contents.bodies.find(version.digest) {
            return Ok((version, body));
        }
        let (server, resource) = (Arc::clone(self), resource.clone());
        self.off_thread(move || server.make(&resource)).await?
    }

    /// Does work that waits for the disk or the store, outside the thread of the connections.
    pub(super) async fn off_thread<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let place = Arc::clone(&self.contents.at_work).acquire_owned().await;
        let place = place.map_err(|_| Failure::Broken)?;
        let working = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        working.await.map_err(|_| Failure::Broken)
    }

    /// Reads or renders a resource, and remembers the result.
    fn make(&self, resource: &Resource) -> Result<(Version, Bytes), Failure> {
        let (state, modified, body) = match resource {
            Resource::Output(_) | Resource::Archive(..) => {
                let path = self.path(resource).ok_or(Failure::NotFound)?;
                let (state, body) = outputs::read(&path)?;
                (Some(State::File(state)), Some(state.modified()), body)
            }
            Resource::Page(page, representation) => {
                // Before it is made: what changes meanwhile counts for the next request.
                let state = self.state(resource);
                (state, None, page.make(self, *representation)?.into())
            }
            Resource::Style => {
                let style = Bytes::from_static(page::STYLE.as_bytes());
                (Some(State::Constant), None, style)
            }
        };
        let version = Version {
            digest: Digest::of(&body),
            length: body.len(),
            modified,
        };
        self.contents.bodies.keep(version.digest, &body);
        if let Some(state) = state {
            self.contents.remember(resource, state, version);
        }
        Ok((version, body))
    }

    /// The state of what a resource is made of; `None` if it cannot be known.
    fn state(&self, resource: &Resource) -> Option<State> {
        match resource {
            Resource::Output(_) | Resource::Archive(..) => {
                FileState::of(&self.path(resource)?).map(State::File)
            }
            Resource::Page(..) => {
                let outputs = self.config.outputs.iter();
                let zone = self.config.site.timezone.clone();
                Some(State::Pages {
                    store: self.readers.state(),
                    files: outputs.map(|output| FileState::of(&output.path)).collect(),
                    today: self.clock.now().to_zoned(zone).date(),
                })
            }
            Resource::Style => Some(State::Constant),
        }
    }

    /// The format of a resource that is an output.
    pub(super) fn format(&self, resource: &Resource) -> Option<OutputFormat> {
        let (Resource::Output(place) | Resource::Archive(place, _)) = resource else {
            return None;
        };
        self.config.outputs.get(*place).map(|output| output.format)
    }

    /// The file of a resource that is an output or an archive of one.
    fn path(&self, resource: &Resource) -> Option<PathBuf> {
        match resource {
            Resource::Output(place) => Some(self.config.outputs.get(*place)?.path.clone()),
            Resource::Archive(place, month) => {
                Some(self.config.outputs.get(*place)?.archive_path(*month))
            }
            Resource::Page(..) | Resource::Style => None,
        }
    }
}

impl Contents {
    fn known(&self, resource: &Resource, state: &State) -> Option<Version> {
        let versions = self.versions();
        let (known, version) = versions.get(resource)?;
        (known == state).then_some(*version)
    }

    fn remember(&self, resource: &Resource, state: State, version: Version) {
        let mut versions = self.versions();
        if versions.len() >= VERSIONS {
            versions.clear();
        }
        versions.insert(resource.clone(), (state, version));
    }

    fn versions(&self) -> MutexGuard<'_, HashMap<Resource, (State, Version)>> {
        self.versions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
