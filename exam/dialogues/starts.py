"""How a dialogue, or a new topic in it, begins: a question that needs nothing before it."""

from slots import fits

from .state import State

LOOKUP = [
    "What {be} {m} {p}?",
    "{m} {p}",
    "{ask} {p}?",
    "show me {m} {p}",
    "give me {m} for {b}",
    "can you tell me {tell} {p}?",
    "{m} for {b} please",
    "I need {m} {p}",
]
FILTERED = [
    "What {be} {m} {f} {p}?",
    "{m} {f} {p}",
    "{ask} {f} {p}?",
    "show me {m} {f} {p}",
    "{p}, {ask} {f}?",
    "give me {m} {f} {p}",
    "I need {m} {f} {p}",
]
RANK = [
    "top {n} {plural} by {m} {p}",
    "what are the top {n} {plural} by {m} {p}?",
    "show me the top {n} {plural} by {m} {p}",
    "the {n} {plural} with the {high} {p}",
]
SERIES = ["{m} by month {p}", "show me {m} per month {p}", "monthly {m} {p}", "how did {m} develop {p} by month?"]
BREAKDOWN = ["{m} by {dim} {p}", "break down {m} by {dim} {p}", "{m} per {dim} {p}", "split {m} {p} by {dim}"]
#: A new topic says that it is one, or it would be a matter of taste what stays.
NEW = [
    "forget that. {q}",
    "new topic: {q}",
    "different question: {q}",
    "ok, let's start over: {q}",
    "forget all that, {q}",
    "scrap that, {q}",
    "never mind. New question: {q}",
    "something completely different: {q}",
    "leave that aside. {q}",
    "reset. {q}",
    "let's change the subject. {q}",
    "start fresh: {q}",
    "ignore what I asked before: {q}",
    "clear everything. {q}",
    "another question, unrelated: {q}",
]
TOTAL = [
    "what {be} total {m} {p}?",
    "{m} overall {p}",
    "total {m} {p}",
    "{ask} overall {p}?",
    "overall, {ask} {p}?",
    "{m} of the whole company {p}",
]


def lookup(slots, filtered=None):
    measure, period = slots.measure(), slots.unit()
    if filtered is None:
        filtered = slots.random.random() < 0.75
    if not filtered:
        return slots.next(LOOKUP).format(**slots.words(measure, period)), State(measure, period)
    found = slots.slice(measure.name, period=period)
    if found is None:
        return None
    filters = found[4]
    state = State(measure, period, {found[2].name: (filters[0][1], False)})
    return slots.next(FILTERED).format(**slots.words(measure, period, filters)), state


def rank(slots):
    measure, period, dimension = slots.measure(), slots.unit(), slots.dimension()
    if not fits(slots.schema, measure, dimension):
        return None
    count = slots.random.choice([count for count in (3, 4, 5, 6, 8, 10) if count < len(dimension.members)])
    words = slots.words(measure, period) | {"n": count, "plural": slots.pick(dimension.plurals[:2])}
    return slots.next(RANK).format(**words), State(measure, period, group=dimension, top=(count, "highest"))


def series(slots):
    measure, period = slots.measure(), slots.long()
    return slots.next(SERIES).format(**slots.words(measure, period)), State(measure, period, group="month")


def breakdown(slots):
    measure, period, dimension = slots.measure(), slots.unit(), slots.dimension(large=False)
    words = slots.words(measure, period) | {"dim": dimension.nouns[0]}
    return slots.next(BREAKDOWN).format(**words), State(measure, period, group=dimension)


def fresh(slots):
    """A new topic, without a filter."""
    kind = slots.random.random()
    if kind < 0.6:
        measure, period = slots.measure(adds=True), slots.unit()
        ask, state = slots.next(TOTAL).format(**slots.words(measure, period)), State(measure, period)
    elif kind < 0.75:
        made = rank(slots)
        if made is None:
            return None
        ask, state = made
    elif kind < 0.9:
        ask, state = series(slots)
    else:
        ask, state = lookup(slots, filtered=False)
    return slots.next(NEW).format(q=ask), state
