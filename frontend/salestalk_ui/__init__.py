"""SalesTalk in the browser. It knows the HTTP API, and nothing behind it."""
