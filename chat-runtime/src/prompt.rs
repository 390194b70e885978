//! What a language model is told: the facts by name, never a row, and to write their names in place of figures.
//!
//! At most [`MOST_TOKENS`] tokens of prompt, counted without any model's tokenizer: three characters make one, more than any of
//! them makes of five European languages and digits (the usual rule of thumb is four).

use std::{collections::BTreeSet, sync::LazyLock, time::Duration};

use model_adapters::{ChatRequest, Message};
use sales_metrics::{
    catalogue::Language,
    query::{
        fact::{Fact, FactRole},
        plan::Filter,
    },
};

use crate::guard::{Context, Violation};

/// Longest answer asked for, in tokens.
pub(crate) const LONGEST_ANSWER: u32 = 300;
/// Longest prompt: instruction, question, classification and facts.
const MOST_TOKENS: usize = 600;
/// Tokens that a model reads for one call at most: a repair reads the prompt, the answer and what is wrong with it.
pub(crate) const MOST_READ: u64 = 1_200;
/// Characters of the question that are told.
const QUESTION: usize = 240;
/// Members of a filter that are named.
const MOST_MEMBERS: usize = 3;
/// Violations that a repair names.
const MOST_FAULTS: usize = 5;
/// A turn's time in the model.
pub(crate) const MODEL_BUDGET: Duration = Duration::from_secs(60);

fn instruction(language: Language) -> &'static str {
    match language {
        Language::English => {
            "You phrase answers about sales figures, in English. Use only the facts. Write each figure as its name in braces, like {F1}, \
             or {F1:abs} without its sign; write no digit or number word of your own. Name periods and members as the facts do. \
             One or two short sentences of plain text."
        }
        Language::German => {
            "Du formulierst auf Deutsch Antworten zu Verkaufszahlen. Nutze nur die Fakten. Schreibe jede Zahl als ihren Namen in \
             Klammern, etwa {F1}, oder {F1:abs} ohne Vorzeichen, und keine eigenen Ziffern oder Zahlwörter. Nenne Zeiträume und Namen \
             wie in den Fakten. Ein oder zwei kurze Sätze, reiner Text."
        }
        Language::French => {
            "Tu formules en français des réponses sur des chiffres de vente. N'utilise que les faits. Écris chaque chiffre par son nom \
             entre accolades, comme {F1}, ou {F1:abs} sans son signe, et aucun chiffre ni nombre en lettres de toi-même. Nomme les \
             périodes et les membres comme les faits. Une ou deux phrases courtes, texte brut."
        }
        Language::Spanish => {
            "Redactas en español respuestas sobre cifras de ventas. Usa solo los hechos. Escribe cada cifra por su nombre entre llaves, \
             como {F1}, o {F1:abs} sin su signo, y ningún dígito ni número en palabras propio. Nombra períodos y miembros como los \
             hechos. Una o dos frases cortas, texto sin formato."
        }
        Language::Portuguese => {
            "Redige em português respostas sobre números de vendas. Usa só os factos. Escreve cada número pelo seu nome entre chavetas, \
             como {F1}, ou {F1:abs} sem o sinal, e nenhum algarismo nem número por extenso teu. Nomeia períodos e membros como os \
             factos. Uma ou duas frases curtas, texto simples."
        }
    }
}

/// The request for one answer; `draft` is for the narrator, and no language model reads it.
pub(crate) fn request(question: &str, draft: &str, context: &Context<'_>) -> ChatRequest {
    let system = instruction(context.language);
    let head = format!("Question: {}\nAsked for: {}\nFacts:\n", clipped(question, QUESTION), classification(context));
    let budget = (MOST_TOKENS * 3).saturating_sub(characters(system) + characters(&head));
    let text = format!("{head}{}", told(context.facts, budget).join("\n"));
    ChatRequest {
        system: system.to_owned(),
        messages: vec![Message::user(text)],
        max_tokens: LONGEST_ANSWER,
        temperature: 0.0,
        draft: draft.to_owned(),
    }
}

/// What is asked for when an answer did not hold.
pub(crate) fn repair(found: &[Violation], language: Language) -> String {
    let list: Vec<String> = found.iter().take(MOST_FAULTS).map(|violation| format!("- {violation}")).collect();
    let ask = match language {
        Language::English => "That is not what the facts say. Answer again without:",
        Language::German => "Das sagen die Fakten nicht. Antworte noch einmal ohne:",
        Language::French => "Ce n'est pas ce que disent les faits. Réponds à nouveau sans :",
        Language::Spanish => "Eso no es lo que dicen los hechos. Responde otra vez sin:",
        Language::Portuguese => "Não é isso que os factos dizem. Responde outra vez sem:",
    };
    format!("{ask}\n{}", list.join("\n"))
}

/// What `text` repeats of what a model is told, if it does: a line of a fact, or so many words of an instruction.
pub(crate) fn repeated(text: &str) -> Option<String> {
    const MARKS: [&str; 5] = [" = ", "Facts:", "Asked for:", "Question:", "Answer:"];
    const RUN: usize = 5;
    static RUNS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let told =
            Language::ALL.into_iter().flat_map(|language| [instruction(language).to_owned(), repair(&[], language)]);
        told.flat_map(|told| runs(&told, RUN)).collect()
    });
    let mark = MARKS.into_iter().find(|mark| text.contains(mark)).map(|mark| mark.trim().to_owned());
    mark.or_else(|| runs(text, RUN).into_iter().find(|run| RUNS.contains(run)))
}

/// All runs of `many` words, lowercase and without their marks.
fn runs(text: &str, many: usize) -> Vec<String> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let words: Vec<String> = text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
    words.windows(many).map(|run| run.join(" ")).collect()
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

fn clipped(text: &str, most: usize) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
}

/// Intent, measures, period and filters, in a line.
fn classification(context: &Context<'_>) -> String {
    let plan = context.plan;
    let intent = serde_json::to_value(plan.intent).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let measures =
        plan.measures.iter().map(|name| context.catalogue.measure(name).map_or(name.as_str(), |m| m.label()));
    let mut parts = vec![intent, measures.collect::<Vec<_>>().join(", ")];
    parts.extend(plan.period.iter().map(|period| period.label.clone()));
    parts.extend(plan.compare_to.iter().map(|period| format!("against {}", period.label)));
    parts.extend(plan.filters.iter().map(filter));
    clipped(&parts.join("; "), QUESTION)
}

fn filter(filter: &Filter) -> String {
    let names: Vec<String> = filter.members.iter().take(MOST_MEMBERS).map(|name| clipped(name, usize::MAX)).collect();
    let more = if filter.members.len() > MOST_MEMBERS { " and others" } else { "" };
    format!("{}{}{more}", if filter.exclude { "all but " } else { "" }, names.join(", "))
}

fn line(fact: &Fact) -> String {
    let role = serde_json::to_value(fact.role).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
    let role = if fact.role == FactRole::Value { String::new() } else { format!("{role} of ") };
    let slices: String = fact.filters.iter().map(|one| format!(", {}", filter(one))).collect();
    format!("{{{}}} = {role}{}, {}{slices}: {}", fact.id, fact.measure, fact.label, fact.display)
}

/// The facts that matter, in their order, as many as there is room for: the ends of a series and its extremes before the rest.
fn told(facts: &[Fact], budget: usize) -> Vec<String> {
    let values = || facts.iter().enumerate().filter(|(_, fact)| fact.role == FactRole::Value && fact.value.is_some());
    let extremes = [values().max_by_key(|(_, fact)| fact.value), values().min_by_key(|(_, fact)| fact.value)];
    let first =
        [0, 1, facts.len().saturating_sub(1)].into_iter().chain(extremes.into_iter().flatten().map(|(place, _)| place));
    let (mut chosen, mut left) = (BTreeSet::new(), budget);
    for place in first.chain(0..facts.len()) {
        let Some(fact) = facts.get(place).filter(|_| !chosen.contains(&place)) else { continue };
        let length = characters(&line(fact)) + 1;
        if length <= left {
            left -= length;
            chosen.insert(place);
        }
    }
    chosen.into_iter().filter_map(|place| facts.get(place)).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::tests::sample;

    #[test]
    fn what_a_model_was_told_is_no_answer() {
        for said in [
            "£691,123.12 = revenue, June 2011: £691,123.12",
            "You should write each figure as its name.",
            "Ce n'est pas ce que disent les faits. Réponds à nouveau sans : rien.",
            "Question: what was revenue? It was £5.",
        ] {
            assert!(repeated(said).is_some(), "{said}");
        }
        for said in ["Revenue in June 2011 came to £691,123.12, up 5% on May.", "Der Umsatz stieg auf 5 £."] {
            assert_eq!(repeated(said), None);
        }
    }

    fn tokens(request: &ChatRequest) -> usize {
        let text: String =
            request.messages.iter().map(|message| message.text.as_str()).chain([request.system.as_str()]).collect();
        characters(&text).div_ceil(3)
    }

    #[test]
    fn no_prompt_is_longer_than_its_budget() {
        let long = "why did it all go down so much ".repeat(100);
        for seed in 0..400 {
            let mut fixture = sample(seed);
            let request = request(&long, "", &fixture.context());
            assert!(tokens(&request) <= MOST_TOKENS, "{}", request.messages[0].text);
            assert!(request.messages[0].text.contains("{F1} = "));
            let more: Vec<Fact> = fixture.facts.iter().cycle().take(400).cloned().collect();
            fixture.facts = more;
            for (place, fact) in fixture.facts.iter_mut().enumerate() {
                fact.id = format!("F{}", place + 1);
                fact.filters = vec![Filter {
                    dimension: "product".into(),
                    members: vec!["A VERY LONG NAME ".repeat(6)],
                    exclude: false,
                }];
            }
            let request = super::request(&long, "", &fixture.context());
            assert!(tokens(&request) <= MOST_TOKENS, "{}", request.messages[0].text);
            for wanted in ["{F1} = ", "{F2} = ", "{F400} = "] {
                assert!(request.messages[0].text.contains(wanted), "{}", request.messages[0].text);
            }
        }
    }
}
