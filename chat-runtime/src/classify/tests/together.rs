//! What the first of a ranking come to together; and what was misread of a furniture chain's numbers.

use sales_metrics::query::plan::{Comparison, Top};

use super::*;

fn furniture() -> Vocabulary {
    let dimension = |name: &str| serde_json::json!({"name": name, "column": name});
    let names = ["store", "country", "customer", "customer segment", "category", "sales rep"];
    let sum = |name: &str, unit: &str| serde_json::json!({"name": name, "unit": unit, "aggregate": {"sum": name}});
    let count =
        |name: &str, of: &str| serde_json::json!({"name": name, "unit": "count", "aggregate": {"countDistinct": of}});
    let margin = serde_json::json!({"name": "margin", "unit": "percent", "label": "profit margin",
        "aggregate": {"ratio": {"of": "profit", "per": "revenue"}}});
    let catalogue = serde_json::json!({
        "name": "Furniture", "time": {"column": "Date", "formats": ["%Y-%m-%d"]}, "currency": "USD", "language": "en",
        "measures": [
            sum("revenue", "money"), sum("units", "count"), count("orders", "Order"), count("customers", "customer"),
            sum("profit", "money"), margin,
        ],
        "dimensions": names.map(dimension),
    });
    let members = [
        ("store", vec!["Madrid Norte", "Munich Riem"]),
        ("country", vec!["Germany", "France", "Spain", "Italy"]),
        ("customer segment", vec!["Private", "Business"]),
        ("category", vec!["Bedroom", "Garden"]),
    ];
    let members = members.map(|(name, list)| (name.to_owned(), list.into_iter().map(str::to_owned).collect()));
    let days = [jiff::civil::date(2022, 1, 3), jiff::civil::date(2024, 9, 18)].map(Some);
    Vocabulary::new(serde_json::from_value(catalogue).unwrap(), members.into(), days[0], days[1])
}

fn outcome(text: &str, language: Language, before: Option<&Plan>) -> Outcome {
    classify(text, language, &furniture(), Context { plan: before, ..Context::default() }).outcome
}

fn plan(text: &str, language: Language, before: Option<&Plan>) -> Plan {
    match outcome(text, language, before) {
        Outcome::Plan(plan) => *plan,
        other => panic!("{text}: {other:?}"),
    }
}

fn english(text: &str) -> Plan {
    plan(text, Language::English, None)
}

fn by(name: &str) -> Option<GroupBy> {
    Some(GroupBy::Dimension(name.to_owned()))
}

fn top(n: u32) -> Option<Top> {
    Some(Top { n, order: Order::Highest })
}

#[test]
fn the_first_of_a_ranking_are_added_up() {
    use Language::{English, French, German, Portuguese, Spanish};
    for (language, text, of, n) in [
        (English, "what percent of 2023 revenue do our top 10 customers make up", "customer", 10),
        (English, "what share of revenue comes from the top 3 countries in 2023?", "country", 3),
        (English, "how much of our 2023 revenue is from the 5 best customers", "customer", 5),
        (English, "total revenue of the top 5 customers in 2023", "customer", 5),
        (English, "combined revenue of the three best stores in 2023", "store", 3),
        (English, "which country had the highest share of revenue in 2023", "country", 1),
        (German, "Anteil der Top 10 Kunden am Umsatz 2023", "customer", 10),
        (German, "Gesamtumsatz der Top 3 Länder 2023 zusammen", "country", 3),
        (French, "quelle part du CA 2023 représentent les 10 meilleurs clients ?", "customer", 10),
        (Spanish, "¿qué porcentaje de las ventas de 2023 viene de los 5 mejores clientes?", "customer", 5),
        (Portuguese, "que percentagem das vendas de 2023 vem dos 5 melhores clientes?", "customer", 5),
    ] {
        let plan = plan(text, language, None);
        let is = (plan.intent, plan.group_by, plan.top, plan.measures.as_slice());
        assert_eq!(is, (Intent::Breakdown, by(of), top(n), &["revenue".to_owned()][..]), "{text}");
    }
    // "As a share of the total", of what was ranked.
    let ranked = english("top 2 countries by revenue in Q1 2023");
    assert_eq!((ranked.intent, ranked.top), (Intent::Rank, top(2)));
    let shares = plan("as a share of the total", English, Some(&ranked));
    let wanted = Plan { intent: Intent::Breakdown, ..ranked };
    assert_eq!(shares, wanted);
    // Some of the orders are a part of all; an average is no part of another.
    assert_eq!(english("share of the top 5 customers in orders 2023").measures, ["orders"]);
    assert!(matches!(outcome("combined margin of the top 3 stores 2023", English, None), Outcome::NoData(_)));
}

#[test]
fn a_segment_of_customers_is_no_customer() {
    for text in ["revenue by customer segment in March 2024", "revenue per customer segment, March 2024"] {
        let plan = english(text);
        assert_eq!(
            (plan.intent, plan.group_by, plan.each),
            (Intent::Breakdown, by("customer segment"), None),
            "{text}"
        );
    }
    let business = english("Business segment revenue 2023");
    let who = plan("who is the biggest customer in that segment?", Language::English, Some(&business));
    assert_eq!((who.intent, who.group_by, who.filters), (Intent::Rank, by("customer"), business.filters));
    let revenue = english("Business customers in Italy: revenue 2022");
    assert_eq!((revenue.measures, revenue.filters.len()), (vec!["revenue".to_owned()], 2));
}

#[test]
fn customers_are_held_against_amounts() {
    let above = english("customers with more than 80,000 revenue in 2023");
    assert_eq!((above.measures, above.group_by), (vec!["revenue".to_owned()], by("customer")));
    assert_eq!(above.having.map(|having| having.is), Some(Comparison::Above));
    let orders = english("how many customers placed at least 30 orders in 2023?");
    assert_eq!((orders.measures, orders.group_by), (vec!["orders".to_owned()], by("customer")));
    let reps = english("which reps stayed below 300k revenue in 2022");
    assert_eq!((reps.group_by, reps.having.map(|having| having.is)), (by("sales rep"), Some(Comparison::Below)));
}

#[test]
fn percent_is_what_a_margin_is_in() {
    let best = english("which category has the best margin percent in 2023");
    assert_eq!((best.intent, best.group_by, best.measures), (Intent::Rank, by("category"), vec!["margin".to_owned()]));
    let profit = english("profit in 2023");
    let margin = plan("and the margin in percent?", Language::English, Some(&profit));
    assert_eq!((margin.intent, margin.measures.as_slice()), (Intent::Lookup, &["margin".to_owned()][..]));
    let bedroom = plan("for Bedroom only", Language::English, Some(&margin));
    assert_eq!((bedroom.measures, bedroom.filters.len()), (vec!["margin".to_owned()], 1));
}

#[test]
fn slips_and_glued_numbers() {
    for text in
        ["top3 custmers 2024 by revenue!!", "top3 customers 2024 by revenue", "top 3 custmers in 2024 by revenue"]
    {
        let plan = english(text);
        assert_eq!((plan.intent, plan.group_by, plan.top), (Intent::Rank, by("customer"), top(3)), "{text}");
    }
}

#[test]
fn months_that_are_listed_and_days_of_the_month_before() {
    let summer = english("sales of Garden in summer months June, July and August 2023").period.unwrap();
    assert_eq!((summer.from, summer.to), (jiff::civil::date(2023, 6, 1), jiff::civil::date(2023, 8, 31)));
    let first = english("orders from 1 to 15 June 2024");
    let rest = plan("and the 16th to the 30th?", Language::English, Some(&first)).period.unwrap();
    assert_eq!((rest.from, rest.to), (jiff::civil::date(2024, 6, 16), jiff::civil::date(2024, 6, 30)));
    for (language, text) in [
        (Language::Spanish, "ventas por mes de enero a marzo de 2023"),
        (Language::Spanish, "ventas por mes de enero a marzo 2023"),
        (Language::Portuguese, "vendas por mês de janeiro a março de 2023"),
        (Language::French, "CA par mois de janvier à mars 2023"),
    ] {
        let plan = plan(text, language, None);
        assert_eq!((plan.intent, plan.group_by), (Intent::Series, Some(GroupBy::Grain(Grain::Month))), "{text}");
        let quarter = (jiff::civil::date(2023, 1, 1), jiff::civil::date(2023, 3, 31));
        assert_eq!(plan.period.map(|period| (period.from, period.to)), Some(quarter), "{text}");
    }
}

#[test]
fn what_a_distributors_questions_showed() {
    use Language::{English, French, German, Portuguese, Spanish};
    let monthly = plan("Monatsumsätze Januar bis Juni 2024 bitte", German, None);
    assert_eq!((monthly.intent, monthly.group_by.clone()), (Intent::Series, Some(GroupBy::Grain(Grain::Month))));
    let quarterly = plan("lieber pro Quartal", German, Some(&monthly));
    assert_eq!(quarterly.group_by, Some(GroupBy::Grain(Grain::Quarter)));
    let year = plan("Jahresumsatz 2023", German, None);
    assert_eq!((year.intent, year.measures), (Intent::Lookup, vec!["revenue".to_owned()]));
    // The whole week, and no days of it.
    for (language, text) in [
        (English, "what did we sell last week (monday to sunday)?"),
        (German, "Aufträge in der letzten Woche (Montag bis Sonntag)"),
    ] {
        let week = plan(text, language, None);
        assert_eq!((week.intent, week.filters.len()), (Intent::Lookup, 0), "{text}");
    }
    let just = plan("just the top 3 customers", English, Some(&english("top 5 customers by revenue in 2023")));
    assert_eq!((just.intent, just.having, just.top), (Intent::Rank, None, self::top(3)));
    let through = english("what did we sell through Munich Riem last year").period.unwrap();
    assert_eq!((through.from, through.to), (jiff::civil::date(2023, 1, 1), jiff::civil::date(2023, 12, 31)));
    let orders = english("How many orders did we get from Business customers in Q1 2024?");
    assert_eq!((orders.intent, orders.group_by, orders.filters.len()), (Intent::Lookup, None, 1));
    let once = english("how many customers had exactly one order in 2024?").having.unwrap();
    assert_eq!((once.is, once.and.map(|and| and.is)), (Comparison::AtLeast, Some(Comparison::AtMost)));
    // More of those that were added up.
    let top = english("what share of 2024 revenue do the top 10 customers make up");
    let more = plan("top 20?", English, Some(&top));
    assert_eq!((more.intent, more.top), (Intent::Breakdown, self::top(20)));
    assert_eq!(english("margin % of Garden 2024").intent, Intent::Lookup);
    for (language, text, order, n) in [
        (French, "Top 5 des clients au T3 2024", Order::Highest, 5),
        (French, "quel client a la plus faible marge brute en 2024 ?", Order::Lowest, 1),
        (Spanish, "¿Qué cliente vendió menos en 2024?", Order::Lowest, 1),
        (English, "Who are our five biggest customers this year?", Order::Highest, 5),
    ] {
        let plan = plan(text, language, None);
        assert_eq!((plan.group_by, plan.top), (by("customer"), Some(Top { n, order })), "{text}");
        assert!(plan.period.is_some(), "{text}");
    }
    for (language, text, measure) in [
        (German, "Wie hoch war der Rohertrag im 3. Quartal 2024?", "profit"),
        (Portuguese, "Lucro bruto de Madrid Norte no 2º trimestre de 2024", "profit"),
        (Spanish, "margen bruto en porcentaje de Madrid Norte en 2024", "margin"),
        (Portuguese, "margem bruta % de Madrid Norte em 2024", "margin"),
        (English, "number of active customers in 2024", "customers"),
    ] {
        let plan = plan(text, language, None);
        assert_eq!((plan.intent, plan.measures.as_slice()), (Intent::Lookup, &[measure.to_owned()][..]), "{text}");
    }
    let fell =
        plan("Welches Land hat vom 2. Quartal 2023 zum 2. Quartal 2024 am meisten Umsatz verloren?", German, None);
    assert_eq!(
        (fell.intent, fell.group_by, fell.top),
        (Intent::Compare, by("country"), Some(Top { n: 1, order: Order::Lowest }))
    );
}

#[test]
fn a_measure_in_percent_of_another() {
    use Language::{English, French, German, Portuguese, Spanish};
    let of = |name: &str| Some(GroupBy::Measure(name.to_owned()));
    for (language, text) in [
        (English, "profit as % of revenue in 2023"),
        (English, "what was profit as a percentage of our total revenue in Garden in 2023?"),
        (German, "Gewinn in Prozent vom Umsatz 2023"),
        (German, "Gewinn in % des Umsatzes 2023"),
        (French, "bénéfice en % du chiffre d'affaires 2023"),
        (Spanish, "beneficio como porcentaje de las ventas en 2023"),
        (Portuguese, "lucro em percentagem das vendas em 2023"),
    ] {
        let plan = plan(text, language, None);
        let is = (plan.intent, plan.measures.as_slice(), plan.group_by);
        assert_eq!(is, (Intent::Share, &["profit".to_owned()][..], of("revenue")), "{text}");
    }
    let before = english("profit 2023");
    let then = plan("as a percentage of revenue?", English, Some(&before));
    assert_eq!((then.intent, then.measures, then.group_by), (Intent::Share, vec!["profit".to_owned()], of("revenue")));
    // A share of one figure stays what it is.
    assert!(matches!(outcome("20 % of revenue is from which country in 2023?", English, None), Outcome::NoData(_)));
    let germany = english("Germany as % of revenue 2023");
    assert_eq!((germany.intent, germany.group_by), (Intent::Share, None));
    let before = english("revenue in Germany and France in 2023");
    for text in ["compare them", "which had more?", "what's the difference?"] {
        assert_eq!(plan(text, English, Some(&before)).filters, before.filters, "{text}");
    }
}

/// "Could you help me?" is no question beside one.
#[test]
fn a_plea_for_help_is_no_question_of_its_own() {
    use Language::{English, German};
    for (language, text, wanted) in [
        (English, "hello, could you help me? how much revenue in May", "how much revenue in May"),
        (German, "Kannst du mir helfen? Wie hoch war der Umsatz im Mai?", "Wie hoch war der Umsatz im Mai?"),
    ] {
        let asked = crate::classify::questions(text, language, &furniture());
        assert_eq!(asked.iter().map(|question| question.text).collect::<Vec<_>>(), [wanted]);
    }
    assert_eq!(crate::classify::questions("Please help. What data is there?", English, &furniture()).len(), 2);
}

/// Weekends are of one figure, weekdays can be asked for, and "last Friday" is one day.
#[test]
fn days_of_the_week_where_the_data_has_them() {
    let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let catalogue = serde_json::json!({
        "name": "Coffee", "time": {"column": "Date", "formats": ["%Y-%m-%d"]}, "currency": "USD", "language": "en",
        "measures": [{"name": "revenue", "unit": "money", "aggregate": {"sum": "Net"}},
            {"name": "orders", "unit": "count", "aggregate": {"countDistinct": "Order"}}],
        "dimensions": [{"name": "weekday", "column": "Date", "part": "weekday"},
            {"name": "product category", "column": "Category"}, {"name": "product type", "column": "Type"},
            {"name": "product", "column": "Product"}],
    });
    let members = [
        ("weekday", days.to_vec()),
        ("product category", vec!["Coffee", "Tea"]),
        ("product type", vec!["Gourmet brewed coffee", "Brewed Black tea"]),
        ("product", vec!["Black Gold", "Latte"]),
    ];
    let members = members.map(|(name, list)| (name.to_owned(), list.into_iter().map(str::to_owned).collect()));
    let dates = [jiff::civil::date(2023, 1, 1), jiff::civil::date(2024, 11, 14)].map(Some);
    let coffee =
        Vocabulary::new(serde_json::from_value(catalogue).unwrap(), members.into_iter().collect(), dates[0], dates[1]);
    let plan = |text: &str, language, before: Option<&Plan>| match classify(
        text,
        language,
        &coffee,
        Context { plan: before, ..Context::default() },
    )
    .outcome
    {
        Outcome::Plan(plan) => *plan,
        other => panic!("{text}: {other:?}"),
    };
    for (language, text) in [
        (Language::English, "weekend sales in October 2024"),
        (Language::German, "Umsatz am Wochenende im Oktober 2024"),
        (Language::French, "commandes du week-end en octobre 2024"),
        (Language::Spanish, "ventas del fin de semana en octubre de 2024"),
    ] {
        let weekend = plan(text, language, None);
        assert_eq!((weekend.intent, weekend.filters[0].members.len()), (Intent::Lookup, 2), "{text}: {weekend:?}");
    }
    let weekend = plan("weekend sales in October 2024", Language::English, None);
    let next = plan("and in September?", Language::English, Some(&weekend));
    assert_eq!((next.intent, &next.filters), (Intent::Lookup, &weekend.filters));
    let working = plan("and during the week?", Language::English, Some(&weekend));
    assert_eq!((working.intent, working.filters[0].members.len()), (Intent::Lookup, 5));
    for text in
        ["revenue Monday to Friday in May 2024", "sales mon-fri in May 2024", "sales last week, Monday to Friday"]
    {
        assert_eq!(plan(text, Language::English, None).filters[0].members, days[..5], "{text}");
    }
    assert_eq!(plan("orders by weekday in 2023", Language::English, None).group_by, by("weekday"));
    let day = |text: &str| {
        let plan = plan(text, Language::English, None);
        (plan.period.map(|period| (period.from, period.days())), plan.filters.len())
    };
    assert_eq!(day("sales last Friday"), (Some((jiff::civil::date(2024, 11, 8), 1)), 0));
    assert_eq!(day("sales on Black Friday 2023"), (Some((jiff::civil::date(2023, 11, 24), 1)), 0));
    assert_eq!(day("sales on Fridays in October 2024").1, 1);
    for text in ["revenue by category in 2024", "Umsatz nach Kategorie 2024", "which category sold best in 2024"] {
        let language = if text.starts_with('U') { Language::German } else { Language::English };
        assert_eq!(plan(text, language, None).group_by, by("product category"), "{text}");
    }
}

#[test]
fn what_a_coffee_chains_questions_showed() {
    use Language::{English, German};
    let spain = english("units in Spain in 2023");
    for (language, text) in [(English, "and the other countries?"), (German, "und die anderen Länder?")] {
        let others = plan(text, language, Some(&spain));
        assert_eq!((others.intent, &others.group_by), (Intent::Breakdown, &by("country")), "{text}");
        assert!(others.filters[0].exclude && others.filters[0].members == ["Spain"], "{text}");
    }
    let most = plan("which store sold the most of it?", English, Some(&spain));
    assert_eq!((most.intent, most.measures), (Intent::Rank, vec!["units".to_owned()]));
    let who = english("Which store is responsible for the highest revenue in 2023?");
    assert_eq!((who.intent, who.group_by), (Intent::Rank, by("store")));
    assert_eq!(english("who is responsible for the drop in revenue in 2023?").intent, Intent::Why);
    let beaten = english("In how many months of 2023 did we beat $15,000 in revenue?");
    assert_eq!(beaten.having.map(|having| (having.is, having.amount)), Some((Comparison::Above, 15_000.into())));
    assert_eq!(english("what did we do in the last 7 days").measures, ["revenue"]);
    let monthly = english("revenue by month in 2023");
    for (language, text) in [
        (English, "and in total?"),
        (German, "und insgesamt?"),
        (English, "what was the total"),
        (Language::French, "et au total sur l'année ?"),
    ] {
        let total = plan(text, language, Some(&monthly));
        assert_eq!((total.intent, &total.period), (Intent::Lookup, &monthly.period), "{text}");
    }
    let share = english("share of Private in Madrid Norte revenue in 2023");
    let overall = plan("and overall for all stores", English, Some(&share));
    assert_eq!((overall.period, overall.filters.len()), (share.period, 1));
}

/// Units that follow on each other are one period, unless they are compared; "who" is of what the turn before was about.
#[test]
fn two_months_and_the_worst_of_what_was_listed() {
    let span = |plan: Plan| plan.period.map(|period| (period.from.to_string(), period.to.to_string()));
    let days = |from: &str, to: &str| Some((from.to_owned(), to.to_owned()));
    let both = english("revenue in Nov and Dec 2023");
    assert_eq!((both.intent, &both.group_by), (Intent::Series, &Some(GroupBy::Grain(Grain::Month))));
    assert_eq!(span(both), days("2023-11-01", "2023-12-31"));
    let ranked = english("top 3 stores in November and December 2023");
    assert_eq!((ranked.intent, ranked.group_by.clone()), (Intent::Rank, by("store")));
    assert_eq!(span(ranked), days("2023-11-01", "2023-12-31"));
    for text in ["compare revenue in Nov and Dec 2023", "revenue in March 2022 and March 2023"] {
        let plan = english(text);
        assert!(plan.intent == Intent::Compare && plan.compare_to.is_some(), "{text}");
    }
    let stores = english("which store sold the most in 2023?");
    let worst = plan("and who is the worst?", Language::English, Some(&stores));
    assert_eq!((worst.group_by, worst.top.map(|top| top.order)), (by("store"), Some(Order::Lowest)));
    assert!(matches!(outcome("who is the worst?", Language::English, None), Outcome::NoData(_)));
}
