"""Periods that are said by what they are to today, the newest day of the data."""

from datetime import date, timedelta

import periods
from numerals import NUMBERS
from periods import DAY, MONTHS, SHORT, add_months, month_end

FORMS = []


def form(make):
    FORMS.append(make)
    return make


@form
def since(slots):
    one = add_months(slots.calendar.today.replace(day=1), -slots.random.randrange(1, 9))
    day = one + timedelta(days=slots.random.randrange(0, 20))
    said = [
        f"since {MONTHS[one.month - 1]} {one.year}",
        f"from {MONTHS[one.month - 1]} {one.year} onwards",
        f"since the beginning of {MONTHS[one.month - 1]} {one.year}",
    ]
    if slots.random.random() < 0.5:
        return slots.pick(said), one, slots.calendar.today
    return (
        slots.pick(
            [
                f"since {day.day} {MONTHS[day.month - 1]} {day.year}",
                f"since {day}",
                f"from {day.day} {MONTHS[day.month - 1]} {day.year} on",
            ]
        ),
        day,
        slots.calendar.today,
    )


@form
def until(slots):
    one = slots.pick(slots.calendar.months[1:5])
    name = f"{MONTHS[one.first.month - 1]} {one.first.year}"
    if slots.random.random() < 0.5:
        return f"before {name}", slots.calendar.first, one.first - DAY
    return slots.pick([f"up to the end of {name}", f"until the end of {name}"]), slots.calendar.first, one.last


@form
def single_day(slots):
    today = slots.calendar.today
    ago = slots.random.randrange(3, 20)
    said = [
        ("today", 0),
        ("yesterday", 1),
        ("the day before yesterday", 2),
        (f"{ago} days ago", ago),
        ("a week ago today", 7),
        ("two weeks ago today", 14),
    ]
    phrase, back = slots.pick(said)
    return phrase, today - timedelta(days=back), today - timedelta(days=back)


@form
def this_unit(slots):
    today = slots.calendar.today
    quarter = periods.quarter(today.year, (today.month + 2) // 3)
    monday = today - timedelta(days=today.weekday())
    said = [
        (["this week", "in the current week", "so far this week"], monday),
        (["this month", "so far this month", "in the current month", "month to date", "MTD"], today.replace(day=1)),
        (["this quarter", "so far this quarter", "quarter to date", "QTD", "in the current quarter"], quarter.first),
        (
            [
                "this year",
                "so far this year",
                "year to date",
                "YTD",
                "in the year so far",
                "since the start of the year",
                "since January 1st",
            ],
            date(today.year, 1, 1),
        ),
    ]
    phrases, first = slots.pick(said)
    return slots.pick(phrases), first, today


@form
def last_unit(slots):
    today = slots.calendar.today
    monday = today - timedelta(days=today.weekday())
    one = today.replace(day=1)
    quarter = periods.quarter(today.year, (today.month + 2) // 3).first
    said = [
        (["last week", "in the previous week"], monday - 7 * DAY, monday - DAY),
        (["last month", "in the previous month", "in the prior month"], add_months(one, -1), one - DAY),
        (["last quarter", "in the previous quarter"], add_months(quarter, -3), quarter - DAY),
        (["last year", "in the previous year"], date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        (["the month before last"], add_months(one, -2), add_months(one, -1) - DAY),
        (["the week before last"], monday - 14 * DAY, monday - 8 * DAY),
        (["in the quarter before last"], add_months(quarter, -6), add_months(quarter, -3) - DAY),
    ]
    phrases, first, last = slots.pick(said)
    return slots.pick(phrases), first, last


@form
def rolling(slots):
    count = slots.random.choice([3, 5, 7, 10, 14, 21, 28, 30, 45, 60, 90])
    today = slots.calendar.today
    number = slots.pick([count, count, NUMBERS.get(count, count)])
    said = [
        f"in the last {number} days",
        f"over the past {number} days",
        f"last {number} days",
        f"in the past {number} days",
        f"during the last {number} days",
    ]
    return slots.pick(said), today - timedelta(days=count - 1), today


@form
def full_months(slots):
    count = slots.random.choice([2, 3, 4, 6])
    one = slots.calendar.today.replace(day=1)
    said = [
        f"in the last {count} full months",
        f"over the last {NUMBERS[count]} complete months",
        f"in the last {NUMBERS[count]} full calendar months",
    ]
    return slots.pick(said), add_months(one, -count), one - DAY


@form
def bare_month(slots):
    """The newest one that is over."""
    today = slots.calendar.today
    one = add_months(today.replace(day=1), -slots.random.randrange(1, 10))
    name = MONTHS[one.month - 1]
    return (
        slots.pick([f"in {name}", f"in {SHORT[one.month - 1]}", f"for {name}", f"in the month of {name}"]),
        one,
        month_end(one.year, one.month),
    )


@form
def bare_quarter(slots):
    today = slots.calendar.today
    number = slots.random.randrange(1, (today.month + 2) // 3)
    one = periods.quarter(today.year, number)
    return (
        slots.pick(
            [
                f"in Q{number}",
                f"in Q{number} this year",
                f"in the {periods.ORDINALS[number - 1]} quarter of this year",
                f"in the {periods.ORDINALS[number - 1]} quarter",
            ]
        ),
        one.first,
        one.last,
    )


@form
def relative_year(slots):
    today = slots.calendar.today
    number = slots.random.randrange(1, today.month)
    back = slots.random.choice([0, 1])
    year = today.year - back
    word = ["this year", "last year"][back]
    name = MONTHS[number - 1]
    return (
        slots.pick([f"in {name} {word}", f"in {name} of {word}", f"{word} in {name}"]),
        date(year, number, 1),
        month_end(year, number),
    )


@form
def always(slots):
    return (
        slots.pick(
            [
                "of all time",
                "overall, since the data begins",
                "over the whole period we have data for",
                "in total, across all the data",
            ]
        ),
        slots.calendar.first,
        slots.calendar.today,
    )
