"""What a plan's facts must be, by the documentation of plans, facts and the catalogue alone; nothing here knows the engine.

Where the documentation leaves a choice, this file takes it:
- A period wholly beside the data (asked for, or the base of a comparison) has no facts, but the answer "no data".
- Units of time are cut from the period as asked; those that have none of the days between the data's first and last are not shown.
- The facts of a change, of a share and of an average carry the filters of the plan, and count the rows of what they are made of.
- An average per unit divides by all units that are shown, or by those that have a figure where parts do not make a whole; a
  week is seven days. Where no unit has a figure, neither has the average.
- Equal figures of a ranking stand by name, or in order of time.
- The rest of a breakdown is all that is in the slice and not listed, also members without a figure; it has a share, too. The
  whole has rows without a member as well, unless a filter on the dimension leaves them out.
- A bound is no figure of the data and has no rows; how many have a figure of so much counts the rows of these.
- Of what adds up, a member without rows in one of two compared periods had nothing there; of anything else it has no place.
- `growth` of a period that begins with a whole unit is told from the unit before, the base, if the data has days of it.
"""

import operator
from datetime import date
from fractions import Fraction

from periods import DAY
from rows import LOOKING_BACK, as_pair

BREAKDOWN_MEMBERS = 10
# A breakdown of no more members than this has no rest.
BREAKDOWN_SHORT = 20
# Answers for each of several, at most.
MOST_EACH = 31
# The longest list.
MOST_LISTED = 100


HELD = {"above": operator.gt, "atLeast": operator.ge, "below": operator.lt, "atMost": operator.le}


class NoData(Exception):
    pass


class Answers:
    def __init__(self, rows, catalogue, calendar, without):
        self.rows, self.catalogue, self.calendar, self.without = rows, catalogue, calendar, without

    def of(self, plan):
        """The facts in order."""
        if plan.get("each"):
            return [fact for one in self.each(plan) for fact in self.of(one)]
        self.read(plan)
        facts = []
        for name in plan["measures"]:
            facts += getattr(self, plan["intent"])(name)
        return facts

    def each(self, plan):
        """The plan for each member, the largest first, or each unit in order of time."""
        alone = {name: value for name, value in plan.items() if name != "each"}
        self.read({**alone, "groupBy": plan["each"]})
        if self.unit:
            cut = [{"from": first, "to": last, "grain": "range"} for first, last in self.shown(self.first)]
            return [{**alone, "period": period} for period in cut]
        ranked = sorted(self.members(plan["measures"][0]), key=lambda one: (-one[2], one[0]))
        return [{**alone, "filters": self.of_member([member])} for member, *_ in ranked[:MOST_EACH]]

    def read(self, plan):
        self.plan = plan
        self.filters = plan.get("filters") or []
        period = plan.get("period")
        self.first, self.last = (period["from"], period["to"]) if period else (self.rows.first, self.rows.last)
        self.grain = period["grain"] if period else "range"
        group = plan.get("groupBy") or {}
        self.unit, self.dimension, self.per = group.get("grain"), group.get("dimension"), group.get("measure")
        self.has_data(self.first, self.last)

    def has_data(self, first, last):
        if last < self.rows.first or first > self.rows.last:
            raise NoData
        # Who was lost in a period is told by the one before it; a list of units has that for some.
        if not self.unit and any(as_pair(self.rows.measures[name]["aggregate"])[0] == "lost" for name in self.plan["measures"]):
            before = self.calendar.before(first, last)
            if before[1] < self.rows.first or before[0] > self.rows.last:
                raise NoData

    def fact(self, role, name, value, rows, first, last, filters=None):
        figure, why = value
        measure = self.rows.measures[name]
        currency = measure.get("currency") or self.catalogue.get("currency", "USD")
        exact = role in ("value", "change", "base", "whole", "together", "members", "bound")
        unit = "percent" if role in ("percent", "share") else {"money": currency}.get(measure["unit"], measure["unit"])
        if unit == "percent" and role == "change":
            unit = "points"
        if role == "members":
            unit = "count"
        ratio = role not in ("members", "bound") and as_pair(measure["aggregate"])[0] in ("ratio", "average")
        fact = {
            "role": role,
            "measure": name,
            "value": figure,
            "exact": exact and not ratio,
            "unit": unit,
            "rows": rows,
            "period": f"{first}/{last}",
            "filters": self.filters if filters is None else filters,
        }
        if "covered" not in self.without and (first < self.rows.first or last > self.rows.last):
            fact["covered"] = f"{max(first, self.rows.first)}/{min(last, self.rows.last)}"
        if "empty" not in self.without and figure is None:
            fact["empty"] = why
        return fact

    def slice(self, name, first, last, filters=None):
        """The fact of a slice in a period."""
        filters = self.filters if filters is None else filters
        slot = self.rows.sums([name], filters, first, last).get(None)
        rows = slot["rows"] if slot else 0
        return self.fact("value", name, self.rows.value(name, slot), rows, first, last, filters)

    def derived(self, role, one, part, whole, rows):
        """`part` in percent of `whole`, or a plain difference where `whole` is None."""
        if whole is None:
            value = part, None
        elif whole == 0:
            value = None, "divisionByZero"
        else:
            value = part * 100 / whole, None
        first, last = map(date.fromisoformat, one["period"].split("/"))
        return self.fact(role, one["measure"], value, rows, first, last, one["filters"])

    def change(self, new, old):
        """Change and percent of two figures, of two percentages the points alone; nothing when one of them is not there."""
        if new["value"] is None or old["value"] is None:
            return []
        difference, rows = new["value"] - old["value"], new["rows"] + old["rows"]
        change = self.derived("change", new, difference, None, rows)
        if self.rows.measures[new["measure"]]["unit"] == "percent":
            return [change]
        return [change, self.derived("percent", new, difference, abs(old["value"]), rows)]

    def lookup(self, name):
        if self.dimension:
            if name != self.plan["measures"][0]:
                return []
            rows = [slot["rows"] for slot in self.slots(name, self.first, self.last).values() if slot["rows"]]
            return [self.fact("members", name, (Fraction(len(rows)), None), sum(rows), self.first, self.last)]
        return [self.slice(name, self.first, self.last)]

    def units(self, name, first=None):
        """The fact of each unit."""
        cut = self.shown(first or self.first)
        if self.rows.looks_back(name):
            return [self.slice(name, *unit) for unit in cut]
        if self.unit == "day":
            key, index = "day", {unit[0]: unit for unit in cut}
        else:
            whens = " ".join(f"WHEN day <= DATE '{unit[1]}' THEN {place}" for place, unit in enumerate(cut))
            key, index = f"CASE {whens} END", dict(enumerate(cut))
        slots = self.rows.sums([name], self.filters, cut[0][0], cut[-1][1], key=key)
        facts = []
        for group, (start, end) in index.items():
            slot = slots.get(group)
            facts.append(self.fact("value", name, self.rows.value(name, slot), slot["rows"] if slot else 0, start, end))
        return facts

    def shown(self, first):
        cut = self.calendar.cut(first, self.last, self.unit)
        return [unit for unit in cut if unit[0] <= self.rows.last and unit[1] >= self.rows.first]

    def series(self, name):
        units = self.units(name)
        whole = {**self.slice(name, self.first, self.last), "role": "whole"}
        return units + [whole] if len(units) > 1 else units

    def average(self, name):
        whole = self.slice(name, self.first, self.last)
        if self.per:
            per = self.slice(self.per, self.first, self.last)
            if whole["value"] is None:
                value = None, whole.get("empty")
            elif not per["value"]:
                value = None, per.get("empty") or "divisionByZero"
            else:
                value = whole["value"] / per["value"], None
            return [whole, per, self.fact("average", name, value, whole["rows"], self.first, self.last)]
        units = self.units(name)
        rows = sum(unit["rows"] for unit in units)
        figures = [unit["value"] for unit in units if unit["value"] is not None]
        count = len(units)
        if not self.has_parts(name):
            count = len(figures)
        elif self.unit == "week":
            first, last = max(self.first, self.rows.first), min(self.last, self.rows.last)
            covered = date.fromisoformat(str(last)) - date.fromisoformat(str(first))
            count = Fraction(covered.days + 1, 7)
        value = (sum(figures, Fraction(0)) / count, None) if figures else (None, whole.get("empty"))
        return [whole, self.fact("average", name, value, rows, self.first, self.last)]

    def compare(self, name):
        base = self.plan.get("compareTo")
        if base or self.plan.get("baseline"):
            if base:
                first, last = base["from"], base["to"]
            else:
                first, last = self.calendar.base(self.first, self.last, self.grain, self.plan["baseline"])
            self.has_data(first, last)
            if self.dimension:
                return self.changes(name, first, last)
            sides = [self.slice(name, self.first, self.last), self.slice(name, first, last)]
        else:
            side_by_side = [one for one in self.filters if not one.get("exclude")]
            chosen = next((one for one in side_by_side if one["dimension"] == self.dimension), None)
            chosen = chosen or next((one for one in side_by_side if len(same(one["members"])) > 1), side_by_side[0])
            sides, together = [], []
            for members in same(chosen["members"]):
                one = {"dimension": chosen["dimension"], "members": members, "exclude": False}
                filters = [one if known is chosen else known for known in self.filters]
                sides.append(self.slice(name, self.first, self.last, filters))
            if self.adds_up(name):
                whole = {"dimension": chosen["dimension"], "members": chosen["members"], "exclude": False}
                filters = [whole if known is chosen else known for known in self.filters]
                together = [{**self.slice(name, self.first, self.last, filters), "role": "together"}]
            return sides + (self.change(*sides) if len(sides) == 2 else []) + together
        return [*sides, *self.change(*sides)]

    def has_parts(self, name):
        return as_pair(self.rows.measures[name]["aggregate"])[0] in ("sum", "count", "countDistinct", *LOOKING_BACK)

    def adds_up(self, name):
        return as_pair(self.rows.measures[name]["aggregate"])[0] in ("sum", "count")

    def changes(self, name, first, last):
        """Each member in both periods, by its change, or by that in percent."""
        now, before = self.slots(name, self.first, self.last), self.slots(name, first, last)
        additive = self.adds_up(name)
        placed = []
        for member in now.keys() | before.keys():
            a, b = (self.rows.value(name, slots.get(member))[0] for slots in (now, before))
            if additive:
                a, b = a or Fraction(0), b or Fraction(0)
            if a is None or b is None or (self.plan.get("byPercent") and b == 0):
                continue
            placed.append(((a - b) / abs(b) if self.plan.get("byPercent") else a - b, member, a - b, b))
        top = self.plan.get("top") or {"n": MOST_LISTED, "order": "highest"}
        sign = -1 if top["order"] == "highest" else 1
        facts = []
        for _, member, change, base in sorted(placed, key=lambda one: (sign * one[0], one[1]))[: top["n"]]:
            filters = self.of_member([member])
            new, old = self.slice(name, self.first, self.last, filters), self.slice(name, first, last, filters)
            rows = new["rows"] + old["rows"]
            facts += [new, old, self.derived("change", new, change, None, rows)]
            if self.rows.measures[name]["unit"] != "percent":
                facts.append(self.derived("percent", new, change, abs(base), rows))
        return facts

    def slots(self, name, first, last):
        """What each member adds up to."""
        slots = self.rows.sums([name], self.filters, first, last, key=f"d{self.rows.dimensions[self.dimension]}")
        listed = self.rows.members[self.dimension]
        return {listed[id]: slot for id, slot in slots.items() if id is not None}

    def members(self, name):
        """(member, slot, value) of those that have a figure, without order."""
        slots = self.slots(name, self.first, self.last)
        found = [(member, slot, self.rows.value(name, slot)[0]) for member, slot in slots.items()]
        return [one for one in found if one[2] is not None]

    def of_member(self, members, exclude=False):
        others = [one for one in self.filters if one["dimension"] != self.dimension]
        return [*others, {"dimension": self.dimension, "members": members, "exclude": exclude}]

    def rank(self, name):
        having = self.plan.get("having")
        top = self.plan.get("top") or {"n": 5, "order": "highest"}
        if having and not self.plan.get("top"):
            top = {"n": MOST_LISTED, "order": "highest" if having["is"] in ("above", "atLeast") else "lowest"}
        sign = -1 if top["order"] == "highest" else 1
        if self.dimension:
            ranked = sorted(self.members(name), key=lambda one: (sign * one[2], one[0]))
            ranked = [
                self.fact("value", name, (value, None), slot["rows"], self.first, self.last, self.of_member([member]))
                for member, slot, value in ranked
            ]
        else:
            units = [unit for unit in self.units(name) if unit["value"] is not None]
            ranked = sorted(units, key=lambda unit: (sign * unit["value"], unit["period"]))
        if not having:
            return ranked[: top["n"]]
        limits = [(limit["is"], Fraction(limit["amount"])) for limit in (having, having.get("and")) if limit]
        ranked = [one for one in ranked if all(HELD[held](one["value"], amount) for held, amount in limits)]
        count, rows = Fraction(len(ranked)), sum(one["rows"] for one in ranked)
        bounds = [self.fact("bound", name, (amount, None), 0, self.first, self.last) for _, amount in limits]
        return [*bounds, self.fact("members", name, (count, None), rows, self.first, self.last), *ranked[: top["n"]]]

    def breakdown(self, name):
        found = self.members(name)
        unsaid = BREAKDOWN_SHORT if len(found) <= BREAKDOWN_SHORT else BREAKDOWN_MEMBERS
        top = self.plan.get("top") or {"n": unsaid, "order": "highest"}
        sign = -1 if top["order"] == "highest" else 1
        ranked = sorted(found, key=lambda one: (sign * one[2], one[0]))
        listed = ranked[: top["n"]]
        facts = [
            self.fact("value", name, (value, None), slot["rows"], self.first, self.last, self.of_member([member]))
            for member, slot, value in listed
        ]
        if len(ranked) > len(listed) or self.has_nameless():
            facts.append(self.rest(name, [one[0] for one in listed]))
        if not facts or not self.has_parts(name) or "breakdownShares" in self.without:
            return facts
        whole = self.slice(name, self.first, self.last)
        together = []
        if self.plan.get("top") and 1 < len(listed) < len(facts):
            filters = self.of_member([one[0] for one in listed])
            together = [{**self.slice(name, self.first, self.last, filters), "role": "together"}]
        parts = [*facts, *together]
        shares = [self.part_of(whole, one) for one in parts]
        return [*facts, {**whole, "role": "whole"}, *together, *shares]

    def part_of(self, whole, one):
        """A part in percent of the whole; nobody is a part of nothing."""
        if one["value"] is not None and whole["value"] is not None:
            return self.derived("share", one, one["value"], whole["value"], one["rows"])
        first, last = map(date.fromisoformat, one["period"].split("/"))
        return self.fact("share", one["measure"], (None, "noSales"), one["rows"], first, last, one["filters"])

    def has_nameless(self):
        """Whether the slice has rows without a member of the dimension, which no filter limits to some members."""
        if any(one["dimension"] == self.dimension and not one.get("exclude") for one in self.filters):
            return False
        column = f"d{self.rows.dimensions[self.dimension]}"
        where = self.rows.where(self.filters, self.first, self.last)
        return self.rows.db.execute(f"SELECT count(*) FROM sales WHERE {where} AND {column} IS NULL").fetchone()[0] > 0

    def rest(self, name, listed):
        """What is not listed, as a filter on the dimension says it."""
        known = next((one for one in self.filters if one["dimension"] == self.dimension), None)
        if known is None:
            filters = self.of_member(listed, exclude=True)
        elif known.get("exclude"):
            filters = self.of_member(listed + known["members"], exclude=True)
        else:
            filters = self.of_member([member for member in known["members"] if member not in listed])
        return self.slice(name, self.first, self.last, filters)

    def share(self, name):
        if self.per:
            part, whole = self.slice(name, self.first, self.last), self.slice(self.per, self.first, self.last)
            return [part, whole, self.part_of(whole, part)]
        others = [one for one in self.filters if one["dimension"] != self.dimension] if self.dimension else []
        part, whole = self.slice(name, self.first, self.last), self.slice(name, self.first, self.last, others)
        return [part, whole, self.part_of(whole, part)]

    def growth(self, name):
        units, facts, previous = self.units(name), [], None
        first = self.shown(self.first)[0][0]
        before = self.calendar.unit(first - DAY, self.unit)
        if before[1] < first and before[1] >= self.rows.first:
            previous = {**self.slice(name, *before), "role": "base"}
            facts.append(previous)
        for unit in units:
            facts.append(unit)
            if previous:
                facts += self.change(unit, previous)
            previous = unit
        return facts

    def cumulative(self, name):
        """Each run by days: sums of days for what adds up, and the first day of each id for what is counted once."""
        cut = self.shown(self.first)
        if self.rows.looks_back(name):
            return [self.slice(name, self.first, end) for _, end in cut]
        days = self.rows.sums([name], self.filters, self.first, self.last, key="day")
        fresh = {}
        for base in self.rows.bases([name]):
            if as_pair(self.rows.measures[base]["aggregate"])[0] == "countDistinct":
                fresh[base] = self.rows.first_seen(base, self.filters, self.first, self.last)
        facts, slot, at = [], {"rows": 0}, sorted(days)
        for _, end in cut:
            while at and at[0] <= end:
                day = at.pop(0)
                slot["rows"] += days[day]["rows"]
                for base in self.rows.bases([name]):
                    kind = as_pair(self.rows.measures[base]["aggregate"])[0]
                    new = (fresh[base].get(day, 0),) if base in fresh else days[day][base]
                    slot[base] = merged(kind, slot.get(base), new)
            value = self.rows.value(name, slot)
            facts.append(self.fact("value", name, value, slot["rows"], self.first, end))
        return facts


def merged(kind, one, two):
    if one is None:
        return two
    if kind in ("min", "max"):
        known = [value for value in (one[0], two[0]) if value is not None]
        return (({"min": min, "max": max}[kind](known)) if known else None,)
    return tuple((a or 0) + (b or 0) for a, b in zip(one, two))


def same(members):
    """Members that differ in blanks or case alone are one to a reader."""
    groups = {}
    for member in members:
        groups.setdefault(" ".join(member.split()).lower(), []).append(member)
    return list(groups.values())
