//! The English words that questions about sales are made of, beside those of the tenant's catalogue.

/// Words that carry nothing.
pub(super) const STOP: &[&str] = &[
    "a", "about", "all", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could", "did", "do", "does", "each",
    "every", "figure", "figures", "for", "from", "get", "give", "given", "go", "got", "had", "has", "have", "hello", "here", "hey", "hi", "how",
    "i", "in", "into", "is", "it", "its", "just", "kindly", "know", "let", "like", "list", "look", "many", "may", "me", "much", "my", "need",
    "number", "numbers", "of", "off", "ok", "okay", "on", "only", "or", "our", "ours", "out", "over", "overall", "please", "pls", "plz", "s",
    "see", "show", "so", "some", "tell", "thanks", "that", "the", "their", "them", "then", "there", "these", "they", "this", "those", "to", "too",
    "total", "totals", "us", "want", "was", "we", "were", "what", "whats", "when", "where", "which", "while", "who", "will", "with", "would",
    "you", "your", "during", "within", "came", "come", "comes", "coming", "actual", "actually", "really", "exactly", "roughly", "business",
    "company", "data", "value", "amount", "count", "level", "did", "report", "display", "calculate", "compute", "find", "quick",
    "quickly", "again", "also", "still", "now", "same", "instead", "make", "forget", "new", "question", "first", "up", "down", "people", "anyone",
    "place", "placed", "receive", "received", "altogether", "combined", "made", "did", "say", "ask", "wondering", "time", "period", "through",
    "happened", "happen", "if", "not", "no", "t", "im", "id", "d", "ll", "re", "ve", "gimme", "bit", "one", "between", "across", "our", "went",
    "do", "doing", "done", "performance", "result", "results", "world", "worldwide", "everywhere", "anywhere", "whole", "entire",
];

/// Words after which a list is ordered, and from which end.
pub(super) const HIGHEST: &[&str] = &[
    "top", "best", "highest", "biggest", "largest", "most", "leading", "strongest", "greatest", "maximum", "max", "peak", "busiest", "bestselling",
    "main", "major",
];
pub(super) const LOWEST: &[&str] =
    &["worst", "lowest", "smallest", "least", "bottom", "fewest", "weakest", "slowest", "minimum", "min", "poorest", "quietest"];

pub(super) const COMPARE: &[&str] = &[
    "compare", "compared", "comparing", "comparison", "versus", "vs", "v", "than", "difference", "differ", "against", "bigger", "higher", "better",
    "larger", "lower", "smaller", "worse", "more", "less", "fewer", "gap",
];
pub(super) const CHANGE: &[&str] = &[
    "change", "changed", "changes", "growth", "grow", "grew", "grown", "increase", "increased", "decrease", "decreased", "rise", "rose", "fall",
    "fell", "drop", "dropped", "decline", "declined", "delta", "jump", "move", "moved", "mom", "yoy", "qoq",
];
pub(super) const SHARE: &[&str] = &["share", "proportion", "fraction", "percentage", "percent", "portion", "part", "contribution", "contribute", "contributed"];
pub(super) const AVERAGE: &[&str] = &["average", "mean", "avg", "averaged", "typical"];
pub(super) const SERIES: &[&str] = &["trend", "trends", "series", "development", "evolution", "timeline", "history", "chart", "plot", "graph", "develop", "developed", "evolve"];
pub(super) const BREAKDOWN: &[&str] = &["break", "breakdown", "broken", "split", "divide", "divided", "distribution", "grouped", "group", "by", "per", "each", "every"];
pub(super) const EXCLUDE: &[&str] = &["except", "excluding", "without", "besides", "excl", "exclude", "outside"];

/// Verbs and nouns that mean the money measure when no measure is named.
pub(super) const MONEY: &[&str] = &[
    "sell", "sells", "sold", "selling", "sale", "sales", "seller", "sellers", "bring", "brought", "earn", "earned", "earning", "earnings", "make",
    "made", "making", "generate", "generated", "turn", "turnover", "revenue", "revenues", "income", "money", "takings", "spend", "spent", "spending",
    "gross", "grossed", "worth", "cash", "proceeds", "bestseller", "bestsellers",
];
/// Verbs that mean orders.
pub(super) const ORDERS: &[&str] = &["order", "orders", "ordered", "ordering", "purchase", "purchased", "purchases", "often", "frequently", "bought", "buy", "buys"];

/// Words that begin a follow-up.
pub(super) const FOLLOW: &[&str] = &["and", "what about", "how about", "only", "just", "now", "same", "but", "make it", "instead", "ok", "then", "also", "with", "without", "compare that", "compare it", "compare this", "compare with", "compare to", "versus", "vs", "that", "by", "show me the", "break it", "break that", "split it", "split that", "as a", "for"];
/// Words that end what was talked about.
pub(super) const RESET: &[&str] = &["forget that", "forget it", "new question", "different question", "different topic", "start over", "never mind", "nevermind", "something else"];
/// Words that drop every filter.
pub(super) const CLEAR: &[&str] = &["everywhere", "overall", "worldwide", "in total", "all countries", "all of them", "whole", "entire", "everything", "all products", "no filter"];

/// What sales data often has and this catalogue may lack.
pub(super) const ELSEWHERE: &[&str] = &[
    "margin", "margins", "profit", "profits", "profitability", "cost", "costs", "cogs", "expense", "expenses", "discount", "discounts", "tax",
    "taxes", "vat", "stock", "inventory", "headcount", "salary", "salaries", "churn", "visitors", "visits", "traffic", "clicks", "ctr", "conversion",
    "budget", "target", "quota", "forecast", "leads", "pipeline", "ebitda", "employees", "staff", "satisfaction", "nps", "shipping", "delivery",
    "price", "prices", "age", "gender", "salesperson", "salespeople", "rep", "reps", "channel", "store", "stores", "city", "cities", "region", "regions",
    "email", "emails", "address", "addresses", "phone", "hour", "hours", "supplier", "suppliers", "brand", "brands", "category", "categories",
];

/// Who asks for these gets nothing.
pub(super) const BLOCKED: &[&str] = &[
    "other tenant", "other tenants", "another tenant", "all tenants", "every tenant", "other customers data", "other companies", "other company",
    "another company", "competitor", "competitors", "system prompt", "your prompt", "your instructions", "previous instructions", "ignore all",
    "ignore previous", "ignore your", "password", "passwords", "api key", "api keys", "secret", "secrets", "credentials", "access token", "drop table", "select from",
    "other accounts", "another account", "tenant",
];

pub(super) const NUMBERS: [&str; 21] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
    "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
];

pub(super) const GREETINGS: &[&str] = &["hello", "hi", "hey", "thanks", "thank you", "good morning", "good afternoon", "bye", "how are you", "who are you"];
pub(super) const HELP: &[&str] = &["help", "what can i ask", "what can you do", "what data do you have", "what do you know", "what can you tell me", "how does this work", "which measures", "what measures"];
