//! The marks: what each reply is worth, by type.

use std::collections::BTreeMap;

use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Value, json};

use super::{
    paper::{Dialogue, Paper, Task},
    sitting::Sitting,
};
use crate::questions::{
    Show,
    judge::{Reply, Verdict, judge},
    plan::Days,
    shown,
};

/// The least percentage of questions that must be right, and of turns of dialogues whose plans must be exact.
const LEAST_RIGHT: f64 = 97.0;
/// The largest percentage of questions that may be silently wrong.
const MOST_WRONG: f64 = 0.3;

/// All marks.
pub(super) struct Sheet<'a> {
    marks: Vec<Mark<'a>>,
}

struct Mark<'a> {
    dialogue: &'a Dialogue,
    /// Its place among the dialogues and questions, and the turn's in it.
    place: (usize, usize),
    task: &'a Task,
    reply: &'a Reply,
    verdict: Verdict,
    /// What is not as it should be, in words.
    why: String,
    /// The dimensions of filters that outlived a change of topic.
    leaked: Vec<String>,
}

/// What a reply is worth, and why: figures first, then what they are about.
pub(super) fn mark(task: &Task, reply: &Reply, data: &Days) -> (Verdict, String) {
    // An error is no refusal.
    if let Some(error) = reply.verdict.as_deref().filter(|verdict| verdict.starts_with("HTTP")) {
        return (Verdict::Refused, error.to_owned());
    }
    let verdict = judge(&task.turn, reply);
    if verdict != Verdict::Right || task.turn.refuse {
        return (verdict, if verdict == Verdict::Wrong { "figures".to_owned() } else { String::new() });
    }
    let differs = task.plan.as_ref().map(|plan| plan.differs(reply, data));
    let bound = !task.facts.is_empty() && task.facts.iter().all(|slice| slice.stands_in(reply, data));
    match differs {
        Some(differs) if !differs.is_empty() && !bound => (Verdict::Wrong, format!("plan: {}", differs.join(", "))),
        None if !task.facts.is_empty() && !bound => (Verdict::Wrong, "facts".to_owned()),
        _ => (Verdict::Right, String::new()),
    }
}

impl<'a> Sheet<'a> {
    /// The marks of a sitting.
    pub(super) fn of(paper: &'a Paper, sitting: &'a Sitting) -> Self {
        let mut marks = Vec::new();
        for (number, (dialogue, replies)) in paper.all().zip(&sitting.replies).enumerate() {
            let Some(data) = paper.days(&dialogue.tenant) else { continue };
            for (turn, (task, reply)) in dialogue.turns.iter().zip(replies).enumerate() {
                let (verdict, why) = mark(task, reply, data);
                let leaked = task.plan.as_ref().filter(|_| task.reset).map(|plan| plan.leaked(reply));
                let leaked = leaked.unwrap_or_default();
                marks.push(Mark { dialogue, place: (number, turn), task, reply, verdict, why, leaked });
            }
        }
        Self { marks }
    }

    /// Prints answers, the dialogue's turns before them with them.
    pub(super) fn show(&self, show: Show) {
        for mark in &self.marks {
            if show == Show::None || (show == Show::Miss && mark.verdict == Verdict::Right) {
                continue;
            }
            let before: Vec<_> =
                mark.dialogue.turns[..mark.place.1].iter().map(|task| task.turn.ask.as_str()).collect();
            let ask = [before, vec![mark.task.turn.ask.as_str()]].concat().join(" | ");
            println!("{} {}", mark.dialogue.cat, shown(&ask, &mark.wanted(), mark.reply, mark.verdict));
            if !mark.why.is_empty() {
                println!("    why  {}, plan {}", mark.why, mark.reply.classification);
            }
        }
    }

    /// Whether the bars are met.
    pub(super) fn passes(&self) -> bool {
        let questions = Tally::of(self.marks.iter().filter(|mark| !mark.of_dialogue()));
        let dialogues = Tally::of(self.marks.iter().filter(|mark| mark.of_dialogue()));
        questions.percent(questions.right) >= LEAST_RIGHT
            && (questions.asked == 0 || questions.percent(questions.wrong) <= MOST_WRONG)
            && dialogues.percent(dialogues.right) >= LEAST_RIGHT
            && dialogues.leaked == 0
    }

    /// The report by type.
    pub(super) fn table(&self) -> String {
        let mut table = Table::new();
        table.load_preset(presets::ASCII_MARKDOWN);
        table.set_header(["type", "asked", "right", "silently wrong", "refused", "right %"]);
        let mut types: Vec<&str> = Vec::new();
        for mark in self.marks.iter().filter(|mark| !mark.of_dialogue()) {
            if !types.contains(&mark.dialogue.cat.as_str()) {
                types.push(&mark.dialogue.cat);
            }
        }
        for name in types {
            table.add_row(Tally::of(self.marks.iter().filter(|mark| mark.dialogue.cat == name)).row(name));
        }
        let questions = Tally::of(self.marks.iter().filter(|mark| !mark.of_dialogue()));
        let dialogues = Tally::of(self.marks.iter().filter(|mark| mark.of_dialogue()));
        if questions.asked > 0 {
            table.add_row(questions.row("all questions"));
        }
        if dialogues.asked > 0 {
            table.add_row(dialogues.row("turns of dialogues"));
        }
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        let wrong = questions.percent(questions.wrong);
        let mut text = table.to_string();
        if questions.asked > 0 {
            text += &format!("\nsilently wrong {wrong:.2}% of {} questions", questions.asked);
        }
        if dialogues.asked > 0 {
            let mut whole: BTreeMap<usize, bool> = BTreeMap::new();
            for mark in self.marks.iter().filter(|mark| mark.of_dialogue()) {
                *whole.entry(mark.place.0).or_insert(true) &= mark.verdict == Verdict::Right;
            }
            let exact = whole.values().filter(|exact| **exact).count();
            text += &format!(
                "\nplans exact {:.1}% of {} turns; {exact} of {} dialogues exact throughout; {} leaked filters",
                dialogues.percent(dialogues.right),
                dialogues.asked,
                whole.len(),
                dialogues.leaked
            );
        }
        text
    }

    /// Everything, for programs.
    pub(super) fn results(&self) -> Value {
        let results = self.marks.iter().map(|mark| {
            json!({
                "type": mark.dialogue.cat, "tenant": mark.dialogue.tenant, "dialogue": mark.place.0, "turn": mark.place.1,
                "ask": mark.task.turn.ask, "mark": mark.verdict.to_string(), "why": mark.why, "leaked": mark.leaked,
                "wanted": mark.wanted(), "verdict": mark.reply.verdict, "text": mark.reply.text,
                "classification": mark.reply.classification,
            })
        });
        json!(results.collect::<Vec<_>>())
    }
}

impl Mark<'_> {
    fn of_dialogue(&self) -> bool {
        self.dialogue.cat == "dialogue"
    }

    fn wanted(&self) -> String {
        match &self.task.plan {
            Some(plan) => format!("{} {}", self.task.turn.wanted(), plan.wanted()),
            None => self.task.turn.wanted(),
        }
    }
}

/// Counts of marks.
#[derive(Default)]
struct Tally {
    asked: usize,
    right: usize,
    wrong: usize,
    refused: usize,
    leaked: usize,
}

impl Tally {
    fn of<'a>(marks: impl Iterator<Item = &'a Mark<'a>>) -> Self {
        let mut tally = Self::default();
        for mark in marks {
            tally.asked += 1;
            match mark.verdict {
                Verdict::Right => tally.right += 1,
                Verdict::Wrong => tally.wrong += 1,
                Verdict::Refused => tally.refused += 1,
            }
            tally.leaked += mark.leaked.len();
        }
        tally
    }

    /// `count` in percent of what was asked; all of nothing.
    fn percent(&self, count: usize) -> f64 {
        if self.asked == 0 { 100.0 } else { 100.0 * count as f64 / self.asked as f64 }
    }

    fn row(&self, name: &str) -> [String; 6] {
        let counts = [self.asked, self.right, self.wrong, self.refused].map(|count| count.to_string());
        let [asked, right, wrong, refused] = counts;
        [name.to_owned(), asked, right, wrong, refused, format!("{:.1}", self.percent(self.right))]
    }
}
