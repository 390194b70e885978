"""What was behind a change: the change, and the member of a named dimension that carried most of it."""

from slots import plan, question

PLAIN = [
    "why did {m} {move} in {b}?",
    "why did {m} {move} in {b} compared to {a}?",
    "what caused the {noun} in {m} from {a} to {b}?",
    "explain the {noun} in {m} in {b} vs {a}",
    "why {be} {m} {state} in {b} than in {a}?",
    "reasons for the {noun} of {m} in {b} against {a}",
    "what happened to {m} between {a} and {b}? why the {noun}?",
    "how come {m} {past} in {b} compared with {a}?",
    "what explains the {noun} in {m} from {a} to {b}?",
    "can you explain why {m} {past} from {a} to {b}?",
    "what is behind the {noun} in {m} in {b} compared to {a}?",
    "{m} {past} in {b}, why? compare with {a}",
    "why the {noun} in {m} {a} to {b}?",
]
NAMED = [
    "which {dim} was behind the {noun} in {m} from {a} to {b}?",
    "which {dim} contributed most to the {noun} in {m} from {a} to {b}?",
    "why did {m} {move} from {a} to {b}? by {dim} please",
    "what drove the {noun} in {m} between {a} and {b}, by {dim}?",
    "which {plural} drove the {noun} of {m} in {b} compared to {a}?",
    "explain the {noun} in {m} from {a} to {b} by {dim}",
    "break down why {m} {past} in {b} vs {a} by {dim}",
    "biggest driver by {dim} of the {noun} in {m} from {a} to {b}?",
    "which {dim} is responsible for the {noun} in {m} in {b} versus {a}?",
    "{m} {past} from {a} to {b}: which {dim} is to blame?",
    "what {dim} explains the {noun} in {m} {a} to {b}?",
    "why {be} {m} {state} in {b} than {a}, by {dim}?",
]
DOWN = {
    "move": ["drop", "fall", "go down", "decline"],
    "noun": ["drop", "fall", "decline", "decrease"],
    "past": ["dropped", "fell", "went down"],
    "state": ["lower", "weaker", "down"],
}
UP = {
    "move": ["rise", "go up", "increase", "grow"],
    "noun": ["rise", "increase", "growth", "jump"],
    "past": ["rose", "went up", "increased"],
    "state": ["higher", "stronger"],
}


def make(slots):
    measure = slots.measure(slots.schema.revenue, slots.schema.units)
    new = slots.pick(slots.calendar.months + slots.calendar.quarters)
    old = slots.calendar.before(new)
    if old is None:
        return None
    x, y = slots.value(measure, new), slots.value(measure, old)
    if abs(x - y) / y < 0.05:
        return None
    fall = x < y
    state = (
        slots.words(measure)
        | {key: slots.pick(words) for key, words in (DOWN if fall else UP).items()}
        | {"a": old.bare[0], "b": new.bare[0]}
    )
    expected = plan(measure, new, compareTo=old.dates())
    if slots.random.random() < 0.45:
        template = slots.next(PLAIN)
        if state["state"] == "down":
            state["state"] = "lower"
        return question(template.format(**state), n=[abs(x - y)], plan=expected)
    dimension = slots.schema.dimensions[slots.pick(slots.schema.causes)]
    parts = contributions(slots, measure, dimension, new, old, fall)
    # Only where one stands out.
    if len(parts) < 2 or abs(parts[0][1]) < 1.1 * abs(parts[1][1]):
        return None
    if state["state"] == "down":
        state["state"] = "lower"
    state |= {"dim": dimension.nouns[0], "plural": dimension.plurals[0]}
    return question(slots.next(NAMED).format(**state), n=[abs(x - y)], s=[parts[0][0]], plan=expected)


def contributions(slots, measure, dimension, new, old, fall):
    """(member, its change), the one that did most for the whole's change first."""
    now, then = (dict(slots.gold.by(measure.name, dimension.name, period.days)) for period in (new, old))
    parts = [(member, now.get(member, 0) - then.get(member, 0)) for member in now.keys() | then.keys()]
    return sorted(parts, key=lambda one: (one[1] if fall else -one[1], one[0]))
