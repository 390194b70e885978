"""A figure per unit of time, per order or per customer."""

import calendar
import re
from datetime import timedelta

import periods
from slots import plan, question

PER_UNIT = [
    "average {adj} {m} {p}",
    "average {m} per {unit} {p}",
    "what was the average {adj} {m} {p}?",
    "mean {adj} {m} {p}",
    "{m} per {unit} on average {p}",
    "on average, how high {be} {m} per {unit} {p}?",
    "avg {adj} {m} {c}",
    "avg {m} per {unit} {b}",
    "{c} average {m} per {unit}",
    "what did {m} average per {unit} {p}?",
    "average {unit}'s {m} {p}",
    "{m} {p}, average per {unit}",
    "how much {m} did we average per {unit} {p}?",
    "typical {adj} {m} {p}, on average",
    "give me the {adj} average of {m} {p}",
    "{adj} average {m} {p}",
    "the average {m} a {unit} {p}",
]
PER_THING = [
    "{m} per {thing} {p}",
    "average {m} per {thing} {p}",
    "what was the {m} per {thing} {p}?",
    "how much {m} per {thing} did we have {p}?",
    "avg {m} per {thing} {b}",
    "{b}: {m} per {thing}",
    "{p}, what {be} {m} per {thing}?",
    "how much {m} did the average {thing} bring {p}?",
    "mean {m} per {thing} {p}",
    "{m} by {thing} on average {p}",
]
ADJECTIVES = {"month": "monthly", "quarter": "quarterly", "day": "daily", "week": "weekly"}


def make(slots):
    return thing(slots) if slots.random.random() < 0.4 else unit(slots)


def unit(slots):
    schema = slots.schema
    measure, grain = (
        slots.measure(schema.revenue, schema.units, schema.orders),
        slots.random.choice(["month", "month", "month", "quarter", "day", "week"]),
    )
    if grain == "week":
        first = slots.month().first
        first += timedelta(days=(7 - first.weekday()) % 7)
        period = periods.days(first, first + timedelta(days=slots.random.choice([14, 21, 28, 42]) - 1))
        count = ((period.last - period.first).days + 1) // 7
    elif grain == "day":
        period = slots.month()
        count = calendar.monthrange(period.first.year, period.first.month)[1]
    elif grain == "quarter":
        period = slots.pick(slots.calendar.years + slots.calendar.halves)
        count = round(((period.last - period.first).days + 1) / 91)
    else:
        period = slots.long()
        count = round(((period.last - period.first).days + 1) / 30.4)
    value = slots.value(measure, period)
    if not slots.calendar.whole(period) or not value or value <= 0 or count < 2:
        return None
    words = slots.words(measure, period) | {"adj": ADJECTIVES[grain], "unit": grain}
    template = slots.next(PER_UNIT)
    if "how much" in template and not measure.money:
        return None
    return question(template.format(**words), n=[value / count], plan=plan(measure, period))


def thing(slots):
    """Per order, per customer."""
    schema, period = slots.schema, slots.unit()
    kind = slots.random.choice(["order", "customer", "units"])
    revenue, units = schema.measures[schema.revenue], schema.measures[schema.units]
    orders, customers = schema.measures[schema.orders], schema.measures[schema.customers]
    above, below = {"order": (revenue, orders), "customer": (revenue, customers), "units": (units, orders)}[kind]
    value = slots.value(above, period) / slots.value(below, period)
    words = slots.words(above, period) | {"thing": "customer" if kind == "customer" else "order"}
    template = slots.next(PER_THING)
    if "how much" in template and not above.money:
        return None
    # Where customers are a dimension, too, "sales per customer" asks for each one's.
    if kind == "customer" and "customer" in schema.dimensions and not re.search("average|avg|mean", template):
        return None
    choices = plan(above, period)
    if kind == "order":
        choices["measures"].append([schema.average])
    choices["measures"].append([above.name, below.name])
    return question(template.format(**words), n=[value], plan=choices)
