//! A rule in words: "tell me when weekly revenue of Germany falls by more than 15 %".
//!
//! The words around the figure are few, and stand in tables here; what is between them is read as a question is.

use rust_decimal::Decimal;
use sales_metrics::{
    catalogue::Language,
    period::Grain,
    query::plan::{Filter, Intent, Plan},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::classify::{Classified, Context, Outcome, Vocabulary, amount::amount, asked, classify, refusal};

/// How a percentage is described: above zero.
#[derive(Serialize, ToSchema)]
#[schema(pattern = r"^(0\.[0-9]{0,5}[1-9]|[1-9][0-9]{0,3}(\.[0-9]{1,6})?)$", example = "15")]
pub(crate) struct PercentText(String);

/// How a figure is described.
#[derive(Serialize, ToSchema)]
#[schema(pattern = r"^-?[0-9]{1,18}(\.[0-9]{1,6})?$", example = "1000")]
pub(crate) struct FigureText(String);

/// What makes a rule tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum When {
    /// The figure is lower than that of the unit before by more than so many percent of it.
    #[schema(value_type = PercentText)]
    Falls(Decimal),
    /// The figure is higher than that of the unit before by more than so many percent of it.
    #[schema(value_type = PercentText)]
    Rises(Decimal),
    /// The figure is less than this.
    #[schema(value_type = FigureText)]
    Below(Decimal),
    /// The figure is more than this.
    #[schema(value_type = FigureText)]
    Above(Decimal),
}

/// A rule as it was read from words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The measure's name.
    pub measure: String,
    /// Which rows count.
    pub filters: Vec<Filter>,
    /// Day, week, month or quarter.
    pub every: Grain,
    /// What makes it tell.
    pub when: When,
}

/// The words of a language. Longer ones stand before those that they begin or end with.
struct Words {
    /// What a rule begins with.
    openers: &'static [&'static str],
    /// What stands between that and the rule.
    when: &'static [&'static str],
    falls: &'static [&'static str],
    rises: &'static [&'static str],
    below: &'static [&'static str],
    above: &'static [&'static str],
    /// What may stand before the number.
    by: &'static [&'static str],
    percent: &'static [&'static str],
    /// Of a day, a week, a month, a quarter.
    every: [&'static [&'static str]; 4],
}

const GRAINS: [Grain; 4] = [Grain::Day, Grain::Week, Grain::Month, Grain::Quarter];

const ENGLISH: Words = Words {
    openers: &["tell me", "alert me", "warn me", "notify me", "let me know", "inform me", "email me", "ping me"],
    when: &["as soon as", "whenever", "when", "once", "if"],
    falls: &["has fallen", "goes down", "falls", "drops", "declines", "decreases", "sinks", "shrinks", "is down"],
    rises: &["has risen", "goes up", "rises", "grows", "increases", "jumps", "climbs", "is up"],
    below: &[
        "is less than",
        "is lower than",
        "is below",
        "is under",
        "falls below",
        "falls under",
        "drops below",
        "drops under",
        "goes below",
        "goes under",
        "sinks below",
        "below",
        "under",
    ],
    above: &[
        "is more than",
        "is higher than",
        "is above",
        "is over",
        "rises above",
        "rises over",
        "climbs above",
        "goes above",
        "goes over",
        "exceeds",
        "above",
        "over",
    ],
    by: &["by more than", "by over", "by at least", "more than", "over", "by"],
    percent: &["percent", "per cent", "%"],
    every: [
        &["daily", "per day", "in a day", "of a day", "a day"],
        &["weekly", "per week", "in a week", "of a week", "a week"],
        &["monthly", "per month", "in a month", "of a month", "a month"],
        &["quarterly", "per quarter", "in a quarter", "of a quarter", "a quarter"],
    ],
};

const GERMAN: Words = Words {
    openers: &[
        "sag mir bescheid",
        "sag bescheid",
        "gib mir bescheid",
        "sag mir",
        "sagen sie mir",
        "melde dich",
        "benachrichtige mich",
        "benachrichtigen sie mich",
        "warne mich",
        "warnen sie mich",
        "informiere mich",
    ],
    when: &["sobald", "wenn", "falls"],
    falls: &["fällt", "sinkt", "zurückgeht", "abnimmt"],
    rises: &["steigt", "wächst", "zunimmt"],
    below: &["unter"],
    above: &["über"],
    by: &["um mehr als", "um über", "um mindestens", "mehr als", "um"],
    percent: &["prozent", "%"],
    every: [
        &["täglicher", "tägliche", "täglichen", "pro tag", "am tag"],
        &["wöchentlicher", "wöchentliche", "wöchentlichen", "pro woche", "in der woche"],
        &["monatlicher", "monatliche", "monatlichen", "pro monat", "im monat"],
        &["vierteljährlicher", "vierteljährliche", "vierteljährlichen", "pro quartal", "im quartal"],
    ],
};

const FRENCH: Words = Words {
    openers: &[
        "préviens-moi",
        "prévenez-moi",
        "alerte-moi",
        "alertez-moi",
        "avertis-moi",
        "avertissez-moi",
        "dis-moi",
        "dites-moi",
    ],
    when: &["dès que", "lorsque", "quand", "si"],
    falls: &["baisse", "chute", "diminue", "recule"],
    rises: &["augmente", "monte", "progresse", "grimpe"],
    below: &[
        "passe en dessous de",
        "est en dessous de",
        "est inférieur à",
        "est inférieure à",
        "tombe sous",
        "passe sous",
        "descend sous",
        "en dessous de",
    ],
    above: &[
        "passe au-dessus de",
        "est au-dessus de",
        "est supérieur à",
        "est supérieure à",
        "dépasse",
        "au-dessus de",
    ],
    by: &["de plus de", "d'au moins", "de"],
    percent: &["pour cent", "pourcent", "%"],
    every: [
        &["quotidien", "quotidienne", "quotidiens", "quotidiennes", "par jour", "journalier"],
        &["hebdomadaire", "hebdomadaires", "par semaine"],
        &["mensuel", "mensuelle", "mensuels", "mensuelles", "par mois"],
        &["trimestriel", "trimestrielle", "trimestriels", "trimestrielles", "par trimestre"],
    ],
};

const SPANISH: Words = Words {
    openers: &["avísame", "avíseme", "alértame", "notifícame", "dime"],
    when: &["en cuanto", "cuando", "si"],
    falls: &["bajan", "baja", "caen", "cae", "disminuyen", "disminuye", "descienden", "desciende"],
    rises: &["suben", "sube", "aumentan", "aumenta", "crecen", "crece"],
    below: &[
        "están por debajo de",
        "está por debajo de",
        "caen por debajo de",
        "cae por debajo de",
        "bajan de",
        "baja de",
        "son inferiores a",
        "es inferior a",
        "por debajo de",
    ],
    above: &["están por encima de", "está por encima de", "superan", "supera", "pasan de", "pasa de", "por encima de"],
    by: &["en más de un", "más de un", "más del", "más de", "en un", "un"],
    percent: &["por ciento", "%"],
    every: [
        &["diarios", "diarias", "diario", "diaria", "por día", "al día"],
        &["semanales", "semanal", "por semana", "a la semana"],
        &["mensuales", "mensual", "por mes", "al mes"],
        &["trimestrales", "trimestral", "por trimestre"],
    ],
};

const PORTUGUESE: Words = Words {
    openers: &["avisa-me", "avise-me", "me avise", "avise", "alerta-me", "alerte-me", "diz-me", "diga-me"],
    when: &["assim que", "quando", "se"],
    falls: &["caem", "cai", "baixam", "baixa", "descem", "desce", "diminuem", "diminui"],
    rises: &["sobem", "sobe", "aumentam", "aumenta", "crescem", "cresce"],
    below: &[
        "estão abaixo de",
        "está abaixo de",
        "ficam abaixo de",
        "fica abaixo de",
        "caem abaixo de",
        "cai abaixo de",
        "abaixo de",
    ],
    above: &[
        "estão acima de",
        "está acima de",
        "ficam acima de",
        "fica acima de",
        "ultrapassam",
        "ultrapassa",
        "acima de",
    ],
    by: &["em mais de", "mais de", "mais do que"],
    percent: &["por cento", "%"],
    every: [
        &["diários", "diárias", "diário", "diária", "por dia", "ao dia"],
        &["semanais", "semanal", "por semana"],
        &["mensais", "mensal", "por mês", "ao mês"],
        &["trimestrais", "trimestral", "por trimestre"],
    ],
};

fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
        Language::French => &FRENCH,
        Language::Spanish => &SPANISH,
        Language::Portuguese => &PORTUGUESE,
    }
}

/// The rule in `text`; none where it asks for no rule, and what is wrong with it, for people, where it asks for one that cannot
/// be read.
pub fn wish(text: &str, vocabulary: &Vocabulary) -> Option<Result<Wish, String>> {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('’', "'").to_lowercase();
    let plain = plain.trim_end_matches(['.', '!', '?']).trim();
    Language::ALL.into_iter().find_map(|language| {
        let words = words(language);
        let rest = after(plain, words.openers)?.trim_start_matches([',', ' ']);
        let rest = after(rest, words.when)?.trim_start();
        Some(read(rest, language, vocabulary))
    })
}

fn read(rest: &str, language: Language, vocabulary: &Vocabulary) -> Result<Wish, String> {
    let words = words(language);
    let (subject, when) = bound(rest, words).ok_or_else(|| by_example(language).to_owned())?;
    let (subject, every) = cadence(&subject, words).ok_or_else(|| how_often(language).to_owned())?;
    let Classified { outcome, .. } = classify(&subject, language, vocabulary, Context::default());
    let plan = match outcome {
        Outcome::Plan(plan) => plan,
        Outcome::Clarify { asked: what, .. } => return Err(asked(&what, language)),
        Outcome::NoData(why) | Outcome::OutOfScope(why) => return Err(refusal(&why, vocabulary, language)),
        Outcome::Blocked | Outcome::Help | Outcome::SmallTalk | Outcome::Thanks => {
            return Err(by_example(language).to_owned());
        }
    };
    match *plan {
        Plan { intent: Intent::Lookup, measures, filters, period: None, group_by: None, .. } if measures.len() == 1 => {
            let measure = measures.into_iter().next().unwrap_or_default();
            Ok(Wish { measure, filters, every, when })
        }
        _ => Err(by_example(language).to_owned()),
    }
}

/// What is watched, and what makes it tell: the last number, with the words around it.
fn bound(rest: &str, words: &Words) -> Option<(String, When)> {
    let joined = without_gaps(rest);
    let all: Vec<&str> = joined.split(' ').collect();
    let place = all.iter().rposition(|word| word.contains(|c: char| c.is_ascii_digit()))?;
    let (before, after) = (all[..place].join(" "), all[place + 1..].join(" "));
    let (number, verb) = match all[place].strip_suffix('%') {
        Some(number) => (number, Some(after.as_str())),
        None => (all[place], words.percent.iter().find_map(|word| after.strip_prefix(word))),
    };
    let figure = figure(number)?;
    if let Some(verb) = verb.map(str::trim) {
        let before = ending(&before, words.by).unwrap_or(&before);
        // German has its verb at the end.
        let (subject, falls) = if verb.is_empty() { falls(before, words)? } else { (before, falls(verb, words)?.1) };
        return Some((subject.to_owned(), if falls { When::Falls(figure) } else { When::Rises(figure) }));
    }
    if let Some(subject) = ending(&before, words.below) {
        return Some((subject.to_owned(), When::Below(figure)));
    }
    ending(&before, words.above).map(|subject| (subject.to_owned(), When::Above(figure)))
}

/// `text` with thousands that are set apart by blanks, `10 000`, in one word.
fn without_gaps(text: &str) -> String {
    let mut joined = String::new();
    let is_group = |word: &str| word.len() >= 3 && word.chars().take(3).all(|c| c.is_ascii_digit());
    for word in text.split(' ') {
        let goes_on = joined.ends_with(|c: char| c.is_ascii_digit()) && is_group(word);
        if !joined.is_empty() && !goes_on {
            joined.push(' ');
        }
        joined += word;
    }
    joined
}

/// `text` before its last word, and whether that says that something falls; none where it says nothing of the kind.
fn falls<'a>(text: &'a str, words: &Words) -> Option<(&'a str, bool)> {
    let down = ending(text, words.falls).map(|subject| (subject, true));
    down.or_else(|| ending(text, words.rises).map(|subject| (subject, false)))
}

/// The number in a word: `1.000,50 €`, `£1,000`, `10k`.
fn figure(word: &str) -> Option<Decimal> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    amount(word).filter(|read| read.end == word.len()).map(|read| read.value)
}

/// The subject without the words that say how often, and the unit that these mean.
fn cadence(subject: &str, words: &Words) -> Option<(String, Grain)> {
    let padded = format!(" {subject} ");
    let found = words.every.iter().zip(GRAINS).find_map(|(names, grain)| {
        let name = names.iter().find(|name| padded.contains(&format!(" {name} ")))?;
        Some((padded.replacen(&format!(" {name} "), " ", 1), grain))
    });
    found.map(|(rest, grain)| (rest.trim().to_owned(), grain))
}

/// `text` after one of the words that it begins with.
fn after<'a>(text: &'a str, all: &[&str]) -> Option<&'a str> {
    all.iter().find_map(|word| text.strip_prefix(word).filter(|rest| !rest.starts_with(char::is_alphanumeric)))
}

/// `text` before one of the words that it ends with.
fn ending<'a>(text: &'a str, all: &[&str]) -> Option<&'a str> {
    all.iter().find_map(|word| {
        let rest = text.strip_suffix(word)?;
        (rest.is_empty() || rest.ends_with(' ')).then(|| rest.trim_end())
    })
}

fn by_example(language: Language) -> &'static str {
    match language {
        Language::English => "Say it like this: tell me when weekly revenue of Germany falls by more than 15 %.",
        Language::German => "Sag es so: Sag mir, wenn der wöchentliche Umsatz in Deutschland um mehr als 15 % fällt.",
        Language::French => {
            "Dites-le ainsi : préviens-moi quand le chiffre d'affaires hebdomadaire en Allemagne baisse de plus de 15 %."
        }
        Language::Spanish => "Dilo así: avísame si las ventas semanales en Alemania caen más de un 15 %.",
        Language::Portuguese => "Diga assim: avise-me quando a receita semanal na Alemanha cai mais de 15 %.",
    }
}

fn how_often(language: Language) -> &'static str {
    match language {
        Language::English => "It does not say how often to look: daily, weekly, monthly or quarterly.",
        Language::German => "Es fehlt, wie oft: der tägliche, wöchentliche, monatliche oder vierteljährliche Wert.",
        Language::French => "Il manque la fréquence : quotidien, hebdomadaire, mensuel ou trimestriel.",
        Language::Spanish => "Falta con qué frecuencia: diario, semanal, mensual o trimestral.",
        Language::Portuguese => "Falta a frequência: diária, semanal, mensal ou trimestral.",
    }
}

/// What the chat says to a rule that it has read.
pub(crate) fn can_be_kept(language: Language) -> &'static str {
    match language {
        Language::English => "That can be a rule of yours. It is not kept yet: add it to your rules, under Insights.",
        Language::German => {
            "Das kann eine Regel werden. Sie ist noch nicht gespeichert: Füge sie unter Insights hinzu."
        }
        Language::French => {
            "Cela peut devenir une règle. Elle n'est pas encore enregistrée : ajoutez-la sous Insights."
        }
        Language::Spanish => "Eso puede ser una regla. Aún no está guardada: añádela en Insights.",
        Language::Portuguese => "Isso pode ser uma regra. Ainda não está guardada: adicione-a em Insights.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let catalogue = serde_json::from_str(include_str!("../../salestalk/demo/catalogue.json")).unwrap();
        let countries = ["United Kingdom", "France", "Germany", "Spain"].map(str::to_owned).to_vec();
        let members = [("country".to_owned(), countries)].into();
        Vocabulary::new(catalogue, members, Some(jiff::civil::date(2010, 12, 1)), Some(jiff::civil::date(2011, 12, 9)))
    }

    fn said(text: &str) -> Option<Result<String, String>> {
        let read = wish(text, &vocabulary())?;
        Some(read.map(|Wish { measure, filters, every, when }| {
            let members: Vec<String> = filters.into_iter().flat_map(|filter| filter.members).collect();
            format!("{measure} {} {every:?} {when:?}", members.join("+"))
        }))
    }

    #[test]
    fn a_rule_is_read_in_five_languages() {
        for (text, rule) in [
            ("tell me when weekly revenue of Germany falls by more than 15 %", "revenue Germany Week Falls(15)"),
            ("Alert me if monthly orders in France rise", ""),
            ("Alert me if monthly orders in France rises by 7.5%", "orders France Month Rises(7.5)"),
            ("Let me know as soon as daily revenue drops below £1,000.50!", "revenue  Day Below(1000.50)"),
            ("notify me when quarterly revenue of the UK exceeds 2m", "revenue United Kingdom Quarter Above(2000000)"),
            ("Warn me whenever the number of orders per week goes down by 10 percent", "orders  Week Falls(10)"),
            (
                "Sag mir, wenn der wöchentliche Umsatz in Deutschland um mehr als 15 % fällt",
                "revenue Germany Week Falls(15)",
            ),
            (
                "Benachrichtige mich, sobald der monatliche Umsatz über 1.000.000 € steigt.",
                "revenue  Month Above(1000000)",
            ),
            (
                "Préviens-moi quand le chiffre d'affaires hebdomadaire en Allemagne baisse de plus de 15 %",
                "revenue Germany Week Falls(15)",
            ),
            ("Alertez-moi si le chiffre d’affaires mensuel dépasse 10 000", "revenue  Month Above(10000)"),
            ("Avísame cuando los ingresos semanales en Alemania caen más de un 15 %", "revenue Germany Week Falls(15)"),
            ("Avise-me quando a receita mensal em França fica abaixo de 1.000,5", "revenue France Month Below(1000.5)"),
        ] {
            let read = said(text).unwrap_or_else(|| panic!("{text}: no rule"));
            match rule {
                "" => assert!(read.is_err(), "{text}: {read:?}"),
                rule => assert_eq!(read.as_deref(), Ok(rule), "{text}"),
            }
        }
    }

    #[test]
    fn what_is_missing_is_said_and_a_question_is_none() {
        let wrong = |text: &str| said(text).unwrap().unwrap_err();
        assert!(wrong("tell me when revenue of Germany falls by more than 15 %").contains("how often"));
        assert!(wrong("tell me when weekly revenue of Atlantis falls by 15 %").to_lowercase().contains("atlantis"));
        assert!(wrong("tell me when weekly profit falls by 15 %").to_lowercase().contains("profit"));
        for unclear in
            ["tell me when it rains", "tell me when weekly revenue in March 2011 falls by 15 %", "tell me if weekly 15"]
        {
            assert!(wrong(unclear).contains("Say it like this"), "{unclear}: {}", wrong(unclear));
        }
        for question in ["tell me revenue in March 2011", "When did revenue fall by 15 %?", "Which week was best?", ""]
        {
            assert_eq!(said(question), None, "{question}");
        }
    }
}
