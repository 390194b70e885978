//! What came of all the questions: whose words the answers are, how long they took, and what the judge found.

use serde_json::{Value, json};

use super::{
    Exchange,
    asking::NO_REPLY,
    judge::{Finding, Judge},
};

/// All texts, with what no fact says.
pub(super) struct Report<'a> {
    judged: Vec<Judged<'a>>,
}

struct Judged<'a> {
    exchange: &'a Exchange,
    author: Author,
    findings: Vec<Finding>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Author {
    /// The model, at once.
    Verified,
    /// The model, after it was told what was wrong.
    Repaired,
    /// The narrator, after the model's words did not pass.
    Fallback,
    /// Nobody was to phrase figures: a refusal, a question back, an error.
    Nobody,
}

impl Author {
    fn of(reply: &Value) -> Self {
        if reply["verdict"] != "ANSWERED" || !reply["usage"]["model"].as_str().is_some_and(|m| m.starts_with("ollama:"))
        {
            return Self::Nobody;
        }
        match reply["guard"]["status"].as_str() {
            Some("verified") => Self::Verified,
            Some("repaired") => Self::Repaired,
            _ => Self::Fallback,
        }
    }

    fn is_model(self) -> bool {
        matches!(self, Self::Verified | Self::Repaired)
    }
}

impl<'a> Report<'a> {
    /// Judges every reply that is an answer.
    pub(super) fn of(exchanges: &'a [Exchange], judge: &Judge) -> Self {
        let judged = |exchange: &'a Exchange| {
            let answered = exchange.reply["verdict"] == "ANSWERED";
            let findings = if answered {
                judge.findings(exchange.question.language, &exchange.question.ask, &exchange.reply)
            } else {
                Vec::new()
            };
            Judged { exchange, author: Author::of(&exchange.reply), findings }
        };
        Self { judged: exchanges.iter().map(judged).collect() }
    }

    /// Whether every question has a reply, and every text says what its facts say.
    pub(super) fn passes(&self) -> bool {
        self.silent() == 0 && self.judged.iter().all(|one| one.findings.is_empty())
    }

    /// Questions that the server said nothing to, or failed at.
    fn silent(&self) -> usize {
        let failed = |verdict: &str| verdict == NO_REPLY || verdict.starts_with("HTTP");
        self.judged.iter().filter(|one| one.exchange.reply["verdict"].as_str().is_none_or(failed)).count()
    }

    /// The report for people; `show`: with the model's own words.
    pub(super) fn print(&self, show: bool) {
        for one in self.judged.iter().filter(|one| !one.findings.is_empty() || show && one.author.is_model()) {
            one.print();
        }
        let count = |author| self.judged.iter().filter(|one| one.author == author).count();
        let (verified, repaired, fallback) =
            (count(Author::Verified), count(Author::Repaired), count(Author::Fallback));
        let phrased = verified + repaired + fallback;
        let share = |count: usize| format!("{count} ({:.1}%)", 100.0 * count as f64 / phrased.max(1) as f64);
        println!("{} questions, {phrased} of them answered with figures for a model to phrase", self.judged.len());
        if self.silent() > 0 {
            println!("{} questions without a reply", self.silent());
        }
        println!("verified {}, repaired {}, fallback {}", share(verified), share(repaired), share(fallback));
        let mut times: Vec<f64> = self
            .judged
            .iter()
            .filter(|one| one.author != Author::Nobody)
            .map(|one| one.exchange.milliseconds)
            .collect();
        times.sort_by(f64::total_cmp);
        if let (Some(p50), Some(p99)) = (times.get(times.len() / 2), times.get(times.len() * 99 / 100)) {
            println!("an answer takes p50 {p50:.0} ms, p99 {p99:.0} ms");
        }
        let found =
            |model| self.judged.iter().filter(|one| one.author.is_model() == model && !one.findings.is_empty()).count();
        println!("{} texts are the model's own words; the judge objects to {}", verified + repaired, found(true));
        println!(
            "{} texts are the narrator's; the judge objects to {}",
            self.answered() - verified - repaired,
            found(false)
        );
    }

    fn answered(&self) -> usize {
        self.judged.iter().filter(|one| one.exchange.reply["verdict"] == "ANSWERED").count()
    }

    /// Everything, for programs; `--again` reads it.
    pub(super) fn results(&self) -> Value {
        let result = |one: &Judged<'_>| {
            let mut value = json!(one.exchange);
            value["findings"] = one.findings.iter().map(ToString::to_string).collect();
            value
        };
        self.judged.iter().map(result).collect()
    }
}

impl Judged<'_> {
    fn print(&self) {
        let reply = &self.exchange.reply;
        println!("[{}] {}", reply["guard"]["status"].as_str().unwrap_or("no guard"), self.exchange.question.ask);
        println!("    text  {}", reply["text"].as_str().unwrap_or_default());
        for fact in reply["facts"].as_array().into_iter().flatten() {
            let field = |name: &str| fact[name].as_str().unwrap_or("-").to_owned();
            let filters = fact["filters"].as_array().into_iter().flatten().flat_map(|f| f["members"].as_array());
            let members: Vec<&str> = filters.flatten().filter_map(Value::as_str).collect();
            let [id, role, measure, label, period, display] =
                ["id", "role", "measure", "label", "period", "display"].map(field);
            println!("    {id}  {role} of {measure}, {label} ({period}) {members:?}: {display}");
        }
        self.findings.iter().for_each(|finding| println!("    FOUND {finding}"));
    }
}
