"""Amounts as bounds: which members or units are above or below an amount, or between two, and how many."""

from numerals import amount
from slots import fits, one, question

WHICH = [
    "which {plural} had {bound} {p}?",
    "{plural} with {bound} {p}",
    "which {plural} {p} had {bound}?",
    "list all {plural} with {bound} {p}",
    "show me the {plural} that had {bound} {p}",
    "what {plural} had {bound} {p}?",
    "{p}, which {plural} had {bound}?",
    "all {plural} with {bound}, {b}",
    "can you tell me which {plural} had {bound} {p}?",
    "I'm looking for {plural} with {bound} {p}",
    "give me every {dim} with {bound} {p}",
    "{b}: {plural} with {bound}",
    "are there any {plural} with {bound} {p}? which ones?",
    "find {plural} with {bound} {p}",
    "please name the {plural} with {bound} {p}",
    "{m} by {dim} {p}, only those {than} {a}",
    "{plural} where {m} {be} {than} {a} {p}",
    "for which {plural} {be} {m} {than} {a} {p}?",
    "only show {plural} {than} {a} {m} {p}",
    "{m} {p}, which {plural} are {than} {a}?",
    "{plural} {m} {sign} {a} {c}",
    "I want to see the {plural} whose {m} {be} {than} {a} {p}",
]
#: What is said of the whole company's money, with an amount of it.
EARNED = [
    "which {plural} {made} {more} {a} {p}?",
    "{plural} that {made} {more} {a} {p}",
    "which {plural} were {over} {a} {p}?",
    "{plural} {over} {a} {p}",
    "list the {plural} that {made} {more} {a} {p}",
    "{p}, which {plural} {made} {more} {a}?",
]
SOLD = [
    "which {plural} sold {bound} {p}?",
    "{plural} that sold {bound} {p}",
    "which {plural} have sold {bound} {p}?",
]
HOW_MANY = [
    "how many {plural} had {bound} {p}?",
    "number of {plural} with {bound} {p}",
    "how many {plural} {p} had {bound}?",
    "{p}, how many {plural} had {bound}?",
    "count the {plural} with {bound} {p}",
    "how many of our {plural} had {bound} {p}?",
    "can you count how many {plural} had {bound} {p}?",
    "{b}: how many {plural} are there with {bound}?",
    "how many {plural} with {bound} {p}",
    "I need to know how many {plural} had {bound} {p}",
]
HOW_MANY_EARNED = [
    "how many {plural} {made} {more} {a} {p}?",
    "how many {plural} were {over} {a} {p}?",
    "number of {plural} that {made} {more} {a} {p}",
]
HOW_MANY_SOLD = ["how many {plural} sold {bound} {p}?", "number of {plural} that sold {bound} {p}"]
BETWEEN = [
    "which {plural} had {m} between {a} and {a2} {p}?",
    "{plural} with {m} between {a} and {a2} {p}",
    "list {plural} with {m} from {a} to {a2} {p}",
    "{m} by {dim} {p}, only between {a} and {a2}",
    "which {plural} were between {a} and {a2} in {m} {p}?",
]
ABOVE = {
    "than": ["above", "over", "higher than"],
    "over": ["above", "over"],
    "more": ["more than", "over", "at least"],
    "sign": [">", ">=", "over"],
}
BELOW = {
    "than": ["below", "under", "lower than"],
    "over": ["below", "under"],
    "more": ["less than", "under"],
    "sign": ["<", "under", "below"],
}
#: The measure with its bound, by what it counts.
NOUN_FIRST = ["{m} {than} {a}", "{m} {than} {a}", "{m} of {more} {a}"]
MONEY_FIRST = ["{more} {a} in {m}", "{more} {a} of {m}"]
COUNT_FIRST = ["{more} {a} {m}", "{more} {a} {m}", "{more} {a} {m}", "{a} or {or_more} {m}"]
MANTISSAS = [10, 12, 15, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85, 90]
#: So near to the amount, of it, no figure may be.
NEAR = 0.015
MOST = 12
#: Who sells nothing.
BUYERS = {"country", "customer"}


def amounts(figures, above):
    """(amount, how many meet it) for round amounts between the figures, none of them out of proportion."""
    found, least = [], sorted(figures)[len(figures) // 2] / 20
    for power in range(7):
        for mantissa in MANTISSAS:
            round_one = mantissa * 10**power
            met = sum(figure > round_one if above else figure < round_one for figure in figures)
            far = round_one >= least and 0 < met < len(figures)
            if far and all(abs(figure - round_one) > NEAR * round_one for figure in figures):
                found.append((round_one, met))
    return found


def make(slots):
    measure, roll = slots.measure(), slots.random.random()
    many, between, above = roll < 0.28, roll > 0.92, slots.random.random() < 0.65
    dimension, filters = None, ()
    if slots.random.random() < 0.42:
        period, grain = stretch(slots)
        if period is None or grain == "day" and not above and not between:
            return None
        # The days on which nothing is sold are below nothing.
        dim, plural = grain, f"{grain}s"
        known = [(None, figure) for _, figure in slots.gold.by_unit(measure.name, grain, period.days)]
    else:
        dimension = slots.dimension()
        period = slots.pick(slots.calendar.recent) if slots.random.random() < 0.12 else slots.unit()
        if not fits(slots.schema, measure, dimension):
            return None
        if slots.random.random() < 0.15:
            other = slots.dimension(large=False)
            if other is dimension:
                return None
            filters = (one(other, slots.member(other)),)
        place = slots.random.randrange(len(dimension.nouns))
        dim, plural = dimension.nouns[place], dimension.plurals[place]
        known = slots.gold.by(measure.name, dimension.name, period.days, filters)
    figures = [figure for _, figure in known]
    # Whether nothing, or less, is "below" is a matter of taste.
    if len(figures) < 3 or slots.gold.count(period.days, filters) < 40 or not above and min(figures) <= 0:
        return None
    chosen = choose(slots, figures, many, between, above)
    if chosen is None:
        return None
    low, high = chosen
    met = [(member, figure) for member, figure in known if low < figure < high]
    if dimension is not None and low < (nobody(slots, measure, dimension, period, filters) or low) < high:
        return None
    # How many spaces an answer shows of two is its own matter, and some rows name no product but a "?".
    names = [member for member, _ in met if member]
    if not many and any("  " in name or not any(letter.isalpha() for letter in name) for name in names):
        return None
    words = slots.filtered(slots.words(measure, period, filters)) | {"dim": dim, "plural": plural}
    if dimension is None:
        words["p"] = slots.pick([form for form in period.said if not form.startswith("for ")])
    ask = said(slots, measure, words, low, high, many, above, dimension)
    if many:
        return question(ask, n=[len(met)])
    return question(ask, n=[figure for _, figure in met], s=[name.strip() for name in names])


def stretch(slots):
    """A longer period, and the units in it."""
    grain = slots.random.choice(["month", "month", "month", "day", "day", "quarter"])
    if grain == "day":
        return slots.month(), grain
    recent = [one for one in slots.calendar.recent if one.grain == "year"]
    usual = [slots.long(), slots.pick(slots.calendar.years)]
    found = slots.pick(recent if slots.random.random() < 0.15 else usual)
    # Of so few there is nothing to choose.
    return (None, grain) if found.grain == "quarter" or grain == "quarter" and found.grain == "half" else (found, grain)


def choose(slots, figures, many, between, above):
    """(above what, below what): 1 to 12 figures lie there, or more where they are only counted."""
    if between:
        ends = [value for value, _ in amounts(figures, True)]
        pairs = [(low, high) for low in ends for high in ends if low < high <= 3 * low]
        fit = [pair for pair in pairs if 1 <= sum(pair[0] < figure < pair[1] for figure in figures) <= MOST]
        return slots.pick(fit) if fit else None
    least, most = (2, 400) if many else (1, MOST)
    fit = [value for value, met in amounts(figures, above) if least <= met <= most]
    if not fit:
        return None
    value = slots.pick(fit)
    return (value, float("inf")) if above else (float("-inf"), value)


def nobody(slots, measure, dimension, period, filters):
    """The figure of the rows that name no member, which is no member's."""
    where = f"{slots.gold.where(period.days, filters)} AND {slots.gold.dimensions[dimension.name]} IS NULL"
    found = slots.gold.rows(f"SELECT {slots.gold.measures[measure.name]} FROM r WHERE {where}")[0][0]
    return None if found is None else float(found)


def said(slots, measure, words, low, high, many, above, dimension):
    money = slots.schema.currency if measure.money else None
    # A number of refunds might be how many they are.
    marked = money if measure is not slots.revenue() or slots.random.random() < 0.5 else None
    form, style = slots.pick(["whole", "short"]), slots.random.randrange(12)

    def same(options):
        """The choice for all amounts of a question."""
        return options[style % len(options)]

    if low > 0 and high < float("inf"):
        words |= {"a": amount(low, form, marked, same), "a2": amount(high, form, marked, same)}
        return slots.next(BETWEEN).format(**words)
    value = low if above else high
    words |= {name: slots.pick(forms) for name, forms in (ABOVE if above else BELOW).items()}
    counted = words["be"] == "were" and not measure.money
    if counted and not above and words["more"] == "less than":
        words["more"] = "fewer than"
    earned = measure is slots.revenue() and not words["f"] and slots.random.random() < 0.4
    sold = measure.name == slots.schema.units and dimension is not None and dimension.name not in BUYERS
    sold = sold and counted and "sold" not in words["m"] and slots.random.random() < 0.5
    # Without its noun, an amount must say that it is money.
    words["a"] = amount(value, form, money if earned else marked, same)
    buys = dimension is not None and dimension.name in BUYERS
    words["made"] = "brought in" if buys else slots.pick(["made", "brought in", "did"])
    words["or_more"] = "more" if above else "fewer"
    if counted:
        bound = slots.pick(COUNT_FIRST)
    else:
        bound = slots.pick(NOUN_FIRST + MONEY_FIRST if measure.money and measure.adds else NOUN_FIRST)
    words["bound"] = bound.format(**words)
    if many:
        return slots.next(HOW_MANY_SOLD if sold else HOW_MANY_EARNED if earned else HOW_MANY).format(**words)
    return slots.next(SOLD if sold else EARNED if earned else WHICH).format(**words)
