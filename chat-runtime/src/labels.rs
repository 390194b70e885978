//! What periods are called, in the answer's language. A fact's own label is English, and may be a word of the question's; its dates
//! are what is told.

use sales_metrics::{
    catalogue::Language,
    period::{Grain, Period},
    query::fact::{Fact, days},
};

use crate::narrate::languages::{Span, tongue};

/// Periods that begin before this year have no beginning: "until March".
const OPEN: i16 = 1900;
/// English labels that need no preposition.
const BARE: [&str; 6] = ["since", "until", "before", "after", "from", "up"];
/// English labels that need an article.
const WITH_ARTICLE: [&str; 3] = ["first", "last", "week"];

/// The period of a fact.
pub(crate) fn period_of(fact: &Fact) -> Option<Period> {
    let (from, to) = days(&fact.period)?;
    let named = Period::named(from, to);
    let is_week = named.days() == 7 && fact.label.starts_with("week of");
    Some(Period { grain: if is_week { Grain::Week } else { named.grain }, label: fact.label.clone(), ..named })
}

/// The name of `period`: `May 2011`, `2. Quartal 2011`.
pub(crate) fn name(period: &Period, language: Language) -> String {
    words_for(period, language).unwrap_or_else(|| tongue(language).name(span(period)))
}

/// `period` with its preposition: `in May 2011`, `im 2. Quartal 2011`.
pub(crate) fn when(period: &Period, language: Language) -> String {
    let Some(name) = words_for(period, language) else { return tongue(language).when(span(period)) };
    let first = name.split(' ').next().unwrap_or_default().to_lowercase();
    match first.as_str() {
        word if BARE.contains(&word) => name,
        word if WITH_ARTICLE.contains(&word) => format!("in the {name}"),
        _ => format!("in {name}"),
    }
}

/// The name for an axis: of a week, its first day.
pub(crate) fn short(period: &Period, language: Language) -> String {
    match span(period) {
        Span::Week(from, _) => tongue(language).name(Span::Day(from)),
        _ => name(period, language),
    }
}

/// What a fact's period is called; empty if it has none.
pub(crate) fn of_fact(fact: &Fact, language: Language) -> String {
    period_of(fact).map_or_else(String::new, |period| name(&period, language))
}

/// Whether `period` has no beginning.
pub(crate) fn is_open(period: &Period) -> bool {
    period.from.year() < OPEN
}

/// Whether `period` is a unit of the calendar.
pub(crate) fn is_unit(period: &Period) -> bool {
    !matches!(span(period), Span::Range(..) | Span::Until(_))
}

fn span(period: &Period) -> Span {
    let (from, to) = (period.from, period.to);
    if is_open(period) {
        return Span::Until(to);
    }
    let (year, month) = (from.year(), from.month());
    let named = Period::named(from, to).grain;
    match if period.grain == Grain::Week && period.days() == 7 { Grain::Week } else { named } {
        Grain::Day => Span::Day(from),
        Grain::Week => Span::Week(from, to),
        Grain::Month => Span::Month(year, month),
        Grain::Quarter => Span::Quarter(year, (month - 1) / 3 + 1),
        Grain::Half => Span::Half(year, (month - 1) / 6 + 1),
        Grain::Year => Span::Year(year),
        Grain::Range => Span::Range(from, to),
    }
}

/// The words that an English question had for a period, with the dates behind them, where they say more than the dates.
fn words_for(period: &Period, language: Language) -> Option<String> {
    let label = period.label.as_str();
    let (named, range) = (Period::named(period.from, period.to), Period::range(period.from, period.to));
    let plain = label.is_empty()
        || label == named.label
        || label.contains(&range.label)
        || label.starts_with("week of")
        || matches!(span(period), Span::Until(_));
    if plain || language != Language::English {
        return None;
    }
    let dates = tongue(language).name(Span::Range(period.from, period.to));
    Some(format!("{label} ({dates})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(from: &str, to: &str) -> Period {
        Period::named(from.parse().unwrap(), to.parse().unwrap())
    }

    #[test]
    fn periods_have_names_and_prepositions_in_every_language() {
        use Language::{English, French, German, Portuguese, Spanish};
        for (from, to, language, name_, when_) in [
            ("2011-05-05", "2011-05-05", English, "5 May 2011", "on 5 May 2011"),
            ("2011-05-05", "2011-05-05", German, "5. Mai 2011", "am 5. Mai 2011"),
            ("2011-05-01", "2011-05-01", French, "1er mai 2011", "le 1er mai 2011"),
            ("2011-05-05", "2011-05-05", Spanish, "5 de mayo de 2011", "el 5 de mayo de 2011"),
            ("2011-05-05", "2011-05-05", Portuguese, "5 de maio de 2011", "em 5 de maio de 2011"),
            ("2011-05-01", "2011-05-31", English, "May 2011", "in May 2011"),
            ("2011-05-01", "2011-05-31", German, "Mai 2011", "im Mai 2011"),
            ("2011-05-01", "2011-05-31", French, "mai 2011", "en mai 2011"),
            ("2011-05-01", "2011-05-31", Spanish, "mayo de 2011", "en mayo de 2011"),
            ("2011-05-01", "2011-05-31", Portuguese, "maio de 2011", "em maio de 2011"),
            ("2011-04-01", "2011-06-30", English, "Q2 2011", "in Q2 2011"),
            ("2011-04-01", "2011-06-30", German, "2. Quartal 2011", "im 2. Quartal 2011"),
            ("2011-04-01", "2011-06-30", French, "deuxième trimestre 2011", "au deuxième trimestre 2011"),
            ("2011-04-01", "2011-06-30", Spanish, "2.º trimestre de 2011", "en el 2.º trimestre de 2011"),
            ("2011-04-01", "2011-06-30", Portuguese, "2.º trimestre de 2011", "no 2.º trimestre de 2011"),
            ("2011-07-01", "2011-12-31", English, "H2 2011", "in H2 2011"),
            ("2011-07-01", "2011-12-31", German, "2. Halbjahr 2011", "im 2. Halbjahr 2011"),
            ("2011-01-01", "2011-06-30", French, "premier semestre 2011", "au premier semestre 2011"),
            ("2011-01-01", "2011-12-31", German, "2011", "im Jahr 2011"),
            ("2011-01-01", "2011-12-31", French, "2011", "en 2011"),
            ("2011-03-21", "2011-03-27", English, "week of 21 March 2011", "in the week of 21 March 2011"),
            (
                "2011-03-21",
                "2011-03-27",
                German,
                "KW 12/2011 (21. bis 27. März 2011)",
                "in KW 12/2011 (21. bis 27. März 2011)",
            ),
            (
                "2011-03-21",
                "2011-03-27",
                French,
                "semaine du 21 au 27 mars 2011",
                "dans la semaine du 21 au 27 mars 2011",
            ),
            (
                "2011-03-21",
                "2011-03-27",
                Spanish,
                "semana del 21 al 27 de marzo de 2011",
                "en la semana del 21 al 27 de marzo de 2011",
            ),
            (
                "2011-03-21",
                "2011-03-27",
                Portuguese,
                "semana de 21 a 27 de março de 2011",
                "na semana de 21 a 27 de março de 2011",
            ),
            ("2011-05-01", "2011-05-14", English, "1 to 14 May 2011", "from 1 to 14 May 2011"),
            ("2011-05-01", "2011-05-14", German, "1. bis 14. Mai 2011", "vom 1. bis 14. Mai 2011"),
            ("2011-05-01", "2011-05-14", French, "1er au 14 mai 2011", "du 1er au 14 mai 2011"),
            (
                "2011-04-30",
                "2011-05-02",
                Spanish,
                "30 de abril al 2 de mayo de 2011",
                "del 30 de abril al 2 de mayo de 2011",
            ),
            (
                "2010-12-30",
                "2011-01-02",
                Portuguese,
                "30 de dezembro de 2010 a 2 de janeiro de 2011",
                "de 30 de dezembro de 2010 a 2 de janeiro de 2011",
            ),
            ("0001-01-01", "2011-03-31", English, "until 31 March 2011", "until 31 March 2011"),
            ("0001-01-01", "2011-03-31", German, "bis 31. März 2011", "bis zum 31. März 2011"),
        ] {
            let period = period(from, to);
            assert_eq!((name(&period, language), when(&period, language)), (name_.to_owned(), when_.to_owned()));
        }
    }

    #[test]
    fn words_of_the_question_are_told_with_their_dates() {
        let said = |label: &str| Period { label: label.to_owned(), ..period("2011-04-01", "2011-06-30") };
        assert_eq!(when(&said("FY 2012 Q1"), Language::English), "in FY 2012 Q1 (1 April to 30 June 2011)");
        assert_eq!(when(&said("since April"), Language::English), "since April (1 April to 30 June 2011)");
        assert_eq!(when(&said("FY 2012 Q1"), Language::German), "im 2. Quartal 2011");
        let clipped = Period {
            label: "December 2011 (1 December 2011 to 9 December 2011)".to_owned(),
            ..period("2011-12-01", "2011-12-09")
        };
        assert_eq!(name(&clipped, Language::English), "1 to 9 December 2011");
        // A week that begins on a Sunday is a week by its label alone.
        let sunday =
            Period { grain: Grain::Week, label: "week of 20 March 2011".into(), ..period("2011-03-20", "2011-03-26") };
        assert_eq!(name(&sunday, Language::German), "Woche vom 20. bis 26. März 2011");
        assert_eq!(short(&sunday, Language::German), "20. März 2011");
    }
}
