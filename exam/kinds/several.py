"""More than one question in a message: each has its figure."""

from slots import one, question, slice

MEASURES = [
    "{m} and {m2} {p}",
    "what were {m} and {m2} {p}?",
    "{m}, {m2} and {m3} {p}",
    "{ask} {p}, and {ask2}?",
    "show me {m}, {m2} and {m3} for {b}",
    "give me {m} as well as {m2} {p}",
    "{ask} and {ask2} {p}?",
    "{b}: {m}, {m2}, {m3}",
    "{m} + {m2} {b}",
    "both {m} and {m2} {p} please",
    "{p} I need {m}, {m2} and {m3}",
    "tell me {tell} {p} and also {m2}",
    "{m} {p}? and {m2}?",
]
PERIODS = [
    "{m} {p} and {p2}",
    "{ask} {p}? and {p2}?",
    "what {be} {m} {p} and what {be} it {p2}?",
    "{m} for {b} and for {b2}",
    "{m}: {b}, {b2}",
    "{m} {p}, also {p2}",
    "I need {m} for {b} and {b2}, each",
]
MIXED = [
    "{m} {p} and {m2} {p2}",
    "{ask} {p}, and {ask2} {p2}?",
    "{m} {p}; {m2} {p2}",
    "what {be} {m} {p}? And {ask2} {p2}?",
    "two questions: {m} {p}, and {m2} {p2}",
    "{ask} {p}? also, {ask2} {p2}?",
    "first {m} {p}, then {m2} {p2}",
]
FILTERED = [
    "{m} {f} {p} and {m2} {f2} {p2}",
    "{m} {f} {p}; also {m2} {f2} {p2}",
    "what {be} {m} {f} {p}? and {m2} {f2} {p2}?",
    "{ask} {f} {p}, and {ask2} {f2} {p2}?",
    "two things: {m} {f} {p} and {m2} {f2} {p2}",
]


def make(slots):
    kind = slots.random.choice([MEASURES, MEASURES, PERIODS, MIXED, FILTERED])
    measures = slots.random.sample(list(slots.schema.measures.values()), 3)
    p, p2 = slots.random.sample(slots.calendar.months, 2)
    template = slots.next(kind)
    if kind is MEASURES:
        wanted = [(one, p, ()) for one in measures[: 3 if "{m3}" in template else 2]]
    elif kind is PERIODS:
        measures[1] = measures[0]
        wanted = [(measures[0], p, ()), (measures[0], p2, ())]
    else:
        filters = [(), ()]
        if kind is FILTERED:
            dimension = slots.dimension(large=False)
            filters = [(one(dimension, member),) for member in slots.random.sample(list(dimension.members), 2)]
            if any(slots.gold.count(period.days, f) < 20 for period, f in zip((p, p2), filters, strict=True)):
                return None
        wanted = [(measures[0], p, filters[0]), (measures[1], p2, filters[1])]
    values = [slots.value(*one) for one in wanted]
    if any(not value or value <= 0 for value in values):
        return None
    words = slots.words(measures[0], p, wanted[0][2])
    second = slots.words(measures[1], p2, wanted[1][2])
    third = slots.words(measures[2])
    if kind is PERIODS:
        words["p2"], words["b2"] = p2.said[0], p2.bare[0]
        words["p"], words["b"] = p.said[0], p.bare[0]
    words = {key + "2": value for key, value in second.items()} | {"m3": third["m"]} | words
    return question(template.format(**words), n=values, facts=[slice(*one) for one in wanted])
