//! What people call dimensions and their members.

use super::*;

/// A wholesaler's: names of several words, members with signs, and customers that are both counted and split by.
pub(super) fn wholesaler() -> Vocabulary {
    let dimension = |name: &str| serde_json::json!({"name": name, "column": name});
    let names = ["sales channel", "brand", "product", "region", "salesperson", "hour of day", "customer"];
    let catalogue = serde_json::json!({
        "name": "Instruments", "time": {"column": "Date", "formats": ["%Y-%m-%d"]}, "currency": "USD", "language": "en",
        "measures": [
            {"name": "revenue", "unit": "money", "aggregate": {"sum": "Amount"}},
            {"name": "orders", "unit": "count", "aggregate": {"countDistinct": "Order"}},
            {"name": "customers", "unit": "count", "aggregate": {"countDistinct": "customer"}},
        ],
        "dimensions": names.map(dimension),
    });
    let members = [
        ("sales channel", vec!["Online", "Phone", "Store"]),
        ("brand", vec!["Stratos", "Keller Drums"]),
        ("product", vec!["Cello 4/4", "Stage Piano", "Home Piano"]),
        ("region", vec!["UK & Ireland", "DACH"]),
        ("salesperson", vec!["Eva Lind", "Tom Keller"]),
    ];
    let members = members.map(|(name, list)| (name.to_owned(), list.into_iter().map(str::to_owned).collect()));
    let days = [jiff::civil::date(2024, 9, 1), jiff::civil::date(2026, 10, 31)].map(Some);
    Vocabulary::new(serde_json::from_value(catalogue).unwrap(), members.into(), days[0], days[1])
}

#[test]
fn dimensions_are_called_as_people_call_them() {
    let vocabulary = wholesaler();
    for (language, text, dimension) in [
        (Language::English, "revenue by channel 2025", "sales channel"),
        (Language::English, "top 3 salespeople in 2026", "salesperson"),
        (Language::English, "who sold the most in 2026", "salesperson"),
        (Language::German, "Umsatz nach Vertriebskanal 2025", "sales channel"),
        (Language::German, "beste Marken 2025", "brand"),
        (Language::German, "Top 5 Kunden 2026", "customer"),
        (Language::French, "CA par marque 2025", "brand"),
        (Language::French, "top 3 clients 2025", "customer"),
        (Language::Spanish, "ventas por canal de venta 2025", "sales channel"),
        (Language::Portuguese, "melhores vendedores de 2025", "salesperson"),
        (Language::Portuguese, "vendas por região 2025", "region"),
    ] {
        let outcome = classify(text, language, &vocabulary, Context::default()).outcome;
        let Outcome::Plan(plan) = outcome else { panic!("{text}: {outcome:?}") };
        assert_eq!(plan.group_by, Some(GroupBy::Dimension(dimension.to_owned())), "{text}");
    }
    // The day is a unit of time, whatever the hour is called.
    let best = classify("best day in 2025", Language::English, &vocabulary, Context::default()).outcome;
    assert!(matches!(&best, Outcome::Plan(plan) if plan.group_by == Some(GroupBy::Grain(Grain::Day))), "{best:?}");
    // Customers are counted where nothing splits or ranks them.
    for (language, text) in [
        (Language::English, "Which 2 brands had the most customers in 2025?"),
        (Language::English, "worst brand by customers in 2025"),
        (Language::German, "Welche Marke hatte 2025 die wenigsten Kunden?"),
    ] {
        let outcome = classify(text, language, &vocabulary, Context::default()).outcome;
        let Outcome::Plan(plan) = outcome else { panic!("{text}: {outcome:?}") };
        let ranked = (plan.measures.as_slice(), plan.group_by);
        assert_eq!(ranked, (&["customers".to_owned()][..], Some(GroupBy::Dimension("brand".to_owned()))), "{text}");
    }
    // The number of a month lists nobody.
    let month = classify("2025-04 customers", Language::English, &vocabulary, Context::default()).outcome;
    assert!(
        matches!(&month, Outcome::Plan(plan) if plan.measures == ["customers"] && plan.group_by.is_none()),
        "{month:?}"
    );
    let counted = classify("Wie viele Kunden 2025?", Language::German, &vocabulary, Context::default()).outcome;
    assert!(matches!(&counted, Outcome::Plan(plan) if plan.measures == ["customers"]), "{counted:?}");
}

#[test]
fn members_are_called_as_people_call_them() {
    let vocabulary = wholesaler();
    let outcome = |text: &str| classify(text, Language::English, &vocabulary, Context::default()).outcome;
    for (text, members, exclude) in [
        ("compare online and phone in 2025", vec!["Online", "Phone"], false),
        ("revenue for UK and Ireland in 2025", vec!["UK & Ireland"], false),
        ("revenue 2025 without the region DACH", vec!["DACH"], true),
    ] {
        let Outcome::Plan(plan) = outcome(text) else { panic!("{text}: {:?}", outcome(text)) };
        assert_eq!(
            (&plan.filters[0].members, plan.filters[0].exclude),
            (&members.iter().map(|m| (*m).to_owned()).collect(), exclude),
            "{text}"
        );
    }
    for (text, offered) in
        [("cello sales 2025", vec!["Cello 4/4"]), ("pianos in 2025", vec!["Home Piano", "Stage Piano"])]
    {
        let Outcome::Clarify { asked: Asked::Member(_), choices } = outcome(text) else {
            panic!("{text}: {:?}", outcome(text))
        };
        assert_eq!(choices, offered, "{text}");
    }
    // A number that belongs to a person stays private.
    assert_eq!(outcome("phone number of our best customer"), Outcome::Blocked);
}

/// A shop chain's: a measure in percent, stores named after cities, days of the week.
fn chain() -> Vocabulary {
    let dimension = |name: &str, column: &str| serde_json::json!({"name": name, "column": column});
    let catalogue = serde_json::json!({
        "name": "Bikes", "time": {"column": "Date", "formats": ["%Y-%m-%d"]}, "currency": "EUR", "language": "en",
        "measures": [
            {"name": "revenue", "unit": "money", "aggregate": {"sum": "Revenue"}},
            {"name": "profit", "unit": "money", "aggregate": {"sum": "Profit"}},
            {"name": "profitMargin", "unit": "percent", "aggregate": {"ratio": {"of": "profit", "per": "revenue"}},
             "label": "profit margin", "synonyms": ["margin"]},
            {"name": "customers", "unit": "count", "aggregate": {"countDistinct": "Customer ID"}},
        ],
        "dimensions": [
            dimension("store", "Store"), dimension("product category", "Category"), dimension("sub category", "Sub"),
            dimension("gender", "Gender"), dimension("payment method", "Payment"), dimension("customer", "Customer Name"),
            dimension("country", "Country"),
            {"name": "weekday", "column": "Date", "part": "weekday"},
        ],
    });
    let members = [
        ("store", vec!["Paris Bastille", "Wien Neubau", "Berlin Mitte"]),
        ("product category", vec!["Bikes", "Dairy Products"]),
        ("sub category", vec!["E-Bikes", "Gloves"]),
        ("gender", vec!["Female", "Male"]),
        ("payment method", vec!["Cash", "Card"]),
        ("country", vec!["United States", "Germany"]),
        ("weekday", vec!["Monday", "Saturday"]),
    ];
    let members = members.map(|(name, list)| (name.to_owned(), list.into_iter().map(str::to_owned).collect()));
    let days = [jiff::civil::date(2023, 7, 1), jiff::civil::date(2026, 5, 17)].map(Some);
    Vocabulary::new(serde_json::from_value(catalogue).unwrap(), members.into(), days[0], days[1])
}

fn read(text: &str, language: Language, previous: Option<&Plan>) -> Plan {
    match classify(text, language, &chain(), Context { plan: previous, ..Context::default() }).outcome {
        Outcome::Plan(plan) => *plan,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn members_days_and_measures_in_other_words() {
    for (language, text, measure, dimension, member) in [
        (Language::English, "revenue in paris in 2025", "revenue", "store", "Paris Bastille"),
        (Language::English, "revenue of Vienna in 2025", "revenue", "store", "Wien Neubau"),
        (Language::English, "cash sales in 2025", "revenue", "payment method", "Cash"),
        (Language::English, "sales of dairy in 2025", "revenue", "product category", "Dairy Products"),
        (Language::English, "margin on mondays in 2025", "profitMargin", "weekday", "Monday"),
        (Language::English, "profit from women in 2025", "profit", "gender", "Female"),
        (Language::German, "Gewinn samstags 2025", "profit", "weekday", "Saturday"),
        (Language::German, "Gewinnmarge der Frauen 2025", "profitMargin", "gender", "Female"),
        (Language::French, "marge des hommes en 2025", "profitMargin", "gender", "Male"),
        (Language::Spanish, "beneficio con tarjeta en 2025", "profit", "payment method", "Card"),
        (Language::Portuguese, "lucro das mulheres em 2025", "profit", "gender", "Female"),
    ] {
        let plan = read(text, language, None);
        assert_eq!((plan.measures[0].as_str(), plan.filters.len()), (measure, 1), "{text}: {plan:?}");
        let filter = &plan.filters[0];
        assert_eq!((filter.dimension.as_str(), filter.members[0].as_str()), (dimension, member), "{text}");
    }
    let by = |text: &str| read(text, Language::English, None).group_by;
    assert_eq!(by("revenue by category in 2025"), Some(GroupBy::Dimension("product category".into())));
    assert_eq!(by("top 5 customers in 2025"), Some(GroupBy::Dimension("customer".into())));
}

#[test]
fn members_are_counted_and_compared_with_another_period() {
    let stores = read("how many stores sold something in 2025", Language::English, None);
    assert_eq!((stores.intent, stores.group_by.clone()), (Intent::Lookup, Some(GroupBy::Dimension("store".into()))));
    let before = read("and in 2024?", Language::English, Some(&stores));
    assert_eq!((label(&before).as_str(), &before.group_by), ("2024", &stores.group_by));

    let by_store = Some(GroupBy::Dimension("store".to_owned()));
    for (language, text, base, top, by_percent) in [
        (Language::English, "which store grew most in 2025", "2024", Some((1, Order::Highest)), false),
        (Language::English, "fastest growing store in 2025", "2024", Some((1, Order::Highest)), true),
        (
            Language::English,
            "which stores declined most from March to April 2025",
            "March 2025",
            Some((5, Order::Lowest)),
            false,
        ),
        (Language::English, "which store declined least in 2025", "2024", Some((1, Order::Highest)), false),
        (Language::English, "growth by store 2025 vs 2024 in %", "2024", None, true),
        (
            Language::English,
            "which stores sold less in May 2025 than in April 2025",
            "April 2025",
            Some((5, Order::Lowest)),
            false,
        ),
        (Language::German, "Welche Filiale ist 2025 am stärksten gewachsen?", "2024", Some((1, Order::Highest)), false),
        (Language::Spanish, "crecimiento de cada tienda en 2025", "2024", None, false),
    ] {
        let plan = read(text, language, None);
        assert!(plan.compares_members() && plan.group_by == by_store, "{text}: {plan:?}");
        assert_eq!(plan.compare_to.map(|base| base.label).as_deref(), Some(base), "{text}");
        assert_eq!((plan.top.map(|top| (top.n, top.order)), plan.by_percent), (top, by_percent), "{text}");
    }
    let split = read("revenue by store in 2025", Language::English, None);
    let grown = read("growth vs 2024?", Language::English, Some(&split));
    assert!(grown.compares_members() && grown.group_by == by_store);
    let earlier = read("and in 2024?", Language::English, Some(&grown));
    assert_eq!(earlier.compare_to.map(|base| base.label).as_deref(), Some("2023"));
}

#[test]
fn what_is_taken_back_and_what_is_said_twice() {
    let quarter = read("profit for Q2 2025", Language::English, None);
    for text in ["no, 2024", "I meant 2024"] {
        assert_eq!(label(&read(text, Language::English, Some(&quarter))), "Q2 2024", "{text}");
    }
    let year = read("no, I meant the year 2024", Language::English, Some(&quarter));
    assert_eq!(label(&year), "2024");
    let money = read("I wanted revenue, not profit", Language::English, Some(&quarter));
    assert_eq!((money.measures.as_slice(), label(&money).as_str()), (&["revenue".to_owned()][..], "Q2 2025"));
    for text in ["revenue in summer 2025 (june to august)", "revenue in 2025, in July 2025"] {
        let period = read(text, Language::English, None).period.unwrap();
        assert!(period.from.month() >= 6 && period.to.month() <= 8, "{text}: {period:?}");
    }
    let second = read("second best store in 2025", Language::English, None);
    assert_eq!(second.top.map(|top| (top.n, top.order)), Some((2, Order::Highest)));
}

#[test]
fn the_same_days_of_a_year_that_is_not_over() {
    let (from, to) = (jiff::civil::date(2026, 1, 1), jiff::civil::date(2026, 5, 17));
    for (language, text) in [
        (Language::English, "how does revenue this year compare with the same period last year?"),
        (Language::Spanish, "¿Cuánto creció la tienda este año frente al mismo periodo del año pasado?"),
    ] {
        let plan = read(text, language, None);
        let (now, base) = (plan.period.unwrap(), plan.compare_to.unwrap());
        assert_eq!((now.from, now.to), (from, to), "{text}");
        assert_eq!((base.from, base.to), (jiff::civil::date(2025, 1, 1), jiff::civil::date(2025, 5, 17)), "{text}");
    }
    // A period that is over is compared as a whole, and so is one whose same days nobody asked for.
    let whole = read("revenue in March 2026 against the same period last year", Language::English, None);
    assert_eq!(whole.compare_to.map(|base| base.label).as_deref(), Some("March 2025"));
    let year = read("compare revenue this year with last year", Language::English, None);
    assert_eq!(year.compare_to.map(|base| base.label).as_deref(), Some("2025"));
}

#[test]
fn a_name_is_the_one_with_the_fewest_letters_wrong() {
    let catalogue = serde_json::json!({
        "name": "Sales", "time": {"column": "Date", "formats": ["%Y-%m-%d"]}, "currency": "EUR",
        "measures": [
            {"name": "accounts", "unit": "count", "aggregate": {"countDistinct": "Account"}},
            {"name": "discounts", "unit": "money", "aggregate": {"sum": "Discount"}},
        ],
        "dimensions": [{"name": "country", "column": "Country"}],
    });
    let members = [("country".to_owned(), vec!["Spain".to_owned(), "France".to_owned()])];
    let days = [jiff::civil::date(2024, 1, 1), jiff::civil::date(2025, 12, 31)].map(Some);
    let vocabulary = Vocabulary::new(serde_json::from_value(catalogue).unwrap(), members.into(), days[0], days[1]);
    for (text, measure, excluded) in [
        ("Dicounts for Jul 2024", "discounts", false),
        ("acounts for Jul 2024", "accounts", false),
        ("discounts for Jul 2024 excuding Spain", "discounts", true),
    ] {
        let outcome = classify(text, Language::English, &vocabulary, Context::default()).outcome;
        let Outcome::Plan(plan) = outcome else { panic!("{text}: {outcome:?}") };
        assert_eq!(
            (plan.measures[0].as_str(), plan.filters.first().is_some_and(|filter| filter.exclude)),
            (measure, excluded),
            "{text}"
        );
    }
}
