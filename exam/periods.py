"""Stretches of days, and how people write them."""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
SHORT = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
ORDINALS = ["first", "second", "third", "fourth"]
DAY = timedelta(days=1)


@dataclass
class Period:
    first: date
    last: date
    #: How it is said after a noun: "in June 2011".
    said: list
    #: How it is said by itself: "June 2011".
    bare: list
    grain: str = "range"
    key: tuple = field(default=())

    @property
    def days(self):
        return self.first, self.last

    def dates(self):
        return [self.first.isoformat(), self.last.isoformat()]


def month_end(year, month):
    return date(year, month, calendar.monthrange(year, month)[1])


def add_months(day, count):
    place = day.year * 12 + day.month - 1 + count
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def ordinal(number):
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


def month(year, number):
    long, short = MONTHS[number - 1], SHORT[number - 1]
    bare = [f"{long} {year}", f"{long} {year}", f"{short} {year}", f"{year}-{number:02}"]
    said = [
        f"in {long} {year}",
        f"in {long} {year}",
        f"in {short} {year}",
        f"during {long} {year}",
        f"for {long} {year}",
    ]
    return Period(date(year, number, 1), month_end(year, number), said, bare, "month", ("month", year, number))


def quarter(year, number):
    first = date(year, number * 3 - 2, 1)
    word = ORDINALS[number - 1]
    bare = [f"Q{number} {year}", f"Q{number} {year}", f"{year} Q{number}", f"the {word} quarter of {year}"]
    said = [
        f"in Q{number} {year}",
        f"in the {word} quarter of {year}",
        f"during Q{number} {year}",
        f"for Q{number} {year}",
    ]
    return Period(first, month_end(year, number * 3), said, bare, "quarter", ("quarter", year, number))


def half(year, number):
    word = ORDINALS[number - 1]
    bare = [f"H{number} {year}", f"the {word} half of {year}"]
    said = [f"in H{number} {year}", f"in the {word} half of {year}", f"during the {word} half of {year}"]
    return Period(
        date(year, number * 6 - 5, 1), month_end(year, number * 6), said, bare, "half", ("half", year, number)
    )


def year(number):
    bare = [f"{number}", f"the year {number}", f"full year {number}"]
    said = [f"in {number}", f"for {number}", f"during {number}", f"in the year {number}"]
    return Period(date(number, 1, 1), date(number, 12, 31), said, bare[:2], "year", ("year", number))


def day(when):
    long, short = MONTHS[when.month - 1], SHORT[when.month - 1]
    bare = [
        f"{when.day} {long} {when.year}",
        f"{long} {when.day}, {when.year}",
        f"{ordinal(when.day)} {long} {when.year}",
        f"{when.day} {short} {when.year}",
        when.isoformat(),
    ]
    said = [f"on {form}" for form in bare] + [f"on the {ordinal(when.day)} of {long} {when.year}"]
    return Period(when, when, said, bare, "day", ("day", when))


def days(first, last):
    """Any run of days."""
    a, b = MONTHS[first.month - 1], MONTHS[last.month - 1]
    if (first.year, first.month) == (last.year, last.month):
        bare = [f"{first.day}-{last.day} {a} {first.year}", f"{first.day} to {last.day} {a} {first.year}"]
        said = [
            f"between {first.day} and {last.day} {a} {first.year}",
            f"from {first.day} to {last.day} {a} {first.year}",
            f"from {a} {first.day} to {a} {last.day}, {first.year}",
            f"between {ordinal(first.day)} and {ordinal(last.day)} {a} {first.year}",
        ]
    else:
        start = f"{first.day} {a}" + ("" if first.year == last.year else f" {first.year}")
        bare = [f"{start} to {last.day} {b} {last.year}", f"{first.isoformat()} to {last.isoformat()}"]
        said = [
            f"from {start} to {last.day} {b} {last.year}",
            f"between {start} and {last.day} {b} {last.year}",
            f"from {first.day} {a} {first.year} until {last.day} {b} {last.year}",
            f"between {first.isoformat()} and {last.isoformat()}",
        ]
    return Period(first, last, said, bare, "range", ("days", first, last))


def whole_months(first, last):
    """From the first of one month to the end of another of the same year."""
    a, b = MONTHS[first.month - 1], MONTHS[last.month - 1]
    s, t = SHORT[first.month - 1], SHORT[last.month - 1]
    bare = [f"{a} to {b} {first.year}", f"{s}-{t} {first.year}", f"{a} through {b} {first.year}"]
    said = [
        f"from {a} to {b} {first.year}",
        f"between {a} and {b} {first.year}",
        f"from {s} to {t} {first.year}",
        f"from {a} through {b} {first.year}",
    ]
    return Period(first, last, said, bare, "range", ("months", first, last))


def named(period, name, other):
    period.said, period.bare = [name, name, other], [name]
    return period


class Calendar:
    """The periods that lie wholly in the data."""

    def __init__(self, first, today):
        self.first, self.today = first, today
        self.months = [month(y, m) for y in range(first.year, today.year + 1) for m in range(1, 13)]
        self.quarters = [quarter(y, q) for y in range(first.year, today.year + 1) for q in range(1, 5)]
        self.halves = [half(y, h) for y in range(first.year, today.year + 1) for h in (1, 2)]
        self.years = [year(y) for y in range(first.year, today.year + 1)]
        for name in ("months", "quarters", "halves", "years"):
            setattr(self, name, [one for one in getattr(self, name) if self.whole(one)])
        # A year or half that is not over is still asked for; the one before the data begins is not.
        if not self.years or len(self.years) < 1:
            self.years = [year(today.year)]
        self.recent = self.near()

    def near(self):
        """The units by what they are to today, the newest day of the data; this year is not over."""
        one = self.today.replace(day=1)
        this, quarter_first = year(self.today.year), one.replace(month=(one.month - 1) // 3 * 3 + 1)
        last_month, last_quarter = add_months(one, -1), add_months(quarter_first, -3)
        found = [
            named(Period(this.first, self.today, [], [], "year", this.key), "this year", "so far this year"),
            named(year(self.today.year - 1), "last year", "in the previous year"),
            named(quarter(last_quarter.year, (last_quarter.month + 2) // 3), "last quarter", "in the previous quarter"),
            named(month(last_month.year, last_month.month), "last month", "in the previous month"),
        ]
        return [one for one in found if self.whole(one)]

    def whole(self, period):
        return self.first <= period.first and period.last <= self.today

    def before(self, period):
        """The unit before a month, quarter, half or year; None where the data has not all of it."""
        kind, *numbers = period.key
        make, most = {"month": (month, 12), "quarter": (quarter, 4), "half": (half, 2)}.get(kind, (None, 0))
        if make is None:
            found = year(numbers[0] - 1)
        else:
            y, n = numbers
            found = make(y - 1, most) if n == 1 else make(y, n - 1)
        return found if self.whole(found) else None

    def after(self, period):
        kind, *numbers = period.key
        make, most = {"month": (month, 12), "quarter": (quarter, 4), "half": (half, 2)}[kind]
        y, n = numbers
        found = make(y + 1, 1) if n == most else make(y, n + 1)
        return found if self.whole(found) else None

    def year_before(self, period):
        kind, y, *rest = period.key
        make = {"month": month, "quarter": quarter, "half": half, "year": year}[kind]
        found = make(y - 1, *rest)
        return found if self.whole(found) else None
