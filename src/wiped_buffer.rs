use std::io::{self, Write};
use std::mem;

use bytes::Bytes;
use zeroize::optimization_barrier;

/// Overwrites the whole memory of secrets before it is given back. At once, and not byte by byte as
/// [`zeroize::Zeroize`] does, because every call has kilobytes of them.
pub fn wipe(mut secrets: Vec<u8>) {
    secrets.clear();
    secrets.resize(secrets.capacity(), 0);
    // The compiler must take it that the zeros are read.
    optimization_barrier(secrets.as_slice());
}

/// A buffer for secrets. Its memory is wiped on drop, and also the memory that it leaves when it grows,
/// which that of a plain vector is not.
#[derive(Default)]
pub struct WipedBuffer(Vec<u8>);

impl WipedBuffer {
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    #[inline]
    pub fn push(&mut self, bytes: &[u8]) {
        let length = self.0.len() + bytes.len();
        if length > self.0.capacity() {
            let mut larger = Vec::with_capacity(2 * length);
            larger.extend_from_slice(&self.0);
            wipe(mem::replace(&mut self.0, larger));
        }
        self.0.extend_from_slice(bytes);
    }

    #[must_use]
    pub fn as_slice(&self) -> &[u8] {
        &self.0
    }

    /// Shares the content without a copy; it is wiped with the last reference.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        Bytes::from_owner(self)
    }
}

impl Drop for WipedBuffer {
    fn drop(&mut self) {
        wipe(mem::take(&mut self.0));
    }
}

impl AsRef<[u8]> for WipedBuffer {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Takes the text over where it is.
impl From<String> for WipedBuffer {
    fn from(text: String) -> Self {
        Self(text.into_bytes())
    }
}

impl From<&[u8]> for WipedBuffer {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl Write for WipedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes);
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.push(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_pushed_stays_in_order_however_often_the_buffer_grows() {
        let mut buffer = WipedBuffer::with_capacity(1);
        let pieces: Vec<Vec<u8>> = (0..100_u8).map(|n| vec![n; usize::from(n)]).collect();
        for piece in &pieces {
            buffer.push(piece);
        }
        assert_eq!(buffer.as_slice(), pieces.concat());
        assert_eq!(buffer.into_bytes(), pieces.concat());
    }
}
