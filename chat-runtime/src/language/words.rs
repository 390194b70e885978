//! What words and letters say about the language they are in: English, German, French, Spanish, Portuguese.

/// Words by the evidence they are. A word without its accents counts the same, unless it is listed itself.
pub(super) const WORDS: &[([u32; 5], &str)] = &[
    (
        [3, 0, 0, 0, 0],
        "the and of what which how much many did does were is are by with from than this that these those our we us \
         revenue sales turnover orders units customers refunds returns product products country countries average \
         month months week weeks quarter quarters year years day days last next previous past worst selling sold sell \
         between since until till during through compared show give tell list when who why where highest lowest \
         growth share yesterday today tomorrow first third half early late january february march june july \
         october december tuesday wednesday thursday saturday sunday spring summer autumn christmas \
         easter same before after each every to at it about please most least fell rose drop dropped grew figures \
         numbers amount income monthly weekly daily yearly quarterly per break up far my",
    ),
    ([0, 3, 0, 0, 0], "hallo moin servus danke tschüss"),
    ([0, 0, 3, 0, 0], "bonjour bonsoir salut coucou merci"),
    ([0, 0, 0, 3, 0], "hola gracias adiós"),
    ([0, 0, 0, 0, 3], "olá oi obrigado obrigada tchau"),
    ([1, 0, 0, 0, 0], "may"),
    ([3, 0, 0, 0, 3], "as"),
    ([3, 0, 0, 3, 3], "no"),
    ([2, 0, 0, 0, 0], "well chart shares them their its they back put add without excluding exclusions instead"),
    ([3, 3, 3, 0, 0], "plus"),
    ([3, 3, 0, 0, 0], "minus"),
    (
        [2, 0, 0, 0, 0],
        "for any be been had has have can could would should not but or over out only more less best second",
    ),
    (
        [0, 3, 0, 0, 0],
        "der den dem und im vom zum zur beim wie viel viele vielen welche welcher welches welchen welchem wann wer \
         warum wieviel wieviele ist sind waren wurde wurden haben hatten gab gibt mit für fuer von bis seit nach vor \
         über ueber unter zwischen gegen gegenüber ohne als oder auch nicht kein keine mein meine unser unsere uns wir \
         ich er sie ein eine einem einer einen eines umsatz umsätze umsaetze erlös erlöse absatz verkauf verkäufe \
         verkaufszahlen bestellung bestellungen kunde kunden produkt produkte artikel land länder laender ländern \
         retouren rückgaben erstattungen einnahmen zahlen durchschnitt durchschnittlich durchschnittliche warenkorb \
         anteil wachstum tag tage tagen woche wochen monat monate monaten monats quartal quartale quartals halbjahr \
         jahr jahre jahren jahres letzte letzten letzter letztes letztem vorige vorigen vorletzten nächste nächsten \
         diese dieser dieses diesem diesen laufenden laufendes aktuelle aktuellen vergangenen vergangene vergangenes \
         heute gestern vorgestern vormonat vorjahr vorwoche vorquartal vorjahres januar februar märz maerz juni juli \
         oktober dezember jänner montag dienstag mittwoch donnerstag freitag samstag sonntag frühling herbst \
         weihnachten ostern silvester erste ersten erstes zweite zweiten zweites dritte dritten drittes vierten \
         viertes anfang mitte beste besten schlechteste meisten höchste höchsten verkauft verkauften verkaufte zeige \
         zeig vergleiche vergleich nenne jeden jedes aufgeschlüsselt bisher bislang insgesamt entwicklung verlauf \
         gesamt gestiegen gesunken mehr weniger kw geschäftsjahr stück hoch groß bitte mir davon danach davor \
         jahresanfang stärkste stärksten ab sowie bei aus auf pro monatlich wöchentlich täglich lief liefen \
         weihnachtswoche maiumsatz nur solange jahresende jahresbeginn monatsende zuletzt wird werden kommt halben drei sieben zwei",
    ),
    ([0, 2, 0, 0, 0], "die das ende sommer"),
    (
        [0, 0, 3, 0, 0],
        "il elle ils le les et une aux dans pour sur avec sans chez depuis pendant jusqu jusque quel quelle quels quelles combien \
         comment quand qui pourquoi est sont était étaient ont avons nous vous notre votre chiffre affaires ventes \
         vente commande commandes produit produits recettes revenu revenus remboursements retours panier moyen moyenne \
         croissance jour jours semaine semaines mois année années dernier dernière derniers dernières prochain \
         prochaine précédent précédente passé passée cette cet ces hier avant aujourd janvier février mars avril juin \
         juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche \
         printemps été automne hiver noël pâques premier première deuxième troisième quatrième début meilleur \
         meilleurs meilleure meilleures pire pires vendu vendus vendues montre montrez montrer donne donnez comparer \
         comparez rapport moins qu répartition évolution chaque même fait évolué vendons par \
         mensuel mensuelles seulement uniquement quinzaine exercice cumul courant aussi mieux hors deux trois où",
    ),
    ([0, 0, 2, 0, 0], "l à au ce pays clients"),
    (
        [0, 0, 0, 3, 0],
        "el los del con hasta cuánto cuántos cuánta cuántas cuál cuáles qué cómo cuándo quién dónde fue fueron hubo \
         tuvimos tenemos nuestro nuestra nuestros ventas ingresos ingreso facturación devoluciones productos artículos \
         crecimiento día días mes año años pasada hoy ayer anteayer enero febrero marzo mayo junio julio septiembre \
         setiembre octubre noviembre diciembre lunes martes miércoles jueves viernes invierno verano otoño navidad \
         reyes pascua primer tercer cuarto principios mediados finales mejores peores vendimos muéstrame muestra dame \
         dime una mismo misma según ganamos facturamos evolución desglose hace frente después sólo solo quincena ejercicio cómo mediados fines las más menos",
    ),
    (
        [0, 0, 0, 0, 3],
        "lucro em uma com até quanto quantos quanta quantas qual quais quando foi foram houve tivemos temos nosso nossa vendas \
         receita receitas faturamento faturação devoluções encomendas produto produtos itens média crescimento mês ano \
         anos hoje ontem anteontem janeiro fevereiro março maio junho julho setembro outubro novembro dezembro segunda \
         terça quarta quinta sexta feira inverno verão outono natal páscoa primeiro primeira terceiro terceira início \
         melhores piores vendemos mostre neste nesta deste desta nas na aos pelo pela pelos não são maior evolução \
         faturamos quarto cada atual dois duas só apenas quinzena exercício meados depois quem houve vai estão como retrasado há relação mesmo é ao passado",
    ),
    // Words of several languages.
    ([1, 1, 0, 0, 0], "in was war an am hat will april august november winter name"),
    ([2, 2, 0, 0, 0], "september"),
    ([1, 0, 1, 0, 0], "on trend"),
    ([1, 0, 0, 0, 0], "friday monday"),
    ([1, 0, 2, 0, 0], "part end"),
    ([1, 0, 1, 0, 1], "compare"),
    ([1, 0, 0, 0, 2], "do as"),
    ([1, 0, 0, 1, 1], "no me ago"),
    ([1, 0, 1, 1, 1], "a"),
    ([0, 2, 2, 0, 0], "je"),
    ([0, 1, 2, 0, 0], "des du"),
    ([0, 1, 1, 0, 1], "mai"),
    ([0, 2, 0, 0, 1], "das um"),
    ([0, 1, 0, 0, 2], "da"),
    ([0, 0, 2, 0, 2], "nos"),
    ([0, 1, 1, 2, 0], "es"),
    ([0, 0, 1, 1, 1], "de que trimestre trimestres semestre entre"),
    ([0, 0, 1, 1, 0], "en la un d n c"),
    ([0, 0, 2, 1, 0], "fin"),
    ([0, 0, 1, 3, 1], "mes"),
    ([0, 0, 1, 3, 0], "y"),
    ([0, 0, 1, 2, 0], "va"),
    (
        [0, 0, 0, 2, 2],
        "por para desde durante semana semanas abril agosto sábado domingo primavera cliente clientes pedidos unidades \
         países reembolsos antes atrás comparar compara mostrar segundo meses últimos últimas último última próximo media vendido vendidos \
         vendidas venda",
    ),
    ([0, 0, 0, 1, 1], "o se este esta"),
    ([0, 0, 0, 1, 2], "os e dia dias ticket dos no"),
    ([0, 0, 0, 2, 1], "venta pasado trimestral"),
];

/// Letters by the evidence they are.
pub(super) const LETTERS: &[([u32; 5], &str)] = &[
    ([0, 2, 0, 0, 0], "äöß"),
    ([0, 1, 0, 0, 0], "ü"),
    ([0, 0, 0, 3, 0], "ñ¿¡"),
    ([0, 0, 0, 0, 3], "ãõ"),
    ([0, 0, 1, 0, 2], "ç"),
    ([0, 0, 3, 0, 0], "èùœëïîû"),
    ([0, 0, 1, 0, 1], "êâôà"),
    ([0, 0, 1, 1, 1], "é"),
    ([0, 0, 0, 1, 1], "áíóú"),
];
