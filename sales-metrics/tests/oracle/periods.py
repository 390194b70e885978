"""Calendar units of plans, computed from the words of `period.rs` and the plan's documentation alone."""

from datetime import date, timedelta

DAY = timedelta(days=1)
WEEK_STARTS = {"monday": 0, "sunday": 6, "saturday": 5}


def month_end(day):
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - DAY


def months_later(day, months):
    """The first day of the month so many months after that of `day`."""
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, 1)


def a_year_before(day):
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


class Calendar:
    def __init__(self, catalogue):
        self.week_start = WEEK_STARTS[catalogue.get("weekStart", "monday")]

    def unit(self, day, grain):
        """First and last day of the unit that holds `day`."""
        if grain == "day":
            return day, day
        if grain == "week":
            first = day - DAY * ((day.weekday() - self.week_start) % 7)
            return first, first + 6 * DAY
        length = {"month": 1, "quarter": 3, "half": 6, "year": 12}[grain]
        first = months_later(day, -((day.month - 1) % length))
        return first, months_later(first, length) - DAY

    def cut(self, first, last, grain):
        """The units of a period in order of time; those at its ends keep only their days inside."""
        units = []
        while first <= last:
            end = min(self.unit(first, grain)[1], last)
            units.append((first, end))
            first = end + DAY
        return units

    def before(self, first, last):
        """The period before, as long: so many whole months, or days."""
        months = last.year * 12 + last.month - first.year * 12 - first.month + 1
        if first.day == 1 and last == month_end(last) and months in (1, 3, 6, 12):
            return months_later(first, -months), first - DAY
        return first - (last - first) - DAY, first - DAY

    def base(self, first, last, grain, baseline):
        """The period that a baseline names."""
        if baseline == "previousYearSameWeekday":
            return first - 364 * DAY, last - 364 * DAY
        if baseline == "previousYear":
            if grain == "week":  # the same week: 52 weeks earlier
                return first - 364 * DAY, last - 364 * DAY
            if grain in ("month", "quarter", "half", "year"):
                return self.unit(a_year_before(first), grain)
            return a_year_before(first), a_year_before(last)
        assert baseline == "previousPeriod", baseline
        if grain == "range":
            return first - (last - first) - DAY, first - DAY
        return self.unit(first - DAY, grain)
