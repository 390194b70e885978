"""One thing within each of another, or two splits at once: the first of each, or the largest figures of both."""

import calendar
from datetime import timedelta

import periods
from slots import fits, one, question

TOP = [
    "top {n} {plural} by {m} {each} {p}",
    "Top {n} {plural} {each} by {m} {p}",
    "top {n} {plural} {each}, {m}, {b}",
    "what were the top {n} {plural} by {m} {each} {p}?",
    "which {n} {plural} had the {high} {each} {p}?",
    "{each}, what are the {n} best {plural} by {m} {p}?",
    "the {n} {plural} with the {high} {each} {p}",
    "show me the {n} biggest {plural} by {m} {each} {p}",
    "can you list the top {n} {plural} {each} by {m} for {b}?",
    "{b}: top {n} {plural} {each} by {m}",
    "I'd like a list with the {n} strongest {plural} {each} {p}, going by {m}",
    "give me each {outer}'s top {n} {plural} by {m} {p}",
    "rank the {plural} within each {outer} by {m} {p} and show the first {n}",
    "for {b}, top {n} {plural} by {m} for every {outer} please",
    "go through the {outers} {p} and give me the {n} leading {plural} by {m} for each",
    "top{n} {plural} per {outer} {m} {c}",
    "top {n} {plural} per {outer} by {m} {p}",
]
FIRST = [
    "best {dim} {each} {p} by {m}",
    "top {dim} by {m} {each} {p}",
    "which {dim} had the {high} {each} {p}?",
    "number one {dim} {each} by {m} {p}",
    "{dim} with the {high} {each} {p}",
    "what was the strongest {dim} by {m} {each} {p}?",
    "{each}, which {dim} came first by {m} {p}?",
    "which {dim} led {each} {p} on {m}?",
    "could you tell me which {dim} was the best one by {m} {each} {p}?",
    "{p}, which {dim} was on top {each} in terms of {m}?",
    "leading {dim} per {outer} by {m} {p}",
    "best {dim} per {outer} {p}, {m}",
    "each {outer}'s best {dim} by {m} {p}",
    "I need the winner among the {plural} {each} by {m}, {b}",
    "for every {outer} the {dim} with the {high} {p}",
    "who is number 1 by {m} {each} {p}? I mean the {dim}",
]
LAST = [
    "worst {dim} {each} by {m} {p}",
    "which {dim} had the {low} {each} {p}?",
    "weakest {dim} by {m} {each} {p}",
    "{dim} with the {low} {each} {p}",
    "{each}, which {dim} came last by {m} {p}?",
    "each {outer}'s smallest {dim} by {m} {p}",
]
BEST_UNIT = [
    "best {unit} {each} by {m} {p}",
    "which {unit} {of} had the {high} {each}?",
    "what was the strongest {unit} {each} {p} by {m}?",
    "{unit} with the {high} {each} {p}",
    "{each}, which was the best {unit} {of} by {m}?",
    "peak {unit} for {m} {each} {p}",
    "which {unit} {p} was the best one for {m} {each}?",
    "tell me the {unit} {of} with the {high}, {each}",
]
SPLIT = [
    "{m} by {one} and {two} {p}",
    "{m} {p} by {one} and {two}",
    "{m} by {one} and {two} {c}",
    "{m} per {one} and {two} {p}",
    "{m} for each {one} and {two} {p}",
    "{c} {m} by {one} and {two}",
    "{m} {p} split by {one} and {two}",
    "break {m} {p} down by {one} and {two}",
    "break down {m} {p} by {one}, then by {two}",
    "{m} {p}, {one} x {two}",
    "{one} and {two} breakdown of {m} {p}",
    "table of {m} by {one} and {two} {p}",
    "crosstab of {m} {p}, {one} by {two}",
    "show me {m} for every combination of {one} and {two} {p}",
    "what {be} {m} for each {one} and each {two} {p}?",
    "{m} by {one} {p}, broken down by {two}",
    "{m} by {one} with a further split by {two} {p}",
    "I need {m} {p} by both {one} and {two}, in one table",
    "could you give me {m} {p} by {one}, each split by {two}?",
    "pivot {m} by {one} and {two} for {b}",
    "{b}: {m} per {one}, per {two}",
]
OVER_TIME = [
    "{adj} {m} by {dim} {p}",
    "{adj} {m} per {dim} {p}",
    "{adj} {m} {p} by {dim}",
    "{m} by {dim} {p}, {unit} by {unit}",
    "{adj} {m} for each {dim} {p}",
    "how did {m} develop {unit} by {unit} {p} for each {dim}?",
    "show {m} of every {dim} {unit} by {unit} {p}",
    "what {be} the {adj} {m} of each {dim} {p}?",
]
ADJECTIVES = {"day": "daily", "month": "monthly", "quarter": "quarterly", "half": "half-yearly"}
#: Unit to its months.
LENGTHS = {"month": 1, "quarter": 3, "half": 6}
#: Longer to the units in it.
WITHIN = {"quarter": ["month"], "half": ["month", "month", "quarter"], "year": ["month", "month", "quarter", "half"]}
#: More would be no table that somebody reads.
MOST_OUTER = 12
LEAST_ROWS = 20
#: A smaller figure stands in any reply.
LEAST_CELL = 10


def units(period, grain):
    """The days, months, quarters or halves of a period."""
    if grain == "day":
        return [periods.day(period.first + timedelta(days=n)) for n in range((period.last - period.first).days + 1)]
    make, length = getattr(periods, grain), LENGTHS[grain]
    day, found = period.first, []
    while day <= period.last:
        found.append(make(day.year, (day.month - 1) // length + 1))
        day = periods.add_months(day, length)
    return found


def listed(slots, dimension, members):
    names = [slots.named(dimension, member) for member in members]
    return f"{', '.join(names[:-1])} and {names[-1]}"


def make(slots):
    roll = slots.random.random()
    if roll < 0.4:
        return split(slots)
    if roll < 0.52:
        return best_unit(slots)
    return ranking(slots)


def span(slots):
    """A period for a split by dimensions, sometimes as it lies to today."""
    return slots.pick(slots.calendar.recent) if slots.random.random() < 0.15 else slots.unit()


def by_time(slots):
    """A longer period and the unit to split it by."""
    if slots.random.random() < 0.06:
        first = slots.month().first.replace(day=slots.random.randrange(1, 20))
        return periods.days(first, first + timedelta(days=slots.random.randrange(4, 9))), "day"
    recent = [one for one in slots.calendar.recent if one.grain in WITHIN]
    period = slots.pick(recent) if slots.random.random() < 0.12 else slots.long()
    return period, slots.pick(WITHIN[period.grain])


def outer_dimension(slots, besides):
    """(dimension, members or None for all) on the outer side; None where it has too many members."""
    dimension = slots.dimension(large=False)
    if dimension is besides:
        return None
    many = slots.gold.rows(f"SELECT count(DISTINCT {slots.gold.dimensions[dimension.name]}) FROM r")[0][0]
    if many > MOST_OUTER or slots.random.random() < 0.1:
        return dimension, slots.random.sample(list(dimension.members), slots.random.choice([2, 3, 3, 4]))
    return dimension, None


def parts(slots, measure, dimension, members, period, filters):
    """The (period, filters) of each outer member, the largest first; None where two are equally large."""
    found = slots.gold.by(measure.name, dimension.name, period.days, filters)
    found = [(member, figure) for member, figure in found if members is None or member in members]
    if len({figure for _, figure in found}) < max(2, len(members or ())):
        return None
    return [(period, (*filters, one(dimension, member))) for member, _ in found]


def said_each(slots, dimension, members):
    """ "in each region", "for each of Germany and France". """
    inside = "for" if dimension.name == "salesRep" else slots.pick(["in", "in", "for"])
    if members:
        return f"{inside} each of {listed(slots, dimension, members)}"
    # "The most orders per region" might be a rate, so only some templates have "per".
    noun = slots.pick(dimension.nouns)
    return slots.pick([f"{inside} each {noun}", f"{inside} every {noun}", f"for each {noun}"])


def ranking(slots):
    measure, inner = slots.measure(), slots.dimension()
    if not fits(slots.schema, measure, inner):
        return None
    filters, but = (), ""
    if inner.name == "country" and slots.random.random() < 0.6:
        # Which is always the first of them.
        filters = (one(inner, "United Kingdom", exclude=True),)
        but = slots.pick(["outside the UK", "excluding the UK", "without the UK", "apart from the United Kingdom"])
    outer, members = None, None
    if slots.random.random() < 0.4 or len(slots.schema.dimensions) == 2 and inner.name == "country":
        period, grain = by_time(slots)
        found = [(unit, filters) for unit in units(period, grain)]
        each = slots.pick([f"in each {grain}", f"each {grain}", f"every {grain}", f"for each {grain}"])
        noun, plural = grain, "halves" if grain == "half" else f"{grain}s"
    else:
        chosen = outer_dimension(slots, inner)
        if chosen is None:
            return None
        outer, members = chosen
        if not fits(slots.schema, measure, outer):
            return None
        period = span(slots)
        if slots.random.random() < 0.15 and not members:
            other = slots.dimension(large=False)
            if other in (inner, outer):
                return None
            filters = (one(other, slots.member(other)),)
        found = parts(slots, measure, outer, members, period, filters)
        each = said_each(slots, outer, members)
        place = slots.random.randrange(len(outer.nouns))
        noun, plural = outer.nouns[place], outer.plurals[place]
    lowest = inner.name not in slots.schema.large and inner.name != "country" and slots.random.random() < 0.15
    count = 1 if lowest else slots.random.choice([1, 1, 1, 2, 3, 3, 4, 5])
    firsts = firsts_of(slots, measure, inner, found, count, lowest)
    if firsts is None:
        return None
    words = slots.words(measure, period, () if but else filters)
    words = slots.filtered(words | ({"f": but} if but else {}))
    place = slots.random.randrange(len(inner.nouns))
    words |= {"dim": inner.nouns[place], "plural": inner.plurals[place]}
    words |= {"each": each, "outer": noun, "outers": plural, "n": count}
    template = slots.next(LAST if lowest else FIRST if count == 1 else TOP)
    # Those who are listed are no "each country".
    if members and "{outer" in template:
        return None
    if template.startswith("who") and inner.name not in ("customer", "salesRep"):
        return None
    if outer is None and slots.random.random() < 0.6:
        words["p"] = f"of {words['b']}" if "{each} {p}" in template and period.grain != "range" else words["p"]
    return question(
        template.format(**words),
        n=[figure for _, figure in firsts],
        s=dict.fromkeys(member.strip() for member, _ in firsts),
    )


def firsts_of(slots, measure, inner, found, count, lowest):
    """The first member of each of the first three parts; None where it is not clear."""
    firsts, whole = [], slots.gold.dimensions[inner.name]
    for period, filters in [part for part in found or () if slots.gold.count(part[0].days, part[1])][:3]:
        ranked = slots.gold.by(measure.name, inner.name, period.days, filters, lowest)
        if len(ranked) <= count or slots.gold.count(period.days, filters) < LEAST_ROWS:
            return None
        if ranked[0][1] < LEAST_CELL or ranked[count - 1][1] <= 0:
            return None
        if len({figure for _, figure in ranked[: count + 1]}) <= count:
            return None
        # Whoever sold nothing has no figure, and might be the last, too.
        if lowest and len(ranked) < slots.gold.rows(f"SELECT count(DISTINCT {whole}) FROM r")[0][0]:
            return None
        # How many spaces an answer shows of two is its own matter.
        if "  " in ranked[0][0] or not any(letter.isalpha() for letter in ranked[0][0]):
            return None
        firsts.append(ranked[0])
    return firsts if len(firsts) >= 2 else None


def best_unit(slots):
    """The best month or quarter of each member."""
    measure, chosen = slots.measure(), outer_dimension(slots, None)
    if not fits(slots.schema, measure, chosen[0]):
        return None
    (dimension, members), (period, grain) = chosen, by_time(slots)
    if grain not in ("month", "quarter"):
        return None
    n, s = [], []
    for where in (parts(slots, measure, dimension, members, period, ()) or ())[:3]:
        found = sorted(slots.gold.by_unit(measure.name, grain, period.days, where[1]), key=lambda one: -one[1])
        if len(found) < 2 or found[0][1] < LEAST_CELL or found[0][1] == found[1][1]:
            return None
        first, figure = found[0]
        n.append(figure)
        s.append(calendar.month_name[first.month] if grain == "month" else f"Q{(first.month + 2) // 3}")
    if len(n) < 2:
        return None
    words = slots.words(measure, period)
    words |= {"unit": grain, "of": f"of {words['b']}", "each": said_each(slots, dimension, members)}
    return question(slots.next(BEST_UNIT).format(**words), n=n, s=dict.fromkeys(s))


def split(slots):
    measure, inner = slots.measure(), slots.dimension(large=False)
    if not fits(slots.schema, measure, inner):
        return None
    filters, among = (), ""
    if inner.name == "country" and slots.random.random() < 0.5:
        members = slots.random.sample(list(inner.members), slots.random.choice([2, 3, 3, 4]))
        filters, among = (one(inner, *members),), f"for {listed(slots, inner, members)}"
    place = slots.random.randrange(len(inner.nouns))
    grain, two = None, inner.nouns[place]
    if slots.random.random() < 0.45 or inner.name == "country":
        period, grain = by_time(slots)
        found, first = [(unit, filters) for unit in units(period, grain)], grain
    else:
        outer, period = slots.dimension(large=False), span(slots)
        if outer is inner or not fits(slots.schema, measure, outer):
            return None
        found, first = parts(slots, measure, outer, None, period, filters), slots.pick(outer.nouns)
    n = []
    for where in [part for part in found or () if slots.gold.count(part[0].days, part[1])][:2]:
        cells = slots.gold.by(measure.name, inner.name, where[0].days, where[1])[:3]
        cells = cells[: 3 if len(cells) == 3 and not among else 2]
        if len(cells) < 2 or cells[-1][1] < LEAST_CELL or len({figure for _, figure in cells}) < len(cells):
            return None
        n += [figure for _, figure in cells]
    if len(n) < 4:
        return None
    words = slots.words(measure, period) | {"f": among}
    words = slots.filtered(words) | {"dim": two, "one": first, "two": two}
    if slots.random.random() < 0.5:
        words |= {"one": two, "two": first}
    if grain is not None:
        words |= {"unit": grain, "adj": ADJECTIVES[grain]}
    template = slots.next(OVER_TIME if grain is not None and slots.random.random() < 0.4 else SPLIT)
    return question(template.format(**words), n=n)
