"""The catalogue as rows of a table, and back. Lists are written with commas, a measure's rule as in `revenue / orders`."""

AGGREGATES = ("sum", "count", "countDistinct", "average", "min", "max", "new", "returning", "lost", "ratio")
UNITS = ("money", "count", "number", "percent")


class RowError(ValueError):
    """A row says nothing that a catalogue could."""


def measure_rows(catalogue: dict) -> list[dict]:
    return [
        {
            "name": one["name"],
            "label": one.get("label") or "",
            "synonyms": _joined(one),
            "unit": one["unit"],
            "how": _kind(one["aggregate"]),
            "of": _of(one["aggregate"]),
        }
        for one in catalogue["measures"]
    ]


def dimension_rows(catalogue: dict) -> list[dict]:
    return [
        {"name": one["name"], "plural": one.get("plural") or "", "synonyms": _joined(one), "column": one["column"]}
        for one in catalogue.get("dimensions", [])
    ]


def alias_rows(catalogue: dict) -> list[dict]:
    return [
        {"dimension": one["name"], "alias": alias, "member": member}
        for one in catalogue.get("dimensions", [])
        for alias, member in sorted(one.get("aliases", {}).items())
    ]


def changed(catalogue: dict, measures: list[dict], dimensions: list[dict], aliases: list[dict], **general) -> dict:
    """`catalogue` as the rows have it. What the tables do not show (filters of rows, keys, pairs) stays as it was, by name."""
    old_measures = {one["name"]: one for one in catalogue["measures"]}
    old_dimensions = {one["name"]: one for one in catalogue.get("dimensions", [])}
    return {
        **catalogue,
        **general,
        "measures": [_measure(row, old_measures.get(_text(row, "name"), {})) for row in measures if _text(row, "name")],
        "dimensions": [_dimension(row, old_dimensions.get(_text(row, "name"), {}), aliases) for row in dimensions if _text(row, "name")],
    }


def _measure(row: dict, old: dict) -> dict:
    new = {**old, "name": _text(row, "name"), "unit": row.get("unit") or "number", "synonyms": _split(row), "aggregate": _aggregate(row)}
    new.pop("label", None)
    return {**new, "label": _text(row, "label")} if _text(row, "label") else new


def _dimension(row: dict, old: dict, aliases: list[dict]) -> dict:
    name = _text(row, "name")
    named = {_text(one, "alias"): _text(one, "member") for one in aliases if _text(one, "dimension") == name and _text(one, "alias")}
    new = {**old, "name": name, "column": _text(row, "column"), "synonyms": _split(row), "aliases": named}
    new.pop("plural", None)
    return {**new, "plural": _text(row, "plural")} if _text(row, "plural") else new


def _kind(aggregate) -> str:
    return aggregate if isinstance(aggregate, str) else next(iter(aggregate))


def _of(aggregate) -> str:
    if isinstance(aggregate, str):
        return ""
    value = next(iter(aggregate.values()))
    return f"{value['of']} / {value['per']}" if isinstance(value, dict) else value


def _aggregate(row: dict):
    kind, of = row.get("how") or "sum", _text(row, "of")
    if kind == "count":
        return "count"
    if kind != "ratio":
        return {kind: of}
    parts = [part.strip() for part in of.split("/")]
    if len(parts) != 2:
        raise RowError(_text(row, "name"))
    return {"ratio": {"of": parts[0], "per": parts[1]}}


def _text(row: dict, name: str) -> str:
    """A cell that nobody filled is `None`, or not a number."""
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""


def _split(row: dict) -> list[str]:
    return [part.strip() for part in _text(row, "synonyms").split(",") if part.strip()]


def _joined(one: dict) -> str:
    return ", ".join(one.get("synonyms", []))
