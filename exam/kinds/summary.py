"""How a period went: its revenue at least."""

from slots import one, plan, question

TEMPLATES = [
    "how did we do {p}?",
    "how was {b}?",
    "summarise {b}",
    "summarize {b} for me",
    "give me an overview of {b}",
    "how was business {p}?",
    "how did things go {p}?",
    "quick recap of {b}",
    "give me a summary of {b}",
    "how did business go {p}?",
    "what did {b} look like?",
    "overview {b}",
    "summary {b}",
    "can you sum up {b}?",
    "brief me on {b}",
    "sales summary for {b}",
    "how did sales go {p}?",
    "how were we doing {p}?",
    "performance {p}",
    "how did we perform {p}?",
    "highlights of {b}",
    "key figures {b}",
    "key numbers for {b} please",
    "what are the main figures for {b}?",
    "sales report {b}",
    "how'd we do {p}?",
    "tell me about {b}",
]
OF_MEMBER = [
    "how did {x} do {p}?",
    "how did {x} perform {p}?",
    "summary for {x} {p}",
    "overview of {x} {p}",
    "how was business {f} {p}?",
    "key figures for {x}, {b}",
    "how were things going {f} {p}?",
    "performance of {x} {p}",
    "recap {x} {c}",
]


def make(slots):
    period, revenue = slots.unit(), slots.revenue()
    if slots.random.random() < 0.3:
        dimension = slots.dimension(large=False)
        filters = (one(dimension, slots.member(dimension)),)
        value = slots.value(revenue, period, filters)
        if not value or slots.gold.count(period.days, filters) < 8 or value <= 0:
            return None
        ask = slots.next(OF_MEMBER).format(**slots.words(revenue, period, filters))
    else:
        filters, value = (), slots.value(revenue, period)
        ask = slots.next(TEMPLATES).format(**slots.words(revenue, period))
    # The other measures it names are its own choice.
    return question(ask, n=[value], plan=plan(revenue, period, filters, more=True))
