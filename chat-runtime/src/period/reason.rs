//! Why a date does not exist, as data, and its wording in each language.

mod names;

use jiff::civil::Date;
use names::{units, weekday};
use sales_metrics::period::Grain;

use sales_metrics::catalogue::Language;

/// Why a date cannot be resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Day 0.
    DaysFromOne,
    /// 30 February.
    FebruaryEver,
    /// 29 February of a common year.
    FebruaryOf(i16),
    /// 31 June.
    MonthDays {
        /// 1 to 12.
        month: i8,
        /// How many it has.
        days: i8,
    },
    /// Month 13.
    NoMonth(u32),
    /// Quarter 5.
    FourQuarters,
    /// The third half of a year.
    TwoHalves,
    /// Week 0.
    WeeksFromOne,
    /// Week 53 of a year without one.
    WeeksOf(i16),
    /// Week 54.
    WeeksEver,
    /// Beyond what a date can hold.
    NoYear(i16),
    /// The sixth week of May.
    TooFew {
        /// The period's name in English.
        of: String,
        /// What it has fewer of.
        grain: Grain,
    },
    /// The fifth Monday of a month that has four.
    TooFewOfThem {
        /// The period's name in English.
        of: String,
    },
    /// "Tuesday, 5 December" when that is a Monday.
    OtherWeekday(Date),
    /// "Recently".
    NotFixed,
    /// "The last 24 hours".
    FinerThanDays,
}

impl Reason {
    /// The reason as half a sentence: `June has 30 days`.
    #[must_use]
    pub fn wording(&self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            Language::German => self.german(),
            Language::French => self.french(),
            Language::Spanish => self.spanish(),
            Language::Portuguese => self.portuguese(),
        }
    }

    fn english(&self) -> String {
        let own = Language::English;
        match self {
            Reason::DaysFromOne => "days are counted from 1".to_owned(),
            Reason::FebruaryEver => "February has at most 29 days".to_owned(),
            Reason::FebruaryOf(year) => format!("February {year} has 28 days"),
            Reason::MonthDays { month: number, days } => format!("{} has {days} days", own.month(*number)),
            Reason::NoMonth(number) => format!("there is no month {number}"),
            Reason::FourQuarters => "a year has 4 quarters".to_owned(),
            Reason::TwoHalves => "a year has 2 halves".to_owned(),
            Reason::WeeksFromOne => "weeks are counted from 1".to_owned(),
            Reason::WeeksOf(year) => format!("{year} has 52 weeks"),
            Reason::WeeksEver => "a year has at most 53 weeks".to_owned(),
            Reason::NoYear(year) => format!("there is no year {year}"),
            Reason::TooFew { of, grain } => format!("{of} does not have that many {}", units(own, *grain)),
            Reason::TooFewOfThem { of } => format!("{of} does not have that many of them"),
            Reason::OtherWeekday(date) => {
                format!("{} {} {} is a {}", date.day(), own.month(date.month()), date.year(), weekday(own, *date))
            }
            Reason::NotFixed => "that is no fixed period".to_owned(),
            Reason::FinerThanDays => "sales are counted by the day".to_owned(),
        }
    }

    fn german(&self) -> String {
        let own = Language::German;
        match self {
            Reason::DaysFromOne => "Tage werden ab 1 gezählt".to_owned(),
            Reason::FebruaryEver => "der Februar hat höchstens 29 Tage".to_owned(),
            Reason::FebruaryOf(year) => format!("der Februar {year} hat 28 Tage"),
            Reason::MonthDays { month: number, days } => format!("der {} hat {days} Tage", own.month(*number)),
            Reason::NoMonth(number) => format!("einen Monat {number} gibt es nicht"),
            Reason::FourQuarters => "ein Jahr hat 4 Quartale".to_owned(),
            Reason::TwoHalves => "ein Jahr hat 2 Halbjahre".to_owned(),
            Reason::WeeksFromOne => "Wochen werden ab 1 gezählt".to_owned(),
            Reason::WeeksOf(year) => format!("{year} hat 52 Wochen"),
            Reason::WeeksEver => "ein Jahr hat höchstens 53 Wochen".to_owned(),
            Reason::NoYear(year) => format!("ein Jahr {year} gibt es nicht"),
            Reason::TooFew { grain, .. } => format!("so viele {} hat dieser Zeitraum nicht", units(own, *grain)),
            Reason::TooFewOfThem { .. } => "so oft kommt dieser Tag in dem Zeitraum nicht vor".to_owned(),
            Reason::OtherWeekday(date) => {
                format!(
                    "der {}. {} {} ist ein {}",
                    date.day(),
                    own.month(date.month()),
                    date.year(),
                    weekday(own, *date)
                )
            }
            Reason::NotFixed => "das ist kein fester Zeitraum".to_owned(),
            Reason::FinerThanDays => "Umsätze werden tageweise gezählt".to_owned(),
        }
    }

    fn french(&self) -> String {
        let own = Language::French;
        match self {
            Reason::DaysFromOne => "les jours se comptent à partir de 1".to_owned(),
            Reason::FebruaryEver => "février a au plus 29 jours".to_owned(),
            Reason::FebruaryOf(year) => format!("février {year} a 28 jours"),
            Reason::MonthDays { month: number, days } => format!("{} a {days} jours", own.month(*number)),
            Reason::NoMonth(number) => format!("il n'y a pas de mois {number}"),
            Reason::FourQuarters => "une année a 4 trimestres".to_owned(),
            Reason::TwoHalves => "une année a 2 semestres".to_owned(),
            Reason::WeeksFromOne => "les semaines se comptent à partir de 1".to_owned(),
            Reason::WeeksOf(year) => format!("{year} a 52 semaines"),
            Reason::WeeksEver => "une année a au plus 53 semaines".to_owned(),
            Reason::NoYear(year) => format!("il n'y a pas d'année {year}"),
            Reason::TooFew { grain, .. } => format!("cette période n'a pas autant de {}", units(own, *grain)),
            Reason::TooFewOfThem { .. } => "ce jour ne revient pas aussi souvent dans cette période".to_owned(),
            Reason::OtherWeekday(date) => {
                format!("le {} {} {} est un {}", date.day(), own.month(date.month()), date.year(), weekday(own, *date))
            }
            Reason::NotFixed => "ce n'est pas une période fixe".to_owned(),
            Reason::FinerThanDays => "les ventes sont comptées par jour".to_owned(),
        }
    }

    fn spanish(&self) -> String {
        let own = Language::Spanish;
        match self {
            Reason::DaysFromOne => "los días se cuentan desde 1".to_owned(),
            Reason::FebruaryEver => "febrero tiene como máximo 29 días".to_owned(),
            Reason::FebruaryOf(year) => format!("febrero de {year} tiene 28 días"),
            Reason::MonthDays { month: number, days } => format!("{} tiene {days} días", own.month(*number)),
            Reason::NoMonth(number) => format!("no existe el mes {number}"),
            Reason::FourQuarters => "un año tiene 4 trimestres".to_owned(),
            Reason::TwoHalves => "un año tiene 2 semestres".to_owned(),
            Reason::WeeksFromOne => "las semanas se cuentan desde 1".to_owned(),
            Reason::WeeksOf(year) => format!("{year} tiene 52 semanas"),
            Reason::WeeksEver => "un año tiene como máximo 53 semanas".to_owned(),
            Reason::NoYear(year) => format!("no existe el año {year}"),
            Reason::TooFew { grain: Grain::Week, .. } => "ese período no tiene tantas semanas".to_owned(),
            Reason::TooFew { grain, .. } => format!("ese período no tiene tantos {}", units(own, *grain)),
            Reason::TooFewOfThem { .. } => "ese día no se repite tantas veces en el período".to_owned(),
            Reason::OtherWeekday(date) => {
                let (day, year) = (date.day(), date.year());
                format!("el {day} de {} de {year} es {}", own.month(date.month()), weekday(own, *date))
            }
            Reason::NotFixed => "no es un período fijo".to_owned(),
            Reason::FinerThanDays => "las ventas se cuentan por día".to_owned(),
        }
    }

    fn portuguese(&self) -> String {
        let own = Language::Portuguese;
        match self {
            Reason::DaysFromOne => "os dias são contados a partir de 1".to_owned(),
            Reason::FebruaryEver => "fevereiro tem no máximo 29 dias".to_owned(),
            Reason::FebruaryOf(year) => format!("fevereiro de {year} tem 28 dias"),
            Reason::MonthDays { month: number, days } => format!("{} tem {days} dias", own.month(*number)),
            Reason::NoMonth(number) => format!("não existe o mês {number}"),
            Reason::FourQuarters => "um ano tem 4 trimestres".to_owned(),
            Reason::TwoHalves => "um ano tem 2 semestres".to_owned(),
            Reason::WeeksFromOne => "as semanas são contadas a partir de 1".to_owned(),
            Reason::WeeksOf(year) => format!("{year} tem 52 semanas"),
            Reason::WeeksEver => "um ano tem no máximo 53 semanas".to_owned(),
            Reason::NoYear(year) => format!("não existe o ano {year}"),
            Reason::TooFew { grain: Grain::Week, .. } => "esse período não tem tantas semanas".to_owned(),
            Reason::TooFew { grain, .. } => format!("esse período não tem tantos {}", units(own, *grain)),
            Reason::TooFewOfThem { .. } => "esse dia não se repete tantas vezes no período".to_owned(),
            Reason::OtherWeekday(date) => {
                let (day, year) = (date.day(), date.year());
                format!("{day} de {} de {year} é {}", own.month(date.month()), weekday(own, *date))
            }
            Reason::NotFixed => "não é um período fixo".to_owned(),
            Reason::FinerThanDays => "as vendas são contadas por dia".to_owned(),
        }
    }
}
