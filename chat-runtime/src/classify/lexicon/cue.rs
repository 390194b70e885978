//! What words and phrases say.

use sales_metrics::period::Grain;

/// What a word or a phrase says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::classify) enum Cue {
    /// Nothing.
    Stop,
    /// Selling: the money measure when no other is named.
    Sell,
    /// The money measure by its name: also beside another one.
    Money,
    /// Buying and ordering: the number of orders when no measure is named.
    Order,
    /// `how many`: a number of something.
    HowMany,
    /// `how much`.
    HowMuch,
    /// A measure by what it is usually called.
    Concept(Concept),
    /// A dimension by what it is usually called, and whether by its plural.
    Place(bool),
    /// The same of things sold.
    Thing(bool),
    /// `where`: a place is asked for.
    Where,
    /// `who`: people are asked for.
    Who,
    /// `people`: customers, when they are counted.
    People,
    /// `filter`
    Filter,
    /// `when`: a time is asked for.
    When,
    /// The things sold most.
    Bestsellers,
    /// From the largest on.
    Highest,
    /// From the smallest on.
    Lowest,
    /// Two things side by side.
    Compare,
    /// A change from one to another.
    Change,
    /// Where something is going: `growing`.
    Trend,
    /// Growth from unit to unit: `month over month`.
    Growth(Grain),
    /// A part in a whole.
    Share,
    /// Per unit.
    Average,
    /// In order of time.
    Series,
    /// By parts.
    Breakdown,
    /// `by`, `per`, `each`: what follows is split by, or divided by.
    Per,
    /// Added up from the beginning of the period.
    Cumulative,
    /// What made a change.
    Why,
    /// How a period went.
    Summary,
    /// How something went: a summary when nothing is named.
    HowWas,
    /// What follows is left out.
    Exclude,
    /// What follows is left out, or is no longer what is talked about.
    Remove,
    /// What was left out is no longer.
    Readmit,
    /// What follows is replaced by what stands before.
    Replacing,
    /// Calendar units, each: `monthly`.
    Each(Grain),
    /// A calendar unit: `month`.
    Unit(Grain),
    /// A number word.
    Number(u32),
    /// One of two.
    Or,
    /// More than one thing is meant together.
    And,
    /// A figure is compared with a number, which no plan can say.
    Bound,
    /// What sales data often has and the catalogue may lack.
    Elsewhere,
    /// No question.
    Greeting,
    /// No question, and an answer was welcome.
    Thanks,
    /// What can be asked.
    Help,
    /// Nobody gets it.
    Blocked,
    /// Ends what was talked about.
    Reset,
    /// Drops filters.
    Clear,
    /// Several members as one.
    Together,
    /// A part of a whole, or of a change.
    Contribute,
    /// The two that were spoken of last.
    Both,
    /// The turn before is gone on with, wherever it stands.
    Again,
    /// The two sides of a comparison change places.
    Swap,
    /// One figure, in place of its parts.
    Whole,
    /// What was listed, as one figure.
    Summed,
    /// What the last two answers differ by.
    Difference,
    /// How it is to be shown, which the reply does anyway.
    Table,
    /// In order of size, and whether from the smallest on.
    Sorted(bool),
    /// Before what is counted: those of a kind that no column says.
    Narrow,
    /// `that`: points to the unit of time or the member that follows.
    That,
    /// `it`, `its`.
    It,
    /// `they`, `their`.
    They,
    /// `those three`.
    Those,
    /// `the second one`.
    Ordinal(u32),
}

/// A measure that sales data usually has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::classify) enum Concept {
    /// Money taken.
    Money,
    /// Orders.
    Orders,
    /// Who bought.
    Customers,
    /// Things sold.
    Units,
    /// Money an order.
    OrderValue,
    /// Money given back.
    Refunds,
}

impl Concept {
    /// What catalogues call it.
    pub(in crate::classify) fn names(self) -> &'static [&'static str] {
        match self {
            Self::Money => &["revenue", "sales", "turnover", "net sales", "amount"],
            Self::Orders => &["orders", "order", "invoices", "transactions", "purchases"],
            Self::Customers => &["customers", "customer", "clients", "buyers", "accounts"],
            Self::Units => &["units", "quantity", "pieces", "items", "qty"],
            Self::OrderValue => &["average order value", "aov", "average basket", "basket size"],
            Self::Refunds => &["refunds", "returns", "credit notes", "cancellations", "credits"],
        }
    }
}

impl Cue {
    /// Whether it points back to the answer before.
    pub(in crate::classify) fn points_back(self) -> bool {
        matches!(self, Self::That | Self::It | Self::They | Self::Those | Self::Ordinal(_))
    }

    /// The cue that a file of words calls `name`.
    pub(super) fn named(name: &str) -> Option<Self> {
        let (kind, of) = name.split_once(' ').unwrap_or((name, ""));
        let grain = || {
            Some(match of {
                "day" => Grain::Day,
                "week" => Grain::Week,
                "month" => Grain::Month,
                "quarter" => Grain::Quarter,
                "half" => Grain::Half,
                "year" => Grain::Year,
                _ => return None,
            })
        };
        Some(match kind {
            "each" => Self::Each(grain()?),
            "unit" => Self::Unit(grain()?),
            "growth" => Self::Growth(grain()?),
            "number" => Self::Number(of.parse().ok()?),
            "ordinal" => Self::Ordinal(of.parse().ok()?),
            "sorted" => Self::Sorted(of == "up"),
            "concept" => Self::Concept(match of {
                "orders" => Concept::Orders,
                "customers" => Concept::Customers,
                "units" => Concept::Units,
                "order value" => Concept::OrderValue,
                "refunds" => Concept::Refunds,
                _ => return None,
            }),
            "how" => match of {
                "many" => Self::HowMany,
                "much" => Self::HowMuch,
                "was" => Self::HowWas,
                _ => return None,
            },
            "stop" => Self::Stop,
            "sell" => Self::Sell,
            "order" => Self::Order,
            "place" => Self::Place(false),
            "places" => Self::Place(true),
            "thing" => Self::Thing(false),
            "things" => Self::Thing(true),
            "where" => Self::Where,
            "who" => Self::Who,
            "people" => Self::People,
            "filter" => Self::Filter,
            "when" => Self::When,
            "bestsellers" => Self::Bestsellers,
            "highest" => Self::Highest,
            "lowest" => Self::Lowest,
            "compare" => Self::Compare,
            "change" => Self::Change,
            "trend" => Self::Trend,
            "share" => Self::Share,
            "average" => Self::Average,
            "series" => Self::Series,
            "breakdown" => Self::Breakdown,
            "per" => Self::Per,
            "cumulative" => Self::Cumulative,
            "why" => Self::Why,
            "summary" => Self::Summary,
            "exclude" => Self::Exclude,
            "or" => Self::Or,
            "and" => Self::And,
            "bound" => Self::Bound,
            "elsewhere" => Self::Elsewhere,
            "greeting" => Self::Greeting,
            "thanks" => Self::Thanks,
            "help" => Self::Help,
            "blocked" => Self::Blocked,
            "reset" => Self::Reset,
            "clear" => Self::Clear,
            "together" => Self::Together,
            "contribute" => Self::Contribute,
            "both" => Self::Both,
            "again" => Self::Again,
            "summed" => Self::Summed,
            "narrow" => Self::Narrow,
            "money" => Self::Money,
            "remove" => Self::Remove,
            "readmit" => Self::Readmit,
            "replacing" => Self::Replacing,
            "swap" => Self::Swap,
            "whole" => Self::Whole,
            "difference" => Self::Difference,
            "that" => Self::That,
            "it" => Self::It,
            "they" => Self::They,
            "table" => Self::Table,
            "those" => Self::Those,
            _ => return None,
        })
    }

    /// Whether its English words are understood in all languages: what nobody may have, and the jargon of sales.
    pub(super) fn is_shared(self) -> bool {
        matches!(
            self,
            Self::Blocked
                | Self::Highest
                | Self::Bestsellers
                | Self::Concept(Concept::OrderValue)
                | Self::Growth(_)
                | Self::Cumulative
        )
    }
}
