"""The figure that an answer is about, large, and how it moved."""

from ..markup import Markup

_LEADING = ("value", "average", "share", "base")
# Of these a table or a chart says more than one of their figures: what they come to is told, if anything.
_MANY = {"series": ("whole",), "breakdown": ("whole",), "rank": ()}

_FIGURE = Markup(
    '<div class="ui-figure"><span class="ui-figure-label">{label}</span><span class="ui-figure-value">{value}</span>{change}</div>'
)
_CHANGE = Markup('<span class="ui-figure-change" aria-label="{sign}{display}">{arrow} {display} <span>{against}</span></span>')


def leading(reply: dict) -> list[dict]:
    """The facts to show large: one a measure, of what was asked for."""
    asked = reply["classification"]
    if reply["verdict"] != "ANSWERED" or asked.get("each"):
        return []
    found: dict[str, dict] = {}
    roles = _MANY.get(asked["intent"], _LEADING)
    facts = [fact for fact in reply["facts"] if fact["role"] in roles]
    for fact in facts:
        if fact["measure"] not in found and fact["filters"] == facts[0]["filters"] and fact["period"] == facts[0]["period"]:
            found[fact["measure"]] = fact
    return list(found.values())[:4]


def change_of(fact: dict, facts: list[dict]) -> dict | None:
    """By how many percent a fact moved, if the answer says so."""
    same = (one for one in facts if one["role"] == "percent" and one["measure"] == fact["measure"] and one["period"] == fact["period"])
    return next(same, None)


def figure(label: str, value: str, change: dict | None = None, against: str = "") -> Markup:
    moved = Markup("")
    if change and change.get("value"):
        falls = change["value"].startswith("-")
        moved = _CHANGE.format(
            arrow="▼" if falls else "▲", sign="−" if falls else "+", display=change["display"].lstrip("-−"), against=against
        )
    return _FIGURE.format(label=label, value=value, change=moved)


def figures(reply: dict, measures: dict[str, str]) -> Markup:
    """The large figures of an answer."""
    compared = (reply["classification"].get("compareTo") or {}).get("label", "")
    parts = [
        figure(
            f"{measures.get(fact['measure'], fact['measure'])} · {fact['label']}",
            fact["display"],
            change_of(fact, reply["facts"]),
            compared and f"· {compared}",
        )
        for fact in leading(reply)
    ]
    return Markup('<div class="ui-figures">{}</div>').format(Markup("").join(parts)) if parts else Markup("")
