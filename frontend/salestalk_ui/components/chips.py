"""How a question was understood: measures, days and filters, in a row."""

from ..language import t
from ..markup import Markup

_SIGNS = {"above": ">", "atLeast": "≥", "below": "<", "atMost": "≤"}
_CHIP = Markup('<li class="ui-chip{kind}" title="{title}">{text}</li>')


def chips(classification: dict, measures: dict[str, str]) -> Markup:
    carried = set(classification.get("carried", []))

    def chip(part: str, text: str) -> Markup:
        kept = part in carried
        return _CHIP.format(kind=" ui-chip-carried" if kept else "", title=t("Kept from the question before") if kept else "", text=text)

    parts = [chip("measures", measures.get(name, name)) for name in classification["measures"]]
    if period := classification.get("period"):
        parts.append(chip("period", _days(period)))
    if other := classification.get("compareTo"):
        parts.append(chip("compareTo", t("against {period}", period=_days(other))))
    for one in classification["filters"]:
        members = ", ".join(one["members"][:3]) + (" …" if len(one["members"]) > 3 else "")
        parts.append(chip("filters", f"{one['dimension']} {'≠' if one.get('exclude') else '='} {members}"))
    if having := classification.get("having"):
        limits = filter(None, (having, having.get("and")))
        parts.append(chip("having", ", ".join(f"{_SIGNS[limit['is']]} {limit['amount']}" for limit in limits)))
    if not parts:
        return Markup("")
    return Markup('<ul class="ui-chips" aria-label="{}">{}</ul>').format(t("Understood as"), Markup("").join(parts))


def _days(period: dict) -> str:
    days = period["from"] if period["from"] == period["to"] else f"{period['from']} – {period['to']}"
    label = period.get("label")
    return f"{label} ({days})" if label and label != days else days
