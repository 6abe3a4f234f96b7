//! Values of a JSON Feed, which may have any type.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::item::value_of;
use crate::parse::field::MAX_LIST;
use crate::parse::loose::Loose;

/// A string, or a number as a string; anything else counts as missing.
#[derive(Default)]
pub(super) struct Scalar(pub(super) Option<String>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        Ok(Self(match Loose::deserialize(reader)? {
            Loose::Text(text) => Some(text),
            Loose::Nothing | Loose::Truth(_) | Loose::List(_) => None,
        }))
    }
}

/// A list with a limited length, in which an invalid element costs only itself. Any other value
/// counts as a list of one element.
pub(super) struct Few<T>(pub(super) Vec<T>);

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: DeserializeOwned + Default> Deserialize<'de> for Few<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        let value = <&RawValue>::deserialize(reader)?;
        if !value.get().starts_with('[') {
            return Ok(match value.get() {
                "null" | "true" | "false" => Self::default(),
                _ => Self(vec![value_of(value)]),
            });
        }
        let mut list = serde_json::Deserializer::from_str(value.get());
        let few = list.deserialize_seq(FewVisitor(PhantomData));
        few.map_err(de::Error::custom)
    }
}

struct FewVisitor<T>(PhantomData<T>);

impl<'de, T: DeserializeOwned + Default> Visitor<'de> for FewVisitor<T> {
    type Value = Few<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Few<T>, S::Error> {
        let mut few = Vec::new();
        while let Some(item) = items.next_element::<&RawValue>()? {
            if few.len() < MAX_LIST {
                few.push(value_of(item));
            }
        }
        Ok(Few(few))
    }
}
