//! What insights and parts of reports are called, by language; what they say is the narrator's.

use sales_metrics::{
    catalogue::Language,
    query::fact::{Fact, FactRole},
};

use crate::{find::of_role, insight::InsightKind};

/// The title of an insight of `kind` about the period called `period`.
pub(crate) fn title(kind: InsightKind, facts: &[Fact], period: &str, language: Language) -> String {
    format!("{}: {period}", of_kind(kind, facts, language))
}

/// What a part of a report is called that shows each day.
pub(crate) fn day_by_day(language: Language) -> &'static str {
    match language {
        Language::English => "Day by day",
        Language::German => "Tag für Tag",
        Language::French => "Jour par jour",
        Language::Spanish => "Día a día",
        Language::Portuguese => "Dia a dia",
    }
}

/// What a part of a report is called that has insights of its time.
pub(crate) fn also_noted(language: Language) -> &'static str {
    match language {
        Language::English => "Also noticed",
        Language::German => "Außerdem aufgefallen",
        Language::French => "Également remarqué",
        Language::Spanish => "También se ha observado",
        Language::Portuguese => "Também se notou",
    }
}

/// What a report calls the version of the data.
pub(crate) fn data_version(language: Language) -> &'static str {
    match language {
        Language::English => "Version of the data:",
        Language::German => "Stand der Daten:",
        Language::French => "Version des données :",
        Language::Spanish => "Versión de los datos:",
        Language::Portuguese => "Versão dos dados:",
    }
}

/// A name as the beginning of a line.
pub(crate) fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What an insight of `kind` with these `facts` is called.
pub(crate) fn of_kind(kind: InsightKind, facts: &[Fact], language: Language) -> &'static str {
    let of = |role| of_role(facts, role);
    let is_low = of(FactRole::Low).is_some_and(|low| of(FactRole::Value).is_none_or(|value| value < low));
    let fell = of(FactRole::Change).is_some_and(|change| change.is_sign_negative());
    match language {
        Language::English => match kind {
            InsightKind::Summary => "How it went",
            InsightKind::Mover => "What changed",
            InsightKind::Anomaly if is_low => "Unusually low",
            InsightKind::Anomaly => "Unusually high",
            InsightKind::LevelShift if fell => "A lower level",
            InsightKind::LevelShift => "A higher level",
            InsightKind::Gap => "Nothing sold",
            InsightKind::Forecast => "What to expect",
            InsightKind::Record => "The best so far",
            InsightKind::Concentration => "Most of it in few hands",
            InsightKind::NewCustomers => "New customers",
            InsightKind::LostCustomers => "Customers who did not come back",
            InsightKind::Returns => "More is given back",
            InsightKind::NewMembers => "Seen for the first time",
            InsightKind::Alert => "An alert",
        },
        Language::German => match kind {
            InsightKind::Summary => "Wie es lief",
            InsightKind::Mover => "Was sich verändert hat",
            InsightKind::Anomaly if is_low => "Ungewöhnlich niedrig",
            InsightKind::Anomaly => "Ungewöhnlich hoch",
            InsightKind::LevelShift if fell => "Ein niedrigeres Niveau",
            InsightKind::LevelShift => "Ein höheres Niveau",
            InsightKind::Gap => "Nichts verkauft",
            InsightKind::Forecast => "Was zu erwarten ist",
            InsightKind::Record => "Das Beste bisher",
            InsightKind::Concentration => "Das meiste bei wenigen",
            InsightKind::NewCustomers => "Neue Kunden",
            InsightKind::LostCustomers => "Kunden, die nicht wiederkamen",
            InsightKind::Returns => "Mehr Rückgaben",
            InsightKind::NewMembers => "Zum ersten Mal dabei",
            InsightKind::Alert => "Eine Warnung",
        },
        Language::French => match kind {
            InsightKind::Summary => "Le bilan",
            InsightKind::Mover => "Ce qui a changé",
            InsightKind::Anomaly if is_low => "Inhabituellement bas",
            InsightKind::Anomaly => "Inhabituellement haut",
            InsightKind::LevelShift if fell => "Un niveau plus bas",
            InsightKind::LevelShift => "Un niveau plus haut",
            InsightKind::Gap => "Aucune vente",
            InsightKind::Forecast => "À quoi s'attendre",
            InsightKind::Record => "Le meilleur jusqu'ici",
            InsightKind::Concentration => "L'essentiel chez quelques-uns",
            InsightKind::NewCustomers => "Nouveaux clients",
            InsightKind::LostCustomers => "Clients qui ne sont pas revenus",
            InsightKind::Returns => "Davantage de retours",
            InsightKind::NewMembers => "Vu pour la première fois",
            InsightKind::Alert => "Une alerte",
        },
        Language::Spanish => match kind {
            InsightKind::Summary => "Cómo fue",
            InsightKind::Mover => "Qué ha cambiado",
            InsightKind::Anomaly if is_low => "Inusualmente bajo",
            InsightKind::Anomaly => "Inusualmente alto",
            InsightKind::LevelShift if fell => "Un nivel más bajo",
            InsightKind::LevelShift => "Un nivel más alto",
            InsightKind::Gap => "Sin ventas",
            InsightKind::Forecast => "Qué esperar",
            InsightKind::Record => "Lo mejor hasta ahora",
            InsightKind::Concentration => "Casi todo en pocas manos",
            InsightKind::NewCustomers => "Clientes nuevos",
            InsightKind::LostCustomers => "Clientes que no volvieron",
            InsightKind::Returns => "Más devoluciones",
            InsightKind::NewMembers => "Visto por primera vez",
            InsightKind::Alert => "Una alerta",
        },
        Language::Portuguese => match kind {
            InsightKind::Summary => "Como foi",
            InsightKind::Mover => "O que mudou",
            InsightKind::Anomaly if is_low => "Invulgarmente baixo",
            InsightKind::Anomaly => "Invulgarmente alto",
            InsightKind::LevelShift if fell => "Um nível mais baixo",
            InsightKind::LevelShift => "Um nível mais alto",
            InsightKind::Gap => "Nada vendido",
            InsightKind::Forecast => "O que esperar",
            InsightKind::Record => "O melhor até agora",
            InsightKind::Concentration => "Quase tudo em poucas mãos",
            InsightKind::NewCustomers => "Novos clientes",
            InsightKind::LostCustomers => "Clientes que não voltaram",
            InsightKind::Returns => "Mais devoluções",
            InsightKind::NewMembers => "Visto pela primeira vez",
            InsightKind::Alert => "Um alerta",
        },
    }
}
