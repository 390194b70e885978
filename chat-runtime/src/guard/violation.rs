//! What is wrong with a text, for the model that is to mend it and for operators.

use std::fmt;

/// One claim that no fact carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// What is wrong with it.
    pub(crate) fault: Fault,
    /// The words that claim it.
    pub(crate) said: String,
    /// The fact that comes nearest, by its id.
    pub(crate) fact: Option<String>,
}

/// What is wrong with a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No fact has this figure.
    Figure,
    /// It is a fact's figure in another unit.
    Unit,
    /// It is a fact's figure with the other sign.
    Sign,
    /// It is a fact's figure, and the period that is named for it is not the fact's.
    Period,
    /// It is a fact's figure, and the member that is named for it is not the fact's.
    Member,
    /// It is a fact's figure, and the measure that is named for it is not the fact's.
    Measure,
    /// It is a fact's figure, told as an average, a total, or another part of a change than it is.
    Role,
    /// No fact is about this period.
    UnknownPeriod,
    /// No fact is about this member, or nothing of this name is known.
    UnknownMember,
    /// The facts went another way, or do not tell.
    Direction,
    /// The facts have another order, or do not show it.
    Rank,
    /// The facts have another ratio, or do not show it.
    Ratio,
    /// The facts are of another number.
    Count,
    /// It cannot be read for sure.
    Unreadable,
    /// It repeats its instructions.
    Instructions,
    /// It says whether the question is right, which no fact does.
    Verdict,
    /// Its words are about something else than the facts.
    Topic,
    /// It is far longer than its facts need.
    Length,
    /// It tells nothing that could be checked.
    Nothing,
    /// The model gave no answer.
    NoAnswer,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.fault {
            Fault::Figure => "is the figure of no fact",
            Fault::Unit => "has another unit than its fact",
            Fault::Sign => "has the wrong sign",
            Fault::Period => "is not the figure of the period named for it",
            Fault::Member => "is not the figure of the member named for it",
            Fault::Measure => "is not the figure of the measure named for it",
            Fault::Role => "is told as something else than it is",
            Fault::UnknownPeriod => "is a period that no fact is about",
            Fault::UnknownMember => "is a name that no fact is about",
            Fault::Direction => "is a direction that the facts do not show",
            Fault::Rank => "is a rank that the facts do not show",
            Fault::Ratio => "is a ratio that the facts do not show",
            Fault::Count => "is a number of things that the facts do not show",
            Fault::Unreadable => "cannot be read for sure",
            Fault::Instructions => "repeats the instructions",
            Fault::Verdict => "judges the question",
            Fault::Topic => "is about something else than the facts; use plain words",
            Fault::Length => "begins more than one or two short sentences",
            Fault::Nothing => "no fact is told",
            Fault::NoAnswer => "the model gave no answer",
        };
        match (self.fault, &self.fact) {
            (Fault::Nothing | Fault::NoAnswer, _) => f.write_str(why),
            (_, Some(id)) => write!(f, "`{}` {why}; use {{{id}}} as its fact says", self.said),
            _ => write!(f, "`{}` {why}", self.said),
        }
    }
}
