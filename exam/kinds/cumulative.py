"""Figures that add up: running totals, and the year to a date."""

from datetime import date
from itertools import accumulate

import periods
from slots import plan, question

RUNNING = [
    "cumulative {m} by month {p}",
    "running total of {m} by month {p}",
    "cumulated {m} per month {p}",
    "{m} cumulative {p}, month by month",
    "show cumulative {m} {p} by month",
    "running total {m} per month, {b}",
    "how did {m} add up month by month {p}?",
    "cumulative monthly {m} {p}",
    "accumulated {m} by month {p}",
    "{c} {m} running total by month",
    "{m} month by month, cumulative, {b}",
    "build-up of {m} over {b}, cumulative by month",
]
TO_DATE = [
    "year to date {m} as of {d}",
    "{m} YTD as of {d}",
    "YTD {m} through {d}",
    "{m} year-to-date up to {d}",
    "{m} from the beginning of {y} to {d}",
    "what {be} {m} year to date at {d}?",
    "{m} from January to {d}",
    "cumulative {m} from 1 January {y} to {d}",
    "{m} from the start of {y} until {d}",
    "how high {be} {m} YTD on {d}?",
    "{m} in {y} up to {d}",
    "total {m} accumulated in {y} by {d}",
]
SO_FAR = [
    "{m} so far this year",
    "year to date {m}",
    "YTD {m}",
    "{m} ytd",
    "what {be} our {m} year to date?",
    "cumulative {m} this year to date",
    "how much {m} so far this year in total?",
    "{m} accumulated this year",
]


def make(slots):
    measure = slots.measure(slots.schema.revenue, slots.schema.units)
    roll = slots.random.random()
    if roll < 0.45:
        period = slots.long()
        found = [figure for _, figure in slots.gold.by_unit(measure.name, "month", period.days)]
        if len(found) < 3 or not slots.calendar.whole(period):
            return None
        return question(
            slots.next(RUNNING).format(**slots.words(measure, period)),
            n=list(accumulate(found)),
            plan=plan(measure, period),
        )
    if roll < 0.85:
        end = slots.pick([one for one in slots.calendar.months if one.first.year > slots.calendar.first.year]).last
        if slots.random.random() < 0.4:
            end = end.replace(day=slots.random.randrange(10, 27))
        period = periods.Period(date(end.year, 1, 1), end, [], [])
        words = slots.words(measure) | {"d": periods.day(end).bare[slots.random.randrange(3)], "y": end.year}
        return question(
            slots.next(TO_DATE).format(**words), n=[slots.value(measure, period)], plan=plan(measure, period)
        )
    period = periods.Period(date(slots.calendar.today.year, 1, 1), slots.calendar.today, [], [])
    template = slots.next(SO_FAR)
    if "how much" in template and not measure.money:
        return None
    return question(
        template.format(**slots.words(measure)), n=[slots.value(measure, period)], plan=plan(measure, period)
    )
