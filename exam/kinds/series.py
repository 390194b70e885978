"""The figure of each unit of a period."""

import periods
from slots import plan, question

TEMPLATES = [
    "{adj} {m} {p}",
    "{m} by {unit} {p}",
    "{m} per {unit} {p}",
    "show me {m} {unit} by {unit} {p}",
    "{m} {unit} by {unit}, {b}",
    "{m} for each {unit} {p}",
    "how did {m} develop {p}, {unit} by {unit}?",
    "what {be} {m} in each {unit} {of}?",
    "{adj} {m} for {b}",
    "{c} {m} by {unit}",
    "list {m} per {unit} {p}",
    "trend of {m} {p} by {unit}",
    "{adj} trend of {m} {p}",
    "break {m} {p} down by {unit}",
    "give me the {adj} figures for {m} {p}",
    "plot {m} {p} per {unit}",
    "{m} over time {p}, by {unit}",
    "can I see {m} {p} split by {unit}?",
    "{m} every {unit} {p}",
    "{adj} development of {m} {p}",
    "{m} {p}, {unit} wise",
    "I want {adj} {m} {p}",
    "chart {m} by {unit} {p}",
    "{unit}ly numbers for {m} {p}",
    "{p}: {m} by {unit}",
]
ADJECTIVES = {"month": "monthly", "quarter": "quarterly", "day": "daily"}


def make(slots):
    measure, grain = slots.measure(), slots.random.choice(["month", "month", "month", "quarter", "day"])
    filters = ()
    if grain == "day":
        start = slots.pick(slots.calendar.months).first
        period = periods.days(
            start.replace(day=slots.random.randrange(1, 16)), start.replace(day=slots.random.randrange(18, 25))
        )
    elif grain == "quarter":
        period = slots.pick(slots.calendar.years + slots.calendar.halves)
    elif slots.random.random() < 0.4:
        year = slots.calendar.today.year
        first = slots.random.randrange(1, 6)
        period = periods.whole_months(
            periods.month(year, first).first, periods.month(year, first + slots.random.randrange(2, 5)).last
        )
    else:
        period = slots.long()
    if slots.random.random() < 0.2 and grain != "day":
        found = slots.slice(measure.name, dimensions=[slots.dimension(large=False).name], period=period)
        filters = found[4] if found else ()
    found = slots.gold.by_unit(measure.name, grain, period.days, filters)
    if not 2 <= len(found) <= 24 or any(figure <= 0 for _, figure in found):
        return None
    template = slots.next(TEMPLATES)
    if grain == "day" and "{unit}ly" in template:
        return None
    words = slots.filtered(slots.words(measure, period, filters))
    words |= {"unit": grain, "adj": ADJECTIVES[grain], "of": f"of {words['b']}"}
    return question(
        template.format(**words),
        n=[figure for _, figure in found],
        plan=plan(measure, period, filters, groupBy={"grain": grain}),
    )
