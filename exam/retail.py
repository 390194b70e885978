"""The first schema: Online Retail, as the demo's catalogue (`salestalk/demo/catalogue.json`) has it."""

from gold import Gold
from slots import Dimension, Measure

TENANT = "retail"

MEASURES = [
    Measure(
        "revenue",
        [("revenue", False), ("sales", True), ("turnover", False), ("revenue", False), ("income", False)],
        [
            "how much revenue did we make",
            "how much did we sell",
            "how much money did we take",
            "how much turnover did we make",
            "how much revenue did we have",
            "how much did we take in sales",
        ],
        ["how much revenue we made", "how much we sold", "how much turnover we had", "how much money we took"],
    ),
    Measure(
        "orders",
        [("orders", True), ("orders", True), ("transactions", True), ("purchases", True)],
        [
            "how many orders did we get",
            "how many orders were there",
            "how many orders came in",
            "how many transactions did we have",
            "how many orders did we take",
            "how many purchases were made",
        ],
        ["how many orders we got", "how many orders came in", "how many orders there were"],
        adds=False,
        money=False,
    ),
    Measure(
        "units",
        [("units", True), ("units", True), ("pieces", True), ("units sold", True)],
        [
            "how many units did we sell",
            "how many pieces did we sell",
            "how many units went out",
            "how many items did we sell",
            "how many units were sold",
        ],
        ["how many units we sold", "how many pieces we sold", "how many items went out"],
        money=False,
    ),
    Measure(
        "customers",
        [("customers", True), ("buyers", True), ("shoppers", True)],
        [
            "how many customers did we have",
            "how many customers bought from us",
            "how many buyers were there",
            "how many different customers ordered",
            "how many shoppers did we have",
        ],
        ["how many customers we had", "how many people bought from us", "how many customers ordered"],
        adds=False,
        money=False,
    ),
    Measure(
        "refunds",
        [("refunds", True), ("returns", True), ("cancellations", True)],
        [
            "how much did we refund",
            "how much money went out in refunds",
            "how much were refunds",
            "how much did we lose to returns",
        ],
        ["how much we refunded", "how much refunds were"],
    ),
    Measure(
        "averageOrderValue",
        [("average order value", False), ("AOV", False), ("average basket", False), ("basket size", False)],
        ["how big was the average order", "how large was the average basket", "what was the average order worth"],
        ["how big the average order was", "what an average order was worth"],
        adds=False,
    ),
]

COUNTRIES = {
    "Germany": ["Germany"],
    "France": ["France"],
    "EIRE": ["EIRE", "Ireland"],
    "Belgium": ["Belgium"],
    "Spain": ["Spain"],
    "Netherlands": ["the Netherlands", "Holland", "Netherlands"],
    "Switzerland": ["Switzerland"],
    "Portugal": ["Portugal"],
    "Australia": ["Australia"],
    "Italy": ["Italy"],
    "Finland": ["Finland"],
    "Sweden": ["Sweden"],
    "Norway": ["Norway"],
    "United Kingdom": ["the United Kingdom", "the UK", "UK", "Britain"],
    "Japan": ["Japan"],
    "Poland": ["Poland"],
    "Channel Islands": ["the Channel Islands"],
    "Denmark": ["Denmark"],
    "Cyprus": ["Cyprus"],
    "Austria": ["Austria"],
}
PRODUCTS = [
    "REGENCY CAKESTAND 3 TIER",
    "PARTY BUNTING",
    "JUMBO BAG RED RETROSPOT",
    "RABBIT NIGHT LIGHT",
    "ASSORTED COLOUR BIRD ORNAMENT",
    "CHILLI LIGHTS",
    "SPOTTY BUNTING",
    "JUMBO BAG PINK POLKADOT",
    "BLACK RECORD COVER FRAME",
    "PICNIC BASKET WICKER 60 PIECES",
    "DOORMAT KEEP CALM AND COME IN",
    "JAM MAKING SET WITH JARS",
    "WOOD BLACK BOARD ANT WHITE FINISH",
    "LUNCH BAG RED RETROSPOT",
    "POPCORN HOLDER",
    "HOT WATER BOTTLE TEA AND SYMPATHY",
    "VICTORIAN GLASS HANGING T-LIGHT",
    "JUMBO BAG STRAWBERRY",
    "CHOCOLATE HOT WATER BOTTLE",
    "HEART OF WICKER SMALL",
    "HEART OF WICKER LARGE",
    "SET OF 3 REGENCY CAKE TINS",
    "JUMBO STORAGE BAG SUKI",
    "JUMBO BAG APPLES",
    "HOT WATER BOTTLE KEEP CALM",
    "JUMBO SHOPPER VINTAGE RED PAISLEY",
    "DOORMAT RED RETROSPOT",
    "ALARM CLOCK BAKELIKE GREEN",
    "JUMBO BAG ALPHABET",
    "RECIPE BOX PANTRY YELLOW DESIGN",
    "DOORMAT UNION FLAG",
    "JAM MAKING SET PRINTED",
    "PLEASE ONE PERSON METAL SIGN",
    "SET OF 6 SPICE TINS PANTRY DESIGN",
    "VINTAGE UNION JACK BUNTING",
    "SCOTTIE DOG HOT WATER BOTTLE",
    "CREAM HEART CARD HOLDER",
    "JUMBO BAG OWLS",
    "PAPER BUNTING RETROSPOT",
    "LUNCH BAG CARS BLUE",
    "PACK OF 72 RETROSPOT CAKE CASES",
    "LUNCH BAG APPLE DESIGN",
    "ALARM CLOCK BAKELIKE PINK",
    "WHITE HANGING HEART T-LIGHT HOLDER",
    "RED RETROSPOT CAKE STAND",
    "DOORMAT FAIRY CAKE",
]

DIMENSIONS = [
    Dimension(
        "country",
        ["country", "country", "market", "nation"],
        ["countries", "countries", "markets", "nations"],
        ["in {}", "for {}", "from {}"],
        COUNTRIES,
    ),
    Dimension(
        "product",
        ["product", "product", "item", "article"],
        ["products", "products", "items", "articles"],
        ["of {}", "for {}"],
        {name: [name, name.title(), name.lower()] for name in PRODUCTS},
    ),
]

SELECT = """trim("InvoiceNo") AS invoice, trim("Description") AS product, "Quantity"::BIGINT AS quantity,
    "InvoiceDate"::TIMESTAMP::DATE AS d,
    "Quantity"::DECIMAL(18, 4) * "UnitPrice"::DECIMAL(18, 4) AS amount, "CustomerID" AS customer, "Country" AS country,
    starts_with("InvoiceNo", 'C') AS cancelled"""
ORDERS = "count(DISTINCT CASE WHEN NOT cancelled THEN invoice END)"
AGGREGATES = {
    "revenue": "sum(amount)",
    "orders": ORDERS,
    "units": "sum(quantity)",
    "customers": "count(DISTINCT customer)",
    "refunds": "-sum(CASE WHEN cancelled THEN amount ELSE 0 END)",
    "averageOrderValue": f"sum(amount)::DOUBLE / nullif({ORDERS}, 0)",
}


class Retail:
    name, tenant, catalogue = "Online Retail", TENANT, "salestalk/demo/catalogue.json"
    large = {"product"}
    currency = ("£", "pounds")
    #: Where an answer cannot be: what nobody sells to, what nobody sells, and a name of another tenant.
    strangers = {
        "country": ["Atlantis", "Mongolia", "Peru", "Narnia", "Kenya", "Vietnam", "Wakanda"],
        "product": ["PURPLE ELEPHANT TEAPOT", "SOLAR POWERED LAWNMOWER", "GOLD PLATED STAPLER"],
    }
    revenue, orders, units, customers, average, back = (
        "revenue",
        "orders",
        "units",
        "customers",
        "averageOrderValue",
        "refunds",
    )
    #: Whose parts may explain a change.
    causes = ["country"]
    others = ["voltara", "Voltara Distribution", "acme"]

    def __init__(self, path):
        self.file = path
        self.measures = {measure.name: measure for measure in MEASURES}
        self.dimensions = {dimension.name: dimension for dimension in DIMENSIONS}
        self.gold = Gold(path, SELECT, AGGREGATES, {"country": "country", "product": "product"})
