"""The second schema: an electronics distributor; `catalogue.json` says to the system what is said here to DuckDB."""

from gold import Gold
from slots import Dimension, Measure

from . import rows

MEASURES = [
    Measure(
        "netSales",
        [("net sales", True), ("revenue", False), ("sales", True), ("turnover", False), ("billings", True)],
        [
            "how much revenue did we make",
            "how much did we sell",
            "how much turnover did we make",
            "how much revenue did we book",
            "how much did we bill in net sales",
        ],
        ["how much revenue we made", "how much we sold", "how much turnover we had"],
    ),
    Measure(
        "salesOrders",
        [("sales orders", True), ("orders", True), ("orders", True), ("deals", True)],
        [
            "how many orders did we get",
            "how many sales orders were there",
            "how many orders came in",
            "how many deals did we close",
            "how many orders did we book",
        ],
        ["how many orders we got", "how many deals we closed", "how many orders came in"],
        adds=False,
        money=False,
    ),
    Measure(
        "quantitySold",
        [("units sold", True), ("units", True), ("quantity sold", False), ("units", True)],
        [
            "how many units did we sell",
            "how many units went out",
            "how many devices did we sell",
            "how many units were sold",
        ],
        ["how many units we sold", "how many units went out"],
        money=False,
    ),
    Measure(
        "activeAccounts",
        [("active accounts", True), ("buying customers", True), ("accounts", True)],
        [
            "how many active accounts did we have",
            "how many accounts bought from us",
            "how many buying customers were there",
            "how many accounts placed an order",
        ],
        ["how many active accounts we had", "how many accounts bought from us"],
        adds=False,
        money=False,
    ),
    Measure(
        "credits",
        [("credit notes", True), ("returns", True), ("credit note value", False)],
        ["how much did we credit", "how much went out in credit notes", "how much did returns cost us"],
        ["how much we credited", "how much went out in credit notes"],
    ),
    Measure(
        "discounts",
        [("discounts", True), ("discounts given", True), ("rebates", True)],
        ["how much discount did we give", "how much did we give away in discounts", "how much did we grant in rebates"],
        ["how much discount we gave", "how much we gave away in discounts"],
    ),
    Measure(
        "dealSize",
        [
            ("average deal size", False),
            ("average order value", False),
            ("average order size", False),
            ("average ticket", False),
        ],
        ["how big was the average deal", "how large was the average order", "what was the average order worth"],
        ["how big the average deal was", "what an average order was worth"],
        adds=False,
    ),
]

REGIONS = {
    "Deutschland": ["Deutschland", "Germany"],
    "Benelux": ["Benelux", "the Benelux"],
    "Île-de-France": ["Île-de-France", "Ile-de-France", "the Paris region"],
    "Nordics": ["the Nordics", "Nordics"],
    "Rhône-Alpes": ["Rhône-Alpes", "Rhone-Alpes"],
    "Andalucía": ["Andalucía", "Andalusia", "Andalucia"],
    "Cataluña": ["Cataluña", "Cataluna"],
    "Italia": ["Italia", "Italy"],
    "Central Europe": ["Central Europe"],
    "Home Market": ["Home Market", "the Home Market"],
}
CUSTOMERS = [
    "Nordwind AG",
    "Nordwind GmbH",
    "Müller & Söhne AG",
    "Électro Plus GmbH",
    "Top Ten Electronics AG",
    "Hansa Systemhaus GmbH",
    "Monday Motors GmbH",
    "Polder Tech Group",
    "Fjord Data GmbH",
    "City of Gent GmbH",
    "Quarter Master Logistics AG",
    "Zenit GmbH",
]
DIMENSIONS = [
    Dimension(
        "region",
        ["region", "region", "territory"],
        ["regions", "regions", "territories"],
        ["in {}", "for {}", "from {}"],
        REGIONS,
    ),
    Dimension(
        "channel",
        ["channel", "sales channel"],
        ["channels", "sales channels"],
        ["via {}", "through {}", "for the {} channel", "in the {} channel"],
        {
            "Direct": ["Direct"],
            "Partner": ["Partner"],
            "Webshop": ["Webshop"],
            "Key Accounts": ["Key Accounts"],
            "Trade Fair": ["Trade Fair"],
        },
    ),
    Dimension(
        "category",
        ["category", "product group", "product line"],
        ["categories", "product groups", "product lines"],
        ["in {}", "for {}", "in the category {}"],
        {
            name: [name]
            for name in (
                "Docking",
                "Displays",
                "Audio",
                "Cables",
                "Power",
                "Networking",
                "Storage",
                "Services",
                "Video",
            )
        },
    ),
    Dimension(
        "product",
        ["product", "product", "model"],
        ["products", "products", "models"],
        ["of {}", "for {}"],
        {name: [name] + ([name.replace("â", "a")] if "â" in name else []) for name in rows.PRODUCTS},
    ),
    Dimension(
        "salesRep",
        ["sales rep", "rep", "salesperson"],
        ["sales reps", "reps", "salespeople"],
        ["by {}", "for {}", "from {}"],
        {name: [name] for name in rows.REPS},
    ),
    Dimension(
        "customer",
        ["customer", "customer", "client"],
        ["customers", "customers", "clients"],
        ["with {}", "for {}", "from {}"],
        {name: [name] for name in CUSTOMERS},
    ),
]

SELECT = """order_id, order_date::DATE AS d, customer, region, channel, category, product, sales_rep,
    qty::BIGINT AS qty, net_amount::DECIMAL(18, 2) AS net, coalesce(discount::DECIMAL(18, 2), 0) AS discount,
    starts_with(order_id, 'CN') AS credit"""
ORDERS = "count(DISTINCT CASE WHEN NOT credit THEN order_id END)"
AGGREGATES = {
    "netSales": "sum(net)",
    "salesOrders": ORDERS,
    "quantitySold": "sum(qty)",
    "activeAccounts": "count(DISTINCT customer)",
    "credits": "-sum(CASE WHEN credit THEN net ELSE 0 END)",
    "discounts": "sum(discount)",
    "dealSize": f"sum(net)::DOUBLE / nullif({ORDERS}, 0)",
}


class Distributor:
    name, tenant, catalogue = "Voltara Distribution", "voltara", "exam/distributor/catalogue.json"
    large = {"product", "customer"}
    currency = ("€", "euros")
    strangers = {
        "region": ["Patagonia", "Siberia", "Atlantis", "Hokkaido", "Texas"],
        "product": ["Quantum Toaster 9000", "Hover Desk Ultra", "Espresso Machine"],
        "customer": ["Wayne Enterprises", "Acme Rockets", "Stark Industries"],
    }
    revenue, orders, units, customers, average, back = (
        "netSales",
        "salesOrders",
        "quantitySold",
        "activeAccounts",
        "dealSize",
        "credits",
    )
    causes = ["region", "channel", "category", "salesRep"]
    others = ["retail", "Online Retail", "acme"]

    def __init__(self, path):
        self.file = path
        rows.write(path)
        self.measures = {measure.name: measure for measure in MEASURES}
        self.dimensions = {dimension.name: dimension for dimension in DIMENSIONS}
        columns = {name: {"salesRep": "sales_rep"}.get(name, name) for name in self.dimensions}
        self.gold = Gold(path, SELECT, AGGREGATES, columns)
