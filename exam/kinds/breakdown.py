"""The figure of each member of a dimension: the three largest at least."""

from slots import fits, one, plan, question

TEMPLATES = [
    "{m} by {dim} {p}",
    "break {m} down by {dim} {p}",
    "break down {m} {p} by {dim}",
    "{m} per {dim} {p}",
    "{m} {p} split by {dim}",
    "show me {m} {p} for each {dim}",
    "how {does} {m} {p} split across {plural}?",
    "{c} {m} by {dim}",
    "split of {m} by {dim} {p}",
    "{m} breakdown by {dim}, {b}",
    "{dim} breakdown of {m} {p}",
    "what {be} {m} per {dim} {p}?",
    "give me {m} by {dim} for {b}",
    "distribution of {m} over {plural} {p}",
    "how {is} {m} {p} distributed across {plural}?",
    "{m} across {plural} {p}",
    "list {m} by {dim} {p}",
    "{m} of every {dim} {p}",
    "can you split {m} {p} by {dim}?",
    "{p}: {m} by {dim}",
    "{plural} and their {m} {p}",
    "I'd like {m} {p} broken down by {dim}",
    "table of {m} per {dim} {p}",
    "{m} {c} / {dim}",
    "which {plural} made up {m} {p}?",
]


def make(slots):
    measure, period, dimension = slots.measure(), slots.unit(), slots.dimension(large=False)
    if not fits(slots.schema, measure, dimension):
        return None
    filters = ()
    if slots.random.random() < 0.2:
        other = slots.dimension(large=False)
        if other is dimension:
            return None
        filters = (one(other, slots.member(other)),)
    found = slots.gold.by(measure.name, dimension.name, period.days, filters)[:3]
    if (
        len(found) < 3
        or found[-1][1] <= 0
        or len({figure for _, figure in found}) < 3
        or slots.gold.count(period.days, filters) < 40
    ):
        return None
    place = slots.random.randrange(len(dimension.nouns))
    words = slots.filtered(slots.words(measure, period, filters)) | {
        "dim": dimension.nouns[place],
        "plural": dimension.plurals[place],
    }
    return question(
        slots.next(TEMPLATES).format(**words),
        n=[figure for _, figure in found],
        s=[member.strip() for member, _ in found],
        plan=plan(measure, period, filters, groupBy={"dimension": dimension.name}),
    )
