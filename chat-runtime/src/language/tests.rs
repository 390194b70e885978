//! Short questions in each language.

use super::{Language, Language::*, detect};

/// Told right whatever the default is.
fn check(language: Language, questions: &str) {
    let questions: Vec<&str> = questions.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    assert!(questions.len() >= 40, "{}", questions.len());
    let wrong: Vec<String> = questions
        .iter()
        .flat_map(|question| [English, German, French, Spanish, Portuguese].map(|default| (*question, default)))
        .filter(|(question, default)| detect(question, *default) != language)
        .map(|(question, default)| format!("{question:?} as {:?}", detect(question, default)))
        .collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), questions.len() * 5, wrong.join("\n"));
}

#[test]
fn english() {
    check(
        English,
        "revenue may 2011
         Sales
         sales last month
         and in June?
         and the month before?
         Top 5 countries
         top 3 products by revenue
         best selling product
         What was revenue in March 2011?
         How many orders did we have yesterday?
         compare Q1 with Q2
         orders by country
         monthly sales 2011
         average order value
         refunds this week
         revenue in Germany
         revenue of WHITE HANGING HEART T-LIGHT HOLDER
         show me units sold per week
         which customers bought most
         year to date revenue
         Who are our best customers?
         growth vs last year
         what about August?
         excluding the UK, please
         share of France in 2011
         how much did we sell on Black Friday
         and by product
         turnover since January
         REVENUE IN MAY 2011
         total sales in São Paulo
         customers per country
         last 7 days
         first half of 2011
         why did sales drop in July?
         number of orders between 1 and 14 May
         sales up to 5/5/2011
         is June better than July?
         quarterly revenue by country
         yesterday
         today's orders
         what share of revenue is Germany's?
         revenue from Österreich
         only France in 2010
         is revenue growing?
         break it down by month",
    );
}

#[test]
fn german() {
    check(
        German,
        "Umsatz Mai 2011
         Umsatz
         umsatz letzten monat
         und im Juni?
         und im Monat davor?
         Top 5 Länder
         top 5 produkte nach umsatz
         bestes Produkt, meistverkaufte Artikel
         Wie hoch war der Umsatz im März 2011?
         Wie viele Bestellungen hatten wir gestern?
         vergleiche Q1 mit Q2
         Bestellungen nach Land
         monatlicher Umsatz 2011
         durchschnittlicher Warenkorb
         Retouren diese Woche
         Umsatz in Frankreich
         Umsatz von WHITE HANGING HEART T-LIGHT HOLDER
         zeig mir die Stückzahlen pro Woche
         welche Kunden kauften am meisten
         Umsatz YTD
         Wer sind unsere besten Kunden?
         Wachstum zum Vorjahr
         was ist mit August?
         ohne Großbritannien bitte
         Anteil von Frankreich 2011
         Wie viel verkauften wir am Black Friday
         und nach Produkt
         Umsatz seit Januar
         UMSATZ IM MAI 2011
         Gesamtumsatz in München im letzten Quartal
         Kunden je Land
         letzte 7 Tage
         erstes Halbjahr 2011
         warum ging der Umsatz im Juli zurück?
         Bestellungen vom 1. bis 14. Mai
         Absatz bis 5.5.2011
         ist Juni besser als Juli?
         KW 12
         gestern
         heutige Bestellungen
         im Vormonat
         laufendes Quartal
         nur Frankreich
         wächst der Umsatz?
         nach Monat aufteilen",
    );
}

#[test]
fn french() {
    check(
        French,
        "chiffre d'affaires mai 2011
         ventes
         ventes du mois dernier
         et en juin ?
         et le mois d'avant ?
         top 5 des pays
         top 5 produits par chiffre d'affaires
         meilleur produit
         Quel était le chiffre d'affaires en mars 2011 ?
         Combien de commandes hier ?
         comparer T1 et T2
         commandes par pays
         ventes mensuelles 2011
         panier moyen
         retours cette semaine
         ventes en Allemagne
         ventes de WHITE HANGING HEART T-LIGHT HOLDER
         montre les unités vendues par semaine
         quels clients achètent le plus
         cumul annuel des ventes
         Qui sont nos meilleurs clients ?
         croissance par rapport à l'an dernier
         et août ?
         sans le Royaume-Uni
         part de la France en 2011
         combien avons-nous vendu pour le Black Friday
         et par produit
         CA depuis janvier
         VENTES EN MAI 2011
         le CA de l'année
         clients par pays
         les 7 derniers jours
         premier semestre 2011
         pourquoi les ventes ont-elles baissé en juillet ?
         commandes du 1er au 14 mai
         ventes jusqu'au 5/5/2011
         juin est-il meilleur que juillet ?
         semaine 12
         hier
         commandes d'aujourd'hui
         le mois précédent
         trimestre en cours, par mois
         seulement la France
         où en est le T3 ?
         détaille par mois",
    );
}

#[test]
fn spanish() {
    check(
        Spanish,
        "ventas mayo 2011
         ventas
         ventas del mes pasado
         ¿y en junio?
         ¿y el mes anterior?
         los 5 países con más ventas
         top 5 productos por ingresos
         el mejor producto
         ¿Cuáles fueron las ventas en marzo de 2011?
         ¿Cuántos pedidos tuvimos ayer?
         comparar el T1 con el T2
         pedidos por país en mayo
         ventas mensuales 2011
         valor medio del pedido
         devoluciones de esta semana y la pasada
         ventas en Alemania
         ventas de WHITE HANGING HEART T-LIGHT HOLDER
         muéstrame las unidades por semana
         qué clientes compraron más
         ventas en lo que va de año
         ¿Quiénes son nuestros mejores clientes?
         crecimiento frente al año pasado
         ¿y agosto?
         sin el Reino Unido
         cuota de Francia del año 2011
         cuanto vendimos en el Black Friday
         y por producto
         ingresos desde enero
         VENTAS EN MAYO DE 2011
         facturación del trimestre
         clientes y pedidos por mes
         los últimos 7 días
         primer semestre de 2011
         ¿por qué cayeron las ventas en julio?
         pedidos del 1 al 14 de mayo
         ventas hasta el 5/5/2011
         ¿es junio mejor que julio?
         en la semana 12 del año
         ayer
         pedidos de hoy
         el mes anterior
         trimestre en curso del año
         solo Francia
         ¿crecen las ventas?
         desglosa por mes del año",
    );
}

#[test]
fn portuguese() {
    check(
        Portuguese,
        "vendas maio 2011
         vendas
         vendas do mês passado
         notas de crédito no T3 de 2025
         unidades vendidas no segundo trimestre de 2024
         e em junho?
         e no mês anterior?
         os 5 países com mais vendas
         top 5 produtos por receita
         o melhor produto
         Quais foram as vendas em março de 2011?
         Quantos pedidos tivemos ontem?
         compare o T1 com o T2
         pedidos por país em maio
         vendas mensais 2011
         ticket médio do ano
         devoluções desta semana
         vendas na Alemanha
         vendas de WHITE HANGING HEART T-LIGHT HOLDER
         mostre as unidades vendidas por semana
         quais clientes compraram mais
         receita no acumulado do ano
         Quem são os nossos melhores clientes?
         crescimento em relação ao ano passado
         e agosto, foi melhor?
         sem o Reino Unido, em 2011
         participação da França em 2011
         quanto vendemos na Black Friday
         e por produto
         receita desde janeiro
         VENDAS EM MAIO DE 2011
         faturamento do trimestre
         clientes e pedidos por mês
         nos últimos 7 dias
         primeiro semestre de 2011
         por que as vendas caíram em julho?
         pedidos de 1 a 14 de maio
         vendas até 5/5/2011
         junho é melhor que julho?
         na semana 12 do ano
         ontem
         pedidos de hoje
         o mês anterior
         trimestre atual
         só a França
         como vai o T3
         detalhe por mês",
    );
}

#[test]
fn weak_evidence_is_none() {
    for text in
        ["", "2011", "Q1 2011", "YTD", "Black Friday", "REGENCY CAKESTAND", "?", "top 5", "mai", "T2 2011", "trimestre"]
    {
        for default in [English, German, French, Spanish, Portuguese] {
            assert_eq!(detect(text, default), default, "{text:?}");
        }
    }
}

#[test]
fn names_in_json() {
    let names = serde_json::to_string(&[English, German, French, Spanish, Portuguese]).unwrap();
    assert_eq!(names, r#"["en","de","fr","es","pt"]"#);
}
