//! Answers to be told: plans of every kind with their facts, over small random tables.

use std::{collections::BTreeMap, sync::OnceLock};

use jiff::{ToSpan, civil::Date};
use rust_decimal::Decimal;
use sales_metrics::{
    catalogue::{Catalogue, Language},
    period::{Grain, Period},
    query::{
        fact::{Fact, FactRole, FactSource, interval},
        plan::{Filter, GroupBy, Intent, Order, Plan, Top},
    },
};
use serde_json::json;

use crate::guard::{Context, Meant, Names, Terms};

/// A random number generator of one line: splitmix64.
#[derive(Debug, Clone)]
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll() % n as u64).unwrap()
    }

    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// Members of a dimension, by name.
#[derive(Debug, Default)]
pub(crate) struct Members(pub(super) BTreeMap<String, (String, Vec<String>)>);

impl Members {
    pub(super) fn of(dimension: &str, names: &[String]) -> Self {
        let entry = |name: &String| (crate::guard::phrases::phrase(name), (dimension.to_owned(), vec![name.clone()]));
        Self(names.iter().map(entry).collect())
    }
}

impl Names for Members {
    fn members(&self, phrase: &str) -> Vec<Meant<'_>> {
        self.0.get(phrase).map(|(dimension, members)| Meant { dimension, members, free: true }).into_iter().collect()
    }

    fn longest(&self) -> usize {
        8
    }
}

/// One answer's plan and facts.
#[derive(Debug)]
pub(crate) struct Fixture {
    pub(crate) plan: Plan,
    pub(crate) facts: Vec<Fact>,
    pub(crate) catalogue: Catalogue,
    pub(crate) members: Members,
    terms: OnceLock<Terms>,
    pub(super) all_members: Vec<String>,
    /// What the template table calls it.
    pub(super) kind: &'static str,
}

impl Fixture {
    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            plan: &self.plan,
            facts: &self.facts,
            catalogue: &self.catalogue,
            terms: self.terms.get_or_init(|| Terms::of(&self.catalogue)),
            language: self.catalogue.language,
            names: &self.members,
            today: None,
        }
    }
}

const SETS: [(&str, &[&str]); 5] = [
    (
        "country",
        &["United Kingdom", "Germany", "France", "Netherlands", "EIRE", "Spain", "Belgium", "Australia", "Hong Kong"],
    ),
    ("region", &["North", "South", "East", "West", "Central"]),
    (
        "product",
        &[
            "60 CAKE CASES VINTAGE",
            "JUMBO BAG RED RETROSPOT",
            "REGENCY CAKESTAND 3 TIER",
            "CHILDREN'S APRON DOLLY GIRL",
            "PACK OF 72 RETROSPOT CASES",
            "WHITE HANGING HEART T-LIGHT HOLDER",
        ],
    ),
    ("channel", &["Online", "Retail Store", "Wholesale", "Phone", "Marketplace"]),
    ("city", &["Berlin", "Hamburg", "München", "Köln", "São Paulo", "Bogotá", "Lyon", "Saint-Étienne", "Málaga"]),
];

pub(super) const KINDS: [&str; 11] = [
    "lookup",
    "lookup-member",
    "compare",
    "compare-year",
    "compare-members",
    "rank",
    "breakdown",
    "share",
    "average",
    "growth",
    "why",
];

const MEASURES: [(Language, [(&str, &str); 4]); 5] = [
    (
        Language::English,
        [("revenue", "sales"), ("orders", "purchases"), ("customers", "buyers"), ("refunds", "returns")],
    ),
    (
        Language::German,
        [("Umsatz", "Umsätze"), ("Bestellungen", "Aufträge"), ("Kunden", "Käufer"), ("Retouren", "Erstattungen")],
    ),
    (
        Language::French,
        [
            ("chiffre d'affaires", "ventes"),
            ("commandes", "achats"),
            ("clients", "acheteurs"),
            ("retours", "remboursements"),
        ],
    ),
    (
        Language::Spanish,
        [("ingresos", "ventas"), ("pedidos", "compras"), ("clientes", "compradores"), ("devoluciones", "reembolsos")],
    ),
    (
        Language::Portuguese,
        [("receita", "vendas"), ("pedidos", "compras"), ("clientes", "compradores"), ("devoluções", "reembolsos")],
    ),
];

fn catalogue(language: Language, currency: &str, dimension: &str) -> Catalogue {
    let names = MEASURES.iter().find(|(one, _)| *one == language).unwrap().1;
    let measure = |place: usize, unit: &str| {
        let (label, synonym) = names[place];
        json!({"name": (["revenue", "orders", "customers", "refunds"][place]), "label": label, "synonyms": [synonym], "unit": unit, "aggregate": "count"})
    };
    let code = serde_json::to_value(language).unwrap();
    serde_json::from_value(json!({
        "name": "Shop", "time": {"column": "Date", "formats": []}, "currency": currency, "language": code,
        "measures": [measure(0, "money"), measure(1, "count"), measure(2, "count"), measure(3, "money")],
        "dimensions": [{"name": dimension, "column": "D", "plural": if dimension == "country" { "countries" } else if dimension == "city" { "cities" } else { "" }}],
    }))
    .map(|mut catalogue: Catalogue| {
        if catalogue.dimensions[0].plural.as_deref() == Some("") {
            catalogue.dimensions[0].plural = None;
        }
        catalogue
    })
    .unwrap()
}

struct Maker<'a> {
    language: Language,
    unit: String,
    measure: &'static str,
    facts: Vec<Fact>,
    dice: &'a mut Dice,
}

impl Maker<'_> {
    fn fact(&mut self, role: FactRole, value: Decimal, period: &Period, filters: &[Filter], from: &[usize]) -> usize {
        let unit =
            if matches!(role, FactRole::Percent | FactRole::Share) { "percent".to_owned() } else { self.unit.clone() };
        let id = format!("F{}", self.facts.len() + 1);
        let facts = from.iter().map(|place| self.facts[*place].id.clone()).collect();
        self.facts.push(Fact {
            id,
            role,
            value: Some(value),
            empty: None,
            display: self.language.figure(value, &unit),
            unit,
            measure: self.measure.to_owned(),
            label: period.label.clone(),
            period: interval(period),
            covered: None,
            filters: filters.to_vec(),
            source: FactSource { keys: Vec::new(), facts, rows: 1, data_version: "1".to_owned() },
        });
        self.facts.len() - 1
    }

    fn value(&mut self) -> Decimal {
        let size = [900, 30_000, 700_000, 4_000_000][self.dice.below(4)];
        let cents = i64::try_from(self.dice.roll() % (size * 100)).unwrap() + 20_011;
        if self.unit == "count" { Decimal::from(cents / 100) } else { Decimal::new(cents, 2) }
    }

    /// A figure beside which `like` stands.
    fn near(&mut self, like: Decimal) -> Decimal {
        let factor = Decimal::new(i64::try_from(self.dice.roll() % 1_200).unwrap() + 400, 3);
        let value = like * factor;
        if self.unit == "count" { value.round() } else { value.round_dp(2) }
    }

    fn change(&mut self, now: usize, base: usize) {
        let (a, b) = (self.facts[now].value.unwrap(), self.facts[base].value.unwrap());
        let fact = self.facts[now].clone();
        let (from, to) = fact.period.split_once('/').unwrap();
        let period = Period { label: fact.label.clone(), ..Period::named(from.parse().unwrap(), to.parse().unwrap()) };
        self.fact(FactRole::Change, a - b, &period, &fact.filters, &[now, base]);
        self.fact(FactRole::Percent, (a - b) * Decimal::ONE_HUNDRED / b, &period, &fact.filters, &[now, base]);
    }
}

pub(super) const MONTHS: [(Language, [&str; 12]); 4] = [
    (
        Language::German,
        [
            "Januar",
            "Februar",
            "März",
            "April",
            "Mai",
            "Juni",
            "Juli",
            "August",
            "September",
            "Oktober",
            "November",
            "Dezember",
        ],
    ),
    (
        Language::French,
        [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
    ),
    (
        Language::Spanish,
        [
            "enero de",
            "febrero de",
            "marzo de",
            "abril de",
            "mayo de",
            "junio de",
            "julio de",
            "agosto de",
            "septiembre de",
            "octubre de",
            "noviembre de",
            "diciembre de",
        ],
    ),
    (
        Language::Portuguese,
        [
            "janeiro de",
            "fevereiro de",
            "março de",
            "abril de",
            "maio de",
            "junho de",
            "julho de",
            "agosto de",
            "setembro de",
            "outubro de",
            "novembro de",
            "dezembro de",
        ],
    ),
];

/// A period's name as an answer in `language` has it.
pub(super) fn label(period: &Period, language: Language) -> String {
    let months = MONTHS.iter().find(|(one, _)| *one == language).map(|(_, months)| months);
    match (months, period.grain) {
        (Some(months), Grain::Month) => {
            format!("{} {}", months[usize::try_from(period.from.month()).unwrap() - 1], period.from.year())
        }
        _ => period.label.clone(),
    }
}

/// The answer number `seed` of its kind.
pub(super) fn fixture(kind: &'static str, language: Language, dice: &mut Dice) -> Fixture {
    let currency = *dice.pick(&["GBP", "EUR", "USD", "BRL", "CHF", "JPY"]);
    let (dimension, members) = SETS[dice.below(SETS.len())];
    let all: Vec<String> = members.iter().map(|name| (*name).to_owned()).collect();
    let catalogue = catalogue(language, currency, dimension);
    let measure = *dice.pick(&["revenue", "revenue", "orders", "customers", "refunds"]);
    let unit = if matches!(measure, "revenue" | "refunds") { currency.to_owned() } else { "count".to_owned() };
    let first = Date::new(2009 + i16::try_from(dice.below(16)).unwrap(), 1, 1).unwrap();
    let at = first.saturating_add(i64::try_from(dice.below(12)).unwrap().months());
    let month = Period::month(at);
    let before = Period::month(at.saturating_sub(1.month()));
    let period = match dice.below(6) {
        0 => Period::quarter(at),
        1 => Period::year(at),
        _ => month.clone(),
    };
    let mut names = all.clone();
    for place in (1..names.len()).rev() {
        names.swap(place, dice.below(place + 1));
    }
    let filter =
        |name: &str| vec![Filter { dimension: dimension.to_owned(), members: vec![name.to_owned()], exclude: false }];
    let mut plan =
        Plan { measures: vec![measure.to_owned()], period: Some(period.clone()), ..Plan::new(Intent::Lookup) };
    let mut make = Maker { language, unit, measure, facts: Vec::new(), dice };
    let value = make.value();
    match kind {
        "lookup" => {
            make.fact(FactRole::Value, value, &period, &[], &[]);
        }
        "lookup-member" => {
            plan.filters = filter(&names[0]);
            make.fact(FactRole::Value, value, &period, &plan.filters, &[]);
        }
        "compare" | "compare-year" => {
            let base = if kind == "compare" { before } else { Period::month(at.saturating_sub(1.year())) };
            (plan.intent, plan.period, plan.compare_to) = (Intent::Compare, Some(month.clone()), Some(base.clone()));
            let now = make.fact(FactRole::Value, value, &month, &[], &[]);
            let near = make.near(value);
            let base = make.fact(FactRole::Value, near, &base, &[], &[]);
            make.change(now, base);
        }
        "compare-members" => {
            plan.intent = Intent::Compare;
            plan.filters =
                vec![Filter { dimension: dimension.to_owned(), members: names[..2].to_vec(), exclude: false }];
            let now = make.fact(FactRole::Value, value, &period, &filter(&names[0]), &[]);
            let near = make.near(value);
            let base = make.fact(FactRole::Value, near, &period, &filter(&names[1]), &[]);
            make.change(now, base);
            make.fact(FactRole::Together, value + near, &period, &plan.filters, &[]);
        }
        "rank" | "breakdown" => {
            plan.intent = if kind == "rank" { Intent::Rank } else { Intent::Breakdown };
            plan.group_by = Some(GroupBy::Dimension(dimension.to_owned()));
            let order = if kind == "rank" && make.dice.below(3) == 0 { Order::Lowest } else { Order::Highest };
            plan.top = Some(Top { n: 3, order });
            let mut values: Vec<Decimal> = (0..3).map(|_| make.near(value)).collect();
            values.sort();
            if order == Order::Highest {
                values.reverse();
            }
            for (name, value) in names.iter().zip(&values) {
                make.fact(FactRole::Value, *value, &period, &filter(name), &[]);
            }
            if kind == "breakdown" {
                let rest = Filter { exclude: true, members: names[..3].to_vec(), dimension: dimension.to_owned() };
                let left = make.near(value);
                make.fact(FactRole::Value, left, &period, std::slice::from_ref(&rest), &[]);
                let whole = values.iter().sum::<Decimal>() + left;
                let all = make.fact(FactRole::Whole, whole, &period, &[], &[]);
                let share = |make: &mut Maker<'_>, place: usize| {
                    let (part, filters) = (make.facts[place].value.unwrap(), make.facts[place].filters.clone());
                    make.fact(FactRole::Share, part * Decimal::ONE_HUNDRED / whole, &period, &filters, &[place, all]);
                };
                (0..4).for_each(|place| share(&mut make, place));
                let top = Filter { exclude: false, ..rest };
                let together = make.fact(FactRole::Together, values.iter().sum(), &period, &[top], &[]);
                share(&mut make, together);
            }
        }
        "share" => {
            plan.intent = Intent::Share;
            plan.filters = filter(&names[0]);
            let part = make.fact(FactRole::Value, value, &period, &plan.filters, &[]);
            let whole_value = value + make.near(value);
            let whole = make.fact(FactRole::Value, whole_value, &period, &[], &[]);
            make.fact(
                FactRole::Share,
                value * Decimal::ONE_HUNDRED / whole_value,
                &period,
                &plan.filters,
                &[part, whole],
            );
        }
        "average" => {
            plan.intent = Intent::Average;
            plan.group_by = Some(GroupBy::Grain(Grain::Day));
            let total = make.fact(FactRole::Value, value, &period, &[], &[]);
            let average = value / Decimal::from(period.days());
            make.fact(FactRole::Average, average, &period, &[], &[total]);
        }
        "growth" => {
            let quarter = Period::quarter(at);
            (plan.intent, plan.period, plan.group_by) =
                (Intent::Growth, Some(quarter.clone()), Some(GroupBy::Grain(Grain::Month)));
            let mut last = None;
            for month in quarter.split(Grain::Month) {
                let value = make.near(value);
                let now = make.fact(FactRole::Value, value, &month, &[], &[]);
                if let Some(base) = last {
                    make.change(now, base);
                }
                last = Some(now);
            }
        }
        _ => {
            (plan.intent, plan.period, plan.compare_to) = (Intent::Why, Some(month.clone()), Some(before.clone()));
            let now = make.fact(FactRole::Value, value, &month, &[], &[]);
            let near = make.near(value);
            let base = make.fact(FactRole::Value, near, &before, &[], &[]);
            make.change(now, base);
            let change = value - near;
            let third = (change / Decimal::from(3)).round();
            make.fact(FactRole::Volume, third, &month, &[], &[now, base]);
            make.fact(FactRole::Price, -third, &month, &[], &[now, base]);
            make.fact(FactRole::Mix, change, &month, &[], &[now, base]);
            let part = (change * Decimal::new(6, 1)).round();
            make.fact(FactRole::Contribution, part, &month, &filter(&names[0]), &[now, base]);
            let rest = Filter { exclude: true, members: names[..1].to_vec(), dimension: dimension.to_owned() };
            make.fact(FactRole::Contribution, change - part, &month, &[rest], &[now, base]);
        }
    }
    let facts = std::mem::take(&mut make.facts);
    let members = Members::of(dimension, &all);
    Fixture { plan, facts, catalogue, members, terms: OnceLock::new(), all_members: all, kind }
}
