//! Lines out of a byte stream, whatever way the network cut it.
//!
//! Bytes are kept until their line is whole: a chunk may end in the middle of a UTF-8 character, and decoding chunk by
//! chunk is how `ollama-rs` 0.3.6 loses a whole answer.

use bytes::{Buf, Bytes, BytesMut};

/// The longest line accepted, and the longest event of several lines. One holds about one token; only the last one, with
/// metrics, is longer.
pub(crate) const MAX_LINE: usize = 1 << 20;

/// A line longer than [`MAX_LINE`] bytes: not the answer of a model.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a line of the answer is longer than {MAX_LINE} bytes")]
pub(crate) struct LineTooLong;

/// Collects chunks and hands out whole lines.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    buffer: BytesMut,
    /// So many bytes of the buffer are known to hold no line end.
    scanned: usize,
}

impl Lines {
    /// Takes the next chunk.
    pub(crate) fn push(&mut self, chunk: &[u8]) {
        self.buffer.extend_from_slice(chunk);
    }

    /// The next whole line without its end (`\n` or `\r\n`).
    pub(crate) fn next_line(&mut self) -> Result<Option<Bytes>, LineTooLong> {
        let Some(at) = self.buffer.iter().skip(self.scanned).position(|&byte| byte == b'\n') else {
            self.scanned = self.buffer.len();
            return if self.scanned > MAX_LINE { Err(LineTooLong) } else { Ok(None) };
        };
        let mut line = self.buffer.split_to(self.scanned + at).freeze();
        self.buffer.advance(1);
        self.scanned = 0;
        if line.ends_with(b"\r") {
            line.truncate(line.len() - 1);
        }
        if line.len() > MAX_LINE { Err(LineTooLong) } else { Ok(Some(line)) }
    }

    /// What is left at the end of the body: the last line, if it came without a line end.
    pub(crate) fn remainder(&mut self) -> Option<Bytes> {
        self.scanned = 0;
        let rest = self.buffer.split().freeze();
        (!rest.trim_ascii().is_empty()).then_some(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(chunks: &[&[u8]]) -> Vec<String> {
        let (mut decoder, mut lines) = (Lines::default(), Vec::new());
        for chunk in chunks {
            decoder.push(chunk);
            while let Some(line) = decoder.next_line().unwrap() {
                lines.push(String::from_utf8(line.to_vec()).unwrap());
            }
        }
        lines.extend(decoder.remainder().map(|rest| String::from_utf8(rest.to_vec()).unwrap()));
        lines
    }

    #[test]
    fn any_cut_gives_the_same_lines() {
        let text = "{\"a\":\"£😀\"}\r\n\n{\"b\":1}\nlast".as_bytes();
        let whole = lines(&[text]);
        assert_eq!(whole, ["{\"a\":\"£😀\"}", "", "{\"b\":1}", "last"]);
        for at in 0..=text.len() {
            assert_eq!(lines(&[&text[..at], &text[at..]]), whole, "cut at {at}");
        }
        assert_eq!(lines(&text.chunks(1).collect::<Vec<_>>()), whole);
    }

    #[test]
    fn an_endless_line_is_refused() {
        for end in ["", "\n"] {
            let mut decoder = Lines::default();
            decoder.push(&vec![b'x'; MAX_LINE + 1]);
            decoder.push(end.as_bytes());
            assert_eq!(decoder.next_line(), Err(LineTooLong));
        }
    }
}
