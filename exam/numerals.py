"""Numbers as words, and amounts as people write them."""

NUMBERS = {
    2: "two",
    3: "three",
    4: "four",
    5: "five",
    6: "six",
    7: "seven",
    8: "eight",
    9: "nine",
    10: "ten",
    12: "twelve",
    14: "fourteen",
    21: "twenty-one",
    28: "twenty-eight",
    30: "thirty",
    45: "forty-five",
    60: "sixty",
    90: "ninety",
}


def amount(value, form, money, pick):
    """A round amount, "whole" or "short"; `money`: the sign and the name of a currency, or None."""
    written = f"{value:,}" if value >= 10_000 else pick([f"{value:,}", str(value)])
    if form == "short" and value >= 1_000_000:
        millions = f"{value / 1_000_000:g}"
        written = pick([f"{millions} million", f"{millions} million", f"{millions}m", f"{millions}M"])
    elif form == "short" and value >= 1000 and value % 500 == 0:
        thousands = f"{value / 1000:g}"
        written = pick([f"{thousands}k", f"{thousands}k", f"{thousands}K", f"{thousands} thousand"])
    if money is None:
        return written
    sign, name = money
    return pick([f"{sign}{written}", f"{sign}{written}", f"{written} {name}"])
