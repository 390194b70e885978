"""What a turn may change of the plan before it, and how that is said.

Each move takes the slots and the state, and gives (ask, new state, keywords of the expected plan), or None where it does not fit.
"""

from slots import fits

OTHER_MEMBER = ["and {y}?", "what about {y}?", "how about {y}", "same for {y}", "now {y}", "and for {y}?", "{y}?", "ok and {y}", "do the same for {y} please", "what was it for {y}?", "and {f}?", "now the same for {y}", "{y} instead", "can you show {y} as well?"]
ADD_FILTER = ["only {x}", "just {x}", "for {x} only", "limit that to {x}", "restrict it to {x}", "only {f}", "narrow it down to {x}", "filter on {x}", "just {x} please", "only look at {x}", "just {f}"]
DROP_FILTER = ["for all {plural}", "across all {plural}", "all {plural} please", "remove the {dim} filter", "and for all {plural}?", "drop the {dim} filter", "without the {dim} filter"]
OTHER_PERIOD = ["and {p}?", "what about {b}?", "same for {b}", "and {b}?", "now {b}", "how about {p}?", "{b}?", "show {b} instead", "and for {b}?", "switch to {b}", "ok, and {b}?", "the same {p} please", "what was it {p}?", "no, I meant {b}"]
BEFORE = {"month": ["and the month before?", "and the month before that?", "what about the previous month?", "the month before?"], "quarter": ["and the quarter before?", "and the quarter before that?", "what about the previous quarter?"]}
AFTER = {"month": ["and the month after?", "and the following month?", "the next month?"], "quarter": ["and the quarter after?", "and the following quarter?", "the next quarter?"]}
OTHER_MEASURE = ["what about {m}?", "and {m}?", "now {m}", "show {m} instead", "{m} instead", "switch to {m}", "same with {m}", "how does that look for {m}?", "the same for {m} please", "{m}?", "ok and {m}?", "and in terms of {m}?", "can I get {m} too?"]
SPLIT = ["split that by {dim}", "by {dim}", "break it down by {dim}", "per {dim}?", "and by {dim}?", "how does that split by {dim}?", "can you break that down by {dim}?", "show it per {dim}", "{dim} breakdown please", "now by {dim}"]
MONTHLY = ["by month", "month by month", "show it per month", "and by month?", "split it by month", "break that down by month", "monthly please", "can I see that by month?", "no, by month"]
RANKED = ["top {n} {plural}", "which were the top {n} {plural}?", "show me the top {n} {plural} for that", "and the top {n} {plural}?", "who were the top {n} {plural}?", "give me the top {n} {plural} there"]
OTHER_COUNT = ["only the top {n}", "make it the top {n}", "just the first {n}", "top {n} instead", "and the top {n}?", "only top {n}", "show me {n} instead", "make it {n}"]
FLIP = ["and the bottom {n}?", "the bottom {n} instead", "now the lowest {n}", "and the worst {n}?", "what about the bottom {n}?", "show me the bottom {n}"]
YEAR_BEFORE = ["compared with the year before?", "how does that compare to the year before?", "vs the year before", "and compared to a year earlier?", "against the previous year", "compare that with the year before", "versus the same {unit} a year earlier"]
UNIT_BEFORE = ["compared with the {unit} before?", "how does that compare to the previous {unit}?", "vs the {unit} before", "and against the previous {unit}?", "compare that with the {unit} before", "versus the prior {unit}"]
TWO = ["compare the two", "compare both", "put them side by side", "how do the two compare?", "the two compared", "compare them", "can you compare the two?", "both side by side please", "what's the difference between the two?"]
WHY = ["why?", "why is that?", "what's behind that?", "explain that please", "what drove that?", "how come?", "why did that happen?", "what caused this?", "and why?", "can you explain why?"]


def other_member(slots, state):
    names = [name for name, (members, exclude) in state.filters.items() if len(members) == 1 and not exclude]
    if len(state.filters) != 1 or not names:
        return None
    dimension = slots.schema.dimensions[names[0]]
    old = state.filters[dimension.name][0][0]
    new = slots.member(dimension, besides=[old])
    named = slots.named(dimension, new)
    ask = slots.next(OTHER_MEMBER).format(y=named, f=slots.pick(dimension.said).format(named))
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
    ask = slots.next(ADD_FILTER).format(x=named, f=slots.pick(dimension.said).format(named))
    return ask, state.but(filters=state.filters | {dimension.name: ((member,), False)}), {}


def drop_filter(slots, state):
    if not state.filters or state.base is not None:
        return None
    dimension = slots.schema.dimensions[slots.pick(state.filters)]
    ask = slots.next(DROP_FILTER).format(dim=dimension.nouns[0], plural=dimension.plurals[0])
    return ask, state.but(filters={name: one for name, one in state.filters.items() if name != dimension.name}), {}


def other_period(slots, state):
    new = slots.long() if state.group == "month" else slots.unit()
    if new.key == state.period.key:
        return None
    form = slots.random.randrange(2)
    ask = slots.next(OTHER_PERIOD).format(p=new.said[0], b=new.bare[form % len(new.bare)])
    pair = ("period", state.period, new) if state.group is None and new.grain == state.period.grain else None
    return ask, state.but(period=new, pair=pair), {}


def next_period(slots, state):
    phrases, step = slots.pick([(BEFORE, slots.calendar.before), (AFTER, slots.calendar.after)])
    if state.period.grain not in phrases or state.group == "month":
        return None
    new = step(state.period)
    pair = ("period", state.period, new) if state.group is None else None
    return (slots.next(phrases[state.period.grain]), state.but(period=new, pair=pair), {}) if new else None


def other_measure(slots, state):
    measure = slots.measure()
    if measure is state.measure:
        return None
    ask = slots.next(OTHER_MEASURE).format(m=measure.nouns[0][0])
    return ask, state.but(measure=measure), {}


def split(slots, state):
    free = [one for one in slots.schema.dimensions.values() if one.name not in state.filters and one is not state.group and one.name not in slots.schema.large]
    if state.top is not None or isinstance(state.group, str) or not free:
        return None
    dimension = slots.pick(free)
    return slots.next(SPLIT).format(dim=dimension.nouns[0]), state.but(group=dimension), {}


def monthly(slots, state):
    if state.group is not None or state.period.grain not in ("quarter", "half", "year"):
        return None
    return slots.next(MONTHLY), state.but(group="month"), {}


def ranked(slots, state):
    free = [one for one in slots.schema.dimensions.values() if one.name not in state.filters]
    if state.group is not None or not free:
        return None
    dimension, count = slots.pick(free), slots.random.choice([3, 4, 5, 6, 10])
    return slots.next(RANKED).format(n=count, plural=dimension.plurals[0]), state.but(group=dimension, top=(count, "highest")), {}


def other_count(slots, state):
    count = slots.random.choice([2, 3, 4, 5, 7, 10])
    if state.top is None or count == state.top[0]:
        return None
    return slots.next(OTHER_COUNT).format(n=count), state.but(top=(count, state.top[1])), {}


def flip(slots, state):
    if state.top is None or state.top[1] == "lowest":
        return None
    count = slots.random.choice([2, 3, 5])
    return slots.next(FLIP).format(n=count), state.but(top=(count, "lowest")), {}


def with_year_before(slots, state):
    if state.group is not None or state.period.grain == "range":
        return None
    base = slots.calendar.year_before(state.period)
    return (slots.next(YEAR_BEFORE).format(unit=state.period.grain), state.but(base=base), {}) if base else None


def with_unit_before(slots, state):
    if state.group is not None or state.period.grain not in ("month", "quarter"):
        return None
    base = slots.calendar.before(state.period)
    return (slots.next(UNIT_BEFORE).format(unit=state.period.grain), state.but(base=base), {}) if base else None


def the_two(slots, state):
    """The last two figures that were told, side by side."""
    if state.pair is None:
        return None
    kind, *what = state.pair
    if kind == "period":
        return slots.next(TWO), state.but(period=what[1], base=what[0]), {"swap": True}
    dimension, old, new = what
    # By what it is grouped then is the system's own choice.
    return slots.next(TWO), state.but(filters={dimension.name: ((old, new), False)}), {"exact": False}


def why(slots, state):
    """Of a comparison of two periods; what it is explained by is the system's own choice."""
    return (slots.next(WHY), state, {"exact": False, "swap": True}) if state.base is not None else None
