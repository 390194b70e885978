"""How people really type: small letters, no question mark, and typing errors where a type asks for them."""


def typed(ask, random):
    """The question as somebody types it."""
    roll = random.random()
    if roll < 0.35:
        ask = ask[0].upper() + ask[1:]
    elif roll < 0.75:
        ask = ask.lower()
    roll = random.random()
    if ask.endswith("?") and roll < 0.35:
        ask = ask[:-1]
    elif ask.endswith(".") and roll < 0.6:
        ask = ask[:-1]
    elif ask.endswith("?") and roll > 0.96:
        ask += "?"
    return ask.strip()


def misspelt(ask, random, keep=(), errors=1):
    """With typing errors in words of five letters or more; digits and the words of `keep` stay."""
    words = ask.split(" ")
    kept = {word.lower() for phrase in keep for word in phrase.split()}
    places = [
        place for place, word in enumerate(words) if len(word) >= 5 and word.isalpha() and word.lower() not in kept
    ]
    random.shuffle(places)
    for place in places[:errors]:
        words[place] = slip(words[place], random)
    return " ".join(words)


def slip(word, random):
    at = random.randrange(1, len(word) - 2)
    kind = random.choice(["drop", "swap", "double", "drop", "swap"])
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    if word[at] == word[at + 1]:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
