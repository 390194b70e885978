//! The table behind an answer: its facts by period, member, measure and role, as a reader would lay them out.

use std::borrow::Cow;

use rust_decimal::Decimal;
use sales_metrics::{
    catalogue::{Catalogue, Language},
    query::{
        fact::{Fact, FactRole},
        plan::{Filter, GroupBy, Intent, Plan},
    },
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    labels,
    narrate::{
        languages::{Tongue, capital, listed, tongue},
        member_names,
    },
};

/// The facts of an answer as a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Table {
    /// What stands in each place of a row.
    pub columns: Vec<Column>,
    /// In the order of the answer; each as long as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Column {
    /// `period`, `part`, the name of a dimension or a measure, or of a measure with a role: `revenue.share`.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// Of its figures, where it has any and they are all of one.
    pub unit: Option<String>,
}

/// A place in a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Cell {
    /// As people write it; empty where there is nothing.
    pub display: String,
    /// The exact figure.
    #[schema(value_type = Option<String>)]
    pub value: Option<Decimal>,
    /// The id of the fact that it is.
    pub fact: Option<String>,
}

impl Cell {
    fn text(text: String) -> Self {
        Self { display: text, ..Self::default() }
    }

    fn of(fact: &Fact) -> Self {
        Self { display: fact.display.clone(), value: fact.value, fact: Some(fact.id.clone()) }
    }
}

/// The facts as a table; none of a single one.
pub(crate) fn table(plan: &Plan, catalogue: &Catalogue, facts: &[Fact], language: Language) -> Option<Table> {
    let facts = match plan.having {
        Some(_) => Cow::Owned(facts.iter().filter(|fact| is_shown(plan, fact)).cloned().collect::<Vec<_>>()),
        None => Cow::Borrowed(facts),
    };
    let facts = facts.as_ref();
    if facts.len() < 2 {
        return None;
    }
    let layout = Layout { plan, catalogue, tongue: tongue(language), language };
    Some(match plan.intent {
        Intent::Why => layout.parts(facts),
        Intent::Summary => layout.measures(facts),
        _ => layout.pivot(facts),
    })
}

/// The amount that figures are held against, and how many are as much, are no figures of a member.
fn is_shown(plan: &Plan, fact: &Fact) -> bool {
    plan.having.is_none() || !fact.role.is_of_a_list()
}

struct Layout<'a> {
    plan: &'a Plan,
    catalogue: &'a Catalogue,
    tongue: &'static dyn Tongue,
    language: Language,
}

impl Layout<'_> {
    /// A row for each period and slice, a column for each measure and role. Periods and dimensions that are the same in all facts
    /// have no column.
    fn pivot(&self, facts: &[Fact]) -> Table {
        let by_period = facts.iter().any(|fact| fact.period != facts[0].period);
        let mut dimensions: Vec<&str> = Vec::new();
        for filter in facts.iter().flat_map(|fact| &fact.filters) {
            let same = facts.iter().all(|fact| fact.filters.contains(filter));
            if !same && !dimensions.contains(&filter.dimension.as_str()) {
                dimensions.push(&filter.dimension);
            }
        }
        let mut figures: Vec<(&str, FactRole)> = Vec::new();
        let mut keys: Vec<(&str, &[Filter])> = Vec::new();
        for fact in facts {
            let (figure, key) = (figure_of(fact), (fact.period.as_str(), fact.filters.as_slice()));
            if !figures.contains(&figure) {
                figures.push(figure);
            }
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        let mut columns: Vec<Column> = by_period.then(|| self.period_column()).into_iter().collect();
        columns.extend(dimensions.iter().map(|name| column(name, &capital(name), None)));
        for (measure, role) in &figures {
            let unit = facts.iter().find(|fact| figure_of(fact) == (*measure, *role)).map(|fact| fact.unit.as_str());
            columns.push(self.figure_column(measure, *role, unit));
        }
        let rows =
            keys.iter().map(|(period, filters)| {
                let of_row = || facts.iter().filter(|fact| fact.period == *period && fact.filters == *filters);
                let name = of_row().next().map_or_else(String::new, |fact| labels::of_fact(fact, self.language));
                let mut row: Vec<Cell> = by_period.then(|| Cell::text(name)).into_iter().collect();
                let is_sum = of_row().any(|fact| fact.role == FactRole::Together);
                row.extend(dimensions.iter().map(|dimension| {
                    let by = matches!(&self.plan.group_by, Some(GroupBy::Dimension(name)) if name == dimension);
                    Cell::text(match is_sum && by {
                        true => self.tongue.role(FactRole::Together).to_owned(),
                        false => self.member(filters, dimension),
                    })
                }));
                row.extend(figures.iter().map(|figure| {
                    of_row().find(|fact| figure_of(fact) == *figure).map_or_else(Cell::default, Cell::of)
                }));
                row
            });
        Table { rows: rows.collect(), columns }
    }

    /// A row for each fact: what a change is made of has more kinds of figures than a row should have places.
    fn parts(&self, facts: &[Fact]) -> Table {
        let what = |fact: &Fact| match (fact.role, fact.filters.first()) {
            (FactRole::Value, _) => {
                format!("{}, {}", self.measure(&fact.measure), labels::of_fact(fact, self.language))
            }
            (FactRole::Contribution, Some(filter)) => {
                format!(
                    "{}{}{}",
                    capital(&filter.dimension),
                    self.tongue.colon(),
                    self.member(&fact.filters, &filter.dimension)
                )
            }
            (role, _) if self.plan.measures.len() > 1 => {
                format!("{}, {}", self.measure(&fact.measure), self.tongue.role(role))
            }
            (role, _) => capital(self.tongue.role(role)),
        };
        let columns = vec![
            column("part", &capital(self.tongue.role(FactRole::Contribution)), None),
            column("figure", &capital(self.tongue.role(FactRole::Value)), None),
        ];
        Table { columns, rows: facts.iter().map(|fact| vec![Cell::text(what(fact)), Cell::of(fact)]).collect() }
    }

    /// A row for each measure, with its figure before and its change beside it, and one for each member that is named.
    fn measures(&self, facts: &[Fact]) -> Table {
        let Some(first) = facts.first() else { return Table { columns: Vec::new(), rows: Vec::new() } };
        let of_row = |of: &Fact| {
            let same = |fact: &&Fact| fact.measure == of.measure && fact.filters == of.filters;
            let is_now = |fact: &Fact| fact.period == first.period;
            let cell = |wanted: &dyn Fn(&Fact) -> bool| {
                facts.iter().filter(same).find(|fact| wanted(fact)).map_or_else(Cell::default, Cell::of)
            };
            let figure = |fact: &Fact| fact.role == FactRole::Value;
            [
                cell(&|fact| figure(fact) && is_now(fact)),
                cell(&|fact| figure(fact) && !is_now(fact)),
                cell(&|fact| fact.role == FactRole::Change),
                cell(&|fact| fact.role == FactRole::Percent),
            ]
        };
        let name = |of: &Fact| match of.filters.iter().find(|filter| !first.filters.contains(filter)) {
            Some(filter) => {
                let [dimension, member] = [capital(&filter.dimension), self.member(&of.filters, &filter.dimension)];
                format!("{}, {dimension}{}{member}", self.measure(&of.measure), self.tongue.colon())
            }
            None => self.measure(&of.measure),
        };
        let now = facts.iter().filter(|fact| fact.role == FactRole::Value && fact.period == first.period);
        let rows: Vec<Vec<Cell>> =
            now.map(|fact| std::iter::once(Cell::text(name(fact))).chain(of_row(fact)).collect()).collect();
        let before = facts.iter().find(|fact| fact.period != first.period);
        let when = |fact: Option<&Fact>| fact.map_or_else(String::new, |fact| labels::of_fact(fact, self.language));
        let role = |role| capital(self.tongue.role(role));
        let columns = [
            ("part", role(FactRole::Value)),
            ("value", capital(&when(Some(first)))),
            ("before", capital(&when(before))),
            ("change", role(FactRole::Change)),
            ("percent", role(FactRole::Percent)),
        ];
        let is_used = |place: usize| place < 2 || rows.iter().any(|row| row[place].fact.is_some());
        let used: Vec<usize> = (0..columns.len()).filter(|place| is_used(*place)).collect();
        Table {
            columns: used.iter().map(|place| column(columns[*place].0, &columns[*place].1, None)).collect(),
            rows: rows.iter().map(|row| used.iter().map(|place| row[*place].clone()).collect()).collect(),
        }
    }

    fn period_column(&self) -> Column {
        let grain = match self.plan.group_by {
            Some(GroupBy::Grain(grain)) => grain,
            _ => sales_metrics::period::Grain::Range,
        };
        column("period", &capital(self.tongue.noun(grain)), None)
    }

    fn figure_column(&self, measure: &str, role: FactRole, unit: Option<&str>) -> Column {
        let name = self.measure(measure);
        if role == FactRole::Value {
            return column(measure, &name, unit);
        }
        let said = self.tongue.role(role);
        let label = if self.plan.measures.len() > 1 { format!("{name}, {said}") } else { capital(said) };
        let role = serde_json::to_value(role).ok().and_then(|role| role.as_str().map(str::to_owned));
        column(&format!("{measure}.{}", role.unwrap_or_default()), &label, unit)
    }

    fn measure(&self, name: &str) -> String {
        capital(self.catalogue.measure(name).map_or(name, |measure| measure.label()))
    }

    /// What a fact's filters say of a dimension.
    fn member(&self, filters: &[Filter], dimension: &str) -> String {
        let Some(filter) = filters.iter().find(|filter| filter.dimension == dimension) else {
            return self.tongue.all().to_owned();
        };
        let names = member_names(filter);
        match (filter.exclude, self.plan.intent) {
            (true, Intent::Breakdown | Intent::Why) => self.tongue.rest().to_owned(),
            (true, _) => self.tongue.all_but(&listed(self.tongue, &names)),
            (false, Intent::Breakdown) if names.len() > 1 => self.tongue.rest().to_owned(),
            (false, _) => listed(self.tongue, &names),
        }
    }
}

/// The column of a fact. The whole, what some come to together, and the figure before a series, stand in one with the figures.
fn figure_of(fact: &Fact) -> (&str, FactRole) {
    let role = match fact.role {
        FactRole::Base | FactRole::Whole | FactRole::Together => FactRole::Value,
        role => role,
    };
    (&fact.measure, role)
}

fn column(key: &str, label: &str, unit: Option<&str>) -> Column {
    Column { key: key.to_owned(), label: label.to_owned(), unit: unit.map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn of(name: &str, language: Language) -> Option<Table> {
        let sample = sample::samples(language).into_iter().find(|sample| sample.name == name).unwrap();
        table(&sample.plan, &sample::catalogue(language), &sample.facts, language)
    }

    fn lines(table: &Table) -> Vec<String> {
        let heads = table.columns.iter().map(|column| format!("{}={}", column.key, column.label)).collect::<Vec<_>>();
        let rows = table.rows.iter().map(|row| row.iter().map(|cell| cell.display.as_str()).collect::<Vec<_>>());
        std::iter::once(heads.join("|")).chain(rows.map(|row| row.join("|"))).collect()
    }

    #[test]
    fn a_table_is_laid_out_as_its_answer_is() {
        for (name, language, wanted) in [
            ("several measures", Language::English, vec!["revenue=Revenue|orders=Orders", "£723,333.51|1,848"]),
            (
                "breakdown",
                Language::German,
                vec![
                    "Land=Land|revenue=Umsatz|revenue.share=Anteil",
                    "EIRE|600,00\u{a0}£|60,0\u{a0}%",
                    "France|300,00\u{a0}£|30,0\u{a0}%",
                    "der Rest|100,00\u{a0}£|10,0\u{a0}%",
                    "alle|1.000,00\u{a0}£|",
                ],
            ),
            (
                "breakdown of the top",
                Language::English,
                vec![
                    "country=Country|revenue=Revenue|revenue.share=Share",
                    "EIRE|£600.00|60.0%",
                    "France|£300.00|30.0%",
                    "the rest|£100.00|10.0%",
                    "all|£1,000.00|",
                    "together|£900.00|90.0%",
                ],
            ),
            (
                "growth",
                Language::English,
                vec![
                    "period=Month|revenue=Revenue|revenue.change=Change|revenue.percent=Change in percent",
                    "December 2010|£100.00||",
                    "January 2011|£150.00|£50.00|50.0%",
                    "February 2011|£120.00|-£30.00|-20.0%",
                    "March 2011|£120.00|£0.00|0.00%",
                ],
            ),
        ] {
            assert_eq!(lines(&of(name, language).unwrap()), wanted);
        }
        assert_eq!(of("lookup", Language::English), None);
    }

    #[test]
    fn every_fact_has_its_place() {
        for language in Language::ALL {
            for sample in sample::samples(language) {
                let shown: Vec<&Fact> = sample.facts.iter().filter(|fact| is_shown(&sample.plan, fact)).collect();
                let Some(table) = table(&sample.plan, &sample::catalogue(language), &sample.facts, language) else {
                    assert!(shown.len() < 2);
                    continue;
                };
                assert!(table.rows.iter().all(|row| row.len() == table.columns.len()), "{}", sample.name);
                for fact in shown {
                    let cells = table.rows.iter().flatten().filter(|cell| cell.fact.as_ref() == Some(&fact.id));
                    let cells: Vec<_> = cells.collect();
                    assert!(
                        matches!(cells.as_slice(), [cell] if cell.value == fact.value),
                        "{} {}",
                        sample.name,
                        fact.id
                    );
                }
            }
        }
    }
}
