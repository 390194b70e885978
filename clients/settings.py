"""What `cargo xtask clients` says of the server that it has started."""

import json
import os

_given = json.loads(os.environ["CLIENTS_SETTINGS"])

# The address, with /v1.
BASE_URL = _given["baseUrl"]
# An API key and a token of a tenant with a year of sales.
KEY = _given["key"]
TOKEN = _given["token"]
# An API key of a tenant whose plan has one turn a month.
POOR_KEY = _given["poorKey"]

QUESTION = "What was revenue in March 2011?"
FIGURE = "683,267.08"
FOLLOW_UP = "and in Germany?"


def said(*contents):
    """A conversation that the user begins."""
    roles = ("user", "assistant")
    return [{"role": roles[i % 2], "content": content} for i, content in enumerate(contents)]
