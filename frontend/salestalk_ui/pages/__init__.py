"""One file a page: `show()` draws it."""
