//! The bytes of a file as UTF-8, while they are read.

use std::io::Read;

use encoding_rs::{Decoder, DecoderResult};

use super::{
    Source,
    encoding::{self, Encoding},
};

/// In place of what cannot be decoded, and of zeros: no UTF-8 has it, so the fields around it are seen to be damaged.
const DAMAGED: u8 = 0xff;
/// Bytes decoded at once.
const CHUNK: usize = 64 << 10;
/// No honest record is longer.
pub(super) const LONGEST_RECORD: usize = 1 << 20;
/// What is wrong with a longer one.
pub(super) const TOO_LONG: &str = "a line is longer than 1 MiB, or a quote is opened and not closed";
/// A last record that no file has, zeros being damage.
pub(super) const END: &[u8] = b"\0END\0";

/// UTF-8 but for damage, with `\n` in place of the `\r` of old Macs, and with [`END`] on a line of its own at the end.
pub(super) struct Text {
    plain: Box<dyn Read + Send>,
    source: Source,
    state: State,
    end: Option<usize>,
    /// Bytes since a record was complete; whoever reads records sets it back.
    pub(super) since_record: usize,
}

enum State {
    /// Only ASCII yet.
    Undecided,
    Utf8,
    Decoding(Box<Decoding>),
}

struct Decoding {
    decoder: Decoder,
    raw: Vec<u8>,
    /// Where what is not decoded yet begins in `raw`.
    from: usize,
    last: bool,
    decoded: Vec<u8>,
    given: usize,
}

impl Text {
    pub(super) fn new(source: &Source) -> std::io::Result<Self> {
        let mut plain = source.packed.plain()?;
        let mut mark = [0; 3];
        plain.read_exact(&mut mark[..source.mark])?;
        let state = match source.encoding.get() {
            None => State::Undecided,
            Some(encoding) => State::of(*encoding, &[]),
        };
        Ok(Self { plain, source: source.clone(), state, end: None, since_record: 0 })
    }

    /// Whether all of the file was read.
    pub(super) fn ended(&self) -> bool {
        self.end.is_some()
    }

    fn fill(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if let State::Decoding(decoding) = &mut self.state {
            return decoding.read(&mut self.plain, buffer);
        }
        let read = self.plain.read(buffer)?;
        let bytes = &buffer[..read];
        if matches!(self.state, State::Undecided) && !bytes.is_ascii() {
            self.state = State::of(self.source.decide(encoding::of_part(bytes)), bytes);
            if let State::Decoding(decoding) = &mut self.state {
                return decoding.read(&mut self.plain, buffer);
            }
        }
        Ok(read)
    }
}

impl Read for Text {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        if let Some(given) = &mut self.end {
            let end = [if self.source.crlf { &b"\r\n"[..] } else { b"\n" }, END, b"\n"].concat();
            let part = &end[*given..(*given + buffer.len()).min(end.len())];
            buffer[..part.len()].copy_from_slice(part);
            *given += part.len();
            return Ok(part.len());
        }
        let read = self.fill(buffer)?;
        if read == 0 {
            if matches!(self.state, State::Undecided) {
                self.source.decide(Some(Encoding::Utf8));
            }
            self.end = Some(0);
            return self.read(buffer);
        }
        let bytes = &mut buffer[..read];
        replace(bytes, 0, DAMAGED);
        if self.source.old_mac {
            replace(bytes, b'\r', b'\n');
        }
        self.since_record += read;
        if self.since_record > LONGEST_RECORD + CHUNK * 4 {
            return Err(std::io::Error::other(TOO_LONG));
        }
        Ok(read)
    }
}

fn replace(bytes: &mut [u8], from: u8, to: u8) {
    let mut at = 0;
    while let Some(next) = memchr::memchr(from, &bytes[at..]) {
        bytes[at + next] = to;
        at += next + 1;
    }
}

impl State {
    fn of(encoding: Encoding, raw: &[u8]) -> Self {
        match encoding.decoder() {
            None => Self::Utf8,
            Some(decoder) => Self::Decoding(Box::new(Decoding {
                decoder,
                raw: raw.to_vec(),
                from: 0,
                last: false,
                decoded: Vec::new(),
                given: 0,
            })),
        }
    }
}

impl Decoding {
    fn read(&mut self, plain: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.decoded.len() {
            if self.from == self.raw.len() {
                if self.last {
                    return Ok(0);
                }
                self.raw.resize(CHUNK, 0);
                let read = plain.read(&mut self.raw)?;
                self.raw.truncate(read);
                (self.from, self.last) = (0, read == 0);
            }
            self.decode();
        }
        let ready = &self.decoded[self.given..];
        let given = ready.len().min(buffer.len());
        buffer[..given].copy_from_slice(&ready[..given]);
        self.given += given;
        Ok(given)
    }

    fn decode(&mut self) {
        self.decoded.clear();
        self.decoded.resize(self.raw.len() * 3 + 16, 0);
        let mut written = 0;
        loop {
            let (result, read, wrote) = self.decoder.decode_to_utf8_without_replacement(
                &self.raw[self.from..],
                &mut self.decoded[written..],
                self.last,
            );
            self.from += read;
            written += wrote;
            match result {
                DecoderResult::Malformed(..) if written < self.decoded.len() => {
                    self.decoded[written] = DAMAGED;
                    written += 1;
                }
                DecoderResult::InputEmpty | DecoderResult::OutputFull | DecoderResult::Malformed(..) => break,
            }
        }
        self.decoded.truncate(written);
        self.given = 0;
    }
}
