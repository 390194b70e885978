"""The best or worst month, quarter or day of a longer period."""

import calendar

import periods
from slots import plan, question, slice

BEST = [
    "which {unit} {of} had the {high}?",
    "best {unit} by {m} {p}",
    "what was our best {unit} {p} by {m}?",
    "in which {unit} {of} did we have the {high}?",
    "strongest {unit} {of} for {m}",
    "top {unit} by {m} {p}",
    "what was the {unit} with the {high} {p}?",
    "{unit} with the {high} {p}",
    "when did {m} peak {p}, by {unit}?",
    "which was the best {unit} for {m} {p}?",
    "{p}, what was our strongest {unit} by {m}?",
    "record {unit} for {m} {p}",
    "highest {unit} by {m} {p}",
    "which {unit} {p} was the best for {m}?",
    "best {unit} {p} ({m})",
    "name the {unit} {p} with the {high}",
    "our best {unit} for {m} {p}?",
    "peak {unit} for {m} {p}",
]
WORST = [
    "which {unit} {of} had the {low}?",
    "worst {unit} by {m} {p}",
    "what was our worst {unit} {p} by {m}?",
    "weakest {unit} {of} for {m}",
    "lowest {unit} by {m} {p}",
    "{unit} with the {low} {p}",
    "which was the weakest {unit} for {m} {p}?",
    "slowest {unit} by {m} {p}",
    "{p}, what was our weakest {unit} by {m}?",
]


def make(slots):
    measure = slots.measure()
    grain = slots.random.choice(["month", "month", "month", "quarter", "day", "day"])
    if grain == "day":
        period = slots.pick([slots.month(), slots.quarter()])
    elif grain == "quarter":
        period = slots.pick(slots.calendar.years + slots.calendar.halves)
    else:
        period = slots.long()
    # The days on which nothing is sold are no worst days.
    lowest = slots.random.random() < 0.35 and grain != "day"
    if not slots.calendar.whole(period):
        return None
    found = sorted(slots.gold.by_unit(measure.name, grain, period.days), key=lambda one: one[1], reverse=not lowest)
    if len(found) < 2 or found[0][1] <= 0 or found[0][1] == found[1][1]:
        return None
    first, value = found[0]
    unit = {
        "day": periods.day,
        "month": lambda d: periods.month(d.year, d.month),
        "quarter": lambda d: periods.quarter(d.year, (d.month + 2) // 3),
    }[grain](first)
    words = slots.words(measure, period)
    words |= {"unit": grain, "of": f"of {words['b']}"}
    said = {"day": [], "month": [calendar.month_name[first.month]], "quarter": [f"Q{(first.month + 2) // 3}"]}[grain]
    return question(
        slots.next(WORST if lowest else BEST).format(**words),
        n=[value],
        s=said,
        plan=plan(measure, period, groupBy={"grain": grain}, top={"order": "lowest" if lowest else "highest"}),
        facts=[slice(measure, unit)],
    )
