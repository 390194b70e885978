//! What columns of sales files are called, in five languages, without accents.

pub(super) const QUANTITY: &[&str] = &[
    "quantity",
    "qty",
    "units",
    "pieces",
    "pcs",
    "volume",
    "count",
    "menge",
    "anzahl",
    "stuck",
    "stueck",
    "stuckzahl",
    "stueckzahl",
    "absatz",
    "quantite",
    "qte",
    "cantidad",
    "cant",
    "unidades",
    "quantidade",
    "qtd",
    "qtde",
];
pub(super) const PRICE: &[&str] = &["price", "rate", "preis", "prix", "precio", "preco"];
pub(super) const COST: &[&str] = &[
    "cost",
    "costs",
    "unitcost",
    "totalcost",
    "cogs",
    "kosten",
    "einkaufspreis",
    "einstandspreis",
    "cout",
    "couts",
    "coste",
    "costo",
    "custo",
];
/// What says that an amount is of one piece.
pub(super) const EACH: &[&str] =
    &["unit", "unitcost", "each", "piece", "stuck", "einkaufspreis", "einstandspreis", "unitaire", "unitario"];
/// What is surely what was sold for.
pub(super) const REVENUE: &[&str] = &[
    "revenue",
    "turnover",
    "sales",
    "umsatz",
    "erlos",
    "chiffre",
    "ventas",
    "ingresos",
    "receita",
    "faturamento",
    "vendas",
];
/// What may be.
pub(super) const AMOUNT: &[&str] = &[
    "amount", "total", "value", "net", "gross", "income", "takings", "betrag", "gesamt", "netto", "brutto", "montant",
    "importe", "monto", "valor",
];
pub(super) const TAX: &[&str] =
    &["tax", "vat", "gst", "mwst", "ust", "steuer", "umsatzsteuer", "tva", "iva", "impuesto", "imposto"];
pub(super) const SHIPPING: &[&str] =
    &["shipping", "freight", "postage", "deliveryfee", "versand", "versandkosten", "livraison", "envio", "frete"];
pub(super) const DISCOUNT: &[&str] = &["discount", "rebate", "rabatt", "nachlass", "remise", "descuento", "desconto"];
pub(super) const PROFIT: &[&str] = &[
    "profit",
    "earnings",
    "margin",
    "grossincome",
    "netincome",
    "operatingincome",
    "gewinn",
    "deckungsbeitrag",
    "benefice",
    "marge",
    "beneficio",
    "ganancia",
    "lucro",
    "margem",
];
/// What says that a number is no amount of money, but a part of one.
pub(super) const PART: &[&str] =
    &["percent", "percentage", "pct", "ratio", "rate", "prozent", "quote", "taux", "tasa", "taxa"];
pub(super) const RATING: &[&str] =
    &["rating", "score", "stars", "satisfaction", "nps", "bewertung", "avis", "calificacion", "avaliacao"];
/// What is not what was sold for, though it be called an amount.
pub(super) const ASIDE: &[&str] =
    &["target", "budget", "forecast", "plan", "quota", "goal", "ziel", "objectif", "objetivo", "meta"];
pub(super) const RETURNED: &[&str] = &[
    "return",
    "returned",
    "returns",
    "refund",
    "refunded",
    "cancelled",
    "canceled",
    "cancellation",
    "retoure",
    "retourniert",
    "storniert",
    "retour",
    "retourne",
    "annule",
    "devuelto",
    "devolucion",
    "devolvido",
    "devolucao",
];
/// What a cell says where it says that something is so.
pub(super) const YES: &[&str] = &[
    "yes",
    "y",
    "true",
    "1",
    "x",
    "ja",
    "wahr",
    "oui",
    "vrai",
    "si",
    "sim",
    "returned",
    "refunded",
    "cancelled",
    "canceled",
];
pub(super) const ORDER: &[&str] = &[
    "invoice",
    "order",
    "transaction",
    "receipt",
    "ticket",
    "bill",
    "basket",
    "booking",
    "rechnung",
    "bestellung",
    "auftrag",
    "beleg",
    "facture",
    "commande",
    "pedido",
    "factura",
    "fatura",
    "encomenda",
];
pub(super) const CUSTOMER: &[&str] =
    &["customer", "client", "account", "buyer", "user", "member", "kunde", "kunden", "cliente"];
/// What says that a column has the names of what another numbers.
pub(super) const NAME: &[&str] = &["name", "nom", "nombre", "nome", "bezeichnung"];
/// What may be the name of a customer that another column numbers.
pub(super) const COMPANY: &[&str] =
    &["company", "firma", "societe", "entreprise", "empresa", "organisation", "organization"];
pub(super) const PRODUCT: &[&str] = &[
    "description",
    "product",
    "item",
    "article",
    "sku",
    "plan",
    "artikel",
    "produkt",
    "produit",
    "producto",
    "produto",
    "articulo",
    "artigo",
];
/// What a thing that is sold may be called by, where nothing is said of it.
pub(super) const TITLE: &[&str] =
    &["title", "name", "titel", "bezeichnung", "titre", "libelle", "designation", "titulo", "denominacion"];
/// What says that members are groups of what they would be else: "Product Category" is no product.
pub(super) const GROUP: &[&str] = &[
    "category",
    "subcategory",
    "group",
    "type",
    "line",
    "class",
    "family",
    "brand",
    "status",
    "segment",
    "gender",
    "age",
    "range",
    "kategorie",
    "gruppe",
    "warengruppe",
    "typ",
    "marke",
    "categorie",
    "famille",
    "marque",
    "categoria",
    "familia",
    "tipo",
    "marca",
];
/// What is numbered and yet split by.
pub(super) const NUMBERED: &[&str] = &[
    "store",
    "shop",
    "branch",
    "outlet",
    "department",
    "dept",
    "warehouse",
    "register",
    "terminal",
    "region",
    "zone",
    "filiale",
    "abteilung",
    "lager",
    "magasin",
    "rayon",
    "tienda",
    "sucursal",
    "loja",
    "filial",
];
/// What ends the names of codes.
pub(super) const CODE: &[&str] =
    &["id", "no", "nr", "num", "code", "number", "key", "uuid", "ref", "nummer", "numero", "codigo", "zip"];
/// Dates of something else than the sale.
pub(super) const LATER: &[&str] = &[
    "ship",
    "shipped",
    "shipping",
    "due",
    "delivery",
    "delivered",
    "birth",
    "return",
    "returned",
    "end",
    "expiry",
    "updated",
    "lieferdatum",
    "versanddatum",
    "faelligkeit",
    "livraison",
    "entrega",
    "envio",
];
