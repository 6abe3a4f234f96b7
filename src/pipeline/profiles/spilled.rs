//! Packed texts in a temporary file, for which there is no room in memory. Reading one back takes
//! a tenth of the time that reading the text as sent takes.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};

use foldhash::{HashMap, HashMapExt as _};

use super::halves::TextForm;
use crate::fold::PackedProfile;
use crate::model::{Comparable, EntryKey};

/// Longest file, in bytes: the temporary folder may be in memory. A longer one begins anew.
const MAX_BYTES: u64 = if cfg!(test) { 20_000 } else { 64 << 20 };

/// Bytes that are written to the file at once.
const BUFFER_BYTES: usize = if cfg!(test) { 1_000 } else { 128 << 10 };

/// Packed texts in a temporary file without a name, which begins when the first ones are written.
///
/// If the file cannot be written or read, nothing is found in it, which costs time only.
#[derive(Debug)]
pub(super) struct Spilled {
    state: State,
    places: HashMap<EntryKey, (TextForm, Span)>,
    /// Bytes in the file.
    written: u64,
    /// What follows them and is not written yet.
    buffer: Vec<u8>,
}

#[derive(Debug)]
enum State {
    Unopened,
    Open(File),
    Failed,
}

/// Where a packed text is in the file, in bytes.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u64,
    length: usize,
}

impl Spilled {
    pub(super) fn new() -> Self {
        Self {
            state: State::Unopened,
            places: HashMap::new(),
            written: 0,
            buffer: Vec::new(),
        }
    }

    /// Adds a packed text.
    pub(super) fn insert(&mut self, key: EntryKey, (form, packed): &(TextForm, PackedProfile)) {
        if let Some((known, _)) = self.places.get(&key)
            && known == form
        {
            return;
        }
        if matches!(self.state, State::Failed) {
            return;
        }
        if self.written >= MAX_BYTES {
            self.places.clear();
            (self.written, self.buffer) = (0, Vec::new());
        }
        let bytes = packed.as_bytes();
        let place = Span {
            start: self.written + self.buffer.len() as u64,
            length: bytes.len(),
        };
        self.buffer.extend_from_slice(bytes);
        self.places.insert(key, (form.clone(), place));
        if self.buffer.len() >= BUFFER_BYTES {
            self.write();
        }
    }

    /// Writes the buffer to the end of the file.
    fn write(&mut self) {
        let (start, buffer) = (self.written, std::mem::take(&mut self.buffer));
        self.with_file(|file| {
            file.seek(SeekFrom::Start(start))?;
            file.write_all(&buffer)
        });
        self.written += buffer.len() as u64;
        self.buffer = buffer;
        self.buffer.clear();
    }

    /// The packed text of an entry in the form in which it is compared now.
    pub(super) fn get(&mut self, entry: &Comparable) -> Option<PackedProfile> {
        let (form, place) = self.places.get(&entry.key)?;
        let Span { start, length } = *place;
        if !form.is_of(entry) {
            return None;
        }
        if let Some(start) = start.checked_sub(self.written) {
            let unwritten = self.buffer.get(usize::try_from(start).ok()?..)?;
            return Some(PackedProfile::from_bytes(unwritten.get(..length)?.to_vec()));
        }
        let mut bytes = vec![0; length];
        self.with_file(|file| {
            file.seek(SeekFrom::Start(start))?;
            file.read_exact(&mut bytes)
        })?;
        Some(PackedProfile::from_bytes(bytes))
    }

    /// The form in which a text of this entry was packed last.
    pub(super) fn form(&self, key: EntryKey) -> Option<&TextForm> {
        self.places.get(&key).map(|(form, _)| form)
    }

    /// Calls `work` with the file, which it opens if need be; `None` after any failure.
    fn with_file<T>(&mut self, work: impl FnOnce(&mut File) -> std::io::Result<T>) -> Option<T> {
        if matches!(self.state, State::Unopened) {
            self.state = tempfile::tempfile().map_or(State::Failed, State::Open);
        }
        let State::Open(file) = &mut self.state else {
            return None;
        };
        let done = work(file).ok();
        if done.is_none() {
            self.state = State::Failed;
            self.places = HashMap::new();
        }
        done
    }
}
