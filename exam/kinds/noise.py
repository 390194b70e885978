"""Questions of the other types with typing errors, slang, and everything that is said around a question."""

from slots import plan, question, slice
from style import misspelt

from . import compare, filters, lookup, rank, share

AROUND = [
    "{q} pls",
    "pls {q}",
    "hey, {q}",
    "hi there! {q}",
    "{q} thx",
    "{q} :)",
    "{q}!!!",
    "good morning, {q}",
    "yo {q}",
    "{q} asap",
    "{q} - thanks a lot!",
    "hello, could you help me? {q}",
    "sorry to bother you again, {q}",
    "um, {q}",
    "ok so {q}",
    "{q} cheers",
    "{q} ty",
    "quick one: {q}",
    "my boss wants to know: {q}",
    "this is for my slides: {q}",
    "{q}, if you don't mind",
    "hi team, {q}. Best, Anna",
    "real quick {q}",
    "just checking - {q}",
    "dear assistant, {q}",
]
SLANG = [
    "whats {m} {p}",
    "wats {m} 4 {b}",
    "{m} {c} plz n thx",
    "gimme {m} {p}",
    "lemme see {m} {p}",
    "how r we on {m} {p}",
    "hows {m} {p}",
    "wanna know {m} {p}",
    "got {m} {p}?",
    "dunno {m} {p}, can u tell me",
    "u got {m} 4 {b}?",
    "tot {m} {c}",
    "hit me with {m} {p}",
    "{m}?? {b}",
    "any1 know {m} {p}",
    "i need 2 know {m} {p}",
    "cud u show {m} {p}",
    "{m} in {b} shd be what",
    "{m} ... {b} ...",
]


def make(slots):
    roll = slots.random.random()
    if roll < 0.35:
        measure, period = slots.measure(), slots.unit()
        value = slots.value(measure, period)
        if not value or value <= 0:
            return None
        return question(
            slots.next(SLANG).format(**slots.words(measure, period)),
            n=[value],
            plan=plan(measure, period),
            facts=[slice(measure, period)],
        )
    made = slots.pick([lookup, lookup, filters, compare, rank, share]).make(slots)
    if made is None:
        return None
    if roll < 0.7:
        # Names that are misspelt might be another's.
        names = [
            word
            for dimension in slots.schema.dimensions.values()
            for words in dimension.members.values()
            for word in words
        ]
        made["ask"] = misspelt(made["ask"], slots.random, names, slots.random.choice([1, 1, 2]))
    else:
        made["ask"] = slots.next(AROUND).format(q=made["ask"])
    return made
