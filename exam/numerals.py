"""Numbers as words."""

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
