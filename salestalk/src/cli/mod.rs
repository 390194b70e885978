//! The commands and their options.

mod history;
mod insights;
mod operate;
mod tenant;

pub(crate) use history::{Facts, Feedback, Questions, Sessions, Thumb};
pub(crate) use insights::{Channels, Insights, Reports, Rules};
pub(crate) use operate::{ApiKeys, Audit, Usage, UserRole, Users};
pub(crate) use tenant::{NewTenant, Tenant};

use std::path::PathBuf;

use axum::http::HeaderValue;
use clap::{Args, Parser, Subcommand, ValueEnum};
use secrecy::SecretString;
use tenancy::config::origin;

const EXAMPLES: &str = "\
Examples:
  salestalk up
  salestalk tenant create acme --name \"Acme Ltd\" --owner-email owner@acme.example
  salestalk import sales.csv.gz --tenant acme
  salestalk ask \"What was revenue in March 2011?\" --tenant demo
  curl -H \"Authorization: Bearer $(salestalk token acme)\" URL/catalogue

A command uses the server named by --url; else the one running on the data directory (`salestalk up`);
else it starts the system on that directory by itself, for as long as it takes.";

/// Chat over sales numbers, each tenant for itself.
#[derive(Debug, Parser)]
#[command(name = "salestalk", version, after_help = EXAMPLES, propagate_version = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Which system a command works on, and how it prints.
#[derive(Debug, Clone, Args)]
pub(crate) struct Target {
    /// Where the local system keeps everything
    #[arg(long, global = true, env = "SALESTALK_DATA_DIR", default_value = ".salestalk", value_name = "D")]
    pub(crate) data_dir: PathBuf,
    /// A running system's address, in place of the local one; wants --token
    #[arg(long, global = true, env = "SALESTALK_URL", value_name = "U")]
    pub(crate) url: Option<String>,
    /// The same of a system that Terraform made: the folder it was applied in, such as terraform/envs/prod
    #[arg(long, global = true, env = "SALESTALK_ENV", value_name = "DIR", conflicts_with = "url")]
    pub(crate) env: Option<PathBuf>,
    /// The bearer token for --url or --env
    #[arg(long, global = true, env = "SALESTALK_TOKEN", hide_env_values = true, value_name = "T")]
    pub(crate) token: Option<SecretString>,
    /// Print JSON for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The model of a system that is started here
    #[arg(long = "default-model", global = true, hide = true, env = "SALESTALK_MODEL", default_value = "narrator")]
    pub(crate) default_model: String,
    /// Where Ollama listens
    #[arg(long, global = true, hide = true, env = "OLLAMA_HOST")]
    pub(crate) ollama_url: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the whole system on this machine
    Up(Up),
    /// Make, change, show, erase and restore tenants
    #[command(subcommand)]
    Tenant(Tenant),
    /// Print a token of the local system's own issuer
    Token(Token),
    /// Import a file of sales (CSV, also gzip or zstd)
    Import(Import),
    /// What was imported, and taking it away again
    #[command(subcommand)]
    Imports(Imports),
    /// Ask one question
    Ask(Ask),
    /// Ask questions one after the other
    Chat(Chat),
    /// What was asked before
    #[command(subcommand)]
    Sessions(Sessions),
    /// The figures that an answer rests on: computed once more, or as CSV
    #[command(subcommand)]
    Facts(Facts),
    /// Say what you think of an answer
    Feedback(Feedback),
    /// What was refused or not liked
    #[command(subcommand)]
    Questions(Questions),
    /// What there is to tell without a question
    #[command(subcommand)]
    Insights(Insights),
    /// A week or a month on a page, as HTML, Markdown and JSON
    #[command(subcommand)]
    Reports(Reports),
    /// Compute the figures of a plan, without words
    Query(Query),
    /// Show or replace what a tenant's columns mean
    #[command(subcommand)]
    Catalogue(Catalogue),
    /// Show and prove what was done to tenants
    #[command(subcommand)]
    Audit(Audit),
    /// Show what tenants have used, month by month
    Usage(Usage),
    /// What a tenant's servers call with
    #[command(subcommand)]
    ApiKeys(ApiKeys),
    /// Who may use a tenant
    #[command(subcommand)]
    Users(Users),
    /// The models of this machine's Ollama
    #[command(subcommand)]
    Models(Models),
}

/// The models of this machine's Ollama, for `up --model ollama:NAME`.
#[derive(Debug, Subcommand)]
#[command(after_help = "Examples:\n  salestalk models list\n  salestalk models pull smollm2")]
pub(crate) enum Models {
    /// Show those that are there
    List,
    /// Download one
    Pull {
        /// As Ollama's library calls it
        name: String,
    },
}

/// Start the whole system on this machine: AWS stand-ins, API, a demo tenant with half a million real sales.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  salestalk up\n  salestalk up --exit                 show the demo, then stop\n  \
    salestalk up --ui                   the chat and the console in the browser, too\n  \
    salestalk up --no-demo --port 8080  only the API, on a known port\n  \
    AWS_ENDPOINT_URL=http://127.0.0.1:4566 salestalk up --aws")]
pub(crate) struct Up {
    /// Stop when everything is up and the demo is done
    #[arg(long)]
    pub(crate) exit: bool,
    /// The model that phrases answers, such as narrator, ollama:NAME, openai:NAME or bedrock:ID; also SALESTALK_MODEL
    #[arg(long, value_name = "M")]
    pub(crate) model: Option<String>,
    /// The port of 127.0.0.1 to listen on; 0 lets the system pick
    #[arg(long, default_value_t = 0, value_name = "P")]
    pub(crate) port: u16,
    /// An origin whose pages may call the API from a browser, such as https://app.example; may be repeated
    #[arg(long, env = "SALESTALK_ALLOWED_ORIGINS", value_name = "O", value_delimiter = ',', value_parser = origin)]
    pub(crate) allow_origin: Vec<HeaderValue>,
    /// What a write waits for
    #[arg(long, value_enum, default_value_t = Durability::Durable)]
    pub(crate) durability: Durability,
    /// Over the AWS that the environment names (AWS_ENDPOINT_URL, AWS_REGION and credentials), in place of the stand-ins:
    /// AWS itself, LocalStack or MiniStack. What the system owns is made there, and stays
    #[arg(long, conflicts_with = "durability")]
    pub(crate) aws: bool,
    /// Leave the demo tenant out
    #[arg(long)]
    pub(crate) no_demo: bool,
    /// Open the pages, too: those in the folder frontend, or in another one. Needs Python 3.11, and PyPI the first time
    #[arg(long, value_name = "FOLDER", num_args = 0..=1, require_equals = true, default_missing_value = "frontend", conflicts_with = "exit")]
    pub(crate) ui: Option<PathBuf>,
}

/// What a write waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Durability {
    /// The disk: survives a power failure
    Durable,
    /// Nothing: faster
    Relaxed,
}

/// Print a token of the local system's own issuer, and nothing else.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  salestalk token demo\n  salestalk token acme --role member --hours 1\n  \
    salestalk token --operator")]
pub(crate) struct Token {
    /// The tenant's id
    #[arg(required_unless_present = "operator")]
    pub(crate) id: Option<String>,
    /// What its bearer may do
    #[arg(long, value_enum, default_value_t = UserRole::Owner, conflicts_with = "operator")]
    pub(crate) role: UserRole,
    /// How long it is good for
    #[arg(long, default_value_t = 12, value_name = "H", value_parser = clap::value_parser!(u16).range(1..=8760))]
    pub(crate) hours: u16,
    /// The operator's token, in place of a tenant's
    #[arg(long, conflicts_with = "id")]
    pub(crate) operator: bool,
}

/// Import a file of sales; with no catalogue yet, one is suggested from the file.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  salestalk import sales.csv.gz --tenant acme\n  \
    salestalk import sales.csv --tenant acme --catalogue catalogue.json --yes\n  \
    salestalk import march.csv --tenant acme --mode replace --from 2026-03-01 --to 2026-03-31\n  \
    salestalk import lines.csv --join orders.csv --on OrderID --tenant acme")]
pub(crate) struct Import {
    /// CSV with a header; gzip or zstd is fine
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) tenant: OfTenant,
    /// Put this catalogue first
    #[arg(long, value_name = "F")]
    pub(crate) catalogue: Option<PathBuf>,
    /// Add to each line the columns of its order from this file
    #[arg(long, value_name = "ORDERS", requires = "on")]
    pub(crate) join: Option<PathBuf>,
    /// The column that says which order; LINES=ORDERS where its name differs
    #[arg(long, value_name = "COLUMN", requires = "join")]
    pub(crate) on: Option<String>,
    /// What becomes of rows that are there: stay (append), those of the file's period go (replace), those with its keys go (upsert)
    #[arg(long, value_enum, default_value_t = ImportMode::Append)]
    pub(crate) mode: ImportMode,
    /// Replace from this day on, also where the file begins later
    #[arg(long, value_name = "DAY", requires = "to")]
    pub(crate) from: Option<String>,
    /// Replace up to this day, also where the file ends earlier
    #[arg(long, value_name = "DAY", requires = "from")]
    pub(crate) to: Option<String>,
    /// Accept the suggested catalogue unasked
    #[arg(long)]
    pub(crate) yes: bool,
}

/// What becomes of rows that are there already.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum ImportMode {
    /// They stay; the file's rows are added
    Append,
    /// Those of the file's period go
    Replace,
    /// Those with a key of the file go; the catalogue's `key` says which columns
    Upsert,
}

/// What was imported, and taking it away again.
#[derive(Debug, Subcommand)]
pub(crate) enum Imports {
    /// All imports, the newest first
    #[command(after_help = "Example:\n  salestalk imports list --tenant acme")]
    List {
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Take the rows of an import away again; what it had replaced comes back
    #[command(after_help = "Example:\n  salestalk imports undo IMPORTID --tenant acme")]
    Undo {
        /// The import's id, as `imports list` shows it
        import_id: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Print the rows of an import that could not be read, as CSV with line and reason
    #[command(after_help = "Example:\n  salestalk imports rejected IMPORTID --tenant acme > rejected.csv")]
    Rejected {
        /// The import's id, as `imports list` shows it
        import_id: String,
        #[command(flatten)]
        tenant: OfTenant,
    },
}

/// Ask one question; the answer comes with the facts it rests on.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  salestalk ask \"What was revenue in March 2011?\" --tenant demo\n  \
    salestalk ask \"And in April?\" --tenant demo --session ID --json")]
pub(crate) struct Ask {
    /// The question
    pub(crate) question: String,
    #[command(flatten)]
    pub(crate) tenant: OfTenant,
    /// Go on with this session
    #[arg(long, value_name = "S")]
    pub(crate) session: Option<String>,
    /// The model that phrases the answer
    #[arg(long, value_name = "M")]
    pub(crate) model: Option<String>,
}

/// Ask questions one after the other: each may refer to the one before. /new starts afresh, /quit ends.
#[derive(Debug, Args)]
pub(crate) struct Chat {
    #[command(flatten)]
    pub(crate) tenant: OfTenant,
    /// The model that phrases the answers
    #[arg(long, value_name = "M")]
    pub(crate) model: Option<String>,
}

/// Compute the figures of a plan: which measures, which period, which rows, and what they are split by.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  echo '{\"intent\":\"growth\",\"measures\":[\"revenue\"],\"groupBy\":{\"grain\":\"month\"}}' | salestalk query - --tenant demo\n\nWhat a plan may say is at GET /openapi.json, with an example of each kind."
)]
pub(crate) struct Query {
    /// The plan, a file of JSON (`-` reads standard input)
    pub(crate) plan: PathBuf,
    #[command(flatten)]
    pub(crate) tenant: OfTenant,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Catalogue {
    /// What the tenant's columns mean
    Show {
        #[command(flatten)]
        tenant: OfTenant,
    },
    /// Replace it with the JSON in FILE (`-` reads standard input)
    #[command(
        after_help = "Example:\n  salestalk catalogue show --tenant acme --json > c.json   # edit it, then\n  salestalk catalogue put c.json --tenant acme"
    )]
    Put {
        /// The catalogue
        file: PathBuf,
        #[command(flatten)]
        tenant: OfTenant,
    },
}

/// Whose data a command works on.
#[derive(Debug, Clone, Args)]
pub(crate) struct OfTenant {
    /// The tenant's id; with --token it is the token's
    #[arg(long = "tenant", env = "SALESTALK_TENANT", value_name = "ID")]
    pub(crate) id: Option<String>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn every_command_can_be_parsed() {
        super::Cli::command().debug_assert();
    }
}
