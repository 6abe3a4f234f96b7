//! Values of a JSON Feed that may be of any kind.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::parse::field::MAX_LIST;

/// A string, or a number or truth value written as one; anything else counts as absent.
#[derive(Default)]
pub(super) struct Scalar(pub(super) Option<String>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Scalar, E> {
        Ok(Scalar(Some(text.to_owned())))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Scalar, E> {
        Ok(Scalar(Some(text)))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Scalar, E> {
        Ok(Scalar(Some(number.to_string())))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Scalar, E> {
        Ok(Scalar(Some(number.to_string())))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Scalar, E> {
        Ok(Scalar(Some(number.to_string())))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Scalar, S::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Scalar, M::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }
}

/// A bounded list; a single object counts as a list of one, anything else as none.
pub(super) struct Few<T>(pub(super) Vec<T>);

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Few<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(FewVisitor(std::marker::PhantomData))
    }
}

struct FewVisitor<T>(std::marker::PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for FewVisitor<T> {
    type Value = Few<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut items: S) -> Result<Few<T>, S::Error> {
        let mut few = Vec::new();
        while few.len() < MAX_LIST {
            let Some(item) = items.next_element()? else {
                return Ok(Few(few));
            };
            few.push(item);
        }
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Few(few))
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Few<T>, M::Error> {
        let one = T::deserialize(de::value::MapAccessDeserializer::new(map))?;
        Ok(Few(vec![one]))
    }

    fn visit_unit<E: de::Error>(self) -> Result<Few<T>, E> {
        Ok(Few::default())
    }

    fn visit_str<E: de::Error>(self, _: &str) -> Result<Few<T>, E> {
        Ok(Few::default())
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Few<T>, E> {
        Ok(Few::default())
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Few<T>, E> {
        Ok(Few::default())
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Few<T>, E> {
        Ok(Few::default())
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Few<T>, E> {
        Ok(Few::default())
    }
}
