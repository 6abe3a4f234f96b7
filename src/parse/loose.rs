//! A value of JSON or YAML that may have any type.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::field::MAX_LIST;

/// A value; numbers are texts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Loose {
    /// Null, or a map, which no field has.
    #[default]
    Nothing,
    Text(String),
    Truth(bool),
    /// The texts of a list, at most [`MAX_LIST`], without empty ones; of a nested list, the first
    /// text.
    List(Vec<String>),
}

impl Loose {
    /// The text of this value as an element of a list.
    fn into_item(self) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Text(text) => Some(text).filter(|text| !text.is_empty()),
            Self::Truth(truth) => Some(truth.to_string()),
            Self::List(texts) => texts.into_iter().next(),
        }
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Loose, E> {
        Ok(Loose::Text(text))
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Loose, E> {
        Ok(Loose::Truth(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose::Text(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
        Ok(Loose::Text(number.to_string()))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Loose, E> {
        Ok(Loose::Text(number.to_string()))
    }

    fn visit_u128<E>(self, number: u128) -> Result<Loose, E> {
        Ok(Loose::Text(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Loose, E> {
        Ok(Loose::Text(number.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Nothing)
    }

    fn visit_none<E>(self) -> Result<Loose, E> {
        Ok(Loose::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Loose, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Loose, A::Error> {
        let mut texts = Vec::new();
        while let Some(item) = list.next_element::<Loose>()? {
            if texts.len() < MAX_LIST {
                texts.extend(item.into_item());
            }
        }
        Ok(Loose::List(texts))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Loose, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::Nothing)
    }
}
