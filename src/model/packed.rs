//! HTML in memory and in the store: compressed if that makes it smaller. Only a caller that needs
//! the text decompresses it.
//!
//! zstd at its lowest level takes some 10 µs for 4 kB of HTML and halves it.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

/// Shorter HTML, in bytes, is not worth compressing: zstd makes a code for each frame, which takes
/// some 65,000 instructions to make and to read again, and saves a fifth of 500 bytes of Chinese.
const MIN_BYTES: usize = 500;

/// Longest HTML to decompress, in bytes: larger than any document that `fetch` accepts.
const MAX_BYTES: usize = 1 << 30;

const LEVEL: i32 = 1;

thread_local! {
    /// Creating a context takes far longer than using it.
    static PACKER: RefCell<Option<zstd::bulk::Compressor<'static>>> =
        RefCell::new(zstd::bulk::Compressor::new(LEVEL).ok());
    static UNPACKER: RefCell<Option<zstd::bulk::Decompressor<'static>>> =
        RefCell::new(zstd::bulk::Decompressor::new().ok());
}

/// Compressed HTML. Clones share the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackedHtml(Packing);

/// The two forms of the HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Packing {
    Plain(Arc<str>),
    /// Four bytes with its length, and a zstd frame.
    Frame(Arc<[u8]>),
}

/// The compressed HTML is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a body that cannot be unpacked")]
pub struct UnreadableHtml;

impl PackedHtml {
    /// Compresses HTML, if that makes it smaller.
    pub fn pack(html: &str) -> Self {
        let frame = (html.len() >= MIN_BYTES).then(|| pack(html)).flatten();
        frame.map_or_else(
            || Self::plain(html),
            |frame| Self(Packing::Frame(frame.into())),
        )
    }

    /// Keeps HTML uncompressed.
    pub fn plain(html: &str) -> Self {
        Self(Packing::Plain(html.into()))
    }

    /// Wraps a frame from [`Self::stored`].
    pub fn frame(frame: &[u8]) -> Self {
        Self(Packing::Frame(frame.into()))
    }

    /// The bytes for the store: `Ok` with HTML, or `Err` with a frame for [`Self::frame`].
    pub fn stored(&self) -> Result<&str, &[u8]> {
        match &self.0 {
            Packing::Plain(html) => Ok(html),
            Packing::Frame(frame) => Err(frame),
        }
    }

    /// Returns the HTML, decompressed. Fails if its frame is damaged.
    pub fn html(&self) -> Result<Cow<'_, str>, UnreadableHtml> {
        match &self.0 {
            Packing::Plain(html) => Ok(Cow::Borrowed(html)),
            Packing::Frame(frame) => unpack(frame).map(Cow::Owned).ok_or(UnreadableHtml),
        }
    }
}

fn pack(html: &str) -> Option<Vec<u8>> {
    let length = u32::try_from(html.len()).ok()?;
    let frame = PACKER.with_borrow_mut(|packer| packer.as_mut()?.compress(html.as_bytes()).ok())?;
    let mut packed = Vec::with_capacity(4 + frame.len());
    packed.extend(length.to_le_bytes());
    packed.extend(frame);
    (packed.len() < html.len()).then_some(packed)
}

fn unpack(packed: &[u8]) -> Option<String> {
    let (length, frame) = packed.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    if length > MAX_BYTES {
        return None;
    }
    let html =
        UNPACKER.with_borrow_mut(|unpacker| unpacker.as_mut()?.decompress(frame, length).ok())?;
    // The copy costs far less than the check of the standard library.
    let html = simdutf8::basic::from_utf8(&html).ok()?;
    (html.len() == length).then(|| html.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(html: &str) -> (usize, String) {
        let packed = PackedHtml::pack(html);
        let again = match packed.stored() {
            Ok(html) => PackedHtml::plain(html),
            Err(frame) => PackedHtml::frame(frame),
        };
        assert_eq!(again, packed);
        let length = packed.stored().map_or_else(<[u8]>::len, str::len);
        (length, packed.html().unwrap().into_owned())
    }

    #[test]
    fn html_unpacks_unchanged_and_is_smaller_if_it_compresses() {
        let long = "<p>三年改造全部灯塔。</p>".repeat(50);
        let (length, read) = round(&long);
        assert_eq!(read, long);
        assert!(length * 2 < long.len(), "{length} of {}", long.len());
        for short in ["", "<p>短</p>"] {
            assert_eq!(round(short), (short.len(), short.to_owned()));
        }
    }

    #[test]
    fn a_damaged_frame_is_an_error() {
        let long = "<p>三年改造全部灯塔。</p>".repeat(50);
        let packed = pack(&long).unwrap();
        for spoiled in [&packed[..3], &packed[..20], &[0xff; 40][..]] {
            assert_eq!(PackedHtml::frame(spoiled).html(), Err(UnreadableHtml));
        }
        let mut longer = packed;
        longer[3] = 0x7f;
        assert_eq!(PackedHtml::frame(&longer).html(), Err(UnreadableHtml));
    }
}
