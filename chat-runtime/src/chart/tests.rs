use std::{
    io::Write,
    process::{Command, Stdio},
};

use localstack::python::Venv;

use super::*;
use crate::sample;

/// Ships the schema of Vega-Lite 6.
const ALTAIR: Venv<'_> = Venv { name: "altair-6.3.0", packages: &["altair==6.3.0"] };
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vega_lite.py");

fn charts(language: Language) -> Vec<(&'static str, Option<Value>)> {
    let of = |sample: &sample::Sample| chart(&sample.plan, &sample::catalogue(language), &sample.facts, language);
    sample::samples(language).iter().map(|sample| (sample.name, of(sample))).collect()
}

#[test]
fn single_figures_have_no_chart_and_lists_have_one() {
    for (name, chart) in charts(Language::English) {
        let drawn = ["series", "rank", "breakdown", "members", "cumulative", "growth", "why"];
        assert_eq!(chart.is_some(), drawn.iter().any(|kind| name.contains(kind)), "{name}");
    }
}

#[test]
fn a_chart_is_of_the_facts_in_their_order() {
    let charts = charts(Language::German);
    let of = |name: &str| charts.iter().find(|(other, _)| *other == name).and_then(|(_, chart)| chart.clone()).unwrap();
    let series = of("series");
    assert_eq!(series["data"]["values"][0]["value"], 691_364.56);
    assert_eq!(series["data"]["values"][4]["value"], Value::Null);
    assert_eq!(series["data"]["values"][6]["complete"], false);
    assert_eq!(series["encoding"]["y"]["title"], "Umsatz (GBP)");
    assert_eq!(series["encoding"]["x"]["title"], "Monat");
    assert_eq!(series["config"]["locale"]["number"]["decimal"], ",");
    let names: Vec<_> =
        of("rank")["data"]["values"].as_array().unwrap().iter().map(|row| row["name"].clone()).collect();
    assert_eq!(names, ["EIRE", "Netherlands", "France"]);
    // The last bar of what a change is made of is the change.
    for panel in of("why")["vconcat"].as_array().unwrap() {
        let rows = panel["data"]["values"].as_array().unwrap();
        let [.., last_part, change] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(last_part["end"], change["end"]);
    }
}

#[test]
fn names_are_values_and_titles_alone() {
    let mut sample = sample::samples(Language::English).into_iter().find(|sample| sample.name == "rank").unwrap();
    let hostile = ["a.b[0]", "<img src=x onerror=alert(1)>", "datum['value']"];
    for (fact, name) in sample.facts.iter_mut().zip(hostile) {
        fact.filters[0].members = vec![name.to_owned()];
    }
    sample.plan.group_by = Some(GroupBy::Dimension("image".to_owned()));
    let chart = chart(&sample.plan, &sample::catalogue(Language::English), &sample.facts, Language::English).unwrap();
    for (row, name) in chart["data"]["values"].as_array().unwrap().iter().zip(hostile) {
        assert_eq!(row["name"], name);
    }
    let mut specification = chart.clone();
    specification["data"] = Value::Null;
    assert!(hostile.iter().all(|name| !specification.to_string().contains(name)));
    // A tooltip's field of this name would be fetched as a picture.
    assert_eq!(chart["encoding"]["tooltip"][0]["title"], "Image");
}

#[test]
fn charts_meet_the_schema_of_vega_lite() {
    let python = ALTAIR.python().unwrap();
    let mut specs: Vec<Value> = Language::ALL.into_iter().flat_map(charts).filter_map(|(_, chart)| chart).collect();
    let judged = |specs: &[Value]| {
        let mut script = Command::new(&python);
        script.arg(SCRIPT).env("PYTHONDONTWRITEBYTECODE", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut script = script.spawn().unwrap();
        script.stdin.take().unwrap().write_all(json!(specs).to_string().as_bytes()).unwrap();
        let output = script.wait_with_output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let (good, said) = judged(&specs);
    assert!(good && specs.len() > 40, "{} charts: {said}", specs.len());
    // A check that finds nothing wrong in anything proves nothing.
    specs[0]["encoding"]["x"]["type"] = json!("sideways");
    assert!(!judged(&specs[..1]).0);
}
