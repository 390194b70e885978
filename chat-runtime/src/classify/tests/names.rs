//! What people call dimensions and their members.

use super::*;

/// A wholesaler's: names of several words, members with signs, and customers that are both counted and split by.
fn wholesaler() -> Vocabulary {
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
