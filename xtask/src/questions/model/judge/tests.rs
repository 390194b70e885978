//! A judge that agrees with everything proves nothing.

use serde_json::{Value, json};

use super::{Judge, Language};

fn fact(role: &str, value: &str, unit: &str, display: &str, period: &str, member: Option<&str>) -> Value {
    let filters: Vec<Value> =
        member.into_iter().map(|m| json!({"dimension": "country", "members": [m], "exclude": false})).collect();
    json!({"role": role, "value": value, "unit": unit, "display": display, "measure": "revenue", "label": "", "period": period,
        "filters": filters})
}

/// Germany's April and March of 2011.
fn reply(text: &str) -> Value {
    let (april, march) = ("2011-04-01/2011-04-30", "2011-03-01/2011-03-31");
    let facts = [
        fact("value", "1504", "GBP", "£1,504.00", april, Some("Germany")),
        fact("value", "1665", "GBP", "£1,665.00", march, Some("Germany")),
        fact("change", "-161", "GBP", "-£161.00", april, Some("Germany")),
        fact("percent", "-9.6697", "percent", "-9.67%", april, Some("Germany")),
    ];
    json!({"verdict": "ANSWERED", "text": text, "facts": facts, "classification": {"groupBy": null, "top": null}})
}

/// The kinds of what is found.
fn found(language: Language, reply: &Value) -> Vec<&'static str> {
    let mut kinds = all(language, reply);
    kinds.retain(|kind| *kind != "answer");
    kinds
}

fn all(language: Language, reply: &Value) -> Vec<&'static str> {
    let members = ["Germany", "France", "RED CAKE STAND", "SET OF 3 TINS", "found"].map(str::to_owned);
    let catalogue = json!({"dimensions": [{"name": "country", "aliases": {"US": "USA"}}]});
    let judge = Judge::new(members.iter(), &catalogue);
    judge.findings(language, "Was it more than three million?", reply).into_iter().map(|finding| finding.kind).collect()
}

#[test]
fn what_facts_say_passes() {
    for (language, text) in [
        (
            Language::English,
            "Revenue for Germany in April 2011 came to £1,504.00, £161.00 (9.67%) less than in March 2011 (£1,665.00).",
        ),
        (
            Language::English,
            "From March to April 2011 the takings of Germany fell by -9.67%, as we have found; may they recover.",
        ),
        (Language::English, "Germany, april 2011: 1504.00 £, down from 1665.00 between 1 March and 31 March 2011."),
        (
            Language::English,
            "I cannot pick by an amount. Ask for the top ones. I do not find \"three million\". Revenue was £1,504, 9.7% less.",
        ),
        (Language::German, "Revenue für Germany im April 2011: 1.504,00 £, 9,67 % weniger als im März 2011."),
        (
            Language::French,
            "Revenue pour Germany en avril 2011 : £1,504.00, soit 9,67 pour cent de moins qu'en mars 2011.",
        ),
        (Language::Spanish, "Revenue en abril de 2011: £1,504.00, un 9.67% menos que en marzo de 2011."),
        (Language::Portuguese, "Revenue em abril de 2011: £1,504.00, 9.67 por cento menos do que em março de 2011."),
    ] {
        assert_eq!(found(language, &reply(text)), Vec::<&str>::new(), "{text}");
    }
}

#[test]
fn figures_and_number_words_of_no_fact_are_found() {
    for (language, text, kind) in [
        (Language::English, "Revenue was £1,505.00.", "figure"),
        (Language::English, "Revenue was £1,504.000.", "figure"),
        (Language::English, "Revenue was £1,500.", "figure"),
        (Language::English, "Revenue was £1,504.00 million.", "figure"),
        (Language::English, "Revenue was ５.", "figure"),
        (Language::English, "Revenue was ½ of it.", "figure"),
        (Language::English, "Revenue was $1,504.00.", "unit"),
        (Language::English, "Revenue was 9.67.", "unit"),
        (Language::English, "The percentage was £1,504.00.", "unit"),
        (Language::English, "Revenue was 1,504.00%.", "unit"),
        (Language::English, "Revenue was -£1,504.00.", "sign"),
        (Language::English, "Revenue was +£161.00.", "sign"),
        (Language::English, "Revenue was three million.", "number word"),
        (Language::English, "Revenue was \"three million\".", "number word"),
        (Language::English, "I do not find \"four million\" in your data.", "number word"),
        (Language::German, "Revenue: dreitausendfünfhundert.", "number word"),
        (Language::French, "Revenue : trois.", "number word"),
        (Language::Spanish, "Revenue: doscientos.", "number word"),
        (Language::Portuguese, "Revenue: duzentos.", "number word"),
        (Language::German, "Revenue was three.", "number word"),
        (Language::English, "Revenue was {F9}.", "placeholder"),
    ] {
        assert!(found(language, &reply(text)).contains(&kind), "{text}: {:?}", found(language, &reply(text)));
    }
}

#[test]
fn periods_of_no_fact_are_found() {
    for (language, text) in [
        (Language::English, "In May 2011 it was £1,504.00."),
        (Language::English, "In April 2012 it was £1,504.00."),
        (Language::English, "In 2011 it was £1,504.00."),
        (Language::English, "In Q2 2011 it was £1,504.00."),
        (Language::English, "In the first quarter of 2011 it was £1,504.00."),
        (Language::English, "In H1 2011 it was £1,504.00."),
        (Language::English, "On 2 April 2011 it was £1,504.00."),
        (Language::English, "On 2011-04-02 it was £1,504.00."),
        (Language::English, "On Mondays; Monday, that is."),
        (Language::German, "Im Mai 2011: £1,504.00."),
        (Language::German, "Im 2. Quartal 2011: £1,504.00."),
        (Language::French, "Au troisième trimestre 2011 : £1,504.00."),
        (Language::Spanish, "En diciembre de 2011: £1,504.00."),
        (Language::Portuguese, "No 1.º semestre de 2011: £1,504.00."),
    ] {
        assert_eq!(found(language, &reply(text)), ["period"], "{text}");
    }
}

#[test]
fn names_of_no_fact_are_found() {
    for text in
        ["France had £1,504.00.", "Frankreich: £1,504.00", "US revenue: £1,504.00", "red cake stand", "SET OF 3 TINS"]
    {
        assert_eq!(found(Language::English, &reply(text)), ["member"], "{text}");
    }
    let mut without = reply("Germany: £1,504.00.");
    for fact in without["facts"].as_array_mut().unwrap() {
        fact["filters"][0]["exclude"] = true.into();
    }
    assert_eq!(found(Language::English, &without), ["member that is left out"]);
    without["text"] = "Revenue excluding Germany: £1,504.00.".into();
    assert!(found(Language::English, &without).is_empty());
}

#[test]
fn directions_of_no_fact_are_found() {
    for (language, text) in [
        (Language::English, "Revenue rose by £161.00."),
        (Language::English, "Revenue more than doubled."),
        (Language::English, "Revenue was unchanged."),
        (Language::German, "Revenue stieg um £161.00."),
        (Language::German, "Revenue: mehr als im März 2011."),
        (Language::French, "Revenue : en hausse de £161.00."),
        (Language::Spanish, "Revenue aumentó."),
        (Language::Portuguese, "Revenue cresceu."),
    ] {
        assert!(found(language, &reply(text)).contains(&"direction"), "{text}");
    }
    let mut alone = reply("Revenue fell.");
    alone["facts"].as_array_mut().unwrap().truncate(1);
    assert_eq!(found(Language::English, &alone), ["direction"]);
    alone["text"] = "The highest revenue.".into();
    assert_eq!(found(Language::English, &alone), ["direction"]);
    alone["text"] = "The highest 2.".into();
    assert_eq!(found(Language::English, &alone), ["figure", "direction"]);
    alone["classification"] = json!({"groupBy": null, "top": {"n": 2, "order": "highest"}});
    assert!(found(Language::English, &alone).is_empty());
}

#[test]
fn a_text_that_tells_no_figure_is_found() {
    let none = reply("The sky is blue in Germany.");
    assert_eq!(all(Language::English, &none), ["answer"]);
    assert!(all(Language::English, &reply("£1,504.00, as in this one, of the top 2.")).is_empty());
    let mut empty = none;
    empty["facts"] = json!([]);
    assert_eq!(all(Language::English, &empty), ["member"]);
}

#[test]
fn ranked_members_stand_in_their_order() {
    let mut top = reply("");
    let period = "2011-03-01/2011-03-31";
    let members = ["Germany", "France", "Spain"];
    top["facts"] = members.map(|name| fact("value", "1504", "GBP", "£1,504.00", period, Some(name))).into();
    top["classification"] = json!({"groupBy": {"dimension": "country"}, "top": {"n": 3, "order": "highest"}});
    for (text, kinds) in [
        ("Germany £1,504.00, France, Spain", vec![]),
        ("Germany £1,504.00 and France", vec![]),
        ("Spain had £1,504.00.", vec![]),
        ("France £1,504.00, Germany, Spain", vec!["order"]),
        ("Germany £1,504.00 and Spain", vec!["order"]),
    ] {
        top["text"] = text.into();
        assert_eq!(found(Language::English, &top), kinds, "{text}");
    }
}
