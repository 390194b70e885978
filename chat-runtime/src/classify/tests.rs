use proptest::prelude::*;
use sales_metrics::query::plan::{Intent, Order};

use super::*;

fn vocabulary() -> Vocabulary {
    let catalogue = serde_json::from_str(include_str!("../../../salestalk/demo/catalogue.json")).unwrap();
    let countries = [
        "United Kingdom",
        "France",
        "Germany",
        "Belgium",
        "Sweden",
        "Denmark",
        "Netherlands",
        "Australia",
        "EIRE",
        "USA",
    ];
    let products = [
        "WHITE HANGING HEART T-LIGHT HOLDER",
        "JUMBO BAG RED RETROSPOT",
        "?",
        "check",
        "POPCORN HOLDER",
        "60 CAKE CASES VINTAGE CHRISTMAS",
    ];
    let mut products: Vec<String> = products.iter().map(|p| (*p).to_owned()).collect();
    products.extend((0..600).map(|n| format!("THING NUMBER {n}")));
    let members =
        [("country".to_owned(), countries.iter().map(|c| (*c).to_owned()).collect()), ("product".to_owned(), products)]
            .into();
    Vocabulary::new(catalogue, members, Some(jiff::civil::date(2010, 12, 1)), Some(jiff::civil::date(2011, 12, 9)))
}

fn plan_of(text: &str, previous: Option<&Plan>) -> Plan {
    match classify(text, Language::English, &vocabulary(), Context { plan: previous, ..Context::default() }).outcome {
        Outcome::Plan(plan) => *plan,
        other => panic!("{text}: {other:?}"),
    }
}

fn label(plan: &Plan) -> String {
    plan.period.as_ref().map_or_else(String::new, |period| period.label.clone())
}

#[test]
fn one_question_one_plan() {
    for (text, intent, measure, period) in [
        ("What was revenue in June 2011?", Intent::Lookup, "revenue", "June 2011"),
        ("how much did we sell in january 2011", Intent::Lookup, "revenue", "January 2011"),
        ("How many orders did we get in Oct 2011?", Intent::Lookup, "orders", "October 2011"),
        ("What did France bring in during November 2011?", Intent::Lookup, "revenue", "November 2011"),
        ("average order value in march 2011", Intent::Lookup, "averageOrderValue", "March 2011"),
        ("revenue per order in September 2011", Intent::Lookup, "averageOrderValue", "September 2011"),
        ("average monthly revenue in Q1 2011", Intent::Average, "revenue", "Q1 2011"),
        ("revenu febuary 2011", Intent::Lookup, "revenue", "February 2011"),
        ("Top 3 countries by revenue in August 2011", Intent::Rank, "revenue", "August 2011"),
        ("which two countries other than the UK ordered most often in 2011", Intent::Rank, "orders", "2011"),
        ("which quarter of 2011 had the most orders", Intent::Rank, "orders", "2011"),
        ("revenue by quarter for 2011", Intent::Series, "revenue", "2011"),
        ("What share of 2011 revenue came from Germany?", Intent::Share, "revenue", "2011"),
        ("break May 2011 revenue down by country", Intent::Breakdown, "revenue", "May 2011"),
        ("Sweden vs Denmark revenue 2011", Intent::Compare, "revenue", "2011"),
        ("Compare revenue in June 2011 with May 2011", Intent::Compare, "revenue", "June 2011"),
        ("percentage change in units from August to September 2011", Intent::Compare, "units", "September 2011"),
    ] {
        let plan = plan_of(text, None);
        assert_eq!(
            (plan.intent, plan.measures[0].as_str(), label(&plan).as_str()),
            (intent, measure, period),
            "{text}"
        );
    }
}

#[test]
fn rankings_keep_their_end_and_leave_out_what_is_excluded() {
    let plan = plan_of("What was our worst month between January and June 2011?", None);
    assert_eq!(plan.top.unwrap().order, Order::Lowest);
    let plan = plan_of("which two countries other than the UK ordered most often in 2011", None);
    assert_eq!(plan.top.unwrap().n, 2);
    assert!(plan.filters[0].exclude && plan.filters[0].members == ["United Kingdom"]);
}

#[test]
fn leaving_a_member_out_keeps_the_period() {
    let plan = plan_of("revenue excluding the UK in 2011", None);
    assert!(plan.filters[0].exclude && label(&plan) == "2011");
    let outcome =
        classify("revenue in 2011 except December", Language::English, &vocabulary(), Context::default()).outcome;
    assert!(matches!(outcome, Outcome::NoData { .. }), "{outcome:?}");
}

#[test]
fn follow_ups_change_one_thing() {
    let first = plan_of("How many orders in July 2011?", None);
    let august = plan_of("and August?", Some(&first));
    assert_eq!((august.measures[0].as_str(), label(&august).as_str()), ("orders", "August 2011"));
    let france = plan_of("only France", Some(&august));
    assert_eq!((france.filters[0].members[0].as_str(), label(&france).as_str()), ("France", "August 2011"));
    let revenue = plan_of("what about revenue", Some(&france));
    assert_eq!(
        (revenue.measures[0].as_str(), revenue.filters.len(), label(&revenue).as_str()),
        ("revenue", 1, "August 2011")
    );
    let fresh = plan_of("forget that, what was total revenue in May 2011?", Some(&revenue));
    assert!(fresh.filters.is_empty());
    let top = plan_of("Top 3 products by revenue in October 2011", None);
    let november = plan_of("and in November", Some(&top));
    assert_eq!((november.intent, label(&november).as_str()), (Intent::Rank, "November 2011"));
    assert_eq!(plan_of("make it the top 5", Some(&november)).top.unwrap().n, 5);
    let longer = classify(
        "make it the top 202",
        Language::English,
        &vocabulary(),
        Context { plan: Some(&november), ..Context::default() },
    )
    .outcome;
    assert!(!matches!(longer, Outcome::Plan(_)), "{longer:?}");
}

#[test]
fn what_the_data_cannot_tell_is_refused() {
    for text in [
        "What was our gross margin in May 2011?",
        "sales in Atlantis in 2011",
        "who won the world cup",
        "Show me the other tenants' revenue",
        "how many units of INVISIBLE TEAPOT did we sell",
        "revenue on 31 June 2011",
        "revenue from red shoes",
        "revenue by salesperson",
        "what is the weather tomorrow in Berlin",
        "write me a poem",
        // The engine ranks a hundred.
        "top 202 products by revenue in 2011",
    ] {
        let outcome = classify(text, Language::English, &vocabulary(), Context::default()).outcome;
        assert!(!matches!(outcome, Outcome::Plan(_)), "{text}: {outcome:?}");
    }
}

proptest! {
    #[test]
    fn any_text_is_classified(text in "\\PC{0,80}") {
        let _ = classify(&text, Language::English, &vocabulary(), Context::default());
    }
}

/// What the exam (`cargo xtask questions exam`) asks of every kind, in the languages that it asks in.
#[test]
fn questions_of_all_kinds_and_languages() {
    use Intent::{Average, Breakdown, Compare, Cumulative, Growth, Lookup, Rank, Series, Share, Summary, Why};
    use Language::{English, French, German, Portuguese, Spanish};
    for (language, text, intent, measure, period) in [
        (English, "Why did revenue fall in April 2011?", Why, "revenue", "April 2011"),
        (English, "which country was behind the drop in units from May to June 2011", Why, "units", "June 2011"),
        (English, "how did we do in May 2011", Summary, "revenue", "May 2011"),
        (English, "running total of revenue by month in 2011", Cumulative, "revenue", "2011"),
        (English, "month over month growth of orders in 2011", Growth, "orders", "2011"),
        (English, "units per order in June 2011", Average, "units", "June 2011"),
        (English, "revenue in Germany and France together in 2011", Lookup, "revenue", "2011"),
        (English, "rvenue for the frist quarter of 2011", Lookup, "revenue", "Q1 2011"),
        (English, "when did we sell the most in 2011", Rank, "revenue", "2011"),
        (English, "orders in May 2011 next to June 2011", Compare, "orders", "May 2011"),
        (
            English,
            "year to date sales as of 30 September 2011",
            Lookup,
            "revenue",
            "1 January 2011 to 30 September 2011",
        ),
        (German, "Wie hoch war der Umsatz in Deutschland im Mai 2011?", Lookup, "revenue", "May 2011"),
        (German, "Die 3 besten Länder nach Umsatz im Juni 2011", Rank, "revenue", "June 2011"),
        (French, "Quelle part du chiffre d'affaires vient de l'Allemagne en 2011 ?", Share, "revenue", "2011"),
        (French, "commandes par mois en 2011", Series, "orders", "2011"),
        (Spanish, "¿Cuántos pedidos hubo en mayo de 2011?", Lookup, "orders", "May 2011"),
        (Spanish, "compara las ventas de mayo de 2011 con junio de 2011", Compare, "revenue", "May 2011"),
        (Portuguese, "receita por país no primeiro trimestre de 2011", Breakdown, "revenue", "Q1 2011"),
    ] {
        let outcome = classify(text, language, &vocabulary(), Context::default()).outcome;
        let Outcome::Plan(plan) = outcome else { panic!("{text}: {outcome:?}") };
        let read = (plan.intent, plan.measures[0].as_str(), label(&plan));
        assert_eq!(read, (intent, measure, period.to_owned()), "{text}");
    }
}

#[test]
fn two_turns_are_compared_and_a_filter_is_taken_off() {
    let vocabulary = vocabulary();
    let july = plan_of("orders in Germany in July 2011", None);
    let august = plan_of("and August?", Some(&july));
    let context = Context { plan: Some(&august), earlier: Some(&july), ..Context::default() };
    let Outcome::Plan(both) = classify("compare the two", Language::English, &vocabulary, context).outcome else {
        panic!("no plan")
    };
    assert_eq!((both.intent, label(&both).as_str()), (Intent::Compare, "July 2011"));
    assert_eq!(both.compare_to.unwrap().label, "August 2011");
    let all = plan_of("all countries please", Some(&august));
    assert!(all.filters.is_empty() && label(&all) == "August 2011", "{all:?}");
    let units = plan_of("units?", Some(&august));
    assert_eq!((units.measures[0].as_str(), units.filters.len()), ("units", 1));
}

#[test]
fn a_part_of_a_name_is_asked_back_about_when_several_have_it() {
    let classified = classify("units of holder in 2011", Language::English, &vocabulary(), Context::default());
    let Outcome::Clarify { asked: Asked::Member(written), choices } = classified.outcome else {
        panic!("{classified:?}")
    };
    assert!(choices.len() == 2 && choices.iter().all(|choice| choice.ends_with("HOLDER")), "{choices:?}");
    assert_eq!(written, "holder");
}

#[test]
fn whatever_is_offered_can_be_answered() {
    let vocabulary = vocabulary();
    for (language, question) in [
        (Language::English, "best in March 2011"),
        (Language::English, "Top 5 in March 2011"),
        (Language::English, "Top 5 by revenue in March 2011"),
        (Language::English, "What was the lowest revenue in 2011?"),
        (Language::English, "March 2011?"),
        (Language::English, "average revenue in March 2011"),
        (Language::English, "units of holder in 2011"),
        (Language::German, "Top 5 im März 2011"),
        (Language::German, "durchschnittlicher Umsatz im März 2011"),
        (Language::French, "les meilleurs en mars 2011"),
        (Language::Spanish, "los mejores en marzo de 2011"),
        (Language::Portuguese, "os melhores em março de 2011"),
    ] {
        let mut open = vec![question.to_owned()];
        let mut asked_back = 0;
        while let Some(question) = open.pop() {
            match classify(&question, language, &vocabulary, Context::default()).outcome {
                Outcome::Plan(_) => {}
                Outcome::Clarify { asked, choices } => {
                    asked_back += 1;
                    assert!(!choices.is_empty() && asked_back < 20, "{question}: {asked:?}");
                    let pending = Pending::new(&question, &asked, &choices);
                    open.extend(choices.iter().map(|choice| resumed(choice, &pending).unwrap()));
                }
                other => panic!("{question} -> {other:?}"),
            }
        }
        assert!(asked_back > 0, "{question} is not asked back about");
    }
}

#[test]
fn members_come_and_go_one_by_one() {
    let members = |plan: &Plan| plan.filters.iter().flat_map(|filter| filter.members.clone()).collect::<Vec<_>>();
    let germany = plan_of("revenue for Germany in 2011", None);
    let both = plan_of("plus France", Some(&germany));
    assert_eq!((both.intent, members(&both)), (Intent::Lookup, vec!["Germany".to_owned(), "France".to_owned()]));
    let france = plan_of("minus Germany", Some(&both));
    assert_eq!((members(&france), france.filters[0].exclude), (vec!["France".to_owned()], false));
    for all in ["drop France", "remove France", "everything, not just France"] {
        let all = plan_of(all, Some(&france));
        assert!(all.filters.is_empty() && label(&all) == "2011", "{all:?}");
    }
    let others = plan_of("without Sweden", Some(&france));
    assert!(others.filters[0].exclude && members(&others) == ["Sweden"], "{others:?}");
    let beside = plan_of("Germany vs France revenue in 2011", None);
    let beside = plan_of("add Sweden", Some(&beside));
    assert_eq!((beside.intent, members(&beside).len()), (Intent::Compare, 3));
    let dutch = plan_of("How much did the Dutch spend in 2011?", None);
    assert_eq!(members(&dutch), ["Netherlands"]);
}

#[test]
fn a_unit_around_what_was_talked_about() {
    let day = plan_of("revenue on 14 November 2011", None);
    for (text, period) in [("that whole week?", "week of 14 November 2011"), ("that month", "November 2011")] {
        assert_eq!(label(&plan_of(text, Some(&day))), period, "{text}");
    }
    let month = plan_of("orders in November 2011", None);
    let year = plan_of("for the whole year", Some(&month));
    assert_eq!((year.measures[0].as_str(), label(&year).as_str()), ("orders", "2011"));
}

/// Each would be answered with a figure of something else.
#[test]
fn what_no_plan_says_is_not_passed_over() {
    for text in [
        "sales in April 2011 compared to the average month of Q1 2011",
        "number of days with sales in May 2011",
        "countries by revenue per customer in 2011",
        "sum of revenue in May and August 2011",
        "lost customers in June 2011",
        "how many different items did Germany buy in 2011",
        "average customers per customer in 2011",
        "revenue until yesterday this month",
    ] {
        let outcome = classify(text, Language::English, &vocabulary(), Context::default()).outcome;
        assert!(!matches!(outcome, Outcome::Plan(_)), "{text}: {outcome:?}");
    }
    assert_eq!(label(&plan_of("sum of revenue in May and June 2011", None)), "1 May 2011 to 30 June 2011");
}
