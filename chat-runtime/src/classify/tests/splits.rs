//! Answers for each of several, and for those alone whose figure is of so much.

use sales_metrics::query::plan::{Comparison, Filter, Having, Limit, Top};

use super::{names::wholesaler, *};

fn plan(text: &str, language: Language, before: Option<&Plan>) -> Plan {
    let context = Context { plan: before, ..Context::default() };
    match classify(text, language, &wholesaler(), context).outcome {
        Outcome::Plan(plan) => *plan,
        other => panic!("{text}: {other:?}"),
    }
}

fn dimension(name: &str) -> Option<GroupBy> {
    Some(GroupBy::Dimension(name.to_owned()))
}

#[test]
fn one_thing_within_each_of_another() {
    use Language::{English, French, German, Portuguese, Spanish};
    let top = |n| Some(Top { n, order: Order::Highest });
    for (language, text, of, each, top) in [
        (English, "top 3 brands in each region 2025", "brand", dimension("region"), top(3)),
        (English, "For each region give me the top 2 salespeople in 2025", "salesperson", dimension("region"), top(2)),
        (English, "best brand per sales channel in 2025", "brand", dimension("sales channel"), top(1)),
        (English, "who is the best salesperson in each region, 2025?", "salesperson", dimension("region"), top(1)),
        (English, "best brand of each quarter in 2025", "brand", Some(GroupBy::Grain(Grain::Quarter)), top(1)),
        (English, "best customer in each region in 2025", "customer", dimension("region"), top(1)),
        (English, "revenue by region and channel 2025", "sales channel", dimension("region"), None),
        (English, "revenue by brand and year", "brand", Some(GroupBy::Grain(Grain::Year)), None),
        (English, "sales per quarter and region 2025", "region", Some(GroupBy::Grain(Grain::Quarter)), None),
        (English, "monthly revenue by brand for Q1 2026", "brand", Some(GroupBy::Grain(Grain::Month)), None),
        (German, "Umsatz nach Region und Marke 2025", "brand", dimension("region"), None),
        (German, "die beste Marke in jeder Region 2025", "brand", dimension("region"), top(1)),
        (French, "CA par région et par trimestre 2025", "region", Some(GroupBy::Grain(Grain::Quarter)), None),
        (French, "le meilleur client de chaque région en 2025", "customer", dimension("region"), top(1)),
        (Spanish, "la mejor marca de cada región en 2025", "brand", dimension("region"), top(1)),
        (Portuguese, "vendas por marca e região em 2025", "region", dimension("brand"), None),
    ] {
        let plan = plan(text, language, None);
        assert_eq!((plan.group_by, plan.each, plan.top), (dimension(of), each, top), "{text}");
        let intent = if top.is_some() { Intent::Rank } else { Intent::Breakdown };
        assert_eq!((plan.intent, plan.measures.as_slice()), (intent, &["revenue".to_owned()][..]), "{text}");
    }
    // The best month of each, how many there are in each, and a part in each unit of time.
    let best = plan("best month of each region in 2025", English, None);
    assert_eq!((best.group_by, best.each), (Some(GroupBy::Grain(Grain::Month)), dimension("region")));
    let many = plan("how many products are in each brand?", English, None);
    assert_eq!((many.intent, many.group_by, many.each), (Intent::Lookup, dimension("product"), dimension("brand")));
    let share = plan("share of online in revenue by quarter in 2025", English, None);
    assert_eq!((share.intent, share.each), (Intent::Share, Some(GroupBy::Grain(Grain::Quarter))));
    let beside = plan("online and phone revenue by month in 2025", English, None);
    let split = (beside.intent, beside.group_by.clone(), beside.each.clone());
    assert_eq!(split, (Intent::Breakdown, dimension("sales channel"), Some(GroupBy::Grain(Grain::Month))));
    // Those that are named, each by itself.
    let two = |dimension: &str, members: [&str; 2]| {
        vec![Filter { dimension: dimension.into(), members: members.map(String::from).into(), exclude: false }]
    };
    for (text, of) in [
        ("top 3 brands in each of DACH and UK & Ireland by revenue in 2025", dimension("brand")),
        (
            "which month of 2025 had the highest revenue in each of DACH and UK & Ireland?",
            Some(GroupBy::Grain(Grain::Month)),
        ),
    ] {
        let plan = plan(text, English, None);
        assert_eq!((plan.group_by, plan.each), (of, dimension("region")), "{text}");
        assert_eq!((plan.intent, plan.filters), (Intent::Rank, two("region", ["DACH", "UK & Ireland"])), "{text}");
    }
    for (text, of, each) in [
        ("revenue 2025, brand x region", "region", dimension("brand")),
        ("revenue for every combination of brand and region in 2025", "region", dimension("brand")),
        ("revenue in 2025, quarter x region", "region", Some(GroupBy::Grain(Grain::Quarter))),
        ("revenue in 2025 by both quarter and region, in one table", "region", Some(GroupBy::Grain(Grain::Quarter))),
        ("revenue by region with a further split by quarter in 2025", "region", Some(GroupBy::Grain(Grain::Quarter))),
        ("region and quarter breakdown of revenue in 2025", "region", Some(GroupBy::Grain(Grain::Quarter))),
        ("pivot revenue by region and quarter for 2025", "region", Some(GroupBy::Grain(Grain::Quarter))),
        ("DACH and UK & Ireland in 2025, month x region", "region", Some(GroupBy::Grain(Grain::Month))),
    ] {
        let plan = plan(text, English, None);
        assert_eq!((plan.intent, plan.group_by, plan.each), (Intent::Breakdown, dimension(of), each), "{text}");
    }
    let through =
        plan("go through the regions for 2025 and give me the 2 leading brands by revenue for each", English, None);
    assert_eq!((through.group_by, through.each), (dimension("brand"), dimension("region")));
    let winner = plan("which quarter was the best one for orders for every brand?", English, None);
    assert_eq!((winner.group_by, winner.each), (Some(GroupBy::Grain(Grain::Quarter)), dimension("brand")));
    let both = plan("revenue and orders breakdown by region in 2025", English, None);
    assert_eq!((both.measures.len(), both.group_by, both.each), (2, dimension("region"), None));
    // Which goes within which is not said, or there are three.
    for text in [
        "which region sold the most brands in 2025",
        "revenue by region, brand and channel in 2025",
        "revenue by region and brand by month in 2025",
        "why did revenue by region and brand change in 2025",
    ] {
        let outcome = classify(text, English, &wholesaler(), Context::default()).outcome;
        assert!(!matches!(&outcome, Outcome::Plan(plan) if plan.each.is_some()), "{text}: {outcome:?}");
    }
}

#[test]
fn what_was_split_twice_is_followed_up() {
    let first = plan("top 2 brands in each region 2025", Language::English, None);
    let other_year = plan("and in 2026?", Language::English, Some(&first));
    assert_eq!((&other_year.each, &other_year.group_by, &other_year.top), (&first.each, &first.group_by, &first.top));
    let one = plan("only DACH", Language::English, Some(&other_year));
    assert_eq!((one.each, one.group_by, one.filters.len()), (None, dimension("brand"), 1));
}

#[test]
fn amounts_that_figures_are_held_against() {
    use Comparison::{Above, AtLeast, AtMost, Below};
    use Language::{English, French, German, Portuguese, Spanish};
    let month = Some(GroupBy::Grain(Grain::Month));
    for (language, text, of, is, amount, measure) in [
        (English, "which months were above 100k?", month.clone(), Above, 100_000, "revenue"),
        (English, "in 2025, how many months were under 80k", month.clone(), Below, 80_000, "revenue"),
        (English, "customers with more than $50,000 in 2025", dimension("customer"), Above, 50_000, "revenue"),
        (
            English,
            "How many customers had more than $5,000 revenue in 2025?",
            dimension("customer"),
            Above,
            5_000,
            "revenue",
        ),
        (
            English,
            "how many customers spent more than $10,000 in total",
            dimension("customer"),
            Above,
            10_000,
            "revenue",
        ),
        (
            English,
            "how many days had revenue over 20k in 2025?",
            Some(GroupBy::Grain(Grain::Day)),
            Above,
            20_000,
            "revenue",
        ),
        (English, "how many days had sales in May 2025?", Some(GroupBy::Grain(Grain::Day)), Above, 0, "revenue"),
        (
            German,
            "Wie viele Tage mit Umsatz gab es im Mai 2025?",
            Some(GroupBy::Grain(Grain::Day)),
            Above,
            0,
            "revenue",
        ),
        (English, "brands with at least 500 orders in 2025", dimension("brand"), AtLeast, 500, "orders"),
        (
            English,
            "which regions made 1.5 million or more in 2025?",
            dimension("region"),
            AtLeast,
            1_500_000,
            "revenue",
        ),
        (
            English,
            "salespeople with no more than 20 orders in May 2025",
            dimension("salesperson"),
            AtMost,
            20,
            "orders",
        ),
        (English, "all regions with revenue over $150, in 2025", dimension("region"), Above, 150, "revenue"),
        (English, "months of 2025 above 100k in all regions", month.clone(), Above, 100_000, "revenue"),
        (English, "regions with negative revenue in 2025", dimension("region"), Below, 0, "revenue"),
        (German, "In welchen Monaten 2025 lag der Umsatz unter 60.000?", month.clone(), Below, 60_000, "revenue"),
        (
            German,
            "Welche Marken haben 2025 mehr als 100.000 Euro Umsatz gemacht?",
            dimension("brand"),
            Above,
            100_000,
            "revenue",
        ),
        (French, "quels mois de 2025 ont dépassé 100 000 ?", month.clone(), Above, 100_000, "revenue"),
        (Spanish, "¿qué regiones vendieron más de 50 mil en 2025?", dimension("region"), Above, 50_000, "revenue"),
        (Portuguese, "que regiões tiveram mais de 400 mil em 2025?", dimension("region"), Above, 400_000, "revenue"),
    ] {
        // The data is in dollars.
        let text = text.replace(" Euro", "");
        let plan = plan(&text, language, None);
        assert_eq!(plan.having, Some(Having { is, amount: amount.into(), and: None }), "{text}");
        assert_eq!((plan.group_by, plan.measures.as_slice()), (of, &[measure.to_owned()][..]), "{text}");
        assert_eq!((plan.intent, plan.top), (Intent::Rank, None), "{text}");
    }
    // "All regions" takes the region's filter off, and no other.
    let filtered = plan("revenue of Stratos in DACH in 2025", English, None);
    let left = |text: &str| plan(text, English, Some(&filtered)).filters.into_iter().map(|filter| filter.dimension);
    assert_eq!(filtered.filters.len(), 2);
    for text in ["for all regions", "across all regions"] {
        assert_eq!(left(text).collect::<Vec<_>>(), ["brand"], "{text}");
    }
    let first = plan("which months of 2025 were above 100k?", English, None);
    let more = plan("and above 200k?", English, Some(&first));
    assert_eq!((more.having.unwrap().amount, &more.group_by, &more.period), (200_000.into(), &month, &first.period));
    let other = plan("and in 2026?", English, Some(&first));
    assert_eq!((other.having, &other.group_by), (first.having, &month));
    // Of a ranking by one figure, no other can be asked for as well.
    let ranked = plan("top 4 brands by revenue in 2025", English, None);
    let context = Context { plan: Some(&ranked), ..Context::default() };
    let other = classify("at least 10 orders only", English, &wholesaler(), context).outcome;
    assert_eq!(other, Outcome::NoData(Refusal::Bound));
    // A year, a number of days, single orders, and what is counted in something else are no amounts of a group.
    let over = plan("revenue over 2025", English, None);
    assert_eq!((over.having, label(&over).as_str()), (None, "2025"));
    for text in [
        "orders above 5000 dollars in 2025",
        "how many customers bought in more than 2 regions in 2025",
        "customers who ordered more than 3 times in 2025",
        "which brands grew by more than 10% in 2025",
        "brands above 10% in 2025",
        "revenue of brands with more than 200 orders in 2025",
        "revenue in 2025 from customers under 25",
        "brands under $5 in 2025",
    ] {
        let outcome = classify(text, English, &wholesaler(), Context::default()).outcome;
        assert!(!matches!(outcome, Outcome::Plan(_)), "{text}: {outcome:?}");
    }
}

#[test]
fn what_is_between_two_amounts() {
    use Comparison::{Above, AtLeast, AtMost, Below};
    use Language::{English, French, German, Portuguese, Spanish};
    for (language, text, (is, amount), (upper_is, upper), measure) in [
        (English, "which brands had revenue between 650 and 1200 in 2025?", (AtLeast, 650), (AtMost, 1_200), "revenue"),
        (English, "months of 2025 between 800k and 1.2 million", (AtLeast, 800_000), (AtMost, 1_200_000), "revenue"),
        (English, "months of 2025 between 50 and 100k", (AtLeast, 50_000), (AtMost, 100_000), "revenue"),
        (English, "brands with between 100 and 200 orders in 2025", (AtLeast, 100), (AtMost, 200), "orders"),
        (English, "brands with revenue from 5,000 to 5,500 in 2025", (AtLeast, 5_000), (AtMost, 5_500), "revenue"),
        (English, "months of 2025 above 50k but below $80,000", (Above, 50_000), (Below, 80_000), "revenue"),
        (English, "brands with less than 90 but at least 20 orders in 2025", (AtLeast, 20), (Below, 90), "orders"),
        (
            German,
            "welche Marken hatten 2025 zwischen 100 und 200 Bestellungen?",
            (AtLeast, 100),
            (AtMost, 200),
            "orders",
        ),
        (
            French,
            "quelles marques ont fait entre 100 et 200 commandes en 2025 ?",
            (AtLeast, 100),
            (AtMost, 200),
            "orders",
        ),
        (Spanish, "marcas con entre 100 y 200 pedidos en 2025", (AtLeast, 100), (AtMost, 200), "orders"),
        (Portuguese, "marcas com entre 100 e 200 pedidos em 2025", (AtLeast, 100), (AtMost, 200), "orders"),
    ] {
        let plan = plan(text, language, None);
        let and = Some(Limit { is: upper_is, amount: upper.into() });
        assert_eq!(plan.having, Some(Having { is, amount: amount.into(), and }), "{text}");
        assert_eq!((plan.intent, plan.measures.as_slice()), (Intent::Rank, &[measure.to_owned()][..]), "{text}");
        assert_eq!(plan.period.map(|period| period.from.year()), Some(2025), "{text}");
    }
    // Days, years, and two figures are no two ends of one.
    for (text, from, to) in [
        ("plot revenue between 1 and 19 October 2025 per day", "2025-10-01", "2025-10-19"),
        ("orders per day between 3rd and 9 May 2025", "2025-05-03", "2025-05-09"),
        ("revenue per day from 3 to 9 May 2025", "2025-05-03", "2025-05-09"),
    ] {
        let days = plan(text, English, None);
        let period = days.period.unwrap();
        assert_eq!((days.having, days.intent), (None, Intent::Series), "{text}");
        assert_eq!((period.from.to_string().as_str(), period.to.to_string().as_str()), (from, to), "{text}");
    }
    for text in
        ["revenue between 5 and 10 May 2025", "revenue from 2025 to 2026", "orders between 2025 and 2026 by month"]
    {
        let outcome = classify(text, English, &wholesaler(), Context::default()).outcome;
        assert!(!matches!(&outcome, Outcome::Plan(plan) if plan.having.is_some()), "{text}: {outcome:?}");
    }
    for text in [
        "brands with more than 100 orders and less than 5,000 revenue in 2025",
        "months of 2025 above 80k and above 50k",
        "months of 2025 above 80k and below 50k",
        "months of 2025 between 79228162514264337593543950335 and 5k",
        "months of 2025 between 10k and 5k",
    ] {
        let outcome = classify(text, English, &wholesaler(), Context::default()).outcome;
        assert!(!matches!(outcome, Outcome::Plan(_)), "{text}: {outcome:?}");
    }
}

#[test]
fn where_something_is_going() {
    use Language::{English, Portuguese, Spanish};
    // The data ends in October 2026, and has all of 2025.
    let days = |period: &Option<Period>| period.as_ref().map(|period| (period.from.to_string(), period.to.to_string()));
    for (language, text) in [
        (English, "are we growing?"),
        (English, "is DACH going up or down?"),
        (English, "are our sales growing or shrinking?"),
        (English, "are we ahead of last year?"),
        (Spanish, "¿está bajando DACH?"),
        (Portuguese, "DACH está crescendo?"),
    ] {
        let plan = plan(text, language, None);
        assert_eq!(plan.intent, Intent::Compare, "{text}");
        assert_eq!(days(&plan.period), Some(("2026-01-01".to_owned(), "2026-10-31".to_owned())), "{text}");
        assert_eq!(days(&plan.compare_to), Some(("2025-01-01".to_owned(), "2025-10-31".to_owned())), "{text}");
    }
    let by_year = plan("by year", English, Some(&plan("is DACH growing?", English, None)));
    assert_eq!((by_year.intent, by_year.period), (Intent::Series, None));
    // Nobody has sold in days to come.
    for text in ["what will revenue be in June?", "what will we sell next month?"] {
        let outcome = classify(text, English, &wholesaler(), Context::default()).outcome;
        assert!(!matches!(outcome, Outcome::Plan(_)), "{text}: {outcome:?}");
    }
}

#[test]
fn what_was_refused_is_not_gone_on_with() {
    let talked = plan("revenue by region in 2025", Language::English, None);
    let worst = |refused| {
        let context = Context { plan: Some(&talked), refused, ..Context::default() };
        classify("and the worst?", Language::English, &wholesaler(), context).outcome
    };
    assert!(matches!(worst(false), Outcome::Plan(_)));
    assert_eq!(worst(true), Outcome::NoData(Refusal::NoReference));
    // A question that says all by itself keeps no shape of the one before.
    let best = plan("best month in DACH", Language::English, None);
    let whole = plan("ok. revenue of DACH in Q1 2025 then", Language::English, Some(&best));
    assert_eq!((whole.intent, whole.group_by), (Intent::Lookup, None));
}
