"""A table as HTML: cells are text, and a screen reader reads them."""

from collections.abc import Sequence

from ..markup import Markup

_TABLE = Markup(
    '<div class="ui-scroll" tabindex="0" role="region" aria-label="{caption}"><table class="ui-table"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
)


def table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[object]], numbers: Sequence[int] = ()) -> Markup:
    """`numbers` are the columns that are aligned to the right."""

    def cell(tag: str, at: int, value: object) -> Markup:
        kind = Markup(' class="ui-number"') if at in numbers else Markup("")
        return Markup("<{tag}{kind}>{value}</{tag}>").format(tag=Markup(tag), kind=kind, value="" if value is None else value)

    def line(tag: str, values: Sequence[object]) -> Markup:
        return Markup("").join(cell(tag, at, value) for at, value in enumerate(values))

    body = Markup("").join(Markup("<tr>{}</tr>").format(line("td", row)) for row in rows)
    return _TABLE.format(caption=caption, head=line("th", columns), rows=body)


def of_reply(caption: str, found: dict) -> Markup:
    """The table of an answer."""
    numbers = [at for at, column in enumerate(found["columns"]) if column.get("unit")]
    rows = [[cell["display"] for cell in row] for row in found["rows"]]
    return table(caption, [column["label"] for column in found["columns"]], rows, numbers)
