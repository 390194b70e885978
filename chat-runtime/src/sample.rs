//! Answers of every kind for tests, with facts in the order in which `sales-metrics/src/query/kinds/` writes them.

use rust_decimal::Decimal;
use sales_metrics::{
    catalogue::{Catalogue, Language},
    period::{Grain, Period},
    query::{
        fact::{Empty, Fact, FactRole, FactSource, interval},
        plan::{Comparison, Filter, GroupBy, Having, Intent, Limit, Order, Plan, Top},
    },
};
use serde_json::json;

/// A plan with its facts.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) plan: Plan,
    pub(crate) facts: Vec<Fact>,
}

/// Names of the measures revenue, orders, refunds and average order value, of two dimensions, and their plurals.
fn names(language: Language) -> [&'static str; 8] {
    match language {
        Language::English => {
            ["revenue", "orders", "refunds", "average order value", "country", "product", "countries", "products"]
        }
        Language::German => {
            ["Umsatz", "Bestellungen", "Retouren", "Bestellwert", "Land", "Produkt", "Länder", "Produkte"]
        }
        Language::French => {
            ["chiffre d'affaires", "commandes", "avoirs", "panier moyen", "pays", "produit", "pays", "produits"]
        }
        Language::Spanish => {
            ["ingresos", "pedidos", "devoluciones", "valor medio", "país", "producto", "países", "productos"]
        }
        Language::Portuguese => {
            ["receita", "pedidos", "devoluções", "valor médio", "país", "produto", "países", "produtos"]
        }
    }
}

pub(crate) fn catalogue(language: Language) -> Catalogue {
    let [revenue, orders, refunds, value, country, product, countries, products] = names(language);
    let returned = json!([{ "column": "Invoice", "is": { "startsWith": "C" } }]);
    serde_json::from_value(json!({
        "name": "Shop", "time": { "column": "Date", "formats": ["%Y-%m-%d"] }, "currency": "GBP", "language": language,
        "measures": [
            { "name": "revenue", "label": revenue, "unit": "money", "aggregate": { "sum": "Quantity * Price" } },
            { "name": "orders", "label": orders, "unit": "count", "aggregate": { "countDistinct": "Invoice" } },
            { "name": "refunds", "label": refunds, "unit": "money", "aggregate": { "sum": "-Quantity * Price" }, "where": returned },
            { "name": "aov", "label": value, "unit": "money", "aggregate": { "ratio": { "of": "revenue", "per": "orders" } } },
        ],
        "dimensions": [
            { "name": country, "plural": countries, "column": "Country" },
            { "name": product, "plural": products, "column": "Product" },
        ],
    }))
    .unwrap()
}

/// Writes facts as the engine does.
struct Writer {
    language: Language,
    country: &'static str,
    product: &'static str,
    facts: Vec<Fact>,
}

pub(crate) fn period(from: &str, to: &str) -> Period {
    Period::named(from.parse().unwrap(), to.parse().unwrap())
}

fn month(month: i8) -> Period {
    Period::month(jiff::civil::date(2011, month, 1))
}

impl Writer {
    fn add(&mut self, role: FactRole, measure: &str, period: &Period, filters: &[Filter], value: &str) {
        let unit = match (role, measure) {
            (FactRole::Percent | FactRole::Share, _) => "percent",
            (FactRole::Members, _) => "count",
            (_, "orders") => "count",
            _ => "GBP",
        };
        let figure = value.parse().ok();
        let (empty, display) = match figure {
            Some(figure) => (None, self.language.figure(figure, unit)),
            None => (Some(Empty::NoSales), self.language.no_sales().to_owned()),
        };
        let last = "2011-12-09";
        let covered = (period.to.to_string().as_str() > last).then(|| format!("{}/{last}", period.from));
        self.facts.push(Fact {
            id: format!("F{}", self.facts.len() + 1),
            role,
            value: figure,
            unit: unit.into(),
            empty,
            display,
            measure: measure.into(),
            label: period.label.clone(),
            period: interval(period),
            covered,
            filters: filters.to_vec(),
            source: FactSource { keys: vec![], facts: vec![], rows: 1, data_version: "1".into() },
        });
    }

    fn value(&mut self, period: &Period, filters: &[Filter], value: &str) {
        self.add(FactRole::Value, "revenue", period, filters, value);
    }

    fn filter(&self, is_product: bool, members: &[&str], exclude: bool) -> Filter {
        let dimension = if is_product { self.product } else { self.country };
        Filter { dimension: dimension.into(), members: members.iter().map(|m| (*m).to_owned()).collect(), exclude }
    }

    fn country(&self, member: &str) -> Vec<Filter> {
        vec![self.filter(false, &[member], false)]
    }
}

fn plan(intent: Intent, period: Period) -> Plan {
    Plan { measures: vec!["revenue".into()], period: Some(period), ..Plan::new(intent) }
}

/// An answer of every kind.
pub(crate) fn samples(language: Language) -> Vec<Sample> {
    let [_, _, _, _, country, product, ..] = names(language);
    let mut list = Vec::new();
    let mut add = |name, plan: &Plan, write: &dyn Fn(&mut Writer)| {
        let mut writer = Writer { language, country, product, facts: Vec::new() };
        write(&mut writer);
        list.push(Sample { name, plan: plan.clone(), facts: writer.facts });
    };
    let (may, april, year) = (month(5), month(4), period("2011-01-01", "2011-12-31"));
    let by_country = Some(GroupBy::Dimension(country.to_owned()));
    let by_month = Some(GroupBy::Grain(Grain::Month));
    let germany = vec![Filter { dimension: country.into(), members: vec!["Germany".into()], exclude: false }];

    add("lookup", &plan(Intent::Lookup, may.clone()), &|w| w.value(&may, &[], "723333.51"));
    let day = period("2011-05-05", "2011-05-05");
    let orders = Plan { measures: vec!["orders".into()], ..plan(Intent::Lookup, day.clone()) };
    add("lookup of a day, filtered", &orders, &|w| {
        let filters = [w.country("Germany"), vec![w.filter(true, &["60 CAKE CASES", "{MUG}"], true)]].concat();
        w.add(FactRole::Value, "orders", &day, &filters, "12");
    });
    let several = Plan { measures: vec!["revenue".into(), "orders".into()], ..plan(Intent::Lookup, may.clone()) };
    add("several measures", &several, &|w| {
        w.value(&may, &[], "723333.51");
        w.add(FactRole::Value, "orders", &may, &[], "1848");
    });
    add("nothing", &Plan { filters: germany.clone(), ..plan(Intent::Lookup, may.clone()) }, &|w| {
        w.value(&may, &w.country("Germany"), "");
    });
    add("how many", &Plan { group_by: by_country.clone(), ..plan(Intent::Lookup, may.clone()) }, &|w| {
        w.add(FactRole::Members, "revenue", &may, &[], "23");
    });
    let series = Plan { group_by: by_month.clone(), ..plan(Intent::Series, year.clone()) };
    add("series", &series, &|w| {
        for (at, value) in ["691364.56", "523631.89", "717639.36", "537808.62", "", "761739.90"].iter().enumerate() {
            w.value(&month(i8::try_from(at).unwrap() + 1), &[], value);
        }
        w.value(&month(12), &[], "433686.01");
        w.add(FactRole::Whole, "revenue", &year, &[], "3665870.34");
    });
    let daily = Plan { group_by: Some(GroupBy::Grain(Grain::Day)), ..plan(Intent::Series, april.clone()) };
    add("daily series", &daily, &|w| {
        for day in april.split(Grain::Day) {
            let number = i32::from(day.from.day());
            let value = if number % 7 == 2 { String::new() } else { (20_000 + 997 * (number * 7 % 11)).to_string() };
            w.value(&day, &[], &value);
        }
        w.add(FactRole::Whole, "revenue", &april, &[], "631604");
    });
    add("short series", &Plan { period: Some(period("2011-01-01", "2011-06-30")), ..series.clone() }, &|w| {
        w.value(&period("2011-01-01", "2011-03-31"), &[], "1932635.81");
        w.value(&period("2011-04-01", "2011-06-30"), &[], "2022882.03");
        w.add(FactRole::Whole, "revenue", &period("2011-01-01", "2011-06-30"), &[], "3955517.84");
    });
    let compare = Plan { compare_to: Some(april.clone()), ..plan(Intent::Compare, may.clone()) };
    let change = |w: &mut Writer, values: [&str; 4]| {
        w.value(&may, &[], values[0]);
        w.value(&april, &[], values[1]);
        w.add(FactRole::Change, "revenue", &may, &[], values[2]);
        w.add(FactRole::Percent, "revenue", &may, &[], values[3]);
    };
    add("compare, more", &compare, &|w| change(w, ["723333.51", "493207.12", "230126.39", "46.659"]));
    add("compare, less", &compare, &|w| change(w, ["493207.12", "723333.51", "-230126.39", "-31.815"]));
    add("compare, equal", &compare, &|w| change(w, ["100", "100", "0", "0"]));
    add("compare with less than nothing", &compare, &|w| change(w, ["50", "-100", "150", "150"]));
    add("compare with nothing", &compare, &|w| {
        w.value(&may, &[], "723333.51");
        w.value(&april, &[], "");
    });
    let changes = Plan { group_by: by_country.clone(), ..compare.clone() };
    add("members in two periods", &changes, &|w| {
        let members = [
            ("Sweden", "4000", "1000", "3000", "300"),
            ("Denmark", "1000", "", "1000", ""),
            ("France", "20000", "25000", "-5000", "-20"),
        ];
        for (name, now, base, change, percent) in members {
            let filters = w.country(name);
            w.value(&may, &filters, now);
            w.value(&april, &filters, base);
            w.add(FactRole::Change, "revenue", &may, &filters, change);
            w.add(FactRole::Percent, "revenue", &may, &filters, percent);
        }
    });
    let beside = |names: &[&str]| Plan {
        group_by: by_country.clone(),
        filters: vec![Filter {
            dimension: country.into(),
            members: names.iter().map(|name| (*name).to_owned()).collect(),
            exclude: false,
        }],
        ..plan(Intent::Compare, may.clone())
    };
    let two = beside(&["Sweden", "Denmark"]);
    add("compare two members", &two, &|w| {
        w.value(&may, &w.country("Sweden"), "4000");
        w.value(&may, &w.country("Denmark"), "1000");
        w.add(FactRole::Change, "revenue", &may, &w.country("Sweden"), "3000");
        w.add(FactRole::Percent, "revenue", &may, &w.country("Sweden"), "300");
        w.add(FactRole::Together, "revenue", &may, &two.filters, "5000");
    });
    let three = beside(&["Sweden", "Denmark", "France"]);
    add("compare members", &three, &|w| {
        for (name, value) in [("Sweden", "4000"), ("Denmark", "1000"), ("France", "20000")] {
            w.value(&may, &w.country(name), value);
        }
        w.add(FactRole::Together, "revenue", &may, &three.filters, "25000");
    });
    let rank = Plan {
        group_by: by_country.clone(),
        top: Some(Top { n: 3, order: Order::Highest }),
        ..plan(Intent::Rank, may.clone())
    };
    let ranked = |w: &mut Writer, values: [&str; 3]| {
        for (name, value) in ["EIRE", "Netherlands", "France"].iter().zip(values) {
            w.value(&may, &w.country(name), value);
        }
    };
    add("rank", &rank, &|w| ranked(w, ["30000.5", "20000", "20000"]));
    add("rank without a first", &rank, &|w| ranked(w, ["20000", "20000", "100"]));
    let lowest = Plan { top: Some(Top { n: 3, order: Order::Lowest }), ..rank.clone() };
    add("rank, lowest", &lowest, &|w| ranked(w, ["-5", "100", "200"]));
    let without = vec![Filter { exclude: true, ..germany[0].clone() }];
    add("rank without a member", &Plan { filters: without.clone(), ..rank.clone() }, &|w| {
        ranked(w, ["30000.5", "20000", "100"])
    });
    let two_months = Plan {
        filters: without,
        each: by_month.clone(),
        period: Some(period("2011-04-01", "2011-05-31")),
        ..rank.clone()
    };
    add("rank in each month without a member", &two_months, &|w| {
        for (month, values) in [(&april, ["600", "300"]), (&may, ["250", "200"])] {
            for (name, value) in ["EIRE", "France"].iter().zip(values) {
                w.value(month, &w.country(name), value);
            }
        }
    });
    let best = Plan {
        group_by: by_month.clone(),
        top: Some(Top { n: 2, order: Order::Highest }),
        measures: vec!["orders".into()],
        filters: germany.clone(),
        ..plan(Intent::Rank, year.clone())
    };
    add("rank of months", &best, &|w| {
        w.add(FactRole::Value, "orders", &month(11), &w.country("Germany"), "64");
        w.add(FactRole::Value, "orders", &month(10), &w.country("Germany"), "60");
    });
    let above = |amount: &str| Some(Having { is: Comparison::Above, amount: amount.parse().unwrap(), and: None });
    let months = Plan { group_by: by_month.clone(), having: above("700000"), ..plan(Intent::Rank, year.clone()) };
    let held = |w: &mut Writer, period: &Period, bound: &str, count: &str| {
        w.add(FactRole::Bound, "revenue", period, &[], bound);
        w.add(FactRole::Members, "revenue", period, &[], count);
    };
    add("rank of months above an amount", &months, &|w| {
        held(w, &year, "700000", "2");
        w.value(&month(11), &[], "1456145.80");
        w.value(&month(3), &[], "717639.36");
    });
    let countries = Plan {
        group_by: by_country.clone(),
        having: Some(Having { is: Comparison::Below, amount: 500.into(), and: None }),
        ..plan(Intent::Rank, may.clone())
    };
    add("rank of members below an amount", &countries, &|w| {
        held(w, &may, "500", "3");
        w.value(&may, &w.country("Denmark"), "-20.5");
        w.value(&may, &w.country("Norway"), "120");
        w.value(&may, &w.country("Sweden"), "300");
    });
    let upper = Limit { is: Comparison::AtMost, amount: 310.into() };
    let between = Having { is: Comparison::AtLeast, amount: 100.into(), and: Some(upper) };
    add("rank of members between two amounts", &Plan { having: Some(between), ..countries.clone() }, &|w| {
        w.add(FactRole::Bound, "revenue", &may, &[], "100");
        held(w, &may, "310", "2");
        w.value(&may, &w.country("Sweden"), "300");
        w.value(&may, &w.country("Norway"), "120");
    });
    add("nothing above an amount", &Plan { having: above("9000000"), ..months.clone() }, &|w| {
        held(w, &year, "9000000", "0")
    });
    let each_country = Plan {
        group_by: Some(GroupBy::Dimension(product.to_owned())),
        each: by_country.clone(),
        top: Some(Top { n: 2, order: Order::Highest }),
        ..plan(Intent::Rank, may.clone())
    };
    add("rank in each member", &each_country, &|w| {
        for (country, values) in [("EIRE", ["600", "300"]), ("France", ["250", "200"])] {
            for (product, value) in ["60 CAKE CASES", "{MUG}"].iter().zip(values) {
                let filters = [vec![w.filter(true, &[*product], false)], w.country(country)].concat();
                w.value(&may, &filters, value);
            }
        }
    });
    let each_month = Plan {
        group_by: by_country.clone(),
        each: by_month.clone(),
        ..plan(Intent::Breakdown, period("2011-04-01", "2011-06-30"))
    };
    add("breakdown of each month", &each_month, &|w| {
        for (month, eire, france, whole, shares) in
            [(&april, "60", "40", "100", ["60", "40"]), (&may, "150", "50", "200", ["75", "25"])]
        {
            w.value(month, &w.country("EIRE"), eire);
            w.value(month, &w.country("France"), france);
            w.add(FactRole::Whole, "revenue", month, &[], whole);
            for (name, share) in ["EIRE", "France"].iter().zip(shares) {
                let filters = w.country(name);
                w.add(FactRole::Share, "revenue", month, &filters, share);
            }
        }
    });
    let split = Plan { intent: Intent::Breakdown, top: None, ..each_country };
    add("breakdown of each member, with a rest", &split, &|w| {
        for (country, values) in [("EIRE", ["600", "300", "100", "1000"]), ("France", ["250", "200", "50", "500"])] {
            let parts = [("60 CAKE CASES", false), ("{MUG}", false), ("60 CAKE CASES", true)].map(|(name, rest)| {
                let names: &[&str] = if rest { &[name, "{MUG}"] } else { &[name] };
                [vec![w.filter(true, names, rest)], w.country(country)].concat()
            });
            for (filters, value) in parts.iter().zip(values) {
                w.value(&may, filters, value);
            }
            w.add(FactRole::Whole, "revenue", &may, &w.country(country), values[3]);
            let whole = values[3].parse::<Decimal>().unwrap();
            for (filters, value) in parts.iter().zip(values) {
                let share = value.parse::<Decimal>().unwrap() * Decimal::ONE_HUNDRED / whole;
                w.add(FactRole::Share, "revenue", &may, filters, &share.to_string());
            }
        }
    });
    add("breakdown", &Plan { group_by: by_country.clone(), ..plan(Intent::Breakdown, may.clone()) }, &|w| {
        let rest = vec![w.filter(false, &["EIRE", "France"], true)];
        let parts = [(w.country("EIRE"), "600", "60"), (w.country("France"), "300", "30"), (rest, "100", "10")];
        for (filters, value, _) in &parts {
            w.value(&may, filters, value);
        }
        w.add(FactRole::Whole, "revenue", &may, &[], "1000");
        for (filters, _, share) in &parts {
            w.add(FactRole::Share, "revenue", &may, filters, share);
        }
    });
    let top = Plan {
        group_by: by_country.clone(),
        top: Some(Top { n: 2, order: Order::Highest }),
        ..plan(Intent::Breakdown, may.clone())
    };
    add("breakdown of the top", &top, &|w| {
        let both = |rest| vec![w.filter(false, &["EIRE", "France"], rest)];
        let (top, rest) = (both(false), both(true));
        let parts = [(w.country("EIRE"), "600", "60"), (w.country("France"), "300", "30"), (rest, "100", "10")];
        for (filters, value, _) in &parts {
            w.value(&may, filters, value);
        }
        w.add(FactRole::Whole, "revenue", &may, &[], "1000");
        w.add(FactRole::Together, "revenue", &may, &top, "900");
        for (filters, share) in parts.iter().map(|(filters, _, share)| (filters, *share)).chain([(&top, "90")]) {
            w.add(FactRole::Share, "revenue", &may, filters, share);
        }
    });
    add("share", &Plan { filters: germany.clone(), ..plan(Intent::Share, year.clone()) }, &|w| {
        w.value(&year, &w.country("Germany"), "250");
        w.value(&year, &[], "1000");
        w.add(FactRole::Share, "revenue", &year, &w.country("Germany"), "25");
    });
    add("average", &Plan { group_by: by_month.clone(), ..plan(Intent::Average, year.clone()) }, &|w| {
        w.value(&year, &[], "1200");
        w.add(FactRole::Average, "revenue", &year, &[], "100");
    });
    let per = Plan { group_by: Some(GroupBy::Measure("orders".into())), ..plan(Intent::Average, may.clone()) };
    add("average per measure", &per, &|w| {
        w.value(&may, &[], "1200");
        w.add(FactRole::Value, "orders", &may, &[], "4");
        w.add(FactRole::Average, "revenue", &may, &[], "300");
    });
    let of_revenue = Plan {
        measures: vec!["refunds".into()],
        group_by: Some(GroupBy::Measure("revenue".into())),
        ..plan(Intent::Share, may.clone())
    };
    add("share of a measure", &of_revenue, &|w| {
        w.add(FactRole::Value, "refunds", &may, &[], "30");
        w.value(&may, &[], "1200");
        w.add(FactRole::Share, "refunds", &may, &[], "2.5");
    });
    let until = period("2011-01-01", "2011-02-14");
    add("cumulative", &Plan { group_by: by_month.clone(), ..plan(Intent::Cumulative, until.clone()) }, &|w| {
        w.value(&month(1), &[], "691364.56");
        w.value(&until, &[], "900000");
    });
    let grows = period("2011-01-01", "2011-03-31");
    add("growth", &Plan { group_by: by_month.clone(), ..plan(Intent::Growth, grows) }, &|w| {
        w.add(FactRole::Base, "revenue", &period("2010-12-01", "2010-12-31"), &[], "100");
        for (at, value, change, percent) in [(1, "150", "50", "50"), (2, "120", "-30", "-20"), (3, "120", "0", "0")] {
            w.value(&month(at), &[], value);
            w.add(FactRole::Change, "revenue", &month(at), &[], change);
            w.add(FactRole::Percent, "revenue", &month(at), &[], percent);
        }
    });
    add("why", &plan(Intent::Why, may.clone()), &|w| {
        change(w, ["493207.12", "723333.51", "-230126.39", "-31.815"]);
        w.add(FactRole::Value, "orders", &may, &[], "1246");
        w.add(FactRole::Value, "orders", &april, &[], "1681");
        for (role, value) in
            [(FactRole::Volume, "-187180.2"), (FactRole::Price, "2946.19"), (FactRole::Mix, "-45892.38")]
        {
            w.add(role, "revenue", &may, &[], value);
        }
        let rest = w.filter(false, &["EIRE", "France"], true);
        for (filters, value) in
            [(w.country("EIRE"), "-200000"), (w.country("France"), "-40000"), (vec![rest], "9873.61")]
        {
            w.add(FactRole::Contribution, "revenue", &may, &filters, value);
        }
        let mugs = [w.filter(true, &["{MUG} <b>1.5\"</b>"], false), w.filter(true, &["{MUG} <b>1.5\"</b>"], true)];
        for (filter, value) in mugs.iter().zip(["-30126.39", "-200000"]) {
            w.add(FactRole::Contribution, "revenue", &may, std::slice::from_ref(filter), value);
        }
    });
    add(
        "summary",
        &Plan { measures: vec!["revenue".into(), "orders".into()], ..plan(Intent::Summary, may.clone()) },
        &|w| {
            change(w, ["723333.51", "493207.12", "230126.39", "46.659"]);
            w.add(FactRole::Value, "orders", &may, &[], "1681");
            w.add(FactRole::Value, "orders", &april, &[], "1246");
            w.add(FactRole::Change, "orders", &may, &[], "435");
            w.add(FactRole::Percent, "orders", &may, &[], "34.9");
            w.value(&may, &w.country("EIRE"), "600");
            w.value(&may, &[w.filter(true, &["MUG"], false)], "90");
        },
    );
    list
}

/// What questions about the samples may name.
pub(crate) fn vocabulary(language: Language) -> crate::classify::Vocabulary {
    let [_, _, _, _, country, product, ..] = names(language);
    let members = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let countries = members(&["EIRE", "Germany", "France", "Netherlands", "Sweden", "Denmark"]);
    let products = members(&["60 CAKE CASES", "{MUG}", "MUG", "JUMBO BAG"]);
    let members = [(country.to_owned(), countries), (product.to_owned(), products)].into();
    let days = ["2010-12-01", "2011-12-09"].map(|day| day.parse().ok());
    crate::classify::Vocabulary::new(catalogue(language), members, days[0], days[1])
}
