"""What a dialogue is about at a moment."""

from dataclasses import dataclass, field, replace

from slots import plan


@dataclass(frozen=True)
class State:
    measure: object
    period: object
    #: Dimension's name to (members, exclude).
    filters: dict = field(default_factory=dict)
    #: A dimension, or a grain as text.
    group: object = None
    #: (how many, from which end)
    top: tuple = None
    #: The period that is the base of a comparison.
    base: object = None
    #: Figures that have just been told one after the other: ("member", dimension, a, b) or ("period", a, b).
    pair: tuple = None

    def but(self, **changes):
        """The same with changes; what was told one after the other is forgotten."""
        return replace(self, **({"pair": None} | changes))

    def all_filters(self):
        return tuple((name, members, exclude) for name, (members, exclude) in self.filters.items())

    def expected(self, exact=True, swap=False):
        """The plan that a reply must show. One that is not exact may say more."""
        # Of members side by side, what they are grouped by is the system's own choice.
        side_by_side = any(len(members) > 1 for members, _ in self.filters.values())
        more = {"exact": exact and not side_by_side, "swap": swap}
        if self.base is not None:
            more["compareTo"] = self.base.dates()
        if self.group is not None:
            more["groupBy"] = {"grain": self.group} if isinstance(self.group, str) else {"dimension": self.group.name}
        if self.top is not None:
            more["top"] = {"n": self.top[0], "order": self.top[1]}
        return plan(self.measure, self.period, self.all_filters(), **more)
