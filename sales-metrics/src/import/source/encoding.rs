//! In which encoding a file is written.
//!
//! A byte order mark says it; zeros in every other byte say UTF-16. Else it is UTF-8 where that is valid, and
//! Windows-1252 (which contains Latin-1) where it is not: a question that is put when the first byte beyond ASCII is met,
//! and where the text around it leaves a doubt, the whole file is asked.

use std::{fmt, io::Read};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Read at once when the whole file is asked.
const CHUNK: usize = 256 << 10;
/// With so many more sequences of one kind the rest of the file need not be asked.
const CLEAR: u64 = 1_000;
/// Points of [`Tally::valid`] that no text in Windows-1252 has by chance.
const NO_CHANCE: u64 = 4;

/// The encoding of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum Encoding {
    /// With or without a byte order mark; ASCII, too.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Little endian, with or without a byte order mark.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    /// Big endian, with or without a byte order mark.
    #[serde(rename = "utf-16be")]
    Utf16Be,
    /// Windows-1252, and Latin-1 with it.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

impl Encoding {
    /// What the beginning of a file says, and the length of its byte order mark.
    pub(super) fn of_start(start: &[u8]) -> (Option<Self>, usize) {
        match start {
            [0xef, 0xbb, 0xbf, ..] => (Some(Self::Utf8), 3),
            [0xff, 0xfe, ..] => (Some(Self::Utf16Le), 2),
            [0xfe, 0xff, ..] => (Some(Self::Utf16Be), 2),
            _ => (by_zeros(start), 0),
        }
    }

    /// A decoder, for what is not UTF-8 already.
    pub(super) fn decoder(self) -> Option<encoding_rs::Decoder> {
        let encoding = match self {
            Self::Utf8 => return None,
            Self::Utf16Le => encoding_rs::UTF_16LE,
            Self::Utf16Be => encoding_rs::UTF_16BE,
            Self::Windows1252 => encoding_rs::WINDOWS_1252,
        };
        Some(encoding.new_decoder_without_bom_handling())
    }
}

/// UTF-16 of mostly ASCII has a zero in every pair of bytes, on the same side.
fn by_zeros(start: &[u8]) -> Option<Encoding> {
    let (pairs, _) = start.as_chunks::<2>();
    let high = pairs.iter().filter(|pair| pair[0] == 0).count();
    let low = pairs.iter().filter(|pair| pair[1] == 0).count();
    let (most, few) = (pairs.len() * 7 / 10, pairs.len() / 50);
    match () {
        () if pairs.len() < 4 => None,
        () if low > most && high <= few => Some(Encoding::Utf16Le),
        () if high > most && low <= few => Some(Encoding::Utf16Be),
        () => None,
    }
}

/// What speaks for UTF-8 and against it.
#[derive(Debug, Default)]
struct Tally {
    /// A point for each valid sequence of more than one byte, more for those that mean nothing in Windows-1252.
    valid: u64,
    invalid: u64,
    /// A sequence that the next bytes go on with.
    cut: Vec<u8>,
}

impl Tally {
    fn add(&mut self, bytes: &[u8]) {
        if self.cut.is_empty() {
            self.count(bytes);
            return;
        }
        let joined = [std::mem::take(&mut self.cut).as_slice(), bytes].concat();
        self.count(&joined);
    }

    fn count(&mut self, bytes: &[u8]) {
        if bytes.is_ascii() {
            return;
        }
        let mut read = 0;
        for chunk in bytes.utf8_chunks() {
            // Beyond ASCII, 0x80..=0xbf are signs and 0xc0..=0xff are letters in Windows-1252: of all sequences those of
            // two bytes that begin with a letter other than 0xc2 may stand there, rarely: an É before a closing quote.
            for first in chunk.valid().bytes().filter(|byte| *byte >= 0xc2) {
                self.valid += if first == 0xc2 || first >= 0xe0 { NO_CHANCE } else { 1 };
            }
            read += chunk.valid().len() + chunk.invalid().len();
            let bad = chunk.invalid();
            if bad.is_empty() {
                continue;
            }
            let may_go_on = read == bytes.len() && std::str::from_utf8(bad).is_err_and(|e| e.error_len().is_none());
            if may_go_on {
                self.cut = bad.to_vec();
            } else {
                self.invalid += 1;
            }
        }
    }

    fn verdict(&self) -> Encoding {
        let invalid = self.invalid + u64::from(!self.cut.is_empty());
        if self.valid >= invalid { Encoding::Utf8 } else { Encoding::Windows1252 }
    }
}

/// What a part of a file says, if it leaves no doubt.
pub(super) fn of_part(part: &[u8]) -> Option<Encoding> {
    let mut tally = Tally::default();
    tally.add(part);
    (tally.invalid == 0 && tally.valid >= NO_CHANCE).then_some(Encoding::Utf8)
}

/// Asks the whole file. Where it breaks off, what stands before it decides.
pub(super) fn of_whole(mut plain: impl Read) -> Encoding {
    let mut tally = Tally::default();
    let mut chunk = vec![0; CHUNK];
    while let Ok(read @ 1..) = plain.read(&mut chunk) {
        tally.add(&chunk[..read]);
        if tally.valid.abs_diff(tally.invalid) > CLEAR {
            break;
        }
    }
    tally.verdict()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_file_decides() {
        let ascii = vec![b'x'; 3 * CHUNK];
        for (end, wanted) in [
            (&b"caf\xe9,1\n"[..], Encoding::Windows1252),
            ("café,1\n".as_bytes(), Encoding::Utf8),
            (b"caf\xe9", Encoding::Windows1252),
            (b"CAF\xc9\x94 caf\xe9 caf\xe9\n", Encoding::Windows1252), // the first is valid by chance
            ("£5 £6 £7 \u{20ac}8 \u{fffd}".as_bytes(), Encoding::Utf8),
            (b"\xc2\xa3 and \xff", Encoding::Utf8), // damaged
            (b"", Encoding::Utf8),
        ] {
            assert_eq!(of_whole([ascii.as_slice(), end].concat().as_slice()), wanted, "{end:?}");
        }
    }

    #[test]
    fn sequences_may_be_cut_anywhere() {
        let text = "aé€😀".repeat(50);
        for step in 1..7 {
            let mut tally = Tally::default();
            text.as_bytes().chunks(step).for_each(|chunk| tally.add(chunk));
            assert_eq!((tally.valid, tally.invalid, tally.cut.len()), (50 * 9, 0, 0), "{step}");
        }
    }

    #[test]
    fn the_start_tells_utf_16() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>();
        assert_eq!(Encoding::of_start(&utf16("Date,Café,€\n2011")).0, Some(Encoding::Utf16Le));
        let swapped: Vec<u8> = utf16("Date,Shop").chunks(2).flat_map(|pair| [pair[1], pair[0]]).collect();
        assert_eq!(Encoding::of_start(&swapped), (Some(Encoding::Utf16Be), 0));
        assert_eq!(Encoding::of_start(b"\xff\xfed\0"), (Some(Encoding::Utf16Le), 2));
        assert_eq!(Encoding::of_start(b"Date,Shop"), (None, 0));
        assert_eq!(Encoding::of_start(&[0; 64]), (None, 0));
    }
}
