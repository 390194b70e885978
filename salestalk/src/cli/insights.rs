//! `salestalk insights`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::OfTenant;

/// What there is to tell without a question.
#[derive(Debug, Subcommand)]
pub(crate) enum Insights {
    /// What was found, the newest first
    #[command(after_help = "Examples:\n  salestalk insights list --tenant acme\n  \
        salestalk insights list --tenant acme --kind anomaly --state all --json")]
    List {
        #[command(flatten)]
        tenant: OfTenant,
        /// new, seen, useful, dismissed or all; all but dismissed ones if not set
        #[arg(long, value_name = "STATE")]
        state: Option<String>,
        /// summary, mover, anomaly, levelShift, gap, forecast, record, concentration, newCustomers, lostCustomers, returns,
        /// newMembers or alert
        #[arg(long, value_name = "KIND")]
        kind: Option<String>,
        /// How many at most
        #[arg(long, default_value_t = 20, value_name = "N")]
        limit: usize,
    },
    /// Look through the data now, as is done after each import
    #[command(after_help = "Example:\n  salestalk insights run --tenant acme")]
    Run {
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// The tenant's own rules: what is to be told whatever else there is
    #[command(subcommand)]
    Rules(Rules),
    /// Say what became of one; of a kind that is dismissed, less is told
    #[command(after_help = "Example:\n  salestalk insights mark INSIGHTID dismissed --tenant acme")]
    Mark {
        /// The insight's id, as `insights list` shows it
        insight_id: String,
        /// What became of it
        #[arg(value_enum)]
        state: Mark,
        #[command(flatten)]
        tenant: OfTenant,
    },
}

/// What became of an insight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Mark {
    /// Nobody has seen it
    New,
    /// It was seen
    Seen,
    /// It was useful
    Useful,
    /// Nobody wants to see it
    Dismissed,
}

impl Mark {
    /// As the API writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Seen => "seen",
            Self::Useful => "useful",
            Self::Dismissed => "dismissed",
        }
    }
}

const RULE: &str = "The file is JSON:\n  {\"name\": \"Germany falls\", \"measure\": \"revenue\", \"every\": \"week\", \"when\": \
    {\"falls\": \"15\"},\n   \"filters\": [{\"dimension\": \"country\", \"members\": [\"Germany\"]}]}\n\
    every is day, week, month or quarter; when is falls or rises (percent to the unit before), below or above.";

/// The tenant's own rules.
#[derive(Debug, Subcommand)]
pub(crate) enum Rules {
    /// Those that there are
    #[command(after_help = "Example:\n  salestalk insights rules list --tenant acme")]
    List {
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// What a rule would have told of the data that there is; nothing is kept
    #[command(after_help = RULE)]
    Try {
        /// The rule
        file: PathBuf,
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Make a rule
    #[command(after_help = RULE)]
    Add {
        /// The rule
        file: PathBuf,
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Delete a rule
    #[command(after_help = "Example:\n  salestalk insights rules delete RULEID --tenant acme")]
    Delete {
        /// The rule's id, as `rules list` shows it
        rule_id: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
}
