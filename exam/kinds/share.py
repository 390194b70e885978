"""A member's part of the whole in percent."""

from slots import plan, question

TEMPLATES = [
    "What share of {m} {p} came from {x}?",
    "{xs} share of {m} {p}",
    "what percentage of {m} {p} was {x}?",
    "{x} share of total {m} {p}",
    "how many percent of {m} came from {x} {p}?",
    "what % of {m} {p} is {x}?",
    "share of {x} in {m} {p}",
    "what part of our {m} {p} came from {x}?",
    "what proportion of {m} {p} was from {x}?",
    "percentage of {m} from {x} {p}",
    "how big was {xs} share of {m} {p}?",
    "{p}, what share of {m} did {x} have?",
    "{x} as a percentage of total {m} {p}",
    "{x} as % of {m} {c}",
    "contribution of {x} to total {m} {p} in percent",
    "how much of our {m} {p} came from {x}, in percent?",
    "what fraction of {m} did {x} account for {p}, in %?",
    "{m} share {x} {c}",
    "which share of {m} did {x} make up {p}?",
    "{x} accounted for what percent of {m} {p}?",
    "tell me the percentage of {m} that {x} had {p}",
    "{b}: {xs} share of {m}?",
    "how important was {x} {p}? share of {m} in percent please",
    "what percent of {m} is from {x} {p}?",
    "{x} {m} share {p}",
]


def make(slots):
    found = slots.slice(slots.schema.revenue, slots.schema.units)
    if found is None:
        return None
    measure, period, _, _, filters, value = found
    whole = slots.value(measure, period)
    if not whole or not 0.001 < value / whole < 1:
        return None
    words = slots.words(measure, period, filters)
    return question(slots.next(TEMPLATES).format(**words), n=[value / whole * 100], plan=plan(measure, period, filters))
