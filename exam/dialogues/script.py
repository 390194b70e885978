"""A dialogue: a beginning, and moves that a person would make from there."""

from slots import fits
from style import typed

from . import moves, starts

STARTS = [starts.lookup] * 6 + [starts.rank] * 2 + [starts.series, starts.breakdown]
#: Moves that go on from a figure, a list or a ranking, and how often.
MOVES = [
    (moves.other_member, 5),
    (moves.add_filter, 3),
    (moves.drop_filter, 2),
    (moves.other_period, 4),
    (moves.next_period, 2),
    (moves.other_measure, 4),
    (moves.split, 2),
    (moves.monthly, 2),
    (moves.ranked, 2),
    (moves.other_count, 4),
    (moves.flip, 2),
    (moves.with_year_before, 2),
    (moves.with_unit_before, 2),
    (moves.the_two, 4),
]
MOST_ATTEMPTS = 200
LEAST_ROWS = 20


def dialogue(slots, place):
    """Three to six turns; every second dialogue changes its topic once."""
    length = 3 + place // 2 % 4
    reset = slots.random.randrange(1, length) if place // 8 % 2 == 0 else None
    while True:
        turns = attempt(slots, length, reset)
        if turns is not None:
            return {"cat": "dialogue", "tenant": slots.schema.tenant, "turns": turns}


def attempt(slots, length, reset):
    turns, state = [], None
    for number in range(length):
        found = None
        for _ in range(MOST_ATTEMPTS):
            found = turn(slots, state, number == reset)
            if found is not None and asked_for(slots, found[1]):
                break
            found = None
        if found is None:
            return None
        ask, state, keywords = found
        turns.append(
            {
                "ask": typed(" ".join(ask.split()), slots.random),
                "plan": state.expected(**keywords),
                "reset": number == reset,
            }
        )
    return turns


def turn(slots, state, new):
    if state is None or new:
        made = slots.pick(STARTS)(slots) if state is None else starts.fresh(slots)
        return (*made, {}) if made else None
    if state.base is not None:
        # From a comparison people ask why, or for something else.
        return moves.why(slots, state)
    made, weights = zip(*MOVES, strict=True)
    return slots.random.choices(made, weights)[0](slots, state)


def asked_for(slots, state):
    """Whether there is something to answer: no refusal is meant."""
    dimensions = [slots.schema.dimensions[name] for name in state.filters]
    if state.group is not None and not isinstance(state.group, str):
        dimensions.append(state.group)
    if not all(fits(slots.schema, state.measure, dimension) for dimension in dimensions):
        return False
    for period in filter(None, [state.period, state.base]):
        for name, (members, _) in state.filters.items():
            if any(slots.gold.count(period.days, one_of(state, name, member)) < LEAST_ROWS for member in members):
                return False
        value = slots.gold.value(state.measure.name, period.days, state.all_filters())
        if not value or value <= 0:
            return False
    return True


def one_of(state, name, member):
    """The filters, with one member of a dimension alone."""
    return tuple((one, (member,) if one == name else members, exclude) for one, members, exclude in state.all_filters())
