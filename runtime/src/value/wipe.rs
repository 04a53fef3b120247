//! Memory that is overwritten before it is given back.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use zeroize::Zeroize;

/// A value whose memory can be overwritten.
///
/// [`Sensitive`](crate::Sensitive) calls it when it is dropped. Values on the stack may leave copies behind when they
/// are moved; what lives on the heap (every text) does not.
pub trait Wipe {
    /// Overwrites what the value holds and leaves it empty.
    fn wipe(&mut self);
}

impl<T: Wipe> Wipe for Option<T> {
    fn wipe(&mut self) {
        if let Some(value) = self {
            value.wipe();
        }
        *self = None;
    }
}

impl<T: Wipe> Wipe for Vec<T> {
    fn wipe(&mut self) {
        for value in self.iter_mut() {
            value.wipe();
        }
        self.clear();
    }
}

impl<T: Wipe> Wipe for BTreeMap<String, T> {
    fn wipe(&mut self) {
        while let Some((mut key, mut value)) = self.pop_first() {
            wipe_text(&mut key);
            value.wipe();
        }
    }
}

impl Wipe for () {
    fn wipe(&mut self) {}
}

impl Wipe for Decimal {
    fn wipe(&mut self) {
        *self = Decimal::ZERO;
    }
}

macro_rules! wipe_scalars {
    ($($scalar:ty),*) => { $(
        impl Wipe for $scalar {
            fn wipe(&mut self) {
                self.zeroize();
            }
        }
    )* };
}

wipe_scalars!(
    bool, u8, u16, u32, u64, usize, i8, i16, i32, i64, isize, f32, f64
);

/// Overwrites a text, with what it left room for.
pub(crate) fn wipe_text(text: &mut String) {
    wipe_bytes(&mut std::mem::take(text).into_bytes());
}

/// Overwrites bytes, with what they left room for: as one block, where a `Vec` that holds them is wiped byte by byte.
fn wipe_bytes(bytes: &mut Vec<u8>) {
    bytes.clear();
    bytes.spare_capacity_mut().zeroize();
}

/// Bytes that are overwritten when dropped, and that leave no copy behind when they grow.
#[derive(Default)]
pub(crate) struct WipingBuffer(Vec<u8>);

impl WipingBuffer {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Appends.
    #[inline]
    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    /// Appends with something before and behind.
    #[inline]
    pub(crate) fn extend_between<const N: usize, const M: usize>(
        &mut self,
        before: &[u8; N],
        bytes: &[u8],
        behind: &[u8; M],
    ) {
        self.reserve(bytes.len().saturating_add(N).saturating_add(M));
        self.0.extend_from_slice(before);
        self.0.extend_from_slice(bytes);
        self.0.extend_from_slice(behind);
    }

    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        self.reserve(1);
        self.0.push(byte);
    }

    /// Makes room; a `Vec` would leave its former, smaller allocation unwiped.
    #[inline]
    pub(crate) fn reserve(&mut self, more: usize) {
        if more > self.0.capacity() - self.0.len() {
            self.grow(more);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        let needed = self.0.len().saturating_add(more);
        let doubled = self.0.capacity().saturating_mul(2);
        let mut larger = Vec::with_capacity(needed.max(doubled).max(256));
        larger.extend_from_slice(&self.0);
        wipe_bytes(&mut self.0);
        self.0 = larger;
    }

    /// The bytes as a text, which is wiped as well; as they were if they are none.
    pub(crate) fn into_text(mut self) -> Result<WipingText, Self> {
        String::from_utf8(std::mem::take(&mut self.0))
            .map(WipingText)
            .map_err(|error| Self(error.into_bytes()))
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }
}

impl FromIterator<u8> for WipingBuffer {
    fn from_iter<T: IntoIterator<Item = u8>>(bytes: T) -> Self {
        let bytes = bytes.into_iter();
        let mut buffer = Self::with_capacity(bytes.size_hint().0);
        bytes.for_each(|byte| buffer.push(byte));
        buffer
    }
}

impl AsRef<[u8]> for WipingBuffer {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for WipingBuffer {
    fn drop(&mut self) {
        wipe_bytes(&mut self.0);
    }
}

/// A text that is overwritten when dropped.
pub(crate) struct WipingText(String);

impl From<String> for WipingText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl AsRef<str> for WipingText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Drop for WipingText {
    fn drop(&mut self) {
        wipe_text(&mut self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_growing_buffer_keeps_what_it_holds() {
        let mut buffer = WipingBuffer::with_capacity(1);
        for _ in 0..1_000 {
            buffer.extend(b"abc");
        }
        assert_eq!(buffer.len(), 3_000);
        assert!(buffer.as_ref().chunks(3).all(|chunk| chunk == b"abc"));
    }

    #[test]
    fn bytes_are_a_text_or_stay_what_they_are() {
        let buffer = |bytes: &[u8]| {
            let mut buffer = WipingBuffer::default();
            buffer.extend(bytes);
            buffer
        };
        assert_eq!(
            buffer("é".as_bytes())
                .into_text()
                .ok()
                .map(|text| text.as_ref().to_owned()),
            Some("é".into())
        );
        let bytes = buffer(b"a\xff").into_text().err();
        assert_eq!(
            bytes.map(|bytes| bytes.as_ref().to_vec()),
            Some(b"a\xff".to_vec())
        );
    }

    #[test]
    fn containers_are_emptied() {
        let mut map = BTreeMap::from([("key".to_owned(), Some(vec!["value".to_owned()]))]);
        map.wipe();
        assert!(map.is_empty());
    }
}
