"""The types of questions: each file has `make`, which makes one question, or None where chance found nothing."""

from . import (
    average,
    best,
    breakdown,
    change,
    compare,
    cumulative,
    dates,
    filters,
    lookup,
    members,
    noise,
    rank,
    refuse,
    series,
    several,
    share,
    summary,
    why,
)

#: Type to its maker and its weight.
KINDS = {
    "lookup": (lookup.make, 6),
    "filter": (filters.make, 8),
    "dates": (dates.make, 9),
    "compare": (compare.make, 7),
    "members": (members.make, 5),
    "change": (change.make, 5),
    "rank": (rank.make, 7),
    "best": (best.make, 5),
    "series": (series.make, 5),
    "breakdown": (breakdown.make, 4),
    "share": (share.make, 5),
    "average": (average.make, 5),
    "cumulative": (cumulative.make, 4),
    "why": (why.make, 4),
    "summary": (summary.make, 4),
    "several": (several.make, 4),
    "refuse": (refuse.make, 7),
    "noise": (noise.make, 6),
}
