//! Readers of values: each with the type of value that it accepts, for the schema.

#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of `Value` is not general over the lifetime of its value, as a closure is"
)]

use std::num::NonZeroUsize;
use std::time::Duration;

use super::keys::{TableKeys, ValueType};
use super::problem::Refusal;
use super::value;
use super::walk::Value;

/// Reads the value of a key.
pub(super) trait Reader {
    /// The type of the read value.
    type Read;

    /// Reads a value; `None` if it is refused, which is then reported.
    fn read(&self, value: &Value<'_>) -> Option<Self::Read>;
}

/// A reader with the type of value that it accepts.
pub(super) type Described<R> = (ValueType, R);
/// Reads a text into the type of the model, or says why it is refused.
type ReadText<T> = fn(&str) -> Result<T, Refusal>;

/// Reads a text.
pub(super) struct Text<T>(ReadText<T>);
/// Reads a text or a list of texts.
pub(super) struct Texts<T> {
    /// Fewest elements: 0 or 1.
    least: usize,
    read: ReadText<T>,
}
/// Reads a whole number between two bounds, both included.
pub(super) struct Count<T>(u64, u64, fn(u64) -> Option<T>);
/// Reads a value of another type.
pub(super) struct Plain<T>(fn(&Value<'_>) -> Option<T>);
/// Reads a table.
pub(super) struct SubTable(pub(super) &'static TableKeys);
/// Reads a list of tables.
pub(super) struct TableList(pub(super) &'static TableKeys);
/// The reader of the table reads this value: it needs more than the value.
pub(super) struct InContext;

pub(super) const fn text<T>(read: ReadText<T>) -> Described<Text<T>> {
    (ValueType::Text, Text(read))
}

/// A text that matches a regular expression (ECMA 262).
pub(super) const fn shaped<T>(pattern: &'static str, read: ReadText<T>) -> Described<Text<T>> {
    (ValueType::Shaped(pattern), Text(read))
}

pub(super) const fn duration(read: ReadText<Duration>) -> Described<Text<Duration>> {
    (ValueType::Duration, Text(read))
}

pub(super) const fn size(read: ReadText<ByteSize>) -> Described<Text<ByteSize>> {
    (ValueType::Size, Text(read))
}

pub(super) const fn word<T: Word>() -> Described<Text<T>> {
    (ValueType::Word(spellings::<T>), Text(read_word))
}

/// A list that may be empty.
pub(super) const fn texts<T>(read: ReadText<T>) -> Described<Texts<T>> {
    (ValueType::Texts, Texts { least: 0, read })
}

pub(super) const fn non_empty_texts<T>(read: ReadText<T>) -> Described<Texts<T>> {
    (ValueType::NonEmptyTexts, Texts { least: 1, read })
}

/// A list of at least one word.
pub(super) const fn words<T: Word>() -> Described<Texts<T>> {
    let read = read_word;
    (ValueType::Words(spellings::<T>), Texts { least: 1, read })
}

pub(super) const fn count<T: TryFrom<u64>>(least: u64, most: u64) -> Described<Count<T>> {
    let convert = |number| T::try_from(number).ok();
    (ValueType::Count(least, most), Count(least, most, convert))
}

/// A number from 1.
pub(super) const fn positive(most: u64) -> Described<Count<NonZeroUsize>> {
    let convert = |number| NonZeroUsize::new(usize::try_from(number).ok()?);
    (ValueType::Count(1, most), Count(1, most, convert))
}

/// A whole number, which may be negative.
pub(super) const INTEGER: Described<Plain<i32>> =
    (ValueType::Integer, Plain(|value| value.integer()));
/// `true` or `false`.
pub(super) const FLAG: Described<Plain<bool>> = (ValueType::Flag, Plain(|value| value.flag()));
/// `true`; `false` is refused.
pub(super) const TRUE: Described<Plain<()>> = (ValueType::True, Plain(|value| value.only_true()));

pub(super) const fn table(keys: &'static TableKeys) -> Described<SubTable> {
    (ValueType::Table(keys), SubTable(keys))
}

pub(super) const fn tables(keys: &'static TableKeys) -> Described<TableList> {
    (ValueType::Tables(keys), TableList(keys))
}

pub(super) const fn in_context(value_type: ValueType) -> Described<InContext> {
    (value_type, InContext)
}

impl<T> Reader for Text<T> {
    type Read = T;

    fn read(&self, value: &Value<'_>) -> Option<T> {
        value.parsed(self.0)
    }
}

impl<T> Texts<T> {
    /// Reads each element together with its place in the file.
    pub(super) fn elements<'a>(&self, value: &Value<'a>) -> Vec<(T, Value<'a>)> {
        let items = match self.least {
            0 => value.list(),
            _ => value.non_empty_list(),
        };
        let read = |item: Value<'a>| Some((item.parsed(self.read)?, item));
        items.into_iter().filter_map(read).collect()
    }
}

impl<T> Reader for Texts<T> {
    type Read = Vec<T>;

    fn read(&self, value: &Value<'_>) -> Option<Vec<T>> {
        let elements = self.elements(value);
        Some(elements.into_iter().map(|(element, _)| element).collect())
    }
}

impl<T> Reader for Count<T> {
    type Read = T;

    fn read(&self, value: &Value<'_>) -> Option<T> {
        value.count(self.0, self.1).and_then(self.2)
    }
}

impl<T> Reader for Plain<T> {
    type Read = T;

    fn read(&self, value: &Value<'_>) -> Option<T> {
        (self.0)(value)
    }
}

/// A type whose values the file writes as words.
pub(super) trait Word: Sized + 'static {
    /// Every value with its word.
    fn all() -> Vec<(&'static str, Self)>;
}

fn spellings<T: Word>() -> Vec<&'static str> {
    T::all().into_iter().map(|(word, _)| word).collect()
}

fn read_word<T: Word>(text: &str) -> Result<T, Refusal> {
    let mut all = T::all().into_iter();
    all.find(|(word, _)| *word == text)
        .map(|(_, value)| value)
        .ok_or_else(|| value::not_among(&spellings::<T>()))
}

/// A size in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct ByteSize(pub(super) u64);
