//! A file as it was sent: in memory or on disk, plain or packed by gzip or zstd.

use std::{
    fs::File,
    io::{Cursor, Read},
    os::unix::fs::FileExt,
    sync::Arc,
};

use bytes::Bytes;

/// A file unpacks to at most this,
const MOST_PLAIN_BYTES: u64 = 8 << 30;
/// and to at most this many times its size, sales files having some ten times it,
const LARGEST_RATIO: u64 = 250;
/// where it is more than this.
const ANY_RATIO_BYTES: u64 = 16 << 20;
/// Read at once from a file on disk.
const CHUNK: usize = 256 << 10;

/// The bytes as sent.
#[derive(Debug, Clone)]
pub(super) enum Packed {
    Memory(Bytes),
    Disk(Arc<File>, u64),
}

impl Packed {
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Disk(_, len) => *len,
        }
    }

    /// The bytes as sent, from the start.
    pub(super) fn raw(&self) -> Box<dyn Read + Send> {
        match self {
            Self::Memory(bytes) => Box::new(Cursor::new(bytes.clone())),
            Self::Disk(file, _) => {
                Box::new(std::io::BufReader::with_capacity(CHUNK, FromStart { file: Arc::clone(file), offset: 0 }))
            }
        }
    }

    /// The bytes unpacked. They are followed by an error where they are cut off, or are more than an honest file has.
    pub(super) fn plain(&self) -> std::io::Result<Box<dyn Read + Send>> {
        let mut magic = Vec::new();
        self.raw().take(4).read_to_end(&mut magic)?;
        let plain: Box<dyn Read + Send> = match magic.as_slice() {
            [0x1f, 0x8b, ..] => Box::new(flate2::read::MultiGzDecoder::new(self.raw())),
            [0x28, 0xb5, 0x2f, 0xfd] => Box::new(zstd::stream::read::Decoder::new(self.raw())?),
            _ => return Ok(Box::new(Bounded { inner: self.raw(), left: MOST_PLAIN_BYTES })),
        };
        let most = self.len().saturating_mul(LARGEST_RATIO).clamp(ANY_RATIO_BYTES, MOST_PLAIN_BYTES);
        Ok(Box::new(Bounded { inner: plain, left: most }))
    }
}

/// Reads a file with an offset of its own, so that several can read it at once.
struct FromStart {
    file: Arc<File>,
    offset: u64,
}

impl Read for FromStart {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read_at(buffer, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }
}

/// Stops at a file that is larger than any honest one.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            std::io::Error::other(format!(
                "the file unpacks to more than {LARGEST_RATIO} times its size, or to more than 8 GiB"
            ))
        })?;
        Ok(read)
    }
}
