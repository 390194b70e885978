"""A question in another language than English: what a language file says, put together over the second schema."""

from dataclasses import dataclass

from kinds.bounds import MOST, amounts, nobody

from slots import fits, one, plan, question, slice


@dataclass
class Language:
    months: list
    #: "im {month} {year}", "{month} {year}"; the same for quarters and years.
    month: tuple
    quarter: tuple
    #: First to fourth, as forms of quarters have them.
    nth: list
    year: tuple
    #: Measure to its words: "m" alone, "the" as a subject, "ask" a clause with its period, and what templates need.
    measures: dict
    #: Dimension to its words: "plural", "said" for how members are, and the forms that templates need.
    dimensions: dict
    lookup: list
    filtered: list
    compare: list
    rank: list
    share: list
    series: list
    #: The first of each: "{n} {plural}" within "{one2}"; and two splits at once.
    each: list
    splits: list
    #: Which had "{bound}", and how many had.
    bounds: list
    how_many: list
    #: Between thousands, and "{} Mio."; money with its amount, whole and in millions.
    thousands: str
    millions: str
    money: tuple

    def said(self, period, chance):
        """(after a noun, by itself)"""
        kind, year, *rest = period.key
        if kind == "month":
            forms, words = self.month, {"month": self.months[rest[0] - 1]}
        elif kind == "quarter":
            forms, words = self.quarter, {"q": rest[0], "nth": self.nth[rest[0] - 1]}
        else:
            forms, words = self.year, {}
        said, bare = forms
        return chance.choice(said).format(year=year, **words), bare.format(year=year, **words)


def maker(language):
    """The function that makes one question."""

    def make(slots):
        kind = slots.random.choice([lookup, lookup, filtered, compare, rank, share, series, each, bounds])
        return kind(language, slots)

    return make


def start(language, slots, *names):
    """A measure, a period, and their words."""
    measure = slots.schema.measures[slots.pick(names or language.measures)]
    kind = slots.random.choice(["months", "months", "months", "quarters", "quarters", "years"])
    period = slots.pick(getattr(slots.calendar, kind))
    said, bare = language.said(period, slots.random)
    words = dict(language.measures[measure.name])
    words["ask"] = slots.pick(words["ask"])
    words["ask"] = words["ask"].format(p=said)
    return measure, period, words | {"p": said, "b": bare}


def lookup(language, slots):
    measure, period, words = start(language, slots)
    value = slots.value(measure, period)
    return question(
        slots.next(language.lookup).format(**words),
        n=[value],
        plan=plan(measure, period),
        facts=[slice(measure, period)],
    )


def member(language, slots, measure):
    dimension = slots.schema.dimensions[slots.pick(language.dimensions)]
    if not fits(slots.schema, measure, dimension):
        return None
    name = slots.member(dimension)
    return dimension, name, language.dimensions[dimension.name]["said"].format(name)


def filtered(language, slots):
    measure, period, words = start(language, slots)
    found = member(language, slots, measure)
    if found is None:
        return None
    dimension, name, said = found
    filters = (one(dimension, name),)
    value = slots.value(measure, period, filters)
    if slots.gold.count(period.days, filters) < 8 or not value or value <= 0:
        return None
    return question(
        slots.next(language.filtered).format(**words | {"f": said, "x": name}),
        n=[value],
        plan=plan(measure, period, filters),
        facts=[slice(measure, period, filters)],
    )


def compare(language, slots):
    measure, period, words = start(language, slots)
    other = slots.pick({"month": slots.calendar.months, "quarter": slots.calendar.quarters}.get(period.grain, [period]))
    if other is period:
        return None
    x, y = slots.value(measure, period), slots.value(measure, other)
    ask = slots.next(language.compare).format(**words | {"b2": language.said(other, slots.random)[1]})
    return question(
        ask,
        n=[x, y],
        plan=plan(measure, period, compareTo=other.dates(), swap=True),
        facts=[slice(measure, period), slice(measure, other)],
    )


def rank(language, slots):
    measure, period, words = start(language, slots)
    name = slots.pick(language.dimensions)
    dimension, count = slots.schema.dimensions[name], slots.random.choice([2, 3, 4])
    found = slots.gold.by(measure.name, name, period.days)[: count + 1]
    if not fits(slots.schema, measure, dimension) or len({figure for _, figure in found}) <= count or found[-1][1] <= 0:
        return None
    words |= language.dimensions[name] | {"n": count}
    best = found[:count]
    return question(
        slots.next(language.rank).format(**words),
        n=[figure for _, figure in best],
        order=[member for member, _ in best],
        plan=plan(measure, period, groupBy={"dimension": name}, top={"order": "highest", "n": count}),
        facts=[slice(measure, period, (one(dimension, member),)) for member, _ in best],
    )


def share(language, slots):
    measure, period, words = start(language, slots, "netSales", "quantitySold")
    found = member(language, slots, measure)
    if found is None:
        return None
    dimension, name, said = found
    filters = (one(dimension, name),)
    part, whole = slots.value(measure, period, filters), slots.value(measure, period)
    if not part or not 0.002 < part / whole < 1:
        return None
    return question(
        slots.next(language.share).format(**words | {"f": said, "x": name}),
        n=[part / whole * 100],
        plan=plan(measure, period, filters),
    )


def series(language, slots):
    measure, period, words = start(language, slots)
    if period.grain == "month":
        return None
    found = slots.gold.by_unit(measure.name, "month", period.days)
    return question(
        slots.next(language.series).format(**words),
        n=[figure for _, figure in found],
        plan=plan(measure, period, groupBy={"grain": "month"}),
    )


def each(language, slots):
    """The first members within each of another dimension, or both split."""
    measure, period, words = start(language, slots)
    few = [name for name in language.dimensions if name not in slots.schema.large]
    outer, inner = slots.pick(few), slots.pick(language.dimensions)
    split, count = slots.random.random() < 0.5, slots.random.choice([2, 3])
    if outer == inner or split and inner not in few:
        return None
    fit = all(fits(slots.schema, measure, slots.schema.dimensions[name]) for name in (outer, inner))
    members = slots.gold.by(measure.name, outer, period.days)
    if not fit or not 2 <= len(members) <= 12:
        return None
    n, s = [], []
    for member, _ in members[: 2 if split else 3]:
        filters = (one(slots.schema.dimensions[outer], member),)
        found = slots.gold.by(measure.name, inner, period.days, filters)[: count + 1]
        if len(found) <= count or len({figure for _, figure in found}) <= count or found[-1][1] <= 0:
            return None
        n += [figure for _, figure in found[: 2 if split else 1]]
        s += [] if split else [found[0][0]]
    words |= language.dimensions[inner] | {"n": count, "one2": language.dimensions[outer]["one"]}
    template = slots.next(language.splits if split else language.each)
    return question(template.format(**words), n=n, s=dict.fromkeys(s))


def bounds(language, slots):
    """Which members are above or below an amount, or how many."""
    measure, period, words = start(language, slots)
    name = slots.pick(language.dimensions)
    if "over" not in words or not fits(slots.schema, measure, slots.schema.dimensions[name]):
        return None
    above, many = slots.random.random() < 0.7, slots.random.random() < 0.3
    found = slots.gold.by(measure.name, name, period.days)
    if len(found) < 3 or found[-1][1] <= 0:
        return None
    fit = [value for value, met in amounts([figure for _, figure in found], above) if 1 + many <= met <= MOST]
    if not fit:
        return None
    value = slots.pick(fit)
    blank = nobody(slots, measure, slots.schema.dimensions[name], period, ())
    if blank is not None and (blank > value) == above:
        return None
    written = f"{value:,}".replace(",", language.thousands)
    whole, short = language.money if measure.money else ("{}", "{}")
    short = value >= 2_000_000 and slots.random.random() < 0.6 and short
    if short:
        written = short.format(language.millions.format(f"{value / 1_000_000:g}".replace(".", ",")))
    else:
        written = whole.format(written)
    words |= language.dimensions[name] | {"bound": words["over" if above else "under"].format(a=written)}
    met = [(member, figure) for member, figure in found if (figure > value) == above]
    ask = slots.next(language.how_many if many else language.bounds).format(**words)
    if many:
        return question(ask, n=[len(met)])
    return question(ask, n=[figure for _, figure in met], s=[member.strip() for member, _ in met])
