//! Which hosts let their pages be asked: each origin's `robots.txt`, once a pass and once a day.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::read::Task;
use crate::fetch::{self, Robots};
use crate::model::{RobotsSaid, WebUrl};

/// Whether a page may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Admission {
    Allowed,
    /// Its host does not want it.
    Denied,
    /// Its host could not be heard, which counts as a no for now (RFC 9309 2.3.1.4).
    Unheard,
    /// Its host wants to be left alone.
    Held,
}

/// What the hosts of one pass said.
#[derive(Default)]
pub(super) struct Doors(Mutex<HashMap<String, Door>>);

/// One origin; whoever comes first asks, the others wait for the answer.
type Door = Arc<OnceCell<Heard>>;

/// What one origin said.
struct Heard {
    robots: Robots,
    was_unreachable: bool,
}

/// The origin was not asked, or the store is gone.
struct NotHeard;

impl Doors {
    /// Whether the page at `url` may be asked on behalf of `task`.
    pub(super) async fn admission(&self, task: &Task, url: &WebUrl) -> Admission {
        let origin = fetch::origin(url);
        let door = {
            let mut doors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(doors.entry(origin.clone()).or_default())
        };
        let heard = door.get_or_try_init(|| task.hear(url, origin)).await;
        match heard {
            Err(NotHeard) => Admission::Held,
            Ok(heard) if heard.was_unreachable => Admission::Unheard,
            Ok(heard) if heard.robots.allows(url) => Admission::Allowed,
            Ok(_) => Admission::Denied,
        }
    }
}

impl Task {
    /// What an origin says: as kept, else as asked now and then kept.
    async fn hear(&self, url: &WebUrl, origin: String) -> Result<Heard, NotHeard> {
        let now = self.now;
        let asked = origin.clone();
        let kept = self
            .with_store(move |store| store.robots(&asked, now))
            .await
            .ok_or(NotHeard)?;
        let file = if let Some(file) = kept {
            file
        } else {
            let file = self.fetcher.robots(url, now).await.ok_or(NotHeard)?;
            let keep = file.clone();
            self.with_store(move |store| store.keep_robots(&origin, &keep, now))
                .await
                .ok_or(NotHeard)?;
            file
        };
        let robots = Robots::read(&file.said);
        self.fetcher.slow_down(url, &robots);
        Ok(Heard {
            robots,
            was_unreachable: file.said == RobotsSaid::Unreachable,
        })
    }
}
