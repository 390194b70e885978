"""Periods that are said by their dates."""

from datetime import date, timedelta

import periods
from numerals import NUMBERS
from periods import DAY, MONTHS, SHORT, add_months, month_end, ordinal

FORMS = []


def form(make):
    FORMS.append(make)
    return make


def some_day(slots, least=1):
    """A day with sales."""
    span = (slots.calendar.today - slots.calendar.first).days
    while True:
        day = slots.calendar.first + timedelta(days=slots.random.randrange(10, span - 10))
        if day.day >= least and slots.gold.count((day, day)) > 20:
            return day


@form
def iso_day(slots):
    day = some_day(slots)
    return f"on {day}", day, day


@form
def dotted_day(slots):
    day = some_day(slots, 13)
    return (
        slots.pick(
            [
                f"on {day.day}.{day.month:02}.{day.year}",
                f"on {day.day}/{day.month}/{day.year}",
                f"on {day.month}/{day.day}/{day.year}",
            ]
        ),
        day,
        day,
    )


@form
def written_day(slots):
    day = some_day(slots)
    return slots.pick(periods.day(day).said), day, day


@form
def weekday_day(slots):
    day = some_day(slots)
    return f"on {day:%A} {day.day} {MONTHS[day.month - 1]} {day.year}", day, day


@form
def run(slots):
    first = some_day(slots)
    last = first + timedelta(days=slots.random.randrange(3, 40))
    period = periods.days(first, last)
    return slots.pick(period.said), first, last


@form
def run_again(slots):
    first = some_day(slots)
    last = min(month_end(first.year, first.month), first + timedelta(days=slots.random.randrange(2, 12)))
    return (slots.pick(periods.days(first, last).said), first, last) if last > first else run(slots)


@form
def several_months(slots):
    year = slots.pick([one for one in range(slots.calendar.first.year, slots.calendar.today.year + 1) if one > 2010])
    a = slots.random.randrange(1, 9)
    b = a + slots.random.randrange(1, 4)
    first, last = date(year, a, 1), month_end(year, b)
    return slots.pick(periods.whole_months(first, last).said), first, last


@form
def several_quarters(slots):
    year = slots.calendar.today.year
    return (
        slots.pick([f"from Q1 to Q3 {year}", f"in the first three quarters of {year}"]),
        date(year, 1, 1),
        date(year, 9, 30),
    )


@form
def odd_month(slots):
    one = slots.month().first
    long, short = MONTHS[one.month - 1], SHORT[one.month - 1]
    said = [
        f"in {one:%m/%Y}",
        f"in {one:%Y-%m}",
        f"in {long} '{one:%y}",
        f"in the month of {long} {one.year}",
        f"throughout {long} {one.year}",
        f"in {one.year} {long}",
        f"in {short.lower()}. {one.year}",
        f"for the whole of {long} {one.year}",
    ]
    return slots.pick(said), one, month_end(one.year, one.month)


@form
def odd_quarter(slots):
    one = slots.quarter()
    year, number = one.key[1:]
    said = [
        f"in Q{number}/{year}",
        f"in {year}Q{number}",
        f"in quarter {number} of {year}",
        f"in the {ordinal(number)} quarter {year}",
        f"in {number}Q {year}",
        f"in Q{number} '{year % 100}",
    ]
    return slots.pick(said), one.first, one.last


@form
def half_year(slots):
    one = slots.pick(slots.calendar.halves)
    year, number = one.key[1:]
    said = [
        f"in H{number} {year}",
        f"in {year} H{number}",
        f"in the {periods.ORDINALS[number - 1]} half of {year}",
        f"in the {periods.ORDINALS[number - 1]} six months of {year}"
        if number == 1
        else f"in the last six months of {year}",
    ]
    return slots.pick(said), one.first, one.last


@form
def iso_week(slots):
    day = some_day(slots)
    year, week, _ = day.isocalendar()
    first = date.fromisocalendar(year, week, 1)
    return (
        slots.pick(
            [
                f"in week {week} of {year}",
                f"in calendar week {week} {year}",
                f"in ISO week {week} of {year}",
                f"in {year}-W{week:02}",
            ]
        ),
        first,
        first + 6 * DAY,
    )


@form
def week_of(slots):
    day = some_day(slots)
    first = day - timedelta(days=day.weekday())
    said = periods.day(first).bare[slots.random.randrange(3)]
    return (
        slots.pick([f"in the week of {said}", f"in the week starting {said}", f"in the week beginning Monday {said}"]),
        first,
        first + 6 * DAY,
    )


@form
def first_days(slots):
    one, count = slots.month().first, slots.random.choice([3, 5, 7, 10, 14])
    name = f"{MONTHS[one.month - 1]} {one.year}"
    if slots.random.random() < 0.5:
        return (
            f"in the first {slots.pick([NUMBERS[count], count])} days of {name}",
            one,
            one + timedelta(days=count - 1),
        )
    last = month_end(one.year, one.month)
    return f"in the last {slots.pick([NUMBERS[count], count])} days of {name}", last - timedelta(days=count - 1), last


@form
def black_friday(slots):
    year = slots.pick([one.key[1] for one in slots.calendar.months if one.key[2] == 11])
    first = date(year, 11, 1)
    thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
    return f"on Black Friday {year}", thursday + DAY, thursday + DAY


@form
def twelve_months_to(slots):
    ends = [one for one in slots.calendar.months if add_months(one.first, -11) >= slots.calendar.first]
    if not ends:
        return odd_month(slots)
    one = slots.pick(ends)
    return (
        f"in the 12 months to the end of {MONTHS[one.first.month - 1]} {one.first.year}",
        add_months(one.first, -11),
        one.last,
    )
