//! The language that a file's header is in, and what its measures and dimensions are called there.

use super::column::Column;
use crate::catalogue::Language;

/// Words of headers, without accents, that are of one language alone.
const HEADERS: [(Language, &[&str]); 4] = [
    (
        Language::German,
        &[
            "datum",
            "rechnung",
            "beleg",
            "auftrag",
            "bestellung",
            "kunde",
            "kunden",
            "artikel",
            "bezeichnung",
            "menge",
            "anzahl",
            "stuck",
            "preis",
            "umsatz",
            "betrag",
            "erlos",
            "warengruppe",
            "kategorie",
            "filiale",
            "niederlassung",
            "branche",
            "stadt",
            "verkaufer",
            "zahlungsart",
            "lieferant",
            "marke",
        ],
    ),
    (
        Language::French,
        &[
            "facture",
            "commande",
            "quantite",
            "prix",
            "montant",
            "magasin",
            "ville",
            "pays",
            "produit",
            "libelle",
            "designation",
            "categorie",
            "vendeur",
            "remise",
            "chiffre",
            "paiement",
            "fournisseur",
            "marque",
            "jour",
        ],
    ),
    (
        Language::Spanish,
        &[
            "fecha",
            "factura",
            "cantidad",
            "unidades",
            "precio",
            "importe",
            "monto",
            "tienda",
            "sucursal",
            "ciudad",
            "producto",
            "articulo",
            "ventas",
            "descuento",
            "proveedor",
            "pago",
        ],
    ),
    (
        Language::Portuguese,
        &[
            "fatura",
            "quantidade",
            "qtd",
            "preco",
            "loja",
            "cidade",
            "produto",
            "artigo",
            "vendas",
            "receita",
            "faturamento",
            "desconto",
            "fornecedor",
            "pagamento",
            "encomenda",
        ],
    ),
];
/// So many columns at least are called in a language that a header is in.
const LEAST_COLUMNS: usize = 2;

/// What measures are called in German, French, Spanish and Portuguese, by their names.
const MEASURES: [(&str, [&str; 4]); 22] = [
    ("revenue", ["Umsatz", "chiffre d'affaires", "ventas", "faturamento"]),
    ("units", ["Menge", "unités", "unidades", "unidades"]),
    ("orders", ["Bestellungen", "commandes", "pedidos", "pedidos"]),
    ("rows", ["Zeilen", "lignes", "filas", "linhas"]),
    ("customers", ["Kunden", "clients", "clientes", "clientes"]),
    (
        "averageOrderValue",
        ["durchschnittlicher Bestellwert", "panier moyen", "valor medio del pedido", "valor médio do pedido"],
    ),
    ("averagePrice", ["Durchschnittspreis", "prix moyen", "precio medio", "preço médio"]),
    ("unitsPerOrder", ["Menge pro Bestellung", "unités par commande", "unidades por pedido", "unidades por pedido"]),
    ("profit", ["Gewinn", "bénéfice", "beneficio", "lucro"]),
    ("profitMargin", ["Gewinnmarge", "taux de marge", "margen", "margem"]),
    ("cost", ["Kosten", "coûts", "costes", "custos"]),
    ("averageDiscount", ["durchschnittlicher Rabatt", "remise moyenne", "descuento medio", "desconto médio"]),
    ("discountGiven", ["Rabatte", "remises accordées", "descuentos", "descontos"]),
    ("discount", ["Rabatt", "remise", "descuento", "desconto"]),
    ("tax", ["Steuer", "taxes", "impuestos", "impostos"]),
    ("shippingCost", ["Versandkosten", "frais de port", "gastos de envío", "frete"]),
    ("returns", ["Retouren", "retours", "devoluciones", "devoluções"]),
    ("returnedUnits", ["retournierte Menge", "unités retournées", "unidades devueltas", "unidades devolvidas"]),
    ("returnRate", ["Retourenquote", "taux de retour", "tasa de devolución", "taxa de devolução"]),
    ("newCustomers", ["Neukunden", "nouveaux clients", "clientes nuevos", "novos clientes"]),
    (
        "returningCustomers",
        ["wiederkehrende Kunden", "clients récurrents", "clientes recurrentes", "clientes recorrentes"],
    ),
    ("lostCustomers", ["verlorene Kunden", "clients perdus", "clientes perdidos", "clientes perdidos"]),
];

/// The language of the header: that in which most of its columns are called, English where there are not two of any.
pub(super) fn language(columns: &[Column<'_>]) -> Language {
    let count = |words: &[&str]| columns.iter().filter(|column| column.says(words)).count();
    let mut found: Vec<(usize, Language)> = HEADERS.iter().map(|(language, words)| (count(words), *language)).collect();
    found.sort_by_key(|(columns, _)| std::cmp::Reverse(*columns));
    found.first().filter(|(columns, _)| *columns >= LEAST_COLUMNS).map_or(Language::English, |(_, one)| *one)
}

/// What the measure called `name` is called in `language`; `None` in English, where its name says it.
pub(super) fn label(name: &str, language: Language) -> Option<&'static str> {
    let names = MEASURES.iter().find(|(known, _)| *known == name).map(|(_, names)| names)?;
    names.get(language.place().checked_sub(1)?).copied()
}

/// What those who buy are called, one of them.
pub(super) fn customer(language: Language) -> &'static str {
    ["customer", "Kunde", "client", "cliente", "cliente"][language.place()]
}

/// What is sold.
pub(super) fn product(language: Language) -> &'static str {
    ["product", "Artikel", "produit", "producto", "produto"][language.place()]
}

/// The day of the week.
pub(super) fn weekday(language: Language) -> &'static str {
    ["weekday", "Wochentag", "jour de la semaine", "día de la semana", "dia da semana"][language.place()]
}

/// A header in lower case as a name: nouns have a capital in German.
pub(super) fn noun(name: String, language: Language) -> String {
    let mut letters = name.chars();
    match letters.next().filter(|_| language == Language::German) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => name,
    }
}

/// What several are called, where an `s` behind the name does not say it. Of several words in Romance languages, the first.
pub(super) fn plural(name: &str, language: Language) -> Option<String> {
    let rules: &[(&str, &str)] = match language {
        Language::English => return english_plural(name),
        Language::German => &[
            ("tag", "tage"),
            ("weg", "wege"),
            ("kanal", "kanäle"),
            ("stadt", "städte"),
            ("land", "länder"),
            ("ort", "orte"),
            ("kunde", "kunden"),
            ("gebiet", "gebiete"),
            ("markt", "märkte"),
            ("segment", "segmente"),
            ("lieferant", "lieferanten"),
            ("dienst", "dienste"),
            ("ung", "ungen"),
            ("ion", "ionen"),
            ("art", "arten"),
            ("schaft", "schaften"),
            ("e", "en"),
            ("er", "er"),
            ("", ""),
        ],
        Language::French => &[("al", "aux"), ("eau", "eaux"), ("s", "s"), ("x", "x"), ("", "s")],
        Language::Spanish => &[
            ("ión", "iones"),
            ("ón", "ones"),
            ("z", "ces"),
            ("a", "as"),
            ("e", "es"),
            ("o", "os"),
            ("s", "s"),
            ("", "es"),
        ],
        Language::Portuguese => &[
            ("ão", "ões"),
            ("al", "ais"),
            ("el", "éis"),
            ("m", "ns"),
            ("r", "res"),
            ("z", "zes"),
            ("s", "s"),
            ("", "s"),
        ],
    };
    let (head, rest) = match name.split_once(' ').filter(|_| language != Language::German) {
        Some((head, rest)) => (head, format!(" {rest}")),
        None => (name, String::new()),
    };
    let (end, ends) = rules.iter().find(|(end, _)| head.to_lowercase().ends_with(end))?;
    let stem = &head[..head.len() - end.len()];
    let ends = if stem.is_empty() { noun((*ends).to_owned(), language) } else { (*ends).to_owned() };
    Some(format!("{stem}{ends}{rest}"))
}

fn english_plural(name: &str) -> Option<String> {
    let stem = name.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    // "Returned" says something of a row, and is none of several.
    stem.map(|stem| format!("{stem}ies")).or_else(|| name.ends_with("ed").then(|| name.to_owned()))
}
