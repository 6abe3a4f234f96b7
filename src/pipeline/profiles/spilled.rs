//! Packed texts, or sketches of texts, in temporary files: those for which there is no room in
//! memory. Reading a packed text back takes a fiftieth of the instructions of reading the text as
//! sent, and reading a sketch a tenth of those of making it of the packed text (callgrind).

use std::fs::File;
use std::os::unix::fs::FileExt as _;

use foldhash::{HashMap, HashMapExt as _};

use super::halves::TextForm;
use crate::model::{Comparable, EntryKey};

/// Bytes at which a file is full. A pass has four of them, and the temporary folder may be in
/// memory.
const MAX_BYTES: u64 = if cfg!(test) { 10_000 } else { 32 << 20 };

/// Bytes that are written to a file at once.
const BUFFER_BYTES: usize = if cfg!(test) { 1_000 } else { 128 << 10 };

/// Bytes made of texts, in two files: when the newer one is full, it takes the place of the older
/// one, whose bytes are lost. Most entries are compared with recent ones.
#[derive(Debug)]
pub(super) struct Spilled {
    newer: SpillFile,
    older: SpillFile,
}

impl Spilled {
    pub(super) fn new() -> Self {
        Self {
            newer: SpillFile::new(),
            older: SpillFile::new(),
        }
    }

    /// Adds the bytes that `packed` gives for the text of an entry in this form, unless they are
    /// there.
    pub(super) fn insert<B: AsRef<[u8]>>(
        &mut self,
        key: EntryKey,
        form: &TextForm,
        packed: impl FnOnce() -> B,
    ) {
        if self.form(key) == Some(form) {
            return;
        }
        if self.newer.written >= MAX_BYTES {
            self.older = std::mem::replace(&mut self.newer, SpillFile::new());
        }
        self.newer.insert(key, form, packed);
    }

    /// The bytes of the text of an entry in the form in which it is compared now.
    pub(super) fn get(&mut self, entry: &Comparable) -> Option<Vec<u8>> {
        let newer = self.newer.get(entry);
        newer.or_else(|| self.older.get(entry))
    }

    /// The form of the text of this entry that was added last.
    pub(super) fn form(&self, key: EntryKey) -> Option<&TextForm> {
        self.newer.form(key).or_else(|| self.older.form(key))
    }
}

/// A temporary file without a name, which begins when the first bytes are written.
///
/// If the file cannot be written or read, nothing is found in it, which costs time only.
#[derive(Debug)]
struct SpillFile {
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

/// Where the bytes of an entry are in the file.
#[derive(Debug, Clone, Copy)]
struct Span {
    start: u64,
    length: usize,
}

impl SpillFile {
    fn new() -> Self {
        Self {
            state: State::Unopened,
            places: HashMap::new(),
            written: 0,
            buffer: Vec::new(),
        }
    }

    fn insert<B: AsRef<[u8]>>(
        &mut self,
        key: EntryKey,
        form: &TextForm,
        packed: impl FnOnce() -> B,
    ) {
        if matches!(self.state, State::Failed) {
            return;
        }
        let packed = packed();
        let bytes = packed.as_ref();
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
        self.with_file(|file| file.write_all_at(&buffer, start));
        self.written += buffer.len() as u64;
        self.buffer = buffer;
        self.buffer.clear();
    }

    fn get(&mut self, entry: &Comparable) -> Option<Vec<u8>> {
        let (form, place) = self.places.get(&entry.key)?;
        let Span { start, length } = *place;
        if !form.is_of(entry) {
            return None;
        }
        if let Some(start) = start.checked_sub(self.written) {
            let unwritten = self.buffer.get(usize::try_from(start).ok()?..)?;
            return Some(unwritten.get(..length)?.to_vec());
        }
        let mut bytes = vec![0; length];
        self.with_file(|file| file.read_exact_at(&mut bytes, start))?;
        Some(bytes)
    }

    fn form(&self, key: EntryKey) -> Option<&TextForm> {
        self.places.get(&key).map(|(form, _)| form)
    }

    /// Calls `work` with the file, which it opens if need be; `None` after any failure.
    fn with_file<T>(&mut self, work: impl FnOnce(&File) -> std::io::Result<T>) -> Option<T> {
        if matches!(self.state, State::Unopened) {
            self.state = tempfile::tempfile().map_or(State::Failed, State::Open);
        }
        let State::Open(file) = &self.state else {
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
