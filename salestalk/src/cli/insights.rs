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
    /// When the tenant is told, and which reports are made by themselves; without an option, shows it
    #[command(after_help = "Examples:\n  salestalk insights settings --tenant acme\n  \
        salestalk insights settings --tenant acme --time-zone Europe/Berlin --hour 7 --reports week,month")]
    Settings {
        #[command(flatten)]
        tenant: OfTenant,
        /// Where the tenant's day begins, an IANA name
        #[arg(long, value_name = "Z")]
        time_zone: Option<String>,
        /// The hour of that day from which it is told
        #[arg(long, value_name = "H")]
        hour: Option<u8>,
        /// week, month, both with a comma between, or none
        #[arg(long, value_name = "R")]
        reports: Option<String>,
    },
    /// Where the tenant is told beside in the app: webhooks and e-mail
    #[command(subcommand)]
    Channels(Channels),
    /// What channels have not told yet, or could not
    #[command(after_help = "Examples:\n  salestalk insights deliveries --tenant acme\n  \
        salestalk insights deliveries --tenant acme --retry DELIVERYID")]
    Deliveries {
        #[command(flatten)]
        tenant: OfTenant,
        /// Try this one once more, now
        #[arg(long, value_name = "DELIVERYID")]
        retry: Option<String>,
    },
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

const RULE: &str = "Example:\n  salestalk insights rules add \"tell me when weekly revenue of Germany falls by more than 15 %\" --tenant acme\n\n\
    A file is JSON:\n  {\"name\": \"Germany falls\", \"measure\": \"revenue\", \"every\": \"week\", \"when\": \
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
        /// The rule, in words or as a file of JSON
        rule: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Make a rule
    #[command(after_help = RULE)]
    Add {
        /// The rule, in words or as a file of JSON
        rule: String,
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

/// Where the tenant is told beside in the app.
#[derive(Debug, Subcommand)]
pub(crate) enum Channels {
    /// Those that there are
    #[command(after_help = "Example:\n  salestalk insights channels list --tenant acme")]
    List {
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Make one; a webhook's secret is shown this once (signatures are those of Standard Webhooks)
    #[command(after_help = "Examples:\n  salestalk insights channels add https://acme.example/hook --tenant acme\n  \
        salestalk insights channels add ann@acme.example --tells reports --tenant acme")]
    Add {
        /// A webhook's address, or an e-mail address
        to: String,
        /// alerts, insights or reports, with commas between
        #[arg(long, default_value = "alerts,insights,reports", value_name = "T")]
        tells: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Send one a message that says that it works
    #[command(after_help = "Example:\n  salestalk insights channels test CHANNELID --tenant acme")]
    Test {
        /// The channel's id, as `channels list` shows it
        channel_id: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Delete one
    #[command(after_help = "Example:\n  salestalk insights channels delete CHANNELID --tenant acme")]
    Delete {
        /// The channel's id, as `channels list` shows it
        channel_id: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
}

impl Insights {
    /// Whose insights they are.
    pub(crate) fn tenant(&self) -> &OfTenant {
        match self {
            Self::List { tenant, .. }
            | Self::Run { tenant }
            | Self::Mark { tenant, .. }
            | Self::Settings { tenant, .. }
            | Self::Deliveries { tenant, .. }
            | Self::Rules(
                Rules::List { tenant }
                | Rules::Try { tenant, .. }
                | Rules::Add { tenant, .. }
                | Rules::Delete { tenant, .. },
            )
            | Self::Channels(
                Channels::List { tenant }
                | Channels::Add { tenant, .. }
                | Channels::Test { tenant, .. }
                | Channels::Delete { tenant, .. },
            ) => tenant,
        }
    }
}

/// A week or a month on a page.
#[derive(Debug, Subcommand)]
pub(crate) enum Reports {
    /// Those that there are
    #[command(after_help = "Example:\n  salestalk reports list --tenant acme")]
    List {
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Make one now, and print it
    #[command(after_help = "Examples:\n  salestalk reports make month --tenant demo\n  \
        salestalk reports make week --on 2011-11-15 --tenant demo --output report.html")]
    Make {
        /// week or month
        every: String,
        /// Any day of it; if not set, the last whole one that the data has
        #[arg(long, value_name = "DAY")]
        on: Option<String>,
        #[command(flatten)]
        tenant: OfTenant,
        /// Write it to this file, whose name ends in .html, .md or .json
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Print one
    #[command(after_help = "Examples:\n  salestalk reports show month-2011-11 --tenant demo\n  \
        salestalk reports show month-2011-11 --tenant demo --output report.html")]
    Show {
        /// The report's id, as `reports list` shows it
        report_id: String,
        #[command(flatten)]
        tenant: OfTenant,
        /// Write it to this file, whose name ends in .html, .md or .json
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}
