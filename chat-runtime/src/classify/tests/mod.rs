mod changes;
mod names;
mod splits;
mod together;

use proptest::prelude::*;
use sales_metrics::{
    period::Grain,
    query::plan::{GroupBy, Intent, Order},
};

use super::*;

fn vocabulary() -> Vocabulary {
    let catalogue = serde_json::from_str(include_str!("../../../../salestalk/demo/catalogue.json")).unwrap();
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
    let bottom = plan_of("the bottom 5", Some(&november));
    for (text, wanted) in [
        ("only the top 3", (3, Order::Lowest)),
        ("make it the top 3", (3, Order::Lowest)),
        ("show me the top 3", (3, Order::Highest)),
        ("and the top 3?", (3, Order::Highest)),
        ("only the bottom 3", (3, Order::Lowest)),
    ] {
        assert_eq!(plan_of(text, Some(&bottom)).top.map(|top| (top.n, top.order)), Some(wanted), "{text}");
    }
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
                    open.extend(choices.iter().map(|choice| resumed(choice, &pending, &vocabulary).unwrap()));
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
        "countries by revenue per customer in 2011",
        "sum of revenue in May and August 2011",
        "how many different items did Germany buy in 2011",
        "average customers per customer in 2011",
        "revenue until yesterday this month",
    ] {
        let outcome = classify(text, Language::English, &vocabulary(), Context::default()).outcome;
        assert!(!matches!(outcome, Outcome::Plan(_)), "{text}: {outcome:?}");
    }
    assert_eq!(label(&plan_of("sum of revenue in May and June 2011", None)), "1 May 2011 to 30 June 2011");
}

/// What was said before, and what the answer to it listed.
fn after(text: &str, shown: Option<&Shown>, previous: &Plan) -> Outcome {
    let context = Context { plan: Some(previous), shown, ..Context::default() };
    classify(text, Language::English, &vocabulary(), context).outcome
}

fn member_of(plan: &Plan) -> Vec<(&str, Vec<&str>, bool)> {
    let filters = plan.filters.iter();
    filters.map(|f| (f.dimension.as_str(), f.members.iter().map(String::as_str).collect(), f.exclude)).collect()
}

#[test]
fn what_points_back_is_what_was_found() {
    let best = plan_of("which country besides the UK had the highest revenue in Q3 2011", None);
    let list = |members: &[&str]| Shown::Members {
        dimension: "country".to_owned(),
        members: members.iter().map(|member| (*member).to_owned()).collect(),
    };
    let found = list(&["EIRE"]);
    for (text, intent, measure) in [
        ("how many orders did it place?", Intent::Lookup, "orders"),
        ("its best product", Intent::Rank, "revenue"),
        ("their units", Intent::Lookup, "units"),
        ("its share of total revenue in that quarter", Intent::Share, "revenue"),
    ] {
        let Outcome::Plan(plan) = after(text, Some(&found), &best) else { panic!("{text}") };
        assert_eq!((plan.intent, plan.measures[0].as_str()), (intent, measure), "{text}");
        assert_eq!(member_of(&plan), [("country", vec!["EIRE"], false)], "{text}");
        assert_eq!(label(&plan), "Q3 2011", "{text}");
    }
    let top = plan_of("top 3 countries by revenue in May 2011", None);
    let found = list(&["Netherlands", "EIRE", "Germany"]);
    for (text, members) in [
        ("how many units of the second one did we sell", vec!["EIRE"]),
        ("what about the third of them, in orders", vec!["Germany"]),
        ("those three, orders", vec!["Netherlands", "EIRE", "Germany"]),
        ("how many orders did they place", vec!["Netherlands", "EIRE", "Germany"]),
    ] {
        let Outcome::Plan(plan) = after(text, Some(&found), &top) else { panic!("{text}") };
        assert_eq!(member_of(&plan), [("country", members, false)], "{text}");
    }
    for text in ["its orders", "the fourth place's orders", "that day's revenue"] {
        assert!(!matches!(after(text, Some(&found), &top), Outcome::Plan(_)), "{text}");
    }
    let month = plan_of("best month of 2011 by orders", None);
    let november = Shown::Periods(vec![sales_metrics::period::Period::month(jiff::civil::date(2011, 11, 1))]);
    for text in ["what was revenue that month?", "how much revenue was there in it", "customers in this month"] {
        let Outcome::Plan(plan) = after(text, Some(&november), &month) else { panic!("{text}") };
        let intent = if text.starts_with("customers") { plan.intent } else { Intent::Lookup };
        assert_eq!((plan.intent, label(&plan).as_str()), (intent, "November 2011"), "{text}");
    }
}

#[test]
fn what_points_to_nothing_is_refused() {
    for text in ["its revenue", "how much did the second one sell?", "what do they bring in together", "those three"] {
        let outcome = classify(text, Language::English, &vocabulary(), Context::default()).outcome;
        assert!(!matches!(outcome, Outcome::Plan(_)), "{text}: {outcome:?}");
    }
    let plan = plan_of("revenue for Germany in May 2011", None);
    let context = Context { plan: Some(&plan), refused: true, ..Context::default() };
    let outcome = classify("how many orders did it place", Language::English, &vocabulary(), context).outcome;
    assert_eq!(outcome, Outcome::NoData(Refusal::NoReference));
    // What the question itself names needs nothing from before.
    assert_eq!(plan_of("revenue of Germany and its orders in May 2011", None).measures, ["revenue", "orders"]);
}

#[test]
fn exclusions_add_up_and_are_taken_back() {
    let may = plan_of("turnover excluding the UK in May 2011", None);
    let both = plan_of("also excluding Germany", Some(&may));
    assert_eq!(member_of(&both), [("country", vec!["United Kingdom", "Germany"], true)]);
    let one = plan_of("put the UK back in", Some(&both));
    assert_eq!(member_of(&one), [("country", vec!["Germany"], true)]);
    for text in ["nothing excluded", "put them back"] {
        assert!(plan_of(text, Some(&both)).filters.is_empty(), "{text}");
    }
    let ranked = plan_of("top 3 countries without the UK by units in 2011", None);
    let again = plan_of("include the UK again", Some(&ranked));
    assert_eq!((again.intent, again.filters.len()), (Intent::Rank, 0));
    let dropped = plan_of("now drop the UK from that list", Some(&again));
    assert_eq!((dropped.intent, member_of(&dropped)), (Intent::Rank, vec![("country", vec!["United Kingdom"], true)]));
    let france = plan_of("revenue in France for March 2011", None);
    assert_eq!(member_of(&plan_of("except France", Some(&france))), [("country", vec!["France"], true)]);
    assert!(plan_of("forget France", Some(&france)).filters.is_empty());
    let three = plan_of("revenue, orders and customers for Germany in May 2011", None);
    assert_eq!(plan_of("leave out the customers", Some(&three)).measures, ["revenue", "orders"]);
    let instead = plan_of("units instead of revenue", Some(&france));
    assert_eq!(instead.measures, ["units"]);
}

#[test]
fn the_other_side_of_a_comparison() {
    let germany = plan_of("revenue for Germany in May 2011", None);
    let beside = plan_of("versus France", Some(&germany));
    assert_eq!(
        (beside.intent, member_of(&beside)),
        (Intent::Compare, vec![("country", vec!["Germany", "France"], false)])
    );
    let turned = plan_of("the other way round", Some(&beside));
    assert_eq!(member_of(&turned), [("country", vec!["France", "Germany"], false)]);
    let quarters = plan_of("Compare Q1 and Q3 2011 on revenue", None);
    let moved = plan_of("Q2 instead of Q1", Some(&quarters));
    assert_eq!((label(&moved), moved.compare_to.unwrap().label), ("Q2 2011".to_owned(), "Q3 2011".to_owned()));
    let parts = plan_of("revenue in Q2 2011", None);
    for (text, period) in [("first month of it", "April 2011"), ("last month of the quarter", "June 2011")] {
        assert_eq!(label(&plan_of(text, Some(&parts))), period, "{text}");
    }
}

/// Each was answered once as if the words in it that make it another question were not there.
#[test]
fn words_that_change_the_question() {
    use Language::{English, French, German, Portuguese, Spanish};
    for (language, text) in [
        (English, "large orders in October 2011"),
        (English, "high-value customers in 2011"),
        (English, "how much could we have sold in May 2011"),
        (English, "how much did we buy in May 2011"),
        (English, "how many pieces were returned in March 2011"),
        (English, "customers who bought in January and in June 2011"),
        (English, "products sold in both France and Germany in 2011"),
        (English, "countries with more revenue than Germany in 2011"),
        (English, "in which month of 2011 did orders grow most"),
        (English, "average revenue of the top 5 countries in 2011"),
        (English, "revenue in every other month of 2011"),
        (English, "best day of each month in 2011"),
        (English, "orders without refunds in May 2011"),
        (English, "average of May and June 2011 revenue"),
        (Spanish, "clientes que no compraron en junio de 2011"),
        (Spanish, "segundo mejor mes de 2011"),
        (Portuguese, "clientes que não compraram em junho de 2011"),
        (Portuguese, "vendas de manhã em junho de 2011"),
        (French, "clients qui n'ont pas acheté en juin 2011"),
        (French, "CA un mois sur deux en 2011"),
        (German, "große Bestellungen im Mai 2011"),
        (German, "In welchem Monat 2011 stieg der Umsatz am stärksten?"),
    ] {
        let outcome = classify(text, language, &vocabulary(), Context::default()).outcome;
        assert!(!matches!(outcome, Outcome::Plan(_)), "{text}: {outcome:?}");
    }
}

#[test]
fn two_figures_in_every_language() {
    use Language::{French, German, Portuguese, Spanish};
    for (language, text, measures) in [
        (German, "Umsatz und Bestellungen im Mai 2011", ["revenue", "orders"]),
        (French, "Quel est le CA d'août 2011 et combien d'unités avons-nous vendues ?", ["revenue", "units"]),
        (Spanish, "¿Cuántos ingresos y cuántos pedidos hubo en mayo de 2011?", ["revenue", "orders"]),
        (Portuguese, "Qual o faturamento de agosto de 2011 e quantas unidades foram vendidas?", ["revenue", "units"]),
    ] {
        let Outcome::Plan(plan) = classify(text, language, &vocabulary(), Context::default()).outcome else {
            panic!("{text}")
        };
        assert_eq!(plan.measures, measures, "{text}");
    }
    for (language, text) in [
        (Spanish, "Los cinco países con más pedidos en 2011"),
        (Portuguese, "Os cinco países com mais pedidos em 2011"),
    ] {
        let Outcome::Plan(plan) = classify(text, language, &vocabulary(), Context::default()).outcome else {
            panic!("{text}")
        };
        assert_eq!((plan.intent, plan.measures[0].as_str()), (Intent::Rank, "orders"), "{text}");
    }
}

#[test]
fn a_year_that_stands_apart() {
    for (text, period) in [("december orders in 2010", "December 2010"), ("avg units per order 2011", "2011")] {
        assert_eq!(label(&plan_of(text, None)), period, "{text}");
    }
}

#[test]
fn a_comparison_without_a_figure_is_of_money() {
    for text in [
        "October 2011 compared to September 2011",
        "compare 2011 Q2 with 2011 Q3",
        "Was June 2011 better than May 2011?",
    ] {
        let plan = plan_of(text, None);
        assert_eq!((plan.intent, plan.measures.as_slice()), (Intent::Compare, &["revenue".to_owned()][..]), "{text}");
        assert!(plan.compare_to.is_some(), "{text}");
    }
}

#[test]
fn the_same_answer_in_another_shape_is_given_again() {
    let (first, second) = (plan_of("revenue in May 2011", None), plan_of("revenue in June 2011", None));
    let context = Context { plan: Some(&second), earlier: Some(&first), ..Context::default() };
    let Outcome::Plan(grown) = classify("growth in %", Language::English, &vocabulary(), context).outcome else {
        panic!()
    };
    assert_eq!((grown.intent, grown.period, grown.compare_to), (Intent::Compare, second.period.clone(), first.period));
    let parts = plan_of("revenue by country in 2011", None);
    for text in ["as a table please", "in percent"] {
        assert_eq!(plan_of(text, Some(&parts)), parts, "{text}");
    }
    let (uk, france) = (plan_of("revenue in France in 2011", None), plan_of("revenue in Germany in 2011", None));
    let context = Context { plan: Some(&france), earlier: Some(&uk), ..Context::default() };
    let Outcome::Plan(sum) = classify("together?", Language::English, &vocabulary(), context).outcome else { panic!() };
    assert_eq!(
        (sum.intent, sum.filters[0].members.as_slice()),
        (Intent::Lookup, &["France".to_owned(), "Germany".to_owned()][..])
    );
}

#[test]
fn who_is_new_returned_or_was_lost() {
    for (language, text, measures) in [
        (Language::English, "How many new customers did we get in May 2011?", &["newCustomers"][..]),
        (Language::English, "how many customers bought for the first time in May 2011", &["newCustomers"]),
        (Language::English, "lost customers in May 2011", &["lostCustomers"]),
        (Language::English, "How many customers did we lose in May 2011?", &["lostCustomers"]),
        (Language::English, "how many repeat customers in May 2011", &["returningCustomers"]),
        (Language::English, "new and returning customers in May 2011", &["newCustomers", "returningCustomers"]),
        (Language::English, "new vs lost customers in May 2011", &["newCustomers", "lostCustomers"]),
        (Language::German, "Wie viele Neukunden hatten wir im Mai 2011?", &["newCustomers"]),
        (Language::German, "Wie viele verlorene Kunden im Mai 2011?", &["lostCustomers"]),
        (Language::German, "neue und wiederkehrende Kunden im Mai 2011", &["newCustomers", "returningCustomers"]),
        (Language::French, "Combien de nouveaux clients en mai 2011 ?", &["newCustomers"]),
        (Language::French, "clients perdus en mai 2011", &["lostCustomers"]),
        (Language::Spanish, "¿Cuántos clientes nuevos tuvimos en mayo de 2011?", &["newCustomers"]),
        (Language::Spanish, "clientes nuevos y recurrentes en mayo de 2011", &["newCustomers", "returningCustomers"]),
        (Language::Portuguese, "Quantos clientes novos em maio de 2011?", &["newCustomers"]),
    ] {
        let outcome = classify(text, language, &vocabulary(), Context::default()).outcome;
        let Outcome::Plan(plan) = outcome else { panic!("{text}: {outcome:?}") };
        assert_eq!(
            (plan.intent, plan.measures.as_slice()),
            (Intent::Lookup, &*measures.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()),
            "{text}"
        );
        assert_eq!(label(&plan), "May 2011", "{text}");
    }
    // "What share of customers were new" is of all customers; what the new ones spent is no figure of any plan.
    let share =
        classify("what share of customers were new in May 2011?", Language::English, &vocabulary(), Context::default());
    let Outcome::Plan(share) = share.outcome else { panic!("{share:?}") };
    assert_eq!((share.intent, share.group_by), (Intent::Share, Some(GroupBy::Measure("customers".to_owned()))));
    let spent = "how many new customers in May 2011 and how much did they spend";
    let spent = classify(spent, Language::English, &vocabulary(), Context::default()).outcome;
    assert!(matches!(spent, Outcome::NoData(_)), "{spent:?}");
    let outcome =
        classify("how many customers did we lose?", Language::English, &vocabulary(), Context::default()).outcome;
    assert!(matches!(outcome, Outcome::Clarify { asked: Asked::When, .. }), "{outcome:?}");
}
