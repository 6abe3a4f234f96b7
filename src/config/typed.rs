//! Keys with the Rust type of their values.
//!
//! [`keys!`] declares the keys of one table. A row holds everything about a key: its purpose, its
//! Rust type, its name, how its value is read and within which bounds, and what holds if the file
//! leaves the key out. From the same rows the macro makes the list of keys for `keys`.

use std::num::NonZeroUsize;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::readers::{ByteSize, Reader, SubTable, TableList, Texts, Word};
use super::value;
use super::walk::{Table, Value};

/// Declares the keys of a table as constants of one type, and the list of them as `TABLE`.
///
/// A row reads `NAME: Reader = "name", reader, if absent;`, below its purpose. The last part is
/// one of `required "example"`, `without "what holds then"` and `default value`. A key that holds
/// tables needs no purpose: it has that of the tables.
macro_rules! keys {
    (
        $(#[doc = $table_about:literal])+
        $table:ident($table_name:literal, $display_name:literal) {
            $($field:ident: $setting:expr),* $(,)?
        }
        $(
            $(#[doc = $about:literal])?
            $constant:ident: $reader:ty = $name:literal, $described:expr, $absent:ident $holds:expr;
        )*
    ) => {
        $(#[doc = $table_about])+
        pub(super) struct $table;

        impl $table {
            $(
                pub(super) const $constant: $crate::config::typed::TypedKey<
                    $reader,
                    $crate::config::typed::keys!(@type $absent $reader),
                > = {
                    const DESCRIBED: $crate::config::readers::Described<$reader> = $described;
                    $crate::config::typed::TypedKey {
                        name: $name,
                        reader: DESCRIBED.1,
                        example: $crate::config::typed::keys!(@example $absent $holds),
                        default: $crate::config::typed::keys!(@default $absent $holds),
                    }
                };
            )*

            /// The table as the walker, the schema and the documentation see it.
            pub(super) const TABLE: $crate::config::keys::TableKeys =
                $crate::config::keys::TableKeys {
                    display_name: $display_name,
                    name: $table_name,
                    about: concat!($($table_about),+).trim_ascii(),
                    $($field: $setting,)*
                    // Not made of the constants above, so that the compiler warns of a key that no
                    // reader reads.
                    keys: &[$({
                        const DESCRIBED: $crate::config::readers::Described<$reader> = $described;
                        $crate::config::keys::Key {
                            name: $name,
                            value_type: DESCRIBED.0,
                            if_absent: $crate::config::typed::keys!(@text $absent $holds),
                            about: [$($about.trim_ascii(),)? DESCRIBED.0.about()][0],
                        }
                    }),*],
                    ..$crate::config::keys::TableKeys::EMPTY
                };
        }
    };
    (@type default $reader:ty) => { fn() -> <$reader as $crate::config::readers::Reader>::Read };
    (@type $absent:ident $reader:ty) => { () };
    (@text required $example:expr) => { $crate::config::keys::IfAbsent::Refused };
    (@text without $said:expr) => { $crate::config::keys::IfAbsent::Otherwise($said) };
    (@text default $value:expr) => {
        $crate::config::keys::IfAbsent::Default(|| $crate::config::typed::Written::written(&$value))
    };
    (@example required $example:expr) => { Some($example) };
    (@example $absent:ident $holds:expr) => { None };
    (@default default $value:expr) => { || $value };
    (@default $absent:ident $holds:expr) => { () };
}
pub(super) use keys;

/// A key whose values `R` reads. `D` is `()`, or the type of [`TypedKey::default`].
pub(super) struct TypedKey<R, D> {
    pub(super) name: &'static str,
    pub(super) reader: R,
    /// If there is an example, the table is refused without the key, and the remedy shows it.
    pub(super) example: Option<&'static str>,
    /// Returns the value that holds if the file leaves the key out.
    pub(super) default: D,
}

impl<R, D> TypedKey<R, D> {
    /// The value as the file has it, for readers that need more than the value. Reports a required
    /// key that is missing.
    pub(super) fn find<'a>(&self, table: &Table<'a>) -> Option<Value<'a>> {
        match self.example {
            Some(example) => table.required(self.name, example),
            None => table.get(self.name),
        }
    }
}

impl<R: Reader, D> TypedKey<R, D> {
    /// Reads the key; `None` if it is left out or refused. A refused value is reported.
    pub(super) fn read(&self, table: &Table<'_>) -> Option<R::Read> {
        self.located(table).map(|(read, _)| read)
    }

    /// Reads the key together with its place in the file.
    pub(super) fn located<'a>(&self, table: &Table<'a>) -> Option<(R::Read, Value<'a>)> {
        let value = self.find(table)?;
        Some((self.reader.read(&value)?, value))
    }
}

impl<R: Reader> TypedKey<R, fn() -> R::Read> {
    /// Reads the key; its default if it is left out or refused.
    pub(super) fn read_or_default(&self, table: &Table<'_>) -> R::Read {
        self.read(table).unwrap_or_else(self.default)
    }
}

impl<T, D> TypedKey<Texts<T>, D> {
    /// Reads each element of the list together with its place in the file.
    pub(super) fn elements<'a>(&self, table: &Table<'a>) -> Vec<(T, Value<'a>)> {
        self.find(table)
            .map(|value| self.reader.elements(&value))
            .unwrap_or_default()
    }
}

impl TypedKey<SubTable, ()> {
    /// The table; `None` if it is left out or is no table. Reports its unknown keys.
    pub(super) fn table<'a>(&self, parent: &Table<'a>) -> Option<Table<'a>> {
        self.find(parent)?.table(self.reader.0)
    }

    /// The table; one without keys if it is left out or is no table. Reports its unknown keys.
    pub(super) fn table_or_empty<'a>(&self, parent: &Table<'a>) -> Table<'a> {
        self.table(parent).unwrap_or_else(|| parent.without_keys())
    }
}

impl TypedKey<TableList, ()> {
    /// The tables; none if the key is left out. Reports their unknown keys.
    pub(super) fn tables<'a>(&self, parent: &Table<'a>) -> Vec<Table<'a>> {
        self.find(parent)
            .map(|value| value.tables(self.reader.0))
            .unwrap_or_default()
    }
}

/// A default value as the file would write it.
pub(super) trait Written {
    fn written(&self) -> String;
}

/// Values that the file writes as Rust does.
macro_rules! written_as_displayed {
    ($($type:ty),*) => {
        $(impl Written for $type {
            fn written(&self) -> String {
                self.to_string()
            }
        })*
    };
}
written_as_displayed!(bool, i32, usize, NonZeroUsize, String);

impl Written for Duration {
    fn written(&self) -> String {
        value::shown_duration(*self)
    }
}

impl Written for ByteSize {
    fn written(&self) -> String {
        value::shown_size(self.0)
    }
}

impl Written for TimeZone {
    fn written(&self) -> String {
        value::shown_timezone(self)
    }
}

impl<T: Word + PartialEq> Written for T {
    fn written(&self) -> String {
        let all = T::all();
        let own = all.into_iter().find(|(_, value)| value == self);
        own.map(|(word, _)| word.to_owned()).unwrap_or_default()
    }
}

impl<T: Word + PartialEq> Written for Vec<T> {
    fn written(&self) -> String {
        let words: Vec<String> = self.iter().map(Written::written).collect();
        words.join(", ")
    }
}
