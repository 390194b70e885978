//! An answer that nobody asked for: the words, the chart and the table of a plan's facts, and the question that has them.

use sales_metrics::{
    catalogue::Language,
    period::Period,
    query::{Snapshot, fact::Fact, plan::Plan},
};
use serde_json::Value;

use crate::{
    chart::chart,
    classify::Vocabulary,
    labels,
    narrate::{coverage, draft},
    render::render,
    suggest::question_of,
    table::{Table, table},
};

/// Tells a tenant's facts in its catalogue's language.
#[derive(Debug)]
pub struct Teller {
    vocabulary: Vocabulary,
    language: Language,
}

impl Teller {
    /// For the tenant of `snapshot`.
    #[must_use]
    pub fn new(snapshot: &Snapshot) -> Self {
        Self { vocabulary: Vocabulary::of(snapshot), language: snapshot.catalogue.catalogue.language }
    }

    /// What the tenant's words mean.
    #[must_use]
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The narrator's words for the facts of `plan`.
    #[must_use]
    pub fn text(&self, plan: &Plan, facts: &[Fact]) -> String {
        let told = render(&draft(plan, self.vocabulary.catalogue(), facts, self.language), facts);
        match coverage(plan, self.vocabulary.catalogue(), facts, self.vocabulary.days(), self.language) {
            Some(note) => format!("{told} {note}"),
            None => told,
        }
    }

    /// A period's name: `May 2011`.
    #[must_use]
    pub fn period(&self, period: &Period) -> String {
        labels::name(period, self.language)
    }

    /// The chart of the facts of `plan`, a Vega-Lite specification; none where there is nothing to draw.
    #[must_use]
    pub fn chart(&self, plan: &Plan, facts: &[Fact]) -> Option<Value> {
        chart(plan, self.vocabulary.catalogue(), facts, self.language)
    }

    /// The facts of `plan` as a table; none of a single one.
    #[must_use]
    pub fn table(&self, plan: &Plan, facts: &[Fact]) -> Option<Table> {
        table(plan, self.vocabulary.catalogue(), facts, self.language)
    }

    /// The question whose answer in the chat is that of `plan`; none where there are no words for it.
    #[must_use]
    pub fn question(&self, plan: &Plan) -> Option<String> {
        question_of(plan, &self.vocabulary, self.language)
    }
}
