"""One figure of one member, of two dimensions at once, of several members together, or of all but one."""

from slots import fits, one, plan, question, slice

ONE = [
    "What {be} {m} {f} {p}?",
    "{m} {f} {p}",
    "{ask} {f} {p}?",
    "{x} {m} {c}",
    "{x}: {m} {c}",
    "{p}, {ask} {f}?",
    "show me {xs} {m} for {b}",
    "{m} {c} {f}",
    "give me the {m} {f} for {b}",
    "{m} {f} only, {b}",
    "just {x} please: {m} {p}",
    "{m} {p} {f}",
    "{c} {m} {f}",
    "can you tell me {tell} {f} {p}?",
    "I'd like the {m} {f} {p}",
    "what did {m} {f} come to {p}?",
    "how high {be} {m} {f} {p}?",
    "need {m} {f} for {b} please",
    "{m} {x} {c}",
    "{f}, {ask} {p}?",
    "what {be} {xs} {m} {p}?",
    "{xs} {m} {p}",
    "pull {m} {f}, {b}",
    "{m}, {x}, {b}",
    "could you check {m} {f} {p}?",
    "{b}, {x}, {m}",
]
REVENUE = [
    "What did {x} bring in {p}?",
    "how much did {x} bring in {p}?",
    "how much money came from {x} {p}?",
    "how much did we make with {x} {p}?",
    "how much did we earn {f} {p}?",
    "{x} sales {b}",
    "what did we sell {f} {p}?",
    "how much business did we do with {x} {p}?",
]
BUT = [
    "{m} excluding {x} {p}",
    "{m} without {x} {p}",
    "what {be} {m} {p} excluding {x}?",
    "{m} {p} except {x}",
    "{ask} {p} outside of {x}?",
    "{m} {p}, not counting {x}",
    "{p}, {ask}, leaving out {x}?",
    "{m} of all {plural} but {x} {p}",
]
BOTH = [
    "{m} of {x} and {y} combined {p}",
    "combined {m} of {x} and {y} {p}",
    "{x} and {y} together: {m} {p}",
    "what {be} {m} for {x} and {y} together {p}?",
    "{m} {p} for {x} plus {y}",
    "total {m} of {x} and {y} {p}, added up",
]


def make(slots):
    roll = slots.random.random()
    if roll < 0.12:
        return both(slots)
    found = slots.slice()
    if found is None:
        return None
    measure, period, dimension, member, filters, value = found
    # Whether "all but" has the rows of nobody is a matter of taste.
    if roll < 0.24 and dimension.name not in slots.schema.large and not slots.gold.blanks(dimension.name):
        filters = (one(dimension, member, exclude=True),)
        value = slots.value(measure, period, filters)
        template = slots.next(BUT)
    elif roll < 0.40 and dimension.name not in slots.schema.large:
        return two(slots, measure, period, dimension, member)
    elif roll < 0.52 and measure is slots.revenue():
        template = slots.next(REVENUE)
    else:
        template = slots.next(ONE)
    words = slots.words(measure, period, filters) | {"plural": dimension.plurals[0]}
    return question(
        template.format(**words),
        n=[value],
        plan=plan(measure, period, filters),
        facts=[slice(measure, period, filters)],
    )


def two(slots, measure, period, dimension, member):
    other = slots.dimension()
    if other is dimension or not fits(slots.schema, measure, other):
        return None
    filters = (one(dimension, member), one(other, slots.member(other)))
    value = slots.value(measure, period, filters)
    if slots.gold.count(period.days, filters) < 5 or not value or value <= 0:
        return None
    template = slots.next(TWO)
    return question(
        template.format(**slots.words(measure, period, filters)),
        n=[value],
        plan=plan(measure, period, filters),
        facts=[slice(measure, period, filters)],
    )


TWO = [
    "{m} {f} {p}",
    "What {be} {m} {f} {p}?",
    "{ask} {f} {p}?",
    "{c} {m} {f}",
    "show me {m} {f} {p}",
    "give me {m} {f} for {b}",
    "{p}, {ask} {f}?",
    "need the {m} {f} {p}",
    "can you look up {m} {f} {p}?",
    "how high {be} {m} {f} {p}?",
]


def both(slots):
    measure, period = slots.measure(slots.schema.revenue, slots.schema.units), slots.unit()
    dimension = slots.dimension(large=False)
    a = slots.member(dimension)
    b = slots.member(dimension, besides=[a])
    filters = (one(dimension, a, b),)
    if any(slots.gold.count(period.days, (one(dimension, x),)) < 8 for x in (a, b)):
        return None
    words = slots.words(measure, period) | {"x": slots.named(dimension, a), "y": slots.named(dimension, b)}
    return question(
        slots.next(BOTH).format(**words),
        n=[slots.value(measure, period, filters)],
        plan=plan(measure, period, filters),
        facts=[slice(measure, period, filters)],
    )
