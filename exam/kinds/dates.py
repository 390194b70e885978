"""One figure of a period that is said in every way there is; "today" is the newest day of the data."""

from datetime import date, timedelta

import periods
from periods import DAY, MONTHS, SHORT, add_months, month_end, ordinal
from slots import plan, question, slice
from numerals import NUMBERS

TEMPLATES = ["{m} {p}", "What {be} {m} {p}?", "{ask} {p}?", "show me {m} {p}", "{m} {p} please", "tell me {tell} {p}", "{p}: {m}?", "give me {m} {p}", "what {be} our {m} {p}?", "{p}, {ask}?"]


def make(slots):
    measure = slots.measure(slots.schema.revenue, slots.schema.orders, slots.schema.units)
    phrase, first, last = slots.next(FORMS)(slots)
    period = periods.Period(first, last, [phrase], [phrase])
    if first > last or slots.gold.count(period.days) == 0 or not slots.calendar.first - timedelta(days=366) <= first <= slots.calendar.today:
        return None
    value = slots.value(measure, period)
    if not value or value <= 0:
        return None
    template = slots.next(TEMPLATES)
    return question(template.format(**slots.words(measure, period)), n=[value], plan=plan(measure, period), facts=[slice(measure, period)])


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
    return slots.pick([f"on {day.day}.{day.month:02}.{day.year}", f"on {day.day}/{day.month}/{day.year}", f"on {day.month}/{day.day}/{day.year}"]), day, day


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
    return slots.pick([f"from Q1 to Q3 {year}", f"in the first three quarters of {year}"]), date(year, 1, 1), date(year, 9, 30)


@form
def odd_month(slots):
    one = slots.month().first
    long, short = MONTHS[one.month - 1], SHORT[one.month - 1]
    said = [f"in {one:%m/%Y}", f"in {one:%Y-%m}", f"in {long} '{one:%y}", f"in the month of {long} {one.year}", f"throughout {long} {one.year}", f"in {one.year} {long}", f"in {short.lower()}. {one.year}", f"for the whole of {long} {one.year}"]
    return slots.pick(said), one, month_end(one.year, one.month)


@form
def odd_quarter(slots):
    one = slots.quarter()
    year, number = one.key[1:]
    said = [f"in Q{number}/{year}", f"in {year}Q{number}", f"in quarter {number} of {year}", f"in the {ordinal(number)} quarter {year}", f"in {number}Q {year}", f"in Q{number} '{year % 100}"]
    return slots.pick(said), one.first, one.last


@form
def half_year(slots):
    one = slots.pick(slots.calendar.halves)
    year, number = one.key[1:]
    said = [f"in H{number} {year}", f"in {year} H{number}", f"in the {periods.ORDINALS[number - 1]} half of {year}", f"in the {periods.ORDINALS[number - 1]} six months of {year}" if number == 1 else f"in the last six months of {year}"]
    return slots.pick(said), one.first, one.last


@form
def iso_week(slots):
    day = some_day(slots)
    year, week, _ = day.isocalendar()
    first = date.fromisocalendar(year, week, 1)
    return slots.pick([f"in week {week} of {year}", f"in calendar week {week} {year}", f"in ISO week {week} of {year}", f"in {year}-W{week:02}"]), first, first + 6 * DAY


@form
def week_of(slots):
    day = some_day(slots)
    first = day - timedelta(days=day.weekday())
    said = periods.day(first).bare[slots.random.randrange(3)]
    return slots.pick([f"in the week of {said}", f"in the week starting {said}", f"in the week beginning Monday {said}"]), first, first + 6 * DAY


@form
def first_days(slots):
    one, count = slots.month().first, slots.random.choice([3, 5, 7, 10, 14])
    name = f"{MONTHS[one.month - 1]} {one.year}"
    if slots.random.random() < 0.5:
        return f"in the first {slots.pick([NUMBERS[count], count])} days of {name}", one, one + timedelta(days=count - 1)
    last = month_end(one.year, one.month)
    return f"in the last {slots.pick([NUMBERS[count], count])} days of {name}", last - timedelta(days=count - 1), last


@form
def since(slots):
    one = add_months(slots.calendar.today.replace(day=1), -slots.random.randrange(1, 9))
    day = one + timedelta(days=slots.random.randrange(0, 20))
    said = [f"since {MONTHS[one.month - 1]} {one.year}", f"from {MONTHS[one.month - 1]} {one.year} onwards", f"since the beginning of {MONTHS[one.month - 1]} {one.year}"]
    if slots.random.random() < 0.5:
        return slots.pick(said), one, slots.calendar.today
    return slots.pick([f"since {day.day} {MONTHS[day.month - 1]} {day.year}", f"since {day}", f"from {day.day} {MONTHS[day.month - 1]} {day.year} on"]), day, slots.calendar.today


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
    said = [("today", 0), ("yesterday", 1), ("the day before yesterday", 2), (f"{ago} days ago", ago), ("a week ago today", 7), ("exactly two weeks ago", 14)]
    phrase, back = slots.pick(said)
    return phrase, today - timedelta(days=back), today - timedelta(days=back)


@form
def this_unit(slots):
    today = slots.calendar.today
    quarter = periods.quarter(today.year, (today.month + 2) // 3)
    monday = today - timedelta(days=today.weekday())
    said = [
        (["this week", "in the current week", "so far this week"], monday), (["this month", "so far this month", "in the current month", "month to date", "MTD"], today.replace(day=1)),
        (["this quarter", "so far this quarter", "quarter to date", "QTD", "in the current quarter"], quarter.first),
        (["this year", "so far this year", "year to date", "YTD", "in the year so far", "since the start of the year", "since January 1st"], date(today.year, 1, 1)),
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
        (["last week", "in the previous week"], monday - 7 * DAY, monday - DAY), (["last month", "in the previous month", "in the prior month"], add_months(one, -1), one - DAY),
        (["last quarter", "in the previous quarter"], add_months(quarter, -3), quarter - DAY), (["last year", "in the previous year"], date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        (["the month before last"], add_months(one, -2), add_months(one, -1) - DAY), (["the week before last"], monday - 14 * DAY, monday - 8 * DAY),
        (["in the quarter before last"], add_months(quarter, -6), add_months(quarter, -3) - DAY),
    ]
    phrases, first, last = slots.pick(said)
    return slots.pick(phrases), first, last


@form
def rolling(slots):
    count = slots.random.choice([3, 5, 7, 10, 14, 21, 28, 30, 45, 60, 90])
    today = slots.calendar.today
    number = slots.pick([count, count, NUMBERS.get(count, count)])
    said = [f"in the last {number} days", f"over the past {number} days", f"last {number} days", f"in the past {number} days", f"during the last {number} days"]
    return slots.pick(said), today - timedelta(days=count - 1), today


@form
def full_months(slots):
    count = slots.random.choice([2, 3, 4, 6])
    one = slots.calendar.today.replace(day=1)
    said = [f"in the last {count} full months", f"over the last {NUMBERS[count]} complete months", f"in the last {NUMBERS[count]} full calendar months"]
    return slots.pick(said), add_months(one, -count), one - DAY


@form
def bare_month(slots):
    """The newest one that is over."""
    today = slots.calendar.today
    one = add_months(today.replace(day=1), -slots.random.randrange(1, 10))
    name = MONTHS[one.month - 1]
    return slots.pick([f"in {name}", f"in {SHORT[one.month - 1]}", f"for {name}", f"in the month of {name}"]), one, month_end(one.year, one.month)


@form
def bare_quarter(slots):
    today = slots.calendar.today
    number = slots.random.randrange(1, (today.month + 2) // 3)
    one = periods.quarter(today.year, number)
    return slots.pick([f"in Q{number}", f"in Q{number} this year", f"in the {periods.ORDINALS[number - 1]} quarter of this year", f"in the {periods.ORDINALS[number - 1]} quarter"]), one.first, one.last


@form
def relative_year(slots):
    today = slots.calendar.today
    number = slots.random.randrange(1, today.month)
    back = slots.random.choice([0, 1])
    year = today.year - back
    word = ["this year", "last year"][back]
    name = MONTHS[number - 1]
    return slots.pick([f"in {name} {word}", f"in {name} of {word}", f"{word} in {name}"]), date(year, number, 1), month_end(year, number)


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
    return f"in the 12 months to the end of {MONTHS[one.first.month - 1]} {one.first.year}", add_months(one.first, -11), one.last


@form
def always(slots):
    return slots.pick(["of all time", "overall, since the data begins", "over the whole period we have data for", "in total, across all the data"]), slots.calendar.first, slots.calendar.today
