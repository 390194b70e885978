"""The second schema's rows: two and a half years of an electronics distributor, always the same.

What happens in it is planted: a yearly season, growth, a region that loses its largest customer, a channel that
takes off, a product recalled. Credit notes are rows of their own with a negative amount; some rows name no rep, some no
region.
"""

import csv
import random
from datetime import date, timedelta

SEED = 20250714
FIRST, LAST = date(2023, 4, 3), date(2025, 10, 17)
HEADER = [
    "order_id",
    "order_date",
    "customer",
    "region",
    "channel",
    "category",
    "product",
    "sales_rep",
    "qty",
    "net_amount",
    "discount",
]

#: Region to its share of orders.
REGIONS = {
    "Deutschland": 24,
    "Benelux": 15,
    "Île-de-France": 13,
    "Nordics": 12,
    "Rhône-Alpes": 7,
    "Andalucía": 6,
    "Cataluña": 7,
    "Italia": 9,
    "Central Europe": 8,
    "Home Market": 5,
}
CHANNELS = {"Direct": 34, "Partner": 30, "Webshop": 18, "Key Accounts": 12, "Trade Fair": 6}
#: Product to category and price.
PRODUCTS = {
    "Dock Pro": ("Docking", 189),
    "Dock Pro 2": ("Docking", 229),
    "Dock Pro Mini": ("Docking", 119),
    "Travel Hub 7": ("Docking", 59),
    "Lumen 24": ("Displays", 179),
    "Lumen 27": ("Displays", 259),
    "Lumen 32 Curved": ("Displays", 449),
    "Panorama 34": ("Displays", 629),
    "Vox Headset": ("Audio", 79),
    "Vox Headset Duo": ("Audio", 99),
    "Echo Bar": ("Audio", 149),
    "Whisper Buds": ("Audio", 89),
    "Câble USB-C 2 m": ("Cables", 14),
    "Câble HDMI 3 m": ("Cables", 17),
    "Power Strip 6": ("Power", 24),
    "Volt Charger 65": ("Power", 39),
    "Volt Charger 100": ("Power", 59),
    "Powerwall Mini UPS": ("Power", 219),
    "Mesh Router X": ("Networking", 169),
    "Switch 8": ("Networking", 49),
    "Switch 24": ("Networking", 179),
    "Edge Gateway": ("Networking", 389),
    "Vault SSD 1 TB": ("Storage", 109),
    "Vault SSD 2 TB": ("Storage", 189),
    "Backup Tower": ("Storage", 549),
    "Total Care": ("Services", 99),
    "Install & Go": ("Services", 149),
    "Focus Webcam": ("Video", 85),
    "Focus Webcam 4K": ("Video", 139),
    "Meeting Room Kit": ("Video", 1290),
}
REPS = {
    "May Jansen": ["Benelux"],
    "Mark Summers": ["Central Europe", "Home Market"],
    "José Muñoz": ["Andalucía", "Cataluña"],
    "Zoë de Vries": ["Benelux"],
    "Anaïs Lefèvre": ["Île-de-France", "Rhône-Alpes"],
    "Jürgen Groß": ["Deutschland"],
    "Ingrid Sørensen": ["Nordics"],
    "Will Day": ["Home Market", "Nordics"],
    "Petra Novak": ["Central Europe"],
    "Luca Conti": ["Italia"],
    "Nina Weber": ["Deutschland"],
    "Grace Sales": ["Key Accounts"],
}
STEMS = [
    "Nordwind",
    "Müller & Söhne",
    "Électro Plus",
    "Top Ten Electronics",
    "Bright Office",
    "Casa Digital",
    "Hansa Systemhaus",
    "Blue Harbour IT",
    "Rivière Informatique",
    "Solaris Retail",
    "Tecnología Sur",
    "Kontor 7",
    "Delta Workspaces",
    "Fjord Data",
    "Alpen Technik",
    "Open Door Supplies",
    "Monday Motors",
    "Quarter Master Logistics",
    "Zenit",
    "La Fabbrica",
    "Oder & Spree",
    "Polder Tech",
    "Grand Union",
    "Comptoir du Câble",
    "Vega",
    "Lindqvist",
    "Puente Nuevo",
    "Santa Clara Clinics",
    "City of Gent",
    "First Choice Schools",
]
#: Near-duplicates are meant: nobody may take one for the other.
ENDINGS = ["GmbH", "AG", "Group", "Trading", "Services"]


def customers(random):
    """Name to region, channel and weight."""
    found = {}
    for place, stem in enumerate(STEMS):
        for ending in ENDINGS[: 2 + place % 4]:
            region = random.choices(list(REGIONS), REGIONS.values())[0]
            channel = random.choices(list(CHANNELS), CHANNELS.values())[0]
            found[f"{stem} {ending}"] = (region, channel, random.choice([1, 1, 2, 3, 5, 9]))
    found["Nordwind AG"] = ("Deutschland", "Key Accounts", 16)
    found["Polder Tech Group"] = ("Benelux", "Key Accounts", 18)
    return found


def season(day):
    """How busy a day is."""
    if day.weekday() == 6:
        return 0.0
    month = [0.8, 0.85, 1.05, 0.95, 1.0, 1.1, 0.75, 0.7, 1.1, 1.15, 1.45, 1.3][day.month - 1]
    growth = 1 + 0.16 * (day - FIRST).days / 365
    return month * growth * (0.3 if day.weekday() == 5 else 1.0)


def write(path):
    chance = random.Random(SEED)
    known = customers(chance)
    names, weights = list(known), [one[2] for one in known.values()]
    products = list(PRODUCTS)
    with open(path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(HEADER)
        number, day = 100_000, FIRST
        while day <= LAST:
            for _ in range(round(27 * season(day) * chance.uniform(0.8, 1.2))):
                name = chance.choices(names, weights)[0]
                # The largest customer of the Benelux leaves for a competitor in spring 2025.
                if name == "Polder Tech Group" and day >= date(2025, 4, 1):
                    continue
                number += 1
                order(out, chance, number, day, name, known[name], products)
            day += timedelta(days=1)


def order(out, chance, number, day, name, customer, products):
    region, channel, weight = customer
    # The web shop takes off in autumn 2024.
    if day >= date(2024, 9, 1) and chance.random() < 0.12:
        channel = "Webshop"
    rep = chance.choice([rep for rep, regions in REPS.items() if region in regions or channel in regions])
    shown = (region if chance.random() > 0.008 else "", rep if chance.random() > 0.03 else "")
    discounted = chance.random() < 0.3
    for _ in range(chance.choice([1, 1, 2, 2, 3, 4, 5, 6])):
        product = chance.choice(products)
        # Recalled.
        if product == "Powerwall Mini UPS" and date(2024, 6, 1) <= day <= date(2024, 8, 31):
            continue
        category, price = PRODUCTS[product]
        quantity = chance.randint(1, 4 + weight) * (4 if price < 60 else 1)
        gross = quantity * price * 100
        cut = round(gross * chance.choice([3, 5, 8, 10, 15]) / 100) if discounted else 0
        line(out, f"SO-{number}", day, name, shown, channel, category, product, quantity, gross - cut, cut)
        if chance.random() < 0.035:
            later = min(LAST, day + timedelta(days=chance.randint(2, 25)))
            back = chance.randint(1, quantity)
            line(
                out,
                f"CN-{number}",
                later,
                name,
                shown,
                channel,
                category,
                product,
                -back,
                -round((gross - cut) * back / quantity),
                0,
            )


def line(out, number, day, name, shown, channel, category, product, quantity, cents, cut):
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    discount = f"{cut // 100}.{cut % 100:02}" if cut else ""
    out.writerow(
        [
            number,
            day,
            name,
            shown[0],
            channel,
            category,
            product,
            shown[1],
            quantity,
            f"{sign}{cents // 100}.{cents % 100:02}",
            discount,
        ]
    )
