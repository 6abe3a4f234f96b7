//! Bodies in each coding, made once and kept in a bounded cache.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_compression::Level;
use async_compression::futures::bufread::{BrotliEncoder, GzipEncoder};
use axum::body::Bytes;
use futures_util::AsyncReadExt as _;
use sha2::{Digest as _, Sha256};
use tokio::runtime::Handle;
use tokio::sync::{OnceCell, Semaphore};

use super::accepted::Coding;

/// Most bytes that the cache holds.
const CAPACITY: usize = 32 << 20;

/// What an entry of the cache costs beside its body.
const SLOT_BYTES: usize = 512;

/// How many bodies are packed at once. A client that breaks off does not stop a packing, so that
/// many could run otherwise.
const MAX_COMPRESSING: usize = 2;

/// Packing of text costs ten times as much at the highest level, for a tenth fewer bytes.
const BROTLI_LEVEL: i32 = 5;

/// The first half of the SHA-256 of a body.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Digest([u8; 16]);

impl Digest {
    /// The digest of a body.
    pub(super) fn of(body: &[u8]) -> Self {
        let whole: [u8; 32] = Sha256::digest(body).into();
        let mut half = [0; 16];
        half.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
        Self(half)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A body is found by its content.
type Key = (Digest, Coding);

/// The least recently used bodies make room for others.
#[derive(Debug)]
pub(super) struct Bodies {
    capacity: usize,
    slots: Mutex<Slots>,
    at_work: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Slots {
    by_key: HashMap<Key, Slot>,
    bytes: usize,
    /// Counts the uses.
    uses: u64,
}

#[derive(Debug)]
struct Slot {
    body: Arc<OnceCell<Bytes>>,
    bytes: usize,
    last_use: u64,
}

impl Default for Bodies {
    fn default() -> Self {
        Self {
            capacity: CAPACITY,
            slots: Mutex::default(),
            at_work: Arc::new(Semaphore::new(MAX_COMPRESSING)),
        }
    }
}

impl Bodies {
    /// The body as it is, if it is still there.
    pub(super) fn find(&self, digest: Digest) -> Option<Bytes> {
        let mut slots = self.slots();
        slots.uses += 1;
        let uses = slots.uses;
        let slot = slots.by_key.get_mut(&(digest, Coding::Identity))?;
        slot.last_use = uses;
        slot.body.get().cloned()
    }

    /// Keeps a body.
    pub(super) fn keep(&self, digest: Digest, body: &Bytes) {
        // One body that fills the cache would drive out all others.
        if body.len() > self.capacity / 2 {
            return;
        }
        let key = (digest, Coding::Identity);
        // If another request keeps the same bytes, either serves.
        let _ignored = self.cell(key).set(body.clone());
        self.weigh(key, body.len());
    }

    /// Packs a body, or finds it packed. Requests that come meanwhile wait for the same result.
    pub(super) async fn packed(
        &self,
        digest: Digest,
        coding: Coding,
        body: Bytes,
    ) -> io::Result<Bytes> {
        if coding == Coding::Identity {
            return Ok(body);
        }
        let key = (digest, coding);
        let cell = self.cell(key);
        let packed = cell.get_or_try_init(|| async {
            let place = Arc::clone(&self.at_work).acquire_owned().await;
            let place = place.map_err(io::Error::other)?;
            let runtime = Handle::current();
            let packing = tokio::task::spawn_blocking(move || {
                let packed = runtime.block_on(pack(coding, &body));
                drop(place);
                packed
            });
            packing.await.map_err(io::Error::other)?
        });
        let packed = packed.await?.clone();
        self.weigh(key, packed.len());
        Ok(packed)
    }

    fn cell(&self, key: Key) -> Arc<OnceCell<Bytes>> {
        let mut slots = self.slots();
        slots.uses += 1;
        let uses = slots.uses;
        let slots = &mut *slots;
        let slot = slots.by_key.entry(key).or_insert_with(|| {
            slots.bytes += SLOT_BYTES;
            Slot {
                body: Arc::default(),
                bytes: SLOT_BYTES,
                last_use: 0,
            }
        });
        slot.last_use = uses;
        let cell = Arc::clone(&slot.body);
        slots.make_room(self.capacity);
        cell
    }

    /// Counts the bytes of a body that was made, and makes room for it.
    fn weigh(&self, key: Key, bytes: usize) {
        let mut slots = self.slots();
        let slots = &mut *slots;
        if let Some(slot) = slots.by_key.get_mut(&key) {
            slots.bytes -= slot.bytes;
            slot.bytes = bytes + SLOT_BYTES;
            slots.bytes += slot.bytes;
        }
        if bytes > self.capacity / 2 {
            slots.remove(key);
        }
        slots.make_room(self.capacity);
    }

    fn slots(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Slots {
    /// Removes the least recently used bodies until the others fit. A body that nobody finished
    /// making goes away like the others.
    fn make_room(&mut self, capacity: usize) {
        while self.bytes > capacity {
            let oldest = self.by_key.iter().min_by_key(|(_, slot)| slot.last_use);
            let Some(key) = oldest.map(|(key, _)| *key) else {
                break;
            };
            self.remove(key);
        }
    }

    fn remove(&mut self, key: Key) {
        if let Some(slot) = self.by_key.remove(&key) {
            self.bytes -= slot.bytes;
        }
    }
}

/// Packs a body in memory, which never waits.
async fn pack(coding: Coding, body: &[u8]) -> io::Result<Bytes> {
    let mut packed = Vec::new();
    match coding {
        Coding::Identity => packed.extend_from_slice(body),
        Coding::Gzip => {
            let mut encoder = GzipEncoder::with_quality(body, Level::Default);
            encoder.read_to_end(&mut packed).await?;
        }
        Coding::Brotli => {
            let mut encoder = BrotliEncoder::with_quality(body, Level::Precise(BROTLI_LEVEL));
            encoder.read_to_end(&mut packed).await?;
        }
    }
    Ok(packed.into())
}

#[cfg(test)]
mod tests {
    use axum::body::Bytes;

    use super::{Bodies, Coding, Digest, SLOT_BYTES};

    fn body(byte: u8, length: usize) -> (Digest, Bytes) {
        let body = Bytes::from(vec![byte; length]);
        (Digest::of(&body), body)
    }

    #[test]
    fn the_least_recently_used_bodies_make_room_and_a_huge_one_is_not_kept() {
        let bodies = Bodies {
            capacity: 3 * (1000 + SLOT_BYTES),
            ..Bodies::default()
        };
        let all: Vec<_> = (0..4).map(|byte| body(byte, 1000)).collect();
        for (digest, body) in &all[..3] {
            bodies.keep(*digest, body);
        }
        assert!(bodies.find(all[0].0).is_some());
        bodies.keep(all[3].0, &all[3].1);
        let is_kept = |index: usize| bodies.find(all[index].0).is_some();
        assert_eq!([0, 1, 2, 3].map(is_kept), [true, false, true, true]);

        let (digest, huge) = body(9, 4000);
        bodies.keep(digest, &huge);
        assert!(bodies.find(digest).is_none());
        assert_eq!([0, 2, 3].map(is_kept), [true; 3]);
        assert_eq!(bodies.slots().bytes, 3 * (1000 + SLOT_BYTES));
    }

    #[test]
    fn bodies_that_nobody_finished_making_take_no_room_for_ever() {
        let bodies = Bodies {
            capacity: 10 * SLOT_BYTES,
            ..Bodies::default()
        };
        for number in 0..100_u8 {
            let (digest, _) = body(number, 10);
            drop(bodies.cell((digest, Coding::Brotli)));
        }
        assert_eq!(bodies.slots().by_key.len(), 10);
        assert_eq!(bodies.slots().bytes, 10 * SLOT_BYTES);
    }

    #[tokio::test]
    async fn a_body_is_packed_once() {
        let bodies = Bodies::default();
        let (digest, body) = body(7, 10_000);
        let pack = || bodies.packed(digest, Coding::Gzip, body.clone());
        let (first, second) = tokio::join!(pack(), pack());
        let (first, second) = (first.unwrap(), second.unwrap());
        assert_eq!(first.as_ptr(), second.as_ptr());
        assert!(first.len() < 200);
        assert_eq!(pack().await.unwrap().as_ptr(), first.as_ptr());
    }
}
