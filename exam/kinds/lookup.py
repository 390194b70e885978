"""One figure of one period."""

from slots import plan, question, slice

TEMPLATES = [
    "What {be} {m} {p}?",
    "what {be} our {m} {p}?",
    "{m} {p}",
    "{c} {m}",
    "{m}, {b}",
    "{m} {c}",
    "{m} for {b}",
    "{ask} {p}?",
    "{p}, {ask}?",
    "can you tell me {tell} {p}?",
    "could you please give me {m} {p}?",
    "I need {m} for {b}",
    "I'd like to know {tell} {p}",
    "Please show me {m} for {b}.",
    "show {m} {p}",
    "give me {m} {p}",
    "tell me {tell} {p}",
    "{m} {p}, please",
    "let me see {m} for {b}",
    "what did {m} come to {p}?",
    "how high {be} {m} {p}?",
    "pull up {m} for {b}",
    "any idea what {m} {be} {p}?",
    "where did {m} land {p}?",
    "where did we end up on {m} {p}?",
    "what's the figure for {m} {p}?",
    "need {m} {c}",
    "do you have {m} for {b}?",
    "{m} {c}?",
    "remind me, {ask} {p}?",
    "looking for {m} {p}",
    "what {m} did we have {p}?",
    "how much {be} {m} {p}?",
    "total {m} {p}",
    "what were we at for {m} {p}?",
    "I want to see {m} {p}",
    "check {m} for {b}",
    "{b}: {m}?",
    "so {ask} {p}?",
    "report {m} for {b}",
]


def make(slots):
    measure, period = slots.measure(), slots.unit()
    template = slots.next(TEMPLATES)
    if (
        ("how much" in template or "how high" in template)
        and not measure.money
        or "total" in template
        and not measure.adds
    ):
        return None
    value = slots.value(measure, period)
    if not value or value <= 0:
        return None
    ask = template.format(**slots.words(measure, period))
    return question(ask, n=[value], plan=plan(measure, period), facts=[slice(measure, period)])
