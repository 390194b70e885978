"""One figure of a period that is said in every way there is; "today" is the newest day of the data."""

from datetime import timedelta

import periods
from slots import plan, question, slice

from .times import FORMS

TEMPLATES = [
    "{m} {p}",
    "What {be} {m} {p}?",
    "{ask} {p}?",
    "show me {m} {p}",
    "{m} {p} please",
    "tell me {tell} {p}",
    "{p}: {m}?",
    "give me {m} {p}",
    "what {be} our {m} {p}?",
    "{p}, {ask}?",
]


def make(slots):
    measure = slots.measure(slots.schema.revenue, slots.schema.orders, slots.schema.units)
    phrase, first, last = slots.next(FORMS)(slots)
    period = periods.Period(first, last, [phrase], [phrase])
    if (
        first > last
        or slots.gold.count(period.days) == 0
        or not slots.calendar.first - timedelta(days=366) <= first <= slots.calendar.today
    ):
        return None
    value = slots.value(measure, period)
    if not value or value <= 0:
        return None
    template = slots.next(TEMPLATES)
    return question(
        template.format(**slots.words(measure, period)),
        n=[value],
        plan=plan(measure, period),
        facts=[slice(measure, period)],
    )
