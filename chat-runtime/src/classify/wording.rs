//! What is said in place of an answer, in the language of the question.

use sales_metrics::catalogue::Language::{self, English, French, German, Portuguese, Spanish};

use super::{Asked, Refusal, Vocabulary};

/// Why there is no answer, as a sentence, with what there is instead.
#[must_use]
pub fn refusal(why: &Refusal, vocabulary: &Vocabulary, language: Language) -> String {
    let measures: Vec<&str> = vocabulary.catalogue().measures.iter().map(|m| m.label()).collect();
    let measures = measures.join(", ");
    let dimensions: Vec<String> = vocabulary.catalogue().dimensions.iter().map(|d| d.plural()).collect();
    let dimensions = dimensions.join(", ");
    match why {
        Refusal::Impossible { text, reason } => {
            let reason = reason.wording(language);
            match language {
                English => format!("\"{text}\" cannot be resolved to dates: {reason}."),
                German => format!("„{text}“ ergibt kein Datum: {reason}."),
                French => format!("« {text} » n'est pas une date : {reason}."),
                Spanish => format!("«{text}» no es una fecha: {reason}."),
                Portuguese => format!("\"{text}\" não é uma data: {reason}."),
            }
        }
        Refusal::LeftOut(label) => match language {
            English => format!("I cannot leave {label} out; ask for the periods that you want."),
            German => format!("{label} kann ich nicht auslassen; nennen Sie die gewünschten Zeiträume."),
            French => format!("Je ne peux pas exclure {label} ; indiquez les périodes voulues."),
            Spanish => format!("No puedo excluir {label}; indique los períodos que quiere."),
            Portuguese => format!("Não posso excluir {label}; indique os períodos desejados."),
        },
        Refusal::Lacks(word) => match language {
            English => format!("Your data has no {word}. It has {measures}, by {dimensions}."),
            German => format!("„{word}“ steht nicht in Ihren Daten. Vorhanden: {measures}; nach {dimensions}."),
            French => format!("« {word} » n'est pas dans vos données. Elles ont : {measures} ; par {dimensions}."),
            Spanish => format!("«{word}» no está en sus datos. Tienen: {measures}; por {dimensions}."),
            Portuguese => format!("\"{word}\" não está nos seus dados. Eles têm: {measures}; por {dimensions}."),
        },
        Refusal::Unknown(words) => {
            let words = words.join(" ");
            match language {
                English => format!("I do not find \"{words}\" in your data. It knows {measures} and {dimensions}."),
                German => format!("„{words}“ finde ich nicht in Ihren Daten. Sie kennen {measures} und {dimensions}."),
                French => format!(
                    "Je ne trouve pas « {words} » dans vos données. Elles connaissent {measures} et {dimensions}."
                ),
                Spanish => format!("No encuentro «{words}» en sus datos. Conocen {measures} y {dimensions}."),
                Portuguese => {
                    format!("Não encontro \"{words}\" nos seus dados. Eles conhecem {measures} e {dimensions}.")
                }
            }
        }
        Refusal::NotSales => match language {
            English => format!("I can only answer questions about your sales: {measures}."),
            German => format!("Ich beantworte nur Fragen zu Ihren Verkäufen: {measures}."),
            French => format!("Je ne réponds qu'aux questions sur vos ventes : {measures}."),
            Spanish => format!("Solo respondo preguntas sobre sus ventas: {measures}."),
            Portuguese => format!("Só respondo a perguntas sobre as suas vendas: {measures}."),
        },
        Refusal::Overlapping => fixed(language, OVERLAPPING),
        Refusal::TwoSplits => fixed(language, TWO_SPLITS),
        Refusal::Bound => fixed(language, BOUND),
        Refusal::Counted(plural) => match language {
            English => format!("I cannot count {plural}. Ask for a ranking or a breakdown of them."),
            German => format!("Zählen kann ich das nicht: {plural}. Fragen Sie nach einer Rangliste oder Aufteilung."),
            French => format!("Je ne peux pas compter : {plural}. Demandez un classement ou une répartition."),
            Spanish => format!("No puedo contar: {plural}. Pida una clasificación o un desglose."),
            Portuguese => format!("Não posso contar: {plural}. Peça uma classificação ou uma repartição."),
        },
        Refusal::NotRanked => fixed(language, NOT_RANKED),
        Refusal::NotExcluded => fixed(language, NOT_EXCLUDED),
        Refusal::NoChange => fixed(language, NO_CHANGE),
        Refusal::NoReference => fixed(language, NO_REFERENCE),
        Refusal::MeasureLeftOut(label) => match language {
            English => format!("I cannot tell a figure without its {label}. Ask for both."),
            German => format!("Eine Zahl ohne {label} kann ich nicht nennen. Fragen Sie nach beiden."),
            French => format!("Je ne peux pas donner un chiffre sans : {label}. Demandez les deux."),
            Spanish => format!("No puedo dar una cifra sin {label}. Pida las dos."),
            Portuguese => format!("Não posso dar um valor sem {label}. Peça os dois."),
        },
        Refusal::NoPeople => match language {
            English => format!("Your data cannot be split by people. It knows {dimensions}."),
            German => format!("Nach Personen lassen sich Ihre Daten nicht aufteilen. Sie kennen {dimensions}."),
            French => format!("Vos données ne se répartissent pas par personne. Elles connaissent {dimensions}."),
            Spanish => format!("Sus datos no se desglosan por persona. Conocen {dimensions}."),
            Portuguese => format!("Os seus dados não se repartem por pessoa. Eles conhecem {dimensions}."),
        },
    }
}

/// What is asked back, as a question.
#[must_use]
pub fn asked(what: &Asked, language: Language) -> String {
    match what {
        Asked::Member(written) => match language {
            English => format!("Which do you mean by \"{written}\"?"),
            German => format!("Was meinen Sie mit „{written}“?"),
            French => format!("Que désigne « {written} » ?"),
            Spanish => format!("¿A qué se refiere con «{written}»?"),
            Portuguese => format!("A que se refere com \"{written}\"?"),
        },
        Asked::Measure => fixed(language, MEASURE),
        Asked::Base => fixed(language, BASE),
        Asked::Periods => fixed(language, PERIODS),
        Asked::When => fixed(language, WHEN),
        Asked::Per => fixed(language, PER),
        Asked::Part => fixed(language, PART),
        Asked::Ranked => fixed(language, RANKED),
    }
}

/// What is said to who asks for what nobody may have.
#[must_use]
pub fn blocked(language: Language) -> String {
    fixed(language, BLOCKED)
}

/// A text in English, German, French, Spanish and Portuguese.
type Fixed = [&'static str; 5];

pub(super) fn fixed(language: Language, texts: Fixed) -> String {
    texts[language.place()].to_owned()
}

const OVERLAPPING: Fixed = [
    "Ask for one period, or for two that do not overlap.",
    "Nennen Sie einen Zeitraum, oder zwei, die sich nicht überschneiden.",
    "Indiquez une période, ou deux qui ne se chevauchent pas.",
    "Indique un período, o dos que no se solapen.",
    "Indique um período, ou dois que não se sobreponham.",
];
const TWO_SPLITS: Fixed = [
    "I can split a figure by one thing at a time; name a member of the other.",
    "Ich kann eine Zahl nur nach einem Merkmal aufteilen; nennen Sie beim anderen einen Wert.",
    "Je ne peux répartir un chiffre que selon un seul critère ; précisez une valeur de l'autre.",
    "Solo puedo desglosar una cifra por un criterio; nombre un valor del otro.",
    "Só posso repartir um valor por um critério; nomeie um valor do outro.",
];
const BOUND: Fixed = [
    "I cannot pick by an amount. Ask for the top or the bottom ones instead.",
    "Nach einem Betrag kann ich nicht auswählen. Fragen Sie nach den höchsten oder niedrigsten.",
    "Je ne peux pas choisir selon un montant. Demandez les plus élevés ou les plus faibles.",
    "No puedo elegir por un importe. Pida los más altos o los más bajos.",
    "Não posso escolher por um valor. Peça os mais altos ou os mais baixos.",
];
const NOT_RANKED: Fixed = [
    "I can rank members or periods by one figure, not by its growth, share or ratio, and not single orders or people.",
    "Ich kann nach einer Zahl ordnen, nicht nach Wachstum, Anteil oder Verhältnis, und keine einzelnen Bestellungen oder Personen.",
    "Je peux classer selon un chiffre, pas selon sa croissance, sa part ou un rapport, ni classer des commandes ou des personnes.",
    "Puedo ordenar por una cifra, no por su crecimiento, cuota o proporción, ni pedidos o personas sueltos.",
    "Posso ordenar por um valor, não pelo seu crescimento, quota ou proporção, nem encomendas ou pessoas isoladas.",
];
const NOT_EXCLUDED: Fixed = [
    "I do not see what to leave out. Name the members to be left out.",
    "Ich erkenne nicht, was ausgelassen werden soll. Nennen Sie es beim Namen.",
    "Je ne vois pas quoi exclure. Nommez ce qu'il faut exclure.",
    "No veo qué excluir. Nombre lo que hay que excluir.",
    "Não vejo o que excluir. Nomeie o que deve ser excluído.",
];
const NO_CHANGE: Fixed = [
    "I do not see what to change about the last answer. Say it in a whole question.",
    "Ich erkenne nicht, was sich an der letzten Antwort ändern soll. Stellen Sie bitte eine ganze Frage.",
    "Je ne vois pas quoi changer à la dernière réponse. Posez une question entière.",
    "No veo qué cambiar de la última respuesta. Haga la pregunta completa.",
    "Não vejo o que mudar na última resposta. Faça a pergunta completa.",
];
const NO_REFERENCE: Fixed = [
    "I do not see what that points back to. Name it, please.",
    "Ich erkenne nicht, worauf sich das bezieht. Nennen Sie es bitte beim Namen.",
    "Je ne vois pas à quoi cela renvoie. Nommez-le, s'il vous plaît.",
    "No veo a qué se refiere eso. Nómbrelo, por favor.",
    "Não vejo a que isso se refere. Diga o nome, por favor.",
];
const MEASURE: Fixed = [
    "Which figure would you like?",
    "Welche Zahl möchten Sie?",
    "Quel chiffre souhaitez-vous ?",
    "¿Qué cifra desea?",
    "Que valor deseja?",
];
const BASE: Fixed = [
    "Compared with which period?",
    "Verglichen mit welchem Zeitraum?",
    "Par rapport à quelle période ?",
    "¿Comparado con qué período?",
    "Comparado com que período?",
];
const PERIODS: Fixed = [
    "Which two periods shall I compare?",
    "Welche zwei Zeiträume soll ich vergleichen?",
    "Quelles deux périodes faut-il comparer ?",
    "¿Qué dos períodos comparo?",
    "Que dois períodos devo comparar?",
];
const WHEN: Fixed =
    ["For which period?", "Für welchen Zeitraum?", "Pour quelle période ?", "¿Para qué período?", "Para que período?"];
const PER: Fixed = [
    "An average per what?",
    "Ein Durchschnitt pro was?",
    "Une moyenne par quoi ?",
    "¿Un promedio por qué?",
    "Uma média por quê?",
];
const PART: Fixed =
    ["The share of which?", "Der Anteil wovon?", "La part de quoi ?", "¿La parte de cuál?", "A parte de qual?"];
pub(super) const DAY: Fixed = ["day", "Tag", "jour", "día", "dia"];
pub(super) const MONTH: Fixed = ["month", "Monat", "mois", "mes", "mês"];
pub(super) const PER_DAY: Fixed = ["per day", "pro Tag", "par jour", "por día", "por dia"];
pub(super) const PER_MONTH: Fixed = ["per month", "pro Monat", "par mois", "por mes", "por mês"];
pub(super) const PER_ORDER: Fixed = ["per order", "pro Bestellung", "par commande", "por pedido", "por encomenda"];
const RANKED: Fixed = [
    "The first ones of what?",
    "Die ersten wovon?",
    "Les premiers de quoi ?",
    "¿Los primeros de qué?",
    "Os primeiros de quê?",
];
const BLOCKED: Fixed = [
    "I can only show your own sales figures.",
    "Ich kann nur Ihre eigenen Verkaufszahlen zeigen.",
    "Je ne peux montrer que vos propres chiffres de vente.",
    "Solo puedo mostrar sus propias cifras de ventas.",
    "Só posso mostrar os seus próprios números de vendas.",
];
