"""What a turn may change of the plan before it, and how that is said.

Each move takes the slots and the state, and gives (ask, new state, keywords of the expected plan), or None where it
does not fit.
"""

from slots import fits

from . import phrasings


def other_member(slots, state):
    names = [name for name, (members, exclude) in state.filters.items() if len(members) == 1 and not exclude]
    if len(state.filters) != 1 or not names:
        return None
    dimension = slots.schema.dimensions[names[0]]
    old = state.filters[dimension.name][0][0]
    new = slots.member(dimension, besides=[old])
    named = slots.named(dimension, new)
    ask = slots.next(phrasings.OTHER_MEMBER).format(y=named, f=slots.pick(dimension.said).format(named))
    pair = ("member", dimension, old, new) if state.group is None and state.base is None else None
    return ask, state.but(filters={dimension.name: ((new,), False)}, pair=pair), {}


def add_filter(slots, state):
    free = [one for one in slots.schema.dimensions.values() if one.name not in state.filters and one is not state.group]
    if len(state.filters) > 1 or not free:
        return None
    dimension = slots.pick(free)
    if not fits(slots.schema, state.measure, dimension):
        return None
    member = slots.member(dimension)
    named = slots.named(dimension, member)
    ask = slots.next(phrasings.ADD_FILTER).format(x=named, f=slots.pick(dimension.said).format(named))
    return ask, state.but(filters=state.filters | {dimension.name: ((member,), False)}), {}


def drop_filter(slots, state):
    if not state.filters or state.base is not None:
        return None
    dimension = slots.schema.dimensions[slots.pick(state.filters)]
    ask = slots.next(phrasings.DROP_FILTER).format(dim=dimension.nouns[0], plural=dimension.plurals[0])
    return ask, state.but(filters={name: one for name, one in state.filters.items() if name != dimension.name}), {}


def other_period(slots, state):
    new = slots.long() if state.group == "month" else slots.unit()
    if new.key == state.period.key:
        return None
    form = slots.random.randrange(2)
    ask = slots.next(phrasings.OTHER_PERIOD).format(p=new.said[0], b=new.bare[form % len(new.bare)])
    pair = ("period", state.period, new) if state.group is None and new.grain == state.period.grain else None
    return ask, state.but(period=new, pair=pair), {}


def next_period(slots, state):
    phrases, step = slots.pick([(phrasings.BEFORE, slots.calendar.before), (phrasings.AFTER, slots.calendar.after)])
    if state.period.grain not in phrases or state.group == "month":
        return None
    new = step(state.period)
    pair = ("period", state.period, new) if state.group is None else None
    return (slots.next(phrases[state.period.grain]), state.but(period=new, pair=pair), {}) if new else None


def other_measure(slots, state):
    measure = slots.measure()
    if measure is state.measure:
        return None
    ask = slots.next(phrasings.OTHER_MEASURE).format(m=measure.nouns[0][0])
    return ask, state.but(measure=measure), {}


def split(slots, state):
    free = [
        one
        for one in slots.schema.dimensions.values()
        if one.name not in state.filters and one is not state.group and one.name not in slots.schema.large
    ]
    if state.top is not None or isinstance(state.group, str) or not free:
        return None
    dimension = slots.pick(free)
    return slots.next(phrasings.SPLIT).format(dim=dimension.nouns[0]), state.but(group=dimension), {}


def monthly(slots, state):
    if state.group is not None or state.period.grain not in ("quarter", "half", "year"):
        return None
    return slots.next(phrasings.MONTHLY), state.but(group="month"), {}


def ranked(slots, state):
    free = [one for one in slots.schema.dimensions.values() if one.name not in state.filters]
    if state.group is not None or not free:
        return None
    dimension, count = slots.pick(free), slots.random.choice([3, 4])
    return (
        slots.next(phrasings.RANKED).format(n=count, plural=dimension.plurals[0]),
        state.but(group=dimension, top=(count, "highest")),
        {},
    )


def other_count(slots, state):
    if state.top is None:
        return None
    count = slots.random.choice(
        [count for count in (2, 3, 4, 5, 7, 10) if count != state.top[0] and count < len(state.group.members)]
    )
    return slots.next(phrasings.OTHER_COUNT).format(n=count), state.but(top=(count, state.top[1])), {}


def flip(slots, state):
    if state.top is None or state.top[1] == "lowest":
        return None
    count = slots.random.choice([2, 3, 5])
    return slots.next(phrasings.FLIP).format(n=count), state.but(top=(count, "lowest")), {}


def with_year_before(slots, state):
    if state.group is not None or state.period.grain == "range":
        return None
    base = slots.calendar.year_before(state.period)
    return (
        (slots.next(phrasings.YEAR_BEFORE).format(unit=state.period.grain), state.but(base=base), {}) if base else None
    )


def with_unit_before(slots, state):
    if state.group is not None or state.period.grain not in ("month", "quarter"):
        return None
    base = slots.calendar.before(state.period)
    return (
        (slots.next(phrasings.UNIT_BEFORE).format(unit=state.period.grain), state.but(base=base), {}) if base else None
    )


def the_two(slots, state):
    """The last two figures that were told, side by side."""
    if state.pair is None:
        return None
    kind, *what = state.pair
    if kind == "period":
        return slots.next(phrasings.TWO), state.but(period=what[1], base=what[0]), {"swap": True}
    dimension, old, new = what
    # By what it is grouped then is the system's own choice.
    return slots.next(phrasings.TWO), state.but(filters={dimension.name: ((old, new), False)}), {"exact": False}


def why(slots, state):
    """Of a comparison of two periods; what it is explained by is the system's own choice."""
    return (slots.next(phrasings.WHY), state, {"exact": False, "swap": True}) if state.base is not None else None
