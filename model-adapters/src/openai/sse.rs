//! Server-sent events out of a byte stream (<https://html.spec.whatwg.org/multipage/server-sent-events.html>), as far as
//! Chat Completions uses them: the data of each event; names, ids and comments are passed over.

use bytes::{Bytes, BytesMut};

use crate::lines::{LineTooLong, Lines, MAX_LINE};

/// Collects chunks and hands out the data of whole events.
#[derive(Debug, Default)]
pub(crate) struct Sse {
    lines: Lines,
    /// The lines of data of the event under way, joined by line ends.
    data: Option<BytesMut>,
}

impl Sse {
    /// Takes the next chunk.
    pub(crate) fn push(&mut self, chunk: &[u8]) {
        self.lines.push(chunk);
    }

    /// The data of the next whole event.
    pub(crate) fn next(&mut self) -> Result<Option<Bytes>, LineTooLong> {
        while let Some(line) = self.lines.next_line()? {
            if line.is_empty() {
                if let Some(data) = self.data.take() {
                    return Ok(Some(data.freeze()));
                }
            } else {
                self.field(&line)?;
            }
        }
        Ok(None)
    }

    /// The body is over: the data of an event that lacks its blank line.
    pub(crate) fn remainder(&mut self) -> Option<Bytes> {
        if let Some(line) = self.lines.remainder() {
            self.field(&line).ok()?;
        }
        self.data.take().map(BytesMut::freeze)
    }

    fn field(&mut self, line: &[u8]) -> Result<(), LineTooLong> {
        let Some(value) = line.strip_prefix(b"data:") else { return Ok(()) };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match &mut self.data {
            Some(data) => data.extend_from_slice(b"\n"),
            None => self.data = Some(BytesMut::new()),
        }
        if let Some(data) = &mut self.data {
            data.extend_from_slice(value);
            if data.len() > MAX_LINE {
                return Err(LineTooLong);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(chunks: &[&[u8]]) -> Vec<String> {
        let (mut sse, mut found) = (Sse::default(), Vec::new());
        for chunk in chunks {
            sse.push(chunk);
            while let Some(data) = sse.next().unwrap() {
                found.push(String::from_utf8(data.to_vec()).unwrap());
            }
        }
        found.extend(sse.remainder().map(|rest| String::from_utf8(rest.to_vec()).unwrap()));
        found
    }

    #[test]
    fn any_cut_gives_the_same_events() {
        let text = ": ping\r\n\r\nevent: x\nid: 7\ndata: £1\ndata:2\ndata:  😀\n\n\n\nretry: 3\n\ndata\ndata: b\r\n\r\ndata: [DONE]";
        let whole = data(&[text.as_bytes()]);
        assert_eq!(whole, ["£1\n2\n 😀", "b", "[DONE]"]);
        for at in 0..=text.len() {
            assert_eq!(data(&[&text.as_bytes()[..at], &text.as_bytes()[at..]]), whole, "cut at {at}");
        }
        assert_eq!(data(&text.as_bytes().chunks(1).collect::<Vec<_>>()), whole);
    }

    #[test]
    fn an_endless_event_is_refused() {
        let mut sse = Sse::default();
        let line = format!("data: {}\n", "x".repeat(1000));
        let refused = (0..2000).find_map(|_| {
            sse.push(line.as_bytes());
            sse.next().err()
        });
        assert_eq!(refused, Some(LineTooLong));
    }
}
