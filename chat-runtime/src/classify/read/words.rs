//! Words that say something wherever they stand, in all languages.

/// What currencies are called beside their codes.
pub(super) const CURRENCIES: [(&str, &[&str]); 5] = [
    ("GBP", &["£", "pounds", "sterling", "quid", "pfund", "libras", "livres"]),
    ("EUR", &["€", "euros", "euro"]),
    ("USD", &["$", "dollars", "bucks", "dollar", "dolares"]),
    ("JPY", &["¥", "yen"]),
    ("CHF", &["francs", "franken"]),
];

/// What money is called.
pub(super) const MONEY: [&str; 4] = ["money", "geld", "argent", "dinero"];

/// What names a unit of time by its nearness.
pub(super) const THIS: [&str; 10] =
    ["this", "diesem", "diesen", "dieser", "ce", "cette", "este", "esta", "neste", "nesta"];
/// What sets aside all else.
pub(super) const ONLY: [&str; 8] = ["only", "just", "nur", "solo", "seulement", "apenas", "instead", "stattdessen"];

/// What leaves of a list its beginning.
pub(super) const CUT: [&str; 6] = ["only", "just", "nur", "solo", "seulement", "apenas"];

/// What is asked of several at once, before "the top 5".
pub(super) const SUM: [&str; 13] = [
    "total",
    "totals",
    "combined",
    "sum",
    "insgesamt",
    "gesamt",
    "summe",
    "cumule",
    "cumules",
    "somme",
    "totale",
    "suma",
    "soma",
];

/// What a figure is in, word by word.
pub(super) const PERCENT: [&str; 17] = [
    "percent",
    "percentual",
    "percentage",
    "percents",
    "pct",
    "per",
    "cent",
    "prozent",
    "prozentual",
    "pour",
    "pourcent",
    "pourcentage",
    "por",
    "porcentaje",
    "ciento",
    "cento",
    "percentagem",
];

/// What takes back what was said, before a comma.
pub(super) const NO: [&str; 6] = ["no", "nope", "nein", "nee", "non", "nao"];
/// The same, as two words.
pub(super) const MEANT: [(&str, &str); 9] = [
    ("i", "mean"),
    ("i", "meant"),
    ("ich", "meinte"),
    ("meinte", "ich"),
    ("voulais", "dire"),
    ("quise", "decir"),
    ("quiero", "decir"),
    ("quis", "dizer"),
    ("queria", "dizer"),
];
/// What says which of several a ranking is to go down to: "second best".
pub(super) const ORDINALS: [(&str, &str); 8] = [
    ("second", "2"),
    ("third", "3"),
    ("fourth", "4"),
    ("fifth", "5"),
    ("2nd", "2"),
    ("3rd", "3"),
    ("4th", "4"),
    ("5th", "5"),
];

/// What words begin with that say that something fell.
pub(super) const FALLS: [&str; 24] = [
    "declin",
    "drop",
    "fell",
    "fall",
    "decreas",
    "shrink",
    "shrank",
    "shrunk",
    "less",
    "weniger",
    "ruckgang",
    "rueckgang",
    "gesunk",
    "sank",
    "gefallen",
    "abgenomm",
    "abnahm",
    "baiss",
    "diminu",
    "recul",
    "cay",
    "caid",
    "bajad",
    "queda",
];
/// The same, as whole words.
pub(super) const FALL: [&str; 26] = [
    "lost",
    "lose",
    "verloren",
    "verlor",
    "perdu",
    "perdio",
    "perdido",
    "perdeu",
    "zuruck",
    "zurueck",
    "zuruckgegangen",
    "zurueckgegangen",
    "zuruckging",
    "zuruckgingen",
    "down",
    "lower",
    "worse",
    "moins",
    "chute",
    "menos",
    "bajo",
    "bajaron",
    "caiu",
    "cairam",
    "fiel",
    "fielen",
];
/// What says that each is counted once.
pub(super) const DIFFERENT: [&str; 11] = [
    "different",
    "distinct",
    "unique",
    "verschiedene",
    "unterschiedliche",
    "differents",
    "differentes",
    "distintos",
    "distintas",
    "diferentes",
    "einzigartige",
];
/// What asks how fast something changed.
pub(super) const FAST: [&str; 9] =
    ["fastest", "rate", "rates", "schnellsten", "wachstumsrate", "vite", "rapido", "rapidamente", "taux"];
/// What asks for the same days of another year, and no more of it.
pub(super) const SAME_DAYS: [(&str, &str); 13] = [
    ("same", "period"),
    ("same", "time"),
    ("same", "days"),
    ("same", "dates"),
    ("gleichen", "zeitraum"),
    ("gleiche", "zeitraum"),
    ("selben", "zeitraum"),
    ("meme", "periode"),
    ("memes", "jours"),
    ("mismo", "periodo"),
    ("mismos", "dias"),
    ("mesmo", "periodo"),
    ("mesmos", "dias"),
];

/// What follows is named one by one: "each of".
pub(super) const EACH_OF: [(&str, &str); 12] = [
    ("each", "of"),
    ("jede", "von"),
    ("jeder", "von"),
    ("jedem", "von"),
    ("jedes", "von"),
    ("chacun", "de"),
    ("chacune", "de"),
    ("cada", "uno"),
    ("cada", "una"),
    ("cada", "um"),
    ("cada", "uma"),
    ("jeweils", "in"),
];

/// Before its number: all of it is meant.
pub(super) const YEAR: [&str; 4] = ["year", "jahr", "annee", "ano"];
/// What stands before a dimension whose other members are meant than the one before.
pub(super) const OTHERS: [&str; 12] = [
    "other",
    "remaining",
    "anderen",
    "andere",
    "ubrigen",
    "restlichen",
    "autres",
    "otras",
    "otros",
    "demas",
    "outras",
    "outros",
];
/// What asks for all as one figure, where nothing else does.
pub(super) const TOTAL: [&str; 5] = ["total", "insgesamt", "gesamt", "summe", "suma"];
