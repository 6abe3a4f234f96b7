//! Traditional characters and variants → one character each, the simplified one.
//!
//! The table comes from `OpenCC`'s dictionary of characters, by way of the crate `zhhz`. Its
//! dictionary of phrases is not used: it decides by context whether 著 becomes 着 (看著, 著名),
//! needs a search per character, and gives other results if a text is cut. feedfold only compares
//! these texts, so every character of a class becomes the same one, in simplified texts as
//! well: 著名 becomes 着名 on both sides. That needs one table access per character and no
//! context, and doing it twice changes nothing.

use std::sync::LazyLock;

/// The characters of the table: CJK extension A to the end of the unified ideographs.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// Pairs that `OpenCC` keeps apart although outlets use one character for the other.
const ALSO: [(char, char); 6] = [
    // Taiwan and Hong Kong write 著 for 着.
    ('著', '着'),
    ('帳', '账'),
    ('帐', '账'),
    ('妳', '你'),
    ('枱', '台'),
    ('衞', '卫'),
];

static TABLE: LazyLock<Vec<u16>> = LazyLock::new(table);

/// Builds the table.
pub(super) fn table() -> Vec<u16> {
    let mut table: Vec<u16> = (FIRST..=LAST)
        .map(|code| u16::try_from(code).unwrap_or_default())
        .collect();
    let characters = zhhz::data::dict_text("TSCharacters").unwrap_or_default();
    for line in characters.lines().filter(|line| !line.starts_with('#')) {
        let Some((from, to)) = line.split_once('\t') else {
            continue;
        };
        // Of several forms, the first that is another character: 乾 → 干 乾, 覆 → 覆 复.
        let to = to.split(' ').find(|to| *to != from);
        if let (Some(from), Some(to)) = (only(from), to.and_then(only)) {
            set(&mut table, from, to);
        }
    }
    for (from, to) in ALSO {
        set(&mut table, from, to);
    }
    // Chains end at their last character: 瀋 → 沈 → 沉.
    for _ in 0..4 {
        for at in 0..table.len() {
            let last = table.get(at).map(|&to| looked_up(&table, to));
            if let (Some(slot), Some(last)) = (table.get_mut(at), last) {
                *slot = last;
            }
        }
    }
    table
}

fn only(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

fn slot(character: u32) -> Option<usize> {
    let is_ours = (FIRST..=LAST).contains(&character);
    is_ours
        .then(|| usize::try_from(character - FIRST).ok())
        .flatten()
}

fn set(table: &mut [u16], from: char, to: char) {
    let to_is_ours = slot(to.into()).is_some();
    if let Some(slot) = slot(from.into()).and_then(|at| table.get_mut(at))
        && to_is_ours
    {
        *slot = u16::try_from(u32::from(to)).unwrap_or(*slot);
    }
}

fn looked_up(table: &[u16], to: u16) -> u16 {
    slot(to.into())
        .and_then(|at| table.get(at).copied())
        .unwrap_or(to)
}

/// Access to the table, so that a pass over a text resolves it only once.
pub(super) struct Variants(&'static [u16]);

impl Variants {
    /// Builds the table at the first call of the process (about a third of a millisecond).
    pub(super) fn get() -> Self {
        Self(&TABLE)
    }

    /// Returns the character of this one's class; the character itself if it is not in the table.
    #[inline]
    pub(super) fn fold(&self, character: char) -> char {
        u32::from(character)
            .checked_sub(FIRST)
            .and_then(|at| usize::try_from(at).ok())
            .and_then(|at| self.0.get(at))
            .and_then(|&code| char::from_u32(code.into()))
            .unwrap_or(character)
    }
}
