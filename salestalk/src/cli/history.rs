//! `salestalk sessions`, `facts`, `feedback` and `questions`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::OfTenant;

/// What was asked before.
#[derive(Debug, Subcommand)]
pub(crate) enum Sessions {
    /// Your conversations, the newest first
    #[command(after_help = "Example:\n  salestalk sessions list --tenant acme")]
    List {
        #[command(flatten)]
        tenant: OfTenant,
        /// How many at most
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: usize,
    },
    /// All that was said in a conversation
    #[command(after_help = "Example:\n  salestalk sessions show SESSIONID --tenant acme")]
    Show {
        /// The conversation's id, as `sessions list` shows it
        session_id: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Give a conversation another title
    #[command(after_help = "Example:\n  salestalk sessions rename SESSIONID \"Numbers for the board\" --tenant acme")]
    Rename {
        /// The conversation's id, as `sessions list` shows it
        session_id: String,
        /// What it is called, in one line
        title: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Conversations that are older than they are kept, by the day on which they were to be forgotten; of all users
    #[command(after_help = "Example:\n  salestalk sessions archived --tenant acme --from 2026-01-01 --to 2026-06-30")]
    Archived {
        #[command(flatten)]
        tenant: OfTenant,
        /// Those with a message on this day or later
        #[arg(long, value_name = "DAY")]
        from: Option<String>,
        /// Those with a message on this day or before
        #[arg(long, value_name = "DAY")]
        to: Option<String>,
    },
    /// Put the archived conversations of a day back among those of their users, for 30 days
    #[command(after_help = "Example:\n  salestalk sessions restore 2026-11-30 --tenant acme")]
    Restore {
        /// As `sessions archived` shows it
        day: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Delete a conversation with all that was said in it
    #[command(after_help = "Example:\n  salestalk sessions delete SESSIONID --tenant acme")]
    Delete {
        /// The conversation's id, as `sessions list` shows it
        session_id: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
}

/// The figures that an answer rests on.
#[derive(Debug, Subcommand)]
pub(crate) enum Facts {
    /// Compute a fact once more, from the data that it names
    #[command(after_help = "Example:\n  salestalk facts show ANSWERID-F1 --tenant acme\n\n\
        The exit code is 1 if the data is what it was and the figure is not.")]
    Show {
        /// The answer's id, as `ask` prints it, `-` and the fact's
        fact_id: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Print all facts of an answer as CSV
    #[command(after_help = "Example:\n  salestalk facts export ANSWERID --tenant acme --output facts.csv")]
    Export {
        /// The answer's id, as `ask` prints it
        message_id: String,
        #[command(flatten)]
        tenant: OfTenant,
        /// Write to this file
        #[arg(long, value_name = "F")]
        output: Option<PathBuf>,
    },
}

/// Say what you think of an answer; what you said before is replaced.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  salestalk feedback ANSWERID down --comment \"I meant the calendar week\" --tenant acme"
)]
pub(crate) struct Feedback {
    /// The answer's id, as `ask` prints it
    pub(crate) message_id: String,
    /// Which way the thumb points
    #[arg(value_enum)]
    pub(crate) rating: Thumb,
    #[command(flatten)]
    pub(crate) tenant: OfTenant,
    /// Why; admins of the account read it
    #[arg(long, value_name = "TEXT")]
    pub(crate) comment: Option<String>,
}

/// Which way a thumb points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Thumb {
    /// The answer was good
    Up,
    /// It was not
    Down,
}

/// What a catalogue could be better at.
#[derive(Debug, Subcommand)]
pub(crate) enum Questions {
    /// Questions that were refused or whose answers were not liked, the newest first, without who asked
    #[command(after_help = "Examples:\n  salestalk questions review --tenant acme\n  \
        salestalk questions review --tenant acme --since 2026-10 --json\n\n\
        A word that was not understood becomes one that is by a synonym of a measure or a dimension, or an alias of a\n\
        member: salestalk catalogue show --json, edit it, catalogue put.")]
    Review {
        #[command(flatten)]
        tenant: OfTenant,
        /// None asked before this month, such as 2026-11
        #[arg(long, value_name = "MONTH")]
        since: Option<String>,
        /// How many at most
        #[arg(long, default_value_t = 100, value_name = "N")]
        limit: usize,
    },
}
