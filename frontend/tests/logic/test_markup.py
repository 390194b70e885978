"""Text stays text: checked on what leaves the server, by the rules that the browser applies to it."""

from html.parser import HTMLParser

import pytest

from hostile import TEXTS
from salestalk_ui.components.table import table
from salestalk_ui.markup import label


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = set(), []

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("text", TEXTS)
def test_a_cell_is_text(text):
    read = Tags()
    read.feed(str(table(text, [text], [[text]])))
    assert read.tags == {"div", "table", "thead", "tbody", "tr", "th", "td"}
    assert "".join(read.text) == text * 2


@pytest.mark.parametrize("text", TEXTS)
def test_a_label_has_no_markdown(text):
    shown = label(text)
    for at, character in enumerate(shown):
        if character in "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~":
            assert shown[at - 1] == "\\", shown
    assert ":smile:" not in shown and "http://" not in shown
