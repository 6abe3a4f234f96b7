//! Keys and hashes. `identify` computes the bytes.

use std::fmt;
use std::str::FromStr;

/// A text is not hexadecimal, or has the wrong length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not {0} hexadecimal digits")]
pub struct HexError(usize);

macro_rules! hex_bytes {
    ($(#[$doc:meta])* $name:ident, $length:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name([u8; $length]);

        impl $name {
            /// Wraps bytes from `identify` or from the store.
            pub const fn from_bytes(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }

            /// The bytes, for the store and for hashing further.
            pub fn as_bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl FromStr for $name {
            type Err = HexError;

            fn from_str(text: &str) -> Result<Self, HexError> {
                let error = HexError(2 * $length);
                let mut bytes = [0; $length];
                if text.len() != 2 * $length {
                    return Err(error);
                }
                for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
                    for digit in pair {
                        let digit = char::from(*digit).to_digit(16).ok_or(error)?;
                        *byte = *byte << 4 | u8::try_from(digit).map_err(|_| error)?;
                    }
                }
                Ok(Self(bytes))
            }
        }
    };
}

hex_bytes! {
    /// The stable key of an entry: 128 bits of a hash over its source and its guid, link or
    /// content, whichever the publisher sent. Never random.
    EntryKey, 16
}
hex_bytes! {
    /// The key of a story: that of the entry that founded it.
    StoryId, 16
}
hex_bytes! {
    /// 64 bits of a hash over a source and a link, to find an entry whose guid changed.
    LinkKey, 8
}
hex_bytes! {
    /// 64 bits of a hash over a link alone: two sources that link to the same page have the same
    /// text.
    UrlKey, 8
}
hex_bytes! {
    /// 64 bits of a hash over one folded line of a text, to count the stories in which a source
    /// repeats it. Computed by `normalize`; the same in every release.
    LineKey, 8
}
hex_bytes! {
    /// SHA-256 of the normalised text.
    ContentHash, 32
}
hex_bytes! {
    /// SHA-256 of a document as received, to detect that it did not change.
    BodyHash, 32
}
hex_bytes! {
    /// SHA-256 of the settings that determine how a source is fetched and read.
    SettingsHash, 32
}

impl StoryId {
    /// Returns the key of the story that `founder` founds.
    pub fn founded_by(founder: EntryKey) -> Self {
        Self(founder.0)
    }
}

/// The text hashes of an entry. Fingerprints of different versions are not comparable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// Version of the normalisation.
    pub version: u16,
    /// Hash of the normalised body text.
    pub content: ContentHash,
    /// Hash of the normalised title: evidence for texts that are too short to fold by themselves.
    pub title: ContentHash,
    /// Length of the normalised body text, in characters.
    pub chars: u32,
}
