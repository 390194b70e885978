//! Questions of each kind, with other periods and members each time.

use sales_metrics::query::Snapshot;

const MONTHS: [&str; 11] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November"];

/// Numbers that are the same in every run.
pub(crate) struct Seeded(pub(crate) u64);

impl Seeded {
    /// From 0 to `below`, without it.
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

/// A kind of question: `{m}` stands for a month of 2011, `{c}` and `{d}` for countries, `{p}` for a product.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    templates: &'static [&'static str],
    /// Whether it goes on with the turn before.
    pub(crate) follows: bool,
}

const fn kind(name: &'static str, templates: &'static [&'static str]) -> Kind {
    Kind { name, templates, follows: false }
}

/// What the Python handler can answer too.
pub(crate) const LOOKUP: Kind = kind("lookup of a country's month", &["Revenue of {c} in {m} 2011"]);

pub(crate) const KINDS: &[Kind] = &[
    LOOKUP,
    kind(
        "lookup",
        &["How much revenue did we make in {m} 2011?", "How many customers bought in {m} 2011", "orders in {m} 2011?"],
    ),
    kind("lookup of a product", &["How many units of {p} did we sell in 2011?", "revenue of {p} in {m} 2011"]),
    kind("series", &["Revenue by month in 2011", "daily orders in {m} 2011", "weekly revenue of {c} in 2011"]),
    kind(
        "compare",
        &[
            "Compare the revenue of {c} and {d} in {m} 2011",
            "How did revenue change in {m} 2011 against the month before?",
        ],
    ),
    kind("rank", &["Top 5 countries by revenue in {m} 2011", "Which 10 products sold the most units in {m} 2011?"]),
    kind("breakdown", &["Revenue by country in {m} 2011", "Break down orders by country for 2011"]),
    kind("share", &["What share of revenue came from {c} in {m} 2011?"]),
    kind("average", &["Average revenue per day in {m} 2011", "average order value in {c} in {m} 2011"]),
    kind("best period", &["What was our best month in 2011?", "Which day in {m} 2011 had the most orders?"]),
    kind("why", &["Why did revenue change in {m} 2011 compared to the month before?"]),
    kind("summary", &["How did we do in {m} 2011?"]),
    Kind {
        name: "follow-up",
        templates: &["and in {c}?", "and in {m} 2011?", "by orders instead", "same for {d}"],
        follows: true,
    },
    kind("refused", &["What is the weather in {m}?", "profit margin in {m} 2011", "Revenue of Atlantis in {m} 2011"]),
];

impl Kind {
    pub(crate) fn question(&self, random: &mut Seeded, snapshot: &Snapshot) -> String {
        let mut any = |list: &[String]| list[random.next(list.len())].clone();
        let (countries, products) = (snapshot.members["country"].names(), snapshot.members["product"].names());
        let (first, product) = (any(&countries[..20]), any(products));
        let second = loop {
            let other = any(&countries[..20]);
            if other != first {
                break other;
            }
        };
        let month = MONTHS[random.next(MONTHS.len())];
        let template = self.templates[random.next(self.templates.len())];
        template.replace("{m}", month).replace("{c}", &first).replace("{d}", &second).replace("{p}", &product)
    }
}
