"""A table that is edited: Streamlit draws it on a canvas, and describes it inside as a table for screen readers."""

from playwright.sync_api import expect

from visitor import WITHIN_MS, Visitor

# A cell of the first row, in a column that is seen at any width.
FIRST_ROW = {"x": 60, "y": 52}


class Grid:
    def __init__(self, visitor: Visitor, at: int):
        self.visitor = visitor
        self.frame = visitor.page.locator("[data-testid=stDataFrame]").nth(at)
        self.selected = self.frame.locator("td[aria-selected=true]")

    def write(self, column: str, text: str) -> None:
        """Writes into the first row's cell under `column`, and waits until the server has it.

        The editor of a cell is opened before anything is typed: the first key would open it, and the second come before it is there.
        """
        page = self.visitor.page
        self.frame.locator("td").first.wait_for(state="attached")
        self.frame.click(position=FIRST_ROW)
        self._to(column)
        before = self.selected.text_content()
        page.keyboard.press("Enter")
        editor = page.locator("#portal textarea.gdg-input")
        expect(editor).to_have_value(before, timeout=WITHIN_MS)
        editor.fill(text)
        with self.visitor.told(text):
            editor.press("Enter")
        expect(self.frame.locator("td", has_text=text)).to_have_count(1, timeout=WITHIN_MS)

    def _to(self, column: str) -> None:
        """Goes to the right until the cell under `column` is selected; what is out of sight is not described."""
        for _ in range(20):
            self.selected.wait_for(state="attached")
            at = self.selected.get_attribute("aria-colindex")
            if self.frame.locator(f"th[aria-colindex='{at}']").text_content() == column:
                return
            self.visitor.page.keyboard.press("ArrowRight")
            self.frame.locator(f"td[aria-selected=true][aria-colindex='{int(at) + 1}']").wait_for(state="attached")
        raise AssertionError(f"there is no column {column}")
