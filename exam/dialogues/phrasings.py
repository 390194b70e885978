"""What people say to change a question that they have just asked."""

OTHER_MEMBER = [
    "and {y}?",
    "what about {y}?",
    "how about {y}",
    "same for {y}",
    "now {y}",
    "and for {y}?",
    "{y}?",
    "ok and {y}",
    "do the same for {y} please",
    "what was it for {y}?",
    "and {f}?",
    "now the same for {y}",
    "{y} instead",
]
ADD_FILTER = [
    "only {x}",
    "just {x}",
    "for {x} only",
    "limit that to {x}",
    "restrict it to {x}",
    "only {f}",
    "narrow it down to {x}",
    "filter on {x}",
    "just {x} please",
    "only look at {x}",
    "just {f}",
]
DROP_FILTER = [
    "for all {plural}",
    "across all {plural}",
    "remove the {dim} filter",
    "and for all {plural}?",
    "drop the {dim} filter",
    "without the {dim} filter",
]
OTHER_PERIOD = [
    "and {p}?",
    "what about {b}?",
    "same for {b}",
    "and {b}?",
    "now {b}",
    "how about {p}?",
    "{b}?",
    "show {b} instead",
    "and for {b}?",
    "switch to {b}",
    "ok, and {b}?",
    "the same {p} please",
    "what was it {p}?",
    "no, I meant {b}",
]
BEFORE = {
    "month": [
        "and the month before?",
        "and the month before that?",
        "what about the previous month?",
        "the month before?",
    ],
    "quarter": ["and the quarter before?", "and the quarter before that?", "what about the previous quarter?"],
}
AFTER = {
    "month": ["and the month after?", "and the following month?", "the next month?"],
    "quarter": ["and the quarter after?", "and the following quarter?", "the next quarter?"],
}
OTHER_MEASURE = [
    "what about {m}?",
    "and {m}?",
    "now {m}",
    "show {m} instead",
    "{m} instead",
    "switch to {m}",
    "same with {m}",
    "how does that look for {m}?",
    "the same for {m} please",
    "{m}?",
    "ok and {m}?",
    "and in terms of {m}?",
]
SPLIT = [
    "split that by {dim}",
    "by {dim}",
    "break it down by {dim}",
    "per {dim}?",
    "and by {dim}?",
    "how does that split by {dim}?",
    "can you break that down by {dim}?",
    "show it per {dim}",
    "{dim} breakdown please",
    "now by {dim}",
]
MONTHLY = [
    "by month",
    "month by month",
    "show it per month",
    "and by month?",
    "split it by month",
    "break that down by month",
    "monthly please",
    "can I see that by month?",
    "no, by month",
]
RANKED = [
    "top {n} {plural}",
    "which were the top {n} {plural}?",
    "show me the top {n} {plural} for that",
    "and the top {n} {plural}?",
    "who were the top {n} {plural}?",
    "give me the top {n} {plural} there",
]
OTHER_COUNT = [
    "only the top {n}",
    "make it the top {n}",
    "just the first {n}",
    "top {n} instead",
    "and the top {n}?",
    "only top {n}",
    "show me {n} instead",
    "make it {n}",
]
FLIP = [
    "and the bottom {n}?",
    "the bottom {n} instead",
    "now the lowest {n}",
    "and the worst {n}?",
    "what about the bottom {n}?",
    "show me the bottom {n}",
]
YEAR_BEFORE = [
    "compared with the year before?",
    "how does that compare to the year before?",
    "vs the year before",
    "and compared to a year earlier?",
    "against the previous year",
    "compare that with the year before",
    "versus the same {unit} a year earlier",
]
UNIT_BEFORE = [
    "compared with the {unit} before?",
    "how does that compare to the previous {unit}?",
    "vs the {unit} before",
    "and against the previous {unit}?",
    "compare that with the {unit} before",
    "versus the prior {unit}",
]
TWO = [
    "compare the two",
    "compare both",
    "put them side by side",
    "how do the two compare?",
    "the two compared",
    "compare them",
    "can you compare the two?",
    "both side by side please",
    "what's the difference between the two?",
]
WHY = [
    "why?",
    "why is that?",
    "what's behind that?",
    "explain that please",
    "what drove that?",
    "how come?",
    "why did that happen?",
    "what caused this?",
    "and why?",
    "can you explain why?",
]
