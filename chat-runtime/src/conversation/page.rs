//! Pages: how many to list, and where to go on.

use std::str::FromStr;

use jiff::Timestamp;
use tenancy::{ApiError, ids::MessageId, page_limit};

const DEFAULT: u16 = 50;
const MOST: u16 = 100;

/// One page of a list.
#[derive(Debug)]
pub(crate) struct Page<T, C> {
    pub(crate) list: Vec<T>,
    /// Where the next page goes on, if there is one.
    pub(crate) next: Option<C>,
}

impl<T, C> Page<T, C> {
    /// A page of at most `limit` of the `found`, of which one more than that was asked for; `broken_off` says that the reply
    /// had no room for more.
    pub(super) fn of(mut found: Vec<T>, limit: u16, broken_off: bool, cursor: impl Fn(&T) -> C) -> Self {
        let more = broken_off || found.len() > usize::from(limit);
        found.truncate(usize::from(limit));
        let next = found.last().filter(|_| more).map(cursor);
        Self { list: found, next }
    }
}

/// The `limit` of a request.
///
/// # Errors
/// [`tenancy::ErrorCode::InvalidField`]: it is no number from 1 to 100.
pub(crate) fn limit(asked: Option<&str>) -> Result<u16, ApiError> {
    page_limit(asked, DEFAULT, MOST)
}

/// The last message of a page: `1763716576605-<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MessageCursor {
    pub(super) at: Timestamp,
    pub(super) id: MessageId,
}

impl std::fmt::Display for MessageCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:013}-{}", self.at.as_millisecond(), self.id)
    }
}

impl FromStr for MessageCursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (millis, id) = text.split_once('-').ok_or(())?;
        let at = millis.parse().ok().and_then(|millis| Timestamp::from_millisecond(millis).ok()).ok_or(())?;
        let cursor = Self { at, id: id.parse().map_err(|_| ())? };
        if cursor.to_string() == text { Ok(cursor) } else { Err(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_has_no_next() {
        let page = |found: Vec<u8>, broken_off| {
            let page = Page::of(found, 2, broken_off, |last| *last);
            (page.list.len(), page.next)
        };
        assert_eq!(page(vec![], false), (0, None));
        assert_eq!(page(vec![1, 2], false), (2, None));
        assert_eq!(page(vec![1, 2, 3], false), (2, Some(2)));
        assert_eq!(page(vec![1], true), (1, Some(1)));
    }

    #[test]
    fn a_cursor_has_one_form() {
        let id = MessageId::generate();
        let cursor = MessageCursor { at: Timestamp::from_millisecond(1_763_716_576_605).unwrap(), id };
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for not in [String::new(), id.to_string(), format!("1-{id}"), cursor.to_string().to_uppercase()] {
            assert_eq!(not.parse::<MessageCursor>(), Err(()), "{not}");
        }
    }
}
