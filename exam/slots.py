"""What a question is made of: measures, members and periods of one schema, picked by a seed, and their gold."""

from dataclasses import dataclass, field

import periods


@dataclass
class Measure:
    name: str
    #: Nouns, and whether each is plural: ("revenue", False).
    nouns: list
    #: "how much revenue did we make": what a period or a place may follow.
    asks: list
    #: The same after "tell me".
    tells: list
    #: Whether figures of parts add up to the whole's.
    adds: bool = True
    money: bool = True
    #: The other measures by which it is counted: name of an average's measure to a ratio of the catalogue.
    per: dict = field(default_factory=dict)


@dataclass
class Dimension:
    name: str
    nouns: list
    plurals: list
    #: "in {}": how a member follows a noun.
    said: list
    #: Members that may be asked for, each with the words for it; the first is its name.
    members: dict


class Slots:
    def __init__(self, schema, random):
        self.schema, self.random, self.gold = schema, random, schema.gold
        self.calendar = periods.Calendar(schema.gold.first, schema.gold.last)
        self.left = {}

    def pick(self, options):
        return self.random.choice(list(options))

    def next(self, templates):
        """Each template of a list once, in any order, before one comes up again."""
        left = self.left.setdefault(id(templates), [])
        if not left:
            left.extend(templates)
            self.random.shuffle(left)
        return left.pop()

    def words(self, measure, period=None, filters=()):
        """What a template may name: {m} noun, {be} was or were, {ask} clause, {tell} the same after "tell me",
        {p} "in June 2011", {b} "June 2011", {c} the same without an article, {f} "in Germany", {x} "Germany",
        {high} "most orders", {low} "fewest orders"."""
        noun, plural = self.pick(measure.nouns)
        words = {
            "m": noun,
            "be": "were" if plural else "was",
            "is": "are" if plural else "is",
            "does": "do" if plural else "does",
            "ask": self.pick(measure.asks),
            "tell": self.pick(measure.tells),
        }
        counted = plural and not measure.money
        words |= {
            "high": f"{'most' if counted else 'highest'} {noun}",
            "low": f"{'fewest' if counted else 'lowest'} {noun}",
        }
        if period:
            words |= {"p": self.pick(period.said), "b": self.pick(period.bare)}
            words["c"] = self.pick([form for form in period.bare if not form.startswith("the ")] or period.bare)
        said = []
        for dimension, members, _ in filters:
            dimension = self.schema.dimensions[dimension]
            words["x"] = self.named(dimension, members[0])
            words["xs"] = owner(words["x"])
            said.append(self.pick(dimension.said).format(words["x"]))
        return words | {"f": " ".join(said)}

    def filtered(self, words):
        """The same with the filter as a part of the nouns: "revenue in Germany"."""
        return words | {name: f"{words[name]} {words['f']}".strip() for name in ("m", "high", "low")}

    def measure(self, *names, adds=None, money=None):
        known = [self.schema.measures[name] for name in names] if names else list(self.schema.measures.values())
        fit = [one for one in known if adds in (None, one.adds) and money in (None, one.money)]
        # The one that is asked for most is asked for most.
        return self.random.choice(fit[:1] * 2 + fit)

    def revenue(self):
        return next(iter(self.schema.measures.values()))

    def dimension(self, *names, large=None):
        known = list(self.schema.dimensions.values())
        fit = [
            one
            for one in known
            if (not names or one.name in names) and (large is None or (one.name in self.schema.large) == large)
        ]
        return self.random.choice(fit)

    def member(self, dimension, besides=()):
        return self.random.choice([one for one in dimension.members if one not in besides])

    def named(self, dimension, member):
        """A word for the member; mostly its own name."""
        words = dimension.members[member]
        return words[0] if self.random.random() < 0.6 else self.random.choice(words)

    def month(self):
        return self.pick(self.calendar.months)

    def quarter(self):
        return self.pick(self.calendar.quarters)

    def unit(self):
        """A month, quarter, half or year."""
        kind = self.random.choice(["months"] * 5 + ["quarters"] * 3 + ["halves", "years"])
        return self.pick(getattr(self.calendar, kind))

    def long(self):
        """Something that has months in it."""
        kind = self.random.choice(["quarters", "halves", "years", "years"])
        return self.pick(getattr(self.calendar, kind))

    def slice(self, *measures, dimensions=(), period=None):
        """A measure, a period and a filter with rows enough to be asked for; None where chance found too few."""
        measure = self.measure(*measures)
        names = list(dimensions) or list(self.schema.dimensions)
        dimension = self.schema.dimensions[self.pick(names)]
        if not fits(self.schema, measure, dimension):
            return None
        period = period or self.unit()
        member = self.member(dimension)
        filters = (one(dimension, member),)
        value = self.value(measure, period, filters)
        if self.gold.count(period.days, filters) < 8 or not value or value <= 0:
            return None
        return measure, period, dimension, member, filters, value

    def value(self, measure, period=None, filters=()):
        return self.gold.value(measure.name, None if period is None else period.days, filters)


def owner(name):
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def fits(schema, measure, dimension):
    """Whether somebody would ask for the measure of one member."""
    if dimension.name == "customer":
        return measure.name != schema.customers
    return dimension.name != "product" or measure.name in (schema.revenue, schema.units)


def one(dimension, *members, exclude=False):
    return (dimension.name, members, exclude)


def plan(measures, period, filters=(), **more):
    """What the reply must be about; a list of names is one choice, `period` None all of the data."""
    names = [measures] if isinstance(measures, (str, Measure)) else measures
    names = [[getattr(name, "name", name)] for name in names]
    made = {
        "measures": names,
        "period": period.dates() if period else None,
        "filters": [say_filter(one) for one in filters],
    }
    return made | more


def say_filter(one):
    dimension, members, exclude = one
    return {"dimension": dimension, "members": list(members), "exclude": exclude}


def slice(measure, period, filters=()):
    """A figure's place: a fact of the reply must have it."""
    return {"measure": measure.name, "period": period.dates(), "filters": [say_filter(one) for one in filters]}


def question(ask, n=(), s=(), order=(), **more):
    return {"ask": " ".join(ask.split()), "n": list(n), "s": list(s), "order": list(order)} | more


def refusal(ask):
    return {"ask": " ".join(ask.split()), "refuse": True}
