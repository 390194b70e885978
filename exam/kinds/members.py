"""Two or three members side by side."""

from slots import fits, one, plan, question, slice

TEMPLATES = [
    "{x} vs {y} {m} {c}",
    "{m} {x} vs {y} {p}",
    "compare {x} and {y} by {m} {p}",
    "compare {m} of {x} and {y} {p}",
    "{x} or {y}: who had more {m} {p}?",
    "which had more {m} {p}, {x} or {y}?",
    "{m} {p}: {x} versus {y}",
    "how do {x} and {y} compare on {m} {p}?",
    "{x} against {y}, {m} {c}",
    "did {x} beat {y} in {m} {p}?",
    "{p}, who was ahead in {m}: {x} or {y}?",
    "{x} compared to {y}, {m} {p}",
    "show {m} for {x} and {y} side by side {p}",
    "what {be} the {m} of {x} compared with {y} {p}?",
    "{m} for {x} next to {y} {p}",
    "put {x} and {y} side by side: {m} {p}",
    "{m} {x} / {y} {b}",
    "please compare {x} with {y} for {b} ({m})",
    "how much {m} difference {be} there between {x} and {y} {p}?",
    "{b}: {m} for {x} vs {y}",
    "is {x} ahead of {y} on {m} {p}?",
    "can you compare the {m} of {x} to {y} {p}?",
    "{x} versus {y}? {m} {p}",
    "head to head {x} vs {y}: {m} {p}",
]
THREE = [
    "compare {x}, {y} and {z} by {m} {p}",
    "{m} of {x}, {y} and {z} {p}, each",
    "{x} vs {y} vs {z}: {m} {p}",
    "{m} {p} for each of {x}, {y} and {z}",
    "compare {m} between {x}, {y} and {z} {p}",
]


def make(slots):
    dimension, measure, period = slots.dimension(), slots.measure(), slots.unit()
    if not fits(slots.schema, measure, dimension):
        return None
    count = 3 if slots.random.random() < 0.15 else 2
    members = slots.random.sample(list(dimension.members), count)
    values = [slots.value(measure, period, (one(dimension, member),)) for member in members]
    if any(not value or value <= 0 for value in values) or len(set(values)) < count:
        return None
    words = slots.words(measure, period) | dict(
        zip("xyz", (slots.named(dimension, member) for member in members), strict=False)
    )
    template = slots.next(TEMPLATES if count == 2 else THREE)
    gold = [abs(values[0] - values[1])] if "difference" in template else values
    if "more {m}" in template and measure.name == slots.schema.average:
        return None
    if "how much" in template and not measure.money:
        return None
    facts = [slice(measure, period, (one(dimension, member),)) for member in members]
    return question(
        template.format(**words), n=gold, plan=plan(measure, period, (one(dimension, *members),)), facts=facts
    )
